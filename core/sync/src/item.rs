//! What a device says: document changes, ledger entries and sealed records, in one order.

use gridwork_model::{Founding, Id, LedgerEntry};
use gridwork_seal::{Hash, tagged_hash};
use minicbor::{Decode, Encode};

use crate::Withheld;

/// One item of a batch.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// Index of the stream in the device's table of grants.
    pub stream: u8,
    /// What is said.
    pub body: Body,
}

/// The three things a device can say, and what it cannot say any more.
#[derive(Clone, Debug, PartialEq)]
pub enum Body {
    /// A change of a document.
    Change {
        /// The document.
        document: Id,
        /// What founds it, if the hub does not know the document in this stream yet.
        founding: Option<Founding>,
        /// The Automerge change, uncompressed chunk bytes.
        raw: Vec<u8>,
        /// Its hash.
        hash: Hash,
    },
    /// A ledger entry.
    Ledger(LedgerEntry),
    /// A record of class C4, sealed to a post; the hub never opens it.
    Sealed(SealedRecord),
    /// One of these, told again to a restored hub after it has left the device.
    Withheld(Withheld),
}

/// The envelope of a C4 record. The hub checks grant, size, chain and recipient, numbers it and
/// passes it on.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct SealedRecord {
    /// Id of the record, UUIDv7.
    #[n(0)]
    pub id: Id,
    /// The first envelope of the same record; absent in that one itself.
    #[n(1)]
    pub object: Option<Id>,
    /// The post it is sealed to.
    #[n(2)]
    pub post: Id,
    /// Which key of the post (its holder's), by the first 8 bytes of its hash.
    #[n(3)]
    #[cbor(with = "minicbor::bytes")]
    pub key: Vec<u8>,
    /// HPKE ciphertext, suite byte first.
    #[n(4)]
    #[cbor(with = "minicbor::bytes")]
    pub sealed: Vec<u8>,
}

impl Body {
    /// The hash that stands for the item in batch roots and stream heads; of what is withheld its
    /// leaf, which holds that hash already.
    pub fn content_hash(&self) -> Hash {
        match self {
            Body::Change { hash, .. } => *hash,
            Body::Ledger(entry) => ledger_hash(entry),
            Body::Sealed(record) => sealed_hash(record),
            Body::Withheld(withheld) => withheld.leaf,
        }
    }
}

/// Content hash of a ledger entry: over its canonical CBOR.
pub fn ledger_hash(entry: &LedgerEntry) -> Hash {
    tagged_hash("gridwork/ledger", &[&cbor(entry)])
}

/// Content hash of a sealed record: over its canonical CBOR.
pub fn sealed_hash(record: &SealedRecord) -> Hash {
    tagged_hash("gridwork/sealed", &[&cbor(record)])
}

/// CBOR of one of our own types; writing into a vector cannot fail.
pub fn cbor<T: Encode<()>>(value: &T) -> Vec<u8> {
    minicbor::to_vec(value).unwrap_or_default()
}
