//! `grant` and `revoke`: who holds which post for which place, and which phones still may.

use std::io::Write;

use gridwork_model::Id;
use gridwork_model::directory::DirectoryItem;
use gridwork_model::org::Assignment;
use gridwork_model::permission::Role;
use gridwork_seal::{Entropy, SystemEntropy};

use super::args::{Grant, Revoke, RevokeWhat};
use super::open::Place;
use super::{Failure, find};
use crate::audit::Actor;
use crate::clock;

/// Assigns a person to a post for a place, from today.
pub(super) fn run(place: &Place, what: &Grant, out: &mut dyn Write) -> Result<(), Failure> {
    let held = place.open()?;
    let (hub, now) = (&held.hub, clock::now());
    let standing = hub.standing();
    let directory = &standing.directory;
    let person = find::person(directory, &what.person)?;
    let scope = find::place(directory, &what.at, now.day())?;
    let post = match what.post {
        Some(post) if directory.post(post).is_some() => post,
        Some(post) => return Err(Failure::Unknown { what: "post", name: post.to_string() }),
        None => post_of(directory, what.role, scope)
            .ok_or_else(|| Failure::Unknown { what: "post of that role", name: what.at.clone() })?,
    };
    let mut random = [0; 10];
    SystemEntropy.fill(&mut random);
    let id = Id::v7(now.0.max(0) as u64, random);
    let assignment = Assignment::new(id, person, post, scope, now.day());
    hub.put_directory(vec![DirectoryItem::from(assignment)], Actor::Operator, now)?;
    let (name, at) = (standing.name_of_person(&person), find::name_of(directory, scope));
    writeln!(out, "{name} 自今日起在 {at} 任 {}", what.role.word())?;
    writeln!(out, "assignment: {id}")?;
    Ok(())
}

/// The post of a role at a place, or at a unit above or right under it.
fn post_of(directory: &gridwork_model::directory::Directory, role: Role, at: Id) -> Option<Id> {
    let held = directory.assignments_at(at).map(|assignment| assignment.post);
    let kept = directory
        .above(at)
        .into_iter()
        .chain(directory.units_under(at).map(|unit| unit.id))
        .flat_map(|unit| directory.posts_of(unit))
        .map(|post| post.id);
    held.chain(kept).find(|id| directory.post(*id).is_some_and(|post| post.role == role))
}

/// Ends an assignment, or revokes a phone.
pub(super) fn revoke(place: &Place, what: &Revoke, out: &mut dyn Write) -> Result<(), Failure> {
    let held = place.open()?;
    let (hub, now) = (&held.hub, clock::now());
    match what.what {
        RevokeWhat::Device { number } => {
            hub.revoke(number, Id::NIL, Actor::Operator, now)?;
            writeln!(out, "已停用手机 {number}:下次联网时清除数据,没发出的内容转待核进件。")?;
        }
        RevokeWhat::Assignment { id } => {
            let standing = hub.standing();
            let found = standing.directory.assignment(id).cloned();
            let mut assignment = found
                .ok_or_else(|| Failure::Unknown { what: "assignment", name: id.to_string() })?;
            assignment.validity.valid_to = Some(now.day());
            hub.put_directory(vec![DirectoryItem::from(assignment)], Actor::Operator, now)?;
            let days = hub.limits().exchange.grace_ms / 86_400_000;
            writeln!(out, "任职到今日为止;没发出的内容 {days} 天内照收。")?;
        }
    }
    Ok(())
}
