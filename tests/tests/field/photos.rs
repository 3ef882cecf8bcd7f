//! A photo follows the words: whatever stands in its way loses neither.

use std::path::Path;

use gridwork_core::{Code, Completed, HttpOutcome, HttpRequest, NewIncident, SyncBudget};
use gridwork_model::directory::DirectoryItem;
use gridwork_model::permission::Role;
use gridwork_model::{Id, Purpose, Value};
use gridwork_seal::{Hash, SigningKey, sha256};
use gridwork_sync::files::{PartAnswer, PartStatus};
use gridwork_tests::world::{Phone, World};
use gridwork_township::audit::Actor;
use gridwork_township::people::{Caller, RoleAt};

const FILES: &str = "/v1/files";

fn a_phone(dir: &Path) -> (World, Phone) {
    let mut world = World::create(dir, 7, 1);
    let (person, cell) = world.people(Role::GridWorker)[0];
    let mut phone = world.phone(person, cell);
    phone.sync(&world);
    (world, phone)
}

/// A report with a photo of 70,000 bytes, three parts; the hash of the photo.
fn report(phone: &Phone, dir: &Path, words: &str) -> (Id, Hash) {
    let photo = dir.join("photo.jpg");
    let mut bytes = vec![0xff, 0xd8, 0xff, 0xe0];
    bytes.extend(words.bytes());
    bytes.resize(70_000, 7);
    std::fs::write(&photo, &bytes).unwrap();
    let new = NewIncident {
        words: words.into(),
        category: "Y06".into(),
        place: Some("西桥".into()),
        photos: vec![photo],
        ..NewIncident::default()
    };
    (phone.core().report(new).unwrap(), sha256(&[&bytes]))
}

/// One run of the exchange over a line that answers by `line`; how it ended.
fn exchange(phone: &Phone, mut line: impl FnMut(&HttpRequest) -> HttpOutcome) -> Completed {
    let mut last = Completed::default();
    for _ in 0..200 {
        let Some(request) = phone.core().next_request(SyncBudget::default()).unwrap() else {
            break;
        };
        last = phone.core().complete_request(request.id, line(&request)).unwrap();
        if !last.more || last.problem.is_some() {
            return last;
        }
    }
    last
}

fn at_the_hub(world: &World, incident: &Id) -> bool {
    let caller = Caller {
        person: Id::NIL,
        name: "示例值班员".to_owned(),
        org: Id::NIL,
        roles: vec![RoleAt { role: Role::DutyOfficer.number(), scope: Id::NIL }],
    };
    world.hub.incident(&caller, incident, false, world.clock.now()).is_ok()
}

const DAY_MS: i64 = 86_400_000;

/// Every post of a person ends today.
fn end_the_post(world: &World, person: Id) {
    let (standing, now) = (world.hub.standing(), world.clock.now());
    let ended: Vec<DirectoryItem> = standing
        .directory
        .assignments_of(person, now.day())
        .map(|(assignment, _)| {
            let mut assignment = assignment.clone();
            assignment.validity.valid_to = Some(now.day());
            assignment.into()
        })
        .collect();
    world.hub.put_directory(ended, Actor::Operator, now).unwrap();
}

fn holds_the_cell(phone: &Phone) -> bool {
    let held = phone.core().inventory().unwrap();
    held.iter().any(|held| held.stream.purpose == Purpose::Roster)
}

fn files(phone: &Phone) -> u64 {
    u64::from(phone.core().sync_state().unwrap().files)
}

fn waiting_words(phone: &Phone) -> u32 {
    let state = phone.core().sync_state().unwrap();
    state.waiting + state.unconfirmed
}

#[test]
fn a_way_that_takes_no_files_keeps_no_words_back() {
    let dir = tempfile::tempdir().unwrap();
    let (world, phone) = a_phone(dir.path());
    let (_, photo) = report(&phone, dir.path(), "桥塌了一块");
    let mut refused = 0;
    let mut proxy = |request: &HttpRequest| match request.path == FILES {
        false => world.post(request),
        true => {
            refused += 1;
            HttpOutcome::Answer { status: 413, body: b"too large".to_vec() }
        }
    };
    assert_eq!(exchange(&phone, &mut proxy).problem, Some(Code::Busy));
    for words in ["第二件", "第三件"] {
        let (incident, _) = report(&phone, dir.path(), words);
        exchange(&phone, &mut proxy);
        exchange(&phone, &mut proxy);
        assert_eq!(waiting_words(&phone), 0, "{words} is behind a photo");
        assert!(at_the_hub(&world, &incident), "{words}");
    }
    assert!(refused >= 3, "{refused}");
    assert_eq!(files(&phone), 3);
    while files(&phone) > 0 {
        assert_eq!(exchange(&phone, |request| world.post(request)).problem, None);
    }
    assert!(world.hub.file(&photo).is_ok());
}

#[test]
fn trouble_at_the_hub_refuses_no_photo() {
    let dir = tempfile::tempdir().unwrap();
    let (world, phone) = a_phone(dir.path());
    let (_, photo) = report(&phone, dir.path(), "桥塌了一块");
    // What a disk that fails and a folder of somebody else look like to the hub.
    let (place, aside) = (world.hub_dir().join("files"), world.hub_dir().join("files-aside"));
    std::fs::rename(&place, &aside).unwrap();
    std::fs::write(&place, b"no folder").unwrap();
    let done = exchange(&phone, |request| world.post(request));
    assert_eq!((done.problem, files(&phone)), (Some(Code::Busy), 1));
    assert_eq!(waiting_words(&phone), 0, "the words have gone");
    std::fs::remove_file(&place).unwrap();
    std::fs::rename(&aside, &place).unwrap();
    assert_eq!(exchange(&phone, |request| world.post(request)).problem, None);
    assert_eq!(files(&phone), 0);
    assert!(world.hub.file(&photo).is_ok());
}

