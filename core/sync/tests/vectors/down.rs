//! What comes down: the answer to an enrolment, answers with verdicts, updates and pages, parts of files,
//! bundles.

use gridwork_document::codec::{Mode, Nothing};
use gridwork_model::{Class, Id, LedgerEntry, Moment, Outcome, Purpose, Refusal, StreamId};
use gridwork_seal::{BoxKey, Hash, Ratchet, SigningKey, sha256};
use gridwork_sync::bundle::{self, Direction};
use gridwork_sync::enrol::{EnrolAnswer, EnrolRefusal, Enrolled, certify_online_key};
use gridwork_sync::files::{PartAnswer, PartRequest, PartStatus};
use gridwork_sync::response::{Failure, Grant, Grants, Stand, stand_hash};
use gridwork_sync::update::{DirectoryEntry, Erasure, Page, Then};
use gridwork_sync::{
    BatchVerdict, Entry, EntryBody, Order, Response, SealedRecord, StreamHead, Update,
};

use super::{Counting, Lines, change, entry, id, stream};

const NOW: Moment = Moment(1_791_421_200_000);

fn online() -> SigningKey {
    SigningKey::from_seed(&[2; 32])
}

/// §2, in answer to `enrol.request`.
pub fn enrolment(lines: &mut Lines, asked: &[u8]) {
    lines.about("§2 the answer to the request above, by the online key above; and a refusal");
    let root = SigningKey::from_seed(&[1; 32]);
    let enrolled = Enrolled {
        device: 7,
        person: id(22),
        person_name: "示意甲".into(),
        township: id(23),
        training: true,
        epoch: 1,
        online: *online().verifying().as_bytes(),
        certificate: certify_online_key(&root, online().verifying().as_bytes()),
        box_key: *BoxKey::from_seed(&[8; 32]).public().as_bytes(),
        ratchet: gridwork_sync::enrol::ratchet_seed(&[5; 32], &[6; 32]),
        time: NOW,
    };
    lines.line("enrol.answer", EnrolAnswer::Enrolled(enrolled).seal(&online(), asked));
    let refused = EnrolAnswer::Refused(EnrolRefusal::Expired);
    lines.line("enrol.refused", refused.seal(&online(), asked));
}

/// One entry of each kind that others say, and an own one.
fn entries() -> Vec<EntryBody> {
    let (founding, commit) = change();
    let by_the_hub = LedgerEntry { id: id(30), person: Id::NIL, role: 0, ..entry() };
    let sealed = SealedRecord {
        id: id(31),
        object: None,
        post: id(32),
        key: vec![9; 8],
        sealed: vec![1, 2, 3],
    };
    vec![
        EntryBody::Change {
            document: id(7),
            founding: Some(founding),
            ordinal: Some(0),
            raw: commit.raw,
            hash: commit.hash,
        },
        EntryBody::Own { step: 1 },
        EntryBody::Ledger { author: 0, entry: by_the_hub, effective: true },
        EntryBody::Ledger { author: 9, entry: entry(), effective: false },
        EntryBody::Directory(DirectoryEntry { kind: 10, id: id(33), body: b"{}".to_vec() }),
        EntryBody::Sealed { author: 9, record: sealed },
        EntryBody::Removed { entity: id(34) },
        EntryBody::Erased(Erasure {
            id: id(35),
            class: Class::C2,
            at: NOW,
            basis: "示意依据".into(),
        }),
    ]
}

/// The update of all of them, and the head after it; the own entry is `entry.cbor` by device 7.
fn updates(lines: &mut Lines) -> (Vec<u8>, StreamHead) {
    lines.about(
        "§5 an update of the stream above with an entry of each kind (the own one is step 1, entry.cbor \
         of device 7), the head before it (of an empty stream whose ratchet has the seed 10…10), what \
         stands for each entry, and the head after it",
    );
    let mut head = StreamHead::empty(&stream(), [16; 32]);
    let bodies = entries();
    lines.line("head.before", head.hash);
    for (n, body) in bodies.iter().enumerate() {
        let own = || gridwork_sync::update::ledger_content(7, true, &entry());
        let content = body.content().unwrap_or_else(own);
        lines.line(&format!("update.content.{n}"), content);
        head.advance(&content);
    }
    let entries = bodies.into_iter().map(|body| Entry { body }).collect();
    let update = Update::Entries(entries).write(0, &Nothing, Mode::Verbatim);
    lines.line("update.entries", &update);
    lines.line("head.after", head.hash);
    (update, head)
}

