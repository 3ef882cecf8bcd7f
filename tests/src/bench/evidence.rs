//! What a bundle of evidence costs: to write, and to check without a hub.

use std::fs::File;
use std::io::{BufReader, BufWriter, Write};
use std::path::Path;

use gridwork_evidence::bundle::register::{OfficerVersion, Register};
use gridwork_evidence::bundle::{
    BundleError, Contents, Handout, LedgerPart, Original, Page, SignedPart, write,
};
use gridwork_evidence::chain;
use gridwork_evidence::log::{Inclusion, SignedHead, TreeHead, leaf};
use gridwork_evidence::verify::{Known, Point, Verdict, verify};
use gridwork_model::evidence::guard::key_in_directory;
use gridwork_model::evidence::kind::Field;
use gridwork_model::evidence::{
    Body, Capture, Confirmation, Credential, FileName, Holder, Kind, Method, Opening, Step, Told,
};
use gridwork_model::org::{DeviceBinding, Officer, OfficerStatus, Staff};
use gridwork_model::validity::Validity;
use gridwork_model::{Id, LedgerEntry, Moment, TimeFacts, ledger};
use gridwork_seal::{Digests, DualHash, Log, Signature, SigningKey, VerifyingKey};

use super::clock::Stopwatch;
use super::figures::{Figure, Figures, Limit};
use crate::seeded::Seeded;

/// Photos of the bundle, and bytes of each.
const PHOTOS: usize = 100;
const PHOTO_BYTES: usize = 400 << 10;

/// Large files beside them for the check, so that it is measured over more than a moment.
const VIDEO_BYTES: usize = 200 << 20;

/// When the set is made.
const AT: Moment = Moment(1_795_660_000_000);

/// Measures a bundle of 100 photos, and the check of one with a video of 200 MB.
pub fn measure(seed: u64, dir: &Path, figures: &mut Figures) -> std::io::Result<()> {
    std::fs::create_dir_all(dir)?;
    let mut entropy = Seeded::new(seed);
    let mut photos = vec![vec![0; PHOTO_BYTES]; PHOTOS];
    photos.iter_mut().for_each(|photo| entropy.fill(photo));
    let path = dir.join("photos.zip");
    let watch = Stopwatch::start();
    bundle(&photos, &path)?;
    let seconds = watch.wall_ms() / 1e3;
    figures.put(&["evidence", "bundle_s"], seconds);
    let name = format!("evidence: a bundle of {PHOTOS} photos of 400 KB, written");
    figures.add(Figure::told(name, "s", seconds).must(Limit::Most(60.0)));

    let mut video = vec![0; VIDEO_BYTES];
    entropy.fill(&mut video[..1 << 20]);
    photos.push(video);
    let path = dir.join("video.zip");
    bundle(&photos, &path)?;
    let bytes = std::fs::metadata(&path)?.len() as f64;
    let watch = Stopwatch::start();
    let report = verify(BufReader::new(File::open(&path)?), &Known::default());
    let rate = bytes / 1e6 / (watch.wall_ms() / 1e3);
    // What is measured is the whole check of a set that stands.
    assert!(report.is_sound(), "{report}");
    for point in [Point::Files, Point::Included, Point::Original, Point::Chain, Point::Set] {
        assert_eq!(report.of(point), Some(Verdict::Holds), "{report}");
    }
    figures.put(&["evidence", "verify_mb_s"], rate);
    let name = "evidence: a bundle checked, SHA-256 and SM3 of every byte";
    figures.add(Figure::told(name, "MB/s", rate).must(Limit::Least(150.0)));
    Ok(())
}

