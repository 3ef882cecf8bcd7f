//! Service tags 重点服务人群 (DOMAIN §2.7): "service", not "control". A tag exists so that help
//! arrives; the list is closed, and a new tag needs an impact assessment first.

use serde::{Deserialize, Serialize};

use crate::{Class, Purpose};

/// A service tag. The discriminant is its frozen code: bit n of a `tags` field, n < 64.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[repr(u8)]
pub enum Tag {
    /// 低保户: receives the minimum living allowance.
    DB = 1,
    /// 特困供养人员: no ability to work, no income, no supporter.
    TK = 2,
    /// 低保边缘、刚性支出困难家庭.
    BY = 3,
    /// 监测户: at risk of falling into poverty.
    JC = 4,
    /// 独居、空巢、孤寡老人.
    DJLR = 5,
    /// 高龄老人, computed from the birth date.
    GL = 6,
    /// 残疾人: holds a disability card.
    CJ = 7,
    /// 留守儿童: restricted to a named post.
    LS = 8,
    /// 困境儿童、孤儿、事实无人抚养: restricted to a named post.
    KJ = 9,
    /// 退役军人、优抚对象.
    TY = 10,
    /// 党员.
    DY = 11,
    /// 外出务工.
    WC = 12,
    /// 流动人口(流入).
    LD = 13,
    /// 需医疗关注: emergency need only, never a diagnosis.
    JK = 14,
    /// 行动不便需协助转移.
    XD = 15,
}

impl Tag {
    /// Every tag, in the order of the code list.
    pub const ALL: [Tag; 15] = [
        Tag::DB,
        Tag::TK,
        Tag::BY,
        Tag::JC,
        Tag::DJLR,
        Tag::GL,
        Tag::CJ,
        Tag::LS,
        Tag::KJ,
        Tag::TY,
        Tag::DY,
        Tag::WC,
        Tag::LD,
        Tag::JK,
        Tag::XD,
    ];

    /// Its bit in a `tags` field.
    pub const fn bit(self) -> u64 {
        1 << self as u8
    }

    /// What a worker reads.
    pub const fn zh(self) -> &'static str {
        match self {
            Tag::DB => "低保户",
            Tag::TK => "特困供养人员",
            Tag::BY => "低保边缘家庭",
            Tag::JC => "监测户",
            Tag::DJLR => "独居空巢老人",
            Tag::GL => "高龄老人",
            Tag::CJ => "残疾人",
            Tag::LS => "留守儿童",
            Tag::KJ => "困境儿童",
            Tag::TY => "退役军人和优抚对象",
            Tag::DY => "党员",
            Tag::WC => "外出务工",
            Tag::LD => "流动人口",
            Tag::JK => "需医疗关注",
            Tag::XD => "行动不便需协助转移",
        }
    }

    /// Class of the fact that somebody carries the tag.
    pub const fn class(self) -> Class {
        match self {
            Tag::DJLR | Tag::GL | Tag::DY | Tag::WC | Tag::LD => Class::C2,
            Tag::LS | Tag::KJ => Class::C4,
            _ => Class::C3,
        }
    }

    /// The purpose whose needs document holds the tag; `None` for a C2 tag, which is read off the
    /// roster instead.
    pub const fn purpose(self) -> Option<Purpose> {
        match self {
            // Help to a safe place is assistance, so that the worker of the cell is told of it.
            Tag::DB | Tag::TK | Tag::BY | Tag::JC | Tag::XD => Some(Purpose::Assistance),
            Tag::CJ => Some(Purpose::Disability),
            Tag::JK => Some(Purpose::Health),
            Tag::TY => Some(Purpose::Veterans),
            Tag::LS | Tag::KJ => Some(Purpose::Children),
            Tag::DJLR | Tag::GL | Tag::DY | Tag::WC | Tag::LD => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_are_distinct_and_restricted_tags_have_a_purpose() {
        let bits = Tag::ALL.iter().fold(0, |bits, tag| bits | tag.bit());
        assert_eq!(bits.count_ones() as usize, Tag::ALL.len());
        for tag in Tag::ALL {
            assert_eq!(tag.purpose().is_some(), tag.class() >= Class::C3, "{tag:?}");
        }
    }
}
