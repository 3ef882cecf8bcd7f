//! One document: the CRDT, what is known of it, and the ways in.

use std::panic::{AssertUnwindSafe, catch_unwind};

use automerge::{Automerge, Change};
use gridwork_model::{Edit, Founding, Id, Moment, Path, Value};
use gridwork_seal::Hash;

use crate::actor::{Actor, Writer};
use crate::chunk::{Action, Chunk, ChunkError, Key, MAX_BYTES, Op, build, read, recall};
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
///
/// A hub that takes in many changes at once [inspects](Document::inspect) and
/// [stages](Document::stage) one after the other, which opens no CRDT, and
/// [settles](Document::settle) them together.
#[derive(Clone)]
pub struct Document {
    founding: Founding,
    /// Stands where the context stands but for what is staged.
    crdt: Automerge,
    context: Context,
    /// Changes that the context has and the CRDT has not.
    staged: Vec<Vec<u8>>,
    /// How many of them, the first, are one's own store's and not new.
    recalled: usize,
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
    /// How many values the change says it replaces there: two or more, if somebody chose.
    pub replaces: usize,
    /// How many of those still stood there before it.
    pub replaces_standing: usize,
    /// How many values stood there before it, equal ones counted apart.
    pub stood: usize,
    /// Whether the schema of this version has the field.
    pub known: bool,
}

impl Write {
    /// Whether the change may decide between several values; whether it does, the CRDT tells.
    pub fn may_choose(&self) -> bool {
        self.replaces > 1 || self.stood > 1
    }
}

/// How a change is read, and its hash.
type Read = fn(&[u8]) -> Result<(Chunk, Hash), ChunkError>;

/// A change that follows from its document and is not part of it yet.
#[derive(Clone, Debug)]
pub struct Inspected {
    chunk: Chunk,
    raw: Vec<u8>,
    /// The document's context with the operations of the change; `None` if it was known.
    then: Option<Context>,
    admitted: Admitted,
}

impl Inspected {
    /// What the change is and writes. Of a note the field is named, not its text.
    pub fn change(&self) -> &Admitted {
        &self.admitted
    }
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

