//! The ratchet goes forward only; a Merkle proof shows one leaf of one tree and nothing else.

use gridwork_seal::merkle::{self, Proof};
use gridwork_seal::{Hash, Ratchet, RatchetError, Salt, SealError, ratchet, sha256};
use proptest::prelude::*;

/// The leaves and roots of the test data published with Certificate Transparency (RFC 6962).
const INPUTS: [&str; 8] = [
    "",
    "00",
    "10",
    "2021",
    "3031",
    "40414243",
    "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
];
const ROOTS: [&str; 8] = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];

fn hex(digits: &str) -> Vec<u8> {
    (0..digits.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&digits[at..at + 2], 16).expect("hexadecimal digits"))
        .collect()
}

fn leaves(count: usize) -> Vec<Hash> {
    (0..count).map(|n| sha256(&[&[0], &n.to_be_bytes()])).collect()
}

#[test]
fn roots_are_those_of_certificate_transparency() {
    let leaves: Vec<Hash> = INPUTS.iter().map(|input| sha256(&[&[0], &hex(input)])).collect();
    for (count, root) in (1..).zip(ROOTS) {
        assert_eq!(merkle::root(&leaves[..count])[..], hex(root), "{count} leaves");
    }
    assert_eq!(merkle::root(&[]), sha256(&[]));
}

#[test]
fn every_leaf_of_every_small_tree_is_proved_at_its_place_only() {
    for count in 1..40 {
        let leaves = leaves(count);
        let root = merkle::root(&leaves);
        for (index, leaf) in leaves.iter().enumerate() {
            let proof = merkle::proof(&leaves, index).unwrap();
            assert_eq!(proof.verify(*leaf, &root).unwrap().value(), leaf);
            for elsewhere in 0..count as u32 {
                let moved = Proof { index: elsewhere, ..proof.clone() };
                assert_eq!(moved.verify(*leaf, &root).is_ok(), elsewhere as usize == index);
            }
        }
        assert_eq!(merkle::proof(&leaves, count), None);
    }
}

#[test]
fn an_inner_node_is_not_a_leaf() {
    let leaves = leaves(4);
    let root = merkle::root(&leaves);
    let node = merkle::root(&leaves[..2]);
    let forged = Proof { index: 0, leaves: 2, path: vec![merkle::root(&leaves[2..])] };
    // The tree shape alone cannot tell; the prefix of a leaf made by `merkle::leaf` does.
    assert!(forged.verify(node, &root).is_ok());
    let salt = Salt([1; 16]);
    let own = merkle::leaf("test", b"stream", &salt, &[2; 32]);
    assert_ne!(own, node);
    assert!(forged.verify(own, &root).is_err());
}

#[test]
fn a_leaf_depends_on_domain_stream_salt_and_content() {
    let one = merkle::leaf("test", b"stream", &Salt([1; 16]), &[2; 32]);
    assert_ne!(one, merkle::leaf("tess", b"stream", &Salt([1; 16]), &[2; 32]));
    assert_ne!(one, merkle::leaf("test", b"strean", &Salt([1; 16]), &[2; 32]));
    assert_ne!(one, merkle::leaf("test", b"stream", &Salt([0; 16]), &[2; 32]));
    assert_ne!(one, merkle::leaf("test", b"stream", &Salt([1; 16]), &[3; 32]));
}

proptest! {
    #[test]
    fn a_changed_proof_never_verifies(
        count in 1usize..200, at: prop::sample::Index, byte in 0usize..32, bit in 0u8..8,
        place: prop::sample::Index,
    ) {
        let leaves = leaves(count);
        let index = at.index(count);
        let root = merkle::root(&leaves);
        let proof = merkle::proof(&leaves, index).unwrap();
        let mut leaf = leaves[index];
        leaf[byte] ^= 1 << bit;
        prop_assert_eq!(proof.verify(leaf, &root), Err(SealError::Proof));
        let mut longer = proof.clone();
        longer.path.push([0; 32]);
        prop_assert!(longer.verify(leaves[index], &root).is_err());
        if !proof.path.is_empty() {
            let mut flipped = proof.clone();
            flipped.path[place.index(proof.path.len())][byte] ^= 1 << bit;
            prop_assert!(flipped.verify(leaves[index], &root).is_err());
            let mut shorter = proof;
            shorter.path.pop();
            prop_assert!(shorter.verify(leaves[index], &root).is_err());
        }
    }

    #[test]
    fn a_foreign_proof_is_bounded_and_never_panics(
        index: u32, count: u32, path in prop::collection::vec(any::<[u8; 32]>(), 0..64), leaf: Hash,
    ) {
        let foreign = Proof { index, leaves: count, path };
        prop_assert_eq!(foreign.verify(leaf, &[9; 32]), Err(SealError::Proof));
    }

    #[test]
    fn both_ends_draw_the_same_salts_wherever_they_stop(seed: [u8; 32], stops in prop::collection::vec(0usize..5, 1..6)) {
        let mut device = Ratchet::new(&seed);
        let mut hub = Ratchet::new(&seed);
        for stop in stops {
            for _ in 0..stop {
                prop_assert_eq!(device.next(), hub.next());
            }
            hub = Ratchet::from_bytes(&hub.to_bytes()).unwrap();
            prop_assert_eq!(&device, &hub);
        }
    }
}

#[test]
fn a_ratchet_does_not_go_back() {
    let mut ratchet = Ratchet::new(&[5; 32]);
    let first = ratchet.next();
    ratchet.advance_to(10).unwrap();
    assert_eq!(ratchet.step(), 10);
    assert_eq!(ratchet.advance_to(9), Err(RatchetError::Behind { at: 10, wanted: 9 }));
    let far = 11 + ratchet::LEAP_STEPS_MAX;
    assert_eq!(ratchet.advance_to(far), Err(RatchetError::TooFar { at: 10, wanted: far }));
    // Nothing of the state repeats a salt that was taken.
    let kept = ratchet.to_bytes();
    assert!(!kept.windows(16).any(|window| window == first.as_bytes()));
    assert!((0..100).all(|_| ratchet.next() != first));
}

#[test]
fn a_mangled_state_is_refused() {
    let kept = Ratchet::new(&[5; 32]).to_bytes();
    assert_eq!(Ratchet::from_bytes(&kept[1..]), Err(RatchetError::State));
    let mut other_suite = kept;
    other_suite[0] = 9;
    assert_eq!(Ratchet::from_bytes(&other_suite), Err(RatchetError::State));
}
