//! Files in parts: content-addressed, restartable at any part, sealed at rest part by part under a
//! key of the file's own. A file never blocks data, and a nearly full disk refuses new parts only.

use std::fs::OpenOptions;
use std::os::unix::fs::FileExt;
use std::path::PathBuf;

use gridwork_model::{Id, Moment, Purpose, StreamId};
use gridwork_seal::{Digests, DualHash, Hash, Sha256, SymmetricKey};
use gridwork_sync::files::{PartAnswer, PartRequest, PartStatus, part_length, parts, verify_part};
use gridwork_sync::limits::PART_BYTES;
use minicbor::{Decode, Encode};

use crate::changes::{Change, Thing};
use crate::devices::{DeviceState, device};
use crate::evidence::index;
use crate::hub::FILES;
use crate::storage::drawer::{decode, load, store};
use crate::storage::{Drawer, Reading, StorageError};
use crate::{Done, Hub, HubError};

/// Bytes of a sealed part on disk: suite, salt and tag beside the part.
const SEALED_PART_BYTES: usize = PART_BYTES + gridwork_seal::symmetric::OVERHEAD;

/// A file as known.
#[derive(Clone, Encode, Decode)]
#[cbor(map)]
pub(crate) struct FileRecord {
    #[n(0)]
    pub size: u64,
    /// The stream it belongs to: who sees the stream may see the file.
    #[n(1)]
    pub stream: StreamId,
    /// Who sent it.
    #[n(2)]
    pub device: u32,
    /// Its data key, wrapped; destroyed with it.
    #[n(3)]
    #[cbor(with = "minicbor::bytes")]
    pub data_key: Vec<u8>,
    /// One byte a part: held or not.
    #[n(4)]
    #[cbor(with = "minicbor::bytes")]
    pub held: Vec<u8>,
    #[n(5)]
    pub complete: bool,
    #[n(6)]
    pub at: Moment,
    /// The part that came in slices and is not whole yet.
    #[n(7)]
    pub begun: Option<Begun>,
}

/// The beginning of a part.
#[derive(Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub(crate) struct Begun {
    #[n(0)]
    pub part: u32,
    /// How many bytes of it are here.
    #[n(1)]
    pub length: u32,
    /// They, sealed under the file's key.
    #[n(2)]
    #[cbor(with = "minicbor::bytes")]
    pub sealed: Vec<u8>,
}

/// The entity that stands for a file's key.
fn entity_of(hash: &Hash) -> Id {
    Id::derived("file", &[hash])
}

impl Hub {
    /// Takes one part of a file, or answers which are held. Only what is wrong with the request is
    /// refused: the device gives such a file up. Whatever else fails here is said again later.
    pub fn file_part(&self, bytes: &[u8], now: Moment) -> Vec<u8> {
        let answer = match self.take_part(bytes, now) {
            Ok(answer) => {
                if answer.status == PartStatus::Complete
                    && let Ok(request) = PartRequest::parse(bytes)
                    && let Err(error) = self.file_came(&request.file, now)
                {
                    // The clock looks again; the part is kept all the same.
                    tracing::error!(code = error.code(), %error, "an arrival was not noted");
                }
                answer
            }
            Err(HubError::Invalid(_) | HubError::NotPermitted) => {
                PartAnswer::bare(PartStatus::Refused)
            }
            Err(HubError::LowDisk | HubError::Storage(StorageError::Full)) => {
                PartAnswer::bare(PartStatus::NoRoom)
            }
            Err(error) => {
                tracing::error!(code = error.code(), %error, "a file part was not taken");
                PartAnswer::bare(PartStatus::Busy)
            }
        };
        answer.seal(&self.keys.read().online, bytes)
    }

    /// What follows from a file that is whole: evidence is checked, and whoever reads the inbox sees
    /// the photo of a clue.
    fn file_came(&self, file: &Hash, now: Moment) -> Done<()> {
        let stream = self.file_stream(file)?;
        if stream.purpose == Purpose::Clues {
            let org = self.standing().org_of_person(&stream.scope).unwrap_or(Id::NIL);
            self.changes.tell(Change { thing: Thing::Clue, org, id: None });
        }
        self.evidence_arrivals(Some(file), now)
    }

