//! Incidents and closed records, both ways.

use gridwork_core as core;
use gridwork_core::model::incident;

use super::maybe_id;
use crate::GridError;
use crate::records::*;

impl TryFrom<NewIncident> for core::NewIncident {
    type Error = GridError;

    fn try_from(given: NewIncident) -> Result<Self, GridError> {
        Ok(Self {
            words: given.words,
            category: given.category,
            cell: maybe_id(given.cell.as_deref(), "cell")?,
            hamlet: maybe_id(given.hamlet.as_deref(), "hamlet")?,
            at: maybe_id(given.at.as_deref(), "at")?,
            place: given.place,
            photos: given.photos.into_iter().map(Into::into).collect(),
            called: given.called,
        })
    }
}

impl From<core::IncidentView> for IncidentView {
    fn from(view: core::IncidentView) -> IncidentView {
        IncidentView {
            id: view.id.to_string(),
            number: view.number,
            category: view.category,
            category_name: view.category_name,
            words: view.words,
            place: view.place,
            state: view.state,
            over: view.over,
            provisional: view.provisional,
            answers: view.answers,
            reported_at: view.reported_at,
            record: view.record.into(),
        }
    }
}

impl From<IncidentStep> for incident::Step {
    fn from(step: IncidentStep) -> incident::Step {
        match step {
            IncidentStep::SelfSolve { done } => incident::Step::SelfSolve { done },
            IncidentStep::Start { note } => incident::Step::Start { note },
            IncidentStep::Note { words } => incident::Step::Note { words, files: Vec::new() },
            IncidentStep::Done { result } => incident::Step::Done { result, files: Vec::new() },
            IncidentStep::Verify { passed, why } => incident::Step::Verify { passed, why },
            IncidentStep::Rate { rating, words, oral } => {
                incident::Step::Rate { rating: rating.into(), words, oral }
            }
        }
    }
}

impl From<Rating> for incident::Rating {
    fn from(rating: Rating) -> incident::Rating {
        match rating {
            Rating::Satisfied => incident::Rating::Satisfied,
            Rating::Mostly => incident::Rating::Mostly,
            Rating::Dissatisfied => incident::Rating::Dissatisfied,
            Rating::NotReached => incident::Rating::NotReached,
        }
    }
}

impl From<incident::Category> for CategoryView {
    fn from(category: incident::Category) -> CategoryView {
        CategoryView { code: category.code.to_string(), name: category.zh, call: category.call }
    }
}

impl From<ClosedChannel> for core::model::Purpose {
    fn from(channel: ClosedChannel) -> core::model::Purpose {
        match channel {
            ClosedChannel::Children => core::model::Purpose::Children,
            ClosedChannel::Violence => core::model::Purpose::Violence,
            ClosedChannel::Reporters => core::model::Purpose::Reporters,
        }
    }
}

impl From<core::ClosedRecord> for ClosedRecord {
    fn from(record: core::ClosedRecord) -> ClosedRecord {
        ClosedRecord {
            words: record.words,
            at: record.at,
            reporter: record.reporter.to_string(),
            report_no: record.report_no,
        }
    }
}
