//! Named sealed values: identity, chain, settings.

use gridwork_seal::BoxPublic;
use rusqlite::{Connection, OptionalExtension};

use crate::keys::{Keyring, Place, open};
use crate::{Reader, StoreError, Tx};

const HUB_KEY: &str = "store/hub-key";

impl Reader<'_> {
    /// The value of a name.
    pub fn meta(&self, name: &str) -> Result<Option<Vec<u8>>, StoreError> {
        self.first("SELECT value FROM meta WHERE name = ?1", [name], |row| {
            row.get::<_, Vec<u8>>(0)
        })?
        .map(|sealed| self.open_row(place(name), &sealed))
        .transpose()
    }

    /// The hub's key, if it was set.
    pub fn hub_key(&self) -> Result<Option<BoxPublic>, StoreError> {
        hub_key(self.connection, self.keys)
    }
}

impl Tx<'_> {
    /// Sets the value of a name. Names are clear; those beginning with `store/` are the store's own.
    pub fn set_meta(&mut self, name: &str, value: &[u8]) -> Result<(), StoreError> {
        let sealed = self.seal_row(place(name), value);
        self.execute(
            "INSERT INTO meta (name, value) VALUES (?1, ?2)
             ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            (name, sealed),
        )
        .map(drop)
    }

    /// Forgets a name.
    pub fn delete_meta(&mut self, name: &str) -> Result<(), StoreError> {
        self.execute("DELETE FROM meta WHERE name = ?1", [name]).map(drop)
    }

    /// Sets the key to which copies in the outbox are sealed from the next commit on.
    pub fn set_hub_key(&mut self, key: &BoxPublic) -> Result<(), StoreError> {
        self.set_meta(HUB_KEY, key.as_bytes())?;
        self.after.hub = Some(*key);
        Ok(())
    }
}

/// The hub's key as kept.
pub(crate) fn hub_key(
    connection: &Connection,
    keys: &Keyring,
) -> Result<Option<BoxPublic>, StoreError> {
    connection
        .query_row("SELECT value FROM meta WHERE name = ?1", [HUB_KEY], |row| {
            row.get::<_, Vec<u8>>(0)
        })
        .optional()?
        .map(|sealed| {
            let bytes = open(&keys.database().rows, place(HUB_KEY), &sealed)?;
            Ok(BoxPublic::from_slice(&bytes)?)
        })
        .transpose()
}

pub(crate) fn place(name: &str) -> Place<'_> {
    Place::new("meta", name.as_bytes(), "value")
}
