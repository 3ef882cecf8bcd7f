//! Evidence at the hub: the sets and clues that were admitted, as staff see them, and the bundle that
//! leaves the house.

mod ledger;

pub use ledger::Proof;
