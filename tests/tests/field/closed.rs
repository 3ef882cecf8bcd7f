//! The closed channel: a record is read by the devices of its post alone, and passes on with the post.

#[path = "../../../township/tests/hub/support.rs"]
#[expect(dead_code, reason = "shared with the tests of the hub, which use all of it")]
mod support;

use std::path::{Path, PathBuf};

use gridwork_core::CoreStatus;
use gridwork_model::directory::{DirectoryItem, kind};
use gridwork_model::org::Assignment;
use gridwork_model::permission::Role;
use gridwork_model::{Class, Id, Purpose};
use gridwork_seal::{BoxKey, sha256};
use gridwork_sync::SealedRecord;
use gridwork_sync::update::EntryBody;
use gridwork_tests::traces::places;
use gridwork_tests::world::{Phone, World};
use gridwork_township::audit::Actor;
use gridwork_township::keys::HubKeys;

use crate::common::worker;

const NEEDLE: &str = "看见孩子身上有伤";

/// A world in which a worker handed a record in that the director's phone has read.
fn handed_in(world: &mut World) -> (Phone, Phone) {
    let (director, scope) = world.people(Role::ChildDirector)[0];
    let mut post = world.phone(director, scope);
    post.sync(world);
    let mut phone = worker(world);
    phone.core().report_closed(Purpose::Children, NEEDLE, None).unwrap();
    assert_eq!(phone.sync(world).refused, 0);
    post.sync(world);
    assert_eq!(words(&post), [NEEDLE]);
    (post, phone)
}

fn words(phone: &Phone) -> Vec<String> {
    phone.core().closed_records().unwrap().into_iter().map(|record| record.words).collect()
}

/// What a phone holds of the closed channel.
fn closed(phone: &Phone) -> Vec<gridwork_core::Holding> {
    let held = phone.core().inventory().unwrap().into_iter();
    held.filter(|held| held.stream.class == Class::C4).collect()
}

/// The assignments of a person that hold today.
fn posts(world: &World, person: Id) -> Vec<Assignment> {
    let day = world.clock.now().day();
    let standing = world.hub.standing();
    let held = standing.directory.of_kind(kind::ASSIGNMENT).filter_map(|item| match item {
        DirectoryItem::Assignment(of) => Some(of.clone()),
        _ => None,
    });
    held.filter(|of| of.person == person && of.validity.holds(day)).collect()
}

/// The same post, given to somebody.
fn given(of: &Assignment, name: &str, to: Id) -> Assignment {
    Assignment { id: Id::derived(name, &[of.id.as_bytes()]), person: to, ..of.clone() }
}

/// Ends every post of a person; returns what was held.
fn end_posts(world: &World, person: Id) -> Vec<Assignment> {
    let held = posts(world, person);
    let mut ended = held.clone();
    for assignment in &mut ended {
        assignment.validity.valid_to = Some(world.clock.now().day());
    }
    put(world, ended);
    held
}

fn put(world: &World, assignments: Vec<Assignment>) {
    let items = assignments.into_iter().map(DirectoryItem::Assignment).collect();
    world.hub.put_directory(items, Actor::Operator, world.clock.now()).unwrap();
}

#[test]
fn a_closed_record_is_read_by_its_post_alone() {
    let dir = tempfile::tempdir().unwrap();
    let mut world = World::create(dir.path(), 7, 3);
    let (director, scope) = world.people(Role::ChildDirector)[0];
    let mut post = world.phone(director, scope);
    post.sync(&world);
    let mut phone = worker(&mut world);
    let needle = "看见孩子身上有伤";
    phone.core().report_closed(Purpose::Children, needle, None).unwrap();
    assert_eq!(phone.sync(&world).refused, 0);
    post.sync(&world);
    let read = post.core().closed_records().unwrap();
    assert_eq!(read.len(), 1);
    assert_eq!(read[0].words, needle);
    assert!(phone.core().closed_records().unwrap().is_empty());
    post.core().pause().unwrap();
    phone.core().pause().unwrap();
    assert_eq!(places(dir.path(), needle.as_bytes()), Vec::<PathBuf>::new());
}

