//! The organisation of the county: units, hamlets, cells, posts and who holds them.
//!
//! Everything here is directory data of class C0: written at the hub only, versioned, and readable on
//! every device of the township. Identity is the [`Id`](crate::Id); names and codes are attributes.

pub mod about;
pub mod assignment;
pub mod cell;
pub mod staff;
pub mod unit;

pub use about::About;
pub use assignment::{Absence, Assignment, DutyRef, Handover, OnDuty, Post};
pub use cell::{Cell, CellKind, Hamlet, PartyUnit, PartyUnitKind};
pub use staff::{DeviceBinding, DutyAdmission, Officer, OfficerStatus, Staff};
pub use unit::{OrgUnit, UnitKind};
