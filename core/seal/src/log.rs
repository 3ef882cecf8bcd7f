//! An append-only log in the shape of RFC 6962: a tree that only grows, a head that stands for all
//! of it, proofs that one entry is in it and that a later head only added to an earlier one.
//!
//! The tree is the crate `ct-merkle`; these are its words in ours, with every size bounded before
//! the crate is asked. [`crate::merkle`] is another thing: one tree, built once, over a batch.

use ct_merkle::digest::Output;
use ct_merkle::mem_backed_tree::MemoryBackedTree;
use ct_merkle::{ConsistencyProof, InclusionProof, RootHash};

use crate::{Hash, SealError};

/// Most hashes on the path of a proof; 2^48 leaves are more than any log will have.
pub const PATH_MAX: usize = 96;

/// Most leaves that a head may claim.
const LEAVES_MAX: u64 = 1 << 48;

/// What stands for the whole log: how many leaves it has, and its root.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LogHead {
    /// Number of leaves.
    pub size: u64,
    /// The Merkle tree hash over them (RFC 6962 §2.1).
    pub root: Hash,
}

/// The log itself, in memory: about 64 bytes a leaf. Who keeps it stores the leaves.
pub struct Log(MemoryBackedTree<sha2::Sha256, Hash>);

impl Log {
    /// A log of these leaves.
    pub fn new(leaves: impl IntoIterator<Item = Hash>) -> Log {
        let mut log = Log(MemoryBackedTree::new());
        for leaf in leaves {
            log.push(leaf);
        }
        log
    }

    /// Appends a leaf.
    pub fn push(&mut self, leaf: Hash) {
        self.0.push(leaf);
    }

    /// How many leaves there are.
    pub fn size(&self) -> u64 {
        self.0.len()
    }

    /// What stands for the log as it is.
    pub fn head(&self) -> LogHead {
        LogHead { size: self.0.len(), root: hash(self.0.root().as_bytes()) }
    }

    /// The path that shows leaf `index` in the log as it is; `None` if there is no such leaf.
    pub fn inclusion(&self, index: u64) -> Option<Vec<Hash>> {
        if index >= self.size() {
            return None;
        }
        let proof = self.0.prove_inclusion(usize::try_from(index).ok()?);
        Some(hashes(proof.as_bytes()))
    }

    /// The path that shows that the log as it is only added to its first `size` leaves; `None` if it
    /// never had that many, or none.
    pub fn consistency(&self, size: u64) -> Option<Vec<Hash>> {
        if size == 0 || size > self.size() {
            return None;
        }
        let added = usize::try_from(self.size() - size).ok()?;
        Some(hashes(self.0.prove_consistency(added).as_bytes()))
    }
}

impl LogHead {
    /// Checks that `leaf` is entry `index` of the log that this head stands for.
    pub fn includes(&self, leaf: &Hash, index: u64, path: &[Hash]) -> Result<(), SealError> {
        let root = self.bounded(path)?;
        let proof = InclusionProof::try_from_bytes(path.concat()).map_err(|_| SealError::Proof)?;
        root.verify_inclusion(leaf, index, &proof).map_err(|_| SealError::Proof)
    }

    /// Checks that the log of this head begins with the log of the `earlier` one.
    pub fn extends(&self, earlier: &LogHead, path: &[Hash]) -> Result<(), SealError> {
        if earlier.size == 0 {
            // Every log begins with nothing.
            return if path.is_empty() { Ok(()) } else { Err(SealError::Proof) };
        }
        let (root, old) = (self.bounded(path)?, earlier.bounded(path)?);
        let proof =
            ConsistencyProof::try_from_bytes(path.concat()).map_err(|_| SealError::Proof)?;
        root.verify_consistency(&old, &proof).map_err(|_| SealError::Proof)
    }

    fn bounded(&self, path: &[Hash]) -> Result<RootHash<sha2::Sha256>, SealError> {
        if self.size > LEAVES_MAX || path.len() > PATH_MAX {
            return Err(SealError::Proof);
        }
        Ok(RootHash::new(self.root.into(), self.size))
    }
}

fn hash(output: &Output<sha2::Sha256>) -> Hash {
    (*output).into()
}

fn hashes(path: &[u8]) -> Vec<Hash> {
    let (whole, _) = path.as_chunks::<32>();
    whole.to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::merkle;
    use crate::testing::hex;

    /// The leaf and the heads of the test tree that RFC 6962's reference implementation is tested
    /// with, for one empty leaf: SHA-256(0x00).
    #[test]
    fn the_log_of_nothing_and_of_one_leaf_are_those_of_rfc_6962() {
        let nothing = Log::new([]).head();
        assert_eq!(nothing.size, 0);
        assert_eq!(
            nothing.root[..],
            hex("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
        );
        // A leaf of 32 bytes: SHA-256(0x00 ‖ leaf).
        let leaf = [7; 32];
        assert_eq!(Log::new([leaf]).head().root, crate::sha256(&[&[0], &leaf]));
    }

    #[test]
    fn the_root_is_the_one_of_the_batch_tree_over_the_same_leaf_hashes() {
        let leaves: Vec<Hash> = (0..21u8).map(|n| [n; 32]).collect();
        for size in 1..=leaves.len() {
            let hashed: Vec<Hash> =
                leaves[..size].iter().map(|leaf| crate::sha256(&[&[0], leaf])).collect();
            assert_eq!(Log::new(leaves[..size].iter().copied()).head().root, merkle::root(&hashed));
        }
    }

    #[test]
    fn every_leaf_is_shown_and_nothing_else_is() {
        let leaves: Vec<Hash> = (0..9u8).map(|n| [n; 32]).collect();
        let log = Log::new(leaves.iter().copied());
        let head = log.head();
        for (index, leaf) in (0u64..).zip(&leaves) {
            let path = log.inclusion(index).unwrap();
            head.includes(leaf, index, &path).unwrap();
            head.includes(&[99; 32], index, &path).unwrap_err();
            head.includes(leaf, index + 1, &path).unwrap_err();
            head.includes(leaf, u64::MAX, &path).unwrap_err();
            for cut in 0..path.len() {
                head.includes(leaf, index, &path[..cut]).unwrap_err();
                let mut bent = path.clone();
                bent[cut][0] ^= 1;
                head.includes(leaf, index, &bent).unwrap_err();
            }
            head.includes(leaf, index, &vec![[0; 32]; PATH_MAX + 1]).unwrap_err();
            LogHead { size: u64::MAX, ..head }.includes(leaf, index, &path).unwrap_err();
        }
        assert_eq!(log.inclusion(9), None);
    }

    #[test]
    fn a_later_head_extends_every_earlier_one_and_no_other() {
        let leaves: Vec<Hash> = (0..12u8).map(|n| [n; 32]).collect();
        let log = Log::new(leaves.iter().copied());
        let head = log.head();
        for size in 1..=leaves.len() {
            let earlier = Log::new(leaves[..size].iter().copied()).head();
            let path = log.consistency(size as u64).unwrap();
            head.extends(&earlier, &path).unwrap();
            // A log that was rewritten before that head.
            let mut rewritten = leaves.clone();
            rewritten[0] = [99; 32];
            let other = Log::new(rewritten);
            let path = other.consistency(size as u64).unwrap();
            other.head().extends(&earlier, &path).unwrap_err();
            if size < leaves.len() {
                earlier.extends(&head, &path).unwrap_err();
            }
        }
        head.extends(&LogHead { size: 0, root: [0; 32] }, &[]).unwrap();
        assert_eq!(log.consistency(0), None);
        assert_eq!(log.consistency(13), None);
    }
}
