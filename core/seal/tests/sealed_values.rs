//! Sealed values and signatures hold as made, and in no other form: whatever byte is changed, they
//! end in an error, and never in other content.

use gridwork_seal::{
    BoxKey, BoxPublic, Entropy, SealError, Signature, SigningKey, SymmetricKey, SystemEntropy,
    constant_time_eq, mac,
};
use proptest::prelude::*;

/// A generator that replays: good enough to test with, never to ship.
struct Counted(u64);

impl Entropy for Counted {
    fn fill(&mut self, out: &mut [u8]) {
        for byte in out {
            self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            *byte = (self.0 >> 56) as u8;
        }
    }
}

proptest! {
    #[test]
    fn a_sealed_value_opens_to_itself_only_in_its_place(
        seed: u64, plain: Vec<u8>, place: Vec<u8>, other: Vec<u8>,
    ) {
        let mut entropy = Counted(seed);
        let key = SymmetricKey::generate(&mut entropy);
        let sealed = key.seal(&mut entropy, &[&place, b"name"], &plain);
        prop_assert_eq!(key.open(&[&place, b"name"], &sealed).unwrap(), plain);
        prop_assert!(key.open(&[&place], &sealed).is_err());
        if other != place {
            prop_assert!(key.open(&[&other, b"name"], &sealed).is_err());
        }
        prop_assert!(SymmetricKey::generate(&mut entropy).open(&[&place, b"name"], &sealed).is_err());
    }

    #[test]
    fn any_flipped_bit_or_cut_of_a_sealed_value_is_noticed(
        seed: u64, plain: Vec<u8>, at: prop::sample::Index, bit in 0u8..8,
    ) {
        let mut entropy = Counted(seed);
        let key = SymmetricKey::generate(&mut entropy);
        let mut sealed = key.seal(&mut entropy, &[], &plain);
        prop_assert!(key.open(&[], &sealed[..at.index(sealed.len())]).is_err());
        let at = at.index(sealed.len());
        sealed[at] ^= 1 << bit;
        prop_assert!(key.open(&[], &sealed).is_err());
    }

    #[test]
    fn any_flipped_bit_of_a_sealed_box_is_noticed(
        seed: u64, plain: Vec<u8>, at: prop::sample::Index, bit in 0u8..8,
    ) {
        let mut entropy = Counted(seed);
        let key = BoxKey::generate(&mut entropy);
        let mut sealed = key.public().seal(&mut entropy, "test", &[b"post"], &plain).unwrap();
        prop_assert_eq!(key.open("test", &[b"post"], &sealed).unwrap(), plain);
        prop_assert!(key.open("test", &[b"past"], &sealed).is_err());
        prop_assert!(key.open("rest", &[b"post"], &sealed).is_err());
        prop_assert!(BoxKey::generate(&mut entropy).open("test", &[b"post"], &sealed).is_err());
        let at = at.index(sealed.len());
        sealed[at] ^= 1 << bit;
        // The top bit of the encapsulated point is ignored by X25519 but enters the key schedule.
        prop_assert!(key.open("test", &[b"post"], &sealed).is_err());
    }

    #[test]
    fn any_flipped_bit_of_a_signature_or_its_parts_is_noticed(
        seed: [u8; 32], first: Vec<u8>, second: Vec<u8>, at in 0usize..64, bit in 0u8..8,
    ) {
        let key = SigningKey::from_seed(&seed);
        let signature = key.sign("test", &[&first, &second]);
        let public = key.verifying();
        prop_assert_eq!(
            public.verify("test", &[&first, &second], &signature).unwrap().into_value(),
            public
        );
        let mut forged = *signature.as_bytes();
        forged[at] ^= 1 << bit;
        prop_assert!(public.verify("test", &[&first, &second], &Signature::from_bytes(forged)).is_err());
        prop_assert!(public.verify("tess", &[&first, &second], &signature).is_err());
        let joined = [first.as_slice(), &second].concat();
        prop_assert!(public.verify("test", &[&joined], &signature).is_err());
        let mut changed = joined;
        changed.push(0);
        prop_assert!(public.verify("test", &[&changed, &second], &signature).is_err());
    }

    #[test]
    fn opening_garbage_never_panics(bytes: Vec<u8>) {
        let key = SymmetricKey::from_bytes([7; 32]);
        prop_assert!(key.open(&[], &bytes).is_err());
        prop_assert!(BoxKey::from_seed(&[7; 32]).open("test", &[], &bytes).is_err());
        if bytes.len() != 64 {
            prop_assert!(Signature::from_slice(&bytes).is_err());
        }
    }
}

