//! Bundles: written, checked by our verifier and by the tools of every system; bent in every way.

#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test that cannot set itself up has failed"
)]

mod support;

use std::io::{Cursor, Write};
use std::process::Command;

use gridwork_evidence::bundle::archive::{Archive, ArchiveError, Writer};
use gridwork_evidence::bundle::{BundleError, Contents, SignedPart, StampPart};
use gridwork_evidence::verify::{Known, Point, Report, Verdict, verify};
use gridwork_model::evidence::{
    Answered, Body, Countersignature, Method, Position, PositionSource, Record, RecordKind,
    Signing, Stored,
};
use gridwork_model::org::OfficerStatus;
use gridwork_seal::signing::message;

use support::authority::{P256, authority};
use support::{Made, Said, bomb, capture, custody, hash, id, key, made, renamed, rewritten};

fn known() -> Known {
    Known { hub_keys: vec![key(1).verifying()], anchors: Vec::new() }
}

fn check(bytes: &[u8]) -> Report {
    verify(Cursor::new(bytes), &known())
}

#[test]
fn a_bundle_that_nobody_touched_holds_and_says_what_cannot_be_known() {
    let report = check(&made().bundle());
    assert!(report.is_sound(), "{report}");
    for point in [
        Point::Container,
        Point::Files,
        Point::HubSignature,
        Point::HubKey,
        Point::Head,
        Point::Included,
        Point::Consistent,
        Point::Signed,
        Point::Original,
        Point::Chain,
        Point::Custody,
        Point::Set,
        Point::Officers,
        Point::Keys,
        Point::Method,
        Point::Clock,
        Point::Form,
    ] {
        assert_eq!(report.of(point), Some(Verdict::Holds), "{point:?} in\n{report}");
    }
    assert_eq!(report.of(Point::Truth), Some(Verdict::Unknown));
    // Without the township's key from elsewhere the bundle does not vouch for itself.
    let alone = verify(Cursor::new(made().bundle()), &Known::default());
    assert_eq!(alone.of(Point::HubKey), Some(Verdict::Unknown));
    let other = Known { hub_keys: vec![key(9).verifying()], anchors: Vec::new() };
    let other = verify(Cursor::new(made().bundle()), &other);
    assert_eq!(other.of(Point::HubKey), Some(Verdict::Fails));
    assert_eq!(made().bundle(), made().bundle(), "equal content is equal bytes");
}

#[test]
fn a_flipped_byte_in_any_file_is_shown() {
    let good = made().bundle();
    let archive = Archive::open(Cursor::new(&good)).unwrap();
    let files: Vec<String> = archive.names().map(str::to_owned).collect();
    for file in files {
        let length = archive.size(&file).unwrap() as usize;
        for at in [0, length / 2, length - 1] {
            let bent = rewritten(&good, |name, mut content| {
                if name == file {
                    content[at] ^= 1;
                }
                Some(content)
            });
            let report = check(&bent);
            assert!(!report.is_sound(), "{file} at {at}:\n{report}");
        }
        let without = rewritten(&good, |name, content| (name != file).then_some(content));
        assert!(!check(&without).is_sound(), "without {file}");
    }
}

#[test]
fn a_flipped_byte_anywhere_in_the_zip_is_shown_or_says_nothing_else() {
    let good = made().bundle();
    let whole = check(&good).to_json();
    let step = (good.len() / 1_500).max(1);
    for at in (0..good.len()).step_by(step) {
        let mut bent = good.clone();
        bent[at] ^= 0x04;
        let report = check(&bent);
        // A zip has bytes that mean nothing (a checksum nobody asks, a date): they may change, and
        // then everything said is what was said of the whole.
        assert!(!report.is_sound() || report.to_json() == whole, "byte {at}:\n{report}");
    }
}

