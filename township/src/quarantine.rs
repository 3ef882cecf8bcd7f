//! What is set aside for a person: unsent work of a revoked device, entries whose grace has ended.
//! Kept sealed; a reviewer with the right takes the entries in, or leaves them out with a reason.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use gridwork_document::Document;
use gridwork_model::{
    Class, DocumentKind, Founding, Id, LedgerEntry, Moment, Outcome, Purpose, Refusal, StreamId,
};
use gridwork_seal::{Hash, Salt};
use gridwork_sync::{Body, Item, SealedRecord};
use minicbor::{Decode, Encode};

use crate::admission::judge::Judge;
use crate::admission::read_document;
use crate::audit::{self, Actor, Record};
use crate::devices::{DeviceRecord, device};
use crate::storage::drawer::{decode, encode, key, load, store};
use crate::storage::{Drawer, Reading, Writing};
use crate::transaction::Transaction;
use crate::{Done, Hub, HubError};

/// Most lots listed at once.
const LISTED: usize = 1_000;

/// Why something was set aside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, serde::Serialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
#[cbor(index_only)]
pub enum Reason {
    /// The device was revoked.
    #[n(0)]
    Revoked,
    /// The grace after a lost grant has ended.
    #[n(1)]
    Expired,
}

/// One lot set aside.
#[derive(Clone, Encode, Decode)]
#[cbor(map)]
pub(crate) struct Lot {
    #[n(0)]
    pub id: Id,
    #[n(1)]
    pub device: u32,
    #[n(2)]
    pub person: Id,
    #[n(3)]
    pub reason: Reason,
    #[n(4)]
    pub at: Moment,
    /// How many items it holds.
    #[n(5)]
    pub count: u32,
    /// The items that are still open, by their places, sealed under the rest key; empty once none is.
    #[n(6)]
    #[cbor(with = "minicbor::bytes")]
    pub sealed: Vec<u8>,
    /// What was decided, one an item.
    #[n(7)]
    pub decisions: Vec<Decision>,
}

/// What became of one item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, serde::Serialize, utoipa::ToSchema)]
#[serde(tag = "decision", rename_all = "snake_case")]
pub enum Decision {
    /// Nobody has looked yet.
    #[n(0)]
    Open,
    /// Somebody wanted it taken in and it does not fit; it is kept.
    #[n(1)]
    Refused {
        /// Why.
        #[n(0)]
        #[schema(value_type = String)]
        reason: Refusal,
    },
    /// Taken in.
    #[n(2)]
    Taken,
    /// Taken in and without effect: an earlier entry had closed the step.
    #[n(3)]
    Ineffective,
    /// Left out by a person, and destroyed.
    #[n(4)]
    LeftOut,
    /// Destroyed, because what it is about was erased by law.
    #[n(5)]
    Erased,
}

impl Decision {
    /// Whether the item waits still.
    pub fn is_open(self) -> bool {
        matches!(self, Decision::Open | Decision::Refused { .. })
    }

    fn of(outcome: Outcome) -> Decision {
        match outcome {
            Outcome::Accepted => Decision::Taken,
            Outcome::Ineffective => Decision::Ineffective,
            Outcome::Refused(reason) => Decision::Refused { reason },
            Outcome::Quarantined => Decision::Open,
        }
    }
}

/// An item as kept.
#[derive(Clone, Encode, Decode)]
pub(crate) enum Kept {
    #[n(0)]
    Change {
        #[n(0)]
        stream: StreamId,
        #[n(1)]
        document: Id,
        #[n(2)]
        founding: Option<Founding>,
        #[n(3)]
        #[cbor(with = "minicbor::bytes")]
        raw: Vec<u8>,
        #[n(4)]
        #[cbor(with = "minicbor::bytes")]
        hash: Hash,
    },
    #[n(1)]
    Ledger {
        #[n(0)]
        stream: StreamId,
        #[n(1)]
        entry: LedgerEntry,
    },
    #[n(2)]
    Sealed {
        #[n(0)]
        stream: StreamId,
        #[n(1)]
        record: SealedRecord,
    },
}

