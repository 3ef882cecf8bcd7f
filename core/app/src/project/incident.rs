//! An incident's row: the fold of its ledger as this device knows it.

use gridwork_model::incident::{Incident, State, Step};
use gridwork_model::{Class, Id, Moment, Outcome, Purpose};
use gridwork_store::{EntryState, LedgerRow, Row, Tx};
use serde::{Deserialize, Serialize};

use super::{event, row};
use crate::CoreError;
use crate::core::json;
use crate::say::stream_of;

/// Flag: the last step waits for the hub.
pub(crate) const PENDING: u32 = 2;
/// Flag: this device reported it.
pub(crate) const OWN: u32 = 4;

/// An incident as shown.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Shown {
    pub number: Option<String>,
    /// The device it was reported on, which names it until the hub does.
    pub device: u32,
    pub category: String,
    pub words: String,
    pub place: String,
    pub hamlet: Option<Id>,
    pub cell: Option<Id>,
    pub state: String,
    pub reporter: Option<Id>,
    pub reported_at: i64,
    /// By when it should be done; provisional while only estimated.
    pub finish_by: Option<i64>,
    pub provisional: bool,
    /// What the township answered, oldest first.
    pub answers: Vec<String>,
}

/// What is said of a step of a newer version, which cannot be read here.
const NEWER: &str = "有一步新版才看得懂";

/// The words of a row, for lists.
pub(crate) fn words(found: &Row) -> Option<String> {
    super::payload::<Shown>(found).ok().map(|shown| shown.words)
}

/// The incident as far as this device knows it. What waits for the hub's verdict counts as if it took
/// effect.
pub(crate) fn folded(rows: &[LedgerRow], incident: Id) -> Incident {
    let mut folded = Incident::default();
    for kept in rows.iter().filter(|kept| took_effect(kept)) {
        if let Ok(step) = Step::of(&kept.entry) {
            folded.apply(incident, kept.entry.person, said_at(kept), &step);
        }
    }
    folded
}

fn took_effect(kept: &LedgerRow) -> bool {
    kept.state != EntryState::Refused
        && !matches!(kept.outcome, Some(Outcome::Ineffective | Outcome::Refused(_)))
}

fn said_at(kept: &LedgerRow) -> Moment {
    kept.entry.time.hub.unwrap_or(kept.entry.time.device)
}

/// Folds the ledger of an incident and puts its row.
pub(super) fn project(tx: &mut Tx<'_>, incident: Id) -> Result<(), CoreError> {
    let rows = tx.ledger(incident)?;
    let Some(last) = rows.last() else {
        tx.delete_row(row::INCIDENT, incident)?;
        return Ok(());
    };
    // What waits for the hub's verdict is shown as if it took effect, and marked.
    let folded = folded(&rows, incident);
    let mut shown = Shown::default();
    for kept in rows.iter().filter(|kept| kept.state != EntryState::Refused) {
        let entry = &kept.entry;
        let Ok(step) = Step::of(entry) else {
            shown.answers.push(NEWER.to_owned());
            continue;
        };
        if !took_effect(kept) {
            shown.answers.push(format!("{}（未生效）", step.words()));
            continue;
        }
        match &step {
            Step::Report(report) => {
                shown.words.clone_from(&report.words);
                shown.place = report.place.words.clone().unwrap_or_default();
                shown.hamlet = report.place.hamlet;
                shown.cell = Some(report.place.cell);
                shown.reporter = Some(entry.person);
                shown.device = kept.author;
                shown.reported_at = entry.time.device.0;
            }
            other => shown.answers.extend(answer(other)),
        }
    }
    shown.number = folded.number.map(|number| number.to_string());
    shown.category = folded.category.map(|code| code.to_string()).unwrap_or_default();
    shown.state = folded.state.word().to_owned();
    shown.finish_by = folded.limits.map(|limits| limits.finish_by.0);
    shown.provisional = last.state.is_unsettled()
        || folded.limits.is_none_or(|limits| limits.provisional)
        || folded.state == State::Reported;
    let mut flags = 0;
    if last.state.is_unsettled() {
        flags |= PENDING;
    }
    if rows.first().is_some_and(|first| first.state != EntryState::Refused && first.author != 0) {
        flags |= OWN;
    }
    let (class, purpose) = stream_of(tx, last.stream).unwrap_or((Class::C2, Purpose::Incidents));
    tx.put_row(&Row {
        kind: row::INCIDENT,
        id: incident,
        owner: incident,
        parent: shown.cell,
        order: -shown.reported_at,
        stream: Some(last.stream),
        flags,
        class,
        purpose,
        payload: json(&shown),
    })?;
    tx.event(event::INCIDENT, incident)?;
    Ok(())
}

/// What a step tells the reporter, with the reason beside it.
fn answer(step: &Step) -> Option<String> {
    let said = match step {
        Step::Refuse { reason, elsewhere } => format!("：{reason}，可找{elsewhere}"),
        Step::Return { reason } | Step::Extend { reason, .. } | Step::Suspend { reason, .. } => {
            format!("：{reason}")
        }
        Step::Start { note } => format!("：{note}"),
        Step::Note { words, .. } | Step::ClueAnswered { words, .. } => format!("：{words}"),
        Step::Done { result, .. } => format!("：{result}"),
        Step::Verify { why, .. } | Step::VerifiedByPhone { why, .. } if !why.is_empty() => {
            format!("：{why}")
        }
        Step::Void { reason } => format!("：{reason}"),
        Step::Archive | Step::Report(_) => return None,
        _ => String::new(),
    };
    Some(format!("{}{said}", step.words()))
}
