//! Erasure by law (PIPL 47, 突发事件应对法 85): data keys, payloads and salts are destroyed in every
//! stream, `{id, class, at, basis}` stays, and a signed certificate says what was done and by which
//! day the backups are reached too.
//!
//! Erasing one person founds every document that holds others anew from its current state, in a
//! new document epoch, without that person; the old document is destroyed with its history.

mod reach;

pub(crate) use reach::{is_erased, standing_document};

use std::collections::BTreeSet;

use gridwork_document::{Document, FieldState};
use gridwork_model::limits::HOUSEHOLD_EPOCHS;
use gridwork_model::roster::{Household, LeftReason};
use gridwork_model::schema::{FieldType, fields};
use gridwork_model::{
    Class, Edit, Founding, Id, Moment, Path, Purpose, StreamId, Value, ledger::kind as ledger_kind,
};
use gridwork_sync::update::Erasure;
use minicbor::{Decode, Encode};
use serde::Serialize;

use crate::admission::ledger::{ledger_entity, task_target};
use crate::admission::{Loaded, read_document};
use crate::audit::{self, Actor, Record};
use crate::journal::Record as Journalled;
use crate::office::{Act, DocumentWrite};
use crate::storage::drawer::{decode, key, load_all, store};
use crate::storage::rows::kind;
use crate::storage::{Drawer, EntityRow, Reading, Writing};
use crate::transaction::Transaction;
use crate::{Done, Hub, HubError};

/// Most certificates listed at once.
const LISTED: usize = 1_000;

/// Most characters of a legal basis; it is no place for names.
const BASIS_CHARS: usize = 120;

/// Domain of the certificate's signature.
const CERTIFICATE: &str = "gridwork/erasure";

/// Who is erased.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// A whole household with everything that hangs on it.
    Household(Id),
    /// One person of a household.
    Person {
        /// The household the person is in.
        household: Id,
        /// The person.
        person: Id,
    },
    /// One record by its own id: an incident, an evidence set or a clue with its words and files,
    /// or a sealed record.
    Record(Id),
}

/// An entity that goes with an erasure, and the streams it stands in.
type Bound = (EntityRow, Vec<StreamId>);

/// Of whom an erasure is, and who hears of it.
pub(crate) struct Who<'a> {
    /// Everybody erased.
    pub people: &'a [Id],
    /// Entities of which only these people are erased; whoever else they hold goes on in a new document.
    pub anew: &'a BTreeSet<Id>,
    /// Streams that hear of it, beside those in which the entities stand.
    pub told: &'a [StreamId],
}

/// What stays: a signed word on what was destroyed.
#[derive(Clone, Debug, Encode, Decode, Serialize, utoipa::ToSchema)]
#[cbor(map)]
pub struct Certificate {
    /// Identity of the certificate.
    #[n(0)]
    #[schema(value_type = String)]
    pub id: Id,
    /// The household or person.
    #[n(1)]
    #[schema(value_type = String)]
    pub subject: Id,
    /// Documents and ledgers destroyed.
    #[n(2)]
    #[schema(value_type = Vec<String>)]
    pub destroyed: Vec<Id>,
    /// When, Unix milliseconds.
    #[n(3)]
    #[schema(value_type = i64)]
    pub at: Moment,
    /// Legal basis.
    #[n(4)]
    pub basis: String,
    /// By when no backup can bring it back, Unix milliseconds.
    #[n(5)]
    #[schema(value_type = i64)]
    pub backups_reached_by: Moment,
    /// Signature of the hub over the fields above, hexadecimal.
    #[n(6)]
    pub signature: String,
    /// Township.
    #[n(7)]
    #[serde(skip)]
    pub org: Id,
}

