//! What is odd about evidence, seen across sets and on the hub's own disk.

use gridwork_evidence::chain;
use gridwork_evidence::verify::{Known, Point, Verdict, verify};
use gridwork_model::evidence::{Body, Capture, Custody, Method, SignedRecord, Step};
use gridwork_model::permission::Role;
use gridwork_model::{Id, Moment, Outcome, Refusal};
use gridwork_seal::DualHash;
use gridwork_township::audit::Actor;
use gridwork_township::{Hub, HubError, Limits};

use crate::evidence::{
    bundle, caller, capture, confirmation, evidence, fetched, item, officers, opening,
    refused_and_why, say_in, set, signed, standing_set, township,
};
use crate::files::send_file;
use crate::support::{Counting, Fixture, NOON, Phone, fixture};

/// The same record with its body changed, signed again with the phone's key.
fn changed(phone: &Phone, record: &SignedRecord, change: impl FnOnce(&mut Body)) -> SignedRecord {
    let mut body = chain::check(record).unwrap().body;
    change(&mut body);
    chain::sign(&phone.key, &body)
}

fn capture_of(phone: &Phone, bytes: &[u8], change: impl FnOnce(&mut Capture)) -> SignedRecord {
    changed(phone, &capture(phone, bytes), |body| {
        let Body::Capture(body) = body else { unreachable!() };
        change(body);
    })
}

fn doubts(f: &Fixture, set: Id) -> Vec<Vec<String>> {
    let head = caller(f, Role::Head, township(f), 60);
    let shown = f.hub.evidence_set(&head, &set, NOON).unwrap();
    shown.items.into_iter().map(|item| item.doubts).collect()
}

#[test]
fn a_log_that_goes_two_ways_is_found_across_sets_and_both_say_so() {
    let f = fixture(1);
    let [mut first, second] = standing_set(&f, b"the first picture");
    let other = Id::v7(NOON.0 as u64, [87; 10]);
    let opened = changed(&first, &opening(&f, &first), |body| {
        let Body::Opening(body) = body else { unreachable!() };
        body.set = other;
    });
    let confirmed = changed(&second, &confirmation(&f, &opened, &second), |body| {
        let Body::Confirmation(body) = body else { unreachable!() };
        body.set = other;
    });
    // The number of the first set's capture, given once more.
    let again = capture_of(&first, b"another picture", |body| {
        (body.set, body.id) = (other, Id::v7(NOON.0 as u64, [88; 10]));
    });
    for record in [opened, confirmed, again] {
        let said = say_in(&f, &mut first, other, &Step::Signed(record));
        assert_eq!(said, Outcome::Accepted, "it cannot be taken again: it is shown, not refused");
    }
    assert_eq!(doubts(&f, set()), [[""; 0]]);
    f.hub.tick(NOON).unwrap();
    for set in [set(), other] {
        let doubts = doubts(&f, set).remove(0);
        assert!(doubts.iter().any(|it| it.contains("分了岔")), "{doubts:?}");
    }
    f.hub.tick(NOON).unwrap();
    assert_eq!(doubts(&f, other).remove(0).len(), 1, "said once");
    // Phones and the bundle have it from the ledger.
    let report = verify(std::io::Cursor::new(bundle(&f)), &Known::default());
    assert_eq!(report.of(Point::Chain), Some(Verdict::Fails), "{report}");
    // The next one follows from the second: to the first it is a fork no less.
    let next = capture_of(&first, b"a third picture", |body| {
        (body.id, body.seq, body.prev) = (Id::v7(NOON.0 as u64, [89; 10]), 2, [7; 32]);
    });
    assert_eq!(signed(&f, &mut first, next), Outcome::Accepted);
    f.hub.tick(NOON).unwrap();
    let doubts = doubts(&f, set());
    assert!(doubts[1].iter().any(|it| it.contains("分了岔")), "{doubts:?}");
}

#[test]
fn captures_that_go_on_in_another_set_are_no_fork() {
    let f = fixture(1);
    let [mut first, second] = standing_set(&f, b"the first picture");
    let other = Id::v7(NOON.0 as u64, [87; 10]);
    let opened = changed(&first, &opening(&f, &first), |body| {
        let Body::Opening(body) = body else { unreachable!() };
        body.set = other;
    });
    let confirmed = changed(&second, &confirmation(&f, &opened, &second), |body| {
        let Body::Confirmation(body) = body else { unreachable!() };
        body.set = other;
    });
    let before = chain::hash(&capture(&first, b"the first picture"));
    let next = capture_of(&first, b"another picture", |body| {
        (body.set, body.id) = (other, Id::v7(NOON.0 as u64, [88; 10]));
        (body.seq, body.prev) = (2, before);
    });
    for record in [opened, confirmed, next] {
        assert_eq!(say_in(&f, &mut first, other, &Step::Signed(record)), Outcome::Accepted);
    }
    f.hub.tick(NOON).unwrap();
    assert_eq!((doubts(&f, set()), doubts(&f, other)), (vec![vec![]], vec![vec![]]));
}

