//! A stick takes everything that waits in words, batch by batch; what comes of it is what would have
//! come of it over the air, whichever way the batches and their answers go.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use gridwork_core::{Code, NewIncident, RecordState, SyncBudget};
use gridwork_model::{Id, Value};
use gridwork_tests::world::{Phone, World};

use crate::common::{day, homes, people, worker};

fn report(phone: &Phone, words: &str) -> Id {
    let new = NewIncident {
        words: words.into(),
        category: "H01".into(),
        place: Some("村口".into()),
        ..NewIncident::default()
    };
    phone.core().report(new).unwrap()
}

struct Sticks(PathBuf);

impl Sticks {
    fn write(&self, phone: &Phone, name: &str) -> PathBuf {
        let path = self.0.join(name);
        phone.core().export_bundle(&path).unwrap();
        path
    }

    /// The stick is taken in at the township; returns where the receipt lies.
    fn bring(&self, world: &World, stick: &Path, name: &str) -> PathBuf {
        let receipt = world.hub.bundle(&std::fs::read(stick).unwrap(), world.clock.now()).unwrap();
        let path = self.0.join(name);
        std::fs::write(&path, receipt).unwrap();
        path
    }
}

fn counts(phone: &Phone) -> (u32, u32, u32) {
    let state = phone.core().sync_state().unwrap();
    (state.waiting, state.unconfirmed, state.drafts)
}

#[test]
fn months_of_work_go_on_one_stick_and_come_back_on_one_receipt() {
    const REPORTS: u32 = 2_500;
    let dir = tempfile::tempdir().unwrap();
    let mut world = World::create_thinned(dir.path(), 7, 1, 3);
    let mut phone = worker(&mut world);
    let sticks = Sticks(dir.path().to_owned());
    let first = report(&phone, "整月没信号");
    for n in 1..REPORTS {
        report(&phone, &format!("第{n}件"));
    }
    assert_eq!(counts(&phone), (REPORTS, 0, 0));
    let stick = sticks.write(&phone, "out.gwb");
    assert_eq!(counts(&phone), (0, REPORTS, 0), "more than one batch takes is on it");
    let queue = phone.core().queue(10_000).unwrap();
    assert_eq!(queue.len() as u32, REPORTS, "each line of every batch");
    assert!(queue.iter().all(|line| line.reason == "no_receipt"));
    assert_eq!(phone.core().state_of(first).unwrap(), RecordState::Sent);

    // Half of it was copied.
    let bytes = std::fs::read(&stick).unwrap();
    assert!(world.hub.bundle(&bytes[..bytes.len() / 2], world.clock.now()).is_err());
    let back = sticks.bring(&world, &stick, "back.gwb");
    let receipt = std::fs::read(&back).unwrap();
    std::fs::write(&back, &receipt[..receipt.len() - 9]).unwrap();
    assert_eq!(phone.core().import_receipt(&back).unwrap_err().code, Code::BundleCut);
    assert_eq!(counts(&phone), (0, REPORTS, 0));
    std::fs::write(&back, &receipt).unwrap();
    let done = phone.core().import_receipt(&back).unwrap();
    assert_eq!((done.problem, done.received, done.refused), (None, REPORTS, 0));
    assert_eq!(counts(&phone), (0, 0, 0));
    // Read twice, and brought twice: it counts once.
    assert_eq!(phone.core().import_receipt(&back).unwrap_err().code, Code::BundleOther);
    let again = sticks.bring(&world, &stick, "again.gwb");
    assert_eq!(phone.core().import_receipt(&again).unwrap_err().code, Code::BundleOther);
    assert_eq!(phone.sync(&world).problem, None);
    let fresh = worker(&mut world);
    assert_eq!(fresh.core().incidents(0, 10_000).unwrap().len() as u32, REPORTS);
    assert_eq!(fresh.core().inventory().unwrap(), phone.core().inventory().unwrap());
    world.hub.verify().unwrap();
}

/// How many reports are more than a batch takes.
const FILLING: u32 = 250;

/// A phone that was away: what somebody else was faster with, more than a batch of reports, and then more
/// about the same household: a deed, a name, a note.
struct Away {
    world: World,
    here: Phone,
    away: Phone,
    home: Id,
    /// Who was moved: by both, and by the phone that was away alone.
    movers: [Id; 2],
    /// Where the phone that was here moved the first, and where the other moved the second.
    to: [Id; 2],
    sticks: Sticks,
}

impl Away {
    fn in_dir(dir: &Path) -> Away {
        let mut world = World::create(dir, 7, 1);
        let (mut here, away) = (worker(&mut world), worker(&mut world));
        let all = homes(&away, None);
        let home = *all.iter().find(|home| people(&away, **home).len() > 2).unwrap();
        let rest: Vec<Id> = all.into_iter().filter(|other| *other != home).collect();
        let members = people(&away, home);
        here.core().move_member(home, members[1], rest[0], day()).unwrap();
        assert_eq!(here.sync(&world).problem, None);

        let core = away.core();
        core.move_member(home, members[1], rest[2], day()).unwrap();
        for n in 0..FILLING {
            report(&away, &format!("{n}：{}", "烟道要通，".repeat(90)));
        }
        core.move_member(home, members[0], rest[1], day()).unwrap();
        core.edit_household(home, "nickname", Value::Text("老赵家".into())).unwrap();
        core.edit_household(rest[1], "address", Value::Text("西头".into())).unwrap();
        core.note_household(rest[2], "院里有狗").unwrap();
        let (movers, to) = ([members[1], members[0]], [rest[0], rest[1]]);
        Away { world, here, away, home, movers, to, sticks: Sticks(dir.to_owned()) }
    }

