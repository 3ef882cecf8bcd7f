//! The plain facts tasks are derived from. The app and the hub build them from their projections;
//! a deriver passes in only what it may see.

use chrono::{Datelike, NaiveDate};

use crate::Id;
use crate::place::{PlaceKind, PlaceUse};
use crate::residency::Residency;
use crate::template::target::ELDER_AGE;

/// Everything a derivation reads.
#[derive(Clone, Copy, Debug, Default)]
pub struct Facts<'a> {
    /// Cells.
    pub cells: &'a [CellFacts],
    /// Villages and communities, by id.
    pub villages: &'a [Id],
    /// Party branches.
    pub branches: &'a [BranchFacts],
    /// Party groups.
    pub groups: &'a [GroupFacts],
    /// Households.
    pub households: &'a [HouseholdFacts],
    /// Places.
    pub places: &'a [PlaceFacts],
}

/// A cell and the village it belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CellFacts {
    /// The cell.
    pub id: Id,
    /// Its village.
    pub village: Id,
}

/// A Party branch and the village it belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BranchFacts {
    /// The Party unit.
    pub unit: Id,
    /// Its village.
    pub village: Id,
}

/// A Party group and the cell it belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GroupFacts {
    /// The Party unit.
    pub unit: Id,
    /// Its cell.
    pub cell: Id,
}

/// What is known of a household.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HouseholdFacts {
    /// The household.
    pub id: Id,
    /// Its cell.
    pub cell: Id,
    /// Its hamlet 自然村.
    pub hamlet: Option<Id>,
    /// Its place along the road through the cell.
    pub road: Option<i64>,
    /// It left or was merged into another.
    pub gone: bool,
    /// Service tags of the household as a whole (bits of [`Tag`](crate::tag::Tag)); 0 where the
    /// deriver may not see them.
    pub tags: u64,
    /// How often an allowance is reviewed; hub only.
    pub need: Option<Need>,
    /// Its members.
    pub people: Vec<PersonFacts>,
}

/// What is known of a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonFacts {
    /// The person.
    pub id: Id,
    /// Birth date.
    pub birth: Option<NaiveDate>,
    /// Residency.
    pub residency: Option<Residency>,
    /// For R3: lives here in winter.
    pub winter_here: bool,
    /// For R3: lives here in summer.
    pub summer_here: bool,
    /// Has a Party unit; false where the deriver may not see it.
    pub party: bool,
    /// Left the household, for any reason.
    pub left: bool,
    /// Service tags (bits of [`Tag`](crate::tag::Tag)); 0 where the deriver may not see them.
    pub tags: u64,
    /// How much care is needed; hub only.
    pub need: Option<Need>,
}

/// What is known of a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlaceFacts {
    /// The place.
    pub id: Id,
    /// Its cell.
    pub cell: Id,
    /// Its hamlet.
    pub hamlet: Option<Id>,
    /// Its place along the road through the cell.
    pub road: Option<i64>,
    /// What it is.
    pub kind: PlaceKind,
    /// How it is used, if a dwelling.
    pub used_as: Option<PlaceUse>,
    /// It is gone.
    pub removed: bool,
}

/// How often something is due, where the hub alone knows why.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Need {
    /// 全自理: cares for themselves.
    Able,
    /// 半护理: partly.
    Partly,
    /// 全护理: not at all.
    Unable,
    /// Income is stable.
    Stable,
    /// Income is unstable and there is somebody able to work.
    Unstable,
}

impl Need {
    /// Of the field `care` of a person's needs: 1 cares for themselves, 2 partly, 3 not at all.
    pub const fn of_care(code: u32) -> Option<Need> {
        match code {
            1 => Some(Need::Able),
            2 => Some(Need::Partly),
            3 => Some(Need::Unable),
            _ => None,
        }
    }

    /// Of the field `income` of a household's needs: 1 stable, 2 unstable.
    pub const fn of_income(code: u32) -> Option<Need> {
        match code {
            1 => Some(Need::Stable),
            2 => Some(Need::Unstable),
            _ => None,
        }
    }
}

impl PersonFacts {
    /// A person of whom nothing else is known.
    pub const fn new(id: Id) -> PersonFacts {
        PersonFacts {
            id,
            birth: None,
            residency: None,
            winter_here: false,
            summer_here: false,
            party: false,
            left: false,
            tags: 0,
            need: None,
        }
    }

    /// Age in whole years on `day`.
    pub fn age(&self, day: NaiveDate) -> Option<u16> {
        let birth = self.birth?;
        let had_birthday = (day.month(), day.day()) >= (birth.month(), birth.day());
        u16::try_from(day.year() - birth.year() - i32::from(!had_birthday)).ok()
    }

    /// Whether the person lives here in winter 冬季在村.
    pub fn here_in_winter(&self) -> bool {
        self.here(self.winter_here)
    }

    /// Whether the person lives here at the time of year of `day`; November to March is winter.
    pub fn lives_here(&self, day: NaiveDate) -> bool {
        let winter = !(4..=10).contains(&day.month());
        self.here(if winter { self.winter_here } else { self.summer_here })
    }

    fn here(&self, in_season: bool) -> bool {
        !self.left
            && match self.residency {
                Some(Residency::R1 | Residency::R4) => true,
                Some(Residency::R3) => in_season,
                Some(Residency::R2 | Residency::R5) | None => false,
            }
    }
}

impl HouseholdFacts {
    /// A household of which nothing else is known.
    pub const fn new(id: Id, cell: Id) -> HouseholdFacts {
        HouseholdFacts {
            id,
            cell,
            hamlet: None,
            road: None,
            gone: false,
            tags: 0,
            need: None,
            people: Vec::new(),
        }
    }

    /// Whether anybody lives here in winter.
    pub fn winter_occupied(&self) -> bool {
        self.people.iter().any(PersonFacts::here_in_winter)
    }

    /// Whether somebody lives here and everybody who does is 60 or older; an unknown birth date
    /// counts as younger.
    pub fn elders_only(&self, day: NaiveDate) -> bool {
        let mut here = self.people.iter().filter(|person| person.lives_here(day)).peekable();
        here.peek().is_some()
            && here.all(|person| person.age(day).is_some_and(|age| age >= ELDER_AGE))
    }

    /// The eldest who lives here; the smaller id of two born on one day.
    pub fn eldest(&self, day: NaiveDate) -> Option<Id> {
        let here = self.people.iter().filter(|person| person.lives_here(day));
        here.filter_map(|person| Some((person.birth?, person.id))).min().map(|(_, id)| id)
    }
}
