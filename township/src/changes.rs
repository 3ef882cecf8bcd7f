//! What has changed since somebody last looked: live events for the console, and marks on the rows
//! that lists keep in memory.
//!
//! An event names a kind of thing, the township it belongs to and its id. It carries no value: whoever
//! hears it asks again, and is answered by right.

use std::collections::BTreeSet;
use std::sync::Arc;

use gridwork_model::ledger::kind as ledger_kind;
use gridwork_model::permission::{Action, Decision, Object, Relation, allows};
use gridwork_model::{DocumentKind, Founding, Id};
use parking_lot::Mutex;
use serde::Serialize;
use tokio::sync::broadcast;

use crate::devices::DeviceRecord;
use crate::people::Caller;
use crate::storage::rows::kind;
use crate::storage::watched::{Entity, Touch, Touched, Watcher};
use crate::storage::{Drawer, drawer};

/// Events kept for a listener that is slow; one that falls further behind reads everything again.
pub(crate) const KEPT: usize = 1_024;

/// Most listeners at one time: every clerk of the county with two pages open.
const LISTENERS: usize = 1_000;

/// Kinds of things that change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Thing {
    /// An incident took a step.
    Incident,
    /// A field came into conflict or was settled, or a late change came.
    Conflict,
    /// A phone exchanged, was enrolled or revoked.
    Device,
    /// A household changed.
    Household,
    /// Answers of a task came in.
    Task,
    /// A place changed.
    Place,
    /// Units, cells, posts, templates, limits.
    Directory,
    /// Something was set aside or reviewed.
    Quarantine,
    /// An import was read or accepted.
    Import,
    /// Something was erased by law.
    Erasure,
    /// Somebody opened or left an incident at the desk.
    Presence,
    /// An export waits for a second person, or was decided.
    Export,
    /// A step of an evidence set, or what became of its files.
    Evidence,
    /// A clue was told, or an officer took a step.
    Clue,
    /// Too much to name: everything is to be read again.
    Everything,
}

impl Thing {
    /// The data that a change of it is about; who may read none of it does not hear of it.
    pub const fn object(self) -> Object {
        match self {
            Thing::Incident | Thing::Presence => Object::Incident,
            Thing::Conflict | Thing::Household | Thing::Import => Object::Roster,
            Thing::Device => Object::Devices,
            Thing::Task => Object::Tasks,
            Thing::Place => Object::Places,
            Thing::Directory | Thing::Everything => Object::Directory,
            Thing::Quarantine => Object::Quarantine,
            Thing::Erasure => Object::Rights,
            Thing::Export => Object::Roster,
            Thing::Evidence => Object::Case,
            Thing::Clue => Object::Clue,
        }
    }

    /// Whether one of the caller's roles may look at such things anywhere.
    pub fn is_for(self, caller: &Caller) -> bool {
        let looks = |action: Action| {
            caller.roles.iter().any(|at| {
                Relation::ALL
                    .iter()
                    .any(|near| allows(at.role(), action, self.object(), *near) != Decision::Deny)
            })
        };
        looks(Action::Read) || looks(Action::Resolve) || looks(Action::Approve)
    }
}

/// One change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, utoipa::ToSchema)]
pub struct Change {
    /// What.
    pub thing: Thing,
    /// Township it belongs to; nil for the county.
    #[schema(value_type = String)]
    pub org: Id,
    /// Which, where it has an id.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub id: Option<Id>,
}

impl Change {
    /// Whether a caller hears of it: in the own township or the county's, of what the role looks at.
    pub fn is_for(&self, caller: &Caller) -> bool {
        let near = caller.org.is_nil() || self.org.is_nil() || self.org == caller.org;
        near && self.thing.is_for(caller)
    }
}

/// Rows that changed since a list last read them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Stale {
    /// These.
    Rows(BTreeSet<Id>),
    /// Anything; also at the beginning.
    All,
}

impl Stale {
    fn mark(&mut self, id: Id) {
        if let Stale::Rows(rows) = self {
            rows.insert(id);
        }
    }

    /// Takes what is to be read again.
    fn take(&mut self) -> Stale {
        std::mem::replace(self, Stale::Rows(BTreeSet::new()))
    }
}

/// Listeners and marks.
pub(crate) struct Changes {
    sender: broadcast::Sender<Change>,
    ledgers: Mutex<Stale>,
    documents: Mutex<Stale>,
    evidence: Mutex<Stale>,
}

impl Default for Changes {
    fn default() -> Changes {
        Changes {
            sender: broadcast::Sender::new(KEPT),
            ledgers: Mutex::new(Stale::All),
            documents: Mutex::new(Stale::All),
            evidence: Mutex::new(Stale::All),
        }
    }
}

impl Changes {
    /// Hears everything from now on; `None` if too many listen already.
    pub(crate) fn listen(&self) -> Option<broadcast::Receiver<Change>> {
        (self.sender.receiver_count() < LISTENERS).then(|| self.sender.subscribe())
    }

    /// Tells one change that no stored row shows.
    pub(crate) fn tell(&self, change: Change) {
        // Nobody listening is no fault.
        let _ = self.sender.send(change);
    }

