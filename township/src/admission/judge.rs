//! The verdict on each item of a batch whose signature holds, and what is written for the accepted.
//!
//! Items are judged in order against documents that already hold the accepted items before them;
//! then every touched document is saved and reloaded once; only then anything is written. A refused
//! change blocks the rest of its document's branch in this batch and nothing else.

use std::collections::{BTreeMap, BTreeSet};

use gridwork_model::roster::Act;
use gridwork_model::{Id, Moment, Outcome, Refusal, StreamId};
use gridwork_seal::Salt;
use gridwork_sync::{Body, Item};

use super::change::{ChangeAccepted, Touched};
use super::deed;
use super::evidence::AnsweredClue;
use super::ledger::{LedgerAccepted, Ledgers};
use super::loaded::Loaded;
use super::rights::{Grounds, Rights};
use crate::devices::DeviceRecord;
use crate::quarantine;
use crate::storage::Writing;
use crate::streams::Streams;
use crate::{Done, Hub};

/// What an accepted item will be written as.
pub(super) enum Accepted {
    Change(Box<ChangeAccepted>),
    Ledger(Box<LedgerAccepted>),
    Sealed,
    /// The hub has it already; there is nothing to write.
    Known,
}

/// Judges one batch of one device.
pub(crate) struct Judge<'a> {
    pub(super) hub: &'a Hub,
    pub(super) streams: Streams<'a>,
    pub(super) loaded: &'a mut Loaded,
    pub(super) device: &'a DeviceRecord,
    pub(super) now: Moment,
    pub(super) rights: Rights,
    /// Documents changed in this batch.
    pub(super) touched: BTreeMap<Id, Touched>,
    /// Documents with a refused change in this batch.
    pub(super) blocked: BTreeSet<Id>,
    /// Ledger objects as they stand after the items judged so far.
    pub(super) ledgers: Ledgers,
    /// Sealed records accepted in this batch.
    pub(super) sealed: BTreeSet<Id>,
    /// Acts on the roster accepted in this batch, with their places in it.
    pub(super) acts: Vec<(usize, Act)>,
    /// Clues made of incidents that officers answered in this batch.
    pub(super) answered: Vec<AnsweredClue>,
    /// A person has decided to take what grant and permission would not (quarantine review).
    pub(super) decided: bool,
    /// The sender's schema is newer than this hub's: fields unknown here may be known there.
    pub(super) newer: bool,
}

/// One item with what the batch says about it.
pub(super) struct Place<'b> {
    pub index: usize,
    pub stream: StreamId,
    pub step: Option<u64>,
    pub salt: &'b Salt,
}

