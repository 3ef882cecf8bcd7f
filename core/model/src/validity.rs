//! Facts that hold for a time. Codes, names and assignments change while the thing itself stays.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// A half-open span of days; an open end holds for ever.
///
/// ```
/// # use chrono::NaiveDate;
/// # use gridwork_model::validity::Validity;
/// let day = |d| NaiveDate::from_ymd_opt(2026, 1, d).unwrap();
/// let span = Validity { valid_from: Some(day(2)), valid_to: Some(day(4)) };
/// assert!(!span.holds(day(1)) && span.holds(day(2)) && span.holds(day(3)) && !span.holds(day(4)));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Validity {
    /// First day on which it holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_from: Option<NaiveDate>,
    /// First day on which it no longer holds, so that a successor can start without gap or overlap.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_to: Option<NaiveDate>,
}

impl Validity {
    /// Holds always.
    pub const ALWAYS: Validity = Validity { valid_from: None, valid_to: None };

    /// Holds from `day` on.
    pub const fn from(day: NaiveDate) -> Validity {
        Validity { valid_from: Some(day), valid_to: None }
    }

    /// Held until the day before `day`.
    pub const fn until(day: NaiveDate) -> Validity {
        Validity { valid_from: None, valid_to: Some(day) }
    }

    /// Whether it holds on `day`.
    pub fn holds(&self, day: NaiveDate) -> bool {
        self.valid_from.is_none_or(|from| from <= day) && self.valid_to.is_none_or(|to| day < to)
    }
}

/// A value with the span in which it is valid and the list it was taken from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dated<T> {
    /// The value.
    pub value: T,
    /// When it holds.
    #[serde(flatten)]
    pub validity: Validity,
    /// The list or document that says so, with its vintage, such as `NBS 2016`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub source: String,
}

impl<T> Dated<T> {
    /// A value with its span and source.
    pub fn new(value: T, validity: Validity, source: impl Into<String>) -> Dated<T> {
        Dated { value, validity, source: source.into() }
    }
}

/// The value that holds on `day`; the last listed if several do.
pub fn on<T>(values: &[Dated<T>], day: NaiveDate) -> Option<&T> {
    values.iter().rev().find(|dated| dated.validity.holds(day)).map(|dated| &dated.value)
}
