//! The exchange at the hub: one request in, one signed answer out (DESIGN §4).
//!
//! - [`grants`]: the device's table of streams
//! - [`updates`], [`prefix`]: what goes down

pub(crate) mod grants;
mod prefix;
mod updates;

use gridwork_document::codec::Mode;
use gridwork_model::Moment;
use gridwork_seal::{Hash, sha256};
use gridwork_sync::request::Unverified;
use gridwork_sync::response::{Grants, Order, Response, stand_hash};
use gridwork_sync::{BatchVerdict, Failure, PROTOCOL, Request, WIRE_EPOCH_MS, WireError};

use crate::admission::{self, batch};
use crate::audit::{self, Actor, Record};
use crate::devices::{DeviceRecord, DeviceState, NAME_CHARS, device, put_device};
use crate::storage::StorageError;
use crate::transaction::Transaction;
use crate::{Done, Hub, HubError};
use updates::{Down, Gather};

impl Hub {
    /// Answers one request of a device. The answer is always signed over the request; what cannot be
    /// served is a named failure in it.
    pub fn exchange(&self, bytes: &[u8], now: Moment) -> Vec<u8> {
        let unverified = match Request::parse(bytes) {
            Ok(unverified) => unverified,
            Err(error) => {
                let failure = match error {
                    WireError::Protocol(old) if old < PROTOCOL => Failure::TooOld,
                    _ => Failure::Malformed,
                };
                return self.fail(failure, &sha256(&[bytes]), Moment(WIRE_EPOCH_MS), now);
            }
        };
        let (hash, asked) = (unverified.hash, unverified.request.time);
        match self.serve(&unverified, now) {
            Ok(Ok(response)) => {
                self.fleet.heard(&unverified.request, Ok(&response), now);
                response.seal(&self.keys.read().online, &hash, asked)
            }
            Ok(Err(failure)) => {
                self.fleet.heard(&unverified.request, Err(failure), now);
                self.fail(failure, &hash, asked, now)
            }
            Err(error) => {
                let failure = match &error {
                    HubError::Storage(StorageError::Full) | HubError::LowDisk => Failure::NoRoom,
                    _ => Failure::Internal,
                };
                let device = unverified.request.device;
                tracing::error!(device, code = error.code(), %error, "exchange failed");
                self.fail(failure, &hash, asked, now)
            }
        }
    }

    fn fail(&self, failure: Failure, request: &Hash, asked: Moment, now: Moment) -> Vec<u8> {
        let epoch = self.identity.read().epoch;
        let keys = self.keys.read();
        let orders = keys.renewed().into_iter().collect();
        let failed = Response { orders, ..Response::failed(failure, epoch, now) };
        failed.seal(&keys.online, request, asked)
    }

    fn serve(&self, unverified: &Unverified, now: Moment) -> Done<Result<Response, Failure>> {
        let request = &unverified.request;
        let Some(known) = device(&*self.storage.reading()?, request.device)? else {
            return Ok(Err(Failure::UnknownDevice));
        };
        if request.batch.is_none() {
            if unverified.verify(&known.verifying(), None).is_err() {
                return Ok(Err(Failure::BadSignature));
            }
            if request.counter < known.counter {
                return Ok(Err(Failure::Stale));
            }
        }
        // A batch is fresh by its chain, not by the counter: one that comes late (a stick) is judged
        // or known, but an old request reads nothing.
        let late = request.counter < known.counter;
        let epoch = self.identity.read().epoch;
        // A device that has not the newest table may not have heard of the key that signs this, nor has
        // one of another epoch: the versions of a restored hub count anew.
        let renewed = || self.keys.read().renewed();
        let behind = request.grants != known.grants_version || request.epoch != epoch;
        let unheard = behind.then(renewed).flatten();
        let orders = unheard.clone().into_iter().collect();
        let blank =
            Response { failure: None, orders, ..Response::failed(Failure::Busy, epoch, now) };
        let (device, verdict) = match self.take(unverified, now)? {
            Taken::Failed(failure) => return Ok(Err(failure)),
            Taken::Unproven(verdict) => {
                return Ok(Ok(Response { verdict: Some(verdict), ..blank }));
            }
            Taken::Done(device, verdict) => (device, verdict),
        };
        if late {
            return Ok(Ok(Response { verdict, ..blank }));
        }
        if let DeviceState::Revoked { .. } = device.state {
            self.note_wipe(&device, now)?;
            let grants = Some(Grants { version: device.grants_version, table: Vec::new() });
            let orders = renewed().into_iter().chain([Order::Wipe]).collect();
            return Ok(Ok(Response { verdict, grants, orders, ..blank }));
        }
        let limits = &self.limits.exchange;
        let budget =
            (request.budget as usize).clamp(limits.answer_bytes_min, limits.answer_bytes_max);
        // Cursors of another epoch name numbers of another history.
        let down = match request.epoch == epoch {
            true => self.gather(&device, &request.cursors, request.mode, budget)?,
            false => {
                let anew: Vec<_> = request
                    .cursors
                    .iter()
                    .map(|cursor| gridwork_sync::Cursor { number: 0, page: None, ..*cursor })
                    .collect();
                self.gather(&device, &anew, request.mode, budget)?
            }
        };
        // What the device is asked back goes with the table: one version tells that both came.
        let stale = request.grants != device.grants_version;
        Ok(Ok(Response {
            horizon: device.horizon,
            verdict,
            grants: stale.then(|| grants::table(&device)),
            orders: match stale {
                true => {
                    let asked = self.asked_of(&*self.storage.reading()?, &device)?;
                    renewed().into_iter().chain(asked).collect()
                }
                false => unheard.into_iter().collect(),
            },
            more: down.more,
            stand: match down.stands.is_empty() {
                true => [0; 32],
                false => stand_hash(epoch, &down.stands),
            },
            updates: down.updates,
            ..blank
        }))
    }

