//! Finding people; households, members and moves.

use super::GridCore;
use crate::convert::{day, id, ids, list};
use crate::error::guarded;
use crate::{
    AnswerValue, GridError, HamletView, Hit, HouseholdView, LookView, MapView, MoveReason,
    NewHousehold, NewPerson, PastVisit, RevealReason, SplitHousehold,
};

#[uniffi::export]
impl GridCore {
    /// Finds people and households by name, nickname, pinyin, initials or hamlet; best first.
    pub fn find(&self, query: String, limit: u32) -> Result<Vec<Hit>, GridError> {
        guarded(|| Ok(list(self.core.find(&query, limit)?)))
    }

    /// The hamlets of this device's cells, in road order.
    pub fn hamlets(&self) -> Result<Vec<HamletView>, GridError> {
        guarded(|| Ok(list(self.core.hamlets()?)))
    }

    /// What is drawn of this device's cells.
    pub fn map(&self) -> Result<MapView, GridError> {
        guarded(|| Ok(self.core.map()?.into()))
    }

    /// A household with its people, masked as the role asks for.
    pub fn household(&self, household: String) -> Result<HouseholdView, GridError> {
        guarded(|| Ok(self.core.household(id(&household, "household")?)?.into()))
    }

    /// The visits to a household, and about its people, that ended in the same weeks of last year.
    pub fn last_year(&self, household: String) -> Result<Vec<PastVisit>, GridError> {
        guarded(|| Ok(list(self.core.last_year(id(&household, "household")?)?)))
    }

    /// A page of this person's own looks at masked values on this device, the last one first.
    pub fn own_looks(&self, offset: u32, limit: u32) -> Result<Vec<LookView>, GridError> {
        guarded(|| Ok(list(self.core.own_looks(offset, limit)?)))
    }

    /// Adds a household with its head; returns its id.
    pub fn add_household(&self, new: NewHousehold) -> Result<String, GridError> {
        guarded(|| Ok(self.core.add_household(new.try_into()?)?.to_string()))
    }

    /// Corrects a field of a household.
    pub fn edit_household(
        &self,
        household: String,
        field: String,
        value: AnswerValue,
    ) -> Result<(), GridError> {
        guarded(|| {
            let household = id(&household, "household")?;
            Ok(self.core.edit_household(household, &field, value.try_into()?)?)
        })
    }

    /// Sets the note of a household; two people's edits are merged character by character.
    pub fn note_household(&self, household: String, text: String) -> Result<(), GridError> {
        guarded(|| Ok(self.core.note_household(id(&household, "household")?, &text)?))
    }

    /// Corrects a field of a person.
    pub fn edit_member(
        &self,
        household: String,
        person: String,
        field: String,
        value: AnswerValue,
    ) -> Result<(), GridError> {
        guarded(|| {
            let (household, person) = (id(&household, "household")?, id(&person, "person")?);
            Ok(self.core.edit_member(household, person, &field, value.try_into()?)?)
        })
    }

    /// Adds a person to a household; returns the person's id.
    pub fn add_member(&self, household: String, new: NewPerson) -> Result<String, GridError> {
        guarded(|| {
            let household = id(&household, "household")?;
            Ok(self.core.add_member(household, &new.try_into()?)?.to_string())
        })
    }

    /// Moves a person to another household of this device on the day `on`.
    pub fn move_member(
        &self,
        from: String,
        person: String,
        to: String,
        on: String,
    ) -> Result<(), GridError> {
        guarded(|| {
            let (from, to) = (id(&from, "from")?, id(&to, "to")?);
            Ok(self.core.move_member(from, id(&person, "person")?, to, day(&on, "on")?)?)
        })
    }

    /// Moves people to another household of this device, for a reason, on the day `on`; one deed with
    /// one verdict.
    pub fn move_people(
        &self,
        from: String,
        people: Vec<String>,
        to: String,
        reason: MoveReason,
        on: String,
    ) -> Result<(), GridError> {
        guarded(|| {
            let (from, to) = (id(&from, "from")?, id(&to, "to")?);
            let people = ids(&people, "people")?;
            Ok(self.core.move_people(from, &people, to, reason.into(), day(&on, "on")?)?)
        })
    }

    /// Merges a household into another; one deed with one verdict.
    pub fn merge_households(
        &self,
        from: String,
        into: String,
        on: String,
    ) -> Result<(), GridError> {
        guarded(|| {
            let (from, into) = (id(&from, "from")?, id(&into, "into")?);
            Ok(self.core.merge_households(from, into, day(&on, "on")?)?)
        })
    }

    /// Lets people found a household of their own; returns its id.
    pub fn split_household(
        &self,
        from: String,
        people: Vec<String>,
        new: SplitHousehold,
        on: String,
    ) -> Result<String, GridError> {
        guarded(|| {
            let (from, people) = (id(&from, "from")?, ids(&people, "people")?);
            let new = new.try_into()?;
            let founded = self.core.split_household(from, &people, &new, day(&on, "on")?)?;
            Ok(founded.to_string())
        })
    }

    /// Passes a household to another cell; it stays where it is until the hub has moved it.
    pub fn transfer_household(&self, household: String, cell: String) -> Result<(), GridError> {
        guarded(|| {
            let (household, cell) = (id(&household, "household")?, id(&cell, "cell")?);
            Ok(self.core.transfer_household(household, cell)?)
        })
    }

    /// Notes that a person left a household, with the reason's code and the day.
    pub fn leave(
        &self,
        household: String,
        person: String,
        reason: u32,
        on: String,
    ) -> Result<(), GridError> {
        guarded(|| {
            let (household, person) = (id(&household, "household")?, id(&person, "person")?);
            Ok(self.core.leave(household, person, reason, day(&on, "on")?)?)
        })
    }

    /// Shows a masked field of a person in full, for a reason that is logged.
    pub fn reveal(
        &self,
        household: String,
        person: String,
        field: String,
        reason: RevealReason,
    ) -> Result<String, GridError> {
        guarded(|| {
            let (household, person) = (id(&household, "household")?, id(&person, "person")?);
            Ok(self.core.reveal(household, person, &field, reason.into())?)
        })
    }
}
