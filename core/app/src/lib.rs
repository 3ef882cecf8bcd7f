//! `Core`: the use cases of a phone, over one store, without a network of its own.
//!
//! **Invariants.** Every call is synchronous; nothing takes a callback. What the field enters is
//! durable when the call returns. The network is the platform's: [`Core::next_request`] says what
//! to post, [`Core::complete_request`] takes what came back. No screen opens a document: lists,
//! counts and search read rows that every accepted change updates in its own transaction.
//!
//! The map:
//! - [`open`], [`enrol`]: opening, pausing, wiping; becoming a device of a hub
//! - [`today`], [`issued`], [`visit`], [`aloud`], [`roster`], [`deeds`], [`incidents`],
//!   [`conflicts`], [`find`], [`forms`], [`village`], [`map`], [`past`]: the work
//! - [`about`], [`looks`]: who stands behind this device, and what its own person looked at
//! - [`evidence`], [`clues`]: what officers gather, and what is told to them
//! - [`exchange`], [`apply`], [`leaving`], [`outgoing`], [`renew`], [`carry`], [`files`]: the exchange
//! - [`say`], [`project`]: writing documents and ledgers, and the rows made from them
//! - [`status`], [`drafts`], [`events`]: what is where, what came back, and what changed
//! - [`view`], [`error`], [`http`], [`env`]: what goes in and out

mod about;
mod aloud;
mod apply;
mod carry;
mod closed;
mod clues;
mod conflicts;
mod core;
mod deeds;
mod drafts;
mod enrol;
mod env;
mod epoch;
mod erased;
mod error;
mod events;
mod evidence;
mod exchange;
mod files;
mod find;
mod forms;
mod http;
mod identity;
mod incidents;
mod inventory;
mod issued;
mod leaving;
mod looks;
mod map;
mod open;
mod outgoing;
mod past;
mod project;
mod recover;
mod regrow;
mod renew;
mod rescue;
mod reseal;
mod roster;
mod said;
mod say;
mod shared;
mod status;
mod time;
mod today;
mod view;
mod village;
mod visit;

pub use crate::about::{AboutView, BearerView, HeldPost};
pub use crate::closed::ClosedRecord;
pub use crate::clues::{ClueView, NewClue};
pub use crate::core::Core;
pub use crate::deeds::SplitHousehold;
pub use crate::env::{Env, SystemEnv};
pub use crate::error::{Code, CoreError};
pub use crate::evidence::{
    CustodyView, EarlierVersion, ItemView, NewCapture, NewHolder, NewRecord, NewSet, NewSigning,
    OfficerView, RecordView, Scanned, SetDetail, SetView, WaitingHandOver,
};
pub use crate::exchange::Completed;
pub use crate::http::{HttpOutcome, HttpRequest, Network, SyncBudget};
pub use crate::incidents::NewIncident;
pub use crate::inventory::Holding;
pub use crate::issued::{HandStart, HandTarget};
pub use crate::looks::LookView;
pub use crate::open::{CoreStatus, OpenConfig, OpenReport};
pub use crate::past::{LastAnswer, LastTime, PastVisit};
pub use crate::project::event;
pub use crate::roster::{NewHousehold, NewPerson};
pub use crate::view::*;
pub use crate::village::{CellView, HandoverView, HomeRow, PostView, ToVerify};
pub use crate::visit::TaskRef;
pub use gridwork_model as model;
pub use gridwork_model::access::Reason as RevealReason;
pub use gridwork_model::roster::MoveReason;
pub use gridwork_model::template::aloud::Count;
pub use gridwork_store::{Event, EventBatch, StorageReport};
