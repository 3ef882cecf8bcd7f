//! A damaged file: what was not sent is said again from the copy that was set aside, once.

#![expect(clippy::disallowed_methods, reason = "the file is damaged from outside")]

use std::io::{Seek, SeekFrom, Write};
use std::path::Path;

use gridwork_core::{
    Code, Core, CoreError, CoreStatus, HttpOutcome, NewIncident, NewPerson, SyncBudget,
};
use gridwork_model::permission::Role;
use gridwork_model::{Id, Purpose};
use gridwork_tests::world::{Phone, World};

fn worker(world: &mut World) -> Phone {
    let (person, scope) = world.people(Role::GridWorker)[0];
    let mut phone = world.phone(person, scope);
    phone.sync(world);
    phone
}

fn home(phone: &Phone) -> Id {
    let held = phone.core().inventory().unwrap().into_iter();
    held.filter(|held| held.stream.purpose == Purpose::Roster)
        .map(|held| held.entity)
        .find(|id| phone.core().household(*id).is_ok_and(|found| found.members.len() > 1))
        .unwrap()
}

fn newborn(name: &str) -> NewPerson {
    NewPerson { name: name.into(), sex: 2, relation: 97, residency: 1, ..NewPerson::default() }
}

fn report(phone: &Phone, words: &str) -> Id {
    let cell = phone.core().cells().unwrap()[0].id;
    phone
        .core()
        .report(NewIncident {
            words: words.into(),
            category: "Y06".into(),
            cell: Some(cell),
            place: Some("村口".into()),
            ..NewIncident::default()
        })
        .unwrap()
}

/// Wrecks the page at which a table of lists begins.
fn wreck(folder: &Path) {
    let database = folder.join("gridwork.db");
    let connection = rusqlite::Connection::open(&database).unwrap();
    let page: u64 = connection
        .query_row("SELECT rootpage FROM sqlite_master WHERE name = 'rows'", [], |row| {
            row.get::<_, i64>(0).map(|page| page as u64)
        })
        .unwrap();
    let size: u64 = connection
        .query_row("PRAGMA page_size", [], |row| row.get::<_, i64>(0).map(|size| size as u64))
        .unwrap();
    connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).unwrap();
    drop(connection);
    let mut file = std::fs::File::options().write(true).open(&database).unwrap();
    file.seek(SeekFrom::Start((page - 1) * size)).unwrap();
    file.write_all(&[0xa5; 512]).unwrap();
}

#[test]
fn unsent_work_is_said_again_out_of_a_damaged_file_and_nothing_twice() {
    let dir = tempfile::tempdir().unwrap();
    let mut world = World::create(dir.path(), 7, 1);
    let mut phone = worker(&mut world);
    let home = home(&phone);
    let names = |phone: &Phone| -> Vec<String> {
        let members = phone.core().household(home).unwrap().members;
        let mut names: Vec<String> = members.into_iter().map(|member| member.name).collect();
        names.sort();
        names
    };
    let mut expected = names(&phone);
    // This one arrives, and the answer does not.
    phone.core().add_member(home, &newborn("示例人到了")).unwrap();
    let arrived = report(&phone, "到了、没回执的");
    let lost = phone.core().next_request(SyncBudget::default()).unwrap().unwrap();
    assert!(matches!(world.post(&lost), HttpOutcome::Answer { status: 200, .. }));
    phone.core().complete_request(lost.id, HttpOutcome::Unreachable).unwrap();
    // These never left.
    phone.core().add_member(home, &newborn("示例人没走")).unwrap();
    phone.core().note_household(home, "炕面不热").unwrap();
    let waiting = report(&phone, "还没送的");
    expected.extend(["示例人到了".to_owned(), "示例人没走".to_owned()]);
    expected.sort();
    phone.core().pause().unwrap();
    phone.kill();
    wreck(&phone.dir);

    phone.try_start().unwrap();
    assert!(phone.core().today().is_err(), "the damage is met at work");
    phone.kill();
    let report = phone.try_start().unwrap();
    let kept = report.damaged.expect("the file was set aside");
    assert_eq!(phone.core().status().unwrap(), CoreStatus::New);
    world.enrol(&mut phone);
    let done = phone.sync(&world);
    assert_eq!((done.problem, phone.refused), (None, 0));
    assert!(kept.exists(), "the copy stays");

    assert_eq!(names(&phone), expected, "everybody once");
    assert!(phone.core().household(home).unwrap().note.contains("炕面不热"));
    let fresh = worker(&mut world);
    assert_eq!(names(&fresh), expected);
    for (id, words) in [(arrived, "到了、没回执的"), (waiting, "还没送的")] {
        assert_eq!(fresh.core().incident(id).unwrap().words, words);
    }
    assert_eq!(fresh.core().incidents(0, 10).unwrap().len(), 2);
    let state = phone.core().sync_state().unwrap();
    assert_eq!((state.waiting, state.unconfirmed, state.drafts), (0, 0, 0));
}

