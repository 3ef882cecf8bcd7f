//! What is in a bundle, for programs.

use gridwork_model::{Id, Moment};
use serde::{Deserialize, Serialize};

/// `manifest.json`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// [`super::FORMAT`].
    pub format: String,
    /// The evidence set.
    pub set: Id,
    /// Its title.
    pub title: String,
    /// The hub.
    pub hub: Id,
    /// Whose hub, in words.
    pub township: String,
    /// When it was handed out, Unix milliseconds.
    pub at: Moment,
    /// Who asked for it.
    pub by: String,
    /// Who agreed.
    pub second: String,
    /// What for.
    pub purpose: String,
    /// The ledger, in the hub's order.
    pub entries: Vec<EntryFile>,
    /// The originals.
    pub originals: Vec<OriginalFile>,
    /// Heads of earlier days.
    pub earlier: Vec<HeadFile>,
    /// Time stamps.
    pub stamps: Vec<StampFile>,
}

/// An entry of the ledger.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntryFile {
    /// CBOR of the entry.
    pub file: String,
    /// The device that said it; 0 for the hub.
    pub device: u32,
    /// Where it stands in the log.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub leaf: Option<Leaf>,
    /// What was signed on its own in it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub signed: Vec<SignedFile>,
}

/// Where an entry stands in the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Leaf {
    /// Number of the leaf, from 0.
    pub index: u64,
    /// File of the salt: `cat SALT ENTRY | sha256sum` is the leaf.
    pub salt: String,
    /// Hashes from the leaf to the root, hexadecimal.
    pub path: Vec<String>,
}

/// Signed bytes, signature and key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedFile {
    /// The signed bytes.
    pub message: String,
    /// The signature, 64 bytes.
    pub signature: String,
    /// The key, PEM.
    pub key: String,
}

/// An original.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OriginalFile {
    /// The file.
    pub file: String,
    /// What it is, in words.
    pub title: String,
    /// Its media type.
    pub mime: String,
    /// Its size.
    pub bytes: u64,
    /// SHA-256, hexadecimal.
    pub sha256: String,
    /// SM3, hexadecimal.
    pub sm3: String,
}

/// A head of an earlier day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeadFile {
    /// The signed bytes.
    pub message: String,
    /// The signature.
    pub signature: String,
    /// The key, PEM.
    pub key: String,
    /// The way to the head of the bundle, hexadecimal.
    pub path: Vec<String>,
}

/// A time stamp.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StampFile {
    /// The token.
    pub file: String,
    /// SHA-256 it is over, hexadecimal.
    pub over: String,
}
