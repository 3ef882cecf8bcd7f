//! Documents: what founds them and where they are replicated.

use gridwork_model::{Class, Founding, Id, Purpose};
use gridwork_seal::SymmetricKey;
use rusqlite::Row;

use crate::keys::{Guard, Place, open};
use crate::transaction::{cbor, class_of, from_cbor, id, purpose_of};
use crate::{Reader, StoreError, Tx};

/// A document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocumentRow {
    /// Its id, as its founding says.
    pub id: Id,
    /// What founds it; kind, target and document epoch are in there.
    pub founding: Founding,
    /// Index of its stream.
    pub stream: u8,
    /// Its number in the stream; `None` until the hub numbered its first change.
    pub ordinal: Option<u32>,
    /// Class of its fields.
    pub class: Class,
    /// Purpose; with class C3 it decides whose key seals the document.
    pub purpose: Purpose,
}

/// A document's row number and data key.
pub(super) struct DocumentKey {
    pub n: i64,
    pub key: SymmetricKey,
}

impl Reader<'_> {
    /// One document.
    pub fn document(&self, document: Id) -> Result<Option<DocumentRow>, StoreError> {
        let sql = "SELECT id, stream, ordinal, class, purpose, key, founding FROM documents
            WHERE id = ?1";
        let found = self.all(sql, [document.as_bytes()], |row| self.document_row(row))?;
        Ok(found.into_iter().next())
    }

    /// Whether the document is here; cheaper than reading it, and not stopped by a lock.
    pub fn has_document(&self, document: Id) -> Result<bool, StoreError> {
        let sql = "SELECT 1 FROM documents WHERE id = ?1";
        Ok(self.first(sql, [document.as_bytes()], |_| Ok(()))?.is_some())
    }

    /// The document of a number in a stream.
    pub fn document_at(&self, stream: u8, ordinal: u32) -> Result<Option<Id>, StoreError> {
        let sql = "SELECT id FROM documents WHERE stream = ?1 AND ordinal = ?2";
        self.first(sql, (stream, ordinal), |row| id(row, 0))
    }

    /// Stream and number of a document; not stopped by a lock.
    pub fn ordinal_of(&self, document: Id) -> Result<Option<(u8, Option<u32>)>, StoreError> {
        let sql = "SELECT stream, ordinal FROM documents WHERE id = ?1";
        self.first(sql, [document.as_bytes()], |row| Ok((row.get(0)?, row.get(1)?)))
    }

    /// The documents of a stream, in the order they came.
    pub fn documents_in(&self, stream: u8) -> Result<Vec<Id>, StoreError> {
        self.all("SELECT id FROM documents WHERE stream = ?1 ORDER BY n", [stream], |row| {
            Ok(id(row, 0)?)
        })
    }

    /// The documents that no stream of this device has numbered: founded here, or forgotten by a hub
    /// that was restored.
    pub fn documents_not_numbered(&self) -> Result<Vec<Id>, StoreError> {
        self.all("SELECT id FROM documents WHERE ordinal IS NULL", [], |row| Ok(id(row, 0)?))
    }

    /// Row number and data key of a document.
    pub(super) fn document_key(&self, document: Id) -> Result<DocumentKey, StoreError> {
        let (n, key_n) = self
            .first("SELECT n, key FROM documents WHERE id = ?1", [document.as_bytes()], |row| {
                Ok((row.get(0)?, row.get(1)?))
            })?
            .ok_or(StoreError::Missing("document"))?;
        Ok(DocumentKey { n, key: self.data_key(key_n, document.as_bytes())? })
    }

    fn document_row(&self, row: &Row<'_>) -> Result<DocumentRow, StoreError> {
        let id = id(row, 0)?;
        let key = self.data_key(row.get(5)?, id.as_bytes())?;
        let founding = open(&key, founding(&id), &row.get::<_, Vec<u8>>(6)?)?;
        Ok(DocumentRow {
            id,
            founding: from_cbor(&founding, "founding")?,
            stream: row.get(1)?,
            ordinal: row.get(2)?,
            class: class_of(row.get(3)?)?,
            purpose: purpose_of(row.get(4)?)?,
        })
    }
}

impl Tx<'_> {
    /// Adds a document, or moves one that is here to another stream or ordinal. What founds it and
    /// how it is sealed never change.
    pub fn put_document(&mut self, row: &DocumentRow) -> Result<(), StoreError> {
        let moved = self.execute(
            "UPDATE documents SET stream = ?2, ordinal = ?3 WHERE id = ?1",
            (row.id.as_bytes(), row.stream, row.ordinal),
        )?;
        if moved > 0 {
            return Ok(());
        }
        self.refuse_erased(row.id)?;
        let guard = Guard::of(row.class, row.purpose);
        let (key_n, key) = self.new_data_key(guard, row.id.as_bytes())?;
        let sealed = self.seal_under(&key, founding(&row.id), &cbor(&row.founding));
        self.insert(
            "INSERT INTO documents (id, stream, ordinal, class, purpose, key, founding)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            (
                row.id.as_bytes(),
                row.stream,
                row.ordinal,
                row.class as u8,
                row.purpose as u8,
                key_n,
                sealed,
            ),
        )
        .map(drop)
    }
}

pub(crate) fn founding(document: &Id) -> Place<'_> {
    Place::new("documents", document.as_bytes(), "founding")
}
