//! What the law has erased is gone: one household, one person, every byte of phone and hub searched,
//! in clear, sealed, and the keys it was sealed under.

#![expect(clippy::disallowed_methods, reason = "what lies in the files is looked at from outside")]

use std::path::PathBuf;

use gridwork_core::{Code, CoreStatus, MoveReason, NewHousehold, NewPerson, TaskRef};
use gridwork_evidence::verify::{Known, Point, Verdict, verify};
use gridwork_model::permission::Role;
use gridwork_model::template::Library;
use gridwork_model::{Founding, Id, Purpose, Value, ledger};
use gridwork_tests::officers::{Officers, bundle, jpeg};
use gridwork_tests::traces::{blobs, files, places, sealed_at, sealed_on};
use gridwork_tests::world::{Phone, World};
use gridwork_township::audit::Actor;
use gridwork_township::erase::Subject;
use gridwork_township::people::{Caller, RoleAt};
use gridwork_township::register::list::Part;

use crate::common::worker;

const BASIS: &str = "个人信息保护法第四十七条";

/// The households of more than one.
fn homes(phone: &Phone) -> Vec<Id> {
    let held = phone.core().inventory().unwrap().into_iter();
    let roster = held.filter(|held| held.stream.purpose == Purpose::Roster);
    let several = |id: &Id| phone.core().household(*id).is_ok_and(|found| found.members.len() > 1);
    roster.map(|held| held.entity).filter(several).collect()
}

fn home(phone: &Phone) -> Id {
    homes(phone)[0]
}

fn add(phone: &Phone, home: Id, name: &str) -> Id {
    let new = NewPerson { name: name.into(), residency: 1, relation: 97, ..NewPerson::default() };
    phone.core().add_member(home, &new).unwrap()
}

/// How many people of that name the office's list has.
fn listed_at_the_office(world: &World, name: &str) -> usize {
    let clerk_of = |cell: Id| {
        let org = world.hub.standing().org_of(cell);
        let roles = vec![RoleAt { role: Role::DataClerk.number(), scope: org }];
        let person = Id::derived("erasing-clerk", &[org.as_bytes()]);
        Caller { person, name: "示例资料员".to_owned(), org, roles }
    };
    let now = world.clock.now();
    let listed = |cell: Id| {
        let all = Part { skip: 0, limit: usize::MAX };
        world.hub.residents(&clerk_of(cell), cell, "", all, now).unwrap().items
    };
    let cells = world.county.cells().iter().map(|cell| cell.id);
    cells.flat_map(listed).filter(|line| line.name == name).count()
}

/// Erases `subject` everywhere and searches for `name` and for everything that was sealed.
fn erase(world: &mut World, phone: &mut Phone, home: Id, subject: Subject, name: &str) {
    phone.core().pause().unwrap();
    let dir = world.dir.clone();
    let mut sealed = sealed_on(phone, home);
    sealed.extend(sealed_at(world, home));
    for needle in &sealed {
        assert!(!places(&dir, needle).is_empty(), "the search finds what is there");
    }
    phone.core().resume().unwrap();
    world.hub.erase(subject, BASIS, Actor::Operator, world.clock.now()).unwrap();
    assert_eq!(listed_at_the_office(world, name), 0);
    phone.sync(world);
    assert!(phone.core().find(name, 5).unwrap().is_empty());
    phone.core().pause().unwrap();
    for needle in sealed.iter().map(Vec::as_slice).chain([name.as_bytes()]) {
        assert_eq!(places(&dir, needle), Vec::<PathBuf>::new());
    }
    phone.core().resume().unwrap();
}

