//! Admission: what a device sends is judged here, in the order of DESIGN §5 and nowhere else.
//!
//! size and structure → device known → bounded decode, rebuild, hashes → signature and chain →
//! stream granted → context gate and trial apply → role and state machine → one save and reload per
//! document → append and number. One transaction a batch; one verdict an item.
//!
//! The map:
//! - [`batch`]: the frame, its chain and its signature
//! - [`point`]: what both ends know at the point a batch was framed against
//! - [`judge`]: the verdict on each item, and what is written for the accepted ones
//! - [`change`], [`ledger`], [`sealed`]: the three kinds of item; [`incident`] and [`roster`] are
//!   ledgers with consequences
//! - [`settling`]: choices between values and moves, for those who may do nothing else
//! - [`rights`]: what the device's person may do, asked of `model::permission`
//! - [`loaded`]: documents kept loaded between batches

pub(crate) mod batch;
pub(crate) mod change;
mod deed;
mod evidence;
pub(crate) mod incident;
pub(crate) mod judge;
pub(crate) mod ledger;
pub(crate) mod loaded;
pub(crate) mod point;
pub(crate) mod rights;
pub(crate) mod roster;
pub(crate) mod sealed;
mod settling;

pub(crate) use batch::admit;
pub(crate) use evidence::AnsweredClue;
pub(crate) use loaded::{Loaded, read_document};
