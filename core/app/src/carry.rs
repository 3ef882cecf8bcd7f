//! Carrying the exchange by stick: out go the very requests that would have gone over the air, sealed
//! to the hub; back come the answers as a receipt, sealed to this device.

use std::fs::{self, File};
use std::io::Write;
use std::path::Path;

use gridwork_document::codec::Mode;
use gridwork_model::Moment;
use gridwork_seal::Hash;
use gridwork_store::{Durability, Tx};
use gridwork_sync::bundle::{self, Direction};
use gridwork_sync::limits::BUNDLE_BYTES;
use serde::{Deserialize, Serialize};

use crate::core::{Core, json, json_meta};
use crate::exchange::{Completed, Waiting, Way, build};
use crate::http::{HttpOutcome, SyncBudget};
use crate::{Code, CoreError};

const CARRIED: &str = "on_stick";

/// Most batches on a stick, up to 2,000 entries each: months of work without a signal, and within
/// [`BUNDLE_BYTES`] whatever they hold.
const STICK_BATCHES: usize = 64;

/// What one answer of a receipt will be about; kept, because a stick may come back after days.
#[derive(Serialize, Deserialize)]
struct Carried {
    hash: Hash,
    asked: i64,
    batch: Option<u64>,
    alone: bool,
    /// Its answer was taken: a receipt that was begun goes on behind it.
    taken: bool,
}

impl Core {
    /// Writes a bundle of what waits in words to `path`, batch by batch; photos go by radio alone. The
    /// stick can be lost: nothing on it is readable but the device's number, and everything stays here
    /// until the receipt.
    pub fn export_bundle(&self, path: &Path) -> Result<(), CoreError> {
        let inner = self.inner()?;
        let identity = inner.identity()?.clone();
        let _unlocked = self.unlocked(&inner)?;
        let budget =
            SyncBudget { bytes: (BUNDLE_BYTES / 4) as u32, files: false, ..SyncBudget::default() };
        let sealed = self.store.write(Durability::Full, |tx| {
            let (mut requests, mut carried) = (Vec::new(), Vec::new());
            let mut after = 0;
            // A stick has no second round: nothing is left to what both ends know.
            while let Some((body, waiting)) =
                build(tx, self, &inner, budget, Mode::Verbatim, Way::Stick(after))?
            {
                let Waiting::Exchange { hash, asked, batch, alone, .. } = waiting else { break };
                requests.push(body);
                carried.push(Carried { hash, asked: asked.0, batch, alone, taken: false });
                after = batch.unwrap_or_default();
                if !alone || requests.len() == STICK_BATCHES {
                    break;
                }
            }
            if requests.is_empty() {
                return Err(CoreError::from(Code::Revoked));
            }
            tx.set_meta(CARRIED, &json(&carried))?;
            let hub = identity.hub_box_key();
            Ok(bundle::seal(Direction::Out, identity.device, &requests, &hub, &mut self.chance())?)
        })?;
        write_through(path, &sealed).map_err(|error| match error.kind() {
            std::io::ErrorKind::StorageFull => Code::DiskFull.into(),
            _ => CoreError::at(Code::Busy, "bundle"),
        })
    }

    /// Takes the receipt of a bundle, answer by answer; what one of them does not settle stays here.
    pub fn import_receipt(&self, path: &Path) -> Result<Completed, CoreError> {
        let cut = || CoreError::from(Code::BundleCut);
        let length = fs::metadata(path).map_err(|_| cut())?.len();
        if length > BUNDLE_BYTES as u64 {
            return Err(Code::TooBig.into());
        }
        let bytes = fs::read(path).map_err(|_| cut())?;
        let (carried, answers) = {
            let inner = self.inner()?;
            let identity = inner.identity()?;
            let (direction, device) = bundle::address(&bytes).map_err(|_| cut())?;
            if direction != Direction::Receipt || device != identity.device {
                return Err(Code::BundleOther.into());
            }
            let (_, _, answers) = bundle::open(&bytes, &identity.box_key()).map_err(|_| cut())?;
            let carried: Vec<Carried> =
                self.store.read(|r| json_meta(r, CARRIED))?.ok_or(Code::BundleOther)?;
            if answers.len() != carried.len() {
                return Err(Code::BundleOther.into());
            }
            (carried, answers)
        };
        let mut all = Completed::default();
        for (place, (carried, body)) in carried.into_iter().zip(answers).enumerate() {
            if carried.taken {
                continue;
            }
            let completed = match self.answered(&carried, body) {
                // The first one tells whether the receipt is for what waits here.
                Err(error) if place == 0 => return Err(error),
                Err(error) => {
                    // What radio has told since is told again by the last answer, too late.
                    let code = match error.code {
                        Code::BundleOther => Code::WrongState,
                        code => code,
                    };
                    Completed { problem: Some(code), ..Completed::default() }
                }
                Ok(completed) => completed,
            };
            all.more = completed.more;
            all.received += completed.received;
            all.refused += completed.refused;
            all.problem = all.problem.or(completed.problem);
        }
        self.store.write(Durability::Rebuildable, |tx| tx.delete_meta(CARRIED))?;
        Ok(all)
    }

    fn answered(&self, carried: &Carried, body: Vec<u8>) -> Result<Completed, CoreError> {
        let id = {
            let mut inner = self.inner()?;
            let identity = inner.identity()?.clone();
            let waiting = Waiting::Exchange {
                hash: carried.hash,
                asked: Moment(carried.asked),
                batch: carried.batch,
                mode: Mode::Verbatim,
                held: false,
                carried: true,
                alone: carried.alone,
            };
            inner.hand_out(&identity, String::new(), Vec::new(), waiting).id
        };
        self.complete_request(id, HttpOutcome::Answer { status: 200, body })
    }
}

/// Notes, with all that follows from it, that the answer to the request of this hash was taken.
pub(crate) fn taken(tx: &mut Tx<'_>, hash: &Hash) -> Result<(), CoreError> {
    let Some(mut carried) = json_meta::<Vec<Carried>>(tx, CARRIED)? else { return Ok(()) };
    for one in carried.iter_mut().filter(|one| one.hash == *hash) {
        one.taken = true;
    }
    Ok(tx.set_meta(CARRIED, &json(&carried))?)
}

/// Writes a file so that it is there when the stick is pulled out.
fn write_through(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut file = File::create(path)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    // Its name, too; some systems know no such thing for a folder, and write names at once.
    if let Some(folder) = path.parent().and_then(|folder| File::open(folder).ok()) {
        folder.sync_all().ok();
    }
    Ok(())
}
