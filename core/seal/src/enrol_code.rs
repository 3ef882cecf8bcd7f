//! The one-time code that binds an installation to a person: printed, scanned, or read aloud over a
//! bad line.
//!
//! Twelve characters of Crockford's base 32 (no I, L, O, U): eleven carry 55 random bits, the last
//! checks them. The check is linear over GF(2⁵) with a different weight for each place, so every
//! single wrong character and every swap of two characters is caught.

use std::fmt;
use std::str::FromStr;

use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::entropy::{Entropy, array};
use crate::hash::{constant_time_eq, tagged_hash};
use crate::{Hash, SymmetricKey};

const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const DATA: usize = 11;
const LENGTH: usize = DATA + 1;

/// A code, valid once; who may use it and until when is the hub's to know.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct EnrolCode([u8; DATA]);

/// What is wrong with a code that was typed. Positions count characters of the code from 1,
/// without spaces and dashes, so that the person can be shown which one to look at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EnrolCodeError {
    /// Not a character of any code.
    #[error("character {position} is not one of a code")]
    Character {
        /// Which character, from 1.
        position: usize,
    },
    /// Too few or too many characters.
    #[error("a code has {LENGTH} characters, {found} were given")]
    Length {
        /// Characters given, without spaces and dashes.
        found: usize,
    },
    /// The characters do not belong together: at least one is wrong or two are swapped.
    #[error("the code was misread somewhere")]
    Check,
}

impl EnrolCode {
    /// A new code.
    pub fn generate(entropy: &mut (impl Entropy + ?Sized)) -> EnrolCode {
        EnrolCode(array::<DATA>(entropy).map(|byte| byte & 31))
    }

    /// What the hub keeps to recognise the code without being able to show it.
    pub fn lookup(&self) -> Hash {
        tagged_hash("gridwork/enrol-lookup", &[&self.0])
    }

    /// The key under which the enrolment's first message is authenticated. The code has 55 bits and
    /// lives for minutes: never seal under it what must stay secret for longer.
    pub fn key(&self) -> SymmetricKey {
        SymmetricKey::from_bytes(tagged_hash("gridwork/enrol-key", &[&self.0]))
    }
}

impl PartialEq for EnrolCode {
    fn eq(&self, other: &EnrolCode) -> bool {
        constant_time_eq(&self.0, &other.0)
    }
}

impl Eq for EnrolCode {}

/// Shows the code, in three groups of four; it is for the person's eyes and never for a log.
impl fmt::Display for EnrolCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, value) in self.0.iter().chain(&[check(&self.0)]).enumerate() {
            if at > 0 && at % 4 == 0 {
                f.write_str("-")?;
            }
            write!(f, "{}", ALPHABET[usize::from(*value)] as char)?;
        }
        Ok(())
    }
}

impl fmt::Debug for EnrolCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("EnrolCode(secret)")
    }
}

/// Forgiving: any case, spaces and dashes of any kind, full-width characters, O for 0, I and L
/// for 1.
impl FromStr for EnrolCode {
    type Err = EnrolCodeError;

    fn from_str(text: &str) -> Result<EnrolCode, EnrolCodeError> {
        let mut values = [0; LENGTH];
        let mut found = 0;
        for character in text.chars().filter(|c| !is_separator(*c)) {
            let value =
                value_of(character).ok_or(EnrolCodeError::Character { position: found + 1 })?;
            if let Some(place) = values.get_mut(found) {
                *place = value;
            }
            found += 1;
        }
        if found != LENGTH {
            return Err(EnrolCodeError::Length { found });
        }
        let mut data = [0; DATA];
        data.copy_from_slice(&values[..DATA]);
        if check(&data) == values[DATA] { Ok(EnrolCode(data)) } else { Err(EnrolCodeError::Check) }
    }
}

fn is_separator(character: char) -> bool {
    character.is_whitespace()
        || matches!(character, '-' | '_' | '.' | '\u{2010}'..='\u{2015}' | '－')
}

fn value_of(character: char) -> Option<u8> {
    // Full-width forms, which a Chinese keyboard types, lie at a fixed distance from ASCII.
    let character = match character {
        '！'..='～' => char::from_u32(u32::from(character) - 0xFEE0)?,
        other => other,
    };
    let character = match character.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    ALPHABET.iter().position(|a| char::from(*a) == character).map(|at| at as u8)
}

/// The check character: the sum over GF(2⁵) of each value times a power of the generator. Weights
/// 2¹…2¹¹ are all different and none is 1, the weight of the check character itself.
fn check(data: &[u8; DATA]) -> u8 {
    data.iter().rev().fold(0, |sum, value| times_generator(sum ^ value))
}

/// Multiplies by x modulo x⁵ + x² + 1.
fn times_generator(value: u8) -> u8 {
    let shifted = value << 1;
    if shifted & 32 == 0 { shifted } else { shifted ^ 0b10_0101 }
}
