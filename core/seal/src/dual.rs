//! SHA-256 and SM3 over the same bytes in one pass, for what both must be known of.

use sm3::digest::Digest as _;

use crate::{Hash, Sha256};

/// What names a file of evidence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Digests {
    /// SHA-256.
    pub sha256: Hash,
    /// SM3 (GB/T 32905).
    pub sm3: Hash,
    /// How many bytes there were.
    pub bytes: u64,
}

/// Both hashes over bytes that arrive piece by piece.
#[derive(Clone, Default)]
pub struct DualHash {
    sha256: Sha256,
    sm3: sm3::Sm3,
    bytes: u64,
}

impl DualHash {
    /// Nothing hashed yet.
    pub fn new() -> DualHash {
        DualHash::default()
    }

    /// Takes in more bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        self.sha256.update(bytes);
        self.sm3.update(bytes);
        self.bytes += bytes.len() as u64;
    }

    /// The hashes of all bytes taken in.
    pub fn finish(self) -> Digests {
        let sm3 = self.sm3.finalize().into();
        Digests { sha256: self.sha256.finish(), sm3, bytes: self.bytes }
    }

    /// The hashes of bytes at hand.
    pub fn of(bytes: &[u8]) -> Digests {
        let mut hash = DualHash::new();
        hash.update(bytes);
        hash.finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::hex;

    #[test]
    fn sm3_is_the_one_of_the_standard() {
        // GB/T 32905-2016, examples 1 and 2.
        let abc = "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0";
        assert_eq!(DualHash::of(b"abc").sm3[..], hex(abc));
        let mut hash = DualHash::new();
        (0..16).for_each(|_| hash.update(b"abcd"));
        let long = "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732";
        let found = hash.finish();
        assert_eq!((found.sm3[..].to_vec(), found.bytes), (hex(long), 64));
        assert_eq!(found.sha256, crate::sha256(&[&b"abcd".repeat(16)]));
    }
}
