//! Units: county, township, office, institution, village, community.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::Id;
use crate::division::DivisionCode;
use crate::validity::{self, Dated, Validity};

/// What a unit is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UnitKind {
    /// 县 county (旗县).
    County,
    /// 乡镇街道 township, town or street.
    Township,
    /// 党政机构 office of a township, such as 社会事务办公室.
    Office,
    /// 事业单位 institution of a township, such as 党群服务中心.
    Institution,
    /// 部门 department of the county.
    Department,
    /// 派驻机构 station of a county department, such as a police station.
    Station,
    /// 行政村 village with a village committee.
    Village,
    /// 社区 community with a residents' committee.
    Community,
    /// 开发区 and other units the statistics bureau counts like a township.
    Zone,
    /// A kind a newer version knows.
    #[serde(other)]
    Other,
}

impl UnitKind {
    /// Whether cells lie directly under such a unit; never under a township or the county
    /// (DOMAIN §1.3, 不应将网格直接归属到乡镇街道或区县级).
    pub const fn holds_cells(self) -> bool {
        matches!(self, UnitKind::Village | UnitKind::Community)
    }

    /// Whether incidents are dispatched to such a unit.
    pub const fn handles_incidents(self) -> bool {
        matches!(
            self,
            UnitKind::Office
                | UnitKind::Institution
                | UnitKind::Department
                | UnitKind::Station
                | UnitKind::Village
                | UnitKind::Community
        )
    }
}

/// A unit of the administration or of village self-government.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OrgUnit {
    /// Identity; stays through renaming and recoding.
    pub id: Id,
    /// The unit above; `None` for the county.
    #[serde(default)]
    pub parent: Option<Id>,
    /// What it is.
    pub kind: UnitKind,
    /// Official name, such as 可可以力更镇.
    pub name: String,
    /// Other names in use, such as 可镇, and former names.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<String>,
    /// 挂牌: further plates at the same door, such as 便民服务中心.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub plates: Vec<String>,
    /// Division codes with the lists they come from.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub codes: Vec<Dated<DivisionCode>>,
    /// Telephone of the duty room or desk, class C0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// When the unit exists.
    #[serde(flatten)]
    pub validity: Validity,
    /// Units it was split from or merged of.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub predecessors: Vec<Id>,
}

impl OrgUnit {
    /// A unit with a name and nothing else said.
    pub fn new(id: Id, parent: Option<Id>, kind: UnitKind, name: impl Into<String>) -> OrgUnit {
        OrgUnit {
            id,
            parent,
            kind,
            name: name.into(),
            aliases: Vec::new(),
            plates: Vec::new(),
            codes: Vec::new(),
            phone: None,
            validity: Validity::ALWAYS,
            predecessors: Vec::new(),
        }
    }

    /// The code that holds on `day`.
    pub fn code(&self, day: NaiveDate) -> Option<DivisionCode> {
        validity::on(&self.codes, day).copied()
    }

    /// Whether the unit goes by this name: official, alias or plate.
    pub fn is_called(&self, name: &str) -> bool {
        self.name == name || self.aliases.iter().chain(&self.plates).any(|other| other == name)
    }
}
