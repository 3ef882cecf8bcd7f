//! The network as the platform performs it, and the events it pulls.

/// One request to post as `application/octet-stream`.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct HttpRequest {
    /// Give it back with the outcome.
    pub id: u64,
    /// Where to post.
    pub url: String,
    /// Bytes of the body.
    pub body: Vec<u8>,
}

/// What became of a request.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum HttpOutcome {
    /// The hub answered.
    Answer {
        /// HTTP status.
        status: u16,
        /// Body.
        body: Vec<u8>,
    },
    /// No answer: no signal, a cut, a time-out. Nothing is assumed about whether it arrived.
    Unreachable,
}

/// How much an exchange may take on the network it has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Record)]
pub struct SyncBudget {
    /// Bytes of entries wanted at most in one answer.
    pub bytes: u32,
    /// Whether parts of files may be sent.
    pub files: bool,
    /// Over which network; one that nobody counts if left out.
    #[uniffi(default = None)]
    pub network: Option<Network>,
}

/// What kind of network there is: how small the pieces of files are, and how much goes in a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum Network {
    /// 2G, or anything that is cut often.
    Slow,
    /// A paid mobile network.
    Mobile,
    /// Nobody counts.
    Free,
}

/// What an answer led to.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Completed {
    /// Whether there is more to exchange at once: call `next_request` again.
    pub more: bool,
    /// Code of what went wrong, if something did; nothing is lost by it.
    pub problem: Option<String>,
    /// Entries of this device that the hub confirmed in this answer.
    pub received: u32,
    /// Entries of this device that came back as drafts.
    pub refused: u32,
}

/// Which kind of thing changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum EventKind {
    /// A household or one of its people.
    Household,
    /// A task's answers or state.
    Task,
    /// A place.
    Place,
    /// An incident.
    Incident,
    /// A draft came back.
    Draft,
    /// The directory.
    Directory,
    /// How the exchange stands.
    Sync,
    /// A file.
    File,
    /// An evidence set.
    Evidence,
    /// A clue.
    Clue,
    /// Something this surface does not know; read again what is shown.
    Other,
}

/// Something a screen should read again.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Event {
    /// Number of the event; it grows and survives the process.
    pub seq: u64,
    /// What kind.
    pub kind: EventKind,
    /// Of which record; the nil id where the kind says all.
    pub id: String,
}

/// A page of events.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct EventBatch {
    /// The events, oldest first.
    pub events: Vec<Event>,
    /// Ask for what comes after this next time.
    pub last: u64,
    /// Events in between are gone: read everything that is shown again.
    pub gap: bool,
}
