//! A storage that tells, after each commit, what the transaction touched: what is derived from
//! stored rows (lists kept in memory, the console's live events) follows without any room having to
//! say so.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use gridwork_model::{Id, StreamId};

use super::rows::kind;
use super::{
    Drawer, EntityRow, EntryId, EntryRow, HeadRow, Membership, NewEntry, Placed, Reading, Storage,
    Stored, Writing,
};

/// Most entities of one transaction named one by one; an import touches a whole county.
const NAMED: usize = 2_048;

/// Drawers whose changes are told.
const TOLD: [Drawer; 6] = [
    Drawer::Devices,
    Drawer::Directory,
    Drawer::Conflicts,
    Drawer::Quarantine,
    Drawer::Erasures,
    Drawer::Imports,
];

/// What is known of a touched entity once its transaction is through.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entity {
    /// The township that owns it.
    pub org: Id,
    /// One of [`kind`].
    pub kind: u8,
    /// What founds it, as stored.
    pub founding: Vec<u8>,
}

/// A record put or taken out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Touch {
    /// Where.
    pub drawer: Drawer,
    /// Its key.
    pub key: Vec<u8>,
    /// The record; `None` if it was taken out.
    pub value: Option<Vec<u8>>,
}

/// What one committed transaction touched.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Touched {
    /// Documents and ledgers.
    pub entities: BTreeMap<Id, Entity>,
    /// Records of the told drawers, in the order of the changes.
    pub records: Vec<Touch>,
    /// Whether there were too many entities to name: anything may have changed.
    pub everything: bool,
}

/// Who is told.
pub trait Watcher: Send + Sync {
    /// A transaction is durable and visible.
    fn committed(&self, touched: Touched);
}

/// The storage beneath, and who is told.
pub struct Watched<S> {
    inner: S,
    watcher: Arc<dyn Watcher>,
}

impl<S: Storage> Watched<S> {
    /// Watches a storage.
    pub fn new(inner: S, watcher: Arc<dyn Watcher>) -> Watched<S> {
        Watched { inner, watcher }
    }
}

impl<S: Storage> Storage for Watched<S> {
    fn reading(&self) -> Stored<Box<dyn Reading + '_>> {
        self.inner.reading()
    }

    fn writing(&self) -> Stored<Box<dyn Writing + '_>> {
        Ok(Box::new(Noting {
            inner: self.inner.writing()?,
            watcher: &*self.watcher,
            entities: BTreeSet::new(),
            touched: Touched::default(),
        }))
    }

    fn copy_to(&self, file: &Path) -> Stored<()> {
        self.inner.copy_to(file)
    }

    fn verify(&self) -> Stored<()> {
        self.inner.verify()
    }

    fn scrub(&self) -> Stored<()> {
        self.inner.scrub()
    }
}

struct Noting<'a> {
    inner: Box<dyn Writing + 'a>,
    watcher: &'a dyn Watcher,
    entities: BTreeSet<Id>,
    touched: Touched,
}

impl Noting<'_> {
    fn note(&mut self, entity: &Id) {
        if self.touched.everything || entity.is_nil() {
            return;
        }
        self.entities.insert(*entity);
        if self.entities.len() > NAMED {
            self.entities.clear();
            self.touched.everything = true;
        }
    }

    fn touch(&mut self, drawer: Drawer, key: &[u8], value: Option<&[u8]>) {
        if TOLD.contains(&drawer) && self.touched.records.len() < NAMED {
            let (key, value) = (key.to_vec(), value.map(<[u8]>::to_vec));
            self.touched.records.push(Touch { drawer, key, value });
        }
    }
}

