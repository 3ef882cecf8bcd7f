//! What was sent: numbered batches, kept after their acknowledgement until the hub's backup horizon
//! has passed them, so that a hub restored from yesterday gets today again.

use gridwork_seal::{Hash, Salt};
use rusqlite::Row;

use super::changes::open_salt;
use super::outbox::{ItemRef, OutboxNo, salt_place};
use crate::keys::Place;
use crate::transaction::unsigned;
use crate::{Reader, StoreError, Tx};

/// Whether the hub has answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BatchState {
    /// Sent, perhaps more than once; no answer known.
    Pending,
    /// Every item has its verdict.
    Acked,
}

/// A batch to be sent.
#[derive(Clone, Copy, Debug)]
pub struct NewBatch<'a> {
    /// Its number, without gaps.
    pub no: u64,
    /// Hash of the batch before.
    pub prev: Hash,
    /// Its own hash in the chain.
    pub hash: Hash,
    /// The frame as it goes out.
    pub frame: &'a [u8],
    /// Its items in their order, with salt and leaf.
    pub items: &'a [(OutboxNo, Salt, Hash)],
}

/// A batch as kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BatchRow {
    /// Its number.
    pub no: u64,
    /// Hash of the batch before.
    pub prev: Hash,
    /// Its own hash in the chain.
    pub hash: Hash,
    /// The frame as sent; gone once acknowledged, or when an item of it was erased or taken back.
    pub frame: Option<Vec<u8>>,
    /// Whether the hub has answered.
    pub state: BatchState,
    /// Its items, in order.
    pub items: Vec<BatchItem>,
}

/// One item of a batch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BatchItem {
    /// Its position in the outbox.
    pub no: OutboxNo,
    /// What it says; `None` once that was erased or taken back.
    pub item: Option<ItemRef>,
    /// Index of its stream.
    pub stream: u8,
    /// Whether it went before what was not urgent.
    pub urgent: bool,
    /// Salt of its leaf; gone with what it says.
    pub salt: Option<Salt>,
    /// Its Merkle leaf, which stays, so that the batch can still be proved.
    pub leaf: Hash,
}

impl Reader<'_> {
    /// The oldest batch without an answer.
    pub fn pending_batch(&self) -> Result<Option<BatchRow>, StoreError> {
        self.pending_batch_after(0)
    }

    /// The oldest batch without an answer behind batch `after`.
    pub fn pending_batch_after(&self, after: u64) -> Result<Option<BatchRow>, StoreError> {
        let sql = "SELECT no FROM batches WHERE state = 0 AND no > ?1 ORDER BY no LIMIT 1";
        match self.first(sql, [after as i64], |row| unsigned(row, 0))? {
            Some(no) => self.batch(no),
            None => Ok(None),
        }
    }

    /// Every batch without an answer, oldest first; several where they went on a stick, or after a hub
    /// was restored.
    pub fn pending_batches(&self) -> Result<Vec<BatchRow>, StoreError> {
        let sql = "SELECT no FROM batches WHERE state = 0 ORDER BY no";
        let numbers = self.all(sql, [], |row| Ok(unsigned(row, 0)?))?;
        numbers.into_iter().filter_map(|no| self.batch(no).transpose()).collect()
    }

    /// The newest batch, answered or not: the end of the chain.
    pub fn last_batch(&self) -> Result<Option<BatchRow>, StoreError> {
        match self.first("SELECT max(no) FROM batches", [], |row| row.get::<_, Option<i64>>(0))? {
            Some(Some(no)) => self.batch(no as u64),
            _ => Ok(None),
        }
    }

    /// One batch, while it is kept.
    pub fn batch(&self, no: u64) -> Result<Option<BatchRow>, StoreError> {
        let sql = "SELECT prev, hash, state, frame FROM batches WHERE no = ?1";
        let found = self.all(sql, [no as i64], |row| {
            let frame: Option<Vec<u8>> = row.get(3)?;
            Ok(BatchRow {
                no,
                prev: row.get(0)?,
                hash: row.get(1)?,
                state: match row.get::<_, u8>(2)? {
                    0 => BatchState::Pending,
                    1 => BatchState::Acked,
                    _ => return Err(StoreError::Damaged("batch state")),
                },
                frame: frame
                    .map(|sealed| self.open_row(frame_place(&no.to_be_bytes()), &sealed))
                    .transpose()?,
                items: Vec::new(),
            })
        })?;
        let Some(mut batch) = found.into_iter().next() else { return Ok(None) };
        let sql = "SELECT n, kind, item, stream, salt, leaf, urgent FROM outbox
            WHERE batch = ?1 ORDER BY position";
        batch.items = self.all(sql, [no as i64], |row| self.batch_item(row))?;
        Ok(Some(batch))
    }

    /// What stands at a place of a batch; `None` if it is not kept or was erased.
    pub fn item_at(&self, no: u64, position: u64) -> Result<Option<ItemRef>, StoreError> {
        let sql = "SELECT kind, item FROM outbox
            WHERE batch = ?1 AND position = ?2 AND item IS NOT NULL";
        let found = self.first(sql, [no as i64, position as i64], |row| {
            Ok((row.get(0)?, row.get::<_, i64>(1)?))
        })?;
        found.map(|(kind, item)| ItemRef::of(kind, item)).transpose()
    }

    fn batch_item(&self, row: &Row<'_>) -> Result<BatchItem, StoreError> {
        let n: i64 = row.get(0)?;
        let kind = row.get(1)?;
        let item: Option<i64> = row.get(2)?;
        let salt: Option<Vec<u8>> = row.get(4)?;
        let key = &self.keys.database().rows;
        Ok(BatchItem {
            no: OutboxNo(n),
            item: item.map(|item| ItemRef::of(kind, item)).transpose()?,
            stream: row.get(3)?,
            salt: salt
                .map(|sealed| open_salt(key, salt_place(&n.to_be_bytes()), &sealed))
                .transpose()?,
            leaf: row.get(5)?,
            urgent: row.get(6)?,
        })
    }
}

