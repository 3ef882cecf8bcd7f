//! Numbered steps of the schema. A shipped step never changes; the next one is appended.
//!
//! Expand, move, contract: a step only adds what the build before can ignore, a later release moves
//! the data, and only a release after that drops the old shape, so that the binary before can be
//! put back after an upgrade (`docs/operating.md`, roll-back). `user_version` holds the step.

use rusqlite::Connection;

use super::{SqliteStorage, engine};
use crate::storage::{StorageError, Stored};

/// Every step, oldest first; step n brings `user_version` to n + 1.
pub const STEPS: &[&str] = &[include_str!("migrations/0001_streams_and_cabinet.sql")];

/// Brings a file to the newest step; a newer file is refused untouched.
pub fn migrate(connection: &mut Connection) -> Stored<()> {
    let known = STEPS.len() as u32;
    let found: u32 =
        connection.query_row("PRAGMA user_version", [], |row| row.get(0)).map_err(engine)?;
    if found > known {
        return Err(StorageError::Newer { found, known });
    }
    for (index, step) in STEPS.iter().enumerate().skip(found as usize) {
        let tx = connection.transaction().map_err(engine)?;
        tx.execute_batch(step).map_err(engine)?;
        tx.pragma_update(None, "user_version", index as u32 + 1).map_err(engine)?;
        tx.commit().map_err(engine)?;
    }
    Ok(())
}

impl SqliteStorage {
    /// The newest step this build knows.
    pub fn schema_version() -> u32 {
        STEPS.len() as u32
    }
}
