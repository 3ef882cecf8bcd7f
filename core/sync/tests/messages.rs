//! Messages survive the wire, and hostile bytes end in a named error.

use gridwork_document::codec::{Limits, Mode, Nothing};
use gridwork_document::{Actor, Document};
use gridwork_model::{
    Class, Edit, Founding, Id, LedgerEntry, Moment, Outcome, Path, Purpose, Refusal, StreamId,
    TimeFacts, Value,
};
use gridwork_seal::{BoxKey, Entropy, Ratchet, SigningKey, tagged_hash};
use gridwork_sync::batch::chain_hash;
use gridwork_sync::response::{Grants, Stand, stand_hash};
use gridwork_sync::update::{DirectoryEntry, Erasure, Page, Then};
use gridwork_sync::{
    Batch, BatchFrame, BatchVerdict, Body, Cursor, Entry, EntryBody, Failure, Grant, Item, Order,
    PROTOCOL, Request, Response, SCHEMA, SealedRecord, StreamHead, SyncError, Unsent, Update,
    WireError, Withheld, withheld,
};
use proptest::prelude::*;

struct Counting(u8);

impl Entropy for Counting {
    fn fill(&mut self, out: &mut [u8]) {
        for byte in out {
            self.0 = self.0.wrapping_add(101);
            *byte = self.0;
        }
    }
}

fn id(n: u8) -> Id {
    Id::from_bytes([n; 16])
}

fn stream() -> StreamId {
    StreamId::new(id(1), Class::C2, Purpose::Roster)
}

fn ledger(n: u8) -> LedgerEntry {
    let time = TimeFacts {
        device: Moment(1_760_000_000_000 + i64::from(n)),
        monotonic_ms: 5,
        boot: 77,
        hub: n.is_multiple_of(2).then_some(Moment(1_760_000_000_500)),
        gnss: None,
    };
    LedgerEntry {
        id: id(n),
        object: id(9),
        kind: 1,
        person: id(3),
        role: 2,
        time,
        body: vec![n; 9],
    }
}

fn change() -> (Founding, Vec<u8>, [u8; 32]) {
    let founding = Founding::Household { id: id(9), epoch: 0 };
    let mut document = Document::found(&founding).expect("a legal founding");
    let edits =
        [Edit::Put { path: Path::root("address"), value: Value::Text("东头第三家".into()) }];
    let commit =
        document.edit(Actor::new(7, 0), Moment(1_760_000_000_000), &edits).expect("a legal edit");
    (founding, commit.raw, commit.hash)
}

fn items() -> Vec<Item> {
    let (founding, raw, hash) = change();
    let record =
        SealedRecord { id: id(5), object: None, post: id(6), key: vec![1; 8], sealed: vec![1; 40] };
    vec![
        Item { stream: 2, body: Body::Ledger(ledger(1)) },
        Item {
            stream: 1,
            body: Body::Change { document: id(9), founding: Some(founding), raw, hash },
        },
        Item { stream: 3, body: Body::Sealed(record) },
        Item { stream: 2, body: Body::Ledger(ledger(2)) },
    ]
}

fn request(batch: Option<BatchFrame>) -> Request {
    Request {
        protocol: PROTOCOL,
        schema: SCHEMA,
        device: 7,
        counter: 12,
        epoch: 1,
        time: Moment(1_760_000_000_123),
        budget: 60_000,
        mode: Mode::Predicted,
        grants: 3,
        cursors: vec![
            Cursor { index: 0, number: 300, page: None },
            Cursor { index: 1, number: 0, page: Some(70) },
        ],
        unsent: Unsent::default(),
        app: None,
        batch,
    }
}

#[test]
fn what_the_app_calls_itself_is_read_back_and_bounded() {
    let key = SigningKey::from_seed(&[3; 32]);
    for app in ["", "示意程序 0.2.0", &"网".repeat(40)] {
        for unsent in [Unsent::default(), Unsent { entries: 2, files: 0 }] {
            let said = Request { app: Some(app.to_owned()), unsent, ..request(None) };
            let read = Request::parse(&said.seal(&key, None)).expect("parses");
            assert_eq!(read.request, said);
        }
    }
    let long = Request { app: Some("长".repeat(60)), ..request(None) };
    assert!(Request::parse(&long.seal(&key, None)).is_err());
}

