//! `enrol`: one-time codes for phones.

use std::io::Write;

use super::args::{Enrol, name_of};
use super::open::Place;
use super::{Failure, find};
use crate::audit::Actor;
use crate::clock;

pub(super) fn run(place: &Place, what: &Enrol, out: &mut dyn Write) -> Result<(), Failure> {
    let held = place.open()?;
    let standing = held.hub.standing();
    let directory = &standing.directory;
    let now = clock::now();
    if what.list {
        for staff in find::staff(directory) {
            for (assignment, post) in directory.assignments_of(staff.id, now.day()) {
                let at = find::name_of(directory, assignment.scope);
                let role = name_of(post.role);
                writeln!(out, "{}\t{}\t{role}\t{}\t{at}", staff.id, staff.name, post.title)?;
            }
        }
        return Ok(());
    }
    let person = match (&what.person, what.role, &what.at) {
        (Some(text), ..) => find::person(directory, text)?,
        (None, Some(role), Some(at)) => {
            let place = find::place(directory, at, now.day())?;
            find::holder(directory, role, place, now.day())
                .ok_or_else(|| Failure::Unknown { what: "person in that role", name: at.clone() })?
        }
        _ => return Err(Failure::Usage("name a --person, or a --role and where it is held, --at")),
    };
    let invitation = held.hub.issue_code(person, Actor::Operator, now)?;
    let hours = held.hub.limits().exchange.code_ms / 3_600_000;
    writeln!(
        out,
        "为{}发放登记码,{hours}小时内有效,只能用一次:",
        standing.name_of_person(&person)
    )?;
    writeln!(out, "person: {person}")?;
    writeln!(out, "code: {}", invitation.code)?;
    writeln!(out, "qr: {}", invitation.to_text())?;
    Ok(())
}
