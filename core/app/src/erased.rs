//! What an erasure must reach beside the records themselves: drafts and unsent work that speak of who
//! was erased under another id, which the hub never heard of.

use gridwork_document::speaks_of;
use gridwork_model::roster::Act;
use gridwork_model::task::Body;
use gridwork_model::{Edit, Founding, Id, LedgerEntry, Refusal, Value, ledger};
use gridwork_store::{EntryState, Erasable, ErasedRow, ItemRef, Reader, Tx};

use crate::project::{self, event};
use crate::say::{Draft, Intent};
use crate::{CoreError, drafts};

/// Ends the drafts and the unsent work that speak of a household or a person who was erased. Called
/// when an answer has told everything: a household that goes on without one of its people is here
/// again by then.
pub(crate) fn sweep(tx: &mut Tx<'_>) -> Result<(), CoreError> {
    let any = tx.any_erased()?;
    for row in tx.drafts()? {
        let erased = row.reason == Refusal::Erased
            || (any && first_gone(tx, spoken_of(&drafts::read(&row)?))?.is_some());
        if erased {
            tx.delete_draft(row.no)?;
            tx.event(event::DRAFT, row.object)?;
        }
    }
    if !any {
        return Ok(());
    }
    for object in tx.ledgers_of_erased()? {
        if let Some(gone) = first_gone(tx, vec![object])? {
            tx.erase(Erasable::Entity(object), gone.class, gone.at, &gone.basis)?;
        }
    }
    forgotten(tx)?;
    for waiting in tx.waiting(u32::MAX)? {
        let (entity, ids) = match waiting.item {
            ItemRef::Change(no) => {
                let Some(document) = tx.change(no)?.map(|change| change.document) else { continue };
                let Some(row) = tx.document(document)? else { continue };
                (document, founded_for(&row.founding))
            }
            ItemRef::Ledger(no) => {
                let Some(row) = tx.ledger_no(no)? else { continue };
                if row.entry.kind != ledger::kind::TASK {
                    continue;
                }
                (row.entry.object, said_of(&row.entry))
            }
            ItemRef::Record(_) => continue,
        };
        if let Some(gone) = first_gone(tx, ids)? {
            tx.erase(Erasable::Entity(entity), gone.class, gone.at, &gone.basis)?;
            tx.event(event::TASK, entity)?;
        }
    }
    Ok(())
}

/// What others said of who was erased and a restored hub forgot is at no hub that could erase it: it
/// goes wherever it was heard. In a document that goes on, what was set aside goes if it speaks of them.
fn forgotten(tx: &mut Tx<'_>) -> Result<(), CoreError> {
    for document in tx.documents_not_numbered()? {
        let Some(row) = tx.document(document)? else { continue };
        if let Some(gone) = first_gone(tx, founded_for(&row.founding))? {
            tx.erase(Erasable::Entity(document), gone.class, gone.at, &gone.basis)?;
            tx.event(event::TASK, document)?;
        }
    }
    for row in tx.ledger_not_numbered()? {
        if row.state != EntryState::Refused || first_gone(tx, said_of(&row.entry))?.is_none() {
            continue;
        }
        tx.erase_entry(row.no)?;
        project::object(tx, row.entry.object, row.entry.kind)?;
    }
    let erased = tx.erased_ids()?;
    for change in tx.changes_set_aside()? {
        if speaks_of(&change.raw, &erased) {
            tx.erase_change(change.no)?;
        }
    }
    Ok(())
}

/// The certificate of the first of these who was erased.
fn first_gone(r: &Reader<'_>, ids: Vec<Id>) -> Result<Option<ErasedRow>, CoreError> {
    for id in ids {
        let Some(certificate) = r.erased(id)? else { continue };
        let mut goes_on = false;
        for document in Founding::documents_of(id) {
            goes_on |= r.has_document(document)?;
        }
        if !goes_on {
            return Ok(Some(certificate));
        }
    }
    Ok(None)
}

/// Whom a draft speaks of.
fn spoken_of(draft: &Draft) -> Vec<Id> {
    match draft {
        Draft::Edits(intent) => meant_of(intent),
        Draft::Ledger { entry, .. } => said_of(entry),
        Draft::Deed { parts, entry, .. } => {
            parts.iter().flat_map(meant_of).chain(said_of(entry)).collect()
        }
    }
}

fn meant_of(intent: &Intent) -> Vec<Id> {
    let mut ids = founded_for(&intent.founding);
    for edit in &intent.edits {
        match edit {
            Edit::Put { path, value } | Edit::Resolve { path, value } => {
                ids.extend(path.member);
                ids.extend(named(value));
            }
            Edit::Write { path, .. } => ids.extend(path.member),
            Edit::AddMember { id, fields } => {
                ids.extend(*id);
                ids.extend(fields.iter().filter_map(|(_, value)| named(value)));
            }
        }
    }
    ids
}

fn named(value: &Value) -> Option<Id> {
    match value {
        Value::Ref(id) => Some(*id),
        _ => None,
    }
}

/// The household, person or place that a document is about.
fn founded_for(founding: &Founding) -> Vec<Id> {
    match founding {
        Founding::Household { id, .. } | Founding::Place { id } => vec![*id],
        Founding::Needs { household, .. } => vec![*household],
        Founding::Task { target, .. } => vec![*target],
    }
}

fn said_of(entry: &LedgerEntry) -> Vec<Id> {
    let mut ids = vec![entry.object];
    if entry.kind == ledger::kind::TASK {
        ids.extend(Body::of(entry).map(|body| body.target));
    }
    if let (ledger::kind::ROSTER, Ok(act)) = (entry.kind, Act::of(entry)) {
        ids.extend(act.households());
        if let Act::Move { people, .. } | Act::Split { people, .. } = act {
            ids.extend(people);
        }
    }
    ids
}
