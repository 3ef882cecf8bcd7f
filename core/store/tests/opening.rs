//! Every way a store can fail to open is a named state with a way on, and none of them loses what
//! was there.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on ends there")]

mod support;

use std::fs;
use std::io::{Seek, SeekFrom, Write};
use std::path::Path;

use gridwork_model::LedgerEntry;
use gridwork_seal::{Hash, SymmetricKey};
use gridwork_store::{
    Durability, ItemRef, NewItem, OpenError, SCHEMA, Store, StoreConfig, StoreError,
};
use rusqlite::{Connection, OpenFlags};
use support::*;

fn database(dir: &Path) -> std::path::PathBuf {
    dir.join("gridwork.db")
}

fn raw(dir: &Path) -> Connection {
    Connection::open_with_flags(database(dir), OpenFlags::default()).unwrap()
}

/// A store with one household, one unsent change, an unsent ledger entry and a name.
fn filled(dir: &Path) -> Store {
    let store = open(dir);
    store
        .write(Durability::Full, |tx| {
            tx.put_document(&household(1, 0))?;
            tx.set_meta("device", b"seven")?;
            let entry = step(50, id(60));
            let no = tx.add_ledger(new_ledger(&entry, 0))?.no;
            tx.enqueue(NewItem { item: ItemRef::Ledger(no), stream: 0, urgent: true })
        })
        .unwrap();
    answer(&store, id(1), 1).unwrap();
    store
}

#[test]
fn a_new_store_says_so_and_an_old_one_does_not() {
    let dir = tempfile::tempdir().unwrap();
    let (store, report) = open_with_report(dir.path());
    assert!(report.created && report.damaged.is_none() && report.migrated_from.is_none());
    drop(store);
    let (_store, report) = open_with_report(dir.path());
    assert_eq!(report, Default::default());
}

#[test]
fn another_key_is_refused_and_the_right_one_still_opens() {
    let dir = tempfile::tempdir().unwrap();
    drop(filled(dir.path()));
    let wrong = StoreConfig::new(dir.path(), SymmetricKey::from_bytes([8; 32]), "today");
    assert_eq!(Store::open(wrong, entropy(dir.path())).err(), Some(OpenError::WrongKey));
    let (store, report) = open_with_report(dir.path());
    assert_eq!(report, Default::default());
    assert_eq!(store.read(|r| r.changes(id(1))).unwrap().len(), 1);
}

#[test]
fn a_newer_file_is_refused_untouched() {
    let dir = tempfile::tempdir().unwrap();
    drop(filled(dir.path()));
    raw(dir.path()).pragma_update(None, "user_version", SCHEMA + 1).unwrap();
    let before = fs::read(database(dir.path())).unwrap();
    let refused = Store::open(config(dir.path()), entropy(dir.path())).err();
    assert_eq!(refused, Some(OpenError::Newer { found: SCHEMA + 1, known: SCHEMA }));
    assert_eq!(fs::read(database(dir.path())).unwrap(), before);
}

#[test]
fn a_newer_version_that_is_still_in_the_wal_is_refused_untouched() {
    let dir = tempfile::tempdir().unwrap();
    drop(filled(dir.path()));
    let writer = raw(dir.path());
    writer.pragma_update(None, "user_version", SCHEMA + 1).unwrap();
    // Copied while the other connection is open: nothing has been moved into the database yet.
    let copy = tempfile::tempdir().unwrap();
    for name in ["gridwork.db", "gridwork.db-wal"] {
        fs::copy(dir.path().join(name), copy.path().join(name)).unwrap();
    }
    let wal = copy.path().join("gridwork.db-wal");
    let before = (fs::read(database(copy.path())).unwrap(), fs::read(&wal).unwrap());
    let refused = Store::open(config(copy.path()), entropy(copy.path())).err();
    assert_eq!(refused, Some(OpenError::Newer { found: SCHEMA + 1, known: SCHEMA }));
    assert_eq!((fs::read(database(copy.path())).unwrap(), fs::read(&wal).unwrap()), before);
}

