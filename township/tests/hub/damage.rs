//! A byte of the hub's database that turned over on the disk: whatever is asked ends in the right
//! data or in a named error, and `verify` finds what sealed and hashed content can show.

use std::fs;
use std::path::Path;

use gridwork_model::Id;
use gridwork_model::permission::Role;
use gridwork_township::register::list::Part;
use gridwork_township::{Hub, Limits};

use crate::support::{Counting, Fixture, NOON, fixture};

/// Bytes that are turned over, one at a time, spread over the file.
const FLIPS: u64 = 60;

/// The first page of households as a clerk reads it.
fn page(hub: &Hub, f: &Fixture) -> Result<String, &'static str> {
    let clerk = f.caller(Role::DataClerk);
    let read = hub.households(&clerk, Id::NIL, "", Part { skip: 0, limit: 20 }, NOON);
    match read {
        Ok(page) => Ok(serde_json::to_string(&page).unwrap()),
        Err(error) => Err(error.code()),
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        match entry.path().is_dir() {
            true => copy(&entry.path(), &target),
            false => drop(fs::copy(entry.path(), target).unwrap()),
        }
    }
}

#[test]
fn a_flipped_byte_is_named_or_does_no_harm() {
    let f = fixture(1);
    let right = page(&f.hub, &f).unwrap();
    let whole = f.folder.path().join("whole");
    copy(&f.folder.path().join("hub"), &whole);
    let open = |folder: &Path| Hub::open(folder, None, Limits::for_tests(), Box::new(Counting(9)));
    // What is still in the log beside the file goes into the file first.
    let flags = rusqlite::OpenFlags::SQLITE_OPEN_READ_WRITE;
    let database = rusqlite::Connection::open_with_flags(whole.join("hub.db"), flags).unwrap();
    database.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).unwrap();
    drop(database);
    let bytes = fs::read(whole.join("hub.db")).unwrap();
    assert!(bytes.len() > 200_000, "{}", bytes.len());
    let (mut named, mut unharmed) = (0, 0);
    for flip in 0..FLIPS {
        let place = (bytes.len() as u64 * flip / FLIPS) as usize + (flip as usize * 37) % 100;
        let mut damaged = bytes.clone();
        damaged[place] ^= 1 << (flip % 8);
        fs::write(whole.join("hub.db"), &damaged).unwrap();
        for beside in ["hub.db-wal", "hub.db-shm"] {
            let _ = fs::remove_file(whole.join(beside));
        }
        let outcome = open(&whole).and_then(|hub| {
            let read = page(&hub, &f);
            hub.verify().map(|_| read)
        });
        match outcome {
            Err(error) => {
                assert!(!error.advice().is_empty());
                named += 1;
            }
            // Free pages, room between rows, or content that no check covers and that was not read.
            Ok(Ok(read)) => {
                assert_eq!(read, right, "at {place}");
                unharmed += 1;
            }
            Ok(Err(code)) => panic!("verified as sound at {place}, and reading says {code}"),
        }
    }
    // What lies in the room between rows harms nobody; chains and seals cover what was said.
    assert!(named > 15, "{named} named, {unharmed} unharmed");
}
