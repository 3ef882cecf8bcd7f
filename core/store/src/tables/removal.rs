//! What left a stream leaves the phone: rows, files, index and keys.
//!
//! Unsent work is never deleted this way: the call is refused, and the caller first settles it (by
//! sending it, or by keeping it as a draft).

use gridwork_model::Id;

use super::files::{FileNo, KEPT_KIND};
use crate::transaction::id;
use crate::{Reader, StoreError, Tx};

impl Reader<'_> {
    /// Whether a document or ledger object has entries that the hub has not judged, or is to be told
    /// again, files that it has not had, or files that leave only when told.
    pub fn has_unsent(&self, entity: Id) -> Result<bool, StoreError> {
        let sql = "SELECT EXISTS (SELECT 1 FROM changes c JOIN documents d ON d.n = c.document
                       WHERE d.id = ?1 AND c.state < 2)
                OR EXISTS (SELECT 1 FROM ledger WHERE object = ?1 AND state < 2)
                OR EXISTS (SELECT 1 FROM outbox o
                       WHERE o.batch IN (SELECT no FROM batches WHERE state = 0)
                       AND (o.kind = 0 AND o.item IN (SELECT c.n FROM changes c
                                JOIN documents d ON d.n = c.document WHERE d.id = ?1)
                            OR o.kind = 1 AND o.item IN (SELECT n FROM ledger WHERE object = ?1)))
                OR EXISTS (SELECT 1 FROM files WHERE owner = ?1 AND (kind = ?2 OR state = 0))";
        let found = self.first(sql, (entity.as_bytes(), KEPT_KIND), |row| row.get(0))?;
        Ok(found.unwrap_or(false))
    }
}

impl Tx<'_> {
    /// Removes an entity: its document, its ledger, and the rows, files and keys of both.
    pub fn remove_entity(&mut self, entity: Id) -> Result<(), StoreError> {
        if self.has_unsent(entity)? {
            return Err(StoreError::Unsent(entity));
        }
        let held = "SELECT EXISTS (SELECT 1 FROM documents WHERE id = ?1)
                        OR EXISTS (SELECT 1 FROM ledger WHERE object = ?1)";
        let held: Option<bool> = self.first(held, [entity.as_bytes()], |row| row.get(0))?;
        self.after.left += u32::from(held.unwrap_or(false));
        self.purge_entity(entity)
    }

    /// How many entities this transaction has removed because they left.
    pub fn left(&self) -> u32 {
        self.after.left
    }

    /// Takes a document away of which no change is left, with what was made of it. The ledger and the
    /// files under its id stay.
    pub fn unfound_document(&mut self, document: Id) -> Result<(), StoreError> {
        self.hide_document(document)?;
        self.purge_document(document)
    }

    /// Takes a document out of every list, for as long as nothing it is made of is accepted.
    pub fn hide_document(&mut self, document: Id) -> Result<(), StoreError> {
        let sql = "DELETE FROM conflicts WHERE document IN (SELECT n FROM documents WHERE id = ?1)";
        self.execute(sql, [document.as_bytes()])?;
        self.execute("DELETE FROM rows WHERE owner = ?1", [document.as_bytes()]).map(drop)
    }

    /// Removes everything of a stream and the stream itself.
    pub fn remove_stream(&mut self, index: u8) -> Result<(), StoreError> {
        for document in self.documents_in(index)? {
            self.remove_entity(document)?;
        }
        for object in self.ledger_objects(index)? {
            match self.ordinal_of(object)? {
                // The document went to another stream, and what was said of it with it.
                Some(_) if self.has_unsent(object)? => return Err(StoreError::Unsent(object)),
                Some((elsewhere, _)) => self.refile_ledger(object, index, elsewhere)?,
                None => self.remove_entity(object)?,
            }
        }
        for record in
            self.all("SELECT id, n, state FROM records WHERE stream = ?1", [index], |row| {
                Ok((id(row, 0)?, row.get(1)?, row.get::<_, u8>(2)?))
            })?
        {
            if record.2 < 2 {
                return Err(StoreError::Unsent(record.0));
            }
            self.delete_record(super::records::RecordNo(record.1))?;
        }
        self.execute("DELETE FROM rows WHERE stream = ?1", [index])?;
        let files = "SELECT n FROM files WHERE stream = ?1";
        for n in self.all(files, [index], |row| Ok(row.get(0)?))? {
            self.remove_file(FileNo(n))?;
        }
        self.execute("DELETE FROM streams WHERE position = ?1", [index])?;
        self.after.scrub = true;
        Ok(())
    }

    /// Deletes an entity whatever waits: a task has a document and a ledger under one id.
    pub(crate) fn purge_entity(&mut self, entity: Id) -> Result<(), StoreError> {
        self.purge_document(entity)?;
        self.purge_ledger(entity)?;
        self.purge_owned(entity)
    }

    /// Deletes a document whatever waits, and what refers to its changes.
    pub(crate) fn purge_document(&mut self, document: Id) -> Result<(), StoreError> {
        let sql = "SELECT n, key FROM documents WHERE id = ?1";
        let found: Option<(i64, i64)> =
            self.first(sql, [document.as_bytes()], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let Some((n, key_n)) = found else { return Ok(()) };
        self.forget_items("kind = 0 AND item IN (SELECT n FROM changes WHERE document = ?1)", n)?;
        // Changes and conflicts go by their foreign keys.
        self.execute("DELETE FROM documents WHERE n = ?1", [n])?;
        self.drop_data_key(key_n)
    }

    /// Deletes the ledger of an object whatever waits.
    pub(crate) fn purge_ledger(&mut self, object: Id) -> Result<(), StoreError> {
        let object = object.as_bytes();
        self.forget_items("kind = 1 AND item IN (SELECT n FROM ledger WHERE object = ?1)", object)?;
        self.execute(
            "DELETE FROM data_keys WHERE n IN (SELECT key FROM ledger WHERE object = ?1)",
            [object],
        )?;
        self.execute("DELETE FROM ledger WHERE object = ?1", [object]).map(drop)
    }

    /// Deletes the rows and files made from an entity.
    pub(crate) fn purge_owned(&mut self, owner: Id) -> Result<(), StoreError> {
        self.execute("DELETE FROM rows WHERE owner = ?1", [owner.as_bytes()])?;
        for n in self.all("SELECT n FROM files WHERE owner = ?1", [owner.as_bytes()], |row| {
            Ok(row.get(0)?)
        })? {
            self.remove_file(FileNo(n))?;
        }
        Ok(())
    }

    /// Removes what refers to entries that are about to go, by a condition on the outbox.
    fn forget_items(
        &mut self,
        condition: &str,
        value: impl rusqlite::ToSql + Copy,
    ) -> Result<(), StoreError> {
        self.execute(
            &format!(
                "UPDATE batches SET frame = NULL
                 WHERE no IN (SELECT batch FROM outbox WHERE {condition})"
            ),
            [value],
        )?;
        self.execute(&format!("DELETE FROM outbox WHERE batch IS NULL AND {condition}"), [value])?;
        self.execute(
            &format!("UPDATE outbox SET item = NULL, salt = NULL WHERE {condition}"),
            [value],
        )
        .map(drop)
    }
}
