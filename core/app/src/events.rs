//! Events: which rows a screen should read again. Pulled, numbered, surviving the process.

use gridwork_store::EventBatch;

use crate::CoreError;
use crate::core::Core;

impl Core {
    /// The events after `seq`, at most `limit`. With `gap` set, events in between are gone: read
    /// everything that is shown again.
    pub fn next_events(&self, seq: u64, limit: u32) -> Result<EventBatch, CoreError> {
        Ok(self.store.read(|r| r.events_after(seq, limit.min(1_000)))?)
    }
}
