//! What may be added to a set, and what is said of it.

use chrono::NaiveDate;

use super::kind::Field;
use super::*;
use crate::org::{Officer, OfficerStatus};
use crate::validity::Validity;
use crate::{Id, LedgerEntry, Moment, TimeFacts, ledger};

const NOW: Moment = Moment(1_795_660_000_000);

fn id(n: u8) -> Id {
    Id::from_bytes([n; 16])
}

/// Two officers with a phone each; the first also has a card.
#[derive(Clone)]
struct Office(Vec<Officer>);

impl Credentials for Office {
    fn officer(&self, person: &Id, _: Moment) -> Option<Officer> {
        self.0.iter().find(|it| it.person == *person).cloned()
    }

    fn owner(&self, key: &[u8; 32]) -> Option<Id> {
        Some(id(key[0]))
    }
}

fn office() -> Office {
    let from = NaiveDate::from_ymd_opt(2024, 1, 1).unwrap();
    let officer = |n: u8| Officer {
        id: id(100 + n),
        person: id(n),
        certificate: format!("示意{n}"),
        issuer: String::new(),
        status: OfficerStatus::Valid,
        categories: Vec::new(),
        keys: Vec::new(),
        validity: Validity::from(from),
    };
    Office((1..=3).map(officer).collect())
}

fn time(ms: i64) -> TimeFacts {
    let device = NOW.plus_ms(ms);
    TimeFacts { device, monotonic_ms: ms as u64, boot: 1, hub: None, gnss: Some(device) }
}

fn who(n: u8) -> Credential {
    Credential { person: id(n), certificate: format!("示意{n}") }
}

fn opening(n: u8) -> Act {
    let body = Opening {
        set: id(9),
        matter: "示意".into(),
        place: "示意村口".into(),
        position: None,
        time: time(0),
        officer: who(n),
        clue: None,
    };
    Act { key: [n; 32], hash: [91; 32], body: Body::Opening(body) }
}

fn confirmation(n: u8) -> Act {
    let body = Confirmation { set: id(9), opening: [91; 32], officer: who(n), time: time(1_000) };
    Act { key: [n; 32], hash: [92; 32], body: Body::Confirmation(body) }
}

fn capture(seq: u64, prev: [u8; 32], ms: i64) -> Capture {
    Capture {
        set: id(9),
        id: id(40 + seq as u8),
        kind: Kind::Object,
        title: "示意".into(),
        proves: "示意".into(),
        file: FileName { sha256: [seq as u8; 32], sm3: [8; 32], bytes: 5 },
        mime: "image/jpeg".into(),
        method: Method::Camera,
        time: time(ms),
        hub_offset_ms: None,
        position: None,
        place: String::new(),
        told: Told::NotOfPeople,
        holder: Some(Holder::Refused {
            name: "某".into(), reason: "不愿".into(), witness: None
        }),
        fields: [Field::Quantity, Field::Storage, Field::Label]
            .map(|field| (field, "一".to_owned()))
            .to_vec(),
        officer: id(1),
        seq,
        prev,
    }
}

fn act(capture: Capture) -> Act {
    let hash = [capture.seq as u8; 32];
    Act { key: [1; 32], hash, body: Body::Capture(Box::new(capture)) }
}

fn judged(set: &EvidenceSet, person: u8, act: &Act, office: &Office) -> Result<(), Refused> {
    set.judge(&id(9), &id(person), act, office)
}

/// A set with both officers.
fn standing() -> EvidenceSet {
    let mut set = EvidenceSet::default();
    set.act(opening(1));
    set.act(confirmation(2));
    set
}