#[test]
fn an_erased_household_leaves_no_byte_on_phone_or_hub() {
    let dir = tempfile::tempdir().unwrap();
    let mut world = World::create(dir.path(), 7, 1);
    let mut phone = worker(&mut world);
    let home = home(&phone);
    let name = "示例待删人甲乙丙";
    add(&phone, home, name);
    phone.sync(&world);
    assert_eq!(phone.core().find(name, 5).unwrap().len(), 1);
    assert_eq!(listed_at_the_office(&world, name), 1);
    erase(&mut world, &mut phone, home, Subject::Household(home), name);
    assert_eq!(phone.core().household(home).unwrap_err().code, Code::NotFound);
    let fresh = worker(&mut world);
    assert_eq!(fresh.core().household(home).unwrap_err().code, Code::NotFound);
}

fn listed(phone: &Phone) -> Vec<TaskRef> {
    let first = phone.core().today().unwrap().lines;
    let behind = phone.core().today_behind(0, 200).unwrap();
    let tasks = first.into_iter().chain(behind).flat_map(|line| line.tasks);
    tasks
        .map(|task| TaskRef { template: task.template, target: task.target, window: task.window })
        .collect()
}

/// Answers the first part that takes words of one's own, or a tick.
fn answer_something(phone: &Phone, task: &TaskRef) {
    let template = Library::embedded().get(&task.template).unwrap();
    let parts = template.items.iter().flat_map(|item| {
        item.parts.iter().map(|part| match part.number {
            0 => item.number.to_string(),
            number => format!("{}.{number}", item.number),
        })
    });
    let values = || [Value::Text("示例".into()), Value::Bool(true), Value::Int(1), Value::Code(1)];
    let mut tries = parts.flat_map(|field| values().map(|value| (field.clone(), value)));
    assert!(tries.any(|(field, value)| phone.core().answer(task, &field, value).is_ok()));
}

/// What a paused phone holds sealed of an answer that it has not sent.
fn sealed_answer(phone: &Phone, task: &TaskRef) -> Vec<Vec<u8>> {
    let TaskRef { template, target, window } = task.clone();
    let document = Founding::Task { template, target, window }.document();
    [
        "SELECT c.raw FROM changes c JOIN documents d ON d.n = c.document WHERE d.id = ?1",
        "SELECT c.intent FROM changes c JOIN documents d ON d.n = c.document WHERE d.id = ?1",
        "SELECT payload FROM rows WHERE owner = ?1",
    ]
    .iter()
    .flat_map(|sql| blobs(&phone.dir.join("gridwork.db"), sql, document))
    .collect()
}

