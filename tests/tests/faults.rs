//! What goes wrong under way: a request cut at every byte, a disk without room. Each ends in a named
//! error and loses nothing.

#![allow(clippy::unwrap_used, reason = "helpers outside the test functions")]

use gridwork_core::{Code, HttpOutcome, HttpRequest, NewIncident, RecordState, SyncBudget};
use gridwork_model::permission::Role;
use gridwork_model::{Id, Purpose, Value};
use gridwork_powercut::Disk;
use gridwork_tests::world::{Phone, World};

fn report(phone: &Phone, words: &str) -> Result<Id, Code> {
    let new = NewIncident {
        words: words.into(),
        category: "Y06".into(),
        place: Some("村口".into()),
        ..NewIncident::default()
    };
    phone.core().report(new).map_err(|error| error.code)
}

fn household(phone: &Phone) -> Id {
    let held = phone.core().inventory().unwrap();
    held.iter().find(|held| held.stream.purpose == Purpose::Roster).unwrap().entity
}

#[test]
fn a_request_cut_at_any_byte_is_nothing_to_the_hub_and_counts_once_when_whole() {
    let dir = tempfile::tempdir().unwrap();
    let mut world = World::create(dir.path(), 7, 1);
    let (person, cell) = world.people(Role::GridWorker)[0];
    let (mut phone, mut other) = (world.phone(person, cell), world.phone(person, cell));
    phone.sync(&world);
    other.sync(&world);
    let incident = report(&phone, "请求断在半路").unwrap();
    let home = household(&phone);
    phone.core().edit_household(home, "nickname", Value::Text("断网户".into())).unwrap();
    let whole = phone.core().next_request(SyncBudget::default()).unwrap().unwrap();
    let audit = world.hub.verify().unwrap().audit;
    for end in 0..whole.body.len() {
        let cut = HttpRequest { body: whole.body[..end].to_vec(), ..whole.clone() };
        let HttpOutcome::Answer { .. } = world.post(&cut) else { panic!("no answer at {end}") };
    }
    other.sync(&world);
    assert_eq!(other.core().incident(incident).unwrap_err().code, Code::NotFound);
    assert_eq!(world.hub.verify().unwrap().audit, audit, "nothing of it was taken");
    // The whole request twice: an answer that was lost, and the same again.
    world.post(&whole);
    let answer = world.post(&whole);
    let done = phone.core().complete_request(whole.id, answer).unwrap();
    assert_eq!((done.problem, done.refused), (None, 0));
    phone.sync(&world);
    other.sync(&world);
    assert_eq!(other.core().incidents(0, 10).unwrap().len(), 1);
    assert_eq!(other.core().household(home).unwrap().nickname, "断网户");
    let state = phone.core().sync_state().unwrap();
    assert_eq!((state.waiting, state.unconfirmed), (0, 0));
}

