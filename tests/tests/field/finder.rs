//! The finder and the map follow every change of the roster.

use gridwork_core::{Hit, MapMark, NewPerson};
use gridwork_model::permission::Role;
use gridwork_model::{Id, Purpose, Value};
use gridwork_tests::world::{Phone, World};

const ASKED: [&str; 6] = ["示", "新", "搬", "w", "zh", "x"];

fn found(phone: &Phone) -> Vec<Vec<Hit>> {
    ASKED.iter().map(|query| phone.core().find(query, 100).unwrap()).collect()
}

/// The same phone, started anew: its index is built from nothing.
fn held(phone: &mut Phone, after: &str) {
    let followed = found(phone);
    assert!(followed.iter().any(|hits| !hits.is_empty()), "{after}");
    phone.kill();
    phone.start();
    assert_eq!(followed, found(phone), "{after}");
}

fn homes(phone: &Phone) -> Vec<Id> {
    let held = phone.core().inventory().unwrap();
    let roster = held.iter().filter(|held| held.stream.purpose == Purpose::Roster);
    let mut homes: Vec<Id> = roster.map(|held| held.entity).collect();
    homes.retain(|home| phone.core().household(*home).is_ok_and(|it| it.members.len() > 1));
    homes
}

#[test]
fn what_is_found_follows_every_change_as_if_the_phone_had_been_started_anew() {
    let dir = tempfile::tempdir().unwrap();
    let mut world = World::create(dir.path(), 7, 1);
    let (person, cell) = world.people(Role::GridWorker)[0];
    let (mut here, mut there) = (world.phone(person, cell), world.phone(person, cell));
    here.sync(&world);
    there.sync(&world);
    let homes = homes(&here);
    let day = chrono::NaiveDate::from_ymd_opt(2026, 10, 8).unwrap();
    let members = |phone: &Phone, home: Id| -> Vec<Id> {
        phone.core().household(home).unwrap().members.iter().map(|member| member.person).collect()
    };
    held(&mut here, "the first download");
    held(&mut there, "the first download");

    here.core().edit_household(homes[0], "nickname", Value::Text("新门户".into())).unwrap();
    held(&mut here, "a nickname");
    let who = members(&here, homes[1])[0];
    here.core().edit_member(homes[1], who, "name", Value::Text("新示名".into())).unwrap();
    held(&mut here, "a name");
    let new = NewPerson { name: "新示娃".into(), ..NewPerson::default() };
    here.core().add_member(homes[2], &new).unwrap();
    held(&mut here, "somebody new");
    here.sync(&world);
    held(&mut here, "what came back");
    there.sync(&world);
    held(&mut there, "what another phone wrote");

    let mover = members(&here, homes[3])[1];
    here.core().move_member(homes[3], mover, homes[4], day).unwrap();
    held(&mut here, "somebody moved");
    here.core().merge_households(homes[5], homes[6], day).unwrap();
    held(&mut here, "two became one");
    here.sync(&world);
    there.sync(&world);
    held(&mut there, "deeds of another phone");
    // What the two of them wrote apart comes together on both.
    here.core().edit_household(homes[0], "nickname", Value::Text("搬走户".into())).unwrap();
    there.core().edit_household(homes[0], "nickname", Value::Text("搬来户".into())).unwrap();
    for phone in [&mut here, &mut there] {
        phone.sync(&world);
    }
    here.sync(&world);
    held(&mut here, "two values");
    held(&mut there, "two values");
    let conflict = here.core().conflicts(10).unwrap().remove(0);
    let settled = Value::Text("新名户".into());
    here.core().resolve(conflict.document, None, "nickname", settled).unwrap();
    held(&mut here, "a choice");
    here.core().lock().unwrap();
    held(&mut here, "a lock");
}

#[test]
fn a_house_whose_place_was_noted_is_on_the_map_of_whoever_has_it_and_moves_with_nobody() {
    let dir = tempfile::tempdir().unwrap();
    let mut world = World::create(dir.path(), 7, 1);
    let (person, cell) = world.people(Role::GridWorker)[0];
    let (mut here, mut there) = (world.phone(person, cell), world.phone(person, cell));
    here.sync(&world);
    there.sync(&world);
    let home = homes(&here)[0];
    let houses = |phone: &Phone| -> Vec<(Id, String, i32, i32)> {
        let points = phone.core().map().unwrap().points;
        let houses = points.into_iter().filter(|point| point.mark == MapMark::Household);
        houses.map(|point| (point.id, point.name, point.lon_e7, point.lat_e7)).collect()
    };
    assert_eq!(houses(&here), [], "a list knows the hamlet only");
    let point =
        Value::Point { lon_e7: 1_114_500_000, lat_e7: 410_900_000, accuracy_m: 12, source: 1 };
    here.core().edit_household(home, "point", point).unwrap();
    let view = here.core().household(home).unwrap();
    assert_eq!(view.placed_within, Some(12));
    here.sync(&world);
    there.sync(&world);
    let noted = houses(&there);
    assert_eq!(noted, houses(&here));
    assert_eq!(
        (noted.len(), noted[0].0, noted[0].2, noted[0].3),
        (1, home, 1_114_500_000, 410_900_000)
    );
    assert!(view.members.iter().any(|member| member.name == noted[0].1), "{}", noted[0].1);
    // A wrong place is taken off again.
    there.core().edit_household(home, "point", Value::Empty).unwrap();
    assert_eq!(
        (houses(&there), there.core().household(home).unwrap().placed_within),
        (vec![], None)
    );
}
