//! What befalls the township: its hub is killed, backed up, lost and restored; a worker is given
//! another post and comes back.

use std::path::PathBuf;

use gridwork_model::Id;
use gridwork_model::directory::{DirectoryItem, kind};
use gridwork_model::org::Assignment;
use gridwork_township::HubError;
use gridwork_township::audit::Actor;

use super::work::Promise;
use super::{Account, Options, check, work};
use crate::seeded::Seeded;
use crate::world::{Phone, World};

/// Lets happen to the hub what the options say, before an act; returns whether it was lost and restored.
pub(super) fn hub(
    world: &mut World,
    act: u32,
    options: &Options,
    backup: &mut Option<PathBuf>,
    chance: &mut Seeded,
    account: &mut Account,
) -> Result<bool, String> {
    let fault = |error: HubError| format!("the hub, before act {act}: {error}");
    if chance.chance(options.hub_crash_per_mille) {
        world.restart_hub().map_err(fault)?;
        account.hub_faults.0 += 1;
    }
    if !options.hub_restore {
        return Ok(false);
    }
    if act == backup_before(options) {
        *backup = Some(world.back_up_hub().map_err(fault)?);
    }
    if act == restore_before(options)
        && let Some(archive) = backup.take()
    {
        world.restore_hub(&archive).map_err(fault)?;
        account.hub_faults.1 += 1;
        return Ok(true);
    }
    Ok(false)
}

/// Releases the photos that went with the hub: one that has left its phone by need to know was there alone
/// (ADR 6).
pub(super) fn photos_are_lost(world: &World, phones: &[Phone], promises: &mut Vec<Promise>) {
    promises.retain(|promise| match promise {
        Promise::Photo { phone, incident, hash } => {
            world.hub.file(hash).is_ok() || phones[*phone].core().incident(*incident).is_ok()
        }
        _ => true,
    });
}

/// The act before which the hub is backed up.
fn backup_before(options: &Options) -> u32 {
    options.acts / 3
}

/// The act before which the hub is lost and restored.
fn restore_before(options: &Options) -> u32 {
    options.acts * 2 / 3
}

/// Whether what the desk does now is going to be lost with the hub. What the field said, the field
/// says again; the desk's own steps since the backup are done again by people (ADR 6), so the
/// simulated desk rests.
pub(super) fn desk_rests(options: &Options, act: u32) -> bool {
    options.hub_restore && (backup_before(options)..restore_before(options)).contains(&act)
}

/// Takes the first worker's posts away after a quarter of the acts, and gives them back before the
/// last. Meanwhile nothing of the cell may be left on the worker's phones once they were heard of.
/// Returns whether the post was given back.
pub(super) fn reassign(
    world: &World,
    phones: &mut [Phone],
    act: u32,
    options: &Options,
    ended: &mut Vec<Assignment>,
) -> Result<bool, String> {
    let person = phones[0].person;
    let fault = |error: HubError| format!("a post, before act {act}: {error}");
    if act == options.acts / 4 {
        *ended = end_posts(world, person).map_err(fault)?;
    }
    if act != options.acts * 3 / 4 || ended.is_empty() {
        return Ok(false);
    }
    let mut theirs: Vec<&mut Phone> = phones.iter_mut().filter(|p| p.person == person).collect();
    for phone in &mut theirs {
        work::settle(world, phone)?;
    }
    for phone in &theirs {
        check::nothing_without_a_grant(world, std::slice::from_ref(&**phone))?;
    }
    put_posts(world, std::mem::take(ended)).map_err(fault)?;
    Ok(true)
}

/// Ends, today, every post that a person holds; returns them as they were.
pub(crate) fn end_posts(world: &World, person: Id) -> Result<Vec<Assignment>, HubError> {
    let day = world.clock.now().day();
    let standing = world.hub.standing();
    let held = standing.directory.of_kind(kind::ASSIGNMENT).filter_map(|item| match item {
        DirectoryItem::Assignment(of) => Some(of.clone()),
        _ => None,
    });
    let held: Vec<Assignment> =
        held.filter(|of| of.person == person && of.validity.holds(day)).collect();
    let mut ended = held.clone();
    for assignment in &mut ended {
        assignment.validity.valid_to = Some(day);
    }
    put_posts(world, ended)?;
    Ok(held)
}

fn put_posts(world: &World, assignments: Vec<Assignment>) -> Result<(), HubError> {
    let items = assignments.into_iter().map(DirectoryItem::Assignment).collect();
    world.hub.put_directory(items, Actor::Operator, world.clock.now()).map(drop)
}
