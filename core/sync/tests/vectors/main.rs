//! Test vectors of the protocol, for somebody who writes a second client: `tests/vectors/protocol-1.hex`.
//! Made by `UPDATE_VECTORS=1 cargo test --workspace --test vectors`; without it this test fails on drift.

#![allow(clippy::unwrap_used, reason = "a vector that cannot be made has failed")]

mod down;

use std::fmt::Write as _;
use std::path::Path as File;

use gridwork_document::codec::{Mode, Nothing};
use gridwork_document::{Actor, Commit, Document};
use gridwork_model::access::{Manner, Reason, Record};
use gridwork_model::incident::{
    ClosingCode, FileHash, Medium, Place, Rating, Report, Step, SuspensionGround, WhistleKind,
};
use gridwork_model::roster::{Act, At, MoveReason};
use gridwork_model::task::{self, CancelReason};
use gridwork_model::{
    Class, Edit, Founding, Id, LedgerEntry, Moment, Path, Purpose, StreamId, TimeFacts, Value,
    ledger,
};
use gridwork_seal::{BoxKey, Entropy, Ratchet, SigningKey, merkle, tagged_hash};
use gridwork_sync::batch::chain_hash;
use gridwork_sync::enrol::{EnrolRequest, certify_online_key, ratchet_seed};
use gridwork_sync::item::{cbor, ledger_hash};
use gridwork_sync::{
    Batch, BatchFrame, Body, Cursor, Item, PROTOCOL, Request, SCHEMA, Unsent, Withheld, withheld,
};

/// Bytes that count upwards, where a random source is asked.
struct Counting(u8);

impl Entropy for Counting {
    fn fill(&mut self, out: &mut [u8]) {
        for byte in out {
            self.0 = self.0.wrapping_add(1);
            *byte = self.0;
        }
    }
}

/// The lines of the file.
struct Lines(String);

impl Lines {
    fn about(&mut self, text: &str) {
        writeln!(self.0, "\n# {text}").unwrap();
    }

    fn line(&mut self, name: &str, bytes: impl AsRef<[u8]>) {
        write!(self.0, "{name} = ").unwrap();
        for byte in bytes.as_ref() {
            write!(self.0, "{byte:02x}").unwrap();
        }
        self.0.push('\n');
    }
}

fn id(n: u8) -> Id {
    Id::from_bytes([n; 16])
}

fn day() -> chrono::NaiveDate {
    Moment(1_791_421_200_000).day()
}

fn stream() -> StreamId {
    StreamId::new(id(1), Class::C2, Purpose::Roster)
}

fn basics(lines: &mut Lines) {
    lines.about("§1 ids: UUIDv5 of kind and parts; the household document of id 07…07 in epoch 1");
    let epoch = 1u32.to_be_bytes();
    lines.line("id.derived", Id::derived("household", &[id(7).as_bytes(), &epoch]).as_bytes());
    let household = Founding::Household { id: id(7), epoch: 1 };
    assert_eq!(household.document(), Id::derived("household", &[id(7).as_bytes(), &epoch]));
    lines.line("stream", stream().to_bytes());
    lines.about("§1 hash: SHA-256 over the parts, each with its length as 8 bytes before it");
    lines.line("hash.two_parts", tagged_hash("gridwork/test", &[b"one", b"two"]));
    lines.about("§2 keys from the seed 01…01, and the certificate of the online key of seed 02…02");
    let root = SigningKey::from_seed(&[1; 32]);
    let online = SigningKey::from_seed(&[2; 32]);
    lines.line("root.public", root.verifying().as_bytes());
    lines.line("online.public", online.verifying().as_bytes());
    lines.line("online.certificate", certify_online_key(&root, online.verifying().as_bytes()));
    let key = SigningKey::from_seed(&[3; 32]);
    let request = EnrolRequest {
        code: "ABCDEFGHJKMN".into(),
        key: *key.verifying().as_bytes(),
        box_key: *BoxKey::from_seed(&[4; 32]).public().as_bytes(),
        name: "示意".into(),
        app: "1".into(),
        seed: [5; 32],
        formerly: None,
    };
    let asked = request.seal(&key);
    lines.line("enrol.request", &asked);
    down::enrolment(lines, &asked);
    lines
        .about("§10 the ratchet of the halves 05…05 (device) and 06…06 (hub), and its first salts");
    let seed = ratchet_seed(&[5; 32], &[6; 32]);
    lines.line("ratchet.seed", seed);
    let mut ratchet = Ratchet::new(&seed);
    for n in 0..3 {
        lines.line(&format!("ratchet.salt.{n}"), ratchet.next().as_bytes());
    }
    lines.line("ratchet.after_three", ratchet.to_bytes());
}

