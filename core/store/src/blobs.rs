//! The folder of files: content-addressed, sealed in chunks, never half there.
//!
//! ```text
//! blob  = "GWB" ‖ suite u8 ‖ length u64 BE ‖ chunks
//! chunk = 64 KiB of plain bytes (the last one less) sealed under the file's own random key,
//!         with (length of the file, number of the chunk) as associated data
//! ```
//! A chunk has a fixed place, so any part can be read alone; position and length are covered, so
//! chunks cannot be swapped, dropped or cut. A file is written under a temporary name, synced and
//! renamed, and named by the database last: a crash leaves at most a blob that nobody names, which
//! [`Store::sweep`] removes.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, BufReader, Read, Seek, SeekFrom, Write};
use std::panic::resume_unwind;
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::thread;

use gridwork_seal::{Digests, DualHash, Entropy, SUITE, Sha256, SymmetricKey, symmetric};

use crate::open::{BLOBS, sync_dir};
use crate::tables::files::{FileRow, NewFile, blob_name};
use crate::{Durability, Store, StoreError};

const MAGIC: &[u8; 3] = b"GWB";
const HEADER: usize = 12;
/// Plain bytes of a chunk: small enough for a phone's memory, large enough that seals cost little.
const CHUNK: usize = 64 << 10;
const SEALED_CHUNK: usize = CHUNK + symmetric::OVERHEAD;
/// Chunks after which a long file is synced on the way, so that its end need not wait for all of it:
/// 4 MiB. What is shorter is written in one go.
const SYNCED_EVERY: u64 = 64;
/// Chunks that are read and not yet written, at most.
const IN_FLIGHT: usize = 4;
/// Names that begin so are unfinished.
const UNFINISHED: &str = "new-";

/// The path of a blob in the folder of a store.
pub(crate) fn path(dir: &Path, name: &str) -> PathBuf {
    dir.join(BLOBS).join(name)
}

impl Store {
    /// Takes a file in by copying it, sealed, into the store. Durable when this returns; the source
    /// is left as it is. The same content of the same owner is kept once.
    pub fn import_file(&self, source: &Path, new: &NewFile) -> Result<FileRow, StoreError> {
        let mut hash = Sha256::new();
        let sealed = self.seal_path(source, |chunk| hash.update(chunk))?;
        self.keep(sealed, new, &hash.finish())
    }

    /// As [`Store::import_file`], for what must be proved later: SHA-256 and SM3 are taken from the
    /// bytes as they are read, in the same pass that seals them, before anything else sees them.
    pub fn capture_file(
        &self,
        source: &Path,
        new: &NewFile,
    ) -> Result<(FileRow, Digests), StoreError> {
        let mut hash = DualHash::new();
        let sealed = self.seal_path(source, |chunk| hash.update(chunk))?;
        let digests = hash.finish();
        let row = self.keep(sealed, new, &digests.sha256)?;
        Ok((row, digests))
    }

    /// As [`Store::capture_file`], for something small that was made in memory.
    pub fn capture_bytes(
        &self,
        bytes: &[u8],
        new: &NewFile,
    ) -> Result<(FileRow, Digests), StoreError> {
        let digests = DualHash::of(bytes);
        let sealed = self.seal_file(bytes, bytes.len() as u64, |_| {})?;
        let row = self.keep(sealed, new, &digests.sha256)?;
        Ok((row, digests))
    }

    fn seal_path(&self, source: &Path, see: impl FnMut(&[u8])) -> Result<Unfinished, StoreError> {
        let source = File::open(source)?;
        let size = source.metadata()?.len();
        self.seal_file(BufReader::new(source), size, see)
    }

    /// Seals what is read under an unfinished name, durably, and shows its bytes on the way.
    fn seal_file(
        &self,
        source: impl Read,
        size: u64,
        see: impl FnMut(&[u8]),
    ) -> Result<Unfinished, StoreError> {
        let mut drawn = self.draw(8 + 32 + 16 * chunks(size) as usize)?;
        let mark = u64::from_be_bytes(drawn.bytes());
        let key = SymmetricKey::generate(&mut drawn);
        let path = path(&self.config.dir, &format!("{}{mark:016x}", self.unfinished()));
        let unfinished = Unfinished { path, size, key };
        write_blob(source, &unfinished, &mut drawn, see)?;
        Ok(unfinished)
    }

