//! Evidence 证据 and clues 线索 (DOMAIN §5.6–5.8): what is kept of them, who may do which step, what
//! still is missing, and what must be said of it.
//!
//! An evidence set is a ledger of [`Step`]s. What must stand on its own years later (an opening, a
//! confirmation, a capture, a record, a signature on one, a hand-over) is a [`SignedRecord`]: canonical CBOR, signed by
//! the key of a phone or of an officer's card, checked by `gridwork-evidence` and handed to the fold
//! as an [`Act`]. Nothing is edited; what was wrong is followed by what is right.
//!
//! A clue is another ledger and another thing: words, a place, distant photos. No step turns it into
//! evidence; officers open a set of their own and may name the clue they began from.

pub mod act;
pub mod capture;
pub mod clue;
pub mod countersign;
pub mod custody;
pub mod guard;
pub mod kind;
pub mod opening;
pub mod record;
pub mod set;
pub mod step;

pub use act::{Act, Body, Domain, SignedRecord};
pub use capture::{Capture, Holder, Method, Position, PositionSource, Told};
pub use clue::{Clue, ClueStep};
pub use countersign::Countersignature;
pub use custody::Custody;
pub use guard::{Credentials, Refused};
pub use kind::Kind;
pub use opening::{Confirmation, Credential, Opening};
pub use record::{Answered, Record, RecordKind, Signing};
pub use set::{Doubt, EvidenceSet, Item, SetState, Stored};
pub use step::{Arrival, DerivedFor, Step};

use minicbor::{Decode, Encode};

/// What names a file: its two hashes and its size.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
#[cbor(map)]
pub struct FileName {
    /// SHA-256.
    #[n(0)]
    #[cbor(with = "minicbor::bytes")]
    pub sha256: [u8; 32],
    /// SM3.
    #[n(1)]
    #[cbor(with = "minicbor::bytes")]
    pub sm3: [u8; 32],
    /// Bytes.
    #[n(2)]
    pub bytes: u64,
}

/// The sentence on every screen that takes a clue.
pub const WHAT_A_CLUE_IS: &str = "线索只是告诉执法人员去看一看，不是证据。不用进门、不用问话、不用靠近，远远拍一张就行，不拍也行。";

#[cfg(test)]
mod tests;
