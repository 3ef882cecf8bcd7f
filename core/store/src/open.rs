//! Opening: lock the folder, look at the file, migrate, check the key; set a damaged file aside.

use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use gridwork_seal::Entropy;
use rusqlite::{Connection, OptionalExtension};

use crate::config::{READERS, StoreConfig};
use crate::error::{Obstacle, OpenError};
use crate::keys::{Keyring, Place, open, seal};
use crate::migrate;
use crate::{Reader, connection};

/// The database within the folder.
pub(crate) const DATABASE: &str = "gridwork.db";
/// The folder of sealed files within the folder.
pub(crate) const BLOBS: &str = "blobs";
/// Held locked while a store is open; a sibling, so that the database itself may be moved aside.
const LOCK: &str = "lock";
/// Left behind by a run that met damage: the next open checks the whole file.
const SUSPECT: &str = "suspect";
/// Written into it when the check is not worth the time.
const CONDEMNED: &[u8] = b"condemned";
/// What SQLite may keep beside a database.
pub(crate) const SIDES: [&str; 3] = ["", "-wal", "-shm"];

/// Two copies of a known value: if one opens and the other does not, the file is damaged and the
/// key is right.
const KEY_CHECKS: [&str; 2] = ["store/key-check-1", "store/key-check-2"];
const KEY_CHECK: &[u8] = b"gridwork";

/// What opening found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OpenReport {
    /// There was no database; this one is empty.
    pub created: bool,
    /// The schema the file had, if it was brought up from an older one.
    pub migrated_from: Option<u32>,
    /// The file was damaged, or sealed by another key and given up: it is kept in this folder, and a new one was begun. Offer
    /// [`Store::salvage`](crate::Store::salvage) and download again.
    pub damaged: Option<PathBuf>,
}

/// Everything that is dropped by a pause.
pub(crate) struct Connections {
    pub writer: Connection,
    pub readers: Vec<Connection>,
    /// Held for as long as the connections.
    pub lock: File,
}

pub(crate) fn database_path(config: &StoreConfig) -> PathBuf {
    config.dir.join(DATABASE)
}

/// Opens the files of a store.
pub(crate) fn open_files(
    config: &StoreConfig,
    keys: &Keyring,
    entropy: &mut dyn Entropy,
) -> Result<(Connections, OpenReport), OpenError> {
    let lock = error_only(take_lock(&config.dir))?;
    error_only(fs::create_dir_all(config.dir.join(BLOBS)).map_err(Obstacle::from))?;
    let mut report = OpenReport::default();
    let writer = match open_writer(config, keys, entropy, &mut report) {
        Ok(writer) => writer,
        Err(Obstacle::Error(error)) => return Err(error),
        Err(Obstacle::Damage) => {
            report = OpenReport {
                damaged: Some(error_only(set_aside(config).map_err(Obstacle::from))?),
                ..OpenReport::default()
            };
            error_only(open_writer(config, keys, entropy, &mut report))?
        }
    };
    let count = if config.low_memory { 1 } else { READERS };
    let readers = (0..count).map(|_| connection::reader(&database_path(config), config));
    let readers = error_only(readers.collect())?;
    Ok((Connections { writer, readers, lock }, report))
}

/// Remembers that damage was met, for the next open. Best effort: the disk may be what is broken.
pub(crate) fn mark_suspect(dir: &Path) {
    let _ = File::create(dir.join(SUSPECT));
}

/// Demands that the next open sets the file aside.
pub(crate) fn condemn(dir: &Path) -> std::io::Result<()> {
    fs::write(dir.join(SUSPECT), CONDEMNED)
}

fn take_lock(dir: &Path) -> Result<File, Obstacle> {
    fs::create_dir_all(dir)?;
    let lock = File::options().create(true).truncate(false).write(true).open(dir.join(LOCK))?;
    match lock.try_lock() {
        Ok(()) => Ok(lock),
        Err(TryLockError::WouldBlock) => Err(OpenError::InUse.into()),
        Err(TryLockError::Error(error)) => Err(error.into()),
    }
}

