//! Residency 居住状态 (DOMAIN §2.2): registered here is far from living here.

use serde::{Deserialize, Serialize};

/// Where a person lives and is registered. The discriminant is the frozen code of the field
/// `residency`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[repr(u8)]
pub enum Residency {
    /// 户在人在(常住): registered here, lives here.
    R1 = 1,
    /// 户在人不在(外出): registered here, lives elsewhere.
    R2 = 2,
    /// 季节居住: here for part of the year, see `winter_here` and `summer_here`.
    R3 = 3,
    /// 人在户不在(流入): lives here, registered elsewhere.
    R4 = 4,
    /// 空挂、整户外迁: registration only.
    R5 = 5,
}

impl Residency {
    /// Every residency, by code.
    pub const ALL: [Residency; 5] =
        [Residency::R1, Residency::R2, Residency::R3, Residency::R4, Residency::R5];

    /// The frozen code.
    pub const fn code(self) -> u32 {
        self as u32
    }

    /// The residency with this code, if any.
    pub fn from_code(code: u32) -> Option<Residency> {
        Residency::ALL.into_iter().find(|residency| residency.code() == code)
    }

    /// What a worker reads.
    pub const fn zh(self) -> &'static str {
        match self {
            Residency::R1 => "户在人在",
            Residency::R2 => "户在人不在",
            Residency::R3 => "季节居住",
            Residency::R4 => "人在户不在",
            Residency::R5 => "空挂",
        }
    }
}
