//! The store as a whole: open, read, write, pause, wipe.

use std::fs::{self, File};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use gridwork_seal::Entropy;
use parking_lot::Mutex;
use rusqlite::{Connection, InterruptHandle, Transaction, TransactionBehavior};

use crate::blobs;
use crate::config::{BUSY_TIMEOUT, Durability, StoreConfig};
use crate::error::{OpenError, StoreError};
use crate::keys::Keyring;
use crate::open::{self, Connections, OpenReport};
use crate::pool::Pool;
use crate::transaction::{After, Reader, Tx};

/// A phone's database and blob folder. Shared between threads; one writes, a few read.
pub struct Store {
    pub(crate) config: StoreConfig,
    pub(crate) keys: Keyring,
    /// `None` while paused. Taken by every write for its whole length.
    writer: Mutex<Option<Writer>>,
    readers: Pool,
    /// Lives through pauses: the source of randomness is the caller's and only lent.
    entropy: Mutex<Box<dyn Entropy + Send>>,
    /// One handle a connection, usable from any thread.
    interrupts: Mutex<Vec<InterruptHandle>>,
    /// Set by whatever met damage; leaves the mark that makes the next open look closer.
    damaged: AtomicBool,
    /// Random; tells the unfinished files of this run from those of one that was cut off.
    pub(crate) run: u64,
}

struct Writer {
    connection: Connection,
    /// What `PRAGMA synchronous` was last set to; it cannot be changed inside a transaction.
    synchronous: Option<&'static str>,
    /// Released with the connections, so that another process may open the folder.
    _lock: File,
}

impl Writer {
    fn new(connections: Connections) -> (Writer, Vec<Connection>) {
        let writer =
            Writer { connection: connections.writer, synchronous: None, _lock: connections.lock };
        (writer, connections.readers)
    }

    fn set_synchronous(&mut self, wanted: &'static str) -> Result<(), StoreError> {
        if self.synchronous != Some(wanted) {
            self.connection.execute_batch(wanted)?;
            self.synchronous = Some(wanted);
        }
        Ok(())
    }
}

impl Store {
    /// Opens the store, creating, migrating or setting aside as needed. May take seconds after an
    /// update of the app; work per document is never done here.
    pub fn open(
        config: StoreConfig,
        mut entropy: Box<dyn Entropy + Send>,
    ) -> Result<(Store, OpenReport), OpenError> {
        let keys = Keyring::new(&config.key);
        let (connections, report) = open::open_files(&config, &keys, &mut *entropy)?;
        let run = u64::from_be_bytes(entropy.bytes());
        let interrupts = interrupts(&connections);
        let (writer, readers) = Writer::new(connections);
        let store = Store {
            config,
            keys,
            writer: Mutex::new(Some(writer)),
            readers: Pool::new(readers),
            entropy: Mutex::new(entropy),
            interrupts: Mutex::new(interrupts),
            damaged: AtomicBool::new(false),
            run,
        };
        Ok((store, report))
    }

    /// The folder of this store; its files are nobody else's, a caller may keep others beside them.
    pub fn dir(&self) -> &std::path::Path {
        &self.config.dir
    }

