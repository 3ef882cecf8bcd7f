//! The hub comes back from a backup that is older than an erasure, and phones come to it with work on
//! what was erased: some that the lost hub had taken, some that nobody has seen.

use std::collections::BTreeSet;
use std::path::PathBuf;

use gridwork_core::{Code, CoreStatus, NewIncident, NewPerson, TaskRef};
use gridwork_model::directory::{DirectoryItem, kind};
use gridwork_model::incident::{Grade, Step};
use gridwork_model::org::Assignment;
use gridwork_model::permission::Role;
use gridwork_model::template::Library;
use gridwork_model::{Id, Value, answer};
use gridwork_tests::traces::{places, sealed_at, sealed_on};
use gridwork_tests::world::{Phone, World};
use gridwork_township::audit::Actor;
use gridwork_township::desk::{DeskStep, Staffed};
use gridwork_township::erase::Subject;
use gridwork_township::people::{Caller, RoleAt};

use crate::common::{homes, worker};

const DAY_MS: i64 = 86_400_000;

fn report(phone: &Phone, words: &str) -> Id {
    let new = NewIncident {
        words: words.into(),
        category: "Y06".into(),
        place: Some("村口".into()),
        ..NewIncident::default()
    };
    phone.core().report(new).unwrap()
}

/// The duty officer takes a report and registers it; returns the number it is given.
fn register(world: &World, cell: Id, incident: Id) -> String {
    let now = world.clock.now();
    let standing = world.hub.standing();
    let township = standing.directory.township_of(cell).unwrap().id;
    let caller = Caller {
        person: Id::derived("simulated-duty-officer", &[township.as_bytes()]),
        name: "示例值班员".to_owned(),
        org: township,
        roles: vec![RoleAt { role: Role::DutyOfficer.number(), scope: township }],
    };
    let by = Staffed { caller: &caller, role: Role::DutyOfficer };
    let registered = DeskStep::Register {
        grade: Grade::Ordinary,
        category: "Y06".parse().unwrap(),
        statute: None,
    };
    for step in [DeskStep::Plain(Step::Accept), registered] {
        world.hub.step_incident(by, &incident, step, None, now).unwrap();
    }
    let seen = world.hub.incident(&caller, &incident, false, now).unwrap();
    seen.row.summary.number.unwrap()
}

fn settled(phone: &Phone) {
    let state = phone.core().sync_state().unwrap();
    assert_eq!((state.waiting, state.unconfirmed, state.downloading), (0, 0, false));
    assert!(phone.core().verify().unwrap().is_sound());
}

