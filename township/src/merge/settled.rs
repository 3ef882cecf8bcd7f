//! Choices that were made: kept so that each can be taken back, as a new choice. A record names the
//! place in the document's history, never a value.

use gridwork_document::FieldState;
use gridwork_model::permission::{Action, Object, Role};
use gridwork_model::roster::words::{field_word, identifies};
use gridwork_model::{Id, Moment, Path, Value};
use minicbor::{Decode, Encode};
use serde::Serialize;

use super::explain::Found;
use super::resolve::Choice;
use crate::directory::Standing;
use crate::people::Caller;
use crate::register::assemble;
use crate::storage::drawer::{decode, key, load, store};
use crate::storage::rows::kind;
use crate::storage::{Drawer, EntryRow, Reading};
use crate::{Done, Hub, HubError};

/// Most choices looked through.
const LISTED: usize = 5_000;

/// A choice that was made and can be taken back. It names the place in the document's history, not
/// the values: those are read again from the document.
#[derive(Clone, Debug, Encode, Decode)]
struct SettledRecord {
    #[n(0)]
    document: Id,
    #[n(1)]
    member: Option<Id>,
    #[n(2)]
    field: String,
    #[n(3)]
    at: Moment,
    #[n(4)]
    person: Id,
    /// Entries of the document before the choice.
    #[n(5)]
    before: u32,
}

/// A settled conflict.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct SettledRow {
    /// Names it for taking it back.
    pub id: String,
    /// The document.
    #[schema(value_type = String)]
    pub document: Id,
    /// Member of the field.
    #[schema(value_type = Option<String>)]
    pub member: Option<Id>,
    /// Field.
    pub field: String,
    /// What it is about.
    pub title: String,
    /// What the field is called.
    pub field_word: String,
    /// Who chose.
    pub by: String,
    /// When, Unix milliseconds.
    #[schema(value_type = i64)]
    pub at: Moment,
    /// The values there were.
    #[schema(value_type = Vec<Object>)]
    pub values: Vec<Value>,
    /// The same in words.
    pub value_words: Vec<String>,
    /// What stands there now, in words.
    pub now_word: String,
}

impl Hub {
    /// Settles fields as [`Hub::resolve`] does, and keeps how to take it back.
    pub fn settle(
        &self,
        caller: &Caller,
        document: &Id,
        choices: &[Choice],
        seen_late: bool,
        now: Moment,
    ) -> Done<()> {
        let before = changes_of(&*self.storage.reading()?, document)?.len();
        self.resolve_with(caller, document, choices, seen_late, now, |w, org| {
            for (n, choice) in choices.iter().enumerate() {
                let record = SettledRecord {
                    document: *document,
                    member: choice.path.member,
                    field: choice.path.field.clone(),
                    at: now,
                    person: caller.person,
                    before: u32::try_from(before).unwrap_or(u32::MAX),
                };
                let at = now.0.max(0).to_be_bytes();
                let n = u8::try_from(n).unwrap_or(u8::MAX);
                let at = key(&[org.as_bytes(), &at, document.as_bytes(), &[n]]);
                store(w, Drawer::Settled, &at, &record)?;
            }
            Ok(())
        })
    }

    /// Choices of late, newest first, each with the values there were.
    pub fn settled(&self, caller: &Caller, limit: usize, now: Moment) -> Done<Vec<SettledRow>> {
        let standing = self.standing();
        let r = self.storage.reading()?;
        let prefix: &[u8] = if caller.org.is_nil() { &[] } else { caller.org.as_bytes() };
        let mut all = r.list(Drawer::Settled, prefix, None, LISTED)?;
        all.reverse();
        let called = self.called(caller.org)?;
        let mut rows = Vec::new();
        for (at, value) in all {
            let record: SettledRecord = decode(&value)?;
            let Some(found) = self.found(&*r, &record.document)? else { continue };
            let Some(masked) = self.settles(caller, &found, now)? else { continue };
            let by = called.name(&record.person);
            let row = self.settled_row(&*r, &standing, &found, &record, &at, masked)?;
            rows.push(SettledRow { by, ..row });
            if rows.len() >= limit {
                break;
            }
        }
        Ok(rows)
    }

    fn settled_row(
        &self,
        r: &dyn Reading,
        standing: &Standing,
        found: &Found,
        record: &SettledRecord,
        at: &[u8],
        masked: bool,
    ) -> Done<SettledRow> {
        let path = Path { member: record.member, field: record.field.clone() };
        let entries = changes_of(r, &record.document)?;
        let upto = (record.before as usize).min(entries.len());
        let before = self.document_upto(r, found, &entries[..upto])?;
        let held = before.field(&path).map(|field| field.held).unwrap_or_default();
        let household = assemble(&found.document);
        let hidden = masked && identifies(&path) && path.field != "phone";
        let word = |value: &Value| match hidden {
            true => "＊＊＊".to_owned(),
            false => self.value_in_words(standing, &household, &path, value),
        };
        let now_field = found.document.field(&path);
        Ok(SettledRow {
            id: at.iter().map(|byte| format!("{byte:02x}")).collect(),
            document: record.document,
            member: record.member,
            field: record.field.clone(),
            title: self.title(standing, found, masked).0,
            field_word: field_word(&path).to_owned(),
            by: String::new(),
            at: record.at,
            value_words: held.iter().map(|held| word(&held.value)).collect(),
            values: held.into_iter().map(|held| held.value).collect(),
            now_word: now_field.as_ref().and_then(FieldState::shown).map(word).unwrap_or_default(),
        })
    }

    /// Takes a choice back by choosing anew: the other value, or a third.
    pub fn choose_again(&self, caller: &Caller, id: &str, value: Value, now: Moment) -> Done<()> {
        let at = unhex(id).ok_or(HubError::NotFound("choice"))?;
        let r = self.storage.reading()?;
        let record: SettledRecord =
            load(&*r, Drawer::Settled, &at)?.ok_or(HubError::NotFound("choice"))?;
        let (stream, document) =
            self.visible(&*r, caller, &record.document, Action::Resolve, now)?;
        drop(r);
        let object = Object::of(stream.purpose);
        let role: Role = self.permit(caller, Action::Resolve, object, stream.scope, now)?.role;
        let path = Path { member: record.member, field: record.field };
        let conflicted = document.field(&path).is_some_and(|field| field.in_conflict());
        let edit = match conflicted {
            true => gridwork_model::Edit::Resolve { path, value },
            false => gridwork_model::Edit::Put { path, value },
        };
        let write = crate::office::DocumentWrite {
            founding: document.founding().clone(),
            stream,
            edits: vec![edit],
        };
        self.write_documents(&[write], caller.actor(role), "choose again", now).map(drop)
    }
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    if !text.is_ascii() || !text.len().is_multiple_of(2) || text.len() > 128 {
        return None;
    }
    let pairs = (0..text.len()).step_by(2);
    pairs.map(|at| u8::from_str_radix(&text[at..at + 2], 16).ok()).collect()
}

/// Changes of a document in the hub's order.
pub(super) fn changes_of(r: &dyn Reading, document: &Id) -> Done<Vec<EntryRow>> {
    let entries = r.entries_of(document)?;
    Ok(entries.into_iter().filter(|entry| entry.kind == kind::CHANGE).collect())
}
