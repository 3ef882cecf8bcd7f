//! What a newer version of the phone writes: an entry of a kind this hub does not know is kept and
//! passed on as it came, and opens no door that a known kind would not.

use gridwork_model::permission::Role;
use gridwork_model::{Class, Id, LedgerEntry, Outcome, Purpose, Refusal, StreamId, TimeFacts};
use gridwork_sync::item::ledger_hash;
use gridwork_sync::update::EntryBody;
use gridwork_sync::{Body, Item};

use crate::support::{Fixture, NOON, Phone, fixture, outcomes};

/// No kind of this version.
const NEWER: u16 = 200;

fn entry(phone: &Phone, n: u8) -> LedgerEntry {
    LedgerEntry {
        id: Id::v7(phone.now.0 as u64, [n; 10]),
        object: Id::v7(phone.now.0 as u64, [n; 10]),
        kind: NEWER,
        person: phone.enrolled.person,
        role: Role::GridWorker.number(),
        time: TimeFacts { device: phone.now, ..TimeFacts::default() },
        // No CBOR of anything.
        body: vec![0xff, 0x00, 0xc3, 0x28, n],
    }
}

fn say(phone: &mut Phone, f: &Fixture, stream: u8, entry: LedgerEntry) -> Outcome {
    let response = phone.send(&f.hub, vec![Item { stream, body: Body::Ledger(entry) }]);
    outcomes(&response)[0]
}

/// The entry as a phone holds it, who wrote it, and whether it has effect.
fn held(phone: &Phone, stream: StreamId, id: Id) -> Vec<(LedgerEntry, u32, bool)> {
    let bodies = phone.held.get(&phone.index(stream)).into_iter().flatten();
    bodies
        .filter_map(|body| match body {
            EntryBody::Ledger { author, entry, effective } if entry.id == id => {
                Some((entry.clone(), *author, *effective))
            }
            _ => None,
        })
        .collect()
}

#[test]
fn an_entry_of_an_unknown_kind_is_kept_and_passed_on_as_it_came() {
    let f = fixture(1);
    let worker = f.person(Role::GridWorker);
    let places = f.stream(Class::C1, Purpose::Places);
    let (mut writer, mut other) = (f.phone(worker), f.phone(worker));
    writer.pull(&f.hub);
    other.pull(&f.hub);
    let (index, said) = (writer.index(places), entry(&writer, 1));
    assert_eq!(say(&mut writer, &f, index, said.clone()), Outcome::Accepted);
    other.pull(&f.hub);
    // A phone that comes later gets it with its first download.
    let mut late = f.phone(worker);
    late.pull(&f.hub);
    for phone in [&other, &late] {
        let got = held(phone, places, said.id);
        assert_eq!(got, [(said.clone(), writer.number(), true)], "once, and nothing changed");
        assert_eq!(ledger_hash(&got[0].0), ledger_hash(&said));
    }
    // Said again, as by a restored phone: the same answer, and still once.
    assert_eq!(say(&mut writer, &f, index, said.clone()), Outcome::Accepted);
    other.pull(&f.hub);
    assert_eq!(held(&other, places, said.id).len(), 1);
    f.hub.verify().unwrap();
}

#[test]
fn an_unknown_kind_opens_no_door() {
    let f = fixture(1);
    let mut phone = f.phone(f.person(Role::GridWorker));
    phone.pull(&f.hub);
    let refused = Outcome::Refused(Refusal::NotPermitted);
    let places = phone.index(f.stream(Class::C1, Purpose::Places));
    let role = LedgerEntry { role: 250, ..entry(&phone, 1) };
    assert_eq!(say(&mut phone, &f, places, role), refused, "an unknown role");
    let role = LedgerEntry { role: Role::Head.number(), ..entry(&phone, 2) };
    assert_eq!(say(&mut phone, &f, places, role), refused, "a role that is somebody else's");
    let person = LedgerEntry { person: Id::v7(NOON.0 as u64, [9; 10]), ..entry(&phone, 3) };
    assert_eq!(say(&mut phone, &f, places, person), refused, "in the name of somebody else");
    for purpose in [Purpose::Directory, Purpose::AccessLog] {
        let granted = phone.table.iter().find(|(_, stream)| stream.purpose == purpose);
        let index = *granted.expect("every phone holds one").0;
        let unknown = entry(&phone, 4);
        assert_eq!(say(&mut phone, &f, index, unknown), refused, "{purpose:?}");
    }
    let mut other = f.phone(phone.enrolled.person);
    other.pull(&f.hub);
    let kept = other.held.values().flatten();
    let unknown =
        |body: &&EntryBody| matches!(body, EntryBody::Ledger { entry, .. } if entry.kind == NEWER);
    assert_eq!(kept.filter(unknown).count(), 0, "nothing of it was kept");
}
