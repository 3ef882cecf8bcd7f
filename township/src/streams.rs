//! Streams: storing an entry once, numbering it in each stream of its audience, and moving entities
//! between streams when their audience changes (DESIGN §3).
//!
//! [`Streams`] works inside one write transaction. It keeps the heads it touched in memory, and
//! [`Streams::finish`] makes the number floors durable in the journal before the caller commits.

use std::collections::BTreeMap;

use gridwork_model::{Class, Id, Moment, StreamId};
use gridwork_seal::{Entropy, Hash, Ratchet, SymmetricKey};
use gridwork_sync::update::{EntryBody, Erasure, StreamHead};

use crate::journal::Record;
use crate::storage::rows::kind;
use crate::storage::{EntityRow, EntryId, EntryRow, HeadRow, Membership, NewEntry, Writing};
use crate::vault::entry_binding;
use crate::{Done, Hub, HubError};

/// Numbers are promised to the journal in blocks, so that one sync in so many entries is enough
/// for a restored hub to know which numbers it may have given out.
pub const FLOOR_BLOCK: u64 = 1_024;

/// Ordinals count documents; whatever else stays in a stream gets one from here on, by the number
/// of its first entry, because both ends derive the ordinals of documents alike.
pub const OTHER_ORDINALS: u32 = 1 << 31;

/// The streams as one transaction changes them.
pub(crate) struct Streams<'a> {
    pub(crate) hub: &'a Hub,
    /// The transaction.
    pub(crate) w: &'a mut dyn Writing,
    heads: BTreeMap<StreamId, Head>,
    /// What the journal is told before the commit.
    promises: Vec<Record>,
}

struct Head {
    head: StreamHead,
    next_ordinal: u32,
}

/// What is stored as one entry.
pub(crate) struct Said<'a> {
    /// Whose entry.
    pub entity: Id,
    /// One of [`kind`].
    pub kind: u8,
    /// Device, 0 for the hub.
    pub author: u32,
    /// Step of the device.
    pub step: Option<u64>,
    /// Stream it was said in.
    pub origin: StreamId,
    /// False: 未生效.
    pub effective: bool,
    /// The hub's clock.
    pub at: Moment,
    /// Content hash of the item.
    pub hash: Hash,
    /// Salt of the item's leaf.
    pub salt: [u8; 16],
    /// Bytes before sealing.
    pub plain: &'a [u8],
    /// What stands for it in heads.
    pub content: Hash,
}

