//! What waits on a phone, or came back to it, while an answer ends what it is about: a cell, a household
//! that is founded anew, one that had gone to another cell.

use std::collections::BTreeSet;

use gridwork_core::{Code, MoveReason, SplitHousehold, SyncBudget};
use gridwork_model::directory::DirectoryItem;
use gridwork_model::org::Assignment;
use gridwork_model::permission::Role;
use gridwork_model::{Id, Value};
use gridwork_tests::world::World;
use gridwork_township::audit::Actor;
use gridwork_township::erase::Subject;
use gridwork_township::organisation::Plan;
use gridwork_township::people::{Caller, RoleAt};

use crate::common::{day, every_home, homes, people, phone_of, task_about};

/// Makes one cell of two; whoever worked in either works in it. Returns the cell.
fn end_cells(world: &World, one: Id, two: Id) -> Id {
    let (now, org) = (world.clock.now(), world.hub.standing().org_of(one));
    let hamlet = world.hub.standing().directory.cell(one).unwrap().hamlets[0];
    let admin = Caller {
        person: Id::derived("test", &[b"admin"]),
        name: "示例管理员".into(),
        org,
        roles: vec![RoleAt { role: Role::DataClerk.number(), scope: org }],
    };
    let plan = Plan::Merge { cells: vec![one, two], name: "示意合片".into() };
    world.hub.change_cells(&admin, &plan, now).unwrap();
    let standing = world.hub.standing();
    let whole = standing.directory.cell_of_hamlet(hamlet, now.day()).unwrap().id;
    let mut posts = Vec::new();
    for cell in [one, two] {
        for held in standing.directory.assignments_at(cell) {
            let id = Id::derived("test", &[held.id.as_bytes(), whole.as_bytes()]);
            posts.push(DirectoryItem::Assignment(Assignment { id, scope: whole, ..held.clone() }));
        }
    }
    world.hub.put_directory(posts, Actor::Operator, now).unwrap();
    whole
}

/// A village with two cells, and the worker of the first.
fn two_cells(world: &World) -> (Id, Id, Id) {
    let (_, village) = world.people(Role::BranchLeader)[0];
    let cells: Vec<Id> =
        world.county.cells().iter().filter(|c| c.village == village).map(|c| c.id).collect();
    let [one, two, ..] = cells[..] else { panic!("the village needs two cells: {cells:?}") };
    let workers = world.people(Role::GridWorker);
    let (worker, _) = workers.into_iter().find(|(_, scope)| *scope == one).unwrap();
    (one, two, worker)
}

/// Something is said while the answer is on its way that ends the cell: what the phone has of it waits
/// for that, and what came to the new cell meanwhile does not go with the old one.
#[test]
fn what_went_to_another_cell_stays_where_something_of_the_old_one_waits() {
    let dir = tempfile::tempdir().unwrap();
    let mut world = World::create(dir.path(), 7, 2);
    let (one, two, worker) = two_cells(&world);
    let mut phone = world.phone(worker, one);
    phone.sync(&world);
    let all = homes(&phone, Some(one));
    let mut open = all.iter().filter_map(|home| task_about(&phone, *home));
    let (closed, late) = (open.next().unwrap(), open.next().unwrap());
    phone.core().no_change(std::slice::from_ref(&closed)).unwrap();
    phone.sync(&world);

    end_cells(&world, one, two);
    world.hub.tick(world.clock.now()).unwrap();
    let request = phone.core().next_request(SyncBudget::default()).unwrap().unwrap();
    phone.core().no_change(std::slice::from_ref(&late)).unwrap();
    phone.core().complete_request(request.id, world.post(&request)).unwrap();
    phone.sync(&world);
    world.hub.tick(world.clock.now()).unwrap();
    phone.sync(&world);
    let mut fresh = world.phone(worker, one);
    fresh.sync(&world);
    for device in [&phone, &fresh] {
        for task in [&closed, &late] {
            assert!(device.core().task(task).unwrap().closed);
        }
    }
    assert_eq!(phone.core().inventory().unwrap(), fresh.core().inventory().unwrap());
}

/// A task leaves a phone with its household, and what the phone had said of it comes back behind that: its
/// own words are told it like anybody's.
#[test]
fn own_words_that_come_back_after_what_they_were_about_had_left_hold_nothing_up() {
    let dir = tempfile::tempdir().unwrap();
    let mut world = World::create(dir.path(), 7, 1);
    let mut near = phone_of(&mut world, Role::GridWorker);
    let mut late = phone_of(&mut world, Role::GridWorker);
    let all = homes(&late, None);
    let about = |home: &Id| Some((*home, task_about(&late, *home)?));
    let (home, task) = all.iter().find_map(about).unwrap();
    let into = *all.iter().find(|other| **other != home).unwrap();
    near.core().merge_households(home, into, day()).unwrap();
    near.sync(&world);
    world.hub.tick(world.clock.now()).unwrap();
    late.core().no_change(std::slice::from_ref(&task)).unwrap();
    late.core().edit_household(into, "nickname", Value::Text("后来写的".into())).unwrap();
    for _ in 0..2 {
        assert_eq!(late.sync(&world).problem, None);
        world.hub.tick(world.clock.now()).unwrap();
    }
    assert_eq!(late.sync(&world).problem, None);
    let fresh = phone_of(&mut world, Role::GridWorker);
    assert_eq!(fresh.core().household(into).unwrap().nickname, "后来写的");
    assert_eq!(late.core().inventory().unwrap(), fresh.core().inventory().unwrap());
}

