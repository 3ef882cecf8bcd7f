//! Codes of a second factor: TOTP of RFC 6238 with SHA-1, six digits, thirty seconds, as every
//! authenticator app computes them.

use ring::hmac;

use crate::Entropy;
use crate::hash::constant_time_eq;

/// Seconds a code is shown.
const STEP_S: i64 = 30;

/// Steps before and after that are taken too: clocks differ.
const SLACK: i64 = 1;

/// Bytes of a secret: as long as the hash (RFC 4226 §4).
const SECRET_BYTES: usize = 20;

/// The letters of base 32 (RFC 4648).
const LETTERS: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// A secret shared with an authenticator.
#[derive(Clone, PartialEq, Eq)]
pub struct TotpSecret([u8; SECRET_BYTES]);

impl TotpSecret {
    /// A new secret.
    pub fn generate(entropy: &mut dyn Entropy) -> TotpSecret {
        let mut bytes = [0; SECRET_BYTES];
        entropy.fill(&mut bytes);
        TotpSecret(bytes)
    }

    /// A stored secret; `None` if it has another length.
    pub fn from_bytes(bytes: &[u8]) -> Option<TotpSecret> {
        Some(TotpSecret(bytes.try_into().ok()?))
    }

    /// Its bytes, to be sealed.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// The secret as an authenticator takes it.
    pub fn to_base32(&self) -> String {
        let bits = |at: usize| (self.0[at / 8] >> (7 - at % 8)) & 1;
        let letter = |n: usize| (0..5).fold(0, |value, bit| value << 1 | bits(n * 5 + bit));
        (0..SECRET_BYTES * 8 / 5).map(|n| char::from(LETTERS[usize::from(letter(n))])).collect()
    }

    fn code(&self, step: i64) -> String {
        let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, &self.0);
        let tag = hmac::sign(&key, &step.to_be_bytes());
        let tag = tag.as_ref();
        let at = usize::from(tag[tag.len() - 1] & 0x0f);
        let word = [tag[at] & 0x7f, tag[at + 1], tag[at + 2], tag[at + 3]];
        format!("{:06}", u32::from_be_bytes(word) % 1_000_000)
    }

    /// The step whose code this is, at a time in Unix seconds; only a step after `used` counts, so
    /// that a code is good once.
    pub fn check(&self, code: &str, unix_s: i64, used: Option<i64>) -> Option<i64> {
        let now = unix_s.div_euclid(STEP_S);
        let given = code.trim();
        let mut found = None;
        for step in now - SLACK..=now + SLACK {
            let right = self.code(step);
            let equal =
                given.len() == right.len() && constant_time_eq(given.as_bytes(), right.as_bytes());
            if equal && used.is_none_or(|used| step > used) {
                found = Some(step);
            }
        }
        found
    }

    /// The code shown at a time, for tests and simulations that play an authenticator.
    pub fn code_at(&self, unix_s: i64) -> String {
        self.code(unix_s.div_euclid(STEP_S))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_vectors_of_the_rfc_hold() {
        let secret = TotpSecret::from_bytes(b"12345678901234567890").unwrap();
        // RFC 6238, appendix B, the last six of eight digits.
        for (time, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            assert_eq!(secret.code_at(time), code);
        }
        assert_eq!(secret.to_base32(), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
    }

    #[test]
    fn a_code_is_good_once_and_a_little_early_or_late() {
        let secret = TotpSecret::from_bytes(b"12345678901234567890").unwrap();
        let code = secret.code_at(1_000_000);
        let step = secret.check(&code, 1_000_000, None).unwrap();
        assert!(secret.check(&code, 1_000_030, None).is_some());
        assert!(secret.check(&code, 1_000_090, None).is_none());
        assert!(secret.check(&code, 1_000_000, Some(step)).is_none());
        assert!(secret.check("", 1_000_000, None).is_none());
        assert!(secret.check("0000000", 1_000_000, None).is_none());
    }
}
