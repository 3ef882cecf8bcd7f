//! Counts that are shown: of fewer than five people or things, only that they are few, because a small
//! number in a small village names somebody (DOMAIN §9).

use serde::Serialize;

/// The least number that is told.
pub const LEAST_TOLD: u64 = 5;

/// A count as it may be shown. Ordered nowhere: counts are for work, not for comparing anybody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Count {
    /// 少于 5.
    Few,
    /// Nothing, or at least [`LEAST_TOLD`].
    Exact(u64),
}

impl Count {
    /// What may be shown of a number.
    pub const fn of(number: u64) -> Count {
        match number {
            1..LEAST_TOLD => Count::Few,
            number => Count::Exact(number),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Count;

    #[test]
    fn small_numbers_are_not_told() {
        assert_eq!(Count::of(0), Count::Exact(0));
        for n in 1..5 {
            assert_eq!(Count::of(n), Count::Few);
        }
        assert_eq!(Count::of(5), Count::Exact(5));
    }
}
