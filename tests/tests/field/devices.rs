//! What a hub knows of the phones themselves.

use std::path::Path;

use gridwork_core::{CoreStatus, NewHousehold, NewPerson};
use gridwork_model::permission::Role;
use gridwork_model::{Id, Purpose, Value};
use gridwork_tests::world::{Phone, World};

#[test]
fn an_app_that_was_updated_is_told_once_with_the_next_exchange() {
    let dir = tempfile::tempdir().unwrap();
    let mut world = World::create(dir.path(), 7, 1);
    let (worker, cell) = world.people(Role::GridWorker)[0];
    let mut phone = world.phone(worker, cell);
    phone.sync(&world);
    let org = world.hub.standing().org_of(cell);
    let app = |world: &World| world.hub.devices(org).unwrap()[0].app.clone();
    assert_eq!(app(&world), "0.1.0", "as it was enrolled");
    phone.core().app_is("0.1.0").unwrap();
    let asked = |phone: &gridwork_tests::world::Phone| {
        let budget = gridwork_core::SyncBudget { files: false, ..Default::default() };
        phone.core().next_request(budget).unwrap().unwrap()
    };
    let before = asked(&phone);
    phone.core().app_is("示意程序 0.2.0").unwrap();
    let after = asked(&phone);
    assert!(after.body.len() > before.body.len() + 10);
    phone.sync(&world);
    assert_eq!(app(&world), "示意程序 0.2.0");
    assert!(asked(&phone).body.len() <= before.body.len() + 2, "said once");
}

fn home(phone: &Phone) -> Id {
    homes(phone)[0]
}

fn homes(phone: &Phone) -> Vec<Id> {
    let held = phone.core().inventory().unwrap();
    let roster = held.iter().filter(|held| held.stream.purpose == Purpose::Roster);
    let mut all: Vec<Id> = roster.map(|held| held.entity).collect();
    all.dedup();
    all
}

/// A phone that was restored from what it was before it said something: it will have to enrol again.
fn restored(world: &mut World, copy: &Path) -> Phone {
    let (worker, cell) = world.people(Role::GridWorker)[0];
    let mut phone = world.phone(worker, cell);
    phone.sync(world);
    phone.copy_to(copy).unwrap();
    phone.core().note_household(home(&phone), "院里有狗").unwrap();
    phone.sync(world);
    phone.restore_from(copy).unwrap();
    phone
}

fn enrol_again(world: &World, phone: &mut Phone) {
    phone.sync(world);
    assert_eq!(phone.core().status().unwrap(), CoreStatus::EnrolAgain);
    world.enrol(phone);
    let done = phone.sync(world);
    assert_eq!((done.problem, done.refused), (None, 0));
}

fn somebody(name: &str) -> NewPerson {
    let (name, sex, relation, residency) = (name.to_owned(), 1, 2, 1);
    NewPerson { name, sex, relation, residency, ..NewPerson::default() }
}

#[test]
fn who_was_added_without_signal_is_the_same_person_after_another_enrolment() {
    let dir = tempfile::tempdir().unwrap();
    let mut world = World::create(dir.path(), 7, 1);
    let mut phone = restored(&mut world, &dir.path().join("copy"));
    let (home, core) = (home(&phone), phone.core());
    let person = core.add_member(home, &somebody("示例新人")).unwrap();
    core.edit_member(home, person, "nickname", Value::Text("老新".into())).unwrap();
    let hamlet = core.hamlets().unwrap().into_iter().find(|it| it.cell == phone.scope).unwrap().id;
    let (cell, address, head) = (phone.scope, "新一号".to_owned(), somebody("示例户主"));
    let new = core.add_household(NewHousehold { cell, hamlet, address, head }).unwrap();
    let head = core.household(new).unwrap().members[0].person;
    core.edit_member(new, head, "nickname", Value::Text("老户".into())).unwrap();

    enrol_again(&world, &mut phone);
    assert!(phone.core().drafts().unwrap().is_empty(), "{:?}", phone.core().drafts());
    let mut fresh = world.phone(phone.person, phone.scope);
    fresh.sync(&world);
    for phone in [&phone, &fresh] {
        for (home, person, nickname) in [(home, person, "老新"), (new, head, "老户")] {
            let view = phone.core().household(home).unwrap();
            let found = view.members.iter().find(|member| member.person == person);
            assert_eq!(found.map(|member| member.nickname.as_str()), Some(nickname), "{view:?}");
        }
    }
}

#[test]
fn who_was_added_before_the_copy_and_sent_after_it_is_there_once() {
    let dir = tempfile::tempdir().unwrap();
    let mut world = World::create(dir.path(), 7, 1);
    let (worker, cell) = world.people(Role::GridWorker)[0];
    let mut phone = world.phone(worker, cell);
    phone.sync(&world);
    let home = home(&phone);
    let person = phone.core().add_member(home, &somebody("示例新人")).unwrap();
    let copy = dir.path().join("copy");
    phone.copy_to(&copy).unwrap();
    phone.sync(&world);
    phone.restore_from(&copy).unwrap();
    phone.core().note_household(home, "院里有狗").unwrap();

    enrol_again(&world, &mut phone);
    let view = phone.core().household(home).unwrap();
    let found = view.members.iter().filter(|member| member.name == "示例新人");
    assert_eq!(found.map(|member| member.person).collect::<Vec<_>>(), [person]);
}

#[test]
fn who_was_moved_without_signal_lives_in_one_household_after_another_enrolment() {
    let dir = tempfile::tempdir().unwrap();
    let mut world = World::create(dir.path(), 7, 1);
    let mut phone = restored(&mut world, &dir.path().join("copy"));
    let (core, on) = (phone.core(), chrono::NaiveDate::from_ymd_opt(2026, 3, 2).unwrap());
    let all = homes(&phone);
    let members = |phone: &Phone, home: Id| -> Vec<Id> {
        let view = phone.core().household(home).unwrap();
        view.members.iter().map(|member| member.person).collect()
    };
    let big = *all.iter().find(|home| members(&phone, **home).len() > 1).unwrap();
    let mut rest = all.iter().copied().filter(|home| *home != big);
    let (to, then) = (rest.next().unwrap(), rest.next().unwrap());
    let (mover, head) = (members(&phone, big)[1], members(&phone, to)[0]);
    // One deed on what another left behind, and words between them.
    core.move_member(big, mover, to, on).unwrap();
    core.edit_member(to, mover, "nickname", Value::Text("老搬".into())).unwrap();
    core.move_member(to, mover, then, on).unwrap();
    core.move_member(to, head, big, on).unwrap();
    let lists = |phone: &Phone| all.iter().map(|home| members(phone, *home)).collect::<Vec<_>>();
    let before = lists(&phone);

    enrol_again(&world, &mut phone);
    assert!(phone.core().drafts().unwrap().is_empty(), "{:?}", phone.core().drafts());
    let mut fresh = world.phone(phone.person, phone.scope);
    fresh.sync(&world);
    let sorted = |lists: Vec<Vec<Id>>| -> Vec<Vec<Id>> {
        let sort = |mut list: Vec<Id>| {
            list.sort_unstable();
            list
        };
        lists.into_iter().map(sort).collect()
    };
    for phone in [&phone, &fresh] {
        assert_eq!(sorted(lists(phone)), sorted(before.clone()));
    }
}
