//! Incidents as stored: a ledger whose steps are folded, and a sealed summary for lists.

use std::collections::BTreeSet;

use gridwork_model::audience::{Entity, audience, relations};
use gridwork_model::incident::{Actor, Incident, State, Step, Why};
use gridwork_model::ledger::kind as ledger_kind;
use gridwork_model::permission::{Relation, Role};
use gridwork_model::{Id, LedgerEntry, Moment, StreamId, mask};
use gridwork_seal::SymmetricKey;
use serde::{Deserialize, Serialize};

use super::board::{IncidentRow, files_of, setting};
use super::step::Staffed;
use crate::admission::ledger::ledger_entity;
use crate::directory::Standing;
use crate::people::Caller;
use crate::storage::rows::kind;
use crate::storage::{EntityRow, Reading};
use crate::streams::open_payload;
use crate::{Done, Hub, HubError};

/// An incident in a list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Summary {
    /// The incident.
    #[schema(value_type = String)]
    pub id: Option<Id>,
    /// Number, once registered.
    pub number: Option<String>,
    /// Where it stands, in the words of the form.
    pub state: String,
    /// Whether it has left the desk.
    pub over: bool,
    /// Category code.
    pub category: Option<String>,
    /// Grade 1–4, once registered.
    pub grade: Option<u8>,
    /// Cell.
    #[schema(value_type = Option<String>)]
    pub cell: Option<Id>,
    /// Unit it lies with.
    #[schema(value_type = Option<String>)]
    pub unit: Option<Id>,
    /// When the report came in, Unix milliseconds.
    #[schema(value_type = Option<i64>)]
    pub reported_at: Option<Moment>,
    /// First answer due, Unix milliseconds.
    #[schema(value_type = Option<i64>)]
    pub respond_by: Option<Moment>,
    /// Handling due, Unix milliseconds.
    #[schema(value_type = Option<i64>)]
    pub finish_by: Option<Moment>,
    /// Whether limits may still move.
    pub provisional: bool,
    /// First words of the report.
    pub words: String,
}

/// Characters of a report shown in a list.
const WORDS_SHOWN: usize = 40;

impl Summary {
    pub(crate) fn of(incident: &Incident) -> Summary {
        Summary {
            id: incident.id,
            number: incident.number.map(|number| number.to_string()),
            state: incident.state.word().to_owned(),
            over: incident.state.is_over(),
            category: incident.category.map(|code| code.to_string()),
            grade: incident.grade.map(u8::from),
            cell: incident.place.as_ref().map(|place| place.cell),
            unit: incident.unit,
            reported_at: incident.reported_at,
            respond_by: incident.limits.map(|limits| limits.respond_by),
            finish_by: incident.limits.map(|limits| limits.finish_by),
            provisional: incident.limits.is_some_and(|limits| limits.provisional),
            words: incident.words.chars().take(WORDS_SHOWN).collect(),
        }
    }

    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        serde_json::to_vec(self).unwrap_or_default()
    }
}

/// One step as shown.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct StepShown {
    /// When the hub took it, Unix milliseconds.
    #[schema(value_type = i64)]
    pub at: Moment,
    /// Who took it; nil for a clock rule.
    #[schema(value_type = String)]
    pub person: Id,
    /// Name, where the directory has it.
    pub name: String,
    /// Role acted in.
    pub role: String,
    /// Stable name of the step, such as `dispatch`.
    pub step: &'static str,
    /// What was done, as the reporter reads it.
    pub words: String,
    /// Reason, note, result.
    pub detail: String,
    /// False: 未生效.
    pub effective: bool,
    /// Whether it came from a device.
    pub from_device: bool,
    /// Photos and documents, by hash.
    pub files: Vec<String>,
}

/// A step that the caller may take, or why not now.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct OfferShown {
    /// Stable name of the step, as `POST …/steps` takes it.
    pub step: &'static str,
    /// Number of the role it is taken in.
    pub role: u8,
    /// Why it is not open now, in words; empty if it is.
    pub why_not: &'static str,
}

