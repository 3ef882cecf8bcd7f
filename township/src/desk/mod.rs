//! The incident desk 值班室: reports, acceptance, numbers, dispatch, verification, closing.
//!
//! What may be done is decided by `model::incident` alone; the desk knows who asks, gives numbers,
//! writes the steps, and moves an incident between streams when its audience changes.
//!
//! - [`book`]: incidents as stored; [`board`]: the list, kept in memory
//! - [`presence`]: who has which incident open
//! - [`tasks`]: how far tasks are, by cell; [`follow`]: they go where people go
//! - [`step`]: a person takes a step
//! - [`clock`]: what happens by itself: waking, passing on, archiving
//! - [`numbers`]: incident numbers without gaps

pub mod board;
pub(crate) mod book;
pub mod clock;
mod follow;
pub mod form;
pub mod numbers;
pub mod presence;
pub mod step;
pub mod tasks;

pub use board::{Clock, IncidentRow, PointShown};
pub use book::{Detail, Joined, OfferShown, ReporterShown, StepShown, Summary};
pub(crate) use book::{actor, fold, streams_of};
pub(crate) use clock::set_alarm;
pub use form::PaperForm;
pub use step::{DeskStep, Staffed};
pub use tasks::CellProgress;
