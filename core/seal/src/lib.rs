//! Keys, sealed values, signatures, hash chains and Merkle trees.
//!
//! **Invariant.** Only this crate names a cryptographic library (`ring`, `hpke`, `sha2`, `sm3`, `ct-merkle`); everybody else
//! speaks of keys and seals in the words below. Nothing here reads a clock or a file, and
//! randomness is an argument ([`Entropy`]), so that a simulation replays exactly.
//!
//! Suite 1, the only one today: Ed25519 (RFC 8032), SHA-256, ChaCha20-Poly1305 (RFC 8439),
//! HPKE base mode over X25519 (RFC 9180). Every stored or sent value names its suite in one byte,
//! so that the SM suite fits beside it without a new format.
//!
//! What it refuses: a nonce chosen by a caller, a signature without a domain, a key that prints
//! itself, and a boolean as the answer of a check: what is checked comes back as [`Verified`] or as
//! the opened bytes, and there is no other way to get them.
//!
//! ```
//! use gridwork_seal::{SigningKey, SymmetricKey, SystemEntropy};
//!
//! let mut entropy = SystemEntropy;
//! let key = SymmetricKey::generate(&mut entropy);
//! let sealed = key.seal(&mut entropy, &[b"rows", b"id 7"], b"a name");
//! assert_eq!(key.open(&[b"rows", b"id 7"], &sealed)?, b"a name");
//! assert!(key.open(&[b"rows", b"id 8"], &sealed).is_err());
//!
//! let device = SigningKey::generate(&mut entropy);
//! let signature = device.sign("example/order", &[b"part", b"part"]);
//! let checked = device.verifying().verify("example/order", &[b"part", b"part"], &signature)?;
//! assert_eq!(*checked.value(), device.verifying());
//! # Ok::<(), gridwork_seal::SealError>(())
//! ```
//!
//! The map:
//! - [`entropy`]: where random bytes come from
//! - [`hash`]: SHA-256, tagged hashes, keyed MACs, comparison in constant time
//! - [`signing`]: Ed25519 keys and signatures
//! - [`symmetric`]: values sealed under a secret key
//! - [`box_key`]: values sealed to somebody's public key
//! - [`ratchet`]: the forward chain of salts that a device shares with its hub
//! - [`merkle`]: one root for a batch, and proofs of single entries
//! - [`dual`]: SHA-256 and SM3 in one pass
//! - [`foreign`]: signatures of time-stamp authorities, checked only
//! - [`log`]: an append-only log with proofs (RFC 6962)
//! - [`card`]: an officer's key on paper, opened by a pass-phrase
//! - [`totp`]: codes of a second factor
//! - [`enrol_code`]: the one-time code a person reads aloud or scans

pub mod box_key;
pub mod card;
pub mod dual;
pub mod enrol_code;
pub mod entropy;
pub mod error;
pub mod foreign;
pub mod hash;
pub mod log;
pub mod merkle;
pub mod ratchet;
pub mod signing;
pub mod symmetric;
#[cfg(test)]
mod testing;
pub mod totp;
mod verified;

pub use box_key::{BoxKey, BoxPublic};
pub use dual::{Digests, DualHash};
pub use enrol_code::{EnrolCode, EnrolCodeError};
pub use entropy::{Entropy, SystemEntropy};
pub use error::SealError;
pub use hash::{Hash, Sha256, constant_time_eq, mac, sha256, tagged_hash};
pub use log::{Log, LogHead};
pub use ratchet::{Ratchet, RatchetError, Salt};
pub use signing::{Signature, SigningKey, VerifyingKey};
pub use symmetric::SymmetricKey;
pub use totp::TotpSecret;
pub use verified::Verified;

/// The suite that this build writes; the first byte of every sealed value.
pub const SUITE: u8 = 1;
