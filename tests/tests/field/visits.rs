//! What a visit may and may not do to its tasks, on the phone and, whatever a phone says, at the hub.

use std::path::Path;

use chrono::{Days, NaiveDate};
use gridwork_core::{Code, TaskRef};
use gridwork_model::Value;
use gridwork_model::permission::Role;
use gridwork_model::template::Template;
use gridwork_tests::world::{Phone, World};

fn worker(dir: &Path) -> (World, Phone) {
    let mut world = World::create(dir, 7, 1);
    let (person, scope) = world.people(Role::GridWorker)[0];
    let mut phone = world.phone(person, scope);
    assert_eq!(phone.sync(&world).problem, None);
    (world, phone)
}

/// Every due task with its last day.
fn due(phone: &Phone) -> Vec<(TaskRef, NaiveDate)> {
    let core = phone.core();
    let lines = core.today().unwrap().lines.into_iter().chain(core.today_behind(0, 200).unwrap());
    let tasks = lines.flat_map(|line| line.tasks);
    tasks
        .map(|task| {
            let of = TaskRef { template: task.template, target: task.target, window: task.window };
            (of, task.due.parse().unwrap())
        })
        .collect()
}

fn first(phone: &Phone, which: impl Fn(&Template) -> bool) -> TaskRef {
    let mut tasks = due(phone).into_iter().map(|(task, _)| task);
    tasks.find(|task| which(&phone.core().form_of(task).unwrap())).unwrap()
}

fn listed(phone: &Phone, task: &TaskRef) -> bool {
    due(phone).iter().any(|(open, _)| open == task)
}

#[test]
fn what_is_finished_takes_no_answer_until_it_is_opened_again() {
    let dir = tempfile::tempdir().unwrap();
    let (world, mut phone) = worker(dir.path());
    let task = first(&phone, |form| form.no_change.is_some());
    let one = std::slice::from_ref(&task);
    let core = phone.core();
    let field = core.missing(&task).unwrap()[0].clone();
    core.no_change(one).unwrap();
    let photo = dir.path().join("photo.jpg");
    std::fs::write(&photo, [0xff, 0xd8, 0xff, 0xe0]).unwrap();
    let late = core.answer(&task, &field, Value::NotApplicable).unwrap_err();
    assert_eq!(late.code, Code::WrongState);
    assert_eq!(core.attach(&task, &field, &photo).unwrap_err().code, Code::WrongState);
    assert_eq!(phone.sync(&world).refused, 0);
    let core = phone.core();
    assert_eq!(
        core.answer(&task, &field, Value::NotApplicable).unwrap_err().code,
        Code::WrongState
    );
    core.reopen(one).unwrap();
    core.answer(&task, &field, Value::NotApplicable).unwrap();
    core.finish(one).unwrap();
    let done = phone.sync(&world);
    assert_eq!((done.problem, done.refused), (None, 0));
    assert!(phone.core().task(&task).unwrap().closed);
}

#[test]
fn a_task_is_put_off_within_its_window_and_comes_back_on_its_day() {
    let dir = tempfile::tempdir().unwrap();
    let (world, mut phone) = worker(dir.path());
    let today = world.clock.now().day();
    let later = |days| today.checked_add_days(Days::new(days)).unwrap();
    let (task, closes) = due(&phone).into_iter().find(|(_, last)| *last > later(3)).unwrap();
    let one = std::slice::from_ref(&task);
    let core = phone.core();
    let yesterday = today.pred_opt().unwrap();
    for wrong in [yesterday, closes.checked_add_days(Days::new(30)).unwrap()] {
        let error = core.put_off(one, wrong).unwrap_err();
        assert_eq!((error.code, error.field.as_deref()), (Code::BadValue, Some("to")));
    }
    core.put_off(one, later(2)).unwrap();
    assert!(!listed(&phone, &task));
    assert_eq!(phone.sync(&world).refused, 0);
    for days in 1..=2 {
        world.clock.advance_ms(86_400_000);
        phone.sync(&world);
        assert_eq!(listed(&phone, &task), days == 2, "after {days} days");
    }
}

#[test]
fn a_form_that_offers_no_such_step_takes_none() {
    let dir = tempfile::tempdir().unwrap();
    let (_world, phone) = worker(dir.path());
    let core = phone.core();
    let task = first(&phone, |form| form.no_change.is_none());
    assert_eq!(core.no_change(&[task]).unwrap_err().code, Code::WrongState);
    let alone = first(&phone, |form| !form.asks_people);
    assert_eq!(core.decline(&[alone]).unwrap_err().code, Code::WrongState);
}
