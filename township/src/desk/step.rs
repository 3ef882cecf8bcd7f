//! A person, or the clock, takes a step of an incident at the hub.

use std::collections::BTreeSet;

use gridwork_model::audience::{Entity, audience, relations};
use gridwork_model::deadline::Rules;
use gridwork_model::incident::{
    CategoryCode, ClosingCode, Grade, Incident, Report, Setting, Step, Why, return_by,
};
use gridwork_model::ledger::kind as ledger_kind;
use gridwork_model::permission::{Relation, Role};
use gridwork_model::{Id, LedgerEntry, Moment, TimeFacts};

use super::book::{Opened, Summary, actor, opened, streams_of};
use super::clock::{self, set_alarm};
use super::numbers;
use crate::admission::AnsweredClue;
use crate::admission::ledger::ledger_entity;
use crate::audit::Actor;
use crate::directory::Standing;
use crate::office::Act;
use crate::people::Caller;
use crate::storage::Writing;
use crate::storage::rows::kind;
use crate::streams::open_payload;
use crate::vault::state_binding;
use crate::{Done, Hub, HubError};

/// What a person at the desk asks for; numbers, limits and times are the hub's to fill in.
#[derive(Clone, Debug, PartialEq)]
pub enum DeskStep {
    /// 登记.
    Register {
        /// Grade.
        grade: Grade,
        /// Category, corrected where the report had another.
        category: CategoryCode,
        /// Statutory rule that overrides the grade, by id.
        statute: Option<String>,
    },
    /// 派单.
    Dispatch {
        /// To which unit.
        unit: Id,
        /// To whom there.
        handler: Option<Id>,
    },
    /// 并案: this incident goes on in another.
    MergeInto {
        /// The main incident.
        main: Id,
    },
    /// 结案.
    Close {
        /// How.
        code: ClosingCode,
    },
    /// 电话核查.
    VerifiedByPhone {
        /// Who said so.
        by: Id,
        /// When.
        told: Moment,
        /// Whether it is really done.
        passed: bool,
        /// Why not.
        why: String,
    },
    /// 请核查.
    AskVerification {
        /// Whom.
        of: Id,
    },
    /// 转执法线索: the clue is made with it, of the incident's place.
    ToClue {
        /// What the officers read.
        words: String,
    },
    /// Any other step, as it is.
    Plain(Step),
}

/// A caller and the role acted in.
#[derive(Clone, Copy, Debug)]
pub struct Staffed<'a> {
    /// Who.
    pub caller: &'a Caller,
    /// In which of the caller's roles.
    pub role: Role,
}

/// Who takes a step, inside this module.
pub(super) enum Taker<'a> {
    Staff(Staffed<'a>),
    /// Somebody whose device said so, in a role held by the directory.
    Field {
        device: u32,
        person: Id,
        role: Role,
    },
    Clock,
}

impl Hub {
    /// Takes down a report at the desk; returns the incident.
    pub fn report_incident(&self, by: Staffed<'_>, report: Report, now: Moment) -> Done<Id> {
        let object = self.new_id(now);
        let who = by.caller.actor(by.role);
        let step = Step::Report(report);
        self.take_step(&object, &step, &Taker::Staff(by), who, "report", now)?;
        Ok(object)
    }

    /// Takes a step of an incident of the caller's township. `seen` is how many steps the caller knew
    /// of: if there are more, somebody was faster and the caller looks again.
    pub fn step_incident(
        &self,
        by: Staffed<'_>,
        object: &Id,
        step: DeskStep,
        seen: Option<usize>,
        now: Moment,
    ) -> Done<()> {
        let r = self.storage.reading()?;
        let found = opened(self, &*r, object)?
            .filter(|found| by.caller.org.is_nil() || found.row.org == by.caller.org)
            .ok_or(HubError::NotFound("incident"))?;
        drop(r);
        let standing = self.standing();
        let calendar = standing.directory.calendar(found.row.org);
        let policy = standing.directory.incident_policy(found.row.org);
        let who = by.caller.actor(by.role);
        let verifies = |person: Id| {
            let cell = found.incident.place.as_ref().map(|place| place.cell);
            let cell = cell.ok_or(HubError::Invalid("place"))?;
            match self.may_verify(&found.incident, person, cell, &standing, now) {
                true => Ok(()),
                false => Err(HubError::Invalid("verifier")),
            }
        };
        let step = match step {
            DeskStep::Plain(step) => step,
            DeskStep::AskVerification { of } => {
                verifies(of)?;
                Step::AskVerification { of }
            }
            DeskStep::VerifiedByPhone { by, told, passed, why } => {
                verifies(by)?;
                Step::VerifiedByPhone { by, told, passed, why }
            }
            DeskStep::ToClue { words } => {
                return self.with_act(who, "clue", now, |act| {
                    let clue = self.clue_of_incident(act, by, &found.incident, words, now)?;
                    let step = Step::ToClue { clue };
                    self.take_in(act, object, &step, &Taker::Staff(by), seen, now)
                });
            }
            DeskStep::Close { code } => Step::Close { code },
            DeskStep::MergeInto { main } => Step::MergeInto { main },
            DeskStep::Dispatch { unit, handler } => {
                Step::Dispatch { unit, handler, return_by: return_by(now, calendar) }
            }
            DeskStep::Register { grade, category, statute } => {
                let accepted =
                    found.incident.accepted_at.ok_or(HubError::NoSuchStep("not accepted"))?;
                let rule = statute.as_deref().and_then(|id| Rules::embedded().get(id));
                let limits = policy.limits(grade, rule, accepted, calendar);
                let facts = (grade, category, limits, statute);
                return self.register(by, object, facts, (who, seen), now);
            }
        };
        let taker = Taker::Staff(by);
        self.with_act(who, "desk", now, |act| self.take_in(act, object, &step, &taker, seen, now))
    }

