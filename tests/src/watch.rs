//! Who sees what, asked of each answer when it is sent: what a phone drops unseen is seen here.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};

use chrono::NaiveDate;
use gridwork_model::{Id, Moment, StreamId, audience};
use gridwork_sync::Request;
use gridwork_sync::response::Response;
use gridwork_township::Hub;

/// Looks at the answers of a hub.
#[derive(Default)]
pub struct Watch(Mutex<Seen>);

#[derive(Default)]
struct Seen {
    /// The table of each device as it was told last, and its version.
    tables: BTreeMap<u32, (u32, BTreeMap<u8, StreamId>)>,
    /// What each device was granted to read at some time.
    read: BTreeSet<(u32, StreamId)>,
    /// What persons were granted, while the directory and the day stay the same.
    granted: BTreeMap<Id, Granted>,
    standing: Option<(u32, u64, NaiveDate)>,
    updates: u64,
    faults: Vec<String>,
}

/// What a person is granted.
#[derive(Clone)]
struct Granted {
    reads: BTreeSet<StreamId>,
    hands_in: BTreeSet<StreamId>,
}

impl Watch {
    /// Looks at the answer that `hub` gives at `now` to an exchange.
    pub fn look(&self, hub: &Hub, request: &[u8], answer: &[u8], now: Moment) {
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Err(fault) = seen.look(hub, request, answer, now) {
            seen.faults.push(fault);
        }
    }

    /// What was sent and must not have been.
    pub fn faults(&self) -> Vec<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).faults.clone()
    }

    /// How many updates of streams were looked at.
    pub fn updates(&self) -> u64 {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).updates
    }
}

impl Seen {
    fn look(
        &mut self,
        hub: &Hub,
        request: &[u8],
        answer: &[u8],
        now: Moment,
    ) -> Result<(), String> {
        // What is no request is told so and gets nothing.
        let Ok(asked) = Request::parse(request).map(|parsed| parsed.request) else { return Ok(()) };
        let answer = Response::parse(answer, asked.time).map_err(|error| error.to_string())?;
        let (answer, device) = (answer.response, asked.device);
        let standing = hub.standing();
        let as_it_is = Some((hub.identity().epoch, standing.version, now.day()));
        if self.standing != as_it_is {
            (self.standing, self.granted) = (as_it_is, BTreeMap::new());
        }
        if answer.grants.is_none() && answer.updates.is_empty() {
            return Ok(());
        }
        let person = standing.directory.device(device).map(|binding| binding.person);
        let person =
            person.ok_or_else(|| format!("device {device} is nobody's and was answered"))?;
        let granted = self.granted.entry(person).or_insert_with(|| Granted {
            reads: audience::grants(person, now.day(), &standing.directory).into_iter().collect(),
            hands_in: audience::sealed_recipients(person, now.day(), &standing.directory)
                .into_iter()
                .collect(),
        });
        let granted = granted.clone();
        if let Some(grants) = &answer.grants {
            let table: BTreeMap<u8, StreamId> =
                grants.table.iter().map(|grant| (grant.index, grant.stream)).collect();
            let known = |stream: &&StreamId| {
                granted.reads.contains(stream) || granted.hands_in.contains(stream)
            };
            if let Some(other) = table.values().find(|stream| !known(stream)) {
                return Err(format!("device {device} was told of {other:?} without a grant"));
            }
            self.tables.insert(device, (grants.version, table));
        }
        let (version, table) = self.tables.get(&device).cloned().unwrap_or_default();
        if answer.grants.is_none() && version != asked.grants {
            // It heard of its table by stick, in an answer that is sealed to it.
            return Ok(());
        }
        for (index, _) in &answer.updates {
            self.updates += 1;
            let stream = table.get(index).copied();
            let stream = stream.ok_or_else(|| format!("device {device} has no stream {index}"))?;
            // What was handed in to a post that it held, up to when the post passed on (ADR 25).
            let passed_on =
                granted.hands_in.contains(&stream) && self.read.contains(&(device, stream));
            if !granted.reads.contains(&stream) && !passed_on {
                return Err(format!("device {device} was sent {stream:?} without a grant"));
            }
        }
        let reads = table.into_values().filter(|stream| granted.reads.contains(stream));
        self.read.extend(reads.map(|stream| (device, stream)));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that cannot go on ends there")]

    use gridwork_core::{HttpOutcome, SyncBudget};
    use gridwork_model::permission::Role;

    use super::*;
    use crate::simulation::faults;
    use crate::world::World;

    #[test]
    fn what_is_sent_without_a_grant_is_found_though_the_phone_keeps_none_of_it() {
        let dir = tempfile::tempdir().unwrap();
        let mut world = World::create_thinned(dir.path(), 5, 1, 2);
        world.watch = Some(Watch::default());
        let (person, cell) = world.people(Role::GridWorker)[0];
        let mut phones = [world.phone(person, cell), world.phone(person, cell)];
        let watch = world.watch.as_ref().unwrap();
        phones[0].sync(&world);
        // The second has its table and asks for what is in the streams.
        let request = || phones[1].core().next_request(SyncBudget::default()).unwrap().unwrap();
        let table = request();
        let told = world.post(&table);
        phones[1].core().complete_request(table.id, told.clone()).unwrap();
        let request = request();
        let HttpOutcome::Answer { body, .. } = world.post(&request) else { panic!("no answer") };
        assert!(watch.updates() > 0);
        assert_eq!(watch.faults(), Vec::<String>::new());

        // As if the same were sent after the post has ended.
        faults::end_posts(&world, person).unwrap();
        watch.look(&world.hub, &request.body, &body, world.clock.now());
        assert_eq!(watch.faults().len(), 1);
        assert!(watch.faults()[0].contains("was sent"), "{:?}", watch.faults());
        let HttpOutcome::Answer { body, .. } = told else { panic!("no answer") };
        watch.look(&world.hub, &table.body, &body, world.clock.now());
        assert!(watch.faults()[1].contains("was told of"), "{:?}", watch.faults());
        for phone in &mut phones {
            phone.sync(&world);
        }
        assert_eq!(watch.faults().len(), 2, "what the hub says after it is right");
    }
}
