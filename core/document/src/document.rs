//! One document: the CRDT, what is known of it, and the ways in.

use std::panic::{AssertUnwindSafe, catch_unwind};

use automerge::{Automerge, Change};
use gridwork_model::{Edit, Founding, Id, Moment, Path, Value};
use gridwork_seal::Hash;

use crate::actor::{Actor, Writer};
use crate::chunk::{Action, Chunk, ChunkError, Key, MAX_BYTES, Op, build, read};
use crate::context::{Context, Role};
use crate::edit::Draft;
use crate::error::{DocumentError, EditError, Rejected};
use crate::gate;
use crate::genesis::genesis;
use crate::state::{FieldState, View, moment};
use crate::validate;

/// A document of one class and one purpose.
///
/// Nothing hostile reaches the CRDT: what comes in passes the structure guard, the canonical form
/// and the context gate, and is then tried on a copy.
#[derive(Clone)]
pub struct Document {
    founding: Founding,
    crdt: Automerge,
    context: Context,
}

/// A change that was just written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Commit {
    /// Its bytes, to be kept and sent.
    pub raw: Vec<u8>,
    /// Its hash.
    pub hash: Hash,
    /// Members added, in the order of the edits.
    pub created: Vec<Id>,
    /// Fields written, each once.
    pub touched: Vec<Path>,
}

/// A change that was taken in.
#[derive(Clone, Debug, PartialEq)]
pub struct Admitted {
    /// Its hash.
    pub hash: Hash,
    /// Who wrote it.
    pub actor: Actor,
    /// When, by the writer's clock, to the second.
    pub at: Moment,
    /// Whether it was part of the document before; then nothing happened.
    pub known: bool,
    /// What it writes, for the check of permissions. A note is named once.
    pub writes: Vec<Write>,
}

/// One field that a change writes.
#[derive(Clone, Debug, PartialEq)]
pub struct Write {
    /// Where. The field is empty for the addition of a member as such.
    pub path: Path,
    /// What; for a note its whole text as it stands afterwards, for an added member nothing.
    pub value: Value,
    /// Whether the member is added by this same change.
    pub new_member: bool,
}

impl Document {
    /// The document as it is on every replica before anybody wrote it.
    pub fn found(founding: &Founding) -> Result<Document, DocumentError> {
        Document::replay(founding, [])
    }

    /// The first change of the document, alike to the byte on every replica and never sent: for
    /// whoever opens the changes of a document with a CRDT of their own.
    pub fn genesis(founding: &Founding) -> Vec<u8> {
        genesis(founding).1
    }