    /// The document after `changes`, which are in order; each is proven canonical.
    ///
    /// All are applied in one go, which is several times cheaper than one by one.
    pub fn replay<'a>(
        founding: &Founding,
        changes: impl IntoIterator<Item = &'a [u8]>,
    ) -> Result<Document, DocumentError> {
        let mut document = Document::gather(founding, changes, read)?;
        document.settle().map_err(|_| DocumentError::Unopenable)?;
        Ok(document)
    }

    /// The document after `changes`, which are one's own store's, in order, and were proven when
    /// they were taken in. Opens no CRDT: all of them are staged.
    pub fn recall<'a>(
        founding: &Founding,
        changes: impl IntoIterator<Item = &'a [u8]>,
    ) -> Result<Document, DocumentError> {
        let mut document = Document::gather(founding, changes, recall)?;
        document.recalled = document.staged.len();
        Ok(document)
    }

    fn gather<'a>(
        founding: &Founding,
        changes: impl IntoIterator<Item = &'a [u8]>,
        read: Read,
    ) -> Result<Document, DocumentError> {
        let (mut context, first) = Context::found_with_genesis(founding);
        let mut staged = vec![first];
        for (index, raw) in changes.into_iter().enumerate() {
            let (chunk, hash) =
                read(raw).map_err(|source| DocumentError::Damaged { index, source })?;
            gate::check_order(&context, &chunk)
                .map_err(|source| DocumentError::OutOfOrder { index, source })?;
            context.apply(&chunk, hash);
            staged.push(raw.to_vec());
        }
        Ok(Document {
            founding: founding.clone(),
            crdt: Automerge::new(),
            context,
            staged,
            recalled: 0,
        })
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
    /// `at` is kept to the second, as the change's own time: one clock reading for both. What is
    /// staged is settled first. After [`EditError::Rejected`] the document is of no use any more:
    /// load it again.
    pub fn edit(&mut self, actor: Actor, at: Moment, edits: &[Edit]) -> Result<Commit, EditError> {
        self.settle()?;
        let writer = Writer::Device(actor);
        let deps = self.context.next_deps(writer);
        let start = self.context.start_after(&deps).ok_or(Rejected::MissingDependency)?;
        let mut draft = Draft::new(&self.founding, self.view(), writer, start);
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
        let inspected = self.judge(chunk, hash, &raw)?;
        self.stage(inspected);
        self.settle()?;
        Ok(Commit { raw, hash, created, touched })
    }

    /// Takes in a change that the device `author` sends: the hub's way, one at a time.
    ///
    /// On an error the document is as it was.
    pub fn admit(&mut self, raw: &[u8], author: u32) -> Result<Admitted, Rejected> {
        let inspected = self.inspect(raw, author)?;
        self.take(inspected)
    }

    /// Takes in a change that the hub has numbered already: a device's way.
    ///
    /// Unlike [`Document::admit`] it lets values pass that this version thinks a field cannot
    /// hold, because a newer hub may know better.
    pub fn apply(&mut self, raw: &[u8]) -> Result<Admitted, Rejected> {
        let (chunk, hash) = read(raw)?;
        let inspected = self.judge(chunk, hash, raw)?;
        self.take(inspected)
    }

    /// Judges a change of the device `author` against what is known of the document and what is
    /// staged; changes nothing and opens no CRDT.
    pub fn inspect(&self, raw: &[u8], author: u32) -> Result<Inspected, Rejected> {
        let (chunk, hash) = read(raw)?;
        match chunk.writer.actor() {
            Some(actor) if actor.device() == author => {}
            Some(actor) => return Err(Rejected::ForeignActor(actor.device())),
            None => return Err(Rejected::Malformed(ChunkError::Actor)),
        }
        let inspected = self.judge(chunk, hash, raw)?;
        self.check_values(&inspected.admitted.writes)?;
        Ok(inspected)
    }

    /// Takes an inspected change in; what is read of the document lags until it is settled.
    ///
    /// The change must have been inspected as the last one staged left the document.
    pub fn stage(&mut self, inspected: Inspected) {
        if let Some(mut context) = inspected.then {
            context.record(&inspected.chunk, inspected.admitted.hash);
            self.context = context;
            self.staged.push(inspected.raw);
        }
    }

    /// Opens the CRDT of a [recalled](Document::recall) document, so that it is read as the store has
    /// it; what was staged since stays so. On an error the document is of no use any more.
    pub fn open(&mut self) -> Result<(), Rejected> {
        let new = self.staged.split_off(self.recalled);
        let raws = std::mem::replace(&mut self.staged, new);
        self.catch_up(raws)
    }

    /// Applies what is staged, in one go. On an error the document is of no use any more, because
    /// Automerge leaves a broken one behind: load it again.
    pub fn settle(&mut self) -> Result<(), Rejected> {
        let raws = std::mem::take(&mut self.staged);
        self.catch_up(raws)
    }

    fn catch_up(&mut self, raws: Vec<Vec<u8>>) -> Result<(), Rejected> {
        self.recalled = 0;
        if raws.is_empty() {
            return Ok(());
        }
        let mut crdt = std::mem::take(&mut self.crdt);
        guarded(|| apply_all(&mut crdt, raws))?;
        if self.staged.is_empty() && !same_heads(&crdt, &self.context) {
            return Err(Rejected::Inapplicable);
        }
        self.crdt = crdt;
        Ok(())
    }

    fn judge(&self, chunk: Chunk, hash: Hash, raw: &[u8]) -> Result<Inspected, Rejected> {
        let raw = raw.to_vec();
        let actor = chunk.writer.actor().ok_or(Rejected::Malformed(ChunkError::Actor))?;
        let known = self.context.contains(&hash);
        let at = moment(chunk.time);
        let mut admitted = Admitted { hash, actor, at, known, writes: Vec::new() };
        if known {
            return Ok(Inspected { chunk, raw, then: None, admitted });
        }
        let then = gate::check(&self.context, &chunk)?;
        admitted.writes = writes(&chunk, &self.context, &then);
        Ok(Inspected { chunk, raw, then: Some(then), admitted })
    }

    fn take(&mut self, inspected: Inspected) -> Result<Admitted, Rejected> {
        let mut admitted = inspected.admitted.clone();
        self.integrate(inspected)?;
        for write in &mut admitted.writes {
            if let (None, Some(note)) = (write.path.member, self.context.note(&write.path.field)) {
                write.value = Value::Text(self.view().text(note));
            }
        }
        Ok(admitted)
    }

    /// Takes one change in, or leaves the document as it was.
    fn integrate(&mut self, inspected: Inspected) -> Result<(), Rejected> {
        let mut copy = self.clone();
        copy.stage(inspected);
        copy.settle()?;
        *self = copy;
        Ok(())
    }

    /// Known fields hold what the schema says. Fields this version does not know are another
    /// version's business and survive, unless they are fields of other documents.
    fn check_values(&self, writes: &[Write]) -> Result<(), Rejected> {
        for write in writes {
            let note = self.context.note(&write.path.field).is_some();
            if write.path.field.is_empty() || (write.path.member.is_none() && note) {
                continue;
            }
            match validate::check(&self.founding, &write.path, &write.value) {
                Err(EditError::NoSuchField(_)) if !write.known => {}
                checked => checked.map_err(|_| Rejected::Value(write.path.clone()))?,
            }
        }
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

    /// The value shown in a field of the root that is no note, without opening the CRDT, what is
    /// staged included.
    pub fn value(&self, field: &str) -> Option<Value> {
        let shown = *self.context.root().current(field).last()?;
        let place = self.context.changes().iter().position(|past| past.holds(shown))?;
        let settled = self.context.changes().len() - self.staged.len();
        let Some(raw) = place.checked_sub(settled).and_then(|place| self.staged.get(place)) else {
            return self.field(&Path::root(field))?.shown().cloned();
        };
        let (mut chunk, _) = recall(raw).ok()?;
        match chunk.ops.swap_remove((shown.counter - chunk.start) as usize).action {
            Action::Put(value) => Some(value),
            _ => None,
        }
    }

    fn view(&self) -> View<'_> {
        View { crdt: &self.crdt, context: &self.context }
    }
}

/// What a change writes, in the words of the schema; each field once.
fn writes(chunk: &Chunk, before: &Context, then: &Context) -> Vec<Write> {
    let mut writes: Vec<Write> = Vec::new();
    let mut added = Vec::new();
    for Op { object, key, action, preds } in &chunk.ops {
        let Some((_, object)) = then.object(*object) else { continue };
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
        let standing = match (before.object(object.id), key) {
            (Some((_, object)), Key::Field(key)) => {
                let current = object.current(key);
                preds.iter().filter(|pred| current.contains(pred)).count()
            }
            _ => 0,
        };
        // A member that two devices added has two maps, and a choice is written to both.
        match writes.iter_mut().find(|write| write.path == path) {
            Some(write) => {
                write.value = value;
                write.replaces += preds.len();
                write.replaces_standing += standing;
            }
            None => writes.push(Write {
                new_member: path.member.is_some_and(|member| added.contains(&member)),
                replaces: preds.len(),
                replaces_standing: standing,
                stood: before.standing(&path),
                known: validate::is_named(before.kind(), &path),
                path,
                value,
            }),
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
