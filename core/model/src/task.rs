//! Tasks: template × target × window.
//!
//! A task nobody touched is not stored anywhere: phone and hub derive it alike, by its identity
//! `Founding::Task { template, target, window }`. Answers make it a document; starting, finishing,
//! declining, putting off and the like are entries of its ledger.
//!
//! - [`facts`] and [`derive`]: which tasks are due
//! - [`doer`]: whose they are
//! - [`step`] and [`state`]: what happens to a task, and how it stands

pub mod derive;
pub mod doer;
pub mod facts;
pub mod state;
pub mod step;

pub use derive::{Deriver, DueTask, Spot, derive};
pub use doer::doer;
pub use state::{Issued, State, Status};
pub use step::{Body, CancelReason, Step, StepError};
