//! How a [`Value`] is written into Automerge: part of the layout, frozen.
//!
//! Plain scalars are used where Automerge has the type; everything else is a byte string whose
//! first byte is a tag. A byte string this version does not know survives as [`Value::Unknown`].

use chrono::{Datelike, NaiveDate};
use gridwork_model::{Id, Value};

use crate::chunk::ChunkError;
use crate::chunk::leb::{Reader, write_signed, write_unsigned};

/// Automerge's numbers for the types of scalars.
mod kind {
    pub const NULL: u64 = 0;
    pub const FALSE: u64 = 1;
    pub const TRUE: u64 = 2;
    pub const UINT: u64 = 3;
    pub const INT: u64 = 4;
    pub const STRING: u64 = 6;
    pub const BYTES: u64 = 7;
}

/// First bytes of tagged byte strings; never reused.
mod tag {
    pub const CODES: u8 = 1;
    pub const DATE: u8 = 2;
    pub const TIME_OF_DAY: u8 = 3;
    pub const REF: u8 = 4;
    pub const POINT: u8 = 5;
    pub const FILE: u8 = 6;
    pub const DECLINED: u8 = 7;
    pub const NOT_APPLICABLE: u8 = 8;
}

/// Appends the value's bytes to `out` and returns Automerge's type number.
pub(crate) fn write(value: &Value, out: &mut Vec<u8>) -> u64 {
    match value {
        Value::Empty => kind::NULL,
        Value::Bool(false) => kind::FALSE,
        Value::Bool(true) => kind::TRUE,
        Value::Code(code) => {
            write_unsigned(out, u64::from(*code));
            kind::UINT
        }
        Value::Int(number) => {
            write_signed(out, *number);
            kind::INT
        }
        Value::Text(text) => {
            out.extend_from_slice(text.as_bytes());
            kind::STRING
        }
        _ => {
            write_tagged(value, out);
            kind::BYTES
        }
    }
}

/// The value of Automerge's type number `ty` in `bytes`; exactly what [`write`] gives back.
pub(crate) fn read(ty: u64, bytes: &[u8]) -> Result<Value, ChunkError> {
    let mut reader = Reader::new(bytes);
    let value = match ty {
        kind::NULL => Value::Empty,
        kind::FALSE => Value::Bool(false),
        kind::TRUE => Value::Bool(true),
        kind::UINT => {
            let number = reader.unsigned()?;
            Value::Code(u32::try_from(number).map_err(|_| ChunkError::Value)?)
        }
        kind::INT => Value::Int(reader.signed()?),
        kind::STRING => return Ok(Value::Text(text(bytes)?.to_owned())),
        kind::BYTES => return Ok(read_tagged(bytes)),
        _ => return Err(ChunkError::Value),
    };
    if reader.is_empty() { Ok(value) } else { Err(ChunkError::Value) }
}

/// The one character that an operation on a note inserts.
pub(crate) fn read_char(ty: u64, bytes: &[u8]) -> Result<char, ChunkError> {
    let mut chars = text(bytes)?.chars();
    match (ty, chars.next(), chars.next()) {
        (kind::STRING, Some(c), None) => Ok(c),
        _ => Err(ChunkError::Value),
    }
}

/// Appends a character as [`read_char`] expects it and returns the type number.
pub(crate) fn write_char(c: char, out: &mut Vec<u8>) -> u64 {
    out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
    kind::STRING
}

fn text(bytes: &[u8]) -> Result<&str, ChunkError> {
    std::str::from_utf8(bytes).map_err(|_| ChunkError::Value)
}

