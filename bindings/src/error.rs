//! Errors as codes: the app holds the words in the user's language.

use std::panic::{AssertUnwindSafe, catch_unwind};

use gridwork_core::{Code, CoreError};

/// What went wrong.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, uniffi::Error)]
pub enum GridError {
    /// A call failed. Codes are stable and never reused; `gridwork_core::Code` lists them.
    #[error("{code}{}", .field.as_ref().map(|f| format!(" ({f})")).unwrap_or_default())]
    Failed {
        /// Stable code, `snake_case`.
        code: String,
        /// Whether the same call can succeed later by itself.
        retryable: bool,
        /// Where: a field or position, never personal data.
        field: Option<String>,
    },
}

impl From<CoreError> for GridError {
    fn from(error: CoreError) -> GridError {
        GridError::Failed {
            code: error.code.as_str().to_owned(),
            retryable: error.code.retryable(),
            field: error.field,
        }
    }
}

impl GridError {
    /// An argument that is not of the form the call takes.
    pub(crate) fn argument(name: &str) -> GridError {
        CoreError::at(Code::BadValue, name).into()
    }
}

/// Runs a call and turns a panic into the error `unexpected`.
///
/// What a panic leaves behind is sound: a store transaction that was not committed is rolled back,
/// and what `Core` keeps in memory can be read again. The text of the panic stays here, because it
/// may hold what somebody entered.
pub(crate) fn guarded<T>(call: impl FnOnce() -> Result<T, GridError>) -> Result<T, GridError> {
    catch_unwind(AssertUnwindSafe(call))
        .unwrap_or_else(|_| Err(CoreError::at(Code::Unexpected, "panic").into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_an_error_without_its_text() {
        let silent = std::panic::take_hook();
        std::panic::set_hook(Box::new(|_| {}));
        let result: Result<(), GridError> = guarded(|| panic!("张三 13900000000"));
        std::panic::set_hook(silent);
        let error = result.expect_err("the call panicked");
        assert_eq!(error.to_string(), "unexpected (panic)");
    }

    #[test]
    fn codes_cross_with_their_hint_to_try_again() {
        let busy = GridError::from(CoreError::from(Code::Busy));
        let GridError::Failed { code, retryable, field } = busy;
        assert_eq!((code.as_str(), retryable, field), ("busy", true, None));
    }
}
