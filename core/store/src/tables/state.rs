//! How far an entry has come.

use crate::StoreError;

/// The way of an entry: 已存本机 → 已送乡镇 → 乡镇已收, or back with a reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EntryState {
    /// Accepted here, in no batch yet.
    Local,
    /// In a batch whose answer is not known.
    Sent {
        /// Number of the batch.
        batch: u64,
    },
    /// Accepted by the hub, which holds it durably; its stream has not brought it back yet.
    Accepted,
    /// In its stream.
    Numbered {
        /// Its number there; 0 for what a snapshot brought without numbers.
        number: u64,
    },
    /// Not at the hub: never numbered, or forgotten by a hub that was restored. Kept and not shown.
    Refused,
}

impl EntryState {
    /// The two columns that hold it.
    pub(crate) fn columns(self) -> (u8, i64) {
        match self {
            EntryState::Local => (0, 0),
            EntryState::Sent { batch } => (1, batch as i64),
            EntryState::Numbered { number } => (2, number as i64),
            EntryState::Refused => (3, 0),
            EntryState::Accepted => (4, 0),
        }
    }

    pub(crate) fn of(state: u8, number: u64) -> Result<EntryState, StoreError> {
        match state {
            0 => Ok(EntryState::Local),
            1 => Ok(EntryState::Sent { batch: number }),
            2 => Ok(EntryState::Numbered { number }),
            3 => Ok(EntryState::Refused),
            4 => Ok(EntryState::Accepted),
            _ => Err(StoreError::Damaged("entry state")),
        }
    }

    /// Whether the hub has not said anything about it yet.
    pub fn is_unsettled(self) -> bool {
        matches!(self, EntryState::Local | EntryState::Sent { .. })
    }
}

/// What came of adding an entry; adding the same one again changes nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Added<No> {
    /// Its number in this store.
    pub no: No,
    /// Whether it was not there before.
    pub new: bool,
}
