//! Reporting an incident in one call, following it, and the steps that are a worker's or a branch
//! leader's.

use std::path::PathBuf;

use gridwork_model::incident::FileHash;
use gridwork_model::incident::{
    CategoryCode, IncidentPolicy, Medium, Place, ProvisionalNumber, Report, Step,
};
use gridwork_model::permission::{Action, Object};
use gridwork_model::{Class, Id, LedgerEntry, Purpose, StreamId, ledger};
use gridwork_store::{Durability, EntryState, Row, RowQuery};

use crate::core::{Core, Inner, standing};
use crate::exchange::speaker;
use crate::project::{self, incident, row};
use crate::view::IncidentView;
use crate::{Code, CoreError, say, status};

/// What is reported: words, category and place; a photo is never demanded.
#[derive(Clone, Debug, Default)]
pub struct NewIncident {
    /// What happened.
    pub words: String,
    /// Category code, such as `Y06`.
    pub category: String,
    /// The cell; the only cell of this device if left out.
    pub cell: Option<Id>,
    /// The hamlet.
    pub hamlet: Option<Id>,
    /// A household or place it is about.
    pub at: Option<Id>,
    /// The place in words.
    pub place: Option<String>,
    /// Paths of photos.
    pub photos: Vec<PathBuf>,
    /// The number called before the form, if one was.
    pub called: Option<String>,
}

impl Core {
    /// Reports an incident. Durable when it returns; urgent categories leave first. A category that
    /// is class C4 (violence, children, reporters of wrongdoing) is `forbidden` here: it has its own
    /// closed channel and is never an ordinary incident.
    pub fn report(&self, new: NewIncident) -> Result<Id, CoreError> {
        let code: CategoryCode =
            new.category.parse().map_err(|_| CoreError::at(Code::BadValue, "category"))?;
        let policy = IncidentPolicy::embedded();
        let category = policy.category(code).ok_or(CoreError::at(Code::BadValue, "category"))?;
        if category.sealed.is_some() || category.by_conversion {
            return Err(CoreError::at(Code::Forbidden, "category"));
        }
        let urgent = category.phone_first();
        let inner = self.inner()?;
        let cell = self.cell_for(&inner, &new)?;
        let id = self.new_id();
        let stream = StreamId::new(cell, Class::C2, Purpose::Incidents);
        let index = self.store.read(|r| say::granted_index(r, &stream))?;
        let mut files = Vec::with_capacity(new.photos.len());
        for photo in &new.photos {
            files.push(FileHash(self.take_file(photo, id, index, urgent)?));
        }
        let place = Place { cell, hamlet: new.hamlet, at: new.at, words: new.place, point: None };
        let report = Report {
            category: code,
            words: new.words,
            place,
            files,
            medium: Medium::Patrol,
            called: new.called,
            order: None,
        };
        self.append(&inner, id, cell, Step::Report(report), Action::Create, urgent)?;
        Ok(id)
    }

    /// Takes a step of an incident that is this person's to take: solved on the spot, verified, void,
    /// a note, a rating, a first action. The hub judges it; until then it is shown as waiting.
    pub fn incident_step(&self, incident: Id, step: Step) -> Result<(), CoreError> {
        let inner = self.inner()?;
        let cell = self.store.read(|r| {
            let found = r.row(row::INCIDENT, incident)?.ok_or(Code::NotFound)?;
            Ok::<_, CoreError>(found.parent.ok_or(Code::NotFound)?)
        })?;
        self.append(&inner, incident, cell, step, Action::Write, false)
    }

    /// Takes this device's last step of an incident back (改回), as long as it has not been sent. The
    /// report itself is no step: it is made void by the desk.
    pub fn take_back(&self, incident: Id) -> Result<(), CoreError> {
        let inner = self.inner()?;
        let device = inner.identity()?.device;
        self.store.write(Durability::Full, |tx| {
            let rows = tx.ledger(incident)?;
            let [_, .., last] = rows.as_slice() else { return Err(Code::WrongState.into()) };
            if last.author != device || last.state != EntryState::Local {
                return Err(Code::WrongState.into());
            }
            tx.delete_ledger(last.no)?;
            project::object(tx, incident, last.entry.kind)
        })
    }