#[test]
fn a_second_handle_is_refused_until_the_first_pauses() {
    let dir = tempfile::tempdir().unwrap();
    let first = filled(dir.path());
    let second = || Store::open(config(dir.path()), entropy(dir.path()));
    assert_eq!(second().err(), Some(OpenError::InUse));
    first.pause().unwrap();
    let second_store = second().unwrap().0;
    assert_eq!(first.resume().err(), Some(OpenError::InUse));
    drop(second_store);
    first.resume().unwrap();
    assert_eq!(first.read(|r| r.changes(id(1))).unwrap().len(), 1);
}

#[test]
fn a_paused_store_holds_no_file_and_says_paused() {
    let dir = tempfile::tempdir().unwrap();
    let store = filled(dir.path());
    store.pause().unwrap();
    store.pause().unwrap();
    assert_eq!(store.read(|r| r.meta("device")), Err(StoreError::Paused));
    let written = store.write(Durability::Full, |tx| tx.set_meta("device", b"eight"));
    assert_eq!(written, Err(StoreError::Paused));
    assert!(!dir.path().join("gridwork.db-wal").exists(), "everything is in the database");
    store.resume().unwrap();
    store.resume().unwrap();
    assert_eq!(store.read(|r| r.meta("device")).unwrap().unwrap(), b"seven");
}

#[test]
fn a_wiped_store_leaves_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let home = dir.path().join("store");
    let store = filled(&home);
    store.wipe().unwrap();
    assert!(!home.exists());
    assert_eq!(store.read(|r| r.meta("device")), Err(StoreError::Paused));
}

#[test]
fn a_folder_that_cannot_be_written_is_named() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("file");
    fs::write(&file, b"not a folder").unwrap();
    let refused = Store::open(config(&file.join("store")), Box::new(Counted(1))).err();
    assert!(matches!(refused, Some(OpenError::Io(_) | OpenError::ReadOnly)), "{refused:?}");
    let kernel = Path::new("/proc/gridwork");
    if cfg!(target_os = "linux") {
        let refused = Store::open(config(kernel), Box::new(Counted(1))).err();
        assert!(matches!(refused, Some(OpenError::Io(_) | OpenError::ReadOnly)), "{refused:?}");
    }
}

#[test]
fn a_file_that_is_no_database_is_set_aside_and_kept() {
    let dir = tempfile::tempdir().unwrap();
    drop(filled(dir.path()));
    let mut file = fs::File::options().write(true).open(database(dir.path())).unwrap();
    file.write_all(b"gone with the wind").unwrap();
    drop(file);
    let (store, report) = open_with_report(dir.path());
    let kept_as = report.damaged.unwrap();
    assert!(report.created);
    assert!(kept_as.ends_with("damaged-today"));
    assert!(fs::read(kept_as.join("gridwork.db")).unwrap().starts_with(b"gone with the wind"));
    assert_eq!(store.read(|r| r.meta("device")).unwrap(), None);
    answer_something(&store);
}

#[test]
fn a_second_damaged_file_of_the_day_gets_its_own_place() {
    let dir = tempfile::tempdir().unwrap();
    for expected in ["damaged-today", "damaged-today-2"] {
        drop(filled(dir.path()));
        fs::write(database(dir.path()), vec![0xa5; 8192]).unwrap();
        let (_store, report) = open_with_report(dir.path());
        assert!(report.damaged.unwrap().ends_with(expected));
    }
}

#[test]
fn a_condemned_file_is_set_aside_and_its_unsent_work_salvaged() {
    let dir = tempfile::tempdir().unwrap();
    let store = filled(dir.path());
    let picture = dir.path().join("picture");
    fs::write(&picture, b"a picture").unwrap();
    let file = store.import_file(&picture, &photo(id(1))).unwrap();
    store.condemn().unwrap();
    let kept_as = store.resume().unwrap().damaged.unwrap();
    let salvage = store.salvage(&kept_as, NOW).unwrap();
    assert_eq!(salvage.unreadable, 0);
    assert_eq!(salvage.changes.len(), 1);
    assert_eq!(salvage.changes[0].0, household(1, 0));
    assert_eq!(salvage.changes[0].1.intent.as_deref(), Some(b"what was meant".as_slice()));
    assert_eq!(salvage.ledger[0].entry, step(50, id(60)));
    assert!(salvage.meta.contains(&("device".to_owned(), b"seven".to_vec())));
    // The blob stayed in its folder; the new database takes it over.
    assert_eq!(store.sweep().unwrap(), 0);
    store.write(Durability::Full, |tx| tx.adopt_file(&salvage.files[0])).unwrap();
    let adopted = store.read(|r| r.file(id(1), &file.hash)).unwrap().unwrap();
    let mut content = Vec::new();
    store.open_file(&adopted).unwrap().copy_to(&mut content).unwrap();
    assert_eq!(content, b"a picture");
}

