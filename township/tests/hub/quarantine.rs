//! Revoked devices, lost scopes and the grace: nothing is lost, and nothing slips in.

use gridwork_model::permission::Role;
use gridwork_model::{Class, Outcome, Purpose, Refusal};
use gridwork_seal::sha256;
use gridwork_sync::files::{PartAnswer, PartRequest, PartStatus};
use gridwork_sync::response::Order;
use gridwork_sync::{BatchVerdict, Failure};
use gridwork_township::audit::Actor;
use gridwork_township::quarantine::Decision;
use gridwork_township::register::add::NewHousehold;
use gridwork_township::{Hub, HubError};

use crate::support::{Fixture, NOON, fixture, new_place, outcomes, place_change};
use crate::web::Web;

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
    assert_eq!((lots[0].items[0].kind.as_str(), lots[0].open), ("place", 1));
    assert_eq!(lots[0].items[0].fields, ["name"]);
    let taken = f.hub.review(org, &lots[0].id, true, None, Actor::Operator, NOON).unwrap();
    assert_eq!(taken, [Decision::Taken]);
    assert!(f.hub.stream_of(&document.id()).is_ok(), "the place is in its stream now");
    let twice = f.hub.review(org, &lots[0].id, true, None, Actor::Operator, NOON);
    assert!(twice.is_err(), "a lot is reviewed once");
}

#[test]
fn what_does_not_fit_is_kept_with_its_reason_and_each_entry_is_decided_apart() {
    let f = fixture(1);
    let mut phone = f.phone(f.person(Role::GridWorker));
    phone.pull(&f.hub);
    let index = phone.index(f.stream(Class::C1, Purpose::Places));
    let (mut one, mut two, mut three) = (new_place(1), new_place(2), new_place(3));
    // The second builds on a place that the hub never hears of.
    let _ = place_change(&phone, &mut two, 1, index, "没送到的", true);
    let items = vec![
        place_change(&phone, &mut one, 1, index, "东井", true),
        place_change(&phone, &mut two, 1, index, "西井", false),
        place_change(&phone, &mut three, 1, index, "北井", true),
    ];
    f.hub.revoke(phone.enrolled.device, gridwork_model::Id::NIL, Actor::Operator, NOON).unwrap();
    phone.send(&f.hub, items);
    let org = f.hub.standing().org_of(f.cell());
    let lot = f.hub.quarantine(org).unwrap().remove(0);
    let review = |take, places: &[u32]| {
        f.hub.review(org, &lot.id, take, Some(places), Actor::Operator, NOON)
    };
    let kept = Decision::Refused { reason: Refusal::OutOfContext };
    let decided = review(true, &[0, 1]).unwrap();
    assert_eq!(decided, [Decision::Taken, kept, Decision::Open]);
    let shown = f.hub.quarantine(org).unwrap().remove(0);
    assert_eq!((shown.open, shown.items[1].decision), (2, kept));
    assert_eq!(review(false, &[2]).unwrap(), [Decision::Taken, kept, Decision::LeftOut]);
    assert!(f.hub.stream_of(&one.id()).is_ok());
    assert!(f.hub.stream_of(&three.id()).is_err(), "what is left out is nowhere");
    assert!(review(true, &[2]).is_err(), "and stays out");
    // The one that does not fit waits on, through a change of the rest key.
    assert!(f.hub.rotate_rest_key(NOON.plus_ms(31 * DAY_MS)).unwrap());
    assert_eq!(f.hub.quarantine(org).unwrap()[0].open, 1);
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

#[test]
fn a_nearly_full_disk_takes_no_file_list_or_household_and_whoever_watches_is_told() {
    let f = fixture(1);
    let mut phone = f.phone(f.person(Role::GridWorker));
    phone.pull(&f.hub);
    let stream = phone.index(f.stream(Class::C2, Purpose::Incidents));
    let content = vec![9; 5_000];
    let (device, file, size) = (phone.enrolled.device, sha256(&[&content]), 5_000);
    let part = PartRequest { device, file, size, stream, offset: 0, bytes: content.clone() };
    let part = part.seal(&phone.key);
    let send = |hub: &Hub| PartAnswer::parse(&hub.file_part(&part, NOON)).unwrap().status;
    let (clerk, org) = (f.caller(Role::DataClerk), f.hub.standing().org_of(f.cell()));
    let hamlet = f.hub.standing().directory.hamlets_of_cell(f.cell()).next().unwrap().id;
    let new: NewHousehold = serde_json::from_value(serde_json::json!({
        "hamlet": hamlet,
        "people": [{
            "name": "示意满仓", "sex": "男", "birth": "1960-01-01",
            "relation": "户主", "residency": "常住",
        }],
    }))
    .unwrap();
    let list = "村,自然村\n没有这个村,示意沟\n".as_bytes();

    let Fixture { hub, founded, county, folder } = f;
    drop(hub);
    let path = folder.path().join("hub");
    let open = |free: u64| {
        let mut limits = gridwork_township::Limits::for_tests();
        limits.disk.free_bytes_min = free;
        let entropy = Box::new(crate::support::Counting(500));
        Hub::open(&path, None, limits, entropy).unwrap()
    };
    let full = open(u64::MAX);
    assert_eq!(send(&full), PartStatus::NoRoom);
    assert!(matches!(full.dry_run(org, list, Actor::Operator, NOON), Err(HubError::LowDisk)));
    assert!(matches!(full.add_household(&clerk, &new, NOON), Err(HubError::LowDisk)));
    let imported = full.import_county(&county, Actor::Operator, NOON, &mut |_, _| {});
    assert!(matches!(imported, Err(HubError::LowDisk)));
    drop(full);

    let roomy = open(0);
    assert_eq!(send(&roomy), PartStatus::Complete);
    assert_eq!(roomy.file(&file).unwrap(), content);
    assert!(roomy.dry_run(org, list, Actor::Operator, NOON).is_ok());
    roomy.add_household(&clerk, &new, NOON).unwrap();
    drop(roomy);

    let web = Web::over(Fixture { hub: open(u64::MAX), founded, county, folder });
    let health = web.stranger().get("/healthz").json();
    assert_eq!(health["status"], "attention", "{health}");
    assert_eq!(health["attention"], serde_json::json!(["low_disk"]), "{health}");
    assert!(health["free_bytes"].as_u64().is_some_and(|free| free > 0), "{health}");
}
