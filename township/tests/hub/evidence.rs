//! Two officers take evidence, it comes to the hub, is checked again, is there twice, and leaves as a
//! bundle that holds without the hub. What must not be taken is refused and recorded.

use std::io::Read;

use gridwork_evidence::chain;
use gridwork_evidence::verify::{Known, Point, Verdict, verify};
use gridwork_model::audience::enforcement_office;
use gridwork_model::directory::{DirectoryItem, kind as item_kind};
use gridwork_model::evidence::kind::Field;
use gridwork_model::evidence::{
    Arrival, Body as Said, Capture, Clue, ClueStep, Confirmation, Credential, Custody, FileName,
    Holder, Kind, Method, Opening, SignedRecord, Step, Told,
};
use gridwork_model::org::OfficerStatus;
use gridwork_model::permission::Role;
use gridwork_model::{
    Class, Id, LedgerEntry, Moment, Outcome, Purpose, Refusal, StreamId, TimeFacts, ledger,
};
use gridwork_seal::{Digests, DualHash, VerifyingKey};
use gridwork_sync::update::EntryBody;
use gridwork_sync::{Body, Item};
use gridwork_township::HubError;
use gridwork_township::audit::Actor;
use gridwork_township::exports::{Content, Format, Kind as List, Wanted};
use gridwork_township::people::{Caller, RoleAt};

use crate::files::send_file;
use crate::support::{Fixture, NOON, Phone, fixture, outcomes};

const DAY_MS: i64 = 86_400_000;

pub fn set() -> Id {
    Id::v7(NOON.0 as u64, [77; 10])
}

pub fn office(f: &Fixture) -> Id {
    enforcement_office(f.cell(), &f.hub.standing().directory).unwrap()
}

pub fn evidence(f: &Fixture) -> StreamId {
    StreamId::new(office(f), Class::C3, Purpose::Enforcement)
}

/// The phones of the two officers of the township.
pub fn officers(f: &Fixture) -> [Phone; 2] {
    let standing = f.hub.standing();
    let on_duty = standing.directory.on_duty_at(office(f), NOON.day());
    let mut people: Vec<Id> = on_duty
        .into_iter()
        .filter(|(_, role)| *role == Role::Officer)
        .map(|(duty, _)| duty.person)
        .collect();
    people.sort();
    people.dedup();
    let [first, second] = people[..] else { panic!("{} officers", people.len()) };
    [first, second].map(|person| {
        let mut phone = f.phone(person);
        phone.pull(&f.hub);
        phone
    })
}

fn credential(f: &Fixture, phone: &Phone) -> Credential {
    let standing = f.hub.standing();
    let officer = standing.directory.officer(phone.enrolled.person, NOON.day()).unwrap();
    Credential { person: officer.person, certificate: officer.certificate.clone() }
}

fn time(ms: i64) -> TimeFacts {
    let device = NOON.plus_ms(ms);
    TimeFacts { device, monotonic_ms: ms as u64, boot: 1, hub: None, gnss: Some(device) }
}

pub fn opening(f: &Fixture, phone: &Phone) -> SignedRecord {
    let body = Opening {
        set: set(),
        matter: "示意：禁牧区放牧".into(),
        place: "示意村北坡".into(),
        position: None,
        time: time(0),
        officer: credential(f, phone),
        clue: None,
    };
    chain::sign(&phone.key, &Said::Opening(body))
}

pub fn confirmation(f: &Fixture, opened: &SignedRecord, phone: &Phone) -> SignedRecord {
    let body = Confirmation {
        set: set(),
        opening: chain::hash(opened),
        officer: credential(f, phone),
        time: time(1_000),
    };
    chain::sign(&phone.key, &Said::Confirmation(body))
}

pub fn item() -> Id {
    Id::v7(NOON.0 as u64, [78; 10])
}

pub fn capture(phone: &Phone, bytes: &[u8]) -> SignedRecord {
    let Digests { sha256, sm3, bytes } = DualHash::of(bytes);
    let body = Capture {
        set: set(),
        id: item(),
        kind: Kind::Object,
        title: "示意照片".into(),
        proves: "羊在禁牧区内".into(),
        file: FileName { sha256, sm3, bytes },
        mime: "image/jpeg".into(),
        method: Method::Camera,
        time: time(2_000),
        hub_offset_ms: None,
        position: None,
        place: "北坡".into(),
        told: Told::NotOfPeople,
        holder: Some(Holder::Refused {
            name: "某".into(), reason: "不愿".into(), witness: None
        }),
        fields: [Field::Quantity, Field::Storage, Field::Label].map(|it| (it, "一".into())).into(),
        officer: phone.enrolled.person,
        seq: 1,
        prev: [0; 32],
    };
    chain::sign(&phone.key, &Said::Capture(Box::new(body)))
}

