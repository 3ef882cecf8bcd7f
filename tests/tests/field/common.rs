//! What the stories of several modules begin with and look at: a carrier's phone, and who lives where on it.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use gridwork_core::TaskRef;
use gridwork_model::permission::Role;
use gridwork_model::{Id, Purpose};
use gridwork_tests::world::{Phone, World};

pub fn day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 10, 8).unwrap()
}

/// The phone of the first who has a role, enrolled and with its first download.
pub fn phone_of(world: &mut World, role: Role) -> Phone {
    let (person, scope) = world.people(role)[0];
    let mut phone = world.phone(person, scope);
    assert_eq!(phone.sync(world).problem, None);
    phone
}

pub fn worker(world: &mut World) -> Phone {
    phone_of(world, Role::GridWorker)
}

/// The households that somebody lives in, of one cell or of all that the phone holds.
pub fn homes(phone: &Phone, cell: Option<Id>) -> Vec<Id> {
    let held = phone.core().inventory().unwrap().into_iter();
    let roster = held.filter(|held| held.stream.purpose == Purpose::Roster);
    let here = roster.filter(|held| cell.is_none_or(|cell| held.stream.scope == cell));
    let homes = here.map(|held| held.entity);
    homes.filter(|id| phone.core().household(*id).is_ok_and(|h| !h.members.is_empty())).collect()
}

pub fn people(phone: &Phone, household: Id) -> Vec<Id> {
    phone.core().household(household).unwrap().members.iter().map(|m| m.person).collect()
}

/// The home of everybody whom this phone knows; nobody has two.
pub fn every_home(phone: &Phone) -> BTreeMap<Id, Id> {
    let mut found = BTreeMap::new();
    for home in homes(phone, None) {
        for person in people(phone, home) {
            let other = found.insert(person, home).filter(|other| *other != home);
            assert_eq!(other, None, "{person} lives in two households");
        }
    }
    found
}

/// A task of the list about a household or one of its people that can be closed without an answer.
pub fn task_about(phone: &Phone, home: Id) -> Option<TaskRef> {
    let core = phone.core();
    let listed = core.today_behind(0, 200).unwrap().into_iter().chain(core.today().unwrap().lines);
    let mut about = people(phone, home);
    about.push(home);
    let tasks = listed.flat_map(|line| line.tasks).filter(|task| about.contains(&task.target));
    let mut refs = tasks.map(|task| TaskRef {
        template: task.template,
        target: task.target,
        window: task.window,
    });
    refs.find(|task| !core.task(task).unwrap().closed)
}
