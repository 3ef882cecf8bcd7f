//! One change: who, when and on what it builds, then its verbs.

use gridwork_seal::{Hash, sha256};

use super::session::Session;
use super::symbols::{Kind, at};
use super::{Incoming, Outgoing, RebuildError, verbs};
use crate::actor::Writer;
use crate::chunk::{self, Chunk, HASHED_FROM, MAX_BYTES, MAX_COUNTER, MAX_DEPS, MAX_MESSAGE};

/// How a change is told.
mod form {
    /// By its verbs; dependencies, counters and all else as expected.
    pub const REGULAR: u32 = 0;
    /// By its verbs; the rest is spelt out.
    pub const SPELT: u32 = 1;
    /// As it is: none of our verbs.
    pub const RAW: u32 = 2;
}

/// What need not be said if it is as expected.
struct Expected {
    deps: Vec<Hash>,
    seq: u32,
    start: Option<u32>,
}

impl Session<'_> {
    /// The next change of the frame.
    pub(super) fn change(&mut self, said: Option<&Outgoing<'_>>) -> Result<Incoming, RebuildError> {
        let naming = self.document(said)?;
        let place = self.current.ok_or(RebuildError::Malformed)?;
        // Only parsed: that the bytes come back is proven by rebuilding the whole frame.
        let told = said.map(|said| chunk::parse(said.raw).ok().filter(|c| self.tellable(c)));
        let how = told.as_ref().map(|told| match told {
            Some(chunk) if self.is_regular(chunk) => form::REGULAR,
            Some(_) => form::SPELT,
            None => form::RAW,
        });
        let how = self.coder.small(at(Kind::Regular, 0, 0), 2, how)?;
        let (raw, hash) = if how == form::RAW {
            self.raw(said.map(|said| said.raw))?
        } else {
            let chunk = self.told(how, told.as_ref().and_then(Option::as_ref))?;
            let (raw, hash) = match said {
                Some(said) => (said.raw.to_vec(), hash_of(said.raw)?),
                None => chunk::build(&chunk),
            };
            self.named[place].context.record(&chunk, hash);
            (raw, hash)
        };
        if raw.len() > MAX_BYTES {
            return Err(RebuildError::TooLarge);
        }
        Ok(Incoming {
            stream: naming.stream,
            document: self.named[place].document,
            founding: naming.founding,
            ordinal: naming.ordinal,
            raw,
            hash,
        })
    }

    fn tellable(&self, chunk: &Chunk) -> bool {
        chunk.writer != Writer::Founding && verbs::tellable(chunk)
            // Members are added only where both ends know the map they are added to.
            && self.context().is_some_and(|context| {
                let members = context.members().and_then(|members| members.id);
                chunk.ops.iter().all(|op| {
                    !matches!(op.action, chunk::Action::MakeMap) || op.object == members
                })
            })
    }

    fn expected(&self, writer: Writer, deps: Option<&[Hash]>) -> Expected {
        let Some(context) = self.context() else {
            return Expected { deps: Vec::new(), seq: 1, start: None };
        };
        let likely = context.next_deps(writer);
        let start = context.start_after(deps.unwrap_or(&likely));
        let seq = context.last_of(writer).map_or(0, |past| past.seq).saturating_add(1);
        Expected { start, deps: likely, seq }
    }

    fn is_regular(&self, chunk: &Chunk) -> bool {
        let expected = self.expected(chunk.writer, None);
        chunk.deps == expected.deps
            && !chunk.deps.is_empty()
            && chunk.seq == expected.seq
            && Some(chunk.start) == expected.start
            && chunk.message.is_empty()
    }

    /// A change told by its verbs.
    fn told(&mut self, how: u32, said: Option<&Chunk>) -> Result<Chunk, RebuildError> {
        let actor = self.actor(0, said.and_then(|chunk| chunk.writer.actor()))?;
        self.actor = self.meet(actor);
        let writer = Writer::Device(actor);
        let apart = said.map(|chunk| chunk.time.wrapping_sub(self.time));
        let slot = at(Kind::Time, self.form, self.form << 8 | self.actor as u32);
        let time = self.time.wrapping_add(self.coder.signed(slot, apart)?);
        self.time = time;
        let mut chunk = Chunk {
            deps: Vec::new(),
            writer,
            seq: 0,
            start: 0,
            time,
            message: String::new(),
            ops: Vec::new(),
        };
        if how == form::REGULAR {
            let expected = self.expected(writer, None);
            chunk.deps = expected.deps;
            chunk.seq = expected.seq;
            chunk.start = expected.start.ok_or(RebuildError::Unknown)?;
        } else {
            self.spelt(&mut chunk, said)?;
        }
        if chunk.seq > MAX_COUNTER || chunk.start > MAX_COUNTER || chunk.start == 0 {
            return Err(RebuildError::Malformed);
        }
        self.ops(&mut chunk, said.map(|chunk| chunk.ops.as_slice()))?;
        Ok(chunk)
    }

    /// Dependencies, counters and message, each with the chance to be as expected.
    fn spelt(&mut self, chunk: &mut Chunk, said: Option<&Chunk>) -> Result<(), RebuildError> {
        let likely = self.expected(chunk.writer, None).deps;
        let as_likely = said.map(|said| said.deps == likely && !likely.is_empty());
        chunk.deps = match self.coder.flag(at(Kind::Irregular, 0, 0), as_likely)? {
            true => likely,
            false => self.deps(said.map(|said| said.deps.as_slice()))?,
        };
        let expected = self.expected(chunk.writer, Some(&chunk.deps));
        chunk.seq = self.counter(1, Some(expected.seq), said.map(|said| said.seq))?;
        chunk.start = self.counter(2, expected.start, said.map(|said| said.start))?;
        let message = said.map(|said| said.message.as_str());
        let has_message = message.map(|message| !message.is_empty());
        if self.coder.flag(at(Kind::Irregular, 3, 3), has_message)? {
            chunk.message = self.coder.text(10, 10, MAX_MESSAGE, message)?;
        }
        Ok(())
    }

    fn counter(
        &mut self,
        part: u32,
        expected: Option<u32>,
        said: Option<u32>,
    ) -> Result<u32, RebuildError> {
        if let Some(expected) = expected {
            let slot = at(Kind::Irregular, part, part);
            if self.coder.flag(slot, said.map(|said| said == expected))? {
                return Ok(expected);
            }
        }
        let slot = at(Kind::Distance, 20 + part, 20 + part);
        let counter = self.coder.number(slot, said.map(u64::from))?;
        u32::try_from(counter).map_err(|_| RebuildError::Malformed)
    }

    /// Dependencies, each by how long ago it came into the document, or in full.
    fn deps(&mut self, said: Option<&[Hash]>) -> Result<Vec<Hash>, RebuildError> {
        let slot = at(Kind::Irregular, 4, 4);
        let count = self.coder.number(slot, said.map(|said| said.len() as u64))?;
        if count > MAX_DEPS as u64 {
            return Err(RebuildError::TooLarge);
        }
        let mut deps = Vec::with_capacity(count as usize);
        for index in 0..count as usize {
            let said = said.map(|said| said[index]);
            let context = self.context().ok_or(RebuildError::Malformed)?;
            let back = said.map(|hash| {
                let back = context.changes().iter().rev().position(|past| past.hash == hash);
                back.map_or(0, |back| back as u64 + 1)
            });
            let back = self.coder.number(at(Kind::Distance, 23, 23), back)?;
            deps.push(match usize::try_from(back) {
                Ok(0) => self.coder.array(said.as_ref())?,
                Ok(back) => {
                    let changes = self.context().map_or(&[][..], |context| context.changes());
                    let place = changes.len().checked_sub(back);
                    let past = place.and_then(|place| changes.get(place));
                    past.ok_or(RebuildError::Unknown)?.hash
                }
                Err(_) => return Err(RebuildError::Malformed),
            });
        }
        Ok(deps)
    }

    /// A change as it is. If it is one of ours after all, its context is kept up to date.
    fn raw(&mut self, said: Option<&[u8]>) -> Result<(Vec<u8>, Hash), RebuildError> {
        let raw = self.coder.bytes(Kind::Opaque, 3, 3, MAX_BYTES, said)?;
        let hash = hash_of(&raw)?;
        if let (Ok((chunk, hash)), Some(place)) = (chunk::read(&raw), self.current) {
            self.named[place].context.apply(&chunk, hash);
        }
        Ok((raw, hash))
    }
}

/// The hash of a change, as Automerge counts it.
fn hash_of(raw: &[u8]) -> Result<Hash, RebuildError> {
    let hashed = raw.get(HASHED_FROM..).ok_or(chunk::ChunkError::Truncated)?;
    Ok(sha256(&[hashed]))
}
