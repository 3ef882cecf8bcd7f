//! Lists come in pages, in order and by flag; conflicts and events tell what to look at.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on ends there")]

mod support;

use gridwork_model::Path;
use gridwork_store::{Durability, EVENTS_KEPT, Row, RowQuery, Store, StoreError};
use support::*;

fn all_pages(store: &Store, mut query: RowQuery) -> Vec<i64> {
    let mut orders = Vec::new();
    loop {
        let page = store.read(|r| r.page(&query)).unwrap();
        orders.extend(page.rows.iter().map(|row| row.order));
        match page.next {
            Some(next) => query.after = Some(next),
            None => return orders,
        }
    }
}

#[test]
fn pages_follow_the_order_and_the_filters() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    store
        .write(Durability::Rebuildable, |tx| {
            for n in (0..100).rev() {
                let parent = (n % 2 == 0).then(|| id(500));
                tx.put_row(&Row {
                    parent,
                    order: (n / 3) as i64 - 10,
                    flags: (n % 4) as u32,
                    ..row(1, n)
                })?;
            }
            tx.put_row(&row(2, 1))
        })
        .unwrap();
    let query = RowQuery { limit: 7, ..RowQuery::of(1) };
    let orders = all_pages(&store, query);
    assert_eq!(orders.len(), 100);
    assert!(orders.is_sorted());
    assert_eq!(all_pages(&store, query.under(id(500))).len(), 50);
    assert_eq!(all_pages(&store, RowQuery { all: 1, ..query }).len(), 50);
    assert_eq!(all_pages(&store, RowQuery { all: 1, none: 2, ..query }).len(), 25);
    assert_eq!(store.read(|r| r.count(&RowQuery { none: 3, ..query })).unwrap(), 25);
    assert_eq!(store.read(|r| r.count(&RowQuery::of(9))).unwrap(), 0);
    let mut visited = 0;
    store.read(|r| r.each_row(1, |_| visited += 1)).unwrap();
    assert_eq!(visited, 100);
}

#[test]
fn a_row_is_replaced_flagged_and_deleted_by_kind_and_id() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    let second = Row { payload: b"second".to_vec(), order: -1, ..row(1, 1) };
    store
        .write(Durability::Rebuildable, |tx| {
            tx.put_row(&row(1, 1))?;
            tx.put_row(&row(2, 1))?;
            tx.put_row(&second)?;
            tx.set_row_flags(1, id(1), 6)
        })
        .unwrap();
    let expected = Row { flags: 6, ..second };
    assert_eq!(store.read(|r| r.row(1, id(1))).unwrap(), Some(expected));
    assert_eq!(store.read(|r| r.row(2, id(1))).unwrap(), Some(row(2, 1)));
    store.write(Durability::Rebuildable, |tx| tx.delete_row(2, id(1))).unwrap();
    assert_eq!(store.read(|r| r.row(2, id(1))).unwrap(), None);
    let missing = store.write(Durability::Rebuildable, |tx| tx.set_row_flags(2, id(1), 1));
    assert_eq!(missing, Err(StoreError::Missing("row")));
}

#[test]
fn conflicts_are_listed_by_document_until_they_are_settled() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    let paths = [Path::root("address"), Path::member(id(77), "phone")];
    store
        .write(Durability::Full, |tx| {
            for n in 1..=3 {
                tx.put_document(&household(n, 0))?;
                tx.set_conflicts(id(n), &paths)?;
            }
            tx.set_conflicts(id(2), &paths[1..])?;
            tx.set_conflicts(id(3), &[])
        })
        .unwrap();
    store
        .read(|r| {
            assert_eq!(r.conflict_count()?, 2);
            assert_eq!(r.conflicts(None, 1)?, [(id(1), paths.to_vec())]);
            assert_eq!(r.conflicts(Some(id(1)), 9)?, [(id(2), paths[1..].to_vec())]);
            assert_eq!(r.conflicts_of(id(1))?, paths);
            assert!(r.conflicts_of(id(3))?.is_empty());
            Ok::<_, StoreError>(())
        })
        .unwrap();
}

#[test]
fn an_event_is_told_once_at_its_last_number() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    store
        .write(Durability::Rebuildable, |tx| {
            tx.event(1, id(1))?;
            tx.event(1, id(2))?;
            tx.event(2, id(1))?;
            tx.event(1, id(1))
        })
        .unwrap();
    let batch = store.read(|r| r.events_after(0, 99)).unwrap();
    let told: Vec<_> = batch.events.iter().map(|e| (e.seq, e.kind, e.id)).collect();
    assert_eq!(told, [(2, 1, id(2)), (3, 2, id(1)), (4, 1, id(1))]);
    assert!(batch.last == 4 && !batch.gap);
    let rest = store.read(|r| r.events_after(3, 99)).unwrap();
    assert_eq!(rest.events.len(), 1);
    let nothing = store.read(|r| r.events_after(4, 99)).unwrap();
    assert!(nothing.events.is_empty() && nothing.last == 4 && !nothing.gap);
}

#[test]
fn who_comes_too_late_is_told_of_the_gap() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    store
        .write(Durability::Rebuildable, |tx| {
            (0..EVENTS_KEPT + 1_024).try_for_each(|n| tx.event(1, id(n)))
        })
        .unwrap();
    let late = store.read(|r| r.events_after(5, 10)).unwrap();
    assert!(late.gap && late.events.len() == 10);
    let last = store.read(|r| r.last_event()).unwrap();
    assert!(!store.read(|r| r.events_after(last - 100, 10)).unwrap().gap);
}

#[test]
fn a_long_read_ends_when_it_is_interrupted_and_the_next_one_works() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    store
        .write(Durability::Rebuildable, |tx| (0..500).try_for_each(|n| tx.put_row(&row(1, n))))
        .unwrap();
    let mut visited = 0;
    let interrupted = store.read(|r| {
        r.each_row(1, |_| {
            visited += 1;
            store.interrupt();
        })
    });
    assert_eq!(interrupted, Err(StoreError::Interrupted));
    assert!(visited < 500);
    assert_eq!(store.read(|r| r.count(&RowQuery::of(1))).unwrap(), 500);
}
