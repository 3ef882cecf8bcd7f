//! Evidence at the hub: the sets and clues that were admitted, as staff see them, what became of
//! their files, and the bundle that leaves the house.

mod arrival;
mod bundle;
mod card;
mod clues;
pub(crate) mod forks;
pub(crate) mod index;
mod ledger;
mod register;
pub(crate) mod shelf;
mod show;
mod stamp;

pub(crate) use bundle::people_named;
pub use clues::{ClueShown, PhotoShown};
pub use ledger::Proof;
pub(crate) use ledger::{fold_clue, fold_set};
pub(crate) use register::register;
pub use show::{HandedShown, ItemShown, OfficerShown, RecordShown, SetRow, SetShown};
pub use stamp::{StampShown, Stamped};
