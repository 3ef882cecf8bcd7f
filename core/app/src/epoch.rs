//! A hub that was restored: numbers count anew, and whoever said something says it again (ADR 6).
//!
//! What others said and the hub has forgotten is set aside here, once the download shows that it is
//! not there: a replica is what the hub holds and what this device has yet to say. It comes back
//! under its own name when its author says it again, or under another if that could not be said as
//! it was.

use gridwork_document::Document;
use gridwork_model::Id;
use gridwork_store::{ChangeRow, DocumentRow, EntryState, Reader, StreamRow, StreamState, Tx};
use gridwork_sync::Response;

use crate::identity::{Identity, Standing};
use crate::{Code, CoreError, project};

/// Takes what the hub had numbered as accepted only, until its stream brings it again; and says what
/// is not in a verified backup again, in the same batches, which have their effect once. Of files it
/// asks what is still there.
pub(crate) fn begin(
    tx: &mut Tx<'_>,
    standing: &mut Standing,
    response: &Response,
) -> Result<(), CoreError> {
    let epoch = response.epoch;
    if epoch < standing.epoch {
        return Err(CoreError::at(Code::BadAnswer, "epoch"));
    }
    tx.reopen_batches(response.horizon)?;
    standing.horizon = response.horizon;
    tx.reopen_files()?;
    download_anew(tx, epoch)?;
    standing.epoch = epoch;
    standing.grants = 0;
    standing.settling = true;
    Ok(())
}

/// Puts every stream back to its beginning.
pub(crate) fn download_anew(tx: &mut Tx<'_>, epoch: u32) -> Result<(), CoreError> {
    for row in tx.streams()? {
        begin_anew(tx, row, epoch)?;
    }
    Ok(tx.doubt_directory()?)
}

/// Puts a stream back to its beginning. What was numbered is accepted until it comes again.
pub(crate) fn begin_anew(tx: &mut Tx<'_>, row: StreamRow, epoch: u32) -> Result<(), CoreError> {
    for id in tx.documents_in(row.index)? {
        if let Some(document) = tx.document(id)? {
            tx.put_document(&DocumentRow { ordinal: None, ..document })?;
        }
        for change in tx.changes(id)? {
            if matches!(change.state, EntryState::Numbered { .. }) {
                tx.set_change_state(change.no, EntryState::Accepted)?;
            }
        }
    }
    for object in tx.ledger_objects(row.index)? {
        for kept in tx.ledger(object)?.into_iter().filter(|kept| kept.stream == row.index) {
            if matches!(kept.state, EntryState::Numbered { .. }) {
                tx.set_ledger_state(kept.no, EntryState::Accepted)?;
            }
        }
    }
    Ok(tx.put_stream(&StreamRow {
        epoch,
        cursor: 0,
        next_ordinal: 0,
        state: StreamState::Downloading,
        resume: 0,
        head: Vec::new(),
        ..row
    })?)
}

/// Whether the hub's new state is not all here yet. Nothing is said before it is: what it builds on
/// could not be told from what the hub forgot.
pub(crate) fn downloading(r: &Reader<'_>, standing: &Standing) -> Result<bool, CoreError> {
    Ok(standing.settling && is_downloading(r)?)
}

/// Whether a stream has not come to its end.
pub(crate) fn is_downloading(r: &Reader<'_>) -> Result<bool, CoreError> {
    Ok(r.streams()?.iter().any(|row| row.state == StreamState::Downloading))
}

/// Sets aside what others said and the hub does not hold; returns whether anything was. Ends with
/// the last batch that had to be said again.
pub(crate) fn settle(
    tx: &mut Tx<'_>,
    identity: &Identity,
    standing: &mut Standing,
) -> Result<bool, CoreError> {
    if downloading(tx, standing)? {
        return Ok(false);
    }
    let mut changed = false;
    for row in tx.streams()? {
        for document in tx.documents_in(row.index)? {
            changed |= set_aside(tx, identity, document)?;
        }
        for object in tx.ledger_objects(row.index)? {
            changed |= set_entries_aside(tx, identity, object)?;
        }
    }
    standing.settling = tx.pending_batch()?.is_some() || waits(tx)?;
    Ok(changed)
}

