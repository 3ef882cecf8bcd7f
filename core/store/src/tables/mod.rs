//! The verbs of the store, a file a table. Each adds to [`Reader`](crate::Reader) what can be asked
//! and to [`Tx`](crate::Tx) what can be done; SQL is nowhere else.

pub mod batches;
pub mod changes;
pub mod conflicts;
pub mod directory;
pub mod documents;
pub mod drafts;
pub mod erasure;
pub mod events;
pub mod files;
pub mod leases;
pub mod ledger;
pub mod meta;
pub mod outbox;
pub mod records;
pub mod removal;
pub mod rescues;
pub mod rows;
pub mod state;
pub mod streams;
