//! Steps of evidence sets and clues as devices send them: every signature is checked, the model
//! judges, and what is refused is recorded.

use gridwork_evidence::chain;
use gridwork_model::audience::{Entity, audience, enforcement_office};
use gridwork_model::evidence::{Act, Body, ClueStep, EvidenceSet, Refused, Step};
use gridwork_model::ledger::kind as ledger_kind;
use gridwork_model::permission::{Action, Object, Role};
use gridwork_model::{Id, LedgerEntry, Outcome, Purpose, Refusal, StreamId};

use super::judge::{Judge, Place};
use super::ledger::{Fold, Judged, ledger_entity, refused, taken};
use crate::Done;
use crate::audit::{self, Actor, Record};
use crate::evidence::{forks, index, register};

/// What an officer did about a clue that was made of an incident: said there too.
pub(crate) struct AnsweredClue {
    pub clue: Id,
    pub incident: Id,
    pub officer: Id,
    pub role: Role,
    pub taken: bool,
    pub words: String,
}

impl Judge<'_> {
    pub(super) fn evidence_step(&mut self, place: &Place<'_>, entry: &LedgerEntry) -> Done<Judged> {
        let office = place.stream.scope;
        let wanted = audience(&Entity::Evidence { office }).unwrap_or_default();
        if !wanted.contains(&place.stream) {
            return refused(Refusal::NotGranted);
        }
        if !self.may_in_role(&place.stream, entry, Action::Write, Object::Case) {
            return self.no_evidence(entry, "role", Refusal::NotPermitted);
        }
        let step = match Step::of(entry) {
            Ok(step) => step,
            Err(error) => return self.no_evidence(entry, "body", error.into()),
        };
        let act = match &step {
            Step::Signed(record) => match chain::check(record) {
                Ok(act) => Some(act),
                Err(error) => {
                    return self.no_evidence(entry, &error.to_string(), Refusal::Malformed);
                }
            },
            _ => None,
        };
        let opens = act.as_ref().is_some_and(|act| matches!(act.body, Body::Opening(_)));
        if !self.is_known(entry)? && !opens {
            return self.no_evidence(entry, "no such set", Refusal::NoSuchStep);
        }
        let ledger = self.open(entry, &wanted)?;
        let Some(open) = self.ledgers.get(&ledger) else { return refused(Refusal::Erased) };
        if !open.audience.contains(&place.stream) {
            return refused(Refusal::NotGranted);
        }
        let Fold::Evidence(set) = &open.state else { return refused(Refusal::Malformed) };
        let judged = match &act {
            Some(act) => {
                let known = register(self.rights.standing(), &*self.streams.w)?;
                set.judge(&entry.object, &entry.person, act, &known)
            }
            None => set.judge_step(&entry.person, &step, false),
        };
        match judged {
            Ok(()) => {}
            Err(why) if opens && set.opening.is_none() => {
                // Nobody else knows of it: a set that may not be opened is not begun.
                self.ledgers.remove(&ledger);
                return self.not_taken(entry, why, ledger);
            }
            Err(why) => return self.not_taken(entry, why, ledger),
        }
        let now = self.now;
        let Some(open) = self.ledgers.get_mut(&ledger) else { return refused(Refusal::Erased) };
        let org = open.row.org;
        if let Fold::Evidence(set) = &mut open.state {
            if let Some(Act { key, hash, body: Body::Capture(capture) }) = &act {
                forks::note(self.streams.w, key, hash, capture)?;
            }
            match act {
                Some(act) => set.act(act),
                None => set.apply(&step, now),
            }
            open.changed = true;
            let files = set.files();
            index::name_set(self.streams.w, &org, &entry.object)?;
            index::name_files(self.streams.w, &entry.object, &files)?;
        }
        Ok(taken(ledger, Outcome::Accepted))
    }

    pub(super) fn clue_step(&mut self, place: &Place<'_>, entry: &LedgerEntry) -> Done<Judged> {
        let step = match ClueStep::of(entry) {
            Ok(step) => step,
            Err(error) => return refused(error.into()),
        };
        if place.stream.purpose != Purpose::Clues {
            return refused(Refusal::NotGranted);
        }
        let standing = self.rights.standing();
        let wanted: Vec<StreamId> = match &step {
            ClueStep::Tell(clue) => {
                let Some(office) = enforcement_office(clue.cell, &standing.directory) else {
                    return refused(Refusal::BadValue);
                };
                let told = Entity::Clue { office, teller: entry.person };
                let mut wanted = audience(&told).unwrap_or_default();
                // The office's stream first: its township keeps the clue.
                wanted.sort_by_key(|stream| stream.scope != office);
                wanted
            }
            _ => Vec::new(),
        };
        if !self.is_known(entry)? && !wanted.contains(&place.stream) {
            return refused(match step {
                ClueStep::Tell(_) => Refusal::NotGranted,
                _ => Refusal::NoSuchStep,
            });
        }
        let own = place.stream.scope == entry.person;
        if !own && !self.may_in_role(&place.stream, entry, Action::Write, Object::Clue) {
            return refused(Refusal::NotPermitted);
        }
        let ledger = self.open(entry, &wanted)?;
        let Some(open) = self.ledgers.get_mut(&ledger) else { return refused(Refusal::Erased) };
        if !open.audience.contains(&place.stream) {
            return refused(Refusal::NotGranted);
        }
        let Fold::Clue(view) = &mut open.state else { return refused(Refusal::Malformed) };
        if !view.judge(Role::from_number(entry.role), &step) {
            let late = view.clue.is_some() && !matches!(step, ClueStep::Tell(_));
            let officer = Role::from_number(entry.role) == Role::Officer;
            return match late && officer {
                true => Ok(taken(ledger, Outcome::Ineffective)),
                false => refused(Refusal::NoSuchStep),
            };
        }
        view.apply(entry.person, entry.time, &step);
        open.changed = true;
        let made_of = view.clue.as_ref().and_then(|clue| clue.incident);
        if let (Some(incident), Some((taken, words))) = (made_of, step.answer()) {
            self.answered.push(AnsweredClue {
                clue: entry.object,
                incident,
                officer: entry.person,
                role: Role::from_number(entry.role),
                taken,
                words: words.to_owned(),
            });
        }
        let org = open.row.org;
        index::name_clue(self.streams.w, &org, &entry.object)?;
        Ok(taken(ledger, Outcome::Accepted))
    }

    fn is_known(&self, entry: &LedgerEntry) -> Done<bool> {
        let ledger = ledger_entity(&entry.object, entry.kind);
        Ok(self.ledgers.contains_key(&ledger) || self.streams.w.entity(&ledger)?.is_some())
    }

    fn not_taken(&mut self, entry: &LedgerEntry, why: Refused, ledger: Id) -> Done<Judged> {
        match why.outcome() {
            Outcome::Refused(refusal) => self.no_evidence(entry, why.words(), refusal),
            outcome => {
                self.note_refused(entry, why.words())?;
                Ok(taken(ledger, outcome))
            }
        }
    }

    fn no_evidence(&mut self, entry: &LedgerEntry, why: &str, refusal: Refusal) -> Done<Judged> {
        self.note_refused(entry, why)?;
        refused(refusal)
    }

    /// What was refused is recorded: an attempt is a fact too.
    fn note_refused(&mut self, entry: &LedgerEntry, why: &str) -> Done<()> {
        let org = self.rights.standing().org_of_person(&entry.person).unwrap_or(Id::NIL);
        let by = Actor::Device { device: self.device.number };
        let record = Record::done(self.now, by, "evidence.step", org, Some(entry.object));
        audit::append(self.streams.w, record.with(why).refused())?;
        Ok(())
    }
}

/// The fold of an evidence set that nothing was said in yet.
pub(super) fn empty(kind: u16) -> Fold {
    match kind {
        ledger_kind::EVIDENCE => Fold::Evidence(Box::<EvidenceSet>::default()),
        _ => Fold::Clue(Box::default()),
    }
}
