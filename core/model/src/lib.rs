//! The domain of the village grid: plain data and pure functions.
//!
//! **Invariant.** This crate does no I/O and knows no clock, no randomness and no files: time, ids
//! and data tables are arguments. Permissions, state machines, deadlines and classes of data are
//! decided here and nowhere else; phone and hub call the same functions.
//!
//! The map:
//! - [`id`], [`time`]: identity and the separate facts about time
//! - [`class`], [`stream`]: how sensitive a datum is, and the unit in which it is replicated
//! - [`value`], [`schema`], [`edit`]: what a document may hold and the verbs that change it
//! - [`ledger`], [`outcome`]: append-only entries and what became of them
//! - [`template`], [`answer`]: the checklists as typed data, and what may be answered
//! - [`window`], [`task`], [`visit`]: when tasks are due, how they go, and the day's list
//! - [`org`], [`directory`], [`division`], [`validity`]: who is where, under which codes, since when
//! - [`permission`], [`audience`]: who may do what, and who receives what
//! - [`geo`], [`limits`]: points and boundaries; every bound of the domain
//! - [`roster`], [`name`], [`citizen_id`], [`phone`], [`mask`]: people, how they are found, what of
//!   them is shown
//! - [`tag`], [`residency`], [`place`]: frozen code lists of the roster and of places
//! - [`evidence`]: evidence sets and clues
//! - [`incident`]: from a report to its rating; [`access`]: who looked at what, and why
//! - [`calendar`], [`deadline`], [`retention`]: working days, periods of law, how long data is kept
//! - [`lint`]: what a hub refuses to be configured for; [`body`]: how bodies of entries are read

// A phone's library has no text of `{:?}` (ADR 16).
#![cfg_attr(not(test), deny(clippy::use_debug))]

pub mod access;
pub mod answer;
pub mod audience;
pub mod body;
pub mod calendar;
pub mod citizen_id;
pub mod class;
pub mod count;
pub mod deadline;
pub mod directory;
pub mod division;
pub mod edit;
pub mod evidence;
pub mod export;
pub mod geo;
pub mod id;
pub mod incident;
pub mod json;
pub mod ledger;
pub mod limits;
pub mod lint;
pub mod mask;
pub mod name;
pub mod org;
pub mod outcome;
pub mod permission;
pub mod phone;
pub mod place;
pub mod residency;
pub mod retention;
pub mod roster;
pub mod schema;
mod shipped;
pub mod stream;
pub mod tag;
pub mod task;
pub mod template;
pub mod time;
pub mod validity;
pub mod value;
pub mod visit;
pub mod window;

pub use class::{Class, Purpose};
pub use edit::Edit;
pub use id::Id;
pub use ledger::LedgerEntry;
pub use outcome::{Outcome, Refusal};
pub use schema::{DocumentKind, Founding, Path};
pub use stream::StreamId;
pub use time::{Moment, TimeFacts};
pub use value::Value;
