//! From bytes to operations.

use super::columns::{Booleans, Deltas, Runs};
use super::guard::{Outline, column, outline};
use super::leb::Reader;
use super::{Action, Chunk, ChunkError, Key, MAX_COUNTER, MAX_OPS, Op};
use crate::actor::{OpId, Writer};
use crate::scalar;

/// Automerge's numbers of the actions our verbs use.
pub(super) mod action {
    pub const MAKE_MAP: u64 = 0;
    pub const PUT: u64 = 1;
    pub const DELETE: u64 = 3;
    pub const MAKE_TEXT: u64 = 4;
}

/// Parses a change. The form may still not be canonical: see [`super::read`].
pub(crate) fn parse(raw: &[u8]) -> Result<Chunk, ChunkError> {
    let outline = outline(raw)?;
    let writer = Writer::from_bytes(outline.actor).ok_or(ChunkError::Actor)?;
    if outline.start as usize + outline.ops > MAX_COUNTER as usize {
        return Err(ChunkError::TooMany);
    }
    let message = std::str::from_utf8(outline.message).map_err(|_| ChunkError::Value)?;
    Ok(Chunk {
        deps: outline.deps().collect(),
        writer,
        seq: outline.seq,
        start: outline.start,
        time: outline.time,
        message: message.to_owned(),
        ops: Ops::new(&outline, writer)?.collect()?,
    })
}

/// All columns of the operations, read in step.
struct Ops<'a> {
    writers: Vec<Writer>,
    count: usize,
    object_actor: Runs<'a, u64>,
    object_counter: Runs<'a, u64>,
    key_actor: Runs<'a, u64>,
    key_counter: Deltas<'a>,
    key_string: Runs<'a, &'a str>,
    insert: Booleans<'a>,
    action: Runs<'a, u64>,
    value_meta: Runs<'a, u64>,
    value: Reader<'a>,
    pred_count: Runs<'a, u64>,
    pred_actor: Runs<'a, u64>,
    pred_counter: Deltas<'a>,
    /// How many predecessors may still come; honest changes have few.
    preds_left: u64,
}

impl<'a> Ops<'a> {
    fn new(outline: &Outline<'a>, writer: Writer) -> Result<Ops<'a>, ChunkError> {
        let mut writers = Vec::with_capacity(1 + outline.other_count);
        writers.push(writer);
        for other in &outline.others[..outline.other_count] {
            writers.push(Writer::from_bytes(other).ok_or(ChunkError::Actor)?);
        }
        Ok(Ops {
            writers,
            count: outline.ops,
            object_actor: Runs::new(outline.column(column::OBJECT_ACTOR)),
            object_counter: Runs::new(outline.column(column::OBJECT_COUNTER)),
            key_actor: Runs::new(outline.column(column::KEY_ACTOR)),
            key_counter: Deltas::new(outline.column(column::KEY_COUNTER)),
            key_string: Runs::new(outline.column(column::KEY_STRING)),
            insert: Booleans::new(outline.column(column::INSERT)),
            action: Runs::new(outline.column(column::ACTION)),
            value_meta: Runs::new(outline.column(column::VALUE_META)),
            value: Reader::new(outline.column(column::VALUE)),
            pred_count: Runs::new(outline.column(column::PRED_COUNT)),
            pred_actor: Runs::new(outline.column(column::PRED_ACTOR)),
            pred_counter: Deltas::new(outline.column(column::PRED_COUNTER)),
            preds_left: MAX_OPS as u64,
        })
    }

    fn collect(mut self) -> Result<Vec<Op>, ChunkError> {
        (0..self.count).map(|_| self.op()).collect()
    }

    fn op(&mut self) -> Result<Op, ChunkError> {
        let object = self.object()?;
        let key = self.key()?;
        let insert = self.insert.next()?;
        let action = self.action.some()?;
        let meta = self.value_meta.some()?;
        let (ty, bytes) = (meta & 15, self.value.take(meta >> 4)?);
        let action = match (action, insert, &key) {
            (action::MAKE_MAP, false, Key::Field(_)) if meta == 0 => Action::MakeMap,
            (action::MAKE_TEXT, false, Key::Field(_)) if meta == 0 => Action::MakeText,
            (action::PUT, false, Key::Field(_)) => Action::Put(scalar::read(ty, bytes)?),
            (action::PUT, true, Key::Head | Key::Element(_)) => {
                Action::Insert(scalar::read_char(ty, bytes)?)
            }
            (action::DELETE, false, Key::Element(_)) if meta == 0 => Action::Delete,
            _ => return Err(ChunkError::Verb),
        };
        Ok(Op { object, key, action, preds: self.preds()? })
    }

    fn object(&mut self) -> Result<Option<OpId>, ChunkError> {
        match (self.object_actor.next()?, self.object_counter.next()?) {
            (None, None) => Ok(None),
            (Some(actor), Some(counter)) => self.id(actor, counter).map(Some),
            _ => Err(ChunkError::Column),
        }
    }

    fn key(&mut self) -> Result<Key, ChunkError> {
        let (actor, counter) = (self.key_actor.next()?, self.key_counter.next()?);
        match (actor, counter, self.key_string.next()?) {
            (None, None, Some(name)) => Ok(Key::Field(name.to_owned())),
            (None, Some(0), None) => Ok(Key::Head),
            (Some(actor), Some(counter), None) => {
                let counter = u64::try_from(counter).map_err(|_| ChunkError::Number)?;
                self.id(actor, counter).map(Key::Element)
            }
            _ => Err(ChunkError::Column),
        }
    }

    fn preds(&mut self) -> Result<Vec<OpId>, ChunkError> {
        let count = self.pred_count.some()?;
        self.preds_left = self.preds_left.checked_sub(count).ok_or(ChunkError::TooMany)?;
        let mut preds = Vec::with_capacity(count as usize);
        for _ in 0..count {
            let actor = self.pred_actor.some()?;
            let counter = self.pred_counter.next()?.ok_or(ChunkError::Column)?;
            let counter = u64::try_from(counter).map_err(|_| ChunkError::Number)?;
            preds.push(self.id(actor, counter)?);
        }
        Ok(preds)
    }

    fn id(&self, actor: u64, counter: u64) -> Result<OpId, ChunkError> {
        let index = usize::try_from(actor).map_err(|_| ChunkError::Actor)?;
        let writer = *self.writers.get(index).ok_or(ChunkError::Actor)?;
        match u32::try_from(counter) {
            Ok(counter @ 1..=MAX_COUNTER) => Ok(OpId { counter, writer }),
            _ => Err(ChunkError::Number),
        }
    }
}
