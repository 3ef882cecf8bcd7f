//! Files by content: what is known of each, and which parts the hub holds. The bytes are in
//! [`blobs`](crate::blobs).

use gridwork_model::{Class, Id, Purpose};
use gridwork_seal::{Hash, SymmetricKey};
use rusqlite::Row;

use crate::keys::{Guard, Place, open};
use crate::transaction::{class_of, id, purpose_of, unsigned};
use crate::{Reader, StoreError, Tx};

/// Number of a file in this store.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileNo(pub i64);

/// The kind of files that leave this device by [`Tx::remove_file`] or an erasure alone: what owns one
/// counts as unsent for as long as it is here, whatever else leaves (originals of evidence).
pub const KEPT_KIND: u8 = 3;

/// How far a file has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileState {
    /// Parts of it wait to be sent.
    Waiting,
    /// The hub holds all of it.
    Complete,
    /// The hub will not have it from this device, or it does not open any more; it stays here.
    Refused,
}

/// A file to be taken in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewFile {
    /// The document or ledger object that names it: removal and erasure go by it.
    pub owner: Id,
    /// Index of its stream.
    pub stream: u8,
    /// What it is (photo, sound, …); numbers are the caller's.
    pub kind: u8,
    /// Its media type.
    pub mime: String,
    /// Whether it goes before what is not urgent.
    pub urgent: bool,
    /// Class of what it shows.
    pub class: Class,
    /// Purpose of what it shows.
    pub purpose: Purpose,
}

/// A file as kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileRow {
    /// Number in this store.
    pub no: FileNo,
    /// SHA-256 of its content: its name everywhere outside this store.
    pub hash: Hash,
    /// Length in bytes.
    pub size: u64,
    /// The document or ledger object that names it.
    pub owner: Id,
    /// Index of its stream.
    pub stream: u8,
    /// What it is.
    pub kind: u8,
    /// Its media type.
    pub mime: String,
    /// Whether it goes first.
    pub urgent: bool,
    /// Class of what it shows.
    pub class: Class,
    /// Purpose of what it shows.
    pub purpose: Purpose,
    /// How far it has come.
    pub state: FileState,
    /// One bit for each part that the hub acknowledged, lowest bit of the first byte first; parts
    /// beyond the end are not held.
    pub held: Vec<u8>,
    pub(crate) tag: Hash,
    pub(crate) key_n: i64,
}

impl FileRow {
    /// Whether the hub acknowledged a part.
    pub fn holds(&self, part: u32) -> bool {
        self.held.get(part as usize / 8).is_some_and(|byte| byte >> (part % 8) & 1 == 1)
    }
}

const COLUMNS: &str = "n, tag, owner, stream, kind, urgent, state, size, key, held, details,
    class, purpose";

impl Reader<'_> {
    /// The file of an owner by its content.
    pub fn file(&self, owner: Id, hash: &Hash) -> Result<Option<FileRow>, StoreError> {
        self.file_by_tag(&self.file_tag(owner, hash))
    }

    pub(crate) fn file_by_tag(&self, tag: &Hash) -> Result<Option<FileRow>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM files WHERE tag = ?1");
        Ok(self.all(&sql, [tag], |row| self.file_row(row))?.into_iter().next())
    }

    /// One file by its number here.
    pub fn file_no(&self, no: FileNo) -> Result<Option<FileRow>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM files WHERE n = ?1");
        Ok(self.all(&sql, [no.0], |row| self.file_row(row))?.into_iter().next())
    }

    /// All files of an owner, in the order they were taken in.
    pub fn files_of(&self, owner: Id) -> Result<Vec<FileRow>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM files WHERE owner = ?1 ORDER BY n");
        self.all(&sql, [owner.as_bytes()], |row| self.file_row(row))
    }

    /// What is sent next: urgent before other, small before large. Files of a locked purpose wait.
    pub fn files_to_send(&self, limit: u32) -> Result<Vec<FileRow>, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM files WHERE state = 0 ORDER BY urgent DESC, size, n LIMIT ?1"
        );
        let files = self.all(&sql, [limit], |row| match self.file_row(row) {
            Err(StoreError::Locked(_)) => Ok(None),
            other => other.map(Some),
        })?;
        Ok(files.into_iter().flatten().collect())
    }

    /// Files that are whole at the hub and stay here, because they leave only when told, although
    /// their stream was withdrawn.
    pub fn files_left_behind(&self) -> Result<Vec<FileRow>, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM files WHERE state = 1 AND kind = ?1
                 AND stream IN (SELECT position FROM streams WHERE state = 2) ORDER BY n"
        );
        let files = self.all(&sql, [KEPT_KIND], |row| match self.file_row(row) {
            Err(StoreError::Locked(_)) => Ok(None),
            other => other.map(Some),
        })?;
        Ok(files.into_iter().flatten().collect())
    }

    /// How many files are not whole at the hub.
    pub fn files_waiting(&self) -> Result<u32, StoreError> {
        let sql = "SELECT count(*) FROM files WHERE state = 0";
        let count = self.first(sql, [], |row| row.get::<_, i64>(0))?.unwrap_or_default();
        Ok(u32::try_from(count).unwrap_or(u32::MAX))
    }

    /// Files that were given up: refused by the hub, or damaged here.
    pub fn files_refused(&self, limit: u32) -> Result<Vec<FileRow>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM files WHERE state = 2 ORDER BY n LIMIT ?1");
        let files = self.all(&sql, [limit], |row| match self.file_row(row) {
            Err(StoreError::Locked(_)) => Ok(None),
            other => other.map(Some),
        })?;
        Ok(files.into_iter().flatten().collect())
    }

    /// What names the blob of a file: neither content nor owner can be guessed from it.
    pub(crate) fn file_tag(&self, owner: Id, hash: &Hash) -> Hash {
        self.keys.tag("file", &[owner.as_bytes(), hash])
    }

    fn file_row(&self, row: &Row<'_>) -> Result<FileRow, StoreError> {
        let tag: Hash = row.get(1)?;
        let key_n = row.get(8)?;
        let key = self.data_key(key_n, &tag)?;
        let details = open(&key, place(&tag), &row.get::<_, Vec<u8>>(10)?)?;
        let (hash, mime) = details.split_first_chunk::<32>().ok_or(StoreError::Damaged("file"))?;
        Ok(FileRow {
            no: FileNo(row.get(0)?),
            hash: *hash,
            size: unsigned(row, 7)?,
            owner: id(row, 2)?,
            stream: row.get(3)?,
            kind: row.get(4)?,
            mime: String::from_utf8(mime.to_vec()).map_err(|_| StoreError::Damaged("file"))?,
            urgent: row.get(5)?,
            class: class_of(row.get(11)?)?,
            purpose: purpose_of(row.get(12)?)?,
            state: match row.get::<_, u8>(6)? {
                0 => FileState::Waiting,
                1 => FileState::Complete,
                2 => FileState::Refused,
                _ => return Err(StoreError::Damaged("file state")),
            },
            held: row.get(9)?,
            tag,
            key_n,
        })
    }

    /// The key that a file's blob is sealed under.
    pub(crate) fn file_key(&self, file: &FileRow) -> Result<SymmetricKey, StoreError> {
        self.data_key(file.key_n, &file.tag)
    }
}

