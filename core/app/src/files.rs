//! Files: taken in by path, named by their content, sent in parts that never block data.

use std::path::Path;

use gridwork_model::Id;
use gridwork_seal::Hash;
use gridwork_store::{Durability, FileNo, FileRow, FileState, NewFile, Tx};
use gridwork_sync::files::{PartAnswer, PartRequest, PartStatus, part_length, parts};
use gridwork_sync::limits::FILE_BYTES;

use crate::core::{Core, Inner};
use crate::exchange::Completed;
use crate::identity::Identity;
use crate::{Code, CoreError, project};

/// Kinds of files.
pub(crate) mod kind {
    pub(crate) const PHOTO: u8 = 1;
    pub(crate) const DOCUMENT: u8 = 2;
    /// An original of evidence, or a signature; see [`gridwork_store::KEPT_KIND`].
    pub(crate) const EVIDENCE: u8 = gridwork_store::KEPT_KIND;
    pub(crate) const DERIVED: u8 = 4;
}

/// A part on its way.
pub(crate) struct SentPart {
    no: FileNo,
    count: u32,
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

/// The next part to post, smallest and most urgent file first.
pub(crate) fn next_part(
    core: &Core,
    identity: &Identity,
) -> Result<Option<(String, Vec<u8>, SentPart)>, CoreError> {
    for file in core.store.read(|r| r.files_to_send(LOOK_AHEAD))? {
        match part_of(core, identity, &file) {
            Ok((body, sent)) => return Ok(Some(("/v1/files".to_owned(), body, sent))),
            Err(error) if error.code == Code::Locked => {}
            // A file that does not open any more holds up no other, and no data; it stays here and
            // is named in the queue.
            Err(error) if matches!(error.code, Code::Damaged | Code::NotFound) => {
                give_up(core, file.no)?;
            }
            Err(error) => return Err(error),
        }
    }
    Ok(None)
}

/// How many files are tried before data goes on without.
const LOOK_AHEAD: u32 = 16;

fn give_up(core: &Core, no: FileNo) -> Result<(), CoreError> {
    core.store.write(Durability::Full, |tx| {
        tx.set_file_state(no, FileState::Refused)?;
        Ok(tx.event(project::event::FILE, Id::NIL)?)
    })
}

fn part_of(
    core: &Core,
    identity: &Identity,
    file: &FileRow,
) -> Result<(Vec<u8>, SentPart), CoreError> {
    let count = parts(file.size);
    let part = (0..count).find(|part| !file.holds(*part)).unwrap_or(0);
    let mut bytes = vec![0; part_length(file.size, part)];
    let mut reader = core.store.open_file(file)?;
    let offset = u64::from(part) * gridwork_sync::limits::PART_BYTES as u64;
    let mut filled = 0;
    while filled < bytes.len() {
        match reader.read_at(offset + filled as u64, &mut bytes[filled..])? {
            0 => return Err(Code::Damaged.into()),
            n => filled += n,
        }
    }
    let request = PartRequest {
        device: identity.device,
        file: file.hash,
        size: file.size,
        stream: file.stream,
        part,
        bytes,
    };
    let body = request.seal(&identity.signing_key());
    Ok((body, SentPart { no: file.no, count }))
}

/// Takes the answer to a part.
pub(crate) fn took_part(
    core: &Core,
    inner: &mut Inner,
    part: &SentPart,
    body: &[u8],
) -> Result<Completed, CoreError> {
    let answer = PartAnswer::parse(body)?;
    let mut held = vec![0u8; (part.count as usize).div_ceil(8)];
    for (i, _) in answer.held.iter().enumerate().filter(|(_, held)| **held) {
        if let Some(byte) = held.get_mut(i / 8) {
            *byte |= 1 << (i % 8);
        }
    }
    let no_room = answer.status == PartStatus::NoRoom;
    core.store.write(Durability::Full, |tx| {
        match answer.status {
            PartStatus::Held | PartStatus::NoRoom => tx.set_file_parts(part.no, &held)?,
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
            PartStatus::Complete => {
                tx.set_file_parts(part.no, &vec![0xff; held.len()])?;
                tx.set_file_state(part.no, FileState::Complete)?;
            }
            PartStatus::Refused => tx.set_file_state(part.no, FileState::Refused)?,
        }
        Ok::<_, CoreError>(tx.event(project::event::FILE, Id::NIL)?)
    })?;
    let more = !no_room && !core.store.read(|r| r.files_to_send(1))?.is_empty();
    inner.part_turn = more;
    Ok(Completed { more, problem: no_room.then_some(Code::Busy), ..Completed::default() })
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
