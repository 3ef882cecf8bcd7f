//! 公民身份号码, GB 11643 (DOMAIN §2.5).
//!
//! A well-formed number is no proof of identity, and equal numbers are no proof of one person:
//! duplicates exist, and people are never merged on an equal number. The area of a number says where
//! somebody was first registered; in this county most elderly people have 152621 (乌兰察布盟武川县, to
//! 1995) and the younger 150125, and spouses come from anywhere.

use std::fmt;

use chrono::{Datelike, NaiveDate};
use thiserror::Error;

use crate::roster::Sex;

/// Codes under which this county's people were registered.
pub const COUNTY_AREAS: [&str; 2] = ["152621", "150125"];
/// An area that was never assigned: numbers under it are valid and belong to nobody.
pub const SYNTHETIC_AREA: &str = "150199";
/// Weights of the first 17 digits.
const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
/// Check characters by remainder, ISO 7064 MOD 11-2.
const CHECKS: &[u8; 11] = b"10X98765432";

/// Why a number was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum CitizenIdError {
    /// Numbers of 15 digits lost their validity in 2013; the 18-digit card is needed.
    #[error("a number of 15 digits is void since 2013")]
    FifteenDigits,
    /// Not 18 characters.
    #[error("the number has {0} characters instead of 18")]
    Length(usize),
    /// Not a digit, counted from 1; only the last may be X.
    #[error("character {0} is not a digit")]
    NotDigit(usize),
    /// The area begins with no province.
    #[error("the area is in no province")]
    Area,
    /// The birth date does not exist, lies in the future, or before 1880.
    #[error("the birth date does not exist")]
    Birth,
    /// The check character differs: one character is wrong, or two are swapped.
    #[error("the check character does not fit")]
    Check,
}

impl CitizenIdError {
    /// What the worker reads (ui-notes `id_digit`).
    pub const fn words(self) -> &'static str {
        match self {
            CitizenIdError::FifteenDigits => "15 位的旧号早停用了，照新证写 18 位",
            CitizenIdError::Length(_) => "身份证号是 18 位，数一数",
            CitizenIdError::NotDigit(_) => "身份证号里有一位不是数字",
            CitizenIdError::Area => "身份证号前两位对不上，照证再看",
            CitizenIdError::Birth => "身份证号里的生日对不上，照证再看",
            CitizenIdError::Check => "身份证号有一位对不上，照证再看",
        }
    }
}

/// Whose number it is, as far as its first digit says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Holder {
    /// A citizen.
    Citizen,
    /// A foreigner with a 永久居留身份证 of the 2023 issue: 18 digits beginning with 9.
    PermanentResident,
}

/// A checked number. It prints masked only.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CitizenId([u8; 18]);

impl CitizenId {
    /// Reads a number as people type it: spaces fall away, full-width digits are converted, `x`
    /// becomes `X`. `today` bounds the birth date.
    pub fn parse(text: &str, today: NaiveDate) -> Result<CitizenId, CitizenIdError> {
        let typed: Vec<char> =
            text.chars().filter(|c| !c.is_whitespace()).map(half_width).collect();
        match typed.len() {
            18 => {}
            15 if typed.iter().all(char::is_ascii_digit) => {
                return Err(CitizenIdError::FifteenDigits);
            }
            other => return Err(CitizenIdError::Length(other)),
        }
        let mut number = [0; 18];
        for (position, (slot, c)) in number.iter_mut().zip(&typed).enumerate() {
            *slot = match c {
                '0'..='9' => *c as u8,
                'X' if position == 17 => b'X',
                _ => return Err(CitizenIdError::NotDigit(position + 1)),
            };
        }
        let id = CitizenId(number);
        if !(11..=82).contains(&id.number(0..2)) && id.holder() == Holder::Citizen {
            return Err(CitizenIdError::Area);
        }
        let birth = id.birth_date().ok_or(CitizenIdError::Birth)?;
        if birth > today || birth.year() < 1880 {
            return Err(CitizenIdError::Birth);
        }
        if check(&id.0) == id.0[17] { Ok(id) } else { Err(CitizenIdError::Check) }
    }