pub fn entry(phone: &Phone, role: Role, object: Id, kind: u16, body: Vec<u8>) -> LedgerEntry {
    let n = phone.counter as u8;
    LedgerEntry {
        id: Id::v7(phone.now.0 as u64, [n, phone.enrolled.device as u8, 3, 4, 5, 6, 7, 8, 9, 1]),
        object,
        kind,
        person: phone.enrolled.person,
        role: role.number(),
        time: TimeFacts { device: phone.now, ..TimeFacts::default() },
        body,
    }
}

pub fn say(f: &Fixture, phone: &mut Phone, step: &Step) -> Outcome {
    say_in(f, phone, set(), step)
}

/// Says a step in a set.
pub fn say_in(f: &Fixture, phone: &mut Phone, set: Id, step: &Step) -> Outcome {
    let index = phone.index(evidence(f));
    let entry = entry(phone, Role::Officer, set, ledger::kind::EVIDENCE, step.to_bytes());
    let response = phone.send(&f.hub, vec![Item { stream: index, body: Body::Ledger(entry) }]);
    outcomes(&response)[0]
}

pub fn signed(f: &Fixture, phone: &mut Phone, record: SignedRecord) -> Outcome {
    say(f, phone, &Step::Signed(record))
}

/// A set of two officers with one capture; its bytes are not here yet.
pub fn standing_set(f: &Fixture, bytes: &[u8]) -> [Phone; 2] {
    let [mut first, second] = officers(f);
    let opened = opening(f, &first);
    let confirmed = confirmation(f, &opened, &second);
    let captured = capture(&first, bytes);
    for record in [opened, confirmed, captured] {
        assert_eq!(signed(f, &mut first, record), Outcome::Accepted);
    }
    [first, second]
}

pub fn caller(f: &Fixture, role: Role, scope: Id, n: u8) -> Caller {
    Caller {
        person: Id::v7(NOON.0 as u64, [n; 10]),
        name: format!("{}甲", role.word()),
        org: f.hub.standing().org_of(f.cell()),
        roles: vec![RoleAt { role: role.number(), scope }],
    }
}

pub fn township(f: &Fixture) -> Id {
    f.hub.standing().org_of(f.cell())
}

pub fn refused_and_why(f: &Fixture) -> Vec<String> {
    let all = f.hub.audit(0, 10_000).unwrap();
    let refused = all.into_iter().filter(|it| !it.record.done);
    refused.filter(|it| it.record.action == "evidence.step").map(|it| it.record.detail).collect()
}

/// The arrivals that a phone was told of.
pub fn told(f: &Fixture, phone: &mut Phone) -> Vec<Arrival> {
    phone.pull(&f.hub);
    let index = phone.index(evidence(f));
    let entries = phone.held[&index].iter().filter_map(|body| match body {
        EntryBody::Ledger { entry, .. } => Step::of(entry).ok(),
        _ => None,
    });
    entries
        .filter_map(|step| match step {
            Step::Arrived { arrival, .. } => Some(arrival),
            _ => None,
        })
        .collect()
}

pub fn bundle(f: &Fixture) -> Vec<u8> {
    fetched(f).unwrap()
}

/// Asks for the bundle, has it granted and fetches it.
pub fn fetched(f: &Fixture) -> Result<Vec<u8>, HubError> {
    let asks = caller(f, Role::Officer, office(f), 61);
    let agrees = caller(f, Role::Head, township(f), 62);
    let wanted = Wanted {
        kind: List::Evidence,
        format: Format::Zip,
        place: township(f),
        purpose: "示意：行政复议".into(),
        object: Some(set()),
    };
    let asked = f.hub.ask_export(&asks, &wanted, NOON).unwrap();
    assert!(matches!(f.hub.fetch_export(&asks, &asked.id, NOON), Err(HubError::NotPermitted)));
    assert!(f.hub.decide_export(&asks, &asked.id, true, NOON).is_err(), "never who asked");
    f.hub.decide_export(&agrees, &asked.id, true, NOON).unwrap();
    let made = f.hub.fetch_export(&asks, &asked.id, NOON)?;
    let Content::File(mut file) = made.content else { panic!("a bundle is a file") };
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes).unwrap();
    Ok(bytes)
}

