//! What came back: drafts.

use super::AnswerValue;

/// What a draft was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum DraftKind {
    /// Values of a household, a place or a task.
    Edits,
    /// A step of a task: finished, declined, put off and the like.
    Task,
    /// A report or step of an incident.
    Incident,
    /// Something else that is written down once.
    Other,
}

/// A refused entry, to be corrected and said again, or given up.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct DraftView {
    /// Its number, for `retry_draft` and `discard_draft`.
    pub no: i64,
    /// The record it is about.
    pub record: String,
    /// What the record is called.
    pub title: String,
    /// What it was.
    pub kind: DraftKind,
    /// The word of an incident's step; empty for other kinds.
    pub words: String,
    /// What was written; each can be corrected.
    pub values: Vec<DraftValue>,
    /// Why it came back, as a code.
    pub reason: String,
    /// When it came back, Unix milliseconds.
    pub at: i64,
}

/// One value of a draft.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct DraftValue {
    /// Whose field, if a member's.
    pub member: Option<String>,
    /// The field.
    pub field: String,
    /// The value.
    pub value: AnswerValue,
}
