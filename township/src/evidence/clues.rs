//! The clue inbox as staff see it, and an officer's steps at the console.

use gridwork_model::audience::{Entity, audience, enforcement_office};
use gridwork_model::evidence::clue::{Clue, ClueState, ClueView};
use gridwork_model::evidence::{ClueStep, FileName};
use gridwork_model::incident::Incident;
use gridwork_model::permission::{Action, Object};
use gridwork_model::{Id, LedgerEntry, Moment, TimeFacts, ledger};
use serde::Serialize;

use super::index;
use super::ledger::opened;
use super::show::{PointShown, hex, named, point};
use crate::admission::ledger::ledger_entity;
use crate::audit::{self, Record as Audited};
use crate::desk::Staffed;
use crate::office::Act;
use crate::people::{Caller, Staff};
use crate::storage::rows::kind;
use crate::{Done, Hub, HubError};

/// A clue in the inbox.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct ClueShown {
    /// The clue.
    #[schema(value_type = String)]
    pub id: Id,
    /// What was told.
    pub words: String,
    /// Where, in words.
    pub place: String,
    /// Where, as a point.
    pub point: Option<PointShown>,
    /// Name of the cell.
    pub cell: String,
    /// When it was seen, Unix milliseconds.
    #[schema(value_type = i64)]
    pub seen: Moment,
    /// Who told it.
    pub by: String,
    /// Photos.
    pub photos: Vec<PhotoShown>,
    /// The incident it was made from.
    #[schema(value_type = Option<String>)]
    pub incident: Option<Id>,
    /// Stable name: `told`, `taken`, `followed`, `dropped`.
    pub state: &'static str,
    /// The same in words.
    pub state_word: &'static str,
    /// The officer who took it up.
    pub officer: Option<String>,
    /// The set that officers opened after it.
    #[schema(value_type = Option<String>)]
    pub set: Option<Id>,
    /// Why it was dropped.
    pub reason: Option<String>,
    /// Whether the caller may take or drop it.
    pub may_step: bool,
}

/// A photo of a clue.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct PhotoShown {
    /// SHA-256, hexadecimal.
    pub sha256: String,
    /// Whether it has come; it follows its clue when the network is good.
    pub here: bool,
}

impl Hub {
    /// The clues of the caller's township, newest first.
    pub fn clues(&self, caller: &Caller, now: Moment) -> Done<Vec<ClueShown>> {
        let office = self.office_of(caller);
        self.permit(caller, Action::Read, Object::Clue, office, now)?;
        let may_step = self.permit(caller, Action::Write, Object::Clue, office, now).is_ok();
        let kept = self.kept_clues(&caller.org)?.into_iter();
        let staff = self.staff(caller.org)?;
        Ok(kept.filter_map(|(id, view)| self.clue_shown(id, view, &staff, may_step)).collect())
    }

    /// A photo that a clue names, with its media type.
    pub fn clue_photo(
        &self,
        caller: &Caller,
        id: &Id,
        file: &[u8; 32],
        now: Moment,
    ) -> Done<(Vec<u8>, &'static str)> {
        self.permit(caller, Action::Read, Object::Clue, self.office_of(caller), now)?;
        let found = opened(self, &*self.storage.reading()?, id, ledger::kind::CLUE)?
            .filter(|found| caller.org.is_nil() || found.row.org == caller.org)
            .ok_or(HubError::NotFound("clue"))?;
        let role = self.permit(caller, Action::Read, Object::Clue, found.office, now)?.role;
        let told = found.clue().clue;
        let names = |told: &gridwork_model::evidence::Clue| {
            told.photos.iter().any(|photo| photo.sha256 == *file)
        };
        if !told.as_ref().is_some_and(names) {
            return Err(HubError::NotFound("file"));
        }
        let bytes = self.file(file)?;
        let by = caller.actor(role);
        self.note(Audited::done(now, by, "clue.photo", found.row.org, Some(*id)))?;
        // What is no picture is not shown as one.
        let media = match &bytes[..] {
            [0xff, 0xd8, 0xff, ..] => "image/jpeg",
            [0x89, b'P', b'N', b'G', ..] => "image/png",
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => "image/webp",
            _ => return Err(HubError::Invalid("photo")),
        };
        Ok((bytes, media))
    }

    fn clue_shown(
        &self,
        id: Id,
        view: ClueView,
        staff: &[Staff],
        may_step: bool,
    ) -> Option<ClueShown> {
        let standing = self.standing();
        // Who sits at the township need not be in the directory; a log-in has a name of its own.
        let name = |person: &Id| match staff.iter().find(|staff| staff.person == *person) {
            Some(staff) => staff.name.clone(),
            None => named(&standing, person),
        };
        let told = view.clue?;
        Some(ClueShown {
            id,
            words: told.words,
            place: told.place,
            point: told.position.as_ref().map(point),
            cell: standing.name_of_place(told.cell),
            seen: told.seen,
            by: view.by.as_ref().map(name).unwrap_or_default(),
            photos: told.photos.iter().map(|file| self.photo_shown(file)).collect(),
            incident: told.incident,
            state: match view.state {
                ClueState::Told => "told",
                ClueState::Taken => "taken",
                ClueState::Followed => "followed",
                ClueState::Dropped => "dropped",
            },
            state_word: view.state.word(),
            officer: view.officer.as_ref().map(name),
            set: view.set,
            reason: view.reason,
            may_step: may_step && matches!(view.state, ClueState::Told | ClueState::Taken),
        })
    }

