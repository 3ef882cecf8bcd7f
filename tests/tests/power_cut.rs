//! The power of a phone fails in the middle of a day: whatever the core accepted is there when it
//! opens again, the file is sound, and what was not sent yet still goes to the township.
//!
//! The day runs once on a disk that records. For moments around each sync, and some between, the
//! database is made as a power cut would leave it (what was not synced is there, gone or torn, by a
//! seed) and a core is opened on it. On a disk whose syncs do nothing the same test has to find
//! losses: else it would prove nothing.

#![allow(clippy::unwrap_used, reason = "helpers outside the test functions")]

use std::path::Path;
use std::sync::Arc;

use gridwork_core::{Core, Env, NewIncident, NewPerson, OpenConfig, TaskRef};
use gridwork_model::permission::Role;
use gridwork_model::{Id, Purpose, Value};
use gridwork_powercut::{Disk, Op};
use gridwork_tests::world::{Phone, World};

/// Acts of the day; the exchange is in the middle.
const ACTS: usize = 20;
/// Moments looked at, at most.
const MOMENTS: usize = 100;
/// Seeds tried for each.
const SEEDS: u64 = 2;

/// What the core accepted.
#[derive(Debug)]
enum Said {
    Incident(Id, String),
    Answer(TaskRef, String),
    Member(Id, String),
}

/// A day that was recorded.
struct Day {
    world: World,
    phone: Phone,
    said: Vec<Said>,
    record: Vec<Op>,
    /// Length of the record when the day began, and when the exchange was over.
    began: usize,
    exchanged: usize,
}

fn home(phone: &Phone) -> Id {
    let held = phone.core().inventory().unwrap().into_iter();
    let roster = held.filter(|held| held.stream.purpose == Purpose::Roster);
    let mut homes = roster.map(|held| held.entity);
    homes.find(|id| phone.core().household(*id).is_ok()).unwrap()
}

fn disk(phone: &Phone) -> &Disk {
    phone.disk.as_ref().unwrap()
}

fn report(phone: &Phone, words: &str, photo: Option<&Path>) -> Said {
    let new = NewIncident {
        words: words.into(),
        category: "Y06".into(),
        place: Some("村口".into()),
        photos: photo.into_iter().map(Path::to_owned).collect(),
        ..NewIncident::default()
    };
    Said::Incident(phone.core().report(new).unwrap(), words.to_owned())
}

/// Declines the next question of the day that may be declined.
fn decline(phone: &Phone, questions: &mut impl Iterator<Item = (TaskRef, String)>) -> Said {
    let mut taken =
        questions.filter(|(task, field)| phone.core().answer(task, field, Value::Declined).is_ok());
    let (task, field) = taken.next().expect("enough may be declined");
    Said::Answer(task, field)
}

/// A day on a disk that keeps what it is told to keep, or one that only says so.
fn day(dir: &Path, lying: bool) -> Day {
    let mut world = World::create_thinned(dir, 7, 1, 4);
    let (person, cell) = world.people(Role::GridWorker)[0];
    let mut phone = world.bare_phone(person, cell);
    phone.disk = Some(Disk::register());
    phone.start();
    world.enrol(&mut phone);
    assert_eq!(phone.sync(&world).problem, None);
    disk(&phone).set_lying(lying);
    let began = disk(&phone).record().len();

    let home = home(&phone);
    let photo = dir.join("photo.jpg");
    let lines = phone.core().today().unwrap().lines;
    let tasks: Vec<TaskRef> = lines
        .into_iter()
        .flat_map(|line| line.tasks)
        .map(|task| TaskRef { template: task.template, target: task.target, window: task.window })
        .collect();
    let mut questions = tasks
        .iter()
        .flat_map(|task| (1..=9).map(move |item: u32| (task.clone(), item.to_string())));
    let (mut said, mut exchanged) = (Vec::new(), 0);
    for act in 0..ACTS {
        let words = format!("示意第{act}件");
        said.push(match act % 4 {
            0 => report(&phone, &words, None),
            1 => decline(&phone, &mut questions),
            2 => {
                let name = words.clone();
                let new = NewPerson { name, residency: 1, relation: 97, ..NewPerson::default() };
                phone.core().add_member(home, &new).unwrap();
                Said::Member(home, words)
            }
            _ => {
                let mut bytes = vec![0xff, 0xd8, 0xff, 0xe0];
                bytes.resize(20_000, act as u8);
                std::fs::write(&photo, bytes).unwrap();
                report(&phone, &words, Some(&photo))
            }
        });
        disk(&phone).mark();
        world.clock.advance_ms(60_000);
        if act + 1 == ACTS / 2 {
            let done = phone.sync(&world);
            assert_eq!((done.problem, done.refused), (None, 0));
            exchanged = disk(&phone).record().len();
        }
    }
    let record = disk(&phone).record();
    phone.kill();
    phone.disk = None;
    Day { world, phone, said, record, began, exchanged }
}