fn waits(r: &Reader<'_>) -> Result<bool, CoreError> {
    let waiting = r.waiting_count()?;
    Ok(waiting.urgent + waiting.other > 0)
}

/// Sets aside the changes of others that the hub does not hold, unless something said here builds on
/// them: that is judged first, and said again without them if it cannot stand.
pub(crate) fn set_aside(tx: &mut Tx<'_>, identity: &Identity, id: Id) -> Result<bool, CoreError> {
    let Some(row) = tx.document(id)? else { return Ok(false) };
    let (forgotten, kept): (Vec<_>, Vec<_>) =
        tx.changes(id)?.into_iter().partition(|change| is_forgotten(change, identity));
    if forgotten.is_empty() {
        return Ok(false);
    }
    let Ok(standing) = Document::replay(&row.founding, kept.iter().map(|c| c.raw.as_slice()))
    else {
        return Ok(false);
    };
    for change in forgotten {
        tx.set_change_state(change.no, EntryState::Refused)?;
    }
    match kept.is_empty() {
        true => {
            tx.hide_document(id)?;
            project::ledger(tx, id)?;
        }
        false => project::document(tx, &standing)?,
    }
    Ok(true)
}

/// Takes out of a document what others said and the hub forgot, and what this device said in batches
/// still to be judged that builds on what is gone: returned, to be said again now. The verdict on the
/// batch that holds it is known, and changes nothing any more.
pub(crate) fn fell_with(
    tx: &mut Tx<'_>,
    identity: &Identity,
    id: Id,
) -> Result<Vec<ChangeRow>, CoreError> {
    let Some(row) = tx.document(id)? else { return Ok(Vec::new()) };
    let mut standing = Document::found(&row.founding)?;
    let mut fallen = Vec::new();
    for change in tx.changes(id)? {
        if change.state == EntryState::Local {
            continue;
        }
        let held = matches!(change.state, EntryState::Numbered { .. });
        let forgotten = is_forgotten(&change, identity);
        if forgotten || (standing.apply(&change.raw).is_err() && !held) {
            tx.set_change_state(change.no, EntryState::Refused)?;
            if !forgotten {
                fallen.push(change);
            }
        }
    }
    Ok(fallen)
}

/// What this device sent of a document and does not stand any more, because what it builds on is gone.
pub(crate) fn built_on_gone(r: &Reader<'_>, id: Id) -> Result<Vec<ChangeRow>, CoreError> {
    let Some(row) = r.document(id)? else { return Ok(Vec::new()) };
    let mut standing = Document::found(&row.founding)?;
    let mut fallen = Vec::new();
    for change in r.changes(id)?.into_iter().filter(|change| change.state != EntryState::Local) {
        let falls = standing.apply(&change.raw).is_err();
        if falls && matches!(change.state, EntryState::Sent { .. }) {
            fallen.push(change);
        }
    }
    Ok(fallen)
}

/// Whether somebody else's change is one that a restored hub does not hold.
pub(crate) fn is_forgotten(change: &ChangeRow, identity: &Identity) -> bool {
    change.state == EntryState::Accepted && change.author != identity.device
}

fn set_entries_aside(tx: &mut Tx<'_>, identity: &Identity, object: Id) -> Result<bool, CoreError> {
    let mut kind = None;
    for row in tx.ledger(object)? {
        if row.state == EntryState::Accepted && row.author != identity.device {
            tx.set_ledger_state(row.no, EntryState::Refused)?;
            kind = Some(row.entry.kind);
        }
    }
    match kind {
        None => Ok(false),
        Some(kind) => {
            project::object(tx, object, kind)?;
            Ok(true)
        }
    }
}