impl<'a> Judge<'a> {
    pub(crate) fn new(
        hub: &'a Hub,
        w: &'a mut dyn Writing,
        loaded: &'a mut Loaded,
        device: &'a DeviceRecord,
        now: Moment,
    ) -> Judge<'a> {
        Judge {
            hub,
            streams: Streams::new(hub, w),
            loaded,
            device,
            now,
            rights: Rights::new(hub.standing(), device.person, now.day()),
            touched: BTreeMap::new(),
            blocked: BTreeSet::new(),
            sealed: BTreeSet::new(),
            ledgers: Ledgers::default(),
            acts: Vec::new(),
            answered: Vec::new(),
            decided: false,
            newer: false,
        }
    }

    /// A judge for a batch written with this schema.
    pub(crate) fn schema(mut self, schema: u32) -> Judge<'a> {
        self.newer = schema > gridwork_sync::SCHEMA;
        self
    }

    /// A judge for items that a person at the hub has decided to take.
    pub(crate) fn decided(mut self) -> Judge<'a> {
        self.decided = true;
        self
    }

    /// Judges and writes; one outcome an item. On an error nothing may be committed. By its step the
    /// device is told later that an item has its number: one that was set aside and is reviewed has
    /// none any more, nor one that has left the device.
    pub(crate) fn judge(
        mut self,
        items: &[Item],
        salts: &[Salt],
        steps: &[Option<u64>],
    ) -> Done<Vec<Outcome>> {
        let outcomes = self.run(items, salts, steps)?;
        let (hub, device, now) = (self.hub, self.device, self.now);
        let w = self.streams.finish()?;
        hub.answer_from_field(w, device.number, &self.answered, now)?;
        Ok(outcomes)
    }

    fn run(&mut self, items: &[Item], salts: &[Salt], steps: &[Option<u64>]) -> Done<Vec<Outcome>> {
        let mut outcomes = Vec::with_capacity(items.len());
        let mut accepted = Vec::with_capacity(items.len());
        let mut places = Vec::with_capacity(items.len());
        for (index, (item, salt)) in items.iter().zip(salts).enumerate() {
            let grant = self.device.grant(item.stream);
            let step = steps.get(index).copied().flatten();
            let Some(stream) = grant.map(|row| row.stream) else {
                outcomes.push(Outcome::Refused(Refusal::NotGranted));
                accepted.push(None);
                places.push(None);
                continue;
            };
            let place = Place { index, stream, step, salt };
            let parts = deed::parts(items, index);
            let of_parts = deed::of_parts(&outcomes[parts.clone()]);
            if let (Body::Ledger(entry), false) = (&item.body, parts.is_empty())
                && let Some(outcome) = self.said_before(entry)?
            {
                // A restored phone says a deed again that the hub has: its parts count once.
                let again = Outcome::Refused(Refusal::OutOfContext);
                self.undo(items, parts, &mut outcomes, &mut accepted, again);
                outcomes.push(outcome);
                accepted.push(None);
                places.push(None);
                continue;
            }
            let (mut outcome, what) = match (of_parts, Rights::grounds(grant, self.now)) {
                (Some(outcome), _) => (outcome, None),
                _ if self.decided => self.one(item, &place)?,
                (None, Grounds::Granted | Grounds::Grace) => self.one(item, &place)?,
                (None, Grounds::Expired) => (Outcome::Quarantined, None),
                (None, Grounds::Never) => (Outcome::Refused(Refusal::NotGranted), None),
            };
            if !parts.is_empty() && outcome != Outcome::Accepted {
                if outcome == Outcome::Ineffective {
                    // A change cannot be merely ineffective, and the deed is one.
                    outcome = Outcome::Refused(Refusal::OutOfContext);
                }
                self.undo(items, parts, &mut outcomes, &mut accepted, outcome);
            }
            outcomes.push(outcome);
            accepted.push(what);
            places.push(Some(place));
        }
        self.settle(&mut outcomes, &mut accepted)?;
        for ((item, what), place) in items.iter().zip(accepted).zip(&places) {
            if let (Some(what), Some(place)) = (what, place) {
                self.write(item, what, place)?;
            }
        }
        self.file_disputes()?;
        self.ledgers_settle()?;
        self.acts_settle()?;
        self.set_expired_aside(items, &outcomes)?;
        Ok(outcomes)
    }

    fn one(&mut self, item: &Item, place: &Place<'_>) -> Done<(Outcome, Option<Accepted>)> {
        match &item.body {
            Body::Change { document, founding, raw, .. } => {
                self.change(place, document, founding.as_ref(), raw)
            }
            Body::Ledger(entry) => self.ledger(place, entry),
            Body::Sealed(record) => self.sealed(place, record),
            // Only its leaf is left: it stands in its batch and says nothing.
            Body::Withheld(_) => Ok((Outcome::Refused(Refusal::Malformed), None)),
        }
    }

    /// Applies what was staged, one save and reload for each touched document; one that breaks loses
    /// all its changes of this batch, unless what the hub has stored of it is what is broken.
    fn settle(&mut self, outcomes: &mut [Outcome], accepted: &mut [Option<Accepted>]) -> Done<()> {
        let mut broken = Vec::new();
        for (id, touched) in &self.touched {
            let document = &mut self.loaded.change(id)?.document;
            if document.settle().and_then(|()| document.verify_reload()).is_err() {
                self.loaded.opens(self.hub, &*self.streams.w, id)?;
                tracing::warn!(device = self.device.number, "a document did not reload");
                for index in &touched.items {
                    outcomes[*index] = Outcome::Refused(Refusal::Malformed);
                    accepted[*index] = None;
                }
                broken.push(*id);
            }
        }
        self.touched.retain(|id, _| !broken.contains(id));
        Ok(())
    }

    fn write(&mut self, item: &Item, what: Accepted, place: &Place<'_>) -> Done<()> {
        match (what, &item.body) {
            (Accepted::Change(change), Body::Change { document, raw, hash, .. }) => {
                self.write_change(*change, document, raw, hash, place)
            }
            (Accepted::Ledger(ledger), Body::Ledger(entry)) => {
                self.write_ledger(*ledger, entry, place)
            }
            (Accepted::Sealed, Body::Sealed(record)) => self.write_sealed(record, place),
            _ => Ok(()),
        }
    }

    /// Items whose grace has ended wait for a person.
    fn set_expired_aside(&mut self, items: &[Item], outcomes: &[Outcome]) -> Done<()> {
        let expired: Vec<Item> = items
            .iter()
            .zip(outcomes)
            .filter(|(_, outcome)| **outcome == Outcome::Quarantined)
            .map(|(item, _)| item.clone())
            .collect();
        if expired.is_empty() {
            return Ok(());
        }
        let why = quarantine::Reason::Expired;
        quarantine::set_aside(self.hub, self.streams.w, self.device, &expired, why, self.now)
    }
}

impl Place<'_> {
    pub(super) fn salt(&self) -> [u8; 16] {
        *self.salt.as_bytes()
    }
}
