//! Deeds on the roster: people move, households merge, split and pass to another cell; a worker is
//! reassigned. Each is one deed with one verdict, through real cores and a real hub.

use std::path::Path;

use gridwork_core::{
    Code, HomeRow, MoveReason, NewHousehold, NewPerson, RecordState, SplitHousehold, SyncBudget,
};
use gridwork_model::directory::{DirectoryItem, kind};
use gridwork_model::org::Assignment;
use gridwork_model::permission::Role;
use gridwork_model::roster::LeftReason;
use gridwork_model::{Id, Value};
use gridwork_tests::world::{Phone, World};
use gridwork_township::audit::Actor;
use gridwork_township::organisation::Plan;
use gridwork_township::people::{Caller, RoleAt};

use crate::common::{day, every_home, homes, people, phone_of, task_about};

fn world(dir: &Path, cells: usize) -> World {
    World::create(dir, 7, cells)
}

#[test]
fn a_household_is_moved_split_and_merged_and_nobody_is_lost_or_doubled() {
    let dir = tempfile::tempdir().unwrap();
    let mut world = world(dir.path(), 1);
    let mut phone = phone_of(&mut world, Role::GridWorker);
    let mut other = phone_of(&mut world, Role::GridWorker);
    let everybody = every_home(&phone).len();
    let all = homes(&phone, None);
    let big = *all.iter().find(|home| people(&phone, **home).len() > 2).unwrap();
    let rest: Vec<Id> = all.into_iter().filter(|home| *home != big).collect();
    let (to, into) = (rest[0], rest[1]);
    let movers = people(&phone, big);
    let core = phone.core();
    let counted = |phone: &Phone| phone.core().cells().unwrap()[0].households as usize;
    let before = counted(&phone);
    core.move_people(big, &movers[..1], to, MoveReason::Marriage, day()).unwrap();
    assert_eq!(core.state_of(big).unwrap(), RecordState::Saved);
    let cell = world.people(Role::GridWorker)[0].1;
    let hamlet = world.hub.standing().directory.cell(cell).unwrap().hamlets[0];
    let new = SplitHousehold { hamlet, address: "新院".into(), head: movers[1] };
    let split = core.split_household(big, &movers[1..2], &new, day()).unwrap();
    assert_eq!(counted(&phone), before + 1);
    core.merge_households(big, into, day()).unwrap();
    assert_eq!(counted(&phone), before, "who goes on in another household is counted there");
    assert_eq!(every_home(&phone).len(), everybody);
    let done = phone.sync(&world);
    assert_eq!((done.problem, phone.refused), (None, 0));
    other.sync(&world);
    for device in [&phone, &other] {
        let at_home = every_home(device);
        assert_eq!(at_home.len(), everybody);
        assert_eq!(at_home[&movers[0]], to);
        assert_eq!(at_home[&movers[1]], split);
        for person in &movers[2..] {
            assert_eq!(at_home[person], into);
        }
        assert_eq!(device.core().household(split).unwrap().address, "新院");
        assert_eq!(device.core().state_of(big).unwrap(), RecordState::Received);
    }
}

