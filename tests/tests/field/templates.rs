//! A template from draft to the phone: what is published is asked in new tasks, and a task that was begun
//! keeps the version it was begun under, on the phone and at the hub.

use gridwork_core::TaskRef;
use gridwork_model::permission::Role;
use gridwork_model::template::{Library, Template};
use gridwork_model::{Id, Value, answer};
use gridwork_tests::world::{Phone, World};
use gridwork_township::HubError;
use gridwork_township::people::{Caller, RoleAt};

/// Somebody of the county who drafts and publishes.
fn county() -> Caller {
    Caller {
        person: Id::derived("test", &[b"county"]),
        name: "县级主管甲".to_owned(),
        org: Id::NIL,
        roles: vec![RoleAt { role: Role::County.number(), scope: Id::NIL }],
    }
}

fn tasks(phone: &Phone, template: &str) -> Vec<TaskRef> {
    let first = phone.core().today().unwrap().lines;
    let behind = phone.core().today_behind(0, 200).unwrap();
    let tasks = first.into_iter().chain(behind).flat_map(|line| line.tasks);
    tasks
        .filter(|task| task.template == template)
        .map(|task| TaskRef { template: task.template, target: task.target, window: task.window })
        .collect()
}

/// A task with at least two of its kind on the list, whose first question takes yes or no or a code.
fn two_alike(phone: &Phone) -> (Template, TaskRef, TaskRef, Value) {
    for template in &Library::embedded().templates {
        let value = [Value::Bool(true), Value::Code(1)]
            .into_iter()
            .find(|value| answer::check(template, "1", value).is_ok());
        if let (Some(value), [one, other, ..]) = (value, tasks(phone, &template.id).as_slice()) {
            return (template.clone(), one.clone(), other.clone(), value);
        }
    }
    panic!("no two tasks of one template");
}

#[test]
fn new_tasks_ask_what_is_published_and_begun_ones_what_they_began_with() {
    let dir = tempfile::tempdir().unwrap();
    let mut world = World::create(dir.path(), 7, 1);
    let (person, cell) = world.people(Role::GridWorker)[0];
    let mut phone = world.phone(person, cell);
    assert_eq!(phone.sync(&world).problem, None);
    let (shipped, begun, fresh, value) = two_alike(&phone);
    phone.core().answer(&begun, "1", value.clone()).unwrap();

    let caller = county();
    let mut draft = shipped.clone();
    draft.items[0].zh = "换了说法的第一问".into();
    let mut added = draft.items[0].clone();
    added.number = u8::try_from(draft.items.len() + 1).unwrap();
    added.zh = "新加的一问".into();
    let asked = added.number.to_string();
    draft.items.push(added);
    let now = world.clock.now();
    let kept = world.hub.draft_template(&caller, &draft, now).unwrap();
    assert_eq!(kept.findings, [""; 0]);
    let version = world.hub.publish_template(&caller, Id::NIL, &draft.id, now).unwrap();
    assert_eq!(version, shipped.version + 1);
    assert!(world.hub.template_drafts(&caller, now).unwrap().is_empty());

    assert_eq!(phone.sync(&world).problem, None);
    let core = phone.core();
    assert_eq!(core.form(&shipped.id).unwrap().version, version);
    assert_eq!(core.form_of(&fresh).unwrap().items[0].zh, "换了说法的第一问");
    assert_eq!(core.form_of(&begun).unwrap(), shipped);
    core.answer(&fresh, &asked, value.clone()).unwrap();
    let refused = core.answer(&begun, &asked, value.clone()).unwrap_err();
    assert_eq!(refused.code, gridwork_core::Code::BadValue);
    core.answer(&begun, "1", Value::Declined).or_else(|_| core.answer(&begun, "1", value)).unwrap();
    world.clock.advance_ms(60_000);
    let done = phone.sync(&world);
    assert_eq!((done.problem, done.refused), (None, 0), "the hub takes both versions");

    // It survives the phone's restart, and a second phone sees each task as it is.
    phone.kill();
    phone.start();
    assert_eq!(phone.core().form_of(&begun).unwrap(), shipped);
    let mut second = world.phone(person, cell);
    assert_eq!(second.sync(&world).problem, None);
    assert_eq!(second.core().form_of(&begun).unwrap(), shipped);
    assert_eq!(second.core().form_of(&fresh).unwrap().version, version);
    let versions = world.hub.template_versions(&caller, &shipped.id, now).unwrap();
    let told: Vec<(u32, bool, bool)> =
        versions.iter().map(|v| (v.version, v.in_force, v.shipped)).collect();
    assert_eq!(told, [(shipped.version, false, true), (version, true, false)]);
}

#[test]
fn what_the_lint_finds_is_not_published_and_a_township_publishes_for_nobody_else() {
    let dir = tempfile::tempdir().unwrap();
    let world = World::create(dir.path(), 7, 1);
    let (caller, now) = (county(), world.clock.now());
    let mut draft = Library::embedded().templates[0].clone();
    draft.admission.reference.clear();
    let kept = world.hub.draft_template(&caller, &draft, now).unwrap();
    assert_eq!(kept.findings, ["没有职责准入，不能派到村"]);
    let refused = world.hub.publish_template(&caller, Id::NIL, &draft.id, now);
    assert!(matches!(refused, Err(HubError::Invalid(_))), "{refused:?}");
    assert_eq!(world.hub.template_drafts(&caller, now).unwrap().len(), 1, "the draft is kept");

    let standing = world.hub.standing();
    let township = standing.org_of(world.people(Role::GridWorker)[0].1);
    let role = |role: Role| Caller {
        org: township,
        roles: vec![RoleAt { role: role.number(), scope: township }],
        ..county()
    };
    let clerk = role(Role::DataClerk);
    let fine = Library::embedded().templates[0].clone();
    world.hub.draft_template(&clerk, &fine, now).unwrap();
    assert_eq!(world.hub.template_drafts(&clerk, now).unwrap().len(), 1, "its own alone");
    for other in [clerk, role(Role::Head)] {
        let refused = world.hub.publish_template(&other, township, &fine.id, now);
        assert!(matches!(refused, Err(HubError::NotPermitted)), "{refused:?}");
    }
    let version = world.hub.publish_template(&caller, township, &fine.id, now).unwrap();
    assert_eq!(version, fine.version + 1);
}