    fn photo_shown(&self, file: &FileName) -> PhotoShown {
        PhotoShown { sha256: hex(&file.sha256), here: self.file_stream(&file.sha256).is_ok() }
    }

    /// Makes a clue of an incident, inside the act that says so in the incident: its place, the desk's
    /// words, told by whoever sits there to the office that enforces where it lies.
    pub(crate) fn clue_of_incident(
        &self,
        act: &mut Act<'_>,
        by: Staffed<'_>,
        incident: &Incident,
        words: String,
        now: Moment,
    ) -> Done<Id> {
        let place = incident.place.as_ref().ok_or(HubError::Invalid("place"))?;
        let standing = self.standing();
        let office = enforcement_office(place.cell, &standing.directory)
            .ok_or(HubError::NotFound("office"))?;
        let teller = by.caller.person;
        let mut streams = audience(&Entity::Clue { office, teller })
            .map_err(|_| HubError::Invalid("audience"))?;
        // The office's stream first: its township keeps the clue.
        streams.sort_by_key(|stream| stream.scope != office);
        let class = streams.first().ok_or(HubError::Invalid("audience"))?.class;
        let (id, org) = (self.new_id(now), standing.org_of(office));
        let clue = Clue {
            words,
            place: place.words.clone().unwrap_or_default(),
            position: None,
            seen: incident.reported_at.unwrap_or(now),
            photos: Vec::new(),
            incident: incident.id,
            cell: place.cell,
        };
        let entry = LedgerEntry {
            id: self.new_id(now),
            object: id,
            kind: ledger::kind::CLUE,
            person: teller,
            role: by.role.number(),
            time: TimeFacts { device: now, hub: Some(now), ..TimeFacts::default() },
            body: ClueStep::Tell(clue).to_bytes(),
        };
        ClueStep::of(&entry).map_err(|_| HubError::Invalid("clue"))?;
        let founding = minicbor::to_vec((id, ledger::kind::CLUE)).unwrap_or_default();
        let ledger = ledger_entity(&id, ledger::kind::CLUE);
        let (row, _) = self.new_entity(ledger, kind::LEDGER, org, class, founding);
        act.streams.w.put_entity(&row)?;
        act.say(&row, &entry, &streams)?;
        index::name_clue(act.streams.w, &org, &id)?;
        Ok(id)
    }

    /// An officer takes a step of a clue at the console.
    pub fn step_clue(&self, caller: &Caller, id: &Id, step: &ClueStep, now: Moment) -> Done<()> {
        self.permit(caller, Action::Write, Object::Clue, self.office_of(caller), now)?;
        let _loaded = self.loaded.lock();
        let mut w = self.storage.writing()?;
        let found = opened(self, &*w, id, ledger::kind::CLUE)?
            .filter(|found| caller.org.is_nil() || found.row.org == caller.org)
            .ok_or(HubError::NotFound("clue"))?;
        let role = self.permit(caller, Action::Write, Object::Clue, found.office, now)?.role;
        if matches!(step, ClueStep::Tell(_)) || !found.clue().judge(role, step) {
            return Err(HubError::NoSuchStep("clue"));
        }
        let entry = LedgerEntry {
            id: self.new_id(now),
            object: *id,
            kind: ledger::kind::CLUE,
            person: caller.person,
            role: role.number(),
            time: TimeFacts { device: now, hub: Some(now), ..TimeFacts::default() },
            body: step.to_bytes(),
        };
        ClueStep::of(&entry).map_err(|_| HubError::Invalid("step"))?;
        let stays = w.memberships(&found.row.id)?.into_iter();
        let audience: Vec<_> =
            stays.filter(|(_, stay)| stay.left.is_none()).map(|(stream, _)| stream).collect();
        let by = caller.actor(role);
        let mut act = Act::begin(self, &mut *w, by.clone(), "clue", now)?;
        act.say(&found.row, &entry, &audience)?;
        let made_of = found.clue().clue.and_then(|clue| clue.incident);
        if let (Some(incident), Some(answer)) = (made_of, step.answer()) {
            let staffed = Staffed { caller, role };
            self.answer_incident(&mut act, staffed, (&incident, id), answer, now)?;
        }
        let note = Audited::done(now, by, "clue.step", found.row.org, Some(*id));
        audit::append(act.streams.w, note)?;
        act.finish()?;
        Ok(w.commit()?)
    }
}