    fn register(
        &self,
        by: Staffed<'_>,
        object: &Id,
        facts: (Grade, CategoryCode, gridwork_model::incident::Limits, Option<String>),
        (who, seen): (Actor, Option<usize>),
        now: Moment,
    ) -> Done<()> {
        let (grade, category, limits, statute) = facts;
        self.with_act(who, "register", now, |act| {
            let found =
                opened(self, &*act.streams.w, object)?.ok_or(HubError::NotFound("incident"))?;
            fresh(&*act.streams.w, &found, seen)?;
            let number = numbers::next(self, act.streams.w, &self.standing(), found.row.org, now)?;
            let step = Step::Register { number, grade, category, limits, statute };
            self.apply_step(act, Some(found), object, &step, &Taker::Staff(by), now)
        })
    }

    /// Takes one step as one act.
    pub(super) fn take_step(
        &self,
        object: &Id,
        step: &Step,
        taker: &Taker<'_>,
        who: Actor,
        why: &str,
        now: Moment,
    ) -> Done<()> {
        self.with_act(who, why, now, |act| self.take_in(act, object, step, taker, None, now))
    }

    /// Takes one step inside an act. Merging writes the counterpart in the main incident too.
    fn take_in(
        &self,
        act: &mut Act<'_>,
        object: &Id,
        step: &Step,
        taker: &Taker<'_>,
        seen: Option<usize>,
        now: Moment,
    ) -> Done<()> {
        let found = opened(self, &*act.streams.w, object)?;
        if let Some(found) = &found {
            fresh(&*act.streams.w, found, seen)?;
        }
        let reporter = found.as_ref().and_then(|f| f.incident.reporters.first().copied());
        self.apply_step(act, found, object, step, taker, now)?;
        if let Step::MergeInto { main } = step {
            let main_found =
                opened(self, &*act.streams.w, main)?.ok_or(HubError::NotFound("main incident"))?;
            let joined = Step::Joined { other: *object, reporter: reporter.unwrap_or(Id::NIL) };
            self.apply_step(act, Some(main_found), main, &joined, taker, now)?;
        }
        Ok(())
    }

    /// What an officer did about a clue at the console, said in the incident it was made of.
    pub(crate) fn answer_incident(
        &self,
        act: &mut Act<'_>,
        by: Staffed<'_>,
        of: (&Id, &Id),
        answer: (bool, &str),
        now: Moment,
    ) -> Done<()> {
        self.answer_waiting(act, of, answer, &Taker::Staff(by), now)
    }

    /// What officers did about clues on their devices, said in the incidents those were made of. An
    /// answer that an incident does not take leaves the officer's step as it is: the desk still sees
    /// the clue, and writes the answer down itself.
    pub(crate) fn answer_from_field(
        &self,
        w: &mut dyn Writing,
        device: u32,
        answered: &[AnsweredClue],
        now: Moment,
    ) -> Done<()> {
        if answered.is_empty() {
            return Ok(());
        }
        let mut act = Act::begin(self, w, Actor::Device { device }, "clue", now)?;
        for one in answered {
            let taker = Taker::Field { device, person: one.officer, role: one.role };
            let of = (&one.incident, &one.clue);
            match self.answer_waiting(&mut act, of, (one.taken, &one.words), &taker, now) {
                Ok(()) => {}
                Err(
                    error @ (HubError::NotPermitted
                    | HubError::NoSuchStep(_)
                    | HubError::NotFound(_)
                    | HubError::Invalid(_)),
                ) => {
                    tracing::warn!(incident = %one.incident, code = error.code(), "a clue's answer was not taken");
                }
                Err(error) => return Err(error),
            }
        }
        act.finish()
    }

