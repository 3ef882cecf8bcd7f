//! Projections: from documents and ledgers to the rows that screens read. Every accepted change
//! runs through here in its own transaction; all rows can be made again from what they show.

pub(crate) mod evidence;
pub(crate) mod household;
pub(crate) mod incident;
pub(crate) mod needs;
pub(crate) mod place;
pub(crate) mod task;

use gridwork_document::{Document, FieldState};
use gridwork_model::{DocumentKind, Id, Path, Value, ledger};
use gridwork_store::{DocumentRow, Reader, Row, RowQuery, Tx};

use crate::core::json;
use crate::{Code, CoreError};

/// Kinds of rows. Numbers are kept in the store and never reused.
pub(crate) mod row {
    pub(crate) const HOUSEHOLD: u8 = 1;
    pub(crate) const NEEDS: u8 = 2;
    pub(crate) const TASK: u8 = 3;
    pub(crate) const PLACE: u8 = 4;
    pub(crate) const INCIDENT: u8 = 5;
    pub(crate) const TASK_STATE: u8 = 6;
    pub(crate) const EVIDENCE: u8 = 7;
    pub(crate) const CLUE: u8 = 8;
    pub(crate) const RECORD_DRAFT: u8 = 9;
    pub(crate) const ASKED: u8 = 10;
}

/// Kinds of events, as `Core::next_events` tells them. Numbers are never reused.
pub mod event {
    /// A household or one of its people.
    pub const HOUSEHOLD: u8 = 1;
    /// A task's answers or state.
    pub const TASK: u8 = 3;
    /// A place.
    pub const PLACE: u8 = 4;
    /// An incident.
    pub const INCIDENT: u8 = 5;
    /// A draft came back.
    pub const DRAFT: u8 = 7;
    /// The directory.
    pub const DIRECTORY: u8 = 8;
    /// How the exchange stands.
    pub const SYNC: u8 = 9;
    /// A file.
    pub const FILE: u8 = 10;
    /// An evidence set.
    pub const EVIDENCE: u8 = 11;
    /// A clue.
    pub const CLUE: u8 = 12;
}

/// Projects a document as it stands now.
pub(crate) fn document(tx: &mut Tx<'_>, document: &Document) -> Result<(), CoreError> {
    let stored = tx.document(document.id())?.ok_or(Code::Damaged)?;
    self::stored(tx, document, &stored)
}

/// The same where the document's row is known.
pub(crate) fn stored(
    tx: &mut Tx<'_>,
    document: &Document,
    stored: &DocumentRow,
) -> Result<(), CoreError> {
    let fields = document.fields();
    let conflicts: Vec<Path> =
        fields.iter().filter(|f| f.in_conflict()).map(|f| f.path.clone()).collect();
    tx.set_conflicts(document.id(), &conflicts)?;
    crate::conflicts::forget_asked(tx, document.id(), &conflicts)?;
    let scope = tx.stream(stored.stream)?.ok_or(Code::Damaged)?.stream.scope;
    let subject = Subject {
        document,
        fields: &fields,
        scope,
        stream: stored.stream,
        conflicts: conflicts.len() as u32,
    };
    let row = match document.founding().kind() {
        DocumentKind::Household => household::row(&subject)?,
        DocumentKind::Needs => needs::row(&subject)?,
        DocumentKind::Task => task::row(&subject)?,
        DocumentKind::Place => place::row(&subject)?,
    };
    let row = Row { class: stored.class, purpose: stored.purpose, ..row };
    tx.put_row(&row)?;
    let kind = match row.kind {
        row::NEEDS => event::HOUSEHOLD,
        other => other,
    };
    tx.event(kind, row.parent.filter(|_| row.kind == row::NEEDS).unwrap_or(row.id))?;
    Ok(())
}

/// Projects the ledger that stands under the id of a document, if there is one: a task has both, and
/// rows of both go with either.
pub(crate) fn ledger(tx: &mut Tx<'_>, id: Id) -> Result<(), CoreError> {
    match tx.ledger(id)?.last().map(|last| last.entry.kind) {
        Some(kind) => object(tx, id, kind),
        None => Ok(()),
    }
}

