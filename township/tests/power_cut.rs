//! Power cuts at the hub: whatever a phone was told is accepted is there, the file is whole, and work goes
//! on. As for the phone's store: one run is recorded, and every moment around a sync is opened anew as a
//! power cut would leave it; a disk that only says that it has synced has to lose something.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on ends there")]

#[path = "hub/support.rs"]
#[expect(dead_code, reason = "shared with the tests of the hub, which use all of it")]
mod support;

use std::fs;
use std::path::Path;
use std::sync::Mutex;

use gridwork_model::permission::Role;
use gridwork_model::{Class, Id, Outcome, Purpose, StreamId};
use gridwork_powercut::{Disk, Op};
use gridwork_sync::Failure;
use gridwork_sync::update::EntryBody;
use gridwork_township::audit::Actor;
use gridwork_township::hub::{DATABASE, FILES};
use gridwork_township::{Hub, Limits};
use support::{Counting, Fixture, NOON, Phone, fixture, new_place, outcomes, place_change};

/// Batches, each answered before the next is sent.
const BATCHES: u8 = 12;
/// Seeds tried for each moment.
const SEEDS: u64 = 2;

/// One default VFS at a time.
static ALONE: Mutex<()> = Mutex::new(());

/// A hub that took [`BATCHES`] batches, and what its disk was told; a mark stands behind each answer.
struct Run {
    fixture: Fixture,
    record: Vec<Op>,
    stream: StreamId,
    worker: Id,
    places: Vec<Id>,
}

fn run(lying: bool) -> Run {
    let disk = Disk::register_as_default();
    let f = fixture(1);
    let worker = f.person(Role::GridWorker);
    let stream = f.stream(Class::C1, Purpose::Places);
    let mut phone = f.phone(worker);
    phone.pull(&f.hub);
    let index = phone.index(stream);
    disk.set_lying(lying);
    let mut places = Vec::new();
    for n in 0..BATCHES {
        let mut place = new_place(n);
        let item = place_change(&phone, &mut place, 1, index, &format!("示意桥{n}"), true);
        assert_eq!(outcomes(&phone.send(&f.hub, vec![item])), [Outcome::Accepted]);
        places.push(place.id());
        disk.mark();
    }
    disk.retire();
    Run { record: disk.record(), fixture: f, stream, worker, places }
}

impl Run {
    /// What is wrong at a hub whose disk is left as in `folder`, if anything.
    fn fault(&self, folder: &Path, accepted: usize) -> Option<String> {
        let hub = match Hub::open(folder, None, Limits::for_tests(), Box::new(Counting(7_000))) {
            Ok(hub) => hub,
            Err(error) => return Some(format!("does not open: {error}")),
        };
        if let Err(error) = hub.verify() {
            return Some(format!("is not sound: {error}"));
        }
        let code = match hub.issue_code(self.worker, Actor::Operator, NOON) {
            Ok(code) => code,
            Err(error) => return Some(format!("enrols nobody: {error}")),
        };
        let mut reader = Phone::enrol(&hub, &code.code, code.root);
        reader.pull(&hub);
        let index = reader.index(self.stream);
        let there = |place: &Id| {
            let same = |body: &EntryBody| matches!(body, EntryBody::Change { document, .. } if document == place);
            reader.held[&index].iter().any(same)
        };
        let kept = self.places.iter().take_while(|place| there(place)).count();
        if self.places.iter().skip(kept).any(there) {
            return Some(format!("a batch is there without the {kept}. before it"));
        }
        if kept < accepted {
            return Some(format!("{accepted} accepted, {kept} there"));
        }
        let mut place = new_place(200);
        let item = place_change(&reader, &mut place, 1, index, "示意桥", true);
        let said = outcomes(&reader.send(&hub, vec![item]));
        (said != [Outcome::Accepted]).then(|| format!("takes nothing any more: {said:?}"))
    }

