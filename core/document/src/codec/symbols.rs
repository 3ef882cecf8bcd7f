//! Symbols made of decisions: flags, small and large numbers, texts.
//!
//! One description of the format serves both ends. Each function takes what the sender has to
//! say, `Some` where it writes and `None` where it reads, and returns what was said.

use super::RebuildError;
use super::model::{INPUTS, Model, Table, mix};
use super::range::{Decoder, Encoder};

/// What a decision is about; decisions of one kind share statistics and mixing weights. The
/// numbers belong to the dictionary.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Kind {
    Stream,
    Form,
    Ordinal,
    Distance,
    Told,
    Document,
    Window,
    Identity,
    IdentityPlace,
    Regular,
    Irregular,
    Author,
    Time,
    Verb,
    Object,
    Key,
    KeyPart,
    Class,
    Code,
    Integer,
    Codes,
    Day,
    Calendar,
    Place,
    Length,
    Preds,
    Note,
    Byte,
    Opaque,
}

/// Under which circumstances: a coarse and a fine one. They only select statistics, so any number
/// that tells uses apart will do; small ones written in place are such names.
#[derive(Clone, Copy, Debug)]
pub(super) struct At {
    pub(super) kind: Kind,
    pub(super) wide: u32,
    pub(super) near: u32,
}

/// Circumstances of a decision.
pub(super) const fn at(kind: Kind, wide: u32, near: u32) -> At {
    At { kind, wide, near }
}

/// A decision as it was written: what was asked, and with which chance which bit was said.
///
/// The model is a function of what was asked and answered before. Whoever reads and asks the same is told
/// the same, without asking the model again.
#[derive(Clone, Copy)]
pub(super) struct Told {
    question: u32,
    chance: u16,
    bit: bool,
}

/// The two ends of a frame, and the writer's own look at what a reader will make of it.
enum End<'a> {
    Writing(Encoder, Vec<Told>),
    Reading(Decoder<'a>),
    Replaying(Replay<'a>),
}

/// Answers as they were written, for as long as the same is asked.
struct Replay<'a> {
    told: std::slice::Iter<'a, Told>,
    strayed: bool,
}

impl Replay<'_> {
    fn answer(&mut self, question: u32) -> bool {
        match self.told.next() {
            Some(told) if told.question == question => told.bit,
            _ => {
                self.strayed = true;
                false
            }
        }
    }
}

/// Whether these bytes read as what was told.
pub(super) fn reads_as(bytes: &[u8], told: &[Told]) -> bool {
    let mut decoder = Decoder::new(bytes);
    told.iter().all(|told| decoder.read(u32::from(told.chance)) == told.bit) && decoder.finished()
}

/// What a decision without statistics is asked by.
const WITHOUT_PATTERN: u32 = 0;
/// Its chance: even.
const EVEN: u32 = 32_768;

/// A hash of all that a decision hangs on.
fn question(table: Table, contexts: &[u32; INPUTS], node: u32, kind: Kind) -> u32 {
    let of = contexts
        .iter()
        .fold(node, |of, context| (of ^ context).wrapping_mul(0x9e37_79b1).rotate_left(15));
    of ^ (kind as u32) << 1 ^ u32::from(table == Table::Text)
}

/// Writes or reads symbols.
pub(super) struct Coder<'a> {
    end: End<'a>,
    model: Model,
    /// The last symbol of each kind.
    last: [u32; 64],
    /// The last symbol of any kind.
    previous: u32,
}

