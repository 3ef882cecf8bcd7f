//! What a phone remembers and is told besides its work: last year's visits, its owner's own looks, and
//! who stands behind it.

use std::path::Path;

use gridwork_core::{Code, NewPerson, RevealReason, TaskRef};
use gridwork_model::directory::DirectoryItem;
use gridwork_model::org::About;
use gridwork_model::permission::Role;
use gridwork_model::template::field::FieldName;
use gridwork_model::{Id, Value};
use gridwork_tests::world::{Phone, World};
use gridwork_township::audit::Actor;

const DAY_MS: i64 = 86_400_000;

fn worker(dir: &Path) -> (World, Phone) {
    let mut world = World::create(dir, 7, 1);
    let (person, scope) = world.people(Role::GridWorker)[0];
    let mut phone = world.phone(person, scope);
    assert_eq!(phone.sync(&world).problem, None);
    (world, phone)
}

/// The tasks due in houses.
fn due(phone: &Phone) -> Vec<(Id, TaskRef)> {
    let core = phone.core();
    let lines = core.today().unwrap().lines.into_iter().chain(core.today_behind(0, 200).unwrap());
    let houses = lines.filter(|line| line.is_household);
    houses
        .flat_map(|line| line.tasks.into_iter().map(move |task| (line.target, task)))
        .map(|(house, task)| {
            let (template, target, window) = (task.template, task.target, task.window);
            (house, TaskRef { template, target, window })
        })
        .collect()
}

/// A due task with an answer that means a problem.
fn problem(phone: &Phone) -> (Id, TaskRef, FieldName) {
    let found = due(phone).into_iter().find_map(|(house, task)| {
        let form = phone.core().form_of(&task).unwrap();
        let mut parts = form.items.iter().flat_map(|item| {
            item.parts.iter().map(|part| (FieldName::new(item.number, part.number), part))
        });
        let (field, _) =
            parts.find(|(_, part)| part.is_problem(&Value::Bool(true)) && !part.closed)?;
        Some((house, task, field))
    });
    found.unwrap()
}

#[test]
fn what_visits_noted_is_told_in_the_same_weeks_of_the_next_year_and_only_then() {
    let dir = tempfile::tempdir().unwrap();
    let (world, mut phone) = worker(dir.path());
    let (house, task, field) = problem(&phone);
    let core = phone.core();
    core.answer(&task, &field.to_string(), Value::Bool(true)).unwrap();
    core.finish(std::slice::from_ref(&task)).unwrap();
    // Another task of the same house, with nothing to note.
    let quiet = due(&phone).into_iter().find(|(at, other)| {
        let unchanged = core.form_of(other).unwrap().no_change;
        *at == house && *other != task && unchanged.is_some()
    });
    if let Some((_, quiet)) = &quiet {
        core.no_change(std::slice::from_ref(quiet)).unwrap();
    }
    assert_eq!(core.last_year(house).unwrap(), [], "this year is no last year");
    let done = phone.sync(&world);
    assert_eq!((done.problem, done.refused), (None, 0));
    let day = world.clock.now().day();

    world.clock.advance_ms(364 * DAY_MS);
    assert_eq!(phone.sync(&world).problem, None);
    let told = phone.core().last_year(house).unwrap();
    assert_eq!(told.len(), 1 + usize::from(quiet.is_some()), "{told:?}");
    let noted = told.iter().find(|past| past.task == task.id()).unwrap();
    assert_eq!(noted.day, day);
    assert_eq!(noted.noted.len(), 1, "{noted:?}");
    assert!(noted.noted[0].ends_with("：是"), "{noted:?}");
    for past in told.iter().filter(|past| past.task != task.id()) {
        assert!(past.noted.is_empty() && !past.said.is_empty(), "{past:?}");
    }
    // A house without visits has none, and one that is not here is not found.
    let other = due(&phone).into_iter().find(|(at, _)| *at != house).unwrap().0;
    assert_eq!(phone.core().last_year(other).unwrap(), []);
    assert_eq!(phone.core().last_year(Id::NIL).unwrap_err().code, Code::NotFound);

    world.clock.advance_ms(21 * DAY_MS);
    assert_eq!(phone.core().last_year(house).unwrap(), []);
}

