//! The thin path through every room: hub, county, two phones, one conflict, one incident.

use gridwork_core::{NewIncident, TaskRef};
use gridwork_model::Value;
use gridwork_model::permission::Role;
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
    let _ = Value::Bool(true);
}
