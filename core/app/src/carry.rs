//! Carrying the exchange by stick: out goes the very request that would have gone over the air,
//! sealed to the hub; back comes the answer as a receipt, sealed to this device.

use std::fs;
use std::path::Path;

use gridwork_document::codec::Mode;
use gridwork_store::Durability;
use gridwork_sync::bundle::{self, Direction};
use gridwork_sync::limits::BUNDLE_BYTES;
use serde::{Deserialize, Serialize};

use crate::core::{Core, json, json_meta};
use crate::exchange::{Completed, Waiting, build};
use crate::http::{HttpOutcome, SyncBudget};
use crate::{Code, CoreError};

const CARRIED: &str = "carried";

/// What a receipt will be about; kept, because a stick may come back after days.
#[derive(Serialize, Deserialize)]
struct Carried {
    hash: [u8; 32],
    asked: i64,
    batch: Option<u64>,
}

impl Core {
    /// Writes a bundle of what waits to `path`. The stick can be lost: nothing on it is readable but
    /// the device's number, and everything stays here until the receipt.
    pub fn export_bundle(&self, path: &Path) -> Result<(), CoreError> {
        let inner = self.inner()?;
        let identity = inner.identity()?.clone();
        let _unlocked = self.unlocked(&inner)?;
        let budget =
            SyncBudget { bytes: (BUNDLE_BYTES / 4) as u32, files: false, ..SyncBudget::default() };
        let sealed = self.store.write(Durability::Full, |tx| {
            // A stick has no second round: nothing is left to prediction.
            let built = build(tx, self, &inner, budget, Mode::Explicit)?;
            let Some((body, Waiting::Exchange { hash, asked, batch, .. })) = built else {
                return Err(CoreError::from(Code::Revoked));
            };
            let carried = Carried { hash, asked: asked.0, batch };
            tx.set_meta(CARRIED, &json(&carried))?;
            let hub = identity.hub_box_key();
            Ok(bundle::seal(Direction::Out, identity.device, &[body], &hub, &mut self.chance())?)
        })?;
        fs::write(path, sealed).map_err(|error| match error.kind() {
            std::io::ErrorKind::StorageFull => Code::DiskFull.into(),
            _ => CoreError::at(Code::Busy, "bundle"),
        })
    }

    /// Takes the receipt of a bundle.
    pub fn import_receipt(&self, path: &Path) -> Result<Completed, CoreError> {
        let cut = || CoreError::from(Code::BundleCut);
        let length = fs::metadata(path).map_err(|_| cut())?.len();
        if length > BUNDLE_BYTES as u64 {
            return Err(Code::TooBig.into());
        }
        let bytes = fs::read(path).map_err(|_| cut())?;
        let (carried, request) = {
            let inner = self.inner()?;
            let identity = inner.identity()?;
            let (direction, device) = bundle::address(&bytes).map_err(|_| cut())?;
            if direction != Direction::Receipt || device != identity.device {
                return Err(Code::BundleOther.into());
            }
            let (_, _, messages) = bundle::open(&bytes, &identity.box_key()).map_err(|_| cut())?;
            let carried: Carried =
                self.store.read(|r| json_meta(r, CARRIED))?.ok_or(Code::BundleOther)?;
            (carried, messages.into_iter().next().ok_or_else(cut)?)
        };
        let id = {
            let mut inner = self.inner()?;
            let identity = inner.identity()?.clone();
            let waiting = Waiting::Exchange {
                hash: carried.hash,
                asked: gridwork_model::Moment(carried.asked),
                batch: carried.batch,
                mode: Mode::Explicit,
                held: false,
                carried: true,
            };
            inner.hand_out(&identity, String::new(), Vec::new(), waiting).id
        };
        let outcome = HttpOutcome::Answer { status: 200, body: request };
        let completed = self.complete_request(id, outcome)?;
        self.store.write(Durability::Rebuildable, |tx| tx.delete_meta(CARRIED))?;
        Ok(completed)
    }
}
