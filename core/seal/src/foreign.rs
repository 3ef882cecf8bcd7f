//! Signatures and hashes of others: what a time-stamp authority signs with. Checked, never made.

use ring::{digest, signature};

use crate::SealError;

/// A way of signing that can be checked here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheme {
    /// RSA PKCS#1 v1.5, keys of 2048 to 8192 bits, over SHA-256.
    RsaSha256,
    /// The same over SHA-384.
    RsaSha384,
    /// The same over SHA-512.
    RsaSha512,
    /// ECDSA on P-256 over SHA-256.
    P256Sha256,
    /// ECDSA on P-256 over SHA-384.
    P256Sha384,
    /// ECDSA on P-384 over SHA-256.
    P384Sha256,
    /// ECDSA on P-384 over SHA-384.
    P384Sha384,
    /// Ed25519.
    Ed25519,
}

/// A hash that can be computed here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Digest {
    /// SHA-256.
    Sha256,
    /// SHA-384.
    Sha384,
    /// SHA-512.
    Sha512,
}

impl Digest {
    /// The hash of bytes.
    pub fn of(self, bytes: &[u8]) -> Vec<u8> {
        let algorithm = match self {
            Digest::Sha256 => &digest::SHA256,
            Digest::Sha384 => &digest::SHA384,
            Digest::Sha512 => &digest::SHA512,
        };
        digest::digest(algorithm, bytes).as_ref().to_vec()
    }
}

/// Checks a signature over `message`. `key` is what stands in the certificate's
/// `subjectPublicKey`: an `RSAPublicKey`, a point, or 32 bytes.
pub fn verify(scheme: Scheme, key: &[u8], message: &[u8], signed: &[u8]) -> Result<(), SealError> {
    let algorithm: &dyn signature::VerificationAlgorithm = match scheme {
        Scheme::RsaSha256 => &signature::RSA_PKCS1_2048_8192_SHA256,
        Scheme::RsaSha384 => &signature::RSA_PKCS1_2048_8192_SHA384,
        Scheme::RsaSha512 => &signature::RSA_PKCS1_2048_8192_SHA512,
        Scheme::P256Sha256 => &signature::ECDSA_P256_SHA256_ASN1,
        Scheme::P256Sha384 => &signature::ECDSA_P256_SHA384_ASN1,
        Scheme::P384Sha256 => &signature::ECDSA_P384_SHA256_ASN1,
        Scheme::P384Sha384 => &signature::ECDSA_P384_SHA384_ASN1,
        Scheme::Ed25519 => &signature::ED25519,
    };
    signature::UnparsedPublicKey::new(algorithm, key)
        .verify(message, signed)
        .map_err(|_| SealError::Signature)
}
