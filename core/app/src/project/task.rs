//! A task's rows: its answers, and how it stands by its ledger.

use std::collections::BTreeMap;

use gridwork_model::task::{Body, State, Step};
use gridwork_model::{Class, Founding, Id, LedgerEntry, Outcome, Value};
use gridwork_store::{EntryState, LedgerRow, Row, Tx};
use serde::{Deserialize, Serialize};

use super::{Subject, event, row};
use crate::core::json;
use crate::say::stream_of;
use crate::{Code, CoreError};

/// Flag of a state row: nothing more is due.
pub(crate) const CLOSED: u32 = 1;
/// Flag of a state row: the last step waits for the hub.
pub(crate) const PENDING: u32 = 2;

/// The answers of a task, by field name, as shown.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Answers {
    pub template: String,
    pub target: Option<Id>,
    pub window: u64,
    pub values: BTreeMap<String, Value>,
    pub conflicts: u32,
}

/// How a task stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Standing {
    pub template: String,
    pub target: Id,
    pub window: u64,
    pub state: State,
    /// Whom it is about, as its issue says; empty if it was derived.
    #[serde(default)]
    pub who: String,
}

pub(super) fn row(subject: &Subject<'_>) -> Result<Row, CoreError> {
    let Founding::Task { template, target, window } = subject.document.founding() else {
        return Err(Code::Damaged.into());
    };
    let values = subject
        .fields
        .iter()
        .filter(|state| state.path.member.is_none())
        .filter_map(|state| Some((state.path.field.clone(), state.shown()?.clone())))
        .collect();
    let answers = Answers {
        template: template.clone(),
        target: Some(*target),
        window: *window,
        values,
        conflicts: subject.conflicts,
    };
    let id = subject.document.id();
    Ok(Row {
        parent: Some(*target),
        order: (*window >> 1) as i64,
        ..subject.row(row::TASK, id, &answers)
    })
}

/// The outcome that counts for a fold: the hub's, or for what waits, what it will decide as far as
/// this device knows.
pub(crate) fn fold_order(rows: &[LedgerRow]) -> Vec<(&LedgerEntry, Option<Outcome>)> {
    rows.iter()
        .filter(|row| row.state != EntryState::Refused)
        .map(|row| (&row.entry, row.outcome))
        .collect()
}

/// Folds the ledger of a task and puts its row.
pub(super) fn project(tx: &mut Tx<'_>, task: Id) -> Result<(), CoreError> {
    let rows = tx.ledger(task)?;
    let Some(last) = rows.last() else {
        tx.delete_row(row::TASK_STATE, task)?;
        return Ok(());
    };
    let mut state = State::default();
    let mut founded: Option<Body> = None;
    let mut who = String::new();
    for (entry, outcome) in fold_order(&rows) {
        match Body::of(entry) {
            Ok(body) => {
                let effect = outcome.unwrap_or_else(|| state.judge(&body.step));
                if effect == Outcome::Accepted {
                    state.take(&body.step, entry.person);
                    if let Step::Issue { who: Some(name), .. } = &body.step {
                        who.clone_from(name);
                    }
                }
                founded.get_or_insert(body);
            }
            Err(_) => state.newer_steps = true,
        }
    }
    let Some(body) = founded else { return Ok(()) };
    let Body { template, target, window, .. } = body;
    let standing = Standing { template, target, window, state, who };
    let mut flags = 0;
    if state.status.is_closed() {
        flags |= CLOSED;
    }
    if last.state.is_unsettled() {
        flags |= PENDING;
    }
    let (class, purpose) = stream_of(tx, last.stream)?;
    // How a task stands is C1 at most where its answers are; the row is sealed with its stream.
    let class = class.max(Class::C1);
    tx.put_row(&Row {
        kind: row::TASK_STATE,
        id: task,
        owner: task,
        parent: Some(standing.target),
        order: (standing.window >> 1) as i64,
        stream: Some(last.stream),
        flags,
        class,
        purpose,
        payload: json(&standing),
    })?;
    tx.event(event::TASK, task)?;
    Ok(())
}
