//! The transparency log of a hub: one append-only tree over commitments to the entries of evidence,
//! a signed head a day, and the proofs that an entry is in it and that nothing was taken out.
//!
//! A leaf is `SHA-256(salt ‖ entry)`, so that it can be checked with `cat salt entry | sha256sum`,
//! and says nothing once the salt is destroyed: an erasure leaves commitments only.

use gridwork_model::{Id, Moment};
use gridwork_seal::signing::message;
use gridwork_seal::{Hash, LogHead, SealError, Signature, SigningKey, VerifyingKey, sha256};
use minicbor::{Decode, Encode};

/// Domain of a hub's signature over a tree head.
pub const HEAD_DOMAIN: &str = "gridwork/evidence/tree-head";

/// Length of a salt, bytes.
pub const SALT_BYTES: usize = 32;

/// Largest signed head, bytes.
const HEAD_BYTES: usize = 512;

/// The leaf that commits to the bytes of an entry.
pub fn leaf(salt: &[u8; SALT_BYTES], entry: &[u8]) -> Hash {
    sha256(&[salt, entry])
}

/// The state of a log at one time, in the hub's word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct TreeHead {
    /// Whose log.
    #[n(0)]
    pub hub: Id,
    /// How many leaves it has.
    #[n(1)]
    pub size: u64,
    /// Its Merkle tree hash.
    #[n(2)]
    #[cbor(with = "minicbor::bytes")]
    pub root: [u8; 32],
    /// When it was signed, by the hub's clock.
    #[n(3)]
    pub at: Moment,
}

impl TreeHead {
    /// What proofs are checked against.
    pub fn head(&self) -> LogHead {
        LogHead { size: self.size, root: self.root }
    }
}

/// A head with the signature that makes it the hub's word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedHead {
    body: Vec<u8>,
    head: TreeHead,
    signature: Signature,
}

impl SignedHead {
    /// Signs a head.
    pub fn sign(head: TreeHead, key: &SigningKey) -> SignedHead {
        let body = minicbor::to_vec(head).expect("a head has a CBOR form");
        let signature = key.sign(HEAD_DOMAIN, &[&body]);
        SignedHead { body, head, signature }
    }

    /// Checks a received head; there is no other way to read one.
    pub fn open(
        signed: &[u8],
        signature: &[u8],
        key: &VerifyingKey,
    ) -> Result<SignedHead, SealError> {
        let signature = Signature::from_slice(signature)?;
        let start = message(HEAD_DOMAIN, &[&[]]).len();
        let body = match signed.get(start..) {
            Some(body) if signed.len() <= HEAD_BYTES => body.to_vec(),
            _ => return Err(SealError::Signature),
        };
        let _ = key.verify(HEAD_DOMAIN, &[&body], &signature)?;
        let head: TreeHead = minicbor::decode(&body).map_err(|_| SealError::Signature)?;
        let opened = SignedHead { body, head, signature };
        // The bytes before the body are no less signed than the body.
        if opened.message() == signed { Ok(opened) } else { Err(SealError::Signature) }
    }

    /// What it says.
    pub fn head(&self) -> &TreeHead {
        &self.head
    }

    /// The bytes that are signed, as [`SignedHead::open`] takes them.
    pub fn message(&self) -> Vec<u8> {
        message(HEAD_DOMAIN, &[&self.body])
    }

    /// The signature over them.
    pub fn signature(&self) -> &Signature {
        &self.signature
    }
}

/// Where an entry stands in a log, and the way from it to the root of a head.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inclusion {
    /// Number of the leaf, from 0.
    pub index: u64,
    /// What makes the leaf of the entry.
    pub salt: [u8; SALT_BYTES],
    /// The hashes beside the way, from the leaf upwards.
    pub path: Vec<Hash>,
}

impl Inclusion {
    /// Checks that the entry is in the log of `head` where this says.
    pub fn check(&self, entry: &[u8], head: &LogHead) -> Result<(), SealError> {
        head.includes(&leaf(&self.salt, entry), self.index, &self.path)
    }
}

#[cfg(test)]
mod tests {
    use gridwork_seal::{Log, SystemEntropy};

    use super::*;

    #[test]
    fn a_head_is_read_only_as_it_was_signed() {
        let key = SigningKey::generate(&mut SystemEntropy);
        let head = TreeHead { hub: Id::NIL, size: 3, root: [9; 32], at: Moment(5) };
        let signed = SignedHead::sign(head, &key);
        let (bytes, signature) = (signed.message(), *signed.signature().as_bytes());
        let read = |bytes: &[u8], signature: &[u8]| {
            SignedHead::open(bytes, signature, &key.verifying()).map(|it| *it.head())
        };
        assert_eq!(read(&bytes, &signature), Ok(head));
        for at in 0..bytes.len() {
            let mut bent = bytes.clone();
            bent[at] ^= 1;
            read(&bent, &signature).unwrap_err();
        }
        for at in 0..signature.len() {
            let mut bent = signature;
            bent[at] ^= 1;
            read(&bytes, &bent).unwrap_err();
        }
        read(&bytes[..bytes.len() - 1], &signature).unwrap_err();
        read(&[], &signature).unwrap_err();
        let other = SigningKey::generate(&mut SystemEntropy).verifying();
        SignedHead::open(&bytes, &signature, &other).unwrap_err();
    }

    #[test]
    fn an_entry_is_shown_only_with_its_own_salt_and_bytes() {
        let (salt, entry) = ([3; SALT_BYTES], b"an entry");
        let log = Log::new([[0; 32], leaf(&salt, entry), [1; 32]]);
        let head = log.head();
        let proof = Inclusion { index: 1, salt, path: log.inclusion(1).unwrap() };
        proof.check(entry, &head).unwrap();
        proof.check(b"an entrx", &head).unwrap_err();
        Inclusion { salt: [4; SALT_BYTES], ..proof.clone() }.check(entry, &head).unwrap_err();
        Inclusion { index: 2, ..proof }.check(entry, &head).unwrap_err();
    }
}
