//! What waits to be said, in one order.
//!
//! Beside each item lies a copy for the hub, if the caller gave one: sealed under a key that lives
//! in memory for one run of the app and is kept only as sealed to the hub. So a purpose key that
//! locked or was wiped never strands unsent work: the copies leave in a bundle, and nobody but the
//! hub can read them. One HPKE operation a run instead of one an answer keeps an answer cheap.

use gridwork_seal::SymmetricKey;
use rusqlite::Row;

use super::{changes::ChangeNo, ledger::LedgerNo, records::RecordNo};
use crate::keys::Place;
use crate::{Reader, StoreError, Tx};

/// Use of a copy's key, as the hub opens it (`BoxKey::open`).
pub const RESCUE_INFO: &str = "gridwork/rescue";

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
pub struct NewItem<'a> {
    /// What it says.
    pub item: ItemRef,
    /// Index of its stream.
    pub stream: u8,
    /// Whether it goes before what is not urgent.
    pub urgent: bool,
    /// The item as the hub should read it from a bundle, should it never be sent otherwise.
    pub rescue: Option<&'a [u8]>,
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

/// Copies that one run of the app made for the hub.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rescue {
    /// The run's key, sealed to the hub for [`RESCUE_INFO`] without associated data.
    pub key: Vec<u8>,
    /// Each item under that key, in order; its associated data is [`rescue_aad`].
    pub items: Vec<(OutboxNo, Vec<u8>)>,
}

/// The associated data of a copy, big-endian number of its item.
pub fn rescue_aad(no: OutboxNo) -> [u8; 8] {
    no.0.to_be_bytes()
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

    /// The copies of everything that no answer has settled, by run.
    pub fn rescues(&self) -> Result<Vec<Rescue>, StoreError> {
        let sql = "SELECT o.rescue_key, k.sealed, o.n, o.rescue
            FROM outbox o JOIN outbox_keys k ON k.n = o.rescue_key ORDER BY o.rescue_key, o.n";
        let mut rescues: Vec<(i64, Rescue)> = Vec::new();
        self.all(sql, [], |row| {
            let run: i64 = row.get(0)?;
            let item = (OutboxNo(row.get(2)?), row.get(3)?);
            match rescues.last_mut() {
                Some((last, rescue)) if *last == run => rescue.items.push(item),
                _ => rescues.push((run, Rescue { key: row.get(1)?, items: vec![item] })),
            }
            Ok(())
        })?;
        Ok(rescues.into_iter().map(|(_, rescue)| rescue).collect())
    }
}

impl Tx<'_> {
    /// Puts an item at the end of the outbox.
    pub fn enqueue(&mut self, new: NewItem<'_>) -> Result<OutboxNo, StoreError> {
        let no = self
            .first("SELECT coalesce(max(n), 0) + 1 FROM outbox", [], |row| row.get::<_, i64>(0))?
            .unwrap_or(1);
        let (rescue_key, rescue) = match new.rescue {
            Some(plain) => {
                let (n, key) = self.run_key()?;
                let sealed = key.seal(self.entropy, &[&rescue_aad(OutboxNo(no))], plain);
                (Some(n), Some(sealed))
            }
            None => (None, None),
        };
        let (kind, item) = new.item.columns();
        self.execute(
            "INSERT INTO outbox (n, kind, item, stream, urgent, rescue_key, rescue)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            (no, kind, item, new.stream, new.urgent, rescue_key, rescue),
        )?;
        Ok(OutboxNo(no))
    }

    /// Takes an item out that was never sent. The entry itself stays.
    pub fn dequeue(&mut self, no: OutboxNo) -> Result<(), StoreError> {
        self.execute("DELETE FROM outbox WHERE n = ?1 AND batch IS NULL", [no.0]).map(drop)
    }

    /// The key of this run for copies, made and kept at its first use.
    fn run_key(&mut self) -> Result<(i64, SymmetricKey), StoreError> {
        let known = self.after.outbox_key.as_ref().or(match self.after.hub {
            Some(_) => None,
            None => self.outbox.current.as_ref(),
        });
        if let Some(known) = known {
            return Ok(known.clone());
        }
        let hub = self.after.hub.or(self.outbox.hub).ok_or(StoreError::NoHubKey)?;
        let key = SymmetricKey::generate(self.entropy);
        let sealed = hub
            .seal(self.entropy, RESCUE_INFO, &[], key.expose())
            .map_err(|_| StoreError::NoHubKey)?;
        let n = self.insert("INSERT INTO outbox_keys (sealed) VALUES (?1)", [sealed])?;
        self.after.outbox_key = Some((n, key.clone()));
        Ok((n, key))
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
            "UPDATE outbox SET item = NULL, salt = NULL, rescue = NULL, rescue_key = NULL
             WHERE kind = ?1 AND item = ?2",
            (kind, n),
        )
        .map(drop)
    }
}

pub(crate) fn salt_place(row: &[u8; 8]) -> Place<'_> {
    Place::new("outbox", row, "salt")
}
