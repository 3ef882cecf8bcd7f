//! SHA-256 and what is made of it.

use ring::{digest, hmac};
use subtle::ConstantTimeEq;

use crate::SymmetricKey;

/// A SHA-256 hash.
pub type Hash = [u8; 32];

/// SHA-256 over the parts, one after the other.
///
/// The parts are *not* delimited: use it for content (a file, a change) and where every part but
/// the last has a fixed length; else [`tagged_hash`].
pub fn sha256(parts: &[&[u8]]) -> Hash {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update(part);
    }
    hasher.finish()
}

/// SHA-256 over the domain and the parts, each with its length before it, so that no two lists of
/// parts collide by concatenation and no hash means two things.
pub fn tagged_hash(domain: &'static str, parts: &[&[u8]]) -> Hash {
    let mut hasher = Sha256::new();
    delimited(domain, parts, |bytes| hasher.update(bytes));
    hasher.finish()
}

/// A keyed MAC (HMAC-SHA256) over domain and parts, for exact look-up of high-entropy values such
/// as id numbers without holding them in clear.
pub fn mac(key: &SymmetricKey, domain: &'static str, parts: &[&[u8]]) -> Hash {
    let mut context = hmac::Context::with_key(&key.hmac());
    delimited(domain, parts, |bytes| context.update(bytes));
    to_hash(context.sign().as_ref())
}

/// Compares without telling by its duration where two values differ. Lengths are not secret.
pub fn constant_time_eq(a: &[u8], b: &[u8]) -> bool {
    a.ct_eq(b).into()
}

/// Feeds domain and parts to `sink`, each with its length (u64, big-endian) before it.
pub(crate) fn delimited(domain: &str, parts: &[&[u8]], mut sink: impl FnMut(&[u8])) {
    for part in std::iter::once(&domain.as_bytes()).chain(parts) {
        sink(&(part.len() as u64).to_be_bytes());
        sink(part);
    }
}

/// Domain and parts as one unambiguous byte string.
pub(crate) fn delimited_bytes(domain: &str, parts: &[&[u8]]) -> Vec<u8> {
    let length = domain.len() + parts.iter().map(|part| part.len() + 8).sum::<usize>() + 8;
    let mut bytes = Vec::with_capacity(length);
    delimited(domain, parts, |part| bytes.extend_from_slice(part));
    bytes
}

/// SHA-256 over bytes that arrive piece by piece.
#[derive(Clone)]
pub struct Sha256(digest::Context);

impl Sha256 {
    /// Nothing hashed yet.
    pub fn new() -> Sha256 {
        Sha256(digest::Context::new(&digest::SHA256))
    }

    /// Takes in more bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// The hash of all bytes taken in.
    pub fn finish(self) -> Hash {
        to_hash(self.0.finish().as_ref())
    }
}

impl Default for Sha256 {
    fn default() -> Sha256 {
        Sha256::new()
    }
}

fn to_hash(bytes: &[u8]) -> Hash {
    let mut hash = [0; 32];
    hash.copy_from_slice(bytes);
    hash
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::hex;

    #[test]
    fn sha256_of_abc_is_the_one_of_fips_180() {
        let known = hex("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assert_eq!(sha256(&[b"abc"])[..], known);
        assert_eq!(sha256(&[b"a", b"", b"bc"])[..], known);
    }

    #[test]
    fn tagged_hashes_tell_parts_and_domains_apart() {
        assert_ne!(tagged_hash("d", &[b"ab", b"c"]), tagged_hash("d", &[b"a", b"bc"]));
        assert_ne!(tagged_hash("d", &[b"ab"]), tagged_hash("e", &[b"ab"]));
        assert_ne!(tagged_hash("d", &[]), tagged_hash("d", &[b""]));
    }

    #[test]
    fn hmac_is_the_one_of_rfc_4231() {
        // RFC 4231 §4.3, through ring: keys shorter than a block are padded with zeros, so the
        // four-byte key "Jefe" is the same as "Jefe" followed by 28 zeros.
        let mut key = [0; 32];
        key[..4].copy_from_slice(b"Jefe");
        let mut context = hmac::Context::with_key(&SymmetricKey::from_bytes(key).hmac());
        context.update(b"what do ya want for nothing?");
        assert_eq!(
            context.sign().as_ref(),
            hex("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
        );
    }

    #[test]
    fn comparison_sees_every_byte_and_the_length() {
        assert!(constant_time_eq(b"same", b"same"));
        assert!(!constant_time_eq(b"same", b"sane"));
        assert!(!constant_time_eq(b"same", b"sam"));
    }
}