#[test]
fn swapped_originals_and_a_file_too_many_are_shown() {
    let good = made().bundle();
    let files = made().files;
    let swapped = rewritten(&good, |name, content| match name {
        "originals/0001.jpg" => Some(files[1].clone()),
        "originals/0002.jpg" => Some(files[0].clone()),
        _ => Some(content),
    });
    let report = check(&swapped);
    assert_eq!(report.of(Point::Files), Some(Verdict::Fails));
    assert_eq!(report.of(Point::Original), Some(Verdict::Fails));
    let mut writer = Writer::new(Cursor::new(Vec::new()));
    let mut archive = Archive::open(Cursor::new(&good)).unwrap();
    let all: Vec<String> = archive.names().map(str::to_owned).collect();
    for name in all.iter().map(String::as_str).chain(["originals/9999.jpg"]) {
        let content = archive.read(name, u64::MAX).unwrap().unwrap_or_else(|| b"more".to_vec());
        let fill =
            |sink: &mut dyn Write| -> Result<(), ArchiveError> { Ok(sink.write_all(&content)?) };
        writer.add(name, content.len() as u64, fill).unwrap();
    }
    let report = check(&writer.finish().unwrap().into_inner());
    assert_eq!(report.of(Point::Files), Some(Verdict::Fails));
}

#[test]
fn an_original_that_changed_at_the_hub_is_not_handed_out() {
    let mut it = made();
    let contents = it.contents();
    it.files[1][5] ^= 1;
    assert!(matches!(it.written(&contents), Err(BundleError::Changed(_))));
}

fn with(bend: impl FnOnce(&mut Made)) -> Report {
    let mut it = made();
    bend(&mut it);
    check(&it.bundle())
}

#[test]
fn an_entry_that_was_left_out_of_the_log_or_taken_from_another_set_is_shown() {
    type Bend = (fn(&mut Contents), Point);
    let bent: [Bend; 5] = [
        (|it| it.entries[1].inclusion = None, Point::Included),
        (
            |it| {
                let proof = it.entries[0].inclusion.take();
                it.entries[0].inclusion = it.entries[1].inclusion.clone();
                it.entries[1].inclusion = proof;
            },
            Point::Included,
        ),
        (|it| it.entries.push(it.entries[0].clone()), Point::Entry),
        (|it| it.set = id(101), Point::Entry),
        (|it| it.earlier[0].path[0][0] ^= 1, Point::Consistent),
    ];
    for (bend, point) in bent {
        let report = with(|it| it.bend = bend);
        assert_eq!(report.of(point), Some(Verdict::Fails), "{report}");
    }
}

#[test]
fn a_signature_over_something_else_is_shown() {
    // A good signature of the same phone, over what the entry does not say.
    let report = with(|it| {
        it.bend = |it| {
            let other = b"another record".to_vec();
            it.entries[0].signed[0] = SignedPart {
                message: message("gridwork/evidence/opening", &[&other]),
                signature: key(2).sign("gridwork/evidence/opening", &[&other]),
                key: key(2).verifying(),
            };
        };
    });
    assert_eq!(report.of(Point::Signed), Some(Verdict::Fails), "{report}");
    let report = with(|it| it.bend = |it| it.entries[0].signed[0].key = key(3).verifying());
    assert_eq!(report.of(Point::Signed), Some(Verdict::Fails), "{report}");
    // A capture signed with the key of the other officer's phone, or of nobody's.
    for foreign in [3, 9] {
        let report = with(|it| it.said[2].key = foreign);
        assert_eq!(report.of(Point::Keys), Some(Verdict::Fails), "{report}");
    }
}

#[test]
fn one_officer_is_no_set_and_the_first_is_never_the_second() {
    let report = with(|it| drop(it.said.remove(1)));
    assert_eq!(report.of(Point::Set), Some(Verdict::Fails), "{report}");
    assert!(report.to_string().contains("未成立"));
    let report = with(|it| {
        let Body::Confirmation(body) = &mut it.said[1].body else { unreachable!() };
        body.officer = support::credential(2);
        it.said[1].key = 2;
    });
    assert_eq!(report.of(Point::Set), Some(Verdict::Fails), "{report}");
}

#[test]
fn a_certificate_that_lapsed_the_day_before_is_shown_and_one_withheld_later_is_not() {
    let report = with(|it| {
        it.register.officers[0].entry.validity.valid_to = Some(support::AT.day());
    });
    assert_eq!(report.of(Point::Officers), Some(Verdict::Fails), "{report}");
    let report = with(|it| {
        let mut later = it.register.officers[0].clone();
        later.at = support::AT.plus_ms(86_400_000);
        later.entry.status = OfficerStatus::Withheld;
        it.register.officers.push(later);
    });
    assert_eq!(report.of(Point::Officers), Some(Verdict::Holds), "{report}");
    let report = with(|it| it.register = Default::default());
    assert_eq!(report.of(Point::Officers), Some(Verdict::Unknown), "{report}");
}

