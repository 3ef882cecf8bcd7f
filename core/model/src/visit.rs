//! The day's list: tasks of one house become one visit 合并入户, at most seven lines come first,
//! and they are walked in road order.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};

use crate::Id;
use crate::task::{DueTask, Status};

/// Most lines of the first page.
pub const MOST_FIRST: usize = 7;

/// A statutory task comes forward when it closes within so many days.
const CLOSING_DAYS: u64 = 7;

/// Any other task comes forward when it closes within so many days.
const LAST_DAYS: u64 = 1;

/// A due task and how it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenTask {
    /// The task.
    pub task: DueTask,
    /// How it stands.
    pub status: Status,
}

/// Why a visit stands where it stands, the most pressing first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// Danger to life or property.
    Urgent,
    /// A statutory task whose window has closed (逾期).
    Overdue,
    /// Agreed with somebody for today or earlier.
    Promised,
    /// Its window closes soon.
    Closing,
    /// Begun.
    Started,
    /// Next along the road.
    InTurn,
}

/// One line of the list: everything to do at one house, place, cell or village.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Visit {
    /// The household, place, cell, village or Party unit.
    pub at: Id,
    /// Its hamlet.
    pub hamlet: Option<Id>,
    /// Place along the road; `None` for what is not on it.
    pub road: Option<i64>,
    /// The most pressing reason among its tasks.
    pub reason: Reason,
    /// Its tasks, the most pressing first.
    pub tasks: Vec<DueTask>,
}

/// The list of a day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Today {
    /// At most [`MOST_FIRST`], in road order.
    pub first: Vec<Visit>,
    /// The rest, in road order.
    pub behind: Vec<Visit>,
}

/// Plans `day`: drops what is closed, not yet open or put off to a later day, merges by house and
/// puts the most pressing visits first. `hamlets` is the order of hamlets along the worker's way.
pub fn plan(tasks: impl IntoIterator<Item = OpenTask>, hamlets: &[Id], day: NaiveDate) -> Today {
    let hamlet_order: BTreeMap<Id, usize> =
        hamlets.iter().enumerate().map(|(order, hamlet)| (*hamlet, order)).collect();
    let mut houses: BTreeMap<Id, Vec<(Reason, DueTask)>> = BTreeMap::new();
    for open in tasks {
        if let Some(reason) = reason(&open, day) {
            let at = open.task.spot.household.unwrap_or(open.task.spot.target);
            houses.entry(at).or_default().push((reason, open.task));
        }
    }
    let mut visits: Vec<Visit> =
        houses.into_iter().filter_map(|(at, tasks)| visit(at, tasks)).collect();
    let along_the_road = |visit: &Visit| {
        let hamlet = visit.hamlet.and_then(|hamlet| hamlet_order.get(&hamlet).copied());
        (visit.road.is_none(), visit.road, hamlet.is_none(), hamlet, visit.at)
    };
    visits.sort_by_cached_key(|visit| (visit.reason, along_the_road(visit)));
    let mut behind = visits.split_off(MOST_FIRST.min(visits.len()));
    visits.sort_by_cached_key(along_the_road);
    behind.sort_by_cached_key(along_the_road);
    Today { first: visits, behind }
}

/// Why the task is on the list of `day`; `None` if it is not.
fn reason(open: &OpenTask, day: NaiveDate) -> Option<Reason> {
    let task = &open.task;
    let promised = match open.status {
        status if status.is_closed() => return None,
        Status::PutOff { to } if to > day => return None,
        Status::PutOff { .. } => true,
        _ => false,
    };
    if task.opens > day && !promised {
        return None;
    }
    let closes_within =
        |days| day.checked_add_days(Days::new(days)).is_none_or(|horizon| task.closes <= horizon);
    Some(match open.status {
        _ if task.urgent => Reason::Urgent,
        _ if task.statutory && task.closes < day => Reason::Overdue,
        _ if promised => Reason::Promised,
        _ if closes_within(if task.statutory { CLOSING_DAYS } else { LAST_DAYS }) => {
            Reason::Closing
        }
        Status::Started => Reason::Started,
        _ => Reason::InTurn,
    })
}

fn visit(at: Id, mut tasks: Vec<(Reason, DueTask)>) -> Option<Visit> {
    tasks.sort_by(|(one, a), (other, b)| {
        (one, &a.template, a.spot.target, a.window).cmp(&(
            other,
            &b.template,
            b.spot.target,
            b.window,
        ))
    });
    let (reason, first) = tasks.first()?;
    Some(Visit {
        at,
        hamlet: first.spot.hamlet,
        road: first.spot.road,
        reason: *reason,
        tasks: tasks.into_iter().map(|(_, task)| task).collect(),
    })
}
