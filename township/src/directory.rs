//! The directory at the hub: items with their versions, who owns them, and their way into the
//! directory streams. What an item means is decided in `model::directory`.
//!
//! An item belongs to the township it lies in, otherwise to the county ([`Id::NIL`]). It is published
//! in that org's stream `(org, C0, Directory)`; the one before stays in the history.

use std::collections::BTreeSet;
use std::sync::Arc;

use gridwork_model::directory::{Directory, DirectoryItem, kind as item_kind};
use gridwork_model::org::UnitKind;
use gridwork_model::{Class, Id, Moment, Purpose, StreamId};
use gridwork_sync::update::{DirectoryEntry, EntryBody};
use minicbor::{Decode, Encode};

use crate::audit::{self, Actor, Record};
use crate::storage::drawer::{decode, key, load, store};
use crate::storage::rows::kind;
use crate::storage::{Drawer, EntityRow, Reading, Stored, Writing};
use crate::streams::{Said, Streams};
use crate::{Done, Hub, HubError};

/// The stream in which an org's directory is published.
pub fn directory_stream(org: Id) -> StreamId {
    StreamId::new(org, Class::C0, Purpose::Directory)
}

/// The directory as it stands, with its version.
#[derive(Clone, Default)]
pub struct Standing {
    /// Every item.
    pub directory: Directory,
    /// Grows with every change.
    pub version: u64,
}

#[derive(Encode, Decode)]
struct ItemRecord {
    #[n(0)]
    kind: u8,
    #[n(1)]
    id: Id,
    #[n(2)]
    version: u64,
    #[n(3)]
    at: Moment,
    #[n(4)]
    #[cbor(with = "minicbor::bytes")]
    body: Vec<u8>,
}

impl Standing {
    /// Reads the directory.
    pub(crate) fn load(r: &dyn Reading) -> Stored<Standing> {
        let mut items = Vec::new();
        for (_, value) in r.list(Drawer::Directory, &[], None, usize::MAX >> 1)? {
            let record: ItemRecord = decode(&value)?;
            items.push(DirectoryItem::read(record.kind, record.id, &record.body));
        }
        Ok(Standing {
            directory: Directory::from_items(items),
            version: load(r, Drawer::Meta, b"directory")?.unwrap_or_default(),
        })
    }

    /// The township that owns a place, unit or cell; the county if none does.
    pub fn org_of(&self, place: Id) -> Id {
        self.directory.township_of(place).map_or(Id::NIL, |unit| unit.id)
    }

    /// The township of a person of the directory.
    pub fn org_of_person(&self, person: &Id) -> Option<Id> {
        self.directory.staff(*person).map(|staff| self.org_of(staff.unit))
    }

    /// The name of a person of the directory, empty if unknown.
    pub fn name_of_person(&self, person: &Id) -> String {
        self.directory.staff(*person).map(|staff| staff.name.clone()).unwrap_or_default()
    }

    /// The work telephone of a person of the directory, empty if unknown.
    pub fn phone_of_person(&self, person: &Id) -> String {
        self.directory.staff(*person).and_then(|staff| staff.work_phone.clone()).unwrap_or_default()
    }

    /// Everybody who holds or held a post.
    pub(crate) fn ever_in_post(&self, post: Id) -> BTreeSet<Id> {
        let assignments = self.directory.of_kind(item_kind::ASSIGNMENT);
        assignments
            .filter_map(|item| match item {
                DirectoryItem::Assignment(assignment) if assignment.post == post => {
                    Some([Some(assignment.person), assignment.deputy])
                }
                _ => None,
            })
            .flatten()
            .flatten()
            .collect()
    }

    /// The township that keeps a post.
    pub(crate) fn org_of_post(&self, post: Id) -> Id {
        self.directory.post(post).map_or(Id::NIL, |post| self.org_of(post.unit))
    }

    /// The org that owns an item.
    pub fn owner_of(&self, item: &DirectoryItem) -> Id {
        let place = match item {
            // A township itself is known to the whole county.
            DirectoryItem::Unit(unit) if unit.kind == UnitKind::Township => return Id::NIL,
            DirectoryItem::Unit(unit) => unit.id,
            DirectoryItem::Hamlet(hamlet) => hamlet.village,
            DirectoryItem::Cell(cell) => cell.parent,
            DirectoryItem::Post(post) => post.unit,
            DirectoryItem::Assignment(assignment) => assignment.scope,
            DirectoryItem::PartyUnit(party) => party.unit,
            DirectoryItem::Staff(staff) => staff.unit,
            DirectoryItem::Device(device) => {
                return self.org_of_person(&device.person).unwrap_or(Id::NIL);
            }
            DirectoryItem::Officer(officer) => {
                return self.org_of_person(&officer.person).unwrap_or(Id::NIL);
            }
            _ => return Id::NIL,
        };
        self.org_of(place)
    }
}

/// The entity that stands for an item in its stream.
fn entity_of(item: &DirectoryItem) -> Id {
    Id::derived("directory", &[&[item.kind()], item.id().as_bytes()])
}

impl Hub {
    /// The directory as it stands now.
    pub fn standing(&self) -> Arc<Standing> {
        Arc::clone(&self.standing.read())
    }

    /// Writes items of the directory: published to every device at its next exchange. Streams that a
    /// person loses by it stay open for their unsent work until the grace ends.
    pub fn put_directory(&self, items: Vec<DirectoryItem>, by: Actor, now: Moment) -> Done<u64> {
        self.change_directory(by, now, |_| Ok((items, ())))?;
        Ok(self.standing().version)
    }

