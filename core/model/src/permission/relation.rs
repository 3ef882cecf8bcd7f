//! How an object stands to the person who asks.

use serde::Serialize;

/// The relation of an object to a person in a role. A person may stand in several at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    /// 本人的: written by, reported by or about the person.
    OwnRecord,
    /// 派给本人或本单位的: assigned to the person or the person's unit.
    Assigned,
    /// 专岗: sealed to the post that the person holds.
    NamedPost,
    /// 事件处置中: the people of an open incident that the person runs.
    InIncident,
    /// In a cell of the person.
    OwnCell,
    /// In the village of the person.
    OwnVillage,
    /// In the township of the person.
    OwnTownship,
    /// Anywhere in the county.
    County,
}

impl Relation {
    /// Every relation.
    pub const ALL: [Relation; 8] = [
        Relation::OwnRecord,
        Relation::Assigned,
        Relation::NamedPost,
        Relation::InIncident,
        Relation::OwnCell,
        Relation::OwnVillage,
        Relation::OwnTownship,
        Relation::County,
    ];

    /// Whether standing in this relation is as good as standing in `within`: a cell lies in its
    /// village, that in its township, and everything in the county.
    pub const fn implies(self, within: Relation) -> bool {
        use Relation::{County, OwnCell, OwnTownship, OwnVillage};
        match within {
            County => true,
            OwnTownship => matches!(self, OwnCell | OwnVillage | OwnTownship),
            OwnVillage => matches!(self, OwnCell | OwnVillage),
            _ => self as u8 == within as u8,
        }
    }

    /// The word on a permission page.
    pub const fn word(self) -> &'static str {
        match self {
            Relation::OwnRecord => "本人的",
            Relation::Assigned => "派给的",
            Relation::NamedPost => "专岗的",
            Relation::InIncident => "处置中",
            Relation::OwnCell => "本网格",
            Relation::OwnVillage => "本村",
            Relation::OwnTownship => "本乡镇",
            Relation::County => "全县",
        }
    }
}
