//! What admission promises whatever happens around it, and who may write what.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use gridwork_document::{Actor as Writer, Document};
use gridwork_model::ledger::kind;
use gridwork_model::permission::Role;
use gridwork_model::roster::{Act, At, LeftReason};
use gridwork_model::{
    Class, Edit, Founding, Id, LedgerEntry, Outcome, Path, Purpose, Refusal, TimeFacts, Value,
};
use gridwork_seal::Entropy;
use gridwork_sync::update::EntryBody;
use gridwork_sync::{Body, Item};
use gridwork_township::{Hub, Limits};

use crate::support::{Counting, Fixture, NOON, Phone, fixture, new_place, outcomes, place_change};

/// Randomness that fails after so many calls: a fault in the middle of a transaction.
struct Breaking(Counting, Arc<AtomicU32>);

impl Entropy for Breaking {
    fn fill(&mut self, out: &mut [u8]) {
        if self.1.fetch_sub(1, Ordering::SeqCst) == 0 {
            panic!("the fault of this test");
        }
        self.0.fill(out);
    }
}

#[test]
fn a_batch_that_fails_half_way_is_stored_when_it_comes_again() {
    let f = fixture(1);
    let mut phone = f.phone(f.person(Role::GridWorker));
    let mut other = f.phone(f.person(Role::GridWorker));
    phone.pull(&f.hub);
    other.pull(&f.hub);
    let index = phone.index(f.stream(Class::C1, Purpose::Places));
    let folder = f.folder.path().join("hub");
    drop(f.hub);
    let left = Arc::new(AtomicU32::new(u32::MAX));
    let open = |seed| {
        let entropy = Box::new(Breaking(Counting(seed), left.clone()));
        Hub::open(&folder, None, Limits::for_tests(), entropy).unwrap()
    };
    let hub = open(5_000);
    let mut documents: Vec<_> = (0..3).map(new_place).collect();
    for round in 0..2 {
        let items = (0..6)
            .map(|i| {
                let first = round == 0 && i < 3;
                let name = format!("井{round}{i}");
                place_change(&phone, &mut documents[i % 3], 1, index, &name, first)
            })
            .collect();
        let bytes = phone.frame(items);
        let mut failures = 0;
        let answered = loop {
            left.store(failures, Ordering::SeqCst);
            match catch_unwind(AssertUnwindSafe(|| phone.post(&hub, &bytes))) {
                Ok(answered) => break answered,
                Err(_) => failures += 1,
            }
        };
        left.store(u32::MAX, Ordering::SeqCst);
        assert!(failures >= 6, "it failed at every entry: {failures}");
        assert_eq!(outcomes(&answered), [Outcome::Accepted; 6]);
    }
    drop(hub);
    let hub = open(9_000);
    other.pull(&hub);
    let held = &other.held[&index];
    for document in &documents {
        let stored = held.iter().filter(
            |entry| matches!(entry, EntryBody::Change { document: id, .. } if *id == document.id()),
        );
        assert_eq!(stored.count(), 4, "two entries a round");
    }
    hub.verify().unwrap();
}

/// A household of the first cell as a phone holds it.
fn household(phone: &Phone, stream: u8) -> Document {
    let held = &phone.held[&stream];
    let founding = held.iter().find_map(|entry| match entry {
        EntryBody::Change { founding: Some(found @ Founding::Household { .. }), .. } => Some(found),
        _ => None,
    });
    let founding = founding.expect("a household").clone();
    let raws = held.iter().filter_map(|entry| match entry {
        EntryBody::Change { document, raw, .. } if *document == founding.document() => {
            Some(raw.as_slice())
        }
        _ => None,
    });
    Document::replay(&founding, raws).unwrap()
}

fn change(phone: &Phone, document: &mut Document, stream: u8, edit: Edit) -> Item {
    changes(phone, document, stream, &[edit])
}

fn changes(phone: &Phone, document: &mut Document, stream: u8, edits: &[Edit]) -> Item {
    let actor = Writer::new(phone.enrolled.device, 1);
    let commit = document.edit(actor, phone.now, edits).unwrap();
    let founding = None;
    let id = document.id();
    Item {
        stream,
        body: Body::Change { document: id, founding, raw: commit.raw, hash: commit.hash },
    }
}

