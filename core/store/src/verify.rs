//! A look at everything: the file's structure, every seal, every blob.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use gridwork_seal::Hash;

use crate::blobs::{self, FileReader};
use crate::open::BLOBS;
use crate::tables::files::blob_name;
use crate::transaction::purpose_of;
use crate::{Reader, Store, StoreError};

/// What [`Store::verify`] found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StorageReport {
    /// Whether SQLite finds the file consistent.
    pub consistent: bool,
    /// Sealed values that were opened.
    pub opened: u64,
    /// Sealed values of locked purposes, which cannot be checked now.
    pub locked: u64,
    /// Tables with values that do not open, and how many of them.
    pub unopened: Vec<(&'static str, u64)>,
    /// Files whose blob is whole and hashes to its name.
    pub files: u64,
    /// Files whose blob is missing, cut or changed.
    pub files_damaged: u64,
    /// Blobs that no row names; [`Store::sweep`] removes them.
    pub orphans: u64,
}

impl StorageReport {
    /// Whether nothing is wrong.
    pub fn is_sound(&self) -> bool {
        self.consistent && self.unopened.is_empty() && self.files_damaged == 0
    }

    fn count(
        &mut self,
        table: &'static str,
        result: Result<u64, StoreError>,
    ) -> Result<(), StoreError> {
        match result {
            Ok(opened) => self.opened += opened,
            Err(StoreError::Locked(_)) => self.locked += 1,
            Err(StoreError::Damaged(_) | StoreError::Missing(_)) => {
                match self.unopened.iter_mut().find(|(name, _)| *name == table) {
                    Some((_, count)) => *count += 1,
                    None => self.unopened.push((table, 1)),
                }
            }
            Err(other) => return Err(other),
        }
        Ok(())
    }
}

impl Store {
    /// Checks everything. Takes seconds on a full phone; reads only.
    pub fn verify(&self) -> Result<StorageReport, StoreError> {
        let mut report = StorageReport::default();
        let mut named = BTreeSet::new();
        let looked = self.read(|reader| {
            report.consistent = reader.is_consistent();
            reader.verify_entries(&mut report)?;
            reader.verify_singles(&mut report)?;
            reader.verify_files(&self.config.dir, &mut report, &mut named)
        });
        match looked {
            Ok(()) => {}
            // A table that cannot even be listed: what was seen so far is the report.
            Err(StoreError::Damaged(_)) => report.consistent = false,
            Err(other) => return Err(other),
        }
        for entry in fs::read_dir(self.config.dir.join(BLOBS))? {
            let name = entry?.file_name();
            report.orphans += u64::from(!named.contains(name.to_string_lossy().as_ref()));
        }
        Ok(report)
    }
}

impl Reader<'_> {
    /// Whether every sealed value opens that has its key here, whatever the leases say. SQLite finds
    /// nothing wrong with a file in which one does not, and whoever needs it meets that each time.
    pub(crate) fn opens_whole(&self) -> Result<bool, StoreError> {
        let sql = "SELECT purpose, wrapped FROM purpose_keys";
        let kept = self.all(sql, [], |row| Ok((row.get(0)?, row.get::<_, Vec<u8>>(1)?)))?;
        for (purpose, wrapped) in kept {
            let purpose = purpose_of(purpose)?;
            let key = self.keys.unwrap_purpose(purpose, &wrapped)?;
            self.keys.unlock(purpose, &key);
        }
        let mut report = StorageReport::default();
        self.verify_entries(&mut report)?;
        self.verify_singles(&mut report)?;
        Ok(report.unopened.is_empty())
    }

    fn is_consistent(&self) -> bool {
        let verdict = self.first("PRAGMA integrity_check(1)", [], |row| row.get::<_, String>(0));
        matches!(verdict, Ok(Some(verdict)) if verdict == "ok")
    }

    fn numbers(&self, sql: &str) -> Result<Vec<i64>, StoreError> {
        self.all(sql, [], |row| Ok(row.get(0)?))
    }

    fn ids(&self, sql: &str) -> Result<Vec<gridwork_model::Id>, StoreError> {
        self.all(sql, [], |row| Ok(crate::transaction::id(row, 0)?))
    }

    /// What a field entry or a verdict consists of.
    fn verify_entries(&self, report: &mut StorageReport) -> Result<(), StoreError> {
        for document in self.ids("SELECT id FROM documents")? {
            report.count("documents", self.document(document).map(|_| 1))?;
            report.count("conflicts", self.conflicts_of(document).map(|_| 0))?;
        }
        for n in self.numbers("SELECT n FROM changes")? {
            report.count("changes", self.change(crate::ChangeNo(n)).map(|_| 1))?;
        }
        for n in self.numbers("SELECT n FROM ledger")? {
            report.count("ledger", self.ledger_no(crate::LedgerNo(n)).map(|_| 1))?;
        }
        for n in self.numbers("SELECT n FROM records")? {
            report.count("records", self.record_no(crate::RecordNo(n)).map(|_| 1))?;
        }
        for no in self.numbers("SELECT no FROM batches")? {
            report.count("batches", self.batch(no as u64).map(|_| 1))?;
        }
        for n in self.numbers("SELECT n FROM drafts")? {
            report.count("drafts", self.draft(crate::DraftNo(n)).map(|_| 1))?;
        }
        Ok(())
    }

    /// What can be downloaded or computed again.
    fn verify_singles(&self, report: &mut StorageReport) -> Result<(), StoreError> {
        for name in self.all("SELECT name FROM meta", [], |row| Ok(row.get::<_, String>(0)?))? {
            report.count("meta", self.meta(&name).map(|_| 1))?;
        }
        for position in self.numbers("SELECT position FROM streams")? {
            report.count("streams", self.stream(position as u8).map(|_| 1))?;
        }
        for kind in self.numbers("SELECT DISTINCT kind FROM directory")? {
            report
                .count("directory", self.directory(kind as u8).map(|items| items.len() as u64))?;
        }
        for kind in self.numbers("SELECT DISTINCT kind FROM rows")? {
            let sql = "SELECT id FROM rows WHERE kind = ?1";
            let ids = self.all(sql, [kind], |row| Ok(crate::transaction::id(row, 0)?))?;
            for id in ids {
                report.count("rows", self.row(kind as u8, id).map(|_| 1))?;
            }
        }
        Ok(())
    }

    /// Checks each file's blob, and collects the names of all blobs that should be there.
    fn verify_files(
        &self,
        dir: &Path,
        report: &mut StorageReport,
        named: &mut BTreeSet<String>,
    ) -> Result<(), StoreError> {
        let tags = self.all("SELECT tag FROM files", [], |row| Ok(row.get::<_, Hash>(0)?))?;
        for tag in tags {
            let name = blob_name(&tag);
            match self.verify_file(&tag, &blobs::path(dir, &name)) {
                Ok(true) => report.files += 1,
                Err(StoreError::Locked(_)) => report.locked += 1,
                Ok(false) | Err(StoreError::Damaged(_) | StoreError::Missing(_)) => {
                    report.files_damaged += 1;
                }
                Err(other) => return Err(other),
            }
            named.insert(name);
        }
        Ok(())
    }

    fn verify_file(&self, tag: &Hash, path: &Path) -> Result<bool, StoreError> {
        let file = self.file_by_tag(tag)?.ok_or(StoreError::Missing("file"))?;
        let mut blob = FileReader::open(path, self.file_key(&file)?)?;
        Ok(blob.size() == file.size && blob.hash()? == file.hash)
    }
}