#[test]
fn a_full_disk_is_said_keeps_what_was_accepted_and_ends_with_room() {
    let dir = tempfile::tempdir().unwrap();
    let mut world = World::create(dir.path(), 7, 1);
    let (person, cell) = world.people(Role::GridWorker)[0];
    let mut phone = world.bare_phone(person, cell);
    let disk = Disk::register();
    disk.stop_recording();
    phone.disk = Some(disk);
    phone.start();
    world.enrol(&mut phone);
    phone.sync(&world);
    let home = household(&phone);
    let before = report(&phone, "满以前").unwrap();
    phone.disk.as_ref().unwrap().set_full(true);
    let held = phone.core().inventory().unwrap();
    let mut refused = 0;
    for number in 0..400 {
        match report(&phone, &format!("满了以后 {number}")) {
            Ok(_) => {}
            Err(code) => {
                assert_eq!(code, Code::DiskFull);
                refused += 1;
            }
        }
    }
    assert!(refused > 0, "the disk was full");
    let kept = phone.core().incidents(0, 1_000).unwrap().len();
    assert_eq!(kept, 1 + 400 - refused, "what was said to be kept is kept, nothing else");
    assert_eq!(phone.core().state_of(before).unwrap(), RecordState::Saved);
    // An exchange may not get through, says why, and loses nothing either.
    match phone.core().next_request(SyncBudget::default()) {
        Err(error) => assert_eq!(error.code, Code::DiskFull),
        Ok(None) => panic!("there is something to say"),
        Ok(Some(request)) => {
            match phone.core().complete_request(request.id, world.post(&request)) {
                Err(error) => assert_eq!(error.code, Code::DiskFull),
                Ok(done) => assert_eq!((done.problem, done.refused), (None, 0)),
            }
        }
    }
    for holding in &held {
        let now = phone.core().inventory().unwrap();
        assert!(now.iter().any(|here| here.entity == holding.entity));
    }
    // Killed while there is no room; opened again when there is.
    phone.kill();
    phone.disk.as_ref().unwrap().set_full(false);
    phone.start();
    phone.core().edit_household(home, "nickname", Value::Text("有地方了".into())).unwrap();
    let done = phone.sync(&world);
    assert_eq!((done.problem, done.refused), (None, 0));
    assert_eq!(phone.core().incidents(0, 1_000).unwrap().len(), kept);
    assert!(phone.core().verify().unwrap().is_sound());
    assert_ne!(phone.core().state_of(before).unwrap(), RecordState::Saved);
}

/// Exchanges until there is nothing more to say; returns the number of requests.
fn trips(phone: &Phone, world: &World) -> u32 {
    for trip in 0..10 {
        let Some(request) = phone.core().next_request(SyncBudget::default()).unwrap() else {
            return trip;
        };
        let done = phone.core().complete_request(request.id, world.post(&request)).unwrap();
        assert_eq!((done.problem, done.refused), (None, 0), "trip {trip}");
        if !done.more {
            return trip + 1;
        }
    }
    panic!("the exchange does not come to an end");
}

#[test]
fn a_batch_that_the_hub_predicts_otherwise_is_said_more_explicitly_and_counts_once() {
    let dir = tempfile::tempdir().unwrap();
    let mut world = World::create(dir.path(), 7, 1);
    let (person, cell) = world.people(Role::GridWorker)[0];
    let (mut phone, mut other) = (world.phone(person, cell), world.phone(person, cell));
    phone.sync(&world);
    let home = household(&phone);
    let call = |phone: &Phone, name: &str| {
        phone.core().edit_household(home, "nickname", Value::Text(name.into())).unwrap();
    };
    for name in ["先前", "后来"] {
        call(&phone, name);
        // In another exchange each, and once more to hear of it from the stream.
        phone.sync(&world);
        phone.sync(&world);
    }
    // The phone's memory of the order of the two is turned round: what it says next builds, for the
    // hub, on another state of the document than the phone predicts from.
    call(&phone, "说岔了");
    phone.core().pause().unwrap();
    let flags = rusqlite::OpenFlags::SQLITE_OPEN_READ_WRITE;
    let database = rusqlite::Connection::open_with_flags(phone.dir.join("gridwork.db"), flags);
    let database = database.unwrap();
    let sql = "UPDATE changes SET number = 0
        WHERE number = (SELECT max(number) FROM changes WHERE author = ?1)";
    assert_eq!(database.execute(sql, [phone.core().device().unwrap()]).unwrap(), 1);
    drop(database);
    phone.core().resume().unwrap();
    assert_eq!(trips(&phone, &world), 2, "predicted, then explicit");
    let state = phone.core().sync_state().unwrap();
    assert_eq!((state.waiting, state.unconfirmed), (0, 0));
    other.sync(&world);
    assert_eq!(other.core().household(home).unwrap().nickname, "说岔了");
    assert!(other.core().conflicts(1).unwrap().is_empty(), "taken once");
}