#[test]
fn what_a_phone_seals_is_for_the_holders_keys_and_no_key_of_the_hub_opens_it() {
    let dir = tempfile::tempdir().unwrap();
    let mut world = World::create(dir.path(), 7, 3);
    let (director, _) = world.people(Role::ChildDirector)[0];
    let mut posts: Vec<support::Phone> = (0..2)
        .map(|_| {
            let now = world.clock.now();
            let invitation = world.hub.issue_code(director, Actor::Operator, now).unwrap();
            support::Phone::enrol(&world.hub, &invitation.code, invitation.root)
        })
        .collect();
    let mut phone = worker(&mut world);
    phone.core().report_closed(Purpose::Children, NEEDLE, None).unwrap();
    assert_eq!(phone.sync(&world).refused, 0);

    // Everything of the closed channel that the hub has to give.
    let mark = |key: &BoxKey| sha256(&[key.public().as_bytes()])[..8].to_vec();
    let holders: Vec<Vec<u8>> = posts.iter().map(|post| mark(&post.box_key)).collect();
    let keys = HubKeys::read(&world.dir.join("hub/hub.keys")).unwrap();
    let root = BoxKey::from_seed(&world.root);
    let hub = [keys.box_key.clone(), BoxKey::from_seed(keys.online.seed()), root];
    for post in &mut posts {
        post.pull(&world.hub);
        let closed = |(index, stream): (&u8, &gridwork_model::StreamId)| {
            (stream.class == Class::C4).then_some((*index, *stream))
        };
        let granted: Vec<_> = post.table.iter().filter_map(closed).collect();
        let mut opened = Vec::new();
        let mut sealed_to = Vec::new();
        for (index, stream) in granted {
            let held = post.held.get(&index).into_iter().flatten();
            let records = held.filter_map(|body| match body {
                EntryBody::Sealed { record, .. } => Some(record),
                _ => None,
            });
            for SealedRecord { id, key, sealed, post: to, .. } in records {
                assert_eq!(*to, stream.scope);
                assert!(holders.contains(key), "sealed to nobody but a holder");
                sealed_to.push(key.clone());
                let about = stream.to_bytes();
                let bound: [&[u8]; 2] = [&about, id.as_bytes()];
                let open = |key: &BoxKey| key.open("gridwork/closed-record", &bound, sealed);
                assert!(hub.iter().all(|key| open(key).is_err()), "the hub opens it");
                for rest in keys.rest.values().map(|rest| rest.key()) {
                    assert!(rest.open(&bound, sealed).is_err());
                    assert!(rest.derive("record").open(&bound, sealed).is_err());
                }
                opened.extend(open(&post.box_key));
            }
        }
        sealed_to.sort();
        let mut each = holders.clone();
        each.sort();
        assert_eq!(sealed_to, each, "one envelope for each phone of the post, and none beside");
        assert_eq!(opened.len(), 1);
        let words = |plain: &[u8]| plain.windows(NEEDLE.len()).any(|at| at == NEEDLE.as_bytes());
        assert!(words(&opened[0]), "the trial is the right one: its own key opens it");
    }
}

#[test]
fn a_new_phone_of_the_same_holder_reads_what_came_before_it() {
    let dir = tempfile::tempdir().unwrap();
    let mut world = World::create(dir.path(), 7, 3);
    let (mut post, mut phone) = handed_in(&mut world);
    let mut second = world.phone(post.person, post.scope);
    second.sync(&world);
    assert!(words(&second).is_empty());
    // The first phone hears of the second one's key, and seals what it has to it.
    post.sync(&world);
    post.sync(&world);
    second.sync(&world);
    assert_eq!(words(&second), [NEEDLE]);
    assert_eq!(words(&post), [NEEDLE], "each record once, however often it was sealed");
    // Once is enough.
    let held = |post: &Phone| post.core().inventory().unwrap().len();
    let before = held(&post);
    for _ in 0..2 {
        post.sync(&world);
        second.sync(&world);
    }
    assert_eq!(held(&post), before);
    phone.sync(&world);
    assert!(words(&phone).is_empty());
    for phone in [&post, &second, &phone] {
        phone.core().pause().unwrap();
    }
    assert_eq!(places(dir.path(), NEEDLE.as_bytes()), Vec::<PathBuf>::new());
}