    fn take_part(&self, bytes: &[u8], now: Moment) -> Done<PartAnswer> {
        let request = PartRequest::parse(bytes).map_err(|_| HubError::Invalid("file part"))?;
        let r = self.storage.reading()?;
        let sender = device(&*r, request.device)?.ok_or(HubError::NotPermitted)?;
        verify_part(bytes, &sender.verifying()).map_err(|_| HubError::NotPermitted)?;
        // A lost grant keeps no file back, however long ago it was: it belongs to what was said
        // before, and one that nothing names is shown to nobody.
        let stream = match (sender.state, sender.grant(request.stream)) {
            (DeviceState::Active, Some(row)) => row.stream,
            _ => return Err(HubError::NotPermitted),
        };
        let known: Option<FileRecord> = load(&*r, Drawer::Files, &request.file)?;
        drop(r);
        match &known {
            Some(known) if known.complete && request.bytes.is_empty() => {
                let doubled = index::is_doubled(&*self.storage.reading()?, &request.file)?;
                let status = if doubled { PartStatus::Doubled } else { PartStatus::Complete };
                return Ok(PartAnswer { status, ..answer(known) });
            }
            // Also what was whole when the process ended, before it was hashed.
            Some(known) if known.is_whole() => return self.settle_file(&request.file, known),
            Some(known) if request.bytes.is_empty() => return Ok(answer(known)),
            _ => {}
        }
        if request.bytes.is_empty() {
            let held = vec![false; parts(request.size) as usize];
            return Ok(PartAnswer { status: PartStatus::Held, held, begun: 0 });
        }
        self.require_room()?;
        let begun = self.begin_file(&request, stream, now)?;
        let key = self.data_key(&entity_of(&request.file), &begun.data_key)?;
        let part = request.part();
        let Some(bytes) = begun.with(&request, &key)? else { return Ok(answer(&begun)) };
        let whole = bytes.len() == part_length(request.size, part);
        if whole {
            self.write_part(&request.file, part, &bytes, &key)?;
        }
        // Another part may have come meanwhile, or the file may be gone: what counts is what is
        // stored now.
        let mut w = self.storage.writing()?;
        let mut record: FileRecord =
            load(&*w, Drawer::Files, &request.file)?.ok_or(HubError::NotFound("file"))?;
        if record.data_key != begun.data_key {
            return Err(HubError::Conflict("the file was begun anew"));
        }
        if record.begun != begun.begun {
            return Ok(answer(&record));
        }
        match record.held.get_mut(part as usize) {
            Some(held) if whole => (*held, record.begun) = (1, None),
            _ => {
                let binding = begun_binding(&request.file, part);
                let parts: Vec<&[u8]> = binding.iter().map(Vec::as_slice).collect();
                let sealed = key.seal(&mut **self.random.lock(), &parts, &bytes);
                record.begun = Some(Begun { part, length: bytes.len() as u32, sealed });
            }
        }
        store(&mut *w, Drawer::Files, &request.file, &record)?;
        w.commit()?;
        match record.is_whole() {
            true => self.settle_file(&request.file, &record),
            false => Ok(answer(&record)),
        }
    }

    /// Says of a file of which every part is held whether it is what its name says. It is hashed
    /// before the writer is taken: 200 MB hold up nobody else.
    fn settle_file(&self, hash: &Hash, held: &FileRecord) -> Done<PartAnswer> {
        if held.complete {
            return Ok(answer(held));
        }
        let key = self.data_key(&entity_of(hash), &held.data_key)?;
        let same = self.hash_of(hash, held, &key)? == *hash;
        let mut w = self.storage.writing()?;
        let mut record: FileRecord =
            load(&*w, Drawer::Files, hash)?.ok_or(HubError::NotFound("file"))?;
        if record.data_key != held.data_key {
            return Err(HubError::Conflict("the file was begun anew"));
        }
        // Somebody else may have sent the last part, too, and settled it, or begun it again.
        if record.complete || !record.is_whole() {
            return Ok(answer(&record));
        }
        match same {
            true => record.complete = true,
            false => record.held.fill(0),
        }
        store(&mut *w, Drawer::Files, hash, &record)?;
        w.commit()?;
        let status = if same { PartStatus::Complete } else { PartStatus::HashMismatch };
        Ok(PartAnswer { status, ..answer(&record) })
    }

