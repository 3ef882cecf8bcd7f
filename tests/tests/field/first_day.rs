//! The thin path through every room: hub, county, two phones, one conflict, one incident.

use std::collections::BTreeMap;

use gridwork_core::{Code, NewIncident, SyncBudget, TaskRef};
use gridwork_model::directory::DirectoryItem;
use gridwork_model::org::PartyUnitKind;
use gridwork_model::permission::Role;
use gridwork_model::template::target::Target;
use gridwork_model::template::{Library, Template};
use gridwork_model::window::Window;
use gridwork_model::{Id, Purpose, Value};
use gridwork_tests::seeded::Seeded;
use gridwork_tests::workload::answers::{Known, parts, value};
use gridwork_tests::workload::texts::Texts;
use gridwork_tests::world::{Phone, World};

#[test]
fn a_phone_downloads_its_cell_and_works_offline_until_the_township_has_it() {
    let dir = tempfile::tempdir().unwrap();
    let mut world = World::create(dir.path(), 1, 2);
    let workers = world.people(Role::GridWorker);
    assert!(!workers.is_empty());
    let (person, cell) = workers[0];
    let mut phone = world.phone(person, cell);
    let completed = phone.sync(&world);
    assert_eq!(completed.problem, None);
    let core = phone.core();
    let today = core.today().unwrap();
    assert!(!today.lines.is_empty(), "{today:?}");
    assert!(today.lines.len() <= 7);
    let line = today.lines.iter().find(|line| line.is_household).unwrap();
    let task = &line.tasks[0];
    let task =
        TaskRef { template: task.template.clone(), target: task.target, window: task.window };
    core.finish(std::slice::from_ref(&task)).unwrap();
    let incident = core
        .report(NewIncident {
            words: "雪把进村的路封了".into(),
            category: "Y06".into(),
            place: Some("村口".into()),
            ..NewIncident::default()
        })
        .unwrap();
    let state = core.sync_state().unwrap();
    assert_eq!(state.waiting, 2);
    let completed = phone.sync(&world);
    assert_eq!((completed.problem, completed.refused), (None, 0));
    let core = phone.core();
    assert_eq!(core.sync_state().unwrap().waiting, 0);
    assert_eq!(core.incident(incident).unwrap().state, "已上报");
}

/// Two phones of somebody who does a template, and a task of it.
struct Doer {
    one: Phone,
    two: Phone,
    tasks: Vec<(TaskRef, Vec<(String, Value)>)>,
}

/// What a template is aimed at, in the first cell, as a phone knows it.
fn target(world: &World, phone: &Phone, template: &Template) -> Option<Id> {
    let cell = world.county.cells()[0].id;
    let standing = world.hub.standing();
    let directory = &standing.directory;
    let held = |purpose: Purpose| {
        let mut all = phone.core().inventory().unwrap().into_iter();
        all.find(|held| held.stream.purpose == purpose).map(|held| held.entity)
    };
    let village = directory.village_of(cell)?.id;
    let party = |group: bool| {
        let mut units = directory.of_kind(gridwork_model::directory::kind::PARTY_UNIT);
        units.find_map(|item| match item {
            DirectoryItem::PartyUnit(unit) => {
                let here = match group {
                    true => unit.cells.contains(&cell),
                    false => unit.unit == village,
                };
                (here && (unit.kind == PartyUnitKind::Group) == group).then_some(unit.id)
            }
            _ => None,
        })
    };
    match template.target {
        Target::Cell => Some(cell),
        Target::Village => Some(village),
        Target::Branch => party(false),
        Target::PartyGroup => party(true),
        Target::Household(_) => held(Purpose::Roster),
        Target::Person(_) => {
            let home = phone.core().household(held(Purpose::Roster)?).unwrap();
            home.members.first().map(|member| member.person)
        }
        Target::Place(_) => held(Purpose::Places),
    }
}

