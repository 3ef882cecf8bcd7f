//! A binary range coder: each decision costs as many bits as it surprises.
//!
//! Integers only, so that phone and hub agree on every platform.

/// Writes decisions into bytes.
pub(super) struct Encoder {
    low: u32,
    high: u32,
    out: Vec<u8>,
}

impl Encoder {
    pub(super) fn new() -> Encoder {
        Encoder { low: 0, high: u32::MAX, out: Vec::new() }
    }

    /// Writes `bit`, which is set with probability `chance` / 65,536.
    pub(super) fn write(&mut self, bit: bool, chance: u32) {
        let middle = split(self.low, self.high, chance);
        if bit {
            self.high = middle;
        } else {
            self.low = middle + 1;
        }
        while (self.low ^ self.high) >> 24 == 0 {
            self.out.push((self.high >> 24) as u8);
            self.low <<= 8;
            self.high = self.high << 8 | 0xff;
        }
    }

    /// The bytes; what is missing of the last four reads as zeros.
    ///
    /// A zero that was written stays: the decoder tells a cut stream by how far it reads beyond the
    /// end, so every byte before the last four must be there.
    pub(super) fn finish(mut self) -> Vec<u8> {
        if self.low > 0 {
            // The first bytes of low and high differ, so this lies between them.
            self.out.push((self.low >> 24) as u8 + 1);
        }
        self.out
    }
}

/// Reads decisions from bytes.
pub(super) struct Decoder<'a> {
    low: u32,
    high: u32,
    window: u32,
    bytes: &'a [u8],
    read: usize,
}

impl<'a> Decoder<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Decoder<'a> {
        let mut decoder = Decoder { low: 0, high: u32::MAX, window: 0, bytes, read: 0 };
        for _ in 0..4 {
            decoder.window = decoder.window << 8 | decoder.next();
        }
        decoder
    }

    /// Reads a decision that is set with probability `chance` / 65,536.
    pub(super) fn read(&mut self, chance: u32) -> bool {
        let middle = split(self.low, self.high, chance);
        let bit = self.window <= middle;
        if bit {
            self.high = middle;
        } else {
            self.low = middle + 1;
        }
        while (self.low ^ self.high) >> 24 == 0 {
            self.low <<= 8;
            self.high = self.high << 8 | 0xff;
            self.window = self.window << 8 | self.next();
        }
        bit
    }

    /// Whether it has read far beyond the end: the bytes are cut or forged.
    pub(super) fn overran(&self) -> bool {
        self.read > self.bytes.len() + 4
    }

    /// Whether nothing is left over.
    pub(super) fn finished(&self) -> bool {
        self.read >= self.bytes.len() && !self.overran()
    }

    fn next(&mut self) -> u32 {
        let byte = self.bytes.get(self.read).copied().unwrap_or(0);
        self.read += 1;
        u32::from(byte)
    }
}

/// The last point of the part that means a set bit.
fn split(low: u32, high: u32, chance: u32) -> u32 {
    low + ((u64::from(high - low) * u64::from(chance)) >> 16) as u32
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn comes_back(said: &[(bool, u32)]) -> Result<(), TestCaseError> {
        let mut encoder = Encoder::new();
        for (bit, chance) in said {
            encoder.write(*bit, *chance);
        }
        let bytes = encoder.finish();
        let mut decoder = Decoder::new(&bytes);
        for (bit, chance) in said {
            prop_assert_eq!(decoder.read(*chance), *bit);
        }
        prop_assert!(decoder.finished());
        Ok(())
    }

    /// The point named ends in whole bytes of zeros, as one of some millions of batches does.
    #[test]
    fn zeros_at_the_end_come_back() -> Result<(), TestCaseError> {
        (1..8).try_for_each(|surprises| comes_back(&vec![(true, 1); surprises]))
    }

    proptest! {
        #[test]
        fn decisions_come_back(
            said in proptest::collection::vec((any::<bool>(), 1u32..65_536), 0..400)
        ) {
            comes_back(&said)?;
        }

        #[test]
        fn surprises_come_back(
            said in proptest::collection::vec(
                (any::<bool>(), prop_oneof![1u32..4, 65_533u32..65_536]),
                0..40,
            )
        ) {
            comes_back(&said)?;
        }
    }
}
