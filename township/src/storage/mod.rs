//! What the hub keeps, behind a trait that knows neither SQL nor SQLite.
//!
//! There are two kinds of things. The *streams* (entities, entries, their numbers) are the hot path
//! and typed. Everything else (devices, codes, staff, audit, …) is a small record in a *drawer* of
//! the [`cabinet`](Drawer), found by key and listed in key order; records are few and their shape
//! belongs to the room that owns the drawer.
//!
//! **Invariants**, held by every implementation and proven by the conformance suite:
//! - A number of a stream is given by [`Writing::append`] under a lock that is held until commit, so
//!   there is no gap and no number becomes visible after a later one.
//! - [`Writing`] is all or nothing: dropped without [`Writing::commit`], it has changed nothing.
//! - [`Storage::reading`] sees one consistent state for as long as it lives.
//!
//! The map:
//! - [`rows`]: the records of streams
//! - [`drawer`]: the drawers and typed access to them
//! - [`sqlite`]: the embedded default, one file
//! - [`watched`]: telling what a commit touched
//! - `conformance` (tests): the one suite every implementation runs

#[cfg(test)]
mod conformance;
pub mod drawer;
pub mod rows;
pub mod sqlite;
pub mod watched;

use std::path::Path;

use gridwork_model::{Id, StreamId};

pub use drawer::Drawer;
pub use rows::{EntityRow, EntryId, EntryRow, HeadRow, Membership, NewEntry, Placed};

/// Why the storage could not do it.
#[derive(Debug, thiserror::Error)]
pub enum StorageError {
    /// No room on the disk; nothing was changed.
    #[error("the disk is full")]
    Full,
    /// The file is damaged; it is kept as it is for recovery.
    #[error("the stored data is damaged: {0}")]
    Damaged(String),
    /// Written by a newer version of the hub; refused untouched.
    #[error("the stored data has version {found}, this hub knows {known}")]
    Newer {
        /// Version found.
        found: u32,
        /// Newest version this build knows.
        known: u32,
    },
    /// A stream was to be continued from a number it does not stand at: a fault of ours.
    #[error("a stream stands at {stands}, not at {expected}")]
    Gap {
        /// Where it stands.
        stands: u64,
        /// Where the caller believed it to stand.
        expected: u64,
    },
    /// A stored record does not decode: a fault of ours or a damaged file.
    #[error("a record of {0} does not decode")]
    Undecodable(&'static str),
    /// Anything else the engine reports.
    #[error("storage: {0}")]
    Engine(String),
}

/// Result of a storage call.
pub type Stored<T> = Result<T, StorageError>;

/// A place where the hub keeps everything but files and keys.
pub trait Storage: Send + Sync {
    /// A consistent view, for as long as it lives.
    fn reading(&self) -> Stored<Box<dyn Reading + '_>>;

    /// The one transaction that may write; waits for the one before.
    fn writing(&self) -> Stored<Box<dyn Writing + '_>>;

    /// Writes a consistent copy of everything to `file`, while work goes on.
    fn copy_to(&self, file: &Path) -> Stored<()>;

    /// Checks what is stored against itself.
    fn verify(&self) -> Stored<()>;

    /// Makes destroyed bytes unrecoverable from the engine's own files (logs, free pages).
    fn scrub(&self) -> Stored<()>;
}

/// Looking things up.
pub trait Reading {
    /// The record of a key.
    fn get(&self, drawer: Drawer, key: &[u8]) -> Stored<Option<Vec<u8>>>;

    /// At most `limit` records whose key begins with `prefix` and comes after `after`, in key order.
    fn list(
        &self,
        drawer: Drawer,
        prefix: &[u8],
        after: Option<&[u8]>,
        limit: usize,
    ) -> Stored<Vec<(Vec<u8>, Vec<u8>)>>;

    /// The record with the greatest key that begins with `prefix`.
    fn last(&self, drawer: Drawer, prefix: &[u8]) -> Stored<Option<(Vec<u8>, Vec<u8>)>>;

