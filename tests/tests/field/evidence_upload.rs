//! Originals on their way: what goes first, how much of it in a day on which network, going on after a
//! cut at any place on either end, and what the township says of a phone that was wiped half way.

use std::fs;

use gridwork_core::{HttpOutcome, Network, SyncBudget};
use gridwork_model::Id;
use gridwork_model::permission::Role;
use gridwork_sync::files::PartRequest;
use gridwork_tests::officers::{Officers, jpeg, photo, shot};
use gridwork_tests::world::World;
use gridwork_township::people::{Caller, RoleAt};

struct Place {
    world: World,
    officers: Officers,
    set: Id,
    _dir: tempfile::TempDir,
}

fn place() -> Place {
    let dir = tempfile::tempdir().unwrap();
    let mut world = World::create_thinned(dir.path(), 12, 1, 2);
    let (_, cell) = world.people(Role::GridWorker)[0];
    let mut officers = Officers::meet(&mut world, cell).unwrap();
    let set = officers.standing_set("示意：禁牧区放牧").unwrap();
    officers.sync(&world);
    Place { world, officers, set, _dir: dir }
}

impl Place {
    fn take(&self, name: &str, size: usize, urgent: bool) -> [u8; 32] {
        let path = shot(&self.officers.first, name, size).unwrap();
        let new = gridwork_core::NewCapture { urgent, ..photo(self.set, path) };
        self.officers.first.core().capture(new).unwrap();
        gridwork_seal::sha256(&[&jpeg(name, size)])
    }

    /// Exchanges until nothing goes any more on a network; the files' bytes that went, in order.
    fn send(&self, network: Network) -> Vec<([u8; 32], u64)> {
        let budget = SyncBudget { network, ..SyncBudget::default() };
        let core = self.officers.first.core();
        let mut sent: Vec<([u8; 32], u64)> = Vec::new();
        for _ in 0..20_000 {
            let Some(request) = core.next_request(budget).unwrap() else { break };
            if request.path == "/v1/files" {
                let part = PartRequest::parse(&request.body).unwrap();
                match sent.last_mut().filter(|(file, _)| *file == part.file) {
                    Some((_, bytes)) => *bytes += part.bytes.len() as u64,
                    None => sent.push((part.file, part.bytes.len() as u64)),
                }
            }
            let outcome = self.world.post(&request);
            if !core.complete_request(request.id, outcome).unwrap().more {
                return sent;
            }
        }
        panic!("the exchange does not come to an end");
    }

    /// The set as staff read it.
    fn shown(&self) -> gridwork_township::evidence::SetShown {
        let standing = self.world.hub.standing();
        let org = standing.org_of(self.officers.first.scope);
        let head = Caller {
            person: Id::from_bytes([9; 16]),
            name: "示例乡镇长".into(),
            org,
            roles: vec![RoleAt { role: Role::Head.number(), scope: org }],
        };
        self.world.hub.evidence_set(&head, &self.set, self.world.clock.now()).unwrap()
    }
}

#[test]
fn urgent_and_small_go_first_and_a_day_of_a_slow_network_has_an_end() {
    const DAILY: u64 = 20 << 20;
    let it = place();
    let large = it.take("large.jpg", 21 << 20, false);
    let small = it.take("small.jpg", 50_000, false);
    let urgent = it.take("urgent.jpg", 90_000, true);
    let sent = it.send(Network::Slow);
    let order: Vec<[u8; 32]> = sent.iter().map(|(file, _)| *file).collect();
    assert_eq!(order, [urgent, small, large], "urgent before small before large");
    let counted: u64 = sent[1..].iter().map(|(_, bytes)| bytes).sum();
    assert!((DAILY..DAILY + (4 << 10)).contains(&counted), "{counted}");
    // The day is spent: what is not urgent rests, the exchange comes to an end all the same.
    assert_eq!(it.send(Network::Slow), []);
    let late = it.take("late.jpg", 30_000, true);
    assert_eq!(it.send(Network::Slow).iter().map(|(file, _)| *file).collect::<Vec<_>>(), [late]);
    // Another kind of network has a budget of its own; the next day has the same again.
    it.world.clock.advance_ms(86_400_000);
    let rest = it.send(Network::Slow);
    assert_eq!(rest.iter().map(|(file, _)| *file).collect::<Vec<_>>(), [large]);
    assert!(rest[0].1 < 2 << 20, "it went on where it was: {}", rest[0].1);
    let states: Vec<&str> = it.shown().items.iter().map(|item| item.arrival).collect();
    assert_eq!(states, ["已校验"; 4]);
}

#[test]
fn what_rests_on_a_counted_network_goes_on_a_free_one() {
    let it = place();
    let large = it.take("large.jpg", 300_000, false);
    let core = it.officers.first.core();
    let nothing = SyncBudget { files: false, ..SyncBudget::default() };
    while let Some(request) = core.next_request(nothing).unwrap() {
        assert_ne!(request.path, "/v1/files", "no file goes where none may");
        let outcome = it.world.post(&request);
        if !core.complete_request(request.id, outcome).unwrap().more {
            break;
        }
    }
    let sent = it.send(Network::Free);
    assert_eq!(sent.len(), 1);
    assert_eq!(sent[0].0, large);
}