fn pages(lines: &mut Lines) {
    lines.about("§5 two pages of a first download of that stream; the second one completes it");
    let mut bodies = entries();
    bodies.retain(|body| !matches!(body, EntryBody::Own { .. }));
    let second = bodies.split_off(1);
    let ratchet = Ratchet::new(&[16; 32]).to_bytes();
    let page = |entries: Vec<EntryBody>, then| {
        let entries = entries.into_iter().map(|body| Entry { body }).collect();
        let page = Page { upto: 9, next_ordinal: 1, then, entries };
        Update::Page(page).write(0, &Nothing, Mode::Verbatim)
    };
    lines.line("page.first", page(bodies, Then::Next(5)));
    lines.line("page.last", page(second, Then::Complete { head: [17; 32], ratchet }));
}

fn answer() -> Response {
    Response {
        failure: None,
        epoch: 2,
        time: NOW.plus_ms(1_500),
        horizon: 3,
        verdict: None,
        grants: None,
        orders: Vec::new(),
        more: false,
        updates: Vec::new(),
        stand: [0; 32],
    }
}

/// §5, in answer to `request.with_batch`.
pub fn answers(lines: &mut Lines, asked: &[u8]) {
    let (update, head) = updates(lines);
    pages(lines);
    lines.about(
        "§5 answers to request.with_batch, 1.5 s ahead of it, in epoch 2: each verdict; grants and \
         orders; an update with its stand; a failure in epoch 1",
    );
    let request: Hash = sha256(&[asked]);
    let seal = |answer: &Response| answer.seal(&online(), &request, NOW);
    let outcomes = vec![
        Outcome::Accepted,
        Outcome::Ineffective,
        Outcome::Quarantined,
        Outcome::Refused(Refusal::Erased),
    ];
    for (name, verdict) in [
        ("judged", BatchVerdict::Judged { no: 1, outcomes }),
        ("explicit", BatchVerdict::ResendExplicit),
        ("verbatim", BatchVerdict::ResendVerbatim),
        ("expected", BatchVerdict::Expected(4)),
        ("forked", BatchVerdict::Forked),
        ("quarantined", BatchVerdict::Quarantined { no: 1 }),
    ] {
        let said = Response { verdict: Some(verdict), ..answer() };
        lines.line(&format!("answer.{name}"), seal(&said));
    }
    let other = StreamId::new(id(2), Class::C3, Purpose::Assistance);
    let table = vec![Grant { index: 0, stream: stream() }, Grant { index: 4, stream: other }];
    let orders = vec![
        Order::Wipe,
        Order::OnlineKey { key: vec![12; 32], certificate: vec![13; 64] },
        Order::FileHeld { hash: vec![14; 32] },
        Order::Asked {
            document: id(7),
            member: None,
            field: "address".into(),
            at: NOW,
            words: "是哪一家".into(),
        },
    ];
    let grants = Some(Grants { version: 6, table });
    lines.line("answer.granted", seal(&Response { grants, orders, more: true, ..answer() }));
    let stands = [Stand { stream: stream(), number: head.number, head: head.hash }];
    let stand = stand_hash(2, &stands);
    let updates = vec![(0, update)];
    lines.line("answer.updated", seal(&Response { updates, stand, ..answer() }));
    lines.line("answer.failed", seal(&Response::failed(Failure::Busy, 1, NOW)));
}

/// §6 and §7.
pub fn files_and_bundles(lines: &mut Lines, key: &SigningKey, request: &[u8]) {
    lines.about(
        "§6 bytes of a file of 70,000 from 65,536 on, by device 7, and what the hub answers",
    );
    let part = PartRequest {
        device: 7,
        file: [9; 32],
        size: 70_000,
        stream: 0,
        offset: 65_536,
        bytes: vec![1, 2, 3],
    };
    let part = part.seal(key);
    let held = PartAnswer { status: PartStatus::Held, held: vec![true, true, false], begun: 3 };
    let answer = held.seal(&online(), &part);
    lines.line("part.request", part);
    lines.line("part.answer", answer);
    lines.about(
        "§7 request.with_nothing in a bundle to the box key of seed 08…08, and a receipt of one message \
         `x` to that of seed 04…04",
    );
    let [hub, device] = [8, 4].map(|seed| BoxKey::from_seed(&[seed; 32]).public());
    let messages = [request.to_vec()];
    let out = bundle::seal(Direction::Out, 7, &messages, &hub, &mut Counting(0)).unwrap();
    lines.line("bundle.out", out);
    let receipt = [b"x".to_vec()];
    let back = bundle::seal(Direction::Receipt, 7, &receipt, &device, &mut Counting(0)).unwrap();
    lines.line("bundle.receipt", back);
}
