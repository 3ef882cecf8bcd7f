//! What this device said and may not read any more, sealed to the hub: kept until a verified backup of
//! the hub holds it, so that a hub restored from yesterday gets it again.

use gridwork_model::Id;
use gridwork_seal::Hash;

use super::outbox::{ItemRef, OutboxNo};
use crate::{Reader, StoreError, Tx};

/// An answered item of the outbox, as it is sealed before its entity leaves.
#[derive(Clone, Copy, Debug)]
pub struct Said {
    /// Its position.
    pub no: OutboxNo,
    /// What it says.
    pub item: ItemRef,
    /// Index of its stream.
    pub stream: u8,
    /// Its leaf.
    pub leaf: Hash,
}

impl Reader<'_> {
    /// What this device said of an entity in batches that it keeps.
    pub fn said_of(&self, entity: Id) -> Result<Vec<Said>, StoreError> {
        let sql = "SELECT n, kind, item, stream, leaf FROM outbox WHERE batch IS NOT NULL AND (
                kind = 0 AND item IN (SELECT c.n FROM changes c
                    JOIN documents d ON d.n = c.document WHERE d.id = ?1)
                OR kind = 1 AND item IN (SELECT n FROM ledger WHERE object = ?1)
                OR kind = 2 AND item IN (SELECT n FROM records WHERE id = ?1)) ORDER BY n";
        self.all(sql, [entity.as_bytes()], |row| {
            Ok(Said {
                no: OutboxNo(row.get(0)?),
                item: ItemRef::of(row.get(1)?, row.get(2)?)?,
                stream: row.get(3)?,
                leaf: row.get(4)?,
            })
        })
    }

    /// The sealed copy of an item; `None` where only its leaf stays.
    pub fn rescue(&self, no: OutboxNo) -> Result<Option<Vec<u8>>, StoreError> {
        self.first("SELECT sealed FROM rescues WHERE item = ?1", [no.0], |row| row.get(0))
    }
}

impl Tx<'_> {
    /// Keeps the sealed copy of an item of an entity that is about to leave.
    pub fn put_rescue(
        &mut self,
        no: OutboxNo,
        entity: Id,
        sealed: &[u8],
    ) -> Result<(), StoreError> {
        let sql = "INSERT OR REPLACE INTO rescues (item, entity, sealed) VALUES (?1, ?2, ?3)";
        self.execute(sql, (no.0, entity.as_bytes(), sealed)).map(drop)
    }

    /// Drops the copies of items that stay readable: their entity did not leave after all.
    pub fn drop_needless_rescues(&mut self) -> Result<(), StoreError> {
        let sql = "DELETE FROM rescues WHERE EXISTS
            (SELECT 1 FROM outbox o WHERE o.n = rescues.item AND o.item IS NOT NULL)";
        self.execute(sql, []).map(drop)
    }

    /// Drops the copies of what was said of an entity that is erased.
    pub(crate) fn drop_rescues(&mut self, entity: Id) -> Result<(), StoreError> {
        self.execute("DELETE FROM rescues WHERE entity = ?1", [entity.as_bytes()]).map(drop)
    }
}
