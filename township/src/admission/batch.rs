//! The frame of a batch: its number, its chain, its signature. Nothing is judged before all hold.

use std::collections::BTreeMap;

use gridwork_document::codec::{Limits, Mode};
use gridwork_model::{Moment, Outcome};
use gridwork_seal::{Hash, Ratchet};
use gridwork_sync::request::{BatchFrame, Unverified};
use gridwork_sync::{Batch, BatchVerdict, Body, Failure, SyncError, limits};
use minicbor::{Decode, Encode};

use super::judge::Judge;
use super::loaded::Loaded;
use super::point::Point;
use crate::devices::{DeviceRecord, DeviceState};
use crate::quarantine;
use crate::storage::drawer::{key, load, store};
use crate::storage::{Drawer, Reading, Writing};
use crate::{Done, Hub, HubError};

/// What is kept of a judged batch: enough to repeat its verdict and to prove its entries.
#[derive(Clone, Debug, Encode, Decode)]
#[cbor(map)]
pub(crate) struct BatchRecord {
    /// Chain hash.
    #[n(0)]
    #[cbor(with = "minicbor::bytes")]
    pub hash: Hash,
    /// Hash of the request's header, under the same signature.
    #[n(1)]
    #[cbor(with = "minicbor::bytes")]
    pub header: Hash,
    /// The device's signature.
    #[n(2)]
    #[cbor(with = "minicbor::bytes")]
    pub signature: Vec<u8>,
    /// Outcomes; `None` if the whole batch went to quarantine.
    #[n(3)]
    pub outcomes: Option<Vec<Outcome>>,
    /// When it was judged.
    #[n(4)]
    pub at: Moment,
}

/// What became of the batch of a request.
pub(crate) enum Admitted {
    /// The signature holds; here is the verdict.
    Known(BatchVerdict),
    /// The sender cannot be known for the device (its signature covers what the hub could not
    /// rebuild, or another chain): the verdict is said and nothing else is.
    Unproven(BatchVerdict),
    /// Nothing is served.
    Failed(Failure),
}

/// Judges the batch of a request and writes what is accepted, within the transaction `w`.
pub(crate) fn admit(
    hub: &Hub,
    w: &mut dyn Writing,
    loaded: &mut Loaded,
    device: &mut DeviceRecord,
    unverified: &Unverified,
    frame: &BatchFrame,
    now: Moment,
) -> Done<Admitted> {
    if frame.no == 0 {
        return Ok(Admitted::Failed(Failure::Malformed));
    }
    if frame.no <= device.last_batch {
        return repeated(&*w, device, unverified, frame);
    }
    if frame.no > device.last_batch + 1 {
        return Ok(Admitted::Unproven(BatchVerdict::Expected(device.last_batch + 1)));
    }
    if frame.prev_check != device.last_hash[..4] {
        return Ok(Admitted::Unproven(BatchVerdict::Forked));
    }
    let items = {
        let mut numbers: BTreeMap<u8, u64> =
            unverified.request.cursors.iter().map(|c| (c.index, c.number)).collect();
        numbers.extend(frame.point.iter().copied());
        let bounds = Limits { changes: limits::BATCH_ITEMS, bytes: limits::SECTION_BYTES };
        let point = Point::new(hub, &*w, device, numbers, loaded);
        match Batch::unframe(&frame.frame, device.person, &point, &bounds) {
            Ok(items) => items,
            Err(SyncError::Rebuild(_)) => return Ok(resend(frame.mode)),
            Err(_) => return Ok(Admitted::Failed(Failure::Malformed)),
        }
    };
    let mut batch = Batch { no: frame.no, prev: device.last_hash, items };
    let mut ratchet =
        Ratchet::from_bytes(&device.ratchet).map_err(|_| HubError::Invalid("stored ratchet"))?;
    let first_step = ratchet.step();
    let streams = |index| device.grant(index).map(|row| row.stream);
    let Ok(commitment) = batch.commit(device.number, &mut ratchet, streams) else {
        return Ok(Admitted::Failed(Failure::Malformed));
    };
    if unverified.verify(&device.verifying(), Some(&commitment.hash)).is_err() {
        // A wrong prediction rebuilds something else than was signed: ask for it more explicitly
        // before calling it a forgery.
        return Ok(match resend(frame.mode) {
            Admitted::Failed(_) => Admitted::Failed(Failure::BadSignature),
            again => again,
        });
    }
    // Told again after a restore by a device that may not read it any more (ADR 6).
    let box_key = hub.keys.read().box_key.clone();
    let mut steps = Vec::with_capacity(batch.items.len());
    for (step, (item, salt)) in (first_step..).zip(batch.items.iter_mut().zip(&commitment.salts)) {
        steps.push((!matches!(item.body, Body::Withheld(_))).then_some(step));
        if let (Body::Withheld(withheld), Some(stream)) = (&item.body, streams(item.stream))
            && let Some(body) = withheld.open(&box_key, device.person, &stream, salt)
        {
            item.body = body;
        }
    }
    let (header, signature) = unverified.proof();
    let outcomes = match device.state {
        DeviceState::Active => {
            let judge = Judge::new(hub, w, loaded, device, now).schema(unverified.request.schema);
            Some(judge.judge(&batch.items, &commitment.salts, &steps)?)
        }
        DeviceState::Revoked { .. } => {
            let why = quarantine::Reason::Revoked;
            quarantine::set_aside(hub, w, device, &batch.items, why, now)?;
            None
        }
    };
    let record = BatchRecord {
        hash: commitment.hash,
        header,
        signature: signature.as_bytes().to_vec(),
        outcomes: outcomes.clone(),
        at: now,
    };
    store(w, Drawer::Batches, &batch_key(device.number, frame.no), &record)?;
    device.last_batch = frame.no;
    device.last_hash = commitment.hash;
    device.ratchet = ratchet.to_bytes().to_vec();
    Ok(Admitted::Known(verdict(frame.no, outcomes)))
}

/// A batch of a number the hub has: the same one gets the same verdict, another one is a fork.
fn repeated(
    r: &dyn Reading,
    device: &DeviceRecord,
    unverified: &Unverified,
    frame: &BatchFrame,
) -> Done<Admitted> {
    let found: Option<BatchRecord> = load(r, Drawer::Batches, &batch_key(device.number, frame.no))?;
    Ok(match found {
        Some(record) if unverified.verify(&device.verifying(), Some(&record.hash)).is_ok() => {
            Admitted::Known(verdict(frame.no, record.outcomes))
        }
        _ => Admitted::Unproven(BatchVerdict::Forked),
    })
}

fn verdict(no: u64, outcomes: Option<Vec<Outcome>>) -> BatchVerdict {
    match outcomes {
        Some(outcomes) => BatchVerdict::Judged { no, outcomes },
        None => BatchVerdict::Quarantined { no },
    }
}

fn resend(mode: Mode) -> Admitted {
    match mode {
        Mode::Predicted => Admitted::Unproven(BatchVerdict::ResendExplicit),
        Mode::Explicit => Admitted::Unproven(BatchVerdict::ResendVerbatim),
        Mode::Verbatim => Admitted::Failed(Failure::Malformed),
    }
}

pub(crate) fn batch_key(device: u32, no: u64) -> Vec<u8> {
    key(&[&device.to_be_bytes(), &no.to_be_bytes()])
}
