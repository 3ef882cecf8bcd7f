//! Names of a task document's fields: `3` for an item with one part, `3.2` for a part of a
//! compound item, `3.12` for the same part in the second row of a repeated item.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Part number of the photo of an item, where its evidence allows one.
pub const PHOTO: u8 = 8;

/// Part number of the reason why a photo of a problem was skipped; a [`SkipReason`].
pub const SKIPPED: u8 = 9;

/// Part numbers of one row; the second row's numbers begin here.
const ROW: u16 = 10;

/// Name of the field that holds the version of the template the answers were given to.
pub const VERSION: &str = "v";

/// The name of one answer in a task document. Numbers are frozen with the template.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct FieldName {
    /// Number of the item, from 1.
    pub item: u8,
    /// Row of a repeated item, from 0.
    pub row: u8,
    /// Number of the part, 0 to 9; 0 is the only part of a simple item.
    pub part: u8,
}

impl FieldName {
    /// The field of `part` in the first row of `item`.
    pub const fn new(item: u8, part: u8) -> FieldName {
        FieldName { item, row: 0, part }
    }

    /// The same part in another row.
    pub const fn in_row(self, row: u8) -> FieldName {
        FieldName { row, ..self }
    }
}

/// Why a text is not the name of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not the name of an answer")]
pub struct FieldNameError;

impl FromStr for FieldName {
    type Err = FieldNameError;

    /// Reads the canonical form only, so that one answer has one name.
    fn from_str(text: &str) -> Result<FieldName, FieldNameError> {
        let (item, rest) = match text.split_once('.') {
            Some((item, rest)) => (item, Some(rest)),
            None => (text, None),
        };
        let item = item.parse().map_err(|_| FieldNameError)?;
        let number: u16 = match rest {
            Some(rest) => rest.parse().map_err(|_| FieldNameError)?,
            None => 0,
        };
        let row = u8::try_from(number / ROW).map_err(|_| FieldNameError)?;
        let name = FieldName { item, row, part: (number % ROW) as u8 };
        if name.to_string() == text { Ok(name) } else { Err(FieldNameError) }
    }
}

impl fmt::Display for FieldName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match u16::from(self.row) * ROW + u16::from(self.part) {
            0 => write!(f, "{}", self.item),
            number => write!(f, "{}.{number}", self.item),
        }
    }
}

impl fmt::Debug for FieldName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl TryFrom<String> for FieldName {
    type Error = FieldNameError;

    fn try_from(text: String) -> Result<FieldName, FieldNameError> {
        text.parse()
    }
}

impl From<FieldName> for String {
    fn from(name: FieldName) -> String {
        name.to_string()
    }
}

/// Why the photo of a problem was not taken; every reason is as good as a photo.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SkipReason {
    /// 危险: taking it would have been dangerous.
    Danger = 1,
    /// 没信号: no signal, and no room to keep it.
    NoSignal = 2,
    /// 对方不愿意: the person did not want it.
    Unwilling = 3,
    /// 天黑: it was dark.
    Dark = 4,
}

impl SkipReason {
    /// Every reason, in the order it is offered.
    pub const ALL: [SkipReason; 4] =
        [SkipReason::Danger, SkipReason::NoSignal, SkipReason::Unwilling, SkipReason::Dark];

    /// The frozen code stored in the answer.
    pub const fn code(self) -> u32 {
        self as u32
    }

    /// The reason with this code, if any.
    pub fn from_code(code: u32) -> Option<SkipReason> {
        SkipReason::ALL.into_iter().find(|reason| reason.code() == code)
    }

    /// What the worker reads.
    pub const fn zh(self) -> &'static str {
        match self {
            SkipReason::Danger => "危险",
            SkipReason::NoSignal => "没信号",
            SkipReason::Unwilling => "对方不愿意",
            SkipReason::Dark => "天黑",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_have_one_form() {
        let name = |text: &str| text.parse::<FieldName>();
        assert_eq!(name("3"), Ok(FieldName::new(3, 0)));
        assert_eq!(name("3.2"), Ok(FieldName::new(3, 2)));
        assert_eq!(name("5.12"), Ok(FieldName { item: 5, row: 1, part: 2 }));
        for bad in ["", "03", "3.", "3.0", "3.02", "+3", "3.x", "300", "3.9999", "v"] {
            assert_eq!(name(bad), Err(FieldNameError), "{bad:?}");
        }
    }
}
