//! The hub is restored from yesterday with phones ahead: nothing is lost, no number is given twice,
//! what was erased and revoked stays so.

use std::path::PathBuf;

use gridwork_model::permission::Role;
use gridwork_model::{Class, Outcome, Purpose};
use gridwork_seal::{BoxKey, SigningKey};
use gridwork_sync::response::Order;
use gridwork_sync::{BatchVerdict, Item};
use gridwork_township::Limits;
use gridwork_township::audit::Actor;
use gridwork_township::erase::Subject;
use gridwork_township::restore::{Restored, restore};

use crate::support::{Counting, Fixture, NOON, fixture, new_place, outcomes, place_change};

const DAY_MS: i64 = 86_400_000;

fn backup(f: &Fixture) -> PathBuf {
    let folder = f.folder.path().join("backups");
    let made = f.hub.backup(&folder, Actor::Operator, NOON).unwrap();
    folder.join(format!("{}.gwbackup", made.name))
}

fn bring_back(f: &Fixture, archive: &std::path::Path) -> (gridwork_township::Hub, Restored) {
    let recovery = BoxKey::from_seed(f.founded.offline.recovery.seed());
    restore(
        archive,
        &recovery,
        &f.folder.path().join("restored"),
        Some(&f.folder.path().join("hub").join("hub.journal")),
        Limits::for_tests(),
        Box::new(Counting(70_000)),
        NOON.plus_ms(DAY_MS),
    )
    .unwrap()
}

#[test]
fn a_phone_ahead_of_the_restored_hub_sends_the_rest_again() {
    let f = fixture(1);
    let mut phone = f.phone(f.person(Role::GridWorker));
    phone.pull(&f.hub);
    let places = f.stream(Class::C1, Purpose::Places);
    let index = phone.index(places);
    let (mut one, mut two) = (new_place(1), new_place(2));
    let first = place_change(&phone, &mut one, 1, index, "东井", true);
    assert_eq!(outcomes(&phone.send(&f.hub, vec![first])), [Outcome::Accepted]);
    let archive = backup(&f);
    // After the backup: one more batch, one more phone, one revoked, one household erased.
    let before = (phone.last_no, phone.last_hash, phone.ratchet.clone());
    let second: Item = place_change(&phone, &mut two, 1, index, "西井", true);
    assert_eq!(outcomes(&phone.send(&f.hub, vec![second.clone()])), [Outcome::Accepted]);
    let given = phone.cursors[&index].number;
    let mut late = f.phone(f.person(Role::GridWorker));
    let mut lost = f.phone(f.person(Role::CellChief));
    let nobody = gridwork_model::Id::NIL;
    f.hub.revoke(lost.enrolled.device, nobody, Actor::Operator, NOON).unwrap();
    let household = f.county.residents(&f.county.cells()[0]).next().unwrap();
    let subject = Subject::Household(household.id);
    f.hub.erase(subject, "个人信息保护法第47条", Actor::Operator, NOON).unwrap();

    let (hub, restored) = bring_back(&f, &archive);
    assert_eq!(restored.epoch, 2);
    assert_eq!((restored.devices, restored.revocations), (2, 1));
    assert!(restored.erasures > 0);
    let clerk = f.caller(Role::DataClerk);
    assert!(hub.household(&clerk, &household.id, NOON).is_err(), "erased stays erased");
    // The phone hears which batch is expected, and sends it again.
    let (mut three, _) = (new_place(3), ());
    let third = place_change(&phone, &mut three, 1, index, "北井", true);
    let after = (phone.last_no, phone.last_hash, phone.ratchet.clone());
    let response = phone.send(&hub, vec![third.clone()]);
    assert_eq!(response.verdict, Some(BatchVerdict::Expected(2)));
    assert_eq!(response.epoch, 2);
    (phone.last_no, phone.last_hash, phone.ratchet) = before;
    assert_eq!(outcomes(&phone.send(&hub, vec![second])), [Outcome::Accepted]);
    assert_eq!((phone.last_no, phone.last_hash), (after.0, after.1), "the same batch again");
    assert_eq!(outcomes(&phone.send(&hub, vec![third])), [Outcome::Accepted]);
    phone.enrolled.epoch = 2;
    phone.pull(&hub);
    assert!(phone.cursors[&index].number > given, "no number is given twice");
    // The phone enrolled after the backup is known, the revoked one is still revoked.
    assert_eq!(late.send_nothing(&hub).failure, None);
    assert_eq!(lost.send_nothing(&hub).orders, [Order::Wipe]);
    hub.verify().unwrap();
}

