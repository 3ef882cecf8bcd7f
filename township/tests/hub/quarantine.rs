//! Revoked devices, lost scopes and the grace: nothing is lost, and nothing slips in.

use gridwork_model::permission::Role;
use gridwork_model::{Class, Outcome, Purpose};
use gridwork_sync::response::Order;
use gridwork_sync::{BatchVerdict, Failure};
use gridwork_township::audit::Actor;

use crate::support::{NOON, fixture, new_place, outcomes, place_change};

const DAY_MS: i64 = 86_400_000;

#[test]
fn a_revoked_device_is_told_to_wipe_and_its_unsent_work_waits_for_a_person() {
    let f = fixture(1);
    let mut phone = f.phone(f.person(Role::GridWorker));
    phone.pull(&f.hub);
    let index = phone.index(f.stream(Class::C1, Purpose::Places));
    let mut document = new_place(1);
    let item = place_change(&phone, &mut document, 1, index, "东井", true);
    f.hub.revoke(phone.enrolled.device, gridwork_model::Id::NIL, Actor::Operator, NOON).unwrap();
    let response = phone.send(&f.hub, vec![item]);
    assert_eq!(response.verdict, Some(BatchVerdict::Quarantined { no: 1 }));
    assert_eq!(response.orders, [Order::Wipe]);
    assert!(response.updates.is_empty(), "nothing is shown to it any more");
    let org = f.hub.standing().org_of(f.cell());
    let lots = f.hub.quarantine(org).unwrap();
    assert_eq!((lots.len(), lots[0].count), (1, 1));
    let taken = f.hub.review(org, &lots[0].id, true, Actor::Operator, NOON).unwrap();
    assert_eq!(taken, [Outcome::Accepted]);
    assert!(f.hub.stream_of(&document.id()).is_ok(), "the place is in its stream now");
    let twice = f.hub.review(org, &lots[0].id, true, Actor::Operator, NOON);
    assert!(twice.is_err(), "a lot is reviewed once");
}

#[test]
fn within_the_grace_unsent_work_is_taken_and_after_it_it_waits() {
    let f = fixture(1);
    let worker = f.person(Role::GridWorker);
    let mut phone = f.phone(worker);
    phone.pull(&f.hub);
    let index = phone.index(f.stream(Class::C1, Purpose::Places));
    let standing = f.hub.standing();
    let ended: Vec<_> = standing
        .directory
        .assignments_of(worker, NOON.day())
        .map(|(assignment, _)| {
            let mut assignment = assignment.clone();
            assignment.validity.valid_to = Some(NOON.day());
            assignment.into()
        })
        .collect();
    f.hub.put_directory(ended, Actor::Operator, NOON).unwrap();
    let (mut one, mut two) = (new_place(1), new_place(2));
    let item = place_change(&phone, &mut one, 1, index, "东井", true);
    let response = phone.send(&f.hub, vec![item]);
    assert_eq!(outcomes(&response), [Outcome::Accepted]);
    assert!(!phone.table.contains_key(&index), "the stream is gone from the table");
    phone.now = NOON.plus_ms(31 * DAY_MS);
    phone.table.insert(index, f.stream(Class::C1, Purpose::Places));
    let item = place_change(&phone, &mut two, 1, index, "西井", true);
    let response = phone.send(&f.hub, vec![item]);
    assert_eq!(outcomes(&response), [Outcome::Quarantined]);
    let org = f.hub.standing().org_of(f.cell());
    assert_eq!(f.hub.quarantine(org).unwrap().len(), 1);
}

#[test]
fn a_nearly_full_disk_refuses_batches_by_name_and_goes_on_reading() {
    let folder = tempfile::tempdir().unwrap();
    let f = fixture(1);
    let mut phone = f.phone(f.person(Role::GridWorker));
    phone.pull(&f.hub);
    let index = phone.index(f.stream(Class::C1, Purpose::Places));
    let mut document = new_place(1);
    let item = place_change(&phone, &mut document, 1, index, "东井", true);
    let path = f.folder.path().join("hub");
    drop(f.hub);
    let open = |free: u64| {
        let mut limits = gridwork_township::Limits::for_tests();
        limits.disk.free_bytes_min = free;
        let entropy = Box::new(crate::support::Counting(500));
        gridwork_township::Hub::open(&path, None, limits, entropy).unwrap()
    };
    let full = open(u64::MAX);
    let kept = (phone.last_no, phone.last_hash, phone.ratchet.clone());
    let response = phone.send(&full, vec![item.clone()]);
    assert_eq!(response.failure, Some(Failure::NoRoom));
    assert_eq!(phone.send_nothing(&full).failure, None, "reading goes on");
    drop(full);
    (phone.last_no, phone.last_hash, phone.ratchet) = kept;
    let response = phone.send(&open(0), vec![item]);
    assert_eq!(outcomes(&response), [Outcome::Accepted]);
    drop(folder);
}
