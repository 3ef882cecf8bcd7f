//! What people are helped with 需协助 lies beside their household, one document a purpose. Where people go
//! on in another household it goes on with them. Whoever settles the roster need not read it for that,
//! and does not.

use std::collections::{BTreeMap, BTreeSet};

use gridwork_document::Document;
use gridwork_model::schema::{FieldType, NEEDS};
use gridwork_model::{Class, Edit, Founding, Id, Path, Purpose, StreamId, Value, limits};
use minicbor::{Decode, Encode};

use crate::admission::read_document;
use crate::office::DocumentWrite;
use crate::storage::Reading;
use crate::{Done, Hub, HubError};

/// People who go on in another household.
pub(super) struct Going<'a> {
    pub from: Id,
    pub into: Id,
    /// The cell of the household that takes them up.
    pub cell: Id,
    /// Who, and who that is there: the same, or the record that goes on of somebody entered twice.
    pub people: &'a [(Id, Id)],
    pub own: Own,
}

/// What becomes of what the household itself is entitled to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Own {
    Stays,
    /// The other household takes it over; here it stays too, so that the two can be parted again.
    Copied,
    Goes,
}

/// A field that the other household lacked and took over.
#[derive(Clone, Debug, Encode, Decode)]
#[cbor(map)]
pub(super) struct TakenNeed {
    #[n(0)]
    purpose: Purpose,
    /// Of whom, where it stood.
    #[n(1)]
    from: Option<Id>,
    /// Of whom, where it stands.
    #[n(2)]
    into: Option<Id>,
    #[n(3)]
    field: String,
}

fn value_at(document: &Document, path: &Path) -> Option<Value> {
    let state = document.field(path)?;
    state.shown().filter(|value| **value != Value::Empty).cloned()
}

fn is_note(path: &Path) -> bool {
    path.member.is_none()
        && NEEDS.iter().any(|field| {
            !field.of_member && field.name == path.field && matches!(field.ty, FieldType::Note(_))
        })
}

fn put(path: Path, value: Value) -> Edit {
    match value {
        Value::Text(text) if is_note(&path) => Edit::Write { path, text },
        Value::Empty if is_note(&path) => Edit::Write { path, text: String::new() },
        value => Edit::Put { path, value },
    }
}

/// What stands once both are known; `None` if that stands already. What is a list of things is put
/// together; where both say one thing and differ, what goes on stands.
fn together(said: Value, known: Option<&Value>) -> Option<Value> {
    match (said, known) {
        (said, None) => Some(said),
        (Value::Codes(more), Some(Value::Codes(known))) if known | more != *known => {
            Some(Value::Codes(known | more))
        }
        _ => None,
    }
}

/// A document of needs holds one value everywhere: what two people wrote is settled first.
fn settled(document: &Document) -> Done<()> {
    match document.fields().iter().any(|field| field.in_conflict()) {
        true => Err(HubError::Form("有一户里还有记的不一样的，先在「要核对的」里定下。".into())),
        false => Ok(()),
    }
}

impl Hub {
    /// Whom what a household needs speaks of.
    pub(super) fn whom_needs_are_of(&self, r: &dyn Reading, household: Id) -> Done<BTreeSet<Id>> {
        let mut people = BTreeSet::new();
        for purpose in Purpose::ALL.into_iter().filter(|purpose| purpose.holds(Class::C3)) {
            let needs = self.needs_of(r, household, purpose)?;
            people.extend(needs.iter().flat_map(Document::members));
        }
        Ok(people)
    }

    /// What a household needs under a purpose, as it stands.
    fn needs_of(&self, r: &dyn Reading, household: Id, purpose: Purpose) -> Done<Option<Document>> {
        for epoch in (0..limits::HOUSEHOLD_EPOCHS).rev() {
            let founding = Founding::Needs { household, purpose, epoch };
            if let Some((_, document)) = read_document(self, r, &founding.document())? {
                return Ok(Some(document));
            }
        }
        Ok(None)
    }

    /// Where what a household needs under a purpose is founded.
    fn needs_founding(
        &self,
        r: &dyn Reading,
        household: Id,
        purpose: Purpose,
    ) -> Done<Option<Founding>> {
        for epoch in 0..limits::HOUSEHOLD_EPOCHS {
            let founding = Founding::Needs { household, purpose, epoch };
            if r.entity(&founding.document())?.is_none() {
                return Ok(Some(founding));
            }
        }
        Ok(None)
    }

