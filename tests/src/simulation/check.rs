//! One checker a promise, on the healed world.

use std::collections::{BTreeMap, BTreeSet};

use gridwork_core::{Core, CoreError, Holding, HouseholdView, IncidentView, TaskRef};
use gridwork_model::permission::Role;
use gridwork_model::roster::LeftReason;
use gridwork_model::{Class, Id, Purpose, audience};
use gridwork_seal::{Hash, sha256};
use gridwork_township::HubError;
use gridwork_township::register::list::Part;

use super::desk::staff;
use super::erasures::{self, Gone};
use super::promises::{Kept, promises_are_kept};
use super::work::Promise;
use crate::world::{Phone, World};

/// Lines of a day asked for at once.
const PAGE: u32 = 200;

/// Runs every checker; `known` are the people who were there at the start.
pub(super) fn all(
    world: &mut World,
    phones: &mut [Phone],
    known: &BTreeSet<Id>,
    promises: &[Promise],
    erased: &[Gone],
) -> Result<Kept, String> {
    no_queue_is_stuck(phones)?;
    repeated_exchange_changes_nothing(world, phones)?;
    let mut fresh = fresh_replicas(world, phones)?;
    replicas_agree(phones, &fresh)?;
    views_agree(phones, &fresh)?;
    let anew: Vec<Id> = erased.iter().flat_map(Gone::go_on).collect();
    let kept = promises_are_kept(world, phones, &fresh, promises, &anew)?;
    nothing_without_a_grant(world, phones)?;
    nothing_was_sent_without_a_grant(world)?;
    nobody_lives_twice(&fresh, &anew)?;
    tasks_agree(phones, &fresh)?;
    let mut known = known.clone();
    known.retain(|person| !erased.iter().any(|gone| gone.people().contains(person)));
    nobody_is_lost(&known, &fresh, &anew)?;
    the_office_lists_who_lives_where(world, &fresh, &anew)?;
    if !erased.is_empty() {
        let all: Vec<&Phone> = phones.iter().chain(&fresh).collect();
        erasures::nothing_is_left(world, &all, erased)?;
    }
    fresh.clear();
    Ok(kept)
}

/// Nothing waits, nothing is unconfirmed, no file is on its way or was refused.
pub(crate) fn no_queue_is_stuck(phones: &[Phone]) -> Result<(), String> {
    for (index, phone) in phones.iter().enumerate() {
        let state = phone.core().sync_state().map_err(|error| error.to_string())?;
        if state.waiting + state.unconfirmed + state.files > 0 || state.downloading {
            let report = phone.core().problem_report().unwrap_or_default();
            return Err(format!("phone {index} still has something to say: {state:?}\n{report}"));
        }
        let queue = phone.core().queue(10_000).map_err(|error| error.to_string())?;
        if let Some(line) = queue.iter().find(|line| line.reason == "file_refused") {
            return Err(format!("phone {index} has a file that was refused: {line:?}"));
        }
    }
    Ok(())
}

/// Another exchange with nothing new leaves every replica and the hub as they were.
pub(crate) fn repeated_exchange_changes_nothing(
    world: &World,
    phones: &mut [Phone],
) -> Result<(), String> {
    let before: Vec<_> = inventories(phones)?;
    let audit = world.hub.verify().map_err(|error| error.to_string())?.audit;
    for phone in phones.iter_mut() {
        phone.sync(world);
    }
    for (index, (before, after)) in before.iter().zip(inventories(phones)?).enumerate() {
        if *before != after {
            let changed = before.iter().filter(|holding| !after.contains(holding));
            let now = after.iter().filter(|holding| !before.contains(holding));
            return Err(format!(
                "an exchange with nothing new changed phone {index}: {:?} became {:?}",
                changed.collect::<Vec<_>>(),
                now.collect::<Vec<_>>()
            ));
        }
    }
    let after = world.hub.verify().map_err(|error| error.to_string())?.audit;
    if after != audit {
        return Err(format!("an exchange with nothing new wrote {} records", after - audit));
    }
    Ok(())
}

