//! Incidents 事件.

use super::RecordState;

/// What is reported: words, category and place; a photo is never demanded.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct NewIncident {
    /// What happened.
    pub words: String,
    /// Category code, such as `Y06`.
    pub category: String,
    /// The cell; the only cell of this device if left out.
    #[uniffi(default = None)]
    pub cell: Option<String>,
    /// The hamlet.
    #[uniffi(default = None)]
    pub hamlet: Option<String>,
    /// A household or place it is about.
    #[uniffi(default = None)]
    pub at: Option<String>,
    /// The place in words.
    #[uniffi(default = None)]
    pub place: Option<String>,
    /// Paths of photos.
    #[uniffi(default = [])]
    pub photos: Vec<String>,
    /// The number called before the form, if one was.
    #[uniffi(default = None)]
    pub called: Option<String>,
}

/// A category that may be reported.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct CategoryView {
    /// Code, such as `Y06`.
    pub code: String,
    /// Its Chinese name.
    pub name: String,
    /// Numbers to call before any form is filled in; the telephone comes first where there are any.
    pub call: Vec<String>,
}

/// An incident as its reporter reads it.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct IncidentView {
    /// The incident.
    pub id: String,
    /// Number, once accepted; a provisional one before.
    pub number: String,
    /// Category code.
    pub category: String,
    /// Its Chinese name.
    pub category_name: String,
    /// The reporter's words.
    pub words: String,
    /// Where.
    pub place: String,
    /// State, by its word in lists.
    pub state: String,
    /// Whether it has left the desk: closed in any way.
    pub over: bool,
    /// Whether the state holds only as far as this device knows.
    pub provisional: bool,
    /// The answers of the township, oldest first.
    pub answers: Vec<String>,
    /// When it was reported, Unix milliseconds.
    pub reported_at: i64,
    /// State of the record itself.
    pub record: RecordState,
}

/// A step of an incident that is a worker's or a branch leader's to take. The others are the desk's.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum IncidentStep {
    /// 就地办结: solved on the spot.
    SelfSolve {
        /// What was done.
        done: String,
    },
    /// 处置: handling begins.
    Start {
        /// First action.
        note: String,
    },
    /// 处置记录: a note on the way.
    Note {
        /// What was done or found.
        words: String,
    },
    /// 办完，待核查.
    Done {
        /// Result.
        result: String,
    },
    /// 核查: passed, or back for rework.
    Verify {
        /// Whether it is really done.
        passed: bool,
        /// Why not; may be empty when passed.
        why: String,
    },
    /// 评价.
    Rate {
        /// How satisfied.
        rating: Rating,
        /// In words.
        words: String,
        /// Told aloud to a worker.
        oral: bool,
    },
}

/// What the reporter thinks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum Rating {
    /// 满意.
    Satisfied,
    /// 基本满意.
    Mostly,
    /// 不满意.
    Dissatisfied,
    /// 未联系上.
    NotReached,
}