impl Hub {
    /// Erases a household or a person on a legal basis.
    pub fn erase(
        &self,
        subject: Subject,
        basis: &str,
        by: Actor,
        now: Moment,
    ) -> Done<Certificate> {
        if basis.trim().is_empty() || basis.chars().count() > BASIS_CHARS {
            return Err(HubError::Invalid("legal basis"));
        }
        let mut transaction = Transaction::begin(self)?;
        let (w, loaded) = transaction.parts()?;
        let (of, person) = match subject {
            Subject::Household(household) => (reach::household_of(w, &household)?, None),
            Subject::Person { household, person } => {
                (reach::household_of(w, &household)?, Some(person))
            }
            Subject::Record(record) => (record, None),
        };
        let (bound, everybody) = match subject {
            Subject::Record(record) => (record_and_ledgers(w, &record)?, Vec::new()),
            _ => self.bound_to(w, &of)?,
        };
        let people = person.map_or(everybody, |person| vec![person]);
        let org = bound.first().map(|(row, _)| row.org).ok_or(HubError::NotFound("record"))?;
        let (mut gone, mut parted): (Vec<EntityRow>, Vec<Bound>) = match person {
            None => (bound.into_iter().map(|(row, _)| row).collect(), Vec::new()),
            Some(_) => (Vec::new(), bound),
        };
        for household in self.once_lived_in(&people, &of)? {
            parted.extend(self.bound_to(w, &household)?.0);
        }
        let (mut anew, mut writes) = (BTreeSet::new(), Vec::new());
        for (row, streams) in parted {
            match self.without(w, &row, &people, &streams)? {
                Some(write) => {
                    anew.insert(row.id);
                    writes.extend(write);
                }
                None if task_target(self, w, &row)?.is_some_and(|it| people.contains(&it)) => {}
                None => continue,
            }
            gone.push(row);
        }
        if gone.is_empty() {
            return Err(HubError::NotFound("person"));
        }
        let files = self.forget_files(w, &gone)?;
        let who = Who { people: &people, anew: &anew, told: &[] };
        self.forget_beside(w, &gone, person.unwrap_or(of), &who)?;
        let destroyed = self.destroy(w, loaded, &gone, &who, basis, now)?;
        let mut act = Act::begin(self, w, by.clone(), "erase", now)?;
        for write in writes.iter().filter(|write| !write.edits.is_empty()) {
            act.edit(loaded, write)?;
        }
        act.finish()?;
        let certificate = self.certify(person.unwrap_or(of), destroyed, basis, org, now);
        let at = key(&[org.as_bytes(), certificate.id.as_bytes()]);
        let w = transaction.w()?;
        store(w, Drawer::Erasures, &at, &certificate)?;
        let detail = format!("{} entities, {basis}", certificate.destroyed.len());
        let record = Record::done(now, by, "erase", org, Some(certificate.id)).with(detail);
        audit::append(w, record)?;
        transaction.commit()?;
        for file in files {
            self.destroy_file(&file)?;
        }
        self.storage.scrub()?;
        Ok(certificate)
    }

    /// Destroys entities: a mark in each of their streams, then keys, payloads and salts.
    pub(crate) fn destroy(
        &self,
        w: &mut dyn Writing,
        loaded: &mut Loaded,
        gone: &[EntityRow],
        who: &Who<'_>,
        basis: &str,
        now: Moment,
    ) -> Done<Vec<Id>> {
        let mut streams = crate::streams::Streams::new(self, w);
        let mut journal = Vec::new();
        let mut destroyed = Vec::new();
        let mut heard = BTreeSet::new();
        for row in gone {
            let shown = shown_id(row);
            let stays = streams.w.memberships(&row.id)?;
            // Also where it stood once: a phone there may keep a draft of it, or work that waits.
            let stood = stays.iter().map(|(stream, _)| *stream);
            let marked: BTreeSet<StreamId> = stood.chain(who.told.iter().copied()).collect();
            let erasure = Erasure { id: shown, class: row.class, at: now, basis: basis.to_owned() };
            journal.push(Journalled::Erased {
                id: row.id,
                class: row.class,
                at: now,
                basis: basis.to_owned(),
                person: who.people.first().copied().filter(|_| who.anew.contains(&row.id)),
                shown: Some(shown),
                streams: Some(marked.iter().copied().collect()),
                people: Some(who.people.to_vec()),
            });
            for stream in &marked {
                streams.erase(&row.id, &erasure, stream)?;
                // What a phone has not sent yet may speak of the people and of no record here.
                if heard.insert(*stream) {
                    for id in who.people.iter().copied() {
                        streams.erase(&id, &Erasure { id, ..erasure.clone() }, stream)?;
                    }
                }
            }
            for stream in &marked {
                forget_pages(streams.w, stream)?;
            }
            streams.w.destroy_entries(&row.id)?;
            streams.w.put_entity(&EntityRow {
                founding: Vec::new(),
                data_key: Vec::new(),
                state: Vec::new(),
                erased: true,
                ..row.clone()
            })?;
            let prefix = key(&[row.org.as_bytes(), row.id.as_bytes()]);
            for (at, _) in streams.w.list(Drawer::Conflicts, &prefix, None, LISTED)? {
                streams.w.remove(Drawer::Conflicts, &at)?;
            }
            loaded.evict(&row.id);
            destroyed.push(shown);
        }
        let first = gone.first();
        for (id, row) in who.people.iter().flat_map(|id| first.map(|row| (*id, row))) {
            // A person is no entity; this one is kept as erased, so that nothing late is taken in.
            let (kind, org, class) = (kind::CHANGE, row.org, row.class);
            let (founding, data_key, state) = (Vec::new(), Vec::new(), Vec::new());
            let erased = true;
            let row = EntityRow { id, kind, org, class, founding, data_key, state, erased };
            streams.w.put_entity(&row)?;
        }
        self.journal.append(&journal)?;
        streams.finish()?;
        destroyed.sort();
        destroyed.dedup();
        Ok(destroyed)
    }