#[test]
fn an_erasure_takes_returned_entries_and_unsent_work_along() {
    let dir = tempfile::tempdir().unwrap();
    let mut world = World::create(dir.path(), 7, 1);
    let mut phone = worker(&mut world);
    let (person, village) = world.people(Role::LinkCadre)[0];
    let mut cadre = world.phone(person, village);
    assert_eq!(cadre.sync(&world).problem, None);

    // Two houses that are asked after on the list, by a task about the house and one about a person.
    let tasks = listed(&phone);
    let of_house = |home: Id| tasks.iter().find(|task| task.target == home);
    let of_person = |home: Id| {
        let people = phone.core().household(home).unwrap().members;
        tasks.iter().find(|task| people.iter().any(|member| member.person == task.target))
    };
    let homes = homes(&phone);
    let house = *homes.iter().find(|home| of_house(**home).is_some()).unwrap();
    let house_task = of_house(house).unwrap().clone();
    let other = *homes.iter().find(|home| **home != house && of_person(**home).is_some()).unwrap();
    let person_task = of_person(other).unwrap().clone();
    let mut rest = homes.iter().copied().filter(|home| ![house, other].contains(home));
    let (kept, names_it) = (rest.next().unwrap(), rest.next().unwrap());

    // The cadre's edits come back: three speak of the house, one of two others.
    let merged = |from: Id, into: Id| {
        cadre.core().edit_household(from, "merged_into", Value::Ref(into)).unwrap();
    };
    merged(house, kept);
    merged(other, house);
    merged(kept, other);
    merged(names_it, house);
    cadre.sync(&world);
    let drafts = cadre.core().drafts().unwrap();
    assert_eq!(drafts.len(), 4, "{drafts:?}");

    // Said by the worker and not sent: answers about both, and a note on the house.
    answer_something(&phone, &house_task);
    answer_something(&phone, &person_task);
    phone.core().note_household(house, "院里有狗").unwrap();
    for device in [&phone, &cadre] {
        device.core().pause().unwrap();
    }
    let mut sealed = sealed_answer(&phone, &house_task);
    sealed.extend(sealed_answer(&phone, &person_task));
    let returned = "SELECT payload FROM drafts WHERE object = ?1";
    for home in [house, other, names_it] {
        sealed.extend(blobs(&cadre.dir.join("gridwork.db"), returned, home));
    }
    for needle in &sealed {
        assert!(!places(dir.path(), needle).is_empty(), "the search finds what is there");
    }
    for device in [&phone, &cadre] {
        device.core().resume().unwrap();
    }

    let subject = Subject::Person { household: other, person: person_task.target };
    for subject in [Subject::Household(house), subject] {
        world.hub.erase(subject, BASIS, Actor::Operator, world.clock.now()).unwrap();
    }
    for device in [&mut phone, &mut cadre] {
        assert_eq!(device.sync(&world).problem, None);
        assert_eq!(device.sync(&world).problem, None);
    }
    let drafts = cadre.core().drafts().unwrap();
    let about: Vec<Id> = drafts.iter().map(|draft| draft.record).collect();
    assert_eq!(about, [kept], "what speaks of nobody erased stays: {drafts:?}");
    assert!(phone.core().drafts().unwrap().is_empty());
    let state = phone.core().sync_state().unwrap();
    assert_eq!((state.waiting, state.unconfirmed), (0, 0));
    for device in [&phone, &cadre] {
        device.core().pause().unwrap();
    }
    for needle in &sealed {
        assert_eq!(places(dir.path(), needle), Vec::<PathBuf>::new());
    }
    // And the hub has taken in nothing about them.
    for TaskRef { template, target, window } in [house_task, person_task] {
        let document = Founding::Task { template, target, window }.document();
        assert!(world.hub.stream_of(&document).is_err());
    }
    world.hub.verify().unwrap();
}

/// Everything of an evidence set that lies sealed on its officer's phone and on the hub.
fn sealed_of_set(world: &World, phone: &Phone, set: Id) -> Vec<Vec<u8>> {
    let mut needles = Vec::new();
    for sql in [
        "SELECT entry FROM ledger WHERE object = ?1",
        "SELECT wrapped FROM data_keys WHERE n IN (SELECT key FROM ledger WHERE object = ?1)",
        "SELECT payload FROM rows WHERE owner = ?1",
    ] {
        needles.extend(blobs(&phone.dir.join("gridwork.db"), sql, set));
    }
    let founding = minicbor::to_vec((set, ledger::kind::EVIDENCE)).unwrap();
    let db = rusqlite::Connection::open(world.dir.join("hub").join("hub.db")).unwrap();
    for sql in [
        "SELECT payload FROM entry WHERE entity IN (SELECT id FROM entity WHERE founding = ?1)",
        "SELECT data_key FROM entity WHERE founding = ?1",
    ] {
        let mut statement = db.prepare(sql).unwrap();
        let rows = statement.query_map([&founding], |row| row.get(0)).unwrap();
        let found: Vec<Vec<u8>> = rows.map(Result::unwrap).collect();
        assert!(!found.is_empty(), "{sql}");
        needles.extend(found);
    }
    needles
}