#[test]
fn one_officer_alone_makes_no_set_and_one_person_is_never_both() {
    let office = office();
    let mut set = EvidenceSet::default();
    judged(&set, 1, &opening(1), &office).unwrap();
    set.act(opening(1));
    assert_eq!(set.state(), SetState::NotStanding);
    assert!(set.state().word().starts_with("未成立"));

    assert_eq!(judged(&set, 1, &confirmation(1), &office), Err(Refused::SamePerson));
    // Another person with the first one's certificate, and with the first one's key.
    let mut borrowed = confirmation(2);
    let Body::Confirmation(body) = &mut borrowed.body else { unreachable!() };
    body.officer.certificate = "示意1".into();
    assert_eq!(judged(&set, 2, &borrowed, &office), Err(Refused::SamePerson));
    let lent = Act { key: [1; 32], ..confirmation(2) };
    assert_eq!(judged(&set, 2, &lent, &office), Err(Refused::SamePerson));
    // Signed by somebody else's phone.
    let foreign = Act { key: [3; 32], ..confirmation(2) };
    assert_eq!(judged(&set, 2, &foreign, &office), Err(Refused::ForeignKey));
    let mut other = confirmation(2);
    let Body::Confirmation(body) = &mut other.body else { unreachable!() };
    body.opening = [1; 32];
    assert_eq!(judged(&set, 2, &other, &office), Err(Refused::OtherOpening));

    judged(&set, 1, &confirmation(2), &office).unwrap();
    set.act(confirmation(2));
    assert_eq!(set.state(), SetState::Standing);
    assert_eq!(set.officers(), [id(1), id(2)]);
    assert_eq!(judged(&set, 3, &confirmation(3), &office), Err(Refused::OutOfPlace));
}

#[test]
fn a_certificate_counts_on_the_day_of_the_act() {
    let set = EvidenceSet::default();
    let yesterday = NOW.day().pred_opt().unwrap();
    let with = |change: fn(&mut Officer, NaiveDate)| {
        let mut office = office();
        change(&mut office.0[0], yesterday);
        judged(&set, 1, &opening(1), &office)
    };
    // The first day on which it no longer holds is the day of the act.
    let lapsed: fn(&mut Officer, NaiveDate) = |it, day| it.validity.valid_to = day.succ_opt();
    assert_eq!(with(lapsed), Err(Refused::CertificateLapsed));
    let last: fn(&mut Officer, NaiveDate) =
        |it, day| it.validity.valid_to = day.succ_opt().and_then(|d| d.succ_opt());
    assert_eq!(with(last), Ok(()));
    assert_eq!(with(|it, _| it.status = OfficerStatus::Withheld), Err(Refused::CertificateLapsed));
    assert_eq!(with(|it, _| it.status = OfficerStatus::Cancelled), Err(Refused::CertificateLapsed));
    assert_eq!(with(|it, _| it.certificate = "别的".into()), Err(Refused::CertificateLapsed));
    assert_eq!(judged(&set, 7, &opening(7), &office()), Err(Refused::NoOfficer));
}

#[test]
fn a_clock_set_back_does_not_revive_a_certificate() {
    let mut office = office();
    let set = EvidenceSet::default();
    // It lapsed yesterday; the clock says two days ago, and the hub was heard today.
    office.0[0].validity.valid_to = Some(NOW.day());
    let at = |device_ms: i64, hub: Option<Moment>| {
        let mut act = opening(1);
        let Body::Opening(body) = &mut act.body else { unreachable!() };
        body.time = TimeFacts { hub, gnss: None, ..time(0) };
        body.time.device = NOW.plus_ms(device_ms);
        judged(&set, 1, &act, &office)
    };
    const TWO_DAYS: i64 = 2 * 86_400_000;
    assert_eq!(at(0, None), Err(Refused::CertificateLapsed));
    assert_eq!(at(-TWO_DAYS, Some(NOW)), Err(Refused::CertificateLapsed));
    // What was done while it held, after the hub was heard, stands.
    assert_eq!(at(-TWO_DAYS, Some(NOW.plus_ms(-TWO_DAYS - 1))), Ok(()));
}

