//! What waits goes out once, in order; what was sent is kept until a backup of the hub holds it.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on ends there")]

mod support;

use gridwork_model::Class;
use gridwork_seal::Salt;
use gridwork_store::{
    BatchRow, BatchState, Durability, EntryState, Erasable, ItemRef, NewBatch, NewItem, OutboxNo,
    Store, StoreError,
};
use support::*;

/// A store with `count` documents, each with one unsent change; the third is urgent.
fn filled(dir: &std::path::Path, count: u64) -> Store {
    let store = open(dir);
    store
        .write(Durability::Full, |tx| {
            for n in 1..=count {
                tx.put_document(&household(n, 0))?;
                let added = tx.add_change(change(id(n), n))?;
                let item = ItemRef::Change(added.no);
                tx.enqueue(NewItem { item, stream: 0, urgent: n == 3 })?;
            }
            Ok::<_, StoreError>(())
        })
        .unwrap();
    store
}

fn send(store: &Store, no: u64, limit: u32) -> Vec<OutboxNo> {
    store
        .write(Durability::Full, |tx| {
            let items: Vec<_> = tx
                .waiting(limit)?
                .iter()
                .map(|i| (i.no, Salt([no as u8; 16]), hash(i.no.0 as u64)))
                .collect();
            let batch = NewBatch {
                no,
                prev: hash(no - 1),
                hash: hash(no),
                frame: b"a frame",
                items: &items,
            };
            tx.put_batch(&batch)?;
            Ok::<_, StoreError>(items.into_iter().map(|(no, ..)| no).collect())
        })
        .unwrap()
}

#[test]
fn urgent_items_go_first_and_all_go_once() {
    let dir = tempfile::tempdir().unwrap();
    let store = filled(dir.path(), 5);
    let waiting = store.read(|r| r.waiting_count()).unwrap();
    assert_eq!((waiting.urgent, waiting.other), (1, 4));
    assert_eq!(send(&store, 1, 2), [OutboxNo(3), OutboxNo(1)]);
    assert_eq!(send(&store, 2, 9), [OutboxNo(2), OutboxNo(4), OutboxNo(5)]);
    assert!(store.read(|r| r.waiting(9)).unwrap().is_empty());
    let taken_twice = store.write(Durability::Full, |tx| {
        let items = [(OutboxNo(1), Salt([0; 16]), hash(0))];
        tx.put_batch(&NewBatch { no: 3, prev: hash(2), hash: hash(3), frame: b"", items: &items })
    });
    assert_eq!(taken_twice, Err(StoreError::Missing("waiting item")));
    assert_eq!(store.read(|r| r.last_batch()).unwrap().unwrap().no, 2);
}

#[test]
fn a_batch_is_kept_as_sent_until_it_is_answered_and_its_items_until_the_horizon() {
    let dir = tempfile::tempdir().unwrap();
    let store = filled(dir.path(), 4);
    send(&store, 1, 2);
    send(&store, 2, 2);
    let pending = store.read(|r| r.pending_batch()).unwrap().unwrap();
    assert_eq!((pending.no, pending.state), (1, BatchState::Pending));
    assert_eq!(pending.frame.as_deref(), Some(b"a frame".as_slice()));
    assert_eq!((pending.prev, pending.hash), (hash(0), hash(1)));
    assert_eq!(pending.items[0].salt, Some(Salt([1; 16])));
    assert_eq!(pending.items[0].leaf, hash(3));
    for (position, item) in pending.items.iter().enumerate() {
        let alone = store.read(|r| r.item_at(1, position as u64)).unwrap();
        assert!(alone.is_some() && alone == item.item, "{position}");
    }
    assert_eq!(store.read(|r| r.item_at(1, 2)).unwrap(), None);
    store
        .write(Durability::Full, |tx| {
            tx.set_frame(1, b"said more plainly")?;
            assert_eq!(tx.batch(1)?.unwrap().frame.unwrap(), b"said more plainly");
            tx.acknowledge(1)
        })
        .unwrap();
    let acked = store.read(|r| r.batch(1)).unwrap().unwrap();
    assert_eq!((acked.state, &acked.frame), (BatchState::Acked, &None));
    assert_eq!(acked.items, pending.items);
    assert_eq!(store.read(|r| r.pending_batch()).unwrap().unwrap().no, 2);
    // The hub came back from yesterday's backup.
    assert_eq!(store.write(Durability::Full, |tx| tx.reopen_batches(0)).unwrap(), 1);
    assert_eq!(store.read(|r| r.pending_batch()).unwrap().unwrap().no, 1);
    store
        .write(Durability::Full, |tx| {
            tx.acknowledge(1)?;
            tx.acknowledge(2)?;
            assert_eq!(tx.forget_batches(9)?, 1);
            Ok::<_, StoreError>(())
        })
        .unwrap();
    assert_eq!(store.read(|r| r.batch(1)).unwrap(), None);
    let meant = |batch: &BatchRow| {
        let Some(ItemRef::Change(no)) = batch.items[0].item else { panic!("a change") };
        store.read(|r| r.change(no)).unwrap().unwrap().intent
    };
    assert_eq!(meant(&acked), None, "a backup holds it: it need not be said again");
    let last = store.read(|r| r.last_batch()).unwrap().unwrap();
    assert_eq!((last.no, last.items.len()), (2, 2), "the end of the chain stays");
    assert!(meant(&last).is_some());
}

#[test]
fn an_erased_item_leaves_its_leaf_in_the_batch_and_nothing_that_waits() {
    let dir = tempfile::tempdir().unwrap();
    let store = filled(dir.path(), 4);
    send(&store, 1, 2);
    store
        .write(Durability::Full, |tx| {
            for n in [1, 2] {
                tx.erase(Erasable::Entity(id(n)), Class::C2, NOW, "PIPL 47")?;
            }
            Ok::<_, StoreError>(())
        })
        .unwrap();
    let batch = store.read(|r| r.batch(1)).unwrap().unwrap();
    assert_eq!(batch.frame, None, "the frame said it too");
    assert!(batch.items[0].item.is_some() && batch.items[0].salt.is_some());
    assert_eq!((batch.items[1].item, batch.items[1].salt), (None, None));
    assert_eq!(store.read(|r| r.item_at(batch.no, 1)).unwrap(), None);
    assert_eq!(batch.items[1].leaf, hash(1));
    assert_eq!(store.read(|r| r.waiting(9)).unwrap().len(), 1);
}

#[test]
fn what_is_taken_back_waits_no_more() {
    let dir = tempfile::tempdir().unwrap();
    let store = filled(dir.path(), 2);
    let entry = step(70, id(71));
    store
        .write(Durability::Full, |tx| {
            let no = tx.changes(id(1))?[0].no;
            tx.delete_change(no)?;
            let no = tx.add_ledger(new_ledger(&entry, 0))?.no;
            let item = ItemRef::Ledger(no);
            tx.enqueue(NewItem { item, stream: 0, urgent: false })?;
            tx.set_ledger_state(no, EntryState::Refused)?;
            tx.delete_ledger(no)
        })
        .unwrap();
    assert_eq!(store.read(|r| r.waiting(9)).unwrap().len(), 1);
    assert!(store.read(|r| r.changes(id(1))).unwrap().is_empty());
    assert_eq!(store.read(|r| r.ledger_entry(id(70))).unwrap(), None);
}
