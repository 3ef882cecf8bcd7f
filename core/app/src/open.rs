//! Opening, pausing, checking and wiping.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use gridwork_seal::SymmetricKey;
use gridwork_store::{OpenError, Store, StoreConfig, StoreError, TestHooks};

use crate::core::{Core, day_of, json_meta, meta};
use crate::env::{Env, Owned, SystemEnv};
use crate::identity::{Barred, Standing};
use crate::{Code, CoreError, recover};

/// How a core is opened.
#[derive(Clone, Debug)]
pub struct OpenConfig {
    /// Folder that belongs to this installation alone.
    pub data_dir: PathBuf,
    /// 32 random bytes from the operating system's key store.
    pub database_key: [u8; 32],
    /// Smaller caches, for a phone with little memory.
    pub low_memory: bool,
    /// Name of a registered SQLite VFS; for tests of power cuts.
    pub vfs: Option<String>,
}

/// What opening found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OpenReport {
    /// There was nothing; the installation is new.
    pub created: bool,
    /// The data was brought up from an older version.
    pub migrated: bool,
    /// The data was damaged and is kept in this folder; a new file was begun.
    pub damaged: Option<PathBuf>,
}

/// What a core can do now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CoreStatus {
    /// Not enrolled yet.
    New,
    /// At work.
    Ready,
    /// The hub wants this installation to be enrolled again; unsent work is kept for it.
    EnrolAgain,
    /// Revoked; work already received is safe at the hub.
    Revoked,
    /// Ordered to wipe: offer the unsent work once, then wipe.
    WipeOrdered,
}

impl Core {
    /// Opens the installation with the clocks and the randomness of the machine. May take a while
    /// after an update; call it off the main thread.
    pub fn open(config: OpenConfig) -> Result<(Core, OpenReport), CoreError> {
        Core::open_with(config, Arc::new(SystemEnv::default()))
    }

    /// Opens the installation in a given environment; for simulation.
    pub fn open_with(
        config: OpenConfig,
        env: Arc<dyn Env>,
    ) -> Result<(Core, OpenReport), CoreError> {
        let (store, report) = open_store(config, &env, false)?;
        if let Some(kept) = &report.damaged {
            recover::remember(&store, kept)?;
        }
        Core::opened(store, report, env)
    }

    /// The way on from [`Code::WrongKey`], when the key of the data is gone for good: keeps the
    /// data aside, unread, and begins a new installation, to be enrolled. With the right key it
    /// only opens.
    pub fn start_over(config: OpenConfig) -> Result<(Core, OpenReport), CoreError> {
        let env: Arc<dyn Env> = Arc::new(SystemEnv::default());
        match Core::open_with(config.clone(), Arc::clone(&env)) {
            Err(error) if error.code == Code::WrongKey => {}
            opened => return opened,
        }
        let (store, report) = open_store(config, &env, true)?;
        Core::opened(store, report, env)
    }

    fn opened(
        store: Store,
        report: gridwork_store::OpenReport,
        env: Arc<dyn Env>,
    ) -> Result<(Core, OpenReport), CoreError> {
        let core = Core::assemble(store, env)?;
        core.unlock()?;
        let report = OpenReport {
            created: report.created,
            migrated: report.migrated_from.is_some(),
            damaged: report.damaged,
        };
        Ok((core, report))
    }

    /// What can be done now.
    pub fn status(&self) -> Result<CoreStatus, CoreError> {
        let enrolled = self.reading()?.identity.is_some();
        let standing: Option<Standing> = self.store.read(|r| json_meta(r, meta::STANDING))?;
        Ok(match (enrolled, standing.and_then(|standing| standing.barred)) {
            (false, _) => CoreStatus::New,
            (true, None) => CoreStatus::Ready,
            (true, Some(Barred::EnrolAgain)) => CoreStatus::EnrolAgain,
            (true, Some(Barred::Revoked)) => CoreStatus::Revoked,
            (true, Some(Barred::Wipe)) => CoreStatus::WipeOrdered,
        })
    }