#[test]
fn nobody_is_moved_into_a_household_that_has_ended() {
    let dir = tempfile::tempdir().unwrap();
    let mut world = world(dir.path(), 1);
    let mut phone = phone_of(&mut world, Role::GridWorker);
    let mut stale = phone_of(&mut world, Role::GridWorker);
    let all = homes(&phone, None);
    let (ended, kept, third) = (all[0], all[1], all[2]);
    let (joined, others) = (people(&phone, kept).len(), people(&phone, ended).len());
    phone.core().merge_households(ended, kept, day()).unwrap();
    let mover = people(&phone, third)[0];
    let wrong = |done: Result<(), gridwork_core::CoreError>| done.unwrap_err().code;
    assert_eq!(wrong(phone.core().merge_households(kept, ended, day())), Code::WrongState);
    assert_eq!(wrong(phone.core().move_member(third, mover, ended, day())), Code::WrongState);
    let new = NewPerson { name: "示例新人".into(), relation: 97, ..NewPerson::default() };
    assert_eq!(wrong(phone.core().add_member(ended, &new).map(drop)), Code::WrongState);
    phone.sync(&world);
    // Whoever has not heard of it says it, and is told that it came too late.
    let before = people(&stale, third);
    stale.core().merge_households(third, ended, day()).unwrap();
    stale.sync(&world);
    phone.sync(&world);
    assert_eq!(stale.core().drafts().unwrap().len(), 1);
    for device in [&phone, &stale] {
        assert_eq!(people(device, third), before);
        assert_eq!(people(device, kept).len(), joined + others);
        assert!(people(device, ended).is_empty());
    }
    // Also if both are said in one batch, by a phone that says them before it hears of either.
    let mut second = phone_of(&mut world, Role::GridWorker);
    second.core().move_member(third, before[0], kept, day()).unwrap();
    second.core().merge_households(kept, third, day()).unwrap();
    second.sync(&world);
    assert_eq!(second.refused, 0);
    assert_eq!(people(&second, third).len(), joined + others + before.len());
}

#[test]
fn a_deed_that_goes_with_a_refused_one_of_its_batch_is_said_again_whole() {
    let dir = tempfile::tempdir().unwrap();
    let mut world = world(dir.path(), 1);
    let mut phone = phone_of(&mut world, Role::GridWorker);
    let mut stale = phone_of(&mut world, Role::GridWorker);
    let all = homes(&phone, None);
    let home = *all.iter().find(|home| people(&phone, **home).len() > 1).unwrap();
    let rest: Vec<Id> = all.into_iter().filter(|it| *it != home).collect();
    let movers = people(&phone, home);
    phone.core().move_member(home, movers[1], rest[0], day()).unwrap();
    phone.sync(&world);
    // Two deeds in one batch, and somebody else was faster with the second.
    stale.core().move_member(home, movers[0], rest[1], day()).unwrap();
    stale.core().move_member(home, movers[1], rest[2], day()).unwrap();
    stale.sync(&world);
    phone.sync(&world);
    assert_eq!(stale.core().drafts().unwrap().len(), 1);
    let fresh = phone_of(&mut world, Role::GridWorker);
    for device in [&phone, &stale, &fresh] {
        let at_home = every_home(device);
        assert_eq!((at_home[&movers[0]], at_home[&movers[1]]), (rest[1], rest[0]));
        assert!(device.core().conflicts(10).unwrap().is_empty());
    }
    world.hub.verify().unwrap();
}

#[test]
fn who_left_is_former_on_every_phone_and_can_be_corrected() {
    let dir = tempfile::tempdir().unwrap();
    let mut world = world(dir.path(), 1);
    let mut phone = phone_of(&mut world, Role::GridWorker);
    let mut other = phone_of(&mut world, Role::GridWorker);
    let home = homes(&phone, None).into_iter().find(|home| people(&phone, *home).len() > 2);
    let home = home.unwrap();
    let before = people(&phone, home);
    let gone = [
        (before[1], LeftReason::Died.code(), "去世"),
        (before[2], LeftReason::MovedAway.code(), "迁出"),
    ];
    for (person, reason, _) in gone {
        phone.core().leave(home, person, reason, day()).unwrap();
    }
    assert_eq!(phone.core().state_of(home).unwrap(), RecordState::Saved);
    let done = phone.sync(&world);
    assert_eq!((done.problem, phone.refused), (None, 0));
    other.sync(&world);
    // A first download tells what the township has.
    let fresh = phone_of(&mut world, Role::GridWorker);
    for device in [&phone, &other, &fresh] {
        let seen = device.core().household(home).unwrap();
        for (person, reason, word) in gone {
            assert!(seen.members.iter().all(|member| member.person != person), "{word}");
            let former = seen.former.iter().find(|member| member.person == person).unwrap();
            assert_eq!(former.left, reason, "{word}");
        }
        assert_eq!(seen.members.len(), before.len() - gone.len());
    }
    // Noted by mistake: on the other phone the person is at home again, and then on the first.
    other.core().edit_member(home, gone[1].0, "left", Value::Empty).unwrap();
    other.sync(&world);
    assert_eq!(other.refused, 0);
    phone.sync(&world);
    assert!(people(&phone, home).contains(&gone[1].0));
    assert!(!people(&phone, home).contains(&gone[0].0));
}

