//! Sections of a message: stored, or compressed with zstd where that is shorter. Runs of equal
//! bytes for the columns that say which kind an item is or what became of it.

use crate::WireError;
use crate::limits::SECTION_BYTES;
use crate::wire::{Reader, Writer};

const STORED: u8 = 0;
const ZSTD: u8 = 1;
const LEVEL: i32 = 19;

/// Appends `bytes` as a section.
pub fn write_section(w: &mut Writer, bytes: &[u8]) {
    let packed = if bytes.len() > 48 { zstd::bulk::compress(bytes, LEVEL).ok() } else { None };
    match packed {
        Some(packed) if packed.len() + 4 < bytes.len() => {
            w.u8(ZSTD).uint(bytes.len() as u64).bytes(&packed);
        }
        _ => {
            w.u8(STORED).bytes(bytes);
        }
    }
}

/// Reads a section; a compressed one expands to exactly its announced, bounded length.
pub fn read_section(r: &mut Reader<'_>, what: &'static str) -> Result<Vec<u8>, WireError> {
    read_section_to(r, what, SECTION_BYTES)
}

/// Reads a section of at most `limit` bytes, as they are when unpacked.
pub fn read_section_to(
    r: &mut Reader<'_>,
    what: &'static str,
    limit: usize,
) -> Result<Vec<u8>, WireError> {
    match r.u8(what)? {
        STORED => Ok(r.bytes(what, limit)?.to_vec()),
        ZSTD => {
            let length = r.count(what, limit)?;
            let packed = r.bytes(what, limit)?;
            let bytes =
                zstd::bulk::decompress(packed, length).map_err(|_| WireError::Unpack(what))?;
            if bytes.len() != length {
                return Err(WireError::Unpack(what));
            }
            Ok(bytes)
        }
        _ => Err(WireError::Unknown(what)),
    }
}

/// Appends a column of bytes as runs: count, then (byte, run) until the count is reached.
pub fn write_runs(w: &mut Writer, column: &[u8]) {
    w.uint(column.len() as u64);
    let mut rest = column;
    while let Some(first) = rest.first() {
        let run = rest.iter().take_while(|byte| *byte == first).count();
        w.u8(*first);
        if run == rest.len() {
            // The last run needs no length.
            w.uint(0);
        } else {
            w.uint(run as u64);
        }
        rest = &rest[run..];
    }
}

/// Reads a column of at most `limit` bytes.
pub fn read_runs(
    r: &mut Reader<'_>,
    what: &'static str,
    limit: usize,
) -> Result<Vec<u8>, WireError> {
    let count = r.count(what, limit)?;
    let mut column = Vec::with_capacity(count);
    while column.len() < count {
        let byte = r.u8(what)?;
        let left = count - column.len();
        let run = match r.count(what, left)? {
            0 => left,
            run => run,
        };
        column.resize(column.len() + run, byte);
    }
    Ok(column)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn runs_round_trip(column in proptest::collection::vec(0u8..3, 0..200)) {
            let mut w = Writer::new();
            write_runs(&mut w, &column);
            let mut r = Reader::new(w.as_slice());
            prop_assert_eq!(read_runs(&mut r, "runs", 200), Ok(column));
            prop_assert_eq!(r.end("runs"), Ok(()));
        }

        #[test]
        fn sections_round_trip(bytes in proptest::collection::vec(0u8..4, 0..500)) {
            let mut w = Writer::new();
            write_section(&mut w, &bytes);
            prop_assert_eq!(read_section(&mut Reader::new(w.as_slice()), "s"), Ok(bytes));
        }

        #[test]
        fn any_bytes_are_refused_or_read(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            let _ = read_section(&mut Reader::new(&bytes), "s");
            let _ = read_runs(&mut Reader::new(&bytes), "r", 100);
        }
    }

    #[test]
    fn a_section_that_claims_too_much_is_refused_before_it_is_unpacked() {
        let mut w = Writer::new();
        w.u8(ZSTD).uint(SECTION_BYTES as u64 + 1).bytes(b"x");
        assert!(matches!(
            read_section(&mut Reader::new(w.as_slice()), "s"),
            Err(WireError::TooLarge { .. })
        ));
    }
}