#[test]
fn every_part_of_every_template_reaches_the_township_and_the_next_phone() {
    let dir = tempfile::tempdir().unwrap();
    let mut world = World::create(dir.path(), 2, 2);
    let day = world.clock.now().day();
    let library = Library::embedded();
    let (mut dice, texts) = (Seeded::new(5), Texts::field());
    let mut doers: BTreeMap<u8, Doer> = BTreeMap::new();
    let (mut answered, mut by_nobody) = (0, Vec::new());
    for template in &library.templates {
        // The first of its assignees who may answer it here: not every role serves every cell.
        let roles = template.assignees.iter().flat_map(|assignee| assignee.roles()).copied();
        let mut done = None;
        for role in roles {
            let Some((person, scope)) = world.people(role).first().copied() else { continue };
            let doer = doers.entry(role.number()).or_insert_with(|| {
                let (mut one, mut two) = (world.phone(person, scope), world.phone(person, scope));
                assert_eq!((one.sync(&world).problem, two.sync(&world).problem), (None, None));
                Doer { one, two, tasks: Vec::new() }
            });
            let Some(target) = target(&world, &doer.one, template) else { continue };
            let due = template.every.iter().find_map(|every| every.window(day, &library.seasons));
            let window = due.unwrap_or(Window::Occasion(world.clock.now().0)).pack();
            let task = TaskRef { template: template.id.clone(), target, window };
            let ids = [target];
            let known = Known { households: &ids, people: &ids, places: &ids };
            let mut said = Vec::new();
            let mut forbidden = false;
            for (field, part) in parts(template) {
                let value = value(part, &mut dice, &texts, &known, day);
                if matches!(value, Value::File(_)) {
                    continue;
                }
                let field = field.to_string();
                let taken = doer.one.core().answer(&task, &field, value.clone());
                forbidden = said.is_empty()
                    && taken.as_ref().is_err_and(|error| error.code == Code::Forbidden);
                if forbidden {
                    break;
                }
                assert!(taken.is_ok(), "{} {field} by {role:?}: {taken:?}", template.id);
                said.push((field, value));
            }
            if !forbidden {
                done = Some((role, task, said));
                break;
            }
        }
        let Some((role, task, said)) = done else {
            by_nobody.push(template.id.as_str());
            continue;
        };
        let doer = doers.get_mut(&role.number()).unwrap();
        answered += 1;
        doer.tasks.push((task, said));
    }
    // Offices answer these on their pages, for people no device of a cell holds; JZ-06 is C4 and goes
    // by the closed channel.
    assert_eq!((answered, by_nobody), (52, vec!["SB-09", "ZZ-02", "JZ-05", "JZ-06", "JZ-10"]));
    for doer in doers.values_mut() {
        let completed = doer.one.sync(&world);
        assert_eq!((completed.problem, completed.refused), (None, 0));
        assert!(doer.one.core().queue(10).unwrap().is_empty());
        doer.two.sync(&world);
        for (task, said) in &doer.tasks {
            let mut said = said.clone();
            said.sort_by(|one, other| one.0.cmp(&other.0));
            let view = doer.two.core().task(task).unwrap();
            let read: Vec<_> = view.answers.into_iter().map(|it| (it.field, it.value)).collect();
            assert_eq!(read, said, "{}", task.template);
        }
    }
}

#[test]
fn a_first_download_in_pages_goes_on_after_each_kill_and_takes_what_comes_between_once() {
    let dir = tempfile::tempdir().unwrap();
    let mut world = World::create(dir.path(), 3, 1);
    let (person, cell) = world.people(Role::GridWorker)[0];
    let mut other = world.phone(person, cell);
    assert_eq!(other.sync(&world).problem, None);
    let mut phone = world.phone(person, cell);
    let small = SyncBudget { bytes: 4 << 10, ..SyncBudget::default() };
    let (mut pages, mut held, mut edited) = (0, 0, None);
    loop {
        let request = phone.core().next_request(small).unwrap().unwrap();
        let done = phone.core().complete_request(request.id, world.post(&request)).unwrap();
        assert_eq!((done.problem, done.refused), (None, 0));
        if !done.more {
            break;
        }
        phone.kill();
        phone.env.reboot();
        phone.start();
        let roster: Vec<_> = phone
            .core()
            .inventory()
            .unwrap()
            .into_iter()
            .filter(|held| held.stream.purpose == Purpose::Roster)
            .collect();
        pages += u32::from(roster.len() > held);
        held = roster.len();
        if let (Some(here), None) = (roster.first(), edited) {
            assert!(phone.core().sync_state().unwrap().downloading, "there is more to come");
            let name = Value::Text("两页之间改的".into());
            other.core().edit_household(here.entity, "nickname", name).unwrap();
            assert_eq!(other.sync(&world).refused, 0);
            edited = Some(here.entity);
        }
    }
    assert!(pages >= 2, "one stream in {pages} pages");
    let home = edited.unwrap();
    // What was written after the last page began is heard of in the next exchange.
    phone.sync(&world);
    assert!(!phone.core().sync_state().unwrap().downloading);
    let mut fresh = world.phone(person, cell);
    assert_eq!(fresh.sync(&world).problem, None);
    for device in [&phone, &other, &fresh] {
        assert_eq!(device.core().household(home).unwrap().nickname, "两页之间改的");
        for held in device.core().inventory().unwrap() {
            assert!(held.received.windows(2).all(|pair| pair[0] != pair[1]), "{held:?}");
        }
    }
    assert_eq!(phone.core().inventory().unwrap(), fresh.core().inventory().unwrap());
}
