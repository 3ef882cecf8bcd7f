//! The hub is restored from yesterday with phones ahead: nothing is lost, no number is given twice,
//! what was erased and revoked stays so.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use gridwork_model::incident::{Grade, Step};
use gridwork_model::permission::Role;
use gridwork_model::{Class, Outcome, Purpose};
use gridwork_seal::{BoxKey, SigningKey};
use gridwork_sync::response::Order;
use gridwork_sync::{BatchVerdict, Item};
use gridwork_township::Limits;
use gridwork_township::audit::Actor;
use gridwork_township::desk::{DeskStep, Staffed};
use gridwork_township::erase::Subject;
use gridwork_township::restore::{Restored, restore};

use crate::desk::{category, report, reported};
use crate::support::{Counting, Fixture, NOON, fixture, new_place, outcomes, place_change};

const DAY_MS: i64 = 86_400_000;

pub fn backup(f: &Fixture) -> PathBuf {
    let folder = f.folder.path().join("backups");
    let made = f.hub.backup(&folder, Actor::Operator, NOON).unwrap();
    folder.join(format!("{}.gwbackup", made.name))
}

pub fn bring_back(f: &Fixture, archive: &std::path::Path) -> (gridwork_township::Hub, Restored) {
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

/// Lets readers end, also where the test failed.
struct Over<'a>(&'a AtomicBool);

impl Drop for Over<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

