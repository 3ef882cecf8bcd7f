//! The frame around stripped changes.
//!
//! ```text
//! frame         = version and form u8 | body
//! verbatim body = zstd frame of the plain list
//! coded body    = dictionary u8 | schema u8 | count | range-coded changes
//! ```
//!
//! Dictionary and schema have separate numbers: the dictionary says which statistics the coder
//! starts from, the schema how fields are numbered.

use super::model::Model;
use super::session::Session;
use super::symbols::{Coder, Told, reads_as};
use super::{
    Incoming, Limits, Mode, Nothing, Outgoing, RebuildError, Shared, dictionary, verbatim,
};
use crate::chunk::leb::{Reader, write_unsigned};

/// Version of the frame, in the high four bits of its first byte.
const VERSION: u8 = 1 << 4;
/// Forms of the body, in the low four bits.
const VERBATIM: u8 = 0;
const PREDICTED: u8 = 1;
const EXPLICIT: u8 = 2;

/// Number of the schema that fields are told by; a field added keeps it, because numbers are
/// never reused and an unknown one is spelt out.
pub const SCHEMA: u8 = 1;

/// Compression of verbatim bodies: hashes dominate them, a higher level gains nothing.
const LEVEL: i32 = 3;

/// Frames changes for the wire.
///
/// The sender rebuilds before it promises: a frame that does not give back the very same changes
/// is written again, explicit and at last verbatim. It asks the model once for both: see [`Told`].
pub fn strip(changes: &[Outgoing<'_>], shared: &dyn Shared, mode: Mode) -> Vec<u8> {
    let modes = [Mode::Predicted, Mode::Explicit];
    for mode in modes.into_iter().skip_while(|other| *other != mode) {
        if let Ok(Some(frame)) = coded(changes, shared, mode) {
            return frame;
        }
    }
    let mut plain = Vec::new();
    verbatim::write(changes, &mut plain);
    let mut frame = vec![VERSION | VERBATIM];
    // Compression into memory does not fail; were it to, the frame would be refused as cut.
    frame.extend(zstd::bulk::compress(&plain, LEVEL).unwrap_or_default());
    frame
}

fn coded(
    changes: &[Outgoing<'_>],
    shared: &dyn Shared,
    mode: Mode,
) -> Result<Option<Vec<u8>>, RebuildError> {
    let form = if mode == Mode::Predicted { PREDICTED } else { EXPLICIT };
    let mut frame = vec![VERSION | form, dictionary::NUMBER, SCHEMA];
    write_unsigned(&mut frame, changes.len() as u64);
    let known: &dyn Shared = if mode == Mode::Predicted { shared } else { &Nothing };
    let coder = Coder::writing(dictionary::primed());
    let (body, told, _) = write(changes, coder, known, shared)?;
    if !reads_as(&body, &told) || !gives_back(&told, changes, known) {
        return Ok(None);
    }
    frame.extend(body);
    Ok(Some(frame))
}

/// Codes the changes; returns the bytes, what they tell and what the model has learnt by them.
fn write(
    changes: &[Outgoing<'_>],
    coder: Coder<'_>,
    known: &dyn Shared,
    own: &dyn Shared,
) -> Result<(Vec<u8>, Vec<Told>, Model), RebuildError> {
    let mut session = Session::new(coder, known, own);
    for change in changes {
        session.change(Some(change))?;
    }
    Ok(session.coder.finish())
}

/// A batch to train on, with what both ends know before it.
pub type Lesson<'a> = (Vec<Outgoing<'a>>, &'a dyn Shared);

/// Trains a dictionary; returns the bytes of the file to ship.
///
/// The statistics come from `training`. How far to trust them is learnt on `tuning`, which says
/// other things in other words, each batch beginning from the statistics as they are shipped.
/// Neither may be what anything is measured on.
pub fn train(training: &[Lesson<'_>], tuning: &[Lesson<'_>]) -> Result<Vec<u8>, RebuildError> {
    let mut model = Model::blank();
    for (changes, shared) in training {
        model = write(changes, Coder::writing(model), *shared, *shared)?.2;
    }
    dictionary::prune(&mut model);
    let mut model = dictionary::load(&dictionary::save(&model))?;
    model.weights = Model::blank().weights;
    let statistics = model.beginning();
    for (changes, shared) in tuning {
        let learnt = write(changes, Coder::writing(model), *shared, *shared)?.2;
        model = statistics.beginning();
        model.weights = learnt.weights;
    }
    Ok(dictionary::save(&model))
}

/// Whether a reader who knows the same makes the very same changes of what is told.
fn gives_back(told: &[Told], changes: &[Outgoing<'_>], known: &dyn Shared) -> bool {
    let mut session = Session::new(Coder::replaying(told), known, &Nothing);
    let same = |change: &Outgoing<'_>| {
        session.change(None).is_ok_and(|rebuilt| {
            rebuilt.raw == change.raw
                && rebuilt.document == change.document
                && rebuilt.stream == change.stream
                && rebuilt.founding.as_ref() == change.founding
                && rebuilt.ordinal == change.ordinal
        })
    };
    changes.iter().all(same) && session.coder.finished()
}

/// Rebuilds the changes of a frame: bounded in time and memory, and never panics.
pub fn rebuild(
    frame: &[u8],
    shared: &dyn Shared,
    limits: &Limits,
) -> Result<Vec<Incoming>, RebuildError> {
    let (first, body) = frame.split_first().ok_or(RebuildError::Truncated)?;
    if first & 0xf0 != VERSION {
        return Err(RebuildError::Foreign);
    }
    match first & 0x0f {
        VERBATIM => {
            let most = limits.bytes.saturating_add(limits.changes.saturating_mul(64));
            let plain = zstd::bulk::decompress(body, most.min(isize::MAX as usize / 2));
            verbatim::read(&plain.map_err(|_| RebuildError::Malformed)?, limits)
        }
        PREDICTED => rebuild_coded(body, shared, limits),
        EXPLICIT => rebuild_coded(body, &Nothing, limits),
        _ => Err(RebuildError::Foreign),
    }
}

fn rebuild_coded(
    body: &[u8],
    shared: &dyn Shared,
    limits: &Limits,
) -> Result<Vec<Incoming>, RebuildError> {
    let mut reader = Reader::new(body);
    let mut byte = || reader.byte().map_err(|_| RebuildError::Truncated);
    if (byte()?, byte()?) != (dictionary::NUMBER, SCHEMA) {
        return Err(RebuildError::Foreign);
    }
    let count = reader.unsigned().map_err(|_| RebuildError::Truncated)?;
    let count = usize::try_from(count).map_err(|_| RebuildError::TooLarge)?;
    if count > limits.changes {
        return Err(RebuildError::TooLarge);
    }
    let coder = Coder::reading(dictionary::primed(), reader.rest());
    let mut session = Session::new(coder, shared, &Nothing);
    let mut changes = Vec::new();
    let mut bytes = 0;
    for _ in 0..count {
        let change = session.change(None)?;
        bytes += change.raw.len();
        if bytes > limits.bytes {
            return Err(RebuildError::TooLarge);
        }
        changes.push(change);
    }
    if session.coder.finished() { Ok(changes) } else { Err(RebuildError::Truncated) }
}
