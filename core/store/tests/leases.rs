//! C3 is readable while its lease lives, locks without contact, opens again with it, and is gone for
//! ever when the lease is ended. Nothing else is touched by that.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on ends there")]

mod support;

use gridwork_model::{Class, Purpose};
use gridwork_store::{Durability, Row, RowQuery, StoreError};
use support::*;

const DAY_MS: i64 = 86_400_000;

fn secret_row(n: u64) -> Row {
    Row { class: Class::C3, purpose: Purpose::Assistance, owner: needs(n, 0).id, ..row(3, n) }
}

#[test]
fn a_purpose_without_a_lease_stores_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    let locked = Err(StoreError::Locked(Purpose::Assistance));
    assert_eq!(store.write(Durability::Full, |tx| tx.put_document(&needs(1, 0))), locked);
    assert_eq!(store.write(Durability::Full, |tx| tx.put_row(&secret_row(1))), locked);
}

#[test]
fn a_lease_runs_out_and_comes_back() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    let document = needs(1, 0);
    store
        .write(Durability::Full, |tx| {
            tx.lease(Purpose::Assistance, NOW.plus_ms(DAY_MS))?;
            tx.put_document(&document)?;
            tx.put_document(&household(1, 0))?;
            tx.add_change(change(document.id, 1))?;
            tx.put_row(&secret_row(1))?;
            tx.put_row(&row(1, 1))
        })
        .unwrap();
    assert_eq!(store.read(|r| r.changes(document.id)).unwrap().len(), 1);

    drop(store);
    let store = open(dir.path());
    let locked = StoreError::Locked(Purpose::Assistance);
    assert_eq!(store.read(|r| r.document(document.id)), Err(locked), "locked until unlocked");
    assert_eq!(store.unlock(NOW).unwrap(), [Purpose::Assistance]);
    assert_eq!(store.read(|r| r.document(document.id)).unwrap().as_ref(), Some(&document));
    store.lock();
    assert_eq!(store.read(|r| r.changes(document.id)), Err(locked));

    let later = NOW.plus_ms(2 * DAY_MS);
    assert_eq!(store.unlock(later).unwrap(), []);
    assert_eq!(store.read(|r| r.row(3, id(1))), Err(locked));
    assert_eq!(store.read(|r| r.document(id(1))).unwrap(), Some(household(1, 0)));
    assert!(store.read(|r| r.has_document(document.id)).unwrap());
    let mut visited = 0;
    store.read(|r| r.each_row(3, |_| visited += 1)).unwrap();
    assert_eq!(visited, 0);
    assert_eq!(store.read(|r| r.count(&RowQuery::of(3))).unwrap(), 1);
    let report = store.verify().unwrap();
    assert!(report.is_sound() && report.locked > 0);

    let renewed = later.plus_ms(DAY_MS);
    store.write(Durability::Full, |tx| tx.lease(Purpose::Assistance, renewed)).unwrap();
    assert_eq!(store.read(|r| r.row(3, id(1))).unwrap(), Some(secret_row(1)));
    assert_eq!(store.read(|r| r.leases()).unwrap()[0].until, renewed);
}

#[test]
fn the_exchange_opens_what_a_lease_has_closed_and_closes_it_again() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    let document = needs(1, 0);
    store
        .write(Durability::Full, |tx| {
            tx.lease(Purpose::Assistance, NOW)?;
            tx.put_document(&document)
        })
        .unwrap();
    let read = || store.read(|r| r.document(document.id));
    assert_eq!(store.unlock(NOW).unwrap(), []);
    assert_eq!(read(), Err(StoreError::Locked(Purpose::Assistance)));
    store.unlock_all().unwrap();
    assert_eq!(read().unwrap(), Some(document.clone()));
    assert_eq!(store.unlock(NOW).unwrap(), []);
    assert_eq!(read(), Err(StoreError::Locked(Purpose::Assistance)));
}
