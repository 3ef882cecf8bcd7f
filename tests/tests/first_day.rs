//! The thin path through every room: hub, county, two phones, one conflict, one incident.

use gridwork_core::{NewIncident, TaskRef};
use gridwork_model::Value;
use gridwork_model::permission::Role;
use gridwork_model::template::Library;
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
        .find(|held| held.stream.purpose == gridwork_model::Purpose::Roster)
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