    /// The document after `changes`, which are one's own store's and in order.
    ///
    /// All are applied in one go, which is several times cheaper than one by one.
    pub fn replay<'a>(
        founding: &Founding,
        changes: impl IntoIterator<Item = &'a [u8]>,
    ) -> Result<Document, DocumentError> {
        let (_, first, _) = genesis(founding);
        let mut context = Context::found(founding);
        let mut raws = vec![first];
        for (index, raw) in changes.into_iter().enumerate() {
            let (chunk, hash) =
                read(raw).map_err(|source| DocumentError::Damaged { index, source })?;
            gate::check_order(&context, &chunk)
                .map_err(|source| DocumentError::OutOfOrder { index, source })?;
            context.apply(&chunk, hash);
            raws.push(raw.to_vec());
        }
        let mut crdt = Automerge::new();
        guarded(|| apply_all(&mut crdt, raws)).map_err(|_| DocumentError::Unopenable)?;
        if !same_heads(&crdt, &context) {
            return Err(DocumentError::Unopenable);
        }
        Ok(Document { founding: founding.clone(), crdt, context })
    }

    /// The document's id.
    pub fn id(&self) -> Id {
        self.context.document()
    }

    /// What the document is founded on.
    pub fn founding(&self) -> &Founding {
        &self.founding
    }

    /// What is known of the document without the CRDT; a cheap clone of it serves the codec.
    pub fn context(&self) -> &Context {
        &self.context
    }

    /// Writes edits as one change of `actor`. Either all are written or none.
    ///
    /// `at` is kept to the second, as the change's own time: one clock reading for both.
    pub fn edit(&mut self, actor: Actor, at: Moment, edits: &[Edit]) -> Result<Commit, EditError> {
        let writer = Writer::Device(actor);
        let deps = self.context.next_deps(writer);
        let start = self.context.start_after(&deps).ok_or(Rejected::MissingDependency)?;
        let mut draft = Draft::new(self.view(), writer, start);
        for edit in edits {
            draft.edit(edit)?;
        }
        let Draft { ops, created, touched, .. } = draft;
        if ops.is_empty() {
            return Err(EditError::NothingToChange);
        }
        let chunk = Chunk {
            deps,
            writer,
            seq: self.context.last_of(writer).map_or(1, |past| past.seq + 1),
            start,
            time: at.seconds(),
            message: String::new(),
            ops,
        };
        let (raw, hash) = build(&chunk);
        if raw.len() > MAX_BYTES {
            return Err(EditError::TooMuch(ChunkError::TooLarge));
        }
        self.integrate(&chunk, hash, &raw)?;
        Ok(Commit { raw, hash, created, touched })
    }

    /// Takes in a change that the device `author` sends: the hub's way.
    ///
    /// On an error the document is as it was.
    pub fn admit(&mut self, raw: &[u8], author: u32) -> Result<Admitted, Rejected> {
        let (chunk, hash) = read(raw)?;
        match chunk.writer.actor() {
            Some(actor) if actor.device() == author => {}
            Some(actor) => return Err(Rejected::ForeignActor(actor.device())),
            None => return Err(Rejected::Malformed(ChunkError::Actor)),
        }
        self.take(&chunk, hash, raw, true)
    }

    /// Takes in a change that the hub has numbered already: a device's way.
    ///
    /// Unlike [`Document::admit`] it lets values pass that this version thinks a field cannot
    /// hold, because a newer hub may know better.
    pub fn apply(&mut self, raw: &[u8]) -> Result<Admitted, Rejected> {
        let (chunk, hash) = read(raw)?;
        self.take(&chunk, hash, raw, false)
    }

    fn take(
        &mut self,
        chunk: &Chunk,
        hash: Hash,
        raw: &[u8],
        strict: bool,
    ) -> Result<Admitted, Rejected> {
        let actor = chunk.writer.actor().ok_or(Rejected::Malformed(ChunkError::Actor))?;
        let mut admitted =
            Admitted { hash, actor, at: moment(chunk.time), known: true, writes: Vec::new() };
        if self.context.contains(&hash) {
            return Ok(admitted);
        }
        let context = gate::check(&self.context, chunk)?;
        let mut writes = writes(chunk, &context);
        if strict {
            self.check_values(&writes)?;
        }
        self.integrate_checked(context, chunk, hash, raw)?;
        for write in &mut writes {
            if let (None, Some(note)) = (write.path.member, self.context.note(&write.path.field)) {
                write.value = Value::Text(self.view().text(note));
            }
        }
        admitted.known = false;
        admitted.writes = writes;
        Ok(admitted)
    }

    /// Known fields hold what the schema says. Fields this version does not know are another
    /// version's business and survive.
    fn check_values(&self, writes: &[Write]) -> Result<(), Rejected> {
        for write in writes {
            let kind = self.context.kind();
            let note = self.context.note(&write.path.field).is_some();
            if write.path.field.is_empty() || (write.path.member.is_none() && note) {
                continue;
            }
            match validate::check(kind, &write.path, &write.value) {
                Ok(()) | Err(EditError::NoSuchField(_)) => {}
                Err(_) => return Err(Rejected::Value(write.path.clone())),
            }
        }
        Ok(())
    }

    fn integrate(&mut self, chunk: &Chunk, hash: Hash, raw: &[u8]) -> Result<(), Rejected> {
        let context = gate::check(&self.context, chunk)?;
        self.integrate_checked(context, chunk, hash, raw)
    }

    /// Applies the change to a copy and takes the copy if all is well. After a panic the copy is
    /// thrown away, because Automerge leaves a broken document behind.
    fn integrate_checked(
        &mut self,
        mut context: Context,
        chunk: &Chunk,
        hash: Hash,
        raw: &[u8],
    ) -> Result<(), Rejected> {
        context.record(chunk, hash);
        let mut crdt = self.crdt.clone();
        guarded(|| apply_all(&mut crdt, vec![raw.to_vec()]))?;
        if !same_heads(&crdt, &context) {
            return Err(Rejected::Inapplicable);
        }
        self.crdt = crdt;
        self.context = context;
        Ok(())
    }

    /// Proves that what is held could be saved and loaded: once for each document and batch.
    pub fn verify_reload(&self) -> Result<(), Rejected> {
        let reloaded = guarded(|| {
            let saved = self.crdt.save_nocompress();
            Automerge::load(&saved).map_err(|_| Rejected::Unloadable)
        })?;
        if same_heads(&reloaded, &self.context) { Ok(()) } else { Err(Rejected::Unloadable) }
    }

    /// Every field somebody wrote.
    pub fn fields(&self) -> Vec<FieldState> {
        self.view().fields()
    }

    /// One field; `None` if nobody wrote it.
    pub fn field(&self, path: &Path) -> Option<FieldState> {
        self.view().field(path)
    }

    /// The members or people, in the order in which they were added.
    pub fn members(&self) -> Vec<Id> {
        self.view().members()
    }

    fn view(&self) -> View<'_> {
        View { crdt: &self.crdt, context: &self.context }
    }
}

