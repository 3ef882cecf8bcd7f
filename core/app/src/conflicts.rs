//! Fields that hold two values: shown with who wrote what, settled by a person.

use std::collections::BTreeMap;

use gridwork_document::Held;
use gridwork_model::permission::{Action, Object};
use gridwork_model::{DocumentKind, Edit, Id, Moment, Path, Value};
use gridwork_store::{Durability, Reader, Row, Tx};
use gridwork_sync::Order;
use gridwork_sync::limits::{ASKED, ASKED_CHARS};
use serde::{Deserialize, Serialize};

use crate::core::{Core, Knowledge, json, standing};
use crate::exchange::speaker;
use crate::project::{self, row};
use crate::said::Sayer;
use crate::say::{Target, edit, load};
use crate::view::{ConflictView, HeldView};
use crate::{Code, CoreError};

impl Core {
    /// The fields in conflict on this device, at most `limit` documents.
    pub fn conflicts(&self, limit: u32) -> Result<Vec<ConflictView>, CoreError> {
        let inner = self.inner()?;
        self.store.read(|r| {
            let mut views = Vec::new();
            for (document, paths) in r.conflicts(None, limit)? {
                let Some(loaded) = load(r, document)? else { continue };
                let asked = asked_about(r, document)?;
                let sayer = Sayer::of(&inner, r, loaded.founding())?;
                for path in paths {
                    let Some(state) = loaded.field(&path) else { continue };
                    let view = |held| held_view(&inner, &sayer, &path, held);
                    let values = state.held.iter().map(view).collect::<Result<_, _>>()?;
                    let asked = asked.iter().find(|asked| asked.path() == path);
                    views.push(ConflictView {
                        document,
                        title: sayer.house()?,
                        member: path.member,
                        member_name: sayer.member_name(path.member)?,
                        field_words: sayer.field(&path),
                        field: path.field,
                        values,
                        asked_at: asked.map(|asked| asked.at),
                        asked_words: asked.map(|asked| asked.words.clone()).unwrap_or_default(),
                    });
                }
            }
            Ok(views)
        })
    }

    /// Settles a field by one of its values or a third one. The other values stay in the history.
    pub fn resolve(
        &self,
        document: Id,
        member: Option<Id>,
        field: &str,
        value: Value,
    ) -> Result<(), CoreError> {
        let inner = self.inner()?;
        let identity = inner.identity()?;
        self.store.write(Durability::Full, |tx| {
            let standing = standing(tx)?;
            let found = tx.document(document)?.ok_or(Code::NotFound)?;
            let stream = tx.stream(found.stream)?.ok_or(Code::NotFound)?.stream;
            let day = self.day(Some(&standing));
            let object = Object::of_document(found.founding.kind(), stream.purpose);
            inner.demand(Action::Resolve, object, stream.scope, day)?;
            let target = Target { founding: found.founding, stream };
            let path = Path { member, field: field.to_owned() };
            let edits = vec![Edit::Resolve { path, value }];
            edit(tx, &speaker(self, identity, &standing), &target, edits, false).map(drop)
        })?;
        drop(inner);
        self.names.lock().forget();
        Ok(())
    }
}

/// What the township asked back about a field of a document.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Asked {
    member: Option<Id>,
    field: String,
    at: i64,
    words: String,
}

impl Asked {
    fn path(&self) -> Path {
        Path { member: self.member, field: self.field.clone() }
    }
}

fn asked_about(r: &Reader<'_>, document: Id) -> Result<Vec<Asked>, CoreError> {
    let row = r.row(row::ASKED, document)?;
    Ok(row.map(|row| project::payload(&row)).transpose()?.unwrap_or_default())
}

/// Takes what the hub asks now in place of what it asked before. A document that is not here is not
/// asked about.
pub(crate) fn take_asked(tx: &mut Tx<'_>, orders: &[Order]) -> Result<(), CoreError> {
    let mut by_document: BTreeMap<Id, Vec<Asked>> = BTreeMap::new();
    let mut count = 0;
    for order in orders {
        let Order::Asked { document, member, field, at, words } = order else { continue };
        count += 1;
        if count > ASKED || words.chars().count() > ASKED_CHARS {
            return Err(CoreError::at(Code::BadAnswer, "asked"));
        }
        let Moment(at) = *at;
        let (field, words) = (field.clone(), words.clone());
        by_document.entry(*document).or_default().push(Asked { member: *member, field, at, words });
    }
    tx.delete_rows(row::ASKED)?;
    for (document, asked) in by_document {
        let Some(found) = tx.document(document)? else { continue };
        tx.put_row(&Row {
            kind: row::ASKED,
            id: document,
            owner: document,
            parent: None,
            order: 0,
            stream: Some(found.stream),
            flags: 0,
            class: found.class,
            purpose: found.purpose,
            payload: json(&asked),
        })?;
        let kind = match found.founding.kind() {
            DocumentKind::Household | DocumentKind::Needs => project::event::HOUSEHOLD,
            DocumentKind::Task => project::event::TASK,
            DocumentKind::Place => project::event::PLACE,
        };
        tx.event(kind, document)?;
    }
    Ok(())
}

/// What is settled is asked about no longer, also when it should come to hold two values again.
pub(crate) fn forget_asked(
    tx: &mut Tx<'_>,
    document: Id,
    conflicts: &[Path],
) -> Result<(), CoreError> {
    let Some(row) = tx.row(row::ASKED, document)? else { return Ok(()) };
    let mut asked: Vec<Asked> = project::payload(&row)?;
    asked.retain(|asked| conflicts.contains(&asked.path()));
    match asked.is_empty() {
        true => tx.delete_row(row::ASKED, document)?,
        false => tx.put_row(&Row { payload: json(&asked), ..row })?,
    }
    Ok(())
}

fn held_view(
    inner: &Knowledge,
    sayer: &Sayer<'_>,
    path: &Path,
    held: &Held,
) -> Result<HeldView, CoreError> {
    let device = held.actor.device();
    let own = inner.identity.as_ref().is_some_and(|identity| identity.device == device);
    let who = match device {
        0 => "乡镇".to_owned(),
        device => inner
            .directory
            .device(device)
            .and_then(|binding| inner.directory.staff(binding.person))
            .map(|staff| staff.name.clone())
            .unwrap_or_default(),
    };
    let words = sayer.value(path, &held.value)?;
    Ok(HeldView { value: held.value.clone(), words, who, at: held.at.0, own })
}
