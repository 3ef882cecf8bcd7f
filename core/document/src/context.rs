//! What is known of a document without opening the CRDT: its history, its objects and which
//! operations stand at each key.
//!
//! The gate judges an incoming change against it, and the codec on both ends predicts from it
//! what then need not be sent.

use std::collections::HashSet;
use std::sync::Arc;

use gridwork_model::{DocumentKind, Founding, Id, Path};
use gridwork_seal::Hash;
use smallvec::{SmallVec, smallvec};
use smol_str::SmolStr;

use crate::actor::{OpId, Writer};
use crate::chunk::{Action, Chunk, Key, Op, recall};
use crate::error::DocumentError;
use crate::genesis::{genesis, member_of_key};

/// One change of the past, in the order of arrival.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Past {
    pub(crate) hash: Hash,
    pub(crate) writer: Writer,
    pub(crate) seq: u32,
    pub(crate) start: u32,
    /// Counter of its last operation.
    pub(crate) end: u32,
    /// Seconds since the Unix epoch, as the author said.
    pub(crate) time: i64,
}

impl Past {
    /// Whether the operation is one of this change's.
    pub(crate) fn holds(&self, id: OpId) -> bool {
        self.writer == id.writer && (self.start..=self.end).contains(&id.counter)
    }
}

/// What an object of a document is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    Root,
    /// The map of members or people.
    Members,
    /// The map of one member or person. Two replicas may each have made one for the same id.
    Member(Id),
    /// The collaborative text of a root field.
    Note(String),
}

/// One object, by its number in order of creation; 0 is the root.
#[derive(Clone, Debug)]
pub(crate) struct Object {
    pub(crate) id: Option<OpId>,
    pub(crate) role: Role,
    /// By key, ascending.
    cells: Vec<Arc<Cell>>,
    /// Every character ever inserted into a note.
    elements: HashSet<OpId>,
    /// The latest operation on a note.
    last: Option<OpId>,
}

/// One key of an object. Each is shared on its own: a change writes few of them. Keys are short and
/// mostly written once or twice, so both lie in the cell itself.
#[derive(Clone, Debug)]
struct Cell {
    key: SmolStr,
    /// Every operation that ever stood here, and whether it still does.
    ops: SmallVec<[(OpId, bool); 2]>,
}

impl Object {
    fn new(id: Option<OpId>, role: Role) -> Object {
        Object { id, role, cells: Vec::new(), elements: HashSet::new(), last: None }
    }

    fn cell(&self, key: &str) -> Option<&Cell> {
        let place = self.cells.binary_search_by(|cell| cell.key.as_str().cmp(key)).ok()?;
        self.cells.get(place).map(Arc::as_ref)
    }

    /// An operation at a key; those before it that it names stand no longer.
    fn put(&mut self, key: &str, id: OpId, preds: &[OpId]) {
        match self.cells.binary_search_by(|cell| cell.key.as_str().cmp(key)) {
            Ok(place) => {
                let cell = Arc::make_mut(&mut self.cells[place]);
                for (other, stands) in &mut cell.ops {
                    *stands &= !preds.contains(other);
                }
                cell.ops.push((id, true));
            }
            Err(place) => {
                let cell = Cell { key: key.into(), ops: smallvec![(id, true)] };
                self.cells.insert(place, Arc::new(cell));
            }
        }
    }

    /// The operations whose values stand at the key, ascending.
    pub(crate) fn current(&self, key: &str) -> Vec<OpId> {
        let ops = self.cell(key).map_or(&[][..], |cell| cell.ops.as_slice());
        let mut ids: Vec<OpId> =
            ops.iter().filter(|(_, stands)| *stands).map(|(id, _)| *id).collect();
        ids.sort_unstable();
        ids
    }

    /// Whether the operation ever stood at the key. Concurrent edits may name one that no longer
    /// does.
    pub(crate) fn ever(&self, key: &str, id: OpId) -> bool {
        self.cell(key).is_some_and(|cell| cell.ops.iter().any(|(op, _)| *op == id))
    }

    pub(crate) fn keys(&self) -> impl Iterator<Item = &str> {
        self.cells.iter().map(|cell| cell.key.as_str())
    }

    pub(crate) fn has_element(&self, id: OpId) -> bool {
        self.elements.contains(&id)
    }

    /// The latest operation on a note, if anybody wrote it.
    pub(crate) fn last(&self) -> Option<OpId> {
        self.last
    }
}