fn open_writer(
    config: &StoreConfig,
    keys: &Keyring,
    entropy: &mut dyn Entropy,
    report: &mut OpenReport,
) -> Result<Connection, Obstacle> {
    let path = database_path(config);
    let mut connection = connection::writer(&path, config)?;
    let found = migrate::version(&connection)?;
    report.created = found == 0;
    report.migrated_from = (found != 0 && found != migrate::SCHEMA).then_some(found);
    if found != 0 {
        match check_key(&connection, keys) {
            Err(Obstacle::Error(OpenError::WrongKey)) if config.start_over => {
                return Err(Obstacle::Damage);
            }
            checked => checked?,
        }
        match fs::read(config.dir.join(SUSPECT)) {
            Ok(mark) if mark == CONDEMNED => return Err(Obstacle::Damage),
            Ok(_) => {
                check_whole(&connection, config)?;
                fs::remove_file(config.dir.join(SUSPECT))?;
            }
            Err(_) => {}
        }
    }
    migrate::migrate(&mut connection, |transaction| {
        if found == 0 {
            for name in KEY_CHECKS {
                let place = Place::new("meta", name.as_bytes(), "value");
                let value = seal(&keys.database().rows, entropy, place, KEY_CHECK);
                transaction
                    .execute("INSERT INTO meta (name, value) VALUES (?1, ?2)", (name, value))?;
            }
        }
        Ok(())
    })?;
    Ok(connection)
}

fn check_key(connection: &Connection, keys: &Keyring) -> Result<(), Obstacle> {
    let mut found = 0;
    let mut opened = 0;
    for name in KEY_CHECKS {
        let value: Option<Vec<u8>> = connection
            .query_row("SELECT value FROM meta WHERE name = ?1", [name], |row| row.get(0))
            .optional()?;
        if let Some(value) = value {
            found += 1;
            let place = Place::new("meta", name.as_bytes(), "value");
            opened += i32::from(open(&keys.database().rows, place, &value).is_ok());
        }
    }
    match (found, opened) {
        (2, 2) => Ok(()),
        (1.., 0) => Err(OpenError::WrongKey.into()),
        _ => Err(Obstacle::Damage),
    }
}

fn check_whole(connection: &Connection, config: &StoreConfig) -> Result<(), Obstacle> {
    let verdict: String =
        connection.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
    if verdict != "ok" || !migrate::is_as_built(connection)? {
        return Err(Obstacle::Damage);
    }
    if migrate::version(connection)? == migrate::SCHEMA {
        // With keys of its own: nothing stays unlocked by it.
        let (keys, damaged) = (Keyring::new(&config.key), AtomicBool::new(false));
        let reader = Reader { connection, keys: &keys, damaged: &damaged };
        if !reader.opens_whole()? {
            return Err(Obstacle::Damage);
        }
    }
    Ok(())
}

/// Moves the database and what SQLite keeps beside it into a folder of their own.
fn set_aside(config: &StoreConfig) -> std::io::Result<PathBuf> {
    let kept_as = (1..)
        .map(|n| match n {
            1 => format!("damaged-{}", config.label),
            n => format!("damaged-{}-{n}", config.label),
        })
        .map(|name| config.dir.join(name))
        .find(|path| !path.exists())
        .unwrap_or_else(|| config.dir.join("damaged"));
    fs::create_dir(&kept_as)?;
    for side in SIDES {
        let name = format!("{DATABASE}{side}");
        match fs::rename(config.dir.join(&name), kept_as.join(&name)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    let _ = fs::remove_file(config.dir.join(SUSPECT));
    sync_dir(&config.dir);
    Ok(kept_as)
}

/// Makes the names in a folder durable, where the system can.
pub(crate) fn sync_dir(dir: &Path) {
    if let Ok(dir) = File::open(dir) {
        let _ = dir.sync_all();
    }
}

/// For steps where damage is no longer an answer.
fn error_only<T>(result: Result<T, Obstacle>) -> Result<T, OpenError> {
    result.map_err(|obstacle| match obstacle {
        Obstacle::Error(error) => error,
        Obstacle::Damage => OpenError::Sqlite { code: rusqlite::ffi::SQLITE_CORRUPT },
    })
}
