//! Households and people as plain views, and the acts that concern several households at once
//! (DOMAIN §2.2).
//!
//! A household document knows fields; this module knows what they mean. Views are assembled from the
//! shown values of a document; nothing here writes.

mod act;
mod codes;
mod together;
mod view;
pub mod words;

pub use act::{Act, At, MoveReason};
pub use codes::{
    HelpKind, IdVerified, Kin, KinChoice, LeftReason, PhoneWhose, Programme, Sex, TagSource,
};
pub use together::{Together, together};
pub use view::{Household, Person, Season, tags_of};
