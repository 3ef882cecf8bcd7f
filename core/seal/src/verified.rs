//! The proof that something was checked.

/// A value whose signature or proof has been checked. Only the checks of this crate make one, so a
/// function that demands a `Verified<T>` cannot be handed something nobody looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use = "the proof is the point of the check"]
pub struct Verified<T>(T);

impl<T> Verified<T> {
    pub(crate) fn new(value: T) -> Verified<T> {
        Verified(value)
    }

    /// What was checked.
    pub fn value(&self) -> &T {
        &self.0
    }

    /// What was checked, giving up the proof.
    pub fn into_value(self) -> T {
        self.0
    }
}
