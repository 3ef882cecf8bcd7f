//! Sealed records of class C4: envelopes that only the holder of a post opens.

use gridwork_model::Id;
use rusqlite::Row;

use super::state::{Added, EntryState};
use crate::keys::Place;
use crate::transaction::{id, unsigned};
use crate::{Reader, StoreError, Tx};

/// Number of a sealed record in this store.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RecordNo(pub i64);

/// A sealed record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordRow {
    /// Id of the record.
    pub id: Id,
    /// Index of its stream.
    pub stream: u8,
    /// Number of the device that sealed it.
    pub author: u32,
    /// How far it has come.
    pub state: EntryState,
    /// The envelope, in the caller's encoding; names object and post, so it is sealed here again.
    pub envelope: Vec<u8>,
}

const COLUMNS: &str = "id, stream, author, state, number, envelope";

impl Reader<'_> {
    /// One record by its id.
    pub fn record(&self, record: Id) -> Result<Option<RecordRow>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM records WHERE id = ?1");
        let found = self.all(&sql, [record.as_bytes()], |row| self.record_row(row))?;
        Ok(found.into_iter().next())
    }

    /// One record by its number here.
    pub fn record_no(&self, no: RecordNo) -> Result<Option<RecordRow>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM records WHERE n = ?1");
        Ok(self.all(&sql, [no.0], |row| self.record_row(row))?.into_iter().next())
    }

    /// The number of a record here.
    pub fn record_number(&self, record: Id) -> Result<Option<RecordNo>, StoreError> {
        let sql = "SELECT n FROM records WHERE id = ?1";
        self.first(sql, [record.as_bytes()], |row| row.get(0).map(RecordNo))
    }

    /// The records of a stream, in the order they came.
    pub fn records_in(&self, stream: u8) -> Result<Vec<RecordRow>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM records WHERE stream = ?1 ORDER BY n");
        self.all(&sql, [stream], |row| self.record_row(row))
    }

    fn record_row(&self, row: &Row<'_>) -> Result<RecordRow, StoreError> {
        let id = id(row, 0)?;
        Ok(RecordRow {
            id,
            stream: row.get(1)?,
            author: row.get(2)?,
            state: EntryState::of(row.get(3)?, unsigned(row, 4)?)?,
            envelope: self.open_row(place(&id), &row.get::<_, Vec<u8>>(5)?)?,
        })
    }
}

impl Tx<'_> {
    /// Adds a record, unless one of its id is there already.
    pub fn put_record(&mut self, record: &RecordRow) -> Result<Added<RecordNo>, StoreError> {
        let sql = "SELECT n FROM records WHERE id = ?1";
        if let Some(n) = self.first(sql, [record.id.as_bytes()], |row| row.get(0))? {
            return Ok(Added { no: RecordNo(n), new: false });
        }
        self.refuse_erased(record.id)?;
        let envelope = self.seal_row(place(&record.id), &record.envelope);
        let (state, number) = record.state.columns();
        let n = self.insert(
            "INSERT INTO records (id, stream, author, state, number, envelope)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            (record.id.as_bytes(), record.stream, record.author, state, number, envelope),
        )?;
        Ok(Added { no: RecordNo(n), new: true })
    }

    /// Notes how far a record has come.
    pub fn set_record_state(&mut self, no: RecordNo, state: EntryState) -> Result<(), StoreError> {
        let (code, number) = state.columns();
        let changed = self.execute(
            "UPDATE records SET state = ?2, number = ?3 WHERE n = ?1",
            (no.0, code, number),
        )?;
        if changed == 0 { Err(StoreError::Missing("record")) } else { Ok(()) }
    }

    /// Removes what a stream holds of records that the hub has, except those that it may ask for again
    /// until a verified backup covers them.
    pub fn remove_settled_records(&mut self, stream: u8) -> Result<(), StoreError> {
        let sql = "SELECT n FROM records WHERE stream = ?1 AND state >= 2
                   AND n NOT IN (SELECT item FROM outbox WHERE kind = 2 AND item IS NOT NULL)";
        for n in self.all(sql, [stream], |row| Ok(row.get(0)?))? {
            self.delete_record(RecordNo(n))?;
        }
        Ok(())
    }

    /// Takes a record back that was refused and lives on in a draft.
    pub fn delete_record(&mut self, no: RecordNo) -> Result<(), StoreError> {
        self.forget_item(super::outbox::ItemRef::Record(no))?;
        self.execute("DELETE FROM records WHERE n = ?1", [no.0]).map(drop)
    }
}

pub(crate) fn place(id: &Id) -> Place<'_> {
    Place::new("records", id.as_bytes(), "envelope")
}