    fn keep(
        &self,
        sealed: Unfinished,
        new: &NewFile,
        hash: &[u8; 32],
    ) -> Result<FileRow, StoreError> {
        self.write(Durability::Full, |tx| {
            if let Some(known) = tx.file(new.owner, hash)? {
                return Ok(known);
            }
            let name = blob_name(&tx.file_tag(new.owner, hash));
            fs::rename(&sealed.path, path(&self.config.dir, &name)).map_err(StoreError::from)?;
            sync_dir(&self.config.dir.join(BLOBS));
            tx.add_file(new, hash, sealed.size, &sealed.key)?;
            tx.file(new.owner, hash)?.ok_or(StoreError::Missing("file"))
        })
    }

    /// Opens a file of an owner for reading any part of it.
    pub fn open_file(&self, file: &FileRow) -> Result<FileReader, StoreError> {
        let key = self.read(|reader| reader.file_key(file))?;
        FileReader::open(&path(&self.config.dir, &blob_name(&file.tag)), key)
    }

    /// Removes blobs that no row names: of writes that were cut off, of rows that were removed just
    /// before a crash. Does nothing while a damaged database is kept beside this one, which may
    /// name them. Returns how many were removed.
    pub fn sweep(&self) -> Result<u64, StoreError> {
        let kept_aside = fs::read_dir(&self.config.dir)?
            .filter_map(Result::ok)
            .any(|entry| entry.file_name().to_string_lossy().starts_with("damaged"));
        if kept_aside {
            return Ok(0);
        }
        // As a write, so that no file is between its rename and its row.
        self.write(Durability::Rebuildable, |tx| {
            let named: BTreeSet<String> = tx
                .all("SELECT tag FROM files", [], |row| Ok(blob_name(&row.get(0)?)))?
                .into_iter()
                .collect();
            let mut removed = 0;
            for entry in fs::read_dir(self.config.dir.join(BLOBS))? {
                let entry = entry?;
                let name = entry.file_name();
                let name = name.to_string_lossy();
                if !named.contains(name.as_ref()) && !name.starts_with(&self.unfinished()) {
                    fs::remove_file(entry.path())?;
                    removed += 1;
                }
            }
            Ok(removed)
        })
    }

    /// How names begin that this run has not finished.
    fn unfinished(&self) -> String {
        format!("{UNFINISHED}{:016x}-", self.run)
    }

    /// Randomness for a whole file at once, so that its import does not wait for each write that
    /// runs beside it.
    fn draw(&self, length: usize) -> Result<Drawn, StoreError> {
        let mut bytes = vec![0; length];
        self.with_entropy(|entropy| entropy.fill(&mut bytes))?;
        Ok(Drawn(bytes))
    }
}

/// A sealed file that no row names yet. What is left of it goes when this does: after a failure, or
/// because the content was known already.
struct Unfinished {
    path: PathBuf,
    size: u64,
    key: SymmetricKey,
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.path);
    }
}

/// Random bytes drawn before they are needed.
struct Drawn(Vec<u8>);

impl Entropy for Drawn {
    /// # Panics
    /// If more is asked for than was drawn: a salt is never made up.
    fn fill(&mut self, out: &mut [u8]) {
        let rest = self.0.len().checked_sub(out.len()).expect("enough was drawn for the file");
        out.copy_from_slice(&self.0[rest..]);
        self.0.truncate(rest);
    }
}

/// Seals `source` into a new file, durably.
fn write_blob(
    mut source: impl Read,
    into: &Unfinished,
    entropy: &mut Drawn,
    mut see: impl FnMut(&[u8]),
) -> Result<(), StoreError> {
    let size = into.size;
    let mut target = File::create_new(&into.path)?;
    let mut header = [0; HEADER];
    header[..3].copy_from_slice(MAGIC);
    header[3] = SUITE;
    header[4..].copy_from_slice(&size.to_be_bytes());
    target.write_all(&header)?;
    let mut left = size;
    let mut next = || -> Result<Vec<u8>, StoreError> {
        let wanted = left.min(CHUNK as u64);
        let mut chunk = Vec::with_capacity(CHUNK);
        if (&mut source).take(wanted).read_to_end(&mut chunk)? as u64 != wanted {
            return Err(StoreError::Io(io::ErrorKind::UnexpectedEof));
        }
        left -= wanted;
        see(&chunk);
        Ok(chunk)
    };
    let key = &into.key;
    let mut write = move |number: u64, chunk: &[u8]| -> io::Result<()> {
        target.write_all(&key.seal(entropy, &[&place(size, number)], chunk))?;
        match number + 1 {
            done if done == chunks(size) => target.sync_all(),
            done if done % SYNCED_EVERY == 0 => target.sync_data(),
            _ => Ok(()),
        }
    };
    if chunks(size) < SYNCED_EVERY {
        for number in 0..chunks(size) {
            write(number, &next()?)?;
        }
        return Ok(());
    }
    // What is long is read and hashed here while another thread seals and writes.
    thread::scope(|scope| {
        let (given, taken) = mpsc::sync_channel::<Vec<u8>>(IN_FLIGHT);
        let writer = scope
            .spawn(move || (0..).zip(taken).try_for_each(|(number, chunk)| write(number, &chunk)));
        let read = (|| {
            for _ in 0..chunks(size) {
                if given.send(next()?).is_err() {
                    break; // The writer failed and says why below.
                }
            }
            Ok(())
        })();
        drop(given);
        let written = writer.join().unwrap_or_else(|panic| resume_unwind(panic));
        read.and(written.map_err(StoreError::from))
    })
}

