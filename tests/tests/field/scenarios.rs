//! What happens to people and machines in a year, with real cores and a real hub.

use std::path::Path;
use std::sync::Arc;

use gridwork_core::{Code, CoreStatus, HttpOutcome, NewIncident, RecordState, SyncBudget, TaskRef};
use gridwork_model::permission::Role;
use gridwork_model::template::Library;
use gridwork_model::{Class, Id, Purpose, Value, answer};
use gridwork_seal::BoxKey;
use gridwork_tests::seeded::Seeded;
use gridwork_tests::world::{Phone, SeededEntropy, World};
use gridwork_township::Limits;
use gridwork_township::audit::Actor;
use gridwork_township::people::{Caller, RoleAt};
use gridwork_township::restore::restore;

use crate::common::worker;

const DAY_MS: i64 = 86_400_000;

fn world(dir: &Path) -> World {
    World::create(dir, 7, 1)
}

fn household(phone: &Phone) -> Id {
    let held = phone.core().inventory().unwrap();
    held.iter().find(|held| held.stream.purpose == Purpose::Roster).unwrap().entity
}

fn report(phone: &Phone, words: &str) -> Id {
    phone
        .core()
        .report(NewIncident {
            words: words.into(),
            category: "Y06".into(),
            place: Some("村口".into()),
            ..NewIncident::default()
        })
        .unwrap()
}

#[test]
fn what_found_no_signal_is_saved_here_and_what_got_no_receipt_is_sent() {
    let dir = tempfile::tempdir().unwrap();
    let mut world = World::create(dir.path(), 7, 1);
    let phone = worker(&mut world);
    let incident = report(&phone, "没信号时写的");
    let core = phone.core();
    let state = || core.state_of(incident).unwrap();
    assert_eq!(state(), RecordState::Saved);
    let tried = core.next_request(SyncBudget::default()).unwrap().unwrap();
    assert_eq!(state(), RecordState::Sent, "on its way");
    core.complete_request(tried.id, HttpOutcome::Unreachable).unwrap();
    assert_eq!(state(), RecordState::Saved, "nobody knows that it arrived");
    let sync = core.sync_state().unwrap();
    assert_eq!((sync.waiting, sync.unconfirmed), (1, 0));
    assert_eq!(core.queue(10).unwrap()[0].reason, "offline");
    let again = core.next_request(SyncBudget::default()).unwrap().unwrap();
    core.complete_request(again.id, world.post(&again)).unwrap();
    assert_eq!(state(), RecordState::Received);
}

#[test]
fn two_devices_write_one_field_and_a_person_chooses() {
    let dir = tempfile::tempdir().unwrap();
    let mut world = world(dir.path());
    let (mut one, mut two) = (worker(&mut world), worker(&mut world));
    let home = household(&one);
    one.core().edit_household(home, "address", Value::Text("东头第一家".into())).unwrap();
    two.core().edit_household(home, "address", Value::Text("西头第一家".into())).unwrap();
    one.sync(&world);
    two.sync(&world);
    one.sync(&world);
    let (here, there) = (one.core().conflicts(9).unwrap(), two.core().conflicts(9).unwrap());
    assert_eq!((here.len(), there.len()), (1, 1));
    let values = |c: &gridwork_core::ConflictView| {
        c.values.iter().map(|held| held.value.clone()).collect::<Vec<_>>()
    };
    assert_eq!(values(&here[0]), values(&there[0]), "both show the same value first");
    assert_eq!(here[0].values.iter().filter(|held| held.own).count(), 1);
    let put = one.core().edit_household(home, "address", Value::Text("写第三个".into()));
    assert_eq!(put.unwrap_err().code, Code::InConflict);
    let chosen = Value::Text("西头第一家".into());
    one.core().resolve(here[0].document, None, "address", chosen).unwrap();
    one.sync(&world);
    two.sync(&world);
    assert!(two.core().conflicts(9).unwrap().is_empty());
    assert_eq!(two.core().household(home).unwrap().address, "西头第一家");
}