    /// The record of a file, made with a key of its own if there is none: before any part is
    /// sealed, so that two first parts share one key.
    fn begin_file(&self, request: &PartRequest, stream: StreamId, now: Moment) -> Done<FileRecord> {
        let mut w = self.storage.writing()?;
        if let Some(known) = load::<FileRecord>(&*w, Drawer::Files, &request.file)? {
            return match known.size == request.size {
                true => Ok(known),
                false => Err(HubError::Invalid("file size")),
            };
        }
        let entity = entity_of(&request.file);
        let (_, data_key) = self.vault.make(&entity, &mut **self.random.lock());
        let record = FileRecord {
            size: request.size,
            stream,
            device: request.device,
            data_key,
            held: vec![0; parts(request.size) as usize],
            complete: false,
            at: now,
            begun: None,
        };
        store(&mut *w, Drawer::Files, &request.file, &record)?;
        w.commit()?;
        Ok(record)
    }

    /// Checks every complete file against its name; returns how many there are.
    pub(crate) fn verify_files(&self) -> Done<u64> {
        let records = self.storage.reading()?.list(Drawer::Files, &[], None, usize::MAX >> 1)?;
        let mut verified = 0;
        for (at, value) in records {
            let hash: Hash = at.try_into().map_err(|_| HubError::Invalid("file"))?;
            let record: FileRecord = decode(&value)?;
            if record.complete {
                let key = self.data_key(&entity_of(&hash), &record.data_key)?;
                if self.hash_of(&hash, &record, &key)? != hash {
                    return Err(HubError::Invalid("file"));
                }
                verified += 1;
            }
        }
        Ok(verified)
    }

    /// Names of the files of which every part is held.
    pub(crate) fn complete_files(&self) -> Done<Vec<String>> {
        let mut names = Vec::new();
        for (hash, value) in
            self.storage.reading()?.list(Drawer::Files, &[], None, usize::MAX >> 1)?
        {
            if decode::<FileRecord>(&value)?.complete {
                names.push(hash.iter().map(|byte| format!("{byte:02x}")).collect());
            }
        }
        Ok(names)
    }

    fn path_of(&self, hash: &Hash) -> PathBuf {
        let name: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
        self.folder.join(FILES).join(name)
    }

    fn write_part(&self, hash: &Hash, part: u32, bytes: &[u8], key: &SymmetricKey) -> Done<()> {
        let number = part.to_be_bytes();
        let sealed = key.seal(&mut **self.random.lock(), &[hash, &number], bytes);
        let file = OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(false)
            .open(self.path_of(hash))
            .map_err(HubError::file("file"))?;
        file.write_all_at(&sealed, u64::from(part) * SEALED_PART_BYTES as u64)
            .and_then(|()| file.sync_data())
            .map_err(HubError::file("file"))
    }

    fn read_part(
        &self,
        hash: &Hash,
        record: &FileRecord,
        key: &SymmetricKey,
        part: u32,
    ) -> Done<Vec<u8>> {
        let length = part_length(record.size, part) + gridwork_seal::symmetric::OVERHEAD;
        let mut sealed = vec![0; length];
        let file = std::fs::File::open(self.path_of(hash)).map_err(HubError::file("file"))?;
        file.read_exact_at(&mut sealed, u64::from(part) * SEALED_PART_BYTES as u64)
            .map_err(HubError::file("file"))?;
        Ok(key.open(&[hash, &part.to_be_bytes()], &sealed)?)
    }

    fn hash_of(&self, hash: &Hash, record: &FileRecord, key: &SymmetricKey) -> Done<Hash> {
        let mut digest = Sha256::new();
        for part in 0..parts(record.size) {
            digest.update(&self.read_part(hash, record, key, part)?);
        }
        Ok(digest.finish())
    }

