//! The audit chain: who did and looked at what at the hub. Append-only, each record hashed over the
//! one before; it names ids, never values (DOMAIN §2.10, PIPL 56).

pub(crate) mod words;

use gridwork_model::{Id, Moment};
use gridwork_seal::{Hash, sha256};
use minicbor::{Decode, Encode};
use serde::Serialize;

use crate::storage::drawer::{decode, encode};
use crate::storage::{Drawer, Reading, Stored, Writing};
use crate::{Done, HubError};

/// Who acted.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, Serialize)]
#[serde(tag = "by", rename_all = "snake_case")]
pub enum Actor {
    /// A person at the hub, with the role acted in.
    #[n(0)]
    Person {
        /// The person.
        #[n(0)]
        person: Id,
        /// Number of `permission::Role`.
        #[n(1)]
        role: u8,
    },
    /// A device of the field.
    #[n(1)]
    Device {
        /// Its number.
        #[n(0)]
        device: u32,
    },
    /// A clock rule of the desk.
    #[n(2)]
    Clock {
        /// Which rule.
        #[n(0)]
        rule: String,
    },
    /// The operator at the machine.
    #[n(3)]
    Operator,
    /// Nobody known: a failed log-in.
    #[n(4)]
    Nobody,
}

/// One record before it is chained.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, Serialize)]
#[cbor(map)]
pub struct Record {
    /// The hub's clock.
    #[n(0)]
    pub at: Moment,
    /// Who.
    #[n(1)]
    pub actor: Actor,
    /// What was done, such as `incident.dispatch` or `household.read`.
    #[n(2)]
    pub action: String,
    /// Township of the object.
    #[n(3)]
    pub org: Id,
    /// The object, if there is one.
    #[n(4)]
    pub object: Option<Id>,
    /// Which fields, counts or reasons; never a value that was read.
    #[n(5)]
    pub detail: String,
    /// Whether it was done or refused.
    #[n(6)]
    pub done: bool,
}

impl Record {
    /// A record of something done.
    pub fn done(at: Moment, actor: Actor, action: &str, org: Id, object: Option<Id>) -> Record {
        Record {
            at,
            actor,
            action: action.to_owned(),
            org,
            object,
            detail: String::new(),
            done: true,
        }
    }

    /// Adds a detail.
    pub fn with(mut self, detail: impl Into<String>) -> Record {
        self.detail = detail.into();
        self
    }

    /// Marks it as refused.
    pub fn refused(mut self) -> Record {
        self.done = false;
        self
    }
}

/// A record in the chain.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, Serialize)]
pub struct Chained {
    /// Its number, from 1, without gaps.
    #[n(0)]
    pub number: u64,
    /// The record.
    #[n(1)]
    #[serde(flatten)]
    pub record: Record,
    /// Hash over the chain up to here.
    #[n(2)]
    #[cbor(with = "minicbor::bytes")]
    #[serde(skip)]
    pub hash: Hash,
}

fn link(before: &Hash, number: u64, record: &Record) -> Hash {
    sha256(&[b"gridwork/audit", before, &number.to_be_bytes(), &encode(record)])
}

/// Appends a record in the caller's transaction, so that what is done and the record of it stand
/// or fall together.
pub fn append(w: &mut dyn Writing, record: Record) -> Stored<u64> {
    let (number, before) = match w.last(Drawer::Audit, &[])? {
        Some((_, value)) => decode::<Chained>(&value).map(|c| (c.number + 1, c.hash))?,
        None => (1, [0; 32]),
    };
    let hash = link(&before, number, &record);
    w.put(Drawer::Audit, &number.to_be_bytes(), &encode(&Chained { number, record, hash }))?;
    Ok(number)
}

/// Records after `after`, oldest first.
pub fn page(r: &dyn Reading, after: u64, limit: usize) -> Stored<Vec<Chained>> {
    r.list(Drawer::Audit, &[], Some(&after.to_be_bytes()), limit)?
        .iter()
        .map(|(_, value)| decode(value))
        .collect()
}

/// Checks the whole chain; returns how many records it has.
pub fn verify(r: &dyn Reading) -> Done<u64> {
    let (mut before, mut count) = ([0; 32], 0u64);
    loop {
        let page = page(r, count, 1_000)?;
        if page.is_empty() {
            return Ok(count);
        }
        for found in page {
            if found.number != count + 1 || found.hash != link(&before, found.number, &found.record)
            {
                return Err(HubError::Invalid("audit chain"));
            }
            (before, count) = (found.hash, found.number);
        }
    }
}
