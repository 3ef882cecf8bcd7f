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

/// What kind of network there is: how much of a file is put at risk in one request, and how much of
/// files goes over it in a day. What is urgent is not counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Network {
    /// 2G, or anything that is cut often.
    Slow,
    /// A paid mobile network.
    Mobile,
    /// Nobody counts: Wi-Fi of the office or of home.
    #[default]
    Free,
}

impl Network {
    /// Most bytes of a file in one request: a cut costs half of it.
    pub(crate) const fn slice(self) -> usize {
        match self {
            Network::Slow => 4 << 10,
            Network::Mobile => 16 << 10,
            Network::Free => gridwork_sync::limits::PART_BYTES,
        }
    }

    /// Most bytes of files in a day.
    pub(crate) const fn daily(self) -> Option<u64> {
        match self {
            Network::Slow => Some(20 << 20),
            Network::Mobile => Some(100 << 20),
            Network::Free => None,
        }
    }
}

/// How much an exchange may take on the network it has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SyncBudget {
    /// Bytes of entries wanted at most in one answer.
    pub bytes: u32,
    /// Whether parts of files may be sent.
    pub files: bool,
    /// Over which network.
    pub network: Network,
}

impl Default for SyncBudget {
    fn default() -> SyncBudget {
        SyncBudget { bytes: 48 << 10, files: true, network: Network::Free }
    }
}