#[test]
fn whoever_follows_in_the_post_reads_what_came_before_and_whoever_left_reads_it_no_more() {
    let dir = tempfile::tempdir().unwrap();
    let mut world = World::create(dir.path(), 7, 3);
    let (mut post, phone) = handed_in(&mut world);
    // The director goes on as a grid worker; the post is vacant for a while.
    let others = posts(&world, phone.person);
    let held = end_posts(&world, post.person);
    put(&world, others.iter().map(|of| given(of, "simulated-other-post", post.person)).collect());
    world.clock.advance_ms(86_400_000);
    // What was read there is out of sight, and waits.
    post.sync(&world);
    assert!(words(&post).is_empty());

    let follower = phone.person;
    put(&world, held.iter().map(|of| given(of, "simulated-follower", follower)).collect());
    let mut next = world.phone(follower, phone.scope);
    next.sync(&world);
    assert!(words(&next).is_empty());
    for _ in 0..2 {
        post.sync(&world);
    }
    next.sync(&world);
    assert_eq!(words(&next), [NEEDLE]);
    assert!(words(&post).is_empty());
    // What it handed on itself stays, sealed to others, until no restored hub can ask for it again:
    // its batch is in a backup and is not the last of the chain.
    let home = post.core().inventory().unwrap();
    let home = home.iter().find(|held| held.stream.purpose == Purpose::Roster).unwrap().entity;
    post.core().note_household(home, "接着走访").unwrap();
    post.sync(&world);
    world.back_up_hub().unwrap();
    for _ in 0..2 {
        post.sync(&world);
    }
    assert_eq!(closed(&post), [], "nothing of the post is left with whoever left it");
}

/// Whoever had the post has not exchanged since the record was handed in, and has none of the stream.
#[test]
fn what_came_between_the_last_exchange_and_the_loss_of_the_post_is_passed_on() {
    let dir = tempfile::tempdir().unwrap();
    let mut world = World::create(dir.path(), 7, 3);
    let (director, scope) = world.people(Role::ChildDirector)[0];
    let mut post = world.phone(director, scope);
    post.sync(&world);
    let mut phone = worker(&mut world);
    let hand_in = |phone: &mut Phone, words| {
        phone.core().report_closed(Purpose::Children, words, None).unwrap();
        for _ in 0..2 {
            assert_eq!(phone.sync(&world).refused, 0);
        }
    };
    hand_in(&mut phone, NEEDLE);
    let others = posts(&world, phone.person);
    let held = end_posts(&world, director);
    put(&world, others.iter().map(|of| given(of, "simulated-other-post", director)).collect());
    let follower = phone.person;
    put(&world, held.iter().map(|of| given(of, "simulated-follower", follower)).collect());
    world.clock.advance_ms(86_400_000);
    for _ in 0..3 {
        post.sync(&world);
        phone.sync(&world);
    }
    assert_eq!(words(&phone), [NEEDLE]);
    assert!(words(&post).is_empty());
    hand_in(&mut phone, "后来的");
    // The post goes back, and all of it with it.
    let over = |of: &Assignment| {
        let mut over = given(of, "simulated-follower", follower);
        over.validity.valid_to = Some(world.clock.now().day());
        over
    };
    put(&world, held.iter().map(over).collect());
    put(&world, held.iter().map(|of| given(of, "simulated-return", director)).collect());
    world.clock.advance_ms(86_400_000);
    for _ in 0..3 {
        assert_eq!(post.sync(&world).problem, None);
        phone.sync(&world);
    }
    let mut all = words(&post);
    all.sort();
    assert_eq!(all, ["后来的", NEEDLE]);
}

