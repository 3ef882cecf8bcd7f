//! Automerge's change chunk in our own words: a bounded parser and a builder that reproduces
//! Automerge's bytes exactly.
//!
//! Why our own: Automerge 0.12 parses untrusted bytes without limits (a change of 131 bytes can
//! claim twenty million operations), and the exchange must rebuild a chunk from what was said.
//! The vocabulary is narrower than Automerge's on purpose: no lists, marks, counters, floats or
//! timestamps. What is not one of our documents' verbs does not parse.

mod build;
mod columns;
pub(crate) mod guard;
pub(crate) mod leb;
mod parse;

use gridwork_model::Value;
use gridwork_seal::{Hash, sha256};
use thiserror::Error;

pub(crate) use build::build;
pub(crate) use guard::UNHASHED as HASHED_FROM;
pub(crate) use parse::parse;

use crate::actor::{OpId, Writer};

/// Largest change, bytes. A household of ten people with every field is about 4 KB.
pub const MAX_BYTES: usize = 64 << 10;

/// Most operations in one change. Typing a note costs one a character.
pub const MAX_OPS: usize = 5_000;

/// Most dependencies, and most other actors named, in one change.
pub const MAX_DEPS: usize = 64;

/// Longest commit message, bytes of UTF-8.
pub const MAX_MESSAGE: usize = 256;

/// Largest operation counter; Automerge itself fails near `u32::MAX`.
pub const MAX_COUNTER: u32 = 1 << 30;

/// Why bytes are not a change of our documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum ChunkError {
    /// Longer than [`MAX_BYTES`].
    #[error("the change is larger than 64 KB")]
    TooLarge,
    /// Ends before its own lengths say.
    #[error("the change ends too early or has bytes left over")]
    Truncated,
    /// Not an uncompressed change chunk: a document, a bundle, a deflated change or other bytes.
    #[error("not an uncompressed change chunk")]
    NotAChange,
    /// A number of more than 64 bits.
    #[error("a number does not fit")]
    Number,
    /// More than [`MAX_OPS`] operations, [`MAX_DEPS`] dependencies or actors, or a long message.
    #[error("the change holds more than any honest one")]
    TooMany,
    /// An actor that is neither the founding's nor a device's.
    #[error("an actor is none of ours")]
    Actor,
    /// A column our documents do not use, or columns that disagree.
    #[error("columns unknown or inconsistent")]
    Column,
    /// A value of a type our documents do not use, or not well formed.
    #[error("a value is malformed or of a foreign type")]
    Value,
    /// An operation that is none of our documents' verbs.
    #[error("an operation is none of our verbs")]
    Verb,
    /// Other bytes than those its checksum was taken of.
    #[error("the checksum does not fit")]
    Checksum,
    /// Not written the way Automerge writes it, so that one content could have two hashes.
    #[error("not in canonical form")]
    NotCanonical,
}

/// Where in its object an operation acts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Key {
    /// A key of a map.
    Field(String),
    /// Before the first character of a note.
    Head,
    /// At (or, for an insertion, after) a character of a note.
    Element(OpId),
}

/// What an operation does.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Action {
    MakeMap,
    MakeText,
    Put(Value),
    Insert(char),
    Delete,
}

/// One operation; its id follows from its place in the change.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Op {
    /// `None` is the root.
    pub(crate) object: Option<OpId>,
    pub(crate) key: Key,
    pub(crate) action: Action,
    /// The operations this one replaces, in ascending order.
    pub(crate) preds: Vec<OpId>,
}

/// One change.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Chunk {
    /// Ascending.
    pub(crate) deps: Vec<Hash>,
    pub(crate) writer: Writer,
    /// From 1, without gaps for each writer.
    pub(crate) seq: u32,
    /// Counter of the first operation.
    pub(crate) start: u32,
    /// Whole seconds since the Unix epoch.
    pub(crate) time: i64,
    pub(crate) message: String,
    pub(crate) ops: Vec<Op>,
}

impl Chunk {
    /// Id of the operation at `index`.
    pub(crate) fn op_id(&self, index: usize) -> OpId {
        OpId { counter: self.start + index as u32, writer: self.writer }
    }

