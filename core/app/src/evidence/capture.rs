//! Capture 采证: a file becomes evidence in one call, hashed before anything else touches it.

use std::fs::{self, File};
use std::io::Read as _;
use std::path::{Path, PathBuf};

use gridwork_model::evidence::kind::{self, Field};
use gridwork_model::evidence::{Body, Capture, FileName, Holder, Kind, Method, Position, Told};
use gridwork_model::{Id, Moment, TimeFacts, limits};
use gridwork_seal::Hash;
use gridwork_store::{Durability, FileRow, NewFile, Reader};
use serde::{Deserialize, Serialize};

use super::{Writing, file_name, known_set};
use crate::core::{Core, json, json_meta};
use crate::files::kind as file_kind;
use crate::identity::Standing;
use crate::{Code, CoreError, say};

/// Where the app's own camera and microphone write; nothing else does.
const CAPTURES: &str = "captures";
/// Name of the device's log of captures in the store's `meta`.
const LOG: &str = "capture_log";

/// What is captured.
#[derive(Clone, Debug, PartialEq)]
pub struct NewCapture {
    /// The set.
    pub set: Id,
    /// The file. In-app pictures, sound and scans lie in [`Core::capture_folder`], where they are
    /// removed once they are kept; a file from anywhere else is an import or an extraction.
    pub path: PathBuf,
    /// Kind of art. 46.
    pub kind: Kind,
    /// What it is.
    pub title: String,
    /// What it is to prove.
    pub proves: String,
    /// How it came to be.
    pub method: Method,
    /// Where, as a point.
    pub position: Option<Position>,
    /// Where, in words.
    pub place: String,
    /// Who was told.
    pub told: Told,
    /// Whose signature it bears, or why not.
    pub holder: Option<NewHolder>,
    /// What its kind asks for.
    pub fields: Vec<(Field, String)>,
    /// Time of the satellites, if there was a fix.
    pub gnss: Option<Moment>,
    /// Whether it is sent before others.
    pub urgent: bool,
}

/// The holder's, party's or witness's signature, or the refusal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NewHolder {
    /// Signed on glass.
    Signed {
        /// Who.
        name: String,
        /// Path of the picture.
        picture: PathBuf,
    },
    /// Would not or could not sign.
    Refused {
        /// Who, as far as known.
        name: String,
        /// Why.
        reason: String,
        /// Who saw it.
        witness: Option<String>,
    },
}

/// The end of the log of captures under one key.
#[derive(Default, Serialize, Deserialize)]
struct Log {
    key: [u8; 32],
    seq: u64,
    prev: Hash,
}

impl Core {
    /// The folder of the app's own camera; made if it is not there.
    pub fn capture_folder(&self) -> Result<PathBuf, CoreError> {
        let folder = self.store.dir().join(CAPTURES);
        fs::create_dir_all(&folder).map_err(|_| Code::Busy)?;
        Ok(folder)
    }

    /// Pictures and sound that were taken and not captured yet: the app ended in between.
    pub fn stray_captures(&self) -> Result<Vec<PathBuf>, CoreError> {
        let entries = fs::read_dir(self.capture_folder()?).map_err(|_| Code::Busy)?;
        let mut paths: Vec<PathBuf> = entries.filter_map(Result::ok).map(|e| e.path()).collect();
        paths.sort();
        Ok(paths)
    }