/// Reads any part of a sealed file.
pub struct FileReader {
    file: File,
    key: SymmetricKey,
    size: u64,
    /// The chunk opened last: parts are read one after the other.
    opened: Option<(u64, Vec<u8>)>,
}

impl FileReader {
    pub(crate) fn open(path: &Path, key: SymmetricKey) -> Result<FileReader, StoreError> {
        let mut file = File::open(path).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => StoreError::Missing("blob"),
            _ => error.into(),
        })?;
        let mut header = [0; HEADER];
        file.read_exact(&mut header).map_err(|_| StoreError::Damaged("blob"))?;
        let (head, size) = header.split_at(4);
        if head[..3] != *MAGIC || head[3] != SUITE {
            return Err(StoreError::Damaged("blob"));
        }
        let mut bytes = [0; 8];
        bytes.copy_from_slice(size);
        let size = u64::from_be_bytes(bytes);
        if file.metadata()?.len() != sealed_length(size) {
            return Err(StoreError::Damaged("blob"));
        }
        Ok(FileReader { file, key, size, opened: None })
    }

    /// Length of the file in bytes.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Reads from `offset` on into `out`, as much as there is; returns how much that was.
    pub fn read_at(&mut self, offset: u64, out: &mut [u8]) -> Result<usize, StoreError> {
        let mut read = 0;
        while read < out.len() && offset + (read as u64) < self.size {
            let at = offset + read as u64;
            let within = (at % CHUNK as u64) as usize;
            let chunk = self.chunk(at / CHUNK as u64)?;
            let available = &chunk[within..];
            let length = available.len().min(out.len() - read);
            out[read..read + length].copy_from_slice(&available[..length]);
            read += length;
        }
        Ok(read)
    }

    fn chunk(&mut self, number: u64) -> Result<&[u8], StoreError> {
        if self.opened.as_ref().is_none_or(|(opened, _)| *opened != number) {
            let plain = (self.size - number * CHUNK as u64).min(CHUNK as u64) as usize;
            let mut sealed = vec![0; plain + symmetric::OVERHEAD];
            self.file.seek(SeekFrom::Start(HEADER as u64 + number * SEALED_CHUNK as u64))?;
            self.file.read_exact(&mut sealed)?;
            let chunk = self
                .key
                .open(&[&place(self.size, number)], &sealed)
                .map_err(|_| StoreError::Damaged("blob"))?;
            self.opened = Some((number, chunk));
        }
        Ok(self.opened.as_ref().map_or(&[], |(_, chunk)| chunk))
    }

    /// Writes the whole file to `target` in plain, for a viewer that reads paths.
    pub fn copy_to(&mut self, target: &mut impl Write) -> Result<u64, StoreError> {
        for number in 0..chunks(self.size) {
            target.write_all(self.chunk(number)?)?;
        }
        Ok(self.size)
    }

    /// Both hashes over the whole file, for a check at a hand-over.
    pub fn digests(&mut self) -> Result<Digests, StoreError> {
        let mut hash = DualHash::new();
        for number in 0..chunks(self.size) {
            hash.update(self.chunk(number)?);
        }
        Ok(hash.finish())
    }

    /// SHA-256 over the whole file, checking every chunk.
    pub(crate) fn hash(&mut self) -> Result<[u8; 32], StoreError> {
        let mut hasher = Sha256::new();
        for number in 0..chunks(self.size) {
            hasher.update(self.chunk(number)?);
        }
        Ok(hasher.finish())
    }
}

/// An empty file has one empty chunk, so that its length too is covered by a seal.
fn chunks(size: u64) -> u64 {
    size.div_ceil(CHUNK as u64).max(1)
}

fn sealed_length(size: u64) -> u64 {
    HEADER as u64 + size + chunks(size) * symmetric::OVERHEAD as u64
}

/// What a chunk's seal covers besides its bytes.
fn place(size: u64, number: u64) -> [u8; 16] {
    let mut place = [0; 16];
    place[..8].copy_from_slice(&size.to_be_bytes());
    place[8..].copy_from_slice(&number.to_be_bytes());
    place
}
