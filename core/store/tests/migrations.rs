//! Every schema that ever was leads to the newest one, and no step that shipped was edited.
//!
//! `schemas/NNNN.sql` is the frozen dump of schema NNNN. A file made from it and opened has the
//! tables, indices and constraints of a fresh one, and what was in it is still there.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on ends there")]

mod support;

use std::fs;
use std::path::Path;

use gridwork_store::{OpenError, SCHEMA, Store};
use rusqlite::{Connection, OpenFlags};
use support::*;

/// What a database consists of, in a form that two can be compared by.
fn schema(connection: &Connection) -> String {
    let mut statement = connection
        .prepare("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY type DESC, name")
        .unwrap();
    let parts = statement.query_map([], |row| row.get::<_, String>(0)).unwrap();
    parts.map(|sql| sql.unwrap() + ";\n").collect()
}

fn raw(dir: &Path) -> Connection {
    Connection::open_with_flags(dir.join("gridwork.db"), OpenFlags::default()).unwrap()
}

fn folder(name: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

fn frozen(version: u32) -> String {
    fs::read_to_string(folder("tests/schemas").join(format!("{version:04}.sql"))).unwrap()
}

fn steps() -> Vec<String> {
    let mut files: Vec<_> = fs::read_dir(folder("migrations"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "sql"))
        .collect();
    files.sort();
    files.into_iter().map(|path| fs::read_to_string(path).unwrap()).collect()
}

#[test]
fn no_step_that_shipped_was_edited() {
    let steps = steps();
    assert_eq!(steps.len(), SCHEMA as usize, "a step is in the folder but not in the list");
    let connection = Connection::open_in_memory().unwrap();
    for (version, step) in (1..).zip(&steps) {
        connection.execute_batch(step).unwrap();
        assert_eq!(schema(&connection), frozen(version), "schema {version}");
    }
}

/// A file of an old schema, sealed under the usual key and otherwise empty.
fn old_file(dir: &Path, version: u32) -> Connection {
    drop(open(dir));
    let kept: Vec<(String, Vec<u8>)> = {
        let raw = raw(dir);
        let mut statement = raw.prepare("SELECT name, value FROM meta").unwrap();
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
        rows.map(Result::unwrap).collect()
    };
    fs::remove_file(dir.join("gridwork.db")).unwrap();
    let old = raw(dir);
    old.execute_batch(&frozen(version)).unwrap();
    for row in kept {
        old.execute("INSERT INTO meta (name, value) VALUES (?1, ?2)", row).unwrap();
    }
    old.pragma_update(None, "user_version", version).unwrap();
    old
}

#[test]
fn every_past_schema_leads_to_the_newest() {
    let fresh = tempfile::tempdir().unwrap();
    drop(open(fresh.path()));
    let expected = schema(&raw(fresh.path()));
    for version in 1..SCHEMA {
        let dir = tempfile::tempdir().unwrap();
        drop(old_file(dir.path(), version));
        let (store, report) = open_with_report(dir.path());
        assert_eq!(report.migrated_from, Some(version));
        assert!(store.verify().unwrap().is_sound());
        drop(store);
        assert_eq!(schema(&raw(dir.path())), expected, "from schema {version}");
    }
}

#[test]
fn a_step_that_fails_leaves_the_old_file_as_it_was() {
    let dir = tempfile::tempdir().unwrap();
    let old = old_file(dir.path(), 1);
    // Something stands where the last step wants to build: the steps before it are undone too.
    old.execute_batch("CREATE TABLE files (n INTEGER) STRICT").unwrap();
    let before = schema(&old);
    drop(old);
    let refused = Store::open(config(dir.path()), entropy(dir.path())).err();
    assert!(matches!(refused, Some(OpenError::Sqlite { .. })), "{refused:?}");
    let kept = raw(dir.path());
    assert_eq!(schema(&kept), before);
    let version: u32 = kept.query_row("PRAGMA user_version", [], |row| row.get(0)).unwrap();
    assert_eq!(version, 1);
}

/// Writes the frozen dumps of schemas that have none yet: run once with a new step, look, commit.
#[test]
#[ignore = "writes into the source folder; run by hand when a step is added"]
fn freeze_new_schemas() {
    let connection = Connection::open_in_memory().unwrap();
    for (version, step) in (1..).zip(steps()) {
        connection.execute_batch(&step).unwrap();
        let path = folder("tests/schemas").join(format!("{version:04}.sql"));
        if !path.exists() {
            fs::create_dir_all(folder("tests/schemas")).unwrap();
            fs::write(path, schema(&connection)).unwrap();
        }
    }
}
