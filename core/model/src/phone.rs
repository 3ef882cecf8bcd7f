//! Telephone numbers (DOMAIN §2.6): mobile, the county's land lines, and the short emergency and
//! service numbers.

use std::fmt;

use thiserror::Error;

/// Not a number that can be called from here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum PhoneError {
    /// Something other than digits and the usual separators.
    #[error("character {0} belongs to no number")]
    Character(usize),
    /// Neither 11 digits of a mobile, a land line with area code, nor a known short number.
    #[error("no mobile, land line or known short number")]
    Form,
}

/// Short numbers in use here, with what answers.
pub const SHORT: [(&str, &str); 13] = [
    ("110", "报警"),
    ("119", "火警"),
    ("120", "急救"),
    ("122", "交通事故"),
    ("12119", "森林草原火警"),
    ("12319", "城管"),
    ("12329", "公积金"),
    ("12333", "人社"),
    ("12345", "政务热线"),
    ("12356", "心理援助"),
    ("12393", "医保"),
    ("12349", "民政"),
    ("96110", "反诈"),
];
/// Area code of the county (呼和浩特市).
const AREA: &str = "471";

/// What kind of number it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Mobile.
    Mobile,
    /// Land line of the county.
    LandLine,
    /// Short number; called as it stands.
    Short,
}

/// A number in one normal form. It prints masked only; [`Phone::spaced`] is for the screen.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Phone(String);

impl Phone {
    /// Reads a number with spaces, dashes, brackets, full-width digits or `+86`.
    pub fn parse(text: &str) -> Result<Phone, PhoneError> {
        let mut digits = String::with_capacity(16);
        for (position, c) in text.chars().enumerate() {
            match c {
                '0'..='9' => digits.push(c),
                '０'..='９' => digits.push(char::from(b'0' + (c as u32 - '０' as u32) as u8)),
                '+' if digits.is_empty() => {}
                ' ' | '-' | '－' | '(' | ')' | '（' | '）' | '\u{3000}' => {}
                _ => return Err(PhoneError::Character(position + 1)),
            }
        }
        if SHORT.iter().any(|(number, _)| *number == digits) {
            return Ok(Phone(digits));
        }
        let national = digits
            .strip_prefix("0086")
            .or_else(|| digits.strip_prefix("86").filter(|rest| rest.len() >= 10))
            .unwrap_or(&digits);
        let bytes = national.as_bytes();
        let mobile = bytes.len() == 11 && bytes[0] == b'1' && (b'3'..=b'9').contains(&bytes[1]);
        let line = national.strip_prefix('0').unwrap_or(national);
        if mobile {
            Ok(Phone(format!("+86{national}")))
        } else if line.len() == 10 && line.starts_with(AREA) {
            Ok(Phone(format!("+86{line}")))
        } else {
            Err(PhoneError::Form)
        }
    }

    /// Kind.
    pub fn kind(&self) -> Kind {
        match self.0.strip_prefix("+86") {
            None => Kind::Short,
            Some(national) if national.len() == 11 => Kind::Mobile,
            Some(_) => Kind::LandLine,
        }
    }

    /// E.164, `+8613800000000`; a short number as it stands.
    pub fn e164(&self) -> &str {
        &self.0
    }

    /// For the screen: `138 0000 0000`, `0471 1234567`, `119`.
    pub fn spaced(&self) -> String {
        let national = self.0.strip_prefix("+86").unwrap_or(&self.0);
        match self.kind() {
            Kind::Mobile => format!("{} {} {}", &national[..3], &national[3..7], &national[7..]),
            Kind::LandLine => format!("0{} {}", &national[..3], &national[3..]),
            Kind::Short => national.to_owned(),
        }
    }
}

impl fmt::Debug for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&crate::mask::phone(&self.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_into_one_form() {
        for (text, e164, spaced) in [
            ("13800005678", "+8613800005678", "138 0000 5678"),
            ("+86 138-0000-5678", "+8613800005678", "138 0000 5678"),
            ("0086 13800005678", "+8613800005678", "138 0000 5678"),
            ("１３８００００５６７８", "+8613800005678", "138 0000 5678"),
            ("0471-8811234", "+864718811234", "0471 8811234"),
            ("（0471）8811234", "+864718811234", "0471 8811234"),
            ("12119", "12119", "12119"),
            ("110", "110", "110"),
        ] {
            let phone = Phone::parse(text).unwrap();
            assert_eq!((phone.e164(), phone.spaced().as_str()), (e164, spaced), "{text}");
        }
    }

    #[test]
    fn what_cannot_be_called_is_refused() {
        for text in ["", "12800005678", "1380000567", "138000056789", "010-88112345", "999"] {
            assert_eq!(Phone::parse(text), Err(PhoneError::Form), "{text}");
        }
        assert_eq!(Phone::parse("138张0005678"), Err(PhoneError::Character(4)));
    }

    #[test]
    fn printing_for_a_log_is_masked() {
        assert_eq!(format!("{:?}", Phone::parse("13800005678").unwrap()), "138****5678");
    }
}
