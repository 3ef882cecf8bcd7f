//! Files are kept sealed, whole, once an owner, and readable at any place; a cut-off import leaves
//! nothing that is ever named.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on ends there")]

mod support;

use std::fs;
use std::path::Path;

use gridwork_model::{Class, Id, Purpose};
use gridwork_seal::sha256;
use gridwork_store::{Durability, FileRow, FileState, NewFile, Store, StoreError};
use proptest::prelude::*;
use support::*;

fn photo(owner: Id, urgent: bool) -> NewFile {
    NewFile {
        owner,
        stream: 0,
        kind: 1,
        mime: "image/jpeg".into(),
        urgent,
        class: Class::C2,
        purpose: Purpose::Visits,
    }
}

fn content(length: usize) -> Vec<u8> {
    (0..length).map(|n| (n * 31 % 251) as u8).collect()
}

fn import(store: &Store, dir: &Path, owner: u64, bytes: &[u8]) -> FileRow {
    let source = dir.join(format!("source-{owner}"));
    fs::write(&source, bytes).unwrap();
    store.import_file(&source, &photo(id(owner), owner == 9)).unwrap()
}

fn blobs(dir: &Path) -> Vec<std::path::PathBuf> {
    fs::read_dir(dir.join("blobs")).unwrap().map(|entry| entry.unwrap().path()).collect()
}

fn read(store: &Store, file: &FileRow) -> Result<Vec<u8>, StoreError> {
    let mut bytes = Vec::new();
    store.open_file(file)?.copy_to(&mut bytes)?;
    Ok(bytes)
}

#[test]
fn a_file_comes_back_as_it_was_whatever_its_length() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    for (owner, length) in (1..).zip([0, 1, 65_535, 65_536, 65_537, 300_000]) {
        let bytes = content(length);
        let file = import(&store, dir.path(), owner, &bytes);
        assert_eq!((file.hash, file.size), (sha256(&[&bytes]), length as u64));
        assert_eq!(read(&store, &file).unwrap(), bytes);
        assert_eq!(store.read(|r| r.file(id(owner), &file.hash)).unwrap(), Some(file));
    }
    let report = store.verify().unwrap();
    assert!(report.is_sound());
    assert_eq!((report.files, report.orphans), (6, 0));
}

#[test]
fn the_same_content_is_kept_once_an_owner_and_not_in_clear() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    let bytes = b"a face that must not be found on a stolen phone".repeat(20);
    let first = import(&store, dir.path(), 1, &bytes);
    assert_eq!(import(&store, dir.path(), 1, &bytes), first);
    assert_eq!(blobs(dir.path()).len(), 1);
    import(&store, dir.path(), 2, &bytes);
    assert_eq!(blobs(dir.path()).len(), 2, "another owner's can be erased alone");
    for blob in blobs(dir.path()) {
        let name = blob.file_name().unwrap().to_string_lossy().into_owned();
        let hash: String = first.hash.iter().map(|byte| format!("{byte:02x}")).collect();
        assert_ne!(name, hash, "the name does not confirm the content");
        assert!(!fs::read(blob).unwrap().windows(16).any(|w| w == &bytes[..16]));
    }
}

#[test]
fn the_smallest_of_the_most_urgent_goes_first_and_remembers_its_parts() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    import(&store, dir.path(), 1, &content(5_000));
    import(&store, dir.path(), 2, &content(1_000));
    let urgent = import(&store, dir.path(), 9, &content(9_000));
    let order = |store: &Store| -> Vec<Id> {
        store.read(|r| r.files_to_send(9)).unwrap().iter().map(|file| file.owner).collect()
    };
    assert_eq!(order(&store), [id(9), id(2), id(1)]);
    store.write(Durability::Full, |tx| tx.set_file_parts(urgent.no, &[0b101])).unwrap();
    let known = store.read(|r| r.file_no(urgent.no)).unwrap().unwrap();
    assert_eq!([0, 1, 2, 3, 99].map(|part| known.holds(part)), [true, false, true, false, false]);
    store.write(Durability::Full, |tx| tx.set_file_state(urgent.no, FileState::Complete)).unwrap();
    assert_eq!(order(&store), [id(2), id(1)]);
    assert_eq!(store.read(|r| r.files_of(id(9))).unwrap()[0].state, FileState::Complete);
}

#[test]
fn a_removed_file_takes_its_blob_with_it_once_that_is_durable() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    let file = import(&store, dir.path(), 1, &content(100));
    let rolled_back: Result<(), StoreError> = store.write(Durability::Full, |tx| {
        tx.remove_file(file.no)?;
        Err(StoreError::Interrupted)
    });
    assert!(rolled_back.is_err());
    assert_eq!(read(&store, &file).unwrap(), content(100));
    store.write(Durability::Full, |tx| tx.remove_file(file.no)).unwrap();
    assert!(blobs(dir.path()).is_empty());
    assert_eq!(store.open_file(&file).err(), Some(StoreError::Damaged("data key")));
}

