//! The embedded default: one SQLite file in WAL, one writer, readers beside it.
//!
//! Disk assumptions are those of SQLite itself: a completed `fsync` is durable, and a torn write is
//! confined to what was not yet synced. Every commit syncs (`synchronous=FULL`). A new file passes to WAL
//! under `EXTRA`, which alone syncs the folder after the rollback journal of that step is deleted: without
//! it the journal can come back with the next power cut, and take everything with it. Freed pages are
//! overwritten (`secure_delete`), and [`Storage::scrub`] empties the log, so that what an erasure
//! destroyed is gone from the file.

mod migrations;
mod read;
mod write;

use std::path::{Path, PathBuf};

use parking_lot::{Mutex, MutexGuard};
use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags};

use super::{Reading, Storage, StorageError, Stored, Writing};

pub use migrations::STEPS;

/// Readers kept open for reuse; more are opened and closed as needed.
const IDLE_READERS: usize = 4;

/// How long a statement waits for another process (a backup, an operator's shell), milliseconds.
const BUSY_MS: u32 = 10_000;

/// Page cache of the writer, KiB.
const CACHE_KIB: u32 = 64 * 1024;

/// Storage in one SQLite file.
pub struct SqliteStorage {
    path: PathBuf,
    /// The one writer. A transaction holds the lock until it ends, which is what makes numbers
    /// gap-free and never visible late.
    writer: Mutex<Connection>,
    /// Idle readers; each sees the state of when its view began.
    readers: Mutex<Vec<Connection>>,
}

/// Translates an engine error into a named one.
pub(super) fn engine(error: rusqlite::Error) -> StorageError {
    match error.sqlite_error_code() {
        Some(ErrorCode::DiskFull) => StorageError::Full,
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
            StorageError::Damaged(error.to_string())
        }
        _ => StorageError::Engine(error.to_string()),
    }
}

impl SqliteStorage {
    /// Opens the file, creating it if it does not exist, and brings it to the newest schema.
    pub fn open(path: &Path) -> Stored<SqliteStorage> {
        let mut writer = connect(path, OpenFlags::default())?;
        migrations::migrate(&mut writer)?;
        writer
            .execute_batch(&format!("PRAGMA cache_size=-{CACHE_KIB}; PRAGMA foreign_keys=OFF;"))
            .map_err(engine)?;
        Ok(SqliteStorage {
            path: path.to_owned(),
            writer: Mutex::new(writer),
            readers: Mutex::new(Vec::new()),
        })
    }

    fn reader(&self) -> Stored<Connection> {
        if let Some(connection) = self.readers.lock().pop() {
            return Ok(connection);
        }
        connect(&self.path, OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX)
    }
}

fn connect(path: &Path, flags: OpenFlags) -> Stored<Connection> {
    let connection = Connection::open_with_flags(path, flags).map_err(engine)?;
    connection.set_prepared_statement_cache_capacity(64);
    // A plan depends on no bound value: else each new bound on a page (`LIMIT ?`) prepares its
    // statement anew.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true).map_err(engine)?;
    connection
        .execute_batch(&format!(
            "PRAGMA busy_timeout={BUSY_MS}; PRAGMA synchronous=EXTRA; PRAGMA journal_mode=WAL;
             PRAGMA synchronous=FULL; PRAGMA secure_delete=ON; PRAGMA temp_store=MEMORY;"
        ))
        .map_err(engine)?;
    Ok(connection)
}

/// A read view: a deferred transaction on a reader of its own.
pub struct View<'a> {
    storage: &'a SqliteStorage,
    connection: Option<Connection>,
}

impl View<'_> {
    fn connection(&self) -> Stored<&Connection> {
        self.connection.as_ref().ok_or_else(|| StorageError::Engine("view has ended".into()))
    }
}

impl Drop for View<'_> {
    fn drop(&mut self) {
        if let Some(connection) = self.connection.take() {
            // A reader whose view cannot be ended is closed instead of being used again.
            if connection.execute_batch("ROLLBACK").is_ok() {
                let mut idle = self.storage.readers.lock();
                if idle.len() < IDLE_READERS {
                    idle.push(connection);
                }
            }
        }
    }
}

/// The write transaction: holds the writer's lock; dropped uncommitted, it rolls back.
pub struct Transaction<'a> {
    connection: MutexGuard<'a, Connection>,
    ended: bool,
}

impl Drop for Transaction<'_> {
    fn drop(&mut self) {
        if !self.ended {
            // SQLite itself rolls back a transaction that a full disk broke; then there is nothing
            // left to roll back and the error says only that.
            let _ = self.connection.execute_batch("ROLLBACK");
        }
    }
}

impl Storage for SqliteStorage {
    fn reading(&self) -> Stored<Box<dyn Reading + '_>> {
        let connection = self.reader()?;
        connection.execute_batch("BEGIN DEFERRED").map_err(engine)?;
        // The view begins with its first read, so read something now.
        connection
            .query_row("SELECT count(*) FROM stream WHERE id < 0", [], |_| Ok(()))
            .map_err(engine)?;
        Ok(Box::new(View { storage: self, connection: Some(connection) }))
    }

    fn writing(&self) -> Stored<Box<dyn Writing + '_>> {
        let connection = self.writer.lock();
        connection.execute_batch("BEGIN IMMEDIATE").map_err(engine)?;
        Ok(Box::new(Transaction { connection, ended: false }))
    }

    fn copy_to(&self, file: &Path) -> Stored<()> {
        let reader = self.reader()?;
        let name = file.to_str().ok_or_else(|| StorageError::Engine("path is not text".into()))?;
        reader.execute("VACUUM INTO ?1", [name]).map_err(engine)?;
        self.readers.lock().push(reader);
        Ok(())
    }

    fn verify(&self) -> Stored<()> {
        let reader = self.reader()?;
        let found: String =
            reader.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0)).map_err(engine)?;
        self.readers.lock().push(reader);
        if found == "ok" { Ok(()) } else { Err(StorageError::Damaged(found)) }
    }

    fn scrub(&self) -> Stored<()> {
        let writer = self.writer.lock();
        self.readers.lock().clear();
        writer
            .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get::<_, i64>(0))
            .map_err(engine)?;
        Ok(())
    }
}
