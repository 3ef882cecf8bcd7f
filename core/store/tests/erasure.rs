//! After an erasure no byte of the payload is left: not in the database, not in the WAL, not in a
//! blob; neither in plain nor sealed, nor the key that would open it.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on ends there")]

mod support;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use gridwork_model::{Class, Moment, Purpose, Refusal};
use gridwork_seal::Salt;
use gridwork_store::{
    DraftNo, DraftRow, Durability, EntryState, Erasable, ItemRef, NewBatch, NewChange, NewFile,
    NewItem, NewLedger, RecordRow, Row, Store, StoreError,
};
use rusqlite::{Connection, OpenFlags};
use support::*;

/// Planted into everything that is said about the entity that will be erased.
const NEEDLE: &[u8] = b"Wu Laosan 150199199001011234 planted needle";

fn files(dir: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => files.extend(self::files(&path)),
            false => files.push(path),
        }
    }
    files
}

fn found(dir: &Path, needle: &[u8]) -> Vec<PathBuf> {
    let holds = |path: &PathBuf| {
        fs::read(path).unwrap().windows(needle.len()).any(|window| window == needle)
    };
    files(dir).into_iter().filter(holds).collect()
}

/// The salt of every sealed value in the tables that may speak of the entity, as it lies on the disk:
/// 16 random bytes that are nowhere else.
fn traces(dir: &Path) -> BTreeSet<(&'static str, Vec<u8>)> {
    let raw = Connection::open_with_flags(dir.join("gridwork.db"), OpenFlags::default()).unwrap();
    let mut traces = BTreeSet::new();
    for (table, column) in [
        ("data_keys", "wrapped"),
        ("documents", "founding"),
        ("changes", "raw"),
        ("changes", "intent"),
        ("changes", "salt"),
        ("ledger", "entry"),
        ("ledger", "salt"),
        ("records", "envelope"),
        ("outbox", "salt"),
        ("batches", "frame"),
        ("drafts", "payload"),
        ("rows", "payload"),
        ("conflicts", "paths"),
        ("files", "details"),
    ] {
        let sql = format!("SELECT {column} FROM {table} WHERE {column} IS NOT NULL");
        let mut statement = raw.prepare(&sql).unwrap();
        let values = statement.query_map([], |row| row.get::<_, Vec<u8>>(0)).unwrap();
        traces.extend(values.map(|value| (column, value.unwrap()[1..17].to_vec())));
    }
    traces
}

/// Everything that can be said about household 1, person 2 and incident 3.
fn plant(store: &Store, dir: &Path) {
    let picture = dir.join("picture");
    fs::write(&picture, NEEDLE.repeat(3_000)).unwrap();
    for owner in [1, 2, 3] {
        let new = NewFile {
            owner: id(owner),
            stream: 0,
            kind: 1,
            mime: String::from_utf8(NEEDLE.to_vec()).unwrap(),
            urgent: false,
            class: Class::C2,
            purpose: Purpose::Visits,
        };
        store.import_file(&picture, &new).unwrap();
    }
    fs::remove_file(picture).unwrap();
    store
        .write(Durability::Full, |tx| {
            tx.put_document(&household(1, 0))?;
            let mut items = Vec::new();
            for n in 0..4 {
                let raw = [NEEDLE, &[n as u8]].concat();
                let added = tx.add_change(NewChange {
                    raw: &raw,
                    intent: Some(NEEDLE),
                    ..change(id(1), n)
                })?;
                tx.set_change_salt(added.no, Salt([n as u8 + 1; 16]))?;
                let item = ItemRef::Change(added.no);
                let item = NewItem { item, stream: 0, urgent: false };
                items.push((tx.enqueue(item)?, Salt([n as u8 + 1; 16]), hash(n)));
            }
            let mut entry = step(40, id(3));
            entry.body = NEEDLE.to_vec();
            let no = tx.add_ledger(new_ledger(&entry, 0))?.no;
            let accepted = gridwork_model::Outcome::Accepted;
            tx.settle_ledger(no, EntryState::Local, accepted, Some(Salt([9; 16])))?;
            tx.put_batch(&NewBatch {
                no: 1,
                prev: hash(0),
                hash: hash(1),
                frame: NEEDLE,
                items: &items[..2],
            })?;
            tx.set_conflicts(id(1), &[gridwork_model::Path::root("address")])?;
            for (n, owner) in [(10, 1), (11, 2), (12, 3)] {
                tx.put_row(&Row { owner: id(owner), payload: NEEDLE.to_vec(), ..row(1, n) })?;
                tx.add_draft(&DraftRow {
                    no: DraftNo(0),
                    object: id(owner),
                    stream: 0,
                    class: Class::C2,
                    purpose: Purpose::Roster,
                    reason: Refusal::Malformed,
                    at: NOW,
                    payload: NEEDLE.to_vec(),
                })?;
            }
            tx.put_record(&RecordRow {
                id: id(4),
                stream: 0,
                author: 7,
                state: EntryState::Local,
                envelope: NEEDLE.to_vec(),
            })
        })
        .unwrap();
}

