//! The other officer's signature on a record 笔录 (DOMAIN §5.8: both officers sign).

use minicbor::{Decode, Encode};

use super::{Credential, Record, RecordKind, Stored};
use crate::body::{self, BodyError};
use crate::{Id, TimeFacts, limits};

/// An officer's word on one version of a record; signed with that officer's key. It names what its
/// signer was shown, so that nobody signs under a number alone. The recorder's own one says nothing
/// that the record does not: it is how the recorder's phone asks the other officer's for theirs.
#[derive(Clone, Debug, PartialEq, Encode, Decode)]
#[cbor(map)]
pub struct Countersignature {
    /// The set.
    #[n(0)]
    pub set: Id,
    /// The record.
    #[n(1)]
    pub record: Id,
    /// Its version.
    #[n(2)]
    pub version: u32,
    /// SHA-256 of that version.
    #[n(3)]
    #[cbor(with = "minicbor::bytes")]
    pub of: [u8; 32],
    /// Which record.
    #[n(4)]
    pub kind: RecordKind,
    /// Who is inspected or asked.
    #[n(5)]
    pub party: String,
    /// Who wrote it down.
    #[n(6)]
    pub recorder: Id,
    /// Who signs.
    #[n(7)]
    pub officer: Credential,
    /// When.
    #[n(8)]
    pub time: TimeFacts,
}

impl Countersignature {
    /// An officer's word on a version of a record.
    pub fn of(record: &Stored<Record>, officer: Credential, time: TimeFacts) -> Countersignature {
        let (of, it) = (record.hash, &record.value);
        Countersignature {
            set: it.set,
            record: it.id,
            version: it.version,
            of,
            kind: it.kind,
            party: it.party.clone(),
            recorder: it.recorder,
            officer,
            time,
        }
    }

    /// Whether it is the recorder's: a question to the other officer, and no answer.
    pub fn asks(&self) -> bool {
        self.officer.person == self.recorder
    }

    pub(super) fn is_of(&self, record: &Stored<Record>) -> bool {
        let same = Countersignature::of(record, self.officer.clone(), self.time);
        *self == same
    }

    pub(super) fn validate(&self) -> Result<(), BodyError> {
        self.officer.validate()?;
        body::words("party", &self.party, limits::REASON_CHARS)
    }
}
