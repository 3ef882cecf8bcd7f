//! Values, by class; what a class costs depends on the field.

use chrono::{DateTime, Datelike, NaiveDate};
use gridwork_model::Value;

use super::RebuildError;
use super::session::Session;
use super::symbols::{At, Kind, at};
use crate::scalar::{read_tagged, write_tagged};

/// Classes of values on the wire.
mod class {
    pub const EMPTY: u32 = 0;
    pub const FALSE: u32 = 1;
    pub const TRUE: u32 = 2;
    pub const INT: u32 = 3;
    pub const TEXT: u32 = 4;
    pub const CODE: u32 = 5;
    pub const CODES: u32 = 6;
    /// A day near that of the commit.
    pub const NEAR_DATE: u32 = 7;
    pub const DATE: u32 = 8;
    pub const TIME_OF_DAY: u32 = 9;
    pub const REF: u32 = 10;
    pub const POINT: u32 = 11;
    pub const FILE: u32 = 12;
    pub const DECLINED: u32 = 13;
    pub const NOT_APPLICABLE: u32 = 14;
    /// Any other byte string, as it is.
    pub const OTHER: u32 = 15;
}

/// Longest text or byte string, bytes; the chunk's own limit bounds them all.
const LONGEST: usize = crate::chunk::MAX_BYTES;
/// Years that are told in eight bits.
const FIRST_YEAR: i32 = 1_880;
/// How far from the commit a day is told by the distance.
const NEAR_DAYS: i64 = 45;
/// Beijing time, seconds ahead of UTC.
const LOCAL: i64 = 8 * 3_600;

