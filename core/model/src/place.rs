//! Kinds and uses of places: the codes of the fields `kind` and `use` of a place document.

use serde::{Deserialize, Serialize};

/// What a place is. The discriminant is its frozen code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum PlaceKind {
    /// 砖房
    DwellingBrick = 1,
    /// 土房
    DwellingEarth = 2,
    /// 窑洞
    DwellingCave = 3,
    /// 楼房
    DwellingFlat = 4,
    /// 商店
    Shop = 10,
    /// 饭馆
    Eatery = 11,
    /// 作坊
    Workshop = 12,
    /// 机井
    Well = 20,
    /// 桥涵
    Bridge = 21,
    /// 大喇叭
    Loudspeaker = 22,
    /// 避险点
    Shelter = 23,
    /// 消防水源
    FireWater = 24,
    /// 防火卡口
    Checkpoint = 25,
    /// 巡护段
    PatrolSection = 26,
    /// 公示栏
    NoticeBoard = 27,
    /// 山洪沟
    Gully = 40,
    /// 涵洞
    Culvert = 41,
    /// 过水路
    Ford = 42,
    /// 塘坝
    Pond = 43,
    /// 淤地坝
    CheckDam = 44,
    /// 水库
    Reservoir = 45,
    /// 灌溉蓄水池
    IrrigationPond = 46,
    /// 取土坑
    BorrowPit = 47,
    /// 地质灾害隐患点
    HazardGeological = 48,
    /// 畜圈、牧点
    LivestockPost = 60,
}

impl PlaceKind {
    /// Every kind, by code.
    pub const ALL: [PlaceKind; 25] = [
        PlaceKind::DwellingBrick,
        PlaceKind::DwellingEarth,
        PlaceKind::DwellingCave,
        PlaceKind::DwellingFlat,
        PlaceKind::Shop,
        PlaceKind::Eatery,
        PlaceKind::Workshop,
        PlaceKind::Well,
        PlaceKind::Bridge,
        PlaceKind::Loudspeaker,
        PlaceKind::Shelter,
        PlaceKind::FireWater,
        PlaceKind::Checkpoint,
        PlaceKind::PatrolSection,
        PlaceKind::NoticeBoard,
        PlaceKind::Gully,
        PlaceKind::Culvert,
        PlaceKind::Ford,
        PlaceKind::Pond,
        PlaceKind::CheckDam,
        PlaceKind::Reservoir,
        PlaceKind::IrrigationPond,
        PlaceKind::BorrowPit,
        PlaceKind::HazardGeological,
        PlaceKind::LivestockPost,
    ];

    /// The frozen code.
    pub const fn code(self) -> u32 {
        self as u32
    }

    /// The kind with this code, if this version knows it.
    pub fn from_code(code: u32) -> Option<PlaceKind> {
        PlaceKind::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// What a worker reads.
    pub const fn zh(self) -> &'static str {
        match self {
            PlaceKind::DwellingBrick => "砖房",
            PlaceKind::DwellingEarth => "土房",
            PlaceKind::DwellingCave => "窑洞",
            PlaceKind::DwellingFlat => "楼房",
            PlaceKind::Shop => "商店",
            PlaceKind::Eatery => "饭馆",
            PlaceKind::Workshop => "作坊",
            PlaceKind::Well => "机井",
            PlaceKind::Bridge => "桥涵",
            PlaceKind::Loudspeaker => "大喇叭",
            PlaceKind::Shelter => "避险点",
            PlaceKind::FireWater => "消防水源",
            PlaceKind::Checkpoint => "防火卡口",
            PlaceKind::PatrolSection => "巡护段",
            PlaceKind::NoticeBoard => "公示栏",
            PlaceKind::Gully => "山洪沟",
            PlaceKind::Culvert => "涵洞",
            PlaceKind::Ford => "过水路",
            PlaceKind::Pond => "塘坝",
            PlaceKind::CheckDam => "淤地坝",
            PlaceKind::Reservoir => "水库",
            PlaceKind::IrrigationPond => "灌溉蓄水池",
            PlaceKind::BorrowPit => "取土坑",
            PlaceKind::HazardGeological => "地质灾害隐患点",
            PlaceKind::LivestockPost => "畜圈",
        }
    }

    /// How it is drawn: by what may happen there.
    pub const fn mark(self) -> PlaceMark {
        match self {
            PlaceKind::FireWater | PlaceKind::Checkpoint | PlaceKind::PatrolSection => {
                PlaceMark::Fire
            }
            PlaceKind::Gully
            | PlaceKind::Pond
            | PlaceKind::CheckDam
            | PlaceKind::Reservoir
            | PlaceKind::IrrigationPond
            | PlaceKind::BorrowPit => PlaceMark::Water,
            PlaceKind::Bridge | PlaceKind::Culvert | PlaceKind::Ford => PlaceMark::Road,
            PlaceKind::HazardGeological => PlaceMark::Ground,
            _ if self.is_dwelling() => PlaceMark::House,
            _ => PlaceMark::Plain,
        }
    }

    /// Whether people may live in it.
    pub const fn is_dwelling(self) -> bool {
        matches!(
            self,
            PlaceKind::DwellingBrick
                | PlaceKind::DwellingEarth
                | PlaceKind::DwellingCave
                | PlaceKind::DwellingFlat
        )
    }
}

/// How a place is drawn: by shape and letter, never by colour alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PlaceMark {
    /// Water for fighting fire, posts and patrols against it.
    Fire,
    /// Where floods come or water stands.
    Water,
    /// A dwelling.
    House,
    /// Bridges, culverts, fords.
    Road,
    /// Ground that may slide.
    Ground,
    /// Anything else.
    Plain,
}

impl PlaceMark {
    /// The letter beside the shape; empty for an ordinary place.
    pub const fn letter(self) -> &'static str {
        match self {
            PlaceMark::Fire => "火",
            PlaceMark::Water => "水",
            PlaceMark::House => "房",
            PlaceMark::Road => "路",
            PlaceMark::Ground => "地",
            PlaceMark::Plain => "",
        }
    }
}

/// How a dwelling is used. The discriminant is its frozen code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum PlaceUse {
    /// 自住
    Own = 1,
    /// 出租
    Rented = 2,
    /// 空置
    Empty = 3,
    /// 季节居住
    Seasonal = 4,
    /// 危房已封
    Sealed = 5,
}

impl PlaceUse {
    /// Every use, by code.
    pub const ALL: [PlaceUse; 5] =
        [PlaceUse::Own, PlaceUse::Rented, PlaceUse::Empty, PlaceUse::Seasonal, PlaceUse::Sealed];

    /// The frozen code.
    pub const fn code(self) -> u32 {
        self as u32
    }

    /// The use with this code, if this version knows it.
    pub fn from_code(code: u32) -> Option<PlaceUse> {
        PlaceUse::ALL.into_iter().find(|used| used.code() == code)
    }

    /// What a worker reads.
    pub const fn zh(self) -> &'static str {
        match self {
            PlaceUse::Own => "自住",
            PlaceUse::Rented => "出租",
            PlaceUse::Empty => "空置",
            PlaceUse::Seasonal => "季节居住",
            PlaceUse::Sealed => "危房已封",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_read_back() {
        for kind in PlaceKind::ALL {
            assert_eq!(PlaceKind::from_code(kind.code()), Some(kind));
        }
        for used in PlaceUse::ALL {
            assert_eq!(PlaceUse::from_code(used.code()), Some(used));
        }
        assert_eq!(PlaceKind::from_code(0), None);
    }
}
