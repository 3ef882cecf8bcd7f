//! What comes to this device and what leaves it: streams granted and withdrawn, entities removed.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate};
use gridwork_model::{Class, Id, Purpose};
use gridwork_store::{Reader, StoreError, StreamRow, StreamState, Tx};
use gridwork_sync::response::Grants;
use serde::{Deserialize, Serialize};

use crate::core::{json, json_meta, meta};
use crate::env::Chance;
use crate::identity::{Identity, Standing};
use crate::{CoreError, epoch, rescue, reseal};

/// Takes up the streams of a new table of grants, and drops those that are not in it.
pub(crate) fn regrant(
    tx: &mut Tx<'_>,
    standing: &mut Standing,
    grants: &Grants,
) -> Result<(), CoreError> {
    for row in tx.streams()? {
        let kept = grants.table.iter().any(|g| g.index == row.index && g.stream == row.stream);
        if kept {
            if row.state == StreamState::Withdrawn {
                // Given back before it was gone.
                epoch::begin_anew(tx, row, standing.epoch)?;
            }
            continue;
        }
        // Out of sight. It goes when all of this answer is taken (`retire`): what it holds may come to
        // another stream by it.
        tx.put_stream(&StreamRow { state: StreamState::Withdrawn, ..row })?;
    }
    for grant in &grants.table {
        if tx.stream(grant.index)?.is_none() {
            tx.put_stream(&StreamRow {
                index: grant.index,
                stream: grant.stream,
                epoch: standing.epoch,
                cursor: 0,
                next_ordinal: 0,
                state: StreamState::Downloading,
                resume: 0,
                head: Vec::new(),
            })?;
        }
    }
    standing.grants = grants.version;
    Ok(())
}

/// How long a C3 purpose stays readable without contact.
const LEASE_MS: i64 = 30 * 86_400_000;

/// Renews the leases of all C3 purposes of this device from the hub's last word.
pub(crate) fn lease(tx: &mut Tx<'_>, standing: &Standing) -> Result<(), CoreError> {
    let Some(hub) = standing.hub_time else { return Ok(()) };
    let purposes: BTreeSet<_> = tx
        .streams()?
        .into_iter()
        .filter(|row| row.stream.class == Class::C3)
        .map(|row| row.stream.purpose)
        .collect();
    for purpose in purposes {
        tx.lease(purpose, hub.plus_ms(LEASE_MS))?;
    }
    Ok(())
}

/// What has left this device, as far as it waited for the hub's verdict on what was said in it.
#[derive(Default, Serialize, Deserialize)]
pub(crate) struct Leaving(pub(crate) BTreeSet<Id>);

/// How many records left this device in a month because they are no longer its to hold.
#[derive(Default, Serialize, Deserialize)]
pub(crate) struct Left {
    year: i32,
    month: u32,
    records: u32,
}

impl Left {
    /// In the month of a day.
    pub(crate) fn in_month(r: &Reader<'_>, day: NaiveDate) -> Result<u32, CoreError> {
        let kept: Left = json_meta(r, meta::LEFT)?.unwrap_or_default();
        Ok(if (kept.year, kept.month) == (day.year(), day.month()) { kept.records } else { 0 })
    }
}

/// Counts what this transaction removed, in the month that the hub last named.
fn count(tx: &mut Tx<'_>, standing: &Standing) -> Result<(), CoreError> {
    let (left, Some(now)) = (tx.left(), standing.hub_time) else { return Ok(()) };
    if left == 0 {
        return Ok(());
    }
    let day = now.day();
    let records = Left::in_month(tx, day)?.saturating_add(left);
    let counted = Left { year: day.year(), month: day.month(), records };
    Ok(tx.set_meta(meta::LEFT, &json(&counted))?)
}

/// Ledgers that may stand in several streams: on the roster in those of two cells, and so on.
const SHARED: [Purpose; 3] = [Purpose::Roster, Purpose::Incidents, Purpose::Clues];

/// Removes what left and has no unjudged work any more: entities and whole streams. Returns whether
/// something is to come again.
pub(crate) fn retire(
    tx: &mut Tx<'_>,
    identity: &Identity,
    chance: &mut Chance<'_>,
    standing: &Standing,
) -> Result<bool, CoreError> {
    let mut shared = BTreeSet::new();
    if let Some(Leaving(mut leaving)) = json_meta(tx, meta::LEAVING)? {
        let mut gone = Vec::new();
        for entity in &leaving {
            if removed_now(tx, identity, chance, *entity)? {
                gone.push(*entity);
            }
        }
        leaving.retain(|entity| !gone.contains(entity));
        match leaving.is_empty() {
            true => tx.delete_meta(meta::LEAVING)?,
            false => tx.set_meta(meta::LEAVING, &json(&Leaving(leaving)))?,
        }
    }
    for row in tx.streams()?.into_iter().filter(|row| row.state == StreamState::Withdrawn) {
        if reseal::waits(tx, identity, &row, standing.hub_time)? {
            continue;
        }
        let purpose = row.stream.purpose;
        let spoken = SHARED.contains(&purpose) && !tx.ledger_objects(row.index)?.is_empty();
        rescue::keep_stream(tx, identity, chance, row.index)?;
        match tx.remove_stream(row.index) {
            Ok(()) if spoken => drop(shared.insert((row.stream.class, purpose))),
            Ok(()) | Err(StoreError::Unsent(_)) => {}
            Err(error) => return Err(error.into()),
        }
    }
    count(tx, standing)?;
    tx.drop_needless_rescues()?;
    // A ledger is kept under one of its streams. What stands in others that stay comes again.
    let mut again = false;
    for row in tx.streams()? {
        let of = (row.stream.class, row.stream.purpose);
        if shared.contains(&of) && row.state == StreamState::Live {
            epoch::begin_anew(tx, row, standing.epoch)?;
            again = true;
        }
    }
    Ok(again)
}

/// Removes an entity unless something said in it waits for its verdict; returns whether it is gone.
pub(crate) fn removed_now(
    tx: &mut Tx<'_>,
    identity: &Identity,
    chance: &mut Chance<'_>,
    entity: Id,
) -> Result<bool, CoreError> {
    rescue::keep(tx, identity, chance, entity)?;
    match tx.remove_entity(entity) {
        Ok(()) => Ok(true),
        Err(StoreError::Unsent(_)) => Ok(false),
        Err(error) => Err(error.into()),
    }
}
