//! A small seeded generator. Every thing generated draws from its own stream, named by what it is,
//! so that one cell comes out alike whether or not another was generated before it.

use gridwork_model::Id;

/// SplitMix64 over a seed derived from names; plenty for plausible data, not for secrets.
pub struct Rng(u64);

impl Rng {
    /// The stream of `what` with these parts under `seed`.
    pub fn of(seed: u64, what: &str, parts: &[&[u8]]) -> Rng {
        let seed = seed.to_be_bytes();
        let all: Vec<&[u8]> = std::iter::once(&seed[..]).chain(parts.iter().copied()).collect();
        let digest = Id::derived(what, &all);
        let mut state = [0; 8];
        state.copy_from_slice(&digest.as_bytes()[8..]);
        let mut high = [0; 8];
        high.copy_from_slice(&digest.as_bytes()[..8]);
        Rng(u64::from_be_bytes(state) ^ u64::from_be_bytes(high).rotate_left(32))
    }

    /// The next 64 bits.
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `bound`; 0 for a bound of 0.
    pub fn below(&mut self, bound: u64) -> u64 {
        ((u128::from(self.next()) * u128::from(bound)) >> 64) as u64
    }

    /// A number from `from` to `to`, both included.
    pub fn range(&mut self, from: i64, to: i64) -> i64 {
        from + self.below(to.saturating_sub(from).max(0) as u64 + 1) as i64
    }

    /// True in `percent` of a hundred draws.
    pub fn percent(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    /// One of `choices`; `None` of none.
    pub fn pick<'a, T>(&mut self, choices: &'a [T]) -> Option<&'a T> {
        choices.get(self.below(choices.len() as u64) as usize)
    }

    /// The index of a weight, drawn in proportion.
    pub fn weighted(&mut self, weights: &[u64]) -> usize {
        let mut left = self.below(weights.iter().sum());
        weights
            .iter()
            .position(|weight| {
                let hit = left < *weight;
                left = left.saturating_sub(*weight);
                hit
            })
            .unwrap_or(0)
    }

    /// An id as a device would make it on the import day, from this stream.
    pub fn id(&mut self, unix_ms: u64) -> Id {
        let mut random = [0; 10];
        random[..8].copy_from_slice(&self.next().to_be_bytes());
        random[8..].copy_from_slice(&self.next().to_be_bytes()[..2]);
        Id::v7(unix_ms, random)
    }
}
