//! What this device said and must not read any more goes with its entity, except to the hub: a sealed copy
//! stays until a verified backup of the hub holds it, so that a hub restored from yesterday is told it
//! again all the same (ADR 6).

use gridwork_model::Id;
use gridwork_store::{BatchItem, Reader, Tx};
use gridwork_sync::{Body, Item, Withheld, withheld};

use crate::env::Chance;
use crate::identity::Identity;
use crate::{Code, CoreError, outgoing};

/// Seals to the hub what was said of an entity that is about to leave, unless it has to wait.
pub(crate) fn keep(
    tx: &mut Tx<'_>,
    identity: &Identity,
    chance: &mut Chance<'_>,
    entity: Id,
) -> Result<(), CoreError> {
    if tx.has_unsent(entity)? {
        return Ok(());
    }
    for said in tx.said_of(entity)? {
        let item = Item { stream: said.stream, body: outgoing::body_of(tx, said.item)? };
        let hub = identity.hub_box_key();
        let sealed = withheld::seal(item, identity.person, &said.leaf, &hub, chance)
            .map_err(|_| Code::Damaged)?;
        tx.put_rescue(said.no, entity, &sealed)?;
    }
    Ok(())
}

/// The same for everything in a stream that is about to leave.
pub(crate) fn keep_stream(
    tx: &mut Tx<'_>,
    identity: &Identity,
    chance: &mut Chance<'_>,
    stream: u8,
) -> Result<(), CoreError> {
    let records = tx.records_in(stream)?.into_iter().map(|record| record.id);
    let mut entities: Vec<Id> = records.collect();
    entities.extend(tx.documents_in(stream)?);
    entities.extend(tx.ledger_objects(stream)?);
    for entity in entities {
        keep(tx, identity, chance, entity)?;
    }
    Ok(())
}

/// An item that is gone from here, as the hub is told of it again.
pub(crate) fn withheld(r: &Reader<'_>, kept: &BatchItem) -> Result<Body, CoreError> {
    let sealed = r.rescue(kept.no)?.unwrap_or_default();
    Ok(Body::Withheld(Withheld { leaf: kept.leaf, sealed }))
}