#[test]
fn a_batch_says_the_same_after_the_wire_and_is_committed_alike_at_both_ends() {
    let batch = Batch { no: 4, prev: [8; 32], items: items() };
    for mode in [Mode::Predicted, Mode::Explicit, Mode::Verbatim] {
        let frame = batch.frame(id(3), &Nothing, mode);
        let read = Batch::unframe(&frame, id(3), &Nothing, &Limits::default()).expect("rebuilds");
        assert_eq!(read, batch.items, "{mode:?}");
    }
    let stream_of = |_| Some(stream());
    let (mut here, mut there) = (Ratchet::new(&[1; 32]), Ratchet::new(&[1; 32]));
    let a = batch.commit(7, &mut here, stream_of).expect("commits");
    let b = batch.commit(7, &mut there, stream_of).expect("commits");
    assert_eq!(a, b);
    assert_eq!(here, there);
    assert_eq!(a.hash, chain_hash(7, 4, &[8; 32], &a.root));
    assert!(matches!(batch.commit(7, &mut here, |_| None), Err(SyncError::UnknownStream(2))));
}

#[test]
fn what_left_a_device_proves_its_batch_and_the_hub_alone_opens_it() {
    let stream_of = |_| Some(stream());
    let said = Batch { no: 4, prev: [8; 32], items: items() };
    let commitment = said.commit(7, &mut Ratchet::new(&[1; 32]), stream_of).expect("commits");
    let (hub, other) = (BoxKey::from_seed(&[4; 32]), BoxKey::from_seed(&[5; 32]));
    let mut chance = Counting(6);
    let leave = |(item, leaf): (Item, &[u8; 32])| {
        let stream = item.stream;
        let sealed = withheld::seal(item, id(3), leaf, &hub.public(), &mut chance).expect("seals");
        Item { stream, body: Body::Withheld(Withheld { leaf: *leaf, sealed }) }
    };
    let mut items: Vec<Item> =
        said.items.iter().cloned().zip(&commitment.leaves).map(leave).collect();
    let last = said.items.len();
    items.push(Item {
        stream: 2,
        body: Body::Withheld(Withheld { leaf: [9; 32], sealed: Vec::new() }),
    });
    let told = Batch { items, ..said.clone() };
    let frame = told.frame(id(3), &Nothing, Mode::Predicted);
    let read = Batch::unframe(&frame, id(3), &Nothing, &Limits::default()).expect("rebuilds");
    assert_eq!(read, told.items);
    let proof = told.commit(7, &mut Ratchet::new(&[1; 32]), stream_of).expect("commits");
    assert_eq!(proof.leaves[..last], commitment.leaves);
    assert_eq!(proof.leaves[last], [9; 32]);

    for (index, (item, was)) in read.iter().zip(&said.items).enumerate() {
        let Body::Withheld(left) = &item.body else { panic!("{item:?}") };
        let open = |left: &Withheld, key, salt| left.open(key, id(3), &stream(), salt);
        let salt = &commitment.salts[index];
        assert_eq!(open(left, &hub, salt).as_ref(), Some(&was.body));
        assert_eq!(open(left, &other, salt), None);
        assert_eq!(open(left, &hub, &commitment.salts[(index + 1) % last]), None);
        assert_eq!(open(&Withheld { leaf: [9; 32], ..left.clone() }, &hub, salt), None);
    }
    for end in 0..frame.len() {
        let cut = Batch::unframe(&frame[..end], id(3), &Nothing, &Limits::default());
        assert!(cut.is_err(), "{end}");
    }
}

#[test]
fn a_frame_cut_anywhere_is_an_error_and_no_panic() {
    let batch = Batch { no: 4, prev: [8; 32], items: items() };
    let frame = batch.frame(id(3), &Nothing, Mode::Predicted);
    for end in 0..frame.len() {
        assert!(
            Batch::unframe(&frame[..end], id(3), &Nothing, &Limits::default()).is_err(),
            "{end}"
        );
    }
}