#[test]
fn the_township_asks_back_and_those_who_wrote_see_it_until_it_is_settled() {
    let dir = tempfile::tempdir().unwrap();
    let mut world = world(dir.path());
    let (mut one, mut two) = (worker(&mut world), worker(&mut world));
    let mut third = worker(&mut world);
    let home = household(&one);
    one.core().edit_household(home, "address", Value::Text("东头第一家".into())).unwrap();
    two.core().edit_household(home, "address", Value::Text("西头第一家".into())).unwrap();
    for phone in [&mut one, &mut two, &mut third] {
        phone.sync(&world);
    }
    one.sync(&world);
    let document = one.core().conflicts(9).unwrap()[0].document;
    let asked = |phone: &Phone| {
        let found = phone.core().conflicts(9).unwrap();
        found.first().and_then(|one| one.asked_at.map(|_| one.asked_words.clone()))
    };
    assert_eq!(asked(&one), None);
    let org = world.hub.standing().org_of(one.scope);
    let clerk = Caller {
        person: Id::derived("test", &[b"clerk"]),
        name: "示例数据员".into(),
        org,
        roles: vec![RoleAt { role: Role::DataClerk.number(), scope: org }],
    };
    let now = world.clock.now();
    world.hub.ask_back(&clerk, &document, "井边那家是东头吗", now).unwrap();
    // The answer that carries the question is lost: it comes with the next one.
    let lost = one.core().next_request(SyncBudget::default()).unwrap().unwrap();
    world.post(&lost);
    one.core().complete_request(lost.id, HttpOutcome::Unreachable).unwrap();
    assert_eq!(asked(&one), None);
    for phone in [&mut one, &mut two, &mut third] {
        phone.sync(&world);
    }
    for phone in [&one, &two] {
        assert_eq!(asked(phone).as_deref(), Some("井边那家是东头吗"));
    }
    assert_eq!(asked(&third), None, "who wrote nothing is not asked");
    // Once it came it is said no more, and it outlives a restart.
    let quiet = one.core().next_request(SyncBudget::default()).unwrap();
    if let Some(request) = quiet {
        let HttpOutcome::Answer { body, .. } = world.post(&request) else { panic!("no answer") };
        assert!(body.len() <= 120, "{} bytes", body.len());
        one.core().complete_request(request.id, HttpOutcome::Unreachable).unwrap();
    }
    one.kill();
    one.start();
    assert_eq!(asked(&one).as_deref(), Some("井边那家是东头吗"));
    // Settled, it is asked no longer, also when the field holds two values again.
    let chosen = Value::Text("东头第一家".into());
    one.core().resolve(document, None, "address", chosen).unwrap();
    for phone in [&mut one, &mut two] {
        phone.sync(&world);
    }
    one.core().edit_household(home, "address", Value::Text("南头".into())).unwrap();
    two.core().edit_household(home, "address", Value::Text("北头".into())).unwrap();
    for phone in [&mut one, &mut two] {
        phone.sync(&world);
    }
    one.sync(&world);
    assert_eq!(one.core().conflicts(9).unwrap().len(), 1);
    assert_eq!((asked(&one), asked(&two)), (None, None));
}

#[test]
fn a_revoked_phone_is_ordered_to_wipe_and_leaves_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let mut world = world(dir.path());
    let mut phone = worker(&mut world);
    report(&phone, "丢手机前写的");
    let device = phone.core().device().unwrap();
    world.hub.revoke(device, Id::NIL, Actor::Operator, world.clock.now()).unwrap();
    phone.sync(&world);
    let status = phone.core().status().unwrap();
    assert!(matches!(status, CoreStatus::WipeOrdered | CoreStatus::Revoked), "{status:?}");
    // What it had accepted and not sent waits at the township for a person.
    let org = world.hub.standing().org_of(phone.scope);
    let lots = world.hub.quarantine(org).unwrap();
    assert_eq!((lots.len(), lots[0].items.len(), lots[0].items[0].kind.as_str()), (1, 1, "ledger"));
    phone.core().wipe().unwrap();
    assert!(!phone.dir.exists());
    assert_eq!(phone.core().today().unwrap_err().code, Code::Closed);
}

