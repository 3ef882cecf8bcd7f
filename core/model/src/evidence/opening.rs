//! Opening a set: a place, a time, a matter, and two officers who each confirm with a credential of
//! their own.

use minicbor::{Decode, Encode};

use super::capture::Position;
use crate::body::{self, BodyError};
use crate::{Id, TimeFacts, limits};

/// An officer as a record names one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
#[cbor(map)]
pub struct Credential {
    /// The person.
    #[n(0)]
    pub person: Id,
    /// Number of the 行政执法证.
    #[n(1)]
    pub certificate: String,
}

/// The first officer's word that a set begins; signed with the first officer's key.
#[derive(Clone, Debug, PartialEq, Encode, Decode)]
#[cbor(map)]
pub struct Opening {
    /// The set.
    #[n(0)]
    pub set: Id,
    /// What it is about.
    #[n(1)]
    pub matter: String,
    /// Where, in words.
    #[n(2)]
    pub place: String,
    /// Where, as a point.
    #[n(3)]
    pub position: Option<Position>,
    /// When.
    #[n(4)]
    pub time: TimeFacts,
    /// The first officer.
    #[n(5)]
    pub officer: Credential,
    /// The clue it began from.
    #[n(6)]
    pub clue: Option<Id>,
}

/// The second officer's word on the same set; signed with the second officer's key.
#[derive(Clone, Debug, PartialEq, Encode, Decode)]
#[cbor(map)]
pub struct Confirmation {
    /// The set.
    #[n(0)]
    pub set: Id,
    /// SHA-256 of the opening that is confirmed.
    #[n(1)]
    #[cbor(with = "minicbor::bytes")]
    pub opening: [u8; 32],
    /// The second officer.
    #[n(2)]
    pub officer: Credential,
    /// When.
    #[n(3)]
    pub time: TimeFacts,
}

impl Credential {
    pub(super) fn validate(&self) -> Result<(), BodyError> {
        body::words("certificate", &self.certificate, limits::PLACE_CHARS)
    }
}

impl Opening {
    pub(super) fn validate(&self) -> Result<(), BodyError> {
        self.officer.validate()?;
        body::words("matter", &self.matter, limits::REASON_CHARS)?;
        body::words("place", &self.place, limits::PLACE_CHARS)?;
        self.position.as_ref().map_or(Ok(()), Position::validate)
    }
}