#[test]
fn unsent_work_of_another_person_stays_in_the_copy() {
    let dir = tempfile::tempdir().unwrap();
    let mut world = World::create(dir.path(), 7, 2);
    let workers = world.people(Role::GridWorker);
    let mut phone = worker(&mut world);
    let waiting = report(&phone, "前一位没送的");
    phone.core().pause().unwrap();
    phone.kill();
    wreck(&phone.dir);
    phone.try_start().unwrap();
    assert!(phone.core().today().is_err());
    phone.kill();
    let kept = phone.try_start().unwrap().damaged.expect("the file was set aside");
    (phone.person, phone.scope) = workers[1];
    world.enrol(&mut phone);
    phone.sync(&world);
    assert!(phone.core().incident(waiting).is_err());
    let state = phone.core().sync_state().unwrap();
    assert_eq!((state.waiting, state.unconfirmed, state.drafts), (0, 0, 0));
    assert!(kept.exists());
}

/// Work that was not sent, and then one byte of the file is another: in the end the township has it, or
/// the damage has a name and the file as it was is kept.
#[test]
fn a_flipped_byte_loses_no_report_without_a_word() {
    const FLIPS: usize = 40;
    let dir = tempfile::tempdir().unwrap();
    let mut world = World::create_thinned(dir.path(), 7, 1, 3);
    let mut phone = worker(&mut world);
    let (mut arrived, mut named) = (0, 0);
    for n in 0..FLIPS {
        let database = phone.dir.join("gridwork.db");
        let id = report(&phone, &format!("翻了一位之前的第{n}件"));
        phone.core().pause().unwrap();
        phone.kill();
        let good = std::fs::read(&database).unwrap();
        let mut bytes = good.clone();
        let at = good.len() * n / FLIPS + 97 * n % 4_096;
        bytes[at % good.len()] ^= 0x10;
        std::fs::write(&database, &bytes).unwrap();
        let mut kept = None;
        let mut words = Vec::new();
        for _ in 0..4 {
            match phone.try_start() {
                Ok(opened) => kept = kept.or(opened.damaged),
                // Met at opening, it sets the file aside the next time.
                Err(error) if error.code == Code::Damaged => continue,
                Err(error) => {
                    // Nothing was touched; a repaired file would open again.
                    words.push(error.to_string());
                    assert!(std::fs::read(&database).unwrap() == bytes, "flip {n}: {error}");
                    std::fs::write(&database, &good).unwrap();
                    continue;
                }
            }
            if phone.core().status().unwrap() == CoreStatus::New {
                world.enrol(&mut phone);
            }
            match exchange(&phone, &world) {
                Ok(()) => break,
                Err(error) => words.push(error.to_string()),
            }
            phone.kill();
        }
        let fresh = worker(&mut world);
        match fresh.core().incident(id).is_ok() {
            true => arrived += 1,
            false => {
                named += 1;
                let kept = kept.filter(|kept| kept.join("gridwork.db").exists());
                assert!(kept.is_some(), "flip {n} at byte {at} lost a report: {words:?}");
            }
        }
        // What is left of the damage does not go into the next round.
        let sound = |core: &Core| core.verify().is_ok_and(|found| found.is_sound());
        if !phone.core.as_ref().is_some_and(sound) {
            phone.kill();
            phone = worker(&mut world);
        }
    }
    assert!(arrived > FLIPS / 2, "{arrived} arrived, {named} were named");
}

/// Exchanges until there is nothing more to say, or tells what kept it from that.
fn exchange(phone: &Phone, world: &World) -> Result<(), CoreError> {
    for _ in 0..200 {
        let Some(request) = phone.core().next_request(SyncBudget::default())? else { break };
        let done = phone.core().complete_request(request.id, world.post(&request))?;
        match done.problem {
            Some(code) => return Err(code.into()),
            None if !done.more => break,
            None => {}
        }
    }
    phone.core().today().map(drop)
}
