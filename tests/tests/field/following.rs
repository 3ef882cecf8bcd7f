//! What the hub's clock lets follow whom it is of after a deed on a phone: what people need.

use chrono::NaiveDate;
use gridwork_core::MoveReason;
use gridwork_model::permission::Role;
use gridwork_model::tag::Tag;
use gridwork_model::{Class, Edit, Founding, Id, Path, Purpose, StreamId, Value};
use gridwork_tests::world::{Phone, World};
use gridwork_township::audit::Actor;
use gridwork_township::office::DocumentWrite;
use gridwork_township::people::{Caller, RoleAt};

const REVIEWED: Option<NaiveDate> = NaiveDate::from_ymd_opt(2026, 12, 1);

fn needs(household: Id, cell: Id, edits: Vec<Edit>) -> DocumentWrite {
    let founding = Founding::Needs { household, purpose: Purpose::Assistance, epoch: 0 };
    DocumentWrite { founding, stream: StreamId::new(cell, Class::C3, Purpose::Assistance), edits }
}

fn tagged(person: Id, bits: u64) -> Edit {
    Edit::AddMember { id: Some(person), fields: vec![("tags".into(), Value::Codes(bits))] }
}

/// What is held of somebody's tags, and of the household's own review, as 本人信息查询 tells it.
fn held(world: &World, household: Id, person: Id) -> (Option<Value>, Option<Value>) {
    let (_, cell) = world.people(Role::GridWorker)[0];
    let org = world.hub.standing().org_of(cell);
    let social = Caller {
        person: Id::derived("test", &[b"social"]),
        name: "示例民政".into(),
        org,
        roles: vec![RoleAt { role: Role::SocialAffairs.number(), scope: org }],
    };
    let now = world.clock.now();
    let told = world.hub.statement(&social, &household, &person, now).unwrap();
    let value = |field: &str| {
        let found = told.fields.iter().find(|shown| shown.field == field);
        found.and_then(|shown| shown.value.clone()).filter(|value| *value != Value::Empty)
    };
    (value("tags"), value("review_by"))
}

fn homes(phone: &Phone) -> Vec<Id> {
    let held = phone.core().inventory().unwrap().into_iter();
    let roster = held.filter(|held| held.stream.purpose == Purpose::Roster);
    let homes = roster.map(|held| held.entity);
    homes.filter(|id| people(phone, *id).len() > 1).collect()
}

fn people(phone: &Phone, household: Id) -> Vec<Id> {
    let members = phone.core().household(household).map(|h| h.members).unwrap_or_default();
    members.iter().map(|member| member.person).collect()
}

#[test]
fn what_people_need_follows_a_move_and_a_merger_said_on_a_phone() {
    let dir = tempfile::tempdir().unwrap();
    let mut world = World::create(dir.path(), 7, 1);
    let (worker, cell) = world.people(Role::GridWorker)[0];
    let mut phone = world.phone(worker, cell);
    phone.sync(&world);
    let [from, to, into, ..] = homes(&phone)[..] else { panic!("three homes") };
    let (moves, goes_on) = (people(&phone, from)[0], people(&phone, from)[1]);
    let known = people(&phone, into)[0];
    let mut own = Tag::ALL.iter().filter(|tag| tag.purpose() == Some(Purpose::Assistance));
    let (first, second) = (own.next().unwrap().bit(), own.next().unwrap().bit());
    let review = Value::Date(REVIEWED.unwrap());
    let reviewed = Edit::Put { path: Path::root("review_by"), value: review.clone() };
    let said = vec![reviewed, tagged(moves, first), tagged(goes_on, second)];
    let writes = [needs(from, cell, said), needs(into, cell, vec![tagged(known, first)])];
    let now = world.clock.now();
    world.hub.write_documents(&writes, Actor::Operator, "test", now).unwrap();
    phone.sync(&world);

    let day = now.day();
    phone.core().move_people(from, &[moves], to, MoveReason::Marriage, day).unwrap();
    phone.core().merge_households(from, into, day).unwrap();
    phone.sync(&world);
    assert_eq!(phone.refused, 0);
    assert_eq!(held(&world, to, moves), (None, None), "the phone said nothing of it");
    world.hub.tick(now).unwrap();
    let tags = |bits| Some(Value::Codes(bits));
    assert_eq!(held(&world, to, moves), (tags(first), None), "who moved away");
    assert_eq!(held(&world, into, goes_on), (tags(second), Some(review.clone())), "who went on");
    assert_eq!(held(&world, into, known).0, tags(first), "who was there");
    assert_eq!(held(&world, from, goes_on), (None, None), "nothing stays behind");
    assert_eq!(held(&world, from, moves).0, None);

    // A rule that has done its work does nothing more, and what is corrected since stays corrected.
    let cleared = Edit::Put { path: Path::root("review_by"), value: Value::Empty };
    let write = needs(into, cell, vec![cleared]);
    world.hub.write_documents(&[write], Actor::Operator, "test", now).unwrap();
    world.hub.tick(now).unwrap();
    assert_eq!(held(&world, into, goes_on), (tags(second), None));
    phone.sync(&world);
    world.hub.verify().unwrap();
}

#[test]
fn needs_follow_to_the_end_of_a_chain_of_mergers() {
    let dir = tempfile::tempdir().unwrap();
    let mut world = World::create(dir.path(), 7, 1);
    let (worker, cell) = world.people(Role::GridWorker)[0];
    let mut phone = world.phone(worker, cell);
    phone.sync(&world);
    let [from, into, gone, ..] = homes(&phone)[..] else { panic!("three homes") };
    let goes_on = people(&phone, from)[0];
    let bits = Tag::ALL.iter().find(|t| t.purpose() == Some(Purpose::Assistance)).unwrap().bit();
    let now = world.clock.now();
    let write = needs(from, cell, vec![tagged(goes_on, bits)]);
    world.hub.write_documents(&[write], Actor::Operator, "test", now).unwrap();
    phone.sync(&world);
    // A chain of mergers ends where the last one does.
    phone.core().merge_households(from, gone, now.day()).unwrap();
    phone.core().merge_households(gone, into, now.day()).unwrap();
    phone.sync(&world);
    world.hub.tick(now).unwrap();
    assert_eq!(held(&world, into, goes_on).0, Some(Value::Codes(bits)));
    assert_eq!(held(&world, from, goes_on).0, None);
}
