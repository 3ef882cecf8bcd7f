//! The records of streams: what is kept of an entity, an entry and its place in a stream.

use gridwork_model::{Class, Id, Moment, StreamId};

/// Identity of a stored entry, given by the storage; grows, but may skip.
pub type EntryId = u64;

/// What an entity or an entry is, as a number that is never reused.
pub mod kind {
    /// A change of a document.
    pub const CHANGE: u8 = 1;
    /// A ledger entry.
    pub const LEDGER: u8 = 2;
    /// A version of a directory item.
    pub const DIRECTORY: u8 = 3;
    /// A sealed record of class C4.
    pub const SEALED: u8 = 4;
    /// An entity left the stream.
    pub const REMOVED: u8 = 5;
    /// An entity was erased by law.
    pub const ERASED: u8 = 6;
}

/// Where a stream stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeadRow {
    /// The stream.
    pub stream: StreamId,
    /// Number of its last entry.
    pub number: u64,
    /// Hash over the stream up to there.
    pub hash: [u8; 32],
    /// Serialised salt ratchet at that point.
    pub ratchet: Vec<u8>,
    /// Ordinal the next document entering the stream gets.
    pub next_ordinal: u32,
}

/// A document, a ledger object, a directory item or a sealed record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntityRow {
    /// Identity.
    pub id: Id,
    /// One of [`kind`], the kind of its entries.
    pub kind: u8,
    /// The township (or the county, [`Id::NIL`]) that owns it: the wall between townships.
    pub org: Id,
    /// Sensitivity.
    pub class: Class,
    /// CBOR of what founds a document; empty for others.
    pub founding: Vec<u8>,
    /// The entity's data key, wrapped; empty once erased.
    pub data_key: Vec<u8>,
    /// What the owning room keeps beside it, sealed under the data key.
    pub state: Vec<u8>,
    /// Set once erased; nothing is ever accepted for it again.
    pub erased: bool,
}

/// An entry to be stored.
#[derive(Clone, Copy, Debug)]
pub struct NewEntry<'a> {
    /// Whose entry it is.
    pub entity: Id,
    /// One of [`kind`].
    pub kind: u8,
    /// Number of the device that said it; 0 is the hub.
    pub author: u32,
    /// Its step in the device's chain; `None` for the hub's own.
    pub step: Option<u64>,
    /// The stream it was said in.
    pub origin: StreamId,
    /// False: 未生效.
    pub effective: bool,
    /// When the hub took it.
    pub at: Moment,
    /// Content hash.
    pub hash: [u8; 32],
    /// Salt of its leaf in the device's batch; all zero for the hub's own.
    pub salt: [u8; 16],
    /// Its bytes, sealed under the entity's data key.
    pub payload: &'a [u8],
}

/// A stored entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryRow {
    /// Identity.
    pub id: EntryId,
    /// Whose entry it is.
    pub entity: Id,
    /// One of [`kind`].
    pub kind: u8,
    /// Number of the device that said it; 0 is the hub.
    pub author: u32,
    /// Its step in the device's chain.
    pub step: Option<u64>,
    /// The stream it was said in.
    pub origin: StreamId,
    /// False: 未生效.
    pub effective: bool,
    /// When the hub took it.
    pub at: Moment,
    /// Content hash; all zero once destroyed.
    pub hash: [u8; 32],
    /// Salt of its leaf; all zero once destroyed.
    pub salt: [u8; 16],
    /// Its sealed bytes; empty once destroyed.
    pub payload: Vec<u8>,
}

/// An entry at its place in a stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placed {
    /// Its number.
    pub number: u64,
    /// Head of the stream after it.
    pub head: [u8; 32],
    /// The entry.
    pub entry: EntryRow,
}

/// One stay of an entity in a stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Membership {
    /// The entity.
    pub entity: Id,
    /// Its ordinal for this stay, never reused in the stream.
    pub ordinal: u32,
    /// Number of its first entry of this stay.
    pub entered: u64,
    /// Number of the entry that removed or erased it.
    pub left: Option<u64>,
}