impl Session<'_> {
    /// A value; `near` names the field as finely as it is known, `wide` what it is alike to.
    pub(super) fn value(
        &mut self,
        wide: u32,
        near: u32,
        time: i64,
        said: Option<&Value>,
    ) -> Result<Value, RebuildError> {
        let today = DateTime::from_timestamp(time.saturating_add(LOCAL), 0)
            .map_or(NaiveDate::default(), |then| then.date_naive());
        let how = said.map(|value| class_of(value, today));
        let how = self.coder.small(at(Kind::Class, wide, near), 4, how)?;
        let slot = |kind: Kind| at(kind, wide, near);
        Ok(match how {
            class::EMPTY => Value::Empty,
            class::FALSE => Value::Bool(false),
            class::TRUE => Value::Bool(true),
            class::DECLINED => Value::Declined,
            class::NOT_APPLICABLE => Value::NotApplicable,
            class::INT => {
                let said = said.and_then(|value| match value {
                    Value::Int(number) => Some(*number),
                    _ => None,
                });
                Value::Int(self.coder.signed(slot(Kind::Integer), said)?)
            }
            class::TEXT => {
                let said = said.and_then(|value| match value {
                    Value::Text(text) => Some(text.as_str()),
                    _ => None,
                });
                Value::Text(self.coder.text(wide, near, LONGEST, said)?)
            }
            class::CODE => {
                let said = said.and_then(|value| match value {
                    Value::Code(code) => Some(u64::from(*code)),
                    _ => None,
                });
                let code = self.coder.number(slot(Kind::Code), said)?;
                Value::Code(u32::try_from(code).map_err(|_| RebuildError::Malformed)?)
            }
            class::CODES => {
                let said = said.and_then(|value| match value {
                    Value::Codes(codes) => Some(*codes),
                    _ => None,
                });
                Value::Codes(self.coder.number(slot(Kind::Codes), said)?)
            }
            class::TIME_OF_DAY => {
                let said = said.and_then(|value| match value {
                    Value::TimeOfDay(minutes) => Some(u64::from(*minutes)),
                    _ => None,
                });
                let minutes = self.coder.number(slot(Kind::Day), said)?;
                let minutes = u16::try_from(minutes).map_err(|_| RebuildError::Malformed)?;
                Value::TimeOfDay(minutes)
            }
            class::NEAR_DATE | class::DATE => {
                let said = said.and_then(|value| match value {
                    Value::Date(date) => Some(*date),
                    _ => None,
                });
                Value::Date(self.date(how, slot(Kind::Calendar), today, said)?)
            }
            class::REF => {
                let said = said.and_then(|value| match value {
                    Value::Ref(id) => Some(*id),
                    _ => None,
                });
                Value::Ref(self.identity(near, said)?)
            }
            class::POINT => self.point(near, said)?,
            class::FILE => {
                let said = said.and_then(|value| match value {
                    Value::File(hash) => Some(hash),
                    _ => None,
                });
                Value::File(self.coder.array(said)?)
            }
            _ => {
                let said = said.map(|value| {
                    let mut bytes = Vec::new();
                    write_tagged(value, &mut bytes);
                    bytes
                });
                let bytes = self.coder.bytes(Kind::Opaque, wide, near, LONGEST, said.as_deref())?;
                read_tagged(&bytes)
            }
        })
    }

    fn date(
        &mut self,
        how: u32,
        slot: At,
        today: NaiveDate,
        said: Option<NaiveDate>,
    ) -> Result<NaiveDate, RebuildError> {
        let part = |number: u32| At { near: slot.near ^ number << 8, ..slot };
        if how == class::NEAR_DATE {
            let apart = said.map(|date| (date - today).num_days());
            let slot = At { kind: Kind::Day, ..slot };
            let apart = self.coder.signed(slot, apart)?;
            let days = i32::try_from(apart).ok().filter(|days| days.abs() < 1_000_000);
            let days = days.ok_or(RebuildError::Malformed)?;
            return NaiveDate::from_num_days_from_ce_opt(today.num_days_from_ce() + days)
                .ok_or(RebuildError::Malformed);
        }
        let year = said.map(|date| (date.year() - FIRST_YEAR) as u32);
        let year = self.coder.small(part(0), 8, year)? as i32 + FIRST_YEAR;
        let month = self.coder.small(part(1), 4, said.map(|date| date.month()))?;
        let day = self.coder.small(part(2), 5, said.map(|date| date.day()))?;
        NaiveDate::from_ymd_opt(year, month, day).ok_or(RebuildError::Malformed)
    }

    /// A point, by its distance from the last one of the frame.
    fn point(&mut self, near: u32, said: Option<&Value>) -> Result<Value, RebuildError> {
        let said = said.and_then(|value| match value {
            Value::Point { lon_e7, lat_e7, accuracy_m, source } => {
                Some((*lon_e7, *lat_e7, *accuracy_m, *source))
            }
            _ => None,
        });
        let (last_lon, last_lat) = self.point;
        let mut apart = |part: u32, last: i32, said: Option<i32>| {
            let apart = said.map(|said| i64::from(said) - i64::from(last));
            let apart = self.coder.signed(at(Kind::Place, part, near ^ part), apart)?;
            i32::try_from(i64::from(last).wrapping_add(apart)).map_err(|_| RebuildError::Malformed)
        };
        let lon_e7 = apart(1, last_lon, said.map(|said| said.0))?;
        let lat_e7 = apart(2, last_lat, said.map(|said| said.1))?;
        self.point = (lon_e7, lat_e7);
        let accuracy = at(Kind::Place, 3, near ^ 3);
        let accuracy = self.coder.number(accuracy, said.map(|said| u64::from(said.2)))?;
        let accuracy_m = u16::try_from(accuracy).map_err(|_| RebuildError::Malformed)?;
        let source = at(Kind::Place, 4, near ^ 4);
        let source = self.coder.small(source, 8, said.map(|said| u32::from(said.3)))? as u8;
        Ok(Value::Point { lon_e7, lat_e7, accuracy_m, source })
    }
}

fn class_of(value: &Value, today: NaiveDate) -> u32 {
    match value {
        Value::Empty => class::EMPTY,
        Value::Bool(false) => class::FALSE,
        Value::Bool(true) => class::TRUE,
        Value::Int(_) => class::INT,
        Value::Text(_) => class::TEXT,
        Value::Code(_) => class::CODE,
        Value::Codes(_) => class::CODES,
        Value::Date(date) if (*date - today).num_days().abs() <= NEAR_DAYS => class::NEAR_DATE,
        Value::Date(date) if (0..256).contains(&(date.year() - FIRST_YEAR)) => class::DATE,
        Value::TimeOfDay(_) => class::TIME_OF_DAY,
        Value::Ref(_) => class::REF,
        Value::Point { .. } => class::POINT,
        Value::File(_) => class::FILE,
        Value::Declined => class::DECLINED,
        Value::NotApplicable => class::NOT_APPLICABLE,
        Value::Date(_) | Value::Unknown(_) => class::OTHER,
    }
}