#[test]
fn an_erased_evidence_set_leaves_commitments_alone_and_the_others_still_hold() {
    let dir = tempfile::tempdir().unwrap();
    let mut world = World::create_thinned(dir.path(), 8, 1, 2);
    let (_, cell) = world.people(Role::GridWorker)[0];
    let mut officers = Officers::meet(&mut world, cell).unwrap();
    let matter = "示意待删案件庚辛壬";
    let [gone, stays] = [matter, "示意：另一件"].map(|it| officers.standing_set(it).unwrap());
    let photo = jpeg("gone.jpg", 70_000);
    officers.capture(gone, "gone.jpg", 70_000).unwrap();
    officers.capture(stays, "stays.jpg", 70_000).unwrap();
    officers.sync(&world);
    world.hub.tick(world.clock.now()).unwrap();
    let printed = world.hub.tree_heads().unwrap().remove(0);
    // Every byte of the set, sealed: on the phone that captured it and on the hub.
    officers.first.core().pause().unwrap();
    officers.second.core().pause().unwrap();
    let mut needles = sealed_of_set(&world, &officers.first, gone);
    let name: String =
        gridwork_seal::sha256(&[&photo]).iter().map(|byte| format!("{byte:02x}")).collect();
    let file = world.dir.join("hub/files").join(&name);
    needles.push(std::fs::read(&file).unwrap()[..4_096].to_vec());
    for (path, bytes) in files(&officers.first.dir.join("blobs")) {
        assert!(bytes.len() > 4_096, "{}", path.display());
    }
    let before = files(&officers.first.dir.join("blobs")).len();
    for needle in &needles {
        assert!(!places(&world.dir, needle).is_empty(), "the search finds what is there");
    }
    officers.first.core().resume().unwrap();
    officers.second.core().resume().unwrap();

    let now = world.clock.now();
    world.hub.erase(Subject::Record(gone), BASIS, Actor::Operator, now).unwrap();
    officers.sync(&world);
    for phone in [&officers.first, &officers.second] {
        assert_eq!(phone.core().evidence_set(gone).unwrap_err().code, Code::NotFound);
        assert_eq!(phone.core().evidence_sets(0, 10).unwrap().len(), 1);
        phone.core().pause().unwrap();
    }
    assert!(!file.exists());
    assert_eq!(files(&officers.first.dir.join("blobs")).len(), before - 1, "the original, too");
    let clear = [matter.as_bytes(), &photo[..200]];
    for needle in needles.iter().map(Vec::as_slice).chain(clear) {
        assert_eq!(places(&world.dir, needle), Vec::<PathBuf>::new());
    }
    for phone in [&officers.first, &officers.second] {
        phone.core().resume().unwrap();
    }

    // The log has lost nothing: a day later its head grows from the printed one, and the bundle of
    // the other set holds with proofs that lead past the erased entries.
    world.hub.verify().unwrap();
    world.clock.advance_ms(86_400_000);
    world.hub.tick(world.clock.now()).unwrap();
    let later = world.hub.tree_heads().unwrap().remove(0);
    assert!(later.signed.head().size >= printed.signed.head().size);
    let known = Known { hub_keys: vec![printed.key], anchors: Vec::new() };
    let report = verify(std::io::Cursor::new(bundle(&world, cell, stays)), &known);
    assert!(report.is_sound(), "{report}");
    for point in [Point::Included, Point::Consistent, Point::Original, Point::Set] {
        assert_eq!(report.of(point), Some(Verdict::Holds), "{report}");
    }
}

#[test]
fn a_task_closed_without_an_answer_goes_with_who_was_erased() {
    let dir = tempfile::tempdir().unwrap();
    let mut world = World::create(dir.path(), 7, 1);
    let mut phone = worker(&mut world);
    let (home, task) = homes(&phone)
        .into_iter()
        .find_map(|home| {
            let people = phone.core().household(home).unwrap().members;
            let about = |task: &TaskRef| people.iter().any(|it| it.person == task.target);
            Some((home, listed(&phone).into_iter().find(about)?))
        })
        .unwrap();
    phone.core().no_change(std::slice::from_ref(&task)).unwrap();
    phone.sync(&world);
    let known = |phone: &Phone| {
        let held = phone.core().inventory().unwrap();
        held.iter().any(|held| held.entity == task.id())
    };
    assert!(known(&phone));
    let subject = Subject::Person { household: home, person: task.target };
    let now = world.clock.now();
    let certificate = world.hub.erase(subject, BASIS, Actor::Operator, now).unwrap();
    assert!(certificate.destroyed.contains(&task.id()));
    phone.sync(&world);
    assert!(!known(&phone));
    assert!(!known(&worker(&mut world)));
    world.hub.verify().unwrap();
}