#[test]
fn what_a_form_was_answered_with_is_told_when_it_is_due_again() {
    let dir = tempfile::tempdir().unwrap();
    let (world, mut phone) = worker(dir.path());
    let (_, task, field) = problem(&phone);
    let core = phone.core();
    assert_eq!(core.last_time(&task).unwrap(), None, "it never was");
    core.answer(&task, &field.to_string(), Value::Bool(true)).unwrap();
    core.finish(std::slice::from_ref(&task)).unwrap();
    let done = phone.sync(&world);
    assert_eq!((done.problem, done.refused), (None, 0));
    let day = world.clock.now().day();
    let next = TaskRef { window: task.window + 2, ..task.clone() };
    let last = phone.core().last_time(&next).unwrap().unwrap();
    assert_eq!(last.day, day);
    let said: Vec<_> = last.answers.iter().map(|a| (a.field.as_str(), a.words.as_str())).collect();
    assert_eq!(said, [(field.to_string().as_str(), "是")]);
    assert_eq!(phone.core().last_time(&task).unwrap(), None, "not its own");
    // Another target was not asked.
    let elsewhere = TaskRef { target: Id::NIL, ..next };
    assert_eq!(phone.core().last_time(&elsewhere).unwrap(), None);
}

#[test]
fn a_worker_reads_the_own_looks_with_reasons_and_masked_names() {
    let dir = tempfile::tempdir().unwrap();
    let (world, mut phone) = worker(dir.path());
    let house = due(&phone)[0].0;
    let core = phone.core();
    assert_eq!(core.own_looks(0, 10).unwrap(), []);
    let new = NewPerson {
        name: "白示意".to_owned(),
        sex: 2,
        relation: 99,
        residency: 1,
        phone: Some("19900001234".to_owned()),
        birth: None,
    };
    let person = core.add_member(house, &new).unwrap();
    for reason in [RevealReason::Visit, RevealReason::Contact] {
        core.reveal(house, person, "phone", reason).unwrap();
    }
    let looks = core.own_looks(0, 10).unwrap();
    let shown = looks.iter().map(|look| (look.person, look.name.as_str(), look.reason));
    let shown: Vec<_> = shown.collect();
    let both = [(person, "白**", RevealReason::Contact), (person, "白**", RevealReason::Visit)];
    assert_eq!(shown, both, "the last one first");
    assert_eq!(core.own_looks(1, 10).unwrap(), looks[1..]);
    assert!(!format!("{looks:?}").contains("1234"));
    // They stay the worker's after they were sent.
    assert_eq!(phone.sync(&world).problem, None);
    assert_eq!(phone.core().own_looks(0, 10).unwrap().len(), 2);
}

#[test]
fn a_phone_knows_its_duty_room_and_what_about_says_also_without_a_link() {
    let dir = tempfile::tempdir().unwrap();
    let (world, mut phone) = worker(dir.path());
    let before = phone.core().about().unwrap();
    assert!(before.duty_phone.as_ref().is_some_and(|number| number.starts_with("1990998")));
    assert!(before.said.organiser.is_empty() && !before.township.is_empty());

    let about = About { organiser: "示意县".to_owned(), ..About::unwritten(Id::NIL) };
    let standing = world.hub.standing();
    let mut township = standing.directory.township_of(phone.scope).unwrap().clone();
    township.phone = Some("0471 0000000".to_owned());
    let items = vec![DirectoryItem::About(about), DirectoryItem::Unit(township)];
    world.hub.put_directory(items, Actor::Operator, world.clock.now()).unwrap();
    assert_eq!(phone.core().about().unwrap(), before, "not heard yet");
    assert_eq!(phone.sync(&world).problem, None);
    phone.kill();
    phone.start();
    phone.core().lock().unwrap();
    let now = phone.core().about().unwrap();
    assert_eq!(now.said.organiser, "示意县");
    assert_eq!(now.duty_phone.as_deref(), Some("0471 0000000"));
}
