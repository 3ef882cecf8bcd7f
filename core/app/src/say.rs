//! Saying something: a change of a document or an entry of a ledger, kept durably with its intent,
//! put into the outbox and shown in the lists, all in the caller's transaction.

use gridwork_document::{Actor, Commit, Document, EditError};
use gridwork_model::{Class, Edit, Founding, Id, LedgerEntry, Moment, Purpose, StreamId};
use gridwork_store::{
    DocumentRow, EntryState, ItemRef, NewChange, NewItem, NewLedger, Reader, StreamState, Tx,
};
use serde::{Deserialize, Serialize};

use crate::core::json;
use crate::identity::{Identity, Standing};
use crate::{Code, CoreError, project};

/// Who says it, under which actor, and when.
pub(crate) struct Speaker<'a> {
    pub identity: &'a Identity,
    pub standing: &'a Standing,
    pub at: Moment,
}

impl Speaker<'_> {
    pub(crate) fn actor(&self) -> Actor {
        Actor::new(self.identity.device, self.standing.incarnation)
    }
}

/// A document to be written, here already or not.
#[derive(Clone, Debug)]
pub(crate) struct Target {
    pub founding: Founding,
    pub stream: StreamId,
}

/// What was meant by a change; kept beside it until the hub's verdict, so that it can be said again
/// under a new actor.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Intent {
    pub founding: Founding,
    pub stream: StreamId,
    pub at: Moment,
    pub edits: Vec<Edit>,
}

/// A draft: an intent or a ledger entry that the hub refused.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) enum Draft {
    /// Of a document.
    Edits(Intent),
    /// Of a ledger.
    Ledger {
        /// Where it was said.
        stream: StreamId,
        /// What was said.
        entry: LedgerEntry,
    },
    /// An act on the roster with the changes that carry it out: one deed, one draft.
    Deed {
        /// The changes.
        parts: Vec<Intent>,
        /// Where the act was said.
        stream: StreamId,
        /// The act.
        entry: LedgerEntry,
    },
}

/// Loads a document as this device sees it: everything numbered and everything said here.
pub(crate) fn load(r: &Reader<'_>, document: Id) -> Result<Option<Document>, CoreError> {
    let Some(row) = r.document(document)? else { return Ok(None) };
    open(r, &row).map(Some)
}

fn open(r: &Reader<'_>, row: &DocumentRow) -> Result<Document, CoreError> {
    let changes = r.raw_changes(row.id)?;
    let mut document = Document::recall(&row.founding, changes.iter().map(Vec::as_slice))?;
    document.open()?;
    Ok(document)
}

/// Whether edits can be written into a document as it stands here; writes nothing.
pub(crate) fn can_edit(
    r: &Reader<'_>,
    speaker: &Speaker<'_>,
    target: &Target,
    edits: &[Edit],
) -> Result<bool, CoreError> {
    let mut document = match r.document(target.founding.document())? {
        Some(row) => open(r, &row)?,
        None if granted_index(r, &target.stream).is_err() => return Ok(false),
        None => Document::found(&target.founding)?,
    };
    let said = document.edit(speaker.actor(), speaker.at, edits);
    Ok(matches!(said, Ok(_) | Err(EditError::NothingToChange)))
}

/// Writes edits into a document. `Ok(None)`: nothing was to change.
pub(crate) fn edit(
    tx: &mut Tx<'_>,
    speaker: &Speaker<'_>,
    target: &Target,
    mut edits: Vec<Edit>,
    urgent: bool,
) -> Result<Option<Commit>, CoreError> {
    let id = target.founding.document();
    let (mut document, row) = match tx.document(id)? {
        Some(row) => (open(tx, &row)?, row),
        None => {
            let row = DocumentRow {
                id,
                founding: target.founding.clone(),
                stream: granted_index(tx, &target.stream)?,
                ordinal: None,
                class: target.stream.class,
                purpose: target.stream.purpose,
            };
            tx.put_document(&row)?;
            (Document::found(&target.founding)?, row)
        }
    };
    let commit = match document.edit(speaker.actor(), speaker.at, &edits) {
        Err(EditError::NothingToChange) => return Ok(None),
        other => other?,
    };
    // Who was added stays the same person when it is said again: what else is said of them names them so.
    let mut created = commit.created.iter();
    for edit in &mut edits {
        if let Edit::AddMember { id, .. } = edit {
            *id = created.next().copied();
        }
    }
    let intent =
        Intent { founding: target.founding.clone(), stream: target.stream, at: speaker.at, edits };
    let added = tx.add_change(NewChange {
        document: id,
        hash: commit.hash,
        raw: &commit.raw,
        author: speaker.identity.device,
        state: EntryState::Local,
        intent: Some(&json(&intent)),
    })?;
    let item = ItemRef::Change(added.no);
    tx.enqueue(NewItem { item, stream: row.stream, urgent })?;
    project::stored(tx, &document, &row)?;
    Ok(Some(commit))
}

/// Appends an entry to a ledger.
pub(crate) fn ledger(
    tx: &mut Tx<'_>,
    speaker: &Speaker<'_>,
    stream: &StreamId,
    entry: &LedgerEntry,
    urgent: bool,
) -> Result<(), CoreError> {
    let index = granted_index(tx, stream)?;
    let added = tx.add_ledger(NewLedger {
        stream: index,
        author: speaker.identity.device,
        entry,
        class: stream.class,
        purpose: stream.purpose,
        state: EntryState::Local,
        outcome: None,
    })?;
    tx.enqueue(NewItem { item: ItemRef::Ledger(added.no), stream: index, urgent })?;
    project::object(tx, entry.object, entry.kind)
}

/// The index of a stream that is granted now.
pub(crate) fn granted_index(r: &Reader<'_>, wanted: &StreamId) -> Result<u8, CoreError> {
    r.streams()?
        .into_iter()
        .find(|row| row.stream == *wanted && row.state != StreamState::Withdrawn)
        .map(|row| row.index)
        .ok_or(Code::Forbidden.into())
}

/// Class and purpose of the stream of an index.
pub(crate) fn stream_of(r: &Reader<'_>, index: u8) -> Result<(Class, Purpose), CoreError> {
    let row = r.stream(index)?.ok_or(Code::NotFound)?;
    Ok((row.stream.class, row.stream.purpose))
}
