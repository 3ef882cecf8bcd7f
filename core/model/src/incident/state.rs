//! What is known of an incident after its accepted steps.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::{
    CategoryCode, ClosingCode, EventNumber, Grade, Limits, Place, Rating, SuspensionGround,
};
use crate::{Id, Moment};

/// Where an incident stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// 草稿: no step accepted yet.
    #[default]
    Draft,
    /// 已上报.
    Reported,
    /// 受理.
    Accepted,
    /// 不予受理; the end.
    Refused,
    /// 登记.
    Registered,
    /// 派单.
    Dispatched,
    /// 退单: waits to be dispatched again.
    Returned,
    /// 处置中.
    Handling,
    /// 挂起.
    Suspended,
    /// 吹哨.
    Whistled,
    /// 待核查.
    ToVerify,
    /// 返工.
    Rework,
    /// 核查通过.
    Verified,
    /// 结案, also 就地办结.
    Closed,
    /// 归档; the end.
    Archived,
    /// 并案; the end.
    Merged,
    /// 作废; the end.
    Void,
}

impl State {
    /// Where an incident has left the desk.
    pub const OVER: [State; 5] =
        [State::Refused, State::Closed, State::Archived, State::Merged, State::Void];

    /// Whether the incident has left the desk: closed in any way.
    pub fn is_over(self) -> bool {
        State::OVER.contains(&self)
    }

    /// The word in lists.
    pub const fn word(self) -> &'static str {
        match self {
            State::Draft => "草稿",
            State::Reported => "已上报",
            State::Accepted => "受理",
            State::Refused => "不予受理",
            State::Registered => "登记",
            State::Dispatched => "派单",
            State::Returned => "退单",
            State::Handling => "处置中",
            State::Suspended => "挂起",
            State::Whistled => "吹哨",
            State::ToVerify => "待核查",
            State::Rework => "返工",
            State::Verified => "核查通过",
            State::Closed => "结案",
            State::Archived => "归档",
            State::Merged => "并案",
            State::Void => "作废",
        }
    }
}

/// A running suspension.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Suspension {
    /// Ground.
    pub ground: SuspensionGround,
    /// When it began; the limit moves by its length.
    pub since: Moment,
    /// The day it wakes by itself.
    pub wake: NaiveDate,
    /// The state it goes back to.
    pub from: State,
}

/// Where verification stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verification {
    /// When the handler said it was done, by the hub's time.
    pub since: Moment,
    /// Whether silence has passed it to the village secretary.
    pub with_secretary: bool,
}

/// An incident as its accepted steps left it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Incident {
    /// Its id; the object of its ledger entries.
    pub id: Option<Id>,
    /// Where it stands.
    pub state: State,
    /// Category; the desk's once registered.
    pub category: Option<CategoryCode>,
    /// Where it happened.
    pub place: Option<Place>,
    /// What happened, in the reporter's words.
    pub words: String,
    /// Who reported it, and who reported those merged into it.
    pub reporters: BTreeSet<Id>,
    /// When the report was made, and when it was accepted, by the hub's time.
    pub reported_at: Option<Moment>,
    /// When it was accepted at the hub: limits run from here.
    pub accepted_at: Option<Moment>,
    /// Number.
    pub number: Option<EventNumber>,
    /// Grade.
    pub grade: Option<Grade>,
    /// Limits in force, moved by an extension or a suspension.
    pub limits: Option<Limits>,
    /// End of handling before any extension; bounds the extension.
    pub original_finish: Option<Moment>,
    /// The unit it lies with.
    pub unit: Option<Id>,
    /// The handler named in the dispatch.
    pub handler: Option<Id>,
    /// Every unit that has had it: none of their people verifies it.
    pub units: BTreeSet<Id>,
    /// Everybody who has worked on it: none of them verifies it.
    pub handlers: BTreeSet<Id>,
    /// Until when it may be returned.
    pub return_by: Option<Moment>,
    /// Whether it has been returned; a second dispute goes to the leader.
    pub returned: bool,
    /// Whether it has been extended.
    pub extended: bool,
    /// Running suspension.
    pub suspension: Option<Suspension>,
    /// Clue made of it.
    pub clue: Option<Id>,
    /// Whether enforcement took the clue; `None` while the answer is open.
    pub clue_taken: Option<bool>,
    /// Running verification.
    pub verification: Option<Verification>,
    /// How often verification failed.
    pub reworks: u32,
    /// Whether it was solved on the spot.
    pub self_solved: bool,
    /// How it was closed.
    pub closing: Option<ClosingCode>,
    /// When it was closed.
    pub closed_at: Option<Moment>,
    /// Rating.
    pub rating: Option<Rating>,
    /// The main incident, if merged.
    pub main: Option<Id>,
    /// Accepted steps so far.
    pub steps: usize,
}

impl Incident {
    /// Whether the clue made of it still waits for an answer.
    pub fn awaits_clue(&self) -> bool {
        self.clue.is_some() && self.clue_taken.is_none()
    }

    /// The units whose stream it is in now: the one it lies with, while it is open.
    pub fn audience_units(&self) -> Vec<Id> {
        self.unit.filter(|_| !self.state.is_over()).into_iter().collect()
    }

    /// Whether a self-solved incident is drawn for a check: about one in ten, by its id, so that
    /// nobody chooses.
    pub fn is_sampled(&self) -> bool {
        self.self_solved && self.id.is_some_and(|id| id.as_bytes()[15].is_multiple_of(10))
    }
}
