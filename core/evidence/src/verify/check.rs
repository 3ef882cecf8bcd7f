//! The points that follow from the bytes alone: files, sums, signatures, the log, time stamps.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Read, Seek};

use gridwork_seal::signing::message;
use gridwork_seal::{Digests, DualHash, Hash, LogHead, Sha256, Signature, VerifyingKey, sha256};

use super::Known;
use super::ledger;
use super::report::{Point, Report, Verdict};
use crate::bundle::archive::Archive;
use crate::bundle::manifest::{Manifest, SignedFile};
use crate::bundle::{FORMAT, SUMS_DOMAIN, from_pem, hex, names, unhex};
use crate::log::{Inclusion, SignedHead};
use crate::stamp::{self, StampError, Trust};

/// Largest manifest, list of sums or directory, bytes.
const LIST_BYTES: u64 = 16 << 20;

/// Largest entry, signed message, salt, proof or token, bytes.
const PART_BYTES: u64 = 256 << 10;

/// A part that was signed on its own, checked.
pub(super) struct CheckedPart {
    pub domain: String,
    pub body: Vec<u8>,
    pub key: VerifyingKey,
}

/// An entry of the ledger as it lies in the bundle, with what held of it.
pub(super) struct CheckedEntry {
    pub file: String,
    pub bytes: Vec<u8>,
    pub device: u32,
    pub signed: Vec<CheckedPart>,
}

/// What the bytes gave, for the points that follow from their meaning.
pub(super) struct Checked {
    pub manifest: Manifest,
    pub entries: Vec<CheckedEntry>,
    /// Hashes of the originals, computed, by file.
    pub originals: BTreeMap<String, Digests>,
    pub directory: Vec<u8>,
}

pub(super) fn check<R: Read + Seek>(archive: Archive<R>, known: &Known, report: &mut Report) {
    let mut bundle = Bundle { archive, report };
    let Some(manifest) = bundle.manifest() else { return };
    bundle.report.title = manifest.title.clone();
    let (originals, sums) = bundle.files(&manifest);
    let key = bundle.hub(known);
    let head = key.and_then(|key| bundle.head(&key));
    bundle.earlier(&manifest, head.as_ref());
    let entries = bundle.entries(&manifest, head.as_ref());
    bundle.stamps(&manifest, &sums, known);
    let directory = bundle.read(names::DIRECTORY, LIST_BYTES).unwrap_or_default();
    ledger::check(&Checked { manifest, entries, originals, directory }, bundle.report);
}

struct Bundle<'a, R> {
    archive: Archive<R>,
    report: &'a mut Report,
}

