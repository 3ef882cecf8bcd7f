//! Custody 保管: each hand-over names the one before, so that none can be left out, repeated or moved.

use minicbor::{Decode, Encode};

use crate::body::{self, BodyError};
use crate::{Id, TimeFacts, limits};

/// A hand-over, signed by who gives.
#[derive(Clone, Debug, PartialEq, Encode, Decode)]
#[cbor(map)]
pub struct Custody {
    /// The set.
    #[n(0)]
    pub set: Id,
    /// The item.
    #[n(1)]
    pub item: Id,
    /// Number among the hand-overs of the item, from 1.
    #[n(2)]
    pub seq: u32,
    /// SHA-256 of the hand-over before; for the first, of the capture.
    #[n(3)]
    #[cbor(with = "minicbor::bytes")]
    pub prev: [u8; 32],
    /// Who gives.
    #[n(4)]
    pub from: Id,
    /// Who takes.
    #[n(5)]
    pub to: Id,
    /// When.
    #[n(6)]
    pub time: TimeFacts,
    /// SHA-256 of the file as it was hashed at the hand-over; must be the one of the capture.
    #[n(7)]
    #[cbor(with = "minicbor::bytes")]
    pub checked: [u8; 32],
    /// Why, and where it is kept.
    #[n(8)]
    pub why: String,
}

impl Custody {
    pub(super) fn validate(&self) -> Result<(), BodyError> {
        if self.seq == 0 {
            return Err(BodyError::Range("seq"));
        }
        body::words("why", &self.why, limits::REASON_CHARS)
    }
}