    /// Both hashes of a complete file, computed from what lies here; `None` if it is not complete.
    pub(crate) fn file_digests(&self, hash: &Hash) -> Done<Option<Digests>> {
        let mut digests = DualHash::new();
        match self.stream_file(hash, &mut |piece| {
            digests.update(piece);
            Ok(())
        }) {
            Ok(()) => Ok(Some(digests.finish())),
            Err(HubError::NotFound(_)) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The bytes of a complete file, piece by piece.
    pub(crate) fn stream_file(
        &self,
        hash: &Hash,
        sink: &mut dyn FnMut(&[u8]) -> Done<()>,
    ) -> Done<()> {
        let record = self.file_record(&*self.storage.reading()?, hash)?;
        let key = self.data_key(&entity_of(hash), &record.data_key)?;
        for part in 0..parts(record.size) {
            sink(&self.read_part(hash, &record, &key, part)?)?;
        }
        Ok(())
    }

    /// The stream a complete file belongs to.
    pub fn file_stream(&self, hash: &Hash) -> Done<StreamId> {
        let record = self.file_record(&*self.storage.reading()?, hash)?;
        Ok(record.stream)
    }

    /// The bytes of a complete file.
    pub fn file(&self, hash: &Hash) -> Done<Vec<u8>> {
        let record = self.file_record(&*self.storage.reading()?, hash)?;
        let key = self.data_key(&entity_of(hash), &record.data_key)?;
        let mut bytes = Vec::new();
        for part in 0..parts(record.size) {
            bytes.extend(self.read_part(hash, &record, &key, part)?);
        }
        Ok(bytes)
    }

    fn file_record(&self, r: &dyn Reading, hash: &Hash) -> Done<FileRecord> {
        load::<FileRecord>(r, Drawer::Files, hash)?
            .filter(|record| record.complete)
            .ok_or(HubError::NotFound("file"))
    }

    /// Destroys a file: its key with the record, then its bytes.
    pub(crate) fn destroy_file(&self, hash: &Hash) -> Done<()> {
        let mut w = self.storage.writing()?;
        w.remove(Drawer::Files, hash)?;
        w.commit()?;
        match std::fs::remove_file(self.path_of(hash)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                Err(HubError::file("file")(error))
            }
            _ => Ok(()),
        }
    }
}

fn answer(record: &FileRecord) -> PartAnswer {
    let status = if record.complete { PartStatus::Complete } else { PartStatus::Held };
    let held: Vec<bool> = record.held.iter().map(|held| *held == 1).collect();
    let missing = held.iter().position(|held| !held);
    let begun = record.begun.as_ref().filter(|begun| missing == Some(begun.part as usize));
    PartAnswer { status, held, begun: begun.map_or(0, |begun| begun.length) }
}

/// What the seal of a part's beginning covers besides its bytes.
fn begun_binding(hash: &Hash, part: u32) -> [Vec<u8>; 3] {
    [b"begun".to_vec(), hash.to_vec(), part.to_be_bytes().to_vec()]
}

impl FileRecord {
    /// Whether every part is held; whether they hash to the name is said by `complete`.
    fn is_whole(&self) -> bool {
        self.held.iter().all(|held| *held == 1)
    }

    /// The part as far as it is there with the slice of the request; `None` if the slice does not
    /// follow from what is held.
    fn with(&self, request: &PartRequest, key: &SymmetricKey) -> Done<Option<Vec<u8>>> {
        let (part, within) = (request.part(), request.within());
        if self.held.get(part as usize) == Some(&1) {
            return Ok(None);
        }
        let mut bytes = match self.begun.as_ref().filter(|begun| begun.part == part) {
            Some(begun) if within > 0 => {
                let binding = begun_binding(&request.file, part);
                let parts: Vec<&[u8]> = binding.iter().map(Vec::as_slice).collect();
                key.open(&parts, &begun.sealed)?
            }
            _ => Vec::new(),
        };
        if within > bytes.len() {
            return Ok(None);
        }
        bytes.truncate(within);
        bytes.extend_from_slice(&request.bytes);
        Ok(Some(bytes))
    }
}
