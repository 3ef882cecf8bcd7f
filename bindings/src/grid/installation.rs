//! State, pausing, checking, wiping.

use std::path::Path;

use super::GridCore;
use crate::error::guarded;
use crate::{AboutView, BearerView, CoreStatus, GridError, StorageReport};

#[uniffi::export]
impl GridCore {
    /// What can be done now.
    pub fn status(&self) -> Result<CoreStatus, GridError> {
        guarded(|| Ok(self.core.status()?.into()))
    }

    /// Number of this device, once enrolled.
    pub fn device(&self) -> Result<u32, GridError> {
        guarded(|| Ok(self.core.device()?))
    }

    /// Whether the hub is a training hub 练习.
    pub fn training(&self) -> Result<bool, GridError> {
        guarded(|| Ok(self.core.training()?))
    }

    /// What the directory says of who stands behind this device. Public: it needs no lock opened.
    pub fn about(&self) -> Result<AboutView, GridError> {
        guarded(|| Ok(self.core.about()?.into()))
    }

    /// Who bears this device, as the directory has it, and what went from it.
    pub fn bearer(&self) -> Result<BearerView, GridError> {
        guarded(|| Ok(self.core.bearer()?.into()))
    }

    /// Releases every file and lock, as a suspended app must. Idempotent.
    pub fn pause(&self) -> Result<(), GridError> {
        guarded(|| Ok(self.core.pause()?))
    }

    /// Takes the files up again after a pause or a lock. Idempotent.
    pub fn resume(&self) -> Result<(), GridError> {
        guarded(|| Ok(self.core.resume()?))
    }

    /// Drops what is held in clear in memory, when the screen locks; [`GridCore::resume`] unlocks.
    pub fn lock(&self) -> Result<(), GridError> {
        guarded(|| Ok(self.core.lock()?))
    }

    /// Ends the use of this installation; later calls fail with `closed`.
    pub fn shut_down(&self) -> Result<(), GridError> {
        guarded(|| Ok(self.core.shut_down()?))
    }

    /// Checks the database, every sealed value and every file.
    pub fn verify(&self) -> Result<StorageReport, GridError> {
        guarded(|| Ok(self.core.verify()?.into()))
    }

    /// Writes a sealed copy of the database to `path`, for support.
    pub fn export_copy(&self, path: String) -> Result<(), GridError> {
        guarded(|| Ok(self.core.export_copy(Path::new(&path))?))
    }

    /// Deletes everything in the data folder. The caller destroys the database key after.
    pub fn wipe(&self) -> Result<(), GridError> {
        guarded(|| Ok(self.core.wipe()?))
    }

    /// A text for support without any personal data: versions, counts, states, codes.
    pub fn problem_report(&self) -> Result<String, GridError> {
        guarded(|| Ok(self.core.problem_report()?))
    }
}
