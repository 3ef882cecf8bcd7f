//! The officer card: a signing key of a person that is carried on paper and opened by a pass-phrase.
//!
//! The hub makes the key, prints it as a QR code and keeps the public half alone. A phone opens it in
//! memory for one signature and never stores it, so that a second officer can confirm on the first
//! officer's phone with a credential of their own.
//!
//! ```text
//! text = "GWC1|" ‖ hex of: suite u8 ‖ person 16 ‖ iterations u32 BE ‖ salt 16 ‖ sealed seed
//! key  = PBKDF2-HMAC-SHA256(pass-phrase, salt, iterations), sealing with the person as context
//! ```

use std::fmt::Write as _;
use std::num::NonZeroU32;

use ring::pbkdf2;
use zeroize::Zeroizing;

use crate::entropy::{Entropy, array};
use crate::{SUITE, SealError, SigningKey, SymmetricKey, symmetric};

const MARK: &str = "GWC1|";
const SALT: usize = 16;
const HEAD: usize = 1 + 16 + 4 + SALT;
const LENGTH: usize = HEAD + symmetric::OVERHEAD + 32;

/// Rounds for a new card: a second or less on a phone of 2018, and dear for whoever finds the paper.
pub const ITERATIONS: u32 = 600_000;
/// Most rounds that are worked through for a card somebody holds up: a bound on hostile paper.
const ITERATIONS_MOST: u32 = 5_000_000;
/// Fewest characters of a pass-phrase.
pub const PASS_CHARS: usize = 8;

/// What a card holds once it was opened; dropped after one signature.
#[derive(Debug)]
pub struct OpenedCard {
    /// Whose card it is, as the hub wrote on it; whether the key is that person's is the directory's
    /// to say.
    pub person: [u8; 16],
    /// The key.
    pub key: SigningKey,
}

/// Writes a card for `key`.
///
/// # Errors
/// [`SealError::Length`] if the pass-phrase is shorter than [`PASS_CHARS`].
pub fn write(
    entropy: &mut (impl Entropy + ?Sized),
    person: &[u8; 16],
    key: &SigningKey,
    pass: &str,
    iterations: NonZeroU32,
) -> Result<String, SealError> {
    let found = pass.trim().chars().count();
    if found < PASS_CHARS {
        return Err(SealError::Length { what: "pass-phrase", wanted: PASS_CHARS, found });
    }
    let salt: [u8; SALT] = array(entropy);
    let sealed = sealing_key(pass, &salt, iterations).seal(entropy, &[PLACE, person], key.seed());
    let mut bytes = Vec::with_capacity(LENGTH);
    bytes.push(SUITE);
    bytes.extend_from_slice(person);
    bytes.extend_from_slice(&iterations.get().to_be_bytes());
    bytes.extend_from_slice(&salt);
    bytes.extend_from_slice(&sealed);
    let mut text = String::with_capacity(MARK.len() + 2 * LENGTH);
    text.push_str(MARK);
    for byte in bytes {
        let _ = write!(text, "{byte:02X}");
    }
    Ok(text)
}

/// Whether a scanned text says that it is a card.
pub fn is_card(text: &str) -> bool {
    text.trim().starts_with(MARK)
}

/// Opens a card.
///
/// # Errors
/// [`SealError::NotSealedByThisKey`] for a wrong pass-phrase or a changed card; [`SealError::Length`]
/// and [`SealError::Suite`] for what is no card of ours.
pub fn open(text: &str, pass: &str) -> Result<OpenedCard, SealError> {
    let bytes = read_hex(text.trim().strip_prefix(MARK).unwrap_or_default())?;
    if bytes[0] != SUITE {
        return Err(SealError::Suite(bytes[0]));
    }
    let (head, sealed) = bytes.split_at(HEAD);
    let mut person = [0; 16];
    person.copy_from_slice(&head[1..17]);
    let mut rounds = [0; 4];
    rounds.copy_from_slice(&head[17..21]);
    let rounds = u32::from_be_bytes(rounds);
    let iterations = NonZeroU32::new(rounds)
        .filter(|rounds| rounds.get() <= ITERATIONS_MOST)
        .ok_or(SealError::NotSealedByThisKey)?;
    let key = sealing_key(pass, &head[21..], iterations);
    let plain = Zeroizing::new(key.open(&[PLACE, &person], sealed)?);
    let mut seed = Zeroizing::new([0; 32]);
    seed.copy_from_slice(&plain);
    Ok(OpenedCard { person, key: SigningKey::from_seed(&seed) })
}

const PLACE: &[u8] = b"gridwork/officer-card";

/// Spaces at the ends do not count: they are not seen when a pass-phrase is typed.
fn sealing_key(pass: &str, salt: &[u8], iterations: NonZeroU32) -> SymmetricKey {
    let mut key = Zeroizing::new([0; 32]);
    let algorithm = pbkdf2::PBKDF2_HMAC_SHA256;
    pbkdf2::derive(algorithm, iterations, salt, pass.trim().as_bytes(), &mut *key);
    SymmetricKey::from_bytes(*key)
}

fn read_hex(text: &str) -> Result<[u8; LENGTH], SealError> {
    let wrong = SealError::Length { what: "officer card", wanted: 2 * LENGTH, found: text.len() };
    if text.len() != 2 * LENGTH || !text.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        return Err(wrong);
    }
    let mut bytes = [0; LENGTH];
    for (byte, pair) in bytes.iter_mut().zip(text.as_bytes().chunks(2)) {
        let digits = std::str::from_utf8(pair).map_err(|_| wrong)?;
        *byte = u8::from_str_radix(digits, 16).map_err(|_| wrong)?;
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::hex;

    /// RFC 7914 §11, the vector of PBKDF2-HMAC-SHA256 with 80000 rounds (first half of 64 bytes).
    #[test]
    fn the_key_of_a_pass_phrase_is_the_one_of_rfc_7914() {
        let key = sealing_key("Password", b"NaCl", NonZeroU32::new(80_000).unwrap());
        let known = hex("4ddcd8f60b98be21830cee5ef22701f9641a4418d04c0414aeff08876b34ab56");
        assert_eq!(key.expose()[..], known);
    }
}