/// An assistance task (class C3) of a phone's list.
fn assistance(phone: &Phone) -> TaskRef {
    let first = phone.core().today().unwrap().lines;
    let behind = phone.core().today_behind(0, 200).unwrap();
    let tasks = first.into_iter().chain(behind).flat_map(|line| line.tasks);
    let closed = |template: &str| Library::embedded().get(template).unwrap().class == Class::C3;
    let mut tasks = tasks.filter(|task| closed(&task.template));
    let task = tasks.next().expect("somebody needs assistance");
    TaskRef { template: task.template, target: task.target, window: task.window }
}

/// The fields of a task that a person may decline to answer.
fn declinable(task: &TaskRef) -> Vec<String> {
    let template = Library::embedded().get(&task.template).unwrap();
    let fields = (1..20).map(|item: u32| item.to_string());
    fields.filter(|field| answer::check(template, field, &Value::Declined).is_ok()).collect()
}

fn has(phone: &Phone, task: &TaskRef, field: &str) -> bool {
    phone.core().task(task).unwrap().answers.iter().any(|held| held.field == field)
}

#[test]
fn a_phone_away_for_45_days_catches_up_and_its_work_counts() {
    let dir = tempfile::tempdir().unwrap();
    let mut world = world(dir.path());
    let (mut away, mut here) = (worker(&mut world), worker(&mut world));
    let home = household(&away);
    let incident = report(&away, "进山以前写的");
    let task = assistance(&away);
    let fields = declinable(&task);
    away.core().answer(&task, &fields[0], Value::Declined).unwrap();
    for day in 0..45 {
        world.clock.advance_ms(DAY_MS);
        here.core().note_household(home, &format!("第{day}天去看过")).unwrap();
        if day == 10 {
            here.core().answer(&task, &fields[1], Value::Declined).unwrap();
        }
        here.sync(&world);
        // What the platform does while there is no signal.
        let tried = away.core().next_request(SyncBudget::default()).unwrap().unwrap();
        away.core().complete_request(tried.id, HttpOutcome::Unreachable).unwrap();
    }
    let locked = away.core().task(&task).unwrap_err();
    assert_eq!(locked.code, Code::Locked, "without contact its lease ran out");
    let done = away.sync(&world);
    assert_eq!((done.problem, done.refused), (None, 0));
    let state = away.core().sync_state().unwrap();
    assert_eq!((state.waiting, state.unconfirmed), (0, 0));
    assert_eq!(away.core().household(home).unwrap().note, "第44天去看过");
    assert!(has(&away, &task, &fields[1]));
    here.sync(&world);
    assert_eq!(here.core().incident(incident).unwrap().words, "进山以前写的");
    assert!(has(&here, &task, &fields[0]));
}

#[test]
fn a_phone_away_for_45_days_can_become_another_device() {
    let dir = tempfile::tempdir().unwrap();
    let mut world = world(dir.path());
    let (mut away, mut here) = (worker(&mut world), worker(&mut world));
    let task = assistance(&away);
    let field = &declinable(&task)[0];
    away.core().answer(&task, field, Value::Declined).unwrap();
    let copy = dir.path().join("copy");
    away.core().pause().unwrap();
    away.kill();
    copy_folder(&away.dir, &copy);
    away.start();
    for words in ["一", "二"] {
        report(&away, words);
        away.sync(&world);
    }
    away.kill();
    // The phone is restored from a copy, and meets the hub again after its leases ran out.
    std::fs::remove_dir_all(&away.dir).unwrap();
    copy_folder(&copy, &away.dir);
    away.env.reboot();
    world.clock.advance_ms(45 * DAY_MS);
    away.start();
    let refused = away.core().answer(&task, field, Value::Declined).unwrap_err();
    assert_eq!(refused.code, Code::Locked);
    away.sync(&world);
    assert_eq!(away.core().status().unwrap(), CoreStatus::EnrolAgain);
    world.enrol(&mut away);
    let done = away.sync(&world);
    assert_eq!((done.problem, done.refused), (None, 0));
    here.sync(&world);
    assert!(has(&here, &task, field));
}