#[test]
fn an_erased_person_leaves_no_byte_and_the_household_goes_on() {
    let dir = tempfile::tempdir().unwrap();
    let mut world = World::create(dir.path(), 7, 1);
    let mut phone = worker(&mut world);
    let home = home(&phone);
    let name = "示例待删人丁戊己";
    let others: Vec<String> =
        phone.core().household(home).unwrap().members.into_iter().map(|m| m.name).collect();
    let person = add(&phone, home, name);
    phone.sync(&world);
    let subject = Subject::Person { household: home, person };
    erase(&mut world, &mut phone, home, subject, name);
    let fresh = worker(&mut world);
    for device in [&phone, &fresh] {
        let found = device.core().find(&others[0], 50).unwrap();
        let goes_on = found.iter().find_map(|hit| {
            let seen = device.core().household(hit.household).ok()?;
            let names: Vec<String> = seen.members.iter().map(|m| m.name.clone()).collect();
            (names == others).then_some(seen)
        });
        let seen = goes_on.expect("the others still live there");
        assert!(seen.members.iter().all(|member| member.person != person));
    }
    // It is a household like others: somebody moves out of it.
    let mover = fresh.core().find(&others[0], 1).unwrap().remove(0);
    let mut homes = fresh.core().find("示", 50).unwrap().into_iter().map(|hit| hit.household);
    let elsewhere = homes.find(|to| *to != mover.household).unwrap();
    let (from, who) = (mover.household, mover.person.unwrap());
    phone
        .core()
        .move_people(from, &[who], elsewhere, MoveReason::Relocation, world.clock.now().day())
        .unwrap();
    assert_eq!((phone.sync(&world).problem, phone.refused), (None, 0));
    let lives = |phone: &Phone, home| {
        phone.core().household(home).unwrap().members.iter().any(|member| member.person == who)
    };
    let last = worker(&mut world);
    assert!(lives(&last, elsewhere) && !lives(&last, from));
    world.hub.verify().unwrap();
}

/// Whoever moved on stays in the household that they left, by name, as somebody who went: erased alone or
/// with their new household, they are gone there too, and who stayed goes on.
#[test]
fn who_is_erased_is_gone_from_the_household_they_moved_from() {
    for whole in [false, true] {
        let dir = tempfile::tempdir().unwrap();
        let mut world = World::create_thinned(dir.path(), 7, 1, 4);
        let mut phone = worker(&mut world);
        let all = homes(&phone);
        let (left, home) = (all[0], all[1]);
        let stayed = phone.core().household(left).unwrap().members;
        let name = "示例待删人戌亥子";
        let person = add(&phone, left, name);
        let reason = MoveReason::Marriage;
        let day = world.clock.now().day();
        phone.core().move_people(left, &[person], home, reason, day).unwrap();
        assert_eq!((phone.sync(&world).problem, phone.refused), (None, 0));
        let archive = world.back_up_hub().unwrap();
        let subject = match whole {
            false => Subject::Person { household: home, person },
            true => Subject::Household(home),
        };
        phone.core().pause().unwrap();
        let before: Vec<_> =
            [left, home].iter().flat_map(|home| sealed_at(&world, *home)).collect();
        phone.core().resume().unwrap();
        erase(&mut world, &mut phone, home, subject, name);
        for needle in &before {
            assert_eq!(places(&world.dir, needle), Vec::<PathBuf>::new());
        }
        let goes_on = |world: &mut World| {
            let fresh = worker(world);
            let hit = fresh.core().find(&stayed[0].name, 50).unwrap();
            let homes = hit.into_iter().filter_map(|it| fresh.core().household(it.household).ok());
            let same = |it: &gridwork_core::HouseholdView| {
                let here: Vec<Id> = it.members.iter().map(|member| member.person).collect();
                here == stayed.iter().map(|member| member.person).collect::<Vec<_>>()
            };
            assert!(homes.into_iter().any(|home| same(&home)), "who stayed lives on");
            assert!(fresh.core().find(name, 5).unwrap().is_empty());
        };
        goes_on(&mut world);
        // A hub that was restored to before it erases them again, in both.
        world.restore_hub(&archive).unwrap();
        phone.sync(&world);
        assert_eq!(listed_at_the_office(&world, name), 0);
        goes_on(&mut world);
        world.hub.verify().unwrap();
    }
}