fn incident_steps() -> Vec<(&'static str, Step)> {
    let place = Place {
        cell: id(1),
        hamlet: Some(id(2)),
        at: None,
        words: Some("村口小桥".into()),
        point: Some((1_114_513_030, 410_964_710, 18, 1)),
    };
    let report = Report {
        category: "H01".parse().unwrap(),
        words: "雪把进村路封了".into(),
        place,
        files: vec![FileHash([9; 32])],
        medium: Medium::Patrol,
        called: Some("110".into()),
        order: None,
    };
    let text = |text: &str| text.to_owned();
    let until = Moment(1_791_421_200_000);
    vec![
        ("report", Step::Report(report)),
        ("self_solve", Step::SelfSolve { done: text("铲开了") }),
        ("accept", Step::Accept),
        ("refuse", Step::Refuse { reason: text("不归乡镇"), elsewhere: text("供电所") }),
        ("dispatch", Step::Dispatch { unit: id(3), handler: Some(id(4)), return_by: until }),
        ("return", Step::Return { reason: text("不是本单位职责") }),
        ("start", Step::Start { note: text("去了") }),
        ("note", Step::Note { words: text("等零件"), files: Vec::new() }),
        ("extend", Step::Extend { reason: text("封路"), until }),
        (
            "suspend",
            Step::Suspend {
                ground: SuspensionGround::FrozenGround,
                reason: text("冻土"),
                wake: day(),
            },
        ),
        ("resume", Step::Resume),
        ("whistle", Step::Whistle { kind: WhistleKind::Emergency, asks: text("来一台铲车") }),
        ("to_clue", Step::ToClue { clue: id(5) }),
        ("clue_answered", Step::ClueAnswered { taken: true, words: text("已立案") }),
        ("done", Step::Done { result: text("通了"), files: Vec::new() }),
        ("verify", Step::Verify { passed: false, why: text("还滑") }),
        ("pass_to_secretary", Step::PassToSecretary),
        ("close", Step::Close { code: ClosingCode::Solved }),
        ("rate", Step::Rate { rating: Rating::Satisfied, words: text("好"), oral: true }),
        ("archive", Step::Archive),
        ("merge_into", Step::MergeInto { main: id(6) }),
        ("joined", Step::Joined { other: id(7), reporter: id(8) }),
        ("void", Step::Void { reason: text("写错了") }),
        ("ask_verification", Step::AskVerification { of: id(8) }),
        (
            "verified_by_phone",
            Step::VerifiedByPhone { by: id(8), told: until, passed: true, why: String::new() },
        ),
    ]
}

