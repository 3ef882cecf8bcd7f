//! Clues 线索: what a worker or branch leader tells the enforcement office, and what became of it.
//! A clue never becomes evidence; officers open a set of their own and name the clue.

use std::path::PathBuf;

use gridwork_model::evidence::clue::{Clue, ClueState};
use gridwork_model::evidence::{ClueStep, FileName, Position};
use gridwork_model::permission::{Action, Decision, Object, Relation, Role, allows};
use gridwork_model::{Class, Id, LedgerEntry, Moment, Purpose, StreamId, audience, ledger};
use gridwork_store::{Durability, LedgerRow, NewFile, Reader};

use crate::core::{Core, Knowledge, standing};
use crate::evidence::file_name;
use crate::exchange::speaker;
use crate::project::evidence::clue_of;
use crate::project::{self, row};
use crate::view::RecordState;
use crate::{Code, CoreError, files, say, status};

/// What is told.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NewClue {
    /// In words.
    pub words: String,
    /// Where, in words.
    pub place: String,
    /// Where, as a point.
    pub position: Option<Position>,
    /// When it was seen; now if left out.
    pub seen: Option<Moment>,
    /// Paths of distant photos; none is ever demanded.
    pub photos: Vec<PathBuf>,
    /// The incident it is made from; words and place are taken from it where they are left out.
    pub incident: Option<Id>,
    /// The cell it is about; the only cell of this device if left out.
    pub cell: Option<Id>,
}

/// A clue as its teller and the office read it.
#[derive(Clone, Debug, PartialEq)]
pub struct ClueView {
    /// The clue.
    pub id: Id,
    /// In words.
    pub words: String,
    /// Where.
    pub place: String,
    /// When it was told, Unix milliseconds.
    pub at: i64,
    /// Who told it; empty for the own.
    pub teller: String,
    /// Where it stands, in words.
    pub state: String,
    /// Why it is not followed any more; empty otherwise.
    pub reason: String,
    /// The incident it was made from.
    pub incident: Option<Id>,
    /// The set that officers opened after it.
    pub set: Option<Id>,
    /// Number of photos.
    pub photos: u32,
    /// Names of the steps that are this person's to take: `take`, `follow`, `drop`.
    pub offers: Vec<String>,
    /// State of the record itself.
    pub record: RecordState,
}

impl Core {
    /// Tells a clue. Durable when it returns. Without an enforcement office in the township,
    /// `not_found`: telephone.
    pub fn tell_clue(&self, new: NewClue) -> Result<Id, CoreError> {
        let inner = self.inner()?;
        let person = inner.identity()?.person;
        let (words, place, cell) = self.completed(&inner, &new)?;
        let office = audience::enforcement_office(cell, &inner.directory);
        office.ok_or(CoreError::at(Code::NotFound, "office"))?;
        let id = self.new_id();
        let stream = StreamId::new(person, Class::C2, Purpose::Clues);
        let index = self.store.read(|r| say::granted_index(r, &stream))?;
        let mut photos = Vec::with_capacity(new.photos.len());
        for path in &new.photos {
            photos.push(self.clue_photo(path, id, index)?);
        }
        let clue = Clue {
            words,
            place,
            position: new.position,
            seen: new.seen.unwrap_or(self.env.wall()),
            photos,
            incident: new.incident,
            cell,
        };
        self.say_clue(&inner, id, &stream, &ClueStep::Tell(clue))?;
        Ok(id)
    }

    /// As an officer: takes a clue up.
    pub fn take_clue(&self, clue: Id) -> Result<(), CoreError> {
        self.clue_step(clue, &ClueStep::Take)
    }

    /// As an officer: tells the teller that it is followed no further, and why.
    pub fn drop_clue(&self, clue: Id, reason: &str) -> Result<(), CoreError> {
        self.clue_step(clue, &ClueStep::Drop { reason: reason.to_owned() })
    }

    /// As an officer: notes the set that was opened after it. The clue stays a clue.
    pub fn clue_followed(&self, clue: Id, set: Id) -> Result<(), CoreError> {
        self.store.read(|r| crate::evidence::known_set(r, set).map(drop))?;
        self.clue_step(clue, &ClueStep::Followed { set })
    }

    /// Clues, newest first: the own, or all of the office for its officers.
    pub fn clues(&self, offset: u32, limit: u32) -> Result<Vec<ClueView>, CoreError> {
        let inner = self.inner()?;
        self.store.read(|r| {
            let rows = project::page_of(r, row::CLUE, offset, limit)?;
            rows.iter().map(|found| view(r, &inner, found.id)).collect()
        })
    }

    /// One clue.
    pub fn clue(&self, clue: Id) -> Result<ClueView, CoreError> {
        let inner = self.inner()?;
        self.store.read(|r| view(r, &inner, clue))
    }

    fn clue_step(&self, clue: Id, step: &ClueStep) -> Result<(), CoreError> {
        let inner = self.inner()?;
        let stream = self.store.read(|r| {
            let rows = r.ledger(clue)?;
            let first = rows.first().ok_or(Code::NotFound)?;
            Ok::<_, CoreError>(r.stream(first.stream)?.ok_or(Code::NotFound)?.stream)
        })?;
        self.say_clue(&inner, clue, &stream, step)
    }

