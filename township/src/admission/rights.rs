//! What a person may do with what a stream holds. The answer is `model::permission`'s; this keeps
//! it for the length of a batch, because a batch asks the same few questions a thousand times.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::NaiveDate;
use gridwork_model::audience::relations;
use gridwork_model::calendar::Calendar;
use gridwork_model::incident::IncidentPolicy;
use gridwork_model::permission::{Action, Object, Relation, Role, allows_any};
use gridwork_model::{Id, Moment, StreamId};

use crate::devices::{DeviceRecord, GrantRow};
use crate::directory::Standing;
use crate::exchange::grants::relations_of;

/// How a stream stands to the device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Grounds {
    /// Granted now.
    Granted,
    /// Lost, but within the grace: judged by what was granted last.
    Grace,
    /// Lost, and the grace has ended.
    Expired,
    /// Never granted.
    Never,
}

pub(crate) struct Rights {
    standing: Arc<Standing>,
    person: Id,
    day: NaiveDate,
    places: BTreeMap<Id, BTreeMap<Role, BTreeSet<Relation>>>,
    answers: BTreeMap<(StreamId, Object, Action), bool>,
}

impl Rights {
    pub(crate) fn new(standing: Arc<Standing>, person: Id, day: NaiveDate) -> Rights {
        Rights { standing, person, day, places: BTreeMap::new(), answers: BTreeMap::new() }
    }

    pub(crate) fn standing(&self) -> &Standing {
        &self.standing
    }

    /// Working days of the person's township.
    pub(crate) fn calendar(&self) -> Calendar {
        let township = self.standing.org_of_person(&self.person).unwrap_or(Id::NIL);
        self.standing.directory.calendar(township).clone()
    }

    /// Limits of the person's township.
    pub(crate) fn policy(&self) -> IncidentPolicy {
        let township = self.standing.org_of_person(&self.person).unwrap_or(Id::NIL);
        self.standing.directory.incident_policy(township).clone()
    }

    /// How `row` stands at `now`.
    pub(crate) fn grounds(row: Option<&GrantRow>, now: Moment) -> Grounds {
        match row {
            None => Grounds::Never,
            Some(GrantRow { ended: None, .. }) => Grounds::Granted,
            Some(row) if now <= row.grace_until => Grounds::Grace,
            Some(_) => Grounds::Expired,
        }
    }

    /// How `place` stands to the person in each role: by the directory, or within the grace by the
    /// grounds of the lost grant.
    pub(crate) fn relations(
        &mut self,
        device: &DeviceRecord,
        stream: &StreamId,
        place: Id,
    ) -> BTreeMap<Role, BTreeSet<Relation>> {
        let (person, day) = (self.person, self.day);
        let directory = &self.standing.directory;
        let mut found = self
            .places
            .entry(place)
            .or_insert_with(|| relations(person, place, day, directory))
            .clone();
        let lost = device.grants.iter().find(|row| row.stream == *stream && row.ended.is_some());
        if let Some(row) = lost {
            for (role, grounds) in relations_of(row) {
                found.entry(role).or_default().extend(grounds);
            }
        }
        found
    }

    /// Whether any role of the person may do one of `actions` with what `stream` holds.
    pub(crate) fn may(
        &mut self,
        device: &DeviceRecord,
        stream: &StreamId,
        actions: &[Action],
        object: Object,
    ) -> bool {
        actions.iter().any(|action| {
            let asked = (*stream, object, *action);
            if let Some(answer) = self.answers.get(&asked) {
                return *answer;
            }
            let relations = self.relations(device, stream, stream.scope);
            let answer = relations.iter().any(|(role, stands)| {
                let stands: Vec<Relation> = stands.iter().copied().collect();
                allows_any(*role, *action, object, &stands).is_plain()
            });
            self.answers.insert(asked, answer);
            answer
        })
    }

    /// Whether the person in `role` may do `action`.
    pub(crate) fn may_as(
        relations: &BTreeMap<Role, BTreeSet<Relation>>,
        role: Role,
        action: Action,
        object: Object,
        more: &[Relation],
    ) -> bool {
        let Some(stands) = relations.get(&role) else { return false };
        let stands: Vec<Relation> = stands.iter().chain(more).copied().collect();
        allows_any(role, action, object, &stands).is_plain()
    }
}
