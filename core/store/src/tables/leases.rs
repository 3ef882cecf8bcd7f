//! Leases of the C3 purposes: without contact with the hub for the lease time, a purpose locks.
//!
//! The key of a purpose is random and kept wrapped under the database key. A lease that ran out
//! locks it softly: the wrapped key stays, a new lease opens it again, and the exchange may open it
//! for as long as a call of its own takes ([`Store::unlock_all`]), so that no unsent work strands.

use gridwork_model::{Moment, Purpose};
use gridwork_seal::SymmetricKey;

use crate::transaction::purpose_of;
use crate::{Reader, Store, StoreError, Tx};

/// Until when a purpose may be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lease {
    /// The purpose.
    pub purpose: Purpose,
    /// First moment at which it is locked, by the clock that [`Store::unlock`] is told.
    pub until: Moment,
}

impl Reader<'_> {
    /// All leases, also those that have run out.
    pub fn leases(&self) -> Result<Vec<Lease>, StoreError> {
        self.all("SELECT purpose, until_ms FROM purpose_keys ORDER BY purpose", [], |row| {
            Ok(Lease { purpose: purpose_of(row.get(0)?)?, until: Moment(row.get(1)?) })
        })
    }
}

impl Tx<'_> {
    /// Grants or renews a lease, and unlocks the purpose. Makes the key at the first grant.
    pub fn lease(&mut self, purpose: Purpose, until: Moment) -> Result<(), StoreError> {
        let kept = self.first(
            "UPDATE purpose_keys SET until_ms = ?2 WHERE purpose = ?1 RETURNING wrapped",
            (purpose as u8, until.0),
            |row| row.get::<_, Vec<u8>>(0),
        )?;
        let keys = self.reader.keys;
        let key = match kept {
            Some(wrapped) => keys.unwrap_purpose(purpose, &wrapped)?,
            None => {
                let key = SymmetricKey::generate(self.entropy);
                let wrapped = keys.wrap_purpose(self.entropy, purpose, &key);
                self.execute(
                    "INSERT INTO purpose_keys (purpose, wrapped, until_ms) VALUES (?1, ?2, ?3)",
                    (purpose as u8, wrapped, until.0),
                )?;
                key
            }
        };
        // Unlocked at once, so that this transaction can store what came with the grant; if it
        // rolls back, the key guards nothing.
        keys.unlock(purpose, &key);
        Ok(())
    }
}

impl Store {
    /// Loads the keys of the leases that are alive at `now` and drops all others; returns the
    /// purposes that can be read. `now` is the caller's best clock, never the wall clock alone.
    pub fn unlock(&self, now: Moment) -> Result<Vec<Purpose>, StoreError> {
        self.unlock_alive(now.0)
    }

    /// Loads the keys of all purposes, whether or not their lease holds: for a call that shows
    /// nothing to anybody, and says on to the hub what waits. The caller drops them again, by
    /// [`unlock`](Self::unlock) or [`lock`](Self::lock).
    pub fn unlock_all(&self) -> Result<(), StoreError> {
        self.unlock_alive(i64::MIN).map(drop)
    }

    fn unlock_alive(&self, now: i64) -> Result<Vec<Purpose>, StoreError> {
        self.read(|reader| {
            let kept = reader.all(
                "SELECT purpose, wrapped FROM purpose_keys WHERE until_ms > ?1 ORDER BY purpose",
                [now],
                |row| Ok((purpose_of(row.get(0)?)?, row.get::<_, Vec<u8>>(1)?)),
            )?;
            let keys = kept
                .iter()
                .map(|(purpose, wrapped)| {
                    Ok((*purpose, self.keys.unwrap_purpose(*purpose, wrapped)?))
                })
                .collect::<Result<Vec<_>, StoreError>>()?;
            self.keys.unlock_only(&keys);
            Ok(kept.into_iter().map(|(purpose, _)| purpose).collect())
        })
    }

    /// Drops the keys of all C3 purposes from memory, as a locked screen demands.
    pub fn lock(&self) {
        self.keys.lock_all();
    }
}
