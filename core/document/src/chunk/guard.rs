//! The structure guard: what a change claims of itself, checked in one pass without allocating.
//!
//! It bounds every count before anything is built from it. In particular the operations are
//! counted by the runs of the action column, so that a bomb of 131 bytes costs microseconds.

use gridwork_seal::Hash;

use super::leb::Reader;
use super::{ChunkError, MAX_BYTES, MAX_COUNTER, MAX_DEPS, MAX_MESSAGE, MAX_OPS};

/// The four bytes before every Automerge chunk.
pub(super) const MAGIC: [u8; 4] = [0x85, 0x6f, 0x4a, 0x83];
/// Chunk type of an uncompressed change.
pub(super) const CHANGE: u8 = 1;
/// Bytes of magic and checksum; the hash covers what follows.
pub(crate) const UNHASHED: usize = 8;

/// Column specifications of a change: column number, a deflate bit that is never set, and type.
pub(super) mod column {
    pub const OBJECT_ACTOR: u64 = 0x01;
    pub const OBJECT_COUNTER: u64 = 0x02;
    pub const KEY_ACTOR: u64 = 0x11;
    pub const KEY_COUNTER: u64 = 0x13;
    pub const KEY_STRING: u64 = 0x15;
    pub const INSERT: u64 = 0x34;
    pub const ACTION: u64 = 0x42;
    pub const VALUE_META: u64 = 0x56;
    pub const VALUE: u64 = 0x57;
    pub const PRED_COUNT: u64 = 0x70;
    pub const PRED_ACTOR: u64 = 0x71;
    pub const PRED_COUNTER: u64 = 0x73;

    /// All of them, in the order of a chunk. Marks and expansion are not among our verbs.
    pub const ALL: [u64; 12] = [
        OBJECT_ACTOR,
        OBJECT_COUNTER,
        KEY_ACTOR,
        KEY_COUNTER,
        KEY_STRING,
        INSERT,
        ACTION,
        VALUE_META,
        VALUE,
        PRED_COUNT,
        PRED_ACTOR,
        PRED_COUNTER,
    ];
}

/// A change taken apart, its columns still encoded.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Outline<'a> {
    pub(super) deps: &'a [u8],
    pub(super) actor: &'a [u8],
    pub(super) seq: u32,
    pub(super) start: u32,
    pub(super) time: i64,
    pub(super) message: &'a [u8],
    pub(super) others: [&'a [u8]; MAX_DEPS],
    pub(super) other_count: usize,
    columns: [&'a [u8]; column::ALL.len()],
    /// Number of operations.
    pub(super) ops: usize,
}

impl<'a> Outline<'a> {
    pub(super) fn column(&self, spec: u64) -> &'a [u8] {
        column::ALL.iter().position(|s| *s == spec).map_or(&[], |index| self.columns[index])
    }

    pub(super) fn deps(&self) -> impl Iterator<Item = Hash> + 'a {
        let (hashes, _) = self.deps.as_chunks::<32>();
        hashes.iter().copied()
    }
}

/// Checks the frame of a change and the number of its operations.
pub(crate) fn outline(raw: &[u8]) -> Result<Outline<'_>, ChunkError> {
    if raw.len() > MAX_BYTES {
        return Err(ChunkError::TooLarge);
    }
    let mut r = Reader::new(raw);
    if r.take(4)? != MAGIC {
        return Err(ChunkError::NotAChange);
    }
    r.take(4)?; // the checksum: the canonical form proves it
    if r.byte()? != CHANGE {
        return Err(ChunkError::NotAChange);
    }
    let length = r.unsigned()?;
    if length != r.rest().len() as u64 {
        return Err(ChunkError::Truncated);
    }
    let dep_count = at_most(r.unsigned()?, MAX_DEPS)?;
    let deps = r.take(dep_count as u64 * 32)?;
    let actor = r.prefixed()?;
    let seq = at_most(r.unsigned()?, MAX_COUNTER as usize)? as u32;
    let start = at_most(r.unsigned()?, MAX_COUNTER as usize)? as u32;
    let time = r.signed()?;
    let message = r.prefixed()?;
    at_most(message.len() as u64, MAX_MESSAGE)?;
    let other_count = at_most(r.unsigned()?, MAX_DEPS)?;
    let mut others: [&[u8]; MAX_DEPS] = [&[]; MAX_DEPS];
    for other in &mut others[..other_count] {
        *other = r.prefixed()?;
    }
    let columns = columns(&mut r)?;
    if !r.is_empty() || seq == 0 || start == 0 {
        return Err(ChunkError::Truncated);
    }
    let mut outline =
        Outline { deps, actor, seq, start, time, message, others, other_count, columns, ops: 0 };
    outline.ops = count_runs(outline.column(column::ACTION))?;
    Ok(outline)
}

fn at_most(count: u64, limit: usize) -> Result<usize, ChunkError> {
    usize::try_from(count).ok().filter(|n| *n <= limit).ok_or(ChunkError::TooMany)
}

/// The columns by their place in [`column::ALL`]: known ones only, ascending, none twice.
fn columns<'a>(r: &mut Reader<'a>) -> Result<[&'a [u8]; column::ALL.len()], ChunkError> {
    let count = at_most(r.unsigned()?, column::ALL.len())?;
    let mut lengths = [None; column::ALL.len()];
    let mut next = 0;
    for _ in 0..count {
        let spec = r.unsigned()?;
        let skipped = column::ALL[next..].iter().position(|s| *s == spec);
        let index = next + skipped.ok_or(ChunkError::Column)?;
        lengths[index] = Some(r.unsigned()?);
        next = index + 1;
    }
    let mut columns: [&[u8]; column::ALL.len()] = [&[]; column::ALL.len()];
    for (column, length) in columns.iter_mut().zip(lengths) {
        if let Some(length) = length {
            *column = r.take(length)?;
        }
    }
    Ok(columns)
}

/// Number of values in a run-length column of unsigned numbers, without producing them.
fn count_runs(bytes: &[u8]) -> Result<usize, ChunkError> {
    let mut r = Reader::new(bytes);
    let mut count = 0u64;
    while !r.is_empty() {
        let run = r.signed()?;
        match run {
            0 => return Err(ChunkError::Column), // an operation without an action
            1.. => {
                r.unsigned()?;
            }
            _ => {
                for _ in 0..at_most(run.unsigned_abs(), MAX_OPS)? {
                    r.unsigned()?;
                }
            }
        }
        count = count.saturating_add(run.unsigned_abs());
        at_most(count, MAX_OPS)?;
    }
    Ok(count as usize)
}
