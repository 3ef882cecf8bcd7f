//! The value of an answer or a field.

/// What a field of a document holds.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum AnswerValue {
    /// Explicitly nothing: a phone number taken away.
    Empty,
    /// 是 or 否.
    YesNo {
        /// Whether it is 是.
        yes: bool,
    },
    /// A whole number.
    Number {
        /// The number.
        value: i64,
    },
    /// Words.
    Words {
        /// The words.
        text: String,
    },
    /// One option of a list.
    Choice {
        /// Its frozen code.
        code: u32,
    },
    /// Several options of a list.
    Choices {
        /// Bit n is set if option n is chosen, n < 64.
        bits: u64,
    },
    /// A calendar day.
    Day {
        /// `YYYY-MM-DD`.
        day: String,
    },
    /// A time of day.
    Time {
        /// Minutes after midnight, 0 to 1439.
        minutes: u32,
    },
    /// A household, a person, a place or another record.
    Record {
        /// Its id.
        id: String,
    },
    /// A point of an object, WGS-84.
    Point {
        /// Longitude in 1e-7 degrees.
        lon_e7: i32,
        /// Latitude in 1e-7 degrees.
        lat_e7: i32,
        /// Accuracy in metres, 68 %, at most 65535.
        accuracy_m: u32,
        /// Where the fix came from, by its number in the model, at most 255.
        source: u32,
    },
    /// A file that was attached.
    File {
        /// SHA-256 of its content, 64 hex digits.
        sha256: String,
    },
    /// 谢绝: the person asked declined to answer.
    Declined,
    /// 不适用, 不清楚: the question does not apply.
    NotApplicable,
    /// Written by a newer version (新版才看得懂); kept and given back as it is.
    Newer {
        /// The value as it is stored.
        opaque: Vec<u8>,
    },
}
