//! The closed channel: workers hand records in, the post alone reads them, and they pass on with the
//! post when somebody else takes it over in the middle of the run.

use gridwork_core::{Code, CoreError};
use gridwork_model::directory::DirectoryItem;
use gridwork_model::org::Assignment;
use gridwork_model::permission::Role;
use gridwork_model::{Class, Id, Purpose};
use gridwork_township::HubError;
use gridwork_township::audit::Actor;

use super::Options;
use super::work::Promise;
use crate::seeded::Seeded;
use crate::world::{Phone, World};

/// Hands a record in, now and then. `None`: nobody is in the post, or this phone may not.
pub(super) fn hand_in(
    phone: &Phone,
    index: usize,
    number: u32,
    chance: &mut Seeded,
) -> Result<Option<Promise>, String> {
    if !chance.chance(150) {
        return Ok(None);
    }
    let words = format!("示例密报 {index}-{number}：孩子身上有伤");
    let before = records(phone).map_err(|error| error.to_string())?;
    match phone.core().report_closed(Purpose::Children, &words, None) {
        Ok(()) => {
            let mut sealed = records(phone).map_err(|error| error.to_string())?;
            sealed.retain(|id| !before.contains(id));
            Ok(Some(Promise::Closed { phone: index, words, sealed }))
        }
        Err(error) if matches!(error.code, Code::NotFound | Code::Forbidden | Code::DiskFull) => {
            Ok(None)
        }
        Err(error) => Err(format!("phone {index} handed no record in: {error}")),
    }
}

/// The envelopes that lie on a phone.
fn records(phone: &Phone) -> Result<Vec<Id>, CoreError> {
    let held = phone.core().inventory()?.into_iter();
    Ok(held.filter(|held| held.stream.class == Class::C4).map(|held| held.entity).collect())
}

/// The post of the children's director that the phones hand in to.
fn assignments(world: &World, role: Role, person: Id) -> Vec<Assignment> {
    let (standing, day) = (world.hub.standing(), world.clock.now().day());
    let held = standing.directory.assignments_of(person, day);
    let of = held.filter(|(_, post)| post.role == role).map(|(of, _)| of.clone());
    of.filter(|of| of.person == person).collect()
}

/// Whether a person is in the post.
pub(super) fn reads(world: &World, person: Id) -> bool {
    !assignments(world, Role::ChildDirector, person).is_empty()
}

/// The act before which the post passes to somebody else: not in the days that a restored hub forgets,
/// whose assignments people make again (ADR 6).
pub(super) fn passed_on_before(options: &Options) -> u32 {
    match options.hub_restore {
        true => options.acts / 4,
        false => options.acts / 2,
    }
}

/// The first worker takes the post over; whoever had it goes on as a worker there.
pub(super) fn pass_on(world: &World, phones: &[Phone]) -> Result<bool, String> {
    let fault = |error: HubError| format!("the post: {error}");
    let (worker, before) = (phones[0].person, phones.iter().find(|it| reads(world, it.person)));
    let Some(director) = before.map(|phone| phone.person).filter(|it| *it != worker) else {
        return Ok(false);
    };
    let given = |of: &Assignment, to: Id| Assignment {
        id: Id::derived("simulated-successor", &[of.id.as_bytes()]),
        person: to,
        ..of.clone()
    };
    let held = assignments(world, Role::ChildDirector, director);
    let works = assignments(world, Role::GridWorker, worker);
    let now = world.clock.now();
    let mut items: Vec<Assignment> = works.iter().map(|of| given(of, director)).collect();
    for of in held {
        items.push(given(&of, worker));
        let mut over = of;
        over.validity.valid_to = Some(now.day());
        items.push(over);
    }
    let items = items.into_iter().map(DirectoryItem::Assignment).collect();
    world.hub.put_directory(items, Actor::Operator, now).map_err(fault)?;
    Ok(true)
}

/// What was handed in is read, each once, on every phone of whoever is in the post, and nowhere else.
pub(crate) fn the_post_alone_reads(
    world: &World,
    phones: &[Phone],
    promises: &[Promise],
) -> Result<(), String> {
    for (index, phone) in phones.iter().enumerate() {
        let read = phone.core().closed_records().map_err(|error| error.to_string())?;
        let mut words: Vec<String> = read.into_iter().map(|record| record.words).collect();
        words.sort();
        if !reads(world, phone.person) {
            match words.first() {
                Some(words) => return Err(format!("phone {index} reads {words}")),
                None => continue,
            }
        }
        if let Some(twice) = words.windows(2).find(|pair| pair[0] == pair[1]) {
            return Err(format!("phone {index} reads twice {}", twice[0]));
        }
        for promise in promises {
            if let Promise::Closed { words: said, .. } = promise
                && !words.contains(said)
            {
                return Err(format!("phone {index} is in the post and does not read {said}"));
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that cannot go on ends there")]

    use super::*;
    use crate::simulation::faults;

    #[test]
    fn who_reads_what_is_closed_to_them_or_misses_it_in_the_post_is_found() {
        let dir = tempfile::tempdir().unwrap();
        let mut world = World::create_thinned(dir.path(), 5, 3, 2);
        let mut phones: Vec<Phone> = [Role::GridWorker, Role::ChildDirector]
            .map(|role| world.people(role)[0])
            .map(|(person, scope)| world.phone(person, scope))
            .into();
        for phone in phones.iter_mut().rev() {
            phone.sync(&world);
        }
        let mut chance = Seeded::new(1);
        let mut said = (0..).find_map(|n| hand_in(&phones[0], 0, n, &mut chance).unwrap());
        let promises: Vec<Promise> = said.take().into_iter().collect();
        let unread = the_post_alone_reads(&world, &phones, &promises).unwrap_err();
        assert!(unread.contains("does not read"), "{unread}");
        for phone in &mut phones {
            phone.sync(&world);
        }
        the_post_alone_reads(&world, &phones, &promises).unwrap();
        // The post ends, and the phone has not heard of it.
        faults::end_posts(&world, phones[1].person).unwrap();
        let reads = the_post_alone_reads(&world, &phones, &promises).unwrap_err();
        assert!(reads.contains("phone 1 reads"), "{reads}");
    }
}
