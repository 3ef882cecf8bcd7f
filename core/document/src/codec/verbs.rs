//! What a change does, verb by verb, instead of operation by operation.

use super::RebuildError;
use super::keys::LONGEST_KEY;
use super::model::{hash, mix};
use super::session::Session;
use super::symbols::{Kind, at};
use crate::actor::{OpId, Writer};
use crate::chunk::{Action, Chunk, Key, MAX_BYTES, MAX_COUNTER, MAX_OPS, Op};
use crate::context::Role;
use crate::genesis::{born_member, member_key, member_of_key};

/// Verbs on the wire.
mod verb {
    /// The change is complete.
    pub const END: u32 = 0;
    pub const PUT_ROOT: u32 = 1;
    pub const PUT_MEMBER: u32 = 2;
    pub const ADD_MEMBER: u32 = 3;
    /// A run of characters, one operation each.
    pub const INSERT: u32 = 4;
    /// A run of deletions of characters inserted one after the other.
    pub const DELETE: u32 = 5;
}

/// Stand for the last key after a member was added, and after a run on a note.
const AFTER_MEMBER: u32 = 1;
const AFTER_NOTE: u32 = 2;

/// Where in the change the codec is.
struct Progress {
    /// The object of the last verb on one; 0 is the root.
    object: usize,
    /// Hash of the last key, in this change or before it.
    key: u32,
    verb: u32,
}

/// Whether every operation is one of the verbs, so that the change can be told by them.
pub(super) fn tellable(chunk: &Chunk) -> bool {
    chunk.ops.iter().all(|op| match (&op.key, &op.action) {
        (Key::Field(key), Action::Put(_)) => key.len() <= LONGEST_KEY,
        (Key::Field(key), Action::MakeMap) => {
            op.object.is_some() && op.preds.is_empty() && member_of_key(key).is_some()
        }
        (Key::Head | Key::Element(_), Action::Insert(_)) => {
            op.object.is_some() && op.preds.is_empty()
        }
        (Key::Element(id), Action::Delete) => op.object.is_some() && op.preds == [*id],
        _ => false,
    })
}

