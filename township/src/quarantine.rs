//! What is set aside for a person: unsent work of a revoked device, entries whose grace has ended.
//! Kept sealed; a reviewer with the right takes the entries in, or leaves them out with a reason.

use gridwork_model::{Class, Founding, Id, LedgerEntry, Moment, Outcome, Purpose, StreamId};
use gridwork_seal::{Hash, Salt};
use gridwork_sync::{Body, Item, SealedRecord};
use minicbor::{Decode, Encode};

use crate::admission::judge::Judge;
use crate::audit::{self, Actor, Record};
use crate::devices::{DeviceRecord, device};
use crate::storage::drawer::{decode, encode, key, load, store};
use crate::storage::{Drawer, Writing};
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
    /// The items, sealed under the rest key.
    #[n(6)]
    #[cbor(with = "minicbor::bytes")]
    pub sealed: Vec<u8>,
    /// When it was reviewed, and whether it was taken in.
    #[n(7)]
    pub reviewed: Option<(Moment, bool)>,
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
    fn of(item: &Item, stream: StreamId) -> Kept {
        match &item.body {
            Body::Change { document, founding, raw, hash } => Kept::Change {
                stream,
                document: *document,
                founding: founding.clone(),
                raw: raw.clone(),
                hash: *hash,
            },
            Body::Ledger(entry) => Kept::Ledger { stream, entry: entry.clone() },
            Body::Sealed(record) => Kept::Sealed { stream, record: record.clone() },
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
    let kept: Vec<Kept> = items
        .iter()
        .map(|item| Kept::of(item, device.grant(item.stream).map_or(nowhere, |row| row.stream)))
        .collect();
    let id = hub.new_id(now);
    let sealed = hub.vault.seal_record(id.as_bytes(), &encode(&kept), &mut **hub.random.lock());
    let lot = Lot {
        id,
        device: device.number,
        person: device.person,
        reason,
        at: now,
        count: items.len() as u32,
        sealed,
        reviewed: None,
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
    /// Whether it was taken in, once reviewed.
    pub taken: Option<bool>,
}

impl Hub {
    /// Lots of a township.
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
                    taken: lot.reviewed.map(|(_, taken)| taken),
                })
            })
            .collect()
    }

    /// Takes a lot in, or leaves it out; either way for a named person, once. What is taken in still
    /// has to fit its documents and state machines; the outcomes say what did.
    pub fn review(
        &self,
        org: Id,
        id: &Id,
        take: bool,
        by: Actor,
        now: Moment,
    ) -> Done<Vec<Outcome>> {
        let mut transaction = Transaction::begin(self)?;
        let (w, loaded) = transaction.parts()?;
        let key = lot_key(org, id);
        let mut lot: Lot = load(w, Drawer::Quarantine, &key)?.ok_or(HubError::NotFound("lot"))?;
        if lot.reviewed.is_some() {
            return Err(HubError::Conflict("reviewed already"));
        }
        let mut outcomes = Vec::new();
        if take {
            let device = device(w, lot.device)?.ok_or(HubError::NotFound("device"))?;
            let plain = self.vault.open_record(lot.id.as_bytes(), &lot.sealed)?;
            let kept: Vec<Kept> = decode(&plain)?;
            let items: Vec<Item> = kept.into_iter().filter_map(|kept| kept.item(&device)).collect();
            let salts: Vec<Salt> = items
                .iter()
                .map(|_| {
                    let mut salt = [0; 16];
                    self.random.lock().fill(&mut salt);
                    Salt(salt)
                })
                .collect();
            let judge = Judge::new(self, w, loaded, &device, now).decided();
            outcomes = judge.judge(&items, &salts, None)?;
        }
        lot.reviewed = Some((now, take));
        // Once decided, nothing of it is kept but the decision.
        lot.sealed.clear();
        let w = transaction.w()?;
        store(w, Drawer::Quarantine, &key, &lot)?;
        let detail = if take { "taken in" } else { "left out" };
        let record = Record::done(now, by, "quarantine.review", org, Some(*id)).with(detail);
        audit::append(w, record)?;
        transaction.commit()?;
        Ok(outcomes)
    }
}
