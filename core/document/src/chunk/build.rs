//! From operations to exactly the bytes Automerge 0.12 would have written.

use gridwork_seal::{Hash, sha256};

use super::columns::{BooleansWriter, DeltasWriter, RunsWriter};
use super::guard::{CHANGE, MAGIC, UNHASHED, column};
use super::leb::{write_prefixed, write_signed, write_unsigned};
use super::parse::action;
use super::{Action, Chunk, Key, Op};
use crate::actor::{OpId, Writer};
use crate::scalar;

/// The bytes of the change and its hash.
pub(crate) fn build(chunk: &Chunk) -> (Vec<u8>, Hash) {
    let others = other_writers(chunk);
    let mut columns = Columns::new(chunk.writer, &others);
    for op in &chunk.ops {
        columns.push(op);
    }
    let mut body = Vec::with_capacity(256);
    write_unsigned(&mut body, chunk.deps.len() as u64);
    for dep in &chunk.deps {
        body.extend_from_slice(dep);
    }
    write_prefixed(&mut body, chunk.writer.bytes());
    write_unsigned(&mut body, u64::from(chunk.seq));
    write_unsigned(&mut body, u64::from(chunk.start));
    write_signed(&mut body, chunk.time);
    write_prefixed(&mut body, chunk.message.as_bytes());
    write_unsigned(&mut body, others.len() as u64);
    for other in &others {
        write_prefixed(&mut body, other.bytes());
    }
    columns.finish(&mut body);

    let mut raw = Vec::with_capacity(body.len() + 14);
    raw.extend_from_slice(&MAGIC);
    raw.extend_from_slice(&[0; 4]);
    raw.push(CHANGE);
    write_unsigned(&mut raw, body.len() as u64);
    raw.extend_from_slice(&body);
    let hash = sha256(&[&raw[UNHASHED..]]);
    raw[MAGIC.len()..UNHASHED].copy_from_slice(&hash[..4]);
    (raw, hash)
}

/// The writers named besides the author, ascending, as the chunk lists them.
fn other_writers(chunk: &Chunk) -> Vec<Writer> {
    let mut others: Vec<Writer> = Vec::new();
    let mut see = |id: &OpId| {
        if id.writer != chunk.writer && !others.contains(&id.writer) {
            others.push(id.writer);
        }
    };
    for op in &chunk.ops {
        op.object.iter().for_each(&mut see);
        if let Key::Element(id) = &op.key {
            see(id);
        }
        op.preds.iter().for_each(&mut see);
    }
    others.sort_unstable();
    others
}

struct Columns<'a> {
    author: Writer,
    others: &'a [Writer],
    object_actor: RunsWriter<u64>,
    object_counter: RunsWriter<u64>,
    key_actor: RunsWriter<u64>,
    key_counter: DeltasWriter,
    key_string: RunsWriter<&'a str>,
    insert: BooleansWriter,
    action: RunsWriter<u64>,
    value_meta: RunsWriter<u64>,
    value: Vec<u8>,
    pred_count: RunsWriter<u64>,
    pred_actor: RunsWriter<u64>,
    pred_counter: DeltasWriter,
}

impl<'a> Columns<'a> {
    fn new(author: Writer, others: &'a [Writer]) -> Columns<'a> {
        Columns {
            author,
            others,
            object_actor: RunsWriter::new(),
            object_counter: RunsWriter::new(),
            key_actor: RunsWriter::new(),
            key_counter: DeltasWriter::new(),
            key_string: RunsWriter::new(),
            insert: BooleansWriter::new(),
            action: RunsWriter::new(),
            value_meta: RunsWriter::new(),
            value: Vec::new(),
            pred_count: RunsWriter::new(),
            pred_actor: RunsWriter::new(),
            pred_counter: DeltasWriter::new(),
        }
    }

    fn index(&self, writer: Writer) -> u64 {
        if writer == self.author {
            return 0;
        }
        self.others.binary_search(&writer).map_or(0, |index| index as u64 + 1)
    }

    fn push(&mut self, op: &'a Op) {
        self.object_actor.push(op.object.map(|id| self.index(id.writer)));
        self.object_counter.push(op.object.map(|id| u64::from(id.counter)));
        let (actor, counter, name) = match &op.key {
            Key::Field(name) => (None, None, Some(name.as_str())),
            Key::Head => (None, Some(0), None),
            Key::Element(id) => (Some(self.index(id.writer)), Some(i64::from(id.counter)), None),
        };
        self.key_actor.push(actor);
        self.key_counter.push(counter);
        self.key_string.push(name);
        self.insert.push(matches!(op.action, Action::Insert(_)));

        let before = self.value.len();
        let (number, ty) = match &op.action {
            Action::MakeMap => (action::MAKE_MAP, 0),
            Action::MakeText => (action::MAKE_TEXT, 0),
            Action::Delete => (action::DELETE, 0),
            Action::Put(value) => (action::PUT, scalar::write(value, &mut self.value)),
            Action::Insert(c) => (action::PUT, scalar::write_char(*c, &mut self.value)),
        };
        self.action.push(Some(number));
        self.value_meta.push(Some(((self.value.len() - before) as u64) << 4 | ty));

        self.pred_count.push(Some(op.preds.len() as u64));
        for pred in &op.preds {
            self.pred_actor.push(Some(self.index(pred.writer)));
            self.pred_counter.push(Some(i64::from(pred.counter)));
        }
    }

    /// Appends the table of the columns that hold anything, then the columns.
    fn finish(self, out: &mut Vec<u8>) {
        let columns = [
            (column::OBJECT_ACTOR, self.object_actor.finish()),
            (column::OBJECT_COUNTER, self.object_counter.finish()),
            (column::KEY_ACTOR, self.key_actor.finish()),
            (column::KEY_COUNTER, self.key_counter.finish()),
            (column::KEY_STRING, self.key_string.finish()),
            (column::INSERT, self.insert.finish()),
            (column::ACTION, self.action.finish()),
            (column::VALUE_META, self.value_meta.finish()),
            (column::VALUE, self.value),
            (column::PRED_COUNT, self.pred_count.finish()),
            (column::PRED_ACTOR, self.pred_actor.finish()),
            (column::PRED_COUNTER, self.pred_counter.finish()),
        ];
        let held = || columns.iter().filter(|(_, bytes)| !bytes.is_empty());
        write_unsigned(out, held().count() as u64);
        for (spec, bytes) in held() {
            write_unsigned(out, *spec);
            write_unsigned(out, bytes.len() as u64);
        }
        for (_, bytes) in held() {
            out.extend_from_slice(bytes);
        }
    }
}
