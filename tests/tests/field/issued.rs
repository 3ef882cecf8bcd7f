//! Tasks that nobody can derive: issued by the hub's clock, from a list, after an event, by hand.

use std::path::Path;

use gridwork_core::{HandTarget, TaskRef};
use gridwork_model::permission::Role;
use gridwork_model::{Id, Purpose};
use gridwork_tests::world::{Phone, World};
use gridwork_township::issue::IssueOrder;
use gridwork_township::people::{Caller, RoleAt};

use crate::common::phone_of;

fn world(dir: &Path) -> World {
    World::create(dir, 7, 2)
}

/// Every line of the day, on however many pages.
fn titles(phone: &Phone, template: &str) -> Vec<(String, TaskRef)> {
    let core = phone.core();
    let mut lines = core.today().unwrap().lines;
    let mut offset = 0;
    loop {
        let page = core.today_behind(offset, 200).unwrap();
        offset += page.len() as u32;
        if page.is_empty() {
            break;
        }
        lines.extend(page);
    }
    let tasks = lines
        .into_iter()
        .flat_map(|line| line.tasks.into_iter().map(move |task| (line.title.clone(), task)));
    tasks
        .filter(|(_, task)| task.template == template)
        .map(|(title, task)| {
            let (template, target, window) = (task.template, task.target, task.window);
            (title, TaskRef { template, target, window })
        })
        .collect()
}

fn caller(world: &World, role: Role, place: Id) -> Caller {
    let standing = world.hub.standing();
    let org = standing.directory.township_of(place).unwrap().id;
    Caller {
        person: Id::derived("issuing-clerk", &[org.as_bytes()]),
        name: "示例办事员".to_owned(),
        org,
        roles: vec![RoleAt { role: role.number(), scope: org }],
    }
}

fn order(template: &str, targets: Vec<Id>) -> IssueOrder {
    IssueOrder { template: template.to_owned(), targets, occasion: None }
}

#[test]
fn the_clock_issues_what_rests_on_tags_to_those_who_may_read_it_and_once() {
    let dir = tempfile::tempdir().unwrap();
    let mut world = world(dir.path());
    let mut worker = phone_of(&mut world, Role::GridWorker);
    assert!(titles(&worker, "JZ-04").is_empty() && titles(&worker, "JZ-01").is_empty());
    let now = world.clock.now();
    let issued = world.hub.issue_due(usize::MAX, now).unwrap();
    assert!(issued > 0, "a county has households on allowances");
    assert_eq!(world.hub.issue_due(usize::MAX, now).unwrap(), 0, "a cell is looked at once a day");
    worker.sync(&world);
    let held = worker.core().inventory().unwrap();
    let assistance = held.iter().any(|held| held.stream.purpose == Purpose::Assistance);
    let found: Vec<_> =
        ["JZ-01", "JZ-03", "JZ-04"].iter().flat_map(|id| titles(&worker, id)).collect();
    assert!(assistance && !found.is_empty());
    assert!(found.iter().all(|(title, _)| !title.is_empty()), "every line says whose house");

    let (_, task) = found[0].clone();
    worker.core().decline(std::slice::from_ref(&task)).unwrap();
    worker.sync(&world);
    world.clock.advance_ms(86_400_000);
    let again = world.hub.issue_due(usize::MAX, world.clock.now()).unwrap();
    assert_eq!(again, 0, "nothing new came due overnight, and what is closed stays closed");
    worker.sync(&world);
    assert!(!titles(&worker, &task.template).iter().any(|(_, open)| *open == task));
}