/// Projects the ledger of an object as it stands now.
pub(crate) fn object(tx: &mut Tx<'_>, object: Id, kind: u16) -> Result<(), CoreError> {
    match kind {
        ledger::kind::INCIDENT => incident::project(tx, object),
        ledger::kind::TASK => task::project(tx, object),
        ledger::kind::EVIDENCE => evidence::project_set(tx, object),
        ledger::kind::CLUE => evidence::project_clue(tx, object),
        _ => Ok(()),
    }
}

/// A document with what is known around it.
pub(crate) struct Subject<'a> {
    pub document: &'a Document,
    pub fields: &'a [FieldState],
    /// The cell, village or unit of its stream.
    pub scope: Id,
    pub stream: u8,
    pub conflicts: u32,
}

impl Subject<'_> {
    /// The value shown for a field of the root or of a member.
    pub(crate) fn shown(&self, member: Option<Id>, field: &str) -> Option<&Value> {
        self.fields
            .iter()
            .find(|state| state.path.member == member && state.path.field == field)
            .and_then(FieldState::shown)
    }

    pub(crate) fn text(&self, member: Option<Id>, field: &str) -> String {
        match self.shown(member, field) {
            Some(Value::Text(text)) => text.clone(),
            _ => String::new(),
        }
    }

    pub(crate) fn code(&self, member: Option<Id>, field: &str) -> u32 {
        match self.shown(member, field) {
            Some(Value::Code(code)) => *code,
            _ => 0,
        }
    }

    pub(crate) fn codes(&self, member: Option<Id>, field: &str) -> u64 {
        match self.shown(member, field) {
            Some(Value::Codes(bits)) => *bits,
            _ => 0,
        }
    }

    pub(crate) fn int(&self, member: Option<Id>, field: &str) -> Option<i64> {
        match self.shown(member, field) {
            Some(Value::Int(n)) => Some(*n),
            _ => None,
        }
    }

    pub(crate) fn flag(&self, member: Option<Id>, field: &str) -> bool {
        matches!(self.shown(member, field), Some(Value::Bool(true)))
    }

    pub(crate) fn date(&self, member: Option<Id>, field: &str) -> Option<chrono::NaiveDate> {
        match self.shown(member, field) {
            Some(Value::Date(date)) => Some(*date),
            _ => None,
        }
    }

    pub(crate) fn reference(&self, member: Option<Id>, field: &str) -> Option<Id> {
        match self.shown(member, field) {
            Some(Value::Ref(id)) => Some(*id),
            _ => None,
        }
    }

    /// A row of the document, to be completed.
    pub(crate) fn row(&self, kind: u8, id: Id, payload: &impl serde::Serialize) -> Row {
        Row {
            kind,
            id,
            owner: self.document.id(),
            parent: Some(self.scope),
            order: 0,
            stream: Some(self.stream),
            flags: 0,
            class: gridwork_model::Class::C2,
            purpose: gridwork_model::Purpose::Roster,
            payload: json(payload),
        }
    }
}

/// A page of rows of a kind, in their order, from the `offset`th on.
pub(crate) fn page_of(
    r: &Reader<'_>,
    kind: u8,
    offset: u32,
    limit: u32,
) -> Result<Vec<Row>, CoreError> {
    let mut query = RowQuery { limit: 200, ..RowQuery::of(kind) };
    let (mut skipped, mut rows) = (0, Vec::new());
    loop {
        let page = r.page(&query)?;
        for found in page.rows {
            if skipped < offset {
                skipped += 1;
            } else if (rows.len() as u32) < limit {
                rows.push(found);
            }
        }
        match page.next {
            Some(next) if (rows.len() as u32) < limit => query.after = Some(next),
            _ => return Ok(rows),
        }
    }
}

/// Reads the payload of a row.
pub(crate) fn payload<T: serde::de::DeserializeOwned>(row: &Row) -> Result<T, CoreError> {
    gridwork_model::json::read(&row.payload).map_err(|_| CoreError::at(Code::Damaged, "row"))
}
