//! Errors say *whose* fault it is: the peer sent nonsense, the peer is not who it says, or we
//! misused our own state.

use gridwork_document::codec::RebuildError;
use gridwork_seal::SealError;

/// Bytes that do not say what they should; always the peer's fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WireError {
    /// The message ends inside a field.
    #[error("message ends inside {0}")]
    Truncated(&'static str),
    /// A length or count is over its bound.
    #[error("{what} is {found}, at most {limit} is allowed")]
    TooLarge {
        /// Which field.
        what: &'static str,
        /// What the peer wrote.
        found: u64,
        /// The bound in `limits`.
        limit: u64,
    },
    /// A value that the layout does not know.
    #[error("{0} has an unknown value")]
    Unknown(&'static str),
    /// Bytes after the end of the message.
    #[error("bytes after the end of {0}")]
    Trailing(&'static str),
    /// A compressed section does not unpack.
    #[error("{0} does not unpack")]
    Unpack(&'static str),
    /// The peer speaks a protocol this build does not.
    #[error("protocol {0} is not spoken here")]
    Protocol(u8),
    /// The peer uses a cryptographic suite this build does not have.
    #[error("suite {0} is not known here")]
    Suite(u8),
}

/// What can go wrong in an exchange.
#[derive(Debug, thiserror::Error)]
pub enum SyncError {
    /// The peer's bytes are not a message.
    #[error("malformed message: {0}")]
    Wire(#[from] WireError),
    /// A signature, seal or proof does not hold.
    #[error("the peer is not who it says: {0}")]
    Seal(#[from] SealError),
    /// The changes of a frame do not rebuild; the sender is asked to send more explicitly.
    #[error("changes do not rebuild: {0}")]
    Rebuild(#[from] RebuildError),
    /// The message names a stream that is not granted.
    #[error("stream index {0} is not granted")]
    UnknownStream(u8),
    /// Numbers of a stream do not follow on; the peer went back in time or skipped.
    #[error("stream {index}: expected to continue from {expected}")]
    OutOfOrder {
        /// Stream index.
        index: u8,
        /// Our cursor.
        expected: u64,
    },
}
