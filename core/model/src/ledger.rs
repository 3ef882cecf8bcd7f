//! Append-only entries: transitions of incidents and tasks, access records and the like. State is
//! a fold over the hub's order; an entry is never edited.

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

use crate::{Id, TimeFacts};

/// Kinds of ledger. Unknown kinds are stored, shown as 新版才看得懂, and passed on.
pub mod kind {
    /// A transition of an incident 事件; body: `incident::Step`.
    pub const INCIDENT: u16 = 1;
    /// A transition of a task; body: `task::Body`.
    pub const TASK: u16 = 2;
    /// A reveal or other access to personal data; body: `access::Record`.
    pub const ACCESS: u16 = 3;
    /// Households or people merged, split or moved as one act; body: `roster::Act`.
    pub const ROSTER: u16 = 4;
    /// A step of an evidence set 证据集.
    pub const EVIDENCE: u16 = 5;
    /// A step of a clue 线索.
    pub const CLUE: u16 = 6;
    /// All of them.
    pub const ALL: [u16; 6] = [INCIDENT, TASK, ACCESS, ROSTER, EVIDENCE, CLUE];
}

/// One entry of a ledger, as its writer signed it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Encode, Decode)]
#[cbor(map)]
pub struct LedgerEntry {
    /// Id of the entry, UUIDv7.
    #[n(0)]
    pub id: Id,
    /// The object whose ledger it is: an incident, a task, a record looked at.
    #[n(1)]
    pub object: Id,
    /// One of [`kind`].
    #[n(2)]
    pub kind: u16,
    /// Who did it.
    #[n(3)]
    pub person: Id,
    /// In which role or post at the time; number of `permission::Role`.
    #[n(4)]
    pub role: u8,
    /// When, as the writer's device knew it.
    #[n(5)]
    pub time: TimeFacts,
    /// CBOR of the kind's step; opaque to stores and streams.
    #[n(6)]
    #[cbor(with = "minicbor::bytes")]
    pub body: Vec<u8>,
}
