//! Division codes 区划代码 and cell codes 网格编码 (DOMAIN §1.4).
//!
//! A code is an attribute with validity and a source, never an identity: 150125214 is 耗赖山乡 in the
//! statistics bureau's list of 2016 and 二份子乡 in the lists since 2024.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Why a code was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum CodeError {
    /// Not 6, 9 or 12 digits (division), or 15 or 17 (cell).
    #[error("the code has {0} characters")]
    Length(usize),
    /// A character that is not an ASCII digit.
    #[error("the code has a character that is not a digit")]
    NotDigit,
    /// The province segment is outside 11–82.
    #[error("no province has this number")]
    Province,
    /// A township segment is missing although a village is named.
    #[error("a village is named without its township")]
    NoTownship,
    /// A cell code must lie under a village or community.
    #[error("a cell lies under a village, not directly under a township")]
    NoVillage,
    /// The serial falls in none of the ranges 001–499, 501–799, 801–899.
    #[error("the serial {0} belongs to no kind of cell")]
    Serial(u16),
    /// Micro-cells count from 01.
    #[error("micro-cells count from 01")]
    Micro,
}

/// How deep a division code reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// County 县, 6 digits.
    County,
    /// Township 乡镇街道, 9 digits.
    Township,
    /// Village or community 村居, 12 digits.
    Village,
}

/// What the township or village segment of a code says about the unit (统计用区划代码编制规则).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SegmentKind {
    /// The county itself.
    County,
    /// 街道, township segment 0xx.
    Street,
    /// 镇, 1xx.
    Town,
    /// 乡, 2xx–3xx.
    Township,
    /// A unit like a township: development zone, farm; 4xx–5xx.
    Zone,
    /// 居民委员会, village segment 001–199.
    Community,
    /// 村民委员会, 200–399.
    Village,
    /// 虚拟社区 and other special units, 400 and above (either segment).
    Special,
}

/// A division code of 6, 9 or 12 digits. Codes padded with zeros name the shorter unit.
///
/// ```
/// # use gridwork_model::division::{DivisionCode, Level};
/// let town: DivisionCode = "150125200000".parse().unwrap();
/// assert_eq!(town.level(), Level::Township);
/// assert_eq!(town.to_string(), "150125200");
/// assert_eq!(town.full(), "150125200000");
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct DivisionCode {
    county: u32,
    township: u16,
    village: u16,
}

impl DivisionCode {
    /// How deep the code reaches.
    pub const fn level(self) -> Level {
        match (self.township, self.village) {
            (0, _) => Level::County,
            (_, 0) => Level::Township,
            _ => Level::Village,
        }
    }

    /// All 12 digits, padded with zeros.
    pub fn full(self) -> String {
        format!("{:06}{:03}{:03}", self.county, self.township, self.village)
    }

    /// The unit above; `None` above a county.
    pub const fn parent(self) -> Option<DivisionCode> {
        match self.level() {
            Level::County => None,
            Level::Township => Some(DivisionCode { township: 0, ..self }),
            Level::Village => Some(DivisionCode { village: 0, ..self }),
        }
    }

    /// Whether `other` is this unit or lies inside it, as the codes of one vintage say.
    pub fn contains(self, other: DivisionCode) -> bool {
        self.county == other.county
            && (self.township == 0 || self.township == other.township)
            && (self.village == 0 || self.village == other.village)
    }

    /// What the deepest segment says about the kind of unit.
    pub const fn kind(self) -> SegmentKind {
        match self.level() {
            Level::County => SegmentKind::County,
            Level::Township => match self.township {
                0..=99 => SegmentKind::Street,
                100..=199 => SegmentKind::Town,
                200..=399 => SegmentKind::Township,
                400..=599 => SegmentKind::Zone,
                _ => SegmentKind::Special,
            },
            Level::Village => match self.village {
                0..=199 => SegmentKind::Community,
                200..=399 => SegmentKind::Village,
                _ => SegmentKind::Special,
            },
        }
    }
}

fn digits(text: &str) -> Result<u64, CodeError> {
    text.bytes().try_fold(0_u64, |number, byte| match byte {
        b'0'..=b'9' => Ok(number * 10 + u64::from(byte - b'0')),
        _ => Err(CodeError::NotDigit),
    })
}

impl FromStr for DivisionCode {
    type Err = CodeError;

    fn from_str(text: &str) -> Result<DivisionCode, CodeError> {
        let text = text.trim();
        let scale = match text.chars().count() {
            6 => 1_000_000,
            9 => 1_000,
            12 => 1,
            other => return Err(CodeError::Length(other)),
        };
        let number = digits(text)? * scale;
        let code = DivisionCode {
            county: (number / 1_000_000) as u32,
            township: (number / 1_000 % 1_000) as u16,
            village: (number % 1_000) as u16,
        };
        if !(11..=82).contains(&(code.county / 10_000)) {
            return Err(CodeError::Province);
        }
        if code.township == 0 && code.village != 0 {
            return Err(CodeError::NoTownship);
        }
        Ok(code)
    }
}

impl fmt::Display for DivisionCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:06}", self.county)?;
        if self.township != 0 {
            write!(f, "{:03}", self.township)?;
        }
        if self.village != 0 {
            write!(f, "{:03}", self.village)?;
        }
        Ok(())
    }
}

impl fmt::Debug for DivisionCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl TryFrom<String> for DivisionCode {
    type Error = CodeError;

    fn try_from(text: String) -> Result<DivisionCode, CodeError> {
        text.parse()
    }
}

impl From<DivisionCode> for String {
    fn from(code: DivisionCode) -> String {
        code.to_string()
    }
}