fn put(field: &str, value: &str) -> Edit {
    Edit::Put { path: Path::root(field), value: Value::Text(value.into()) }
}

fn pulled(f: &Fixture, role: Role) -> (Phone, u8) {
    let mut phone = f.phone(f.person(role));
    phone.pull(&f.hub);
    let index = phone.index(f.roster());
    (phone, index)
}

#[test]
fn a_branch_leader_and_a_cell_chief_settle_what_they_may_not_write() {
    let f = fixture(1);
    let (mut one, at_one) = pulled(&f, Role::GridWorker);
    let (mut two, at_two) = pulled(&f, Role::GridWorker);
    for role in [Role::BranchLeader, Role::CellChief] {
        let mut document = household(&one, at_one);
        let mut theirs = document.clone();
        let edit = change(&one, &mut document, at_one, put("address", &format!("东头{role:?}")));
        assert_eq!(outcomes(&one.send(&f.hub, vec![edit])), [Outcome::Accepted]);
        let edit = change(&two, &mut theirs, at_two, put("address", &format!("西头{role:?}")));
        assert_eq!(outcomes(&two.send(&f.hub, vec![edit])), [Outcome::Accepted]);
        let (mut phone, index) = pulled(&f, role);
        let mut seen = household(&phone, index);
        let path = Path::root("address");
        assert!(seen.field(&path).unwrap().in_conflict());
        // Writing is not theirs.
        let mut copy = seen.clone();
        let plain = change(&phone, &mut copy, index, put("nickname", "老赵家"));
        let refused = Outcome::Refused(Refusal::NotPermitted);
        assert_eq!(outcomes(&phone.send(&f.hub, vec![plain])), [refused], "{role:?}");
        let choice =
            Edit::Resolve { path: path.clone(), value: Value::Text(format!("西头{role:?}")) };
        let choice = change(&phone, &mut seen, index, choice);
        assert_eq!(outcomes(&phone.send(&f.hub, vec![choice])), [Outcome::Accepted], "{role:?}");
        let org = f.hub.standing().org_of(f.cell());
        assert!(f.hub.conflicts(org).unwrap().is_empty(), "{role:?}");
        (one, _) = pulled(&f, Role::GridWorker);
        (two, _) = pulled(&f, Role::GridWorker);
    }
}

#[test]
fn a_branch_leader_moves_a_person_between_households() {
    let f = fixture(1);
    let (mut phone, index) = pulled(&f, Role::BranchLeader);
    let mut from = household(&phone, index);
    let person = from.members()[0];
    let edit = Edit::Put { path: Path::member(person, "left"), value: Value::Code(5) };
    let leaving = change(&phone, &mut from, index, edit);
    let other = phone.held[&index].iter().find_map(|entry| match entry {
        EntryBody::Change { founding: Some(found), .. } if found.document() != from.id() => {
            Some(found.clone())
        }
        _ => None,
    });
    let other = other.unwrap();
    let raws = phone.held[&index].iter().filter_map(|entry| match entry {
        EntryBody::Change { document, raw, .. } if *document == other.document() => {
            Some(raw.as_slice())
        }
        _ => None,
    });
    let mut to = Document::replay(&other, raws).unwrap();
    let fields = vec![("name".to_owned(), Value::Text("示例".into()))];
    let joining = change(&phone, &mut to, index, Edit::AddMember { id: Some(person), fields });
    let moved = phone.send(&f.hub, vec![leaving, joining]);
    assert_eq!(outcomes(&moved), [Outcome::Accepted; 2]);
}

#[test]
fn a_worker_cannot_pull_a_household_out_of_another_cell() {
    let f = fixture(2);
    let (mut phone, index) = pulled(&f, Role::GridWorker);
    let foreign = &f.county.cells()[1];
    let household = f.county.residents(foreign).next().unwrap().id;
    let act = Act::Transfer { from: At { household, cell: foreign.id }, cell: f.cell() };
    let entry = LedgerEntry {
        id: Id::v7(NOON.0 as u64, [7; 10]),
        object: household,
        kind: kind::ROSTER,
        person: phone.enrolled.person,
        role: Role::GridWorker.number(),
        time: TimeFacts { device: NOON, ..TimeFacts::default() },
        body: act.to_body(),
    };
    let answered = phone.send(&f.hub, vec![Item { stream: index, body: Body::Ledger(entry) }]);
    assert_eq!(outcomes(&answered), [Outcome::Refused(Refusal::NotPermitted)]);
    assert_eq!(f.hub.stream_of(&household).unwrap().scope, foreign.id);
}