    /// The number. Class C3: for sealing and comparing, never for a list or a log.
    pub fn as_str(&self) -> &str {
        // Every byte was checked to be an ASCII digit or X.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// Whose number it is.
    pub fn holder(&self) -> Holder {
        if self.0[0] == b'9' { Holder::PermanentResident } else { Holder::Citizen }
    }

    /// The first six digits.
    pub fn area(&self) -> &str {
        &self.as_str()[..6]
    }

    /// Whether the area is one of this county's; if not, at most a remark is due, never a refusal.
    pub fn is_from_county(&self) -> bool {
        COUNTY_AREAS.contains(&self.area())
    }

    /// Whether the number is made up for training and tests.
    pub fn is_synthetic(&self) -> bool {
        self.area() == SYNTHETIC_AREA
    }

    /// Birth date.
    pub fn birth(&self) -> NaiveDate {
        // Parsing refused numbers without one; the fallback is never taken.
        self.birth_date().unwrap_or_default()
    }

    /// Sex, by the 17th digit; `None` for a foreigner's card, whose digit says nothing.
    pub fn sex(&self) -> Option<Sex> {
        let odd = self.0[16] % 2 == 1;
        (self.holder() == Holder::Citizen).then_some(if odd { Sex::Male } else { Sex::Female })
    }

    fn birth_date(&self) -> Option<NaiveDate> {
        let (year, month, day) = (self.number(6..10), self.number(10..12), self.number(12..14));
        NaiveDate::from_ymd_opt(year as i32, month, day)
    }

    fn number(&self, range: std::ops::Range<usize>) -> u32 {
        self.0[range].iter().fold(0, |number, digit| number * 10 + u32::from(digit - b'0'))
    }
}

impl fmt::Debug for CitizenId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&crate::mask::id_number(self.as_str()))
    }
}

/// The check character of the first 17 digits.
fn check(number: &[u8; 18]) -> u8 {
    let sum: u32 = number.iter().zip(WEIGHTS).map(|(digit, w)| u32::from(digit - b'0') * w).sum();
    CHECKS[(sum % 11) as usize]
}

/// The check character that completes 17 digits; for generators of synthetic people.
pub fn complete(digits: &str) -> Option<String> {
    let mut number = [0; 18];
    let digits = digits.as_bytes();
    if digits.len() != 17 || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    number[..17].copy_from_slice(digits);
    number[17] = check(&number);
    String::from_utf8(number.to_vec()).ok()
}

fn half_width(c: char) -> char {
    match c {
        '０'..='９' => char::from(b'0' + (c as u32 - '０' as u32) as u8),
        'x' | 'ｘ' | 'Ｘ' => 'X',
        other => other,
    }
}

/// Which numbers a hub takes; fixed when it is founded, for ever.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum IdPolicy {
    /// Real people: synthetic numbers are refused.
    Production,
    /// 练习: only synthetic numbers are taken, so that no real person enters a training hub.
    Training,
}

/// Why a well-formed number does not belong on this hub.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum IdPolicyError {
    /// A made-up number on a production hub.
    #[error("a synthetic number does not belong on a production hub")]
    Synthetic,
    /// A number that may be somebody's on a training hub.
    #[error("a real number does not belong on a training hub")]
    Real,
}

impl IdPolicy {
    /// Whether a text may be stored as somebody's number: a number as the card writes it, or the
    /// passport of a foreigner without a residence card. No passport can be told to be synthetic.
    pub fn takes(self, text: &str, today: NaiveDate) -> bool {
        match CitizenId::parse(text, today) {
            Ok(id) => id.as_str() == text && self.admits(&id).is_ok(),
            Err(_) => self == IdPolicy::Production && is_passport(text),
        }
    }

    /// Whether the number may be stored here.
    pub fn admits(self, id: &CitizenId) -> Result<(), IdPolicyError> {
        match (self, id.is_synthetic()) {
            (IdPolicy::Production, true) => Err(IdPolicyError::Synthetic),
            (IdPolicy::Training, false) => Err(IdPolicyError::Real),
            _ => Ok(()),
        }
    }
}

