//! Ledger entries: may this person take this step, does the state machine know it, and has an
//! earlier numbered entry closed it. Steps are judged by `model`; the folded state is kept sealed
//! beside the object.

use std::collections::BTreeMap;

use gridwork_model::audience::{Entity, audience};
use gridwork_model::evidence::EvidenceSet;
use gridwork_model::evidence::clue::ClueView;
use gridwork_model::incident::Incident;
use gridwork_model::ledger::kind as ledger_kind;
use gridwork_model::permission::{Action, Object, Role};
use gridwork_model::{Founding, Id, LedgerEntry, Outcome, Purpose, Refusal, StreamId, limits};
use gridwork_model::{access, task};
use gridwork_seal::SymmetricKey;
use gridwork_sync::item::ledger_hash;
use gridwork_sync::update::ledger_content;

use super::evidence::empty;
use super::judge::{Accepted, Judge, Place};
use super::rights::Rights;
use crate::desk::{self, Summary, fold};
use crate::erase::is_erased;
use crate::evidence::{fold_clue, fold_set};
use crate::storage::rows::kind;
use crate::storage::{EntityRow, Reading};
use crate::streams::{Said, open_payload};
use crate::vault::state_binding;
use crate::{Done, Hub, HubError};

/// An entry to be written.
pub(super) struct LedgerAccepted {
    /// Entity of the ledger.
    pub ledger: Id,
    /// False: 未生效.
    pub effective: bool,
}

/// A ledger as it stands after the items judged so far.
pub(super) struct Open {
    pub row: EntityRow,
    pub key: SymmetricKey,
    pub state: Fold,
    /// The object phones know it by.
    pub object: Id,
    /// Streams it stands in.
    pub audience: Vec<StreamId>,
    /// Streams it belongs to after the steps judged so far.
    pub target: Vec<StreamId>,
    /// Whether the row must be stored.
    pub changed: bool,
}

/// The folded state of a ledger.
#[derive(Clone)]
pub(super) enum Fold {
    /// Nothing is folded: records of access, and kinds a newer version knows.
    None,
    /// A task.
    Task(task::State),
    /// An incident; boxed, because it is many times larger than the others.
    Incident(Box<Incident>),
    /// An evidence set.
    Evidence(Box<EvidenceSet>),
    /// A clue.
    Clue(Box<ClueView>),
}

/// The ledgers of a batch by entity.
pub(super) type Ledgers = BTreeMap<Id, Open>;

pub(super) type Judged = (Outcome, Option<Accepted>);

pub(super) fn refused(refusal: Refusal) -> Done<Judged> {
    Ok((Outcome::Refused(refusal), None))
}

/// The entity that holds the ledger of an object; a task's document has the object's own id.
pub(crate) fn ledger_entity(object: &Id, kind: u16) -> Id {
    Id::derived("ledger", &[object.as_bytes(), &kind.to_be_bytes()])
}

/// How a task stands by its stored ledger.
pub(crate) fn task_state(row: &EntityRow, key: &SymmetricKey) -> Done<task::State> {
    match Fold::read(ledger_kind::TASK, row, key)? {
        Fold::Task(state) => Ok(state),
        _ => Err(HubError::Invalid("stored state")),
    }
}

/// The folded state of a task, sealed to be stored in its row.
pub(crate) fn seal_task(hub: &Hub, id: &Id, key: &SymmetricKey, state: &task::State) -> Vec<u8> {
    key.seal(&mut **hub.random.lock(), &state_binding(id), &Fold::Task(*state).to_bytes())
}