#[test]
fn what_is_whole_at_the_township_is_said_before_its_word_comes() {
    let it = place();
    it.take("whole.jpg", 60_000, false);
    let core = it.officers.first.core();
    let state = || core.evidence_set(it.set).unwrap().items[0].state.clone();
    let mut seen = vec![state()];
    for _ in 0..100 {
        let Some(request) = core.next_request(SyncBudget::default()).unwrap() else { break };
        let outcome = it.world.post(&request);
        let more = core.complete_request(request.id, outcome).unwrap().more;
        if *seen.last().unwrap() != state() {
            seen.push(state());
        }
        if !more {
            break;
        }
    }
    assert_eq!(seen, ["本机", "已送乡镇"]);
    it.officers.first.core().next_request(SyncBudget::default()).unwrap();
    assert_eq!(state(), "已送乡镇");
}

#[test]
fn an_upload_goes_on_after_either_end_was_killed_at_any_offset() {
    let mut it = place();
    let size = 100_000;
    let file = it.take("cut.jpg", size, false);
    let budget = SyncBudget { network: Network::Slow, ..SyncBudget::default() };
    let (mut sent, mut deaths, mut parts) = (0u64, 0, 0);
    for _ in 0..2_000 {
        let core = it.officers.first.core();
        let Some(request) = core.next_request(budget).unwrap() else { break };
        let part = request.path == "/v1/files";
        sent += if part { request.body.len() as u64 } else { 0 };
        parts += u32::from(part);
        // Every slice: the answer is lost with the phone, with the hub, or the request with the line.
        match (part, parts % 4) {
            (true, 0) => {
                it.world.post(&request);
                it.officers.first.kill();
                it.officers.first.start();
                deaths += 1;
                continue;
            }
            (true, 1) => {
                it.world.post(&request);
                it.world.restart_hub().unwrap();
                core.complete_request(request.id, HttpOutcome::Unreachable).unwrap();
                deaths += 1;
                continue;
            }
            (true, 2) => {
                core.complete_request(request.id, HttpOutcome::Unreachable).unwrap();
                continue;
            }
            _ => {}
        }
        let outcome = it.world.post(&request);
        if !core.complete_request(request.id, outcome).unwrap().more {
            break;
        }
    }
    assert!(deaths > 10, "{deaths}");
    assert_eq!(it.world.hub.file(&file).unwrap(), jpeg("cut.jpg", size));
    // Half of the requests were lost before they arrived or asked how far it had come.
    assert!(sent < 2 * size as u64, "{sent}");
    assert_eq!(it.shown().items[0].arrival, "已校验");
    it.world.hub.verify().unwrap();
}

#[test]
fn a_phone_wiped_half_way_loses_nothing_that_was_accepted_and_the_set_says_what_is_missing() {
    let mut it = place();
    let whole = it.take("whole.jpg", 40_000, false);
    it.officers.sync(&it.world);
    let half = it.take("half.jpg", 400_000, false);
    let core = it.officers.first.core();
    let mut parts = 0;
    while parts < 5 {
        let request = core.next_request(SyncBudget::default()).unwrap().unwrap();
        parts += u32::from(request.path == "/v1/files");
        let outcome = it.world.post(&request);
        core.complete_request(request.id, outcome).unwrap();
    }
    // The phone is lost with everything on it; its officer gets another.
    let (person, office) = (it.officers.first.person, it.officers.first.scope);
    it.officers.first.kill();
    fs::remove_dir_all(&it.officers.first.dir).unwrap();
    assert_eq!(it.shown().items[1].doubts, ["时间只有手机时钟可查"; 0], "nobody knows yet");
    it.officers.first = it.world.phone(person, office);
    it.officers.sync(&it.world);
    let shown = it.shown();
    assert_eq!(shown.row.state, "standing");
    let arrivals: Vec<&str> = shown.items.iter().map(|item| item.arrival).collect();
    assert_eq!(arrivals, ["已校验", "本机"]);
    let lost = shown.items[1].doubts.iter().any(|it| it.contains("可能已经丢失"));
    assert!(lost && !shown.items[0].doubts.iter().any(|it| it.contains("丢失")));
    assert!(it.world.hub.file(&whole).is_ok() && it.world.hub.file(&half).is_err());
    // The new phone knows the set, claims to have no original, and goes on in a log of its own.
    let seen = it.officers.first.core().evidence_set(it.set).unwrap();
    assert!(seen.own && seen.set.stands && seen.items.iter().all(|item| !item.here));
    assert_eq!(seen.items[1].state, "还在采集的手机上");
    it.take("anew.jpg", 20_000, false);
    it.officers.sync(&it.world);
    assert_eq!(it.officers.first.refused, 0);
    let shown = it.shown();
    assert_eq!(shown.items[2].arrival, "已校验");
    assert!(
        shown.items[2].doubts.iter().all(|it| !it.contains("接不上")),
        "{:?}",
        shown.items[2].doubts
    );
    it.world.hub.verify().unwrap();
}