#[test]
fn whoever_reads_while_the_rest_key_is_exchanged_reads_on() {
    let f = fixture(1);
    let mut phones = [f.phone(f.person(Role::GridWorker)), f.phone(f.person(Role::BranchLeader))];
    let (over, reads) = (AtomicBool::new(false), [AtomicU64::new(0), AtomicU64::new(0)]);
    std::thread::scope(|scope| {
        let over_at_last = Over(&over);
        let (hub, over) = (&f.hub, &over);
        let mut readers = Vec::new();
        for (phone, count) in phones.iter_mut().zip(&reads) {
            readers.push(scope.spawn(move || {
                while !over.load(Ordering::Relaxed) {
                    phone.download_anew(hub);
                    count.fetch_add(1, Ordering::Relaxed);
                }
            }));
        }
        for month in 1..=3 {
            let before = reads.each_ref().map(|count| count.load(Ordering::Relaxed));
            assert!(hub.rotate_rest_key(NOON.plus_ms(month * 31 * DAY_MS)).unwrap());
            // Each has begun and ended since.
            for ((count, before), reader) in reads.iter().zip(before).zip(&readers) {
                while count.load(Ordering::Relaxed) < before + 2 {
                    assert!(!reader.is_finished(), "a reader was refused");
                    std::thread::yield_now();
                }
            }
        }
        drop(over_at_last);
    });
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

#[test]
fn who_lived_with_an_erased_person_is_still_there_after_a_restore() {
    let f = fixture(1);
    let home = f.county.residents(&f.county.cells()[0]).find(|home| home.people.len() > 2).unwrap();
    let (gone, stays) = (home.people[0].id, home.people[1].id);
    let archive = backup(&f);
    let subject = Subject::Person { household: home.id, person: gone };
    f.hub.erase(subject, "个人信息保护法第47条", Actor::Operator, NOON).unwrap();
    let clerk = f.caller(Role::DataClerk);
    let anew = gridwork_model::Founding::Household { id: home.id, epoch: 1 }.document();
    let people = |hub: &gridwork_township::Hub| {
        let card = hub.household(&clerk, &anew, NOON).unwrap();
        card.people.iter().map(|person| person.id).collect::<Vec<_>>()
    };
    let before = people(&f.hub);
    let (hub, _) = bring_back(&f, &archive);
    assert_eq!(people(&hub), before);
    assert!(before.contains(&stays) && !before.contains(&gone));
}

#[test]
fn a_restored_hub_gives_no_device_number_twice_and_takes_no_code_twice() {
    let f = fixture(1);
    let worker = f.person(Role::GridWorker);
    let code = f.hub.issue_code(worker, Actor::Operator, NOON).unwrap();
    let archive = backup(&f);
    let late = crate::support::Phone::enrol(&f.hub, &code.code, code.root);
    let recovery = BoxKey::from_seed(f.founded.offline.recovery.seed());
    let lost = restore(
        &archive,
        &recovery,
        &f.folder.path().join("without"),
        None,
        Limits::for_tests(),
        Box::new(Counting(80_000)),
        NOON.plus_ms(DAY_MS),
    );
    let (hub, _) = bring_back(&f, &archive);
    // Its phone is known, in the directory too.
    let standing = hub.standing();
    let mut bound = standing.directory.devices_of(worker);
    assert!(bound.any(|binding| binding.device == late.enrolled.device));
    let key = gridwork_seal::SigningKey::from_seed(&[5; 32]);
    let request = crate::support::request(&key, &BoxKey::from_seed(&[6; 32]), &code.code);
    let bytes = request.seal(&key);
    let answer = hub.enrol(&bytes, "test", NOON);
    let root = gridwork_seal::VerifyingKey(code.root);
    let answer = gridwork_sync::enrol::EnrolAnswer::open(&answer, &bytes, &root).unwrap();
    let used = gridwork_sync::enrol::EnrolRefusal::Used;
    assert_eq!(answer, gridwork_sync::enrol::EnrolAnswer::Refused(used));
    // With and without the journal of the lost hub.
    for hub in [hub, lost.unwrap().0] {
        let code = hub.issue_code(worker, Actor::Operator, NOON).unwrap();
        let fresh = crate::support::Phone::enrol(&hub, &code.code, code.root);
        assert!(fresh.enrolled.device > late.enrolled.device + 1, "{}", fresh.enrolled.device);
    }
}

#[test]
fn a_restored_hub_knows_who_was_switched_off_and_which_password_was_changed() {
    let f = fixture(1);
    let new = |login: &str, role: Role| gridwork_township::people::NewStaff {
        org: gridwork_model::Id::NIL,
        person: None,
        login: login.into(),
        name: "测试".into(),
        roles: vec![gridwork_township::people::RoleAt {
            role: role.number(),
            scope: gridwork_model::Id::NIL,
        }],
        password: "first-password-1".into(),
    };
    let off = f.hub.add_staff(&new("liwei", Role::County), Actor::Operator, NOON).unwrap();
    let changed = f.hub.add_staff(&new("wangli", Role::County), Actor::Operator, NOON).unwrap();
    let archive = backup(&f);
    let nobody = gridwork_model::Id::NIL;
    f.hub.change_staff(nobody, off, None, Some(true), Actor::Operator, NOON).unwrap();
    let next = "second-password-2";
    f.hub.reset_password(nobody, changed, next, Actor::Operator, NOON).unwrap();
    let (hub, _) = bring_back(&f, &archive);
    assert!(hub.log_in("liwei", "first-password-1", NOON).is_err());
    assert!(hub.log_in("wangli", "first-password-1", NOON).is_err());
    assert!(hub.log_in("wangli", next, NOON).is_ok());
}

#[test]
fn a_half_copied_file_is_copied_again_and_never_taken_for_a_copy() {
    let f = fixture(1);
    let hash = crate::files::upload(&f, &[7; 70_000]);
    let name: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
    let archive = backup(&f);
    let copy = archive.parent().unwrap().join("files").join(&name);
    let whole = std::fs::read(&copy).unwrap();
    // What an older hub or a full disk left.
    std::fs::write(&copy, &whole[..1_000]).unwrap();
    backup(&f);
    assert_eq!(std::fs::read(&copy).unwrap(), whole);
    std::fs::write(f.folder.path().join("hub").join("files").join("ff00"), b"half").unwrap();
    backup(&f);
    assert!(!copy.with_file_name("ff00").exists(), "only complete files are copied");
}

#[test]
fn a_key_file_that_cannot_be_written_does_not_keep_the_rest_key_from_changing() {
    let f = fixture(1);
    let (data, keys) = (f.folder.path().join("hub"), f.folder.path().join("safe.keys"));
    drop(f.hub);
    std::fs::rename(data.join("hub.keys"), &keys).unwrap();
    let before = std::fs::read(&keys).unwrap();
    let open = |seed| {
        let entropy = Box::new(Counting(seed));
        gridwork_township::Hub::open(&data, Some(&keys), Limits::for_tests(), entropy).unwrap()
    };
    let hub = open(11);
    assert!(hub.rotate_rest_key(NOON.plus_ms(31 * DAY_MS)).unwrap());
    drop(hub);
    assert_eq!(std::fs::read(&keys).unwrap(), before, "the key file is as it was");
    let hub = open(12);
    let household = f.county.residents(&f.county.cells()[0]).next().unwrap();
    let standing = hub.standing();
    let township = standing.org_of(f.county.cells()[0].id);
    let clerk = gridwork_township::people::Caller {
        person: gridwork_model::Id::v7(1, [1; 10]),
        name: "测试".into(),
        org: township,
        roles: vec![gridwork_township::people::RoleAt {
            role: Role::DataClerk.number(),
            scope: township,
        }],
    };
    hub.household(&clerk, &household.id, NOON).unwrap();
}

#[test]
fn a_restored_hub_gives_no_incident_the_number_of_one_it_forgot() {
    let case = reported();
    let by = Staffed { caller: &case.duty, role: Role::DutyOfficer };
    let registered = |hub: &gridwork_township::Hub, now| {
        let object = hub.report_incident(by, report(&case.f), now).unwrap();
        hub.step_incident(by, &object, DeskStep::Plain(Step::Accept), None, now).unwrap();
        let (grade, category) = (Grade::Ordinary, category());
        let step = DeskStep::Register { grade, category, statute: None };
        hub.step_incident(by, &object, step, None, now).unwrap();
        hub.incident(&case.duty, &object, false, now).unwrap().row.summary.number.unwrap()
    };
    let first = registered(&case.f.hub, NOON);
    let archive = backup(&case.f);
    let forgotten = registered(&case.f.hub, NOON);
    let (hub, _) = bring_back(&case.f, &archive);
    let next = registered(&hub, NOON.plus_ms(DAY_MS));
    assert!(first < forgotten && forgotten < next, "{first} {forgotten} {next}");
}
