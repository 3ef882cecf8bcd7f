//! The staff API, one file a resource. Every handler takes a [`Signed`](crate::http::session::Signed)
//! caller or says why it does not.

pub mod adopted;
pub mod audit;
pub mod conflicts;
pub mod devices;
pub mod directory;
pub mod drafts;
pub mod erasures;
pub mod events;
pub mod evidence;
pub mod exports;
pub mod figures;
pub mod files;
pub mod ground;
pub mod households;
pub mod imports;
pub mod incidents;
pub mod me;
pub mod meta;
pub mod organisation;
pub mod places;
pub mod quarantine;
pub mod records;
pub mod session;
pub mod settings;
pub mod steps;
pub mod tasks;
pub mod templates;
pub mod twins;
pub mod units;
pub mod users;
pub mod words;
