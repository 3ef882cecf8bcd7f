//! The pragmas of every connection, in one place.

use std::path::Path;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use crate::config::{BUSY_TIMEOUT, CACHE_KIB, CACHE_KIB_LOW, JOURNAL_BYTES_MAX, StoreConfig};
use crate::error::Obstacle;
use crate::migrate;

/// Statements a connection keeps prepared: all of this crate.
const STATEMENTS: usize = 128;

/// The connection that writes. Refuses a newer file before it touches it.
pub(crate) fn writer(path: &Path, config: &StoreConfig) -> Result<Connection, Obstacle> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE;
    let connection = open(path, flags, config)?;
    // A newer file may have its version in the WAL still: look, and leave without a checkpoint.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
    migrate::refuse_newer(&connection)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, false)?;
    // EXTRA for as long as opening lasts: the switch to WAL goes through a rollback journal, and
    // only EXTRA syncs the folder when it deletes that. A journal that came back after a power cut
    // would roll the new database back to nothing. Each write sets what it needs.
    connection.execute_batch(&format!(
        "PRAGMA synchronous = EXTRA;
         PRAGMA journal_mode = WAL;
         PRAGMA journal_size_limit = {JOURNAL_BYTES_MAX};
         PRAGMA secure_delete = ON;
         PRAGMA foreign_keys = ON;",
    ))?;
    if let Some(pages) = config.test.pages_max {
        connection.pragma_update(None, "max_page_count", pages)?;
    }
    Ok(connection)
}

/// A connection that only reads.
pub(crate) fn reader(path: &Path, config: &StoreConfig) -> Result<Connection, Obstacle> {
    // Opened for writing because a reader may have to build the index of the WAL.
    let connection = open(path, OpenFlags::SQLITE_OPEN_READ_WRITE, config)?;
    connection.pragma_update(None, "query_only", true)?;
    Ok(connection)
}

fn open(path: &Path, flags: OpenFlags, config: &StoreConfig) -> Result<Connection, Obstacle> {
    let flags = flags | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_EXRESCODE;
    let connection = match &config.test.vfs {
        Some(vfs) => Connection::open_with_flags_and_vfs(path, flags, vfs.as_str())?,
        None => Connection::open_with_flags(path, flags)?,
    };
    connection.busy_timeout(BUSY_TIMEOUT)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    // A plan depends on no bound value: else each new bound on a page (`LIMIT ?`) prepares its
    // statement anew.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    let cache = if config.low_memory { CACHE_KIB_LOW } else { CACHE_KIB };
    connection.execute_batch(&format!(
        "PRAGMA temp_store = MEMORY;
         PRAGMA trusted_schema = OFF;
         PRAGMA cell_size_check = ON;
         PRAGMA cache_size = -{cache};",
    ))?;
    Ok(connection)
}
