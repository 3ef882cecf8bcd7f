//! The first change of every document: alike to the byte on every replica, never sent.
//!
//! It holds the number of the layout, what the document is founded on (so that no change can be
//! carried from one document into another) and the objects that every replica must share: two
//! devices that made the members' map independently would hide each other's members.

use gridwork_model::schema::{self, FieldType};
use gridwork_model::{DocumentKind, Founding, Id, Value};
use gridwork_seal::Hash;

use crate::actor::Writer;
use crate::chunk::{Action, Chunk, Key, Op, build};

/// Version of the layout; a new one means a new genesis and a new document epoch.
pub const LAYOUT: u32 = 1;

/// Root keys that belong to the layout begin so; no field does.
pub(crate) const RESERVED: char = '_';

/// The members' map of a household, the people's map of a needs document.
const MEMBERS: &str = "_members";

/// The genesis change of a document, and its hash.
pub(crate) fn genesis(founding: &Founding) -> (Chunk, Vec<u8>, Hash) {
    let mut ops = vec![put("_layout", Value::Code(LAYOUT))];
    match founding {
        Founding::Household { id, epoch } => {
            ops.push(put("_id", Value::Ref(*id)));
            ops.push(put("_epoch", Value::Code(*epoch)));
        }
        Founding::Needs { household, purpose, epoch } => {
            ops.push(put("_id", Value::Ref(*household)));
            ops.push(put("_purpose", Value::Code(*purpose as u32)));
            ops.push(put("_epoch", Value::Code(*epoch)));
        }
        Founding::Task { template, target, window } => {
            ops.push(put("_template", Value::Text(template.clone())));
            ops.push(put("_target", Value::Ref(*target)));
            ops.push(put("_window", Value::Codes(*window)));
        }
        Founding::Place { id } => ops.push(put("_id", Value::Ref(*id))),
    }
    ops.extend(objects(founding.kind()));
    let chunk = Chunk {
        deps: Vec::new(),
        writer: Writer::Founding,
        seq: 1,
        start: 1,
        time: 0,
        message: String::new(),
        ops,
    };
    let (raw, hash) = build(&chunk);
    (chunk, raw, hash)
}

/// The objects every document of a kind has from its founding, in order.
fn objects(kind: DocumentKind) -> impl Iterator<Item = Op> {
    let members = matches!(kind, DocumentKind::Household | DocumentKind::Needs);
    let notes = schema::fields(kind)
        .iter()
        .filter(|field| matches!(field.ty, FieldType::Note(_)) && !field.of_member)
        .map(|field| op(field.name, Action::MakeText));
    members.then(|| op(MEMBERS, Action::MakeMap)).into_iter().chain(notes)
}

fn put(key: &str, value: Value) -> Op {
    op(key, Action::Put(value))
}

fn op(key: &str, action: Action) -> Op {
    Op { object: None, key: Key::Field(key.to_owned()), action, preds: Vec::new() }
}

/// The key of a member in the members' map.
pub(crate) fn member_key(id: Id) -> String {
    id.as_bytes().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The member a key names; `None` unless it is written exactly as [`member_key`] does.
pub(crate) fn member_of_key(key: &str) -> Option<Id> {
    key.parse::<Id>().ok().filter(|id| member_key(*id) == key)
}

/// The id of a member born in `document` by the operation `counter` of the writer.
///
/// Derived, so that it is unique without randomness and needs no bytes on the wire.
pub(crate) fn born_member(document: Id, writer: Writer, counter: u32) -> Id {
    Id::derived("member", &[document.as_bytes(), writer.bytes(), &counter.to_be_bytes()])
}

#[cfg(test)]
mod tests {
    use gridwork_model::Purpose;

    use super::*;

    fn foundings() -> [Founding; 4] {
        let id = Id::from_bytes([7; 16]);
        [
            Founding::Household { id, epoch: 0 },
            Founding::Needs { household: id, purpose: Purpose::Assistance, epoch: 0 },
            Founding::Task { template: "YJ-07".into(), target: id, window: 8_107 },
            Founding::Place { id },
        ]
    }

    /// These hashes are for ever: a change of them would split every document in two.
    #[test]
    fn genesis_hashes_are_frozen() {
        let hashes = foundings().map(|founding| {
            let (_, _, hash) = genesis(&founding);
            hash[..8].iter().map(|byte| format!("{byte:02x}")).collect::<String>()
        });
        let frozen =
            ["73cdd4545045309f", "30f42ca163909b7c", "a3930f9bc06319d8", "e0501bcc7d3bc73d"];
        assert_eq!(hashes, frozen);
    }

    #[test]
    fn automerge_accepts_the_genesis_as_its_own() {
        for founding in foundings() {
            let (_, raw, hash) = genesis(&founding);
            let change = automerge::Change::from_bytes(raw.clone()).unwrap();
            assert_eq!(change.hash().0, hash);
            assert_eq!(automerge::Change::from(change.decode()).raw_bytes(), raw);
        }
    }

    #[test]
    fn every_founding_has_its_own_genesis() {
        let one = Founding::Household { id: Id::from_bytes([7; 16]), epoch: 0 };
        let two = Founding::Household { id: Id::from_bytes([7; 16]), epoch: 1 };
        assert_ne!(genesis(&one).2, genesis(&two).2);
    }

    #[test]
    fn a_member_key_reads_back_in_one_form_only() {
        let id = Id::from_bytes([0xab; 16]);
        assert_eq!(member_of_key(&member_key(id)), Some(id));
        assert_eq!(member_of_key(&id.to_string()), None);
        assert_eq!(member_of_key(&member_key(id).to_uppercase()), None);
    }
}
