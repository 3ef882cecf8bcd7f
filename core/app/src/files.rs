//! Files: taken in by path, named by their content, sent in parts that never block data.

use std::path::Path;

use chrono::Datelike;
use gridwork_model::Id;
use gridwork_seal::{Hash, sha256};
use gridwork_store::{Durability, FileNo, FileRow, FileState, NewFile, Reader, StreamState, Tx};
use gridwork_sync::files::{
    PartAnswer, PartRequest, PartStatus, part_length, parts, verify_answer,
};
use gridwork_sync::limits::{FILE_BYTES, PART_BYTES};
use serde::{Deserialize, Serialize};

use crate::core::{Core, Inner, json, json_meta, standing};
use crate::exchange::Completed;
use crate::http::Network;
use crate::identity::Identity;
use crate::{Code, CoreError, leaving, project};

/// Kinds of files.
pub(crate) mod kind {
    pub(crate) const PHOTO: u8 = 1;
    pub(crate) const DOCUMENT: u8 = 2;
    /// An original of evidence, or a signature; see [`gridwork_store::KEPT_KIND`].
    pub(crate) const EVIDENCE: u8 = gridwork_store::KEPT_KIND;
    pub(crate) const DERIVED: u8 = 4;
}

/// A slice of a part on its way.
pub(crate) struct SentPart {
    no: FileNo,
    /// Of the request; the answer is signed over it.
    request: Hash,
    count: u32,
    /// Bytes that count against the day's budget of the network.
    counted: u64,
    network: Network,
}

impl SentPart {
    /// That nothing is known of how far the file has come.
    pub(crate) fn unknown(&self) -> Begun {
        Begun { no: self.no, at: None }
    }
}

/// How far a file has come within its first missing part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Begun {
    no: FileNo,
    /// Bytes of the part that the hub holds; `None`: ask.
    at: Option<u32>,
}

/// What went over the networks that are counted, on a day.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
struct Spent {
    day: i32,
    slow: u64,
    mobile: u64,
}

impl Spent {
    const NAME: &str = "files_spent";

    /// What was spent on the day of `core`.
    fn today(core: &Core, r: &Reader<'_>) -> Result<Spent, CoreError> {
        let day = core.day(standing(r).ok().as_ref()).num_days_from_ce();
        let kept: Option<Spent> = json_meta(r, Spent::NAME)?;
        Ok(kept.filter(|spent| spent.day == day).unwrap_or(Spent { day, ..Spent::default() }))
    }

    fn on(&mut self, network: Network) -> Option<&mut u64> {
        match network {
            Network::Slow => Some(&mut self.slow),
            Network::Mobile => Some(&mut self.mobile),
            Network::Free => None,
        }
    }
}

impl Core {
    /// Takes a photo or scan into the store for the record `owner`, and returns its SHA-256. The
    /// original at `path` stays where it is. A file that is no JPEG, PNG, WebP or PDF by its first
    /// bytes is `bad_file`; one over 256 MB is `too_big`.
    pub(crate) fn take_file(
        &self,
        path: &Path,
        owner: Id,
        stream: u8,
        urgent: bool,
    ) -> Result<Hash, CoreError> {
        let (mime, kind) = sniff(path)?;
        let (class, purpose) = self.store.read(|r| crate::say::stream_of(r, stream))?;
        let new = NewFile { owner, stream, kind, mime: mime.to_owned(), urgent, class, purpose };
        Ok(self.store.import_file(path, &new)?.hash)
    }
}

/// The media type of a photo; documents are no photos.
pub(crate) fn photo_mime(path: &Path) -> Result<&'static str, CoreError> {
    match sniff(path)? {
        (mime, kind::PHOTO) => Ok(mime),
        _ => Err(Code::BadFile.into()),
    }
}

/// What a file is by its first bytes.
fn sniff(path: &Path) -> Result<(&'static str, u8), CoreError> {
    use std::io::Read;
    let bad = |_| CoreError::from(Code::BadFile);
    let mut file = std::fs::File::open(path).map_err(bad)?;
    if file.metadata().map_err(bad)?.len() > FILE_BYTES {
        return Err(Code::TooBig.into());
    }
    let mut head = [0; 12];
    let n = file.read(&mut head).map_err(bad)?;
    match &head[..n] {
        [0xff, 0xd8, 0xff, ..] => Ok(("image/jpeg", kind::PHOTO)),
        [0x89, b'P', b'N', b'G', ..] => Ok(("image/png", kind::PHOTO)),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P'] => {
            Ok(("image/webp", kind::PHOTO))
        }
        [b'%', b'P', b'D', b'F', ..] => Ok(("application/pdf", kind::DOCUMENT)),
        _ => Err(Code::BadFile.into()),
    }
}