impl<R: Read + Seek> Bundle<'_, R> {
    /// A file of the bundle, if it is there and of a size that its kind has.
    fn read(&mut self, name: &str, most: u64) -> Option<Vec<u8>> {
        self.archive.read(name, most).ok().flatten()
    }

    fn manifest(&mut self) -> Option<Manifest> {
        let bytes = self.read(names::MANIFEST, LIST_BYTES);
        let manifest = bytes.and_then(|bytes| serde_json::from_slice::<Manifest>(&bytes).ok());
        match manifest {
            Some(manifest) if manifest.format == FORMAT => {
                self.report.holds(Point::Manifest, "");
                Some(manifest)
            }
            Some(manifest) => {
                self.report.fails(Point::Manifest, manifest.format);
                None
            }
            None => {
                self.report.fails(Point::Manifest, names::MANIFEST);
                None
            }
        }
    }

    /// Every file against the sums; returns the hashes of the originals, and the name of each file
    /// that is what the sums say, by its SHA-256.
    fn files(
        &mut self,
        manifest: &Manifest,
    ) -> (BTreeMap<String, Digests>, BTreeMap<Hash, String>) {
        let (mut originals, mut named) = (BTreeMap::new(), BTreeMap::new());
        let Some(sums) = self.read(names::SHA256, LIST_BYTES).and_then(|it| parse_sums(&it)) else {
            self.report.fails(Point::Files, names::SHA256);
            return (originals, named);
        };
        let files: Vec<String> = self.archive.names().map(str::to_owned).collect();
        let dual: BTreeSet<&str> = manifest.originals.iter().map(|it| it.file.as_str()).collect();
        let unsummed = |name: &str| names::UNSUMMED.contains(&name);
        for name in files.iter().filter(|name| !unsummed(name)) {
            let Some(wanted) = sums.get(name) else {
                self.report.fails(Point::Files, format!("{name} 不在清单里"));
                continue;
            };
            let found = if dual.contains(name.as_str()) {
                let mut hash = DualHash::new();
                let whole = self.archive.stream(name, |piece| hash.update(piece));
                let digests = hash.finish();
                originals.insert(name.clone(), digests);
                whole.map(|()| digests.sha256)
            } else {
                let mut hash = Sha256::new();
                self.archive.stream(name, |piece| hash.update(piece)).map(|()| hash.finish())
            };
            match found.ok().as_ref() == Some(wanted) {
                true => drop(named.insert(*wanted, name.clone())),
                false => self.report.fails(Point::Files, format!("{name} 被改动")),
            }
        }
        for name in sums.keys().filter(|name| !files.contains(name)) {
            self.report.fails(Point::Files, format!("缺少 {name}"));
        }
        self.report.holds(Point::Files, format!("{} 个文件", files.len()));
        (originals, named)
    }

    /// The hub's key, if its signature over the sums holds.
    fn hub(&mut self, known: &Known) -> Option<VerifyingKey> {
        let key = self.read(names::HUB_KEY, PART_BYTES).and_then(|pem| from_pem(&pem));
        let sums = self.read(names::SHA256, LIST_BYTES).unwrap_or_default();
        let told = self.read(names::SUMS_MESSAGE, LIST_BYTES * 2);
        let signature = self.signature(names::SUMS_SIGNATURE);
        let signed = message(SUMS_DOMAIN, &[&sums]);
        let holds = match (key, signature) {
            (Some(key), Some(signature)) if told.as_ref() == Some(&signed) => {
                key.verify(SUMS_DOMAIN, &[&sums], &signature).is_ok()
            }
            _ => false,
        };
        if !holds {
            self.report.fails(Point::HubSignature, "");
            return None;
        }
        self.report.holds(Point::HubSignature, "");
        let key = key?;
        let verdict = match known.hub_keys.as_slice() {
            [] => Verdict::Unknown,
            keys if keys.contains(&key) => Verdict::Holds,
            _ => Verdict::Fails,
        };
        self.report.add(Point::HubKey, verdict, fingerprint(&key));
        Some(key)
    }

    fn signature(&mut self, name: &str) -> Option<Signature> {
        Signature::from_slice(&self.read(name, PART_BYTES)?).ok()
    }

    fn head(&mut self, key: &VerifyingKey) -> Option<LogHead> {
        let told = self.read(names::HEAD_MESSAGE, PART_BYTES).unwrap_or_default();
        let signature = self.read(names::HEAD_SIGNATURE, PART_BYTES).unwrap_or_default();
        match SignedHead::open(&told, &signature, key) {
            Ok(signed) => {
                let head = signed.head().head();
                let place = format!("{} 条，{}", head.size, hex(&head.root));
                self.report.holds(Point::Head, place);
                Some(head)
            }
            Err(_) => {
                self.report.fails(Point::Head, names::HEAD_MESSAGE);
                None
            }
        }
    }

    fn earlier(&mut self, manifest: &Manifest, head: Option<&LogHead>) {
        let Some(head) = head else { return };
        if manifest.earlier.is_empty() {
            return self.report.unknown(Point::Consistent, "");
        }
        for it in &manifest.earlier {
            let key = self.read(&it.key, PART_BYTES).and_then(|pem| from_pem(&pem));
            let told = self.read(&it.message, PART_BYTES).unwrap_or_default();
            let signature = self.read(&it.signature, PART_BYTES).unwrap_or_default();
            let opened = key.and_then(|key| SignedHead::open(&told, &signature, &key).ok());
            let path = path_of(&it.path);
            let holds = match (opened, path) {
                (Some(earlier), Some(path)) => head.extends(&earlier.head().head(), &path).is_ok(),
                _ => false,
            };
            if !holds {
                self.report.fails(Point::Consistent, it.message.clone());
            }
        }
        self.report.holds(Point::Consistent, format!("{} 个较早的树头", manifest.earlier.len()));
    }

    fn entries(&mut self, manifest: &Manifest, head: Option<&LogHead>) -> Vec<CheckedEntry> {
        let mut entries = Vec::new();
        let mut seen = BTreeSet::new();
        for it in &manifest.entries {
            let Some(bytes) = self.read(&it.file, PART_BYTES) else {
                self.report.fails(Point::Entry, it.file.clone());
                continue;
            };
            if !seen.insert(sha256(&[&bytes])) {
                self.report.fails(Point::Entry, format!("{} 重复", it.file));
            }
            match &it.leaf {
                None => self.report.fails(Point::Included, it.file.clone()),
                Some(leaf) => {
                    let salt = self.read(&leaf.salt, PART_BYTES);
                    let salt = salt.and_then(|it| it.try_into().ok());
                    let inclusion = salt.zip(path_of(&leaf.path)).map(|(salt, path)| Inclusion {
                        index: leaf.index,
                        salt,
                        path,
                    });
                    let holds = head
                        .zip(inclusion)
                        .is_some_and(|(head, proof)| proof.check(&bytes, head).is_ok());
                    if !holds {
                        self.report.fails(Point::Included, it.file.clone());
                    }
                }
            }
            let signed = it.signed.iter().filter_map(|part| self.part(part)).collect();
            entries.push(CheckedEntry { file: it.file.clone(), bytes, device: it.device, signed });
        }
        let count = manifest.entries.len();
        self.report.holds(Point::Included, format!("{count} 条"));
        entries
    }

    fn part(&mut self, part: &SignedFile) -> Option<CheckedPart> {
        let key = self.read(&part.key, PART_BYTES).and_then(|pem| from_pem(&pem));
        let told = self.read(&part.message, PART_BYTES).unwrap_or_default();
        let signature = self.signature(&part.signature);
        let parsed = undelimited(&told);
        let (Some(key), Some(signature), Some((domain, body))) = (key, signature, parsed) else {
            self.report.fails(Point::Signed, part.message.clone());
            return None;
        };
        if key.verify_message(&told, &signature).is_err() {
            self.report.fails(Point::Signed, part.message.clone());
            return None;
        }
        Some(CheckedPart { domain, body, key })
    }

    /// Time stamps: each is over a file of the bundle, an original or a signed head.
    fn stamps(&mut self, manifest: &Manifest, named: &BTreeMap<Hash, String>, known: &Known) {
        for it in &manifest.stamps {
            let token = self.read(&it.file, PART_BYTES).unwrap_or_default();
            let over: Option<Hash> = unhex(&it.over).and_then(|it| it.try_into().ok());
            let Some((over, what)) = over.and_then(|over| Some((over, named.get(&over)?))) else {
                let place = format!("{}，所盖的内容不在包里", it.file);
                self.report.fails(Point::Stamp, place);
                continue;
            };
            let (verdict, place) = match stamp::check(&token, &over, &known.anchors) {
                Ok(stamp) => {
                    let at = stamp.at.local().format("%Y-%m-%d %H:%M:%S");
                    let place = format!("{}，盖在 {what} 上，{at}，{}", it.file, stamp.authority);
                    match stamp.trust {
                        Trust::Anchored(_) => (Verdict::Holds, place),
                        Trust::Unknown => (Verdict::Unknown, place),
                    }
                }
                Err(StampError::Unsupported(what)) => {
                    (Verdict::Unknown, format!("{}，{what}", it.file))
                }
                Err(error) => (Verdict::Fails, format!("{}，{error}", it.file)),
            };
            self.report.add(Point::Stamp, verdict, place);
        }
        if !manifest.stamps.is_empty() {
            self.report.unknown(Point::Revocation, "");
        }
    }
}

