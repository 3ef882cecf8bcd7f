//! The streams granted to this device and how far each is known.

use gridwork_model::StreamId;
use rusqlite::Row;

use crate::keys::Place;
use crate::transaction::{class_of, id, purpose_of, unsigned};
use crate::{Reader, StoreError, Tx};

/// What is being done with a stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StreamState {
    /// Its first download is not complete; nothing may be concluded from what is missing.
    Downloading,
    /// Followed entry by entry.
    Live,
    /// No longer granted; kept only until its unsent work is settled.
    Withdrawn,
}

/// A stream and where this device stands in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StreamRow {
    /// Index in the device's table of grants.
    pub index: u8,
    /// Which stream.
    pub stream: StreamId,
    /// Epoch of the hub under which the cursor counts.
    pub epoch: u32,
    /// Number of the last entry known.
    pub cursor: u64,
    /// Ordinal that the next new document gets.
    pub next_ordinal: u32,
    /// What is being done with it.
    pub state: StreamState,
    /// Token of the next page of a first download; 0 when there is none.
    pub resume: u64,
    /// Head hash and salt ratchet, as the caller writes them; sealed.
    pub head: Vec<u8>,
}

impl Reader<'_> {
    /// One stream.
    pub fn stream(&self, index: u8) -> Result<Option<StreamRow>, StoreError> {
        let found = self
            .all(&format!("{SELECT} WHERE position = ?1"), [index], |row| self.stream_row(row))?;
        Ok(found.into_iter().next())
    }

    /// All streams, by index.
    pub fn streams(&self) -> Result<Vec<StreamRow>, StoreError> {
        self.all(&format!("{SELECT} ORDER BY position"), [], |row| self.stream_row(row))
    }

    fn stream_row(&self, row: &Row<'_>) -> Result<StreamRow, StoreError> {
        let index: u8 = row.get(0)?;
        Ok(StreamRow {
            index,
            stream: StreamId::new(id(row, 1)?, class_of(row.get(2)?)?, purpose_of(row.get(3)?)?),
            epoch: row.get(4)?,
            cursor: unsigned(row, 5)?,
            next_ordinal: row.get(6)?,
            state: match row.get::<_, u8>(7)? {
                0 => StreamState::Downloading,
                1 => StreamState::Live,
                2 => StreamState::Withdrawn,
                _ => return Err(StoreError::Damaged("stream state")),
            },
            resume: unsigned(row, 8)?,
            head: self.open_row(head(&[index]), &row.get::<_, Vec<u8>>(9)?)?,
        })
    }
}

impl Tx<'_> {
    /// Adds a stream or sets where it stands.
    pub fn put_stream(&mut self, row: &StreamRow) -> Result<(), StoreError> {
        let sealed = self.seal_row(head(&[row.index]), &row.head);
        self.execute(
            "INSERT INTO streams (position, scope, class, purpose, epoch, cursor, next_ordinal,
                 state, resume, head)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
             ON CONFLICT (position) DO UPDATE SET scope = excluded.scope, class = excluded.class,
                 purpose = excluded.purpose, epoch = excluded.epoch, cursor = excluded.cursor,
                 next_ordinal = excluded.next_ordinal, state = excluded.state,
                 resume = excluded.resume, head = excluded.head",
            rusqlite::params![
                row.index,
                row.stream.scope.as_bytes(),
                row.stream.class as u8,
                row.stream.purpose as u8,
                row.epoch,
                row.cursor as i64,
                row.next_ordinal,
                row.state as u8,
                row.resume as i64,
                sealed,
            ],
        )
        .map(drop)
    }
}

const SELECT: &str = "SELECT position, scope, class, purpose, epoch, cursor, next_ordinal, state,
    resume, head FROM streams";

pub(crate) fn head(index: &[u8; 1]) -> Place<'_> {
    Place::new("streams", index, "head")
}