/// A new phone for each person, downloaded from nothing: what the hub has, as that person sees it.
pub(crate) fn fresh_replicas(world: &mut World, phones: &[Phone]) -> Result<Vec<Phone>, String> {
    phones
        .iter()
        .map(|phone| {
            let mut fresh = world.phone(phone.person, phone.scope);
            let completed = fresh.sync(world);
            match completed.problem {
                None => Ok(fresh),
                Some(problem) => Err(format!("a first download ended in {problem:?}")),
            }
        })
        .collect()
}

/// What is received on a phone is exactly what a fresh download of the same person brings.
pub(crate) fn replicas_agree(phones: &[Phone], fresh: &[Phone]) -> Result<(), String> {
    for (index, (phone, fresh)) in phones.iter().zip(fresh).enumerate() {
        let (ours, theirs) = (received(phone)?, received(fresh)?);
        for (entity, entries) in &theirs {
            let none = BTreeSet::new();
            let here = ours.get(entity).unwrap_or(&none);
            if here != entries {
                return Err(format!(
                    "phone {index}: {entity:?} is {} here and {} entries at the hub; only here {}, only \
                     there {}",
                    here.len(),
                    entries.len(),
                    short(here.difference(entries)),
                    short(entries.difference(here)),
                ));
            }
        }
        if let Some(extra) = ours.keys().find(|entity| !theirs.contains_key(*entity)) {
            return Err(format!("phone {index}: {extra:?} is here and not at the hub"));
        }
    }
    Ok(())
}

/// What a phone shows is what a fresh download shows, in whatever order the entries came to it: the
/// households and incidents that it has, and the fields that hold two values.
pub(crate) fn views_agree(phones: &[Phone], fresh: &[Phone]) -> Result<(), String> {
    for (index, (phone, fresh)) in phones.iter().zip(fresh).enumerate() {
        let (here, there) = (phone.core(), fresh.core());
        let inventory = here.inventory().map_err(|error| error.to_string())?;
        // What only this device has of a record the other cannot show.
        for holding in inventory.iter().filter(|holding| holding.unsettled.is_empty()) {
            let id = holding.entity;
            let theirs = there.household(id).ok();
            let ours = here.household(id).ok().map(|ours| HouseholdView {
                state: theirs.as_ref().map_or(ours.state, |theirs| theirs.state),
                ..ours
            });
            if ours != theirs {
                return Err(format!("phone {index} shows {ours:?}, a fresh one {theirs:?}"));
            }
            let theirs = there.incident(id).ok();
            let ours = here.incident(id).ok().map(|ours| IncidentView {
                record: theirs.as_ref().map_or(ours.record, |theirs| theirs.record),
                ..ours
            });
            if ours != theirs {
                return Err(format!("phone {index} shows {ours:?}, a fresh one {theirs:?}"));
            }
        }
        let fields = |core: &Core| -> Result<BTreeSet<_>, String> {
            let found = core.conflicts(10_000).map_err(|error| error.to_string())?;
            Ok(found.into_iter().map(|it| (it.document, it.member, it.field)).collect())
        };
        let (ours, theirs) = (fields(here)?, fields(there)?);
        if ours != theirs {
            return Err(format!("phone {index} shows conflicts {ours:?}, a fresh one {theirs:?}"));
        }
    }
    Ok(())
}

/// The tasks that are listed on a phone or on a fresh download stand alike on both.
pub(crate) fn tasks_agree(phones: &[Phone], fresh: &[Phone]) -> Result<(), String> {
    for (index, (phone, fresh)) in phones.iter().zip(fresh).enumerate() {
        let (here, there) = (phone.core(), fresh.core());
        let inventory = here.inventory().map_err(|error| error.to_string())?;
        let own = |id: Id| inventory.iter().any(|it| it.entity == id && !it.unsettled.is_empty());
        // What is closed at one of them only is listed at the other.
        let mut listed = listed_tasks(here)?;
        listed.extend(listed_tasks(there)?);
        for (template, target, window) in listed {
            let task = TaskRef { template, target, window };
            if own(task.id()) {
                continue;
            }
            let shown = |core: &Core| core.task(&task).ok().map(|it| (it.closed, it.answers));
            let (ours, theirs) = (shown(here), shown(there));
            if ours != theirs {
                return Err(format!(
                    "phone {index} shows task {task:?} as {ours:?}, a fresh one {theirs:?}"
                ));
            }
        }
    }
    Ok(())
}

