//! The closed channel: records of class C4 (a child in danger, violence at home, who reported
//! wrongdoing). Sealed here to the devices of the named post; the hub numbers and passes them on
//! and can never open one. They leave no row, no title and no history on an ordinary phone.

use std::collections::BTreeSet;

use gridwork_model::directory::DirectoryItem;
use gridwork_model::{Class, Id, Purpose, StreamId};
use gridwork_seal::{BoxKey, BoxPublic, sha256};
use gridwork_store::{Durability, EntryState, ItemRef, NewItem, RecordRow, StreamRow, StreamState};
use gridwork_sync::SealedRecord;
use gridwork_sync::item::cbor;
use minicbor::{Decode, Encode};

use crate::core::{Core, Knowledge, standing};
use crate::{Code, CoreError, reseal, say};

/// What a record is sealed for, to `gridwork_seal::BoxPublic::seal`.
const USE: &str = "gridwork/closed-record";

/// Most characters of a closed record: the duty is to report at once, not to investigate.
const WORDS_MAX: usize = 500;

/// What stands in a closed record.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct ClosedRecord {
    /// What was seen or heard.
    #[n(0)]
    pub words: String,
    /// When, by the reporter's device, Unix milliseconds.
    #[n(1)]
    pub at: i64,
    /// Who reports; known to the post alone.
    #[n(2)]
    pub reporter: Id,
    /// Number of a police or hotline report made first, if any.
    #[n(3)]
    pub report_no: Option<String>,
}

impl Core {
    /// Hands in a closed record for `purpose` (children, violence, reporters). It goes to every
    /// device of the named post's holder; without one that has a key, `not_found`: telephone.
    pub fn report_closed(
        &self,
        purpose: Purpose,
        words: &str,
        report_no: Option<String>,
    ) -> Result<(), CoreError> {
        if words.trim().is_empty() || words.chars().count() > WORDS_MAX {
            return Err(CoreError::at(Code::BadValue, "words"));
        }
        let inner = self.inner()?;
        let identity = inner.identity()?;
        let record = ClosedRecord {
            words: words.to_owned(),
            at: self.env.wall().0,
            reporter: identity.person,
            report_no,
        };
        let device = identity.device;
        self.store.write(Durability::Full, |tx| {
            let day = self.day(Some(&standing(tx)?));
            let mut sealed = 0;
            for stream in closed_streams(tx, purpose)? {
                let mut root = None;
                let index = say::granted_index(tx, &stream)?;
                for key in keys_of_post(&inner, stream.scope, day) {
                    let envelope = seal(self, &stream, &key, &cbor(&record), root)?;
                    root = root.or(Some(envelope.id));
                    let added = tx.put_record(&RecordRow {
                        id: envelope.id,
                        stream: index,
                        author: device,
                        state: EntryState::Local,
                        envelope: cbor(&envelope),
                    })?;
                    let item = ItemRef::Record(added.no);
                    tx.enqueue(NewItem { item, stream: index, urgent: true })?;
                    sealed += 1;
                }
                if root.is_some() {
                    // Whoever is known here for the holder may not be any more: until this phone has
                    // heard who is, it can still pass the record on (`reseal`).
                    let key = identity.box_key().public();
                    let envelope = seal(self, &stream, &key, &cbor(&record), root)?;
                    reseal::keep(tx, identity, index, &envelope)?;
                }
            }
            if sealed == 0 { Err(CoreError::at(Code::NotFound, "post")) } else { Ok(()) }
        })
    }

    /// The closed records sealed to this device, for the holder of the post, each once however often
    /// it was sealed.
    pub fn closed_records(&self) -> Result<Vec<ClosedRecord>, CoreError> {
        let inner = self.inner()?;
        let identity = inner.identity()?;
        let keys = identity.box_keys();
        self.store.read(|r| {
            let day = self.day(Some(&standing(r)?));
            let (mut records, mut roots) = (Vec::new(), BTreeSet::new());
            let open = |row: &StreamRow| {
                row.stream.class == Class::C4
                    && row.state != StreamState::Withdrawn
                    && reseal::holds(&inner, identity.person, row.stream.scope, day)
            };
            for row in r.streams()?.into_iter().filter(open) {
                for kept in r.records_in(row.index)? {
                    let Ok(envelope) = minicbor::decode::<SealedRecord>(&kept.envelope) else {
                        continue;
                    };
                    if roots.contains(&reseal::root(&envelope)) {
                        continue;
                    }
                    let Some(plain) = unseal(&row.stream, &keys, &envelope) else { continue };
                    roots.insert(reseal::root(&envelope));
                    records.extend(minicbor::decode::<ClosedRecord>(&plain).ok());
                }
            }
            Ok(records)
        })
    }
}

/// An envelope for one key; `object` is the first envelope of the same record.
pub(crate) fn seal(
    core: &Core,
    stream: &StreamId,
    key: &BoxPublic,
    plain: &[u8],
    object: Option<Id>,
) -> Result<SealedRecord, CoreError> {
    let id = core.new_id();
    let aad = stream.to_bytes();
    let sealed = key.seal(&mut core.chance(), USE, &[&aad, id.as_bytes()], plain)?;
    Ok(SealedRecord { id, object, post: stream.scope, key: key_mark(key), sealed })
}

/// What stands in an envelope that is sealed to one of `keys`.
pub(crate) fn unseal(
    stream: &StreamId,
    keys: &[BoxKey],
    envelope: &SealedRecord,
) -> Option<Vec<u8>> {
    let key = keys.iter().find(|key| key_mark(&key.public()) == envelope.key)?;
    let aad = stream.to_bytes();
    key.open(USE, &[&aad, envelope.id.as_bytes()], &envelope.sealed).ok()
}

/// The streams of a purpose that this device may hand records in to.
fn closed_streams(
    r: &gridwork_store::Reader<'_>,
    purpose: Purpose,
) -> Result<Vec<StreamId>, CoreError> {
    let streams = r.streams()?.into_iter().map(|row| row.stream);
    Ok(streams.filter(|s| s.class == Class::C4 && s.purpose == purpose).collect())
}

/// The box keys of the devices of whoever holds a post now.
pub(crate) fn keys_of_post(inner: &Knowledge, post: Id, day: chrono::NaiveDate) -> Vec<BoxPublic> {
    let directory = &inner.directory;
    let holders: Vec<Id> =
        directory.holders_of_post(post, day).into_iter().map(|duty| duty.person).collect();
    directory
        .of_kind(gridwork_model::directory::kind::DEVICE)
        .filter_map(|item| match item {
            DirectoryItem::Device(device) => Some(device),
            _ => None,
        })
        .filter(|device| holders.contains(&device.person) && device.validity.holds(day))
        .filter_map(|device| device.sealing_key.as_deref())
        .filter_map(key_of_hex)
        .collect()
}

/// A key as the directory writes it: suite byte and 32 bytes, hexadecimal.
fn key_of_hex(text: &str) -> Option<BoxPublic> {
    let digits = text.strip_prefix("01")?;
    let bytes: Option<Vec<u8>> = (0..digits.len())
        .step_by(2)
        .map(|i| u8::from_str_radix(digits.get(i..i + 2)?, 16).ok())
        .collect();
    BoxPublic::from_slice(&bytes?).ok()
}

/// The first 8 bytes of the hash of a key: says whose envelope it is without trying each key.
pub(crate) fn key_mark(key: &BoxPublic) -> Vec<u8> {
    sha256(&[key.as_bytes()])[..8].to_vec()
}
