//! Clues 线索: what a grid worker or a branch leader tells the enforcement office. Never evidence.

use minicbor::{Decode, Encode};

use super::FileName;
use super::capture::Position;
use crate::body::{self, BodyError};
use crate::permission::Role;
use crate::{Id, LedgerEntry, Moment, TimeFacts, limits};

/// What is told.
#[derive(Clone, Debug, PartialEq, Encode, Decode)]
#[cbor(map)]
pub struct Clue {
    /// In words.
    #[n(0)]
    pub words: String,
    /// Where, in words.
    #[n(1)]
    pub place: String,
    /// Where, as a point.
    #[n(2)]
    pub position: Option<Position>,
    /// When it was seen.
    #[n(3)]
    pub seen: Moment,
    /// Distant photos.
    #[n(4)]
    pub photos: Vec<FileName>,
    /// The incident it was made from.
    #[n(5)]
    pub incident: Option<Id>,
    /// The cell it is about.
    #[n(6)]
    pub cell: Id,
}

/// A step of a clue.
#[derive(Clone, Debug, PartialEq, Encode, Decode)]
#[cbor(map)]
pub enum ClueStep {
    /// 报送.
    #[n(1)]
    Tell(#[n(0)] Clue),
    /// 已看: an officer took it up.
    #[n(2)]
    Take,
    /// 已另行取证: an officer opened a set of their own after it. The clue stays a clue.
    #[n(3)]
    Followed {
        /// The set.
        #[n(0)]
        set: Id,
    },
    /// 不再跟进, with the reason that the teller reads.
    #[n(4)]
    Drop {
        /// Why.
        #[n(0)]
        reason: String,
    },
}

impl ClueStep {
    /// The body of a ledger entry.
    pub fn to_bytes(&self) -> Vec<u8> {
        body::write(self)
    }

    /// Reads the body of an entry of a clue.
    pub fn of(entry: &LedgerEntry) -> Result<ClueStep, BodyError> {
        let step: ClueStep = body::read(&entry.body)?;
        match &step {
            ClueStep::Tell(clue) => clue.validate()?,
            ClueStep::Drop { reason } => body::words("reason", reason, limits::REASON_CHARS)?,
            ClueStep::Take | ClueStep::Followed { .. } => {}
        }
        Ok(step)
    }
}

impl ClueStep {
    /// What whoever reported the incident that a clue was made of is told with this step: whether the
    /// officers took it, and in which words. Telling it is no answer yet.
    pub fn answer(&self) -> Option<(bool, &str)> {
        match self {
            ClueStep::Tell(_) => None,
            ClueStep::Take => Some((true, "执法人员接了，在看")),
            ClueStep::Followed { .. } => Some((true, "执法人员已另行取证")),
            ClueStep::Drop { reason } => Some((false, reason)),
        }
    }
}

impl Clue {
    fn validate(&self) -> Result<(), BodyError> {
        body::words("words", &self.words, limits::WORDS_CHARS)?;
        body::text("place", &self.place, limits::PLACE_CHARS)?;
        if self.photos.len() > limits::STEP_FILES {
            return Err(BodyError::Count("photos"));
        }
        self.position.as_ref().map_or(Ok(()), Position::validate)
    }
}

/// Where a clue stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ClueState {
    /// 待看.
    #[default]
    Told,
    /// 在看.
    Taken,
    /// 已另行取证.
    Followed,
    /// 不再跟进.
    Dropped,
}

impl ClueState {
    /// Its word.
    pub const fn word(self) -> &'static str {
        match self {
            ClueState::Told => "待看",
            ClueState::Taken => "在看",
            ClueState::Followed => "已另行取证",
            ClueState::Dropped => "不再跟进",
        }
    }
}

/// A clue as its ledger tells it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ClueView {
    /// What was told.
    pub clue: Option<Clue>,
    /// By whom.
    pub by: Option<Id>,
    /// When, by the teller's device.
    pub time: Option<TimeFacts>,
    /// Where it stands.
    pub state: ClueState,
    /// The set that was opened after it.
    pub set: Option<Id>,
    /// Why it was dropped.
    pub reason: Option<String>,
    /// Who took it up.
    pub officer: Option<Id>,
}

impl ClueView {
    /// Whether `step` is open to somebody acting in `role`.
    pub fn judge(&self, role: Role, step: &ClueStep) -> bool {
        let officer = role == Role::Officer;
        match (step, self.state) {
            (ClueStep::Tell(_), _) => self.clue.is_none(),
            _ if self.clue.is_none() || !officer => false,
            (ClueStep::Take, ClueState::Told) => true,
            (ClueStep::Followed { .. }, ClueState::Told | ClueState::Taken) => true,
            (ClueStep::Drop { .. }, ClueState::Told | ClueState::Taken) => true,
            _ => false,
        }
    }

    /// Takes a step that was accepted.
    pub fn apply(&mut self, person: Id, time: TimeFacts, step: &ClueStep) {
        match step {
            ClueStep::Tell(clue) => {
                (self.clue, self.by, self.time) = (Some(clue.clone()), Some(person), Some(time));
            }
            ClueStep::Take => (self.state, self.officer) = (ClueState::Taken, Some(person)),
            ClueStep::Followed { set } => {
                (self.state, self.set) = (ClueState::Followed, Some(*set));
                self.officer = Some(person);
            }
            ClueStep::Drop { reason } => {
                (self.state, self.reason) = (ClueState::Dropped, Some(reason.clone()));
                self.officer = Some(person);
            }
        }
    }
}