#[test]
fn a_kill_between_rename_and_row_leaves_a_blob_that_is_swept() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    let file = import(&store, dir.path(), 1, &content(100));
    // As a kill leaves them: a blob whose row was not committed, and one that was not finished.
    let orphan = dir.path().join("blobs").join("ab".repeat(32));
    fs::copy(&blobs(dir.path())[0], &orphan).unwrap();
    fs::write(dir.path().join("blobs/new-0000000000000000-1"), b"half").unwrap();
    assert_eq!(store.verify().unwrap().orphans, 2);
    assert_eq!(store.sweep().unwrap(), 2);
    assert_eq!(read(&store, &file).unwrap(), content(100));
    assert_eq!(store.sweep().unwrap(), 0);
}

#[test]
fn a_file_that_cannot_be_read_leaves_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    let missing = store.import_file(&dir.path().join("nothing"), &photo(id(1), false));
    assert!(matches!(missing, Err(StoreError::Io(_))));
    assert!(blobs(dir.path()).is_empty());
}

#[test]
fn an_import_within_a_write_is_busy() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    let source = dir.path().join("source");
    fs::write(&source, content(10)).unwrap();
    let busy = store.write(Durability::Full, |_| store.import_file(&source, &photo(id(1), false)));
    assert_eq!(busy, Err(StoreError::Busy));
    assert!(blobs(dir.path()).is_empty());
}

#[test]
fn a_store_is_shared_between_threads() {
    fn shared<T: Send + Sync>() {}
    shared::<Store>();
}

#[test]
fn a_missing_blob_is_reported_and_named() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    let file = import(&store, dir.path(), 1, &content(100));
    fs::remove_file(&blobs(dir.path())[0]).unwrap();
    assert_eq!(store.open_file(&file).err(), Some(StoreError::Missing("blob")));
    assert_eq!(store.verify().unwrap().files_damaged, 1);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn any_part_of_a_file_can_be_read_alone(
        length in 0usize..200_000, offset in 0u64..220_000, wanted in 0usize..150_000,
    ) {
        let dir = tempfile::tempdir().unwrap();
        let store = open(dir.path());
        let bytes = content(length);
        let file = import(&store, dir.path(), 1, &bytes);
        let mut out = vec![0; wanted];
        let read = store.open_file(&file).unwrap().read_at(offset, &mut out).unwrap();
        let start = (offset as usize).min(length);
        prop_assert_eq!(&out[..read], &bytes[start..(start + wanted).min(length)]);
    }

    #[test]
    fn a_changed_cut_or_swapped_blob_never_opens_as_something_else(
        at: prop::sample::Index, bit in 0u8..8, cut: prop::sample::Index, what in 0u8..3,
    ) {
        let dir = tempfile::tempdir().unwrap();
        let store = open(dir.path());
        let file = import(&store, dir.path(), 1, &content(150_000));
        let path = &blobs(dir.path())[0];
        let mut blob = fs::read(path).unwrap();
        match what {
            0 => {
                let at = at.index(blob.len());
                blob[at] ^= 1 << bit;
            }
            1 => blob.truncate(cut.index(blob.len())),
            _ => {
                let stride = 65_536 + 33;
                let (first, second) = blob[12..].split_at_mut(stride);
                first.swap_with_slice(&mut second[..stride]);
            }
        }
        fs::write(path, blob).unwrap();
        prop_assert_eq!(read(&store, &file), Err(StoreError::Damaged("blob")));
        prop_assert_eq!(store.verify().unwrap().files_damaged, 1);
    }
}

#[test]
fn what_is_captured_is_hashed_both_ways_and_keeps_its_owner_here() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    let bytes = content(200_000);
    let source = dir.path().join("source");
    fs::write(&source, &bytes).unwrap();
    let kept = NewFile { kind: gridwork_store::KEPT_KIND, ..photo(id(5), false) };
    let (file, digests) = store.capture_file(&source, &kept).unwrap();
    assert_eq!(digests, gridwork_seal::DualHash::of(&bytes));
    assert_eq!((file.hash, file.size), (digests.sha256, bytes.len() as u64));
    assert_eq!(store.open_file(&file).unwrap().digests().unwrap(), digests);
    assert_eq!(read(&store, &file).unwrap(), bytes);
    let (small, digests) = store.capture_bytes(b"small", &photo(id(6), false)).unwrap();
    assert_eq!((small.size, digests.sha256), (5, sha256(&[b"small"])));
    // Whatever else leaves, it stays until it is let go by name.
    let leaves = |owner: u64| store.write(Durability::Full, |tx| tx.remove_entity(id(owner)));
    assert_eq!(leaves(5), Err(StoreError::Unsent(id(5))));
    // And what the hub has not had stays until it has it, or will not have it.
    assert_eq!(leaves(6), Err(StoreError::Unsent(id(6))));
    store.write(Durability::Full, |tx| tx.set_file_state(small.no, FileState::Complete)).unwrap();
    assert_eq!(leaves(6), Ok(()));
    assert_eq!(blobs(dir.path()).len(), 1);
    store.write(Durability::Full, |tx| tx.remove_file(file.no)).unwrap();
    assert_eq!(leaves(5), Ok(()));
    assert!(blobs(dir.path()).is_empty());
}