fn erase_all(store: &Store) {
    store
        .write(Durability::Full, |tx| {
            for entity in [
                Erasable::Entity(id(1)),
                Erasable::Person(id(2)),
                Erasable::Entity(id(3)),
                Erasable::Record(id(4)),
            ] {
                tx.erase(entity, Class::C2, NOW, "PIPL 47")?;
            }
            Ok::<_, StoreError>(())
        })
        .unwrap();
}

#[test]
fn no_byte_of_what_was_erased_is_left_anywhere() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    // Others around it, so that pages are shared, split and rebuilt.
    store
        .write(Durability::Full, |tx| {
            for n in 100..400 {
                tx.put_document(&household(n, 0))?;
                tx.add_change(change(id(n), n))?;
                tx.put_row(&row(1, n))?;
            }
            Ok::<_, StoreError>(())
        })
        .unwrap();
    let before = traces(dir.path());
    plant(&store, dir.path());
    assert!(found(dir.path(), NEEDLE).is_empty(), "nothing is ever in plain");
    let planted: Vec<_> = traces(dir.path()).difference(&before).cloned().collect();
    let columns: BTreeSet<_> = planted.iter().map(|(column, _)| *column).collect();
    assert_eq!(columns.len(), 11, "{columns:?}");
    assert!(planted.iter().all(|(_, trace)| !found(dir.path(), trace).is_empty()));

    erase_all(&store);
    for (column, trace) in &planted {
        assert_eq!(found(dir.path(), trace), Vec::<PathBuf>::new(), "{column}");
    }
    assert!(found(dir.path(), NEEDLE).is_empty());
    assert!(fs::read_dir(dir.path().join("blobs")).unwrap().next().is_none());
    assert!(store.verify().unwrap().is_sound());
    assert_eq!(store.read(|r| r.changes(id(399))).unwrap().len(), 1, "the others are untouched");
}

#[test]
fn the_certificate_stays_and_nothing_comes_back() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    plant(&store, dir.path());
    erase_all(&store);
    let certificate = store.read(|r| r.erased(id(1))).unwrap().unwrap();
    assert_eq!((certificate.id, certificate.class, certificate.at), (id(1), Class::C2, NOW));
    assert_eq!(certificate.basis, "PIPL 47");
    let erased = |n| Err(StoreError::Erased(id(n)));
    let write = |f: &dyn Fn(&mut gridwork_store::Tx<'_>) -> Result<(), StoreError>| {
        store.write(Durability::Full, f)
    };
    assert_eq!(write(&|tx| tx.put_document(&household(1, 0))), erased(1));
    assert_eq!(write(&|tx| tx.add_change(change(id(1), 99)).map(drop)), erased(1));
    let late = step(41, id(3));
    assert_eq!(write(&|tx| tx.add_ledger(new_ledger(&late, 0)).map(drop)), erased(3));
    // A second order for the same entity changes nothing.
    store
        .write(Durability::Full, |tx| {
            tx.erase(Erasable::Entity(id(1)), Class::C3, Moment(0), "again")
        })
        .unwrap();
    assert_eq!(store.read(|r| r.erased(id(1))).unwrap(), Some(certificate));
    assert_eq!(store.read(|r| r.erased(id(7))).unwrap(), None);
}

/// A task has its answers in a document and its steps in a ledger, both under one id; a step may name
/// whom it is about.
#[test]
fn what_has_a_document_and_a_ledger_is_erased_and_removed_with_both() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    let plant = |n: u64| {
        store
            .write(Durability::Full, |tx| {
                tx.put_document(&household(n, 0))?;
                let numbered = EntryState::Numbered { number: n };
                tx.add_change(NewChange { state: numbered, ..change(id(n), n) })?;
                let entry = step(n + 100, id(n));
                tx.add_ledger(NewLedger { state: numbered, ..new_ledger(&entry, 0) })?;
                tx.put_row(&Row { owner: id(n), ..row(1, n) })
            })
            .unwrap();
    };
    plant(1);
    plant(2);
    store
        .write(Durability::Full, |tx| {
            tx.erase(Erasable::Entity(id(1)), Class::C2, NOW, "PIPL 47")?;
            tx.remove_entity(id(2))
        })
        .unwrap();
    for gone in [id(1), id(2)] {
        assert!(!store.read(|r| r.has_document(gone)).unwrap());
        assert_eq!(store.read(|r| r.ledger(gone)).unwrap(), []);
    }
    assert!(store.verify().unwrap().is_sound());
}

#[test]
fn a_document_that_was_never_founded_leaves_the_ledger_beside_it() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    let entry = step(101, id(1));
    store
        .write(Durability::Full, |tx| {
            tx.put_document(&household(1, 0))?;
            tx.add_ledger(new_ledger(&entry, 0))?;
            tx.unfound_document(id(1))
        })
        .unwrap();
    assert!(!store.read(|r| r.has_document(id(1))).unwrap());
    assert_eq!(store.read(|r| r.ledger(id(1))).unwrap().len(), 1);
}