fn bodies(lines: &mut Lines) {
    lines.about("§11 bodies of incident steps");
    for (name, step) in incident_steps() {
        lines.line(&format!("incident.{name}"), step.to_body());
    }
    lines.about("§11 bodies of task steps, of YJ-07 for 07…07 in window 8107");
    let steps = [
        ("start", task::Step::Start),
        ("complete", task::Step::Complete { no_change: true, version: 2 }),
        ("decline", task::Step::Decline),
        ("cancel", task::Step::Cancel { reason: CancelReason::Duplicate }),
        ("reassign", task::Step::Reassign { to: id(4) }),
        ("put_off", task::Step::PutOff { to: day() }),
        ("reopen", task::Step::Reopen),
        (
            "issue",
            task::Step::Issue { household: Some(id(7)), hamlet: None, who: Some("示意".into()) },
        ),
    ];
    for (name, step) in steps {
        let body = task::Body { template: "YJ-07".into(), target: id(7), window: 8107, step };
        lines.line(&format!("task.{name}"), body.to_bytes());
    }
    lines.about("§11 body of an access");
    let record = Record {
        manner: Manner::Reveal,
        reason: Reason::Visit,
        class: Class::C3,
        purpose: Purpose::Identity,
        fields: vec!["id_number".into()],
        offline: true,
        shown: true,
        people: 1,
    };
    lines.line("access.reveal", record.to_body());
    lines.about("§11 bodies of acts on the roster");
    let at = |n| At { household: id(n), cell: id(1) };
    let people = vec![id(9)];
    let acts = [
        (
            "move",
            Act::Move {
                from: at(2),
                to: at(3),
                people: people.clone(),
                reason: MoveReason::Marriage,
            },
        ),
        ("merge", Act::Merge { from: at(2), into: at(3) }),
        ("split", Act::Split { from: at(2), new: at(3), people }),
        ("transfer", Act::Transfer { from: at(2), cell: id(4) }),
        ("same_person", Act::SamePerson { at: at(2), from: id(9), into: id(10) }),
    ];
    for (name, act) in acts {
        lines.line(&format!("roster.{name}"), act.to_body());
    }
}

fn entry() -> LedgerEntry {
    LedgerEntry {
        id: id(20),
        object: id(21),
        kind: ledger::kind::INCIDENT,
        person: id(22),
        role: 1,
        time: TimeFacts {
            device: Moment(1_791_421_200_000),
            monotonic_ms: 5_000,
            boot: 77,
            hub: Some(Moment(1_791_421_199_000)),
            gnss: None,
        },
        body: Step::Accept.to_body(),
    }
}

/// A change by actor device 7, incarnation 0: the address of household 07…07.
fn change() -> (Founding, Commit) {
    let founding = Founding::Household { id: id(7), epoch: 0 };
    let mut document = Document::found(&founding).unwrap();
    let address =
        Edit::Put { path: Path::root("address"), value: Value::Text("东头第三家".into()) };
    let commit = document.edit(Actor::new(7, 0), Moment(1_791_421_200_000), &[address]).unwrap();
    (founding, commit)
}

