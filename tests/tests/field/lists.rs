//! Each list holds what its reader is there for: tasks of the own post that this phone can take, and
//! the hub takes their answers.

use std::collections::BTreeSet;

use gridwork_core::TaskRef;
use gridwork_model::permission::Role;
use gridwork_model::template::{Assignee, Library, Template};
use gridwork_model::{Value, answer};
use gridwork_tests::world::{Phone, World};

fn listed(phone: &Phone) -> Vec<TaskRef> {
    let first = phone.core().today().unwrap().lines;
    let behind = phone.core().today_behind(0, 200).unwrap();
    let tasks = first.into_iter().chain(behind).flat_map(|line| line.tasks);
    tasks
        .map(|task| TaskRef { template: task.template, target: task.target, window: task.window })
        .collect()
}

fn template(task: &TaskRef) -> &'static Template {
    Library::embedded().get(&task.template).unwrap()
}

/// Some answer that fits the template.
fn some_answer(template: &Template) -> (String, Value) {
    let items = template.items.iter().flat_map(|item| {
        item.parts.iter().map(|part| match part.number {
            0 => item.number.to_string(),
            number => format!("{}.{number}", item.number),
        })
    });
    let values = || [Value::Bool(true), Value::Code(1), Value::Int(1), Value::Text("示例".into())];
    let mut answers = items.flat_map(|field| values().map(|value| (field.clone(), value)));
    answers.find(|(field, value)| answer::check(template, field, value).is_ok()).unwrap()
}

#[test]
fn everybody_finds_the_tasks_of_the_own_post_and_no_others() {
    let dir = tempfile::tempdir().unwrap();
    let mut world = World::create(dir.path(), 7, 2);
    let posts = [
        (Role::GridWorker, "ZZ-05"),
        (Role::BranchLeader, "DJ-01"),
        (Role::CellChief, "YJ-14"),
        (Role::PartyGroupLeader, "DJ-03"),
        (Role::PartTimeWorker, "YJ-05"),
    ];
    for (role, expected) in posts {
        let (person, scope) = world.people(role)[0];
        let mut phone = world.phone(person, scope);
        assert_eq!(phone.sync(&world).problem, None);
        let held = world.hub.standing().directory.roles_of(person, world.clock.now().day());
        let tasks = listed(&phone);
        let ids: BTreeSet<&str> = tasks.iter().map(|task| task.template.as_str()).collect();
        assert!(ids.contains(expected), "{role:?}: {ids:?}");
        let mut done = BTreeSet::new();
        for task in &tasks {
            let template = template(task);
            let roles = template.assignees.iter().flat_map(|a: &Assignee| a.roles());
            assert!(roles.clone().any(|role| held.contains(role)), "{role:?} {}", task.template);
            if done.insert(task.template.clone()) {
                let (field, value) = some_answer(template);
                phone.core().answer(task, &field, value).unwrap();
            }
        }
        let completed = phone.sync(&world);
        assert_eq!((completed.problem, completed.refused), (None, 0), "{role:?}");
        let state = phone.core().sync_state().unwrap();
        assert_eq!((state.waiting, state.drafts), (0, 0), "{role:?}");
        world.clock.advance_ms(60_000);
    }
}
