//! What the hub refused: nothing that the field entered is lost, it comes back with the reason.

use gridwork_model::{Class, Id, Moment, Purpose, Refusal};
use rusqlite::Row;

use super::ledger::refusal_of;
use crate::keys::{Guard, Place, open};
use crate::transaction::{class_of, id, purpose_of};
use crate::{Reader, StoreError, Tx};

/// Number of a draft in this store.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DraftNo(pub i64);

/// A refused entry, to be corrected or given up by a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DraftRow {
    /// Its number; ignored when it is added.
    pub no: DraftNo,
    /// The document or object it was about.
    pub object: Id,
    /// Index of the stream it was meant for.
    pub stream: u8,
    /// Class of what it says.
    pub class: Class,
    /// Purpose of what it says.
    pub purpose: Purpose,
    /// Why it was refused.
    pub reason: Refusal,
    /// When the verdict came.
    pub at: Moment,
    /// What was meant, in the caller's encoding.
    pub payload: Vec<u8>,
}

const COLUMNS: &str = "n, object, stream, class, purpose, reason, at_ms, payload";

impl Reader<'_> {
    /// All drafts that can be read now, oldest first; those of a locked purpose are left out.
    pub fn drafts(&self) -> Result<Vec<DraftRow>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM drafts ORDER BY n");
        let drafts = self.all(&sql, [], |row| match self.draft_row(row) {
            Err(StoreError::Locked(_)) => Ok(None),
            other => other.map(Some),
        })?;
        Ok(drafts.into_iter().flatten().collect())
    }

    /// One draft.
    pub fn draft(&self, no: DraftNo) -> Result<Option<DraftRow>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM drafts WHERE n = ?1");
        Ok(self.all(&sql, [no.0], |row| self.draft_row(row))?.into_iter().next())
    }

    /// How many drafts there are, locked or not.
    pub fn draft_count(&self) -> Result<u64, StoreError> {
        let count = self.first("SELECT count(*) FROM drafts", [], |row| row.get::<_, i64>(0))?;
        Ok(count.unwrap_or(0) as u64)
    }

    fn draft_row(&self, row: &Row<'_>) -> Result<DraftRow, StoreError> {
        let object = id(row, 1)?;
        let class = class_of(row.get(3)?)?;
        let purpose = purpose_of(row.get(4)?)?;
        let keys = self.keys.guard(Guard::of(class, purpose))?;
        Ok(DraftRow {
            no: DraftNo(row.get(0)?),
            object,
            stream: row.get(2)?,
            class,
            purpose,
            reason: refusal_of(row.get(5)?)?,
            at: Moment(row.get(6)?),
            payload: open(&keys.rows, place(&object), &row.get::<_, Vec<u8>>(7)?)?,
        })
    }
}

impl Tx<'_> {
    /// Keeps a refused entry.
    pub fn add_draft(&mut self, draft: &DraftRow) -> Result<DraftNo, StoreError> {
        let keys = self.keys.guard(Guard::of(draft.class, draft.purpose))?;
        let payload = self.seal_under(&keys.rows, place(&draft.object), &draft.payload);
        let n = self.insert(
            "INSERT INTO drafts (object, stream, class, purpose, reason, at_ms, payload)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            (
                draft.object.as_bytes(),
                draft.stream,
                draft.class as u8,
                draft.purpose as u8,
                draft.reason as u8,
                draft.at.0,
                payload,
            ),
        )?;
        Ok(DraftNo(n))
    }

    /// Forgets a draft that a person corrected or gave up.
    pub fn delete_draft(&mut self, no: DraftNo) -> Result<(), StoreError> {
        self.execute("DELETE FROM drafts WHERE n = ?1", [no.0]).map(drop)
    }
}

pub(crate) fn place(object: &Id) -> Place<'_> {
    Place::new("drafts", object.as_bytes(), "payload")
}
