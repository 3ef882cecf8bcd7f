//! A store in a folder of its own, and samples to put into it.

#![allow(dead_code, reason = "each test binary uses its part")]

use std::path::Path;

use gridwork_model::{
    Class, Founding, Id, LedgerEntry, Moment, Purpose, StreamId, TimeFacts, ledger,
};
use gridwork_seal::{Entropy, Hash, SymmetricKey, sha256};
use gridwork_store::{
    DocumentRow, Durability, EntryState, ItemRef, NewChange, NewItem, NewLedger, OpenReport, Row,
    Store, StoreConfig, StoreError, StreamRow, StreamState,
};

pub const NOW: Moment = Moment(1_760_000_000_000);

/// A generator that replays: good enough to test with, never to ship.
pub struct Counted(pub u64);

impl Entropy for Counted {
    fn fill(&mut self, out: &mut [u8]) {
        for byte in out {
            self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            *byte = (self.0 >> 56) as u8;
        }
    }
}

pub fn key() -> SymmetricKey {
    SymmetricKey::from_bytes([7; 32])
}

pub fn config(dir: &Path) -> StoreConfig {
    StoreConfig::new(dir, key(), "today")
}

pub fn open_with_report(dir: &Path) -> (Store, OpenReport) {
    Store::open(config(dir), entropy(dir)).expect("the store opens")
}

pub fn open(dir: &Path) -> Store {
    open_with_report(dir).0
}

/// Seeded by the folder's file count, so that two runs over one folder do not repeat each other.
pub fn entropy(dir: &Path) -> Box<Counted> {
    let files = std::fs::read_dir(dir).map_or(0, Iterator::count);
    Box::new(Counted(files as u64 + 1))
}

pub fn id(n: u64) -> Id {
    let mut bytes = [0; 16];
    bytes[8..].copy_from_slice(&n.to_be_bytes());
    Id::from_bytes(bytes)
}

pub fn hash(n: u64) -> Hash {
    sha256(&[&n.to_be_bytes()])
}

pub fn household(n: u64, stream: u8) -> DocumentRow {
    DocumentRow {
        id: id(n),
        founding: Founding::Household { id: id(n), epoch: 0 },
        stream,
        ordinal: None,
        class: Class::C2,
        purpose: Purpose::Roster,
    }
}

pub fn needs(n: u64, stream: u8) -> DocumentRow {
    let founding = Founding::Needs { household: id(n), purpose: Purpose::Assistance, epoch: 0 };
    DocumentRow {
        id: founding.document(),
        founding,
        stream,
        ordinal: None,
        class: Class::C3,
        purpose: Purpose::Assistance,
    }
}

pub fn stream(index: u8) -> StreamRow {
    StreamRow {
        index,
        stream: StreamId::new(id(u64::from(index) + 1_000), Class::C2, Purpose::Roster),
        epoch: 1,
        cursor: 0,
        next_ordinal: 0,
        state: StreamState::Live,
        resume: 0,
        head: vec![index; 73],
    }
}

pub fn change(document: Id, n: u64) -> NewChange<'static> {
    NewChange {
        document,
        hash: hash(n),
        raw: b"what was written",
        author: 7,
        state: EntryState::Local,
        intent: Some(b"what was meant"),
    }
}

pub fn step(n: u64, object: Id) -> LedgerEntry {
    LedgerEntry {
        id: id(n),
        object,
        kind: ledger::kind::INCIDENT,
        person: id(1),
        role: 1,
        time: TimeFacts { device: NOW, ..TimeFacts::default() },
        body: format!("step {n}").into_bytes(),
    }
}

pub fn new_ledger(entry: &LedgerEntry, stream: u8) -> NewLedger<'_> {
    NewLedger {
        stream,
        author: 7,
        entry,
        class: Class::C2,
        purpose: Purpose::Incidents,
        state: EntryState::Local,
        outcome: None,
    }
}

pub fn row(kind: u8, n: u64) -> Row {
    Row {
        kind,
        id: id(n),
        owner: id(n),
        parent: None,
        order: n as i64,
        stream: Some(0),
        flags: 0,
        class: Class::C2,
        purpose: Purpose::Roster,
        payload: format!("row {n}").into_bytes(),
    }
}

/// One field entry as the core makes it: change, outbox, row and event in one commit.
pub fn answer(store: &Store, document: Id, n: u64) -> Result<(), StoreError> {
    store.write(Durability::Full, |tx| {
        let added = tx.add_change(change(document, n))?;
        tx.enqueue(NewItem { item: ItemRef::Change(added.no), stream: 0, urgent: false })?;
        tx.put_row(&Row { owner: document, ..row(1, n) })?;
        tx.event(1, document)
    })
}
