//! The CRDT documents: how they are founded, written and merged, and how a change is stripped for
//! the wire.
//!
//! **Invariants.** Only this crate names Automerge. Nothing hostile reaches it: bytes pass a
//! structure guard, our own bounded parser, the canonical form and a context gate, and are tried
//! on a copy. Nothing is lost by merging: no verb deletes a member or a field, and a field written
//! twice keeps both values until a person chooses.
//!
//! The map:
//! - [`actor`]: who writes
//! - `genesis`: the first change of each kind, alike on every replica
//! - `chunk`: Automerge's change format, parsed with bounds and rebuilt to the byte
//! - [`context`]: what is known of a document without the CRDT
//! - `gate`: whether a change follows from it
//! - [`document`]: the document itself; `edit` and `text` turn intents into operations, [`state`]
//!   reads fields and conflicts
//! - [`codec`]: stripping and rebuilding of changes

pub mod actor;
mod author;
mod chunk;
pub mod codec;
pub mod context;
pub mod document;
mod edit;
pub mod error;
mod gate;
mod genesis;
mod scalar;
pub mod state;
#[cfg(test)]
mod testing;
mod text;
mod validate;

pub use actor::Actor;
pub use author::{author, speaks_of};
pub use chunk::{ChunkError, MAX_BYTES, MAX_COUNTER, MAX_DEPS, MAX_MESSAGE, MAX_OPS};
pub use context::Context;
pub use document::{Admitted, Commit, Document, Inspected, Write};
pub use error::{DocumentError, EditError, Rejected};
pub use genesis::LAYOUT;
pub use gridwork_seal::Hash;
pub use state::{FieldState, Held};
pub use validate::{ANSWER_TEXT, FIELD_NAME, TEMPLATE_VERSION};