/// The state of a document that needs no CRDT. Cloning is cheap: what is shared is copied only
/// when it changes.
#[derive(Clone, Debug)]
pub struct Context(Arc<State>);

#[derive(Clone, Debug)]
struct State {
    document: Id,
    kind: DocumentKind,
    founding: Option<Arc<Founding>>,
    changes: Vec<Past>,
    heads: Vec<Hash>,
    objects: Vec<Arc<Object>>,
    /// The key that was written last, whoever wrote it.
    last_key: SmolStr,
}

impl Context {
    /// The context of a document nobody has written yet.
    pub fn found(founding: &Founding) -> Context {
        Context::found_with_genesis(founding).0
    }

    /// The context of a document nobody has written yet, and the bytes of its first change.
    pub(crate) fn found_with_genesis(founding: &Founding) -> (Context, Vec<u8>) {
        let (chunk, raw, hash) = genesis(founding);
        let mut context = Context::blank(founding.document(), founding.kind(), Some(founding));
        context.apply(&chunk, hash);
        (context, raw)
    }

    /// The context after `changes`, which are one's own store's and in order.
    pub fn replay<'a>(
        founding: &Founding,
        changes: impl IntoIterator<Item = &'a [u8]>,
    ) -> Result<Context, DocumentError> {
        let mut context = Context::found(founding);
        for (index, raw) in changes.into_iter().enumerate() {
            let (chunk, hash) =
                recall(raw).map_err(|source| DocumentError::Damaged { index, source })?;
            context.apply(&chunk, hash);
        }
        Ok(context)
    }

    /// A context that knows nothing but the kind and the objects of its founding: what an end
    /// has that was told of a change without its history.
    pub(crate) fn unknown(document: Id, kind: DocumentKind) -> Context {
        let nil = Id::NIL;
        let alike = match kind {
            DocumentKind::Household => Founding::Household { id: nil, epoch: 0 },
            DocumentKind::Needs => Founding::Needs {
                household: nil,
                purpose: gridwork_model::Purpose::Directory,
                epoch: 0,
            },
            DocumentKind::Task => {
                Founding::Task { template: String::new(), target: nil, window: 0 }
            }
            DocumentKind::Place => Founding::Place { id: nil },
        };
        let mut context = Context::blank(document, kind, None);
        context.apply(&genesis(&alike).0, [0; 32]);
        let state = Arc::make_mut(&mut context.0);
        state.changes.clear();
        state.heads.clear();
        context
    }

    fn blank(document: Id, kind: DocumentKind, founding: Option<&Founding>) -> Context {
        Context(Arc::new(State {
            document,
            kind,
            founding: founding.cloned().map(Arc::new),
            changes: Vec::new(),
            heads: Vec::new(),
            objects: vec![Arc::new(Object::new(None, Role::Root))],
            last_key: SmolStr::default(),
        }))
    }

    /// The document this is the context of.
    pub fn document(&self) -> Id {
        self.0.document
    }

    /// What the document is.
    pub fn kind(&self) -> DocumentKind {
        self.0.kind
    }

    /// What the document was founded on; unknown in an explicit exchange.
    pub(crate) fn founding(&self) -> Option<&Founding> {
        self.0.founding.as_deref()
    }

    /// Hashes of the changes nobody has built on, ascending.
    pub fn heads(&self) -> &[Hash] {
        &self.0.heads
    }

    /// Number of changes, without the genesis.
    pub fn len(&self) -> usize {
        self.0.changes.len().saturating_sub(1)
    }

    /// Whether nobody has written the document yet.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether the change is part of the history.
    pub fn contains(&self, hash: &Hash) -> bool {
        self.past(hash).is_some()
    }

    pub(crate) fn changes(&self) -> &[Past] {
        &self.0.changes
    }

    pub(crate) fn past(&self, hash: &Hash) -> Option<&Past> {
        self.0.changes.iter().rev().find(|past| past.hash == *hash)
    }

    /// The change that holds an operation.
    pub(crate) fn past_of(&self, id: OpId) -> Option<&Past> {
        self.0.changes.iter().find(|past| past.holds(id))
    }

    /// The last change of a writer.
    pub(crate) fn last_of(&self, writer: Writer) -> Option<&Past> {
        self.0.changes.iter().filter(|past| past.writer == writer).max_by_key(|past| past.seq)
    }

    /// The dependencies Automerge gives a change written now: the heads and the writer's own last
    /// change even if it is no head; ascending.
    pub(crate) fn next_deps(&self, writer: Writer) -> Vec<Hash> {
        let mut deps = self.0.heads.clone();
        if let Some(own) = self.last_of(writer)
            && !deps.contains(&own.hash)
        {
            deps.push(own.hash);
        }
        deps.sort_unstable();
        deps
    }

    /// The counter of the first operation of a change with these dependencies; `None` if one is
    /// unknown.
    pub(crate) fn start_after(&self, deps: &[Hash]) -> Option<u32> {
        let mut end = 0;
        for dep in deps {
            end = end.max(self.past(dep)?.end);
        }
        Some(end + 1)
    }

    /// All objects; the place is the object's number.
    pub(crate) fn objects(&self) -> &[Arc<Object>] {
        &self.0.objects
    }

    /// The number and the object of an id.
    pub(crate) fn object(&self, id: Option<OpId>) -> Option<(usize, &Object)> {
        let place = self.0.objects.iter().position(|object| object.id == id)?;
        Some((place, &self.0.objects[place]))
    }

    pub(crate) fn root(&self) -> &Object {
        &self.0.objects[0]
    }

    /// The members' map.
    pub(crate) fn members(&self) -> Option<&Object> {
        self.find(|role| *role == Role::Members)
    }

    /// The maps of one member: more than one if two replicas added the same person.
    pub(crate) fn maps_of(&self, member: Id) -> impl Iterator<Item = &Object> {
        let objects = self.0.objects.iter().map(Arc::as_ref);
        objects.filter(move |object| object.role == Role::Member(member))
    }

    /// How many values stand in a field, equal ones counted apart.
    pub(crate) fn standing(&self, path: &Path) -> usize {
        match path.member {
            None => self.root().current(&path.field).len(),
            Some(member) => self.maps_of(member).map(|map| map.current(&path.field).len()).sum(),
        }
    }

    /// The note of a root field.
    pub(crate) fn note(&self, field: &str) -> Option<&Object> {
        self.find(|role| matches!(role, Role::Note(f) if f == field))
    }

    fn find(&self, wanted: impl Fn(&Role) -> bool) -> Option<&Object> {
        self.0.objects.iter().find(|object| wanted(&object.role)).map(Arc::as_ref)
    }

    /// The key written last.
    pub(crate) fn last_key(&self) -> &str {
        &self.0.last_key
    }

    /// Takes a change into the history. Whatever it says, this does not fail: what refers to
    /// nothing known is passed over.
    pub(crate) fn apply(&mut self, chunk: &Chunk, hash: Hash) {
        for (index, op) in chunk.ops.iter().enumerate() {
            self.apply_op(chunk.op_id(index), op);
        }
        self.record(chunk, hash);
    }

    /// Takes a change into the history whose operations are in already.
    pub(crate) fn record(&mut self, chunk: &Chunk, hash: Hash) {
        let state = Arc::make_mut(&mut self.0);
        state.heads.retain(|head| !chunk.deps.contains(head));
        if let Err(place) = state.heads.binary_search(&hash) {
            state.heads.insert(place, hash);
        }
        state.changes.push(Past {
            hash,
            writer: chunk.writer,
            seq: chunk.seq,
            start: chunk.start,
            end: chunk.end(),
            time: chunk.time,
        });
    }

    /// Takes in one operation of a change that is being written or judged.
    pub(crate) fn apply_op(&mut self, id: OpId, op: &Op) {
        let state = Arc::make_mut(&mut self.0);
        let Some(place) = state.objects.iter().position(|object| object.id == op.object) else {
            return;
        };
        let object = Arc::make_mut(&mut state.objects[place]);
        match &op.key {
            Key::Field(key) => {
                object.put(key, id, &op.preds);
                state.last_key = key.into();
                let role = match (&op.action, &object.role) {
                    (Action::MakeMap, Role::Root) => Some(Role::Members),
                    (Action::MakeText, Role::Root) => Some(Role::Note(key.clone())),
                    (Action::MakeMap, Role::Members) => member_of_key(key).map(Role::Member),
                    _ => None,
                };
                state.objects.extend(role.map(|role| Arc::new(Object::new(Some(id), role))));
            }
            Key::Head | Key::Element(_) => {
                object.last = object.last.max(Some(id));
                if matches!(op.action, Action::Insert(_)) {
                    object.elements.insert(id);
                }
            }
        }
    }
}
