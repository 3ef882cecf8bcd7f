//! The one error a caller of [`crate::Core`] meets: a stable code, and whether trying again helps.
//!
//! Messages carry no personal data; the words a user reads are the app's, chosen by code.

use gridwork_document::{DocumentError, EditError, Rejected};
use gridwork_seal::SealError;
use gridwork_store::StoreError;
use gridwork_sync::{SyncError, WireError};

/// What went wrong, in terms a caller can act on. Codes are never reused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Code {
    /// The installation is not enrolled yet.
    NotEnrolled,
    /// It is enrolled already.
    AlreadyEnrolled,
    /// A scanned text is not one of our codes.
    QrOther,
    /// The code is damaged or mistyped.
    CodeTypo,
    /// The code has expired.
    QrOld,
    /// The code was used.
    QrUsed,
    /// Too many attempts; wait.
    TooMany,
    /// The hub's answer is not signed by the hub of the invitation.
    HubKey,
    /// The hub is of the other kind (training or production).
    OtherKind,
    /// No such record on this device.
    NotFound,
    /// The role may not do this.
    Forbidden,
    /// A value does not fit its field; `field` names it.
    BadValue,
    /// The field holds two values; a person chooses first.
    InConflict,
    /// The field does not hold two values any more.
    NotInConflict,
    /// The step does not fit the state it is in.
    WrongState,
    /// The data of this purpose is locked until the device has been in contact.
    Locked,
    /// A file is not what it claims, or is gone.
    BadFile,
    /// A file is larger than allowed.
    TooBig,
    /// The bundle is for another device.
    BundleOther,
    /// The bundle is cut or damaged.
    BundleCut,
    /// The hub said something this build does not understand or that does not hold.
    BadAnswer,
    /// The hub went back in time and has not begun a new epoch: nothing of its answer was taken, and
    /// nothing here is lost. The township restores it properly.
    HubBehind,
    /// The device was revoked.
    Revoked,
    /// The installation must be enrolled again.
    EnrolAgain,
    /// The app is too old for the hub.
    OldApp,
    /// The database key does not open this data.
    WrongKey,
    /// The data was written by a newer version.
    Newer,
    /// The data is damaged.
    Damaged,
    /// The device is full.
    DiskFull,
    /// Paused; resume first.
    Paused,
    /// Shut down or wiped.
    Closed,
    /// The file is busy or temporarily unreadable.
    Busy,
    /// A fault of this program.
    Unexpected,
}

impl Code {
    /// The stable text of the code, `snake_case`.
    pub fn as_str(self) -> &'static str {
        match self {
            Code::NotEnrolled => "not_enrolled",
            Code::AlreadyEnrolled => "already_enrolled",
            Code::QrOther => "qr_other",
            Code::CodeTypo => "code_typo",
            Code::QrOld => "qr_old",
            Code::QrUsed => "qr_used",
            Code::TooMany => "too_many",
            Code::HubKey => "hub_key",
            Code::OtherKind => "other_kind",
            Code::NotFound => "not_found",
            Code::Forbidden => "forbidden",
            Code::BadValue => "bad_value",
            Code::InConflict => "in_conflict",
            Code::NotInConflict => "not_in_conflict",
            Code::WrongState => "wrong_state",
            Code::Locked => "lease",
            Code::BadFile => "bad_file",
            Code::TooBig => "too_big",
            Code::BundleOther => "usb_other",
            Code::BundleCut => "usb_cut",
            Code::BadAnswer => "bad_answer",
            Code::HubBehind => "hub_behind",
            Code::Revoked => "revoked",
            Code::EnrolAgain => "enrol_again",
            Code::OldApp => "old_app",
            Code::WrongKey => "wrong_key",
            Code::Newer => "newer",
            Code::Damaged => "damaged",
            Code::DiskFull => "disk_full",
            Code::Paused => "paused",
            Code::Closed => "closed",
            Code::Busy => "busy",
            Code::Unexpected => "unexpected",
        }
    }

    /// Whether the same call can succeed later without anybody doing anything else.
    pub fn retryable(self) -> bool {
        matches!(self, Code::Busy | Code::TooMany | Code::Paused | Code::DiskFull)
    }
}

/// An error of [`crate::Core`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}{}", .code.as_str(), .field.as_ref().map(|f| format!(" ({f})")).unwrap_or_default())]
pub struct CoreError {
    /// What went wrong.
    pub code: Code,
    /// Where: a field, a position, a file's role; never personal data.
    pub field: Option<String>,
}

impl CoreError {
    /// An error that names a place.
    pub fn at(code: Code, field: impl Into<String>) -> CoreError {
        CoreError { code, field: Some(field.into()) }
    }
}

impl From<Code> for CoreError {
    fn from(code: Code) -> CoreError {
        CoreError { code, field: None }
    }
}

impl From<EditError> for CoreError {
    fn from(error: EditError) -> CoreError {
        match error {
            EditError::InConflict(path) => CoreError::at(Code::InConflict, path.field),
            EditError::NotInConflict(path) => CoreError::at(Code::NotInConflict, path.field),
            other => CoreError::at(Code::BadValue, other.to_string()),
        }
    }
}

impl From<DocumentError> for CoreError {
    fn from(_: DocumentError) -> CoreError {
        Code::Damaged.into()
    }
}

impl From<Rejected> for CoreError {
    fn from(_: Rejected) -> CoreError {
        Code::BadAnswer.into()
    }
}

impl From<SyncError> for CoreError {
    fn from(error: SyncError) -> CoreError {
        match error {
            SyncError::Seal(_) => Code::HubKey.into(),
            _ => Code::BadAnswer.into(),
        }
    }
}

impl From<WireError> for CoreError {
    fn from(error: WireError) -> CoreError {
        match error {
            WireError::Protocol(_) | WireError::Suite(_) => Code::OldApp.into(),
            _ => Code::BadAnswer.into(),
        }
    }
}

impl From<SealError> for CoreError {
    fn from(_: SealError) -> CoreError {
        Code::Damaged.into()
    }
}

impl From<StoreError> for CoreError {
    fn from(error: StoreError) -> CoreError {
        crate::open::store_code(&error).into()
    }
}
