//! The village as its branch leader sees it.

use super::GridCore;
use crate::convert::{id, list};
use crate::error::guarded;
use crate::{CellView, CountView, GridError, HomeRow, PostView, TaskRef, ToVerify};

#[uniffi::export]
impl GridCore {
    /// The cells of this device with who acts for them today.
    pub fn cells(&self) -> Result<Vec<CellView>, GridError> {
        guarded(|| Ok(list(self.core.cells()?)))
    }

    /// The households of a cell in road order, from `offset` on; at most 200 at once.
    pub fn homes(&self, cell: String, offset: u32, limit: u32) -> Result<Vec<HomeRow>, GridError> {
        guarded(|| Ok(list(self.core.homes(id(&cell, "cell")?, offset, limit)?)))
    }

    /// The posts of this device's cells and villages, with absence and handover.
    pub fn posts(&self) -> Result<Vec<PostView>, GridError> {
        guarded(|| Ok(list(self.core.posts()?)))
    }

    /// Incidents that wait to be verified, the earliest limit first, at most `limit`.
    pub fn to_verify(&self, limit: u32) -> Result<Vec<ToVerify>, GridError> {
        guarded(|| Ok(list(self.core.to_verify(limit)?)))
    }

    /// Quorum and votes of a task as sentences, as far as their numbers are given.
    pub fn counts(&self, task: TaskRef) -> Result<Vec<CountView>, GridError> {
        guarded(|| Ok(list(self.core.counts(&task.try_into()?)?)))
    }
}
