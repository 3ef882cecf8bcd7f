//! The network as the platform performs it: the core says what to post, the platform says what came
//! back. No socket is opened here.

/// One request to post as `application/octet-stream` to the hub's address plus `path`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HttpRequest {
    /// Give it back with the outcome.
    pub id: u64,
    /// Base address of the hub, without a slash at the end.
    pub address: String,
    /// Path, such as `/v1/exchange`.
    pub path: String,
    /// Bytes of the body.
    pub body: Vec<u8>,
}

/// What became of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
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
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SyncBudget {
    /// Bytes of entries wanted at most in one answer.
    pub bytes: u32,
    /// Whether parts of files may be sent.
    pub files: bool,
}

impl Default for SyncBudget {
    fn default() -> SyncBudget {
        SyncBudget { bytes: 48 << 10, files: true }
    }
}
