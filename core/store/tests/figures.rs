//! Figures, printed with their floor beside them. Ignored in the ordinary run: times on a shared
//! machine prove nothing; `cargo test -p gridwork-store --test figures -- --ignored --nocapture`.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on ends there")]

mod support;

use std::time::{Duration, Instant};

use gridwork_seal::BoxKey;
use gridwork_store::{Durability, ItemRef, NewItem, Row, RowQuery, Store, StoreError};
use rusqlite::{Connection, OpenFlags, TransactionBehavior};
use support::*;

const ROUNDS: u64 = 400;

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

/// A store with documents, rows and the hub's key.
fn filled(dir: &std::path::Path, documents: u64) -> Store {
    let store = open(dir);
    store
        .write(Durability::Full, |tx| {
            tx.set_hub_key(&BoxKey::from_seed(&[1; 32]).public())?;
            for n in 1..=documents {
                tx.put_document(&household(n, 0))?;
                tx.add_change(change(id(n), n))?;
                tx.put_row(&row(1, n))?;
            }
            Ok::<_, StoreError>(())
        })
        .unwrap();
    store
}

fn one_answer(store: &Store, document: u64, n: u64) {
    store
        .write(Durability::Full, |tx| {
            let document = id(document);
            let added = tx.add_change(change(document, n))?;
            let item = ItemRef::Change(added.no);
            tx.enqueue(NewItem { item, stream: 0, urgent: false, rescue: Some(&[7; 150]) })?;
            tx.put_row(&Row { owner: document, ..row(1, n % 1_000) })?;
            tx.event(1, document)
        })
        .unwrap();
}

/// The same rows of the same sizes, in the same schema under the same pragmas, without us.
fn bare_answer(connection: &mut Connection, n: i64) {
    let document = id(n as u64 % 1_000 + 1);
    let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate).unwrap();
    tx.prepare_cached(
        "INSERT INTO changes (document, tag, author, state, number, raw, intent)
         VALUES (?1, ?2, 7, 0, 0, ?3, ?4)",
    )
    .unwrap()
    .execute((n % 1_000 + 1, n * 7_919, [1u8; 81], [2u8; 47]))
    .unwrap();
    tx.prepare_cached(
        "INSERT INTO outbox (kind, item, stream, urgent, rescue_key, rescue)
         VALUES (0, ?1, 0, 0, 1, ?2)",
    )
    .unwrap()
    .execute((n, [3u8; 183]))
    .unwrap();
    tx.prepare_cached(
        "INSERT INTO rows (kind, id, owner, parent, position, stream, flags, class, purpose, payload)
         VALUES (1, ?1, ?1, NULL, ?2, 0, 0, 2, 1, ?3)
         ON CONFLICT (id, kind) DO UPDATE SET payload = excluded.payload",
    )
    .unwrap()
    .execute((document.as_bytes(), n % 1_000, [4u8; 40]))
    .unwrap();
    tx.prepare_cached(
        "INSERT INTO events (n, kind, id) VALUES ((SELECT coalesce(max(n), 0) + 1 FROM events), 1, ?1)
         ON CONFLICT (id, kind) DO UPDATE SET n = excluded.n",
    )
    .unwrap()
    .execute([document.as_bytes()])
    .unwrap();
    tx.commit().unwrap();
}

#[test]
#[ignore = "a figure, not a fact"]
fn a_durable_answer_costs_at_most_twice_a_bare_transaction() {
    let ours = tempfile::tempdir().unwrap();
    let bare = tempfile::tempdir().unwrap();
    let store = filled(ours.path(), 1_000);
    drop(filled(bare.path(), 1_000));
    let mut connection =
        Connection::open_with_flags(bare.path().join("gridwork.db"), OpenFlags::default()).unwrap();
    connection
        .execute_batch(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;
             PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -2048;
             PRAGMA journal_size_limit = 4194304; PRAGMA cell_size_check = ON;",
        )
        .unwrap();
    let (mut times, mut floor) = (Vec::new(), Vec::new());
    for n in 0..ROUNDS {
        let begun = Instant::now();
        one_answer(&store, n % 1_000 + 1, 10_000 + n);
        times.push(begun.elapsed());
        let begun = Instant::now();
        bare_answer(&mut connection, 10_000 + n as i64);
        floor.push(begun.elapsed());
    }
    let (time, floor) = (median(times), median(floor));
    println!(
        "durable answer {time:?}, bare {floor:?}, ratio {:.2}",
        time.as_secs_f64() / floor.as_secs_f64()
    );
}

#[test]
#[ignore = "a figure, not a fact"]
fn ten_thousand_documents_open_to_the_first_page() {
    let dir = tempfile::tempdir().unwrap();
    let begun = Instant::now();
    drop(filled(dir.path(), 10_000));
    println!("filled in {:?}", begun.elapsed());
    let mut times = Vec::new();
    for _ in 0..9 {
        let begun = Instant::now();
        let store = open(dir.path());
        let page = store.read(|r| r.page(&RowQuery::of(1))).unwrap();
        assert_eq!(page.rows.len(), 50);
        times.push(begun.elapsed());
    }
    println!("open and first page {:?}", median(times));
    let store = open(dir.path());
    let begun = Instant::now();
    let mut seen = 0;
    store.read(|r| r.each_row(1, |_| seen += 1)).unwrap();
    println!("{seen} rows for the search index in {:?}", begun.elapsed());
    let begun = Instant::now();
    println!(
        "count {} in {:?}",
        store.read(|r| r.count(&RowQuery::of(1))).unwrap(),
        begun.elapsed()
    );
}
