//! A full disk is said, costs nothing that was accepted, and ends when there is room.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on ends there")]

mod support;

use gridwork_store::{Durability, OpenError, Row, Store, StoreError};
use support::*;

#[test]
fn what_was_accepted_before_stays_and_work_goes_on_with_room() {
    let dir = tempfile::tempdir().unwrap();
    let mut small = config(dir.path());
    small.test.pages_max = Some(60);
    let (store, _) = Store::open(small, entropy(dir.path())).unwrap();
    store.write(Durability::Full, |tx| tx.put_document(&household(1, 0))).unwrap();
    let mut accepted = 0;
    let refused = loop {
        let big = Row { payload: vec![0; 2_000], ..row(2, accepted) };
        let written = store.write(Durability::Full, |tx| {
            tx.put_row(&big)?;
            tx.add_change(change(id(1), accepted))
        });
        match written {
            Ok(_) => accepted += 1,
            Err(error) => break error,
        }
    };
    assert_eq!(refused, StoreError::DiskFull);
    assert!(refused.is_retryable() && accepted > 10);
    let kept = store.read(|r| r.changes(id(1))).unwrap();
    assert_eq!(kept.len() as u64, accepted);
    assert!(store.verify().unwrap().is_sound());

    // Room is made by removing what can be downloaded again; the refused entry then goes through.
    store.write(Durability::Rebuildable, |tx| tx.delete_rows(2)).unwrap();
    answer(&store, id(1), accepted).unwrap();
    drop(store);
    let store = open(dir.path());
    assert_eq!(store.read(|r| r.changes(id(1))).unwrap().len() as u64, accepted + 1);
}

#[test]
fn a_disk_without_room_for_a_new_store_is_named() {
    let dir = tempfile::tempdir().unwrap();
    let mut tiny = config(dir.path());
    tiny.test.pages_max = Some(2);
    let refused = Store::open(tiny, entropy(dir.path())).err();
    assert_eq!(refused, Some(OpenError::DiskFull));
    assert!(open_with_report(dir.path()).1.created, "and there is a way on");
}
