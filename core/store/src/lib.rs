//! The phone's store: one SQLite file and a folder of sealed files.
//!
//! It keeps what the field entered until the hub has it, and what the hub sent so that screens can
//! read it. It knows rows, not rules: what may be written and what it means is decided above.
//!
//! - **Durable when the call returns.** A [`Durability::Full`] write is on disk, or an error says
//!   why not and nothing changed. What is assumed of the disk is in `docs/adr/0004-disk-assumptions.md`.
//! - **Sealed row by row.** No personal value is in clear; the few clear columns are argued in
//!   `docs/adr/0005-clear-columns.md`. A value swapped between rows does not open.
//! - **Nothing is deleted because opening failed.** A damaged file is set aside and kept, a newer
//!   one is refused untouched, and unsent work is not removed with the stream it belongs to.
//! - **Erasable.** Each document, ledger entry and file has a key of its own; erasing destroys it
//!   with everything it sealed.
//!
//! **Invariant.** SQL and file names do not leave this crate; no clock is read; randomness is an
//! argument of [`Store::open`].
//!
//! ```
//! use gridwork_seal::{SymmetricKey, SystemEntropy};
//! use gridwork_store::{Durability, Store, StoreConfig, StoreError};
//!
//! # let dir = tempfile::tempdir()?;
//! let key = SymmetricKey::generate(&mut SystemEntropy);
//! let config = StoreConfig::new(dir.path(), key, "2026-01-01");
//! let (store, report) = Store::open(config, Box::new(SystemEntropy))?;
//! assert!(report.created);
//! store.write(Durability::Full, |tx| tx.set_meta("device", b"7"))?;
//! let device = store.read(|reader| reader.meta("device"))?;
//! assert_eq!(device.as_deref(), Some(b"7".as_slice()));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! The map: [`store`] opens, pauses and wipes; [`tables`] holds the verbs, a file a table;
//! [`blobs`] the files; [`verify`] and [`salvage`] what to do when a disk lies.

pub mod blobs;
pub mod config;
mod connection;
pub mod error;
mod keys;
mod migrate;
mod open;
mod pool;
pub mod salvage;
pub mod store;
pub mod tables;
mod transaction;
pub mod verify;

pub use blobs::FileReader;
pub use config::{Durability, StoreConfig, TestHooks};
pub use error::{OpenError, StoreError};
pub use migrate::SCHEMA;
pub use open::OpenReport;
pub use salvage::{Salvage, SalvagedFile};
pub use store::Store;
pub use tables::batches::{BatchItem, BatchRow, BatchState, NewBatch};
pub use tables::changes::{ChangeNo, ChangeRow, NewChange};
pub use tables::directory::DirectoryRow;
pub use tables::documents::DocumentRow;
pub use tables::drafts::{DraftNo, DraftRow};
pub use tables::erasure::{Erasable, ErasedRow};
pub use tables::events::{EVENTS_KEPT, Event, EventBatch};
pub use tables::files::{FileNo, FileRow, FileState, KEPT_KIND, NewFile};
pub use tables::leases::Lease;
pub use tables::ledger::{LedgerNo, LedgerRow, NewLedger};
pub use tables::outbox::{ItemRef, NewItem, OutboxItem, OutboxNo, Waiting};
pub use tables::records::{RecordNo, RecordRow};
pub use tables::rescues::Said;
pub use tables::rows::{Row, RowCursor, RowPage, RowQuery};
pub use tables::state::{Added, EntryState};
pub use tables::streams::{StreamRow, StreamState};
pub use transaction::{Reader, Tx};
pub use verify::StorageReport;