/// Passport numbers of foreigners without a residence card: 5–17 letters and digits, no check.
pub fn is_passport(text: &str) -> bool {
    (5..=17).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
        && text.bytes().any(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 23).unwrap()
    }

    fn parse(text: &str) -> Result<CitizenId, CitizenIdError> {
        CitizenId::parse(text, today())
    }

    #[test]
    fn the_standards_examples_and_the_synthetic_ones_are_valid() {
        for (text, sex, birth) in [
            ("11010519491231002X", Sex::Female, "1949-12-31"),
            ("440524188001010014", Sex::Male, "1880-01-01"),
            ("150199195103070013", Sex::Male, "1951-03-07"),
            ("150199195103070021", Sex::Female, "1951-03-07"),
            ("150199201506010136", Sex::Male, "2015-06-01"),
            ("150199198802290289", Sex::Female, "1988-02-29"),
            ("150199196209151342", Sex::Female, "1962-09-15"),
            ("150199197912312712", Sex::Male, "1979-12-31"),
        ] {
            let id = parse(text).unwrap();
            assert_eq!((id.sex(), id.birth()), (Some(sex), birth.parse().unwrap()), "{text}");
            assert_eq!(complete(&text[..17]).as_deref(), Some(text));
        }
    }

    #[test]
    fn numbers_are_read_as_people_type_them() {
        let id = parse(" 110105 19491231 002x ").unwrap();
        assert_eq!(id.as_str(), "11010519491231002X");
        assert_eq!(
            parse("１５０１９９１９５１０３０７００１３").unwrap().as_str(),
            "150199195103070013"
        );
    }

    #[test]
    fn every_fault_has_its_name() {
        assert_eq!(parse("150125510307001"), Err(CitizenIdError::FifteenDigits));
        assert_eq!(parse("1501991951030700"), Err(CitizenIdError::Length(16)));
        assert_eq!(parse("15019919510307001A"), Err(CitizenIdError::NotDigit(18)));
        assert_eq!(parse("X50199195103070013"), Err(CitizenIdError::NotDigit(1)));
        assert_eq!(parse("150199195103070014"), Err(CitizenIdError::Check));
        assert_eq!(parse("150199195113070013"), Err(CitizenIdError::Birth));
        assert_eq!(parse("150199187903070013"), Err(CitizenIdError::Birth));
        assert_eq!(parse("150199203003070013"), Err(CitizenIdError::Birth));
        assert_eq!(parse("990199195103070013").map(|id| id.holder()), Err(CitizenIdError::Check));
        assert_eq!(parse("080199195103070013"), Err(CitizenIdError::Area));
    }

    #[test]
    fn both_codes_of_the_county_are_at_home_and_others_are_only_remarked() {
        for (area, home) in [("152621", true), ("150125", true), ("110105", false)] {
            let id = parse(&complete(&format!("{area}19500101001")).unwrap()).unwrap();
            assert_eq!(id.is_from_county(), home, "{area}");
        }
    }

    #[test]
    fn a_residence_card_of_a_foreigner_is_read_without_a_sex() {
        let id = parse(&complete("91112419800101001").unwrap()).unwrap();
        assert_eq!((id.holder(), id.sex()), (Holder::PermanentResident, None));
        assert!(is_passport("E12345678") && !is_passport("张三") && !is_passport("ABCDE"));
    }

    #[test]
    fn each_kind_of_hub_takes_its_own_numbers_only() {
        let synthetic = parse("150199195103070013").unwrap();
        let real = parse("440524188001010014").unwrap();
        assert_eq!(IdPolicy::Production.admits(&synthetic), Err(IdPolicyError::Synthetic));
        assert_eq!(IdPolicy::Production.admits(&real), Ok(()));
        assert_eq!(IdPolicy::Training.admits(&real), Err(IdPolicyError::Real));
        assert_eq!(IdPolicy::Training.admits(&synthetic), Ok(()));
    }

    #[test]
    fn printing_a_number_for_a_log_shows_its_last_four_only() {
        let id = parse("11010519491231002X").unwrap();
        assert_eq!(format!("{id:?}"), "**************002X");
    }

    proptest! {
        /// One wrong digit is always noticed, and no text makes the parser panic.
        #[test]
        fn one_wrong_digit_is_noticed(position in 0_usize..17, digit in 0_u8..10, text in "\\PC{0,20}") {
            let _ = parse(&text);
            let mut number = *b"150199195103070013";
            let wrong = b'0' + digit;
            if number[position] != wrong {
                number[position] = wrong;
                prop_assert!(parse(std::str::from_utf8(&number).unwrap()).is_err());
            }
        }
    }
}
