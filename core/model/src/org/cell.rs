//! Hamlets, cells and the Party units on them (DOMAIN §1.3, §1.4.3).

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::Id;
use crate::division::CellCode;
use crate::geo::{Boundary, GeoPoint};
use crate::validity::{self, Dated, Validity};

/// A natural village 自然村: what people say when asked where they live.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Hamlet {
    /// Identity.
    pub id: Id,
    /// The village or community it belongs to.
    pub village: Id,
    /// Name.
    pub name: String,
    /// Other writings and former names.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<String>,
    /// A point in it, not its centre by survey.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub point: Option<GeoPoint>,
    /// 示意: generated for demonstration, in no source.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub illustrative: bool,
    /// When it is inhabited or counted.
    #[serde(flatten)]
    pub validity: Validity,
}

/// What kind of cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CellKind {
    /// 基础网格: covers land and residents without gap or overlap.
    Base,
    /// 专属网格: a school, hospital, market, mine or wind farm managed by its own unit.
    Dedicated,
    /// 季节性网格: summer herd camps, harvest camps; has start and end dates.
    Seasonal,
    /// 微网格: 5–15 households, a contact group under another cell.
    Micro,
    /// A kind a newer version knows.
    #[serde(other)]
    Other,
}

/// A cell 网格. Splitting or merging makes new cells that name their predecessors; history stays
/// with the old id.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Cell {
    /// Identity.
    pub id: Id,
    /// The village or community it lies in; another cell for a micro-cell.
    pub parent: Id,
    /// Kind.
    pub kind: CellKind,
    /// Name, such as 第3网格.
    pub name: String,
    /// The hamlets it consists of: for most villages the real definition of a cell.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hamlets: Vec<Id>,
    /// Boundary, where one has been drawn.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub boundary: Option<Boundary>,
    /// 网格党小组 or branch built on the cell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub party_unit: Option<Id>,
    /// Codes with validity.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub codes: Vec<Dated<CellCode>>,
    /// When it exists; for a seasonal cell its season.
    #[serde(flatten)]
    pub validity: Validity,
    /// Cells it was split from or merged of.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub predecessors: Vec<Id>,
}

impl Cell {
    /// A cell with a name and its hamlets, nothing else said.
    pub fn new(
        id: Id,
        parent: Id,
        kind: CellKind,
        name: impl Into<String>,
        hamlets: Vec<Id>,
    ) -> Cell {
        Cell {
            id,
            parent,
            kind,
            name: name.into(),
            hamlets,
            boundary: None,
            party_unit: None,
            codes: Vec::new(),
            validity: Validity::ALWAYS,
            predecessors: Vec::new(),
        }
    }

    /// The code that holds on `day`.
    pub fn code(&self, day: NaiveDate) -> Option<CellCode> {
        validity::on(&self.codes, day).copied()
    }

    /// The parts of a split: new cells that take over disjoint hamlets from `day` on.
    ///
    /// Returns the old cell ended on `day`, and the parts naming it as predecessor. The boundary is
    /// left to a person, because a cut through it cannot be guessed.
    pub fn split(&self, day: NaiveDate, parts: Vec<(Id, String, Vec<Id>)>) -> (Cell, Vec<Cell>) {
        let ended = self.ended(day);
        let parts = parts
            .into_iter()
            .map(|(id, name, hamlets)| {
                let mut part = Cell::new(id, self.parent, self.kind, name, hamlets);
                part.validity = Validity::from(day);
                part.party_unit = self.party_unit;
                part.predecessors = vec![self.id];
                part
            })
            .collect();
        (ended, parts)
    }

    /// One cell out of several from `day` on: the old ones ended, and the new one with all hamlets.
    pub fn merge(cells: &[&Cell], day: NaiveDate, id: Id, name: &str) -> Option<(Vec<Cell>, Cell)> {
        let first = cells.first()?;
        let hamlets = cells.iter().flat_map(|cell| cell.hamlets.iter().copied()).collect();
        let mut whole = Cell::new(id, first.parent, first.kind, name, hamlets);
        whole.validity = Validity::from(day);
        whole.predecessors = cells.iter().map(|cell| cell.id).collect();
        Some((cells.iter().map(|cell| cell.ended(day)).collect(), whole))
    }

    fn ended(&self, day: NaiveDate) -> Cell {
        let validity = Validity { valid_to: Some(day), ..self.validity };
        Cell { validity, ..self.clone() }
    }
}

/// What kind of Party unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PartyUnitKind {
    /// 党总支 general branch.
    GeneralBranch,
    /// 党支部 branch.
    Branch,
    /// 党小组 group.
    Group,
    /// A kind a newer version knows.
    #[serde(other)]
    Other,
}

/// A Party unit and the cells it is built on. Its members are not directory data.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PartyUnit {
    /// Identity.
    pub id: Id,
    /// The village, community or unit it belongs to.
    pub unit: Id,
    /// The branch a group belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<Id>,
    /// Kind.
    pub kind: PartyUnitKind,
    /// Name.
    pub name: String,
    /// Its secretary or group leader.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub leader: Option<Id>,
    /// Cells it is built on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cells: Vec<Id>,
    /// When it exists.
    #[serde(flatten)]
    pub validity: Validity,
}
