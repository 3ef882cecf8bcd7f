//! The village: cells, posts, signatures, counts.

use super::IncidentView;

/// A cell of this device.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct CellView {
    /// The cell.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The village it lies in.
    pub village_id: String,
    /// Name of the village.
    pub village: String,
    /// Its hamlets, in road order.
    pub hamlets: Vec<String>,
    /// Households on this device.
    pub households: u32,
    /// Who acts for it today; nobody is something to be put right.
    pub on_duty: Vec<String>,
}

/// A household as the list of its cell names it.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct HomeRow {
    /// The household.
    pub household: String,
    /// Its hamlet.
    pub hamlet: String,
    /// The first of its people who are here, the head before the others; masked where the role sees no
    /// more.
    pub people: Vec<String>,
    /// How many are here.
    pub count: u32,
}

/// One person in one post.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct PostView {
    /// The assignment.
    pub id: String,
    /// The post, in words.
    pub role: String,
    /// For which cell, village or unit.
    pub scope: String,
    /// Who holds it.
    pub holder: String,
    /// Telephone at work, as published.
    pub phone: Option<String>,
    /// Who stands in, if named.
    pub deputy: Option<String>,
    /// Whether the deputy acts today.
    pub acting: bool,
    /// First day of the absence that runs today, `YYYY-MM-DD`.
    pub away_since: Option<String>,
    /// First day back, as far as known.
    pub back: Option<String>,
    /// Whether the absence is longer than the days after which a deputy has to act.
    pub long_away: bool,
    /// First day on which the post is free again, if it ends.
    pub until: Option<String>,
    /// How it is handed over, once it ended.
    pub handover: Option<HandoverView>,
}

/// A handover.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct HandoverView {
    /// Who takes over.
    pub to: String,
    /// When, `YYYY-MM-DD`.
    pub on: String,
    /// How many open tasks went over.
    pub open_tasks: u32,
    /// Whether the old device's keys were revoked.
    pub keys_revoked: bool,
    /// Whether the roster is gone from the old device.
    pub roster_removed: bool,
}

/// An incident that waits to be verified.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct ToVerify {
    /// The incident.
    pub incident: IncidentView,
    /// By when it should be done, Unix milliseconds.
    pub finish_by: Option<i64>,
    /// Who handled it last.
    pub handled_by: String,
    /// What the handler says was done.
    pub result: String,
    /// How many photos the report and the work on it name; the township has them.
    pub photos: u32,
    /// Why this person may not verify it, in words; left out if the signature is this person's.
    pub barred: Option<String>,
}

/// A count of a form, as a person would say it.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct CountView {
    /// The sentence, such as 应到 20，实到 14，过半.
    pub words: String,
    /// Whether it is enough, or adds up.
    pub holds: bool,
}