/// An incident that goes on in another.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct Joined {
    /// The incident.
    #[schema(value_type = String)]
    pub id: Id,
    /// Its number, if it had one.
    pub number: Option<String>,
    /// First words of its report.
    pub words: String,
}

/// Who reported.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct ReporterShown {
    /// The person.
    #[schema(value_type = String)]
    pub person: Id,
    /// Name.
    pub name: String,
    /// Telephone of the post.
    pub phone: String,
}

/// An incident in full.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct Detail {
    /// As in the list.
    #[serde(flatten)]
    pub row: IncidentRow,
    /// The report's words in full.
    pub report: String,
    /// The place in words.
    pub place: String,
    /// Steps in the hub's order.
    pub steps: Vec<StepShown>,
    /// Who reported it.
    pub reporters: Vec<ReporterShown>,
    /// Who may be asked whether it is really done: neither handled it nor is of a unit that did.
    pub verifiers: Vec<ReporterShown>,
    /// Steps of the caller's roles now.
    pub offers: Vec<OfferShown>,
    /// Whether it was returned once; a second dispute is the leader's.
    pub returned: bool,
    /// Whether it was extended once.
    pub extended: bool,
    /// How often verification failed.
    pub reworks: u32,
    /// A clue made of it waits for its answer.
    pub clue_open: bool,
    /// Incidents that go on in this one.
    pub joined: Vec<Joined>,
    /// The incident this one goes on in.
    #[schema(value_type = Option<String>)]
    pub main: Option<Id>,
}

/// An incident opened for work.
pub(crate) struct Opened {
    pub row: EntityRow,
    pub key: SymmetricKey,
    pub incident: Incident,
    pub audience: Vec<StreamId>,
}

/// The streams an incident belongs to now.
pub(crate) fn streams_of(incident: &Incident) -> Vec<StreamId> {
    let Some(place) = &incident.place else { return Vec::new() };
    let units = incident.units.iter().copied().collect();
    audience(&Entity::Incident { cell: place.cell, units }).unwrap_or_default()
}

/// Who takes a step, as the model wants to know it: `stands` from the directory, own record for the
/// reporter, assigned for the unit it lies with.
pub(crate) fn actor(
    incident: &Incident,
    person: Id,
    role: Role,
    stands: Option<&BTreeSet<Relation>>,
    units: BTreeSet<Id>,
    reports: bool,
    at_hub: bool,
) -> Actor {
    Actor::of(incident, person, role, stands, units, reports, at_hub)
}

/// Folds the stored ledger of an incident.
pub(crate) fn fold(
    r: &(impl Reading + ?Sized),
    row: &EntityRow,
    key: &SymmetricKey,
    object: &Id,
) -> Done<Incident> {
    let mut incident = Incident::default();
    for stored in r.entries_of(&row.id)? {
        if stored.kind != kind::LEDGER || !stored.effective {
            continue;
        }
        let plain = open_payload(key, &stored)?;
        let entry: LedgerEntry =
            minicbor::decode(&plain).map_err(|_| HubError::Invalid("ledger entry"))?;
        if let Ok(step) = Step::of(&entry) {
            incident.apply(*object, entry.person, stored.at, &step);
        }
    }
    Ok(incident)
}

pub(crate) fn opened(hub: &Hub, r: &(impl Reading + ?Sized), object: &Id) -> Done<Option<Opened>> {
    let ledger = ledger_entity(object, ledger_kind::INCIDENT);
    let Some(row) = r.entity(&ledger)?.filter(|row| !row.erased) else { return Ok(None) };
    let key = hub.data_key(&row.id, &row.data_key)?;
    let incident = fold(r, &row, &key, object)?;
    let stays = r.memberships(&ledger)?.into_iter().filter(|(_, stay)| stay.left.is_none());
    let audience = stays.map(|(stream, _)| stream).collect();
    Ok(Some(Opened { row, key, incident, audience }))
}

