//! Evidence 证据, for the pages of the enforcement office.

pub mod heads;
