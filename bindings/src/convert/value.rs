//! Values, both ways and without loss.

use gridwork_core::model::Value;

use super::{bytes, day, id};
use crate::GridError;
use crate::records::AnswerValue;

impl From<Value> for AnswerValue {
    fn from(value: Value) -> AnswerValue {
        match value {
            Value::Empty => AnswerValue::Empty,
            Value::Bool(yes) => AnswerValue::YesNo { yes },
            Value::Int(value) => AnswerValue::Number { value },
            Value::Text(text) => AnswerValue::Words { text },
            Value::Code(code) => AnswerValue::Choice { code },
            Value::Codes(bits) => AnswerValue::Choices { bits },
            Value::Date(day) => AnswerValue::Day { day: day.to_string() },
            Value::TimeOfDay(minutes) => AnswerValue::Time { minutes: minutes.into() },
            Value::Ref(id) => AnswerValue::Record { id: id.to_string() },
            Value::Point { lon_e7, lat_e7, accuracy_m, source } => AnswerValue::Point {
                lon_e7,
                lat_e7,
                accuracy_m: accuracy_m.into(),
                source: source.into(),
            },
            Value::File(sha256) => AnswerValue::File { sha256: hex(&sha256) },
            Value::Declined => AnswerValue::Declined,
            Value::NotApplicable => AnswerValue::NotApplicable,
            Value::Unknown(opaque) => AnswerValue::Newer { opaque },
        }
    }
}

impl TryFrom<AnswerValue> for Value {
    type Error = GridError;

    fn try_from(given: AnswerValue) -> Result<Value, GridError> {
        let bad = || GridError::argument("value");
        Ok(match given {
            AnswerValue::Empty => Value::Empty,
            AnswerValue::YesNo { yes } => Value::Bool(yes),
            AnswerValue::Number { value } => Value::Int(value),
            AnswerValue::Words { text } => Value::Text(text),
            AnswerValue::Choice { code } => Value::Code(code),
            AnswerValue::Choices { bits } => Value::Codes(bits),
            AnswerValue::Day { day: text } => Value::Date(day(&text, "value")?),
            AnswerValue::Time { minutes } => {
                Value::TimeOfDay(minutes.try_into().map_err(|_| bad())?)
            }
            AnswerValue::Record { id: text } => Value::Ref(id(&text, "value")?),
            AnswerValue::Point { lon_e7, lat_e7, accuracy_m, source } => Value::Point {
                lon_e7,
                lat_e7,
                accuracy_m: accuracy_m.try_into().map_err(|_| bad())?,
                source: source.try_into().map_err(|_| bad())?,
            },
            AnswerValue::File { sha256 } => Value::File(unhex(&sha256).ok_or_else(bad)?),
            AnswerValue::Declined => Value::Declined,
            AnswerValue::NotApplicable => Value::NotApplicable,
            AnswerValue::Newer { opaque } => Value::Unknown(opaque),
        })
    }
}

/// A hash as it crosses: hexadecimal digits.
pub(super) fn hex(hash: &[u8]) -> String {
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A hash that came in.
pub(super) fn unhex(text: &str) -> Option<[u8; 32]> {
    if !text.is_ascii() {
        return None;
    }
    let pairs = text.as_bytes().chunks(2).map(|pair| {
        let digits = std::str::from_utf8(pair).ok().filter(|digits| digits.len() == 2)?;
        // The parser alone would take a sign.
        let plain = digits.bytes().all(|digit| digit.is_ascii_hexdigit());
        plain.then(|| u8::from_str_radix(digits, 16).ok()).flatten()
    });
    bytes(&pairs.collect::<Option<Vec<u8>>>()?, "value").ok()
}

#[cfg(test)]
mod tests {
    use gridwork_core::model::Id;

    use super::*;

    #[test]
    fn every_value_comes_back_as_it_went() {
        let day = "2026-02-28".parse().expect("a day");
        let values = [
            Value::Empty,
            Value::Bool(true),
            Value::Int(i64::MIN),
            Value::Text("没变化".to_owned()),
            Value::Code(u32::MAX),
            Value::Codes(1 << 63),
            Value::Date(day),
            Value::TimeOfDay(1439),
            Value::Ref(Id::v7(1, [7; 10])),
            Value::Point { lon_e7: -1, lat_e7: 410_000_000, accuracy_m: u16::MAX, source: 255 },
            Value::File([0xa5; 32]),
            Value::Declined,
            Value::NotApplicable,
            Value::Unknown(vec![0, 255, 7]),
        ];
        for value in values {
            let crossed = AnswerValue::from(value.clone());
            assert_eq!(Value::try_from(crossed).expect("it came from there"), value);
        }
    }

    #[test]
    fn what_has_no_place_in_the_model_is_refused() {
        let point =
            |accuracy_m, source| AnswerValue::Point { lon_e7: 0, lat_e7: 0, accuracy_m, source };
        let refused = [
            AnswerValue::Day { day: "2026-02-30".to_owned() },
            AnswerValue::Time { minutes: 70_000 },
            AnswerValue::Record { id: "not an id".to_owned() },
            AnswerValue::File { sha256: "ab".repeat(31) },
            AnswerValue::File { sha256: format!("+1{}", "ab".repeat(31)) },
            AnswerValue::File { sha256: "ä".repeat(32) },
            point(70_000, 0),
            point(0, 256),
        ];
        for given in refused {
            assert_eq!(Value::try_from(given), Err(GridError::argument("value")));
        }
    }
}