#[test]
fn a_household_to_which_somebody_came_meanwhile_is_not_merged_by_who_did_not_know() {
    let dir = tempfile::tempdir().unwrap();
    let mut world = world(dir.path(), 1);
    let mut knows = phone_of(&mut world, Role::GridWorker);
    let mut stale = phone_of(&mut world, Role::GridWorker);
    let (from, into) = (homes(&stale, None)[0], homes(&stale, None)[1]);
    let new =
        NewPerson {
            name: "示例新来".into(), residency: 1, relation: 97, ..NewPerson::default()
        };
    let newcomer = knows.core().add_member(from, &new).unwrap();
    knows.sync(&world);
    stale.core().merge_households(from, into, day()).unwrap();
    stale.sync(&world);
    assert_eq!(stale.core().drafts().unwrap().len(), 1, "the merger comes back as one draft");
    knows.sync(&world);
    for device in [&stale, &knows] {
        assert_eq!(every_home(device).get(&newcomer), Some(&from));
        assert!(people(device, from).len() > 1, "the others live there too");
    }
    // Who knows everybody merges it.
    let draft = stale.core().drafts().unwrap()[0].no;
    stale.core().discard_draft(draft).unwrap();
    stale.core().merge_households(from, into, day()).unwrap();
    stale.sync(&world);
    assert!(stale.core().drafts().unwrap().is_empty());
    assert_eq!(every_home(&stale).get(&newcomer), Some(&into));
}

#[test]
fn what_was_written_without_signal_in_a_cell_that_ended_goes_where_the_cell_went() {
    let dir = tempfile::tempdir().unwrap();
    let mut world = world(dir.path(), 2);
    let (_, village) = world.people(Role::BranchLeader)[0];
    let cells: Vec<Id> =
        world.county.cells().iter().filter(|c| c.village == village).map(|c| c.id).collect();
    let [one, two, ..] = cells[..] else { panic!("the village needs two cells: {cells:?}") };
    let worker = |world: &World, cell| {
        let found = world.people(Role::GridWorker).into_iter().find(|(_, scope)| *scope == cell);
        found.unwrap().0
    };
    let (away, here) = (worker(&world, one), worker(&world, two));
    let (mut away, mut here) = (world.phone(away, one), world.phone(here, two));
    away.sync(&world);
    here.sync(&world);
    let hamlet = world.hub.standing().directory.cell(one).unwrap().hamlets[0];
    let head =
        NewPerson {
            name: "示例新户主".into(), residency: 1, relation: 2, ..NewPerson::default()
        };
    let new = NewHousehold { cell: one, hamlet, address: "沟里新院".into(), head };
    let founded = away.core().add_household(new).unwrap();
    let known = homes(&away, Some(one))[0];
    away.core().note_household(known, "没信号时写的").unwrap();

    let (now, org) = (world.clock.now(), world.hub.standing().org_of(one));
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

    away.sync(&world);
    assert_eq!(away.refused, 0, "who did not know is right for the days of grace");
    world.hub.tick(now).unwrap();
    for phone in [&mut away, &mut here] {
        phone.sync(&world);
        let seen = phone.core().household(founded).unwrap();
        assert_eq!(seen.address, "沟里新院");
        assert_eq!(phone.core().household(known).unwrap().note, "没信号时写的");
        let held = phone.core().inventory().unwrap();
        let cell = held.iter().find(|held| held.entity == founded).unwrap().stream.scope;
        assert_eq!(cell, whole);
    }
    assert_eq!(every_home(&away), every_home(&here));
    world.hub.verify().unwrap();
}

