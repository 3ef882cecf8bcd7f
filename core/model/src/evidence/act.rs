//! Records that are signed on their own, and what they are once the signature was checked.

use minicbor::{Decode, Encode};

use super::{Capture, Confirmation, Countersignature, Custody, Opening, Record};

/// What a signed record is; each kind is signed under a domain of its own, so that a signature over
/// one is never one over another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Encode, Decode)]
#[cbor(index_only)]
pub enum Domain {
    /// [`Opening`].
    #[n(1)]
    Opening,
    /// [`Confirmation`].
    #[n(2)]
    Confirmation,
    /// [`Capture`].
    #[n(3)]
    Capture,
    /// [`Record`].
    #[n(4)]
    Record,
    /// [`Custody`].
    #[n(5)]
    Custody,
    /// [`Countersignature`].
    #[n(6)]
    Countersignature,
}

impl Domain {
    /// Every domain.
    pub const ALL: [Domain; 6] = [
        Domain::Opening,
        Domain::Confirmation,
        Domain::Capture,
        Domain::Record,
        Domain::Custody,
        Domain::Countersignature,
    ];

    /// The words that are signed with the record.
    pub const fn name(self) -> &'static str {
        match self {
            Domain::Opening => "gridwork/evidence/opening",
            Domain::Confirmation => "gridwork/evidence/confirmation",
            Domain::Capture => "gridwork/evidence/capture",
            Domain::Record => "gridwork/evidence/record",
            Domain::Custody => "gridwork/evidence/custody",
            Domain::Countersignature => "gridwork/evidence/countersignature",
        }
    }
}

/// A record with the signature over it; nothing of it may be believed before the check.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct SignedRecord {
    /// What it is.
    #[n(0)]
    pub domain: Domain,
    /// Its canonical CBOR.
    #[n(1)]
    #[cbor(with = "minicbor::bytes")]
    pub body: Vec<u8>,
    /// Public key of the signer, Ed25519.
    #[n(2)]
    #[cbor(with = "minicbor::bytes")]
    pub key: [u8; 32],
    /// Signature over domain and body.
    #[n(3)]
    #[cbor(with = "minicbor::bytes")]
    pub signature: [u8; 64],
}

/// A record whose signature holds.
#[derive(Clone, Debug, PartialEq)]
pub struct Act {
    /// Whose key signed it.
    pub key: [u8; 32],
    /// SHA-256 of its body: what later records name it by.
    pub hash: [u8; 32],
    /// What it says.
    pub body: Body,
}

/// What a signed record says.
#[derive(Clone, Debug, PartialEq)]
pub enum Body {
    /// A set is opened.
    Opening(Opening),
    /// The second officer confirms.
    Confirmation(Confirmation),
    /// A capture.
    Capture(Box<Capture>),
    /// An on-site or inquiry record.
    Record(Box<Record>),
    /// A hand-over.
    Custody(Custody),
    /// The other officer's signature on a record.
    Countersignature(Countersignature),
}
