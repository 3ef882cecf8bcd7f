//! What is likely: statistics of decisions in several contexts, mixed by how well each has served.
//!
//! A decision is looked up under a few contexts, from coarse to fine. Each gives a probability
//! that adapts with every decision seen; a small linear mixer in the logistic domain weighs them.
//! Everything is integer arithmetic, bounded so that nothing overflows, and written as wrapping: it is
//! done some hundred times a change. The tables are hashed without checks: a collision costs a
//! fraction of a bit and never correctness.

use std::sync::LazyLock;

/// Contexts a decision is looked up under.
pub(super) const INPUTS: usize = 6;
/// Slots of the table for everything but text, as a power of two.
pub(super) const PLAIN_BITS: u32 = 16;
/// Slots of the table for text.
pub(super) const TEXT_BITS: u32 = 17;
/// Sets of mixing weights: for each kind of decision, one by how many contexts are known.
pub(super) const WEIGHT_SETS: usize = 64 * (INPUTS + 1);

/// Logistic values are in units of 1/256 and stay within ±2,047.
const STRETCH: i32 = 2_047;
/// One in the weights' fixed point.
const ONE: i32 = 1 << 16;
/// How fast weights learn.
const LEARNING: i32 = 14;
/// Observations after which a slot adapts no slower; recent ones keep some weight.
const PLAIN_LIMIT: u32 = 250;
const TEXT_LIMIT: u32 = 60;

/// The logistic function and its inverse as tables.
struct Logistic {
    /// 65,536 / (1 + e^(-x/256)) for x from -2,048 to 2,047.
    squash: [u16; 4_096],
    /// 256 · ln(p / (1 - p)) for p in steps of 16 / 65,536.
    stretch: [i16; 4_096],
    /// 65,536 / (n + 1.5): the rate of the n-th observation.
    rate: [u16; 256],
}

static LOGISTIC: LazyLock<Logistic> = LazyLock::new(|| {
    // e^(-k/256) in units of 2^-40, each from the one before: e^(-1/256) = 0.99610136947.
    const STEP: u128 = 1_095_225_038_176;
    let mut logistic = Logistic { squash: [0; 4_096], stretch: [0; 4_096], rate: [0; 256] };
    let mut decay = 1u128 << 40;
    for k in 0..2_048 {
        let chance = ((1u128 << 56) / ((1u128 << 40) + decay)) as u32;
        logistic.squash[2_048 + k] = chance as u16;
        logistic.squash[2_048 - k] = (65_536 - chance) as u16;
        decay = (decay * STEP) >> 40;
    }
    logistic.squash[0] = logistic.squash[1];
    let mut place = 0usize;
    for (step, stretch) in logistic.stretch.iter_mut().enumerate() {
        while place < 4_094 && usize::from(logistic.squash[place]) < step * 16 + 8 {
            place += 1;
        }
        *stretch = (place as i32 - 2_048).clamp(-STRETCH, STRETCH) as i16;
    }
    for (n, rate) in logistic.rate.iter_mut().enumerate() {
        *rate = (131_072 / (2 * n + 3)) as u16;
    }
    logistic
});

/// The logistic value of a chance in 1/65,536.
pub(super) fn stretch(chance: u32) -> i32 {
    i32::from(LOGISTIC.stretch[(chance.min(65_535) >> 4) as usize])
}

/// The chance in 1/65,536 of a logistic value.
pub(super) fn squash(logit: i32) -> u32 {
    u32::from(LOGISTIC.squash[(logit.clamp(-STRETCH, STRETCH) + 2_048) as usize])
}

/// Which table a decision belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Table {
    Plain,
    Text,
}

/// The statistics. Every frame begins from primed ones, so that frames do not depend on each other.
pub(super) struct Model {
    /// Probability (16 bits) and number of observations (low 16 bits) of each slot.
    pub(super) plain: Vec<u32>,
    /// As `plain`, for text; empty until one is read. Most frames have none, and what is not laid out
    /// does not push the rest out of the processor's cache.
    text: Vec<u32>,
    pub(super) weights: Vec<[i32; INPUTS]>,
    logistic: &'static Logistic,
}

/// A prediction, kept until the decision is known.
pub(super) struct Prediction {
    table: Table,
    slots: [usize; INPUTS],
    inputs: [i32; INPUTS],
    set: usize,
    /// Probability of a set bit, in 1/65,536.
    pub(super) chance: u32,
}

impl Model {
    /// A slot nothing was seen in: even chances, no observations.
    pub(super) const UNSEEN: u32 = 32_768 << 16;

    /// A model that has seen nothing.
    pub(super) fn blank() -> Model {
        Model {
            plain: vec![Model::UNSEEN; 1 << PLAIN_BITS],
            text: Vec::new(),
            weights: vec![[ONE * 3 / 10; INPUTS]; WEIGHT_SETS],
            logistic: &LOGISTIC,
        }
    }

    /// No model: where nothing is predicted.
    pub(super) fn empty() -> Model {
        Model { plain: Vec::new(), text: Vec::new(), weights: Vec::new(), logistic: &LOGISTIC }
    }

    /// A model that begins with these statistics and has read no words: those of the field are others
    /// than those it was trained on.
    pub(super) fn beginning(&self) -> Model {
        Model {
            plain: self.plain.clone(),
            text: Vec::new(),
            weights: self.weights.clone(),
            logistic: self.logistic,
        }
    }