#[test]
fn a_request_with_nothing_to_say_about_five_streams_is_at_most_92_bytes() {
    let key = SigningKey::from_seed(&[1; 32]);
    let cursors = (0..5)
        .map(|index| Cursor { index, number: 2_000 + u64::from(index), page: None })
        .collect();
    let bytes = Request { cursors, ..request(None) }.seal(&key, None);
    assert!(bytes.len() <= 92, "{}", bytes.len());
}

#[test]
fn cursors_come_back_whether_or_not_their_indices_follow_each_other() {
    let key = SigningKey::from_seed(&[1; 32]);
    let cursor = |index: u8, page| Cursor { index, number: u64::from(index) * 900, page };
    let table = vec![
        vec![cursor(0, None), cursor(1, Some(3)), cursor(2, None)],
        vec![cursor(4, None), cursor(5, Some(0)), cursor(9, Some(8)), cursor(3, None)],
        vec![cursor(254, None), cursor(255, None), cursor(0, None)],
    ];
    for cursors in table {
        let sent = Request { cursors, ..request(None) };
        let read = Request::parse(&sent.seal(&key, None)).expect("parses").request;
        assert_eq!(read, sent);
    }
}

#[test]
fn what_is_unsent_is_told_in_as_few_bytes_as_there_is_of_it() {
    let key = SigningKey::generate(&mut Counting(1));
    let nothing = request(None).seal(&key, None);
    for unsent in [Unsent { entries: 3, files: 0 }, Unsent { entries: 0, files: 900 }] {
        let told = Request { unsent, ..request(None) }.seal(&key, None);
        assert!(told.len() <= nothing.len() + 3, "{unsent:?}: {}", told.len());
        assert_eq!(Request::parse(&told).unwrap().request.unsent, unsent);
    }
    // What follows is the last byte before the signature; nothing unsent is not told.
    let at = nothing.len() - 65;
    for (follows, more) in [(2, vec![0, 0]), (8, vec![]), (16, vec![])] {
        let mut wrong = nothing[..at].to_vec();
        wrong.push(follows);
        wrong.extend(more);
        wrong.extend(&nothing[at + 1..]);
        assert!(matches!(Request::parse(&wrong), Err(WireError::Unknown(_))), "{follows}");
    }
}

#[test]
fn a_request_stands_under_the_signature_of_its_device_and_batch() {
    let key = SigningKey::from_seed(&[1; 32]);
    let frame = BatchFrame {
        no: 4,
        prev_check: [8; 4],
        mode: Mode::Explicit,
        point: vec![(1, 9)],
        frame: vec![1, 2, 3],
    };
    for (request, hash) in [(request(None), None), (request(Some(frame)), Some([5; 32]))] {
        let bytes = request.seal(&key, hash.as_ref());
        let read = Request::parse(&bytes).expect("parses");
        assert_eq!(read.request, request);
        assert!(read.verify(&key.verifying(), hash.as_ref()).is_ok());
        assert!(read.verify(&key.verifying(), Some(&[6; 32])).is_err());
        let stranger = SigningKey::from_seed(&[2; 32]).verifying();
        assert!(read.verify(&stranger, hash.as_ref()).is_err());
        for at in 0..bytes.len() {
            let mut flipped = bytes.clone();
            flipped[at] ^= 1;
            let accepted = Request::parse(&flipped)
                .is_ok_and(|read| read.verify(&key.verifying(), hash.as_ref()).is_ok());
            assert!(!accepted, "byte {at} may be flipped");
        }
    }
}

fn update() -> Update {
    let (founding, raw, hash) = change();
    let bodies = vec![
        EntryBody::Own { step: 17 },
        EntryBody::Change {
            document: id(9),
            founding: Some(founding),
            ordinal: Some(4),
            raw,
            hash,
        },
        EntryBody::Own { step: 18 },
        EntryBody::Own { step: 25 },
        EntryBody::Ledger { author: 3, entry: ledger(4), effective: true },
        EntryBody::Ledger { author: 0, entry: ledger(5), effective: false },
        EntryBody::Directory(DirectoryEntry { kind: 2, id: id(4), body: b"{}".to_vec() }),
        EntryBody::Removed { entity: id(8) },
        EntryBody::Erased(Erasure {
            id: id(7),
            class: Class::C2,
            at: Moment(5),
            basis: "个人信息保护法第四十七条".into(),
        }),
    ];
    Update::Entries(bodies.into_iter().map(|body| Entry { body }).collect())
}

