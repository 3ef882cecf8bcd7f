//! What can go wrong: few variants, each one something a caller can act on. None holds a value of
//! the user's or the text of a statement.

use std::io;

use gridwork_model::{Id, Purpose};
use gridwork_seal::SealError;
use rusqlite::ErrorCode;

/// Why a store did not open. The files are as they were, except for
/// [`OpenReport::damaged`](crate::OpenReport::damaged), which is no error.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    /// The file was sealed under another key: a restored backup, a key store that was reset. The
    /// way on is to enrol anew, or to find the key.
    #[error("the database was sealed under another key")]
    WrongKey,
    /// Written by a newer version of the app; nothing was touched.
    #[error("the database has schema {found}, this version knows up to {known}")]
    Newer {
        /// Schema of the file.
        found: u32,
        /// Newest schema of this build.
        known: u32,
    },
    /// Another process or handle has the store open.
    #[error("the store is already open")]
    InUse,
    /// No room even to open; retry when there is.
    #[error("the disk is full")]
    DiskFull,
    /// The folder cannot be written.
    #[error("the folder is read-only")]
    ReadOnly,
    /// The operating system refused.
    #[error("input or output failed: {0}")]
    Io(io::ErrorKind),
    /// SQLite refused, by its extended code.
    #[error("database error {code}")]
    Sqlite {
        /// Extended result code.
        code: i32,
    },
}

/// Why a call on an open store failed. The transaction was rolled back; what was accepted before
/// stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// [`Store::pause`](crate::Store::pause) was called; `resume` first.
    #[error("the store is paused")]
    Paused,
    /// The lease of this C3 purpose has run out, or the screen lock dropped its key.
    #[error("data of purpose {0:?} is locked")]
    Locked(Purpose),
    /// No room. Nothing was lost, the call may be repeated when there is.
    #[error("the disk is full")]
    DiskFull,
    /// The disk cannot be written any more.
    #[error("the disk is read-only")]
    ReadOnly,
    /// All readers, or the writer, are taken for longer than the timeout.
    #[error("the store is busy")]
    Busy,
    /// [`Store::interrupt`](crate::Store::interrupt) ended the call.
    #[error("interrupted")]
    Interrupted,
    /// The entity was erased by law; nothing is stored for it any more.
    #[error("{0} was erased")]
    Erased(Id),
    /// Work that the hub has not heard would be deleted with it.
    #[error("{0} has unsent work")]
    Unsent(Id),
    /// There is no such thing.
    #[error("no such {0}")]
    Missing(&'static str),
    /// A value does not open or the file is inconsistent; the next open checks the whole file.
    #[error("damaged: {0}")]
    Damaged(&'static str),
    /// The operating system refused.
    #[error("input or output failed: {0}")]
    Io(io::ErrorKind),
    /// SQLite refused, by its extended code.
    #[error("database error {code}")]
    Sqlite {
        /// Extended result code.
        code: i32,
    },
}

impl StoreError {
    /// Whether the same call can succeed later without anybody repairing anything.
    pub fn is_retryable(&self) -> bool {
        matches!(
            self,
            StoreError::Paused | StoreError::DiskFull | StoreError::Busy | StoreError::Interrupted
        )
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> StoreError {
        use rusqlite::Error::{QueryReturnedNoRows, SqlInputError, SqliteFailure};
        match error {
            SqliteFailure(failure, _) | SqlInputError { error: failure, .. } => {
                match failure.code {
                    ErrorCode::DiskFull => StoreError::DiskFull,
                    ErrorCode::ReadOnly | ErrorCode::PermissionDenied => StoreError::ReadOnly,
                    ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => StoreError::Busy,
                    ErrorCode::OperationInterrupted => StoreError::Interrupted,
                    ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => {
                        StoreError::Damaged("database file")
                    }
                    _ => StoreError::Sqlite { code: failure.extended_code },
                }
            }
            QueryReturnedNoRows => StoreError::Missing("row"),
            // A column of the wrong type or length: our own statements are tested, so the file.
            _ => StoreError::Damaged("row"),
        }
    }
}

impl From<io::Error> for StoreError {
    fn from(error: io::Error) -> StoreError {
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => StoreError::DiskFull,
            io::ErrorKind::ReadOnlyFilesystem | io::ErrorKind::PermissionDenied => {
                StoreError::ReadOnly
            }
            kind => StoreError::Io(kind),
        }
    }
}

impl From<SealError> for StoreError {
    fn from(_: SealError) -> StoreError {
        StoreError::Damaged("sealed value")
    }
}

/// What opening may meet besides its own errors: either an [`OpenError`], or damage, on which the
/// file is set aside.
#[derive(Debug)]
pub(crate) enum Obstacle {
    Damage,
    Error(OpenError),
}

impl From<OpenError> for Obstacle {
    fn from(error: OpenError) -> Obstacle {
        Obstacle::Error(error)
    }
}

impl From<StoreError> for Obstacle {
    fn from(error: StoreError) -> Obstacle {
        Obstacle::Error(match error {
            StoreError::Damaged(_) => return Obstacle::Damage,
            StoreError::DiskFull => OpenError::DiskFull,
            StoreError::ReadOnly => OpenError::ReadOnly,
            StoreError::Busy => OpenError::InUse,
            StoreError::Io(kind) => OpenError::Io(kind),
            StoreError::Sqlite { code } => match code & 0xff {
                rusqlite::ffi::SQLITE_CANTOPEN => OpenError::ReadOnly,
                _ => OpenError::Sqlite { code },
            },
            _ => OpenError::Sqlite { code: rusqlite::ffi::SQLITE_ERROR },
        })
    }
}

impl From<rusqlite::Error> for Obstacle {
    fn from(error: rusqlite::Error) -> Obstacle {
        StoreError::from(error).into()
    }
}

impl From<io::Error> for Obstacle {
    fn from(error: io::Error) -> Obstacle {
        StoreError::from(error).into()
    }
}