/// A phone that was away hears of what was written and of the erasure at once: what was written cannot be
/// told any more, and the stream comes anew.
#[test]
fn an_erasure_reaches_whoever_missed_what_was_written_before_it() {
    let dir = tempfile::tempdir().unwrap();
    let mut world = World::create_thinned(dir.path(), 7, 1, 4);
    let (mut near, mut away) = (worker(&mut world), worker(&mut world));
    let home = home(&near);
    let name = "示例待删人壬癸子";
    add(&near, home, name);
    near.sync(&world);
    away.sync(&world);
    // Somebody moves in: an act on the household, and a change that the other phone does not hear of.
    let from = *homes(&near).iter().find(|other| **other != home).unwrap();
    let moves = near.core().household(from).unwrap().members[0].person;
    let on = world.clock.now().day();
    near.core().move_people(from, &[moves], home, MoveReason::JoinsRelatives, on).unwrap();
    near.sync(&world);
    assert_eq!(near.refused, 0);
    erase(&mut world, &mut near, home, Subject::Household(home), "示例没有这个人");
    away.sync(&world);
    let fresh = worker(&mut world);
    for phone in [&near, &away, &fresh] {
        assert_eq!(phone.core().household(home).unwrap_err().code, Code::NotFound);
        let held = phone.core().inventory().unwrap();
        assert!(held.iter().all(|held| held.entity != home));
        phone.core().pause().unwrap();
    }
    assert_eq!(places(dir.path(), name.as_bytes()), Vec::<PathBuf>::new());
}

/// The acts on a household from which one person was erased go on with it, on every phone.
#[test]
fn the_acts_on_a_household_that_goes_on_stay_with_it() {
    let dir = tempfile::tempdir().unwrap();
    let mut world = World::create_thinned(dir.path(), 7, 1, 4);
    let (mut near, mut away) = (worker(&mut world), worker(&mut world));
    let all = homes(&near);
    let (home, other) = (all[0], all[1]);
    let person = add(&near, home, "示例待删人辰巳午");
    let moves = near.core().household(home).unwrap().members[0].person;
    let on = world.clock.now().day();
    near.core().move_people(home, &[moves], other, MoveReason::JoinsRelatives, on).unwrap();
    near.sync(&world);
    let subject = Subject::Person { household: home, person };
    world.hub.erase(subject, BASIS, Actor::Operator, world.clock.now()).unwrap();
    near.sync(&world);
    // Another act on the household, after it was founded anew.
    near.core().move_people(other, &[moves], home, MoveReason::JoinsRelatives, on).unwrap();
    near.sync(&world);
    near.core().move_people(home, &[moves], other, MoveReason::JoinsRelatives, on).unwrap();
    near.sync(&world);
    assert_eq!(near.refused, 0);
    away.sync(&world);
    let fresh = worker(&mut world);
    let acts = |phone: &Phone| -> Vec<_> {
        let held = phone.core().inventory().unwrap().into_iter();
        held.filter(|held| held.entity == home).flat_map(|held| held.received).collect()
    };
    assert_eq!(acts(&near).len(), 2, "the acts on it, under its id");
    assert_eq!(acts(&near), acts(&fresh));
    assert_eq!(acts(&away), acts(&fresh));
}