    /// Ledgers to be read again.
    pub(crate) fn stale_ledgers(&self) -> Stale {
        self.ledgers.lock().take()
    }

    /// Ledgers of sets and clues to be read again.
    pub(crate) fn stale_evidence(&self) -> Stale {
        self.evidence.lock().take()
    }

    /// Whether there are documents to be read again.
    pub(crate) fn documents_are_stale(&self) -> bool {
        !matches!(&*self.documents.lock(), Stale::Rows(ids) if ids.is_empty())
    }

    /// Documents to be read again.
    pub(crate) fn stale_documents(&self) -> Stale {
        self.documents.lock().take()
    }

    /// A list could not be read to the end: all of it is read again next time.
    pub(crate) fn forget_ledgers(&self) {
        *self.ledgers.lock() = Stale::All;
    }

    /// As [`Changes::forget_ledgers`], for documents.
    pub(crate) fn forget_documents(&self) {
        *self.documents.lock() = Stale::All;
    }
}

impl Watcher for Changes {
    fn committed(&self, touched: Touched) {
        let mut told = BTreeSet::new();
        if touched.everything {
            *self.ledgers.lock() = Stale::All;
            *self.documents.lock() = Stale::All;
            *self.evidence.lock() = Stale::All;
            told.insert(Change { thing: Thing::Everything, org: Id::NIL, id: None });
        }
        for (id, entity) in &touched.entities {
            match entity.kind {
                kind::CHANGE => self.documents.lock().mark(*id),
                kind::LEDGER => self.ledgers.lock().mark(*id),
                _ => {}
            }
            let change = of_entity(id, entity);
            if change.is_some_and(|it| matches!(it.thing, Thing::Evidence | Thing::Clue)) {
                self.evidence.lock().mark(*id);
            }
            told.extend(change);
        }
        told.extend(touched.records.iter().filter_map(of_record));
        for change in told {
            self.tell(change);
        }
    }
}

fn of_entity(id: &Id, entity: &Entity) -> Option<Change> {
    let org = entity.org;
    match entity.kind {
        kind::LEDGER => {
            let (object, number) = minicbor::decode::<(Id, u16)>(&entity.founding).ok()?;
            let thing = match number {
                ledger_kind::INCIDENT => Thing::Incident,
                ledger_kind::EVIDENCE => Thing::Evidence,
                ledger_kind::CLUE => Thing::Clue,
                _ => return None,
            };
            Some(Change { thing, org, id: Some(object) })
        }
        kind::CHANGE => {
            let founding = minicbor::decode::<Founding>(&entity.founding).ok()?;
            let thing = match founding.kind() {
                DocumentKind::Household => Thing::Household,
                DocumentKind::Task => Thing::Task,
                DocumentKind::Place => Thing::Place,
                // That there is a need is a fact about a household.
                DocumentKind::Needs => return None,
            };
            Some(Change { thing, org, id: Some(*id) })
        }
        _ => None,
    }
}

fn of_record(touch: &Touch) -> Option<Change> {
    let id_at = |from: usize| {
        let bytes = touch.key.get(from..from + 16)?;
        Some(Id::from_bytes(bytes.try_into().ok()?))
    };
    let org = || id_at(0).unwrap_or(Id::NIL);
    let change = |thing, org, id| Some(Change { thing, org, id });
    match touch.drawer {
        Drawer::Conflicts => change(Thing::Conflict, org(), id_at(16)),
        Drawer::Quarantine => change(Thing::Quarantine, org(), None),
        Drawer::Imports => change(Thing::Import, org(), None),
        Drawer::Directory => change(Thing::Directory, org(), None),
        Drawer::Erasures => change(Thing::Erasure, Id::NIL, None),
        Drawer::Devices => {
            let record: DeviceRecord = drawer::decode(touch.value.as_deref()?).ok()?;
            change(Thing::Device, record.org, None)
        }
        _ => None,
    }
}

/// The watcher of a new hub.
pub(crate) fn watcher() -> Arc<Changes> {
    Arc::default()
}

#[cfg(test)]
mod tests {
    use gridwork_model::permission::Role;

    use super::*;
    use crate::people::RoleAt;

    #[test]
    fn a_change_is_heard_in_its_township_by_who_looks_at_such_things() {
        let (here, there) = (Id::from_bytes([1; 16]), Id::from_bytes([2; 16]));
        let caller = |role: Role| Caller {
            person: Id::NIL,
            name: String::new(),
            org: here,
            roles: vec![RoleAt { role: role.number(), scope: here }],
        };
        let change = |thing, org| Change { thing, org, id: None };
        assert!(change(Thing::Incident, here).is_for(&caller(Role::DutyOfficer)));
        assert!(!change(Thing::Incident, there).is_for(&caller(Role::DutyOfficer)));
        assert!(!change(Thing::Incident, here).is_for(&caller(Role::TownshipAdmin)));
        assert!(change(Thing::Device, here).is_for(&caller(Role::TownshipAdmin)));
        assert!(change(Thing::Directory, Id::NIL).is_for(&caller(Role::TownshipAdmin)));
    }
}
