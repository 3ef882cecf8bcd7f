//! The thin path through every room: hub, county, two phones, one conflict, one incident.

use gridwork_core::{NewIncident, SyncBudget, TaskRef};
use gridwork_model::permission::Role;
use gridwork_model::template::Library;
use gridwork_model::{Purpose, Value};
use gridwork_tests::world::World;

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

#[test]
fn an_answer_to_any_template_that_the_phone_takes_is_taken_by_the_township() {
    let dir = tempfile::tempdir().unwrap();
    let mut world = World::create(dir.path(), 2, 2);
    let (person, cell) = world.people(Role::GridWorker)[0];
    let mut phone = world.phone(person, cell);
    phone.sync(&world);
    let household = phone
        .core()
        .inventory()
        .unwrap()
        .into_iter()
        .find(|held| held.stream.purpose == Purpose::Roster)
        .unwrap()
        .entity;
    let mut answered = 0;
    for template in &Library::embedded().templates {
        let window = gridwork_model::window::Window::Quarter(2026, 4).pack();
        let task = TaskRef { template: template.id.clone(), target: household, window };
        for item in &template.items {
            for value in [Value::Bool(true), Value::Code(1), Value::Int(1), Value::Declined] {
                let field = item.number.to_string();
                answered += u32::from(phone.core().answer(&task, &field, value).is_ok());
            }
        }
    }
    assert!(answered > 20, "{answered}");
    let completed = phone.sync(&world);
    assert_eq!((completed.problem, completed.refused), (None, 0));
    assert!(phone.core().queue(10).unwrap().is_empty());
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
