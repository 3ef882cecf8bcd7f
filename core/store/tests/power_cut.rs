//! Power cuts at every sync: whatever was accepted is there, whatever is there is whole and in
//! order, and the file is intact.
//!
//! The workload runs once on a disk that records. For every moment around a sync, and some between,
//! the files are made as a power cut would leave them (what was not synced is there, gone or torn,
//! by a seed) and opened anew. The same test with `synchronous=OFF` has to find losses: else it
//! would prove nothing.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on ends there")]

mod support;

use std::path::Path;

use gridwork_model::Class;
use gridwork_powercut::{Disk, Op};
use gridwork_store::{Durability, Erasable, Store, StoreError};
use support::*;

const ANSWERS: u64 = 66;
/// Seeds tried for each moment.
const SEEDS: u64 = 2;

/// What the field does: answers, with downloads between them, a pause, an erasure.
fn work(disk: &Disk, dir: &Path, synchronous_off: bool) -> Result<(), StoreError> {
    let mut config = config(dir);
    config.test.vfs = Some(disk.vfs());
    config.test.synchronous_off = synchronous_off;
    let (store, _) = Store::open(config, Box::new(Counted(1))).expect("the store opens");
    for n in 1..=ANSWERS {
        store.write(Durability::Rebuildable, |tx| {
            tx.put_document(&household(n, 0))?;
            (0..6).try_for_each(|m| tx.put_row(&row(2, n * 10 + m)))
        })?;
        answer(&store, id(n), n)?;
        disk.mark();
        if n == ANSWERS / 3 {
            store.pause()?;
            store.resume().expect("the store resumes");
        }
        if n == ANSWERS / 2 {
            store.write(Durability::Full, |tx| {
                tx.erase(Erasable::Person(id(999)), Class::C2, NOW, "PIPL 47")
            })?;
        }
    }
    Ok(())
}

/// What is wrong after a power cut, if anything.
fn fault(dir: &Path, accepted: u64) -> Option<String> {
    let (store, report) = match Store::open(config(dir), Box::new(Counted(2))) {
        Ok(opened) => opened,
        Err(error) => return Some(format!("does not open: {error}")),
    };
    if report.damaged.is_some() {
        return Some("was set aside".to_owned());
    }
    match check(&store, accepted) {
        Ok(fault) => fault,
        Err(error) => Some(error.to_string()),
    }
}

fn check(store: &Store, accepted: u64) -> Result<Option<String>, StoreError> {
    if !store.verify()?.is_sound() {
        return Ok(Some("is not sound".to_owned()));
    }
    store.read(|reader| {
        let mut answers = 0;
        for n in 1..=ANSWERS {
            let change = reader.change_by_hash(id(n), &hash(n))?.is_some();
            let row = reader.row(1, id(n))?.is_some();
            if change != row {
                return Ok(Some(format!("answer {n} is half there")));
            }
            if change && answers + 1 != n {
                return Ok(Some(format!("answer {n} is there without the one before")));
            }
            answers += u64::from(change);
        }
        if reader.waiting_count()?.other != answers {
            return Ok(Some("the outbox does not fit the changes".to_owned()));
        }
        Ok((answers < accepted).then(|| format!("{accepted} accepted, {answers} there")))
    })
}

/// The moments worth looking at: around each sync, and every so often between.
fn moments(record: &[Op]) -> Vec<usize> {
    let mut moments: Vec<usize> = (0..record.len())
        .filter(|at| matches!(record[*at], Op::Sync { .. }))
        .flat_map(|at| [at, at + 1])
        .chain((0..=record.len()).step_by(29))
        .collect();
    moments.sort_unstable();
    moments.dedup();
    moments
}

fn faults(synchronous_off: bool, enough: usize) -> Vec<String> {
    let disk = Disk::register();
    let dir = tempfile::tempdir().unwrap();
    work(&disk, dir.path(), synchronous_off).unwrap();
    let record = disk.record();
    let mut faults = Vec::new();
    for upto in moments(&record) {
        let accepted = record[..upto].iter().filter(|op| **op == Op::Mark).count() as u64;
        for seed in 0..SEEDS {
            let image = tempfile::tempdir().unwrap();
            Disk::image(&record, upto, seed ^ (upto as u64) << 8, image.path()).unwrap();
            if let Some(fault) = fault(image.path(), accepted) {
                faults.push(format!("cut at {upto} of {}, seed {seed}: {fault}", record.len()));
            }
        }
        if faults.len() >= enough {
            break;
        }
    }
    faults
}

#[test]
fn no_power_cut_loses_what_was_accepted() {
    let faults = faults(false, 5);
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn without_syncs_the_same_test_finds_losses() {
    let faults = faults(true, 5);
    assert!(faults.iter().any(|fault| fault.contains("accepted")), "{faults:#?}");
}

#[test]
fn a_full_disk_refuses_and_forgets_nothing() {
    let disk = Disk::register();
    let dir = tempfile::tempdir().unwrap();
    let mut config = config(dir.path());
    config.test.vfs = Some(disk.vfs());
    let (store, _) = Store::open(config, Box::new(Counted(1))).unwrap();
    store.write(Durability::Full, |tx| tx.put_document(&household(1, 0))).unwrap();
    answer(&store, id(1), 1).unwrap();
    disk.set_full(true);
    assert_eq!(answer(&store, id(1), 2), Err(StoreError::DiskFull));
    assert_eq!(store.read(|r| r.changes(id(1))).unwrap().len(), 1);
    disk.set_full(false);
    answer(&store, id(1), 2).unwrap();
    assert_eq!(store.read(|r| r.changes(id(1))).unwrap().len(), 2);
    assert!(store.verify().unwrap().is_sound());
}
