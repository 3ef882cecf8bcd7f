//! The one suite every storage runs. Goal: the invariants in [`super`] hold for any implementation.
//! Method: each fact gets a fresh storage through the public trait; an implementation is added by
//! one line in [`every_storage`].

use gridwork_model::{Class, Id, Moment, Purpose, StreamId};

use super::drawer::{load, store};
use super::rows::kind;
use super::sqlite::SqliteStorage;
use super::{Drawer, EntityRow, HeadRow, Membership, NewEntry, Storage, StorageError, Writing};

type Fresh<'a> = &'a dyn Fn() -> Box<dyn Storage>;

fn every_storage(fact: impl Fn(Fresh<'_>)) {
    let folder = tempfile::tempdir().unwrap();
    let count = std::cell::Cell::new(0);
    fact(&|| {
        count.set(count.get() + 1);
        Box::new(SqliteStorage::open(&folder.path().join(format!("{}.db", count.get()))).unwrap())
    });
}

const STREAM: StreamId = StreamId::new(Id::from_bytes([7; 16]), Class::C2, Purpose::Roster);
const ENTITY: Id = Id::from_bytes([9; 16]);

fn head(number: u64) -> HeadRow {
    HeadRow {
        stream: STREAM,
        number,
        hash: [number as u8; 32],
        ratchet: vec![number as u8; 41],
        next_ordinal: number as u32,
    }
}

fn entry(payload: &[u8]) -> NewEntry<'_> {
    NewEntry {
        entity: ENTITY,
        kind: kind::CHANGE,
        author: 3,
        step: Some(11),
        origin: STREAM,
        effective: true,
        at: Moment(1),
        hash: [5; 32],
        salt: [6; 16],
        payload,
    }
}

fn append(w: &mut dyn Writing, number: u64) -> Result<(), StorageError> {
    let id = w.store_entry(&entry(b"secret"))?;
    w.append(&head(number), id, &ENTITY, &[8; 16])
}

#[test]
fn a_transaction_that_is_dropped_has_changed_nothing() {
    every_storage(|fresh| {
        let storage = fresh();
        let mut w = storage.writing().unwrap();
        append(&mut *w, 1).unwrap();
        w.put(Drawer::Meta, b"k", b"v").unwrap();
        drop(w);
        let r = storage.reading().unwrap();
        assert_eq!(r.head(&STREAM).unwrap(), None);
        assert_eq!(r.get(Drawer::Meta, b"k").unwrap(), None);
    });
}

#[test]
fn numbers_follow_on_and_a_gap_is_refused() {
    every_storage(|fresh| {
        let storage = fresh();
        let mut w = storage.writing().unwrap();
        append(&mut *w, 1).unwrap();
        append(&mut *w, 2).unwrap();
        assert!(matches!(append(&mut *w, 4), Err(StorageError::Gap { stands: 2, expected: 3 })));
        assert!(matches!(append(&mut *w, 1), Err(StorageError::Gap { stands: 2, expected: 0 })));
        append(&mut *w, 3).unwrap();
        w.commit().unwrap();
        let r = storage.reading().unwrap();
        let numbers: Vec<_> =
            r.placed(&STREAM, 1, 9, 10).unwrap().iter().map(|p| p.number).collect();
        assert_eq!(numbers, [2, 3]);
        assert_eq!(r.head(&STREAM).unwrap(), Some(head(3)));
        assert_eq!(r.streams().unwrap(), [STREAM]);
    });
}

#[test]
fn a_view_does_not_see_what_was_committed_after_it_began() {
    every_storage(|fresh| {
        let storage = fresh();
        let before = storage.reading().unwrap();
        let mut w = storage.writing().unwrap();
        append(&mut *w, 1).unwrap();
        w.commit().unwrap();
        assert_eq!(before.head(&STREAM).unwrap(), None);
        drop(before);
        assert_eq!(storage.reading().unwrap().head(&STREAM).unwrap(), Some(head(1)));
    });
}

#[test]
fn concurrent_writers_leave_no_gap_and_no_number_twice() {
    every_storage(|fresh| {
        let storage = fresh();
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    for round in 0..25 {
                        let mut w = storage.writing().unwrap();
                        let next = w.head(&STREAM).unwrap().map_or(1, |h| h.number + 1);
                        append(&mut *w, next).unwrap();
                        if round % 5 != 4 {
                            w.commit().unwrap();
                        }
                    }
                });
            }
        });
        let r = storage.reading().unwrap();
        let numbers: Vec<_> =
            r.placed(&STREAM, 0, u64::MAX >> 1, 1_000).unwrap().iter().map(|p| p.number).collect();
        assert_eq!(numbers, (1..=80).collect::<Vec<u64>>());
    });
}

#[test]
fn entries_come_back_as_they_were_stored() {
    every_storage(|fresh| {
        let storage = fresh();
        let mut w = storage.writing().unwrap();
        append(&mut *w, 1).unwrap();
        let found = w.placed_of(&STREAM, &ENTITY, 0, 1).unwrap().remove(0).entry;
        assert_eq!((found.author, found.step, found.origin), (3, Some(11), STREAM));
        assert_eq!((found.hash, found.salt, found.at), ([5; 32], [6; 16], Moment(1)));
        assert_eq!(found.payload, b"secret");
        assert_eq!(w.entry(found.id).unwrap().unwrap(), found);
        assert_eq!(w.entries_of(&ENTITY).unwrap(), [found]);
    });
}