#[test]
fn a_list_is_issued_for_people_by_name_and_counts_once() {
    let dir = tempfile::tempdir().unwrap();
    let mut world = world(dir.path());
    let mut worker = phone_of(&mut world, Role::GridWorker);
    let household = worker.core().inventory().unwrap();
    let home = household.iter().find(|h| h.stream.purpose == Purpose::Roster).unwrap();
    let view = worker.core().household(home.entity).unwrap();
    let person = view.members[0].person;
    let stranger = Id::derived("nobody", &[]);
    let clerk = caller(&world, Role::SocialAffairs, home.stream.scope);
    let now = world.clock.now();
    let list = order("SB-03", vec![person, stranger]);
    let report = world.hub.issue_tasks(&clerk, &list, now).unwrap();
    assert_eq!((report.issued, report.already, report.unknown), (1, 0, vec![stranger]));
    let report = world.hub.issue_tasks(&clerk, &list, now).unwrap();
    assert_eq!((report.issued, report.already), (0, 1));
    worker.sync(&world);
    let found = titles(&worker, "SB-03");
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].1.target, person);
    worker.core().no_change(std::slice::from_ref(&found[0].1)).ok();

    let outsider = Caller { org: Id::derived("another-township", &[]), ..clerk.clone() };
    let report = world.hub.issue_tasks(&outsider, &order("SB-03", vec![person]), now).unwrap();
    assert_eq!((report.issued, report.unknown), (0, vec![person]), "another township's people");
}

#[test]
fn an_event_opens_tasks_in_every_cell_of_a_place() {
    let dir = tempfile::tempdir().unwrap();
    let mut world = world(dir.path());
    let mut worker = phone_of(&mut world, Role::GridWorker);
    let clerk = caller(&world, Role::DutyOfficer, worker.scope);
    let now = world.clock.now();
    let snow = IssueOrder { occasion: Some(now), ..order("YJ-08", vec![clerk.org]) };
    let report = world.hub.issue_tasks(&clerk, &snow, now).unwrap();
    assert_eq!(report.issued, 2, "both cells lie in one township");
    worker.sync(&world);
    assert_eq!(titles(&worker, "YJ-08").len(), 1);
    let wrong = IssueOrder { occasion: Some(now), ..order("SB-01", vec![clerk.org]) };
    assert!(world.hub.issue_tasks(&clerk, &wrong, now).is_err(), "no event opens that template");
}

#[test]
fn what_is_found_is_started_by_hand_and_stays_on_the_list_until_done() {
    let dir = tempfile::tempdir().unwrap();
    let mut world = world(dir.path());
    let mut worker = phone_of(&mut world, Role::GridWorker);
    let starts = worker.core().hand_starts().unwrap();
    let broken = starts.iter().find(|start| start.template == "ZZ-11").unwrap();
    assert_eq!(broken.about, HandTarget::Cell);
    assert!(!starts.iter().any(|start| start.template == "SB-03"), "a list's, not a finding's");
    let task = worker.core().start_by_hand("ZZ-11", worker.scope).unwrap();
    assert_eq!(titles(&worker, "ZZ-11").len(), 1);
    assert!(worker.core().start_by_hand("SB-03", worker.scope).is_err());
    let done = worker.sync(&world);
    assert_eq!((done.problem, done.refused), (None, 0), "the hub takes what a worker found");
    assert_eq!(titles(&worker, "ZZ-11").len(), 1);
    worker.core().finish(std::slice::from_ref(&task)).unwrap();
    worker.sync(&world);
    assert!(titles(&worker, "ZZ-11").is_empty());
}

#[test]
fn whoever_holds_no_roster_reads_in_the_task_whom_to_visit() {
    let dir = tempfile::tempdir().unwrap();
    let mut world = World::create(dir.path(), 7, 6);
    world.hub.issue_due(usize::MAX, world.clock.now()).unwrap();
    let mut phone = phone_of(&mut world, Role::DisabilityWorker);
    let held = phone.core().inventory().unwrap();
    assert!(!held.iter().any(|held| held.stream.purpose == Purpose::Roster));
    let found = titles(&phone, "JZ-05");
    assert!(!found.is_empty(), "somebody in six cells holds a disability card");
    assert!(found.iter().all(|(title, _)| !title.is_empty()));
    let task = found[0].1.clone();
    phone.core().decline(std::slice::from_ref(&task)).unwrap();
    let done = phone.sync(&world);
    assert_eq!((done.problem, done.refused), (None, 0));
}
