//! What makes evidence hold: the chain of captures, the log it is committed to, the stamps on it,
//! the bundle it leaves in, and the check of that bundle.
//!
//! **Invariant.** Bytes in, bytes out: no file is opened here, no clock is read, no socket touched;
//! what is read comes through [`std::io::Read`] and [`std::io::Seek`], what is written leaves
//! through [`std::io::Write`]. What a record *means* is said in `gridwork_model::evidence`; whether
//! it *holds* is said here, by phone, hub and verifier with the same functions.
//!
//! The map:
//! - [`chain`]: signing a record, and the check of a signed one
//! - [`exif`]: what the camera wrote leaves a derivative
//! - [`log`]: the hub's transparency log, its signed heads and proofs
//! - [`stamp`]: RFC 3161 time stamps
//! - [`bundle`]: a set as one zip that standard tools can check
//! - [`verify`]: what of a bundle holds, in plain Chinese

pub mod bundle;
pub mod chain;
pub mod exif;
pub mod log;
pub mod stamp;
pub mod verify;
