//! A set as one zip, in a layout that standard tools can check (`docs/evidence-bundle.md`).
//!
//! What is in it is said by the [`manifest`]; that all of it is whole by `SHA256SUMS`; that the hub
//! handed it out by the hub's signature over those sums. Everything that was signed on its own lies
//! there as the signed bytes, the signature and the key, so that `openssl` checks it without us.

pub mod archive;
pub mod manifest;
mod page;
mod pem;
pub mod register;
mod write;

use std::io::Write;

use gridwork_model::{Id, Moment};
use gridwork_seal::{Digests, Hash, Signature, SigningKey, VerifyingKey};

pub use archive::ArchiveError;
pub use page::{Page, Section};
pub use pem::{from_pem, to_pem};
pub use write::write;

use crate::log::{Inclusion, SignedHead};

/// What this build writes and reads.
pub const FORMAT: &str = "gridwork-evidence-bundle/1";

/// Domain of the hub's signature over `SHA256SUMS`.
pub const SUMS_DOMAIN: &str = "gridwork/evidence/bundle";

/// Names of the files that are always there.
pub mod names {
    /// How to check it, in words.
    pub const README: &str = "README.txt";
    /// What is in it, to be read.
    pub const INDEX: &str = "index.html";
    /// What is in it, for programs.
    pub const MANIFEST: &str = "manifest.json";
    /// SHA-256 of every file but the three that follow from it.
    pub const SHA256: &str = "SHA256SUMS";
    /// SM3 of every original.
    pub const SM3: &str = "SM3SUMS";
    /// The hub's key.
    pub const HUB_KEY: &str = "hub/key.pem";
    /// What the hub signed: its domain and `SHA256SUMS`.
    pub const SUMS_MESSAGE: &str = "hub/sums.msg";
    /// The signature over it.
    pub const SUMS_SIGNATURE: &str = "hub/sums.sig";
    /// The tree head, as signed.
    pub const HEAD_MESSAGE: &str = "log/head.msg";
    /// The signature over it.
    pub const HEAD_SIGNATURE: &str = "log/head.sig";
    /// Officers and devices as the hub's directory knows them.
    pub const DIRECTORY: &str = "directory.json";

    /// Files that are not in `SHA256SUMS`: itself, and what signs it.
    pub const UNSUMMED: [&str; 3] = [SHA256, SUMS_MESSAGE, SUMS_SIGNATURE];
}

/// One entry of the set's ledger, in the hub's order.
#[derive(Clone, Debug)]
pub struct LedgerPart {
    /// CBOR of the `LedgerEntry`.
    pub bytes: Vec<u8>,
    /// The device that said it; 0 for the hub.
    pub device: u32,
    /// Where it stands in the log; `None` if the log does not have it.
    pub inclusion: Option<Inclusion>,
    /// What was signed on its own in it.
    pub signed: Vec<SignedPart>,
}

/// Something signed on its own.
#[derive(Clone, Debug)]
pub struct SignedPart {
    /// The signed bytes: domain and body, each with its length before it.
    pub message: Vec<u8>,
    /// The signature.
    pub signature: Signature,
    /// Whose key.
    pub key: VerifyingKey,
}

/// An original file.
#[derive(Clone, Debug)]
pub struct Original {
    /// Its hashes and size, as captured.
    pub digests: Digests,
    /// Its media type.
    pub mime: String,
    /// What it is, in words.
    pub title: String,
}

impl Original {
    /// Its name in the bundle, as the original of this number, from 1.
    pub fn file(&self, number: usize) -> String {
        let ending = match self.mime.as_str() {
            "image/jpeg" => "jpg",
            "image/png" => "png",
            "image/heic" => "heic",
            "video/mp4" => "mp4",
            "audio/mp4" => "m4a",
            "audio/mpeg" => "mp3",
            "application/pdf" => "pdf",
            "text/plain" => "txt",
            _ => "bin",
        };
        format!("originals/{number:04}.{ending}")
    }
}

/// A head of an earlier day, and the way from it to the head of the bundle.
#[derive(Clone, Debug)]
pub struct EarlierHead {
    /// The head.
    pub signed: SignedHead,
    /// The key it was signed with.
    pub key: VerifyingKey,
    /// The consistency proof.
    pub path: Vec<Hash>,
}

/// A time stamp over something of the bundle.
#[derive(Clone, Debug)]
pub struct StampPart {
    /// The token or answer.
    pub token: Vec<u8>,
    /// SHA-256 that it is over.
    pub over: Hash,
}

/// Who handed the bundle out, and why.
#[derive(Clone, Debug)]
pub struct Handout {
    /// When.
    pub at: Moment,
    /// Who asked.
    pub by: String,
    /// Who agreed.
    pub second: String,
    /// What for.
    pub purpose: String,
}

/// Everything that goes into a bundle but the bytes of originals.
#[derive(Clone, Debug)]
pub struct Contents {
    /// The evidence set.
    pub set: Id,
    /// Its title.
    pub title: String,
    /// The hub.
    pub hub: Id,
    /// Whose hub, in words.
    pub township: String,
    /// Who handed it out.
    pub handout: Handout,
    /// The ledger.
    pub entries: Vec<LedgerPart>,
    /// Originals that the hub holds.
    pub originals: Vec<Original>,
    /// The tree head that the proofs are of.
    pub head: SignedHead,
    /// Heads of earlier days.
    pub earlier: Vec<EarlierHead>,
    /// Time stamps.
    pub stamps: Vec<StampPart>,
    /// Officers and devices, JSON of directory items.
    pub directory: Vec<u8>,
    /// The readable page.
    pub page: Page,
}

/// Why a bundle was not written.
#[derive(Debug, thiserror::Error)]
pub enum BundleError {
    /// The container.
    #[error(transparent)]
    Archive(#[from] ArchiveError),
    /// The bytes of an original.
    #[error("an original cannot be read: {0}")]
    Original(String),
    /// A file is not what was captured.
    #[error("original {0} is not what was captured")]
    Changed(String),
}

impl From<std::io::Error> for BundleError {
    fn from(error: std::io::Error) -> BundleError {
        BundleError::Archive(error.into())
    }
}

/// Where the bytes of originals come from: writes those of a hash into the sink.
pub type Source<'a> = &'a mut dyn FnMut(&Hash, &mut dyn Write) -> Result<(), BundleError>;

/// The key a bundle is signed with.
pub type Signer<'a> = &'a SigningKey;

/// Lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Bytes of lower-case hexadecimal.
pub fn unhex(text: &str) -> Option<Vec<u8>> {
    if !text.len().is_multiple_of(2) || !text.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    (0..text.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(text.get(at..at + 2)?, 16).ok())
        .collect()
}
