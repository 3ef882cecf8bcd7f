//! Steps of incidents as devices send them: the model judges, the hub knows who asks and where the
//! incident lies.

use gridwork_model::audience::{Entity, audience};
use gridwork_model::incident::{Setting, Step};
use gridwork_model::permission::Role;
use gridwork_model::{LedgerEntry, Outcome, Refusal};

use super::judge::{Judge, Place};
use super::ledger::{Fold, Judged, ledger_entity, refused, taken};
use crate::Done;
use crate::desk::{actor, streams_of};

impl Judge<'_> {
    pub(super) fn incident_step(&mut self, place: &Place<'_>, entry: &LedgerEntry) -> Done<Judged> {
        let step = match Step::of(entry) {
            Ok(step) => step,
            Err(error) => return refused(error.into()),
        };
        let wanted = match &step {
            Step::Report(report) => {
                let cell = report.place.cell;
                audience(&Entity::Incident { cell, units: Vec::new() }).unwrap_or_default()
            }
            _ => Vec::new(),
        };
        let known = self.ledgers.contains_key(&ledger_entity(&entry.object, entry.kind))
            || self.streams.w.entity(&ledger_entity(&entry.object, entry.kind))?.is_some();
        if !known && !wanted.contains(&place.stream) {
            // A step of an incident nobody reported here, or a report for another cell.
            return refused(match step {
                Step::Report(_) => Refusal::NotGranted,
                _ => Refusal::NoSuchStep,
            });
        }
        let ledger = self.open(entry, &wanted)?;
        let Some(open) = self.ledgers.get(&ledger) else { return refused(Refusal::Erased) };
        if !open.audience.contains(&place.stream) && !self.decided {
            return refused(Refusal::NotGranted);
        }
        let Fold::Incident(incident) = &open.state else { return refused(Refusal::Malformed) };
        let cell = match (&step, &incident.place) {
            (_, Some(place)) => place.cell,
            (Step::Report(report), None) => report.place.cell,
            _ => place.stream.scope,
        };
        let incident = incident.clone();
        let stands = self.rights.relations(self.device, &place.stream, cell);
        let standing = self.rights.standing();
        let role = Role::from_number(entry.role);
        let units = standing.directory.units_of_person(entry.person, self.now.day());
        let reports = matches!(step, Step::Report(_));
        let actor = actor(&incident, entry.person, role, stands.get(&role), units, reports, false);
        let township = standing.org_of(cell);
        let setting = Setting {
            policy: standing.directory.incident_policy(township),
            calendar: standing.directory.calendar(township),
        };
        let outcome = match incident.judge(&actor, &step, self.now, &setting) {
            Ok(()) => Outcome::Accepted,
            Err(why) => why.outcome(),
        };
        if let Outcome::Refused(refusal) = outcome {
            return refused(refusal);
        }
        let now = self.now;
        let Some(open) = self.ledgers.get_mut(&ledger) else { return refused(Refusal::Erased) };
        if let (Outcome::Accepted, Fold::Incident(incident)) = (outcome, &mut open.state) {
            incident.apply(entry.object, entry.person, now, &step);
            open.target = streams_of(incident);
            open.changed = true;
        }
        Ok(taken(ledger, outcome))
    }
}