impl Kept {
    /// An item to be looked at; nothing where only its leaf is left.
    fn of(item: &Item, stream: StreamId) -> Option<Kept> {
        Some(match &item.body {
            Body::Change { document, founding, raw, hash } => Kept::Change {
                stream,
                document: *document,
                founding: founding.clone(),
                raw: raw.clone(),
                hash: *hash,
            },
            Body::Ledger(entry) => Kept::Ledger { stream, entry: entry.clone() },
            Body::Sealed(record) => Kept::Sealed { stream, record: record.clone() },
            Body::Withheld(_) => return None,
        })
    }

    /// Whether it is about one of `objects`: a document of it, its ledger, its members' household.
    fn is_about(&self, objects: &[Id]) -> bool {
        match self {
            Kept::Change { document, founding, .. } => {
                let target = match founding {
                    Some(Founding::Household { id, .. } | Founding::Place { id }) => Some(id),
                    Some(Founding::Needs { household, .. }) => Some(household),
                    Some(Founding::Task { target, .. }) => Some(target),
                    None => None,
                };
                objects.contains(document) || target.is_some_and(|id| objects.contains(id))
            }
            Kept::Ledger { entry, .. } => objects.contains(&entry.object),
            Kept::Sealed { record, .. } => objects.contains(&record.id),
        }
    }

    /// The item again, under the index its stream has for the device.
    pub(crate) fn item(self, device: &DeviceRecord) -> Option<Item> {
        let (stream, body) = match self {
            Kept::Change { stream, document, founding, raw, hash } => {
                (stream, Body::Change { document, founding, raw, hash })
            }
            Kept::Ledger { stream, entry } => (stream, Body::Ledger(entry)),
            Kept::Sealed { stream, record } => (stream, Body::Sealed(record)),
        };
        let row = device.grants.iter().find(|row| row.stream == stream)?;
        Some(Item { stream: row.index, body })
    }
}

pub(crate) fn lot_key(org: Id, id: &Id) -> Vec<u8> {
    key(&[org.as_bytes(), id.as_bytes()])
}

/// Sets items of a device aside.
pub(crate) fn set_aside(
    hub: &Hub,
    w: &mut dyn Writing,
    device: &DeviceRecord,
    items: &[Item],
    reason: Reason,
    now: Moment,
) -> Done<()> {
    let nowhere = StreamId::new(Id::NIL, Class::C0, Purpose::Directory);
    let kept = items.iter().filter_map(|item| {
        Kept::of(item, device.grant(item.stream).map_or(nowhere, |row| row.stream))
    });
    let kept: Vec<(u32, Kept)> = (0..).zip(kept).collect();
    if kept.is_empty() {
        return Ok(());
    }
    let id = hub.new_id(now);
    let sealed = hub.vault.seal_record(id.as_bytes(), &encode(&kept), &mut **hub.random.lock());
    let lot = Lot {
        id,
        device: device.number,
        person: device.person,
        reason,
        at: now,
        count: kept.len() as u32,
        sealed,
        decisions: vec![Decision::Open; kept.len()],
    };
    Ok(store(w, Drawer::Quarantine, &lot_key(device.org, &id), &lot)?)
}

/// A lot as shown.
#[derive(Clone, Debug, serde::Serialize, utoipa::ToSchema)]
pub struct LotShown {
    /// The lot.
    #[schema(value_type = String)]
    pub id: Id,
    /// Device it came from.
    pub device: u32,
    /// Person of the device.
    #[schema(value_type = String)]
    pub person: Id,
    /// Name, where the directory has it.
    pub name: String,
    /// Why it was set aside.
    pub reason: Reason,
    /// When, Unix milliseconds.
    #[schema(value_type = i64)]
    pub at: Moment,
    /// How many entries it holds.
    pub count: u32,
    /// How many of them still wait for a person.
    pub open: u32,
    /// The entries, without any value.
    pub items: Vec<ItemShown>,
}

/// An entry of a lot as shown: what it is about, never what it says.
#[derive(Clone, Debug, serde::Serialize, utoipa::ToSchema)]
pub struct ItemShown {
    /// Its place in the lot, from 0.
    pub place: u32,
    /// `household`, `needs`, `task`, `place`, `ledger` or `sealed`; empty once destroyed.
    pub kind: String,
    /// The document or the object of the ledger.
    #[schema(value_type = Option<String>)]
    pub object: Option<Id>,
    /// Fields of the document that it writes, as far as they can be told.
    pub fields: Vec<String>,
    /// What was decided.
    #[serde(flatten)]
    pub decision: Decision,
}

