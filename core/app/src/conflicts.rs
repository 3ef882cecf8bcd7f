//! Fields that hold two values: shown with who wrote what, settled by a person.

use gridwork_model::permission::{Action, Object};
use gridwork_model::{Edit, Id, Path, Value};
use gridwork_store::{Durability, Reader};

use crate::core::{Core, Inner, standing};
use crate::exchange::speaker;
use crate::project::{self, household, row};
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
                for path in paths {
                    let Some(state) = loaded.field(&path) else { continue };
                    let values = state.held.iter().map(|held| held_view(&inner, held)).collect();
                    views.push(ConflictView {
                        document,
                        title: title(r, document)?,
                        member: path.member,
                        member_name: member_name(r, document, path.member)?,
                        field: path.field,
                        values,
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
        self.forget_index()
    }
}

fn held_view(inner: &Inner, held: &gridwork_document::Held) -> HeldView {
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
    HeldView { value: held.value.clone(), who, at: held.at.0, own }
}

fn title(r: &Reader<'_>, document: Id) -> Result<String, CoreError> {
    Ok(shown(r, document)?
        .and_then(|shown| shown.head().map(|head| head.name.clone()))
        .unwrap_or_default())
}

fn member_name(r: &Reader<'_>, document: Id, member: Option<Id>) -> Result<String, CoreError> {
    let Some(member) = member else { return Ok(String::new()) };
    Ok(shown(r, document)?
        .and_then(|shown| shown.members.into_iter().find(|m| m.id == member))
        .map(|member| member.name)
        .unwrap_or_default())
}

fn shown(r: &Reader<'_>, document: Id) -> Result<Option<household::Household>, CoreError> {
    // The household of a document in its first epoch has the document's own id; after an erasure
    // the founding tells.
    let Some(found) = r.document(document)? else { return Ok(None) };
    let household = match found.founding {
        gridwork_model::Founding::Household { id, .. } => id,
        gridwork_model::Founding::Needs { household, .. } => household,
        _ => return Ok(None),
    };
    r.row(row::HOUSEHOLD, household)?.map(|found| project::payload(&found)).transpose()
}