#[test]
fn an_update_and_a_page_survive_the_wire() {
    let Update::Entries(entries) = update() else { unreachable!() };
    let page = Page { upto: 90, next_ordinal: 12, then: Then::Next(33), entries: entries.clone() };
    let last = Page {
        then: Then::Complete { head: [3; 32], ratchet: Ratchet::new(&[4; 32]).to_bytes() },
        ..page.clone()
    };
    for update in [Update::Entries(entries), Update::Page(page), Update::Page(last)] {
        let bytes = update.write(1, &Nothing, Mode::Predicted);
        let read = Update::read(&bytes, 1, &Nothing, &Limits::default()).expect("reads");
        assert_eq!(read, update);
        for end in 0..bytes.len() {
            assert!(Update::read(&bytes[..end], 1, &Nothing, &Limits::default()).is_err());
        }
        assert!(Update::read(&bytes, 2, &Nothing, &Limits::default()).is_err(), "wrong stream");
    }
}

fn response() -> Response {
    Response {
        failure: None,
        epoch: 2,
        time: Moment(1_760_000_001_000),
        horizon: 3,
        verdict: Some(BatchVerdict::Judged {
            no: 4,
            outcomes: vec![
                Outcome::Accepted,
                Outcome::Accepted,
                Outcome::Refused(Refusal::OutOfContext),
                Outcome::Ineffective,
                Outcome::Quarantined,
            ],
        }),
        grants: Some(Grants { version: 9, table: vec![Grant { index: 1, stream: stream() }] }),
        orders: vec![
            Order::FileHeld { hash: vec![1; 32] },
            Order::Wipe,
            Order::Asked {
                document: Id::from_bytes([4; 16]),
                member: Some(Id::from_bytes([5; 16])),
                field: "phone".into(),
                at: Moment(1_760_000_000_500),
                words: "哪个是真的".into(),
            },
        ],
        more: true,
        updates: vec![(1, vec![1, 2, 3])],
        stand: [6; 32],
    }
}

#[test]
fn an_answer_stands_under_the_signature_of_the_hub_for_this_request() {
    let hub = SigningKey::from_seed(&[3; 32]);
    let asked = Moment(1_760_000_000_000);
    let bytes = response().seal(&hub, &[7; 32], asked);
    let (read, _) = Response::parse(&bytes, asked)
        .expect("parses")
        .verify(&hub.verifying(), &[7; 32])
        .expect("holds");
    assert_eq!(read, response());
    assert!(
        Response::parse(&bytes, asked).expect("parses").verify(&hub.verifying(), &[8; 32]).is_err()
    );
    for at in 0..bytes.len() {
        let mut flipped = bytes.clone();
        flipped[at] ^= 0x10;
        let accepted = Response::parse(&flipped, asked)
            .is_ok_and(|read| read.verify(&hub.verifying(), &[7; 32]).is_ok());
        assert!(!accepted, "byte {at} may be flipped");
    }
}

#[test]
fn an_answer_with_nothing_new_is_at_most_70_bytes() {
    let hub = SigningKey::from_seed(&[3; 32]);
    let now = Moment(1_760_000_000_000);
    let nothing = Response {
        failure: None,
        epoch: 1,
        verdict: None,
        grants: None,
        orders: Vec::new(),
        more: false,
        updates: Vec::new(),
        stand: [0; 32],
        ..response()
    };
    assert!(nothing.seal(&hub, &[7; 32], now).len() <= 70);
}

#[test]
fn a_signed_stand_proves_later_what_the_hub_had_said() {
    let hub = SigningKey::from_seed(&[3; 32]);
    let now = Moment(1_760_000_000_000);
    let stands = vec![Stand { stream: stream(), number: 40, head: [9; 32] }];
    let answer = Response { stand: stand_hash(2, &stands), ..response() };
    let bytes = answer.seal(&hub, &[7; 32], now);
    let read = || Response::parse(&bytes, now).expect("parses").verify(&hub.verifying(), &[7; 32]);
    let (response, proof) = read().expect("holds");
    let attestation = proof.attest(&response, stands.clone()).expect("these are the stands");
    assert!(attestation.verify(&hub.verifying()).is_ok());
    let (response, proof) = read().expect("holds");
    let other = vec![Stand { number: 41, ..stands[0] }];
    assert!(proof.attest(&response, other).is_none());
}