impl Tx<'_> {
    /// Makes a batch of items that wait. They wait no longer.
    pub fn put_batch(&mut self, batch: &NewBatch<'_>) -> Result<(), StoreError> {
        let frame = self.seal_row(frame_place(&batch.no.to_be_bytes()), batch.frame);
        self.insert(
            "INSERT INTO batches (no, prev, hash, state, frame) VALUES (?1, ?2, ?3, 0, ?4)",
            (batch.no as i64, batch.prev, batch.hash, frame),
        )?;
        for (position, (no, salt, leaf)) in batch.items.iter().enumerate() {
            let salt = self.seal_row(salt_place(&no.0.to_be_bytes()), salt.as_bytes());
            let taken = self.execute(
                "UPDATE outbox SET batch = ?2, position = ?3, salt = ?4, leaf = ?5
                 WHERE n = ?1 AND batch IS NULL",
                (no.0, batch.no as i64, position as i64, salt, leaf),
            )?;
            if taken == 0 {
                return Err(StoreError::Missing("waiting item"));
            }
        }
        Ok(())
    }

    /// Sets the frame of a batch that is framed anew; the batch stays the same.
    pub fn set_frame(&mut self, no: u64, frame: &[u8]) -> Result<(), StoreError> {
        let sealed = self.seal_row(frame_place(&no.to_be_bytes()), frame);
        let sql = "UPDATE batches SET frame = ?2 WHERE no = ?1";
        match self.execute(sql, (no as i64, sealed))? {
            0 => Err(StoreError::Missing("batch")),
            _ => Ok(()),
        }
    }

    /// Notes that the hub answered. The frame goes; items, salts and leaves stay for the proof
    /// and for a hub that is restored.
    pub fn acknowledge(&mut self, no: u64) -> Result<(), StoreError> {
        let sql = "UPDATE batches SET state = 1, frame = NULL WHERE no = ?1";
        match self.execute(sql, [no as i64])? {
            0 => Err(StoreError::Missing("batch")),
            _ => Ok(()),
        }
    }

    /// Makes the batches after `no` pending again: the hub was restored to before them.
    pub fn reopen_batches(&mut self, after: u64) -> Result<u64, StoreError> {
        let sql = "UPDATE batches SET state = 0 WHERE no > ?1 AND state = 1";
        self.execute(sql, [after as i64]).map(|count| count as u64)
    }

    /// Forgets every batch, answered or not: this installation is another device now and begins a
    /// chain of its own. What was said stays.
    pub fn drop_batches(&mut self) -> Result<(), StoreError> {
        self.execute("DELETE FROM outbox WHERE batch IS NOT NULL", [])?;
        self.execute("DELETE FROM batches", []).map(drop)
    }

    /// Forgets answered batches up to `upto` and what was meant by their changes: a verified backup
    /// of the hub holds them. The newest batch stays, as the end of the chain.
    pub fn forget_batches(&mut self, upto: u64) -> Result<u64, StoreError> {
        let old = "no <= ?1 AND state = 1 AND no < (SELECT max(no) FROM batches)";
        self.execute(
            &format!(
                "UPDATE changes SET intent = NULL WHERE n IN (SELECT item FROM outbox
                 WHERE kind = 0 AND batch IN (SELECT no FROM batches WHERE {old}))"
            ),
            [upto as i64],
        )?;
        self.execute(
            &format!("DELETE FROM outbox WHERE batch IN (SELECT no FROM batches WHERE {old})"),
            [upto as i64],
        )?;
        self.execute(&format!("DELETE FROM batches WHERE {old}"), [upto as i64])
            .map(|count| count as u64)
    }
}

pub(crate) fn frame_place(row: &[u8; 8]) -> Place<'_> {
    Place::new("batches", row, "frame")
}