#[test]
fn what_a_restored_phone_says_again_keeps_its_first_outcome() {
    let dir = tempfile::tempdir().unwrap();
    let mut world = world(dir.path());
    let (mut phone, mut other) = (worker(&mut world), worker(&mut world));
    let incident = report(&phone, "备份时还没送");
    let task = assistance(&phone);
    for field in declinable(&task) {
        phone.core().answer(&task, &field, Value::Declined).unwrap();
    }
    phone.core().pause().unwrap();
    phone.kill();
    let copy = dir.path().join("backup");
    copy_folder(&phone.dir, &copy);
    phone.start();
    phone.sync(&world);
    other.sync(&world);
    assert_eq!(other.core().incident(incident).unwrap().words, "备份时还没送");
    // Lost; its backup knows nothing of having sent anything.
    phone.kill();
    std::fs::remove_dir_all(&phone.dir).unwrap();
    copy_folder(&copy, &phone.dir);
    phone.env.reboot();
    phone.start();
    report(&phone, "换回旧备份以后写的");
    phone.sync(&world);
    assert_eq!(phone.core().status().unwrap(), CoreStatus::EnrolAgain);
    world.enrol(&mut phone);
    phone.sync(&world);
    other.sync(&world);
    let fresh = worker(&mut world);
    for device in [&phone, &other, &fresh] {
        let seen = device.core().incident(incident).unwrap();
        assert_eq!(seen.words, "备份时还没送");
        assert!(seen.answers.is_empty(), "{:?}", seen.answers);
        assert_eq!(seen.record, gridwork_core::RecordState::Received);
    }
    let state = phone.core().sync_state().unwrap();
    assert_eq!((state.waiting, state.unconfirmed, state.drafts), (0, 0, 0));
}

