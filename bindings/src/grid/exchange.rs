//! Becoming a device, the exchange over the air and by stick, and what it changed.

use std::path::Path;

use super::GridCore;
use crate::convert::{bytes, list};
use crate::error::guarded;
use crate::{
    Completed, EventBatch, GridError, HttpOutcome, HttpRequest, QueueLine, SyncBudget, SyncState,
};

#[uniffi::export]
impl GridCore {
    /// Begins an enrolment with the text of a QR code. Post the request and complete it.
    pub fn begin_enrolment(
        &self,
        qr_text: String,
        device_name: String,
        app: String,
    ) -> Result<HttpRequest, GridError> {
        guarded(|| Ok(self.core.begin_enrolment(&qr_text, &device_name, &app)?.into()))
    }

    /// Begins an enrolment with a typed code; the hub's address and its 32-byte root key are known
    /// from elsewhere.
    pub fn begin_enrolment_typed(
        &self,
        address: String,
        root_key: Vec<u8>,
        code: String,
        device_name: String,
        app: String,
    ) -> Result<HttpRequest, GridError> {
        guarded(|| {
            let root = bytes(&root_key, "root_key")?;
            let begun =
                self.core.begin_enrolment_typed(&address, root, &code, &device_name, &app)?;
            Ok(begun.into())
        })
    }

    /// The next request to post, if there is a hub to post to. The process may die at any time
    /// after; the state of the exchange is durable.
    pub fn next_request(&self, budget: SyncBudget) -> Result<Option<HttpRequest>, GridError> {
        guarded(|| Ok(self.core.next_request(budget.into())?.map(Into::into)))
    }

    /// Takes what came back for the request `id`.
    pub fn complete_request(&self, id: u64, outcome: HttpOutcome) -> Result<Completed, GridError> {
        guarded(|| Ok(self.core.complete_request(id, outcome.into())?.into()))
    }

    /// Writes a sealed bundle of what waits to `path`, to be carried to the township on a stick.
    pub fn export_bundle(&self, path: String) -> Result<(), GridError> {
        guarded(|| Ok(self.core.export_bundle(Path::new(&path))?))
    }

    /// Takes the receipt of a bundle from `path`.
    pub fn import_receipt(&self, path: String) -> Result<Completed, GridError> {
        guarded(|| Ok(self.core.import_receipt(Path::new(&path))?.into()))
    }

    /// How the exchange stands.
    pub fn sync_state(&self) -> Result<SyncState, GridError> {
        guarded(|| Ok(self.core.sync_state()?.into()))
    }

    /// What has not reached the township, with the reason; at most `limit` lines.
    pub fn queue(&self, limit: u32) -> Result<Vec<QueueLine>, GridError> {
        guarded(|| Ok(list(self.core.queue(limit)?)))
    }

    /// The events after number `after`, at most `limit`. Returns at once.
    pub fn next_events(&self, after: u64, limit: u32) -> Result<EventBatch, GridError> {
        guarded(|| Ok(self.core.next_events(after, limit)?.into()))
    }
}