    /// The writing half. Where the disk has no room, reading goes on without a trace of it; what has
    /// to be stored must wait.
    fn take(&self, unverified: &Unverified, now: Moment) -> Done<Taken> {
        let request = &unverified.request;
        match self.require_room().and_then(|()| self.write_down(unverified, now)) {
            Err(HubError::LowDisk | HubError::Storage(StorageError::Full))
                if request.batch.is_none() =>
            {
                Ok(match device(&*self.storage.reading()?, request.device)? {
                    Some(device) => Taken::Done(Box::new(device), None),
                    None => Taken::Failed(Failure::UnknownDevice),
                })
            }
            taken => taken,
        }
    }

    /// The batch, the counter, the table of grants, in one transaction.
    fn write_down(&self, unverified: &Unverified, now: Moment) -> Done<Taken> {
        let request = &unverified.request;
        let mut transaction = Transaction::begin(self)?;
        let (w, loaded) = transaction.parts()?;
        let Some(mut device) = device(w, request.device)? else {
            return Ok(Taken::Failed(Failure::UnknownDevice));
        };
        let stored = device.clone();
        let standing = self.standing();
        self.regrant(&mut device, &standing, &*w, now)?;
        let mut verdict = None;
        if let Some(frame) = &request.batch {
            use batch::Admitted::{Failed, Known, Unproven};
            match admission::admit(self, w, loaded, &mut device, unverified, frame, now)? {
                Known(known) => verdict = Some(known),
                Unproven(verdict) => {
                    if verdict == BatchVerdict::Forked && device.forked.is_none() {
                        let w = transaction.w()?;
                        // Of the record as stored: what was judged meanwhile is not this request's.
                        put_device(w, &DeviceRecord { forked: Some(now), ..stored })?;
                        let actor = Actor::Device { device: device.number };
                        let entry = Record::done(now, actor, "device.forked", device.org, None);
                        audit::append(w, entry.refused())?;
                        transaction.commit()?;
                    }
                    return Ok(Taken::Unproven(verdict));
                }
                Failed(failure) => return Ok(Taken::Failed(failure)),
            }
        }
        device.counter = device.counter.max(request.counter);
        device.seen = Some(now);
        if let Some(app) = &request.app {
            device.app = app.chars().take(NAME_CHARS).collect();
        }
        self.note_granted(&device, stored.grants.len())?;
        put_device(transaction.w()?, &device)?;
        transaction.commit()?;
        Ok(Taken::Done(Box::new(device), verdict))
    }

    fn gather(
        &self,
        device: &DeviceRecord,
        cursors: &[gridwork_sync::Cursor],
        mode: Mode,
        budget: usize,
    ) -> Done<Down> {
        let r = self.storage.reading()?;
        Gather { hub: self, r: &*r, device, mode }.all(cursors, budget)
    }
}

/// What the writing half came to.
enum Taken {
    /// Written and proven.
    Done(Box<DeviceRecord>, Option<gridwork_sync::BatchVerdict>),
    /// Only the verdict is said.
    Unproven(gridwork_sync::BatchVerdict),
    /// Nothing is served.
    Failed(Failure),
}