/// The erasure of one person comes before the deed was said: without its part in the household that was
/// founded anew somebody would live in two.
#[test]
fn a_deed_that_waits_falls_whole_with_a_household_that_is_founded_anew() {
    let dir = tempfile::tempdir().unwrap();
    let mut world = World::create(dir.path(), 7, 1);
    let mut phone = phone_of(&mut world, Role::GridWorker);
    let several = |home: &&Id| people(&phone, **home).len() > 2;
    let (home, mut others) = {
        let all = homes(&phone, None);
        let home = *all.iter().find(several).unwrap();
        (home, all.into_iter().filter(move |other| *other != home))
    };
    let (second, third) = (others.next().unwrap(), others.next().unwrap());
    let living = people(&phone, home);
    let (erased, moves) = (living[0], living[1]);
    let (before, now) = (every_home(&phone), world.clock.now());
    let subject = Subject::Person { household: home, person: erased };
    world.hub.erase(subject, "示例依据", Actor::Operator, now).unwrap();
    // Said while the answer is on its way that tells of it; the last one has nothing to do with it.
    let request = phone.core().next_request(SyncBudget::default()).unwrap().unwrap();
    let split = SplitHousehold {
        hamlet: world.hub.standing().directory.cell(phone.scope).unwrap().hamlets[0],
        address: "新院".into(),
        head: moves,
    };
    let founded = phone.core().split_household(home, &[moves], &split, day()).unwrap();
    let comes = people(&phone, second)[0];
    let reason = MoveReason::JoinsRelatives;
    phone.core().move_people(second, &[comes], home, reason, day()).unwrap();
    for other in [second, third] {
        phone.core().edit_household(other, "nickname", Value::Text("另一件事".into())).unwrap();
    }
    let heard = phone.core().complete_request(request.id, world.post(&request)).unwrap();
    assert_eq!(heard.refused, 2, "what speaks of the erased leaves with it");
    phone.sync(&world);
    assert_eq!(phone.refused, 0);
    let fresh = phone_of(&mut world, Role::GridWorker);
    for device in [&phone, &fresh] {
        let core = device.core();
        assert_eq!(core.household(founded).unwrap_err().code, Code::NotFound);
        for other in [second, third] {
            assert_eq!(core.household(other).unwrap().nickname, "另一件事");
        }
        let stay: BTreeSet<Id> = people(device, home).into_iter().collect();
        assert_eq!(stay, living[1..].iter().copied().collect(), "they are where they were");
        for (person, lives) in before.iter().filter(|(_, lives)| **lives == second) {
            assert!(people(device, *lives).contains(person));
        }
    }
}

/// What came back about a household that had gone to another cell goes when somebody of it is erased there.
#[test]
fn an_erasure_reaches_a_draft_about_who_had_gone_to_another_cell() {
    let dir = tempfile::tempdir().unwrap();
    let mut world = World::create(dir.path(), 7, 2);
    let (from, to, giver) = two_cells(&world);
    let (leader, village) = world.people(Role::BranchLeader)[0];
    let mut leader = world.phone(leader, village);
    leader.sync(&world);
    let mut giver = world.phone(giver, from);
    giver.sync(&world);
    let home =
        homes(&giver, Some(from)).into_iter().find(|home| people(&giver, *home).len() > 1).unwrap();
    let person = people(&giver, home)[0];
    leader.core().transfer_household(home, to).unwrap();
    leader.sync(&world);
    assert_eq!(leader.refused, 0);
    // Its worker has not heard of it, and lets somebody split off.
    let hamlet = world.hub.standing().directory.cell(from).unwrap().hamlets[0];
    let split = SplitHousehold { hamlet, address: "新院".into(), head: person };
    giver.core().split_household(home, &[person], &split, day()).unwrap();
    giver.sync(&world);
    assert_eq!(giver.core().drafts().unwrap().len(), 1);
    let subject = Subject::Person { household: home, person };
    world.hub.erase(subject, "示例依据", Actor::Operator, world.clock.now()).unwrap();
    giver.sync(&world);
    assert_eq!(giver.core().drafts().unwrap(), []);
}
