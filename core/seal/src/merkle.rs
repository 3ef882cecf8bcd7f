//! Merkle trees in the shape of RFC 6962 §2.1: leaves hashed behind 0x00, nodes behind 0x01, the
//! left half the largest power of two below the number of leaves.
//!
//! One root stands for a batch; with a [`Proof`] one entry can later be shown alone, to another
//! phone or a court, without showing the others. Leaves are commitments salted per entry, so a leaf
//! says nothing once its salt is destroyed.

use crate::hash::{delimited, sha256};
use crate::{Hash, Salt, SealError, Sha256, Verified};

const LEAF: u8 = 0;
const NODE: u8 = 1;

/// Most leaves of one tree; also bounds the path of a proof that a peer sent.
pub const LEAVES_MAX: usize = 1 << 24;

/// The commitment to one entry: its stream, its salt, the hash of its content.
pub fn leaf(domain: &'static str, stream: &[u8], salt: &Salt, content: &Hash) -> Hash {
    let mut hasher = Sha256::new();
    hasher.update(&[LEAF]);
    delimited(domain, &[stream, salt.as_bytes(), content], |bytes| hasher.update(bytes));
    hasher.finish()
}

/// The root over leaves in their order; of no leaves, the hash of nothing.
pub fn root(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => sha256(&[]),
        [leaf] => *leaf,
        _ => {
            let (left, right) = leaves.split_at(split(leaves.len()));
            node(&root(left), &root(right))
        }
    }
}

/// What leads from one leaf to the root.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    /// Which leaf, from 0.
    pub index: u32,
    /// How many leaves the tree has.
    pub leaves: u32,
    /// The hashes beside the way, from the leaf upwards.
    pub path: Vec<Hash>,
}

/// The proof of leaf `index`; `None` if there is no such leaf.
pub fn proof(leaves: &[Hash], index: usize) -> Option<Proof> {
    if index >= leaves.len() || leaves.len() > LEAVES_MAX {
        return None;
    }
    let mut path = Vec::new();
    walk(leaves, index, &mut path);
    Some(Proof { index: index as u32, leaves: leaves.len() as u32, path })
}

impl Proof {
    /// Checks that `leaf` is where the proof says in the tree of `root`.
    ///
    /// The proof may come from anybody; its work is bounded by the depth of the tree.
    pub fn verify(&self, leaf: Hash, root: &Hash) -> Result<Verified<Hash>, SealError> {
        if self.index >= self.leaves || self.leaves as usize > LEAVES_MAX {
            return Err(SealError::Proof);
        }
        let computed = climb(self.index as usize, self.leaves as usize, &self.path, leaf);
        if computed == Some(*root) { Ok(Verified::new(leaf)) } else { Err(SealError::Proof) }
    }
}

fn walk(leaves: &[Hash], index: usize, path: &mut Vec<Hash>) {
    if leaves.len() <= 1 {
        return;
    }
    let (left, right) = leaves.split_at(split(leaves.len()));
    if index < left.len() {
        walk(left, index, path);
        path.push(root(right));
    } else {
        walk(right, index - left.len(), path);
        path.push(root(left));
    }
}

/// The root that the path leads to from `leaf`; `None` if the path is too short or too long.
fn climb(index: usize, leaves: usize, path: &[Hash], leaf: Hash) -> Option<Hash> {
    if leaves == 1 {
        return path.is_empty().then_some(leaf);
    }
    let (beside, below) = path.split_last()?;
    let left = split(leaves);
    if index < left {
        Some(node(&climb(index, left, below, leaf)?, beside))
    } else {
        Some(node(beside, &climb(index - left, leaves - left, below, leaf)?))
    }
}

/// The largest power of two below `leaves`, which is at least two.
fn split(leaves: usize) -> usize {
    1 << (leaves - 1).ilog2()
}

fn node(left: &Hash, right: &Hash) -> Hash {
    sha256(&[&[NODE], left, right])
}
