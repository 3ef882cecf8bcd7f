//! Unsent work out of a damaged file: whatever row still opens is read, whatever does not is counted.
//!
//! Numbered entries are not read: the hub has them. The copy itself stays where it is kept.

use std::path::Path;
use std::sync::atomic::AtomicBool;

use gridwork_model::Moment;
use gridwork_seal::{Hash, SymmetricKey};
use rusqlite::{Connection, Params};

use crate::connection;
use crate::keys::Keyring;
use crate::open::DATABASE;
use crate::tables::files::{FileNo, FileRow, NewFile};
use crate::transaction::purpose_of;
use crate::{
    ChangeNo, ChangeRow, DocumentRow, DraftNo, DraftRow, FileState, LedgerNo, LedgerRow, Reader,
    RecordNo, RecordRow, Store, StoreError, StreamRow, Tx,
};

/// What could still be read.
#[derive(Clone, Debug, Default)]
pub struct Salvage {
    /// Named values: identity, chain, settings.
    pub meta: Vec<(String, Vec<u8>)>,
    /// The streams that the positions in what follows speak of.
    pub streams: Vec<StreamRow>,
    /// Unsent changes with their documents, in the order they were made.
    pub changes: Vec<(DocumentRow, ChangeRow)>,
    /// Unsent ledger entries.
    pub ledger: Vec<LedgerRow>,
    /// Unsent sealed records.
    pub records: Vec<RecordRow>,
    /// Drafts.
    pub drafts: Vec<DraftRow>,
    /// Files that the hub does not hold; their blobs are still in the folder.
    pub files: Vec<SalvagedFile>,
    /// Rows of these tables that do not open any more.
    pub unreadable: u64,
}

/// A file whose row was salvaged; [`Tx::adopt_file`] takes it over.
#[derive(Clone, Debug)]
pub struct SalvagedFile {
    /// What it is and whose.
    pub file: NewFile,
    /// SHA-256 of its content.
    pub hash: Hash,
    /// Length in bytes.
    pub size: u64,
    key: SymmetricKey,
}

impl Store {
    /// Reads what it can from a copy that was set aside
    /// ([`OpenReport::damaged`](crate::OpenReport::damaged)), as far as its leases are alive at
    /// `now`. Finding nothing is no error.
    pub fn salvage(&self, kept_as: &Path, now: Moment) -> Result<Salvage, StoreError> {
        let Ok(connection) = connection::reader(&kept_as.join(DATABASE), &self.config) else {
            return Ok(Salvage { unreadable: 1, ..Salvage::default() });
        };
        let keys = Keyring::new(&self.config.key);
        let damaged = AtomicBool::new(false);
        let reader = Reader { connection: &connection, keys: &keys, damaged: &damaged };
        let mut salvage = Salvage::default();
        salvage.read(&reader, now);
        Ok(salvage)
    }
}

impl Salvage {
    fn read(&mut self, reader: &Reader<'_>, now: Moment) {
        for (purpose, wrapped) in tolerant(
            reader.connection,
            "SELECT purpose, wrapped FROM purpose_keys WHERE until_ms > ?1 ORDER BY purpose",
            [now.0],
            |row| Ok((row.get::<_, u8>(0)?, row.get::<_, Vec<u8>>(1)?)),
        ) {
            let Ok(purpose) = purpose_of(purpose) else { continue };
            if let Ok(key) = reader.keys.unwrap_purpose(purpose, &wrapped) {
                reader.keys.unlock(purpose, &key);
            }
        }
        for name in tolerant(reader.connection, "SELECT name FROM meta ORDER BY name", [], |row| {
            row.get::<_, String>(0)
        }) {
            if let Some(value) = self.note(reader.meta(&name)) {
                self.meta.push((name, value));
            }
        }
        for position in numbers(reader, "SELECT position AS n FROM streams") {
            let row = self.note(reader.stream(position as u8));
            self.streams.extend(row);
        }
        for n in numbers(reader, "SELECT n FROM changes WHERE state < 2") {
            let Some(change) = self.note(reader.change(ChangeNo(n))) else { continue };
            if let Some(document) = self.note(reader.document(change.document)) {
                self.changes.push((document, change));
            }
        }
        for n in numbers(reader, "SELECT n FROM ledger WHERE state < 2") {
            let entry = self.note(reader.ledger_no(LedgerNo(n)));
            self.ledger.extend(entry);
        }
        for n in numbers(reader, "SELECT n FROM records WHERE state < 2") {
            let record = self.note(reader.record_no(RecordNo(n)));
            self.records.extend(record);
        }
        for n in numbers(reader, "SELECT n FROM drafts") {
            let draft = self.note(reader.draft(DraftNo(n)));
            self.drafts.extend(draft);
        }
        for n in numbers(reader, "SELECT n FROM files WHERE state = 0") {
            let file = self.note(reader.salvage_file(FileNo(n)));
            self.files.extend(file);
        }
    }

    fn note<T>(&mut self, result: Result<Option<T>, StoreError>) -> Option<T> {
        match result {
            Ok(Some(value)) => Some(value),
            Ok(None) | Err(_) => {
                self.unreadable += 1;
                None
            }
        }
    }
}

impl Reader<'_> {
    fn salvage_file(&self, no: FileNo) -> Result<Option<SalvagedFile>, StoreError> {
        let Some(file) = self.file_no(no)? else { return Ok(None) };
        let key = self.file_key(&file)?;
        let FileRow { hash, size, owner, stream, kind, mime, urgent, class, purpose, .. } = file;
        let file = NewFile { owner, stream, kind, mime, urgent, class, purpose };
        Ok(Some(SalvagedFile { file, hash, size, key }))
    }
}

impl Tx<'_> {
    /// Takes over a salvaged file: its blob is where it was.
    pub fn adopt_file(&mut self, salvaged: &SalvagedFile) -> Result<(), StoreError> {
        let SalvagedFile { file, hash, size, key } = salvaged;
        match self.file(file.owner, hash)? {
            Some(FileRow { state: FileState::Waiting | FileState::Complete, .. }) => Ok(()),
            _ => self.add_file(file, hash, *size, key),
        }
    }
}

/// Row numbers from both ends towards the damage in the middle.
fn numbers(reader: &Reader<'_>, select: &str) -> Vec<i64> {
    let upwards =
        tolerant(reader.connection, &format!("{select} ORDER BY n"), [], |row| row.get(0));
    let downwards =
        tolerant(reader.connection, &format!("{select} ORDER BY n DESC"), [], |row| row.get(0));
    let mut all: Vec<i64> = upwards.into_iter().chain(downwards).collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// Rows up to the first that cannot be read.
fn tolerant<T>(
    connection: &Connection,
    sql: &str,
    params: impl Params,
    map: impl FnMut(&rusqlite::Row<'_>) -> rusqlite::Result<T>,
) -> Vec<T> {
    let Ok(mut statement) = connection.prepare(sql) else { return Vec::new() };
    match statement.query_map(params, map) {
        Ok(rows) => rows.map_while(Result::ok).collect(),
        Err(_) => Vec::new(),
    }
}
