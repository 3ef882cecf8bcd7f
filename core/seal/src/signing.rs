//! Ed25519 signatures (RFC 8032) over a domain and delimited parts.

use std::fmt;

use ring::signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey};
use zeroize::Zeroizing;

use crate::entropy::{Entropy, array};
use crate::error::exactly;
use crate::hash::delimited_bytes;
use crate::{SealError, Verified};

/// A secret signing key: of a device, of the hub, of the county's offline root.
pub struct SigningKey {
    seed: Zeroizing<[u8; 32]>,
    pair: Ed25519KeyPair,
}

impl SigningKey {
    /// A new key.
    pub fn generate(entropy: &mut (impl Entropy + ?Sized)) -> SigningKey {
        SigningKey::from_seed(&array(entropy))
    }

    /// The key of a kept seed.
    pub fn from_seed(seed: &[u8; 32]) -> SigningKey {
        let pair = Ed25519KeyPair::from_seed_unchecked(seed)
            .expect("every 32 bytes are the seed of an Ed25519 key");
        SigningKey { seed: Zeroizing::new(*seed), pair }
    }

    /// The seed, to be kept sealed.
    pub fn seed(&self) -> &[u8; 32] {
        &self.seed
    }

    /// The public half.
    pub fn verifying(&self) -> VerifyingKey {
        let mut bytes = [0; 32];
        bytes.copy_from_slice(self.pair.public_key().as_ref());
        VerifyingKey(bytes)
    }

    /// Signs the parts within a domain; each part is delimited, so no other list of parts and no
    /// other domain has the same signature.
    pub fn sign(&self, domain: &'static str, parts: &[&[u8]]) -> Signature {
        self.sign_bytes(&delimited_bytes(domain, parts))
    }

    fn sign_bytes(&self, message: &[u8]) -> Signature {
        let mut bytes = [0; 64];
        bytes.copy_from_slice(self.pair.sign(message).as_ref());
        Signature(bytes)
    }
}

impl Clone for SigningKey {
    fn clone(&self) -> SigningKey {
        SigningKey::from_seed(&self.seed)
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SigningKey(secret)")
    }
}

/// The bytes that [`SigningKey::sign`] signs for these parts, for somebody who checks a signature
/// with another tool: domain and parts, each with its length (u64, big-endian) before it.
pub fn message(domain: &'static str, parts: &[&[u8]]) -> Vec<u8> {
    delimited_bytes(domain, parts)
}

/// The public half of a [`SigningKey`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct VerifyingKey(pub [u8; 32]);

impl VerifyingKey {
    /// A key from received bytes. Whether they are a point of the curve shows when a signature is
    /// checked: under bytes that are none, no signature holds.
    pub fn from_slice(bytes: &[u8]) -> Result<VerifyingKey, SealError> {
        exactly(bytes, "verifying key").map(VerifyingKey)
    }

    /// The 32 raw bytes.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Checks a signature over the parts within a domain; the proof names the signer.
    pub fn verify(
        &self,
        domain: &'static str,
        parts: &[&[u8]],
        signature: &Signature,
    ) -> Result<Verified<VerifyingKey>, SealError> {
        self.verify_bytes(&delimited_bytes(domain, parts), signature)?;
        Ok(Verified::new(*self))
    }

    /// Checks a signature over what `parts_of` says of a value, and gives the value back as
    /// checked: what is signed and what is used cannot fall apart.
    pub fn verify_value<T, const N: usize>(
        &self,
        domain: &'static str,
        value: T,
        parts_of: impl FnOnce(&T) -> [Vec<u8>; N],
        signature: &Signature,
    ) -> Result<Verified<T>, SealError> {
        let parts = parts_of(&value);
        let parts: Vec<&[u8]> = parts.iter().map(Vec::as_slice).collect();
        self.verify_bytes(&delimited_bytes(domain, &parts), signature)?;
        Ok(Verified::new(value))
    }

    /// Checks a signature over the bytes of [`message`], as they lie in a file; which domain they
    /// name is the caller's to look at.
    pub fn verify_message(&self, message: &[u8], signature: &Signature) -> Result<(), SealError> {
        self.verify_bytes(message, signature)
    }

    fn verify_bytes(&self, message: &[u8], signature: &Signature) -> Result<(), SealError> {
        UnparsedPublicKey::new(&ED25519, &self.0)
            .verify(message, &signature.0)
            .map_err(|_| SealError::Signature)
    }
}

impl fmt::Debug for VerifyingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("VerifyingKey(")?;
        for byte in &self.0[..4] {
            write!(f, "{byte:02x}")?;
        }
        f.write_str("…)")
    }
}

/// A signature, 64 bytes.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Signature([u8; 64]);

impl Signature {
    /// A signature from its bytes.
    pub const fn from_bytes(bytes: [u8; 64]) -> Signature {
        Signature(bytes)
    }

    /// A signature from received bytes; only their number is checked here.
    pub fn from_slice(bytes: &[u8]) -> Result<Signature, SealError> {
        exactly(bytes, "signature").map(Signature)
    }

    /// The 64 raw bytes.
    pub fn as_bytes(&self) -> &[u8; 64] {
        &self.0
    }
}

impl fmt::Debug for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Signature(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::hex;

    /// RFC 8032 §7.1, tests 1 to 3: seed, public key, message, signature.
    const RFC_8032: [[&str; 4]; 3] = [
        [
            "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
            "",
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
        ],
        [
            "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
            "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
            "72",
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
        ],
        [
            "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
            "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
            "af82",
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
        ],
    ];

    #[test]
    fn signatures_are_those_of_rfc_8032() {
        for [seed, public, message, signature] in RFC_8032 {
            let key = SigningKey::from_seed(&hex(seed).try_into().unwrap());
            assert_eq!(key.verifying().0[..], hex(public));
            let made = key.sign_bytes(&hex(message));
            assert_eq!(made.0[..], hex(signature));
            key.verifying().verify_bytes(&hex(message), &made).unwrap();
        }
    }
}