#[test]
fn a_head_depends_on_order_content_and_stream_and_not_on_who_computes_it() {
    let contents = [[1; 32], [2; 32]];
    let walk = |stream: StreamId, order: [usize; 2]| {
        let mut head = StreamHead::empty(&stream, [5; 32]);
        for i in order {
            head.advance(&contents[i]);
        }
        (head.number, head.hash)
    };
    let other = StreamId::new(id(2), Class::C2, Purpose::Roster);
    assert_eq!(walk(stream(), [0, 1]), walk(stream(), [0, 1]));
    assert_ne!(walk(stream(), [0, 1]), walk(stream(), [1, 0]));
    assert_ne!(walk(stream(), [0, 1]), walk(other, [0, 1]));
}

#[test]
fn a_failure_is_signed_like_any_answer() {
    let hub = SigningKey::from_seed(&[3; 32]);
    let bytes = Response::failed(Failure::Stale, 4, Moment(9)).seal(&hub, &[7; 32], Moment(1));
    let (read, _) = Response::parse(&bytes, Moment(1))
        .expect("parses")
        .verify(&hub.verifying(), &[7; 32])
        .expect("holds");
    assert_eq!((read.failure, read.epoch), (Some(Failure::Stale), 4));
}

#[test]
fn a_bundle_opens_for_its_addressee_alone() {
    use gridwork_sync::bundle::{Direction, address, open, seal};
    let (hub, other) = (BoxKey::from_seed(&[1; 32]), BoxKey::from_seed(&[2; 32]));
    let messages = vec![vec![1, 2, 3], vec![]];
    let bundle =
        seal(Direction::Out, 7, &messages, &hub.public(), &mut Counting(0)).expect("seals");
    assert_eq!(address(&bundle), Ok((Direction::Out, 7)));
    assert_eq!(open(&bundle, &hub).expect("opens"), (Direction::Out, 7, messages));
    assert!(open(&bundle, &other).is_err());
    for end in 0..bundle.len() {
        assert!(open(&bundle[..end], &hub).is_err());
    }
    let mut readdressed = bundle;
    readdressed[5] ^= 1;
    assert!(open(&readdressed, &hub).is_err());
}

#[test]
fn enrolment_holds_from_the_root_of_the_invitation_to_the_answer() {
    use gridwork_sync::enrol::*;
    let root = SigningKey::from_seed(&[1; 32]);
    let online = SigningKey::from_seed(&[2; 32]);
    let device = SigningKey::from_seed(&[3; 32]);
    let request = EnrolRequest {
        code: "ABCDEFGHJKMN".into(),
        key: device.verifying().0,
        box_key: [4; 32],
        name: "二组的手机".into(),
        app: "0.1.0".into(),
        seed: [5; 32],
        formerly: None,
    };
    let asked = request.seal(&device);
    assert_eq!(EnrolRequest::open(&asked).expect("holds"), request);
    let enrolled = Enrolled {
        device: 9,
        person: id(3),
        person_name: "示例".into(),
        township: id(1),
        training: true,
        epoch: 1,
        online: online.verifying().0,
        certificate: certify_online_key(&root, &online.verifying().0),
        box_key: [6; 32],
        ratchet: ratchet_seed(&[5; 32], &[7; 32]),
        time: Moment(5),
    };
    let answer = EnrolAnswer::Enrolled(enrolled.clone());
    let bytes = answer.seal(&online, &asked);
    assert_eq!(EnrolAnswer::open(&bytes, &asked, &root.verifying()).expect("holds"), answer);
    assert!(EnrolAnswer::open(&bytes, b"another request", &root.verifying()).is_err());
    assert!(EnrolAnswer::open(&bytes, &asked, &device.verifying()).is_err());
    let impostor = SigningKey::from_seed(&[8; 32]);
    let forged = EnrolAnswer::Enrolled(Enrolled { online: impostor.verifying().0, ..enrolled });
    assert!(EnrolAnswer::open(&forged.seal(&impostor, &asked), &asked, &root.verifying()).is_err());
}

