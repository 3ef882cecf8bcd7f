//! Bounded reading and writing: unsigned LEB128 varints, zigzag for signed, length-prefixed bytes.

use crate::WireError;

/// Appends to a byte vector.
#[derive(Default)]
pub struct Writer(Vec<u8>);

impl Writer {
    /// An empty message.
    pub fn new() -> Writer {
        Writer::default()
    }

    /// One byte.
    pub fn u8(&mut self, value: u8) -> &mut Writer {
        self.0.push(value);
        self
    }

    /// An unsigned varint.
    pub fn uint(&mut self, mut value: u64) -> &mut Writer {
        while value >= 0x80 {
            self.0.push(value as u8 | 0x80);
            value >>= 7;
        }
        self.0.push(value as u8);
        self
    }

    /// A signed number, zigzag.
    pub fn int(&mut self, value: i64) -> &mut Writer {
        self.uint(((value << 1) ^ (value >> 63)) as u64)
    }

    /// Bytes as they are; the reader knows how many.
    pub fn raw(&mut self, bytes: &[u8]) -> &mut Writer {
        self.0.extend_from_slice(bytes);
        self
    }

    /// Bytes with their length before them.
    pub fn bytes(&mut self, bytes: &[u8]) -> &mut Writer {
        self.uint(bytes.len() as u64).raw(bytes)
    }

    /// How much is written.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether nothing is written yet.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What is written so far.
    pub fn as_slice(&self) -> &[u8] {
        &self.0
    }

    /// The message.
    pub fn finish(self) -> Vec<u8> {
        self.0
    }
}

/// Reads a message from the front; every field has a name for the error.
#[derive(Clone)]
pub struct Reader<'a> {
    rest: &'a [u8],
    whole: usize,
}

impl<'a> Reader<'a> {
    /// Reads `bytes`.
    pub fn new(bytes: &'a [u8]) -> Reader<'a> {
        Reader { rest: bytes, whole: bytes.len() }
    }

    /// How many bytes have been read.
    pub fn position(&self) -> usize {
        self.whole - self.rest.len()
    }

    /// How many bytes are left.
    pub fn remaining(&self) -> usize {
        self.rest.len()
    }

    /// One byte.
    pub fn u8(&mut self, what: &'static str) -> Result<u8, WireError> {
        let (first, rest) = self.rest.split_first().ok_or(WireError::Truncated(what))?;
        self.rest = rest;
        Ok(*first)
    }

    /// An unsigned varint of at most 64 bits in shortest form is not demanded, only its range.
    pub fn uint(&mut self, what: &'static str) -> Result<u64, WireError> {
        let mut value = 0u64;
        for shift in (0..64).step_by(7) {
            let byte = self.u8(what)?;
            if shift == 63 && byte > 1 {
                return Err(WireError::Unknown(what));
            }
            value |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Ok(value);
            }
        }
        Err(WireError::Unknown(what))
    }

    /// An unsigned varint of at most `limit`.
    pub fn uint_to(&mut self, what: &'static str, limit: u64) -> Result<u64, WireError> {
        match self.uint(what)? {
            found if found > limit => Err(WireError::TooLarge { what, found, limit }),
            value => Ok(value),
        }
    }

    /// A count or length of at most `limit`.
    pub fn count(&mut self, what: &'static str, limit: usize) -> Result<usize, WireError> {
        self.uint_to(what, limit as u64).map(|n| n as usize)
    }

    /// An unsigned 32-bit number.
    pub fn u32(&mut self, what: &'static str) -> Result<u32, WireError> {
        self.uint_to(what, u64::from(u32::MAX)).map(|n| n as u32)
    }

    /// A signed number, zigzag.
    pub fn int(&mut self, what: &'static str) -> Result<i64, WireError> {
        self.uint(what).map(|n| (n >> 1) as i64 ^ -((n & 1) as i64))
    }

    /// `n` bytes.
    pub fn raw(&mut self, what: &'static str, n: usize) -> Result<&'a [u8], WireError> {
        if n > self.rest.len() {
            return Err(WireError::Truncated(what));
        }
        let (head, rest) = self.rest.split_at(n);
        self.rest = rest;
        Ok(head)
    }

    /// A fixed number of bytes.
    pub fn array<const N: usize>(&mut self, what: &'static str) -> Result<[u8; N], WireError> {
        let mut out = [0; N];
        out.copy_from_slice(self.raw(what, N)?);
        Ok(out)
    }

    /// Length-prefixed bytes of at most `limit`.
    pub fn bytes(&mut self, what: &'static str, limit: usize) -> Result<&'a [u8], WireError> {
        let n = self.count(what, limit)?;
        self.raw(what, n)
    }

    /// Ends the message: nothing may be left.
    pub fn end(self, what: &'static str) -> Result<(), WireError> {
        if self.rest.is_empty() { Ok(()) } else { Err(WireError::Trailing(what)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_round_trip_at_their_edges() {
        for value in [0, 1, 127, 128, u64::from(u32::MAX), u64::MAX] {
            let mut w = Writer::new();
            w.uint(value);
            assert_eq!(Reader::new(w.as_slice()).uint("n"), Ok(value));
        }
        for value in [0, -1, 1, i64::MIN, i64::MAX] {
            let mut w = Writer::new();
            w.int(value);
            assert_eq!(Reader::new(w.as_slice()).int("n"), Ok(value));
        }
    }

    #[test]
    fn an_overlong_number_and_a_short_message_are_named() {
        assert_eq!(Reader::new(&[0xff; 11]).uint("n"), Err(WireError::Unknown("n")));
        assert_eq!(Reader::new(&[0x80]).uint("n"), Err(WireError::Truncated("n")));
        assert_eq!(
            Reader::new(&[200, 1]).bytes("b", 100),
            Err(WireError::TooLarge { what: "b", found: 200, limit: 100 })
        );
    }
}
