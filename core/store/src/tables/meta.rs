//! Named sealed values: identity, chain, settings.

use crate::keys::Place;
use crate::{Reader, StoreError, Tx};

impl Reader<'_> {
    /// The value of a name.
    pub fn meta(&self, name: &str) -> Result<Option<Vec<u8>>, StoreError> {
        self.first("SELECT value FROM meta WHERE name = ?1", [name], |row| {
            row.get::<_, Vec<u8>>(0)
        })?
        .map(|sealed| self.open_row(place(name), &sealed))
        .transpose()
    }
}

impl Tx<'_> {
    /// Sets the value of a name. Names are clear.
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
}

pub(crate) fn place(name: &str) -> Place<'_> {
    Place::new("meta", name.as_bytes(), "value")
}