    /// Other households that hold one of these people still, as somebody who moved away.
    fn once_lived_in(&self, people: &[Id], household: &Id) -> Done<Vec<Id>> {
        self.with_register(|register| {
            let all = register.houses().chain(register.ended()).map(|house| &house.household);
            let others = all.filter(|it| it.id != *household);
            let held = others.filter(|it| it.people.iter().any(|who| people.contains(&who.id)));
            Ok(held.map(|it| it.id).collect())
        })
    }

    /// Every entity that hangs on a household, with the streams it stands in: its document, its
    /// needs, the tasks aimed at it or its people, and their ledgers; and its people. Who went to another
    /// household belongs there.
    fn bound_to(&self, r: &dyn Reading, household: &Id) -> Done<(Vec<Bound>, Vec<Id>)> {
        let mut ids = Vec::new();
        let (mut people, mut transferred) = (BTreeSet::new(), BTreeSet::new());
        let mut cells = Vec::new();
        for epoch in 0..HOUSEHOLD_EPOCHS {
            ids.push(Founding::Household { id: *household, epoch }.document());
            for purpose in Purpose::ALL.into_iter().filter(|purpose| purpose.holds(Class::C3)) {
                let founding = Founding::Needs { household: *household, purpose, epoch };
                ids.push(founding.document());
            }
        }
        for id in &ids {
            if let Some((_, document)) = read_document(self, r, id)? {
                let fields = document.fields();
                let shown = fields.iter().filter_map(|field| Some((&field.path, field.shown()?)));
                let went = Household::assemble(*household, shown).people.into_iter();
                let went = went.filter(|it| it.left == Some(LeftReason::Transferred));
                transferred.extend(went.map(|person| person.id));
                people.extend(document.members());
                let stays = r.memberships(id)?.into_iter().map(|(stream, _)| stream.scope);
                cells.extend(stays);
            }
        }
        people.retain(|person| !transferred.contains(person));
        let targets: Vec<Id> = people.iter().copied().chain([*household]).collect();
        for row in self.tasks_at(r, &cells, &targets)? {
            ids.push(ledger_entity(&row.id, ledger_kind::TASK));
            ids.push(row.id);
        }
        ids.push(ledger_entity(household, ledger_kind::ROSTER));
        ids.sort();
        ids.dedup();
        let mut bound = Vec::new();
        for id in ids {
            let Some(row) = r.entity(&id)?.filter(|row| !row.erased) else { continue };
            let stays = r.memberships(&id)?.into_iter().filter(|(_, stay)| stay.left.is_none());
            let streams = stays.map(|(stream, _)| stream).collect();
            bound.push((row, streams));
        }
        Ok((bound, people.into_iter().collect()))
    }

    /// Tasks aimed at these, wherever in the township of `cells` they are done: a party branch has its own.
    fn tasks_at(&self, r: &dyn Reading, cells: &[Id], targets: &[Id]) -> Done<Vec<EntityRow>> {
        let mut found = Vec::new();
        let standing = self.standing();
        let orgs: BTreeSet<Id> = cells.iter().map(|cell| standing.org_of(*cell)).collect();
        let here = |stream: &&StreamId| orgs.contains(&standing.org_of(stream.scope));
        for stream in r.streams()?.iter().filter(here) {
            for stay in r.members_from(stream, 0, usize::MAX >> 1)? {
                let Some(row) = r.entity(&stay.entity)? else { continue };
                if task_target(self, r, &row)?.is_some_and(|target| targets.contains(&target)) {
                    found.push(row);
                }
            }
        }
        Ok(found)
    }

    /// The document founded anew without some people: `None` if none of them is in it, an empty list
    /// if nobody else is.
    pub(crate) fn without(
        &self,
        r: &dyn Reading,
        row: &EntityRow,
        people: &[Id],
        streams: &[StreamId],
    ) -> Done<Option<Option<DocumentWrite>>> {
        if row.kind != kind::CHANGE {
            return Ok(None);
        }
        let Some((_, document)) = read_document(self, r, &row.id)? else { return Ok(None) };
        if !document.members().iter().any(|member| people.contains(member)) {
            return Ok(None);
        }
        let Some(stream) = streams.first() else { return Ok(Some(None)) };
        let founding = match document.founding() {
            Founding::Household { id, epoch } => Founding::Household { id: *id, epoch: epoch + 1 },
            Founding::Needs { household, purpose, epoch } => {
                Founding::Needs { household: *household, purpose: *purpose, epoch: epoch + 1 }
            }
            _ => return Ok(None),
        };
        let (Founding::Household { epoch, .. } | Founding::Needs { epoch, .. }) = founding else {
            return Ok(None);
        };
        if epoch >= HOUSEHOLD_EPOCHS {
            // Under a further id nobody would find the others: the household as a whole can be erased.
            return Err(HubError::Conflict("the household was founded anew too often"));
        }
        let edits = edits_without(&document, people);
        Ok(Some(Some(DocumentWrite { founding, stream: *stream, edits })))
    }

