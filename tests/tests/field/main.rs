//! Phones, stick and hub together, through the public surface of each: a module is what one of them may
//! rely on.
//!
//! One program, because every program of tests links all rooms once more. What records a disk is the only
//! one apart (`power_cut`).

#![allow(clippy::unwrap_used, reason = "helpers outside the test functions")]

mod clock;
mod closed;
mod common;
mod deeds;
mod demo;
mod devices;
mod drafts;
mod erased_needs;
mod erasure;
mod evidence;
mod evidence_upload;
mod fallbacks;
mod faults;
mod figures_exchange;
mod finder;
mod first_day;
mod following;
mod inbox;
mod issued;
mod kinds;
mod lists;
mod offered;
mod paper;
mod photos;
mod recovery;
mod releases;
mod remembered;
mod restored;
mod rotation;
mod scenarios;
mod sticks;
mod templates;
mod told;
mod visits;
mod waiting;
