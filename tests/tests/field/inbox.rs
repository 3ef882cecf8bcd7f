//! Two values of one field: who wrote which, and a choice of the township's merge inbox that reaches
//! every phone, also those that wrote them.

use gridwork_model::permission::Role;
use gridwork_model::{Id, Path, Purpose, Value};
use gridwork_tests::world::{Phone, World};
use gridwork_township::merge::Choice;
use gridwork_township::people::{Caller, RoleAt};

#[test]
fn what_the_township_chooses_is_what_every_phone_shows() {
    let dir = tempfile::tempdir().unwrap();
    let mut world = World::create(dir.path(), 7, 1);
    let (person, cell) = world.people(Role::GridWorker)[0];
    let mut phones: Vec<_> = (0..3).map(|_| world.phone(person, cell)).collect();
    for phone in &mut phones {
        phone.sync(&world);
    }
    let held = phones[0].core().inventory().unwrap();
    let home = held.iter().find(|held| held.stream.purpose == Purpose::Roster).unwrap().entity;
    for (phone, said) in phones.iter_mut().zip(["东头", "西头"]) {
        phone.core().edit_household(home, "address", Value::Text(said.into())).unwrap();
    }
    for _ in 0..2 {
        for phone in &mut phones {
            assert_eq!(phone.sync(&world).problem, None);
        }
    }
    assert!(phones.iter().all(|phone| phone.core().conflicts(9).unwrap().len() == 1));
    let org = world.hub.standing().org_of(cell);
    let clerk = Caller {
        person: Id::derived("merging-clerk", &[org.as_bytes()]),
        name: "示例资料员".to_owned(),
        org,
        roles: vec![RoleAt { role: Role::DataClerk.number(), scope: org }],
    };
    let now = world.clock.now();
    let waiting = world.hub.conflicts(org).unwrap();
    let value = Value::Text("中间那家".into());
    let choice = Choice { path: Path::root("address"), value };
    world.hub.resolve(&clerk, &waiting[0].document, &[choice], false, now).unwrap();
    for phone in &mut phones {
        phone.sync(&world);
        assert_eq!(phone.core().household(home).unwrap().address, "中间那家");
        assert!(phone.core().conflicts(9).unwrap().is_empty());
    }
}

#[test]
fn each_value_of_a_conflict_is_told_with_who_wrote_it_and_when() {
    let dir = tempfile::tempdir().unwrap();
    let mut world = World::create(dir.path(), 7, 1);
    let (person, cell) = world.people(Role::GridWorker)[0];
    let mut one = world.phone(person, cell);
    one.sync(&world);
    let (cadre, village) = world.people(Role::LinkCadre)[0];
    let mut two = world.phone(cadre, village);
    two.sync(&world);
    let held = one.core().inventory().unwrap();
    let home = held.iter().find(|held| held.stream.purpose == Purpose::Roster).unwrap().entity;
    let write = |phone: &Phone, address: &str| {
        let at = world.clock.now().0;
        phone.core().edit_household(home, "address", Value::Text(address.into())).unwrap();
        world.clock.advance_ms(3_600_000);
        let standing = world.hub.standing();
        (address.to_owned(), standing.directory.staff(phone.person).unwrap().name.clone(), at)
    };
    let written = [write(&one, "东头第一家"), write(&two, "西头第一家")];
    assert_ne!(written[0].1, written[1].1, "two people");
    for _ in 0..2 {
        for phone in [&mut one, &mut two] {
            assert_eq!(phone.sync(&world).refused, 0);
        }
    }
    for (phone, own) in [(&one, 0), (&two, 1)] {
        let told = phone.core().conflicts(9).unwrap();
        assert_eq!(told.len(), 1);
        let mut values: Vec<_> = told[0]
            .values
            .iter()
            .map(|held| ((held.words.clone(), held.who.clone(), held.at), held.own))
            .collect();
        values.sort();
        let expected: Vec<_> =
            written.iter().cloned().enumerate().map(|(at, held)| (held, at == own)).collect();
        assert_eq!(values, expected);
    }
}
