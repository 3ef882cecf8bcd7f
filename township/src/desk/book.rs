//! Incidents as stored: a ledger whose steps are folded, and a sealed summary for lists.

use std::collections::BTreeSet;

use gridwork_model::audience::{Entity, audience};
use gridwork_model::incident::{Actor, Incident, State, Step};
use gridwork_model::ledger::kind as ledger_kind;
use gridwork_model::permission::{Relation, Role};
use gridwork_model::{Id, LedgerEntry, Moment, StreamId};
use gridwork_seal::SymmetricKey;
use serde::{Deserialize, Serialize};

use crate::admission::ledger::ledger_entity;
use crate::storage::rows::kind;
use crate::storage::{EntityRow, Reading};
use crate::streams::open_payload;
use crate::vault::state_binding;
use crate::{Done, Hub, HubError};

/// Most incidents listed at once.
const LISTED: usize = 2_000;

/// Entities looked at in one go.
const SCANNED: usize = 1_000;

/// An incident in a list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Summary {
    /// The incident.
    #[schema(value_type = String)]
    pub id: Option<Id>,
    /// Number, once registered.
    pub number: Option<String>,
    /// Where it stands, in the words of the form.
    pub state: String,
    /// Whether it has left the desk.
    pub over: bool,
    /// Category code.
    pub category: Option<String>,
    /// Grade 1–4, once registered.
    pub grade: Option<u8>,
    /// Cell.
    #[schema(value_type = Option<String>)]
    pub cell: Option<Id>,
    /// Unit it lies with.
    #[schema(value_type = Option<String>)]
    pub unit: Option<Id>,
    /// When the report came in, Unix milliseconds.
    #[schema(value_type = Option<i64>)]
    pub reported_at: Option<Moment>,
    /// First answer due, Unix milliseconds.
    #[schema(value_type = Option<i64>)]
    pub respond_by: Option<Moment>,
    /// Handling due, Unix milliseconds.
    #[schema(value_type = Option<i64>)]
    pub finish_by: Option<Moment>,
    /// Whether limits may still move.
    pub provisional: bool,
    /// First words of the report.
    pub words: String,
}

/// Characters of a report shown in a list.
const WORDS_SHOWN: usize = 40;

impl Summary {
    pub(crate) fn of(incident: &Incident) -> Summary {
        Summary {
            id: incident.id,
            number: incident.number.map(|number| number.to_string()),
            state: incident.state.word().to_owned(),
            over: incident.state.is_over(),
            category: incident.category.map(|code| code.to_string()),
            grade: incident.grade.map(u8::from),
            cell: incident.place.as_ref().map(|place| place.cell),
            unit: incident.unit,
            reported_at: incident.reported_at,
            respond_by: incident.limits.map(|limits| limits.respond_by),
            finish_by: incident.limits.map(|limits| limits.finish_by),
            provisional: incident.limits.is_some_and(|limits| limits.provisional),
            words: incident.words.chars().take(WORDS_SHOWN).collect(),
        }
    }

    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        serde_json::to_vec(self).unwrap_or_default()
    }
}

/// One step as shown.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct StepShown {
    /// When the hub took it, Unix milliseconds.
    #[schema(value_type = i64)]
    pub at: Moment,
    /// Who took it; nil for a clock rule.
    #[schema(value_type = String)]
    pub person: Id,
    /// Name, where the directory has it.
    pub name: String,
    /// Role acted in.
    pub role: String,
    /// What was done, as the reporter reads it.
    pub words: String,
    /// Reason, note, result.
    pub detail: String,
    /// False: 未生效.
    pub effective: bool,
    /// Whether it came from a device.
    pub from_device: bool,
}

/// An incident in full.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct Detail {
    /// As in the list.
    #[serde(flatten)]
    pub summary: Summary,
    /// The report's words in full.
    pub report: String,
    /// The place in words.
    pub place: String,
    /// Steps in the hub's order.
    pub steps: Vec<StepShown>,
}

/// An incident opened for work.
pub(crate) struct Opened {
    pub row: EntityRow,
    pub key: SymmetricKey,
    pub incident: Incident,
    pub audience: Vec<StreamId>,
}

/// The streams an incident belongs to now.
pub(crate) fn streams_of(incident: &Incident) -> Vec<StreamId> {
    let Some(place) = &incident.place else { return Vec::new() };
    let units = incident.units.iter().copied().collect();
    audience(&Entity::Incident { cell: place.cell, units }).unwrap_or_default()
}

/// Who takes a step, as the model wants to know it: `stands` from the directory, own record for the
/// reporter, assigned for the unit it lies with.
pub(crate) fn actor(
    incident: &Incident,
    person: Id,
    role: Role,
    stands: Option<&BTreeSet<Relation>>,
    units: BTreeSet<Id>,
    reports: bool,
    at_hub: bool,
) -> Actor {
    let mut relations: Vec<Relation> = stands.into_iter().flatten().copied().collect();
    if reports || incident.reporters.contains(&person) {
        relations.push(Relation::OwnRecord);
    }
    let assigned =
        incident.handler == Some(person) || incident.unit.is_some_and(|unit| units.contains(&unit));
    if stands.is_some() && assigned {
        relations.push(Relation::Assigned);
    }
    // A role the person does not hold opens nothing.
    let relations = if stands.is_some() { relations } else { Vec::new() };
    Actor { person, role, relations, units: units.into_iter().collect(), at_hub }
}