#[test]
fn captures_are_of_the_two_officers_and_say_what_is_odd() {
    let office = office();
    let mut set = standing();
    judged(&set, 1, &act(capture(1, [0; 32], 2_000)), &office).unwrap();
    set.act(act(capture(1, [0; 32], 2_000)));
    assert_eq!(set.items[0].doubts, []);
    let mut third = capture(2, [1; 32], 3_000);
    third.officer = id(3);
    let third = Act { key: [3; 32], ..act(third) };
    assert_eq!(judged(&set, 3, &third, &office), Err(Refused::NotOfTheSet));
    assert_eq!(judged(&set, 1, &act(capture(1, [0; 32], 0)), &office), Err(Refused::OutOfPlace));

    let doubts = |capture: Capture| {
        let mut set = set.clone();
        set.act(act(capture));
        set.items.pop().unwrap().doubts
    };
    assert_eq!(doubts(capture(2, [1; 32], 3_000)), []);
    assert_eq!(doubts(capture(2, [7; 32], 3_000)), [Doubt::Broken]);
    assert_eq!(doubts(capture(5, [7; 32], 3_000)), [Doubt::Gap { missing: 3 }]);
    let mut back = capture(2, [1; 32], 3_000);
    back.time.device = NOW.plus_ms(-1);
    assert!(doubts(back).contains(&Doubt::ClockBack));
    let mut alone = capture(2, [1; 32], 3_000);
    alone.time.gnss = None;
    assert_eq!(doubts(alone), [Doubt::ClockAlone]);
    let mut import = capture(2, [1; 32], 3_000);
    import.method = Method::Import { from: "相册".into(), reason: "示意".into() };
    assert_eq!(doubts(import), [Doubt::Imported]);
    let mut bare = capture(2, [1; 32], 3_000);
    (bare.fields, bare.holder) = (Vec::new(), None);
    assert_eq!(doubts(bare).len(), 4);
}

#[test]
fn each_of_the_eight_kinds_asks_for_what_its_form_must_hold() {
    const SIGNED: &str = "持有人、当事人或见证人签名，或者注明拒签的理由";
    const TOLD: &str = "已告知对方正在录音录像";
    let asked: [(Kind, &[&str]); 8] = [
        (Kind::Document, &["原件在哪里", "与原件核对无误（谁、何时）", SIGNED]),
        (Kind::Object, &["数量", "存放", "标签号", SIGNED]),
        (
            Kind::Recording,
            &["用什么设备", "谁制作", "文字说明（有声的写明说了什么）", SIGNED, TOLD],
        ),
        (Kind::Data, &["原始载体或提取笔录", "提取软件", SIGNED]),
        (Kind::Witness, &["身份（姓名和证明）", SIGNED, TOLD]),
        (Kind::Statement, &["身份（姓名和证明）", SIGNED, TOLD]),
        (Kind::Expert, &["委托人和委托事项", "材料、依据和方法", "鉴定资格和印章"]),
        (Kind::Inspection, &[SIGNED]),
    ];
    assert_eq!(asked.map(|(kind, _)| kind), Kind::ALL);
    for (kind, lacks) in asked {
        let bare = Capture { kind, fields: Vec::new(), holder: None, ..capture(1, [0; 32], 2_000) };
        assert_eq!(kind::missing(&bare), lacks, "{}", kind.word());
        let blank = kind.fields().iter().map(|field| (*field, " ".to_owned())).collect();
        let spaces = Capture { fields: blank, ..bare.clone() };
        assert_eq!(kind::missing(&spaces), lacks, "{}: a space is no answer", kind.word());
        let filled = kind.fields().iter().map(|field| (*field, "一".to_owned())).collect();
        let holder = Some(Holder::Signed {
            name: "某".into(),
            signature: FileName { sha256: [1; 32], sm3: [1; 32], bytes: 1 },
        });
        let whole = Capture { fields: filled, holder, told: Told::Told, ..bare };
        assert_eq!(kind::missing(&whole), [""; 0], "{}", kind.word());
    }
    let nameless =
        Capture { title: " ".into(), proves: String::new(), ..capture(1, [0; 32], 2_000) };
    assert_eq!(kind::missing(&nameless), ["名称", "证明对象"]);
}

