//! Documents kept loaded between batches, least recently used dropped first.
//!
//! **Invariant.** What is in here stands exactly at what is committed: a document that was changed
//! in a transaction that did not commit is evicted, never repaired. Whoever wants to change one asks
//! for it by [`Loaded::change`], and [`Transaction`](crate::transaction::Transaction) sees to the rest.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use gridwork_document::Document;
use gridwork_model::{Founding, Id, Path, StreamId};
use gridwork_seal::SymmetricKey;
use gridwork_sync::limits::BATCH_ITEMS;

use crate::merge;
use crate::storage::rows::kind;
use crate::storage::{EntityRow, Reading};
use crate::streams::open_payload;
use crate::{Done, Hub, HubError};

const UNOPENABLE: HubError = HubError::Invalid("stored document");

/// A loaded document and where its changes stand.
pub(crate) struct LoadedDocument {
    /// The document.
    pub document: Document,
    /// Its row as stored.
    pub row: EntityRow,
    /// Its data key.
    pub key: SymmetricKey,
    /// Streams it stays in now.
    pub audience: Vec<StreamId>,
    /// Its changes in the hub's order: author, and the number in the first stream of the audience.
    pub trail: Vec<(u32, u64)>,
    /// Fields that hold two values.
    pub disputed: Vec<Path>,
    used: u64,
}

/// The documents.
pub(crate) struct Loaded {
    limit: usize,
    clock: u64,
    documents: HashMap<Id, LoadedDocument>,
    by_use: BTreeMap<u64, Id>,
    /// Documents that the transaction under way touched.
    changed: BTreeSet<Id>,
}

impl Loaded {
    /// Keeps `limit` documents, and at least as many that no batch can push out its own.
    pub(crate) fn new(limit: usize) -> Loaded {
        Loaded {
            limit: limit.max(2 * BATCH_ITEMS),
            clock: 0,
            documents: HashMap::new(),
            by_use: BTreeMap::new(),
            changed: BTreeSet::new(),
        }
    }

    /// The document, loaded if need be; `None` if the hub has none of this id. Its CRDT may not be
    /// open: most changes are judged without.
    pub(crate) fn fetch(
        &mut self,
        hub: &Hub,
        r: &(impl Reading + ?Sized),
        id: &Id,
    ) -> Done<Option<&LoadedDocument>> {
        if !self.documents.contains_key(id) {
            let Some(document) = load(hub, r, id)? else { return Ok(None) };
            self.put(*id, document);
        }
        self.touch(id);
        Ok(self.documents.get(id))
    }

    /// A document that is loaded already.
    pub(crate) fn peek(&self, id: &Id) -> Option<&LoadedDocument> {
        self.documents.get(id)
    }

    /// A document that is loaded already, to be read as it was before the transaction under way.
    pub(crate) fn open(&mut self, id: &Id) -> Done<Option<&LoadedDocument>> {
        match self.documents.get_mut(id) {
            Some(loaded) => {
                loaded.document.open().map_err(|_| UNOPENABLE)?;
                Ok(Some(loaded))
            }
            None => Ok(None),
        }
    }

    /// Whether the hub can open what it has stored of the document; it is forgotten before.
    pub(crate) fn opens(&mut self, hub: &Hub, r: &(impl Reading + ?Sized), id: &Id) -> Done<()> {
        self.evict(id);
        self.fetch(hub, r, id)?;
        self.open(id).map(|_| ())
    }

    /// A document that is loaded already, to be changed.
    pub(crate) fn change(&mut self, id: &Id) -> Done<&mut LoadedDocument> {
        self.changed.insert(*id);
        self.documents.get_mut(id).ok_or(HubError::NotFound("document"))
    }

    /// Takes in a document that was just founded.
    pub(crate) fn insert(
        &mut self,
        row: EntityRow,
        key: SymmetricKey,
        document: Document,
        audience: Vec<StreamId>,
    ) {
        let id = row.id;
        let loaded = LoadedDocument {
            document,
            row,
            key,
            audience,
            trail: Vec::new(),
            disputed: Vec::new(),
            used: 0,
        };
        self.changed.insert(id);
        self.put(id, loaded);
        self.touch(&id);
    }

    /// Forgets a document; the next use loads what is stored.
    pub(crate) fn evict(&mut self, id: &Id) {
        self.changed.insert(*id);
        self.forget(id);
    }

    fn forget(&mut self, id: &Id) {
        if let Some(document) = self.documents.remove(id) {
            self.by_use.remove(&document.used);
        }
    }

    /// The transaction was committed: what it changed stands.
    pub(crate) fn keep(&mut self) {
        self.changed.clear();
    }

    /// The transaction came to nothing: what it changed is forgotten.
    pub(crate) fn roll_back(&mut self) {
        for id in std::mem::take(&mut self.changed) {
            self.forget(&id);
        }
    }

    fn put(&mut self, id: Id, document: LoadedDocument) {
        while self.documents.len() >= self.limit {
            let Some((_, oldest)) = self.by_use.pop_first() else { break };
            self.documents.remove(&oldest);
        }
        self.documents.insert(id, document);
    }

    fn touch(&mut self, id: &Id) {
        if let Some(document) = self.documents.get_mut(id) {
            self.by_use.remove(&document.used);
            self.clock += 1;
            document.used = self.clock;
            self.by_use.insert(self.clock, *id);
        }
    }
}

fn load(hub: &Hub, r: &(impl Reading + ?Sized), id: &Id) -> Done<Option<LoadedDocument>> {
    let Some(row) = r.entity(id)?.filter(|row| row.kind == kind::CHANGE && !row.erased) else {
        return Ok(None);
    };
    let founding: Founding =
        minicbor::decode(&row.founding).map_err(|_| HubError::Invalid("stored founding"))?;
    let key = hub.data_key(id, &row.data_key)?;
    let stays: Vec<_> =
        r.memberships(id)?.into_iter().filter(|(_, stay)| stay.left.is_none()).collect();
    let audience: Vec<StreamId> = stays.iter().map(|(stream, _)| *stream).collect();
    let mut trail = Vec::new();
    let mut raws = Vec::new();
    if let Some((stream, stay)) = stays.first() {
        // The order in the stream is the order in which the hub took the changes.
        for placed in r.placed_of(stream, id, stay.entered.saturating_sub(1), u64::MAX >> 1)? {
            trail.push((placed.entry.author, placed.number));
            raws.push(open_payload(&key, &placed.entry)?);
        }
    } else {
        for entry in r.entries_of(id)? {
            raws.push(open_payload(&key, &entry)?);
        }
    }
    let document =
        Document::recall(&founding, raws.iter().map(Vec::as_slice)).map_err(|_| UNOPENABLE)?;
    let disputed = merge::open_fields(r, row.org, id)?;
    Ok(Some(LoadedDocument { document, row, key, audience, trail, disputed, used: 0 }))
}

/// Reads a document without keeping it loaded, for the staff API.
pub(crate) fn read_document(
    hub: &Hub,
    r: &(impl Reading + ?Sized),
    id: &Id,
) -> Done<Option<(EntityRow, Document)>> {
    let Some(mut loaded) = load(hub, r, id)? else { return Ok(None) };
    loaded.document.open().map_err(|_| UNOPENABLE)?;
    Ok(Some((loaded.row, loaded.document)))
}
