//! How far the tasks of a template are, by cell: work, never a person. Kept on the [`board`](super::board)
//! beside the incidents, because both follow ledgers.
//!
//! The hub holds a task once somebody issued or began it. What a phone derives and nobody has touched
//! is on that phone alone, and not counted here.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;
use gridwork_model::count::Count;
use gridwork_model::task::{Body, Status};
use gridwork_model::window::Window;
use gridwork_model::{Id, LedgerEntry, Moment};
use serde::Serialize;

use crate::admission::ledger::task_state;
use crate::people::Caller;
use crate::storage::rows::kind;
use crate::storage::{EntityRow, Reading};
use crate::streams::open_payload;
use crate::{Done, Hub, HubError};

/// What is kept of a task.
#[derive(Clone, Debug)]
pub(crate) struct KeptTask {
    pub(super) org: Id,
    /// Cell or village.
    pub(crate) scope: Id,
    pub(super) template: String,
    /// What is visited.
    pub(super) target: Id,
    pub(super) window: Window,
    pub(super) status: Status,
    pub(super) closes: NaiveDate,
    /// It was issued: nobody derives it.
    pub(super) issued: bool,
    /// The last step was a rule's.
    pub(super) by_rule: bool,
}

/// The tasks of one template in one cell or village.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct CellProgress {
    /// The cell or village.
    #[schema(value_type = String)]
    pub scope: Id,
    /// Its name.
    pub name: String,
    /// Village it belongs to.
    pub village_name: String,
    /// Not finished.
    #[schema(value_type = Object)]
    pub open: Count,
    /// Of those, to be finished within seven days.
    #[schema(value_type = Object)]
    pub due: Count,
    /// Of those, past their last day.
    #[schema(value_type = Object)]
    pub late: Count,
    /// Why those are late, in words, with how many.
    pub late_by_reason: Vec<LateReason>,
    /// Finished.
    #[schema(value_type = Object)]
    pub done: Count,
    /// Closed without a visit: declined, target gone and the like.
    #[schema(value_type = Object)]
    pub closed_otherwise: Count,
}

/// How many for one reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct LateReason {
    /// What people read.
    pub word: &'static str,
    /// How many.
    #[schema(value_type = Object)]
    pub count: Count,
}

/// Days ahead that count as due.
const SOON: i64 = 7;

/// Why something is late, in the order in which it is told.
const REASONS: [&str; 3] = ["还没开始", "开始了没办完", "改过日子"];

#[derive(Default)]
struct Tally {
    open: u64,
    due: u64,
    late: [u64; REASONS.len()],
    done: u64,
    otherwise: u64,
}

impl Tally {
    fn add(&mut self, task: &KeptTask, today: NaiveDate) {
        let (by, slot) = match task.status {
            Status::Done { .. } => return self.done += 1,
            Status::Declined | Status::Cancelled(_) => return self.otherwise += 1,
            Status::Due => (task.closes, 0),
            Status::Started => (task.closes, 1),
            Status::PutOff { to } => (task.closes.max(to), 2),
        };
        self.open += 1;
        match (by - today).num_days() {
            ..0 => self.late[slot] += 1,
            0..=SOON => self.due += 1,
            _ => {}
        }
    }
}

/// A task as its ledger tells it; `None` for one that this version cannot read.
pub(crate) fn read(hub: &Hub, r: &dyn Reading, row: &EntityRow) -> Done<Option<KeptTask>> {
    let key = hub.data_key(&row.id, &row.data_key)?;
    let state = task_state(row, &key)?;
    let entries = r.entries_of(&row.id)?;
    let Some(first) = entries.iter().find(|stored| stored.kind == kind::LEDGER) else {
        return Ok(None);
    };
    let plain = open_payload(&key, first)?;
    let entry: LedgerEntry =
        minicbor::decode(&plain).map_err(|_| HubError::Invalid("ledger entry"))?;
    let Ok(body) = Body::of(&entry) else { return Ok(None) };
    let library = hub.standing().directory.library();
    let window = Window::unpack(body.window);
    let span = library
        .get(&body.template)
        .and_then(|template| template.open_span(window?, &library.seasons));
    let stays = r.memberships(&row.id)?;
    let stay = stays.iter().find(|(_, stay)| stay.left.is_none()).or(stays.first());
    let (Some((_, closes)), Some(window), Some((stream, _))) = (span, window, stay) else {
        return Ok(None);
    };
    Ok(Some(KeptTask {
        org: row.org,
        scope: stream.scope,
        template: body.template,
        target: body.target,
        window,
        status: state.status,
        closes,
        issued: state.issued.is_some(),
        by_rule: state.last_by == Some(Id::NIL),
    }))
}

impl Hub {
    /// How far a template's tasks are in the caller's township, in the order of its codes.
    pub fn progress(
        &self,
        caller: &Caller,
        template: &str,
        now: Moment,
    ) -> Done<Vec<CellProgress>> {
        let (standing, today) = (self.standing(), now.day());
        let directory = &standing.directory;
        let tallies = self.with_board(|board| {
            let mut tallies: HashMap<Id, Tally> = HashMap::new();
            for task in board.tasks() {
                let ours = caller.org.is_nil() || task.org == caller.org;
                if ours && task.template == template {
                    tallies.entry(task.scope).or_default().add(task, today);
                }
            }
            Ok(tallies)
        })?;
        let mut rows = BTreeMap::new();
        for (scope, tally) in tallies {
            let village = directory.village_of(scope).or_else(|| directory.unit(scope));
            let cell = directory.cell(scope);
            let village_name = village.map(|unit| unit.name.clone()).unwrap_or_default();
            let name = cell.map_or_else(|| village_name.clone(), |cell| cell.name.clone());
            let order = (
                village.and_then(|unit| unit.code(today)).map(|code| code.to_string()),
                cell.and_then(|cell| cell.code(today)).map(|code| code.to_string()),
                scope,
            );
            let reasons = REASONS.into_iter().zip(tally.late).filter(|(_, count)| *count > 0);
            let late_by_reason =
                reasons.map(|(word, count)| LateReason { word, count: Count::of(count) }).collect();
            let row = CellProgress {
                scope,
                name,
                village_name,
                open: Count::of(tally.open),
                due: Count::of(tally.due),
                late: Count::of(tally.late.iter().sum()),
                late_by_reason,
                done: Count::of(tally.done),
                closed_otherwise: Count::of(tally.otherwise),
            };
            rows.insert(order, row);
        }
        Ok(rows.into_values().collect())
    }
}
