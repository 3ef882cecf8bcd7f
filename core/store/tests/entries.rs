//! Entries are kept once, in order, with how far they have come; nothing unsent is removed by the way.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on ends there")]

mod support;

use gridwork_model::{Class, Purpose};
use gridwork_model::{Outcome, Refusal};
use gridwork_seal::Salt;
use gridwork_store::{
    DirectoryRow, DraftNo, DraftRow, Durability, EntryState, RecordRow, StoreError, StreamState,
};
use support::*;

#[test]
fn streams_are_kept_as_put() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    let mut first = stream(3);
    store
        .write(Durability::Full, |tx| {
            tx.put_stream(&first)?;
            tx.put_stream(&stream(1))?;
            first.cursor = u64::MAX;
            first.state = StreamState::Downloading;
            first.resume = 77;
            first.head = vec![1, 2, 3];
            tx.put_stream(&first)
        })
        .unwrap();
    assert_eq!(store.read(|r| r.streams()).unwrap(), [stream(1), first.clone()]);
    assert_eq!(store.read(|r| r.stream(3)).unwrap(), Some(first));
    assert_eq!(store.read(|r| r.stream(2)).unwrap(), None);
}

#[test]
fn documents_are_found_by_id_and_by_their_number_in_the_stream() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    let mut document = household(1, 0);
    store
        .write(Durability::Full, |tx| {
            tx.put_document(&document)?;
            tx.put_document(&household(2, 0))?;
            document.ordinal = Some(9);
            document.stream = 4;
            tx.put_document(&document)
        })
        .unwrap();
    store
        .read(|r| {
            assert_eq!(r.document(id(1))?, Some(document.clone()));
            assert_eq!(r.document_at(4, 9)?, Some(id(1)));
            assert_eq!(r.document_at(0, 9)?, None);
            assert_eq!(r.ordinal_of(id(1))?, Some((4, Some(9))));
            assert_eq!(r.ordinal_of(id(2))?, Some((0, None)));
            assert_eq!(r.documents_in(0)?, [id(2)]);
            assert!(r.has_document(id(1))? && !r.has_document(id(3))?);
            Ok::<_, StoreError>(())
        })
        .unwrap();
}

#[test]
fn a_change_is_kept_once_and_its_intent_until_a_backup_holds_it() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    let (no, salt) = store
        .write(Durability::Full, |tx| {
            tx.put_document(&household(1, 0))?;
            let first = tx.add_change(change(id(1), 1))?;
            let again = tx.add_change(change(id(1), 1))?;
            assert!(first.new && !again.new && first.no == again.no);
            assert!(tx.add_change(change(id(1), 2))?.new);
            let salt = Salt([9; 16]);
            tx.set_change_state(first.no, EntryState::Sent { batch: 5 })?;
            Ok::<_, StoreError>((first.no, salt))
        })
        .unwrap();
    let sent = store.read(|r| r.change(no)).unwrap().unwrap();
    assert_eq!(sent.state, EntryState::Sent { batch: 5 });
    assert_eq!(sent.intent.as_deref(), Some(b"what was meant".as_slice()));
    store
        .write(Durability::Full, |tx| {
            tx.set_change_state(no, EntryState::Numbered { number: 12 })?;
            tx.set_change_salt(no, salt)
        })
        .unwrap();
    let changes = store.read(|r| r.changes(id(1))).unwrap();
    assert_eq!(changes.len(), 2);
    assert_eq!(changes[0].state, EntryState::Numbered { number: 12 });
    assert_eq!((&changes[0].intent, changes[0].salt), (&sent.intent, Some(salt)));
    assert_eq!(changes[0].hash, hash(1));
    assert_eq!(changes[1].state, EntryState::Local);
    assert_eq!(store.read(|r| r.change_by_hash(id(1), &hash(2))).unwrap().unwrap(), changes[1]);
    store.write(Durability::Full, |tx| tx.set_change_state(no, EntryState::Refused)).unwrap();
    let aside = store.read(|r| r.change(no)).unwrap().unwrap();
    assert_eq!((aside.hash, aside.intent), (hash(1), sent.intent), "set aside, and kept");
    assert_eq!(store.read(|r| r.changes(id(1))).unwrap(), changes[1..]);
    assert_eq!(store.read(|r| r.change_by_hash(id(1), &hash(3))).unwrap(), None);
    let orphan = store.write(Durability::Full, |tx| tx.add_change(change(id(2), 1)));
    assert_eq!(orphan, Err(StoreError::Missing("document")));
}

#[test]
fn a_ledger_is_folded_by_number_then_by_what_is_not_numbered_yet() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    let object = id(900);
    store
        .write(Durability::Full, |tx| {
            let mut numbers = Vec::new();
            for n in 1..=4 {
                let entry = step(n, object);
                numbers.push(tx.add_ledger(new_ledger(&entry, 0))?.no);
                assert!(!tx.add_ledger(new_ledger(&entry, 0))?.new);
            }
            let numbered = |number| EntryState::Numbered { number };
            tx.settle_ledger(numbers[3], numbered(10), Outcome::Accepted, Some(Salt([1; 16])))?;
            tx.settle_ledger(numbers[1], numbered(11), Outcome::Ineffective, None)?;
            let refused = Outcome::Refused(Refusal::NotPermitted);
            tx.settle_ledger(numbers[2], EntryState::Refused, refused, None)
        })
        .unwrap();
    let ledger = store.read(|r| r.ledger(object)).unwrap();
    let order: Vec<_> = ledger.iter().map(|row| (row.entry.id, row.outcome)).collect();
    assert_eq!(
        order,
        [
            (id(4), Some(Outcome::Accepted)),
            (id(2), Some(Outcome::Ineffective)),
            (id(1), None),
            (id(3), Some(Outcome::Refused(Refusal::NotPermitted))),
        ]
    );
    assert_eq!(ledger[0].salt, Some(Salt([1; 16])));
    assert_eq!(ledger[0].entry, step(4, object));
    assert_eq!(store.read(|r| r.ledger_entry(id(2))).unwrap().unwrap(), ledger[1]);
    assert_eq!(store.read(|r| r.ledger_objects(0)).unwrap(), [object]);
}