#[test]
fn damage_met_at_work_is_checked_at_the_next_open() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    for n in 1..200 {
        store.write(Durability::Rebuildable, |tx| tx.put_document(&household(n, 0))).unwrap();
        answer(&store, id(n), n).unwrap();
    }
    drop(store);
    // Wreck every page behind the first few: the header stays good, so the store opens.
    let length = fs::metadata(database(dir.path())).unwrap().len();
    let mut file = fs::File::options().write(true).open(database(dir.path())).unwrap();
    for page in (40..length / 4096).step_by(2) {
        file.seek(SeekFrom::Start(page * 4096)).unwrap();
        file.write_all(&[0xa5; 512]).unwrap();
    }
    drop(file);
    let (store, report) = open_with_report(dir.path());
    assert_eq!(report.damaged, None, "opening does not read everything");
    let met = (1..200).find_map(|n| store.read(|r| r.changes(id(n))).err());
    assert!(matches!(met, Some(StoreError::Damaged(_))), "{met:?}");
    assert!(!store.verify().unwrap().is_sound());
    drop(store);
    let (store, report) = open_with_report(dir.path());
    let kept_as = report.damaged.expect("the whole file was checked");
    let salvage = store.salvage(&kept_as, NOW).unwrap();
    assert!(salvage.unreadable > 0 || salvage.changes.len() < 199);
    for (document, change) in &salvage.changes {
        assert_eq!((document.id, change.document), (change.document, document.id));
    }
}

#[test]
fn a_damaged_schema_is_noticed_and_set_aside() {
    let dir = tempfile::tempdir().unwrap();
    drop(filled(dir.path()));
    let path = database(dir.path());
    let mut bytes = fs::read(&path).unwrap();
    let column = b"raw      BLOB NOT NULL";
    let at = bytes.windows(column.len()).position(|window| window == column).unwrap();
    bytes[at] = b's';
    fs::write(&path, bytes).unwrap();
    let store = open(dir.path());
    assert_eq!(store.read(|r| r.changes(id(1))), Err(StoreError::Damaged("schema")));
    drop(store);
    assert!(open_with_report(dir.path()).1.damaged.is_some());
}

/// Everything the store was filled with, as it reads.
fn held(store: &Store) -> Result<Held, StoreError> {
    store.read(|r| {
        let changes = r.changes(id(1))?.into_iter().map(|it| (it.hash, it.raw, it.intent));
        let entries = r.ledger(id(60))?.into_iter().map(|it| (it.author, it.entry));
        let (changes, entries) = (changes.collect(), entries.collect());
        let waiting = r.waiting(10)?.into_iter().map(|it| (it.item, it.stream, it.urgent));
        Ok(Held { changes, entries, waiting: waiting.collect(), name: r.meta("device")? })
    })
}

#[derive(Debug, PartialEq, Eq)]
struct Held {
    changes: Vec<(Hash, Vec<u8>, Option<Vec<u8>>)>,
    entries: Vec<(u32, LedgerEntry)>,
    waiting: Vec<(ItemRef, u8, bool)>,
    name: Option<Vec<u8>>,
}

