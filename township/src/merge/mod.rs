//! The merge inbox: what two people wrote into one field, and what came after its document went
//! elsewhere. A person of the hub sees every value with its provenance and chooses or writes one;
//! the hub writes the resolution as its own actor, for that person, and everybody receives it.
//!
//! - [`inbox`]: what waits
//! - [`explain`]: who wrote what, what they had seen, what a choice brings about
//! - [`ask`]: asking back those who wrote; [`lines`]: the inbox as a ledger
//! - [`resolve`]: settling; [`settled`]: taking a choice back

mod ask;
pub mod explain;
pub(crate) mod inbox;
mod lines;
pub mod resolve;
pub mod settled;

pub(crate) use inbox::{close, note_late, open, open_fields};
pub use resolve::{Choice, ConflictShown, HeldShown, Waiting};
