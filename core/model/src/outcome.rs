//! What became of an entry. Decided once, by the hub, stored with the entry and replicated; never
//! decided again by a replica, so that older and newer apps fold alike (DESIGN §3).

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

/// The verdict on one entry of a batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, Encode, Decode)]
pub enum Outcome {
    /// Numbered and in force.
    #[n(0)]
    Accepted,
    /// 未生效: permitted, but an earlier numbered entry closed the step; numbered and kept.
    #[n(1)]
    Ineffective,
    /// Never numbered; returns to the device as a draft with the reason.
    #[n(2)]
    Refused(#[n(0)] Refusal),
    /// Set aside for a person to review (a revoked device, a passed grace, a forked chain).
    #[n(3)]
    Quarantined,
}

/// Why an entry was refused. Numbers are never reused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, Encode, Decode)]
#[cbor(index_only)]
pub enum Refusal {
    /// Not well formed, too large, or not one of our verbs.
    #[n(0)]
    Malformed,
    /// The stream is not granted to the device.
    #[n(1)]
    NotGranted,
    /// The role may not write this.
    #[n(2)]
    NotPermitted,
    /// The state machine has no such step from any state.
    #[n(3)]
    NoSuchStep,
    /// The change does not fit the document (sequence, operation counter, dependencies, types).
    #[n(4)]
    OutOfContext,
    /// It builds on an entry that was refused.
    #[n(5)]
    BuildsOnRefused,
    /// The document was erased by law.
    #[n(6)]
    Erased,
    /// A value does not fit its field (type, length, option, class).
    #[n(7)]
    BadValue,
}
