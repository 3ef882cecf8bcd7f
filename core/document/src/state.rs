//! What a document holds: for every field all values that stand, with their provenance.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use automerge::{Automerge, ObjId, ROOT, ReadDoc, ScalarValue};
use gridwork_model::{Id, Moment, Path, Value};

use crate::actor::{Actor, OpId, Writer};
use crate::context::{Context, Object, Role};
use crate::genesis::RESERVED;

/// A value that stands in a field, who wrote it and when.
#[derive(Clone, Debug, PartialEq)]
pub struct Held {
    /// The value.
    pub value: Value,
    /// Who wrote it.
    pub actor: Actor,
    /// When, by the writer's clock, to the second.
    pub at: Moment,
}

/// A field and what stands in it.
#[derive(Clone, Debug, PartialEq)]
pub struct FieldState {
    /// Where.
    pub path: Path,
    /// Not empty. The first is shown: merely the one all replicas agree on, not the later one.
    /// More than one is a conflict that a person resolves.
    pub held: Vec<Held>,
}

impl FieldState {
    /// The value all replicas show.
    pub fn shown(&self) -> Option<&Value> {
        self.held.first().map(|held| &held.value)
    }

    /// Whether people wrote different values without knowing of each other.
    pub fn in_conflict(&self) -> bool {
        self.held.len() > 1
    }
}

/// Reads a CRDT and its context together.
#[derive(Clone, Copy)]
pub(crate) struct View<'a> {
    pub(crate) crdt: &'a Automerge,
    pub(crate) context: &'a Context,
}

impl View<'_> {
    /// Every field somebody wrote, the root's first, then member by member.
    pub(crate) fn fields(&self) -> Vec<FieldState> {
        let root = self.context.root().keys().filter(|key| !key.starts_with(RESERVED));
        let mut paths: Vec<Path> = root.map(Path::root).collect();
        for member in self.members() {
            let maps = self.context.maps_of(member);
            let keys: BTreeSet<&str> = maps.flat_map(|map| map.keys()).collect();
            paths.extend(keys.into_iter().map(|key| Path::member(member, key)));
        }
        paths.iter().filter_map(|path| self.field(path)).collect()
    }

    /// One field; `None` if nobody wrote it.
    pub(crate) fn field(&self, path: &Path) -> Option<FieldState> {
        let held = match path.member {
            None if path.field.starts_with(RESERVED) => return None,
            None => match self.context.note(&path.field) {
                Some(note) => vec![self.note(note)?],
                None => self.held([self.context.root()].into_iter(), &path.field),
            },
            Some(member) => self.held(self.context.maps_of(member), &path.field),
        };
        (!held.is_empty()).then(|| FieldState { path: path.clone(), held })
    }

    /// The members in the order in which they were added, then by id.
    pub(crate) fn members(&self) -> Vec<Id> {
        let mut members: Vec<(Option<OpId>, Id)> = Vec::new();
        for object in self.context.objects() {
            if let Role::Member(id) = object.role {
                match members.iter_mut().find(|(_, other)| *other == id) {
                    Some((first, _)) => *first = (*first).min(object.id),
                    None => members.push((object.id, id)),
                }
            }
        }
        members.sort_unstable();
        members.into_iter().map(|(_, id)| id).collect()
    }

    /// The text of a note.
    pub(crate) fn text(&self, note: &Object) -> String {
        self.crdt.text(object_id(note)).unwrap_or_default()
    }

    /// The visible characters of a note and the operations that inserted them.
    pub(crate) fn characters(&self, note: &Object) -> Vec<(char, OpId)> {
        let id = object_id(note);
        (0..self.crdt.length(&id))
            .filter_map(|index| {
                let (value, element) = self.crdt.get(&id, index).ok()??;
                Some((value.as_str()?.chars().next()?, op_id(&element)?))
            })
            .collect()
    }

    fn note(&self, note: &Object) -> Option<Held> {
        let last = note.last()?;
        let past = self.context.past_of(last)?;
        let actor = last.writer.actor()?;
        Some(Held { value: Value::Text(self.text(note)), actor, at: moment(past.time) })
    }

    /// All values at a key of one or more maps, the shown one first, equal ones once.
    fn held<'b>(&self, maps: impl Iterator<Item = &'b Object>, key: &str) -> Vec<Held> {
        let mut all: Vec<(OpId, Value)> = Vec::new();
        for map in maps {
            let values = self.crdt.get_all(object_id(map), key).unwrap_or_default();
            for (value, id) in values {
                let value = value.as_scalar().map(to_value);
                all.extend(op_id(&id).zip(value));
            }
        }
        all.sort_unstable_by_key(|(id, _)| Reverse(*id));
        let mut held: Vec<Held> = Vec::new();
        for (id, value) in all {
            let (Some(past), Writer::Device(actor)) = (self.context.past_of(id), id.writer) else {
                continue;
            };
            if held.iter().all(|other| other.value != value) {
                held.push(Held { value, actor, at: moment(past.time) });
            }
        }
        held
    }
}

/// The moment of a commit's time.
pub(crate) fn moment(seconds: i64) -> Moment {
    Moment(seconds.saturating_mul(1000))
}

fn object_id(object: &Object) -> ObjId {
    match object.id {
        None => ROOT,
        Some(id) => ObjId::Id(u64::from(id.counter), id.writer.bytes().into(), 0),
    }
}

fn op_id(id: &ObjId) -> Option<OpId> {
    match id {
        ObjId::Id(counter, actor, _) => Some(OpId {
            counter: u32::try_from(*counter).ok()?,
            writer: Writer::from_bytes(actor.to_bytes())?,
        }),
        ObjId::Root => None,
    }
}

/// The value of a scalar; the gate lets no other types in.
fn to_value(scalar: &ScalarValue) -> Value {
    match scalar {
        ScalarValue::Null => Value::Empty,
        ScalarValue::Boolean(b) => Value::Bool(*b),
        ScalarValue::Int(i) => Value::Int(*i),
        ScalarValue::Str(text) => Value::Text(text.to_string()),
        ScalarValue::Uint(u) => {
            u32::try_from(*u).map_or_else(|_| Value::Unknown(u.to_be_bytes().to_vec()), Value::Code)
        }
        ScalarValue::Bytes(bytes) => crate::scalar::read_tagged(bytes),
        _ => Value::Unknown(Vec::new()),
    }
}
