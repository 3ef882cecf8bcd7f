//! Workloads on the real schema: a cell of the county with households, needs and touched tasks of
//! the real templates, under one seed.
//!
//! What people would type comes from sentences that the exchange's dictionary was never trained on,
//! or from a file of the caller's.
//!
//! - [`texts`]: sentences; [`answers`]: what somebody answers to a part of a checklist
//! - [`cell`]: a cell at work; every deed is one change, as a phone makes it
//! - [`cases`]: the histories and batches that the figures are measured on

pub mod answers;
pub mod cases;
pub mod cell;
pub mod streams;
pub mod texts;

pub use cell::{Cell, Said};
pub use texts::Texts;