    /// Number of this device, once enrolled.
    pub fn device(&self) -> Result<u32, CoreError> {
        Ok(self.reading()?.identity()?.device)
    }

    /// Whether the hub is a training hub 练习.
    pub fn training(&self) -> Result<bool, CoreError> {
        Ok(self.reading()?.identity()?.training)
    }

    /// Releases every file and lock, as a suspended app must. Idempotent.
    pub fn pause(&self) -> Result<(), CoreError> {
        self.inner()?.pending = None;
        if let Err(error) = self.mark_time()
            && error.code != Code::Paused
        {
            return Err(error);
        }
        Ok(self.store.pause()?)
    }

    /// Takes the files up again after a pause. Idempotent.
    pub fn resume(&self) -> Result<(), CoreError> {
        let report = self.store.resume().map_err(open_code)?;
        if let Some(kept) = &report.damaged {
            recover::remember(&self.store, kept)?;
        }
        self.reload()?;
        self.unlock()
    }

    /// Ends the use of this core; later calls fail with `closed`.
    pub fn shut_down(&self) -> Result<(), CoreError> {
        self.close_inner();
        Ok(self.store.pause()?)
    }

    /// Checks the database, every sealed value and every file.
    pub fn verify(&self) -> Result<gridwork_store::StorageReport, CoreError> {
        Ok(self.store.verify()?)
    }

    /// Writes a sealed copy of the database for support.
    pub fn export_copy(&self, path: &Path) -> Result<(), CoreError> {
        Ok(self.store.export_copy(path)?)
    }

    /// Deletes everything in the data folder. The caller destroys the database key after.
    pub fn wipe(&self) -> Result<(), CoreError> {
        self.close_inner();
        Ok(self.store.wipe()?)
    }

    /// Unlocks the C3 purposes whose lease holds.
    pub(crate) fn unlock(&self) -> Result<(), CoreError> {
        let standing: Option<Standing> = self.store.read(|r| json_meta(r, meta::STANDING))?;
        let now = self.now(standing.as_ref());
        self.store.unlock(now)?;
        self.mark_time()
    }
}

fn open_store(
    config: OpenConfig,
    env: &Arc<dyn Env>,
    start_over: bool,
) -> Result<(Store, gridwork_store::OpenReport), CoreError> {
    let label = day_of(env.wall()).to_string();
    let key = SymmetricKey::from_bytes(config.database_key);
    let config = StoreConfig {
        low_memory: config.low_memory,
        start_over,
        test: TestHooks { vfs: config.vfs, ..TestHooks::default() },
        ..StoreConfig::new(config.data_dir, key, label)
    };
    Store::open(config, Box::new(Owned(Arc::clone(env)))).map_err(open_code)
}

fn open_code(error: OpenError) -> CoreError {
    let code = match error {
        OpenError::WrongKey => Code::WrongKey,
        OpenError::Newer { .. } => Code::Newer,
        OpenError::InUse => Code::Busy,
        OpenError::DiskFull => Code::DiskFull,
        OpenError::ReadOnly | OpenError::Io(_) => Code::Busy,
        OpenError::Sqlite { .. } => Code::Damaged,
    };
    CoreError::at(code, error.to_string())
}

/// The code of a failed call on the store.
pub(crate) fn store_code(error: &StoreError) -> Code {
    match error {
        StoreError::Paused => Code::Paused,
        StoreError::Locked(_) => Code::Locked,
        StoreError::DiskFull => Code::DiskFull,
        StoreError::ReadOnly | StoreError::Busy | StoreError::Io(_) => Code::Busy,
        StoreError::Interrupted => Code::Closed,
        StoreError::Erased(_) | StoreError::Missing(_) => Code::NotFound,
        StoreError::Unsent(_) => Code::WrongState,
        StoreError::Damaged(_) => Code::Damaged,
        StoreError::Sqlite { .. } => Code::Unexpected,
    }
}
