//! Why a seal, signature or proof was not accepted. No variant says anything about the content.

/// A value that does not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum SealError {
    /// Too short to be what it claims, or of the wrong length.
    #[error("{what} has {found} bytes, {wanted} are wanted")]
    Length {
        /// Which value.
        what: &'static str,
        /// Bytes wanted; the least, for values of variable length.
        wanted: usize,
        /// Bytes found.
        found: usize,
    },
    /// Written under a suite that this build does not have.
    #[error("suite {0} is not known here")]
    Suite(u8),
    /// The public key is not a point that can be used.
    #[error("the public key cannot be used")]
    PublicKey,
    /// The sealed value was made under another key or for another place, or was changed since.
    #[error("the sealed value does not open")]
    NotSealedByThisKey,
    /// The signature was made by another key or over something else, or was changed since.
    #[error("the signature does not hold")]
    Signature,
    /// The leaf is not in the tree of that root.
    #[error("the proof does not lead to the root")]
    Proof,
}

/// Splits the suite byte off a sealed value, or says that it is one of another suite.
pub(crate) fn after_suite<'a>(
    sealed: &'a [u8],
    what: &'static str,
    least: usize,
) -> Result<&'a [u8], SealError> {
    match sealed.split_first() {
        Some((&crate::SUITE, rest)) if rest.len() + 1 >= least => Ok(rest),
        Some((suite, _)) if *suite != crate::SUITE => Err(SealError::Suite(*suite)),
        _ => Err(SealError::Length { what, wanted: least, found: sealed.len() }),
    }
}

/// A fixed-length value from a slice.
pub(crate) fn exactly<const N: usize>(
    bytes: &[u8],
    what: &'static str,
) -> Result<[u8; N], SealError> {
    bytes.try_into().map_err(|_| SealError::Length { what, wanted: N, found: bytes.len() })
}
