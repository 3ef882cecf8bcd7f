//! What a screen asks the core for beside the records themselves: which steps are this person's, taking
//! one back, counts and findings of a form, who is in charge, a copy for support.

use std::sync::Arc;

use gridwork_core::{Code, Core, NewIncident, OpenConfig, TaskRef};
use gridwork_model::Value;
use gridwork_model::incident::Step;
use gridwork_model::permission::Role;
use gridwork_tests::world::World;

use crate::common::phone_of;

#[test]
fn incident_offers_are_the_steps_that_can_be_taken_and_take_back_undoes_the_last() {
    let dir = tempfile::tempdir().unwrap();
    let mut world = World::create_thinned(dir.path(), 7, 1, 3);
    let mut phone = phone_of(&mut world, Role::GridWorker);
    let new = NewIncident {
        words: "路上有个坑".into(),
        category: "Y06".into(),
        place: Some("村口".into()),
        ..NewIncident::default()
    };
    let incident = phone.core().report(new).unwrap();
    let core = phone.core();
    let offers = core.incident_offers(incident).unwrap();
    assert!(offers.contains(&"self_solve") && !offers.contains(&"verify"), "{offers:?}");
    assert_eq!(core.take_back(incident).unwrap_err().code, Code::WrongState, "a report stands");
    let before = core.incident(incident).unwrap();
    core.incident_step(incident, Step::SelfSolve { done: "填平了".into() }).unwrap();
    assert!(!core.incident_offers(incident).unwrap().contains(&"self_solve"));
    assert_ne!(core.incident(incident).unwrap().state, before.state);
    core.take_back(incident).unwrap();
    assert_eq!(core.incident(incident).unwrap(), before);
    assert_eq!(core.incident_offers(incident).unwrap(), offers);
    assert_eq!(core.sync_state().unwrap().waiting, 1, "nothing of it waits");
    // What was sent stands.
    core.incident_step(incident, Step::SelfSolve { done: "填平了".into() }).unwrap();
    assert_eq!(phone.sync(&world).problem, None);
    assert_eq!(phone.core().take_back(incident).unwrap_err().code, Code::WrongState);
}

#[test]
fn counts_and_findings_follow_the_answers_of_a_meeting() {
    let dir = tempfile::tempdir().unwrap();
    let mut world = World::create_thinned(dir.path(), 7, 1, 3);
    let phone = phone_of(&mut world, Role::BranchLeader);
    let core = phone.core();
    let lines = core.today().unwrap().lines.into_iter().chain(core.today_behind(0, 200).unwrap());
    let due = lines.flat_map(|line| line.tasks).find(|task| task.template == "DJ-01").unwrap();
    let task = TaskRef { template: due.template, target: due.target, window: due.window };
    assert!(core.counts(&task).unwrap().is_empty() && core.findings(&task).unwrap().is_empty());
    core.answer(&task, "2.1", Value::Int(20)).unwrap();
    core.answer(&task, "2.2", Value::Int(10)).unwrap();
    let short = core.counts(&task).unwrap();
    assert_eq!(short.len(), 1, "{short:?}");
    let found = core.findings(&task).unwrap();
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].words.contains("10") && found[0].words.contains("会议无效"), "{found:?}");
    core.answer(&task, "2.2", Value::Int(14)).unwrap();
    assert_ne!(core.counts(&task).unwrap(), short);
    assert!(core.findings(&task).unwrap().is_empty());
}

#[test]
fn posts_name_who_is_in_charge_of_the_own_cells_and_their_villages() {
    let dir = tempfile::tempdir().unwrap();
    let mut world = World::create_thinned(dir.path(), 7, 2, 3);
    let phone = phone_of(&mut world, Role::GridWorker);
    let standing = world.hub.standing();
    let directory = &standing.directory;
    let day = world.clock.now().day();
    let village = directory.village_of(phone.scope).unwrap().id;
    let mut expected: Vec<_> = [phone.scope, village]
        .into_iter()
        .flat_map(|place| directory.assignments_at(place))
        .filter(|assignment| assignment.validity.holds(day))
        .map(|assignment| assignment.id)
        .collect();
    let shown = phone.core().posts().unwrap();
    let mut ids: Vec<_> = shown.iter().map(|post| post.id).collect();
    expected.sort();
    ids.sort();
    assert_eq!(ids, expected);
    assert!(shown.iter().all(|post| !post.holder.is_empty() && !post.role.is_empty()));
}

#[test]
fn export_copy_writes_a_sealed_copy_that_opens_under_the_same_key() {
    let dir = tempfile::tempdir().unwrap();
    let mut world = World::create_thinned(dir.path(), 7, 1, 3);
    let phone = phone_of(&mut world, Role::GridWorker);
    let home = phone.core().inventory().unwrap();
    let copy = dir.path().join("copy");
    std::fs::create_dir(&copy).unwrap();
    phone.core().export_copy(&copy.join("gridwork.db")).unwrap();
    let open = |key| {
        let (data_dir, env) = (copy.clone(), Arc::clone(&phone.env) as Arc<_>);
        let config = OpenConfig { data_dir, database_key: key, low_memory: false, vfs: None };
        Core::open_with(config, env)
    };
    assert!(open([1; 32]).is_err(), "nobody reads it without the key");
    let (copied, report) = open(phone.key()).unwrap();
    assert!(!report.created && report.damaged.is_none());
    assert_eq!(copied.inventory().unwrap(), home);
    assert!(copied.verify().unwrap().is_sound());
}