pub(crate) fn write_tagged(value: &Value, out: &mut Vec<u8>) {
    match value {
        Value::Codes(codes) => {
            out.push(tag::CODES);
            write_unsigned(out, *codes);
        }
        Value::Date(date) => {
            out.push(tag::DATE);
            out.extend_from_slice(&date.num_days_from_ce().to_be_bytes());
        }
        Value::TimeOfDay(minutes) => {
            out.push(tag::TIME_OF_DAY);
            out.extend_from_slice(&minutes.to_be_bytes());
        }
        Value::Ref(id) => {
            out.push(tag::REF);
            out.extend_from_slice(id.as_bytes());
        }
        Value::Point { lon_e7, lat_e7, accuracy_m, source } => {
            out.push(tag::POINT);
            out.extend_from_slice(&lon_e7.to_be_bytes());
            out.extend_from_slice(&lat_e7.to_be_bytes());
            out.extend_from_slice(&accuracy_m.to_be_bytes());
            out.push(*source);
        }
        Value::File(hash) => {
            out.push(tag::FILE);
            out.extend_from_slice(hash);
        }
        Value::Declined => out.push(tag::DECLINED),
        Value::NotApplicable => out.push(tag::NOT_APPLICABLE),
        Value::Unknown(bytes) => out.extend_from_slice(bytes),
        // Written as plain scalars by `write`.
        Value::Empty | Value::Bool(_) | Value::Int(_) | Value::Text(_) | Value::Code(_) => {}
    }
}

/// A byte string that is not exactly what this version would write is [`Value::Unknown`].
pub(crate) fn read_tagged(bytes: &[u8]) -> Value {
    let known = known_tagged(bytes).filter(|value| {
        let mut again = Vec::with_capacity(bytes.len());
        write_tagged(value, &mut again);
        again == bytes
    });
    known.unwrap_or_else(|| Value::Unknown(bytes.to_vec()))
}

fn known_tagged(bytes: &[u8]) -> Option<Value> {
    let (tag, rest) = bytes.split_first()?;
    Some(match *tag {
        tag::CODES => Value::Codes(Reader::new(rest).unsigned().ok()?),
        tag::DATE => {
            let days = i32::from_be_bytes(rest.try_into().ok()?);
            Value::Date(NaiveDate::from_num_days_from_ce_opt(days)?)
        }
        tag::TIME_OF_DAY => Value::TimeOfDay(u16::from_be_bytes(rest.try_into().ok()?)),
        tag::REF => Value::Ref(Id::from_bytes(rest.try_into().ok()?)),
        tag::POINT => {
            let (lon, rest) = rest.split_first_chunk()?;
            let (lat, rest) = rest.split_first_chunk()?;
            let (accuracy, rest) = rest.split_first_chunk()?;
            Value::Point {
                lon_e7: i32::from_be_bytes(*lon),
                lat_e7: i32::from_be_bytes(*lat),
                accuracy_m: u16::from_be_bytes(*accuracy),
                source: *rest.first()?,
            }
        }
        tag::FILE => Value::File(rest.try_into().ok()?),
        tag::DECLINED => Value::Declined,
        tag::NOT_APPLICABLE => Value::NotApplicable,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::testing::any_value;

    proptest! {
        #[test]
        fn every_value_comes_back(value in any_value()) {
            let mut bytes = Vec::new();
            let ty = write(&value, &mut bytes);
            prop_assert_eq!(read(ty, &bytes).unwrap(), value);
        }

        #[test]
        fn every_byte_string_comes_back(bytes in proptest::collection::vec(any::<u8>(), 0..40)) {
            let value = read(kind::BYTES, &bytes).unwrap();
            let mut again = Vec::new();
            prop_assert_eq!(write(&value, &mut again), kind::BYTES);
            prop_assert_eq!(again, bytes);
        }
    }

    #[test]
    fn types_of_other_products_are_refused() {
        for ty in [5, 8, 9, 10, 15] {
            assert_eq!(read(ty, &[0; 8]), Err(ChunkError::Value));
        }
        assert_eq!(read(kind::NULL, &[1]), Err(ChunkError::Value));
        assert_eq!(read(kind::STRING, &[0xff]), Err(ChunkError::Value));
    }
}