    /// Reads within one consistent view. May run beside a write, and then sees what was before it.
    pub fn read<T, E: From<StoreError>>(
        &self,
        f: impl FnOnce(&Reader<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let lent = self.readers.lend()?;
        let connection = lent.connection()?;
        let view = Transaction::new_unchecked(connection, TransactionBehavior::Deferred)
            .map_err(|error| self.noted(error.into()))?;
        let result = f(&self.reader(connection));
        self.mark_if_damaged();
        // The end of a view cannot lose anything, so how it ends does not matter.
        let _ = view.finish();
        result
    }

    /// Writes in one transaction: all of it, durable as promised when this returns `Ok`, or nothing.
    ///
    /// Calls do not nest: a write inside a write is [`StoreError::Busy`].
    pub fn write<T, E: From<StoreError>>(
        &self,
        durability: Durability,
        f: impl FnOnce(&mut Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut guard = self.writer.try_lock_for(BUSY_TIMEOUT).ok_or(StoreError::Busy)?;
        let writer = guard.as_mut().ok_or(StoreError::Paused)?;
        writer.set_synchronous(self.synchronous(durability))?;
        let mut entropy = self.entropy.lock();
        let transaction =
            Transaction::new_unchecked(&writer.connection, TransactionBehavior::Immediate)
                .map_err(|error| self.noted(error.into()))?;
        let mut tx = Tx {
            reader: self.reader(&writer.connection),
            entropy: &mut **entropy,
            after: After::default(),
        };
        let result = f(&mut tx);
        let after = std::mem::take(&mut tx.after);
        self.mark_if_damaged();
        let value = result?;
        transaction.commit().map_err(|error| self.noted(error.into()))?;
        self.finish(writer, after);
        Ok(value)
    }

    fn finish(&self, writer: &mut Writer, after: After) {
        // A blob that cannot be removed now is without a row and without a key: `sweep` finds it.
        for name in after.doomed {
            let _ = fs::remove_file(blobs::path(&self.config.dir, &name));
        }
        if after.scrub {
            // A reader in the middle of its view keeps the WAL from being cut; the next pause or
            // erasure cuts it then.
            let _ = checkpoint(&writer.connection);
        }
    }

    /// Ends what runs now, as soon as it can, with [`StoreError::Interrupted`].
    pub fn interrupt(&self) {
        for handle in self.interrupts.lock().iter() {
            handle.interrupt();
        }
    }

    /// Brings everything into the database file and releases every file and lock, as a suspended
    /// app must. Calls end with [`StoreError::Paused`] until [`resume`](Self::resume). Idempotent.
    pub fn pause(&self) -> Result<(), StoreError> {
        let mut guard = self.writer.try_lock_for(BUSY_TIMEOUT).ok_or(StoreError::Busy)?;
        if guard.is_none() {
            return Ok(());
        }
        self.readers.close()?;
        self.interrupts.lock().clear();
        if let Some(writer) = guard.take() {
            // Whatever stays in the WAL is as durable there; closing tries again.
            let _ = checkpoint(&writer.connection);
        }
        Ok(())
    }

    /// Opens the files again after [`pause`](Self::pause). Idempotent.
    pub fn resume(&self) -> Result<OpenReport, OpenError> {
        let mut guard = self.writer.lock();
        if guard.is_some() {
            return Ok(OpenReport::default());
        }
        let mut entropy = self.entropy.lock();
        let (connections, report) = open::open_files(&self.config, &self.keys, &mut **entropy)?;
        *self.interrupts.lock() = interrupts(&connections);
        let (writer, readers) = Writer::new(connections);
        self.readers.refill(readers);
        *guard = Some(writer);
        Ok(report)
    }

    /// Deletes everything in the folder and leaves the store paused for ever. The caller destroys
    /// the database key after: what the flash still remembers is sealed under it.
    pub fn wipe(&self) -> Result<(), StoreError> {
        self.keys.lock_all();
        self.pause()?;
        fs::remove_dir_all(&self.config.dir).map_err(StoreError::from)
    }

    /// Writes a consistent copy of the database (without the files) for support or for moving. It
    /// is sealed under the same key.
    pub fn export_copy(&self, path: &Path) -> Result<(), StoreError> {
        let name = path.to_str().ok_or(StoreError::Io(std::io::ErrorKind::InvalidFilename))?;
        let lent = self.readers.lend()?;
        // VACUUM INTO only reads this database, but SQLite counts it as a write.
        let connection = lent.connection()?;
        connection.pragma_update(None, "query_only", false)?;
        let copied = connection.execute("VACUUM INTO ?1", [name]);
        connection.pragma_update(None, "query_only", true)?;
        copied.map(drop).map_err(|error| self.noted(error.into()))
    }

    /// Lends the source of randomness; a write that runs has it until it ends.
    pub(crate) fn with_entropy<T>(
        &self,
        f: impl FnOnce(&mut dyn Entropy) -> T,
    ) -> Result<T, StoreError> {
        let mut entropy = self.entropy.try_lock_for(BUSY_TIMEOUT).ok_or(StoreError::Busy)?;
        Ok(f(&mut **entropy))
    }

    /// Condemns the file: the store is paused, and the next [`resume`](Self::resume) or open sets it
    /// aside and begins a new one, whatever a check of the whole file says. For damage that only
    /// the caller can see, such as documents that no longer open.
    pub fn condemn(&self) -> Result<(), StoreError> {
        self.pause()?;
        open::condemn(&self.config.dir).map_err(StoreError::from)
    }

    fn reader<'a>(&'a self, connection: &'a Connection) -> Reader<'a> {
        Reader { connection, keys: &self.keys, damaged: &self.damaged }
    }

    fn mark_if_damaged(&self) {
        if self.damaged.swap(false, Ordering::Relaxed) {
            open::mark_suspect(&self.config.dir);
        }
    }

    /// An error on its way out that no reader has seen.
    pub(crate) fn noted(&self, error: StoreError) -> StoreError {
        if matches!(error, StoreError::Damaged(_)) {
            open::mark_suspect(&self.config.dir);
        }
        error
    }

    fn synchronous(&self, durability: Durability) -> &'static str {
        match durability {
            _ if self.config.test.synchronous_off => "PRAGMA synchronous = OFF",
            Durability::Full => "PRAGMA synchronous = FULL",
            Durability::Rebuildable => "PRAGMA synchronous = NORMAL",
        }
    }
}

/// Moves the WAL into the database and cuts it to nothing.
fn checkpoint(connection: &Connection) -> rusqlite::Result<()> {
    connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))
}

fn interrupts(connections: &Connections) -> Vec<InterruptHandle> {
    std::iter::once(&connections.writer)
        .chain(&connections.readers)
        .map(Connection::get_interrupt_handle)
        .collect()
}