    /// Lays the table out that the next decisions belong to.
    pub(super) fn ready(&mut self, table: Table) {
        if table == Table::Text && self.text.is_empty() {
            self.text = vec![Model::UNSEEN; 1 << TEXT_BITS];
        }
    }

    /// The chance of a set bit at `node` of a symbol, under the contexts, for a kind of decision. The
    /// table has been made [`ready`](Model::ready).
    pub(super) fn predict(
        &self,
        table: Table,
        contexts: &[u32; INPUTS],
        node: u32,
        kind: u8,
    ) -> Prediction {
        let logistic = self.logistic;
        let (slots_of, bits) = match table {
            Table::Plain => (&self.plain, PLAIN_BITS),
            Table::Text => (&self.text, TEXT_BITS),
        };
        let mut prediction =
            Prediction { table, slots: [0; INPUTS], inputs: [0; INPUTS], set: 0, chance: 0 };
        let node = node.wrapping_mul(0x9e37_79b1);
        let mut known = 0usize;
        let found = prediction.slots.iter_mut().zip(&mut prediction.inputs);
        for ((slot, input), context) in found.zip(contexts) {
            *slot = ((context ^ node).wrapping_mul(0x85eb_ca6b) >> (32 - bits)) as usize;
            let state = slots_of[*slot];
            // Without a branch: whether a context is known cannot be guessed ahead.
            let seen = i32::from(state & 0xffff > 0);
            *input = i32::from(logistic.stretch[(state >> 20) as usize]).wrapping_mul(seen);
            known = known.wrapping_add(seen as usize);
        }
        prediction.set = usize::from(kind & 63) * (INPUTS + 1) + known;
        let weights = &self.weights[prediction.set];
        let mut dot = 0i64;
        for (input, weight) in prediction.inputs.iter().zip(weights) {
            dot = dot.wrapping_add(i64::from(*input).wrapping_mul(i64::from(*weight)));
        }
        let logit = ((dot >> 16) as i32).clamp(-STRETCH, STRETCH);
        let chance = logistic.squash[(logit + 2_048) as usize & 4_095];
        prediction.chance = u32::from(chance).clamp(16, 65_520);
        prediction
    }

    /// Learns what the decision was.
    pub(super) fn learn(&mut self, prediction: &Prediction, bit: bool) {
        let logistic = self.logistic;
        let target: i32 = if bit { 65_535 } else { 0 };
        // At most 65,519 × 14 × 2,047: it fits.
        let error = target.wrapping_sub(prediction.chance as i32).wrapping_mul(LEARNING);
        let weights = &mut self.weights[prediction.set];
        for (weight, input) in weights.iter_mut().zip(&prediction.inputs) {
            let step = input.wrapping_mul(error) >> 20;
            *weight = weight.wrapping_add(step).clamp(-8 * ONE, 8 * ONE);
        }
        let (slots_of, limit) = match prediction.table {
            Table::Plain => (&mut self.plain, PLAIN_LIMIT),
            Table::Text => (&mut self.text, TEXT_LIMIT),
        };
        for slot in prediction.slots {
            let state = slots_of[slot];
            let (chance, count) = ((state >> 16) as i32, state & 0xffff);
            let rate = i64::from(logistic.rate[count as usize & 255]);
            let far = i64::from(target.wrapping_sub(chance)).wrapping_mul(rate) >> 16;
            let moved = chance.wrapping_add(far as i32).clamp(32, 65_503) as u32;
            slots_of[slot] = moved << 16 | count.wrapping_add(1).min(limit);
        }
    }
}

/// Mixes two numbers into a hash.
pub(super) const fn mix(a: u32, b: u32) -> u32 {
    let h = (a ^ b.wrapping_mul(0x85eb_ca6b).rotate_left(15)).wrapping_mul(0x9e37_79b1);
    (h ^ h >> 15).wrapping_mul(0xc2b2_ae35)
}

/// A hash of bytes, for contexts.
pub(super) fn hash(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0x811c_9dc5, |h, byte| mix(h, u32::from(*byte)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_logistic_tables_are_each_other_s_inverse_and_the_same_everywhere() {
        let logistic = &*LOGISTIC;
        assert_eq!(logistic.squash.len(), 4_096);
        assert!(logistic.squash.is_sorted());
        assert_eq!(logistic.squash[2_048], 32_768);
        // 65,536 / (1 + 1/e) at x = 256.
        assert_eq!(logistic.squash[2_048 + 256], 47_910);
        for logit in [-1_500, -600, -100, 0, 100, 600, 1_500] {
            let chance = u32::from(logistic.squash[(logit + 2_048) as usize]);
            let back = i32::from(logistic.stretch[(chance >> 4) as usize]);
            assert!((back - logit).abs() < 24, "{logit} came back as {back}");
        }
    }

    #[test]
    fn what_repeats_becomes_nearly_certain() {
        let mut model = Model::blank();
        for _ in 0..200 {
            let prediction = model.predict(Table::Plain, &[1, 2, 3, 4, 5, 6], 1, 0);
            model.learn(&prediction, true);
        }
        assert!(model.predict(Table::Plain, &[1, 2, 3, 4, 5, 6], 1, 0).chance > 65_000);
    }
}