#[test]
fn evidence_comes_is_checked_is_there_twice_and_leaves_as_a_bundle_that_holds() {
    let f = fixture(1);
    let bytes: Vec<u8> = (0..100_000u32).map(|i| (i * 7) as u8).collect();
    let [mut first, mut second] = standing_set(&f, &bytes);
    let head = caller(&f, Role::Head, township(&f), 60);
    let shown = f.hub.evidence_set(&head, &set(), NOON).unwrap();
    assert_eq!((shown.row.state, shown.items[0].arrival), ("standing", "本机"));
    assert_eq!(shown.items[0].number, "证2-01");
    assert_eq!(shown.items[0].doubts, Vec::<String>::new());

    send_file(&f, &first, first.index(evidence(&f)), &bytes);
    assert_eq!(told(&f, &mut first), [Arrival::Arrived, Arrival::Checked]);
    assert_eq!(told(&f, &mut second), [Arrival::Arrived, Arrival::Checked]);
    f.hub.backup(&f.folder.path().join("backups"), Actor::Operator, NOON).unwrap();
    assert_eq!(told(&f, &mut first).last(), Some(&Arrival::Doubled));
    let handed = Custody {
        set: set(),
        item: item(),
        seq: 1,
        prev: chain::hash(&capture(&first, &bytes)),
        from: first.enrolled.person,
        to: second.enrolled.person,
        time: time(60_000),
        checked: DualHash::of(&bytes).sha256,
        why: "入柜".into(),
    };
    let handed = chain::sign(&first.key, &Said::Custody(handed));
    // Who takes says what who gives signed; once.
    assert_eq!(signed(&f, &mut second, handed.clone()), Outcome::Accepted);
    let again = signed(&f, &mut second, handed);
    assert_eq!(again, Outcome::Refused(Refusal::NoSuchStep));
    let shown = f.hub.evidence_set(&head, &set(), NOON).unwrap();
    assert_eq!((shown.items[0].arrival, shown.items[0].custody.len()), ("双份", 1));
    assert_eq!(shown.row.under_way, 0);

    // A day later the head of the log is signed, and stays true.
    f.hub.tick(NOON).unwrap();
    f.hub.tick(NOON.plus_ms(DAY_MS)).unwrap();
    assert_eq!(f.hub.tree_heads().unwrap().len(), 2);

    let zip = bundle(&f);
    let (_, online) = f.hub.public_keys();
    let known = Known { hub_keys: vec![VerifyingKey(online)], anchors: Vec::new() };
    let report = verify(std::io::Cursor::new(&zip), &known);
    assert!(report.is_sound(), "{report}");
    for point in [
        Point::HubKey,
        Point::Included,
        Point::Consistent,
        Point::Original,
        Point::Custody,
        Point::Set,
        Point::Officers,
        Point::Keys,
        Point::Chain,
    ] {
        assert_eq!(report.of(point), Some(Verdict::Holds), "{point:?}\n{report}");
    }
    let mut archive =
        gridwork_evidence::bundle::archive::Archive::open(std::io::Cursor::new(&zip)).unwrap();
    let index = archive.read("index.html", 1 << 20).unwrap().unwrap();
    let index = String::from_utf8(index).unwrap();
    assert!(archive.names().any(|name| name == "originals/0001.jpg"));
    for words in ["证2-01", "originals/0001.jpg", "双份", "入柜", "示意：行政复议"] {
        assert!(index.contains(words), "{words}\n{index}");
    }
    let left: Vec<_> = std::fs::read_dir(f.folder.path().join("hub"))
        .unwrap()
        .filter(|entry| entry.as_ref().unwrap().path().extension().is_some_and(|e| e == "export"))
        .collect();
    assert!(left.is_empty(), "nothing of a bundle stays at the hub");
    let actions: Vec<String> =
        f.hub.audit(0, 10_000).unwrap().into_iter().map(|it| it.record.action).collect();
    for action in ["evidence.read", "export.ask", "export.agree", "export.fetch"] {
        assert!(actions.iter().any(|it| it == action), "{action} is not recorded");
    }
}