impl Judge<'_> {
    pub(super) fn ledger(&mut self, place: &Place<'_>, entry: &LedgerEntry) -> Done<Judged> {
        let most = match entry.kind {
            ledger_kind::EVIDENCE => limits::EVIDENCE_BODY_BYTES,
            _ => limits::LEDGER_BODY_BYTES,
        };
        if entry.body.len() > most {
            return refused(Refusal::Malformed);
        }
        if entry.person != self.device.person {
            return refused(Refusal::NotPermitted);
        }
        if let Some(outcome) = self.said_before(entry)? {
            return Ok((outcome, None));
        }
        match entry.kind {
            ledger_kind::TASK => self.task_step(place, entry),
            ledger_kind::INCIDENT => self.incident_step(place, entry),
            ledger_kind::ACCESS => self.access(place, entry),
            ledger_kind::ROSTER => self.roster_act(place, entry),
            ledger_kind::EVIDENCE => self.evidence_step(place, entry),
            ledger_kind::CLUE => self.clue_step(place, entry),
            _ => self.newer(place, entry),
        }
    }

    /// What became of this very entry, if the hub has it: a phone restored from a backup says again
    /// as another device what it had sent before. A stored outcome is never decided again, and an
    /// entry is numbered once.
    pub(super) fn said_before(&self, entry: &LedgerEntry) -> Done<Option<Outcome>> {
        let ledger = ledger_entity(&entry.object, entry.kind);
        let (said, hash) = (self.streams.w.entries_of(&ledger)?, ledger_hash(entry));
        let found =
            said.into_iter().find(|stored| stored.kind == kind::LEDGER && stored.hash == hash);
        Ok(found.map(|stored| match stored.effective {
            true => Outcome::Accepted,
            false => Outcome::Ineffective,
        }))
    }

    fn task_step(&mut self, place: &Place<'_>, entry: &LedgerEntry) -> Done<Judged> {
        let Ok(body) = task::Body::of(entry) else { return refused(Refusal::Malformed) };
        let library = self.rights.standing().directory.library();
        let Some(template) = library.get(&body.template) else {
            return refused(Refusal::BadValue);
        };
        if !body.fits(&library) {
            return refused(Refusal::NoSuchStep);
        }
        let scope = place.stream.scope;
        let entity = Entity::Task { scope, class: template.class, purpose: template.purpose };
        let Ok(wanted) = audience(&entity) else { return refused(Refusal::NotGranted) };
        if !wanted.contains(&place.stream) {
            return refused(Refusal::NotGranted);
        }
        if !self.may_in_role(&place.stream, entry, body.asks(template), Object::Tasks) {
            return refused(Refusal::NotPermitted);
        }
        if is_erased(&*self.streams.w, &body.target)? {
            return refused(Refusal::Erased);
        }
        let ledger = self.open(entry, &wanted)?;
        let Some(open) = self.ledgers.get_mut(&ledger) else { return refused(Refusal::Erased) };
        if !open.audience.contains(&place.stream) && !self.decided {
            return refused(Refusal::NotGranted);
        }
        let Fold::Task(state) = &mut open.state else { return refused(Refusal::Malformed) };
        let outcome = state.judge(&body.step);
        if outcome == Outcome::Accepted {
            state.take(&body.step, entry.person);
            open.changed = true;
        }
        Ok(taken(ledger, outcome))
    }

    /// A record of access belongs to the stream of the person who looked.
    fn access(&mut self, place: &Place<'_>, entry: &LedgerEntry) -> Done<Judged> {
        if let Err(error) = access::Record::of(entry) {
            return refused(error.into());
        }
        let Ok(wanted) = audience(&Entity::Access { person: entry.person }) else {
            return refused(Refusal::NotGranted);
        };
        if !wanted.contains(&place.stream) {
            return refused(Refusal::NotGranted);
        }
        let ledger = self.open(entry, &wanted)?;
        Ok(taken(ledger, Outcome::Accepted))
    }

    /// A kind that a newer version knows is stored and passed on to whoever holds the stream.
    fn newer(&mut self, place: &Place<'_>, entry: &LedgerEntry) -> Done<Judged> {
        let known = Role::from_number(entry.role) != Role::Unknown;
        if !known || matches!(place.stream.purpose, Purpose::Directory | Purpose::AccessLog) {
            return refused(Refusal::NotPermitted);
        }
        let object = Object::of(place.stream.purpose);
        if !self.may_in_role(&place.stream, entry, Action::Write, object) {
            return refused(Refusal::NotPermitted);
        }
        let ledger = self.open(entry, &[place.stream])?;
        Ok(taken(ledger, Outcome::Accepted))
    }

    /// Whether the person may do `action` in the role that the entry names.
    pub(super) fn may_in_role(
        &mut self,
        stream: &StreamId,
        entry: &LedgerEntry,
        action: Action,
        object: Object,
    ) -> bool {
        if self.decided {
            return true;
        }
        let stands = self.rights.relations(self.device, stream, stream.scope);
        Rights::may_as(&stands, Role::from_number(entry.role), action, object, &[])
    }

    /// Opens the ledger of the entry's object, or begins it in the streams of `wanted`. The ledger
    /// of an erased object is not opened.
    pub(super) fn open(&mut self, entry: &LedgerEntry, wanted: &[StreamId]) -> Done<Id> {
        let ledger = ledger_entity(&entry.object, entry.kind);
        if self.ledgers.contains_key(&ledger) {
            return Ok(ledger);
        }
        if is_erased(&*self.streams.w, &entry.object)? {
            return Ok(ledger);
        }
        let open = match self.streams.w.entity(&ledger)? {
            Some(row) if row.erased => return Ok(ledger),
            Some(row) => {
                let key = self.hub.data_key(&row.id, &row.data_key)?;
                let state = match entry.kind {
                    ledger_kind::INCIDENT => {
                        let incident = fold(&*self.streams.w, &row, &key, &entry.object)?;
                        Fold::Incident(Box::new(incident))
                    }
                    ledger_kind::EVIDENCE => {
                        Fold::Evidence(Box::new(fold_set(&*self.streams.w, &row, &key)?))
                    }
                    ledger_kind::CLUE => {
                        Fold::Clue(Box::new(fold_clue(&*self.streams.w, &row, &key)?))
                    }
                    kind => Fold::read(kind, &row, &key)?,
                };
                let stays = self.streams.w.memberships(&ledger)?.into_iter();
                let stays = stays.filter(|(_, stay)| stay.left.is_none());
                let audience: Vec<StreamId> = stays.map(|(stream, _)| stream).collect();
                let target = audience.clone();
                Open { row, key, state, object: entry.object, audience, target, changed: false }
            }
            None => {
                let first = wanted.first().ok_or(HubError::Invalid("audience"))?;
                let org = self.rights.standing().org_of(first.scope);
                let object = minicbor::to_vec((entry.object, entry.kind)).unwrap_or_default();
                let (row, key) =
                    self.hub.new_entity(ledger, kind::LEDGER, org, first.class, object);
                let state = Fold::new(entry.kind);
                let (audience, target) = (wanted.to_vec(), wanted.to_vec());
                Open { row, key, state, object: entry.object, audience, target, changed: true }
            }
        };
        self.ledgers.insert(ledger, open);
        Ok(ledger)
    }

    pub(super) fn write_ledger(
        &mut self,
        accepted: LedgerAccepted,
        entry: &LedgerEntry,
        place: &Place<'_>,
    ) -> Done<()> {
        let Some(open) = self.ledgers.get(&accepted.ledger) else { return Ok(()) };
        if self.streams.w.entity(&accepted.ledger)?.is_none() {
            self.streams.w.put_entity(&open.row)?;
        }
        let plain = minicbor::to_vec(entry).unwrap_or_default();
        let author = self.device.number;
        let said = Said {
            entity: accepted.ledger,
            kind: kind::LEDGER,
            author,
            step: place.step,
            origin: place.stream,
            effective: accepted.effective,
            at: self.now,
            hash: ledger_hash(entry),
            salt: place.salt(),
            plain: &plain,
            content: ledger_content(author, accepted.effective, entry),
        };
        self.streams.say(&said, &open.key, &open.audience)?;
        Ok(())
    }

    /// Stores the states of the ledgers that changed.
    pub(super) fn ledgers_settle(&mut self) -> Done<()> {
        for (id, mut open) in std::mem::take(&mut self.ledgers) {
            if open.changed {
                let plain = open.state.to_bytes();
                let binding = state_binding(&id);
                open.row.state = open.key.seal(&mut **self.hub.random.lock(), &binding, &plain);
                self.streams.w.put_entity(&open.row)?;
            }
            if open.target != open.audience {
                let now = self.now;
                self.streams.readdress(&id, &open.object, &open.target, now)?;
            }
            if let Fold::Incident(incident) = &open.state {
                desk::set_alarm(
                    self.streams.w,
                    &id,
                    open.object,
                    incident,
                    &self.rights.calendar(),
                    &self.rights.policy(),
                )?;
            }
        }
        Ok(())
    }
}