    /// What is to be written so that needs go where their people go, and what the other household
    /// lacked. Who keeps the id leaves nothing behind.
    pub(super) fn needs_go(
        &self,
        r: &dyn Reading,
        going: &Going<'_>,
    ) -> Done<(Vec<DocumentWrite>, Vec<TakenNeed>)> {
        let (mut writes, mut taken) = (Vec::new(), Vec::new());
        for purpose in Purpose::ALL.into_iter().filter(|purpose| purpose.holds(Class::C3)) {
            let Some(source) = self.needs_of(r, going.from, purpose)? else { continue };
            let target = self.needs_of(r, going.into, purpose)?;
            settled(&source)?;
            target.as_ref().map_or(Ok(()), settled)?;
            let members = target.as_ref().map(Document::members).unwrap_or_default();
            let mut added: BTreeMap<Id, Vec<(String, Value)>> = BTreeMap::new();
            let (mut edits, mut leaves) = (Vec::new(), Vec::new());
            for state in source.fields() {
                let Some(value) = value_at(&source, &state.path) else { continue };
                let from = state.path.member;
                let into = match from {
                    None if going.own == Own::Stays => continue,
                    None => None,
                    Some(person) => {
                        let goes = going.people.iter().find(|(goes, _)| *goes == person);
                        let Some((_, into)) = goes else { continue };
                        Some(*into)
                    }
                };
                let path = Path { member: into, field: state.path.field.clone() };
                let known = target.as_ref().and_then(|target| value_at(target, &path));
                if known.is_none() {
                    let field = path.field.clone();
                    taken.push(TakenNeed { purpose, from, into, field });
                }
                match (into, together(value, known.as_ref())) {
                    (_, None) => {}
                    (Some(person), Some(value)) if !members.contains(&person) => {
                        added.entry(person).or_default().push((path.field, value));
                    }
                    (_, Some(value)) => edits.push(put(path, value)),
                }
                let goes = match into {
                    Some(_) => into == from,
                    None => going.own == Own::Goes,
                };
                if goes {
                    leaves.push(put(state.path.clone(), Value::Empty));
                }
            }
            let added = added.into_iter();
            edits
                .extend(added.map(|(person, fields)| Edit::AddMember { id: Some(person), fields }));
            let stream = StreamId::new(going.cell, Class::C3, purpose);
            if !edits.is_empty() {
                let founding = match &target {
                    Some(target) => Some(target.founding().clone()),
                    None => self.needs_founding(r, going.into, purpose)?,
                };
                let founding = founding.ok_or(HubError::Conflict("no place for the needs"))?;
                writes.push(DocumentWrite { founding, stream, edits });
            }
            if !leaves.is_empty() {
                let founding = source.founding().clone();
                writes.push(DocumentWrite { founding, stream, edits: leaves });
            }
        }
        Ok((writes, taken))
    }

    /// What is to be written so that a household gives back what it took over from another and nobody has
    /// touched since; who came along has theirs taken back with them.
    pub(super) fn needs_given(
        &self,
        r: &dyn Reading,
        (kept, ended): (Id, Id),
        cell: Id,
        taken: &[TakenNeed],
    ) -> Done<Vec<DocumentWrite>> {
        let mut writes = Vec::new();
        for one in taken.iter().filter(|one| one.into.is_none() || one.from != one.into) {
            let (Some(keeps), Some(gave)) =
                (self.needs_of(r, kept, one.purpose)?, self.needs_of(r, ended, one.purpose)?)
            else {
                continue;
            };
            let path = |member| Path { member, field: one.field.clone() };
            let stands = value_at(&keeps, &path(one.into));
            if stands.is_some() && stands == value_at(&gave, &path(one.from)) {
                let founding = keeps.founding().clone();
                let stream = StreamId::new(cell, Class::C3, one.purpose);
                let edits = vec![put(path(one.into), Value::Empty)];
                writes.push(DocumentWrite { founding, stream, edits });
            }
        }
        Ok(writes)
    }
}
