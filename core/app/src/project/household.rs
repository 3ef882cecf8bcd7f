//! A household's row: what lists, the finder and the derivation of tasks need of it.

use chrono::NaiveDate;
use gridwork_model::residency::Residency;
use gridwork_model::task::facts::{HouseholdFacts, PersonFacts};
use gridwork_model::{Founding, Id, Value};
use gridwork_store::Row;
use serde::{Deserialize, Serialize};

use super::{Subject, row};
use crate::{Code, CoreError};

/// A point that may be off by more metres says in which hamlet a house is, not where it stands.
const EXACT_M: u16 = 200;
/// Flag: the household left or was merged into another.
pub(crate) const GONE: u32 = 1;
/// Flag: a field holds two values.
pub(crate) const IN_CONFLICT: u32 = 2;

/// A household as shown.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Household {
    pub hamlet: Option<Id>,
    pub address: String,
    pub nickname: String,
    pub note: String,
    pub head: Option<Id>,
    pub road: Option<i64>,
    /// Where the house stands, 1e-7 degrees and metres of accuracy.
    pub point: Option<(i32, i32, u16)>,
    pub left: u32,
    pub merged_into: Option<Id>,
    pub conflicts: u32,
    pub members: Vec<Member>,
}

/// A member as shown.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Member {
    pub id: Id,
    pub name: String,
    pub alias: String,
    pub nickname: String,
    pub sex: u32,
    pub birth: Option<NaiveDate>,
    pub relation: u32,
    pub phone: String,
    pub residency: u32,
    pub winter_here: bool,
    pub summer_here: bool,
    pub left: u32,
}

impl Household {
    /// The head, or else the first member who is here.
    pub(crate) fn head(&self) -> Option<&Member> {
        let named = self.head.and_then(|head| self.members.iter().find(|m| m.id == head));
        named.or_else(|| self.members.iter().find(|m| m.left == 0)).or(self.members.first())
    }

    /// Where the house stands, if that is known better than its hamlet.
    pub(crate) fn place(&self) -> Option<(i32, i32, u16)> {
        self.point.filter(|(_, _, accuracy)| *accuracy <= EXACT_M)
    }

    /// Whether it left as a whole or goes on in another.
    pub(crate) fn has_ended(&self) -> bool {
        self.left != 0 || self.merged_into.is_some()
    }

    /// What the derivation of tasks asks.
    pub(crate) fn facts(&self, id: Id, cell: Id) -> HouseholdFacts {
        HouseholdFacts {
            hamlet: self.hamlet,
            road: self.road,
            gone: self.has_ended(),
            people: self.members.iter().map(Member::facts).collect(),
            ..HouseholdFacts::new(id, cell)
        }
    }
}

impl Member {
    fn facts(&self) -> PersonFacts {
        PersonFacts {
            birth: self.birth,
            residency: Residency::from_code(self.residency),
            winter_here: self.winter_here,
            summer_here: self.summer_here,
            left: self.left != 0,
            ..PersonFacts::new(self.id)
        }
    }
}

pub(super) fn row(subject: &Subject<'_>) -> Result<Row, CoreError> {
    let Founding::Household { id, .. } = *subject.document.founding() else {
        return Err(Code::Damaged.into());
    };
    let members = subject.document.members().into_iter().map(|id| member(subject, id)).collect();
    let household = Household {
        hamlet: subject.reference(None, "hamlet"),
        address: subject.text(None, "address"),
        nickname: subject.text(None, "nickname"),
        note: subject.text(None, "note"),
        head: subject.reference(None, "head"),
        road: subject.int(None, "road"),
        point: match subject.shown(None, "point") {
            Some(Value::Point { lon_e7, lat_e7, accuracy_m, .. }) => {
                Some((*lon_e7, *lat_e7, *accuracy_m))
            }
            _ => None,
        },
        left: subject.code(None, "left"),
        merged_into: subject.reference(None, "merged_into"),
        conflicts: subject.conflicts,
        members,
    };
    let mut flags = 0;
    if household.has_ended() {
        flags |= GONE;
    }
    if subject.conflicts > 0 {
        flags |= IN_CONFLICT;
    }
    let order = household.road.unwrap_or(i64::MAX);
    Ok(Row { order, flags, ..subject.row(row::HOUSEHOLD, id, &household) })
}

fn member(subject: &Subject<'_>, id: Id) -> Member {
    let of = Some(id);
    Member {
        id,
        name: subject.text(of, "name"),
        alias: subject.text(of, "alias"),
        nickname: subject.text(of, "nickname"),
        sex: subject.code(of, "sex"),
        birth: subject.date(of, "birth"),
        relation: subject.code(of, "relation"),
        phone: subject.text(of, "phone"),
        residency: subject.code(of, "residency"),
        winter_here: subject.flag(of, "winter_here"),
        summer_here: subject.flag(of, "summer_here"),
        left: subject.code(of, "left"),
    }
}
