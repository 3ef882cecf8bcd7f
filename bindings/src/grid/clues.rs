//! Clues 线索: telling them, and what became of them.

use super::GridCore;
use crate::convert::{id, list};
use crate::error::guarded;
use crate::{ClueView, GridError, NewClue};

#[uniffi::export]
impl GridCore {
    /// The sentence that says what a clue is, for every screen that takes one.
    pub fn what_a_clue_is(&self) -> Result<String, GridError> {
        guarded(|| Ok(gridwork_core::model::evidence::WHAT_A_CLUE_IS.to_owned()))
    }

    /// Tells a clue; returns its id. Durable when it returns. `not_found`: the township has no
    /// enforcement office.
    pub fn tell_clue(&self, new: NewClue) -> Result<String, GridError> {
        guarded(|| Ok(self.core.tell_clue(new.try_into()?)?.to_string()))
    }

    /// A page of clues, newest first: the own, or all of the office for its officers.
    pub fn clues(&self, offset: u32, limit: u32) -> Result<Vec<ClueView>, GridError> {
        guarded(|| Ok(list(self.core.clues(offset, limit)?)))
    }

    /// One clue.
    pub fn clue(&self, clue: String) -> Result<ClueView, GridError> {
        guarded(|| Ok(self.core.clue(id(&clue, "clue")?)?.into()))
    }

    /// As an officer: takes a clue up.
    pub fn take_clue(&self, clue: String) -> Result<(), GridError> {
        guarded(|| Ok(self.core.take_clue(id(&clue, "clue")?)?))
    }

    /// As an officer: tells the teller that it is followed no further, and why.
    pub fn drop_clue(&self, clue: String, reason: String) -> Result<(), GridError> {
        guarded(|| Ok(self.core.drop_clue(id(&clue, "clue")?, &reason)?))
    }

    /// As an officer: notes the set that was opened after it.
    pub fn clue_followed(&self, clue: String, set: String) -> Result<(), GridError> {
        guarded(|| Ok(self.core.clue_followed(id(&clue, "clue")?, id(&set, "set")?)?))
    }
}
