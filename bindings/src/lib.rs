//! `Core` for Kotlin, Swift and Python: records and conversions, nothing else.
//!
//! **Invariant.** No `if` about the domain. Nothing exported is async and nothing takes a callback:
//! the platform calls from a background thread, pulls events, and performs the network
//! (`next_request` / `complete_request`). Files cross as paths, lists as pages, errors as codes,
//! ids as text. A panic ends in the error `unexpected`, never in the end of the process: a fault of
//! one screen must not take along what another one is recording.
//!
//! The map: `grid` is the object and its calls, `records` what crosses, `convert` the way between
//! the two languages of types, `error` the one error.

mod convert;
mod error;
mod grid;
mod records;

pub use error::GridError;
pub use grid::GridCore;
pub use records::*;

uniffi::setup_scaffolding!();