#[test]
fn what_was_erased_after_the_backup_stays_erased_whatever_the_phones_bring() {
    let dir = tempfile::tempdir().unwrap();
    let mut world = World::create(dir.path(), 7, 1);
    let (mut one, mut two) = (worker(&mut world), worker(&mut world));
    let cell = one.scope;
    let all = homes(&one, None);
    let (home, other) = (all[0], all[1]);
    let name = "示例待删人甲乙丙";
    let new = NewPerson { name: name.into(), residency: 1, relation: 97, ..NewPerson::default() };
    one.core().add_member(home, &new).unwrap();
    let first = report(&one, "备份以前");
    for phone in [&mut one, &mut two] {
        phone.sync(&world);
    }
    let mut numbers = vec![register(&world, cell, first)];
    let archive = world.back_up_hub().unwrap();
    world.clock.advance_ms(DAY_MS);

    // Taken by the hub, and in no backup: an edit of what is erased next, one of another household,
    // a report with its number.
    let acknowledged = "示例绰号丁戊己";
    one.core().edit_household(home, "nickname", Value::Text(acknowledged.into())).unwrap();
    one.core().edit_household(other, "nickname", Value::Text("东头老赵家".into())).unwrap();
    let ahead = report(&one, "备份以后");
    one.sync(&world);
    two.sync(&world);
    numbers.push(register(&world, cell, ahead));
    // Said by nobody to anybody yet.
    let unsent = "示例绰号庚辛壬";
    one.core().note_household(home, unsent).unwrap();
    two.core().edit_household(home, "address", Value::Text(unsent.into())).unwrap();
    let later = report(&two, "还没送的");
    let mut sealed = Vec::new();
    for phone in [&one, &two] {
        phone.core().pause().unwrap();
        sealed.extend(sealed_on(phone, home));
        phone.core().resume().unwrap();
    }
    sealed.extend(sealed_at(&world, home));
    world
        .hub
        .erase(Subject::Household(home), "示例依据", Actor::Operator, world.clock.now())
        .unwrap();

    world.restore_hub(&archive).unwrap();
    for _ in 0..3 {
        for phone in [&mut one, &mut two] {
            phone.sync(&world);
            // Of what is refused by now the leaf alone is told: nobody has to enrol again for it.
            assert_eq!(phone.core().status().unwrap(), CoreStatus::Ready);
        }
    }
    let fresh = worker(&mut world);
    for phone in [&one, &two, &fresh] {
        settled(phone);
        assert_eq!(phone.core().household(home).unwrap_err().code, Code::NotFound);
        assert!(phone.core().find(name, 5).unwrap().is_empty());
        assert!(phone.core().inventory().unwrap().iter().all(|held| held.entity != home));
        assert_eq!(phone.core().household(other).unwrap().nickname, "东头老赵家");
        for (id, words) in [(first, "备份以前"), (ahead, "备份以后"), (later, "还没送的")]
        {
            assert_eq!(phone.core().incident(id).unwrap().words, words);
        }
        for draft in phone.core().drafts().unwrap() {
            let reason = draft.reason.as_str();
            assert!(matches!(reason, "erased" | "builds_on_refused"), "{draft:?}");
        }
    }

    // What the desk gave out and the hub forgot is given to nothing again.
    numbers.extend([ahead, later].map(|incident| register(&world, cell, incident)));
    let distinct: BTreeSet<&String> = numbers.iter().collect();
    assert_eq!(distinct.len(), numbers.len(), "{numbers:?}");
    world.hub.verify().unwrap();

    for phone in [&one, &two, &fresh] {
        phone.core().pause().unwrap();
    }
    let clear = [name, acknowledged, unsent].map(str::as_bytes);
    for needle in sealed.iter().map(Vec::as_slice).chain(clear) {
        assert_eq!(places(dir.path(), needle), Vec::<PathBuf>::new());
    }
}

/// What a device said and then lost by need to know goes to a restored hub all the same: nobody has to
/// enrol again for it, and it cannot be read on the phone.
#[test]
fn what_left_its_phone_after_the_backup_comes_back_to_a_restored_hub() {
    let dir = tempfile::tempdir().unwrap();
    let mut world = World::create_thinned(dir.path(), 7, 2, 4);
    let workers = world.people(Role::GridWorker);
    let (person, old) = workers[0];
    let &(_, new) = workers.iter().find(|(_, scope)| *scope != old).unwrap();
    let mut phone = world.phone(person, old);
    phone.sync(&world);
    let home = homes(&phone, None)[0];
    let words = "示例调走以前写的甲乙丙";
    phone.core().edit_household(home, "nickname", Value::Text(words.into())).unwrap();
    let incident = report(&phone, words);
    let listed = phone.core().today().unwrap().lines.into_iter().flat_map(|line| line.tasks);
    let mut tasks = listed.map(|task| TaskRef {
        template: task.template,
        target: task.target,
        window: task.window,
    });
    let declinable = |task: TaskRef| {
        let template = Library::embedded().get(&task.template).unwrap();
        let mut fields = (1..20).map(|item: u32| item.to_string());
        let field = fields.find(|it| answer::check(template, it, &Value::Declined).is_ok());
        field.map(|field| (task, field))
    };
    let (task, field) = tasks.find_map(declinable).unwrap();
    phone.core().answer(&task, &field, Value::Declined).unwrap();
    reassign(&world, person, old, new);
    let archive = world.back_up_hub().unwrap();
    world.clock.advance_ms(2 * DAY_MS);
    // Taken under the grace; in the same exchange the old cell leaves the phone.
    phone.sync(&world);
    phone.sync(&world);
    assert_eq!(phone.core().household(home).unwrap_err().code, Code::NotFound);

    world.restore_hub(&archive).unwrap();
    for _ in 0..2 {
        phone.sync(&world);
        assert_eq!(phone.core().status().unwrap(), CoreStatus::Ready);
    }
    settled(&phone);
    assert_eq!(phone.core().household(home).unwrap_err().code, Code::NotFound);
    let village = world.county.cells().iter().find(|c| c.id == old).unwrap().village;
    let leaders = world.people(Role::BranchLeader);
    let &(leader, scope) = leaders.iter().find(|(_, scope)| *scope == village).unwrap();
    let mut leader = world.phone(leader, scope);
    leader.sync(&world);
    assert_eq!(leader.core().household(home).unwrap().nickname, words);
    assert_eq!(leader.core().incident(incident).unwrap().words, words);
    assert_eq!(leader.core().task(&task).unwrap().answers.len(), 1);
    phone.core().pause().unwrap();
    assert_eq!(places(&phone.dir, words.as_bytes()), Vec::<PathBuf>::new());
    world.hub.verify().unwrap();
}