impl Hub {
    /// One incident as the caller sees it. Incidents of other townships are not found.
    pub fn incident(
        &self,
        caller: &Caller,
        object: &Id,
        masked: bool,
        now: Moment,
    ) -> Done<Detail> {
        let r = self.storage.reading()?;
        let opened = opened(self, &*r, object)?
            .filter(|opened| caller.org.is_nil() || opened.row.org == caller.org)
            .ok_or(HubError::NotFound("incident"))?;
        let standing = self.standing();
        let called = self.called(opened.row.org)?;
        let name_of = |person: &Id| {
            let name = called.name(person);
            if masked { mask::name(&name) } else { name }
        };
        let mut steps = Vec::new();
        let mut joined = Vec::new();
        for stored in r.entries_of(&opened.row.id)? {
            let plain = open_payload(&opened.key, &stored)?;
            let entry: LedgerEntry =
                minicbor::decode(&plain).map_err(|_| HubError::Invalid("ledger entry"))?;
            let Ok(step) = Step::of(&entry) else { continue };
            if let Step::Joined { other, .. } = &step {
                joined.push(*other);
            }
            let files = files_of(&step).iter().map(|file| hex(&file.0)).collect();
            steps.push(StepShown {
                at: stored.at,
                person: entry.person,
                name: name_of(&entry.person),
                role: Role::from_number(entry.role).word().to_owned(),
                step: step.name(),
                words: step.words().to_owned(),
                detail: if masked { String::new() } else { detail_of(&step, &standing) },
                effective: stored.effective,
                from_device: stored.author != 0,
                files: if masked { Vec::new() } else { files },
            });
        }
        drop(r);
        let incident = &opened.incident;
        let row = self.with_board(|board| {
            let kept = board.of(&opened.row.id).ok_or(HubError::NotFound("incident"))?;
            Ok(kept.row(masked, &standing, &self.presence, now))
        })?;
        let person = |person: &Id| ReporterShown {
            person: *person,
            name: name_of(person),
            phone: match masked {
                true => String::new(),
                false => standing.phone_of_person(person),
            },
        };
        let words = |text: String| if masked { String::new() } else { text };
        let place = incident.place.as_ref();
        Ok(Detail {
            row,
            report: words(incident.words.clone()),
            place: words(place.and_then(|place| place.words.clone()).unwrap_or_default()),
            steps,
            reporters: incident.reporters.iter().map(person).collect(),
            verifiers: self.verifiers(incident, &standing, now).iter().map(person).collect(),
            offers: self.offers(caller, incident, &standing, now)?,
            returned: incident.returned,
            extended: incident.extended,
            reworks: incident.reworks,
            clue_open: incident.awaits_clue(),
            joined: self.joined(&joined, masked)?,
            main: incident.main,
        })
    }

    fn joined(&self, others: &[Id], masked: bool) -> Done<Vec<Joined>> {
        self.with_board(|board| {
            let rows = others.iter().map(|other| {
                let kept = board.of(&ledger_entity(other, ledger_kind::INCIDENT));
                let summary = kept.map(|kept| kept.summary.clone()).unwrap_or_default();
                let words = if masked { String::new() } else { summary.words };
                Joined { id: *other, number: summary.number, words }
            });
            Ok(rows.collect())
        })
    }

