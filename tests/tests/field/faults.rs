//! What goes wrong under way: a request cut at every byte, one made for another hub, answers that are
//! not the hub's, a disk without room. Each ends in a named error and loses nothing.

use gridwork_core::{Code, HttpOutcome, HttpRequest, NewIncident, RecordState, SyncBudget};
use gridwork_model::permission::Role;
use gridwork_model::{Id, Purpose, Value};
use gridwork_powercut::Disk;
use gridwork_sync::{BatchVerdict, Failure, Response};
use gridwork_tests::world::{Phone, World};
use gridwork_township::HubError;
use gridwork_township::audit::Actor;

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
fn what_was_made_for_another_hub_is_not_taken_and_the_phone_of_that_number_goes_on() {
    let folders = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
    let mut world = World::create(folders[0].path(), 7, 1);
    let mut elsewhere = World::create(folders[1].path(), 8, 1);
    let meet = |world: &mut World| {
        let (person, cell) = world.people(Role::GridWorker)[0];
        let mut phone = world.phone(person, cell);
        phone.sync(world);
        phone
    };
    let (mut phone, foreign) = (meet(&mut world), meet(&mut elsewhere));
    assert_eq!(phone.core().device().unwrap(), foreign.core().device().unwrap());
    let said = |world: &World| {
        let request = foreign.core().next_request(SyncBudget::default()).unwrap().unwrap();
        let HttpOutcome::Answer { body, .. } = world.post(&request) else { panic!("no answer") };
        let refused = foreign.core().complete_request(request.id, world.post(&request));
        assert_eq!(refused.unwrap_err().code, Code::HubKey, "nor is the answer believed");
        let response = Response::parse(&body, world.clock.now()).unwrap().response;
        (response.failure, response.verdict, response.updates.len())
    };
    let audit = || world.hub.verify().unwrap().audit;
    let before = audit();
    assert_eq!(said(&world), (Some(Failure::BadSignature), None, 0));
    report(&foreign, "别处的事").unwrap();
    let stick = folders[1].path().join("out.gwb");
    foreign.core().export_bundle(&stick).unwrap();
    let carried = world.hub.bundle(&std::fs::read(&stick).unwrap(), world.clock.now());
    assert!(matches!(carried, Err(HubError::Invalid("bundle"))), "{carried:?}");
    assert_eq!(audit(), before, "neither leaves a trace");
    // Words on a chain the hub does not know: a person sees it, once, and nothing is served.
    for _ in 0..3 {
        assert_eq!(said(&world), (None, Some(BatchVerdict::Forked), 0));
    }
    assert_eq!(audit(), before + 1);
    let incident = report(&phone, "这里的事").unwrap();
    let done = phone.sync(&world);
    assert_eq!((done.problem, done.refused), (None, 0));
    let mut other = meet(&mut world);
    other.sync(&world);
    let seen = other.core().incidents(0, 10).unwrap();
    assert_eq!(seen.iter().map(|seen| seen.id).collect::<Vec<_>>(), [incident]);
}

/// What stands between a phone and its hub and answers in its place: a portal that wants a log-in, a
/// proxy, a hub that is stopping or asked too much.
const NOT_THE_HUB: [u16; 10] = [204, 301, 302, 400, 403, 404, 413, 429, 500, 503];

#[test]
fn what_a_portal_or_a_proxy_answers_means_later_and_loses_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let mut world = World::create(dir.path(), 7, 1);
    let (person, cell) = world.people(Role::GridWorker)[0];
    let mut phone = world.bare_phone(person, cell);
    phone.start();
    let page = b"<html><body>please log in</body></html>".to_vec();
    let portal = |phone: &Phone, request: &HttpRequest| {
        for status in NOT_THE_HUB {
            let next = || phone.core().next_request(SyncBudget::default()).unwrap().unwrap();
            let again = match request.path.as_str() {
                "/v1/enrol" => request.clone(),
                "/v1/files" => {
                    // Behind a file that did not go, words are tried first.
                    let words = next();
                    assert_eq!(words.path, "/v1/exchange");
                    let done = phone.core().complete_request(words.id, world.post(&words));
                    assert_eq!(done.unwrap().problem, None);
                    next()
                }
                _ => next(),
            };
            assert_eq!(again.path, request.path);
            let outcome = HttpOutcome::Answer { status, body: page.clone() };
            let done = phone.core().complete_request(again.id, outcome).unwrap();
            assert_eq!((done.problem, done.more), (Some(Code::Busy), false), "{status}");
            assert_eq!((done.received, done.refused), (0, 0), "{status}");
            if request.path == "/v1/enrol" {
                break;
            }
        }
    };
    // The code is as good as before when the hub itself is asked with it.
    let invitation = world.hub.issue_code(person, Actor::Operator, world.clock.now()).unwrap();
    let begin =
        || phone.core().begin_enrolment(&invitation.to_text(), "示例手机", "0.1.0").unwrap();
    portal(&phone, &begin());
    let asked = begin();
    phone.core().complete_request(asked.id, world.post(&asked)).unwrap();
    phone.sync(&world);

    let photo = dir.path().join("photo.jpg");
    let mut bytes = vec![0xff, 0xd8, 0xff, 0xe0];
    bytes.resize(20_000, 7);
    std::fs::write(&photo, &bytes).unwrap();
    let new = NewIncident {
        words: "门户页面挡着".into(),
        category: "Y06".into(),
        place: Some("村口".into()),
        photos: vec![photo],
        ..NewIncident::default()
    };
    let incident = phone.core().report(new).unwrap();
    let (mut exchanges, mut parts) = (false, false);
    while let Some(request) = phone.core().next_request(SyncBudget::default()).unwrap() {
        let seen = match request.path.as_str() {
            "/v1/files" => &mut parts,
            _ => &mut exchanges,
        };
        if !std::mem::replace(seen, true) {
            let lost = phone.core().complete_request(request.id, HttpOutcome::Unreachable);
            assert_eq!(lost.unwrap().problem, Some(Code::Busy));
            portal(&phone, &request);
            match request.path.as_str() {
                "/v1/files" => assert_eq!(phone.core().sync_state().unwrap().files, 1),
                _ => assert_ne!(phone.core().state_of(incident).unwrap(), RecordState::Received),
            }
            continue;
        }
        let done = phone.core().complete_request(request.id, world.post(&request)).unwrap();
        assert_eq!((done.problem, done.refused), (None, 0));
        if !done.more {
            break;
        }
    }
    assert!(exchanges && parts, "each kind of request met them");
    let state = phone.core().sync_state().unwrap();
    assert_eq!((state.waiting, state.unconfirmed, state.files), (0, 0, 0));
    assert_eq!(phone.core().state_of(incident).unwrap(), RecordState::Received);
    let hash = gridwork_seal::sha256(&[&bytes]);
    assert_eq!(world.hub.file(&hash).unwrap(), bytes);
    let mut other = world.phone(person, cell);
    other.sync(&world);
    assert_eq!(other.core().incidents(0, 10).unwrap().len(), 1, "taken once");
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