    /// What a capture of this form would still lack, in the words of the form; it may be made all the
    /// same, because what is not captured now is lost, and is shown with what it lacks.
    pub fn capture_missing(&self, new: &NewCapture) -> Vec<&'static str> {
        let nothing = FileName { sha256: [0; 32], sm3: [0; 32], bytes: 0 };
        let holder = new.holder.as_ref().map(|holder| holder.with(nothing));
        let draft = new.draft(holder, Draft::nothing());
        kind::missing(&draft)
    }

    /// Takes a file in as evidence: both hashes while its bytes stream, sealed in chunks, numbered in
    /// this device's log and signed. Durable when it returns; returns the item.
    pub fn capture(&self, new: NewCapture) -> Result<Id, CoreError> {
        let own = self.is_own(&new.path)?;
        if matches!(new.method, Method::Camera | Method::Scan) && !own {
            return Err(CoreError::at(Code::BadFile, "不是本应用拍的，请按导入办理并写明理由"));
        }
        let (facts, new_file) = {
            // Refused before the work, where it is known already; asked again when it is said.
            let inner = self.inner()?;
            self.store.read(|r| {
                let writing = Writing::take_up(self, &inner, r, new.set)?;
                if writing.set.closed.is_some() {
                    return Err(super::refused(gridwork_model::evidence::Refused::Closed));
                }
                writing.officer()?;
                let facts = Draft::now(self, &writing, new.gnss);
                let index = say::granted_index(r, &writing.stream)?;
                let mime = sniff(&new.path, &new.method)?;
                Ok::<_, CoreError>((facts, (index, mime, writing.stream)))
            })?
        };
        let (index, mime, stream) = new_file;
        let file = |mime: &str, urgent| NewFile {
            owner: new.set,
            stream: index,
            kind: file_kind::EVIDENCE,
            mime: mime.to_owned(),
            urgent,
            class: stream.class,
            purpose: stream.purpose,
        };
        // No lock is held here: a long video does not hold up the rest of the app.
        let (_, digests) = self.store.capture_file(&new.path, &file(mime, new.urgent))?;
        let holder = match &new.holder {
            Some(holder) => Some(self.taken_holder(holder, &file("image/png", new.urgent))?),
            None => None,
        };
        let inner = self.inner()?;
        let said = self.store.write(Durability::Full, |tx| {
            let mut writing = Writing::take_up(self, &inner, tx, new.set)?.urgently(new.urgent);
            let name = file_name(digests);
            let key = *writing.identity.signing_key().verifying().as_bytes();
            let log = log_of(tx, &key)?;
            let place = Draft {
                id: self.new_id(),
                officer: writing.identity.person,
                file: Some(name),
                mime: mime.to_owned(),
                seq: log.seq + 1,
                prev: log.prev,
                ..facts.clone()
            };
            let id = place.id;
            let capture = new.draft(holder.clone(), place);
            let seq = capture.seq;
            let act = writing.sign(tx, &Body::Capture(Box::new(capture)))?;
            tx.set_meta(LOG, &json(&Log { key, seq, prev: act.hash }))?;
            Ok(id)
        });
        let id = match said {
            Ok(id) => id,
            Err(error) => {
                self.forget_unsaid(new.set, &digests.sha256)?;
                return Err(error);
            }
        };
        if own {
            // Sealed, named and durable: the plain copy has done its work.
            let _ = fs::remove_file(&new.path);
        }
        Ok(id)
    }

    /// Copies the original of an item, in plain, to a path of the app, for a viewer.
    pub fn copy_original(&self, set: Id, item: Id, to: &Path) -> Result<(), CoreError> {
        let file = self.store.read(|r| {
            let (folded, _) = known_set(r, set)?;
            let item = folded.item(&item).ok_or(Code::NotFound)?;
            let hash = item.capture.value.file.sha256;
            r.file(set, &hash)?.ok_or(CoreError::at(Code::NotFound, "original"))
        })?;
        self.copy_plain(&file, to)
    }

    pub(super) fn copy_plain(&self, file: &FileRow, to: &Path) -> Result<(), CoreError> {
        let mut target = File::create(to).map_err(|_| CoreError::at(Code::Busy, "target"))?;
        self.store.open_file(file)?.copy_to(&mut target)?;
        Ok(())
    }

    fn taken_holder(&self, holder: &NewHolder, file: &NewFile) -> Result<Holder, CoreError> {
        match holder {
            NewHolder::Signed { picture, .. } => Ok(holder.with(self.signature(picture, file)?)),
            NewHolder::Refused { .. } => {
                Ok(holder.with(FileName { sha256: [0; 32], sm3: [0; 32], bytes: 0 }))
            }
        }
    }

    /// Takes in the picture of a signature; it is evidence as the file is that it belongs to.
    pub(super) fn signature(&self, picture: &Path, file: &NewFile) -> Result<FileName, CoreError> {
        if sniff(picture, &Method::Camera)? != "image/png" {
            return Err(CoreError::at(Code::BadFile, "signature"));
        }
        let (_, digests) = self.store.capture_file(picture, file)?;
        if self.is_own(picture)? {
            let _ = fs::remove_file(picture);
        }
        Ok(file_name(digests))
    }

    /// Drops a file again that no step came to name.
    fn forget_unsaid(&self, set: Id, hash: &Hash) -> Result<(), CoreError> {
        self.store.write(Durability::Full, |tx| {
            let (folded, _) = known_set(tx, set)?;
            let named = folded.files().iter().any(|name| name.sha256 == *hash);
            if let Some(file) = tx.file(set, hash)?.filter(|_| !named) {
                tx.remove_file(file.no)?;
            }
            Ok(())
        })
    }

    /// Whether a file lies in the folder of the app's own camera, links followed.
    fn is_own(&self, path: &Path) -> Result<bool, CoreError> {
        let bad = |_| CoreError::from(Code::BadFile);
        let folder = self.capture_folder()?.canonicalize().map_err(bad)?;
        Ok(path.canonicalize().map_err(bad)?.parent() == Some(folder.as_path()))
    }
}

