//! What a household needs (C3) is erased with it: the sealed bytes and the keys, on the phone that held
//! them and at the hub.

use std::path::PathBuf;

use gridwork_model::permission::Role;
use gridwork_model::{Founding, Id, Purpose};
use gridwork_tests::traces::{lies_under, places};
use gridwork_tests::world::{Phone, World};
use gridwork_township::audit::Actor;
use gridwork_township::erase::Subject;

fn needs_of(home: Id) -> Id {
    Founding::Needs { household: home, purpose: Purpose::Assistance, epoch: 0 }.document()
}

/// A household of the phone with needs that the phone holds.
fn helped(phone: &Phone) -> Option<Id> {
    let held = phone.core().inventory().unwrap();
    let of = |purpose| held.iter().filter(move |held| held.stream.purpose == purpose);
    let needs: Vec<Id> = of(Purpose::Assistance).map(|held| held.entity).collect();
    of(Purpose::Roster).map(|held| held.entity).find(|home| needs.contains(&needs_of(*home)))
}

fn lies(database: PathBuf, queries: [&str; 2], document: Id) -> Vec<Vec<u8>> {
    let found = lies_under(&database, &queries, &[document]).unwrap();
    assert!(found.iter().all(|(_, blobs)| !blobs.is_empty()), "what is to be erased is there");
    found.into_iter().flat_map(|(_, blobs)| blobs).collect()
}

#[test]
fn the_needs_of_an_erased_household_leave_no_byte_on_phone_or_hub() {
    let dir = tempfile::tempdir().unwrap();
    let mut world = World::create(dir.path(), 7, 1);
    let (person, scope) = world.people(Role::GridWorker)[0];
    let mut phone = world.phone(person, scope);
    assert_eq!(phone.sync(&world).problem, None);
    let home = helped(&phone).expect("a household that is helped");

    phone.core().pause().unwrap();
    let of_changes = "SELECT c.raw FROM changes c JOIN documents d ON d.n = c.document
        WHERE d.id = ?1";
    let of_keys = "SELECT k.wrapped FROM data_keys k JOIN documents d ON d.key = k.n
        WHERE d.id = ?1";
    let database = phone.dir.join("gridwork.db");
    let mut sealed = lies(database, [of_changes, of_keys], needs_of(home));
    let of_entries = "SELECT payload FROM entry WHERE entity = ?1";
    let of_entity = "SELECT data_key FROM entity WHERE id = ?1";
    let hub = world.dir.join("hub").join("hub.db");
    sealed.extend(lies(hub, [of_entries, of_entity], needs_of(home)));
    for needle in &sealed {
        assert!(!places(dir.path(), needle).is_empty(), "the search finds what is there");
    }
    phone.core().resume().unwrap();

    let now = world.clock.now();
    let basis = "个人信息保护法第四十七条";
    world.hub.erase(Subject::Household(home), basis, Actor::Operator, now).unwrap();
    assert_eq!(phone.sync(&world).problem, None);
    assert!(phone.core().inventory().unwrap().iter().all(|held| held.entity != needs_of(home)));
    phone.core().pause().unwrap();
    for needle in &sealed {
        assert_eq!(places(dir.path(), needle), Vec::<PathBuf>::new());
    }
}