#[test]
fn a_backup_moves_the_horizon_and_opens_with_the_recovery_key_alone() {
    let f = fixture(1);
    let mut phone = f.phone(f.person(Role::GridWorker));
    phone.pull(&f.hub);
    let index = phone.index(f.stream(Class::C1, Purpose::Places));
    let mut document = new_place(1);
    let item = place_change(&phone, &mut document, 1, index, "东井", true);
    assert_eq!(phone.send(&f.hub, vec![item]).horizon, 0);
    let archive = backup(&f);
    assert_eq!(phone.send_nothing(&f.hub).horizon, 1);
    assert_eq!(f.hub.newest_backup().unwrap(), Some(NOON));
    let wrong = BoxKey::from_seed(&[9; 32]);
    assert!(gridwork_township::backup::open_keys(&archive, &wrong).is_err());
    let bytes = std::fs::read(&archive).unwrap();
    assert!(!bytes.windows(15).any(|window| window == b"SQLite format 3"));
}

#[test]
fn a_damaged_backup_is_not_restored() {
    let f = fixture(1);
    let archive = backup(&f);
    let mut bytes = std::fs::read(&archive).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&archive, &bytes).unwrap();
    let recovery = BoxKey::from_seed(f.founded.offline.recovery.seed());
    let result = restore(
        &archive,
        &recovery,
        &f.folder.path().join("damaged"),
        None,
        Limits::for_tests(),
        Box::new(Counting(1)),
        NOON,
    );
    assert!(result.is_err());
}

#[test]
fn a_new_rest_key_opens_everything_and_old_backups_lose_their_keys_in_time() {
    let f = fixture(1);
    let archive = backup(&f);
    assert!(!f.hub.rotate_rest_key(NOON.plus_ms(DAY_MS)).unwrap(), "not yet");
    assert!(f.hub.rotate_rest_key(NOON.plus_ms(31 * DAY_MS)).unwrap());
    let household = f.county.residents(&f.county.cells()[0]).next().unwrap();
    let clerk = f.caller(Role::DataClerk);
    f.hub.household(&clerk, &household.id, NOON).unwrap();
    let path = f.folder.path().join("hub");
    drop(f.hub);
    let entropy = Box::new(Counting(3));
    let hub = gridwork_township::Hub::open(&path, None, Limits::for_tests(), entropy).unwrap();
    hub.household(&clerk, &household.id, NOON).unwrap();
    let folder = archive.parent().unwrap();
    assert_eq!(hub.prune_backups(folder, NOON.plus_ms(30 * DAY_MS)).unwrap(), 0);
    assert_eq!(hub.prune_backups(folder, NOON.plus_ms(40 * DAY_MS)).unwrap(), 1);
    assert!(!archive.with_extension("gwkeys").exists());
}

#[test]
fn the_root_key_stays_offline_and_certifies_the_online_key() {
    let f = fixture(1);
    let root = SigningKey::from_seed(f.founded.offline.root.seed());
    assert_eq!(*root.verifying().as_bytes(), f.hub.public_keys().0);
    let seed = f.founded.offline.root.seed();
    for file in std::fs::read_dir(f.folder.path().join("hub")).unwrap() {
        let path = file.unwrap().path();
        if path.is_file() {
            let bytes = std::fs::read(&path).unwrap();
            assert!(!bytes.windows(32).any(|window| window == seed), "{path:?}");
        }
    }
}
