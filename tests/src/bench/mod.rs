//! The figures: what the exchange, the phone and the hub cost, each beside its limit.
//!
//! Bytes, counts and ratios of bytes are the same on every machine and are asserted by tests. Times
//! are this machine's and are only printed.
//!
//! - [`figures`]: the figures with their limits, the table and the JSON
//! - [`exchange`]: bodies of real requests and answers, between the two ends of a [`line`] that hold
//!   a [`replica`] each; [`automerge`] beside it
//! - [`clock`]: how long something took
//! - [`codec`]: stripping and rebuilding, a change
//! - [`phone`]: a large phone, made by the exchange from a real hub; [`local`]: what it costs there,
//!   beside a [`floor`]
//! - [`hands`]: what other languages are measured beside
//! - [`capture`]: evidence on the phone
//! - [`evidence`]: bundles of evidence
//! - [`console`]: the roster at the county's scale; [`lists`]: every list of the console over HTTP
//! - [`device`]: a bare device that signs batches; [`hub`]: their admission

pub mod automerge;
pub mod capture;
pub mod clock;
pub mod codec;
pub mod console;
pub mod device;
pub mod evidence;
pub mod exchange;
pub mod figures;
pub mod floor;
pub mod hands;
pub mod hub;
pub mod line;
pub mod lists;
pub mod local;
pub mod phone;
pub mod replica;

pub use figures::{Figures, Section};
