//! One write transaction together with the documents in memory.
//!
//! **Invariant.** What is loaded stands at what is committed. A transaction that ends in any other
//! way than a commit (an error anywhere, a refusal, a panic) takes every document it changed out of
//! memory again, so that the next use loads what is stored. Without this a repeated batch would
//! be taken for known and never be stored.

use parking_lot::MutexGuard;

use crate::admission::Loaded;
use crate::storage::Writing;
use crate::{Done, Hub, HubError};

/// The one transaction that may write documents. The documents are locked for as long as it lives.
pub(crate) struct Transaction<'a> {
    loaded: MutexGuard<'a, Loaded>,
    /// `None` once committed.
    w: Option<Box<dyn Writing + 'a>>,
}

impl<'a> Transaction<'a> {
    /// Waits for the documents, then for the transaction before.
    pub(crate) fn begin(hub: &'a Hub) -> Done<Transaction<'a>> {
        let loaded = hub.loaded.lock();
        let w = Some(hub.storage.writing()?);
        Ok(Transaction { loaded, w })
    }

    /// What is written to and the documents, to be lent out apart.
    pub(crate) fn parts(&mut self) -> Done<(&mut (dyn Writing + 'a), &mut Loaded)> {
        let w = self.w.as_deref_mut().ok_or(HubError::Invalid("transaction"))?;
        Ok((w, &mut self.loaded))
    }

    /// What is written to.
    pub(crate) fn w(&mut self) -> Done<&mut (dyn Writing + 'a)> {
        Ok(self.parts()?.0)
    }

    /// Makes everything durable at once.
    pub(crate) fn commit(mut self) -> Done<()> {
        let w = self.w.take().ok_or(HubError::Invalid("transaction"))?;
        w.commit()?;
        self.loaded.keep();
        Ok(())
    }
}

impl Drop for Transaction<'_> {
    fn drop(&mut self) {
        self.loaded.roll_back();
    }
}