impl Hub {
    /// Lots of a township, with their entries.
    pub fn quarantine(&self, org: Id) -> Done<Vec<LotShown>> {
        let r = self.storage.reading()?;
        let prefix: &[u8] = if org.is_nil() { &[] } else { org.as_bytes() };
        let standing = self.standing();
        r.list(Drawer::Quarantine, prefix, None, LISTED)?
            .iter()
            .map(|(_, value)| {
                let lot: Lot = decode(value)?;
                Ok(LotShown {
                    id: lot.id,
                    device: lot.device,
                    person: lot.person,
                    name: standing.name_of_person(&lot.person),
                    reason: lot.reason,
                    at: lot.at,
                    count: lot.count,
                    open: lot.decisions.iter().filter(|d| d.is_open()).count() as u32,
                    items: self.items_shown(&*r, &lot)?,
                })
            })
            .collect()
    }

    fn open_lot(&self, lot: &Lot) -> Done<Vec<(u32, Kept)>> {
        if lot.sealed.is_empty() {
            return Ok(Vec::new());
        }
        Ok(decode(&self.vault.open_record(lot.id.as_bytes(), &lot.sealed)?)?)
    }

    fn items_shown(&self, r: &dyn Reading, lot: &Lot) -> Done<Vec<ItemShown>> {
        let kept = self.open_lot(lot)?;
        let mut documents = BTreeMap::new();
        let mut items = Vec::with_capacity(lot.decisions.len());
        for (place, decision) in (0..).zip(&lot.decisions) {
            let found = kept.iter().find(|(at, _)| *at == place).map(|(_, kept)| kept);
            let (mut kind, mut object, mut fields) = (String::new(), None, Vec::new());
            match found {
                Some(Kept::Change { document, founding, raw, .. }) => {
                    object = Some(*document);
                    let at = match documents.entry(*document) {
                        Entry::Occupied(known) => known.into_mut(),
                        Entry::Vacant(slot) => {
                            slot.insert(self.document_for(r, document, founding.as_ref())?)
                        }
                    };
                    if let Some(at) = at {
                        kind = kind_word(at.founding().kind()).to_owned();
                        fields = fields_of(at, raw, lot.device);
                    }
                }
                Some(Kept::Ledger { entry, .. }) => {
                    (kind, object) = ("ledger".to_owned(), Some(entry.object));
                }
                Some(Kept::Sealed { record, .. }) => {
                    (kind, object) = ("sealed".to_owned(), Some(record.id));
                }
                None => {}
            }
            items.push(ItemShown { place, kind, object, fields, decision: *decision });
        }
        Ok(items)
    }

    /// Destroys entries about erased objects in every lot of a township.
    pub(crate) fn erase_set_aside(&self, w: &mut dyn Writing, org: Id, objects: &[Id]) -> Done<()> {
        for (at, value) in w.list(Drawer::Quarantine, org.as_bytes(), None, usize::MAX >> 1)? {
            let mut lot: Lot = decode(&value)?;
            let (gone, kept): (Vec<_>, Vec<_>) =
                self.open_lot(&lot)?.into_iter().partition(|(_, kept)| kept.is_about(objects));
            if gone.is_empty() {
                continue;
            }
            for (place, _) in gone {
                if let Some(slot) = lot.decisions.get_mut(place as usize) {
                    *slot = Decision::Erased;
                }
            }
            lot.sealed = self.seal_lot(&lot.id, &kept);
            store(w, Drawer::Quarantine, &at, &lot)?;
        }
        Ok(())
    }

    fn seal_lot(&self, id: &Id, kept: &Vec<(u32, Kept)>) -> Vec<u8> {
        match kept.is_empty() {
            true => Vec::new(),
            false => {
                self.vault.seal_record(id.as_bytes(), &encode(kept), &mut **self.random.lock())
            }
        }
    }

