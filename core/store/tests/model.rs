//! The store against maps in memory: whatever is done in whatever order, with commits, roll-backs,
//! pauses and reopenings between, both say the same.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on ends there")]

mod support;

use std::collections::BTreeMap;

use gridwork_store::{
    Durability, ItemRef, LedgerNo, NewItem, OutboxNo, Row, RowQuery, Store, StoreError, Tx,
};
use proptest::prelude::*;
use support::*;

#[derive(Clone, Debug)]
enum Verb {
    PutRow { kind: u8, id: u64, parent: Option<u64>, order: i64, flags: u32, payload: Vec<u8> },
    DeleteRow { kind: u8, id: u64 },
    Flags { kind: u8, id: u64, flags: u32 },
    Enqueue { urgent: bool },
    Dequeue { at: prop::sample::Index },
    Cursor { index: u8, cursor: u64 },
    Meta { name: u8, value: Option<Vec<u8>> },
}

#[derive(Clone, Debug)]
enum Act {
    Write { verbs: Vec<Verb>, commit: bool },
    Pause,
    Reopen,
}

#[derive(Clone, Default)]
struct Model {
    rows: BTreeMap<(u8, u64), Row>,
    /// The order in which rows were first put: ties of equal order.
    first: BTreeMap<(u8, u64), u64>,
    counter: u64,
    outbox: BTreeMap<i64, bool>,
    cursors: BTreeMap<u8, u64>,
    meta: BTreeMap<u8, Vec<u8>>,
}

fn verb() -> impl Strategy<Value = Verb> {
    let small = 0u64..12;
    prop_oneof![
        4 => (0u8..2, small.clone(), prop::option::of(0u64..3), -3i64..3, 0u32..8, any::<Vec<u8>>())
            .prop_map(|(kind, id, parent, order, flags, payload)| {
                Verb::PutRow { kind, id, parent, order, flags, payload }
            }),
        2 => (0u8..2, small.clone()).prop_map(|(kind, id)| Verb::DeleteRow { kind, id }),
        1 => (0u8..2, small, 0u32..8).prop_map(|(kind, id, flags)| Verb::Flags { kind, id, flags }),
        3 => any::<bool>().prop_map(|urgent| Verb::Enqueue { urgent }),
        1 => any::<prop::sample::Index>().prop_map(|at| Verb::Dequeue { at }),
        1 => (0u8..4, any::<u64>()).prop_map(|(index, cursor)| Verb::Cursor { index, cursor }),
        1 => (0u8..4, any::<Option<Vec<u8>>>()).prop_map(|(name, value)| Verb::Meta { name, value }),
    ]
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        8 => (prop::collection::vec(verb(), 1..8), prop::bool::weighted(0.8))
            .prop_map(|(verbs, commit)| Act::Write { verbs, commit }),
        1 => Just(Act::Pause),
        1 => Just(Act::Reopen),
    ]
}

fn apply(tx: &mut Tx<'_>, model: &mut Model, verb: &Verb) -> Result<(), StoreError> {
    match verb.clone() {
        Verb::PutRow { kind, id: n, parent, order, flags, payload } => {
            let new = Row { parent: parent.map(id), order, flags, payload, ..row(kind, n) };
            tx.put_row(&new)?;
            if model.rows.insert((kind, n), new).is_none() {
                model.counter += 1;
                model.first.insert((kind, n), model.counter);
            }
        }
        Verb::DeleteRow { kind, id: n } => {
            tx.delete_row(kind, id(n))?;
            model.rows.remove(&(kind, n));
        }
        Verb::Flags { kind, id: n, flags } => {
            let known = model.rows.get_mut(&(kind, n));
            assert_eq!(tx.set_row_flags(kind, id(n), flags).is_ok(), known.is_some());
            if let Some(row) = known {
                row.flags = flags;
            }
        }
        Verb::Enqueue { urgent } => {
            let item = ItemRef::Ledger(LedgerNo(1));
            let no = tx.enqueue(NewItem { item, stream: 0, urgent })?;
            assert!(model.outbox.keys().all(|known| *known < no.0), "later items come later");
            model.outbox.insert(no.0, urgent);
        }
        Verb::Dequeue { at } => {
            if !model.outbox.is_empty() {
                let no = *model.outbox.keys().nth(at.index(model.outbox.len())).unwrap_or(&0);
                tx.dequeue(OutboxNo(no))?;
                model.outbox.remove(&no);
            }
        }
        Verb::Cursor { index, cursor } => {
            tx.put_stream(&gridwork_store::StreamRow { cursor, ..stream(index) })?;
            model.cursors.insert(index, cursor);
        }
        Verb::Meta { name, value: Some(value) } => {
            tx.set_meta(&name.to_string(), &value)?;
            model.meta.insert(name, value);
        }
        Verb::Meta { name, value: None } => {
            tx.delete_meta(&name.to_string())?;
            model.meta.remove(&name);
        }
    }
    Ok(())
}