#[test]
fn nobody_but_the_hub_ends_or_refuses_a_photo() {
    let dir = tempfile::tempdir().unwrap();
    let (world, phone) = a_phone(dir.path());
    let (_, photo) = report(&phone, dir.path(), "桥塌了一块");
    let stranger = SigningKey::from_seed(&[9; 32]);
    let all = [
        PartStatus::Held,
        PartStatus::Complete,
        PartStatus::HashMismatch,
        PartStatus::Refused,
        PartStatus::NoRoom,
        PartStatus::Doubled,
        PartStatus::Busy,
    ];
    let mut answered = 0;
    for status in all {
        let says = PartAnswer { status, held: vec![true; 3], begun: 0 };
        let mut forged = |request: &HttpRequest, body: Vec<u8>| {
            answered += u32::from(request.path == FILES);
            match request.path == FILES {
                true => HttpOutcome::Answer { status: 200, body },
                false => world.post(request),
            }
        };
        let done = exchange(&phone, |request| forged(request, says.seal(&stranger, &request.body)));
        assert_eq!(done.problem, Some(Code::Busy), "{status:?}");
        assert_eq!(files(&phone), 1, "{status:?}");
    }
    assert_eq!(answered, all.len() as u32);
    // The hub's own word, given to another request, is as good as nobody's.
    let mut kept = None;
    let done = exchange(&phone, |request| match (request.path == FILES, &kept) {
        (false, _) => world.post(request),
        (true, None) => {
            let HttpOutcome::Answer { body, .. } = world.post(request) else { panic!("no answer") };
            kept = Some(body);
            HttpOutcome::Unreachable
        }
        (true, Some(_)) => panic!("a lost answer ends the run"),
    });
    assert_eq!(done.problem, Some(Code::Busy));
    let done = exchange(&phone, |request| match request.path == FILES {
        false => world.post(request),
        true => HttpOutcome::Answer { status: 200, body: kept.clone().unwrap() },
    });
    assert_eq!((done.problem, files(&phone)), (Some(Code::Busy), 1));
    assert_eq!(exchange(&phone, |request| world.post(request)).problem, None);
    assert_eq!(files(&phone), 0);
    assert!(world.hub.file(&photo).is_ok());
}

#[test]
fn a_photo_of_a_post_that_was_lost_long_ago_comes_home_and_leaves_nothing_behind() {
    let dir = tempfile::tempdir().unwrap();
    let (world, mut phone) = a_phone(dir.path());
    let (incident, photo) = report(&phone, dir.path(), "桥塌了一块");
    phone.sync_within(&world, SyncBudget { files: false, ..SyncBudget::default() });
    end_the_post(&world, phone.person);
    world.hub.tick(world.clock.now()).unwrap();
    world.clock.advance_ms(31 * DAY_MS);
    phone.sync(&world);
    assert!(world.hub.file(&photo).is_ok(), "whoever took it had the post then");
    assert_eq!(files(&phone), 0);
    assert!(phone.core().incident(incident).is_err(), "it is nobody's here any more");
    assert!(!holds_the_cell(&phone));
}

#[test]
fn what_is_said_after_the_grace_waits_for_a_person_and_leaves_the_phone() {
    let dir = tempfile::tempdir().unwrap();
    let (world, mut phone) = a_phone(dir.path());
    let (incident, photo) = report(&phone, dir.path(), "桥塌了一块");
    let home = phone.core().inventory().unwrap();
    let home = home.iter().find(|held| held.stream.purpose == Purpose::Roster).unwrap().entity;
    phone.core().edit_household(home, "nickname", Value::Text("迟到户".into())).unwrap();
    let cell = phone.scope;
    // The post ends while the phone is away, and it stays away for longer than the grace.
    end_the_post(&world, phone.person);
    world.hub.tick(world.clock.now()).unwrap();
    world.clock.advance_ms(31 * DAY_MS);
    phone.sync(&world);
    let org = world.hub.standing().org_of(cell);
    let lots = world.hub.quarantine(org).unwrap();
    assert_eq!(lots.iter().map(|lot| lot.count).sum::<u32>(), 2, "the report and the name");
    assert_eq!((waiting_words(&phone), files(&phone)), (0, 0));
    assert!(!holds_the_cell(&phone), "it waits at the hub, not here");
    // A person takes it, and whoever has the post now reads it, photo and all.
    for lot in lots {
        world.hub.review(org, &lot.id, true, None, Actor::Operator, world.clock.now()).unwrap();
    }
    assert!(world.hub.file(&photo).is_ok());
    assert!(at_the_hub(&world, &incident));
}

#[test]
fn who_comes_back_within_the_grace_is_heard() {
    let dir = tempfile::tempdir().unwrap();
    let (world, mut phone) = a_phone(dir.path());
    let (incident, photo) = report(&phone, dir.path(), "桥塌了一块");
    end_the_post(&world, phone.person);
    world.hub.tick(world.clock.now()).unwrap();
    world.clock.advance_ms(29 * DAY_MS);
    phone.sync(&world);
    assert!(world.hub.quarantine(world.hub.standing().org_of(phone.scope)).unwrap().is_empty());
    assert!(at_the_hub(&world, &incident));
    assert!(world.hub.file(&photo).is_ok());
    assert!(!holds_the_cell(&phone));
}