impl Session<'_> {
    /// The operations of the current document's next change, whose other parts are in `chunk`.
    /// They are taken into the context one by one.
    pub(super) fn ops(
        &mut self,
        chunk: &mut Chunk,
        said: Option<&[Op]>,
    ) -> Result<(), RebuildError> {
        let context = self.context().ok_or(RebuildError::Malformed)?;
        let key = hash(context.last_key().as_bytes());
        let mut progress = Progress { object: 0, key, verb: verb::END };
        loop {
            let rest = said.map(|ops| &ops[chunk.ops.len()..]);
            let first = rest.map(|rest| rest.first());
            let next = first.map(|op| op.map_or(verb::END, verb_of));
            let slot =
                at(Kind::Verb, self.kind() << 4 | progress.verb, mix(progress.key, self.subject()));
            progress.verb = self.coder.small(slot, 3, next)?;
            let first = first.flatten();
            match progress.verb {
                verb::END => return Ok(()),
                verb::PUT_ROOT => {
                    progress.object = 0;
                    self.put(chunk, &mut progress, first)?;
                }
                verb::PUT_MEMBER => self.put(chunk, &mut progress, first)?,
                verb::ADD_MEMBER => self.add_member(chunk, &mut progress, first)?,
                verb::INSERT => self.insert(chunk, &mut progress, rest)?,
                verb::DELETE => self.delete(chunk, &mut progress, rest)?,
                _ => return Err(RebuildError::Malformed),
            }
            if chunk.ops.len() > MAX_OPS || chunk.end() > MAX_COUNTER {
                return Err(RebuildError::TooLarge);
            }
        }
    }

    fn kind(&self) -> u32 {
        self.context().map_or(0, |context| context.kind() as u32)
    }

    /// What the document's fields depend on besides its kind: the template of a task.
    pub(super) fn subject(&self) -> u32 {
        match self.context().and_then(|context| context.founding()) {
            Some(gridwork_model::Founding::Task { template, .. }) => hash(template.as_bytes()),
            _ => self.kind(),
        }
    }

    fn push(&mut self, chunk: &mut Chunk, op: Op) {
        let id = OpId {
            counter: chunk.start.saturating_add(chunk.ops.len() as u32),
            writer: chunk.writer,
        };
        if let Some(place) = self.current {
            self.named[place].context.apply_op(id, &op);
        }
        chunk.ops.push(op);
    }

    fn put(
        &mut self,
        chunk: &mut Chunk,
        progress: &mut Progress,
        said: Option<&Op>,
    ) -> Result<(), RebuildError> {
        let object = match progress.verb {
            verb::PUT_ROOT => None,
            _ => Some(self.member(chunk, progress, said)?),
        };
        let said_key = said.and_then(|op| match &op.key {
            Key::Field(key) => Some(key.as_str()),
            _ => None,
        });
        let (key, hashed) = self.key(object.is_some(), progress.key, said_key)?;
        progress.key = hashed;
        let said_value = said.and_then(|op| match &op.action {
            Action::Put(value) => Some(value),
            _ => None,
        });
        let wide = mix(progress.key, u32::from(object.is_some()));
        let near = mix(wide, self.subject());
        let value = self.value(wide, near, chunk.time, said_value)?;
        let likely = self
            .context()
            .and_then(|context| context.object(object))
            .map(|(_, object)| object.current(&key))
            .unwrap_or_default();
        let preds = self.preds(chunk, &likely, said.map(|op| op.preds.as_slice()))?;
        self.push(chunk, Op { object, key: Key::Field(key), action: Action::Put(value), preds });
        Ok(())
    }

    /// The map of the member a put is about: that of the verb before, one by number, or one the
    /// receiver has not heard of.
    fn member(
        &mut self,
        chunk: &Chunk,
        progress: &mut Progress,
        said: Option<&Op>,
    ) -> Result<OpId, RebuildError> {
        let said_id = said.and_then(|op| op.object);
        let context = self.context().ok_or(RebuildError::Malformed)?;
        let objects = context.objects().len() as u64;
        let said_number = said_id.map(|id| {
            let known = context.object(Some(id)).map(|(number, _)| number);
            // Counted from the newest, because the newest are written most.
            match known {
                Some(number) if number == progress.object => 0,
                Some(number) => objects - number as u64,
                None => objects,
            }
        });
        let slot = at(Kind::Object, self.kind(), mix(progress.key, progress.object as u32));
        let number = self.coder.number(slot, said_number)?;
        if number == objects {
            let id = self.op_id(chunk, said_id)?;
            progress.object = usize::MAX;
            return Ok(id);
        }
        if number > 0 {
            let place = usize::try_from(number).ok();
            let number = place.and_then(|place| (objects as usize).checked_sub(place));
            progress.object = number.ok_or(RebuildError::Malformed)?;
        }
        let context = self.context().ok_or(RebuildError::Malformed)?;
        let object = context.objects().get(progress.object).ok_or(RebuildError::Malformed)?;
        object.id.ok_or(RebuildError::Malformed)
    }

    fn add_member(
        &mut self,
        chunk: &mut Chunk,
        progress: &mut Progress,
        said: Option<&Op>,
    ) -> Result<(), RebuildError> {
        let context = self.context().ok_or(RebuildError::Malformed)?;
        let members = context.members().ok_or(RebuildError::Malformed)?.id;
        let counter = chunk.start.saturating_add(chunk.ops.len() as u32);
        let born = born_member(context.document(), chunk.writer, counter);
        let said = said.and_then(|op| match &op.key {
            Key::Field(key) => member_of_key(key),
            _ => None,
        });
        let slot = at(Kind::Told, 3, self.kind());
        let id = match self.coder.flag(slot, said.map(|id| id == born))? {
            true => born,
            false => self.identity(5, said)?,
        };
        let key = Key::Field(member_key(id));
        self.push(chunk, Op { object: members, key, action: Action::MakeMap, preds: Vec::new() });
        progress.object = self.context().map_or(0, |context| context.objects().len() - 1);
        progress.key = AFTER_MEMBER;
        Ok(())
    }

    fn insert(
        &mut self,
        chunk: &mut Chunk,
        progress: &mut Progress,
        said: Option<&[Op]>,
    ) -> Result<(), RebuildError> {
        let (object, run) = self.note_run(chunk, progress, said)?;
        let said_first = run.and_then(|run| run.first()).map(|op| &op.key);
        let head = said_first.map(|key| *key == Key::Head);
        let mut key = match self.coder.flag(at(Kind::Note, 1, 1), head)? {
            true => Key::Head,
            false => Key::Element(self.op_id(chunk, said_first.and_then(element))?),
        };
        let text = run.map(|run| run.iter().filter_map(character).collect::<String>());
        let text = self.coder.text(7, 7, MAX_BYTES, text.as_deref())?;
        for c in text.chars() {
            let counter = chunk.start.saturating_add(chunk.ops.len() as u32);
            let after =
                std::mem::replace(&mut key, Key::Element(OpId { counter, writer: chunk.writer }));
            let action = Action::Insert(c);
            self.push(chunk, Op { object: Some(object), key: after, action, preds: Vec::new() });
            if chunk.ops.len() > MAX_OPS {
                return Err(RebuildError::TooLarge);
            }
        }
        if text.is_empty() { Err(RebuildError::Malformed) } else { Ok(()) }
    }

    fn delete(
        &mut self,
        chunk: &mut Chunk,
        progress: &mut Progress,
        said: Option<&[Op]>,
    ) -> Result<(), RebuildError> {
        let (object, run) = self.note_run(chunk, progress, said)?;
        let first = run.and_then(|run| run.first()).and_then(|op| element(&op.key));
        let first = self.op_id(chunk, first)?;
        let length = self.coder.number(at(Kind::Note, 2, 2), run.map(|run| run.len() as u64))?;
        if length == 0 || length > MAX_OPS as u64 {
            return Err(RebuildError::TooLarge);
        }
        for step in 0..length as u32 {
            let counter = first.counter.saturating_add(step);
            let id = OpId { counter, writer: first.writer };
            let (key, preds) = (Key::Element(id), vec![id]);
            self.push(chunk, Op { object: Some(object), key, action: Action::Delete, preds });
        }
        Ok(())
    }

    /// The note a run acts on and, at the sender, the operations of the run.
    fn note_run<'s>(
        &mut self,
        chunk: &Chunk,
        progress: &mut Progress,
        said: Option<&'s [Op]>,
    ) -> Result<(OpId, Option<&'s [Op]>), RebuildError> {
        let run = said.map(|ops| &ops[..run_length(chunk, ops)]);
        let said_id = run.and_then(|run| run.first()).and_then(|op| op.object);
        let context = self.context().ok_or(RebuildError::Malformed)?;
        let said_number =
            said_id.map(|id| context.object(Some(id)).map_or(0, |(number, _)| number as u64));
        let number = self.coder.number(at(Kind::Object, 100, self.kind()), said_number)?;
        progress.key = AFTER_NOTE;
        if number == 0 {
            return Ok((self.op_id(chunk, said_id)?, run));
        }
        let context = self.context().ok_or(RebuildError::Malformed)?;
        let object = usize::try_from(number).ok().and_then(|place| context.objects().get(place));
        let object = object.filter(|object| matches!(object.role, Role::Note(_)));
        let id = object.and_then(|object| object.id).ok_or(RebuildError::Malformed)?;
        Ok((id, run))
    }

    /// What a put replaces: mostly what stands there.
    fn preds(
        &mut self,
        chunk: &Chunk,
        likely: &[OpId],
        said: Option<&[OpId]>,
    ) -> Result<Vec<OpId>, RebuildError> {
        let as_likely = said.map(|said| said == likely);
        if self.coder.flag(at(Kind::Preds, 0, likely.len() as u32), as_likely)? {
            return Ok(likely.to_vec());
        }
        let count = self.coder.number(at(Kind::Preds, 1, 1), said.map(|said| said.len() as u64))?;
        if count > MAX_OPS as u64 {
            return Err(RebuildError::TooLarge);
        }
        (0..count as usize).map(|index| self.op_id(chunk, said.map(|said| said[index]))).collect()
    }

    /// Any operation: who wrote it and how long before this change.
    fn op_id(&mut self, chunk: &Chunk, said: Option<OpId>) -> Result<OpId, RebuildError> {
        let founding = said.map(|id| id.writer == Writer::Founding);
        let writer = if self.coder.flag(at(Kind::Author, 2, 2), founding)? {
            Writer::Founding
        } else {
            Writer::Device(self.actor(3, said.and_then(|id| id.writer.actor()))?)
        };
        let slot = at(Kind::Preds, 2, 2);
        let back = said.map(|id| i64::from(chunk.start) - i64::from(id.counter));
        let back = self.coder.signed(slot, back)?;
        let counter = u32::try_from(i64::from(chunk.start).wrapping_sub(back));
        let counter = counter.ok().filter(|counter| (1..=MAX_COUNTER).contains(counter));
        Ok(OpId { counter: counter.ok_or(RebuildError::Malformed)?, writer })
    }
}

