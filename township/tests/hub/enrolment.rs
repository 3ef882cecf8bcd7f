//! Becoming a device: a code works once, for one key, for a while.

use gridwork_model::permission::Role;
use gridwork_seal::{BoxKey, SigningKey, VerifyingKey};
use gridwork_sync::enrol::{EnrolAnswer, EnrolRefusal};
use gridwork_township::audit::Actor;

use crate::support::{Counting, NOON, fixture, request};

#[test]
fn a_code_enrols_one_device_and_the_directory_names_it() {
    let f = fixture(1);
    let worker = f.person(Role::GridWorker);
    let phone = f.phone(worker);
    assert_eq!(phone.enrolled.person, worker);
    assert!(phone.enrolled.training);
    let standing = f.hub.standing();
    let binding =
        standing.directory.device(phone.enrolled.device).expect("the binding is published");
    assert_eq!(binding.person, worker);
    assert!(binding.signing_key.as_deref().is_some_and(|key| key.len() == 66));
}

#[test]
fn a_used_expired_or_unknown_code_is_refused() {
    let f = fixture(1);
    let worker = f.person(Role::GridWorker);
    let mut entropy = Counting(9_000);
    let ask = |code: &str, entropy: &mut Counting, later_ms: i64| {
        let (key, box_key) = (SigningKey::generate(entropy), BoxKey::generate(entropy));
        let bytes = request(&key, &box_key, code).seal(&key);
        let answer = f.hub.enrol(&bytes, "ask", NOON.plus_ms(later_ms));
        let root = VerifyingKey(f.hub.public_keys().0);
        match EnrolAnswer::open(&answer, &bytes, &root).unwrap() {
            EnrolAnswer::Enrolled(_) => None,
            EnrolAnswer::Refused(refusal) => Some(refusal),
        }
    };
    let code = f.hub.issue_code(worker, Actor::Operator, NOON).unwrap().code;
    assert_eq!(ask(&code, &mut entropy, 0), None);
    assert_eq!(ask(&code, &mut entropy, 0), Some(EnrolRefusal::Used));
    let code = f.hub.issue_code(worker, Actor::Operator, NOON).unwrap().code;
    assert_eq!(ask(&code, &mut entropy, 73 * 3_600_000), Some(EnrolRefusal::Expired));
    assert_eq!(ask("AAAAAAAAAAAA", &mut entropy, 0), Some(EnrolRefusal::UnknownCode));
}

#[test]
fn a_lost_answer_is_asked_for_again_with_the_same_key() {
    let f = fixture(1);
    let code = f.hub.issue_code(f.person(Role::GridWorker), Actor::Operator, NOON).unwrap().code;
    let mut entropy = Counting(77);
    let (key, box_key) = (SigningKey::generate(&mut entropy), BoxKey::generate(&mut entropy));
    let bytes = request(&key, &box_key, &code).seal(&key);
    let root = VerifyingKey(f.hub.public_keys().0);
    let mut numbers = Vec::new();
    for _ in 0..2 {
        let answer = f.hub.enrol(&bytes, "again", NOON);
        let EnrolAnswer::Enrolled(enrolled) = EnrolAnswer::open(&answer, &bytes, &root).unwrap()
        else {
            panic!("refused")
        };
        numbers.push(enrolled.device);
    }
    assert_eq!(numbers[0], numbers[1]);
    assert_eq!(f.hub.devices(gridwork_model::Id::NIL).unwrap().len(), 1);
}

#[test]
fn guessing_codes_is_slowed_down() {
    let f = fixture(1);
    let mut entropy = Counting(5);
    let (key, box_key) = (SigningKey::generate(&mut entropy), BoxKey::generate(&mut entropy));
    let bytes = request(&key, &box_key, "ZZZZZZZZZZZZ").seal(&key);
    let root = VerifyingKey(f.hub.public_keys().0);
    let refusals: Vec<_> = (0..12)
        .map(|_| EnrolAnswer::open(&f.hub.enrol(&bytes, "guesser", NOON), &bytes, &root).unwrap())
        .collect();
    assert_eq!(refusals[0], EnrolAnswer::Refused(EnrolRefusal::UnknownCode));
    assert_eq!(refusals[11], EnrolAnswer::Refused(EnrolRefusal::TooMany));
}