#[test]
fn records_directory_items_names_and_drafts_are_kept_as_put() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    let record = RecordRow {
        id: id(5),
        stream: 2,
        author: 7,
        state: EntryState::Local,
        envelope: b"an envelope".to_vec(),
    };
    let item = |number| DirectoryRow { kind: 3, id: id(6), number, body: b"a post".to_vec() };
    let draft = DraftRow {
        no: DraftNo(1),
        object: id(1),
        stream: 0,
        class: Class::C2,
        purpose: Purpose::Roster,
        reason: Refusal::OutOfContext,
        at: NOW,
        payload: b"what was meant".to_vec(),
    };
    store
        .write(Durability::Full, |tx| {
            assert!(tx.put_record(&record)?.new);
            let again = tx.put_record(&record)?;
            assert!(!again.new);
            tx.set_record_state(again.no, EntryState::Numbered { number: 4 })?;
            tx.put_directory(&item(1))?;
            tx.put_directory(&item(2))?;
            tx.add_draft(&draft)?;
            tx.set_meta("a", b"1")?;
            tx.set_meta("a", b"2")?;
            tx.set_meta("b", b"3")?;
            tx.delete_meta("b")
        })
        .unwrap();
    store
        .read(|r| {
            let numbered = EntryState::Numbered { number: 4 };
            assert_eq!(r.record(id(5))?.unwrap().state, numbered);
            assert_eq!(r.records_in(2)?[0].envelope, record.envelope);
            assert_eq!(r.directory(3)?, [item(2)]);
            assert_eq!(r.directory_item(3, id(6))?, Some(item(2)));
            assert_eq!(r.directory_item(4, id(6))?, None);
            assert_eq!(r.drafts()?, std::slice::from_ref(&draft));
            assert_eq!(r.meta("a")?.unwrap(), b"2");
            assert_eq!(r.meta("b")?, None);
            Ok::<_, StoreError>(())
        })
        .unwrap();
    store
        .write(Durability::Full, |tx| {
            tx.delete_draft(DraftNo(1))?;
            tx.delete_directory(3, id(6))
        })
        .unwrap();
    assert_eq!(store.read(|r| r.draft_count()).unwrap(), 0);
    assert!(store.read(|r| r.directory(3)).unwrap().is_empty());
}

#[test]
fn a_failed_write_leaves_no_trace() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    let failed: Result<(), StoreError> = store.write(Durability::Full, |tx| {
        tx.put_document(&household(1, 0))?;
        tx.set_meta("a", b"1")?;
        Err(StoreError::Missing("courage"))
    });
    assert_eq!(failed, Err(StoreError::Missing("courage")));
    assert!(!store.read(|r| r.has_document(id(1))).unwrap());
    let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        let _: Result<(), StoreError> = store.write(Durability::Full, |tx| {
            tx.put_document(&household(1, 0))?;
            panic!("a bug in one screen");
        });
    }));
    assert!(panicked.is_err());
    answerable(&store);
    assert!(!store.read(|r| r.has_document(id(1))).unwrap());
}

fn answerable(store: &gridwork_store::Store) {
    store.write(Durability::Full, |tx| tx.put_document(&household(2, 0))).unwrap();
    answer(store, id(2), 2).unwrap();
}

#[test]
fn a_write_within_a_write_is_busy_and_a_read_sees_what_was_before() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    store
        .write(Durability::Full, |tx| {
            tx.set_meta("a", b"1")?;
            assert_eq!(store.read(|r| r.meta("a"))?, None);
            assert_eq!(tx.meta("a")?.as_deref(), Some(b"1".as_slice()));
            assert_eq!(
                store.write(Durability::Full, |tx| tx.set_meta("b", b"2")),
                Err(StoreError::Busy)
            );
            Ok::<_, StoreError>(())
        })
        .unwrap();
}

#[test]
fn a_stream_with_unsent_work_is_not_removed() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    store
        .write(Durability::Full, |tx| {
            tx.put_stream(&stream(0))?;
            tx.put_document(&household(1, 0))?;
            tx.put_row(&row(1, 1))
        })
        .unwrap();
    answer(&store, id(1), 1).unwrap();
    let refused = store.write(Durability::Full, |tx| tx.remove_stream(0));
    assert_eq!(refused, Err(StoreError::Unsent(id(1))));
    let no = store.read(|r| r.changes(id(1))).unwrap()[0].no;
    store
        .write(Durability::Full, |tx| {
            tx.set_change_state(no, EntryState::Numbered { number: 1 })?;
            tx.remove_stream(0)
        })
        .unwrap();
    store
        .read(|r| {
            assert!(r.streams()?.is_empty() && !r.has_document(id(1))?);
            assert_eq!(r.row(1, id(1))?, None);
            assert_eq!(r.waiting(10)?, []);
            Ok::<_, StoreError>(())
        })
        .unwrap();
    assert!(store.verify().unwrap().is_sound());
}