#[test]
fn an_import_does_not_come_in_once_more_as_a_capture() {
    let mut set = standing();
    let mut import = capture(1, [0; 32], 2_000);
    import.method = Method::Import { from: "相册".into(), reason: "示意".into() };
    set.act(act(import));
    let mut again = capture(2, [1; 32], 3_000);
    again.file.sha256 = [1; 32];
    assert_eq!(judged(&set, 1, &act(again), &office()), Err(Refused::SameFile));
}

#[test]
fn a_log_that_goes_two_ways_is_said_once_and_by_the_hub_alone() {
    let mut set = standing();
    set.act(act(capture(1, [0; 32], 2_000)));
    let forked = Step::Forked { item: id(41) };
    assert_eq!(set.judge_step(&id(1), &forked, false), Err(Refused::HubsAlone));
    set.judge_step(&id(1), &forked, true).unwrap();
    set.apply(&forked, NOW);
    set.apply(&forked, NOW);
    assert_eq!(set.items[0].doubts, [Doubt::Forked]);
}

#[test]
fn custody_is_one_line_without_repetition() {
    let office = office();
    let mut set = standing();
    set.act(act(capture(1, [0; 32], 2_000)));
    let hand = |seq, prev, from: u8, to: u8| {
        let body = Custody {
            set: id(9),
            item: id(41),
            seq,
            prev,
            from: id(from),
            to: id(to),
            time: time(5_000),
            checked: [1; 32],
            why: "入柜".into(),
        };
        Act { key: [from; 32], hash: [70 + seq as u8; 32], body: Body::Custody(body) }
    };
    let first = hand(1, [1; 32], 1, 2);
    judged(&set, 1, &first, &office).unwrap();
    set.act(first.clone());
    for (giver, wrong) in [
        (1, first),
        (2, hand(3, [71; 32], 2, 3)),
        (2, hand(2, [1; 32], 2, 3)),
        (1, hand(2, [71; 32], 1, 3)),
        (2, hand(2, [71; 32], 2, 2)),
    ] {
        assert_eq!(judged(&set, giver, &wrong, &office), Err(Refused::CustodyOrder));
    }
    let told_by_another = judged(&set, 1, &hand(2, [71; 32], 2, 3), &office);
    assert_eq!(told_by_another, Err(Refused::NotOfTheSet));
    let mut other = hand(2, [71; 32], 2, 3);
    let Body::Custody(body) = &mut other.body else { unreachable!() };
    body.checked = [9; 32];
    assert_eq!(judged(&set, 2, &other, &office), Err(Refused::OtherContent));
    let forged = Act { key: [3; 32], ..hand(2, [71; 32], 2, 3) };
    assert_eq!(judged(&set, 3, &forged, &office), Err(Refused::ForeignKey));
    judged(&set, 2, &hand(2, [71; 32], 2, 3), &office).unwrap();
    assert_eq!(set.items[0].keeper(), id(2));
}

/// An inquiry record that lacks nothing, written by the first officer.
fn record(version: u32, prev: [u8; 32]) -> Act {
    let body = Record {
        set: id(9),
        id: id(60),
        kind: RecordKind::Inquiry,
        version,
        prev,
        correction: (version > 1).then(|| "数量写错".into()),
        agency: "示意乡人民政府".into(),
        party: "示意某".into(),
        present: String::new(),
        place: "示意村口".into(),
        from: NOW,
        to: NOW,
        officers: vec![who(1), who(2)],
        recorder: id(1),
        shown_certificates: true,
        told_rights: true,
        body: vec![Answered { asked: "问".into(), answer: "答".into() }],
        notes: String::new(),
        said: "属实".into(),
        read_aloud: true,
        pages: 1,
        blanks_struck: true,
        signing: Signing::Refused { reason: "不愿".into(), witness: None },
        time: time(5_000),
    };
    let hash = [60 + version as u8; 32];
    Act { key: [1; 32], hash, body: Body::Record(Box::new(body)) }
}