    /// How many records a drawer holds under `prefix`.
    fn count(&self, drawer: Drawer, prefix: &[u8]) -> Stored<u64>;

    /// Where a stream stands; `None` before its first entry.
    fn head(&self, stream: &StreamId) -> Stored<Option<HeadRow>>;

    /// Every stream that has an entry.
    fn streams(&self) -> Stored<Vec<StreamId>>;

    /// Entries of a stream numbered in `after + 1 ..= upto`, at most `limit`, in order.
    fn placed(&self, stream: &StreamId, after: u64, upto: u64, limit: usize)
    -> Stored<Vec<Placed>>;

    /// Entries of one entity in a stream numbered in `after + 1 ..= upto`, in order.
    fn placed_of(
        &self,
        stream: &StreamId,
        entity: &Id,
        after: u64,
        upto: u64,
    ) -> Stored<Vec<Placed>>;

    /// An entity.
    fn entity(&self, id: &Id) -> Stored<Option<EntityRow>>;

    /// Entities of one kind (see [`rows::kind`]) after `after`, in id order.
    fn entities(&self, kind: u8, after: Option<&Id>, limit: usize) -> Stored<Vec<EntityRow>>;

    /// All entries of an entity in the order in which the hub took them.
    fn entries_of(&self, entity: &Id) -> Stored<Vec<EntryRow>>;

    /// One entry.
    fn entry(&self, id: EntryId) -> Stored<Option<EntryRow>>;

    /// Every stay of an entity in a stream, past ones too.
    fn memberships(&self, entity: &Id) -> Stored<Vec<(StreamId, Membership)>>;

    /// The latest stay of `entity` in `stream`.
    fn membership(&self, stream: &StreamId, entity: &Id) -> Stored<Option<Membership>>;

    /// The stay that was given `ordinal` in `stream`.
    fn member_at(&self, stream: &StreamId, ordinal: u32) -> Stored<Option<Membership>>;

    /// Stays of a stream with an ordinal of at least `from`, in ordinal order, at most `limit`.
    fn members_from(&self, stream: &StreamId, from: u32, limit: usize) -> Stored<Vec<Membership>>;
}

/// Changing things; see the invariants of the module.
pub trait Writing: Reading {
    /// Puts a record, in place of the one before.
    fn put(&mut self, drawer: Drawer, key: &[u8], value: &[u8]) -> Stored<()>;

    /// Takes a record out.
    fn remove(&mut self, drawer: Drawer, key: &[u8]) -> Stored<()>;

    /// Puts an entity, in place of the one before.
    fn put_entity(&mut self, row: &EntityRow) -> Stored<()>;

    /// Stores an entry once; it has no number yet.
    fn store_entry(&mut self, entry: &NewEntry<'_>) -> Stored<EntryId>;

    /// Gives `entry` the next number of the stream. `head` is the head *after* it; its number must
    /// follow on from where the stream stands, and the stream stays locked until commit.
    fn append(
        &mut self,
        head: &HeadRow,
        entry: EntryId,
        entity: &Id,
        salt: &[u8; 16],
    ) -> Stored<()>;

    /// Puts a stream at a number above any that may ever have been given out, leaving the numbers
    /// between unused: the one exception to *no gaps*, made by a restore that begins a new epoch.
    fn raise(&mut self, head: &HeadRow) -> Stored<()>;

    /// Notes that an entity stays in a stream from `membership.entered` on.
    fn enter(&mut self, stream: &StreamId, membership: &Membership) -> Stored<()>;

    /// Notes that the latest stay of an entity in a stream ended with the entry `left`.
    fn leave(&mut self, stream: &StreamId, entity: &Id, left: u64) -> Stored<()>;

    /// Destroys payload, hash and salts of all entries of an entity. The numbers stay.
    fn destroy_entries(&mut self, entity: &Id) -> Stored<u64>;

    /// Makes everything durable at once; nothing before this is visible to anybody.
    fn commit(self: Box<Self>) -> Stored<()>;
}