    fn say_clue(
        &self,
        inner: &Knowledge,
        clue: Id,
        stream: &StreamId,
        step: &ClueStep,
    ) -> Result<(), CoreError> {
        let identity = inner.identity()?;
        self.store.write(Durability::Full, |tx| {
            let standing = standing(tx)?;
            let day = self.day(Some(&standing));
            let known = clue_of(&tx.ledger(clue)?);
            let founds = matches!(step, ClueStep::Tell(_));
            let role = roles(inner, stream.scope, founds, day)?
                .into_iter()
                .next()
                .ok_or(Code::Forbidden)?;
            if !known.judge(role, step) {
                return Err(Code::WrongState.into());
            }
            let entry = LedgerEntry {
                id: self.new_id(),
                object: clue,
                kind: ledger::kind::CLUE,
                person: identity.person,
                role: role.number(),
                time: self.time_facts(Some(&standing)),
                body: step.to_bytes(),
            };
            ClueStep::of(&entry)
                .map_err(|error| CoreError::at(Code::BadValue, error.to_string()))?;
            let speaker = speaker(self, identity, &standing);
            say::ledger(tx, &speaker, stream, &entry, false)
        })
    }

    fn clue_photo(
        &self,
        path: &std::path::Path,
        owner: Id,
        stream: u8,
    ) -> Result<FileName, CoreError> {
        let mime = files::photo_mime(path)?;
        let file = NewFile {
            owner,
            stream,
            kind: files::kind::PHOTO,
            mime: mime.to_owned(),
            urgent: false,
            class: Class::C2,
            purpose: Purpose::Clues,
        };
        let (_, digests) = self.store.capture_file(path, &file)?;
        Ok(file_name(digests))
    }

    /// Words, place and cell, from the incident where they are left out.
    fn completed(
        &self,
        inner: &Knowledge,
        new: &NewClue,
    ) -> Result<(String, String, Id), CoreError> {
        let (mut words, mut place, mut cell) = (new.words.clone(), new.place.clone(), new.cell);
        if let Some(incident) = new.incident {
            self.store.read(|r| {
                let found = r.row(row::INCIDENT, incident)?.ok_or(Code::NotFound)?;
                let shown: project::incident::Shown = project::payload(&found)?;
                if words.trim().is_empty() {
                    words = shown.words;
                }
                if place.trim().is_empty() {
                    place = shown.place;
                }
                cell = cell.or(shown.cell);
                Ok::<_, CoreError>(())
            })?;
        }
        let wanted = crate::NewIncident { cell, ..crate::NewIncident::default() };
        let cell = self.cell_for(inner, &wanted)?;
        Ok((words, place, cell))
    }
}

/// The roles in which this person may tell a clue, or handle one of the office.
fn roles(
    inner: &Knowledge,
    scope: Id,
    founds: bool,
    day: chrono::NaiveDate,
) -> Result<Vec<Role>, CoreError> {
    let person = inner.identity()?.person;
    if founds {
        let held = inner.directory.roles_of(person, day);
        let may = |role: &Role| {
            allows(*role, Action::Create, Object::Clue, Relation::OwnRecord) == Decision::Allow
        };
        return Ok(held.into_iter().filter(may).collect());
    }
    Ok(match inner.decide(Action::Write, Object::Clue, scope, day)? {
        (Decision::Allow, role) => vec![role],
        _ => Vec::new(),
    })
}

fn view(r: &Reader<'_>, inner: &Knowledge, id: Id) -> Result<ClueView, CoreError> {
    let rows: Vec<LedgerRow> = r.ledger(id)?;
    let known = clue_of(&rows);
    let (Some(clue), Some(by)) = (&known.clue, known.by) else { return Err(Code::NotFound.into()) };
    let me = inner.identity()?.person;
    let name = inner.directory.staff(by).map(|staff| staff.name.clone()).unwrap_or_default();
    let officer = rows.first().is_some_and(|first| {
        let stream = r.stream(first.stream).ok().flatten().map(|row| row.stream);
        stream.is_some_and(|stream| stream.scope != by)
    });
    let open = officer && matches!(known.state, ClueState::Told | ClueState::Taken);
    let offers = [("take", known.state == ClueState::Told), ("follow", true), ("drop", true)];
    Ok(ClueView {
        id,
        words: clue.words.clone(),
        place: clue.place.clone(),
        at: known.time.map_or(0, |time| time.device.0),
        teller: if by == me { String::new() } else { name },
        state: known.state.word().to_owned(),
        reason: known.reason.clone().unwrap_or_default(),
        incident: clue.incident,
        set: known.set,
        photos: clue.photos.len() as u32,
        offers: offers
            .iter()
            .filter(|(_, now)| open && *now)
            .map(|(name, _)| (*name).to_owned())
            .collect(),
        record: status::record_state(r, id)?,
    })
}
