//! Reporting an incident in one call, following it, and the steps that are a worker's or a branch
//! leader's.

use std::path::PathBuf;

use gridwork_model::incident::FileHash;
use gridwork_model::incident::{
    Actor, CategoryCode, Incident, Medium, Place, ProvisionalNumber, Rating, Report, Setting,
    State, Step, Why,
};
use gridwork_model::permission::{Relation, Role};
use gridwork_model::{
    Class, Id, LedgerEntry, Moment, Outcome, Purpose, Refusal, StreamId, audience, ledger,
};
use gridwork_store::{Durability, EntryState, Reader, Row};

use crate::core::{Core, Knowledge, day_of, standing};
use crate::exchange::speaker;
use crate::identity::Standing;
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
        let inner = self.inner()?;
        let policy = inner.directory.incident_policy(inner.identity()?.township);
        let category = policy.category(code).ok_or(CoreError::at(Code::BadValue, "category"))?;
        if category.sealed.is_some() || category.by_conversion {
            return Err(CoreError::at(Code::Forbidden, "category"));
        }
        let urgent = category.phone_first();
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
        self.append(&inner, id, &stream, Step::Report(report), urgent)?;
        Ok(id)
    }

    /// Takes a step of an incident that is this person's to take: solved on the spot, verified, void,
    /// a note, a rating, a first action. The hub judges it; until then it is shown as waiting.
    pub fn incident_step(&self, incident: Id, step: Step) -> Result<(), CoreError> {
        let inner = self.inner()?;
        let stream = self.store.read(|r| came_in(r, incident))?;
        self.append(&inner, incident, &stream, step, false)
    }

    /// The steps of an incident that are this person's to take now, by [`Step::name`], as far as this
    /// device knows the incident: what a screen offers.
    pub fn incident_offers(&self, incident: Id) -> Result<Vec<&'static str>, CoreError> {
        let known = self.reading()?;
        self.store.read(|r| {
            let stream = came_in(r, incident)?;
            let now = self.now(Some(&standing(r)?));
            let folded = incident::folded(&r.ledger(incident)?, incident);
            let text = String::new;
            let steps = [
                Step::SelfSolve { done: text() },
                Step::Start { note: text() },
                Step::Note { words: text(), files: Vec::new() },
                Step::Done { result: text(), files: Vec::new() },
                Step::Verify { passed: true, why: text() },
                Step::Rate { rating: Rating::Satisfied, words: text(), oral: true },
            ];
            let open = |step: &&Step| role_for(&known, &folded, stream.scope, step, now).is_ok();
            Ok(steps.iter().filter(open).map(Step::name).collect())
        })
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
        let known = self.reading()?;
        self.store.read(|r| {
            let rows = project::page_of(r, row::INCIDENT, offset, limit)?;
            rows.iter().map(|found| view(r, &known, found)).collect()
        })
    }

    /// One incident.
    pub fn incident(&self, incident: Id) -> Result<IncidentView, CoreError> {
        let known = self.reading()?;
        self.store.read(|r| {
            let found = r.row(row::INCIDENT, incident)?.ok_or(Code::NotFound)?;
            view(r, &known, &found)
        })
    }

    pub(crate) fn cell_for(&self, inner: &Knowledge, new: &NewIncident) -> Result<Id, CoreError> {
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
        inner: &Knowledge,
        incident: Id,
        stream: &StreamId,
        step: Step,
        urgent: bool,
    ) -> Result<(), CoreError> {
        let identity = inner.identity()?;
        self.store.write(Durability::Full, |tx| {
            let standing = standing(tx)?;
            let entry = self.incident_entry(tx, inner, &standing, incident, stream, &step)?;
            let speaker = speaker(self, identity, &standing);
            say::ledger(tx, &speaker, stream, &entry, urgent)
        })
    }

    /// An entry for a step, in the role in which this person may take it: the question the hub asks
    /// too, asked here of the incident as far as this device knows it.
    pub(crate) fn incident_entry(
        &self,
        r: &Reader<'_>,
        inner: &Knowledge,
        standing: &Standing,
        incident: Id,
        stream: &StreamId,
        step: &Step,
    ) -> Result<LedgerEntry, CoreError> {
        step.validate().map_err(|error| CoreError::at(Code::BadValue, error.to_string()))?;
        let now = self.now(Some(standing));
        let folded = incident::folded(&r.ledger(incident)?, incident);
        let role = role_for(inner, &folded, stream.scope, step, now)?;
        Ok(LedgerEntry {
            id: self.new_id(),
            object: incident,
            kind: ledger::kind::INCIDENT,
            person: inner.identity()?.person,
            role: role.number(),
            time: self.time_facts(Some(standing)),
            body: step.to_body(),
        })
    }
}