    /// Incidents, newest first.
    pub fn incidents(&self, offset: u32, limit: u32) -> Result<Vec<IncidentView>, CoreError> {
        let inner = self.inner()?;
        self.store.read(|r| {
            let mut query = RowQuery { limit: 200, ..RowQuery::of(row::INCIDENT) };
            let (mut skipped, mut views) = (0, Vec::new());
            loop {
                let page = r.page(&query)?;
                for found in page.rows {
                    if skipped < offset {
                        skipped += 1;
                    } else if (views.len() as u32) < limit {
                        views.push(view(r, &inner, &found)?);
                    }
                }
                match page.next {
                    Some(next) if (views.len() as u32) < limit => query.after = Some(next),
                    _ => return Ok(views),
                }
            }
        })
    }

    /// One incident.
    pub fn incident(&self, incident: Id) -> Result<IncidentView, CoreError> {
        let inner = self.inner()?;
        self.store.read(|r| {
            let found = r.row(row::INCIDENT, incident)?.ok_or(Code::NotFound)?;
            view(r, &inner, &found)
        })
    }

    fn cell_for(&self, inner: &Inner, new: &NewIncident) -> Result<Id, CoreError> {
        if let Some(cell) = new.cell {
            return Ok(cell);
        }
        let day = self.day(None);
        if let Some(cell) = new.hamlet.and_then(|h| inner.directory.cell_of_hamlet(h, day)) {
            return Ok(cell.id);
        }
        let own: Vec<Id> = self.store.read(|r| {
            let streams = r.streams()?;
            let incidents = streams.iter().filter(|s| s.stream.purpose == Purpose::Incidents);
            Ok::<_, CoreError>(
                incidents
                    .map(|row| row.stream.scope)
                    .filter(|scope| inner.directory.cell(*scope).is_some())
                    .collect(),
            )
        })?;
        match own.as_slice() {
            [cell] => Ok(*cell),
            _ => Err(CoreError::at(Code::BadValue, "cell")),
        }
    }

    fn append(
        &self,
        inner: &Inner,
        incident: Id,
        cell: Id,
        step: Step,
        action: Action,
        urgent: bool,
    ) -> Result<(), CoreError> {
        step.validate().map_err(|error| CoreError::at(Code::BadValue, error.to_string()))?;
        let identity = inner.identity()?;
        self.store.write(Durability::Full, |tx| {
            let standing = standing(tx)?;
            let day = self.day(Some(&standing));
            let role = inner.demand(action, Object::Incident, cell, day).or_else(|refused| {
                // What a worker reported stays the worker's to follow: own record.
                let own = tx.row(row::INCIDENT, incident).ok().flatten().is_some_and(|found| {
                    project::payload::<incident::Shown>(&found)
                        .is_ok_and(|shown| shown.reporter == Some(identity.person))
                });
                if own {
                    inner.demand(Action::Create, Object::Incident, cell, day)
                } else {
                    Err(refused)
                }
            })?;
            let entry = LedgerEntry {
                id: self.new_id(),
                object: incident,
                kind: ledger::kind::INCIDENT,
                person: identity.person,
                role: role.number(),
                time: self.time_facts(Some(&standing)),
                body: step.to_body(),
            };
            let speaker = speaker(self, identity, &standing);
            let stream = StreamId::new(cell, Class::C2, Purpose::Incidents);
            say::ledger(tx, &speaker, &stream, &entry, urgent)
        })
    }
}

pub(crate) fn view(
    r: &gridwork_store::Reader<'_>,
    inner: &Inner,
    found: &Row,
) -> Result<IncidentView, CoreError> {
    let shown: incident::Shown = project::payload(found)?;
    let category_name = shown
        .category
        .parse()
        .ok()
        .and_then(|code| IncidentPolicy::embedded().category(code))
        .map_or(String::new(), |category| category.zh.clone());
    let hamlet = shown.hamlet.and_then(|id| inner.directory.hamlet(id)).map(|h| h.name.clone());
    let place = [hamlet.unwrap_or_default(), shown.place].concat();
    let device = inner.identity.as_ref().map_or(0, |identity| identity.device);
    let serial =
        u32::from_be_bytes([0, 0, found.id.as_bytes()[14], found.id.as_bytes()[15]]) % 1_000;
    let provisional_number = ProvisionalNumber { device, serial }.to_string();
    Ok(IncidentView {
        id: found.id,
        number: shown.number.unwrap_or(provisional_number),
        category: shown.category,
        category_name,
        words: shown.words,
        place,
        state: shown.state,
        provisional: shown.provisional,
        answers: shown.answers,
        reported_at: shown.reported_at,
        record: status::record_state(r, found.id)?,
    })
}
