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
    /// The word of an incident's step, of a task's, or of an act on the roster; else empty.
    pub words: String,
    /// What was written; each can be corrected.
    pub values: Vec<DraftedView>,
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

/// One value of a draft in words.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct DraftedView {
    /// What was written, to be corrected by.
    pub put: DraftValue,
    /// Name of the member whose field it is; empty where it is nobody's, or of one who is not here.
    pub member_name: String,
    /// What the field is called; empty where this version has no word for it.
    pub field_words: String,
    /// What the value says, to be shown: codes and references in words, a phone masked; empty where this
    /// version has no words for it.
    pub words: String,
}