#[test]
fn a_household_passes_to_another_cell_with_all_that_was_written() {
    let dir = tempfile::tempdir().unwrap();
    let mut world = world(dir.path(), 2);
    let (leader, village) = world.people(Role::BranchLeader)[0];
    let cells: Vec<Id> =
        world.county.cells().iter().filter(|c| c.village == village).map(|c| c.id).collect();
    let [from, to, ..] = cells[..] else { panic!("the village needs two cells: {cells:?}") };
    let mut leader = world.phone(leader, village);
    leader.sync(&world);
    let workers = world.people(Role::GridWorker);
    let of = |cell| workers.iter().find(|(_, scope)| *scope == cell).copied().unwrap();
    let ((giver, _), (taker, _)) = (of(from), of(to));
    let (mut giver, mut taker) = (world.phone(giver, from), world.phone(taker, to));
    giver.sync(&world);
    taker.sync(&world);
    // A house that is asked after: one task is closed without an answer.
    let (home, task) = homes(&giver, Some(from))
        .into_iter()
        .find_map(|home| Some((home, task_about(&giver, home)?)))
        .unwrap();
    giver.core().no_change(std::slice::from_ref(&task)).unwrap();
    giver.core().edit_household(home, "nickname", Value::Text("划走以前".into())).unwrap();
    giver.sync(&world);
    leader.sync(&world);
    let refused = giver.core().transfer_household(home, to).unwrap_err();
    assert_eq!(refused.code, Code::Forbidden, "who gains it is not the giver's to say");
    let hamlet = world.hub.standing().directory.cell(from).unwrap().hamlets[0];
    let some = people(&leader, home);
    let new = SplitHousehold { hamlet, address: "新院".into(), head: some[0] };
    let refused = leader.core().split_household(home, &some[..1], &new, day()).unwrap_err();
    assert_eq!(refused.code, Code::Forbidden, "a branch leader founds no household");
    leader.core().transfer_household(home, to).unwrap();
    leader.sync(&world);
    assert_eq!(leader.refused, 0);
    // Written in the old cell before its worker heard of it: it counts where the household is now.
    giver.core().edit_household(home, "address", Value::Text("东头第一家".into())).unwrap();
    for phone in [&mut giver, &mut taker, &mut leader] {
        phone.sync(&world);
    }
    assert_eq!(giver.core().household(home).unwrap_err().code, Code::NotFound);
    // The household went from the one phone, with the task about it: who bears the phone can see how much.
    let left = giver.core().bearer().unwrap();
    assert_eq!(left.posts.len(), 1, "{left:?}");
    assert!(left.left >= 2, "{left:?}");
    assert_eq!(taker.core().bearer().unwrap().left, 0, "nothing left it");
    for phone in [&taker, &leader] {
        let seen = phone.core().household(home).unwrap();
        assert_eq!((seen.nickname.as_str(), seen.address.as_str()), ("划走以前", "东头第一家"));
    }
    assert_eq!(every_home(&leader).len(), every_home(&giver).len() + every_home(&taker).len());
    // The leader's list has it under the cell that it belongs to now, after those along its road.
    let listed = |cell| {
        let pages = (0..).map(|page| leader.core().homes(cell, page * 50, 50).unwrap());
        let homes: Vec<_> = pages.take_while(|page| !page.is_empty()).flatten().collect();
        homes
    };
    let (old, now) = (listed(from), listed(to));
    assert!(old.iter().all(|row| row.household != home));
    assert_eq!(now.last().unwrap().household, home);
    assert_eq!(now.last().unwrap().count as usize, some.len());
    let counted = leader.core().cells().unwrap();
    for (cell, homes) in [(from, old), (to, now)] {
        let cell = counted.iter().find(|counted| counted.id == cell).unwrap();
        assert_eq!(cell.households as usize, homes.len());
        assert!(homes.iter().all(|row| row.people.len() == 3.min(row.count as usize)));
        let along = |row: &HomeRow| cell.hamlets.iter().position(|name| *name == row.hamlet);
        assert!(homes.iter().filter_map(along).is_sorted(), "hamlet by hamlet");
    }
    assert!(leader.core().homes(Id::derived("test", &[b"elsewhere"]), 0, 50).is_err());
    // What was said of it and of its tasks went along, for phones of before and for new ones.
    assert!(taker.core().task(&task).unwrap().closed);
    let mut fresh = world.phone(giver.person, from);
    fresh.sync(&world);
    for phone in [&giver, &fresh] {
        let held = phone.core().inventory().unwrap();
        assert!(held.iter().all(|held| ![home, task.id()].contains(&held.entity)));
    }
}