#[test]
fn replayed_and_reordered_custody_is_shown() {
    let report = with(|it| it.said.push(it.said[4].clone()));
    assert!(!report.is_sound());
    let again = |seq: u32, prev: [u8; 32], from: u8, to: u8, files: &[Vec<u8>]| Said {
        person: to,
        body: custody(seq, prev, from, to, &files[0]),
        key: from,
    };
    // The same hand-over once more under another number; one that leaves another out; one by who
    // does not have it; one of other bytes.
    type Again<'a> = &'a dyn Fn(u32, [u8; 32], u8, u8, &[Vec<u8>]) -> Said;
    let bends: [fn(&mut Made, Again<'_>); 4] = [
        |it, again| {
            let prev = hash(&it.said[2].body);
            it.said.push(again(2, prev, 2, 3, &it.files));
        },
        |it, again| {
            let prev = hash(&it.said[4].body);
            it.said.push(again(3, prev, 3, 2, &it.files));
        },
        |it, again| {
            let prev = hash(&it.said[4].body);
            it.said.push(again(2, prev, 2, 3, &it.files));
        },
        |it, again| {
            let prev = hash(&it.said[4].body);
            it.said.push(again(2, prev, 3, 2, &[it.files[1].clone()]));
        },
    ];
    for bend in bends {
        let report = with(|it| bend(it, &again));
        assert_eq!(report.of(Point::Custody), Some(Verdict::Fails), "{report}");
    }
    let good = with(|it| {
        let prev = hash(&it.said[4].body);
        it.said.push(again(2, prev, 3, 2, &it.files));
    });
    assert_eq!(good.of(Point::Custody), Some(Verdict::Holds), "{good}");
}

#[test]
fn a_record_that_both_officers_signed_is_told_from_one_that_one_signed() {
    let record = Record {
        set: id(100),
        id: id(120),
        kind: RecordKind::Inquiry,
        version: 1,
        prev: [0; 32],
        correction: None,
        agency: "示意乡人民政府".into(),
        party: "示意某".into(),
        present: String::new(),
        place: "示意村北坡".into(),
        from: support::AT,
        to: support::AT,
        officers: [2, 3].map(support::credential).to_vec(),
        recorder: id(2),
        shown_certificates: true,
        told_rights: true,
        body: vec![Answered { asked: "问".into(), answer: "答".into() }],
        notes: String::new(),
        said: "属实".into(),
        read_aloud: true,
        pages: 1,
        blanks_struck: true,
        signing: Signing::Refused { reason: "不愿".into(), witness: None },
        time: support::time(900),
    };
    let body = Body::Record(Box::new(record.clone()));
    let stored = Stored { hash: hash(&body), key: *key(2).verifying().as_bytes(), value: record };
    let said = |person, body: &Body, key| Said { person, body: body.clone(), key };
    let signed = |by: u8, with: u8, change: fn(&mut Countersignature)| {
        let mut word = Countersignature::of(&stored, support::credential(by), support::time(960));
        change(&mut word);
        let word = Body::Countersignature(word);
        with_said(&[said(2, &body, 2), said(2, &word, with)])
    };
    fn with_said(more: &[Said]) -> Report {
        with(|it| it.said.extend(more.iter().cloned()))
    }
    assert_eq!(with(|_| {}).of(Point::Records), None, "no record, no word about one");
    let alone = with_said(&[said(2, &body, 2)]);
    assert_eq!(alone.of(Point::Records), Some(Verdict::Unknown), "{alone}");
    assert!(alone.is_sound() && alone.to_string().contains("缺：另一名执法人员签名"), "{alone}");
    let both = signed(3, 3, |_| {});
    assert_eq!(both.of(Point::Records), Some(Verdict::Holds), "{both}");
    assert!(both.is_sound());
    // The recorder as the other officer; the other one's words under the recorder's key; over another
    // version, and over what the record does not say.
    for bent in [
        signed(2, 2, |_| {}),
        signed(3, 2, |_| {}),
        signed(3, 3, |it| it.of = [7; 32]),
        signed(3, 3, |it| it.party = "别人".into()),
    ] {
        assert!(!bent.is_sound(), "{bent}");
        assert_eq!(bent.of(Point::Records), Some(Verdict::Unknown), "{bent}");
    }
}

#[test]
fn what_is_odd_about_a_capture_is_said() {
    fn second(it: &mut Made) -> &mut gridwork_model::evidence::Capture {
        let Body::Capture(body) = &mut it.said[3].body else { unreachable!() };
        body
    }
    let report = with(|it| second(it).prev = [7; 32]);
    assert_eq!(report.of(Point::Chain), Some(Verdict::Fails), "{report}");
    let report = with(|it| second(it).seq = 1);
    assert_eq!(report.of(Point::Chain), Some(Verdict::Fails), "{report}");
    let report = with(|it| second(it).seq = 5);
    assert_eq!(report.of(Point::Chain), Some(Verdict::Unknown), "{report}");
    let report = with(|it| second(it).time.device = support::AT.plus_ms(-1));
    assert_eq!(report.of(Point::Clock), Some(Verdict::Fails), "{report}");
    let report = with(|it| second(it).time.gnss = None);
    assert_eq!(report.of(Point::Clock), Some(Verdict::Unknown), "{report}");
    let position = Position {
        lon: 1_114_500_000,
        lat: 410_900_000,
        accuracy_m: 5,
        source: PositionSource::Gnss,
        mock: true,
    };
    let report = with(|it| second(it).position = Some(position));
    assert_eq!(report.of(Point::Position), Some(Verdict::Fails), "{report}");
    let report = with(|it| {
        second(it).method = Method::Import { from: "相册".into(), reason: "示意".into() };
    });
    assert!(report.is_sound() && report.to_string().contains("导入：示意照片2"), "{report}");
    let report = with(|it| second(it).holder = None);
    assert_eq!(report.of(Point::Form), Some(Verdict::Unknown), "{report}");
    // An original that the hub did not have is said to be missing, not to be well.
    let report = with(|it| it.bend = |it| drop(it.originals.pop()));
    assert_eq!(report.of(Point::Original), Some(Verdict::Unknown), "{report}");
    // A capture of another officer.
    let report = with(|it| {
        it.said[3] = Said { person: 3, body: capture(3, [0; 32], &it.files[1], 180), key: 3 };
    });
    assert_eq!(report.of(Point::Keys), Some(Verdict::Fails), "{report}");
}

#[test]
fn what_is_no_bundle_is_refused_in_words() {
    for bytes in [&b""[..], b"PK\x05\x06", &[0; 100_000]] {
        let report = check(bytes);
        assert_eq!(report.of(Point::Container), Some(Verdict::Fails));
        assert!(!report.is_sound() && report.to_string().contains("不成立"));
    }
    let empty = Writer::new(Cursor::new(Vec::new())).finish().unwrap().into_inner();
    assert_eq!(check(&empty).of(Point::Manifest), Some(Verdict::Fails));
}

#[test]
fn a_path_that_leaves_its_folder_and_a_bomb_are_not_opened() {
    let good = made().bundle();
    let bent = [
        renamed(&good, "README.txt", "../e/x.txt"),
        renamed(&good, "README.txt", "/etc/x.txt"),
        renamed(&good, "log/head.msg", "../head.msg2"),
        bomb(&good),
    ];
    for bytes in bent {
        let report = check(&bytes);
        assert_eq!(report.of(Point::Container), Some(Verdict::Fails), "{report}");
        assert_eq!(report.findings.len(), 1, "nothing of it was looked at: {report}");
    }
}

#[test]
fn a_picture_from_the_gallery_does_not_come_in_once_more_as_a_capture() {
    let report = with(|it| {
        let Body::Capture(first) = &mut it.said[2].body else { unreachable!() };
        first.method = Method::Import { from: "相册".into(), reason: "示意".into() };
        let before = hash(&it.said[2].body);
        it.said[3].body = capture(2, before, &it.files[0], 180);
        // The hand-over is of what is there now.
        it.said[4].body = custody(1, before, 2, 3, &it.files[0]);
        it.files.truncate(1);
    });
    assert_eq!(report.of(Point::Method), Some(Verdict::Fails), "{report}");
    assert!(report.to_string().contains("已经采过"), "{report}");
}

#[test]
fn a_time_stamp_is_over_a_file_of_the_bundle_or_fails() {
    let Some(tsa) = authority(P256, "stamping", "20") else { return };
    let stamped = |over: [u8; 32], token: Vec<u8>, anchors: &[Vec<u8>]| {
        let it = made();
        let mut contents = it.contents();
        contents.stamps.push(StampPart { token, over });
        let bytes = it.written(&contents).unwrap();
        verify(Cursor::new(bytes), &Known { anchors: anchors.to_vec(), ..known() })
    };
    let (it, root) = (made(), tsa.root());
    // Over an original; over the head of an earlier day, which covers everything that was in the log.
    let head = it.contents().earlier[0].signed.message();
    for content in [it.files[0].clone(), head] {
        let over = gridwork_seal::sha256(&[&content]);
        let token = tsa.answer(&content);
        let report = stamped(over, token.clone(), std::slice::from_ref(&root));
        assert_eq!(report.of(Point::Stamp), Some(Verdict::Holds), "{report}");
        assert_eq!(report.of(Point::Revocation), Some(Verdict::Unknown));
        assert!(report.is_sound() && report.to_string().contains("Test TSA"), "{report}");
        let nobodys = stamped(over, token, &[]);
        assert_eq!(nobodys.of(Point::Stamp), Some(Verdict::Unknown), "{nobodys}");
    }
    // A good token over something else, said to be over an original, and said to be what it is.
    let (other, token) = (gridwork_seal::sha256(&[b"other"]), tsa.answer(b"other"));
    let over = gridwork_seal::sha256(&[&it.files[0]]);
    for over in [over, other] {
        let report = stamped(over, token.clone(), std::slice::from_ref(&root));
        assert_eq!(report.of(Point::Stamp), Some(Verdict::Fails), "{report}");
    }
}

#[test]
fn sha256sum_and_openssl_check_a_bundle_by_hand() {
    let have = |program: &str, arg: &str| Command::new(program).arg(arg).output().is_ok();
    if !(have("openssl", "version") && have("sha256sum", "--version") && have("unzip", "-v")) {
        assert!(std::env::var_os("CI").is_none(), "cargo xtask test installs what this needs");
        eprintln!("SKIPPED: openssl, sha256sum or unzip is not here");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("bundle.zip"), made().bundle()).unwrap();
    let run = |line: &str| {
        let done =
            Command::new("sh").args(["-c", line]).current_dir(folder.path()).output().unwrap();
        (done.status.success(), String::from_utf8_lossy(&done.stdout).into_owned())
    };
    for line in [
        "unzip -q bundle.zip",
        "sha256sum -c --strict SHA256SUMS",
        "openssl pkeyutl -verify -pubin -inkey hub/key.pem -rawin -in hub/sums.msg -sigfile hub/sums.sig",
        "tail -c $(stat -c %s SHA256SUMS) hub/sums.msg | cmp - SHA256SUMS",
        "openssl pkeyutl -verify -pubin -inkey keys/*.pem -rawin -in signed/0001-1.msg -sigfile signed/0001-1.sig || \
         for k in keys/*.pem; do openssl pkeyutl -verify -pubin -inkey $k -rawin -in signed/0001-1.msg -sigfile signed/0001-1.sig && exit 0; done; exit 1",
    ] {
        let (done, said) = run(line);
        assert!(done, "{line}: {said}");
    }
    let (_, sm3) = run("openssl dgst -sm3 -r originals/*.jpg | tr '*' ' '");
    let listed = std::fs::read_to_string(folder.path().join("SM3SUMS")).unwrap();
    assert_eq!(sm3, listed);
    let (_, leaf) = run("cat log/0001.salt entries/0001.cbor | sha256sum");
    let entry = &made().contents().entries[0];
    let wanted = gridwork_evidence::log::leaf(&[0; 32], &entry.bytes);
    assert!(leaf.starts_with(&gridwork_evidence::bundle::hex(&wanted)));
}
