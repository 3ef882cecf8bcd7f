//! Evidence 证据, for the pages of the enforcement office: clues, officers, sets with what holds of
//! each item, and the log they are committed to. A bundle is an export like any other, with
//! `kind: "evidence"`.

pub mod clues;
pub mod heads;
pub mod sets;
pub mod stamps;