impl Reading for Noting<'_> {
    fn get(&self, drawer: Drawer, key: &[u8]) -> Stored<Option<Vec<u8>>> {
        self.inner.get(drawer, key)
    }

    fn list(
        &self,
        drawer: Drawer,
        prefix: &[u8],
        after: Option<&[u8]>,
        limit: usize,
    ) -> Stored<Vec<(Vec<u8>, Vec<u8>)>> {
        self.inner.list(drawer, prefix, after, limit)
    }

    fn last(&self, drawer: Drawer, prefix: &[u8]) -> Stored<Option<(Vec<u8>, Vec<u8>)>> {
        self.inner.last(drawer, prefix)
    }

    fn count(&self, drawer: Drawer, prefix: &[u8]) -> Stored<u64> {
        self.inner.count(drawer, prefix)
    }

    fn head(&self, stream: &StreamId) -> Stored<Option<HeadRow>> {
        self.inner.head(stream)
    }

    fn streams(&self) -> Stored<Vec<StreamId>> {
        self.inner.streams()
    }

    fn placed(
        &self,
        stream: &StreamId,
        after: u64,
        upto: u64,
        limit: usize,
    ) -> Stored<Vec<Placed>> {
        self.inner.placed(stream, after, upto, limit)
    }

    fn placed_of(
        &self,
        stream: &StreamId,
        entity: &Id,
        after: u64,
        upto: u64,
    ) -> Stored<Vec<Placed>> {
        self.inner.placed_of(stream, entity, after, upto)
    }

    fn entity(&self, id: &Id) -> Stored<Option<EntityRow>> {
        self.inner.entity(id)
    }

    fn entities(&self, kind: u8, after: Option<&Id>, limit: usize) -> Stored<Vec<EntityRow>> {
        self.inner.entities(kind, after, limit)
    }

    fn entries_of(&self, entity: &Id) -> Stored<Vec<EntryRow>> {
        self.inner.entries_of(entity)
    }

    fn entry(&self, id: EntryId) -> Stored<Option<EntryRow>> {
        self.inner.entry(id)
    }

    fn memberships(&self, entity: &Id) -> Stored<Vec<(StreamId, Membership)>> {
        self.inner.memberships(entity)
    }

    fn membership(&self, stream: &StreamId, entity: &Id) -> Stored<Option<Membership>> {
        self.inner.membership(stream, entity)
    }

    fn member_at(&self, stream: &StreamId, ordinal: u32) -> Stored<Option<Membership>> {
        self.inner.member_at(stream, ordinal)
    }

    fn members_from(&self, stream: &StreamId, from: u32, limit: usize) -> Stored<Vec<Membership>> {
        self.inner.members_from(stream, from, limit)
    }
}

impl Writing for Noting<'_> {
    fn put(&mut self, drawer: Drawer, key: &[u8], value: &[u8]) -> Stored<()> {
        self.inner.put(drawer, key, value)?;
        self.touch(drawer, key, Some(value));
        Ok(())
    }

    fn remove(&mut self, drawer: Drawer, key: &[u8]) -> Stored<()> {
        self.inner.remove(drawer, key)?;
        self.touch(drawer, key, None);
        Ok(())
    }

    fn put_entity(&mut self, row: &EntityRow) -> Stored<()> {
        self.inner.put_entity(row)?;
        self.note(&row.id);
        Ok(())
    }

    fn store_entry(&mut self, entry: &NewEntry<'_>) -> Stored<EntryId> {
        let id = self.inner.store_entry(entry)?;
        self.note(&entry.entity);
        Ok(id)
    }

    fn append(
        &mut self,
        head: &HeadRow,
        entry: EntryId,
        entity: &Id,
        salt: &[u8; 16],
    ) -> Stored<()> {
        self.inner.append(head, entry, entity, salt)
    }

    fn raise(&mut self, head: &HeadRow) -> Stored<()> {
        self.inner.raise(head)
    }

    fn enter(&mut self, stream: &StreamId, membership: &Membership) -> Stored<()> {
        self.inner.enter(stream, membership)?;
        self.note(&membership.entity);
        Ok(())
    }

    fn leave(&mut self, stream: &StreamId, entity: &Id, left: u64) -> Stored<()> {
        self.inner.leave(stream, entity, left)?;
        self.note(entity);
        Ok(())
    }

    fn destroy_entries(&mut self, entity: &Id) -> Stored<u64> {
        let destroyed = self.inner.destroy_entries(entity)?;
        self.note(entity);
        Ok(destroyed)
    }

    fn commit(self: Box<Self>) -> Stored<()> {
        let Noting { inner, watcher, entities, mut touched } = *self;
        for id in entities {
            // Directory items are told as records.
            if let Some(row) = inner.entity(&id)?.filter(|row| row.kind != kind::DIRECTORY) {
                let (org, kind, founding) = (row.org, row.kind, row.founding);
                touched.entities.insert(id, Entity { org, kind, founding });
            }
        }
        inner.commit()?;
        if touched != Touched::default() {
            watcher.committed(touched);
        }
        Ok(())
    }
}
