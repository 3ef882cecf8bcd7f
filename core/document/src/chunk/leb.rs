//! LEB128 numbers and bounded reading of bytes.

use super::ChunkError;

/// Reads forward over borrowed bytes; past the end is an error, never a panic.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Reader<'a> {
        Reader { rest: bytes }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    /// All that is left.
    pub(crate) fn rest(self) -> &'a [u8] {
        self.rest
    }

    pub(crate) fn byte(&mut self) -> Result<u8, ChunkError> {
        let (first, rest) = self.rest.split_first().ok_or(ChunkError::Truncated)?;
        self.rest = rest;
        Ok(*first)
    }

    pub(crate) fn take(&mut self, length: u64) -> Result<&'a [u8], ChunkError> {
        let length = usize::try_from(length).map_err(|_| ChunkError::Truncated)?;
        let (head, rest) = self.rest.split_at_checked(length).ok_or(ChunkError::Truncated)?;
        self.rest = rest;
        Ok(head)
    }

    /// Bytes with their length before them.
    pub(crate) fn prefixed(&mut self) -> Result<&'a [u8], ChunkError> {
        let length = self.unsigned()?;
        self.take(length)
    }

    pub(crate) fn unsigned(&mut self) -> Result<u64, ChunkError> {
        let mut value = 0u64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            let bits = u64::from(byte & 0x7f);
            if shift == 63 && bits > 1 {
                break;
            }
            value |= bits << shift;
            if byte & 0x80 == 0 {
                return Ok(value);
            }
        }
        Err(ChunkError::Number)
    }

    pub(crate) fn signed(&mut self) -> Result<i64, ChunkError> {
        let mut value = 0i64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            value |= i64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                let negative = byte & 0x40 != 0 && shift + 7 < 64;
                return Ok(if negative { value | -1i64 << (shift + 7) } else { value });
            }
        }
        Err(ChunkError::Number)
    }
}

pub(crate) fn write_unsigned(out: &mut Vec<u8>, mut value: u64) {
    loop {
        let low = (value & 0x7f) as u8;
        value >>= 7;
        if value == 0 {
            out.push(low);
            return;
        }
        out.push(low | 0x80);
    }
}

pub(crate) fn write_signed(out: &mut Vec<u8>, mut value: i64) {
    loop {
        let low = (value & 0x7f) as u8;
        value >>= 7;
        let sign = low & 0x40 != 0;
        if (value == 0 && !sign) || (value == -1 && sign) {
            out.push(low);
            return;
        }
        out.push(low | 0x80);
    }
}

pub(crate) fn write_prefixed(out: &mut Vec<u8>, bytes: &[u8]) {
    write_unsigned(out, bytes.len() as u64);
    out.extend_from_slice(bytes);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn numbers_come_back(u in any::<u64>(), i in any::<i64>()) {
            let mut bytes = Vec::new();
            write_unsigned(&mut bytes, u);
            write_signed(&mut bytes, i);
            let mut reader = Reader::new(&bytes);
            prop_assert_eq!(reader.unsigned().unwrap(), u);
            prop_assert_eq!(reader.signed().unwrap(), i);
            prop_assert!(reader.is_empty());
        }

        #[test]
        fn arbitrary_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..24)) {
            let _ = Reader::new(&bytes).unsigned();
            let _ = Reader::new(&bytes).signed();
            let _ = Reader::new(&bytes).prefixed();
        }
    }
}