#[test]
fn what_nobody_follows_to_read_leaves_the_phone_of_whoever_left_after_the_grace() {
    let dir = tempfile::tempdir().unwrap();
    let mut world = World::create(dir.path(), 7, 3);
    let (mut post, _phone) = handed_in(&mut world);
    end_posts(&world, post.person);
    world.clock.advance_ms(86_400_000);
    post.sync(&world);
    assert!(words(&post).is_empty());
    world.clock.advance_ms(31 * 86_400_000);
    post.sync(&world);
    assert_eq!(closed(&post), []);
}

/// Passes the post to another as the office does.
fn succeed(world: &World, from: Id, to: Id) {
    let others = posts(world, to);
    let held = end_posts(world, from);
    put(world, held.iter().map(|of| given(of, "simulated-follower", to)).collect());
    put(world, others.iter().map(|of| given(of, "simulated-other-post", from)).collect());
}

#[test]
fn what_was_handed_in_to_whoever_held_the_post_before_reaches_whoever_holds_it() {
    let dir = tempfile::tempdir().unwrap();
    let mut world = World::create(dir.path(), 7, 3);
    let (director, scope) = world.people(Role::ChildDirector)[0];
    let mut post = world.phone(director, scope);
    post.sync(&world);
    let mut phone = worker(&mut world);
    let (follower, cell) = world.people(Role::GridWorker)[1];
    let mut next = world.phone(follower, cell);
    next.sync(&world);
    // Without signal: to the holder that this phone knows.
    phone.core().report_closed(Purpose::Children, NEEDLE, None).unwrap();
    succeed(&world, director, follower);
    post.sync(&world);
    for _ in 0..2 {
        assert_eq!(phone.sync(&world).refused, 0);
    }
    next.sync(&world);
    assert_eq!(words(&next), [NEEDLE]);
    post.sync(&world);
    for phone in [&phone, &post] {
        assert!(words(phone).is_empty());
    }
    // By then nothing that it could open is left on the phone that handed it in.
    phone.core().report_closed(Purpose::Children, "另一件", None).unwrap();
    for _ in 0..2 {
        phone.sync(&world);
    }
    next.sync(&world);
    assert_eq!(words(&next), [NEEDLE, "另一件"]);
    assert_eq!(closed(&phone).len(), 3, "what went out: to two holders, and to one");
}

#[test]
fn a_phone_that_is_enrolled_again_reads_what_was_sealed_to_it_before() {
    let dir = tempfile::tempdir().unwrap();
    let mut world = World::create(dir.path(), 7, 3);
    let (mut post, mut phone) = handed_in(&mut world);
    // It is restored from a copy that knows less of what it said than the hub.
    post.core().pause().unwrap();
    let copy = dir.path().join("copy");
    copy_folder(&post.dir, &copy);
    post.core().resume().unwrap();
    let closes = |post: &Phone, words| post.core().report_closed(Purpose::Children, words, None);
    closes(&post, "接着走访").unwrap();
    post.sync(&world);
    post.kill();
    std::fs::remove_dir_all(&post.dir).unwrap();
    copy_folder(&copy, &post.dir);
    post.env.reboot();
    post.start();
    closes(&post, "换回旧备份以后写的").unwrap();
    post.sync(&world);
    assert_eq!(post.core().status().unwrap(), CoreStatus::EnrolAgain);
    // What is handed in meanwhile is sealed to the key that it had.
    phone.core().report_closed(Purpose::Children, "另一件", None).unwrap();
    phone.sync(&world);
    world.enrol(&mut post);
    post.sync(&world);
    let sorted = |phone: &Phone| {
        let mut all = words(phone);
        all.sort();
        all
    };
    let mut all = [NEEDLE, "接着走访", "换回旧备份以后写的", "另一件"];
    all.sort_unstable();
    assert_eq!(sorted(&post), all);
    // And passed on to another phone of the post, as by any that can open it.
    let mut second = world.phone(post.person, post.scope);
    second.sync(&world);
    for _ in 0..2 {
        post.sync(&world);
    }
    second.sync(&world);
    assert_eq!(sorted(&second), all);
}

fn copy_folder(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        match entry.path().is_dir() {
            true => copy_folder(&entry.path(), &target),
            false => std::fs::copy(entry.path(), target).map(drop).unwrap(),
        }
    }
}