/// What a task is aimed at, by its answers or by what was said of it; `None` of what is no task.
pub(crate) fn task_target(hub: &Hub, r: &dyn Reading, row: &EntityRow) -> Done<Option<Id>> {
    if row.kind == kind::CHANGE {
        return Ok(match minicbor::decode(&row.founding) {
            Ok(Founding::Task { target, .. }) => Some(target),
            _ => None,
        });
    }
    let about = minicbor::decode::<(Id, u16)>(&row.founding).map(|(_, number)| number);
    if row.kind != kind::LEDGER || about.ok() != Some(ledger_kind::TASK) {
        return Ok(None);
    }
    let Some(first) = r.entries_of(&row.id)?.into_iter().find(|it| it.kind == kind::LEDGER) else {
        return Ok(None);
    };
    let plain = open_payload(&hub.data_key(&row.id, &row.data_key)?, &first)?;
    let entry = minicbor::decode::<LedgerEntry>(&plain).ok();
    Ok(entry.and_then(|entry| task::Body::of(&entry).ok()).map(|body| body.target))
}

pub(super) fn taken(ledger: Id, outcome: Outcome) -> Judged {
    let effective = outcome == Outcome::Accepted;
    (outcome, Some(Accepted::Ledger(Box::new(LedgerAccepted { ledger, effective }))))
}

impl Fold {
    fn new(kind: u16) -> Fold {
        match kind {
            ledger_kind::TASK => Fold::Task(task::State::default()),
            ledger_kind::INCIDENT => Fold::Incident(Box::default()),
            ledger_kind::EVIDENCE | ledger_kind::CLUE => empty(kind),
            _ => Fold::None,
        }
    }

    fn read(kind: u16, row: &EntityRow, key: &SymmetricKey) -> Done<Fold> {
        if row.state.is_empty() {
            return Ok(Fold::new(kind));
        }
        let plain = key.open(&state_binding(&row.id), &row.state)?;
        let unreadable = |_| HubError::Invalid("stored state");
        Ok(match kind {
            ledger_kind::TASK => Fold::Task(serde_json::from_slice(&plain).map_err(unreadable)?),
            _ => Fold::None,
        })
    }

    fn to_bytes(&self) -> Vec<u8> {
        match self {
            // Folded anew from the ledger each time: sets are few, and nothing may stand beside them.
            Fold::None | Fold::Evidence(_) | Fold::Clue(_) => Vec::new(),
            Fold::Task(state) => serde_json::to_vec(state).unwrap_or_default(),
            Fold::Incident(incident) => Summary::of(incident).to_bytes(),
        }
    }
}