/// It leaves one stream of a phone that has something to say of it yet, and comes to another.
#[test]
fn a_household_that_passes_between_two_cells_of_one_phone_stays_on_it() {
    let dir = tempfile::tempdir().unwrap();
    let mut world = world(dir.path(), 2);
    let (leader, village) = world.people(Role::BranchLeader)[0];
    let cells: Vec<Id> =
        world.county.cells().iter().filter(|c| c.village == village).map(|c| c.id).collect();
    let [from, to, ..] = cells[..] else { panic!("the village needs two cells: {cells:?}") };
    let mut leader = world.phone(leader, village);
    leader.sync(&world);
    let mut cadre = phone_of(&mut world, Role::LinkCadre);
    cadre.sync(&world);
    let home = homes(&leader, Some(from))[0];
    leader.core().transfer_household(home, to).unwrap();
    leader.sync(&world);
    assert_eq!(leader.refused, 0);
    // Written while the phone's request is on its way: the answer finds it unsent.
    let request = cadre.core().next_request(SyncBudget::default()).unwrap().unwrap();
    cadre.core().edit_household(home, "nickname", Value::Text("路上写的".into())).unwrap();
    cadre.core().complete_request(request.id, world.post(&request)).unwrap();
    for _ in 0..2 {
        cadre.sync(&world);
    }
    assert_eq!(cadre.refused, 0);
    leader.sync(&world);
    for phone in [&cadre, &leader] {
        assert_eq!(phone.core().household(home).unwrap().nickname, "路上写的");
    }
}

#[test]
fn a_deed_towards_a_household_that_was_erased_is_not_kept_and_nobody_moved() {
    let dir = tempfile::tempdir().unwrap();
    let mut world = world(dir.path(), 1);
    let mut phone = phone_of(&mut world, Role::GridWorker);
    let before = every_home(&phone);
    let all = homes(&phone, None);
    let (from, to) = (all[0], all[1]);
    let movers = people(&phone, from);
    phone.core().edit_household(to, "nickname", Value::Text("另一件事".into())).unwrap();
    phone.core().move_people(from, &movers, to, MoveReason::Relocation, day()).unwrap();
    // Meanwhile the office erases where they were to go.
    let now = world.clock.now();
    let subject = gridwork_township::erase::Subject::Household(to);
    world.hub.erase(subject, "示例依据", Actor::Operator, now).unwrap();
    phone.sync(&world);
    // What speaks of the erased leaves with it; other refused deeds are drafts (below).
    assert!(phone.refused > 0);
    assert_eq!(phone.core().drafts().unwrap().len(), 0);
    let after = every_home(&phone);
    for person in &movers {
        assert_eq!(after.get(person), before.get(person), "they are where they were");
    }
    let fresh = phone_of(&mut world, Role::GridWorker);
    assert_eq!(every_home(&fresh), after);
}