/// The office ends a post and gives its holder the same in another cell.
fn reassign(world: &World, person: Id, old: Id, new: Id) {
    let now = world.clock.now();
    let standing = world.hub.standing();
    let theirs = standing.directory.of_kind(kind::ASSIGNMENT).find_map(|item| match item {
        DirectoryItem::Assignment(of) if of.person == person && of.scope == old => Some(of.clone()),
        _ => None,
    });
    let mut ended = theirs.unwrap();
    let id = Id::derived("test", &[b"reassigned"]);
    let begun = Assignment { id, scope: new, ..ended.clone() };
    ended.validity.valid_to = Some(now.day());
    let items = vec![DirectoryItem::Assignment(ended), DirectoryItem::Assignment(begun)];
    world.hub.put_directory(items, Actor::Operator, now).unwrap();
}

/// A person is moved from a household on which somebody else wrote what the restored hub forgot: the
/// half that builds on it must not be said again without the other half, or the person would live
/// nowhere.
#[test]
fn a_move_that_stood_beside_what_the_hub_forgot_is_said_again_whole() {
    let dir = tempfile::tempdir().unwrap();
    let mut world = World::create(dir.path(), 7, 1);
    let (mut one, mut two) = (worker(&mut world), worker(&mut world));
    let all = homes(&one, None);
    let (from, to) = (all[0], all[1]);
    let moved = one.core().household(from).unwrap().members[0].person;
    for phone in [&mut one, &mut two] {
        phone.sync(&world);
    }
    let archive = world.back_up_hub().unwrap();
    world.clock.advance_ms(DAY_MS);

    one.core().edit_household(from, "nickname", Value::Text("西头老孙家".into())).unwrap();
    one.sync(&world);
    two.sync(&world);
    // Three batches of which each builds on the one before, in the household they concern.
    two.core().note_household(from, "炕面不热").unwrap();
    two.sync(&world);
    let on = chrono::NaiveDate::from_ymd_opt(2026, 10, 9).unwrap();
    two.core().move_member(from, moved, to, on).unwrap();
    two.sync(&world);
    two.core().note_household(to, "多了一口人").unwrap();

    world.restore_hub(&archive).unwrap();
    for _ in 0..4 {
        for phone in [&mut two, &mut one] {
            phone.sync(&world);
        }
    }
    let fresh = worker(&mut world);
    for phone in [&one, &two, &fresh] {
        settled(phone);
        let lives = |home| {
            let view = phone.core().household(home).unwrap();
            view.members.iter().any(|member| member.person == moved)
        };
        assert_eq!((lives(from), lives(to)), (false, true));
        let note = phone.core().household(to).unwrap().note;
        assert!(note.contains("多了一口人"), "{note}");
        assert_eq!(phone.core().drafts().unwrap().len(), 0);
    }
}