/// The kind of cell a serial stands for (DOMAIN §1.4.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CellSerial {
    /// 基础网格, 001–499.
    Base,
    /// 专属网格, 501–799.
    Dedicated,
    /// 季节性网格, 801–899.
    Seasonal,
    /// 微网格: two more digits under any of the above.
    Micro,
}

/// A cell code: 12 digits of the village, 3 of the cell (GB/T 30428.1), and 2 for a micro-cell.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CellCode {
    village: DivisionCode,
    serial: u16,
    micro: u8,
}

impl CellCode {
    /// A cell of a village.
    pub fn new(village: DivisionCode, serial: u16) -> Result<CellCode, CodeError> {
        if village.level() != Level::Village {
            return Err(CodeError::NoVillage);
        }
        match serial {
            1..=499 | 501..=799 | 801..=899 => Ok(CellCode { village, serial, micro: 0 }),
            _ => Err(CodeError::Serial(serial)),
        }
    }

    /// The code of the micro-cell `number` (1–99) of this cell.
    pub fn micro(self, number: u8) -> Result<CellCode, CodeError> {
        match number {
            1..=99 => Ok(CellCode { micro: number, ..self }),
            _ => Err(CodeError::Micro),
        }
    }

    /// The village or community the cell belongs to.
    pub const fn village(self) -> DivisionCode {
        self.village
    }

    /// The cell a micro-cell lies in; `None` for a cell itself.
    pub fn cell(self) -> Option<CellCode> {
        (self.micro != 0).then_some(CellCode { micro: 0, ..self })
    }

    /// What kind of cell the serial stands for.
    pub const fn serial_kind(self) -> CellSerial {
        match (self.micro, self.serial) {
            (1.., _) => CellSerial::Micro,
            (_, 0..=500) => CellSerial::Base,
            (_, 501..=800) => CellSerial::Dedicated,
            _ => CellSerial::Seasonal,
        }
    }
}

impl FromStr for CellCode {
    type Err = CodeError;

    fn from_str(text: &str) -> Result<CellCode, CodeError> {
        let text = text.trim();
        if !text.is_ascii() {
            return Err(CodeError::NotDigit);
        }
        let (village, rest) = match text.len() {
            15 | 17 => text.split_at(12),
            other => return Err(CodeError::Length(other)),
        };
        let (serial, micro) = rest.split_at(3);
        let cell = CellCode::new(village.parse()?, digits(serial)? as u16)?;
        if micro.is_empty() { Ok(cell) } else { cell.micro(digits(micro)? as u8) }
    }
}

impl fmt::Display for CellCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{:03}", self.village.full(), self.serial)?;
        if self.micro != 0 {
            write!(f, "{:02}", self.micro)?;
        }
        Ok(())
    }
}

impl fmt::Debug for CellCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl TryFrom<String> for CellCode {
    type Error = CodeError;

    fn try_from(text: String) -> Result<CellCode, CodeError> {
        text.parse()
    }
}

impl From<CellCode> for String {
    fn from(code: CellCode) -> String {
        code.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> DivisionCode {
        text.parse().unwrap()
    }

    #[test]
    fn a_padded_code_names_the_shorter_unit() {
        assert_eq!(code("150125000000"), code("150125"));
        assert_eq!(code("150125200000"), code("150125200"));
        assert_eq!(code("150125200202").parent(), Some(code("150125200")));
        assert_eq!(code("150125").parent(), None);
        assert!(code("150125").contains(code("150125200202")));
        assert!(!code("150125201").contains(code("150125200202")));
    }

    #[test]
    fn segments_tell_the_kind_of_unit() {
        for (text, kind) in [
            ("150125", SegmentKind::County),
            ("150125001", SegmentKind::Street),
            ("150125100", SegmentKind::Town),
            ("150125214", SegmentKind::Township),
            ("150125402", SegmentKind::Zone),
            ("150125100001", SegmentKind::Community),
            ("150125200202", SegmentKind::Village),
            ("150125402498", SegmentKind::Special),
        ] {
            assert_eq!(code(text).kind(), kind, "{text}");
        }
    }

    #[test]
    fn malformed_codes_are_refused_by_name() {
        let parse = |text: &str| text.parse::<DivisionCode>().unwrap_err();
        assert_eq!(parse("15012"), CodeError::Length(5));
        assert_eq!(parse("15012x"), CodeError::NotDigit);
        assert_eq!(parse("15012５"), CodeError::NotDigit);
        assert_eq!(parse("990125"), CodeError::Province);
        assert_eq!(parse("150125000201"), CodeError::NoTownship);
    }

    #[test]
    fn cell_codes_carry_village_serial_and_micro_cell() {
        let micro: CellCode = "15012520020200307".parse().unwrap();
        assert_eq!(micro.serial_kind(), CellSerial::Micro);
        assert_eq!(micro.village(), code("150125200202"));
        assert_eq!(micro.cell().unwrap().to_string(), "150125200202003");
        assert_eq!(micro.cell().unwrap().cell(), None);
        for (serial, kind) in
            [(499, CellSerial::Base), (501, CellSerial::Dedicated), (801, CellSerial::Seasonal)]
        {
            let cell = CellCode::new(code("150125200202"), serial).unwrap();
            assert_eq!(cell.serial_kind(), kind);
            assert_eq!(cell.to_string().parse::<CellCode>().unwrap(), cell);
        }
        for serial in [0, 500, 800, 900, 999] {
            let refused = CellCode::new(code("150125200202"), serial);
            assert_eq!(refused, Err(CodeError::Serial(serial)));
        }
        assert_eq!("150125200000003".parse::<CellCode>(), Err(CodeError::NoVillage));
        assert_eq!("15012520020200300".parse::<CellCode>(), Err(CodeError::Micro));
        assert_eq!("1501252002020".parse::<CellCode>(), Err(CodeError::Length(13)));
    }
}