/// The verb an operation begins.
fn verb_of(op: &Op) -> u32 {
    match (&op.action, op.object) {
        (Action::Put(_), None) => verb::PUT_ROOT,
        (Action::Put(_), Some(_)) => verb::PUT_MEMBER,
        (Action::Insert(_), _) => verb::INSERT,
        (Action::Delete, _) => verb::DELETE,
        (Action::MakeMap | Action::MakeText, _) => verb::ADD_MEMBER,
    }
}

/// How many operations the first one's run takes.
fn run_length(chunk: &Chunk, ops: &[Op]) -> usize {
    let Some(first) = ops.first() else { return 0 };
    let continues = |index: usize, op: &Op| {
        let before = |id: OpId, step: usize| id.counter.checked_add(step as u32);
        let expected = match first.action {
            Action::Insert(_) => {
                let place = chunk.start.saturating_add((chunk.ops.len() + index - 1) as u32);
                (matches!(op.action, Action::Insert(_)))
                    .then_some(OpId { counter: place, writer: chunk.writer })
            }
            _ => (op.action == Action::Delete)
                .then(|| element(&first.key))
                .flatten()
                .and_then(|id| Some(OpId { counter: before(id, index)?, writer: id.writer })),
        };
        op.object == first.object && expected.is_some() && element(&op.key) == expected
    };
    1 + ops.iter().enumerate().skip(1).take_while(|(index, op)| continues(*index, op)).count()
}

fn element(key: &Key) -> Option<OpId> {
    match key {
        Key::Element(id) => Some(*id),
        Key::Field(_) | Key::Head => None,
    }
}

fn character(op: &Op) -> Option<char> {
    match op.action {
        Action::Insert(c) => Some(c),
        _ => None,
    }
}