/// The stream an incident came in: that of its cell, or of the unit it was dispatched to.
pub(crate) fn came_in(r: &Reader<'_>, incident: Id) -> Result<StreamId, CoreError> {
    let found = r.row(row::INCIDENT, incident)?.ok_or(Code::NotFound)?;
    let index = found.stream.ok_or(Code::NotFound)?;
    Ok(r.stream(index)?.ok_or(Code::NotFound)?.stream)
}

/// In which of the person's roles the step may be taken.
fn role_for(
    inner: &Knowledge,
    folded: &Incident,
    scope: Id,
    step: &Step,
    now: Moment,
) -> Result<Role, CoreError> {
    let identity = inner.identity()?;
    let (person, directory, day) = (identity.person, &inner.directory, day_of(now));
    let units = directory.units_of_person(person, day);
    let township = directory.township_of(scope).map_or(identity.township, |unit| unit.id);
    let setting = Setting {
        policy: directory.incident_policy(township),
        calendar: directory.calendar(township),
    };
    let mut near = audience::relations(person, scope, day, directory);
    if let Some(cell) = folded.place.as_ref().map(|place| place.cell) {
        for (role, relations) in audience::relations(person, cell, day, directory) {
            near.entry(role).or_default().extend(relations);
        }
    }
    let mut why = Why::NotPermitted;
    for (role, mut relations) in near {
        if folded.reporters.contains(&person) {
            relations.insert(Relation::OwnRecord);
        }
        if folded.unit.is_some_and(|unit| units.contains(&unit)) {
            relations.insert(Relation::Assigned);
        }
        let actor = Actor {
            person,
            role,
            relations: relations.into_iter().collect(),
            units: units.iter().copied().collect(),
            at_hub: false,
        };
        match folded.judge(&actor, step, now, &setting) {
            Ok(()) => return Ok(role),
            Err(Why::NotPermitted) => {}
            Err(other) => why = other,
        }
    }
    Err(match why.outcome() {
        Outcome::Refused(Refusal::BadValue) => CoreError::at(Code::BadValue, why.to_string()),
        Outcome::Refused(_) => CoreError::at(Code::Forbidden, why.to_string()),
        _ => CoreError::at(Code::WrongState, why.to_string()),
    })
}

pub(crate) fn view(
    r: &Reader<'_>,
    inner: &Knowledge,
    found: &Row,
) -> Result<IncidentView, CoreError> {
    let shown: incident::Shown = project::payload(found)?;
    let township = inner.identity.as_ref().map_or(Id::NIL, |identity| identity.township);
    let category_name = shown
        .category
        .parse()
        .ok()
        .and_then(|code| inner.directory.incident_policy(township).category(code))
        .map_or(String::new(), |category| category.zh.clone());
    let hamlet = shown.hamlet.and_then(|id| inner.directory.hamlet(id)).map(|h| h.name.clone());
    let place = [hamlet.unwrap_or_default(), shown.place].concat();
    let serial =
        u32::from_be_bytes([0, 0, found.id.as_bytes()[14], found.id.as_bytes()[15]]) % 1_000;
    // Everybody calls it alike: by the phone of whoever reported it.
    let provisional_number = ProvisionalNumber { device: shown.device, serial }.to_string();
    let over = State::OVER.iter().any(|state| state.word() == shown.state);
    Ok(IncidentView {
        id: found.id,
        number: shown.number.unwrap_or(provisional_number),
        category: shown.category,
        category_name,
        words: shown.words,
        place,
        state: shown.state,
        over,
        provisional: shown.provisional,
        answers: shown.answers,
        reported_at: shown.reported_at,
        record: status::record_state(r, found.id)?,
    })
}
