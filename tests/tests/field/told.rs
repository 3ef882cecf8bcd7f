//! What a field holds twice is told in words: codes by their options, a phone masked.

use gridwork_core::TaskRef;
use gridwork_model::roster::words::options;
use gridwork_model::template::Library;
use gridwork_model::template::field::FieldName;
use gridwork_model::template::part::PartKind;
use gridwork_model::{Id, Path, Purpose, Value};
use gridwork_tests::world::{Phone, World};

use crate::common::worker;

/// Until both phones hold what both wrote.
fn exchange(one: &mut Phone, two: &mut Phone, world: &World) {
    one.sync(world);
    two.sync(world);
    one.sync(world);
}

/// Takes the value that is shown meanwhile.
fn settle(one: &mut Phone, two: &mut Phone, world: &World) {
    let found = one.core().conflicts(9).unwrap().remove(0);
    let chosen = found.values[0].value.clone();
    one.core().resolve(found.document, found.member, &found.field, chosen).unwrap();
    exchange(one, two, world);
    assert!(two.core().conflicts(9).unwrap().is_empty());
}

/// The one conflict of a phone: the household's name, what the field is called, what both values say.
fn told(phone: &Phone) -> (String, String, Vec<String>) {
    let mut found = phone.core().conflicts(9).unwrap();
    assert_eq!(found.len(), 1, "{found:?}");
    let one = found.remove(0);
    (one.title, one.field_words, sorted(one.values.into_iter().map(|held| held.words)))
}

fn sorted(words: impl IntoIterator<Item = String>) -> Vec<String> {
    let mut words: Vec<String> = words.into_iter().collect();
    words.sort();
    words
}

#[test]
fn codes_are_told_in_words_and_a_phone_masked() {
    let dir = tempfile::tempdir().unwrap();
    let mut world = World::create(dir.path(), 7, 1);
    let (mut one, mut two) = (worker(&mut world), worker(&mut world));
    let held = one.core().inventory().unwrap();
    let home = held.iter().find(|held| held.stream.purpose == Purpose::Roster).unwrap().entity;
    let shown = one.core().household(home).unwrap();
    let person = shown.members[0].person;
    let edit = |phone: &Phone, field, value| {
        phone.core().edit_member(home, person, field, value).unwrap();
    };

    edit(&one, "relation", Value::Code(20));
    edit(&two, "relation", Value::Code(30));
    exchange(&mut one, &mut two, &world);
    let (title, field, words) = told(&one);
    assert!(shown.members.iter().any(|member| member.name == title), "{title}");
    let kin = options(&Path::member(Id::NIL, "relation"));
    let said = |code: u32| kin.iter().find(|one| one.0 == code).unwrap().1.to_owned();
    assert_eq!((field.as_str(), words), ("与户主关系", sorted([said(20), said(30)])));
    settle(&mut one, &mut two, &world);

    edit(&one, "phone", Value::Text("13900001111".into()));
    edit(&two, "phone", Value::Text("13900002222".into()));
    exchange(&mut one, &mut two, &world);
    let (_, field, words) = told(&two);
    assert_eq!(field, "电话");
    assert_eq!(words, ["139****1111", "139****2222"]);
    settle(&mut one, &mut two, &world);

    let (task, field, options) = question(&one);
    for (phone, (code, _)) in [&one, &two].into_iter().zip(&options) {
        phone.core().answer(&task, &field, Value::Code(*code)).unwrap();
    }
    exchange(&mut one, &mut two, &world);
    let (_, field, words) = told(&one);
    let form = &Library::embedded().get(&task.template).unwrap().zh;
    assert!(field.starts_with(form) && field.len() > form.len(), "{field}");
    assert_eq!(words, sorted(options.into_iter().take(2).map(|(_, words)| words)));
}

/// A question of today with several options: its task and field, the codes and words of the options.
fn question(phone: &Phone) -> (TaskRef, String, Vec<(u32, String)>) {
    let first = phone.core().today().unwrap().lines;
    let behind = phone.core().today_behind(0, 200).unwrap();
    for task in first.into_iter().chain(behind).flat_map(|line| line.tasks) {
        for item in &Library::embedded().get(&task.template).unwrap().items {
            for part in &item.parts {
                let PartKind::Single { options } = &part.kind else { continue };
                if part.from_target || part.closed {
                    continue;
                }
                let field = FieldName::new(item.number, part.number).to_string();
                let options = options.iter().map(|one| (u32::from(one.code), one.zh.clone()));
                let of = TaskRef {
                    template: task.template.clone(),
                    target: task.target,
                    window: task.window,
                };
                return (of, field, options.collect());
            }
        }
    }
    panic!("nothing of today asks for one of several");
}