/// The facts of a capture that its form does not hold.
#[derive(Clone)]
struct Draft {
    id: Id,
    officer: Id,
    file: Option<FileName>,
    mime: String,
    time: TimeFacts,
    hub_offset_ms: Option<i64>,
    seq: u64,
    prev: Hash,
}

impl Draft {
    /// Nothing known yet.
    fn nothing() -> Draft {
        Draft {
            id: Id::NIL,
            officer: Id::NIL,
            file: None,
            mime: String::new(),
            time: TimeFacts::default(),
            hub_offset_ms: None,
            seq: 0,
            prev: [0; 32],
        }
    }

    /// The time of the act, taken before the file is read.
    fn now(core: &Core, writing: &Writing<'_>, gnss: Option<Moment>) -> Draft {
        let time = writing.time(gnss);
        Draft { hub_offset_ms: offset(core, &writing.standing, &time), time, ..Draft::nothing() }
    }
}

/// The hub's clock minus the device's, where the steady clock has run since they met.
fn offset(core: &Core, standing: &Standing, time: &TimeFacts) -> Option<i64> {
    let (heard, boot) = standing.heard_at?;
    let hub = standing.hub_time.filter(|_| boot == core.env.boot())?;
    let since = time.monotonic_ms.saturating_sub(heard) as i64;
    Some(hub.plus_ms(since).0 - time.device.0)
}

impl NewCapture {
    fn draft(&self, holder: Option<Holder>, facts: Draft) -> Capture {
        let nothing = FileName { sha256: [0; 32], sm3: [0; 32], bytes: 0 };
        Capture {
            set: self.set,
            id: facts.id,
            kind: self.kind,
            title: self.title.clone(),
            proves: self.proves.clone(),
            file: facts.file.unwrap_or(nothing),
            mime: facts.mime,
            method: self.method.clone(),
            time: facts.time,
            hub_offset_ms: facts.hub_offset_ms,
            position: self.position,
            place: self.place.clone(),
            told: self.told,
            holder,
            fields: self.fields.clone(),
            officer: facts.officer,
            seq: facts.seq,
            prev: facts.prev,
        }
    }
}

impl NewHolder {
    fn with(&self, picture: FileName) -> Holder {
        match self.clone() {
            NewHolder::Signed { name, .. } => Holder::Signed { name, signature: picture },
            NewHolder::Refused { name, reason, witness } => {
                Holder::Refused { name, reason, witness }
            }
        }
    }
}

/// The log of captures under this key; a new key begins a new log.
fn log_of(r: &Reader<'_>, key: &[u8; 32]) -> Result<Log, CoreError> {
    let kept: Option<Log> = json_meta(r, LOG)?;
    Ok(kept.filter(|log| log.key == *key).unwrap_or_default())
}

/// What a file is by its first bytes. What was taken out of a device may be anything.
fn sniff(path: &Path, method: &Method) -> Result<&'static str, CoreError> {
    let bad = |_| CoreError::from(Code::BadFile);
    let mut file = File::open(path).map_err(bad)?;
    let meta = file.metadata().map_err(bad)?;
    if !meta.is_file() || meta.len() == 0 {
        return Err(Code::BadFile.into());
    }
    if meta.len() > limits::EVIDENCE_FILE_BYTES {
        return Err(Code::TooBig.into());
    }
    let mut head = [0; 12];
    let n = file.read(&mut head).map_err(bad)?;
    let known = match &head[..n] {
        [0xff, 0xd8, 0xff, ..] => Some("image/jpeg"),
        [0x89, b'P', b'N', b'G', ..] => Some("image/png"),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P'] => Some("image/webp"),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'A', b'V', b'E'] => Some("audio/wav"),
        [b'%', b'P', b'D', b'F', ..] => Some("application/pdf"),
        [_, _, _, _, b'f', b't', b'y', b'p', b'M', b'4', b'A', ..] => Some("audio/mp4"),
        [_, _, _, _, b'f', b't', b'y', b'p', ..] => Some("video/mp4"),
        [b'O', b'g', b'g', b'S', ..] => Some("audio/ogg"),
        [b'#', b'!', b'A', b'M', b'R', ..] => Some("audio/amr"),
        [0x1a, 0x45, 0xdf, 0xa3, ..] => Some("video/webm"),
        _ => None,
    };
    match (known, method) {
        (Some(mime), _) => Ok(mime),
        (None, Method::Extraction { .. } | Method::Import { .. }) => Ok("application/octet-stream"),
        (None, Method::Camera | Method::Scan) => Err(Code::BadFile.into()),
    }
}