fn copy_folder(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy_folder(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

#[test]
fn a_locked_screen_stops_no_exchange_and_leaves_nothing_open() {
    let dir = tempfile::tempdir().unwrap();
    let mut world = world(dir.path());
    let (mut locked, mut other) = (worker(&mut world), worker(&mut world));
    let task = assistance(&locked);
    let fields = declinable(&task);
    locked.core().answer(&task, &fields[0], Value::Declined).unwrap();
    other.core().answer(&task, &fields[1], Value::Declined).unwrap();
    other.sync(&world);
    locked.core().lock().unwrap();
    let done = locked.sync(&world);
    assert_eq!((done.problem, done.refused), (None, 0));
    let state = locked.core().sync_state().unwrap();
    assert_eq!((state.waiting, state.unconfirmed), (0, 0));
    assert_eq!(locked.core().task(&task).unwrap_err().code, Code::Locked);
    locked.core().resume().unwrap();
    assert!(has(&locked, &task, &fields[1]));
    other.sync(&world);
    assert!(has(&other, &task, &fields[0]));
}

#[test]
fn the_hub_is_restored_from_yesterday_with_phones_ahead() {
    let dir = tempfile::tempdir().unwrap();
    let mut world = world(dir.path());
    let (mut one, mut two) = (worker(&mut world), worker(&mut world));
    let before = report(&one, "备份以前");
    one.sync(&world);
    let backups = dir.path().join("backups");
    let made = world.hub.backup(&backups, Actor::Operator, world.clock.now()).unwrap();
    world.clock.advance_ms(DAY_MS);
    let home = household(&one);
    let photo = dir.path().join("photo.jpg");
    let mut bytes = vec![0xff, 0xd8, 0xff, 0xe0];
    bytes.resize(90_000, 9);
    std::fs::write(&photo, &bytes).unwrap();
    let after = NewIncident {
        words: "备份以后".into(),
        category: "Y06".into(),
        place: Some("村口".into()),
        photos: vec![photo],
        ..NewIncident::default()
    };
    let after = one.core().report(after).unwrap();
    one.core().edit_household(home, "nickname", Value::Text("东头老赵家".into())).unwrap();
    one.sync(&world);
    two.sync(&world);
    let hash = gridwork_seal::sha256(&[&bytes]);
    assert_eq!(world.hub.file(&hash).unwrap(), bytes, "the photo was there");
    let unsent = report(&two, "还没送的");
    let recovery = BoxKey::from_seed(&world.recovery);
    let (hub, restored) = restore(
        &backups.join(format!("{}.gwbackup", made.name)),
        &recovery,
        &dir.path().join("restored"),
        Some(&dir.path().join("hub").join("hub.journal")),
        Limits::for_tests(),
        Box::new(SeededEntropy(Seeded::new(99))),
        world.clock.now(),
    )
    .unwrap();
    assert_eq!(restored.epoch, 2);
    world.hub = Arc::new(hub);
    for _ in 0..2 {
        one.sync(&world);
        two.sync(&world);
    }
    let mut fresh = worker(&mut world);
    fresh.sync(&world);
    for (id, words) in [(before, "备份以前"), (after, "备份以后"), (unsent, "还没送的")]
    {
        assert_eq!(fresh.core().incident(id).unwrap().words, words);
    }
    assert_eq!(fresh.core().household(home).unwrap().nickname, "东头老赵家");
    assert_eq!(world.hub.file(&hash).unwrap(), bytes, "and is again");
    for phone in [&one, &two] {
        let state = phone.core().sync_state().unwrap();
        assert_eq!((state.waiting, state.unconfirmed), (0, 0));
        assert_eq!(phone.core().household(home).unwrap().nickname, "东头老赵家");
    }
}

#[test]
fn an_answer_cut_at_any_byte_changes_nothing_and_the_exchange_goes_on() {
    let dir = tempfile::tempdir().unwrap();
    let mut world = world(dir.path());
    let (mut phone, mut other) = (worker(&mut world), worker(&mut world));
    report(&other, "另一部手机写的");
    other.sync(&world);
    let incident = report(&phone, "这部手机写的");
    let before = phone.core().inventory().unwrap();
    let first = phone.core().next_request(SyncBudget::default()).unwrap().unwrap();
    let HttpOutcome::Answer { body, .. } = world.post(&first) else { unreachable!() };
    let _ = phone.core().complete_request(first.id, HttpOutcome::Unreachable);
    for end in 0..body.len() {
        let request = phone.core().next_request(SyncBudget::default()).unwrap().unwrap();
        let HttpOutcome::Answer { body, .. } = world.post(&request) else { unreachable!() };
        let cut =
            HttpOutcome::Answer { status: 200, body: body[..end.min(body.len() - 1)].to_vec() };
        assert!(phone.core().complete_request(request.id, cut).is_err());
        assert_eq!(phone.core().inventory().unwrap(), before, "cut at {end}");
    }
    let done = phone.sync(&world);
    assert_eq!((done.problem, done.refused), (None, 0));
    assert!(phone.core().incident(incident).is_ok());
    assert_eq!(phone.core().incidents(0, 10).unwrap().len(), 2);
}

#[test]
fn a_hub_that_answers_garbage_or_another_hub_is_not_believed() {
    let dir = tempfile::tempdir().unwrap();
    let mut world = world(dir.path());
    let mut phone = worker(&mut world);
    report(&phone, "要紧的一句话");
    let mut chance = Seeded::new(3);
    for _ in 0..40 {
        let request = phone.core().next_request(SyncBudget::default()).unwrap().unwrap();
        let mut body = vec![0; 1 + chance.below(400) as usize];
        chance.fill(&mut body);
        let outcome = HttpOutcome::Answer { status: 200, body };
        assert!(phone.core().complete_request(request.id, outcome).is_err());
    }
    let elsewhere = tempfile::tempdir().unwrap();
    let stranger = World::create(elsewhere.path(), 8, 1);
    let request = phone.core().next_request(SyncBudget::default()).unwrap().unwrap();
    let outcome = stranger.post(&request);
    let refused = phone.core().complete_request(request.id, outcome).unwrap_err();
    assert_eq!(refused.code, Code::HubKey);
    assert_eq!(phone.core().sync_state().unwrap().unconfirmed, 1);
    assert_eq!(phone.sync(&world).problem, None);
    assert_eq!(phone.core().sync_state().unwrap().unconfirmed, 0);
}

#[test]
fn a_bundle_goes_out_by_stick_and_its_receipt_comes_back() {
    let dir = tempfile::tempdir().unwrap();
    let mut world = world(dir.path());
    let mut phone = worker(&mut world);
    let incident = report(&phone, "整月没信号");
    let stick = dir.path().join("out.gwb");
    phone.core().export_bundle(&stick).unwrap();
    let receipt = world.hub.bundle(&std::fs::read(&stick).unwrap(), world.clock.now()).unwrap();
    let back = dir.path().join("receipt.gwb");
    std::fs::write(&back, receipt).unwrap();
    let other = worker(&mut world);
    assert_eq!(other.core().import_receipt(&back).unwrap_err().code, Code::BundleOther);
    let done = phone.core().import_receipt(&back).unwrap();
    assert_eq!((done.problem, done.received), (None, 1));
    assert_eq!(phone.core().sync_state().unwrap().waiting, 0);
    phone.sync(&world);
    assert_eq!(phone.core().incident(incident).unwrap().state, "已上报");
    std::fs::write(&back, b"GWB1 not a bundle").unwrap();
    assert!(phone.core().import_receipt(&back).is_err());
}

#[test]
fn a_locked_screen_and_a_lease_that_ran_out_keep_nothing_off_the_stick() {
    let dir = tempfile::tempdir().unwrap();
    let mut world = world(dir.path());
    let (away, mut here) = (worker(&mut world), worker(&mut world));
    let task = assistance(&away);
    let fields = declinable(&task);
    let (stick, back) = (dir.path().join("out.gwb"), dir.path().join("back.gwb"));
    let carry = |away: &Phone, world: &World| {
        away.core().export_bundle(&stick).unwrap();
        let receipt = world.hub.bundle(&std::fs::read(&stick).unwrap(), world.clock.now());
        std::fs::write(&back, receipt.unwrap()).unwrap();
        away.core().import_receipt(&back).unwrap()
    };
    let told = |away: &Phone| away.core().task(&task).map_err(|error| error.code);

    away.core().answer(&task, &fields[0], Value::Declined).unwrap();
    away.core().lock().unwrap();
    let done = carry(&away, &world);
    assert_eq!((done.problem, done.received), (None, 1), "the screen is locked, the work goes");
    assert_eq!(told(&away).unwrap_err(), Code::Locked, "and it stays locked");

    away.core().resume().unwrap();
    away.core().answer(&task, &fields[1], Value::Declined).unwrap();
    world.clock.advance_ms(45 * DAY_MS);
    away.core().export_bundle(&stick).unwrap();
    assert_eq!(told(&away).unwrap_err(), Code::Locked, "no contact: nobody reads it on the phone");
    let done = carry(&away, &world);
    assert_eq!((done.problem, done.received), (None, 1));
    assert!(told(&away).is_ok(), "the receipt was contact");
    here.sync(&world);
    assert!(has(&here, &task, &fields[0]) && has(&here, &task, &fields[1]));
}

#[test]
fn a_photo_travels_in_parts_behind_the_words_and_resumes() {
    let dir = tempfile::tempdir().unwrap();
    let mut world = world(dir.path());
    let mut phone = worker(&mut world);
    let photo = dir.path().join("photo.jpg");
    let mut bytes = vec![0xff, 0xd8, 0xff, 0xe0];
    bytes.resize(100_000, 7);
    std::fs::write(&photo, &bytes).unwrap();
    let not_photo = dir.path().join("not.jpg");
    std::fs::write(&not_photo, b"hello").unwrap();
    let new = |path: &Path| NewIncident {
        words: "桥塌了一块".into(),
        category: "Y06".into(),
        place: Some("西桥".into()),
        photos: vec![path.to_owned()],
        ..NewIncident::default()
    };
    assert_eq!(phone.core().report(new(&not_photo)).unwrap_err().code, Code::BadFile);
    let incident = phone.core().report(new(&photo)).unwrap();
    // The words go first; the photo follows, a part at a time, through a restart.
    let mut parts = 0;
    for round in 0..30 {
        let Some(request) = phone.core().next_request(SyncBudget::default()).unwrap() else {
            break;
        };
        parts += u32::from(request.path == "/v1/files");
        let lost = round % 4 == 3;
        let outcome = if lost { HttpOutcome::Unreachable } else { world.post(&request) };
        let done = phone.core().complete_request(request.id, outcome).unwrap();
        if round == 3 {
            phone.kill();
            phone.start();
        }
        if !done.more && !lost && phone.core().sync_state().unwrap().files == 0 {
            break;
        }
    }
    assert!((4..=12).contains(&parts), "{parts}");
    assert_eq!(phone.core().sync_state().unwrap().files, 0);
    let hash = gridwork_seal::sha256(&[&bytes]);
    assert_eq!(world.hub.file(&hash).unwrap(), bytes);
    assert!(phone.core().incident(incident).is_ok());
}
