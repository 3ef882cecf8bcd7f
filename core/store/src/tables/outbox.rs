//! What waits to be said, in one order.

use rusqlite::Row;

use super::{changes::ChangeNo, ledger::LedgerNo, records::RecordNo};
use crate::keys::Place;
use crate::{Reader, StoreError, Tx};

/// Position in the outbox; later items have higher ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OutboxNo(pub i64);

/// What an item says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ItemRef {
    /// A change of a document.
    Change(ChangeNo),
    /// A ledger entry.
    Ledger(LedgerNo),
    /// A sealed record.
    Record(RecordNo),
}

impl ItemRef {
    /// The two columns that hold it.
    pub(crate) fn columns(self) -> (u8, i64) {
        match self {
            ItemRef::Change(ChangeNo(n)) => (0, n),
            ItemRef::Ledger(LedgerNo(n)) => (1, n),
            ItemRef::Record(RecordNo(n)) => (2, n),
        }
    }

    pub(crate) fn of(kind: u8, n: i64) -> Result<ItemRef, StoreError> {
        match kind {
            0 => Ok(ItemRef::Change(ChangeNo(n))),
            1 => Ok(ItemRef::Ledger(LedgerNo(n))),
            2 => Ok(ItemRef::Record(RecordNo(n))),
            _ => Err(StoreError::Damaged("outbox item")),
        }
    }
}

/// An item to be said.
#[derive(Clone, Copy, Debug)]
pub struct NewItem {
    /// What it says.
    pub item: ItemRef,
    /// Index of its stream.
    pub stream: u8,
    /// Whether it goes before what is not urgent.
    pub urgent: bool,
}

/// An item that waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OutboxItem {
    /// Its position.
    pub no: OutboxNo,
    /// What it says.
    pub item: ItemRef,
    /// Index of its stream.
    pub stream: u8,
    /// Whether it goes first.
    pub urgent: bool,
}

/// How much waits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Waiting {
    /// Urgent items.
    pub urgent: u64,
    /// All others.
    pub other: u64,
}

impl Reader<'_> {
    /// What goes next: urgent items first, each kind in the order it was written.
    pub fn waiting(&self, limit: u32) -> Result<Vec<OutboxItem>, StoreError> {
        let sql = "SELECT n, kind, item, stream, urgent FROM outbox
            WHERE batch IS NULL ORDER BY urgent DESC, n LIMIT ?1";
        self.all(sql, [limit], |row| {
            Ok(OutboxItem {
                no: OutboxNo(row.get(0)?),
                item: ItemRef::of(row.get(1)?, row.get(2)?)?,
                stream: row.get(3)?,
                urgent: row.get(4)?,
            })
        })
    }

    /// How much waits.
    pub fn waiting_count(&self) -> Result<Waiting, StoreError> {
        let sql = "SELECT count(*) FILTER (WHERE urgent), count(*) FILTER (WHERE NOT urgent)
            FROM outbox WHERE batch IS NULL";
        let read = |row: &Row<'_>| Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?));
        let (urgent, other) = self.first(sql, [], read)?.unwrap_or_default();
        Ok(Waiting { urgent: urgent as u64, other: other as u64 })
    }
}

impl Tx<'_> {
    /// Puts an item at the end of the outbox.
    pub fn enqueue(&mut self, new: NewItem) -> Result<OutboxNo, StoreError> {
        let no = self
            .first("SELECT coalesce(max(n), 0) + 1 FROM outbox", [], |row| row.get::<_, i64>(0))?
            .unwrap_or(1);
        let (kind, item) = new.item.columns();
        self.execute(
            "INSERT INTO outbox (n, kind, item, stream, urgent) VALUES (?1, ?2, ?3, ?4, ?5)",
            (no, kind, item, new.stream, new.urgent),
        )?;
        Ok(OutboxNo(no))
    }

    /// Takes an item out that was never sent. The entry itself stays.
    pub fn dequeue(&mut self, no: OutboxNo) -> Result<(), StoreError> {
        self.execute("DELETE FROM outbox WHERE n = ?1 AND batch IS NULL", [no.0]).map(drop)
    }

    /// Removes what refers to an entry that is about to go: unsent items whole, sent ones down to
    /// their leaf, and the frame they were sent in.
    pub(crate) fn forget_item(&mut self, item: ItemRef) -> Result<(), StoreError> {
        let (kind, n) = item.columns();
        self.execute(
            "UPDATE batches SET frame = NULL WHERE no IN
                 (SELECT batch FROM outbox WHERE kind = ?1 AND item = ?2)",
            (kind, n),
        )?;
        self.execute(
            "DELETE FROM outbox WHERE kind = ?1 AND item = ?2 AND batch IS NULL",
            (kind, n),
        )?;
        self.execute(
            "UPDATE outbox SET item = NULL, salt = NULL WHERE kind = ?1 AND item = ?2",
            (kind, n),
        )
        .map(drop)
    }
}

pub(crate) fn salt_place(row: &[u8; 8]) -> Place<'_> {
    Place::new("outbox", row, "salt")
}
