//! A post's closed records pass on with the post: whoever can open one seals it again to every device
//! of a present holder that has no envelope of it (DESIGN §3), a second or new phone of the same holder
//! included. So does the phone that handed a record in, to whomever it knew for the holder, until it has
//! heard who is. Whoever has lost the post keeps the envelopes out of sight until a successor's device has
//! them, for as long as the hub takes what is said in a lost stream.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use gridwork_model::{Class, Id, Moment};
use gridwork_seal::BoxPublic;
use gridwork_store::{EntryState, ItemRef, NewItem, Reader, RecordRow, StreamRow, StreamState, Tx};
use gridwork_sync::SealedRecord;
use gridwork_sync::item::cbor;

use crate::closed::{key_mark, keys_of_post, seal, unseal};
use crate::core::{Core, Knowledge, json, json_meta, standing};
use crate::identity::Identity;
use crate::{Code, CoreError};

/// How long a lost post's envelopes wait for a successor's device; the hub's grace.
const WAIT_MS: i64 = 30 * 86_400_000;

/// The envelopes of one record, whoever they are sealed to.
#[derive(Default)]
struct Envelopes {
    marks: BTreeSet<Vec<u8>>,
    own: Option<SealedRecord>,
}

/// Which record an envelope is of: the first one's id.
pub(crate) fn root(envelope: &SealedRecord) -> Id {
    envelope.object.unwrap_or(envelope.id)
}

/// Seals what lacks an envelope for a device of a present holder, and puts it into the outbox.
pub(crate) fn pass_on(
    tx: &mut Tx<'_>,
    core: &Core,
    inner: &Knowledge,
    identity: &Identity,
) -> Result<(), CoreError> {
    let streams = tx.streams()?.into_iter().filter(|row| row.stream.class == Class::C4);
    for row in streams.filter(|row| row.state != StreamState::Downloading) {
        let standing = standing(tx)?;
        let (day, now) = (core.day(Some(&standing)), standing.hub_time);
        let records = envelopes(tx, identity, row.index)?;
        let post = row.stream.scope;
        // Whoever lost every post hears of no directory any more, and does not hold by the last one.
        let held = row.state != StreamState::Withdrawn && holds(inner, identity.person, post, day);
        if records.values().all(|record| record.own.is_none()) {
            // Of what was handed in here nothing stays longer than it may have to be said again.
            if !held {
                tx.remove_settled_records(row.index)?;
            }
            continue;
        }
        let (own_keys, keys) = (identity.box_keys(), keys_of_post(inner, post, day));
        for (root, record) in records {
            let Some(own) = &record.own else { continue };
            let missing: Vec<&BoxPublic> =
                keys.iter().filter(|key| !record.marks.contains(&key_mark(key))).collect();
            if missing.is_empty() {
                continue;
            }
            let plain = unseal(&row.stream, &own_keys, own).ok_or(Code::Damaged)?;
            for key in missing {
                let envelope = seal(core, &row.stream, key, &plain, Some(root))?;
                let added = tx.put_record(&RecordRow {
                    id: envelope.id,
                    stream: row.index,
                    author: identity.device,
                    state: EntryState::Local,
                    envelope: cbor(&envelope),
                })?;
                let item = ItemRef::Record(added.no);
                tx.enqueue(NewItem { item, stream: row.index, urgent: false })?;
            }
        }
        match held {
            true => tx.delete_meta(&name(row.index))?,
            false => {
                let holders = inner.directory.holders_of_post(post, day);
                let followed = holders.iter().any(|duty| duty.person != identity.person);
                leave(tx, identity, &row, followed && !keys.is_empty(), now)?;
            }
        }
    }
    Ok(())
}

/// Whether a person holds a post, also while away, or acts in it.
pub(crate) fn holds(inner: &Knowledge, person: Id, post: Id, day: NaiveDate) -> bool {
    inner.directory.assignments_of(person, day).any(|(_, of)| of.id == post)
}

/// Keeps what was just handed in for this phone to pass on, out of sight and never said.
pub(crate) fn keep(
    tx: &mut Tx<'_>,
    identity: &Identity,
    stream: u8,
    envelope: &SealedRecord,
) -> Result<(), CoreError> {
    tx.put_record(&RecordRow {
        id: envelope.id,
        stream,
        author: identity.device,
        state: EntryState::Refused,
        envelope: cbor(envelope),
    })?;
    Ok(tx.set_meta(&unheard(stream), &[])?)
}

/// Everything that the hub has to say was heard: where it has taken what was handed in, the next
/// request knows to whom that is still to be passed on.
pub(crate) fn heard(tx: &mut Tx<'_>) -> Result<(), CoreError> {
    for row in tx.streams()?.into_iter().filter(|row| row.stream.class == Class::C4) {
        let unsettled = |kept: &RecordRow| kept.state.is_unsettled();
        if tx.meta(&unheard(row.index))?.is_some()
            && !tx.records_in(row.index)?.iter().any(unsettled)
        {
            tx.delete_meta(&unheard(row.index))?;
        }
    }
    Ok(())
}

/// The post is another's by what is known here: what could be read in it goes, once a device of a
/// present holder has it all, or after the wait. The stream itself may stay, to hand records in.
fn leave(
    tx: &mut Tx<'_>,
    identity: &Identity,
    row: &StreamRow,
    passed_on: bool,
    now: Option<Moment>,
) -> Result<(), CoreError> {
    let unheard = tx.meta(&unheard(row.index))?.is_some();
    if unheard || (!passed_on && waits(tx, identity, row, now)?) {
        return Ok(());
    }
    tx.delete_meta(&name(row.index))?;
    Ok(tx.remove_settled_records(row.index)?)
}

/// Whether a stream that is withdrawn waits for a successor; begins to wait if it holds what this
/// device can open.
pub(crate) fn waits(
    tx: &mut Tx<'_>,
    identity: &Identity,
    row: &StreamRow,
    now: Option<Moment>,
) -> Result<bool, CoreError> {
    if row.stream.class != Class::C4 {
        return Ok(false);
    }
    let Some(now) = now else { return Ok(false) };
    match json_meta::<i64>(tx, &name(row.index))? {
        Some(since) if now.0 - since > WAIT_MS => {
            tx.delete_meta(&name(row.index))?;
            Ok(false)
        }
        Some(_) => Ok(true),
        None => {
            let readable =
                envelopes(tx, identity, row.index)?.values().any(|record| record.own.is_some());
            if readable {
                tx.set_meta(&name(row.index), &json(&now.0))?;
            }
            Ok(readable)
        }
    }
}

fn envelopes(
    r: &Reader<'_>,
    identity: &Identity,
    stream: u8,
) -> Result<BTreeMap<Id, Envelopes>, CoreError> {
    let marks: BTreeSet<Vec<u8>> =
        identity.box_keys().iter().map(|key| key_mark(&key.public())).collect();
    let mut found: BTreeMap<Id, Envelopes> = BTreeMap::new();
    for kept in r.records_in(stream)? {
        let Ok(envelope) = minicbor::decode::<SealedRecord>(&kept.envelope) else { continue };
        let own = marks.contains(&envelope.key);
        if kept.state == EntryState::Refused && !own {
            continue;
        }
        let record = found.entry(root(&envelope)).or_default();
        record.marks.insert(envelope.key.clone());
        if own {
            record.own = Some(envelope);
        }
    }
    Ok(found)
}

fn unheard(stream: u8) -> String {
    format!("closed/{stream}/unheard")
}

fn name(stream: u8) -> String {
    format!("closed/{stream}")
}
