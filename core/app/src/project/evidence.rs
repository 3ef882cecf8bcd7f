//! The rows of evidence sets and clues: folds of their ledgers as this device knows them.

use gridwork_model::Id;
use gridwork_model::evidence::clue::ClueView;
use gridwork_model::evidence::{Arrival, ClueStep, SetState};
use gridwork_store::{LedgerRow, Row, Tx};
use serde::{Deserialize, Serialize};

use super::{event, row};
use crate::CoreError;
use crate::core::json;
use crate::evidence::{arrived, folded, took_effect};
use crate::say::stream_of;

/// A set as shown in lists.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Shown {
    pub matter: String,
    pub place: String,
    pub opened_at: i64,
    pub state: String,
    pub stands: bool,
    pub closed: bool,
    pub items: u32,
    pub not_doubled: u32,
}

/// Folds the ledger of a set and puts its row.
pub(super) fn project_set(tx: &mut Tx<'_>, set: Id) -> Result<(), CoreError> {
    let rows = tx.ledger(set)?;
    let folded = folded(&rows);
    let (Some(last), Some(opening)) = (rows.last(), &folded.opening) else {
        tx.delete_row(row::EVIDENCE, set)?;
        return Ok(tx.event(event::EVIDENCE, set)?);
    };
    let mut not_doubled = 0;
    for item in &folded.items {
        let (arrival, _) = arrived(tx, set, item)?;
        not_doubled += u32::from(arrival != Some(Arrival::Doubled));
    }
    let shown = Shown {
        matter: opening.value.matter.clone(),
        place: opening.value.place.clone(),
        opened_at: opening.value.time.device.0,
        state: folded.state().word().to_owned(),
        stands: folded.confirmation.is_some(),
        closed: folded.state() == SetState::Closed,
        items: folded.items.len() as u32,
        not_doubled,
    };
    put(tx, row::EVIDENCE, set, last, -shown.opened_at, json(&shown))?;
    Ok(tx.event(event::EVIDENCE, set)?)
}

/// A clue as this device knows it.
pub(crate) fn clue_of(rows: &[LedgerRow]) -> ClueView {
    let mut clue = ClueView::default();
    for kept in rows.iter().filter(|kept| took_effect(kept)) {
        if let Ok(step) = ClueStep::of(&kept.entry) {
            clue.apply(kept.entry.person, kept.entry.time, &step);
        }
    }
    clue
}

/// Folds the ledger of a clue and puts its row. Lists read the ledger itself: a clue is short.
pub(super) fn project_clue(tx: &mut Tx<'_>, clue: Id) -> Result<(), CoreError> {
    let rows = tx.ledger(clue)?;
    let view = clue_of(&rows);
    match (rows.last(), view.time) {
        (Some(last), Some(time)) => put(tx, row::CLUE, clue, last, -time.device.0, Vec::new())?,
        _ => {
            tx.delete_row(row::CLUE, clue)?;
        }
    }
    Ok(tx.event(event::CLUE, clue)?)
}

fn put(
    tx: &mut Tx<'_>,
    kind: u8,
    id: Id,
    last: &LedgerRow,
    order: i64,
    payload: Vec<u8>,
) -> Result<(), CoreError> {
    let (class, purpose) = stream_of(tx, last.stream)?;
    tx.put_row(&Row {
        kind,
        id,
        owner: id,
        parent: None,
        order,
        stream: Some(last.stream),
        flags: 0,
        class,
        purpose,
        payload,
    })?;
    Ok(())
}