/// The next slice to post, smallest and most urgent file first, within the budget of the network.
pub(crate) fn next_part(
    core: &Core,
    inner: &Inner,
    identity: &Identity,
    network: Network,
) -> Result<Option<(String, Vec<u8>, SentPart)>, CoreError> {
    let (files, mut spent) = core
        .store
        .read(|r| Ok::<_, CoreError>((r.files_to_send(LOOK_AHEAD)?, Spent::today(core, r)?)))?;
    let used = spent.on(network).map_or(0, |used| *used);
    let rests = network.daily().is_some_and(|most| used >= most);
    for file in files.into_iter().filter(|file| file.urgent || !rests) {
        match slice_of(core, inner, identity, &file, network) {
            Ok((body, sent)) => return Ok(Some(("/v1/files".to_owned(), body, sent))),
            // A file that does not open any more holds up no other, and no data; it stays here and
            // is named in the queue.
            Err(error) if matches!(error.code, Code::Damaged | Code::NotFound) => {
                give_up(core, file.no)?;
            }
            Err(error) => return Err(error),
        }
    }
    let Some(file) = left_behind(core, inner)? else { return Ok(None) };
    let request = PartRequest {
        device: identity.device,
        file: file.hash,
        size: file.size,
        stream: file.stream,
        offset: 0,
        bytes: Vec::new(),
    };
    let body = request.seal(&identity.signing_key());
    let hash = sha256(&[&body]);
    let sent =
        SentPart { no: file.no, request: hash, count: parts(file.size), counted: 0, network };
    Ok(Some(("/v1/files".to_owned(), body, sent)))
}

/// Whether something of files is to be said to the hub.
pub(crate) fn wait(core: &Core, inner: &Inner) -> Result<bool, CoreError> {
    let waits = core.store.read(|r| Ok::<_, CoreError>(!r.files_to_send(1)?.is_empty()))?;
    Ok(waits || left_behind(core, inner)?.is_some())
}

/// An original whose officer has lost the grant: no ledger tells this device any more that its second
/// copy is confirmed, so it asks, once a day.
fn left_behind(core: &Core, inner: &Inner) -> Result<Option<FileRow>, CoreError> {
    core.store.read(|r| {
        let day = core.day(standing(r).ok().as_ref());
        let unasked = |file: &FileRow| inner.asked.get(&file.no) != Some(&day);
        Ok(r.files_left_behind()?.into_iter().find(unasked))
    })
}

/// How many files are tried before data goes on without.
const LOOK_AHEAD: u32 = 16;

fn give_up(core: &Core, no: FileNo) -> Result<(), CoreError> {
    core.store.write(Durability::Full, |tx| {
        tx.set_file_state(no, FileState::Refused)?;
        Ok(tx.event(project::event::FILE, Id::NIL)?)
    })
}

fn slice_of(
    core: &Core,
    inner: &Inner,
    identity: &Identity,
    file: &FileRow,
    network: Network,
) -> Result<(Vec<u8>, SentPart), CoreError> {
    let count = parts(file.size);
    let part = (0..count).find(|part| !file.holds(*part)).unwrap_or(0);
    let begun = match inner.begun.filter(|begun| begun.no == file.no) {
        Some(begun) => begun.at,
        // Of a file that was sent before this process began, only the hub knows how far.
        None if file.held.is_empty() => Some(0),
        None => None,
    };
    let within = begun.unwrap_or(0).min(part_length(file.size, part) as u32);
    let offset = u64::from(part) * PART_BYTES as u64 + u64::from(within);
    let length = match begun {
        Some(_) => (part_length(file.size, part) - within as usize).min(network.slice()),
        None => 0,
    };
    let mut bytes = vec![0; length];
    let mut reader = core.store.open_file(file)?;
    let mut filled = 0;
    while filled < bytes.len() {
        match reader.read_at(offset + filled as u64, &mut bytes[filled..])? {
            0 => return Err(Code::Damaged.into()),
            n => filled += n,
        }
    }
    let counted = if file.urgent { 0 } else { length as u64 };
    let request = PartRequest {
        device: identity.device,
        file: file.hash,
        size: file.size,
        stream: file.stream,
        offset,
        bytes,
    };
    let body = request.seal(&identity.signing_key());
    let hash = sha256(&[&body]);
    Ok((body, SentPart { no: file.no, request: hash, count, counted, network }))
}