    /// Counter of the last operation; of the one before the first if there is none.
    pub(crate) fn end(&self) -> u32 {
        self.start + self.ops.len() as u32 - 1
    }
}

/// Parses a change of one's own store, which was proven canonical when it was taken in: the
/// checksum proves that it is still the same.
pub(crate) fn recall(raw: &[u8]) -> Result<(Chunk, Hash), ChunkError> {
    let chunk = parse(raw)?;
    let (frame, hashed) = raw.split_at_checked(HASHED_FROM).ok_or(ChunkError::Truncated)?;
    let hash = sha256(&[hashed]);
    if hash.starts_with(&frame[guard::MAGIC.len()..]) {
        Ok((chunk, hash))
    } else {
        Err(ChunkError::Checksum)
    }
}

/// Parses a change and proves that it is in canonical form.
pub(crate) fn read(raw: &[u8]) -> Result<(Chunk, Hash), ChunkError> {
    let chunk = parse(raw)?;
    let (again, hash) = build(&chunk);
    if again == raw { Ok((chunk, hash)) } else { Err(ChunkError::NotCanonical) }
}

#[cfg(test)]
mod tests {
    use automerge::transaction::{CommitOptions, Transactable};
    use automerge::{ActorId, AutoCommit, ROOT, ReadDoc};

    use super::*;
    use crate::actor::Actor;

    fn actor(device: u32) -> ActorId {
        ActorId::from(Actor::new(device, 0).as_bytes().as_slice())
    }

    /// Concurrency, merges, text and an empty change, all written by Automerge itself.
    fn automerge_changes() -> Vec<Vec<u8>> {
        let mut a = AutoCommit::new().with_actor(ActorId::from(Writer::Founding.bytes()));
        let members = a.put_object(ROOT, "_members", automerge::ObjType::Map).unwrap();
        let note = a.put_object(ROOT, "note", automerge::ObjType::Text).unwrap();
        a.commit_with(CommitOptions::default().with_time(0));
        let mut b = a.clone().with_actor(actor(2));
        a.set_actor(actor(1));
        for round in 0..6i64 {
            let person =
                a.put_object(&members, format!("a{round}"), automerge::ObjType::Map).unwrap();
            a.put(&person, "name", "王秀兰").unwrap();
            a.put(&person, "birth", vec![2u8, 0, 1, 2]).unwrap();
            a.put(ROOT, "road", round).unwrap();
            a.put(ROOT, "left", 7u64 + round as u64).unwrap();
            a.commit_with(CommitOptions::default().with_time(1_790_000_000 + round));
            b.put(ROOT, "road", -round).unwrap();
            b.put(ROOT, "winter", round % 2 == 0).unwrap();
            let length = b.length(&note);
            b.splice_text(&note, length / 2, (length / 3) as isize, "炉火安全，烟道通畅").unwrap();
            b.commit_with(CommitOptions::default().with_time(-3).with_message("补录"));
            if round % 2 == 0 {
                a.merge(&mut b).unwrap();
                a.splice_text(&note, 1, 2, "雪").unwrap();
                a.put(ROOT, "road", 99).unwrap();
                a.commit();
            } else {
                b.merge(&mut a).unwrap();
                b.empty_change(CommitOptions::default().with_time(5));
            }
        }
        a.merge(&mut b).unwrap();
        a.get_changes(&[]).iter().map(|change| change.raw_bytes().to_vec()).collect()
    }

    #[test]
    fn automerge_s_own_changes_are_rebuilt_to_the_byte() {
        let changes = automerge_changes();
        assert!(changes.len() > 15);
        for raw in changes {
            let (_, hash) = read(&raw).unwrap();
            assert_eq!(recall(&raw).unwrap().1, hash);
            assert_eq!(hash, automerge::Change::from_bytes(raw).unwrap().hash().0);
        }
    }

    #[test]
    fn no_cut_or_flip_of_a_change_panics() {
        for raw in automerge_changes() {
            for cut in 0..raw.len() {
                assert!(read(&raw[..cut]).is_err());
            }
            for bit in 0..raw.len() * 8 {
                let mut flipped = raw.clone();
                flipped[bit / 8] ^= 1 << (bit % 8);
                assert!(read(&flipped).is_err() || bit / 8 >= 9);
                assert!(recall(&flipped).is_err());
            }
        }
    }
}