    fn certify(
        &self,
        subject: Id,
        destroyed: Vec<Id>,
        basis: &str,
        org: Id,
        now: Moment,
    ) -> Certificate {
        let disk = &self.limits.disk;
        let reached = now.plus_ms(disk.rest_key_ms).plus_ms(disk.backup_keys_ms);
        let mut certificate = Certificate {
            id: self.new_id(now),
            subject,
            destroyed,
            at: now,
            basis: basis.to_owned(),
            backups_reached_by: reached,
            signature: String::new(),
            org,
        };
        let body = minicbor::to_vec(&certificate).unwrap_or_default();
        let signature = self.keys.read().online.sign(CERTIFICATE, &[&body]);
        certificate.signature =
            signature.as_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
        certificate
    }

    /// Certificates of a township.
    pub fn certificates(&self, org: Id) -> Done<Vec<Certificate>> {
        let prefix: &[u8] = if org.is_nil() { &[] } else { org.as_bytes() };
        Ok(load_all(&*self.storage.reading()?, Drawer::Erasures, prefix, LISTED)?)
    }
}

/// The edits that write a document again without some people. Of a field in conflict the value
/// shown is taken: two histories cannot be carried over when one must be destroyed.
fn edits_without(document: &Document, people: &[Id]) -> Vec<Edit> {
    let table = fields(document.founding().kind());
    let is_note = |path: &Path| {
        path.member.is_none()
            && table.iter().any(|field| {
                !field.of_member
                    && field.name == path.field
                    && matches!(field.ty, FieldType::Note(_))
            })
    };
    let states = document.fields();
    let shown = |field: &FieldState| field.shown().cloned().unwrap_or(Value::Empty);
    let mut edits = Vec::new();
    for field in states.iter().filter(|field| field.path.member.is_none()) {
        let value = shown(field);
        match value {
            Value::Ref(id) if people.contains(&id) => {}
            Value::Text(text) if is_note(&field.path) => {
                edits.push(Edit::Write { path: field.path.clone(), text });
            }
            value => edits.push(Edit::Put { path: field.path.clone(), value }),
        }
    }
    for member in document.members().into_iter().filter(|member| !people.contains(member)) {
        let fields = states
            .iter()
            .filter(|field| field.path.member == Some(member))
            .map(|field| (field.path.field.clone(), shown(field)))
            .collect();
        edits.push(Edit::AddMember { id: Some(member), fields });
    }
    edits
}

/// A record with the ledgers about it, and the streams they stand in.
fn record_and_ledgers(r: &dyn Reading, record: &Id) -> Done<Vec<Bound>> {
    let ledgers =
        [ledger_kind::INCIDENT, ledger_kind::TASK, ledger_kind::EVIDENCE, ledger_kind::CLUE];
    let ids = ledgers.map(|kind| ledger_entity(record, kind)).into_iter().chain([*record]);
    let mut bound = Vec::new();
    for id in ids {
        let Some(row) = r.entity(&id)?.filter(|row| !row.erased) else { continue };
        let stays = r.memberships(&id)?.into_iter().filter(|(_, stay)| stay.left.is_none());
        bound.push((row, stays.map(|(stream, _)| stream).collect()));
    }
    Ok(bound)
}

/// The id phones know an entity by: the document, or the object of a ledger.
pub(crate) fn shown_id(row: &EntityRow) -> Id {
    match row.kind {
        kind::LEDGER => minicbor::decode::<(Id, u16)>(&row.founding).map_or(row.id, |(id, _)| id),
        _ => row.id,
    }
}

/// A first download under way keeps an old ratchet state, from which salts could be computed again.
fn forget_pages(w: &mut dyn Writing, stream: &StreamId) -> Done<()> {
    for (number, value) in w.list(Drawer::Devices, &[], None, usize::MAX >> 1)? {
        let device: crate::devices::DeviceRecord = decode(&value)?;
        for row in device.grants.iter().filter(|row| row.stream == *stream) {
            w.remove(Drawer::Pages, &key(&[&number, &[row.index]]))?;
        }
    }
    Ok(())
}
