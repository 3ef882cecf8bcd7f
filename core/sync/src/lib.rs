//! The exchange between a device and the hub, sans-I/O: bytes in, bytes out, time is an argument.
//! Phone and hub run this same code.
//!
//! **Invariant.** Nothing here touches a socket, a clock or a file. Every length read from the wire
//! is checked against a bound in [`limits`] before anything is allocated for it.
//!
//! One POST does one round trip. Up go the cursors and, if there is something to say, one signed
//! batch; down come the verdicts, the entries after each cursor and the new cursors. The layout is
//! described for a second implementer in `docs/protocol.md`.
//!
//! The map:
//! - [`wire`]: bounded reading and writing of variable-length integers
//! - [`item`], [`batch`]: what a device sends, how it is numbered, chained and committed to
//! - [`withheld`]: what it cannot say in clear any more
//! - [`request`], [`response`]: the two messages of the exchange
//! - [`update`]: the entries of one stream on their way down, and the signed head of a stream
//! - [`enrol`], [`files`], [`bundle`]: becoming a device, files in parts, the same batches by stick

pub mod batch;
pub mod bundle;
pub mod enrol;
pub mod error;
pub mod files;
pub mod item;
pub mod ledgers;
pub mod limits;
pub mod pack;
pub mod request;
pub mod response;
pub mod update;
pub mod wire;
pub mod withheld;

pub use batch::{Batch, BatchHash};
pub use error::{SyncError, WireError};
pub use item::{Body, Item, SealedRecord};
pub use request::{BatchFrame, Cursor, Request, Unsent};
pub use response::{BatchVerdict, Failure, Grant, Order, Response};
pub use update::{Entry, EntryBody, StreamHead, Update};
pub use withheld::Withheld;

/// The protocol this build speaks; the hub serves this one and the one before.
pub const PROTOCOL: u8 = 1;

/// The schema (fields, templates' shape, ledger kinds) this build writes.
pub const SCHEMA: u32 = 1;

/// Zero of the wire's clock: 2020-01-01T00:00:00Z in Unix milliseconds.
pub const WIRE_EPOCH_MS: i64 = 1_577_836_800_000;