/// Takes the answer to a part, if the hub gave it.
pub(crate) fn took_part(
    core: &Core,
    inner: &mut Inner,
    part: &SentPart,
    body: &[u8],
) -> Result<Completed, CoreError> {
    let answer = PartAnswer::parse(body)?;
    if verify_answer(body, &part.request, &inner.identity()?.online_key()).is_err() {
        // Not the hub, or with a key that the next exchange will tell of. Nothing of it counts.
        return Ok(Completed::failed(Code::Busy));
    }
    let mut held = vec![0u8; (part.count as usize).div_ceil(8)];
    for (i, _) in answer.held.iter().enumerate().filter(|(_, held)| **held) {
        if let Some(byte) = held.get_mut(i / 8) {
            *byte |= 1 << (i % 8);
        }
    }
    let later = matches!(answer.status, PartStatus::NoRoom | PartStatus::Busy);
    inner.begun = match answer.status {
        PartStatus::Held => Some(Begun { no: part.no, at: Some(answer.begun) }),
        PartStatus::NoRoom | PartStatus::Busy => Some(part.unknown()),
        _ => None,
    };
    let day = core.store.read(|r| Ok::<_, CoreError>(core.day(standing(r).ok().as_ref())))?;
    inner.asked.insert(part.no, day);
    let identity = inner.identity()?.clone();
    let leaves = core.store.write(Durability::Full, |tx| {
        let mut spent = Spent::today(core, tx)?;
        if let Some(used) = spent.on(part.network) {
            *used += part.counted;
            tx.set_meta(Spent::NAME, &json(&spent))?;
        }
        match answer.status {
            PartStatus::Held => tx.set_file_parts(part.no, &held)?,
            PartStatus::NoRoom | PartStatus::Busy => {}
            PartStatus::HashMismatch => {
                // Once more from the beginning; a second time it is not the file it was.
                let tried = mismatch_name(part.no);
                match tx.meta(&tried)? {
                    None => {
                        tx.set_meta(&tried, &[1])?;
                        tx.set_file_parts(part.no, &[])?;
                    }
                    Some(_) => {
                        tx.delete_meta(&tried)?;
                        tx.set_file_state(part.no, FileState::Refused)?;
                    }
                }
            }
            PartStatus::Complete | PartStatus::Doubled => {
                tx.set_file_parts(part.no, &vec![0xff; held.len()])?;
                tx.set_file_state(part.no, FileState::Complete)?;
                let kept = tx.files_left_behind()?.iter().any(|file| file.no == part.no);
                if kept && answer.status == PartStatus::Doubled {
                    tx.remove_file(part.no)?;
                    leaving::retire(tx, &identity, &mut core.chance(), &standing(tx)?)?;
                }
            }
            PartStatus::Refused => tx.set_file_state(part.no, FileState::Refused)?,
        }
        tx.event(project::event::FILE, Id::NIL)?;
        // What a withdrawn stream was kept for is with the hub: the next answer takes it away.
        let whole =
            |file: &FileRow| file.state == FileState::Complete && file.kind != kind::EVIDENCE;
        let Some(file) = tx.file_no(part.no)?.filter(whole) else { return Ok(false) };
        let stream = tx.stream(file.stream)?;
        Ok::<_, CoreError>(stream.is_some_and(|row| row.state == StreamState::Withdrawn))
    })?;
    let files = !later && wait(core, inner)?;
    inner.part_turn = files;
    let more = files || leaves;
    Ok(Completed { more, problem: later.then_some(Code::Busy), ..Completed::default() })
}

fn mismatch_name(no: FileNo) -> String {
    format!("mismatch/{}", no.0)
}

/// The hub confirms that it holds a file.
pub(crate) fn held(tx: &mut Tx<'_>, hash: &[u8]) -> Result<(), CoreError> {
    for file in tx.files_to_send(u32::MAX)? {
        if file.hash == hash {
            tx.set_file_state(file.no, FileState::Complete)?;
        }
    }
    Ok(())
}