#[test]
fn a_record_is_signed_by_the_other_officer_and_by_nobody_twice() {
    let office = office();
    let mut set = standing();
    judged(&set, 1, &record(1, [0; 32]), &office).unwrap();
    set.act(record(1, [0; 32]));
    let lacks = |set: &EvidenceSet| set.record_missing(&set.records[set.records.len() - 1]);
    assert_eq!(lacks(&set), ["另一名执法人员签名"]);
    assert_eq!(set.missing(), ["询问笔录（示意某）缺：另一名执法人员签名"]);
    assert!(set.awaits(&set.records[0], &id(2)) && !set.awaits(&set.records[0], &id(1)));
    assert!(!set.awaits(&set.records[0], &id(3)));

    let by = |set: &EvidenceSet, n: u8, change: fn(&mut Countersignature)| {
        let mut body = Countersignature::of(&set.records[0], who(n), time(6_000));
        change(&mut body);
        Act { key: [n; 32], hash: [70 + n; 32], body: Body::Countersignature(body) }
    };
    let other = |change: fn(&mut Countersignature)| judged(&set, 1, &by(&set, 2, change), &office);
    assert_eq!(judged(&set, 1, &by(&set, 1, |_| {}), &office), Err(Refused::SamePerson));
    assert_eq!(judged(&set, 1, &by(&set, 3, |_| {}), &office), Err(Refused::NotOfTheSet));
    assert_eq!(judged(&set, 3, &by(&set, 2, |_| {}), &office), Err(Refused::NotOfTheSet));
    let lent = Act { key: [1; 32], ..by(&set, 2, |_| {}) };
    assert_eq!(judged(&set, 1, &lent, &office), Err(Refused::SamePerson));
    let foreign = Act { key: [3; 32], ..by(&set, 2, |_| {}) };
    assert_eq!(judged(&set, 1, &foreign, &office), Err(Refused::ForeignKey));
    // What its signer was shown is not what the record says.
    assert_eq!(other(|it| it.party = "别人".into()), Err(Refused::OtherRecord));
    assert_eq!(other(|it| it.of = [7; 32]), Err(Refused::OtherRecord));
    assert_eq!(other(|it| it.record = id(61)), Err(Refused::OutOfPlace));
    let mut lapsed = office.clone();
    lapsed.0[1].status = OfficerStatus::Withheld;
    let good = by(&set, 2, |_| {});
    assert_eq!(judged(&set, 2, &good, &lapsed), Err(Refused::CertificateLapsed));
    judged(&set, 2, &good, &office).unwrap();
    judged(&set, 1, &good, &office).unwrap();
    set.act(good.clone());
    assert_eq!((lacks(&set), set.missing()), (Vec::new(), Vec::new()));
    assert_eq!(judged(&set, 1, &good, &office), Err(Refused::OutOfPlace));
    // A new version is signed anew; the signature on the old one stays where it is.
    set.act(record(2, [61; 32]));
    assert_eq!(lacks(&set), ["另一名执法人员签名"]);
    assert!(set.countersignature(&set.records[0]).is_some());
    assert_eq!(judged(&set, 1, &good, &office), Err(Refused::OtherRecord));
    assert!(set.awaits(&set.records[1], &id(2)) && !set.awaits(&set.records[0], &id(2)));
}

#[test]
fn what_a_set_lacks_is_said_before_it_is_closed() {
    let mut set = EvidenceSet::default();
    set.act(opening(1));
    let said = set.missing();
    assert!(said[0].starts_with("未成立") && said[1].contains("还没有证据"), "{said:?}");
    let mut set = standing();
    let mut bare = capture(1, [0; 32], 2_000);
    bare.fields.truncate(1);
    set.act(act(bare));
    let said = set.missing();
    assert!(said.len() == 1 && said[0].starts_with("示意缺："), "{said:?}");
}

