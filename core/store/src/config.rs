//! How a store is opened.

use std::path::PathBuf;
use std::time::Duration;

use gridwork_seal::SymmetricKey;

/// How long a call waits for a connection or a lock before it says busy.
pub(crate) const BUSY_TIMEOUT: Duration = Duration::from_secs(3);

/// How long [`Store::pause`](crate::Store::pause) waits for readers to finish.
pub(crate) const PAUSE_TIMEOUT: Duration = Duration::from_secs(5);

/// What the WAL is cut back to after a checkpoint, bytes.
pub(crate) const JOURNAL_BYTES_MAX: u32 = 4 << 20;

/// Page cache of one connection, KiB.
pub(crate) const CACHE_KIB: u32 = 2_048;

/// Page cache of one connection on a phone with little memory, KiB.
pub(crate) const CACHE_KIB_LOW: u32 = 512;

/// Connections that read beside the writer.
pub(crate) const READERS: usize = 2;

/// Where a store is and how it is opened.
#[derive(Clone, Debug)]
pub struct StoreConfig {
    /// The folder that belongs to this store alone.
    pub dir: PathBuf,
    /// The database key, from the key store of the operating system.
    pub key: SymmetricKey,
    /// Names a damaged copy that is set aside, such as today's date; file-name characters only.
    pub label: String,
    /// One reader and small caches.
    pub low_memory: bool,
    /// A file that another key has sealed is set aside like a damaged one, and a new one is begun.
    pub start_over: bool,
    /// Faults for tests; [`TestHooks::default`] has none.
    pub test: TestHooks,
}

/// Faults that tests inject.
#[derive(Clone, Debug, Default)]
pub struct TestHooks {
    /// Name of a registered SQLite VFS.
    pub vfs: Option<String>,
    /// Runs with `synchronous=OFF`, to show that the power-cut test notices.
    pub synchronous_off: bool,
    /// Largest database, pages of 4 KiB: a disk that is full.
    pub pages_max: Option<u32>,
}

impl StoreConfig {
    /// The store in `dir` under `key`.
    pub fn new(
        dir: impl Into<PathBuf>,
        key: SymmetricKey,
        label: impl Into<String>,
    ) -> StoreConfig {
        StoreConfig {
            dir: dir.into(),
            key,
            label: label.into(),
            low_memory: false,
            start_over: false,
            test: TestHooks::default(),
        }
    }
}

/// What a commit promises.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Durability {
    /// On disk when the call returns (`synchronous=FULL`): everything that the field has entered,
    /// and everything whose loss the hub would not repair.
    Full,
    /// In order, but the last of it may be lost in a power cut (`synchronous=NORMAL`): what can be
    /// downloaded or computed again. A later full commit makes it durable too.
    Rebuildable,
}
