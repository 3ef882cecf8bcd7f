//! What is set aside for a person: unsent work of a revoked device, entries whose grace has ended.
//! Kept sealed; a reviewer with the right takes the entries in, or leaves them out with a reason.

use gridwork_model::{Class, Founding, Id, LedgerEntry, Moment, Purpose, StreamId};
use gridwork_seal::Hash;
use gridwork_sync::{Body, Item, SealedRecord};
use minicbor::{Decode, Encode};

use crate::devices::DeviceRecord;
use crate::storage::drawer::{encode, key, store};
use crate::storage::{Drawer, Writing};
use crate::{Done, Hub};

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
