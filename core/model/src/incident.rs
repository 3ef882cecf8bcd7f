//! Incidents 事件: from a report to its rating (DOMAIN §3.1–3.3).
//!
//! State is a fold over an append-only ledger in the hub's order. The hub *judges* each step once,
//! with [`Incident::judge`]; what it accepted every replica *applies*, without judging again, so that
//! an older and a newer app agree. A step that came too late is *ineffective* 未生效: kept, shown, and
//! without effect.
//!
//! 登记 (registering an incident) is never called 立案, which is the filing of a penalty case.

mod category;
mod clock;
mod codes;
mod fold;
mod guard;
mod number;
mod offer;
mod policy;
mod state;
mod step;

pub use category::{Category, CategoryCode, CategoryError, Domain};
pub use clock::{Awaited, Debtor, Due, Nearness};
pub use codes::{ClosingCode, Rating, SuspensionGround, WhistleKind};
pub use fold::{Fact, Folded};
pub use guard::{Actor, Setting, Why};
pub use number::{EventNumber, NumberError, ProvisionalNumber};
pub use offer::Offer;
pub use policy::{Grade, GradeLimits, IncidentPolicy, Limits, Period, PolicyError, return_by};
pub use state::{Incident, State, Suspension, Verification};
pub use step::{FileHash, Medium, Place, Report, Step};

#[cfg(test)]
mod tests;