/// Folds the stored ledger of an incident.
pub(crate) fn fold(
    r: &(impl Reading + ?Sized),
    row: &EntityRow,
    key: &SymmetricKey,
    object: &Id,
) -> Done<Incident> {
    let mut incident = Incident::default();
    for stored in r.entries_of(&row.id)? {
        if stored.kind != kind::LEDGER || !stored.effective {
            continue;
        }
        let plain = open_payload(key, &stored)?;
        let entry: LedgerEntry =
            minicbor::decode(&plain).map_err(|_| HubError::Invalid("ledger entry"))?;
        if let Ok(step) = Step::of(&entry) {
            incident.apply(*object, entry.person, stored.at, &step);
        }
    }
    Ok(incident)
}

pub(crate) fn opened(hub: &Hub, r: &(impl Reading + ?Sized), object: &Id) -> Done<Option<Opened>> {
    let ledger = ledger_entity(object, ledger_kind::INCIDENT);
    let Some(row) = r.entity(&ledger)?.filter(|row| !row.erased) else { return Ok(None) };
    let key = hub.data_key(&row.id, &row.data_key)?;
    let incident = fold(r, &row, &key, object)?;
    let stays = r.memberships(&ledger)?.into_iter().filter(|(_, stay)| stay.left.is_none());
    let audience = stays.map(|(stream, _)| stream).collect();
    Ok(Some(Opened { row, key, incident, audience }))
}

impl Hub {
    /// Incidents of a township, or of all for the county; `open` leaves out those that are over.
    pub fn incidents(&self, org: Id, open: bool) -> Done<Vec<Summary>> {
        let r = self.storage.reading()?;
        let mut listed = Vec::new();
        let mut after: Option<Id> = None;
        loop {
            let rows = r.entities(kind::LEDGER, after.as_ref(), SCANNED)?;
            let Some(last) = rows.last() else { break };
            after = Some(last.id);
            for row in &rows {
                let ours = org.is_nil() || row.org == org;
                if !ours || row.erased || row.state.is_empty() || !is_incident(row) {
                    continue;
                }
                let key = self.data_key(&row.id, &row.data_key)?;
                let plain = key.open(&state_binding(&row.id), &row.state)?;
                let summary: Summary = serde_json::from_slice(&plain)
                    .map_err(|_| HubError::Invalid("stored summary"))?;
                if !open || !summary.over {
                    listed.push(summary);
                }
            }
            if listed.len() >= LISTED {
                break;
            }
        }
        listed.sort_by_key(|summary| std::cmp::Reverse(summary.reported_at));
        Ok(listed)
    }

    /// One incident with its steps. Incidents of other townships are not found.
    pub fn incident(&self, org: Id, object: &Id) -> Done<Detail> {
        let r = self.storage.reading()?;
        let opened = opened(self, &*r, object)?
            .filter(|opened| org.is_nil() || opened.row.org == org)
            .ok_or(HubError::NotFound("incident"))?;
        let standing = self.standing();
        let mut steps = Vec::new();
        for stored in r.entries_of(&opened.row.id)? {
            let plain = open_payload(&opened.key, &stored)?;
            let entry: LedgerEntry =
                minicbor::decode(&plain).map_err(|_| HubError::Invalid("ledger entry"))?;
            let Ok(step) = Step::of(&entry) else { continue };
            steps.push(StepShown {
                at: stored.at,
                person: entry.person,
                name: standing.name_of_person(&entry.person),
                role: Role::from_number(entry.role).word().to_owned(),
                words: step.words().to_owned(),
                detail: detail_of(&step),
                effective: stored.effective,
                from_device: stored.author != 0,
            });
        }
        let incident = &opened.incident;
        Ok(Detail {
            summary: Summary::of(incident),
            report: incident.words.clone(),
            place: incident
                .place
                .as_ref()
                .and_then(|place| place.words.clone())
                .unwrap_or_default(),
            steps,
        })
    }
}

fn is_incident(row: &EntityRow) -> bool {
    minicbor::decode::<(Id, u16)>(&row.founding)
        .is_ok_and(|(_, kind)| kind == ledger_kind::INCIDENT)
}

/// The words somebody wrote with a step.
fn detail_of(step: &Step) -> String {
    match step {
        Step::Report(report) => report.words.clone(),
        Step::SelfSolve { done } => done.clone(),
        Step::Refuse { reason, elsewhere } => format!("{reason};{elsewhere}"),
        Step::Return { reason }
        | Step::Extend { reason, .. }
        | Step::Suspend { reason, .. }
        | Step::Void { reason } => reason.clone(),
        Step::Start { note } => note.clone(),
        Step::Note { words, .. } | Step::ClueAnswered { words, .. } | Step::Rate { words, .. } => {
            words.clone()
        }
        Step::Whistle { asks, .. } => asks.clone(),
        Step::Done { result, .. } => result.clone(),
        Step::Verify { why, .. } => why.clone(),
        Step::Register { number, .. } => number.to_string(),
        _ => String::new(),
    }
}

/// Whether an incident in this state waits for nothing any more.
pub(crate) fn is_final(state: State) -> bool {
    matches!(state, State::Archived | State::Merged | State::Void)
}