/// Everything is there as it was, or the damage has a name: at opening, and then nothing is touched; by
/// a copy set aside, out of which what was not sent is read or counted as unreadable; at reading; or by
/// the look at everything.
#[test]
fn a_flipped_byte_anywhere_is_never_taken_for_data() {
    let dir = tempfile::tempdir().unwrap();
    let expected = held(&filled(dir.path())).unwrap();
    assert_eq!((expected.changes.len(), expected.entries.len()), (1, 1));
    assert_eq!((expected.waiting.len(), expected.name.as_deref()), (2, Some(&b"seven"[..])));
    let good = fs::read(database(dir.path())).unwrap();
    let (mut whole, mut named) = (0, 0);
    for at in (0..good.len()).step_by(251) {
        let flipped = tempfile::tempdir().unwrap();
        let mut bytes = good.clone();
        bytes[at] ^= 0x10;
        fs::write(database(flipped.path()), &bytes).unwrap();
        named += 1;
        let (store, report) = match Store::open(config(flipped.path()), entropy(flipped.path())) {
            Ok(opened) => opened,
            Err(error) => {
                let kept = fs::read(database(flipped.path())).unwrap();
                assert!(kept == bytes, "byte {at}: {error}, and the file was touched");
                continue;
            }
        };
        if let Some(kept) = report.damaged {
            let salvage = store.salvage(&kept, NOW).unwrap();
            let change = salvage.changes.iter().any(|(_, it)| it.raw == expected.changes[0].1);
            let entry = salvage.ledger.iter().any(|it| it.entry == expected.entries[0].1);
            assert!((change && entry) || salvage.unreadable > 0, "byte {at}: {salvage:?}");
            continue;
        }
        match held(&store) {
            Ok(found) if found == expected => {
                (whole, named) = (whole + 1, named - 1);
            }
            Ok(found) => {
                let sound = store.verify().is_ok_and(|report| report.is_sound());
                assert!(!sound, "byte {at} is taken for data: {found:?}");
            }
            Err(StoreError::Damaged(_) | StoreError::Missing(_) | StoreError::Sqlite { .. }) => {}
            Err(other) => panic!("byte {at}: {other}"),
        }
    }
    assert!(whole > 0 && named > 0, "{whole} without effect, {named} named");
}

#[test]
fn a_sealed_value_that_does_not_open_sets_the_file_aside_at_the_next_open() {
    let dir = tempfile::tempdir().unwrap();
    let expected = held(&filled(dir.path())).unwrap();
    let sql = "UPDATE changes SET raw = CAST(zeroblob(length(raw)) AS BLOB)";
    assert_eq!(raw(dir.path()).execute(sql, []).unwrap(), 1);
    let (store, report) = open_with_report(dir.path());
    assert_eq!(report, Default::default(), "nobody has met it");
    assert!(matches!(held(&store), Err(StoreError::Damaged(_))));
    assert!(matches!(held(&store), Err(StoreError::Damaged(_))), "and it would be met each time");
    drop(store);
    let (store, report) = open_with_report(dir.path());
    let kept = report.damaged.expect("SQLite finds nothing wrong, and it is set aside");
    let salvage = store.salvage(&kept, NOW).unwrap();
    assert_eq!((salvage.changes.len(), salvage.unreadable), (0, 1));
    assert_eq!(salvage.ledger[0].entry, expected.entries[0].1, "the rest is said again");
}

#[test]
fn an_exported_copy_opens_as_a_store() {
    let dir = tempfile::tempdir().unwrap();
    let store = filled(dir.path());
    let copy = tempfile::tempdir().unwrap();
    store.export_copy(&database(copy.path())).unwrap();
    let (copied, report) = open_with_report(copy.path());
    assert_eq!(report, Default::default());
    assert_eq!(copied.read(|r| r.changes(id(1))), store.read(|r| r.changes(id(1))));
    // The connection that was lent for it reads only again.
    assert!(copied.verify().unwrap().is_sound() && store.verify().unwrap().is_sound());
}

fn answer_something(store: &Store) {
    store.write(Durability::Full, |tx| tx.put_document(&household(1, 0))).unwrap();
    answer(store, id(1), 1).unwrap();
    assert!(store.verify().unwrap().is_sound());
}

fn photo(owner: gridwork_model::Id) -> gridwork_store::NewFile {
    gridwork_store::NewFile {
        owner,
        stream: 0,
        kind: 1,
        mime: "image/jpeg".into(),
        urgent: false,
        class: gridwork_model::Class::C2,
        purpose: gridwork_model::Purpose::Roster,
    }
}