/// Everybody exchanges until nothing is left to say, enrolling again where the hub asks for it.
fn settle(world: &World, phones: &mut [&mut Phone]) {
    for _ in 0..3 {
        for phone in phones.iter_mut() {
            phone.sync(world);
            if phone.core().status().unwrap() == CoreStatus::EnrolAgain {
                world.enrol(phone);
                phone.sync(world);
            }
        }
    }
}

/// A restored hub knows neither what was said after its backup nor, by itself, that it was erased.
#[test]
fn what_was_said_after_the_backup_and_erased_stays_erased_at_a_restored_hub() {
    let dir = tempfile::tempdir().unwrap();
    let mut world = World::create_thinned(dir.path(), 7, 1, 4);
    let (mut one, mut two) = (worker(&mut world), worker(&mut world));
    let archive = world.back_up_hub().unwrap();
    let name = "示例待删人未申酉";
    let head = NewPerson { name: name.into(), residency: 1, relation: 2, ..NewPerson::default() };
    let hamlet = one.core().hamlets().unwrap().remove(0);
    let (cell, hamlet) = (hamlet.cell, hamlet.id);
    let new = NewHousehold { cell, hamlet, address: "示例新院".into(), head };
    let home = one.core().add_household(new).unwrap();
    one.sync(&world);
    two.sync(&world);
    assert!(two.core().household(home).is_ok());
    world.hub.erase(Subject::Household(home), BASIS, Actor::Operator, world.clock.now()).unwrap();
    world.restore_hub(&archive).unwrap();
    settle(&world, &mut [&mut one, &mut two]);
    let fresh = worker(&mut world);
    for phone in [&one, &two, &fresh] {
        assert_eq!(phone.core().household(home).unwrap_err().code, Code::NotFound);
        assert!(phone.core().inventory().unwrap().iter().all(|held| held.entity != home));
        assert!(phone.core().drafts().unwrap().is_empty());
        phone.core().pause().unwrap();
    }
    assert_eq!(places(dir.path(), name.as_bytes()), Vec::<PathBuf>::new());
    world.hub.verify().unwrap();
}

/// What others said and a restored hub forgot is at no hub that could say that it is erased.
#[test]
fn an_erasure_reaches_what_others_said_and_the_hub_forgot() {
    let dir = tempfile::tempdir().unwrap();
    let mut world = World::create(dir.path(), 7, 1);
    let (mut one, mut two) = (worker(&mut world), worker(&mut world));
    let all = homes(&one);
    let task = listed(&one).into_iter().find(|task| all.contains(&task.target)).unwrap();
    let home = task.target;
    let other = *all.iter().find(|other| **other != home).unwrap();
    let archive = world.back_up_hub().unwrap();
    // An answer about the house, and somebody of it who moved to another.
    answer_something(&one, &task);
    let moves = one.core().household(home).unwrap().members[0].person;
    let on = world.clock.now().day();
    one.core().move_people(home, &[moves], other, MoveReason::JoinsRelatives, on).unwrap();
    one.sync(&world);
    two.sync(&world);
    two.core().pause().unwrap();
    let last = "SELECT c.raw FROM changes c JOIN documents d ON d.n = c.document
        WHERE d.id = ?1 ORDER BY c.n DESC LIMIT 1";
    let said = [task.id(), other].into_iter();
    let sealed: Vec<Vec<u8>> =
        said.flat_map(|id| blobs(&two.dir.join("gridwork.db"), last, id)).collect();
    two.core().resume().unwrap();
    assert_eq!(sealed.len(), 2);
    world.restore_hub(&archive).unwrap();
    let subject = Subject::Household(home);
    world.hub.erase(subject, BASIS, Actor::Operator, world.clock.now()).unwrap();
    settle(&world, &mut [&mut two, &mut one]);
    for phone in [&one, &two] {
        let held = phone.core().inventory().unwrap();
        assert!(held.iter().all(|held| ![home, task.id()].contains(&held.entity)));
        phone.core().pause().unwrap();
    }
    for needle in &sealed {
        assert_eq!(places(dir.path(), needle), Vec::<PathBuf>::new());
    }
}
