//! Scalar values of document fields.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::Id;

/// A scalar in a document field. How it is written into Automerge is decided in the `document`
/// crate and is part of the layout.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Value {
    /// Explicitly nothing (a phone number taken away). Fields are never deleted.
    Empty,
    /// Yes or no.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// Words.
    Text(String),
    /// One option of a list, by its frozen number.
    Code(u32),
    /// Several options of a list: bit n set means option n, n < 64.
    Codes(u64),
    /// A calendar day.
    Date(NaiveDate),
    /// Minutes after midnight, local time, 0..1440.
    TimeOfDay(u16),
    /// A reference.
    Ref(Id),
    /// A point of an *object*, WGS-84, 1e-7 degrees, accuracy in metres; a worker has no point.
    Point {
        /// Longitude in 1e-7 degrees.
        lon_e7: i32,
        /// Latitude in 1e-7 degrees.
        lat_e7: i32,
        /// Accuracy in metres, 68 %.
        accuracy_m: u16,
        /// Where the fix came from (see `geo::Source` for the numbers).
        source: u8,
    },
    /// A content-addressed file: its SHA-256.
    File([u8; 32]),
    /// The person asked declined to answer (谢绝).
    Declined,
    /// The question does not apply (不适用).
    NotApplicable,
    /// Written by a newer version; kept as it is and passed on.
    Unknown(Vec<u8>),
}