    /// What the caller's roles may do with an incident now, as the model judges.
    fn offers(
        &self,
        caller: &Caller,
        incident: &Incident,
        standing: &Standing,
        now: Moment,
    ) -> Done<Vec<OfferShown>> {
        let Some(cell) = incident.place.as_ref().map(|place| place.cell) else {
            return Ok(Vec::new());
        };
        let setting = setting(standing, standing.org_of(cell));
        let mut offers: Vec<OfferShown> = Vec::new();
        for at in &caller.roles {
            let (by, role) = (Staffed { caller, role: at.role() }, at.role);
            let (stands, units) = self.staff_stands(by, cell, standing, now)?;
            let person = caller.person;
            let actor = actor(incident, person, by.role, Some(&stands), units, false, true);
            for offer in incident.offers(&actor, now, &setting) {
                let why_not = offer.why_not.map_or("", Why::words);
                let known = offers.iter_mut().find(|known| known.step == offer.step);
                match known {
                    // A role that may is better than one that may not.
                    Some(known) if known.why_not.is_empty() || !why_not.is_empty() => {}
                    Some(known) => (known.role, known.why_not) = (role, why_not),
                    None => offers.push(OfferShown { step: offer.step, role, why_not }),
                }
            }
        }
        Ok(offers)
    }

    /// Those who may say whether an incident is really done.
    pub(crate) fn verifiers(
        &self,
        incident: &Incident,
        standing: &Standing,
        now: Moment,
    ) -> BTreeSet<Id> {
        let Some(cell) = incident.place.as_ref().map(|place| place.cell) else {
            return BTreeSet::new();
        };
        let directory = &standing.directory;
        let near = directory.above(cell).into_iter();
        let on_duty = near.flat_map(|place| directory.on_duty_at(place, now.day()));
        let people = on_duty.map(|(duty, _)| duty.person).chain(incident.reporters.iter().copied());
        people.filter(|person| self.may_verify(incident, *person, cell, standing, now)).collect()
    }

    /// Whether the model would let a person verify an incident, asked in each of the person's roles.
    pub(crate) fn may_verify(
        &self,
        incident: &Incident,
        person: Id,
        cell: Id,
        standing: &Standing,
        now: Moment,
    ) -> bool {
        let setting = setting(standing, standing.org_of(cell));
        let directory = &standing.directory;
        let step = Step::Verify { passed: true, why: String::new() };
        relations(person, cell, now.day(), directory).iter().any(|(role, stands)| {
            let units = directory.units_of_person(person, now.day());
            let actor = actor(incident, person, *role, Some(stands), units, false, false);
            incident.judge(&actor, &step, now, &setting).is_ok()
        })
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The words somebody wrote with a step.
fn detail_of(step: &Step, standing: &Standing) -> String {
    let name = |person: &Id| standing.name_of_person(person);
    let unit = |id: &Id| standing.directory.unit(*id).map(|unit| unit.name.clone());
    match step {
        Step::Dispatch { unit: to, handler, .. } => {
            let handler = handler.as_ref().map(name).unwrap_or_default();
            format!("{} {handler}", unit(to).unwrap_or_default()).trim_end().to_owned()
        }
        Step::AskVerification { of } => name(of),
        Step::VerifiedByPhone { by, told, why, .. } => {
            let told = told.local().format("%m-%d %H:%M");
            format!("{} {told} 电话告知 {why}", name(by)).trim_end().to_owned()
        }
        Step::Report(report) => report.words.clone(),
        Step::SelfSolve { done } => done.clone(),
        Step::Refuse { reason, elsewhere } => format!("{reason};{elsewhere}"),
        Step::Return { reason }
        | Step::Extend { reason, .. }
        | Step::Suspend { reason, .. }
        | Step::Void { reason } => reason.clone(),
        Step::Start { note } => note.clone(),
        Step::Note { words, .. } | Step::ClueAnswered { words, .. } | Step::Rate { words, .. } => {
            words.clone()
        }
        Step::Whistle { asks, .. } => asks.clone(),
        Step::Done { result, .. } => result.clone(),
        Step::Verify { why, .. } => why.clone(),
        Step::Register { number, .. } => number.to_string(),
        _ => String::new(),
    }
}

/// Whether an incident in this state waits for nothing any more.
pub(crate) fn is_final(state: State) -> bool {
    matches!(state, State::Archived | State::Merged | State::Void)
}