impl Day {
    /// The moments worth looking at: around each sync of the day, and every so often between.
    fn moments(&self) -> Vec<usize> {
        let (began, end) = (self.began, self.record.len());
        let mut moments: Vec<usize> = (began..end)
            .filter(|at| matches!(self.record[*at], Op::Sync { .. }))
            .flat_map(|at| [at, at + 1])
            .chain((began..end).step_by(29))
            .collect();
        moments.sort_unstable();
        moments.dedup();
        let step = moments.len().div_ceil(MOMENTS).max(1);
        let mut some: Vec<usize> = moments.into_iter().step_by(step).collect();
        some.push(end);
        some
    }

    /// What was accepted before a moment.
    fn accepted(&self, upto: usize) -> &[Said] {
        let marks = self.record[..upto].iter().filter(|op| **op == Op::Mark).count();
        &self.said[..marks]
    }

    /// Lays out the phone's folder as a power cut at a moment leaves it. Files beside the database
    /// are those of the evening: what no database names yet is in nobody's way.
    fn lay(&self, upto: usize, seed: u64, image: &Path) {
        copy_beside(&self.phone.dir, image);
        Disk::image(&self.record, upto, seed ^ (upto as u64) << 8, image).unwrap();
    }

    /// What is wrong after a power cut, if anything.
    fn fault(&self, upto: usize, seed: u64) -> Option<String> {
        let image = tempfile::tempdir().unwrap();
        self.lay(upto, seed, image.path());
        let config = OpenConfig {
            data_dir: image.path().to_owned(),
            database_key: self.phone.key(),
            low_memory: false,
            vfs: None,
        };
        let env: Arc<dyn Env> = Arc::clone(&self.phone.env) as Arc<_>;
        let (core, report) = match Core::open_with(config, env) {
            Ok(opened) => opened,
            Err(error) => return Some(format!("does not open: {error}")),
        };
        if report.damaged.is_some() {
            return Some("was set aside".to_owned());
        }
        if !core.verify().is_ok_and(|found| found.is_sound()) {
            return Some("is not sound".to_owned());
        }
        missing(&core, self.accepted(upto))
    }

    fn faults(&self, enough: usize) -> Vec<String> {
        let length = self.record.len();
        let cuts = self.moments().into_iter().flat_map(|upto| (0..SEEDS).map(move |s| (upto, s)));
        let found = cuts.filter_map(|(upto, seed)| {
            let fault = self.fault(upto, seed)?;
            Some(format!("cut at {upto} of {length}, seed {seed}: {fault}"))
        });
        found.take(enough).collect()
    }
}

/// The first thing that was accepted and is not there.
fn missing(core: &Core, said: &[Said]) -> Option<String> {
    let there = |said: &&Said| match said {
        Said::Incident(id, words) => core.incident(*id).is_ok_and(|seen| seen.words == *words),
        Said::Answer(task, field) => core.task(task).is_ok_and(|seen| {
            seen.answers.iter().any(|it| it.field == *field && it.value == Value::Declined)
        }),
        Said::Member(home, name) => core
            .household(*home)
            .is_ok_and(|seen| seen.members.iter().any(|member| member.name == *name)),
    };
    let lost = said.iter().find(|said| !there(said))?;
    Some(format!("{} were accepted, and this is gone: {lost:?}", said.len()))
}

/// Copies a phone's folder without its database, which the record tells.
fn copy_beside(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy_beside(&entry.path(), &target);
        } else if !entry.file_name().to_string_lossy().starts_with("gridwork.db") {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

#[test]
fn no_power_cut_takes_from_a_phone_what_was_accepted() {
    let dir = tempfile::tempdir().unwrap();
    let day = day(dir.path(), false);
    let faults = day.faults(5);
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn on_a_disk_whose_syncs_do_nothing_the_same_day_has_losses() {
    let dir = tempfile::tempdir().unwrap();
    let faults = day(dir.path(), true).faults(5);
    assert!(faults.iter().any(|fault| fault.contains("accepted")), "{faults:#?}");
}

#[test]
fn what_survived_the_power_cut_still_goes_to_the_township() {
    let dir = tempfile::tempdir().unwrap();
    let mut day = day(dir.path(), false);
    // The hub as it is after the exchange: each moment meets it anew.
    let hub = dir.path().join("hub");
    let (exchanged, end) = (day.exchanged, day.record.len());
    for part in 0..4 {
        let upto = exchanged + (end - exchanged) * part / 3;
        let image = dir.path().join(format!("cut-{part}"));
        day.lay(upto, part as u64, &image);
        let copy = dir.path().join(format!("hub-at-{part}"));
        copy_beside(&hub, &copy);
        day.world.reopen_from(&copy);
        day.phone.dir = image;
        day.phone.start();
        let done = day.phone.sync(&day.world);
        assert_eq!((done.problem, done.refused), (None, 0), "cut at {upto}");
        let state = day.phone.core().sync_state().unwrap();
        assert_eq!((state.waiting, state.unconfirmed, state.files), (0, 0, 0), "cut at {upto}");
        day.phone.kill();
        let (person, cell) = (day.phone.person, day.phone.scope);
        let mut fresh = day.world.phone(person, cell);
        assert_eq!(fresh.sync(&day.world).problem, None);
        assert_eq!(missing(fresh.core(), day.accepted(upto)), None, "cut at {upto}");
        day.world.hub.verify().unwrap();
    }
}