    /// Faults of every moment around a sync after the set-up.
    fn faults(&self, enough: usize) -> Vec<String> {
        let record = &self.record;
        let first = record.iter().position(|op| *op == Op::Mark).unwrap();
        let mut faults = Vec::new();
        let around = (first..record.len())
            .filter(|at| matches!(record[*at], Op::Sync { .. } | Op::Mark))
            .flat_map(|at| [at, at + 1]);
        let mut moments: Vec<usize> = around.collect();
        moments.dedup();
        for upto in moments {
            let accepted = record[..upto].iter().filter(|op| **op == Op::Mark).count();
            for seed in 0..SEEDS {
                let left = tempfile::tempdir().unwrap();
                self.lay(left.path(), upto, seed);
                if let Some(fault) = self.fault(left.path(), accepted) {
                    faults.push(format!("cut at {upto} of {}, seed {seed}: {fault}", record.len()));
                }
            }
            if faults.len() >= enough {
                break;
            }
        }
        faults
    }

    /// The hub's folder after a cut: its database as the disk has it, beside what was written at set-up.
    fn lay(&self, folder: &Path, upto: usize, seed: u64) {
        let lived = self.fixture.folder.path().join("hub");
        for entry in fs::read_dir(lived).unwrap() {
            let entry = entry.unwrap();
            let name = entry.file_name().into_string().unwrap();
            if entry.file_type().unwrap().is_file() && !name.starts_with(DATABASE) {
                fs::copy(entry.path(), folder.join(name)).unwrap();
            }
        }
        fs::create_dir(folder.join(FILES)).unwrap();
        Disk::image(&self.record, upto, seed ^ (upto as u64) << 8, folder).unwrap();
    }
}

#[test]
fn no_power_cut_loses_what_a_phone_was_told_is_accepted() {
    let _alone = ALONE.lock().unwrap();
    let faults = run(false).faults(5);
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn on_a_disk_that_only_says_it_has_synced_the_same_test_finds_losses() {
    let _alone = ALONE.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let faults = run(true).faults(5);
    assert!(faults.iter().any(|fault| fault.contains("accepted")), "{faults:#?}");
}

/// How often a phone holds the first change of a document.
fn held(phone: &Phone, index: u8, document: Id) -> usize {
    let same = |body: &&EntryBody| matches!(body, EntryBody::Change { document: of, .. } if *of == document);
    phone.held.get(&index).map_or(0, |held| held.iter().filter(same).count())
}

#[test]
fn a_full_disk_is_named_reading_goes_on_and_the_same_batch_counts_once_when_there_is_room() {
    let _alone = ALONE.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let disk = Disk::register_as_default();
    disk.stop_recording();
    let f = fixture(1);
    let worker = f.person(Role::GridWorker);
    let stream = f.stream(Class::C1, Purpose::Places);
    let (mut phone, mut reader) = (f.phone(worker), f.phone(worker));
    phone.pull(&f.hub);
    reader.pull(&f.hub);
    let (mine, theirs) = (phone.index(stream), reader.index(stream));
    let mut before = new_place(1);
    let item = place_change(&phone, &mut before, 1, mine, "示意桥", true);
    assert_eq!(outcomes(&phone.send(&f.hub, vec![item])), [Outcome::Accepted]);
    let mut place = new_place(2);
    let item = place_change(&phone, &mut place, 1, mine, "示意井", true);
    let bytes = phone.frame(vec![item]);

    disk.set_full(true);
    assert_eq!(phone.post(&f.hub, &bytes).failure, Some(Failure::NoRoom));
    assert_eq!(phone.post(&f.hub, &bytes).failure, Some(Failure::NoRoom), "and again");
    assert_eq!(reader.send_nothing(&f.hub).failure, None, "reading goes on");
    assert_eq!(held(&reader, theirs, before.id()), 1, "with what was accepted");
    assert_eq!(held(&reader, theirs, place.id()), 0, "and nothing of what was not");

    disk.set_full(false);
    assert_eq!(outcomes(&phone.post(&f.hub, &bytes)), [Outcome::Accepted]);
    assert_eq!(outcomes(&phone.post(&f.hub, &bytes)), [Outcome::Accepted], "as it was said");
    reader.pull(&f.hub);
    assert_eq!(held(&reader, theirs, place.id()), 1);
    f.hub.verify().unwrap();
    disk.retire();
}
