//! The category tree (DOMAIN §3.3): a letter of the domain and two digits.

use std::fmt;
use std::str::FromStr;

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::Grade;
use crate::Purpose;

/// A domain of the tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u16)]
pub enum Domain {
    /// P 党建群众.
    Party = 1,
    /// S 社会保障.
    Security = 2,
    /// Z 综合治理.
    Governance = 3,
    /// Y 应急管理.
    Emergency = 4,
    /// J 社会救助.
    Assistance = 5,
    /// H 人居生态.
    Habitat = 6,
    /// F 帮办代办.
    Service = 7,
    /// X 执法线索, by conversion only.
    Clue = 8,
}

impl Domain {
    /// Every domain.
    pub const ALL: [Domain; 8] = [
        Domain::Party,
        Domain::Security,
        Domain::Governance,
        Domain::Emergency,
        Domain::Assistance,
        Domain::Habitat,
        Domain::Service,
        Domain::Clue,
    ];

    /// Its letter.
    pub const fn letter(self) -> char {
        match self {
            Domain::Party => 'P',
            Domain::Security => 'S',
            Domain::Governance => 'Z',
            Domain::Emergency => 'Y',
            Domain::Assistance => 'J',
            Domain::Habitat => 'H',
            Domain::Service => 'F',
            Domain::Clue => 'X',
        }
    }

    /// What people call it.
    pub const fn word(self) -> &'static str {
        match self {
            Domain::Party => "党建群众",
            Domain::Security => "社会保障",
            Domain::Governance => "综合治理",
            Domain::Emergency => "应急管理",
            Domain::Assistance => "社会救助",
            Domain::Habitat => "人居生态",
            Domain::Service => "帮办代办",
            Domain::Clue => "执法线索",
        }
    }
}

/// Not a letter of a domain and two digits from 01.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("not a category code")]
pub struct CategoryError;

/// A code such as `Y03`; on the wire the number domain × 100 + digits, so `403`.
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Encode, Decode,
)]
#[serde(try_from = "String", into = "String")]
#[cbor(transparent)]
pub struct CategoryCode(u16);

impl CategoryCode {
    /// The domain; `None` for a number from a newer version.
    pub fn domain(self) -> Option<Domain> {
        Domain::ALL.into_iter().find(|&domain| domain as u16 == self.0 / 100)
    }

    /// Whether the number is one this version can say.
    pub fn is_known(self) -> bool {
        self.domain().is_some() && !self.0.is_multiple_of(100)
    }
}

impl FromStr for CategoryCode {
    type Err = CategoryError;

    fn from_str(text: &str) -> Result<CategoryCode, CategoryError> {
        let mut chars = text.chars();
        let letter = chars.next().ok_or(CategoryError)?;
        let domain = Domain::ALL.into_iter().find(|d| d.letter() == letter).ok_or(CategoryError)?;
        let digits = chars.as_str();
        let plain = digits.len() == 2 && digits.bytes().all(|byte| byte.is_ascii_digit());
        match digits.parse::<u16>() {
            Ok(number @ 1..) if plain => Ok(CategoryCode(domain as u16 * 100 + number)),
            _ => Err(CategoryError),
        }
    }
}

impl fmt::Display for CategoryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let letter = self.domain().map_or('?', Domain::letter);
        write!(f, "{letter}{:02}", self.0 % 100)
    }
}

impl fmt::Debug for CategoryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl TryFrom<String> for CategoryCode {
    type Error = CategoryError;

    fn try_from(text: String) -> Result<CategoryCode, CategoryError> {
        text.parse()
    }
}

impl From<CategoryCode> for String {
    fn from(code: CategoryCode) -> String {
        code.to_string()
    }
}

/// One category of the tree, as a township's policy has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Category {
    /// Code.
    pub code: CategoryCode,
    /// Name.
    pub zh: String,
    /// The grade proposed to the duty officer.
    pub grade: Grade,
    /// Finer kinds, such as those of a dispute.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub kinds: Vec<String>,
    /// Numbers to call *before* any form is filled in.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub call: Vec<String>,
    /// C4: reported as a sealed record for this purpose, never as an ordinary incident.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sealed: Option<Purpose>,
    /// Made only by converting an incident, never reported.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub by_conversion: bool,
    /// Rule of the deadline table that overrides the grade's limit, such as `PET-DECIDE`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub statute: Option<String>,
    /// Added by this project to the tree of the source.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub added: bool,
}

impl Category {
    /// Whether the telephone comes first.
    pub fn phone_first(&self) -> bool {
        !self.call.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_a_letter_and_two_digits() {
        let code: CategoryCode = "Y03".parse().unwrap();
        assert_eq!((code.to_string().as_str(), code.domain()), ("Y03", Some(Domain::Emergency)));
        assert_eq!(minicbor::to_vec(code).unwrap(), minicbor::to_vec(403_u16).unwrap());
        for text in ["", "Y", "Y3", "Y003", "Q01", "Y00", "Y+1", "y03"] {
            assert_eq!(text.parse::<CategoryCode>(), Err(CategoryError), "{text}");
        }
    }

    #[test]
    fn a_number_of_a_newer_version_is_kept() {
        let newer: CategoryCode = minicbor::decode(&minicbor::to_vec(9_901_u16).unwrap()).unwrap();
        assert!(!newer.is_known());
        assert_eq!(newer.to_string(), "?01");
    }
}