#[test]
fn the_same_value_is_never_sealed_alike() {
    let mut entropy = SystemEntropy;
    let key = SymmetricKey::generate(&mut entropy);
    assert_ne!(key.seal(&mut entropy, &[], b"same"), key.seal(&mut entropy, &[], b"same"));
}

#[test]
fn another_suite_is_named_and_not_tried() {
    let mut entropy = SystemEntropy;
    let key = SymmetricKey::generate(&mut entropy);
    let mut sealed = key.seal(&mut entropy, &[], b"value");
    sealed[0] = 2;
    assert_eq!(key.open(&[], &sealed), Err(SealError::Suite(2)));
}

#[test]
fn a_wrapped_key_unwraps_in_its_place_only() {
    let mut entropy = SystemEntropy;
    let outer = SymmetricKey::generate(&mut entropy);
    let inner = SymmetricKey::generate(&mut entropy);
    let wrapped = outer.wrap(&mut entropy, &[b"document 1"], &inner);
    assert_eq!(outer.unwrap(&[b"document 1"], &wrapped).unwrap().expose(), inner.expose());
    assert!(outer.unwrap(&[b"document 2"], &wrapped).is_err());
    let not_a_key = outer.seal(&mut entropy, &[], b"short");
    assert!(outer.unwrap(&[], &not_a_key).is_err());
}

#[test]
fn derived_keys_differ_by_label_and_part() {
    let key = SymmetricKey::from_bytes([1; 32]);
    let all = [
        key.clone(),
        key.derive("rows"),
        key.derive("rowt"),
        key.derive_for("rows", &[b"a", b"b"]),
        key.derive_for("rows", &[b"ab"]),
    ];
    for (i, one) in all.iter().enumerate() {
        for other in &all[i + 1..] {
            assert!(!constant_time_eq(one.expose(), other.expose()));
        }
    }
    assert_eq!(key.derive("rows").expose(), all[1].expose());
    assert_ne!(mac(&key, "id", &[b"1"]), mac(&all[1], "id", &[b"1"]));
}

#[test]
fn a_point_of_small_order_is_refused_as_a_recipient() {
    let sealed = BoxPublic([0; 32]).seal(&mut SystemEntropy, "test", &[], b"secret");
    assert_eq!(sealed, Err(SealError::PublicKey));
}

#[test]
fn a_checked_value_is_the_one_that_was_signed() {
    let key = SigningKey::generate(&mut SystemEntropy);
    let signature = key.sign("order", &[&7u32.to_be_bytes()]);
    let parts = |number: &u32| [number.to_be_bytes().to_vec()];
    let checked = key.verifying().verify_value("order", 7u32, parts, &signature).unwrap();
    assert_eq!(*checked.value(), 7);
    assert_eq!(
        key.verifying().verify_value("order", 8u32, parts, &signature),
        Err(SealError::Signature)
    );
}

#[test]
fn secrets_do_not_print_themselves() {
    let needle = "2a2a2a2a";
    let seed = [0x2a; 32];
    for printed in [
        format!("{:?}", SymmetricKey::from_bytes(seed)),
        format!("{:?}", SigningKey::from_seed(&seed)),
        format!("{:?}", BoxKey::from_seed(&seed)),
        format!("{:?}", gridwork_seal::Ratchet::new(&seed)),
    ] {
        assert!(printed.contains("secret") && !printed.contains(needle) && !printed.contains("42"));
    }
}
