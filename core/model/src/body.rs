//! Bodies of ledger entries: CBOR maps, read whole, within bounds.

use minicbor::{Decode, Decoder, Encode};
use thiserror::Error;

use crate::{Refusal, limits};

/// Why a body was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum BodyError {
    /// Larger than any body may be.
    #[error("the body has {0} bytes, more than an entry may carry")]
    Oversized(usize),
    /// Bytes after the end: two readers could take them for different things.
    #[error("{0} bytes follow the body")]
    Trailing(usize),
    /// Not CBOR of this form; or a step that a newer version knows.
    #[error("the body is not understood")]
    Malformed,
    /// A text that must say something is empty.
    #[error("{0} says nothing")]
    Missing(&'static str),
    /// A text is longer than its bound.
    #[error("{0} is too long")]
    TooLong(&'static str),
    /// A list is longer than its bound, or empty where it must not be.
    #[error("{0} has too many or too few entries")]
    Count(&'static str),
    /// A value outside its range.
    #[error("{0} is out of range")]
    Range(&'static str),
}

impl From<BodyError> for Refusal {
    fn from(error: BodyError) -> Refusal {
        match error {
            BodyError::Oversized(_) | BodyError::Trailing(_) | BodyError::Malformed => {
                Refusal::Malformed
            }
            _ => Refusal::BadValue,
        }
    }
}

/// The bytes of a body.
pub(crate) fn write<T: Encode<()>>(body: &T) -> Vec<u8> {
    minicbor::to_vec(body).expect("encoding into memory does not fail")
}

/// Reads a body whole. Fields that a newer version added are passed over.
pub(crate) fn read<'b, T: Decode<'b, ()>>(bytes: &'b [u8]) -> Result<T, BodyError> {
    read_to(bytes, limits::LEDGER_BODY_BYTES)
}

/// The same within another bound.
pub(crate) fn read_to<'b, T: Decode<'b, ()>>(bytes: &'b [u8], most: usize) -> Result<T, BodyError> {
    if bytes.len() > most {
        return Err(BodyError::Oversized(bytes.len()));
    }
    let mut decoder = Decoder::new(bytes);
    let body = decoder.decode().map_err(|_| BodyError::Malformed)?;
    match bytes.len() - decoder.position() {
        0 => Ok(body),
        trailing => Err(BodyError::Trailing(trailing)),
    }
}

/// A text that may be empty, of at most `most` characters.
pub(crate) fn text(name: &'static str, text: &str, most: usize) -> Result<(), BodyError> {
    // Counting bytes first keeps a hostile text from being walked.
    if text.len() > most * 4 || text.chars().count() > most {
        return Err(BodyError::TooLong(name));
    }
    Ok(())
}

/// A text that must say something.
pub(crate) fn words(name: &'static str, words: &str, most: usize) -> Result<(), BodyError> {
    if words.trim().is_empty() {
        return Err(BodyError::Missing(name));
    }
    text(name, words, most)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_is_read_whole_or_not_at_all() {
        let mut bytes = write(&(1_u8, "二".to_owned()));
        assert_eq!(read::<(u8, String)>(&bytes), Ok((1, "二".to_owned())));
        bytes.push(0);
        assert_eq!(read::<(u8, String)>(&bytes), Err(BodyError::Trailing(1)));
        assert_eq!(read::<(u8, String)>(&bytes[..2]), Err(BodyError::Malformed));
        let huge = vec![0; limits::LEDGER_BODY_BYTES + 1];
        assert_eq!(read::<u8>(&huge), Err(BodyError::Oversized(huge.len())));
        // A claim of four thousand million elements must not allocate for them.
        assert_eq!(read::<Vec<u64>>(&[0x9a, 255, 255, 255, 255]), Err(BodyError::Malformed));
    }

    #[test]
    fn texts_are_counted_in_characters() {
        assert_eq!(text("x", &"雪".repeat(5), 5), Ok(()));
        assert_eq!(text("x", &"雪".repeat(6), 5), Err(BodyError::TooLong("x")));
        assert_eq!(words("x", " \u{3000}", 5), Err(BodyError::Missing("x")));
    }
}
