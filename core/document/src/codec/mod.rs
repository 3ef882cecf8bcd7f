//! Stripping changes for the wire, and rebuilding the very same bytes from what was said.
//!
//! A change travels as its verbs (put a field, add a member, type a text) in the terms of the
//! schema, against what both ends know of the document; hashes, counters, dependencies and
//! predecessors follow from that and are not sent. Every symbol goes through a range coder that
//! knows how likely it is, so that what can be guessed costs next to nothing: one layout serves a
//! single answer and a first download alike.
//!
//! From outside in: `frame` (version, dictionary, self-check) → `change` (who, when, on what) →
//! `names` (which document), `verbs`, `keys`, `values`, `identity` → `symbols` → `model` (what is
//! likely) and `range` (bits). `session` is what both ends remember, `verbatim` the last resort.

mod change;
mod dictionary;
mod frame;
mod identity;
mod keys;
mod model;
mod names;
mod range;
mod session;
mod symbols;
mod values;
mod verbatim;
mod verbs;

use gridwork_model::{Founding, Id};
use gridwork_seal::Hash;
use thiserror::Error;

pub use dictionary::NUMBER as DICTIONARY;
pub use frame::{Lesson, SCHEMA, rebuild, strip, train};

use crate::Context;
use crate::chunk::ChunkError;

/// A change to be sent.
#[derive(Clone, Copy, Debug)]
pub struct Outgoing<'a> {
    /// Index of the stream at the device.
    pub stream: u8,
    /// The document.
    pub document: Id,
    /// What founds it, when the receiver hears of it for the first time.
    pub founding: Option<&'a Founding>,
    /// Its ordinal in the stream, downstream and for new documents only.
    pub ordinal: Option<u32>,
    /// The change.
    pub raw: &'a [u8],
}

/// A change that was received.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Incoming {
    /// Index of the stream at the device.
    pub stream: u8,
    /// The document.
    pub document: Id,
    /// What founds it, when the sender named it for the first time.
    pub founding: Option<Founding>,
    /// Its ordinal in the stream, if the sender gave it one.
    pub ordinal: Option<u32>,
    /// The change; still to be admitted or applied.
    pub raw: Vec<u8>,
    /// SHA-256 of the change as Automerge counts it: what signatures cover.
    pub hash: Hash,
}

/// What both ends know at the named point: the cursor and the batches before.
///
/// Both ends must answer alike. Where one may know more than the other, it must answer with what
/// the other knows; a wrong answer shows as hashes that differ, and the batch is asked for again,
/// [`Mode::Explicit`].
pub trait Shared {
    /// The ordinal of a document in a stream.
    fn ordinal_of(&self, stream: u8, document: Id) -> Option<u32>;
    /// The document with this ordinal.
    fn document_at(&self, stream: u8, ordinal: u32) -> Option<Id>;
    /// What founds a document.
    fn founding_of(&self, document: Id) -> Option<Founding>;
    /// The state of a document.
    fn context(&self, document: Id) -> Option<Context>;
}

/// Two ends that know nothing in common: what an explicit frame builds on.
#[derive(Clone, Copy, Debug, Default)]
pub struct Nothing;

impl Shared for Nothing {
    fn ordinal_of(&self, _: u8, _: Id) -> Option<u32> {
        None
    }
    fn document_at(&self, _: u8, _: u32) -> Option<Id> {
        None
    }
    fn founding_of(&self, _: Id) -> Option<Founding> {
        None
    }
    fn context(&self, _: Id) -> Option<Context> {
        None
    }
}

/// How much a frame leans on what the receiver knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// On everything in [`Shared`]: the normal case.
    Predicted,
    /// On the frame alone; for a receiver whose state turned out to differ.
    Explicit,
    /// On nothing: the bytes of the changes.
    Verbatim,
}

/// Bounds on what a frame may expand to.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Most changes.
    pub changes: usize,
    /// Most bytes of rebuilt changes together.
    pub bytes: usize,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits { changes: 20_000, bytes: 8 << 20 }
    }
}

/// Why a frame cannot be rebuilt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum RebuildError {
    /// A version, dictionary or schema this end does not have.
    #[error("written with a version, dictionary or schema this end does not have")]
    Foreign,
    /// Ends too early or has bytes left over.
    #[error("the frame ends too early or has bytes left over")]
    Truncated,
    /// More than the limits allow.
    #[error("the frame expands beyond its limits")]
    TooLarge,
    /// Says something that cannot be.
    #[error("the frame is malformed")]
    Malformed,
    /// Leans on a document, an ordinal or a history this end does not know: ask for it explicit.
    #[error("the frame leans on what this end does not know")]
    Unknown,
    /// A change in it is none of our documents'.
    #[error("a change in the frame: {0}")]
    Chunk(#[from] ChunkError),
}