    /// Says an answer where the incident waits for one from this clue, and nothing elsewhere.
    fn answer_waiting(
        &self,
        act: &mut Act<'_>,
        (object, clue): (&Id, &Id),
        (taken, words): (bool, &str),
        taker: &Taker<'_>,
        now: Moment,
    ) -> Done<()> {
        let found = opened(self, &*act.streams.w, object)?;
        let waits = found.as_ref().is_some_and(|found| {
            let incident = &found.incident;
            incident.clue == Some(*clue) && incident.awaits_clue() && !incident.state.is_over()
        });
        if !waits {
            return Ok(());
        }
        let step = Step::ClueAnswered { taken, words: words.to_owned() };
        self.apply_step(act, found, object, &step, taker, now)
    }

    fn with_act(
        &self,
        who: Actor,
        why: &str,
        now: Moment,
        work: impl FnOnce(&mut Act<'_>) -> Done<()>,
    ) -> Done<()> {
        let _loaded = self.loaded.lock();
        let mut w = self.storage.writing()?;
        let mut act = Act::begin(self, &mut *w, who, why, now)?;
        work(&mut act)?;
        act.finish()?;
        Ok(w.commit()?)
    }

    fn apply_step(
        &self,
        act: &mut Act<'_>,
        found: Option<Opened>,
        object: &Id,
        step: &Step,
        taker: &Taker<'_>,
        now: Moment,
    ) -> Done<()> {
        step.validate().map_err(|_| HubError::Invalid("step"))?;
        let standing = self.standing();
        let reported = match (&found, step) {
            (Some(found), _) => found.incident.place.as_ref().map(|place| place.cell),
            (None, Step::Report(report)) => Some(report.place.cell),
            (None, _) => return Err(HubError::NotFound("incident")),
        };
        let cell = reported.ok_or(HubError::Invalid("place"))?;
        let blank = Incident::default();
        let incident = found.as_ref().map_or(&blank, |found| &found.incident);
        let reports = matches!(step, Step::Report(_));
        let (person, role, actor) = self.taker(taker, incident, cell, reports, &standing, now)?;
        let township = standing.org_of(cell);
        let setting = Setting {
            policy: standing.directory.incident_policy(township),
            calendar: standing.directory.calendar(township),
        };
        incident.judge(&actor, step, now, &setting).map_err(refusal)?;
        let mut found = match found {
            Some(found) => found,
            None => self.begin_incident(act.streams.w, object, cell, township)?,
        };
        found.incident.apply(*object, person, now, step);
        let time = TimeFacts { device: now, hub: Some(now), ..TimeFacts::default() };
        let entry = LedgerEntry {
            id: self.new_id(now),
            object: *object,
            kind: ledger_kind::INCIDENT,
            person,
            role: role.number(),
            time,
            body: step.to_body(),
        };
        act.say(&found.row, &entry, &found.audience)?;
        let binding = state_binding(&found.row.id);
        let plain = Summary::of(&found.incident).to_bytes();
        found.row.state = found.key.seal(&mut **self.random.lock(), &binding, &plain);
        act.streams.w.put_entity(&found.row)?;
        let target = streams_of(&found.incident);
        if target != found.audience {
            act.streams.readdress(&found.row.id, object, &target, now)?;
        }
        set_alarm(
            act.streams.w,
            &found.row.id,
            *object,
            &found.incident,
            setting.calendar,
            setting.policy,
        )?;
        let by = match taker {
            Taker::Staff(by) => by.caller.actor(by.role),
            Taker::Field { device, .. } => Actor::Device { device: *device },
            Taker::Clock => Actor::Clock { rule: step.words().to_owned() },
        };
        clock::note(act.streams.w, by, township, *object, now)
    }

    fn begin_incident(
        &self,
        w: &mut dyn Writing,
        object: &Id,
        cell: Id,
        township: Id,
    ) -> Done<Opened> {
        let audience = audience(&Entity::Incident { cell, units: Vec::new() })
            .map_err(|_| HubError::Invalid("audience"))?;
        let class = audience.first().ok_or(HubError::Invalid("audience"))?.class;
        let founding = minicbor::to_vec((*object, ledger_kind::INCIDENT)).unwrap_or_default();
        let ledger = ledger_entity(object, ledger_kind::INCIDENT);
        let (row, key) = self.new_entity(ledger, kind::LEDGER, township, class, founding);
        w.put_entity(&row)?;
        Ok(Opened { row, key, incident: Incident::default(), audience })
    }

    fn taker(
        &self,
        taker: &Taker<'_>,
        incident: &Incident,
        cell: Id,
        reports: bool,
        standing: &Standing,
        now: Moment,
    ) -> Done<(Id, Role, gridwork_model::incident::Actor)> {
        Ok(match taker {
            Taker::Clock => {
                let stands = BTreeSet::from([Relation::County]);
                let none = BTreeSet::new();
                let actor =
                    actor(incident, Id::NIL, clock::CLOCK, Some(&stands), none, reports, true);
                (Id::NIL, clock::CLOCK, actor)
            }
            Taker::Field { person, role, .. } => {
                let directory = &standing.directory;
                let stands = relations(*person, cell, now.day(), directory).remove(role);
                let units = directory.units_of_person(*person, now.day());
                let stands = stands.as_ref();
                let actor = actor(incident, *person, *role, stands, units, reports, true);
                (*person, *role, actor)
            }
            Taker::Staff(by) => {
                let (stands, units) = self.staff_stands(*by, cell, standing, now)?;
                let person = by.caller.person;
                (
                    person,
                    by.role,
                    actor(incident, person, by.role, Some(&stands), units, reports, true),
                )
            }
        })
    }

    /// How a place stands to a caller in one role, and the units the caller belongs to: by the
    /// log-in's scopes and by the directory.
    pub(crate) fn staff_stands(
        &self,
        by: Staffed<'_>,
        place: Id,
        standing: &Standing,
        now: Moment,
    ) -> Done<(BTreeSet<Relation>, BTreeSet<Id>)> {
        if !by.caller.has(by.role) {
            return Err(HubError::NotPermitted);
        }
        let directory = &standing.directory;
        let mut stands = relations(by.caller.person, place, now.day(), directory)
            .remove(&by.role)
            .unwrap_or_default();
        let mut units = directory.units_of_person(by.caller.person, now.day());
        let above = directory.above(place);
        stands.insert(Relation::County);
        for at in by.caller.roles.iter().filter(|at| at.role() == by.role) {
            // A role held for the county is held for each of its townships.
            if at.scope.is_nil() {
                stands.insert(Relation::OwnTownship);
            }
            if let Some(unit) = directory.unit(at.scope) {
                units.insert(unit.id);
            }
            let township = directory.township_of(at.scope).map(|unit| unit.id);
            let here = directory.township_of(place).map(|unit| unit.id);
            if above.contains(&at.scope) && directory.cell(at.scope).is_some() {
                stands.insert(Relation::OwnCell);
            } else if above.contains(&at.scope)
                && directory.unit(at.scope).is_some_and(|unit| unit.kind.holds_cells())
            {
                stands.insert(Relation::OwnVillage);
            } else if township.is_some() && township == here {
                stands.insert(Relation::OwnTownship);
            }
            // The county's administrator makes log-ins and invites devices for every township.
            if at.scope.is_nil() && by.role == Role::TownshipAdmin {
                stands.insert(Relation::OwnTownship);
            }
            if at.scope == place {
                stands.insert(Relation::Assigned);
            }
        }
        Ok((stands, units))
    }
}

/// Refuses a step of somebody who has not seen the latest one; says when it was taken and what it was.
fn fresh(w: &dyn Writing, found: &Opened, seen: Option<usize>) -> Done<()> {
    if seen.is_none_or(|seen| seen == found.incident.steps) {
        return Ok(());
    }
    let entries = w.entries_of(&found.row.id)?;
    let Some(last) = entries.iter().rfind(|entry| entry.effective) else { return Ok(()) };
    let plain = open_payload(&found.key, last)?;
    let entry: Result<LedgerEntry, _> = minicbor::decode(&plain);
    let step = entry.ok().and_then(|entry| Step::of(&entry).ok());
    let words = step.map_or("", |step| step.words());
    Err(HubError::Stale(format!("{} {words}", last.at.local().format("%H:%M"))))
}

/// A refusal of the model as an error of the hub.
fn refusal(why: Why) -> HubError {
    match why {
        Why::NotPermitted | Why::OwnVerification | Why::HubOnly => HubError::NotPermitted,
        Why::Sealed | Why::Category | Why::WrongFacts => HubError::Invalid("step"),
        Why::State(_) => HubError::NoSuchStep("state"),
        Why::ReturnedOnce => HubError::NoSuchStep("returned once"),
        Why::ReturnTooLate => HubError::NoSuchStep("too late to return"),
        Why::ExtendedOnce => HubError::NoSuchStep("extended once"),
        Why::NotNow => HubError::NoSuchStep("not now"),
        Why::ClueOpen => HubError::NoSuchStep("clue open"),
        Why::TooManySteps => HubError::NoSuchStep("too many steps"),
    }
}