/// The same change under another field of the same length: what a faulty app would write.
fn renamed(raw: &[u8], from: &str, to: &str) -> (Vec<u8>, [u8; 32]) {
    let mut hashed = raw[8..].to_vec();
    let place = hashed.windows(from.len()).position(|bytes| bytes == from.as_bytes()).unwrap();
    hashed[place..place + from.len()].copy_from_slice(to.as_bytes());
    let hash = gridwork_seal::sha256(&[&hashed]);
    ([&[0x85, 0x6f, 0x4a, 0x83], &hash[..4], &hashed].concat(), hash)
}

#[test]
fn a_household_takes_no_field_of_another_purpose_and_no_unknown_one() {
    let refused = Outcome::Refused(Refusal::BadValue);
    for (schema, field, smuggled, expected) in [
        (1, "residency", "id_number", refused),
        (9, "residency", "id_number", refused),
        (1, "nickname", "new_name", refused),
        (9, "nickname", "new_name", Outcome::Accepted),
    ] {
        let f = fixture(1);
        let (mut phone, index) = pulled(&f, Role::GridWorker);
        phone.schema = schema;
        let mut document = household(&phone, index);
        let edit = match field {
            "nickname" => put(field, "示意"),
            _ => {
                // A new member, because a change names what it replaces.
                let fields = vec![(field.to_owned(), Value::Code(1))];
                Edit::AddMember { id: None, fields }
            }
        };
        let mut item = change(&phone, &mut document, index, edit);
        if let Body::Change { raw, hash, .. } = &mut item.body {
            (*raw, *hash) = renamed(raw, field, smuggled);
        }
        let answered = phone.send(&f.hub, vec![item]);
        assert_eq!(outcomes(&answered), [expected], "{smuggled} in schema {schema}");
    }
}

#[test]
fn a_late_change_to_a_merged_household_goes_to_the_merge_inbox() {
    let f = fixture(1);
    let (mut phone, index) = pulled(&f, Role::GridWorker);
    let mut from = household(&phone, index);
    let cell = f.cell();
    let mut homes = f.county.residents(&f.county.cells()[0]);
    let into = homes.find(|home| home.id != from.id()).unwrap().id;
    // Nobody stays behind in a household that ends.
    let left = Value::Code(LeftReason::Transferred.code());
    let leaves = |person| Edit::Put { path: Path::member(person, "left"), value: left.clone() };
    let mut edits: Vec<Edit> = from.members().into_iter().map(leaves).collect();
    edits.push(Edit::Put { path: Path::root("merged_into"), value: Value::Ref(into) });
    let merged = changes(&phone, &mut from, index, &edits);
    let act =
        Act::Merge { from: At { household: from.id(), cell }, into: At { household: into, cell } };
    let entry = LedgerEntry {
        id: Id::v7(NOON.0 as u64, [8; 10]),
        object: from.id(),
        kind: kind::ROSTER,
        person: phone.enrolled.person,
        role: Role::GridWorker.number(),
        time: TimeFacts { device: NOON, ..TimeFacts::default() },
        body: act.to_body(),
    };
    let items = vec![merged, Item { stream: index, body: Body::Ledger(entry) }];
    assert_eq!(outcomes(&phone.send(&f.hub, items)), [Outcome::Accepted; 2]);
    let org = f.hub.standing().org_of(cell);
    assert!(f.hub.conflicts(org).unwrap().is_empty());
    let edit = Edit::Put { path: Path::root("nickname"), value: Value::Text("迟到的".into()) };
    let late = change(&phone, &mut from, index, edit);
    assert_eq!(outcomes(&phone.send(&f.hub, vec![late])), [Outcome::Accepted]);
    let waiting = f.hub.conflicts(org).unwrap();
    assert!(waiting.len() == 1 && waiting[0].late, "somebody looks at it");
}