/// The first bytes of a key's hash, as they are printed: eight groups of four digits.
pub fn fingerprint(key: &VerifyingKey) -> String {
    let digits = hex(&sha256(&[key.as_bytes()])[..16]);
    let groups: Vec<&str> = (0..8).map(|at| &digits[at * 4..at * 4 + 4]).collect();
    groups.join(" ")
}

/// `SHA256SUMS`: digits, two blanks, a name, a line each.
fn parse_sums(bytes: &[u8]) -> Option<BTreeMap<String, Hash>> {
    let text = std::str::from_utf8(bytes).ok()?;
    let mut sums = BTreeMap::new();
    for line in text.lines() {
        let (digits, name) = line.split_once("  ")?;
        let hash = unhex(digits)?.try_into().ok()?;
        if sums.insert(name.to_owned(), hash).is_some() {
            return None;
        }
    }
    Some(sums)
}

fn path_of(path: &[String]) -> Option<Vec<Hash>> {
    path.iter().map(|digits| unhex(digits)?.try_into().ok()).collect()
}

/// Domain and body of a signed message of two parts.
fn undelimited(message: &[u8]) -> Option<(String, Vec<u8>)> {
    let part = |bytes: &[u8]| -> Option<(Vec<u8>, usize)> {
        let length = usize::try_from(u64::from_be_bytes(*bytes.first_chunk::<8>()?)).ok()?;
        let end = length.checked_add(8)?;
        Some((bytes.get(8..end)?.to_vec(), end))
    };
    let (domain, at) = part(message)?;
    let (body, end) = part(message.get(at..)?)?;
    (at + end == message.len()).then_some((String::from_utf8(domain).ok()?, body))
}