#[test]
fn an_import_once_more_as_a_capture_is_refused_and_a_clock_set_back_is_shown() {
    let f = fixture(1);
    let [mut first, second] = officers(&f);
    let opened = opening(&f, &first);
    let confirmed = confirmation(&f, &opened, &second);
    let import = capture_of(&first, b"from the gallery", |body| {
        body.method = Method::Import { from: "相册".into(), reason: "示意".into() };
    });
    let before = chain::hash(&import);
    for record in [opened, confirmed, import] {
        assert_eq!(signed(&f, &mut first, record), Outcome::Accepted);
    }
    let next = |bytes: &[u8], seq, prev, change: fn(&mut Capture)| {
        capture_of(&first, bytes, |body| {
            (body.id, body.seq, body.prev) =
                (Id::v7(NOON.0 as u64, [90 + seq as u8; 10]), seq, prev);
            change(body);
        })
    };
    let passed_off = next(b"from the gallery", 2, before, |_| {});
    let back = next(b"a picture", 2, before, |body| {
        body.time.device = NOON.plus_ms(-3_600_000);
        body.time.gnss = None;
    });
    assert_eq!(signed(&f, &mut first, passed_off), Outcome::Refused(Refusal::NoSuchStep));
    assert!(refused_and_why(&f)[0].contains("已经采过"));
    assert_eq!(signed(&f, &mut first, back), Outcome::Accepted);
    let doubts = doubts(&f, set());
    assert!(doubts[0].iter().any(|it| it.contains("不是现场采集")), "{doubts:?}");
    assert!(doubts[1].iter().any(|it| it.contains("调回")), "{doubts:?}");
}

#[test]
fn a_clock_set_back_between_captures_does_not_revive_a_certificate_that_lapsed_yesterday() {
    let f = fixture(1);
    let [mut first, _] = standing_set(&f, b"while it held");
    let standing = f.hub.standing();
    let person = first.enrolled.person;
    let mut officer = standing.directory.officer(person, NOON.day()).unwrap().clone();
    officer.validity.valid_to = Some(NOON.day());
    f.hub.put_directory(vec![officer.into()], Actor::Operator, NOON).unwrap();
    let before = chain::hash(&capture(&first, b"while it held"));
    let late = |device_ms: i64, heard: Option<Moment>| {
        capture_of(&first, b"after it lapsed", |body| {
            (body.id, body.seq, body.prev) = (Id::v7(NOON.0 as u64, [92; 10]), 2, before);
            body.time.device = NOON.plus_ms(device_ms);
            (body.time.gnss, body.time.hub) = (None, heard);
        })
    };
    const TWO_DAYS: i64 = 2 * 86_400_000;
    let (honest, back) = (late(0, Some(NOON)), late(-TWO_DAYS, Some(NOON)));
    for record in [honest, back] {
        let said = signed(&f, &mut first, record);
        assert_eq!(said, Outcome::Refused(Refusal::NotPermitted));
    }
    let why = refused_and_why(&f);
    assert!(why.len() == 2 && why.iter().all(|it| it.contains("已过期")), "{why:?}");
}

#[test]
fn custody_out_of_its_order_is_refused_and_recorded() {
    let f = fixture(1);
    let bytes = b"a picture";
    let [mut first, mut second] = standing_set(&f, bytes);
    let hand = |giver: &Phone, taker: &Phone, seq: u32, prev: [u8; 32]| {
        let body = Custody {
            set: set(),
            item: item(),
            seq,
            prev,
            from: giver.enrolled.person,
            to: taker.enrolled.person,
            time: gridwork_model::TimeFacts { device: NOON, ..Default::default() },
            checked: DualHash::of(bytes).sha256,
            why: "入柜".into(),
        };
        chain::sign(&giver.key, &Body::Custody(body))
    };
    let begin = chain::hash(&capture(&first, bytes));
    let one = hand(&first, &second, 1, begin);
    let two = hand(&second, &first, 2, chain::hash(&one));
    // The second before the first; the first; the first again; another second one after it.
    let refused = Outcome::Refused(Refusal::NoSuchStep);
    assert_eq!(signed(&f, &mut second, two.clone()), refused);
    assert_eq!(signed(&f, &mut second, one.clone()), Outcome::Accepted);
    assert_eq!(signed(&f, &mut second, one), refused);
    assert_eq!(signed(&f, &mut first, two.clone()), Outcome::Accepted);
    assert_eq!(signed(&f, &mut first, two), refused);
    assert_eq!(refused_and_why(&f).len(), 3);
}

