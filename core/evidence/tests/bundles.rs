//! Bundles: written, checked by our verifier and by the tools of every system; bent in every way.

#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test that cannot set itself up has failed"
)]

use std::io::{Cursor, Write};
use std::process::Command;

use gridwork_evidence::bundle::archive::{Archive, ArchiveError, Writer};
use gridwork_evidence::bundle::{
    BundleError, Contents, EarlierHead, Handout, LedgerPart, Original, Page, SignedPart, write,
};
use gridwork_evidence::log::{Inclusion, SignedHead, TreeHead, leaf};
use gridwork_evidence::verify::{Known, Point, Report, Verdict, verify};
use gridwork_model::{Id, LedgerEntry, Moment, TimeFacts, ledger};
use gridwork_seal::signing::message;
use gridwork_seal::{DualHash, Log, SigningKey};

const AT: Moment = Moment(1_795_660_000_000);
const DOMAIN: &str = "gridwork/evidence/test";

fn key(n: u8) -> SigningKey {
    SigningKey::from_seed(&[n; 32])
}

fn id(n: u8) -> Id {
    Id::v7(AT.0 as u64, [n; 10])
}

/// Contents with three entries, two signed records, two originals, two heads.
struct Made {
    contents: Contents,
    files: Vec<Vec<u8>>,
}

fn made() -> Made {
    let hub = key(1);
    let device = key(2);
    let files: Vec<Vec<u8>> =
        (1..=2u8).map(|n| (0..70_000u32).map(|i| (i as u8).wrapping_mul(n)).collect()).collect();
    let originals = files
        .iter()
        .map(|bytes| Original {
            digests: DualHash::of(bytes),
            mime: "image/jpeg".into(),
            title: "示意照片".into(),
        })
        .collect();
    let mut log = Log::new((0..5).map(|n| [n; 32]));
    let earlier = log.head();
    let mut entries: Vec<LedgerPart> = (0..3u8)
        .map(|n| {
            let body = format!("record {n}").into_bytes();
            let entry = LedgerEntry {
                id: id(n),
                object: id(100),
                kind: ledger::kind::EVIDENCE,
                person: id(50),
                role: 11,
                time: TimeFacts::default(),
                body: body.clone(),
            };
            let bytes = minicbor::to_vec(&entry).unwrap();
            log.push(leaf(&[n; 32], &bytes));
            let signed = vec![SignedPart {
                message: message(DOMAIN, &[&body]),
                signature: device.sign(DOMAIN, &[&body]),
                key: device.verifying(),
            }];
            LedgerPart { bytes, device: 7, inclusion: None, signed }
        })
        .collect();
    for (n, entry) in (0u8..).zip(&mut entries) {
        let index = 5 + u64::from(n);
        let path = log.inclusion(index).unwrap();
        entry.inclusion = Some(Inclusion { index, salt: [n; 32], path });
    }
    let sign = |head: gridwork_seal::LogHead, at| {
        let head = TreeHead { hub: id(99), size: head.size, root: head.root, at };
        SignedHead::sign(head, &hub)
    };
    let contents = Contents {
        set: id(100),
        title: "示意证据集".into(),
        hub: id(99),
        township: "示意乡".into(),
        handout: Handout {
            at: AT, by: "甲".into(), second: "乙".into(), purpose: "示意".into()
        },
        entries,
        originals,
        head: sign(log.head(), AT),
        earlier: vec![EarlierHead {
            signed: sign(earlier, Moment(AT.0 - 86_400_000)),
            key: hub.verifying(),
            path: log.consistency(5).unwrap(),
        }],
        stamps: Vec::new(),
        directory: b"[]".to_vec(),
        page: Page { title: "示意证据集".into(), ..Page::default() },
    };
    Made { contents, files }
}

impl Made {
    fn try_bundle(&self) -> Result<Vec<u8>, BundleError> {
        let mut source = |hash: &[u8; 32], sink: &mut dyn Write| -> Result<(), BundleError> {
            let at = self.contents.originals.iter().position(|it| it.digests.sha256 == *hash);
            Ok(sink.write_all(&self.files[at.unwrap()])?)
        };
        write(&self.contents, &key(1), &mut source, Cursor::new(Vec::new())).map(Cursor::into_inner)
    }

    fn bundle(&self) -> Vec<u8> {
        self.try_bundle().unwrap()
    }
}

fn known() -> Known {
    Known { hub_keys: vec![key(1).verifying()], anchors: Vec::new() }
}

fn check(bytes: &[u8]) -> Report {
    verify(Cursor::new(bytes), &known())
}

/// The files of a bundle, bent by `bend`, in a container of their own.
fn rewritten(bytes: &[u8], bend: impl Fn(&str, Vec<u8>) -> Option<Vec<u8>>) -> Vec<u8> {
    let mut archive = Archive::open(Cursor::new(bytes)).unwrap();
    let names: Vec<String> = archive.names().map(str::to_owned).collect();
    let mut writer = Writer::new(Cursor::new(Vec::new()));
    for name in names {
        let content = archive.read(&name, u64::MAX).unwrap().unwrap();
        if let Some(content) = bend(&name, content) {
            let fill = |sink: &mut dyn Write| -> Result<(), ArchiveError> {
                Ok(sink.write_all(&content)?)
            };
            writer.add(&name, content.len() as u64, fill).unwrap();
        }
    }
    writer.finish().unwrap().into_inner()
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
    it.files[1][5] ^= 1;
    assert!(matches!(it.try_bundle(), Err(BundleError::Changed(_))));
}

#[test]
fn an_entry_that_was_left_out_of_the_log_or_taken_from_another_set_is_shown() {
    let mut it = made();
    it.contents.entries[1].inclusion = None;
    assert_eq!(check(&it.bundle()).of(Point::Included), Some(Verdict::Fails));
    let mut it = made();
    it.contents.entries.swap(0, 1);
    let proof = it.contents.entries[0].inclusion.clone();
    it.contents.entries[0].inclusion = it.contents.entries[1].inclusion.clone();
    it.contents.entries[1].inclusion = proof;
    assert_eq!(check(&it.bundle()).of(Point::Included), Some(Verdict::Fails));
    let mut it = made();
    it.contents.entries.push(it.contents.entries[0].clone());
    assert_eq!(check(&it.bundle()).of(Point::Entry), Some(Verdict::Fails));
    let mut it = made();
    it.contents.set = id(101);
    assert_eq!(check(&it.bundle()).of(Point::Entry), Some(Verdict::Fails));
    let mut it = made();
    it.contents.earlier[0].path[0][0] ^= 1;
    assert_eq!(check(&it.bundle()).of(Point::Consistent), Some(Verdict::Fails));
}

#[test]
fn a_signature_over_something_else_is_shown() {
    let mut it = made();
    // A good signature of the same device, over what the entry does not say.
    let other = b"another record".to_vec();
    it.contents.entries[0].signed[0] = SignedPart {
        message: message(DOMAIN, &[&other]),
        signature: key(2).sign(DOMAIN, &[&other]),
        key: key(2).verifying(),
    };
    assert_eq!(check(&it.bundle()).of(Point::Signed), Some(Verdict::Fails));
    let mut it = made();
    it.contents.entries[0].signed[0].key = key(3).verifying();
    assert_eq!(check(&it.bundle()).of(Point::Signed), Some(Verdict::Fails));
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
    let entry = &made().contents.entries[0];
    let wanted = gridwork_evidence::log::leaf(&[0; 32], &entry.bytes);
    assert!(leaf.starts_with(&gridwork_evidence::bundle::hex(&wanted)));
}