impl<'a> Streams<'a> {
    pub(crate) fn new(hub: &'a Hub, w: &'a mut dyn Writing) -> Streams<'a> {
        Streams { hub, w, heads: BTreeMap::new(), promises: Vec::new() }
    }

    fn head(&mut self, stream: &StreamId) -> Done<&mut Head> {
        if !self.heads.contains_key(stream) {
            let head = match self.w.head(stream)? {
                Some(row) => Head {
                    head: StreamHead {
                        number: row.number,
                        hash: row.hash,
                        ratchet: Ratchet::from_bytes(&row.ratchet)
                            .map_err(|_| HubError::Invalid("stored ratchet"))?,
                    },
                    next_ordinal: row.next_ordinal,
                },
                None => {
                    let mut seed = [0; 32];
                    self.hub.random.lock().fill(&mut seed);
                    Head { head: StreamHead::empty(stream, seed), next_ordinal: 0 }
                }
            };
            self.heads.insert(*stream, head);
        }
        self.heads.get_mut(stream).ok_or(HubError::Invalid("stream"))
    }

    /// Stores an entry sealed under the entity's data key.
    pub(crate) fn store(&mut self, said: &Said<'_>, key: &SymmetricKey) -> Done<EntryId> {
        let binding = entry_binding(&said.entity, &said.hash);
        let payload = key.seal(&mut **self.hub.random.lock(), &binding, said.plain);
        self.store_raw(said, &payload)
    }

    fn store_raw(&mut self, said: &Said<'_>, payload: &[u8]) -> Done<EntryId> {
        Ok(self.w.store_entry(&NewEntry {
            entity: said.entity,
            kind: said.kind,
            author: said.author,
            step: said.step,
            origin: said.origin,
            effective: said.effective,
            at: said.at,
            hash: said.hash,
            salt: said.salt,
            payload,
        })?)
    }

    /// Gives an entry the next number of `stream`; the entity enters the stream if it was not in it.
    pub(crate) fn place(
        &mut self,
        stream: &StreamId,
        entry: EntryId,
        entity: &Id,
        kind_of_entry: u8,
        content: &Hash,
    ) -> Done<u64> {
        let stays = self.w.membership(stream, entity)?.is_some_and(|m| m.left.is_none());
        let entering = !stays && !matches!(kind_of_entry, kind::REMOVED | kind::ERASED);
        let head = self.head(stream)?;
        let salt = head.head.advance(content);
        let number = head.head.number;
        let ordinal = match (entering, kind_of_entry) {
            (true, kind::CHANGE) => {
                head.next_ordinal += 1;
                head.next_ordinal - 1
            }
            _ => OTHER_ORDINALS | (number as u32 & (OTHER_ORDINALS - 1)),
        };
        let row = HeadRow {
            stream: *stream,
            number,
            hash: head.head.hash,
            ratchet: head.head.ratchet.to_bytes().to_vec(),
            next_ordinal: head.next_ordinal,
        };
        self.w.append(&row, entry, entity, salt.as_bytes())?;
        if entering {
            let stay = Membership { entity: *entity, ordinal, entered: number, left: None };
            self.w.enter(stream, &stay)?;
        }
        if number % FLOOR_BLOCK == 1 {
            let floor = number + FLOOR_BLOCK - 1;
            self.promise(Record::StreamFloor { stream: *stream, floor });
        }
        Ok(number)
    }

    /// Stores an entry and numbers it in every stream of the audience.
    pub(crate) fn say(
        &mut self,
        said: &Said<'_>,
        key: &SymmetricKey,
        audience: &[StreamId],
    ) -> Done<EntryId> {
        if said.kind == kind::LEDGER {
            self.commit_to(key, said.plain)?;
        }
        let entry = self.store(said, key)?;
        for stream in audience {
            self.place(stream, entry, &said.entity, said.kind, &said.content)?;
        }
        Ok(entry)
    }

    /// Stores a plain entry (directory items are public) and numbers it in `stream`.
    pub(crate) fn say_plain(&mut self, said: &Said<'_>, stream: &StreamId) -> Done<EntryId> {
        let entry = self.store_raw(said, said.plain)?;
        self.place(stream, entry, &said.entity, said.kind, &said.content)?;
        Ok(entry)
    }

    /// Brings an entity into the streams of its new audience, as a snapshot of all its entries, and
    /// takes it out of the others, which tells phones to delete it. `shown` is the id phones know it
    /// by: the document, or the object of a ledger.
    pub(crate) fn readdress(
        &mut self,
        entity: &Id,
        shown: &Id,
        audience: &[StreamId],
        at: Moment,
    ) -> Done<()> {
        let current: Vec<StreamId> = self
            .w
            .memberships(entity)?
            .into_iter()
            .filter(|(_, stay)| stay.left.is_none())
            .map(|(stream, _)| stream)
            .collect();
        for stream in audience.iter().filter(|stream| !current.contains(stream)) {
            for entry in self.w.entries_of(entity)? {
                if matches!(entry.kind, kind::CHANGE | kind::LEDGER | kind::SEALED) {
                    let content = self.content_of(&entry)?;
                    self.place(stream, entry.id, entity, entry.kind, &content)?;
                }
            }
        }
        for stream in current.iter().filter(|stream| !audience.contains(stream)) {
            self.remove(entity, shown, stream, at)?;
        }
        Ok(())
    }

    fn remove(&mut self, entity: &Id, shown: &Id, stream: &StreamId, at: Moment) -> Done<()> {
        let body = EntryBody::Removed { entity: *shown };
        let number = self.mark(kind::REMOVED, stream, &body, shown.as_bytes(), at)?;
        Ok(self.w.leave(stream, entity, number)?)
    }

    /// Tells one stream that an entity was erased by law; what stays is the certificate's facts.
    pub(crate) fn erase(&mut self, entity: &Id, erasure: &Erasure, stream: &StreamId) -> Done<()> {
        let body = EntryBody::Erased(erasure.clone());
        let plain = minicbor::to_vec(erasure).unwrap_or_default();
        let number = self.mark(kind::ERASED, stream, &body, &plain, erasure.at)?;
        Ok(self.w.leave(stream, entity, number)?)
    }

    fn mark(
        &mut self,
        kind: u8,
        stream: &StreamId,
        body: &EntryBody,
        plain: &[u8],
        at: Moment,
    ) -> Done<u64> {
        let content = body.content().ok_or(HubError::Invalid("entry"))?;
        // The entity's own entries are destroyed by an erasure, so its marks belong to nobody.
        let said = Said {
            entity: Id::NIL,
            kind,
            author: 0,
            step: None,
            origin: *stream,
            effective: true,
            at,
            hash: content,
            salt: [0; 16],
            plain,
            content,
        };
        let entry = self.store_raw(&said, plain)?;
        self.place(stream, entry, &Id::NIL, kind, &content)
    }

    /// What stands for a stored entry in heads.
    fn content_of(&self, entry: &EntryRow) -> Done<Hash> {
        content_of(self.hub, &*self.w, entry)
    }

    /// Has the journal told something before the commit.
    pub(crate) fn promise(&mut self, record: Record) {
        self.promises.push(record);
    }

    /// Makes the promises (floors of new number blocks, leaves of the log of evidence) durable; call
    /// it last, right before the commit. Gives the transaction back for what is to follow in it.
    pub(crate) fn finish(self) -> Done<&'a mut dyn Writing> {
        self.hub.journal.append(&self.promises)?;
        Ok(self.w)
    }
}