    fn document_for(
        &self,
        r: &dyn Reading,
        document: &Id,
        founding: Option<&Founding>,
    ) -> Done<Option<Document>> {
        if let Some((_, found)) = read_document(self, r, document)? {
            return Ok(Some(found));
        }
        Ok(founding.and_then(|founding| Document::found(founding).ok()))
    }

    /// Takes open entries of a lot in, or leaves them out; either way for a named person. `only`
    /// names their places, all open ones if `None`. What is taken in still has to fit its documents
    /// and state machines; what does not is kept with the reason. One decision an entry of the lot.
    pub fn review(
        &self,
        org: Id,
        id: &Id,
        take: bool,
        only: Option<&[u32]>,
        by: Actor,
        now: Moment,
    ) -> Done<Vec<Decision>> {
        let mut transaction = Transaction::begin(self)?;
        let (w, loaded) = transaction.parts()?;
        let key = lot_key(org, id);
        let mut lot: Lot = load(w, Drawer::Quarantine, &key)?.ok_or(HubError::NotFound("lot"))?;
        let chosen = |place: &u32| only.is_none_or(|only| only.contains(place));
        let (mut now_judged, mut kept): (Vec<_>, Vec<_>) =
            self.open_lot(&lot)?.into_iter().partition(|(place, _)| chosen(place));
        if now_judged.is_empty() {
            return Err(HubError::Conflict("reviewed already"));
        }
        let mut decided: Vec<(u32, Decision)> = Vec::new();
        if take {
            let device = device(w, lot.device)?.ok_or(HubError::NotFound("device"))?;
            let mut items = Vec::new();
            let mut places = Vec::new();
            for (place, kept) in &now_judged {
                match kept.clone().item(&device) {
                    Some(item) => {
                        items.push(item);
                        places.push(*place);
                    }
                    None => {
                        let reason = Refusal::NotGranted;
                        decided.push((*place, Decision::Refused { reason }));
                    }
                }
            }
            let salts: Vec<Salt> = items
                .iter()
                .map(|_| {
                    let mut salt = [0; 16];
                    self.random.lock().fill(&mut salt);
                    Salt(salt)
                })
                .collect();
            let judge = Judge::new(self, w, loaded, &device, now).decided();
            let outcomes = judge.judge(&items, &salts, &[])?;
            decided.extend(places.into_iter().zip(outcomes.into_iter().map(Decision::of)));
        } else {
            decided.extend(now_judged.iter().map(|(place, _)| (*place, Decision::LeftOut)));
        }
        for (place, decision) in &decided {
            if let Some(slot) = lot.decisions.get_mut(*place as usize) {
                *slot = *decision;
            }
        }
        // Once decided, nothing of an entry is kept but the decision.
        kept.append(&mut now_judged);
        kept.retain(|(place, _)| {
            lot.decisions.get(*place as usize).is_some_and(|decision| decision.is_open())
        });
        kept.sort_by_key(|(place, _)| *place);
        lot.sealed = self.seal_lot(id, &kept);
        let w = transaction.w()?;
        store(w, Drawer::Quarantine, &key, &lot)?;
        let done = if take { "taken in" } else { "left out" };
        let refused = decided.iter().filter(|(_, decision)| decision.is_open()).count();
        let detail = format!("{done}, {} entries, {refused} do not fit", decided.len());
        let record = Record::done(now, by, "quarantine.review", org, Some(*id)).with(detail);
        audit::append(w, record)?;
        transaction.commit()?;
        Ok(lot.decisions)
    }
}

/// The fields a change writes; one that builds on another that waits too is not told.
fn fields_of(document: &mut Document, raw: &[u8], device: u32) -> Vec<String> {
    let Ok(inspected) = document.inspect(raw, device) else { return Vec::new() };
    let mut fields: Vec<String> =
        inspected.change().writes.iter().map(|write| write.path.field.clone()).collect();
    fields.retain(|field| !field.is_empty());
    fields.dedup();
    document.stage(inspected);
    fields
}

fn kind_word(kind: DocumentKind) -> &'static str {
    match kind {
        DocumentKind::Household => "household",
        DocumentKind::Needs => "needs",
        DocumentKind::Task => "task",
        DocumentKind::Place => "place",
    }
}