/// What a change writes, in the words of the schema.
fn writes(chunk: &Chunk, context: &Context) -> Vec<Write> {
    let mut writes: Vec<Write> = Vec::new();
    let mut added = Vec::new();
    for Op { object, key, action, .. } in &chunk.ops {
        let Some((_, object)) = context.object(*object) else { continue };
        let (path, value) = match (&object.role, key, action) {
            (Role::Root, Key::Field(field), Action::Put(value)) => {
                (Path::root(field), value.clone())
            }
            (Role::Member(member), Key::Field(field), Action::Put(value)) => {
                (Path::member(*member, field), value.clone())
            }
            (Role::Members, Key::Field(key), _) => {
                let Some(member) = crate::genesis::member_of_key(key) else { continue };
                added.push(member);
                (Path::member(member, ""), Value::Empty)
            }
            (Role::Note(field), ..) => (Path::root(field), Value::Empty),
            _ => continue,
        };
        let new_member = path.member.is_some_and(|member| added.contains(&member));
        let again =
            matches!(object.role, Role::Note(_)) && writes.iter().any(|write| write.path == path);
        if !again {
            writes.push(Write { path, value, new_member });
        }
    }
    writes
}

fn apply_all(crdt: &mut Automerge, raws: Vec<Vec<u8>>) -> Result<(), Rejected> {
    let changes: Result<Vec<Change>, _> = raws.into_iter().map(Change::from_bytes).collect();
    let changes = changes.map_err(|_| Rejected::Inapplicable)?;
    crdt.apply_changes(changes).map_err(|_| Rejected::Inapplicable)
}

fn guarded<T>(work: impl FnOnce() -> Result<T, Rejected>) -> Result<T, Rejected> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or(Err(Rejected::Panicked))
}

fn same_heads(crdt: &Automerge, context: &Context) -> bool {
    let mut heads = crdt.get_heads();
    heads.sort_unstable();
    heads.iter().map(|head| &head.0).eq(context.heads())
}
