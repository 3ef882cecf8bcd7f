//! The closed channel: what is class C4 and leaves no trace in the lists.

/// To whom a closed record goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum ClosedChannel {
    /// A child in danger.
    Children,
    /// Violence at home.
    Violence,
    /// Who reported wrongdoing.
    Reporters,
}

/// A closed record, as the holder of the post reads it.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct ClosedRecord {
    /// What was seen or heard.
    pub words: String,
    /// When, by the reporter's device, Unix milliseconds.
    pub at: i64,
    /// Who reports; known to the post alone.
    pub reporter: String,
    /// Number of a police or hotline report made first, if any.
    pub report_no: Option<String>,
}