/// Writes the bundle of a set that two officers made: opened, confirmed, a capture a file, each signed
/// on its own and committed to.
fn bundle(files: &[Vec<u8>], path: &Path) -> std::io::Result<()> {
    let hub = key(1);
    let mut log = Log::new([]);
    let mut originals = Vec::new();
    let opening = Body::Opening(Opening {
        set: id(100),
        matter: "示意".into(),
        place: "示意沟口".into(),
        position: None,
        time: time(0),
        officer: credential(2),
        clue: None,
    });
    let opened = chain::sign(&key(2), &opening);
    let confirmation = Body::Confirmation(Confirmation {
        set: id(100),
        opening: chain::hash(&opened),
        officer: credential(3),
        time: time(60),
    });
    let mut said = vec![opened, chain::sign(&key(3), &confirmation)];
    let mut prev = [0; 32];
    for (seq, bytes) in (1..).zip(files) {
        let digests = DualHash::of(bytes);
        originals.push(Original { digests, mime: "image/jpeg".into(), title: "示意".into() });
        let record = chain::sign(&key(2), &capture(seq, prev, digests));
        prev = chain::hash(&record);
        said.push(record);
    }
    let mut entries = Vec::new();
    for (number, record) in (0u64..).zip(said) {
        let entry = LedgerEntry {
            id: Id::derived("bench", &[&number.to_be_bytes()]),
            object: id(100),
            kind: ledger::kind::EVIDENCE,
            person: id(2),
            role: 11,
            time: time(0),
            body: Step::Signed(record.clone()).to_bytes(),
        };
        let bytes = minicbor::to_vec(&entry).unwrap_or_default();
        log.push(leaf(&[0; 32], &bytes));
        let signed = vec![SignedPart {
            message: chain::message(&record),
            signature: Signature::from_bytes(record.signature),
            key: VerifyingKey(record.key),
        }];
        entries.push(LedgerPart { bytes, device: 2, inclusion: None, signed });
    }
    for (index, entry) in (0..).zip(&mut entries) {
        let path = log.inclusion(index).unwrap_or_default();
        entry.inclusion = Some(Inclusion { index, salt: [0; 32], path });
    }
    let head = log.head();
    let head = TreeHead { hub: id(99), size: head.size, root: head.root, at: AT };
    let contents = Contents {
        set: id(100),
        title: "示意".into(),
        hub: id(99),
        township: "示意乡".into(),
        handout: Handout { at: AT, by: "甲".into(), second: "乙".into(), purpose: "量".into() },
        entries,
        originals,
        head: SignedHead::sign(head, &hub),
        earlier: Vec::new(),
        stamps: Vec::new(),
        directory: serde_json::to_vec(&register()).unwrap_or_default(),
        page: Page::default(),
    };
    let find =
        |hash: &[u8; 32]| contents.originals.iter().position(|it| it.digests.sha256 == *hash);
    let mut source = |hash: &[u8; 32], sink: &mut dyn Write| -> Result<(), BundleError> {
        let missing = || BundleError::Original("it is not there".into());
        Ok(sink.write_all(find(hash).and_then(|at| files.get(at)).ok_or_else(missing)?)?)
    };
    let file = BufWriter::new(File::create(path)?);
    let mut file = write(&contents, &hub, &mut source, file).map_err(std::io::Error::other)?;
    file.flush()
}

/// 1 of the hub, 2 and 3 of the officers' phones.
fn key(n: u8) -> SigningKey {
    SigningKey::from_seed(&[n; 32])
}

fn id(n: u8) -> Id {
    Id::from_bytes([n; 16])
}

fn time(seconds: i64) -> TimeFacts {
    let device = AT.plus_ms(seconds * 1000);
    let monotonic_ms = (seconds * 1000).unsigned_abs();
    TimeFacts { device, monotonic_ms, boot: 1, hub: None, gnss: Some(device) }
}

fn credential(n: u8) -> Credential {
    Credential { person: id(n), certificate: format!("示意{n}") }
}

fn capture(seq: u64, prev: [u8; 32], digests: Digests) -> Body {
    let Digests { sha256, sm3, bytes } = digests;
    Body::Capture(Box::new(Capture {
        set: id(100),
        id: Id::derived("bench", &[b"item", &seq.to_be_bytes()]),
        kind: Kind::Object,
        title: "示意照片".into(),
        proves: "示意".into(),
        file: FileName { sha256, sm3, bytes },
        mime: "image/jpeg".into(),
        method: Method::Camera,
        time: time(60 + seq as i64),
        hub_offset_ms: None,
        position: None,
        place: "示意沟口".into(),
        told: Told::NotOfPeople,
        holder: Some(Holder::Refused {
            name: "某".into(), reason: "不愿".into(), witness: None
        }),
        fields: [Field::Quantity, Field::Storage, Field::Label]
            .map(|field| (field, "一".to_owned()))
            .to_vec(),
        officer: id(2),
        seq,
        prev,
    }))
}

fn register() -> Register {
    let officer = |n: u8| OfficerVersion {
        at: Moment(0),
        entry: Officer {
            id: id(150 + n),
            person: id(n),
            certificate: format!("示意{n}"),
            issuer: "示意".into(),
            status: OfficerStatus::Valid,
            categories: Vec::new(),
            keys: Vec::new(),
            validity: Validity::ALWAYS,
        },
    };
    let device = |n: u8| DeviceBinding {
        id: DeviceBinding::id_of(n.into()),
        device: n.into(),
        person: id(n),
        post: None,
        signing_key: Some(key_in_directory(key(n).verifying().as_bytes())),
        sealing_key: None,
        validity: Validity::ALWAYS,
    };
    let person =
        |n: u8| Staff { id: id(n), name: format!("示意{n}"), work_phone: None, unit: Id::NIL };
    Register {
        people: [2, 3].map(person).to_vec(),
        officers: [2, 3].map(officer).to_vec(),
        devices: [2, 3].map(device).to_vec(),
    }
}