#[test]
fn a_closed_set_takes_nothing_and_the_hub_alone_says_what_has_come() {
    let office = office();
    let mut set = standing();
    let close = Step::Close { reason: "已作决定".into() };
    assert_eq!(set.judge_step(&id(3), &close, false), Err(Refused::NotOfTheSet));
    set.judge_step(&id(1), &close, false).unwrap();
    set.act(act(capture(1, [0; 32], 2_000)));
    set.apply(&close, NOW);
    assert_eq!(judged(&set, 1, &act(capture(2, [1; 32], 0)), &office), Err(Refused::Closed));
    let arrived = Step::Arrived { file: [1; 32], arrival: Arrival::Doubled };
    assert_eq!(set.judge_step(&id(1), &arrived, false), Err(Refused::HubsAlone));
    set.judge_step(&id(1), &arrived, true).unwrap();
    set.apply(&arrived, NOW);
    set.apply(&Step::Arrived { file: [1; 32], arrival: Arrival::Arrived }, NOW);
    assert_eq!(set.items[0].arrival_word(), "双份");
}

#[test]
fn bodies_are_canonical_and_bounded() {
    let (domain, body) = step::write_signed(&Body::Capture(Box::new(capture(1, [0; 32], 0))));
    let record = |body: Vec<u8>| SignedRecord { domain, body, key: [1; 32], signature: [0; 64] };
    step::read_signed(&record(body.clone())).unwrap();
    let mut longer = body.clone();
    longer.push(0);
    step::read_signed(&record(longer)).unwrap_err();
    // Another form of the same map: a field more that nobody reads.
    let mut padded = body.clone();
    padded[0] += 1;
    padded.extend([0x18, 99, 0x00]);
    step::read_signed(&record(padded)).unwrap_err();
    let mut empty = capture(1, [0; 32], 0);
    empty.method = Method::Import { from: "相册".into(), reason: " ".into() };
    let (_, body) = step::write_signed(&Body::Capture(Box::new(empty)));
    step::read_signed(&record(body)).unwrap_err();

    let entry = |body| LedgerEntry {
        id: id(1),
        object: id(9),
        kind: ledger::kind::EVIDENCE,
        person: id(1),
        role: 11,
        time: TimeFacts::default(),
        body,
    };
    let step = Step::Close { reason: "x".into() };
    assert_eq!(Step::of(&entry(step.to_bytes())).unwrap(), step);
    Step::of(&entry(Step::Close { reason: String::new() }.to_bytes())).unwrap_err();
}

#[test]
fn a_clue_is_told_looked_at_and_never_becomes_evidence() {
    use super::clue::{ClueState, ClueView};
    use crate::permission::Role;
    let clue = Clue {
        words: "坡上有羊".into(),
        place: "北坡".into(),
        position: None,
        seen: NOW,
        photos: Vec::new(),
        incident: None,
        cell: id(5),
    };
    let mut view = ClueView::default();
    let tell = ClueStep::Tell(clue);
    assert!(!view.judge(Role::Officer, &ClueStep::Take));
    assert!(view.judge(Role::GridWorker, &tell));
    view.apply(id(7), time(0), &tell);
    assert!(!view.judge(Role::GridWorker, &tell), "told once");
    assert!(!view.judge(Role::GridWorker, &ClueStep::Followed { set: id(9) }));
    let followed = ClueStep::Followed { set: id(9) };
    assert!(view.judge(Role::Officer, &followed));
    view.apply(id(1), time(0), &followed);
    assert_eq!((view.state, view.set), (ClueState::Followed, Some(id(9))));
    assert!(view.clue.is_some(), "it stays what was told");
    assert!(!view.judge(Role::Officer, &ClueStep::Take));
}
