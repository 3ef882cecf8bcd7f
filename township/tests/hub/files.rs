//! Files come in parts, in any order, over and over, and hash to their name or are dropped.

use gridwork_model::permission::Role;
use gridwork_model::{Class, Purpose};
use gridwork_seal::{BoxPublic, sha256};
use gridwork_sync::bundle::{self, Direction};
use gridwork_sync::files::{PartAnswer, PartRequest, PartStatus, parts};
use gridwork_sync::limits::PART_BYTES;
use gridwork_sync::{Request, Response};

use crate::support::{Counting, NOON, fixture};

#[test]
fn parts_in_any_order_make_the_file_and_it_lies_sealed() {
    let f = fixture(1);
    let mut phone = f.phone(f.person(Role::GridWorker));
    phone.pull(&f.hub);
    let content: Vec<u8> = (0..PART_BYTES * 2 + 777).map(|i| (i * 7 % 251) as u8).collect();
    let hash = sha256(&[&content]);
    let stream = phone.index(f.stream(Class::C2, Purpose::Incidents));
    let part = |n: u32, bytes: &[u8]| PartRequest {
        device: phone.enrolled.device,
        file: hash,
        size: content.len() as u64,
        stream,
        offset: u64::from(n) * PART_BYTES as u64,
        bytes: bytes.to_vec(),
    };
    let ask = |request: &PartRequest| {
        PartAnswer::parse(&f.hub.file_part(&request.seal(&phone.key), NOON)).unwrap()
    };
    assert_eq!(ask(&part(0, &[])).held, [false, false, false]);
    let chunks: Vec<&[u8]> = content.chunks(PART_BYTES).collect();
    for n in [2, 0, 2] {
        assert_eq!(ask(&part(n, chunks[n as usize])).status, PartStatus::Held);
    }
    assert_eq!(ask(&part(1, &[])).held, [true, false, true]);
    assert_eq!(ask(&part(1, chunks[1])).status, PartStatus::Complete);
    assert_eq!(f.hub.file(&hash).unwrap(), content);
    assert_eq!(parts(content.len() as u64), 3);
    for file in std::fs::read_dir(f.folder.path().join("hub/files")).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        assert!(!bytes.windows(64).any(|window| window == &content[..64]));
    }
}

#[test]
fn a_part_comes_in_slices_and_goes_on_where_it_was_cut() {
    let f = fixture(1);
    let mut phone = f.phone(f.person(Role::GridWorker));
    phone.pull(&f.hub);
    let content: Vec<u8> = (0..PART_BYTES + 5_000).map(|i| (i * 11 % 251) as u8).collect();
    let file = sha256(&[&content]);
    let stream = phone.index(f.stream(Class::C2, Purpose::Incidents));
    let send = |from: usize, to: usize| {
        let request = PartRequest {
            device: phone.enrolled.device,
            file,
            size: content.len() as u64,
            stream,
            offset: from as u64,
            bytes: content[from..to].to_vec(),
        };
        PartAnswer::parse(&f.hub.file_part(&request.seal(&phone.key), NOON)).unwrap()
    };
    assert_eq!(send(0, 4_096).begun, 4_096);
    assert_eq!(send(8_192, 9_000).begun, 4_096, "what does not follow is not taken");
    assert_eq!(send(4_096, 10_000).begun, 10_000);
    assert_eq!(send(4_096, 10_000).begun, 10_000, "said again, it changes nothing");
    assert_eq!(send(0, 0).begun, 10_000, "a question");
    let answer = send(10_000, PART_BYTES);
    assert_eq!((answer.held, answer.begun), (vec![true, false], 0));
    assert_eq!(send(0, 100).held, [true, false], "a part that is held is not begun again");
    assert_eq!(send(PART_BYTES, PART_BYTES + 1).begun, 1);
    assert_eq!(send(PART_BYTES + 1, content.len()).status, PartStatus::Complete);
    assert_eq!(f.hub.file(&file).unwrap(), content);
}