    /// Everything is said; the phone that was away, another one and a new one say the same.
    fn come_to_one(mut self, way: &str) {
        for _ in 0..3 {
            assert_eq!(self.away.sync(&self.world).problem, None, "{way}");
            assert_eq!(self.here.sync(&self.world).problem, None, "{way}");
        }
        assert_eq!(counts(&self.away), (0, 0, 1), "{way}");
        let fresh = worker(&mut self.world);
        for phone in [&self.away, &self.here, &fresh] {
            let mut at: BTreeMap<Id, Id> = BTreeMap::new();
            for home in homes(phone, None) {
                at.extend(people(phone, home).into_iter().map(|person| (person, home)));
            }
            assert_eq!([at[&self.movers[0]], at[&self.movers[1]]], self.to, "{way}");
            let core = phone.core();
            assert_eq!(core.household(self.home).unwrap().nickname, "老赵家", "{way}");
            assert_eq!(core.household(self.to[1]).unwrap().address, "西头", "{way}");
            assert!(core.conflicts(10).unwrap().is_empty(), "{way}");
        }
        let dogs = |phone: &Phone| {
            let notes =
                homes(phone, None).into_iter().map(|id| phone.core().household(id).unwrap().note);
            notes.map(|note| note.matches("院里有狗").count()).sum::<usize>()
        };
        assert_eq!((dogs(&fresh), dogs(&self.away)), (1, 1), "{way}: said again once");
        assert_eq!(
            fresh.core().inventory().unwrap(),
            self.away.core().inventory().unwrap(),
            "{way}"
        );
        self.world.hub.verify().unwrap();
    }
}

#[test]
fn what_was_built_on_what_is_refused_in_an_earlier_batch_of_a_stick_is_said_again() {
    let dir = tempfile::tempdir().unwrap();
    let run = Away::in_dir(dir.path());
    let stick = run.sticks.write(&run.away, "out.gwb");
    let back = run.sticks.bring(&run.world, &stick, "back.gwb");
    let done = run.away.core().import_receipt(&back).unwrap();
    assert_eq!(done.problem, None);
    assert!(done.refused > 0);
    assert_eq!(run.away.core().import_receipt(&back).unwrap_err().code, Code::BundleOther);
    run.come_to_one("by stick");
}

#[test]
fn the_batches_of_a_lost_stick_go_by_radio() {
    let dir = tempfile::tempdir().unwrap();
    let run = Away::in_dir(dir.path());
    run.sticks.write(&run.away, "lost.gwb");
    assert!(run.away.core().sync_state().unwrap().unconfirmed > FILLING);
    run.come_to_one("the stick was lost");
}

#[test]
fn a_lost_receipt_is_made_good_by_radio_or_by_a_second_stick() {
    let dir = tempfile::tempdir().unwrap();
    let run = Away::in_dir(dir.path());
    let stick = run.sticks.write(&run.away, "out.gwb");
    run.sticks.bring(&run.world, &stick, "lost.gwb");
    run.come_to_one("the receipt was lost");

    let dir = tempfile::tempdir().unwrap();
    let run = Away::in_dir(dir.path());
    let stick = run.sticks.write(&run.away, "out.gwb");
    run.sticks.bring(&run.world, &stick, "lost.gwb");
    let back = run.sticks.bring(&run.world, &stick, "again.gwb");
    assert_eq!(run.away.core().import_receipt(&back).unwrap().problem, None);
    run.come_to_one("the same stick was taken in again");

    let dir = tempfile::tempdir().unwrap();
    let run = Away::in_dir(dir.path());
    let first = run.sticks.write(&run.away, "first.gwb");
    let late = run.sticks.bring(&run.world, &first, "late.gwb");
    run.away.core().edit_household(run.home, "nickname", Value::Text("老赵家".into())).ok();
    let second = run.sticks.write(&run.away, "second.gwb");
    let back = run.sticks.bring(&run.world, &second, "back.gwb");
    // The receipt of the first comes when the second is on its way: it is not the one awaited.
    assert_eq!(run.away.core().import_receipt(&late).unwrap_err().code, Code::BundleOther);
    assert_eq!(run.away.core().import_receipt(&back).unwrap().problem, None);
    run.come_to_one("a second stick");
}

#[test]
fn a_stick_that_comes_when_a_part_went_by_radio_settles_the_rest() {
    let dir = tempfile::tempdir().unwrap();
    let run = Away::in_dir(dir.path());
    let stick = run.sticks.write(&run.away, "out.gwb");
    // One exchange by radio: the first batch is judged, the others are not.
    let sent = run.away.core().next_request(SyncBudget::default()).unwrap().unwrap();
    let answer = run.world.post(&sent);
    run.away.core().complete_request(sent.id, answer).unwrap();
    let back = run.sticks.bring(&run.world, &stick, "back.gwb");
    let done = run.away.core().import_receipt(&back).unwrap();
    assert_eq!(done.problem, None);
    run.come_to_one("a part by radio");
}
