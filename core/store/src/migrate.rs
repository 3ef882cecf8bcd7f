//! Brings a file to the newest schema: all steps and the version in one transaction.

use rusqlite::{Connection, Transaction, TransactionBehavior};

use crate::error::{Obstacle, OpenError};

/// The steps, in order; step n brings `user_version` from n to n + 1. Never edited once shipped.
pub(crate) const STEPS: [&str; 5] = [
    include_str!("../migrations/0001_replica.sql"),
    include_str!("../migrations/0002_outbox.sql"),
    include_str!("../migrations/0003_projections.sql"),
    include_str!("../migrations/0004_files.sql"),
    include_str!("../migrations/0005_rescues.sql"),
];

/// The newest schema this build knows.
pub const SCHEMA: u32 = STEPS.len() as u32;

/// The schema of a file; 0 for an empty one.
pub(crate) fn version(connection: &Connection) -> rusqlite::Result<u32> {
    connection.query_row("PRAGMA user_version", [], |row| row.get(0))
}

/// Refuses a file of a newer schema before anything is written to it.
pub(crate) fn refuse_newer(connection: &Connection) -> Result<u32, Obstacle> {
    match version(connection)? {
        found if found > SCHEMA => Err(OpenError::Newer { found, known: SCHEMA }.into()),
        found => Ok(found),
    }
}

/// Runs the missing steps, then `finish` within the same transaction.
pub(crate) fn migrate(
    connection: &mut Connection,
    finish: impl FnOnce(&Transaction<'_>) -> Result<(), Obstacle>,
) -> Result<(), Obstacle> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let found = refuse_newer(&transaction)?;
    for step in STEPS.iter().skip(found as usize) {
        transaction.execute_batch(step)?;
    }
    if found < SCHEMA {
        transaction.pragma_update(None, "user_version", SCHEMA)?;
    }
    finish(&transaction)?;
    transaction.commit()?;
    Ok(())
}

/// Whether the file has the schema its version says, if that is the newest.
pub(crate) fn is_as_built(connection: &Connection) -> Result<bool, Obstacle> {
    if version(connection)? != SCHEMA {
        return Ok(true);
    }
    let fresh = Connection::open_in_memory()?;
    for step in STEPS {
        fresh.execute_batch(step)?;
    }
    Ok(schema(connection)? == schema(&fresh)?)
}

/// The statements that made the tables and indices, in a fixed order.
fn schema(connection: &Connection) -> rusqlite::Result<Vec<String>> {
    let sql = "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY sql";
    connection.prepare(sql)?.query_map([], |row| row.get(0))?.collect()
}
