//! Where the hub lies, and that only one process works on it.

use std::fs::{self, File, OpenOptions};
use std::path::PathBuf;

use gridwork_seal::SystemEntropy;
use rustix::fs::{FlockOperation, flock};
use rustix::io::Errno;

use super::Failure;
use crate::{Hub, Limits};

/// Name of the lock file inside the hub's folder.
const LOCK: &str = "hub.lock";

/// Where a hub lies.
pub(super) struct Place {
    pub folder: PathBuf,
    pub keys: Option<PathBuf>,
}

/// A hub that is ours until this is dropped; the lock goes with the process in any case.
pub(super) struct Held {
    pub hub: Hub,
    /// Kept open: the lock is the file's.
    pub lock: File,
}

impl Place {
    /// Takes the lock of the folder, which is made if there is none.
    pub fn lock(&self) -> Result<File, Failure> {
        let what = "data folder";
        let io = |source| Failure::Io { what, source };
        fs::create_dir_all(&self.folder).map_err(io)?;
        let file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(self.folder.join(LOCK))
            .map_err(io)?;
        match flock(&file, FlockOperation::NonBlockingLockExclusive) {
            Ok(()) => Ok(file),
            Err(Errno::WOULDBLOCK) => Err(Failure::InUse),
            Err(error) => Err(io(error.into())),
        }
    }

    /// Opens the hub.
    pub fn open(&self) -> Result<Held, Failure> {
        if !self.folder.join(crate::hub::DATABASE).exists() {
            return Err(crate::HubError::NotFound("hub").into());
        }
        let lock = self.lock()?;
        let entropy = Box::new(SystemEntropy);
        let hub = Hub::open(&self.folder, self.keys.as_deref(), Limits::default(), entropy)?;
        Ok(Held { hub, lock })
    }
}