fn exchange(lines: &mut Lines) {
    lines.about("§9 a change by actor device 7, incarnation 0: the address of household 07…07");
    let (founding, commit) = change();
    lines.line("change.chunk", &commit.raw);
    lines.line("change.hash", commit.hash);
    lines.about("§4 a ledger entry as CBOR, and its content hash");
    lines.line("entry.cbor", cbor(&entry()));
    lines.line("entry.hash", ledger_hash(&entry()));
    lines.about("§4 batch 1 of device 7, both items in the stream above (index 0), salts as above");
    let change = Body::Change {
        document: id(7),
        founding: Some(founding),
        raw: commit.raw,
        hash: commit.hash,
    };
    let key = SigningKey::from_seed(&[3; 32]);
    let prev = tagged_hash("gridwork/chain", &[key.verifying().as_bytes()]);
    let items =
        vec![Item { stream: 0, body: change }, Item { stream: 0, body: Body::Ledger(entry()) }];
    let batch = Batch { no: 1, prev, items };
    let mut ratchet = Ratchet::new(&ratchet_seed(&[5; 32], &[6; 32]));
    let committed = batch.commit(7, &mut ratchet, |_| Some(stream())).unwrap();
    lines.line("batch.previous", prev);
    for (n, leaf) in committed.leaves.iter().enumerate() {
        lines.line(&format!("batch.leaf.{n}"), leaf);
    }
    assert_eq!(committed.root, merkle::root(&committed.leaves));
    assert_eq!(committed.hash, chain_hash(7, 1, &prev, &committed.root));
    lines.line("batch.root", committed.root);
    lines.line("batch.hash", committed.hash);
    lines.about("§4 its frame, verbatim, by person 16…16, and the request that carries it");
    let frame = batch.frame(id(22), &Nothing, Mode::Verbatim);
    lines.line("batch.frame", &frame);
    lines.about("§4 the same batch told again by who holds the leaves alone: the change sealed to the box key of seed 04…04, the entry gone; the frame");
    let hub = BoxKey::from_seed(&[4; 32]);
    let (first, leaves) = (batch.items[0].clone(), &committed.leaves);
    let kept = withheld::seal(first, id(22), &leaves[0], &hub.public(), &mut Counting(0)).unwrap();
    let told = [(leaves[0], kept.clone()), (leaves[1], Vec::new())]
        .map(|(leaf, sealed)| Item { stream: 0, body: Body::Withheld(Withheld { leaf, sealed }) });
    let again = Batch { no: 1, prev, items: told.to_vec() };
    let mut ratchet = Ratchet::new(&ratchet_seed(&[5; 32], &[6; 32]));
    let proven = again.commit(7, &mut ratchet, |_| Some(stream())).unwrap();
    assert_eq!(proven.hash, committed.hash);
    lines.line("withheld.sealed", kept);
    lines.line("withheld.frame", again.frame(id(22), &Nothing, Mode::Verbatim));
    let carried = BatchFrame {
        no: 1,
        prev_check: prev[..4].try_into().unwrap(),
        mode: Mode::Verbatim,
        point: Vec::new(),
        frame,
    };
    let mut request = Request {
        protocol: PROTOCOL,
        schema: SCHEMA,
        device: 7,
        counter: 1,
        epoch: 1,
        time: Moment(1_791_421_200_000),
        budget: 60_000,
        mode: Mode::Verbatim,
        grants: 1,
        cursors: vec![Cursor { index: 0, number: 300, page: None }],
        unsent: Unsent::default(),
        app: None,
        batch: Some(carried),
    };
    let sent = request.seal(&key, Some(&committed.hash));
    Request::parse(&sent).unwrap().verify(&key.verifying(), Some(&committed.hash)).unwrap();
    lines.line("request.with_batch", &sent);
    request.batch = None;
    let nothing = request.seal(&key, None);
    lines.line("request.with_nothing", &nothing);
    down::answers(lines, &sent);
    down::files_and_bundles(lines, &key, &nothing);
}

fn sealed(lines: &mut Lines) {
    lines.about(
        "§10 HPKE to the box key of seed 04…04; info gridwork/closed-record, plain text `x`",
    );
    let holder = BoxKey::from_seed(&[4; 32]);
    let (stream, record) = (stream().to_bytes(), id(20));
    let aad: [&[u8]; 2] = [&stream, record.as_bytes()];
    let info = "gridwork/closed-record";
    let sealed = holder.public().seal(&mut Counting(0), info, &aad, b"x").unwrap();
    assert_eq!(holder.open(info, &aad, &sealed).unwrap(), b"x");
    lines.line("box.public", holder.public().as_bytes());
    lines.line("box.sealed", sealed);
}

#[test]
fn the_vectors_are_as_they_are_written_down() {
    let mut lines = Lines(String::from(
        "# Test vectors of the gridwork exchange, protocol 1. See docs/protocol.md; the paragraphs are its.\n\
         # An id written 07…07 is sixteen times that byte. Made by the test `vectors`; do not edit.\n",
    ));
    basics(&mut lines);
    bodies(&mut lines);
    exchange(&mut lines);
    sealed(&mut lines);
    let file = File::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/vectors/protocol-1.hex");
    if std::env::var_os("UPDATE_VECTORS").is_some() {
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(&file, &lines.0).unwrap();
    }
    let written = std::fs::read_to_string(&file).unwrap();
    for (ours, theirs) in lines.0.lines().zip(written.lines()) {
        assert_eq!(
            ours, theirs,
            "the protocol has moved: older clients and hubs say the line below"
        );
    }
    assert_eq!(lines.0.lines().count(), written.lines().count());
}