impl Tx<'_> {
    /// Notes which parts the hub holds, as a bitmap like [`FileRow::held`].
    pub fn set_file_parts(&mut self, no: FileNo, held: &[u8]) -> Result<(), StoreError> {
        self.execute("UPDATE files SET held = ?2 WHERE n = ?1", (no.0, held)).map(drop)
    }

    /// Notes how far a file has come.
    pub fn set_file_state(&mut self, no: FileNo, state: FileState) -> Result<(), StoreError> {
        self.execute("UPDATE files SET state = ?2 WHERE n = ?1", (no.0, state as u8)).map(drop)
    }

    /// What the hub held waits to be sent again, if the hub does not hold it any more: which parts it
    /// has is asked before any is sent.
    pub fn reopen_files(&mut self) -> Result<(), StoreError> {
        let (waiting, complete) = (FileState::Waiting as u8, FileState::Complete as u8);
        self.execute("UPDATE files SET state = ?1 WHERE state = ?2", (waiting, complete)).map(drop)
    }

    /// Removes a file, its key and, once that is durable, its blob.
    pub fn remove_file(&mut self, no: FileNo) -> Result<(), StoreError> {
        let sql = "DELETE FROM files WHERE n = ?1 RETURNING tag, key";
        let removed = self.first(sql, [no.0], |row| Ok((row.get::<_, Hash>(0)?, row.get(1)?)))?;
        if let Some((tag, key_n)) = removed {
            self.drop_data_key(key_n)?;
            self.after.doomed.push(blob_name(&tag));
        }
        Ok(())
    }

    /// Keeps a file whose blob is in place under `key`; the same file of the same owner is kept once.
    pub(crate) fn add_file(
        &mut self,
        file: &NewFile,
        hash: &Hash,
        size: u64,
        key: &SymmetricKey,
    ) -> Result<(), StoreError> {
        self.refuse_about_erased(file.owner)?;
        let tag = self.file_tag(file.owner, hash);
        let key_n = self.keep_data_key(Guard::of(file.class, file.purpose), &tag, key)?;
        let details = [hash.as_slice(), file.mime.as_bytes()].concat();
        let details = self.seal_under(key, place(&tag), &details);
        self.insert(
            "INSERT INTO files (tag, owner, stream, kind, urgent, state, size, class, purpose, key,
                 held, details)
             VALUES (?1, ?2, ?3, ?4, ?5, 0, ?6, ?7, ?8, ?9, x'', ?10)",
            rusqlite::params![
                tag,
                file.owner.as_bytes(),
                file.stream,
                file.kind,
                file.urgent,
                size as i64,
                file.class as u8,
                file.purpose as u8,
                key_n,
                details,
            ],
        )
        .map(drop)
    }
}

pub(crate) fn place(tag: &Hash) -> Place<'_> {
    Place::new("files", tag, "details")
}

/// The name of a blob in its folder: its tag in hexadecimal digits.
pub(crate) fn blob_name(tag: &Hash) -> String {
    tag.iter().map(|byte| format!("{byte:02x}")).collect()
}