#[test]
fn a_large_file_is_hashed_while_others_write() {
    let f = fixture(1);
    let mut phone = f.phone(f.person(Role::GridWorker));
    phone.pull(&f.hub);
    let content: Vec<u8> = (0..32u32 << 20).map(|i| (i * 13 % 251) as u8).collect();
    let file = sha256(&[&content]);
    let stream = phone.index(f.stream(Class::C2, Purpose::Incidents));
    let chunks: Vec<&[u8]> = content.chunks(PART_BYTES).collect();
    let send = |part: usize| {
        let request = PartRequest {
            device: phone.enrolled.device,
            file,
            size: content.len() as u64,
            stream,
            offset: (part * PART_BYTES) as u64,
            bytes: chunks[part].to_vec(),
        };
        PartAnswer::parse(&f.hub.file_part(&request.seal(&phone.key), NOON)).unwrap()
    };
    let last = chunks.len() - 1;
    (0..last).for_each(|part| drop(send(part)));
    let written = std::thread::scope(|scope| {
        let hashing = scope.spawn(|| send(last));
        let mut written = 0;
        while !hashing.is_finished() {
            let by = gridwork_township::audit::Actor::Operator;
            let record = gridwork_township::audit::Record::done(
                NOON,
                by,
                "test",
                gridwork_model::Id::NIL,
                None,
            );
            f.hub.note(record).unwrap();
            written += 1;
        }
        assert_eq!(hashing.join().unwrap().status, PartStatus::Complete);
        written
    });
    // With the writer held from the last part to the end of the hashing there would be two at most.
    assert!(written > 5, "{written}");
    // Sent once more, or asked for, it is settled.
    assert_eq!(send(last).status, PartStatus::Complete);
    assert_eq!(f.hub.file(&file).unwrap(), content);
}

#[test]
fn a_file_that_does_not_hash_to_its_name_is_dropped() {
    let f = fixture(1);
    let mut phone = f.phone(f.person(Role::GridWorker));
    phone.pull(&f.hub);
    let stream = phone.index(f.stream(Class::C2, Purpose::Incidents));
    let request = PartRequest {
        device: phone.enrolled.device,
        file: [4; 32],
        size: 5,
        stream,
        offset: 0,
        bytes: b"wrong".to_vec(),
    };
    let answer = PartAnswer::parse(&f.hub.file_part(&request.seal(&phone.key), NOON)).unwrap();
    assert_eq!(answer.status, PartStatus::HashMismatch);
    assert!(f.hub.file(&[4; 32]).is_err());
    let forged = request.seal(&gridwork_seal::SigningKey::from_seed(&[8; 32]));
    let answer = PartAnswer::parse(&f.hub.file_part(&forged, NOON)).unwrap();
    assert_eq!(answer.status, PartStatus::Refused);
}

#[test]
fn a_bundle_is_judged_like_a_request_and_its_receipt_opens_on_the_phone_alone() {
    let f = fixture(1);
    let mut phone = f.phone(f.person(Role::GridWorker));
    phone.pull(&f.hub);
    let index = phone.index(f.stream(Class::C1, Purpose::Places));
    let mut document = crate::support::new_place(1);
    let item = crate::support::place_change(&phone, &mut document, 1, index, "井", true);
    let message = phone.frame(vec![item]);
    let hub_key = BoxPublic(phone.enrolled.box_key);
    let sealed = bundle::seal(
        Direction::Out,
        phone.enrolled.device,
        std::slice::from_ref(&message),
        &hub_key,
        &mut Counting(4_000),
    )
    .unwrap();
    let receipt = f.hub.bundle(&sealed, NOON).unwrap();
    let (direction, device, answers) = bundle::open(&receipt, &phone.box_key).unwrap();
    assert_eq!((direction, device), (Direction::Receipt, phone.enrolled.device));
    assert_eq!(answers.len(), 1);
    let asked = Request::parse(&message).unwrap().request.time;
    let answer = Response::parse(&answers[0], asked).unwrap().response;
    assert_eq!(crate::support::outcomes(&answer), [gridwork_model::Outcome::Accepted]);
    assert!(f.hub.bundle(&receipt, NOON).is_err(), "a receipt is no bundle");
    assert!(f.hub.bundle(b"GWB1 nonsense", NOON).is_err());
}

/// Sends a file whole, as an incident's photo of the worker; returns its hash.
pub fn upload(f: &crate::support::Fixture, content: &[u8]) -> [u8; 32] {
    let mut phone = f.phone(f.person(Role::GridWorker));
    phone.pull(&f.hub);
    let stream = phone.index(f.stream(Class::C2, Purpose::Incidents));
    send_file(f, &phone, stream, content)
}

/// Sends a file whole in a stream of a phone; returns its hash.
pub fn send_file(
    f: &crate::support::Fixture,
    phone: &crate::support::Phone,
    stream: u8,
    content: &[u8],
) -> [u8; 32] {
    let file = sha256(&[content]);
    for (part, bytes) in (0..).zip(content.chunks(PART_BYTES)) {
        let request = PartRequest {
            device: phone.enrolled.device,
            file,
            size: content.len() as u64,
            stream,
            offset: part * PART_BYTES as u64,
            bytes: bytes.to_vec(),
        };
        f.hub.file_part(&request.seal(&phone.key), NOON);
    }
    file
}
