//! The object behind every use case: the store, the clock, and what is kept in memory.

use std::collections::BTreeMap;
use std::ops::Deref;
use std::sync::Arc;

use chrono::{DateTime, FixedOffset, NaiveDate};
use gridwork_document::codec::Mode;
use gridwork_model::directory::{Directory, DirectoryItem};
use gridwork_model::permission::{Action, Decision, Object, Relation, Role, allows_any};
use gridwork_model::{Id, Moment, audience};
use gridwork_store::{FileNo, Reader, Store};
use parking_lot::{Mutex, MutexGuard, RwLock};

use crate::env::{Chance, Env};
use crate::exchange::Pending;
use crate::find::Names;
use crate::identity::{Identity, Standing};
use crate::{Code, CoreError};

/// Names of values in the store's `meta`.
pub(crate) mod meta {
    pub(crate) const IDENTITY: &str = "identity";
    pub(crate) const STANDING: &str = "standing";
    pub(crate) const ENROLLING: &str = "enrolling";
    pub(crate) const ATTESTATION: &str = "attestation";
    pub(crate) const PROBLEM: &str = "problem";
    /// Number of the batch whose last try got no answer: nobody knows that it arrived.
    pub(crate) const UNREACHED: &str = "unreached";
    /// Folder of a damaged copy whose unsent work has not been said again yet.
    pub(crate) const SALVAGE: &str = "salvage";
    pub(crate) const LEAVING: &str = "leaving";
    /// How much left in a month.
    pub(crate) const LEFT: &str = "left";
    /// What the app calls itself.
    pub(crate) const APP: &str = "app";
    /// What the hub knows that it calls itself.
    pub(crate) const APP_TOLD: &str = "app told";
}

/// The core of one installation. Shared between threads; calls block and are short, except
/// [`Core::open`] after an update and [`Core::complete_request`] with a large answer.
///
/// What writes is one call at a time. What reads goes by the last [`Knowledge`] and waits for no call
/// that writes, however long that one takes; only what a locked screen or a lease can close (C3) is
/// read in turn with the others, because an exchange opens it for itself.
pub struct Core {
    pub(crate) store: Store,
    pub(crate) env: Arc<dyn Env>,
    known: RwLock<Arc<Knowledge>>,
    pub(crate) names: Mutex<Names>,
    inner: Mutex<Inner>,
}

/// Who this device is and what it knows of the township; replaced as a whole by what changes it.
#[derive(Clone)]
pub(crate) struct Knowledge {
    pub(crate) identity: Option<Identity>,
    pub(crate) directory: Directory,
    /// Whether the screen is locked: no C3 purpose stays open in memory between two calls.
    pub(crate) screen_locked: bool,
    pub(crate) closed: bool,
}

/// What the calls that write keep in memory; all of it can be read again from the store.
pub(crate) struct Inner {
    known: Arc<Knowledge>,
    /// The request that was handed out and not answered yet.
    pub(crate) pending: Option<Pending>,
    pub(crate) next_request: u64,
    /// Whether the next request may be a part of a file.
    pub(crate) part_turn: bool,
    /// Whether no file may go on this network now, so that the exchange does not wait for one.
    pub(crate) files_rest: bool,
    /// Originals that were left behind here, and the day on which the hub was asked for them.
    pub(crate) asked: BTreeMap<FileNo, NaiveDate>,
    /// How far the file that is being sent has come within a part, as the hub last said.
    pub(crate) begun: Option<crate::files::Begun>,
    /// How the current batch is framed, after the hub asked for more.
    pub(crate) batch_mode: Mode,
}

impl Deref for Inner {
    type Target = Knowledge;

    fn deref(&self) -> &Knowledge {
        &self.known
    }
}

impl Core {
    pub(crate) fn assemble(store: Store, env: Arc<dyn Env>) -> Result<Core, CoreError> {
        let (identity, directory) =
            store.read(|r| Ok::<_, CoreError>((identity(r)?, directory(r)?)))?;
        let known =
            Arc::new(Knowledge { identity, directory, screen_locked: false, closed: false });
        let inner = Inner {
            known: Arc::clone(&known),
            pending: None,
            next_request: 1,
            part_turn: false,
            files_rest: false,
            asked: BTreeMap::new(),
            begun: None,
            batch_mode: Mode::Predicted,
        };
        let (known, inner) = (RwLock::new(known), Mutex::new(inner));
        Ok(Core { store, env, known, names: Mutex::default(), inner })
    }