/// What founds the tasks that are due here, by template, target and window.
pub(super) fn listed_tasks(core: &Core) -> Result<BTreeSet<(String, Id, u64)>, String> {
    let fault = |error: CoreError| error.to_string();
    let mut lines = core.today().map_err(fault)?.lines;
    for page in 0.. {
        let behind = core.today_behind(page * PAGE, PAGE).map_err(fault)?;
        if behind.is_empty() {
            break;
        }
        lines.extend(behind);
    }
    let tasks = lines.into_iter().flat_map(|line| line.tasks);
    Ok(tasks.map(|task| (task.template, task.target, task.window)).collect())
}

/// Everything on a phone lies in a stream its person is granted.
pub(crate) fn nothing_without_a_grant(world: &World, phones: &[Phone]) -> Result<(), String> {
    let standing = world.hub.standing();
    let day = world.clock.now().day();
    for (index, phone) in phones.iter().enumerate() {
        let mut granted: BTreeSet<_> =
            audience::grants(phone.person, day, &standing.directory).into_iter().collect();
        granted.extend(audience::sealed_recipients(phone.person, day, &standing.directory));
        for holding in phone.core().inventory().map_err(|error| error.to_string())? {
            if !granted.contains(&holding.stream) {
                return Err(format!("phone {index} holds {holding:?} without a grant"));
            }
        }
    }
    Ok(())
}

/// No answer of the hub brought a phone anything that its person was not granted when it was sent.
pub(crate) fn nothing_was_sent_without_a_grant(world: &World) -> Result<(), String> {
    let watch = world.watch.as_ref().ok_or("nobody watched what was sent")?;
    match watch.faults().first() {
        Some(fault) => Err(fault.clone()),
        None if watch.updates() == 0 => Err("nothing was sent".to_owned()),
        None => Ok(()),
    }
}

/// Nobody lives in two households, on whichever phones they are.
pub(crate) fn nobody_lives_twice(fresh: &[Phone], anew: &[Id]) -> Result<(), String> {
    let mut homes: BTreeMap<Id, Id> = BTreeMap::new();
    for view in households(fresh, anew)? {
        for member in view.members {
            if let Some(other) = homes.insert(member.person, view.id)
                && other != view.id
            {
                return Err(format!("{} lives in {other} and {}", member.person, view.id));
            }
        }
    }
    Ok(())
}

/// Who was known at the start lives in a household, unless it is said that the person left.
pub(crate) fn nobody_is_lost(
    known: &BTreeSet<Id>,
    fresh: &[Phone],
    anew: &[Id],
) -> Result<(), String> {
    let (mut home, mut gone) = (BTreeSet::new(), BTreeSet::new());
    for view in households(fresh, anew)? {
        home.extend(view.members.iter().map(|member| member.person));
        // Who went to another household has to be found there.
        let left = view.former.iter().filter(|it| it.left != LeftReason::Transferred.code());
        gone.extend(left.map(|member| member.person));
    }
    home.append(&mut gone);
    match known.difference(&home).next() {
        Some(person) => Err(format!("{person} lives in no household any more")),
        None => Ok(()),
    }
}

/// The office lists everybody in the household in which the phones show them. Who lives in one that
/// ended, by what was said too late, waits in the merge inbox for somebody to look.
pub(crate) fn the_office_lists_who_lives_where(
    world: &World,
    fresh: &[Phone],
    anew: &[Id],
) -> Result<(), String> {
    let fault = |error: HubError| format!("the office's list: {error}");
    let (now, all) = (world.clock.now(), Part { skip: 0, limit: usize::MAX });
    let (mut shown, mut cells) = (BTreeSet::new(), BTreeSet::new());
    for phone in fresh {
        let held = phone.core().inventory().map_err(|error| error.to_string())?;
        let roster = held.into_iter().filter(|held| held.stream.purpose == Purpose::Roster);
        cells.extend(roster.map(|held| held.stream.scope));
    }
    for view in households(fresh, anew)? {
        shown.extend(view.members.into_iter().map(|member| (member.person, view.id)));
    }
    let (mut listed, mut waiting) = (BTreeSet::new(), BTreeSet::new());
    for cell in cells {
        let clerk = staff(world, cell, Role::DataClerk);
        let people = world.hub.residents(&clerk, cell, "", all, now).map_err(fault)?;
        listed.extend(people.items.into_iter().map(|line| (line.id, line.household)));
        let inbox = world.hub.waiting(&clerk, None, (0, usize::MAX), now).map_err(fault)?;
        waiting.extend(inbox.items.into_iter().map(|row| row.document));
    }
    if let Some((person, home)) = listed.difference(&shown).next() {
        return Err(format!("{person} lives in {home} for the office and not for the phones"));
    }
    match shown.difference(&listed).find(|(_, home)| !waiting.contains(home)) {
        Some((person, home)) => {
            Err(format!("{person} lives in {home} for the phones and not for the office"))
        }
        None => Ok(()),
    }
}