#[test]
fn what_may_not_be_taken_is_refused_and_recorded() {
    let f = fixture(1);
    let [mut first, second] = officers(&f);
    let opened = opening(&f, &first);
    // A flipped byte in the record, and a step before there is a set.
    let mut bent = opened.clone();
    bent.body[20] ^= 1;
    assert_eq!(signed(&f, &mut first, bent), Outcome::Refused(Refusal::Malformed));
    let early = capture(&first, b"x");
    assert_eq!(signed(&f, &mut first, early), Outcome::Refused(Refusal::NoSuchStep));
    assert_eq!(signed(&f, &mut first, opened.clone()), Outcome::Accepted);
    // The first officer once more; the second one's words under the first one's key.
    let own = confirmation(&f, &opened, &first);
    assert_eq!(signed(&f, &mut first, own), Outcome::Refused(Refusal::NotPermitted));
    let act = chain::check(&confirmation(&f, &opened, &second)).unwrap();
    let forged = chain::sign(&first.key, &act.body);
    assert_eq!(signed(&f, &mut first, forged), Outcome::Refused(Refusal::NotPermitted));
    let head = caller(&f, Role::Head, township(&f), 60);
    let shown = f.hub.evidence_set(&head, &set(), NOON).unwrap();
    assert_eq!(shown.row.state, "not_standing");
    assert!(shown.row.state_word.contains("未成立"));
    // Only the hub says what has come.
    let claim = Step::Arrived { file: [1; 32], arrival: Arrival::Doubled };
    assert_eq!(say(&f, &mut first, &claim), Outcome::Refused(Refusal::NotPermitted));
    let why = refused_and_why(&f);
    assert_eq!(why.len(), 5, "{why:?}");
    assert!(why.iter().any(|it| it.contains("第二名执法人员不能是第一名本人")), "{why:?}");
    // Nothing that was refused came into the log.
    let (_, proofs) = f.hub.set_proofs(&head, &set(), NOON).unwrap();
    assert_eq!(proofs.len(), 1);
}

#[test]
fn a_certificate_counts_as_it_stood_at_the_time_of_the_act() {
    let f = fixture(1);
    let [mut first, _] = officers(&f);
    let standing = f.hub.standing();
    let person = first.enrolled.person;
    let mut officer = standing.directory.officer(person, NOON.day()).unwrap().clone();
    // It lapsed yesterday.
    let whole = officer.validity;
    officer.validity.valid_to = Some(NOON.day());
    f.hub.put_directory(vec![officer.clone().into()], Actor::Operator, NOON).unwrap();
    let mut opened = opening_of(&f, &first, officer.certificate.clone());
    assert_eq!(signed(&f, &mut first, opened.clone()), Outcome::Refused(Refusal::NotPermitted));
    assert!(refused_and_why(&f)[0].contains("已过期"));
    // It is withheld from tomorrow on: what was done today stands.
    officer.validity = whole;
    f.hub.put_directory(vec![officer.clone().into()], Actor::Operator, NOON).unwrap();
    officer.status = OfficerStatus::Withheld;
    let later = NOON.plus_ms(DAY_MS);
    f.hub.put_directory(vec![officer.clone().into()], Actor::Operator, later).unwrap();
    opened = opening_of(&f, &first, officer.certificate.clone());
    assert_eq!(signed(&f, &mut first, opened), Outcome::Accepted);
    let versions = f.hub.directory_history(item_kind::OFFICER, officer.id).unwrap();
    assert_eq!(versions.len(), 4);
    let shown = f.hub.officers(&caller(&f, Role::Head, township(&f), 60), NOON).unwrap();
    let shown = shown.iter().find(|it| it.person == person).unwrap();
    assert_eq!((shown.status, shown.holds_today), ("暂扣", false));
    assert!(matches!(
        f.hub.standing().directory.item(item_kind::OFFICER, officer.id),
        Some(DirectoryItem::Officer(_))
    ));
}

fn opening_of(_: &Fixture, phone: &Phone, certificate: String) -> SignedRecord {
    let body = Opening {
        set: set(),
        matter: "示意".into(),
        place: "示意".into(),
        position: None,
        time: time(0),
        officer: Credential { person: phone.enrolled.person, certificate },
        clue: None,
    };
    chain::sign(&phone.key, &Said::Opening(body))
}

