//! From edits, the words of the schema, to the operations of one change.
//!
//! The operations are our own, not those of Automerge's `put`: choosing the value that is shown
//! already must still be a statement of the person who chose it, where Automerge would only
//! delete the other one; and a field of a person whom two replicas added is written in both maps.

use gridwork_model::schema::FieldType;
use gridwork_model::{DocumentKind, Edit, Founding, Id, Path, Value};

use crate::actor::{OpId, Writer};
use crate::chunk::{Action, ChunkError, Key, MAX_OPS, Op};
use crate::context::{Context, Object};
use crate::error::EditError;
use crate::genesis::{born_member, member_key};
use crate::state::View;
use crate::text::{Step, diff};
use crate::validate::{check, check_length, field_type};

/// The operations of a change being written.
pub(crate) struct Draft<'a> {
    founding: &'a Founding,
    /// The document before the change.
    before: View<'a>,
    /// The context with the operations written so far.
    context: Context,
    writer: Writer,
    start: u32,
    pub(crate) ops: Vec<Op>,
    pub(crate) created: Vec<Id>,
    pub(crate) touched: Vec<Path>,
}

impl<'a> Draft<'a> {
    /// An empty draft whose first operation will be `start`.
    pub(crate) fn new(
        founding: &'a Founding,
        before: View<'a>,
        writer: Writer,
        start: u32,
    ) -> Draft<'a> {
        Draft {
            founding,
            before,
            context: before.context.clone(),
            writer,
            start,
            ops: Vec::new(),
            created: Vec::new(),
            touched: Vec::new(),
        }
    }

    /// Writes one edit.
    pub(crate) fn edit(&mut self, edit: &Edit) -> Result<(), EditError> {
        match edit {
            Edit::Put { path, value } => self.put(path, value),
            Edit::Resolve { path, value } => self.resolve(path, value),
            Edit::AddMember { id, fields } => self.add_member(*id, fields),
            Edit::Write { path, text } => self.write(path, text),
        }
    }

    fn kind(&self) -> DocumentKind {
        self.context.kind()
    }

    fn put(&mut self, path: &Path, value: &Value) -> Result<(), EditError> {
        check(self.founding, path, value)?;
        self.check_member(path)?;
        if !self.touched.contains(path)
            && let Some(state) = self.before.field(path)
        {
            if state.in_conflict() {
                return Err(EditError::InConflict(path.clone()));
            }
            if state.shown() == Some(value) {
                return Ok(());
            }
        }
        self.set(path, value)
    }

    fn resolve(&mut self, path: &Path, value: &Value) -> Result<(), EditError> {
        let state = self.before.field(path);
        let held = state.as_ref().is_some_and(|s| s.held.iter().any(|h| h.value == *value));
        if !held {
            // A value that stands already may be of a newer version; any other is checked.
            check(self.founding, path, value)?;
        }
        self.check_member(path)?;
        match state {
            Some(state) if state.in_conflict() => self.set(path, value),
            Some(state) if state.shown() == Some(value) => Ok(()),
            _ => Err(EditError::NotInConflict(path.clone())),
        }
    }

    fn check_member(&self, path: &Path) -> Result<(), EditError> {
        match path.member {
            Some(id) if self.context.maps_of(id).next().is_none() => {
                Err(EditError::NoSuchMember(id))
            }
            _ => Ok(()),
        }
    }

    /// Puts the value in the place of everything that stands there.
    fn set(&mut self, path: &Path, value: &Value) -> Result<(), EditError> {
        let places: Vec<(Option<OpId>, Vec<OpId>)> = match path.member {
            None => vec![(None, self.context.root().current(&path.field))],
            Some(member) => {
                let maps: Vec<&Object> = self.context.maps_of(member).collect();
                let holding = maps.iter().any(|map| !map.current(&path.field).is_empty());
                let mut places: Vec<_> =
                    maps.iter().map(|map| (map.id, map.current(&path.field))).collect();
                if holding {
                    places.retain(|(_, current)| !current.is_empty());
                } else {
                    places.truncate(1);
                }
                places
            }
        };
        for (object, preds) in places {
            let key = Key::Field(path.field.clone());
            self.push(Op { object, key, action: Action::Put(value.clone()), preds })?;
        }
        self.touch(path);
        Ok(())
    }

    fn add_member(&mut self, id: Option<Id>, fields: &[(String, Value)]) -> Result<(), EditError> {
        let members = self.context.members().ok_or(EditError::NoMembers)?.id;
        let born = born_member(self.context.document(), self.writer, self.next().counter);
        let member = id.unwrap_or(born);
        if self.context.maps_of(member).next().is_some() {
            return Err(EditError::MemberExists(member));
        }
        let key = Key::Field(member_key(member));
        self.push(Op { object: members, key, action: Action::MakeMap, preds: Vec::new() })?;
        self.created.push(member);
        for (field, value) in fields {
            let path = Path::member(member, field.clone());
            check(self.founding, &path, value)?;
            self.set(&path, value)?;
        }
        Ok(())
    }

    fn write(&mut self, path: &Path, text: &str) -> Result<(), EditError> {
        let Some(FieldType::Note(limit)) = field_type(self.kind(), path)? else {
            return Err(EditError::WrongType(path.field.clone()));
        };
        check_length(path, text, usize::from(limit))?;
        let note = self.context.note(&path.field);
        let note = note.ok_or_else(|| EditError::NoSuchField(path.field.clone()))?;
        if self.touched.contains(path) {
            return Err(EditError::InConflict(path.clone()));
        }
        let object = note.id;
        let characters = self.before.characters(note);
        let old: Vec<char> = characters.iter().map(|(c, _)| *c).collect();
        let new: Vec<char> = text.chars().collect();
        let mut after = Key::Head;
        let mut existing = characters.into_iter().map(|(_, id)| id);
        for step in diff(&old, &new) {
            match step {
                Step::Keep => after = existing.next().map_or(after, Key::Element),
                Step::Delete => {
                    // The place after a deleted character stays a place.
                    if let Some(id) = existing.next() {
                        let (key, preds) = (Key::Element(id), vec![id]);
                        self.push(Op { object, key, action: Action::Delete, preds })?;
                    }
                }
                Step::Insert(c) => {
                    let id = self.next();
                    let (key, preds) = (after, Vec::new());
                    self.push(Op { object, key, action: Action::Insert(c), preds })?;
                    after = Key::Element(id);
                }
            }
        }
        self.touch(path);
        Ok(())
    }

    fn touch(&mut self, path: &Path) {
        if !self.touched.contains(path) {
            self.touched.push(path.clone());
        }
    }

    fn next(&self) -> OpId {
        OpId { counter: self.start + self.ops.len() as u32, writer: self.writer }
    }

    fn push(&mut self, op: Op) -> Result<(), EditError> {
        if self.ops.len() >= MAX_OPS {
            return Err(EditError::TooMuch(ChunkError::TooMany));
        }
        self.context.apply_op(self.next(), &op);
        self.ops.push(op);
        Ok(())
    }
}