/// Everybody who lives in a household of these phones.
pub(crate) fn everybody(phones: &[Phone]) -> Result<BTreeSet<Id>, String> {
    let members = households(phones, &[])?.into_iter().flat_map(|view| view.members);
    Ok(members.map(|member| member.person).collect())
}

/// The households of these phones, as each of them shows them; those in `anew` were founded anew and lie
/// under another document.
pub(super) fn households(phones: &[Phone], anew: &[Id]) -> Result<Vec<HouseholdView>, String> {
    let mut found = Vec::new();
    for phone in phones {
        let held = phone.core().inventory().map_err(|error| error.to_string())?;
        let roster = held.into_iter().filter(|held| held.stream.purpose == Purpose::Roster);
        // An act on the roster lies beside the households.
        let ids = roster.map(|held| held.entity).chain(anew.iter().copied());
        found.extend(ids.filter_map(|id| phone.core().household(id).ok()));
    }
    Ok(found)
}

/// A hash of everything the phones hold.
pub(super) fn held(phones: &[Phone]) -> Result<Hash, String> {
    Ok(sha256(&[format!("{:?}", inventories(phones)?).as_bytes()]))
}

fn inventories(phones: &[Phone]) -> Result<Vec<Vec<Holding>>, String> {
    phones.iter().map(|phone| phone.core().inventory().map_err(|error| error.to_string())).collect()
}

/// The first bytes of hashes.
fn short<'a>(hashes: impl Iterator<Item = &'a [u8; 32]>) -> String {
    let names: Vec<String> =
        hashes.map(|hash| hash[..4].iter().map(|byte| format!("{byte:02x}")).collect()).collect();
    format!("[{}]", names.join(" "))
}

/// What was received, by scope and entity.
pub(super) type Received = BTreeMap<(Id, Id), BTreeSet<[u8; 32]>>;

