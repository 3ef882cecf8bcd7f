//! Clues 线索.

use super::{EvidencePosition, RecordState};

/// What is told to the enforcement office; never evidence.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct NewClue {
    /// In words; the incident's if left empty.
    pub words: String,
    /// Where, in words; the incident's if left empty.
    #[uniffi(default = "")]
    pub place: String,
    /// Where, as a point.
    #[uniffi(default = None)]
    pub position: Option<EvidencePosition>,
    /// When it was seen, Unix milliseconds; now if left out.
    #[uniffi(default = None)]
    pub seen: Option<i64>,
    /// Paths of distant photos; none is ever demanded.
    #[uniffi(default = [])]
    pub photos: Vec<String>,
    /// The incident it is made from.
    #[uniffi(default = None)]
    pub incident: Option<String>,
    /// The cell it is about; the only cell of this device if left out.
    #[uniffi(default = None)]
    pub cell: Option<String>,
}

/// A clue as its teller and the office read it.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct ClueView {
    /// The clue.
    pub id: String,
    /// In words.
    pub words: String,
    /// Where.
    pub place: String,
    /// When it was told, Unix milliseconds.
    pub at: i64,
    /// Who told it; empty for the own.
    pub teller: String,
    /// Where it stands, in words.
    pub state: String,
    /// Why it is not followed any more; empty otherwise.
    pub reason: String,
    /// The incident it was made from.
    pub incident: Option<String>,
    /// The set that officers opened after it.
    pub set: Option<String>,
    /// Number of photos.
    pub photos: u32,
    /// Names of the steps that are this person's to take: `take`, `follow`, `drop`.
    pub offers: Vec<String>,
    /// State of the record itself.
    pub record: RecordState,
}