#[test]
fn originals_that_were_changed_or_swapped_on_the_hubs_disk_leave_in_no_bundle() {
    let f = fixture(1);
    let bytes: [Vec<u8>; 2] =
        [1u8, 2].map(|n| (0..70_000u32).map(|i| (i as u8).wrapping_mul(n)).collect());
    let [mut first, _] = standing_set(&f, &bytes[0]);
    let before = chain::hash(&capture(&first, &bytes[0]));
    let next = capture_of(&first, &bytes[1], |body| {
        (body.id, body.seq, body.prev) = (Id::v7(NOON.0 as u64, [91; 10]), 2, before);
    });
    assert_eq!(signed(&f, &mut first, next), Outcome::Accepted);
    let names = [0, 1].map(|n| {
        let hash = send_file(&f, &first, first.index(evidence(&f)), &bytes[n]);
        let name: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
        f.folder.path().join("hub/files").join(name)
    });
    let held = names.clone().map(|path| std::fs::read(path).unwrap());
    assert!(verify(std::io::Cursor::new(bundle(&f)), &Known::default()).is_sound());
    let mut flipped = held[0].clone();
    flipped[40_000] ^= 1;
    for there in [[flipped, held[1].clone()], [held[1].clone(), held[0].clone()]] {
        for (path, bytes) in names.iter().zip(&there) {
            std::fs::write(path, bytes).unwrap();
        }
        assert!(f.hub.verify().is_err(), "the hub's own check finds it");
        let refused = fetched(&f);
        assert!(refused.is_err(), "nothing is handed out");
        let noted = f.hub.audit(f.hub.audit_length().unwrap() - 1, 1).unwrap();
        let record = &noted[0].record;
        assert_eq!((record.action.as_str(), record.done), ("export.fetch", false));
    }
    for (path, bytes) in names.iter().zip(&held) {
        std::fs::write(path, bytes).unwrap();
    }
    f.hub.verify().unwrap();
    assert!(verify(std::io::Cursor::new(bundle(&f)), &Known::default()).is_sound());
}

#[test]
fn a_leaf_that_was_changed_or_taken_from_the_log_is_found_and_no_head_is_signed_over_it() {
    let f = fixture(1);
    standing_set(&f, b"a picture");
    f.hub.tick(NOON).unwrap();
    let whole = f.hub.verify().unwrap();
    assert!(whole.leaves > 2, "{whole:?}");
    let [printed] = &f.hub.tree_heads().unwrap()[..] else { panic!("one head a day") };
    assert_eq!(printed.signed.head().size, whole.leaves);
    let folder = f.folder.path().join("hub");
    let last = (whole.leaves - 1).to_be_bytes();
    drop(f.hub);
    let flags = rusqlite::OpenFlags::SQLITE_OPEN_READ_WRITE;
    let database = rusqlite::Connection::open_with_flags(folder.join("hub.db"), flags).unwrap();
    let leaf: Vec<u8> = database
        .query_row("SELECT value FROM cabinet WHERE drawer = 35 AND key = ?1", [last], |row| {
            row.get(0)
        })
        .unwrap();
    let bend = |changed: Option<&[u8]>| {
        database.execute("DELETE FROM cabinet WHERE drawer = 35 AND key = ?1", [last]).unwrap();
        if let Some(leaf) = changed {
            database.execute("INSERT INTO cabinet VALUES (35, ?1, ?2)", (last, leaf)).unwrap();
        }
        let entropy = Box::new(Counting(9_000));
        Hub::open(&folder, None, Limits::for_tests(), entropy).unwrap()
    };
    let tomorrow = NOON.plus_ms(86_400_000);
    let mut flipped = leaf.clone();
    flipped[7] ^= 1;
    for changed in [Some(&flipped[..]), None] {
        let hub = bend(changed);
        assert!(matches!(hub.verify(), Err(HubError::Invalid("evidence log"))), "{changed:?}");
        hub.tick(tomorrow).unwrap();
        assert_eq!(hub.tree_heads().unwrap().len(), 1, "no head contradicts the printed one");
    }
    let hub = bend(Some(&leaf));
    hub.verify().unwrap();
    hub.tick(tomorrow).unwrap();
    assert_eq!(hub.tree_heads().unwrap().len(), 2);
}

#[test]
fn what_nobody_may_read_is_not_told_apart_from_what_is_not_there() {
    let f = fixture(1);
    standing_set(&f, b"a picture");
    for role in [Role::DutyOfficer, Role::DataClerk, Role::TownshipAdmin, Role::GridWorker] {
        let caller = caller(&f, role, township(&f), 70);
        for id in [set(), Id::v7(NOON.0 as u64, [99; 10])] {
            let found = f.hub.evidence_set(&caller, &id, NOON);
            assert!(matches!(found, Err(HubError::NotPermitted)), "{role:?}");
        }
    }
}

#[test]
fn a_list_folds_what_something_was_said_in_and_nothing_else() {
    let f = fixture(1);
    let [mut first, _] = standing_set(&f, b"a picture");
    let head = caller(&f, Role::Head, township(&f), 60);
    let list = || f.hub.evidence_sets(&head, NOON).unwrap();
    assert_eq!((list()[0].items, f.hub.evidence_folds()), (1, 1));
    for _ in 0..5 {
        list();
    }
    assert_eq!(f.hub.evidence_folds(), 1, "looked at again, nothing is folded");
    let before = chain::hash(&capture(&first, b"a picture"));
    let next = capture_of(&first, b"another", |body| {
        (body.id, body.seq, body.prev) = (Id::v7(NOON.0 as u64, [91; 10]), 2, before);
    });
    assert_eq!(signed(&f, &mut first, next), Outcome::Accepted);
    assert_eq!((list()[0].items, f.hub.evidence_folds()), (2, 2));
}
