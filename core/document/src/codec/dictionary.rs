//! The statistics a coder starts from, trained on synthetic documents and shipped.
//!
//! Without them a frame has to learn first what every frame of ours looks like; with them a
//! single answer costs a handful of bytes. They hold no personal data: the training words are
//! made up.
//!
//! ```text
//! file    = zstd frame of: table | weights
//! table   = count | count × gap to the slot | count × probability i8 | count × observations u8
//! weights = count | count × (gap to the set, 6 × weight)
//! ```

use std::sync::LazyLock;

use super::RebuildError;
use super::model::{INPUTS, Model, WEIGHT_SETS, squash, stretch};
use crate::chunk::ChunkError;
use crate::chunk::leb::{Reader, write_signed, write_unsigned};

/// Number of the shipped dictionary. A new file gets a new number; old frames name the old one.
pub const NUMBER: u8 = 1;

/// The shipped file; `examples/train_dictionary.rs` makes it.
static SHIPPED: &[u8] = include_bytes!("../../dictionaries/1.bin");

/// Slots seen less often say too little for the bytes they take.
const LEAST: u32 = 40;
/// Observations a primed slot counts for at most, so that it still follows the real field.
const MOST: u32 = 24;
/// Weights are kept in steps of 2^-8.
const WEIGHT_STEP: i32 = 1 << 8;
/// Bound on the unpacked file, bytes.
const UNPACKED: usize = 4 << 20;

static PRIMED: LazyLock<Model> = LazyLock::new(|| {
    // A test loads the shipped file; were it damaged, both ends of this build still agree.
    load(SHIPPED).unwrap_or_else(|_| Model::blank())
});

/// A model primed with the shipped statistics.
pub(super) fn primed() -> Model {
    PRIMED.beginning()
}

/// Forgets what was seen too seldom to be worth its bytes. Words are not shipped at all.
pub(super) fn prune(model: &mut Model) {
    for state in model.plain.iter_mut().filter(|state| **state & 0xffff < LEAST) {
        *state = Model::UNSEEN;
    }
}

/// The file of a model.
pub(super) fn save(model: &Model) -> Vec<u8> {
    let mut plain = Vec::new();
    save_table(&model.plain, &mut plain);
    let fresh = Model::blank();
    let learnt: Vec<usize> =
        (0..WEIGHT_SETS).filter(|set| model.weights[*set] != fresh.weights[*set]).collect();
    write_unsigned(&mut plain, learnt.len() as u64);
    let mut next = 0;
    for set in learnt {
        write_unsigned(&mut plain, (set - next) as u64);
        next = set;
        for weight in model.weights[set] {
            write_signed(&mut plain, i64::from(weight / WEIGHT_STEP));
        }
    }
    zstd::bulk::compress(&plain, 19).unwrap_or_default()
}

fn save_table(table: &[u32], out: &mut Vec<u8>) {
    let kept: Vec<(usize, u32)> = table
        .iter()
        .enumerate()
        .filter(|(_, state)| **state & 0xffff > 0)
        .map(|(slot, state)| (slot, *state))
        .collect();
    write_unsigned(out, kept.len() as u64);
    let mut next = 0;
    for (slot, _) in &kept {
        write_unsigned(out, (slot - next) as u64);
        next = *slot;
    }
    out.extend(kept.iter().map(|(_, state)| (stretch(state >> 16) / 16) as i8 as u8));
    out.extend(kept.iter().map(|(_, state)| coarse((state & 0xffff).min(MOST)) as u8));
}

/// Numbers of observations in coarse steps, which pack better.
fn coarse(count: u32) -> u32 {
    [1, 2, 3, 5, 8, 12, 18, 24].into_iter().rfind(|step| *step <= count).unwrap_or(0)
}

/// The model of a file.
pub(super) fn load(file: &[u8]) -> Result<Model, RebuildError> {
    let plain = zstd::bulk::decompress(file, UNPACKED).map_err(|_| RebuildError::Malformed)?;
    let mut r = Reader::new(&plain);
    let mut model = Model::blank();
    load_table(&mut r, &mut model.plain).map_err(|_| RebuildError::Malformed)?;
    load_weights(&mut r, &mut model.weights).map_err(|_| RebuildError::Malformed)?;
    if r.is_empty() { Ok(model) } else { Err(RebuildError::Malformed) }
}

fn load_table(r: &mut Reader<'_>, table: &mut [u32]) -> Result<(), ChunkError> {
    let count = r.unsigned()?;
    let mut slots = Vec::new();
    let mut slot = 0u64;
    for _ in 0..count {
        slot = slot.saturating_add(r.unsigned()?);
        slots.push(usize::try_from(slot).map_err(|_| ChunkError::Number)?);
    }
    let chances = r.take(count)?;
    let counts = r.take(count)?;
    for ((slot, chance), count) in slots.into_iter().zip(chances).zip(counts) {
        let state = table.get_mut(slot).ok_or(ChunkError::Number)?;
        *state = squash(i32::from(*chance as i8) * 16) << 16 | u32::from(*count);
    }
    Ok(())
}

fn load_weights(r: &mut Reader<'_>, weights: &mut [[i32; INPUTS]]) -> Result<(), ChunkError> {
    let mut set = 0u64;
    for _ in 0..r.unsigned()? {
        set = set.saturating_add(r.unsigned()?);
        let place = usize::try_from(set).map_err(|_| ChunkError::Number)?;
        let weights = weights.get_mut(place).ok_or(ChunkError::Number)?;
        for weight in weights {
            let steps = i32::try_from(r.signed()?).map_err(|_| ChunkError::Number)?;
            *weight = steps.checked_mul(WEIGHT_STEP).ok_or(ChunkError::Number)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_dictionary_loads_and_is_small() {
        assert!(load(SHIPPED).is_ok());
        assert!(SHIPPED.len() <= 48 << 10, "{} B", SHIPPED.len());
    }

    #[test]
    fn a_damaged_dictionary_is_refused() {
        for cut in (0..SHIPPED.len()).step_by(97) {
            assert!(load(&SHIPPED[..cut]).is_err());
        }
    }
}