    /// Changes the directory together with whatever `change` writes, as one transaction.
    pub(crate) fn change_directory<T>(
        &self,
        by: Actor,
        now: Moment,
        change: impl FnOnce(&mut dyn Writing) -> Done<(Vec<DirectoryItem>, T)>,
    ) -> Done<T> {
        // Held until the new state is the standing one: the next change builds on it.
        let _turn = self.directory_turn.lock();
        let mut w = self.storage.writing()?;
        let (items, result) = change(&mut *w)?;
        let next = self.write_directory(&mut *w, items, by, now)?;
        w.commit()?;
        *self.standing.write() = Arc::new(next);
        Ok(result)
    }

    /// Withdraws an item; devices delete it.
    pub fn withdraw(&self, kind: u8, id: Id, by: Actor, now: Moment) -> Done<u64> {
        if self.standing().directory.item(kind, id).is_none() {
            return Err(HubError::NotFound("directory item"));
        }
        self.put_directory(vec![DirectoryItem::Raw { kind, id, body: Vec::new() }], by, now)
    }

    fn write_directory(
        &self,
        w: &mut dyn Writing,
        items: Vec<DirectoryItem>,
        by: Actor,
        now: Moment,
    ) -> Done<Standing> {
        let mut next = (*self.standing()).clone();
        next.version += 1;
        let withdrawn = |item: &DirectoryItem| item.body().is_empty();
        // Units first, so that the owner of everything below them is known.
        for item in items.iter().filter(|item| !withdrawn(item)) {
            next.directory.put(item.clone());
        }
        let mut streams = Streams::new(self, w);
        for item in &items {
            let (kind, id, body) = (item.kind(), item.id(), item.body());
            let org = match withdrawn(item) {
                false => next.owner_of(item),
                true => next.directory.item(kind, id).map_or(Id::NIL, |old| next.owner_of(old)),
            };
            publish(&mut streams, item, &body, org, next.version, now)?;
        }
        streams.finish()?;
        for item in items.iter().filter(|item| withdrawn(item)) {
            next.directory.remove(item.kind(), item.id());
        }
        store(w, Drawer::Meta, b"directory", &next.version)?;
        let detail = format!("{} items, version {}", items.len(), next.version);
        audit::append(w, Record::done(now, by, "directory.put", Id::NIL, None).with(detail))?;
        Ok(next)
    }

    /// Latest items of one kind that an org owns, as JSON bodies.
    pub fn directory_items(&self, org: Id, kind: u8) -> Done<Vec<(Id, Vec<u8>)>> {
        let r = self.storage.reading()?;
        let prefix = key(&[org.as_bytes(), &[kind]]);
        r.list(Drawer::Directory, &prefix, None, usize::MAX >> 1)?
            .iter()
            .map(|(_, value)| Ok(decode::<ItemRecord>(value).map(|item| (item.id, item.body))?))
            .collect()
    }

    /// Earlier versions of an item, oldest first: version, moment, JSON body.
    pub fn directory_history(&self, kind: u8, id: Id) -> Done<Vec<(u64, Moment, Vec<u8>)>> {
        history(&*self.storage.reading()?, kind, id)
    }
}

/// Versions of an item, oldest first: version, moment, JSON body.
pub(crate) fn history(
    r: &(impl Reading + ?Sized),
    kind: u8,
    id: Id,
) -> Done<Vec<(u64, Moment, Vec<u8>)>> {
    r.list(Drawer::DirectoryHistory, &key(&[&[kind], id.as_bytes()]), None, 1_000)?
        .iter()
        .map(|(_, value)| {
            Ok(decode::<ItemRecord>(value).map(|item| (item.version, item.at, item.body))?)
        })
        .collect()
}

fn publish(
    streams: &mut Streams<'_>,
    item: &DirectoryItem,
    body: &[u8],
    org: Id,
    version: u64,
    now: Moment,
) -> Done<()> {
    let (number, id) = (item.kind(), item.id());
    let record = ItemRecord { kind: number, id, version, at: now, body: body.to_vec() };
    let here = key(&[org.as_bytes(), &[number], id.as_bytes()]);
    let past = key(&[&[number], id.as_bytes(), &version.to_be_bytes()]);
    store(streams.w, Drawer::DirectoryHistory, &past, &record)?;
    match body.is_empty() {
        true => streams.w.remove(Drawer::Directory, &here)?,
        false => store(streams.w, Drawer::Directory, &here, &record)?,
    }
    let entity = entity_of(item);
    if streams.w.entity(&entity)?.is_none() {
        streams.w.put_entity(&EntityRow {
            id: entity,
            kind: kind::DIRECTORY,
            org,
            class: Class::C0,
            founding: Vec::new(),
            data_key: Vec::new(),
            state: Vec::new(),
            erased: false,
        })?;
    }
    let entry = DirectoryEntry { kind: number, id, body: body.to_vec() };
    let plain = minicbor::to_vec(&entry).unwrap_or_default();
    let content =
        EntryBody::Directory(entry).content().ok_or(HubError::Invalid("directory item"))?;
    let stream = directory_stream(org);
    let said = Said {
        entity,
        kind: kind::DIRECTORY,
        author: 0,
        step: None,
        origin: stream,
        effective: true,
        at: now,
        hash: content,
        salt: [0; 16],
        plain: &plain,
        content,
    };
    streams.say_plain(&said, &stream)?;
    Ok(())
}