#[test]
fn who_moved_away_and_back_meanwhile_is_not_moved_to_a_third_house_by_one_who_knew_neither() {
    let dir = tempfile::tempdir().unwrap();
    let mut world = world(dir.path(), 1);
    let mut phone = phone_of(&mut world, Role::GridWorker);
    let mut stale = phone_of(&mut world, Role::GridWorker);
    let all = homes(&phone, None);
    let (home, second, third) = (all[0], all[1], all[2]);
    let person = people(&phone, home)[0];
    for (from, to) in [(home, second), (second, home)] {
        phone.core().move_member(from, person, to, day()).unwrap();
        phone.sync(&world);
    }
    assert_eq!(phone.refused, 0);
    stale.core().move_member(home, person, third, day()).unwrap();
    stale.sync(&world);
    phone.sync(&world);
    assert_eq!(stale.core().drafts().unwrap().len(), 1, "a person looks at it again");
    for device in [&phone, &stale] {
        assert_eq!(every_home(device)[&person], home);
        assert!(device.core().conflicts(10).unwrap().is_empty());
    }
}

#[test]
fn who_comes_back_and_leaves_again_without_signal_is_moved_both_times() {
    let dir = tempfile::tempdir().unwrap();
    let mut world = world(dir.path(), 1);
    let mut phone = phone_of(&mut world, Role::GridWorker);
    let all = homes(&phone, None);
    let (home, other) = (all[0], all[1]);
    let person = people(&phone, home)[0];
    let moved = |phone: &Phone, from, to| {
        phone.core().move_people(from, &[person], to, MoveReason::Marriage, day()).unwrap();
    };
    moved(&phone, home, other);
    phone.sync(&world);
    for (from, to) in [(other, home), (home, other), (other, home)] {
        moved(&phone, from, to);
    }
    let done = phone.sync(&world);
    assert_eq!((done.problem, phone.refused), (None, 0));
    let fresh = phone_of(&mut world, Role::GridWorker);
    for device in [&phone, &fresh] {
        assert_eq!(every_home(device)[&person], home);
        assert!(device.core().drafts().unwrap().is_empty());
    }
}

#[test]
fn a_worker_is_reassigned_and_what_was_written_before_counts() {
    let dir = tempfile::tempdir().unwrap();
    let mut world = world(dir.path(), 2);
    let workers = world.people(Role::GridWorker);
    let (person, old) = workers[0];
    let &(_, new) = workers.iter().find(|(_, scope)| *scope != old).unwrap();
    let mut phone = world.phone(person, old);
    phone.sync(&world);
    let home = homes(&phone, Some(old))[0];
    phone.core().edit_household(home, "nickname", Value::Text("调走以前写的".into())).unwrap();
    // Out of signal when the office reassigns: the old post ends, another begins.
    let now = world.clock.now();
    let today = now.day();
    let theirs: Assignment = world
        .hub
        .standing()
        .directory
        .of_kind(kind::ASSIGNMENT)
        .find_map(|item| match item {
            DirectoryItem::Assignment(a) if a.person == person && a.scope == old => Some(a.clone()),
            _ => None,
        })
        .unwrap();
    let mut ended = theirs.clone();
    ended.validity.valid_to = Some(today);
    let id = Id::derived("test", &[b"reassigned"]);
    let begun = Assignment { id, scope: new, ..theirs };
    let items = vec![DirectoryItem::Assignment(ended), DirectoryItem::Assignment(begun)];
    world.hub.put_directory(items, Actor::Operator, now).unwrap();
    world.clock.advance_ms(2 * 86_400_000);
    let done = phone.sync(&world);
    assert_eq!((done.problem, phone.refused), (None, 0));
    phone.sync(&world);
    assert!(homes(&phone, Some(old)).is_empty(), "the old cell left the phone");
    assert!(!homes(&phone, Some(new)).is_empty(), "the new cell came");
    let state = phone.core().sync_state().unwrap();
    assert_eq!((state.waiting, state.unconfirmed, state.drafts), (0, 0, 0));
    let leader = world.people(Role::BranchLeader);
    let village = world.county.cells().iter().find(|c| c.id == old).unwrap().village;
    let (leader, scope) = *leader.iter().find(|(_, scope)| *scope == village).unwrap();
    let mut leader = world.phone(leader, scope);
    leader.sync(&world);
    assert_eq!(leader.core().household(home).unwrap().nickname, "调走以前写的");
}
