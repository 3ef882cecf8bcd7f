//! The hub of the county: admission, streams, directory, desk and the API.
//!
//! **Invariant.** [`Hub`] and every room but [`http`], [`cli`] and [`clock`] know no HTTP and no
//! clock: time is an argument and randomness is injected, so that a simulator can run a whole county
//! in one process. Permissions, state machines and classes of data are decided in `gridwork-model`.
//!
//! The map:
//! - [`hub`]: the hub and its locks; [`config`]: every limit; [`keys`], [`vault`]: keys and data keys
//! - [`storage`]: what is kept, behind a trait; [`journal`]: what must survive its loss
//! - [`devices`]: enrolment and revocation; [`fleet`]: how the phones are; [`directory`]: who is where and may see what
//! - [`changes`]: what lists and live events follow
//! - [`streams`]: numbering; `admission`: what devices send; [`exchange`]: one request, one answer
//! - [`desk`]: incidents, by people and by the clock
//! - [`organisation`]: changing cells and posts; [`drafts`]: templates until they are published
//! - [`office`]: what the hub writes itself, for whom and why
//! - [`import`]: the county, and a township's own lists
//! - [`merge`], [`quarantine`]: what waits for a person
//! - [`evidence`], [`transparency`]: evidence as staff see it; the log it is committed to
//! - [`exports`]: lists that leave the system
//! - [`files`], [`bundles`]: what travels beside the exchange
//! - [`erase`], [`backup`], [`restore`]: destroying by law, keeping and bringing back
//! - [`register`]: the roster in memory; [`roster`], [`lookup`]: one household, one value
//! - [`issue`]: tasks that only the hub can make due; [`paper`]: visits keyed in from paper
//! - [`settings`]: limits, categories, working days, About
//! - [`http`], [`tls`]: the API
//! - [`people`]: log-ins of staff; [`audit`]: the chain of who did what

pub(crate) mod admission;
pub mod audit;
pub mod backup;
pub mod base_map;
pub mod bundles;
pub mod changes;
pub mod cli;
pub mod clock;
pub mod config;
pub mod desk;
pub mod devices;
pub mod directory;
pub mod drafts;
pub mod erase;
pub mod error;
pub mod evidence;
pub mod exchange;
pub mod exports;
pub mod files;
pub mod fleet;
pub mod http;
pub mod hub;
pub mod import;
pub mod issue;
pub mod journal;
pub mod keys;
pub mod lookup;
pub mod merge;
pub mod office;
pub mod organisation;
pub(crate) mod pace;
pub mod paper;
pub mod people;
pub mod posts;
pub mod quarantine;
pub mod register;
pub mod restore;
pub mod roads;
pub mod roster;
pub mod settings;
pub mod storage;
pub mod streams;
pub mod tls;
mod transaction;
pub mod transparency;
pub mod vault;
pub mod verify;

pub use config::{Limits, Mode};
pub use error::{Done, HubError};
pub use hub::{Founded, Hub, HubOptions, Identity};