fn compare(store: &Store, model: &Model) -> Result<(), StoreError> {
    store.read(|r| {
        for kind in 0..2 {
            for parent in [None, Some(0), Some(2)] {
                for (all, none) in [(0, 0), (1, 0), (2, 4)] {
                    let query =
                        RowQuery { kind, parent: parent.map(id), all, none, after: None, limit: 5 };
                    let mut expected: Vec<_> = model
                        .rows
                        .iter()
                        .filter(|(key, row)| {
                            key.0 == kind
                                && parent.is_none_or(|parent| row.parent == Some(id(parent)))
                                && row.flags & all == all
                                && row.flags & none == 0
                        })
                        .collect();
                    expected.sort_by_key(|(key, row)| (row.order, model.first[key]));
                    assert_eq!(r.count(&query)?, expected.len() as u64);
                    let mut found = Vec::new();
                    let mut page = r.page(&query)?;
                    while let Some(next) = page.next {
                        found.append(&mut page.rows);
                        page = r.page(&RowQuery { after: Some(next), ..query })?;
                    }
                    found.append(&mut page.rows);
                    let orders =
                        |rows: &[Row]| -> Vec<_> { rows.iter().map(|r| r.order).collect() };
                    let expected: Vec<Row> =
                        expected.into_iter().map(|(_, row)| row.clone()).collect();
                    assert_eq!(orders(&found), orders(&expected));
                    let by_id = |mut rows: Vec<Row>| {
                        rows.sort_by_key(|row| row.id);
                        rows
                    };
                    assert_eq!(by_id(found), by_id(expected));
                }
            }
        }
        let mut expected: Vec<_> = model.outbox.iter().map(|(no, urgent)| (!urgent, *no)).collect();
        expected.sort_unstable();
        let waiting = r.waiting(u32::MAX)?;
        let found: Vec<_> = waiting.iter().map(|item| (!item.urgent, item.no.0)).collect();
        assert_eq!(found, expected);
        let cursors: BTreeMap<_, _> = r.streams()?.iter().map(|s| (s.index, s.cursor)).collect();
        assert_eq!(cursors, model.cursors);
        for name in 0..4u8 {
            assert_eq!(r.meta(&name.to_string())?, model.meta.get(&name).cloned());
        }
        Ok(())
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn the_store_agrees_with_maps_in_memory(acts in prop::collection::vec(act(), 1..14)) {
        let dir = tempfile::tempdir().unwrap();
        let mut store = open(dir.path());
        let mut model = Model::default();
        for act in acts {
            match act {
                Act::Write { verbs, commit } => {
                    let mut next = model.clone();
                    let result: Result<(), StoreError> = store.write(Durability::Full, |tx| {
                        verbs.iter().try_for_each(|verb| apply(tx, &mut next, verb))?;
                        if commit { Ok(()) } else { Err(StoreError::Interrupted) }
                    });
                    prop_assert_eq!(result.is_ok(), commit);
                    if commit {
                        model = next;
                    }
                }
                Act::Pause => {
                    store.pause().unwrap();
                    store.resume().unwrap();
                }
                Act::Reopen => {
                    drop(store);
                    store = open(dir.path());
                }
            }
            compare(&store, &model).unwrap();
        }
        prop_assert!(store.verify().unwrap().is_sound());
    }
}