#[test]
fn an_invitation_reads_back_and_a_foreign_or_damaged_one_is_told_apart() {
    use gridwork_sync::enrol::{Invitation, InvitationError};
    let invitation = Invitation {
        address: "https://hub.example".into(),
        root: [0xab; 32],
        code: "ABCDEFGHJKMN".into(),
    };
    assert_eq!(Invitation::parse(&invitation.to_text()), Ok(invitation));
    assert_eq!(Invitation::parse("https://pay.example/x"), Err(InvitationError::Foreign));
    assert_eq!(Invitation::parse("GW1|https://h|zz|C"), Err(InvitationError::Damaged("key")));
    assert_eq!(Invitation::parse("GW1|ftp://h|00|C"), Err(InvitationError::Damaged("address")));
}

#[test]
fn a_hub_in_the_clear_is_one_on_this_machine() {
    use gridwork_sync::enrol::{Invitation, InvitationError};
    let at = |address: &str| {
        let invitation =
            Invitation { address: address.into(), root: [7; 32], code: "ABCDEFGHJKMN".into() };
        Invitation::parse(&invitation.to_text()).map(|read| read.address)
    };
    for here in [
        "http://127.0.0.1",
        "http://127.0.0.1:8080",
        "http://127.0.0.1:8080/hub",
        "http://[::1]:8080",
        "http://localhost:8080",
        "https://hub.example",
        "https://10.1.2.3:8443",
    ] {
        assert_eq!(at(here).as_deref(), Ok(here));
    }
    for elsewhere in [
        "http://hub.example",
        "http://10.1.2.3:8080",
        "http://127.0.0.1.hub.example",
        "http://127.0.0.10",
        "http://localhost.example",
        "http://127.0.0.1:80@hub.example",
        "http://127.0.0.1@hub.example",
        "http://[::2]:8080",
        "http://[::1",
        "http://",
        "https://",
        "127.0.0.1",
    ] {
        assert_eq!(at(elsewhere), Err(InvitationError::Damaged("address")), "{elsewhere}");
    }
}

#[test]
fn the_chain_begins_with_the_public_key() {
    let key = SigningKey::from_seed(&[1; 32]).verifying();
    assert_ne!(tagged_hash("gridwork/chain", &[&key.0]), [0; 32]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn any_bytes_are_refused_or_read_without_a_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = Request::parse(&bytes);
        let _ = Response::parse(&bytes, Moment(0));
        let _ = Batch::unframe(&bytes, id(3), &Nothing, &Limits::default());
        let _ = Update::read(&bytes, 1, &Nothing, &Limits::default());
        let _ = gridwork_sync::enrol::EnrolRequest::open(&bytes);
        let _ = gridwork_sync::files::PartRequest::parse(&bytes);
        let _ = gridwork_sync::bundle::address(&bytes);
    }

    #[test]
    fn mutated_messages_are_refused_or_read_without_a_panic(
        at in any::<prop::sample::Index>(), to in any::<u8>(), second in any::<prop::sample::Index>()
    ) {
        let batch = Batch { no: 4, prev: [8; 32], items: items() };
        for original in [batch.frame(id(3), &Nothing, Mode::Predicted), update().write(1, &Nothing, Mode::Predicted)] {
            let mut bytes = original.clone();
            let i = at.index(bytes.len());
            bytes[i] = to;
            let j = second.index(bytes.len());
            bytes[j] = bytes[j].wrapping_add(to);
            let _ = Batch::unframe(&bytes, id(3), &Nothing, &Limits::default());
            let _ = Update::read(&bytes, 1, &Nothing, &Limits::default());
        }
    }
}

#[test]
fn a_message_over_its_bound_is_refused_by_name() {
    let long = vec![0; gridwork_sync::limits::REQUEST_BYTES + 1];
    assert!(matches!(Request::parse(&long), Err(WireError::TooLarge { what: "request", .. })));
}
