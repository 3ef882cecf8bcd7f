//! Wuchuan county 武川县 as data, and a generator of synthetic residents for training.
//!
//! What a source gives is imported: townships, offices, institutions, villages, codes with their
//! vintage, coordinates. What no source gives is generated from a seed and marked 示意: hamlets,
//! cells, posts, places, residents. Nothing here is a real person: id numbers begin with the
//! unassigned area code 150199 and telephone numbers with 1990.
//!
//! This crate does no I/O; its data is embedded. It refuses to guess: a gap of a source stays a gap
//! and is told in [`County::notes`].
//!
//! - [`source`]: the embedded lists as typed rows
//! - [`organisation`]: units from the lists; [`layout`]: hamlets and cells
//! - [`staff`]: posts, assignments, Party units; [`places`]: hazard points and facilities
//! - [`residents`]: households of a cell; [`rows`]: validation of a township's own lists
//! - [`texts`]: sentences for notes, incidents and places

pub mod county;
mod identity;
pub mod layout;
mod names;
pub mod organisation;
pub mod places;
pub mod residents;
mod rng;
pub mod rows;
pub mod source;
pub mod staff;
pub mod texts;

pub use county::{County, Options, Placed};
pub use layout::CellPlan;
pub use places::PlaceRecord;
pub use residents::{HouseholdRecord, PersonRecord};
pub use source::SourceError;
