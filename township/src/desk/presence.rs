//! Who has which incident open at the desk right now: kept in memory for half a minute and written
//! nowhere, because it is no record of anybody's time.

use std::collections::HashMap;

use gridwork_model::{Id, Moment};
use parking_lot::Mutex;

use crate::Hub;
use crate::changes::{Change, Thing};
use crate::people::Caller;

/// How long somebody counts as looking after the last sign, milliseconds.
pub const LOOKING_MS: i64 = 30_000;

/// Most incidents remembered.
const REMEMBERED: usize = 2_000;

struct Looker {
    person: Id,
    name: String,
    seen: Moment,
}

/// Who looks at what.
#[derive(Default)]
pub(crate) struct Presence(Mutex<HashMap<Id, Vec<Looker>>>);

impl Presence {
    /// Those who look at an incident: person and name.
    pub(crate) fn of(&self, incident: &Id, now: Moment) -> Vec<(Id, String)> {
        let lookers = self.0.lock();
        let here = lookers.get(incident).into_iter().flatten();
        here.filter(|looker| now.0 - looker.seen.0 < LOOKING_MS)
            .map(|looker| (looker.person, looker.name.clone()))
            .collect()
    }

    /// Notes a sign; returns whether somebody new is looking, or somebody left.
    fn note(&self, incident: Id, caller: &Caller, looks: bool, now: Moment) -> bool {
        let mut lookers = self.0.lock();
        if lookers.len() >= REMEMBERED {
            lookers.retain(|_, here| here.iter().any(|l| now.0 - l.seen.0 < LOOKING_MS));
        }
        let here = lookers.entry(incident).or_default();
        here.retain(|looker| now.0 - looker.seen.0 < LOOKING_MS);
        let known = here.iter().position(|looker| looker.person == caller.person);
        let changed = known.is_some() != looks;
        if let Some(at) = known {
            here.remove(at);
        }
        if looks {
            let name = caller.name.clone();
            here.push(Looker { person: caller.person, name, seen: now });
        } else if here.is_empty() {
            lookers.remove(&incident);
        }
        changed
    }
}

impl Hub {
    /// Notes that a caller has an incident open, or has left it.
    pub fn looks_at(&self, caller: &Caller, org: Id, incident: Id, looks: bool, now: Moment) {
        if self.presence.note(incident, caller, looks, now) {
            self.changes.tell(Change { thing: Thing::Presence, org, id: Some(incident) });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn somebody_looks_until_leaving_or_for_half_a_minute() {
        let presence = Presence::default();
        let caller = |n| Caller {
            person: Id::from_bytes([n; 16]),
            name: format!("值班{n}"),
            org: Id::NIL,
            roles: Vec::new(),
        };
        let (incident, now) = (Id::from_bytes([9; 16]), Moment(1_000_000));
        assert!(presence.note(incident, &caller(1), true, now));
        assert!(!presence.note(incident, &caller(1), true, now.plus_ms(5_000)), "nothing new");
        assert!(presence.note(incident, &caller(2), true, now.plus_ms(5_000)));
        assert_eq!(presence.of(&incident, now.plus_ms(6_000)).len(), 2);
        assert!(presence.note(incident, &caller(2), false, now.plus_ms(7_000)));
        assert_eq!(presence.of(&incident, now.plus_ms(8_000))[0].1, "值班1");
        assert!(presence.of(&incident, now.plus_ms(5_000 + LOOKING_MS)).is_empty());
    }
}