#[test]
fn a_destroyed_entry_keeps_its_number_and_nothing_else() {
    every_storage(|fresh| {
        let storage = fresh();
        let mut w = storage.writing().unwrap();
        append(&mut *w, 1).unwrap();
        assert_eq!(w.destroy_entries(&ENTITY).unwrap(), 1);
        w.commit().unwrap();
        storage.scrub().unwrap();
        let placed = storage.reading().unwrap().placed(&STREAM, 0, 1, 1).unwrap().remove(0);
        assert_eq!(placed.number, 1);
        assert_eq!((placed.entry.hash, placed.entry.salt), ([0; 32], [0; 16]));
        assert!(placed.entry.payload.is_empty());
    });
}

#[test]
fn stays_of_an_entity_are_kept_apart() {
    every_storage(|fresh| {
        let storage = fresh();
        let mut w = storage.writing().unwrap();
        append(&mut *w, 1).unwrap();
        let first = Membership { entity: ENTITY, ordinal: 0, entered: 1, left: None };
        w.enter(&STREAM, &first).unwrap();
        w.leave(&STREAM, &ENTITY, 2).unwrap();
        let second = Membership { entity: ENTITY, ordinal: 1, entered: 3, left: None };
        w.enter(&STREAM, &second).unwrap();
        assert_eq!(w.membership(&STREAM, &ENTITY).unwrap(), Some(second));
        let left = Membership { left: Some(2), ..first };
        assert_eq!(w.member_at(&STREAM, 0).unwrap(), Some(left));
        assert_eq!(w.members_from(&STREAM, 0, 9).unwrap(), [left, second]);
        assert_eq!(w.memberships(&ENTITY).unwrap(), [(STREAM, left), (STREAM, second)]);
    });
}

#[test]
fn records_are_listed_in_key_order_under_their_prefix() {
    every_storage(|fresh| {
        let storage = fresh();
        let mut w = storage.writing().unwrap();
        for key in [&[1u8, 0xff, 0xff][..], &[1, 0xff], &[2], &[1, 3], &[0xff, 0xff]] {
            w.put(Drawer::Meta, key, key).unwrap();
        }
        w.put(Drawer::Codes, &[1, 9], b"other drawer").unwrap();
        let keys = |prefix: &[u8], after: Option<&[u8]>| -> Vec<Vec<u8>> {
            w.list(Drawer::Meta, prefix, after, 10).unwrap().into_iter().map(|(k, _)| k).collect()
        };
        assert_eq!(keys(&[1], None), [vec![1, 3], vec![1, 0xff], vec![1, 0xff, 0xff]]);
        assert_eq!(keys(&[1, 0xff], Some(&[1, 0xff])), [vec![1, 0xff, 0xff]]);
        assert_eq!(keys(&[0xff], None), [vec![0xff, 0xff]]);
        assert_eq!(keys(&[], None).len(), 5);
        assert_eq!(w.last(Drawer::Meta, &[1]).unwrap().unwrap().0, [1, 0xff, 0xff]);
        assert_eq!(w.count(Drawer::Meta, &[1]).unwrap(), 3);
    });
}

#[test]
fn records_and_entities_are_replaced_and_removed() {
    every_storage(|fresh| {
        let storage = fresh();
        let mut w = storage.writing().unwrap();
        store(&mut *w, Drawer::Meta, b"n", &7u32).unwrap();
        store(&mut *w, Drawer::Meta, b"n", &8u32).unwrap();
        assert_eq!(load::<u32>(&*w, Drawer::Meta, b"n").unwrap(), Some(8));
        w.remove(Drawer::Meta, b"n").unwrap();
        assert_eq!(load::<u32>(&*w, Drawer::Meta, b"n").unwrap(), None);
        let mut row = EntityRow {
            id: ENTITY,
            kind: kind::LEDGER,
            org: Id::NIL,
            class: Class::C3,
            founding: vec![1],
            data_key: vec![2],
            state: vec![3],
            erased: false,
        };
        w.put_entity(&row).unwrap();
        row.state = vec![4];
        row.erased = true;
        w.put_entity(&row).unwrap();
        assert_eq!(w.entity(&ENTITY).unwrap(), Some(row.clone()));
        assert_eq!(w.entities(kind::LEDGER, None, 9).unwrap(), [row]);
        assert_eq!(w.entities(kind::CHANGE, None, 9).unwrap(), []);
    });
}

#[test]
fn a_copy_holds_what_was_committed() {
    every_storage(|fresh| {
        let storage = fresh();
        let mut w = storage.writing().unwrap();
        append(&mut *w, 1).unwrap();
        w.commit().unwrap();
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("copy.db");
        storage.copy_to(&file).unwrap();
        storage.verify().unwrap();
        let copy = SqliteStorage::open(&file).unwrap();
        assert_eq!(copy.reading().unwrap().head(&STREAM).unwrap(), Some(head(1)));
    });
}

#[test]
fn a_newer_file_is_refused_untouched() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("hub.db");
    SqliteStorage::open(&path).unwrap();
    let raw = rusqlite::Connection::open_with_flags(&path, rusqlite::OpenFlags::default()).unwrap();
    raw.pragma_update(None, "user_version", 999).unwrap();
    drop(raw);
    let known = SqliteStorage::schema_version();
    assert!(matches!(
        SqliteStorage::open(&path),
        Err(StorageError::Newer { found: 999, known: k }) if k == known
    ));
}