    /// For a call that writes: no other one runs until this is dropped.
    pub(crate) fn inner(&self) -> Result<MutexGuard<'_, Inner>, CoreError> {
        let inner = self.inner.lock();
        if inner.closed { Err(Code::Closed.into()) } else { Ok(inner) }
    }

    /// For a call that reads.
    pub(crate) fn reading(&self) -> Result<Arc<Knowledge>, CoreError> {
        let known = Arc::clone(&self.known.read());
        if known.closed { Err(Code::Closed.into()) } else { Ok(known) }
    }

    /// Changes what is known, for every call that begins after this.
    pub(crate) fn learn(&self, inner: &mut Inner, change: impl FnOnce(&mut Knowledge)) {
        let mut next = Knowledge::clone(&inner.known);
        change(&mut next);
        inner.known = Arc::new(next);
        *self.known.write() = Arc::clone(&inner.known);
    }

    /// Ends the use of the core even where `inner` would refuse.
    pub(crate) fn close_inner(&self) {
        let mut inner = self.inner.lock();
        self.learn(&mut inner, |known| known.closed = true);
        inner.pending = None;
        self.names.lock().forget();
    }

    /// Reads identity and directory again, after a resume.
    pub(crate) fn reload(&self) -> Result<(), CoreError> {
        let mut inner = self.inner()?;
        let (identity, directory) =
            self.store.read(|r| Ok::<_, CoreError>((identity(r)?, directory(r)?)))?;
        self.learn(&mut inner, |known| {
            *known = Knowledge { identity, directory, screen_locked: false, closed: known.closed };
        });
        inner.pending = None;
        self.names.lock().forget();
        Ok(())
    }

    /// A new UUIDv7.
    pub(crate) fn new_id(&self) -> Id {
        let mut random = [0; 10];
        self.env.fill(&mut random);
        Id::v7(self.env.wall().0.max(0) as u64, random)
    }

    pub(crate) fn chance(&self) -> Chance<'_> {
        Chance(&*self.env)
    }
}

impl Knowledge {
    pub(crate) fn identity(&self) -> Result<&Identity, CoreError> {
        self.identity.as_ref().ok_or(Code::NotEnrolled.into())
    }

    /// Demands that a hamlet is one of the cell's: tasks and the road order follow from it.
    pub(crate) fn hamlet_in(&self, hamlet: Id, cell: Id) -> Result<(), CoreError> {
        match self.directory.cell(cell).is_some_and(|cell| cell.hamlets.contains(&hamlet)) {
            true => Ok(()),
            false => Err(CoreError::at(Code::BadValue, "hamlet")),
        }
    }

    /// The strongest decision of the matrix over the roles this person holds near `place`.
    pub(crate) fn decide(
        &self,
        action: Action,
        object: Object,
        place: Id,
        day: NaiveDate,
    ) -> Result<(Decision, Role), CoreError> {
        let person = self.identity()?.person;
        let near = audience::relations(person, place, day, &self.directory);
        Ok(near
            .into_iter()
            .map(|(role, relations)| {
                let relations: Vec<Relation> = relations.into_iter().collect();
                (allows_any(role, action, object, &relations), role)
            })
            .max_by_key(|(decision, _)| *decision)
            .unwrap_or((Decision::Deny, Role::Unknown)))
    }

    /// Demands that the act is allowed, and returns the role it is done in.
    pub(crate) fn demand(
        &self,
        action: Action,
        object: Object,
        place: Id,
        day: NaiveDate,
    ) -> Result<Role, CoreError> {
        match self.decide(action, object, place, day)? {
            (Decision::Allow, role) => Ok(role),
            _ => Err(Code::Forbidden.into()),
        }
    }
}

/// The day in the county (UTC+8, no summer time) of a moment.
pub(crate) fn day_of(moment: Moment) -> NaiveDate {
    let china = FixedOffset::east_opt(8 * 3600);
    let utc = DateTime::from_timestamp(moment.seconds(), 0).unwrap_or_default();
    match china {
        Some(china) => utc.with_timezone(&china).date_naive(),
        None => utc.date_naive(),
    }
}

pub(crate) fn identity(r: &Reader<'_>) -> Result<Option<Identity>, CoreError> {
    json_meta(r, meta::IDENTITY)
}

pub(crate) fn standing(r: &Reader<'_>) -> Result<Standing, CoreError> {
    json_meta(r, meta::STANDING)?.ok_or(Code::NotEnrolled.into())
}

/// A JSON value of the store's `meta`; one that does not parse is damage, not absence.
pub(crate) fn json_meta<T: serde::de::DeserializeOwned>(
    r: &Reader<'_>,
    name: &str,
) -> Result<Option<T>, CoreError> {
    match r.meta(name)? {
        None => Ok(None),
        Some(bytes) => gridwork_model::json::read(&bytes)
            .map(Some)
            .map_err(|_| CoreError::at(Code::Damaged, name)),
    }
}

/// JSON of one of our own types; writing into a vector cannot fail.
pub(crate) fn json<T: serde::Serialize>(value: &T) -> Vec<u8> {
    serde_json::to_vec(value).unwrap_or_default()
}

fn directory(r: &Reader<'_>) -> Result<Directory, CoreError> {
    let rows = r.directory_items()?;
    Ok(Directory::from_items(
        rows.into_iter().map(|row| DirectoryItem::read(row.kind, row.id, &row.body)),
    ))
}