impl Hub {
    /// The stream a document stands in now.
    pub fn stream_of(&self, document: &Id) -> Done<StreamId> {
        let r = self.storage.reading()?;
        let stays = r.memberships(&crate::erase::standing_document(&*r, document)?)?;
        let stays = stays.into_iter().find(|(_, stay)| stay.left.is_none());
        stays.map(|(stream, _)| stream).ok_or(HubError::NotFound("document"))
    }

    /// A new entity with a data key of its own; not stored yet.
    pub(crate) fn new_entity(
        &self,
        id: Id,
        kind: u8,
        org: Id,
        class: Class,
        founding: Vec<u8>,
    ) -> (EntityRow, SymmetricKey) {
        let (key, data_key) = self.vault.make(&id, &mut **self.random.lock());
        let state = Vec::new();
        (EntityRow { id, kind, org, class, founding, data_key, state, erased: false }, key)
    }
}

/// What stands for a stored entry in the heads of streams.
fn content_of(hub: &Hub, w: &dyn Writing, entry: &EntryRow) -> Done<Hash> {
    use gridwork_sync::update::{change_content, ledger_content, sealed_content};
    Ok(match entry.kind {
        kind::CHANGE => change_content(&entry.hash),
        kind::LEDGER => {
            let plain = open_entry(hub, w, entry)?;
            let ledger = minicbor::decode(&plain).map_err(|_| HubError::Invalid("ledger entry"))?;
            ledger_content(entry.author, entry.effective, &ledger)
        }
        _ => {
            let plain = open_entry(hub, w, entry)?;
            let record = minicbor::decode(&plain).map_err(|_| HubError::Invalid("record"))?;
            sealed_content(entry.author, &record)
        }
    })
}

fn open_entry(hub: &Hub, w: &dyn Writing, entry: &EntryRow) -> Done<Vec<u8>> {
    let row = w.entity(&entry.entity)?.ok_or(HubError::NotFound("entity"))?;
    let key = hub.data_key(&row.id, &row.data_key)?;
    Ok(key.open(&entry_binding(&entry.entity, &entry.hash), &entry.payload)?)
}

/// Opens the payload of an entry under its entity's data key.
pub(crate) fn open_payload(key: &SymmetricKey, entry: &EntryRow) -> Done<Vec<u8>> {
    Ok(key.open(&entry_binding(&entry.entity, &entry.hash), &entry.payload)?)
}
