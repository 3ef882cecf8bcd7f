//! What a bundle of evidence costs: to write, and to check without a hub.

use std::fs::File;
use std::io::{BufReader, BufWriter, Write};
use std::path::Path;

use gridwork_evidence::bundle::{
    BundleError, Contents, Handout, LedgerPart, Original, Page, SignedPart, write,
};
use gridwork_evidence::log::{Inclusion, SignedHead, TreeHead, leaf};
use gridwork_evidence::verify::{Known, Point, Verdict, verify};
use gridwork_model::{Id, LedgerEntry, Moment, TimeFacts, ledger};
use gridwork_seal::signing::message;
use gridwork_seal::{DualHash, Log, SigningKey};

use super::clock::Stopwatch;
use super::figures::{Figure, Figures, Limit};
use crate::seeded::Seeded;

/// Photos of the bundle, and bytes of each.
const PHOTOS: usize = 100;
const PHOTO_BYTES: usize = 400 << 10;

/// Large files beside them for the check, so that it is measured over more than a moment.
const VIDEO_BYTES: usize = 200 << 20;

/// Domain of the signatures of the measured records.
const DOMAIN: &str = "gridwork/evidence/bench";

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
    // The files and entries are measured, not a set of two officers: what follows from the bytes holds.
    for point in [Point::Files, Point::HubSignature, Point::Included] {
        assert_eq!(report.of(point), Some(Verdict::Holds), "{report}");
    }
    figures.put(&["evidence", "verify_mb_s"], rate);
    let name = "evidence: a bundle checked, SHA-256 and SM3 of every byte";
    figures.add(Figure::told(name, "MB/s", rate).must(Limit::Least(150.0)));
    Ok(())
}

fn bundle(files: &[Vec<u8>], path: &Path) -> std::io::Result<()> {
    let (hub, device) = (SigningKey::from_seed(&[1; 32]), SigningKey::from_seed(&[2; 32]));
    let (at, set) = (Moment(1_795_660_000_000), Id::from_bytes([1; 16]));
    let mut originals = Vec::new();
    let mut log = Log::new([]);
    let mut entries = Vec::new();
    for bytes in files {
        let digests = DualHash::of(bytes);
        originals.push(Original { digests, mime: "image/jpeg".into(), title: "示意".into() });
        let body = digests.sha256.to_vec();
        let entry = LedgerEntry {
            id: Id::derived("bench", &[&body]),
            object: set,
            kind: ledger::kind::EVIDENCE,
            person: set,
            role: 11,
            time: TimeFacts::default(),
            body: body.clone(),
        };
        let bytes = minicbor::to_vec(&entry).unwrap_or_default();
        log.push(leaf(&[0; 32], &bytes));
        let signed = vec![SignedPart {
            message: message(DOMAIN, &[&body]),
            signature: device.sign(DOMAIN, &[&body]),
            key: device.verifying(),
        }];
        entries.push(LedgerPart { bytes, device: 0, inclusion: None, signed });
    }
    for (index, entry) in (0..).zip(&mut entries) {
        let path = log.inclusion(index).unwrap_or_default();
        entry.inclusion = Some(Inclusion { index, salt: [0; 32], path });
    }
    let head = log.head();
    let head = TreeHead { hub: set, size: head.size, root: head.root, at };
    let contents = Contents {
        set,
        title: "示意".into(),
        hub: set,
        township: "示意乡".into(),
        handout: Handout { at, by: "甲".into(), second: "乙".into(), purpose: "量".into() },
        entries,
        originals,
        head: SignedHead::sign(head, &hub),
        earlier: Vec::new(),
        stamps: Vec::new(),
        directory: b"{}".to_vec(),
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
