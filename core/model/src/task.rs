//! Tasks: template × target × window.
//!
//! - [`facts`]: what tasks are derived from

pub mod facts;
