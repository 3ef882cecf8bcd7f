//! Which objects a template is for. A predicate reads plain facts and nothing else, so that phone
//! and hub select alike.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::place::{PlaceKind, PlaceUse};
use crate::residency::Residency;
use crate::tag::Tag;
use crate::task::facts::{HouseholdFacts, PersonFacts, PlaceFacts};

/// The objects of a template.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Target {
    /// Every cell 网格.
    Cell,
    /// Every village or community 村(社区).
    Village,
    /// Every Party branch 党支部.
    Branch,
    /// Every Party group 党小组 of a cell.
    PartyGroup,
    /// Households that fulfil the test.
    Household(HouseholdTest),
    /// People who fulfil the test.
    Person(PersonTest),
    /// Places that fulfil the test.
    Place(PlaceTest),
}

/// A test of households; what is not named is not asked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct HouseholdTest {
    /// Who lives there.
    pub home: Option<Home>,
    /// Lived in this winter.
    pub winter: bool,
    /// Carries one of these service tags, which only the hub may ask.
    pub tags: Vec<Tag>,
}

/// A test of people; what is not named is not asked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PersonTest {
    /// At least so old, in whole years.
    pub age_from: Option<u16>,
    /// At most so old, in whole years.
    pub age_to: Option<u16>,
    /// One of these residencies.
    pub residency: Vec<Residency>,
    /// Has a Party unit, which is C3 under the purpose Party: the branch secretary is granted it.
    pub party: bool,
    /// Lives here at this time of the year.
    pub lives_here: bool,
    /// Who lives in the person's household.
    pub home: Option<Home>,
    /// Carries one of these service tags, which only the hub may ask.
    pub tags: Vec<Tag>,
}

/// A test of places; what is not named is not asked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PlaceTest {
    /// One of these kinds.
    pub kinds: Vec<PlaceKind>,
    /// In one of these uses.
    pub uses: Vec<PlaceUse>,
}

/// Who lives in a household.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Home {
    /// Everybody who lives there is 60 or older (独居, 空巢).
    Elders,
    /// As above, and the person is the eldest of them: one visit a house.
    EldersOne,
}

/// Age from which a household counts as one of elders, in whole years.
pub const ELDER_AGE: u16 = 60;

impl HouseholdTest {
    /// Whether the household is a target on `day`.
    pub fn admits(&self, household: &HouseholdFacts, day: NaiveDate) -> bool {
        !household.gone
            && self.home.is_none_or(|_| household.elders_only(day))
            && (!self.winter || household.winter_occupied())
            && any_tag(&self.tags, household.tags)
    }

    /// Whether the test picks households by itself; an open test takes a list of the hub.
    pub fn is_selective(&self) -> bool {
        *self != HouseholdTest::default()
    }
}

impl PersonTest {
    /// Whether a member of `household` is a target on `day`.
    pub fn admits(&self, person: &PersonFacts, household: &HouseholdFacts, day: NaiveDate) -> bool {
        let age = person.age(day);
        !person.left
            && !household.gone
            && self.age_from.is_none_or(|from| age.is_some_and(|age| age >= from))
            && self.age_to.is_none_or(|to| age.is_some_and(|age| age <= to))
            && (self.residency.is_empty()
                || person.residency.is_some_and(|held| self.residency.contains(&held)))
            && (!self.party || person.party)
            && (!self.lives_here || person.lives_here(day))
            && any_tag(&self.tags, person.tags)
            && match self.home {
                None => true,
                Some(Home::Elders) => person.lives_here(day) && household.elders_only(day),
                Some(Home::EldersOne) => {
                    household.elders_only(day) && household.eldest(day) == Some(person.id)
                }
            }
    }

    /// Whether the test picks people by itself; an open test takes a list of the hub.
    pub fn is_selective(&self) -> bool {
        *self != PersonTest::default()
    }
}

impl PlaceTest {
    /// Whether the place is a target.
    pub fn admits(&self, place: &PlaceFacts) -> bool {
        !place.removed
            && self.kinds.contains(&place.kind)
            && (self.uses.is_empty() || place.used_as.is_some_and(|used| self.uses.contains(&used)))
    }
}

impl Target {
    /// Whether the predicate asks for service tags, which are C3: then only the hub may derive.
    pub fn asks_tags(&self) -> bool {
        match self {
            Target::Household(test) => !test.tags.is_empty(),
            Target::Person(test) => !test.tags.is_empty(),
            _ => false,
        }
    }
}

/// Whether one of `asked` is held; nothing asked is fulfilled by everybody.
pub(crate) fn any_tag(asked: &[Tag], held: u64) -> bool {
    asked.is_empty() || asked.iter().any(|tag| held & tag.bit() != 0)
}
