//! What has left a device, told again to a hub that was restored: opened, proven by its leaf and judged, or
//! refused; and what strangers make of it.

use gridwork_document::{Actor as Writer, Document};
use gridwork_model::permission::Role;
use gridwork_model::{Class, Edit, Founding, Id, Outcome, Path, Purpose, Refusal, StreamId, Value};
use gridwork_seal::{BoxPublic, Hash};
use gridwork_sync::update::EntryBody;
use gridwork_sync::{Batch, Body, Item, Withheld, withheld};
use gridwork_township::audit::Actor;

use crate::support::{Fixture, NOON, Phone, fixture, outcomes};

const MALFORMED: Outcome = Outcome::Refused(Refusal::Malformed);

fn places(f: &Fixture) -> StreamId {
    StreamId::new(f.cell(), Class::C1, Purpose::Places)
}

/// A new place, as one change.
fn place(phone: &Phone, stream: u8, n: u8) -> (Id, Item) {
    let founding = Founding::Place { id: Id::v7(NOON.0 as u64, [n; 10]) };
    let mut document = Document::found(&founding).unwrap();
    let edit = Edit::Put { path: Path::root("name"), value: Value::Text(format!("{n}号井")) };
    let writer = Writer::new(phone.enrolled.device, 1);
    let commit = document.edit(writer, NOON, &[edit]).unwrap();
    let (id, founding) = (founding.document(), Some(founding));
    let body = Body::Change { document: id, founding, raw: commit.raw, hash: commit.hash };
    (id, Item { stream, body })
}

/// The leaves that items have in the next batch.
fn leaves(phone: &Phone, items: &[Item]) -> Vec<Hash> {
    let batch = Batch { no: 1, prev: [0; 32], items: items.to_vec() };
    let mut ratchet = phone.ratchet.clone();
    let stream = |index| phone.table.get(&index).copied();
    batch.commit(phone.enrolled.device, &mut ratchet, stream).unwrap().leaves
}

struct Chance(u8);

impl gridwork_seal::Entropy for Chance {
    fn fill(&mut self, out: &mut [u8]) {
        for byte in out {
            self.0 = self.0.wrapping_add(59);
            *byte = self.0;
        }
    }
}

fn left(leaf: Hash, sealed: Vec<u8>, stream: u8) -> Item {
    Item { stream, body: Body::Withheld(Withheld { leaf, sealed }) }
}

/// The same item as one that has left the phone.
fn seal(phone: &Phone, item: &Item, leaf: &Hash) -> Vec<u8> {
    let hub = BoxPublic(phone.enrolled.box_key);
    withheld::seal(item.clone(), phone.enrolled.person, leaf, &hub, &mut Chance(1)).unwrap()
}

#[test]
fn what_left_its_device_is_judged_by_what_the_hub_opens() {
    let f = fixture(1);
    let worker = f.person(Role::GridWorker);
    let (mut one, mut two) = (f.phone(worker), f.phone(worker));
    one.pull(&f.hub);
    two.pull(&f.hub);
    let index = one.index(places(&f));
    let (id, item) = place(&one, index, 1);
    let leaf = leaves(&one, std::slice::from_ref(&item))[0];
    let sealed = seal(&one, &item, &leaf);
    let answer = one.send(&f.hub, vec![left(leaf, sealed, index)]);
    assert_eq!(outcomes(&answer), [Outcome::Accepted]);
    two.pull(&f.hub);
    let told = |phone: &Phone| {
        let held = &phone.held[&phone.index(places(&f))];
        held.iter().any(|b| matches!(b, EntryBody::Change { document, .. } if *document == id))
    };
    assert!(told(&one) && told(&two), "its author hears of it in full as well");
    f.hub.verify().unwrap();
}

#[test]
fn what_does_not_open_or_is_not_what_its_leaf_says_is_refused_and_the_rest_counts() {
    let f = fixture(1);
    let mut phone = f.phone(f.person(Role::GridWorker));
    phone.pull(&f.hub);
    let index = phone.index(places(&f));
    let (_, said) = place(&phone, index, 1);
    let (_, other) = place(&phone, index, 2);
    let (_, honest) = place(&phone, index, 3);
    let leaf = leaves(&phone, std::slice::from_ref(&said))[0];
    let cut = {
        let mut sealed = seal(&phone, &said, &leaf);
        sealed.pop();
        sealed
    };
    let nested = left(leaf, seal(&phone, &said, &leaf), index);
    let items = vec![
        left(leaf, Vec::new(), index),
        left(leaf, cut, index),
        left(leaf, vec![7; 500], index),
        // Another item under this leaf, and one inside another.
        left(leaf, seal(&phone, &other, &leaf), index),
        left(leaf, seal(&phone, &nested, &leaf), index),
        honest,
    ];
    let answer = phone.send(&f.hub, items);
    let mut expected = vec![MALFORMED; 5];
    expected.push(Outcome::Accepted);
    assert_eq!(outcomes(&answer), expected);
    let (_, next) = place(&phone, index, 4);
    assert_eq!(outcomes(&phone.send(&f.hub, vec![next])), [Outcome::Accepted], "the chain holds");
    f.hub.verify().unwrap();
}

#[test]
fn of_a_revoked_device_only_what_opens_is_set_aside() {
    let f = fixture(1);
    let mut phone = f.phone(f.person(Role::GridWorker));
    phone.pull(&f.hub);
    let index = phone.index(places(&f));
    let (_, said) = place(&phone, index, 1);
    let leaf = leaves(&phone, std::slice::from_ref(&said))[0];
    let sealed = seal(&phone, &said, &leaf);
    f.hub.revoke(phone.number(), Id::NIL, Actor::Operator, NOON).unwrap();
    phone.send(&f.hub, vec![left(leaf, sealed, index), left([9; 32], Vec::new(), index)]);
    let lots = f.hub.quarantine(Id::NIL).unwrap();
    assert_eq!(lots.iter().map(|lot| (lot.count, lot.open)).collect::<Vec<_>>(), [(1, 1)]);
}
