//! Fields that hold two values.

use super::AnswerValue;

/// A field that holds two values, explained as its writers would.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct ConflictView {
    /// The document.
    pub document: String,
    /// The household it belongs to, by the name of its head; empty where it belongs to none.
    pub title: String,
    /// Whose field, if a member's.
    pub member: Option<String>,
    /// Name of the member.
    pub member_name: String,
    /// The field.
    pub field: String,
    /// What the field is called; empty where this version has no word for it.
    pub field_words: String,
    /// The values; the first is the one shown meanwhile, never called the later one.
    pub values: Vec<HeldView>,
    /// When the township asked back about it, Unix milliseconds.
    pub asked_at: Option<i64>,
    /// What it said to it; may be empty.
    pub asked_words: String,
}

/// One of the values of a field in conflict.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct HeldView {
    /// The value, to be chosen by.
    pub value: AnswerValue,
    /// What it says, to be shown: codes and references in words, a phone masked; empty where this version
    /// has no words for it.
    pub words: String,
    /// Who wrote it, as the directory knows the device; empty if unknown.
    pub who: String,
    /// When, by that device's clock, Unix milliseconds.
    pub at: i64,
    /// Whether this device wrote it.
    pub own: bool,
}