impl<'a> Coder<'a> {
    pub(super) fn writing(model: Model) -> Coder<'a> {
        Coder::at(End::Writing(Encoder::new(), Vec::new()), model)
    }

    pub(super) fn reading(model: Model, bytes: &'a [u8]) -> Coder<'a> {
        Coder::at(End::Reading(Decoder::new(bytes)), model)
    }

    /// Reads what was told, without a model.
    pub(super) fn replaying(told: &'a [Told]) -> Coder<'a> {
        let replay = Replay { told: told.iter(), strayed: false };
        Coder::at(End::Replaying(replay), Model::empty())
    }

    fn at(end: End<'a>, model: Model) -> Coder<'a> {
        Coder { end, model, last: [0; 64], previous: 0 }
    }

    /// The bytes written, what they tell, and what the model has learnt.
    pub(super) fn finish(self) -> (Vec<u8>, Vec<Told>, Model) {
        match self.end {
            End::Writing(encoder, told) => (encoder.finish(), told, self.model),
            End::Reading(_) | End::Replaying(_) => (Vec::new(), Vec::new(), self.model),
        }
    }

    /// Whether everything was read and not much more.
    pub(super) fn finished(&self) -> bool {
        match &self.end {
            End::Writing(..) => true,
            End::Reading(decoder) => decoder.finished(),
            End::Replaying(replay) => !replay.strayed && replay.told.as_slice().is_empty(),
        }
    }

    /// A decision with its statistics.
    fn decide(
        &mut self,
        table: Table,
        contexts: &[u32; INPUTS],
        node: u32,
        kind: Kind,
        said: Option<bool>,
    ) -> bool {
        if let End::Replaying(replay) = &mut self.end {
            return replay.answer(question(table, contexts, node, kind));
        }
        let prediction = self.model.predict(table, contexts, node, kind as u8);
        let asked = || question(table, contexts, node, kind);
        let bit = self.end.transfer(said, prediction.chance, asked);
        self.model.learn(&prediction, bit);
        bit
    }

    /// Reading has not gone beyond the end.
    fn check(&self) -> Result<(), RebuildError> {
        match &self.end {
            End::Reading(decoder) if decoder.overran() => Err(RebuildError::Truncated),
            End::Replaying(replay) if replay.strayed => Err(RebuildError::Unknown),
            _ => Ok(()),
        }
    }

    /// A number below 2^`bits`, every value with its own statistics.
    pub(super) fn small(
        &mut self,
        at: At,
        bits: u32,
        said: Option<u32>,
    ) -> Result<u32, RebuildError> {
        let contexts = self.contexts(at);
        let mut node = 1u32;
        for level in (0..bits).rev() {
            let bit = said.map(|value| value >> level & 1 == 1);
            let bit = self.decide(Table::Plain, &contexts, node, at.kind, bit);
            node = node << 1 | u32::from(bit);
        }
        self.check()?;
        let value = node - (1 << bits);
        self.remember(at.kind, value);
        Ok(value)
    }

    /// Yes or no.
    pub(super) fn flag(&mut self, at: At, said: Option<bool>) -> Result<bool, RebuildError> {
        Ok(self.small(at, 1, said.map(u32::from))? == 1)
    }

    /// Any number: its magnitude and leading bits with statistics, the rest as it is.
    pub(super) fn number(&mut self, at: At, said: Option<u64>) -> Result<u64, RebuildError> {
        let contexts = self.contexts(at);
        let said_length = said.map(|value| u64::BITS - value.leading_zeros());
        let mut node = 1u32;
        for level in (0..7).rev() {
            let bit = said_length.map(|length| length >> level & 1 == 1);
            let bit = self.decide(Table::Plain, &contexts, node, at.kind, bit);
            node = node << 1 | u32::from(bit);
        }
        let length = node - 128;
        if length > u64::BITS {
            return Err(RebuildError::Malformed);
        }
        let mut value = u64::from(length > 0);
        for (place, level) in (0..length.saturating_sub(1)).rev().enumerate() {
            let bit = said.map(|value| value >> level & 1 == 1);
            let bit = if place < 4 {
                // The leading bits under the magnitude, so that small numbers are exact symbols.
                let node = 128 + (length << 5) + (value as u32 & 31) + ((place as u32) << 12);
                self.decide(Table::Plain, &contexts, node, at.kind, bit)
            } else {
                self.end.transfer(bit, EVEN, || WITHOUT_PATTERN)
            };
            value = value << 1 | u64::from(bit);
        }
        self.check()?;
        self.remember(at.kind, (value as u32).wrapping_add(length << 24));
        Ok(value)
    }

    /// Any number with a sign, near zero more likely.
    pub(super) fn signed(&mut self, at: At, said: Option<i64>) -> Result<i64, RebuildError> {
        let said = said.map(|value| (value << 1 ^ value >> 63) as u64);
        let value = self.number(at, said)?;
        Ok((value >> 1) as i64 ^ -((value & 1) as i64))
    }

    /// Bits without any pattern.
    pub(super) fn plain(&mut self, bits: u32, said: Option<u64>) -> Result<u64, RebuildError> {
        let mut value = 0;
        for level in (0..bits).rev() {
            let bit = said.map(|value| value >> level & 1 == 1);
            value = value << 1 | u64::from(self.end.transfer(bit, EVEN, || WITHOUT_PATTERN));
        }
        self.check()?;
        Ok(value)
    }

    /// A byte array without any pattern.
    pub(super) fn array<const N: usize>(
        &mut self,
        said: Option<&[u8; N]>,
    ) -> Result<[u8; N], RebuildError> {
        let mut bytes = [0; N];
        for (index, byte) in bytes.iter_mut().enumerate() {
            *byte = self.plain(8, said.map(|said| u64::from(said[index])))? as u8;
        }
        Ok(bytes)
    }

    /// Text of a field: `near` tells texts of one field from others'.
    pub(super) fn text(
        &mut self,
        wide: u32,
        near: u32,
        most: usize,
        said: Option<&str>,
    ) -> Result<String, RebuildError> {
        let bytes = self.bytes(Kind::Byte, wide, near, most, said.map(str::as_bytes))?;
        String::from_utf8(bytes).map_err(|_| RebuildError::Malformed)
    }

    /// Bytes that look like those before them.
    pub(super) fn bytes(
        &mut self,
        kind: Kind,
        wide: u32,
        near: u32,
        most: usize,
        said: Option<&[u8]>,
    ) -> Result<Vec<u8>, RebuildError> {
        let length = self.number(at(Kind::Length, wide, near), said.map(|s| s.len() as u64))?;
        let length = usize::try_from(length).ok().filter(|length| *length <= most);
        let length = length.ok_or(RebuildError::TooLarge)?;
        let mut bytes = Vec::with_capacity(length);
        if !matches!(self.end, End::Replaying(_)) {
            self.model.ready(Table::Text);
        }
        let mut recent = 0u64;
        for index in 0..length {
            let place = (index as u32).min(20);
            let order = |bytes: u32| {
                let kept = recent & ((1u64 << (8 * bytes)) - 1);
                mix(mix(kept as u32, (kept >> 32) as u32), bytes)
            };
            let contexts = [
                mix(order(1), near),
                mix(mix(near, place), 77),
                order(2),
                order(3),
                mix(order(4), wide),
                order(6),
            ];
            let mut node = 1u32;
            for level in (0..8).rev() {
                let bit = said.map(|said| said[index] >> level & 1 == 1);
                let bit = self.decide(Table::Text, &contexts, node, kind, bit);
                node = node << 1 | u32::from(bit);
            }
            bytes.push(node as u8);
            recent = recent << 8 | u64::from(node as u8);
            self.check()?;
        }
        Ok(bytes)
    }

    fn contexts(&self, at: At) -> [u32; INPUTS] {
        let kind = at.kind as u32 + 1;
        let last = self.last[at.kind as usize];
        [
            mix(kind, 1),
            mix(mix(kind, 2), at.wide),
            mix(mix(kind, 3), at.near),
            mix(mix(mix(kind, 4), at.near), last),
            mix(mix(mix(kind, 5), at.near), self.previous),
            mix(mix(mix(kind, 6), at.wide), last),
        ]
    }

    fn remember(&mut self, kind: Kind, value: u32) {
        self.last[kind as usize] = value;
        self.previous = mix(kind as u32, value);
    }
}

impl End<'_> {
    fn transfer(&mut self, said: Option<bool>, chance: u32, asked: impl Fn() -> u32) -> bool {
        match self {
            End::Writing(encoder, told) => {
                // Whoever writes says what; nothing said can only be a missing field.
                let bit = said.unwrap_or(false);
                encoder.write(bit, chance);
                told.push(Told { question: asked(), chance: chance as u16, bit });
                bit
            }
            End::Reading(decoder) => decoder.read(chance),
            End::Replaying(replay) => replay.answer(asked()),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn symbols_come_back(
            numbers in proptest::collection::vec((any::<u64>(), 0u32..64), 0..40),
            words in proptest::collection::vec("[0-9一-龥]{0,9}", 0..9)
        ) {
            let slot = at(Kind::Integer, 1, 2);
            let mut writer = Coder::writing(Model::blank());
            for (number, shift) in &numbers {
                writer.number(slot, Some(number >> shift)).unwrap();
                writer.signed(slot, Some((number >> shift) as i64)).unwrap();
                writer.small(slot, 6, Some(*shift)).unwrap();
            }
            for word in &words {
                writer.text(1, 2, 100, Some(word)).unwrap();
            }
            let (bytes, told, _) = writer.finish();
            prop_assert!(reads_as(&bytes, &told));
            for mut reader in [Coder::reading(Model::blank(), &bytes), Coder::replaying(&told)] {
            for (number, shift) in &numbers {
                prop_assert_eq!(reader.number(slot, None).unwrap(), number >> shift);
                prop_assert_eq!(reader.signed(slot, None).unwrap(), (number >> shift) as i64);
                prop_assert_eq!(reader.small(slot, 6, None).unwrap(), *shift);
            }
            for word in &words {
                prop_assert_eq!(&reader.text(1, 2, 100, None).unwrap(), word);
            }
            prop_assert!(reader.finished());
            }
        }

        /// Who asks for something else than was told is not answered as if it were the same.
        #[test]
        fn another_question_is_not_answered(value in 0u32..64, other in 1u32..9) {
            let mut writer = Coder::writing(Model::blank());
            writer.small(at(Kind::Integer, 1, 2), 6, Some(value)).unwrap();
            writer.plain(9, Some(5)).unwrap();
            let (bytes, told, _) = writer.finish();
            let slots = [at(Kind::Code, 1, 2), at(Kind::Integer, 1 + other, 2), at(Kind::Integer, 1, 2 + other)];
            for slot in slots {
                let mut reader = Coder::replaying(&told);
                prop_assert!(reader.small(slot, 6, None).is_err());
                prop_assert!(!reader.finished());
            }
            let mut short = Coder::replaying(&told);
            prop_assert_eq!(short.small(at(Kind::Integer, 1, 2), 6, None).unwrap(), value);
            prop_assert!(!short.finished());
            let mut flipped = told.clone();
            flipped[3].bit = !flipped[3].bit;
            prop_assert!(!reads_as(&bytes, &flipped));
        }
    }
}