pub(super) fn received(phone: &Phone) -> Result<Received, String> {
    let holdings = phone.core().inventory().map_err(|error| error.to_string())?;
    let mut received = Received::new();
    // What is closed lies where its post is, and leaves whoever handed it in.
    let open = holdings.into_iter().filter(|holding| holding.stream.class != Class::C4);
    for holding in open.filter(|holding| !holding.received.is_empty()) {
        // The document and the ledger of a task go by one id.
        let key = (holding.stream.scope, holding.entity);
        received.entry(key).or_default().extend(holding.received);
    }
    Ok(received)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that cannot go on ends there")]

    use chrono::NaiveDate;
    use gridwork_core::MoveReason;
    use gridwork_model::Value;

    use super::super::faults;
    use super::*;

    /// A checker that never complains would hold whatever happens.
    #[test]
    fn every_checker_finds_what_it_is_there_for() {
        let dir = tempfile::tempdir().unwrap();
        let mut world = World::create_thinned(dir.path(), 5, 1, 2);
        let (person, cell) = world.people(Role::GridWorker)[0];
        let mut phones = vec![world.phone(person, cell), world.phone(person, cell)];
        for phone in &mut phones {
            phone.sync(&world);
        }
        let fresh = fresh_replicas(&mut world, &phones).unwrap();
        replicas_agree(&phones, &fresh).unwrap();
        views_agree(&phones, &fresh).unwrap();
        no_queue_is_stuck(&phones).unwrap();
        let known = everybody(&phones).unwrap();
        assert!(!known.is_empty());
        nobody_lives_twice(&fresh, &[]).unwrap();
        nobody_is_lost(&known, &fresh, &[]).unwrap();
        tasks_agree(&phones, &fresh).unwrap();
        nothing_without_a_grant(&world, &phones).unwrap();
        the_office_lists_who_lives_where(&world, &fresh, &[]).unwrap();

        let held = phones[0].core().inventory().unwrap().into_iter().map(|holding| holding.entity);
        let mut homes = held.filter(|entity| phones[0].core().household(*entity).is_ok());
        let home = homes.next().unwrap();
        let edited =
            phones[0].core().edit_household(home, "address", Value::Text("示意东头".into()));
        edited.unwrap();
        assert!(no_queue_is_stuck(&phones).unwrap_err().contains("phone 0"));
        phones[0].sync(&world);
        no_queue_is_stuck(&phones).unwrap();
        // The second phone and the earlier downloads have not heard of it.
        assert!(replicas_agree(&phones[..1], &fresh[..1]).is_err());
        assert!(views_agree(&phones[..1], &fresh[..1]).unwrap_err().contains("示意东头"));
        let repeated = repeated_exchange_changes_nothing(&world, &mut phones);
        assert!(repeated.unwrap_err().contains("phone 1"));
        let fresh = fresh_replicas(&mut world, &phones).unwrap();
        tasks_agree(&phones[..1], &fresh[..1]).unwrap();
        let core = phones[0].core();
        let finished =
            listed_tasks(core).unwrap().into_iter().find(|(template, target, window)| {
                let (template, target, window) = (template.clone(), *target, *window);
                core.finish(&[TaskRef { template, target, window }]).is_ok()
            });
        assert!(finished.is_some());
        phones[0].sync(&world);
        let unlike = tasks_agree(&phones[..1], &fresh[..1]).unwrap_err();
        assert!(unlike.contains("shows task"), "{unlike}");
    }

    #[test]
    fn who_lives_twice_or_nowhere_is_found() {
        let dir = tempfile::tempdir().unwrap();
        let mut world = World::create_thinned(dir.path(), 5, 1, 2);
        let (person, cell) = world.people(Role::GridWorker)[0];
        let mut phones = vec![world.phone(person, cell)];
        phones[0].sync(&world);
        let known = everybody(&phones).unwrap();
        let all = households(&phones, &[]).unwrap();
        let home = all.iter().find(|view| !view.members.is_empty()).unwrap();
        let to = all.iter().find(|view| view.id != home.id).unwrap().id;
        let (home, person) = (home.id, home.members[0].person);
        let left = |value| phones[0].core().edit_member(home, person, "left", value).unwrap();
        let found =
            || nobody_lives_twice(&phones, &[]).and_then(|()| nobody_is_lost(&known, &phones, &[]));

        left(Value::Code(LeftReason::Transferred.code()));
        assert!(found().unwrap_err().contains("no household"));
        left(Value::Code(LeftReason::MovedAway.code()));
        found().unwrap();
        left(Value::Empty);
        found().unwrap();
        let on = NaiveDate::from_ymd_opt(2026, 10, 8).unwrap();
        phones[0].core().move_people(home, &[person], to, MoveReason::Relocation, on).unwrap();
        found().unwrap();
        left(Value::Empty);
        assert!(found().unwrap_err().contains(" and "));
        // The office has heard of none of it.
        let unlike = the_office_lists_who_lives_where(&world, &phones, &[]).unwrap_err();
        assert!(unlike.contains("not for the office"), "{unlike}");
        left(Value::Code(LeftReason::Died.code()));
        phones[0].core().leave(to, person, LeftReason::Died.code(), on).unwrap();
        let unlike = the_office_lists_who_lives_where(&world, &phones, &[]).unwrap_err();
        assert!(unlike.contains("not for the phones"), "{unlike}");
    }

    #[test]
    fn what_lies_on_a_phone_without_a_grant_is_found() {
        let dir = tempfile::tempdir().unwrap();
        let mut world = World::create_thinned(dir.path(), 5, 1, 2);
        let (person, cell) = world.people(Role::GridWorker)[0];
        let mut phones = vec![world.phone(person, cell)];
        phones[0].sync(&world);
        nothing_without_a_grant(&world, &phones).unwrap();
        // The post ends, and the phone has not heard of it.
        assert!(!faults::end_posts(&world, person).unwrap().is_empty());
        assert!(nothing_without_a_grant(&world, &phones).unwrap_err().contains("without a grant"));
    }
}
