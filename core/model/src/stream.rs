//! The unit of replication: scope × class × purpose (DESIGN §3).

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

use crate::{Class, Id, Purpose};

/// One gap-free numbered sequence of entries at the hub; replication follows visibility, so a
/// device holds exactly the streams it is granted.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Encode, Decode,
)]
pub struct StreamId {
    /// The cell, village, township, office, post or person the data belongs to.
    #[n(0)]
    pub scope: Id,
    /// Sensitivity of everything in the stream.
    #[n(1)]
    pub class: Class,
    /// What the data is used for.
    #[n(2)]
    pub purpose: Purpose,
}

impl StreamId {
    /// Names a stream.
    pub const fn new(scope: Id, class: Class, purpose: Purpose) -> StreamId {
        StreamId { scope, class, purpose }
    }

    /// The 18 bytes that name the stream in hashes and keys: scope ‖ class ‖ purpose.
    pub fn to_bytes(&self) -> [u8; 18] {
        let mut bytes = [0; 18];
        bytes[..16].copy_from_slice(self.scope.as_bytes());
        bytes[16] = self.class as u8;
        bytes[17] = self.purpose as u8;
        bytes
    }
}