#[test]
fn a_grid_worker_tells_a_clue_and_opens_no_set() {
    let f = fixture(1);
    let mut worker = f.phone(f.person(Role::GridWorker));
    worker.pull(&f.hub);
    assert!(worker.table.values().all(|stream| stream.purpose != Purpose::Enforcement));
    let own = StreamId::new(worker.enrolled.person, Class::C2, Purpose::Clues);
    let index = worker.index(own);
    let clue = Id::v7(NOON.0 as u64, [80; 10]);
    let tell = ClueStep::Tell(Clue {
        words: "坡上有羊".into(),
        place: "北坡".into(),
        position: None,
        seen: NOON,
        photos: Vec::new(),
        incident: None,
        cell: f.cell(),
    });
    let said = |phone: &Phone, role, step: &ClueStep| {
        entry(phone, role, clue, ledger::kind::CLUE, step.to_bytes())
    };
    let say = |phone: &mut Phone, index: u8, entry: LedgerEntry| {
        let response = phone.send(&f.hub, vec![Item { stream: index, body: Body::Ledger(entry) }]);
        outcomes(&response)[0]
    };
    let told = said(&worker, Role::GridWorker, &tell);
    assert_eq!(say(&mut worker, index, told), Outcome::Accepted);
    let followed = said(&worker, Role::GridWorker, &ClueStep::Followed { set: set() });
    assert_eq!(say(&mut worker, index, followed), Outcome::Refused(Refusal::NoSuchStep));
    // A set in the stream of clues is none.
    let forged = entry(
        &worker,
        Role::GridWorker,
        set(),
        ledger::kind::EVIDENCE,
        Step::Signed(opening_of(&f, &worker, "示意".into())).to_bytes(),
    );
    assert_eq!(say(&mut worker, index, forged), Outcome::Refused(Refusal::NotGranted));

    let [mut officer, _] = officers(&f);
    let clues = StreamId::new(office(&f), Class::C2, Purpose::Clues);
    assert!(officer.held[&officer.index(clues)].len() == 1, "the office has it");
    let index = officer.index(clues);
    let take = said(&officer, Role::Officer, &ClueStep::Take);
    assert_eq!(say(&mut officer, index, take), Outcome::Accepted);
    let inbox = f.hub.clues(&caller(&f, Role::DutyOfficer, township(&f), 63), NOON).unwrap();
    assert_eq!((inbox[0].state, inbox[0].may_step), ("taken", false));
    let by = caller(&f, Role::Officer, office(&f), 64);
    let drop = ClueStep::Drop { reason: "已看过，没有羊".into() };
    f.hub.step_clue(&by, &clue, &drop, NOON).unwrap();
    assert!(f.hub.step_clue(&by, &clue, &drop, NOON).is_err());
    worker.pull(&f.hub);
    let own = worker.index(own);
    assert_eq!(worker.held[&own].len(), 3, "who told it reads what became of it");
    let sets = f.hub.evidence_sets(&caller(&f, Role::Head, township(&f), 60), NOON).unwrap();
    assert!(sets.is_empty(), "no step made evidence of it");
    let worker = caller(&f, Role::GridWorker, f.cell(), 65);
    assert!(matches!(f.hub.evidence_sets(&worker, NOON), Err(HubError::NotPermitted)));
}

#[test]
fn bytes_that_are_not_those_of_the_capture_are_shown_and_never_checked() {
    let f = fixture(1);
    let bytes = b"the bytes of a picture".to_vec();
    let [mut first, second] = officers(&f);
    let opened = opening(&f, &first);
    let confirmed = confirmation(&f, &opened, &second);
    // A record that claims another SM3 for the same SHA-256.
    let act = chain::check(&capture(&first, &bytes)).unwrap();
    let Said::Capture(mut body) = act.body else { unreachable!() };
    body.file.sm3 = [9; 32];
    let forged = chain::sign(&first.key, &Said::Capture(body));
    for record in [opened, confirmed, forged] {
        assert_eq!(signed(&f, &mut first, record), Outcome::Accepted);
    }
    send_file(&f, &first, first.index(evidence(&f)), &bytes);
    assert_eq!(told(&f, &mut first), []);
    f.hub.backup(&f.folder.path().join("backups"), Actor::Operator, NOON).unwrap();
    assert_eq!(told(&f, &mut first), []);
    let head = caller(&f, Role::Head, township(&f), 60);
    let shown = f.hub.evidence_set(&head, &set(), NOON).unwrap();
    assert!(shown.items[0].doubts.iter().any(|it| it.contains("不一致")));
    let report = verify(std::io::Cursor::new(bundle(&f)), &Known::default());
    assert_eq!(report.of(Point::Original), Some(Verdict::Fails), "{report}");
}

#[test]
fn a_restored_hub_goes_on_with_the_log_it_had() {
    let f = fixture(1);
    let [mut first, second] = officers(&f);
    let opened = opening(&f, &first);
    let confirmed = confirmation(&f, &opened, &second);
    assert_eq!(signed(&f, &mut first, opened), Outcome::Accepted);
    let archive = crate::restore::backup(&f);
    assert_eq!(signed(&f, &mut first, confirmed), Outcome::Accepted);
    f.hub.tick(NOON).unwrap();
    let printed = f.hub.tree_heads().unwrap().remove(0);
    assert_eq!(printed.signed.head().size, 2);
    let (restored, _) = crate::restore::bring_back(&f, &archive);
    let later: Moment = NOON.plus_ms(2 * DAY_MS);
    restored.tick(later).unwrap();
    let head = restored.tree_heads().unwrap().remove(0);
    assert_eq!(head.signed.head().size, 2, "the journal knew the leaf");
    assert_eq!(head.signed.head().root, printed.signed.head().root);
}
