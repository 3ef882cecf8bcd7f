//! Erasure by law (PIPL 47, 突发事件应对法 85): key, payload and salt are destroyed, a certificate
//! stays, and whatever comes later for the entity is refused.
//!
//! The database overwrites what it deletes (`secure_delete`), the WAL is cut after the commit, the
//! blobs are unlinked; what the flash may still remember of them is sealed under keys that are gone.

use gridwork_model::{Class, Id, Moment};

use super::changes::ChangeNo;
use super::ledger::LedgerNo;
use super::records::RecordNo;
use crate::transaction::class_of;
use crate::{Reader, StoreError, Tx};

/// What is to be erased.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Erasable {
    /// A document, the ledger under its id (a task has both, an incident the ledger alone), and
    /// everything made from them.
    Entity(Id),
    /// A document with everything made from it, but not the ledger under its id: a household may go on
    /// in another document.
    Document(Id),
    /// A person: rows, files, drafts and ledger entries about them. Their fields in a household are
    /// erased by founding that document anew without them, which is the caller's part.
    Person(Id),
    /// A sealed record.
    Record(Id),
}

impl Erasable {
    /// The entity.
    pub fn id(self) -> Id {
        match self {
            Erasable::Entity(id)
            | Erasable::Document(id)
            | Erasable::Person(id)
            | Erasable::Record(id) => id,
        }
    }
}

/// All that stays of what was erased.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ErasedRow {
    /// The entity.
    pub id: Id,
    /// Class of what was erased.
    pub class: Class,
    /// When the hub erased it.
    pub at: Moment,
    /// Legal basis, in words.
    pub basis: String,
}

impl Reader<'_> {
    /// The certificate of an erased entity.
    pub fn erased(&self, entity: Id) -> Result<Option<ErasedRow>, StoreError> {
        let sql = "SELECT class, at_ms, basis FROM erased WHERE id = ?1";
        let found = self.all(sql, [entity.as_bytes()], |row| {
            Ok(ErasedRow {
                id: entity,
                class: class_of(row.get(0)?)?,
                at: Moment(row.get(1)?),
                basis: row.get(2)?,
            })
        })?;
        Ok(found.into_iter().next())
    }

    /// The ids that something was erased under.
    pub fn erased_ids(&self) -> Result<Vec<Id>, StoreError> {
        self.all("SELECT id FROM erased", [], |row| Ok(crate::transaction::id(row, 0)?))
    }

    /// Whether anything was ever erased here.
    pub fn any_erased(&self) -> Result<bool, StoreError> {
        let found = self.first("SELECT EXISTS (SELECT 1 FROM erased)", [], |row| row.get(0))?;
        Ok(found.unwrap_or(false))
    }
}

impl Tx<'_> {
    /// Erases an entity, unsent work about it included, and leaves the certificate. Idempotent; also
    /// for what was never here, so that nothing late brings it back.
    pub fn erase(
        &mut self,
        entity: Erasable,
        class: Class,
        at: Moment,
        basis: &str,
    ) -> Result<(), StoreError> {
        let id = entity.id();
        self.drop_rescues(id)?;
        match entity {
            Erasable::Entity(id) => self.purge_entity(id)?,
            Erasable::Document(id) => {
                self.purge_document(id)?;
                self.purge_owned(id)?;
            }
            Erasable::Person(id) => {
                self.purge_ledger(id)?;
                self.purge_owned(id)?;
                self.execute("DELETE FROM rows WHERE id = ?1", [id.as_bytes()])?;
                self.execute("DELETE FROM rows WHERE parent = ?1", [id.as_bytes()])?;
            }
            Erasable::Record(id) => {
                let sql = "SELECT n FROM records WHERE id = ?1";
                if let Some(n) = self.first(sql, [id.as_bytes()], |row| row.get(0))? {
                    self.delete_record(RecordNo(n))?;
                }
                self.purge_owned(id)?;
            }
        }
        self.execute("DELETE FROM drafts WHERE object = ?1", [id.as_bytes()])?;
        self.execute(
            "INSERT INTO erased (id, class, at_ms, basis) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (id) DO NOTHING",
            (id.as_bytes(), class as u8, at.0, basis),
        )?;
        self.after.scrub = true;
        Ok(())
    }

    /// Erases one change of a document that goes on.
    pub fn erase_change(&mut self, no: ChangeNo) -> Result<(), StoreError> {
        self.after.scrub = true;
        if let Some(change) = self.change(no)? {
            self.drop_rescues(change.document)?;
        }
        self.delete_change(no)
    }

    /// Erases one entry of a ledger that goes on.
    pub fn erase_entry(&mut self, no: LedgerNo) -> Result<(), StoreError> {
        self.after.scrub = true;
        if let Some(row) = self.ledger_no(no)? {
            self.drop_rescues(row.entry.object)?;
        }
        self.delete_ledger(no)
    }
}
