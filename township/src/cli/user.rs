//! `user`: log-ins of staff.

use std::io::{BufRead, Write};

use gridwork_model::Id;
use gridwork_model::permission::Role;
use gridwork_seal::{EnrolCode, SystemEntropy};

use super::args::{User, UserWhat, name_of};
use super::open::{Held, Place};
use super::{Failure, find};
use crate::audit::Actor;
use crate::clock;
use crate::people::{NewStaff, RoleAt, Staff};

pub(super) fn run(place: &Place, what: User, out: &mut dyn Write) -> Result<(), Failure> {
    let held = place.open()?;
    let (hub, now) = (&held.hub, clock::now());
    match what.what {
        UserWhat::Add { login, name, role, at, person, password_stdin } => {
            let (scope, org) = scope(&held, at.as_deref())?;
            let person = whose(&held, person.as_deref(), &role, scope)?;
            let known = person.map(|person| hub.standing().name_of_person(&person));
            let name = name.or(known).unwrap_or_else(|| login.clone());
            let password = first_password(password_stdin)?;
            let roles = roles(&role, scope);
            let new = NewStaff {
                org,
                person,
                login: login.clone(),
                name,
                roles,
                password: password.clone(),
            };
            let person = hub.add_staff(&new, Actor::Operator, now)?;
            writeln!(out, "已建立用户 {login}")?;
            writeln!(out, "person: {person}")?;
            tell(out, &password, password_stdin)
        }
        UserWhat::List => {
            for staff in everybody(&held)? {
                let roles: Vec<String> = staff.roles.iter().map(|at| name_of(at.role())).collect();
                let state = if staff.disabled { "停用" } else { "在用" };
                let at = find::name_of(&hub.standing().directory, staff.org);
                writeln!(
                    out,
                    "{}\t{}\t{state}\t{}\t{at}",
                    staff.login,
                    staff.name,
                    roles.join(",")
                )?;
            }
            Ok(())
        }
        UserWhat::Roles { login, role, at } => {
            let staff = called(&held, &login)?;
            let (scope, _) = scope(&held, at.as_deref())?;
            let roles = Some(roles(&role, scope));
            hub.change_staff(staff.org, staff.person, roles, None, Actor::Operator, now)?;
            Ok(writeln!(out, "已更改 {login} 的岗位,须重新登录")?)
        }
        UserWhat::Reset { login, password_stdin } => {
            let staff = called(&held, &login)?;
            let password = first_password(password_stdin)?;
            hub.reset_password(staff.org, staff.person, &password, Actor::Operator, now)?;
            writeln!(out, "已重设 {login} 的密码")?;
            tell(out, &password, password_stdin)
        }
        UserWhat::Disable { login } => switch(&held, &login, true, out),
        UserWhat::Enable { login } => switch(&held, &login, false, out),
    }
}

fn switch(held: &Held, login: &str, disabled: bool, out: &mut dyn Write) -> Result<(), Failure> {
    let staff = called(held, login)?;
    let (by, now) = (Actor::Operator, clock::now());
    held.hub.change_staff(staff.org, staff.person, None, Some(disabled), by, now)?;
    Ok(writeln!(out, "{login} 已{}", if disabled { "停用" } else { "启用" })?)
}

/// Place the roles hold for, and the township that owns the log-in.
fn scope(held: &Held, at: Option<&str>) -> Result<(Id, Id), Failure> {
    let standing = held.hub.standing();
    let Some(at) = at else { return Ok((Id::NIL, Id::NIL)) };
    let scope = find::place(&standing.directory, at, clock::now().day())?;
    Ok((scope, standing.org_of(scope)))
}

/// The person a log-in is for: the one named, or whoever holds the first role there, as far as
/// nobody has a log-in for that person yet.
fn whose(
    held: &Held,
    person: Option<&str>,
    roles: &[Role],
    scope: Id,
) -> Result<Option<Id>, Failure> {
    let standing = held.hub.standing();
    let directory = &standing.directory;
    if let Some(text) = person {
        return find::person(directory, text).map(Some);
    }
    let day = clock::now().day();
    let holder = roles.first().and_then(|role| find::holder(directory, *role, scope, day));
    let taken: Vec<Id> = everybody(held)?.iter().map(|staff| staff.person).collect();
    Ok(holder.filter(|person| !taken.contains(person)))
}

fn roles(roles: &[Role], scope: Id) -> Vec<RoleAt> {
    roles.iter().map(|role| RoleAt { role: role.number(), scope }).collect()
}

/// A first password: read, or made of the alphabet of enrolment codes, which nobody misreads.
fn first_password(from_stdin: bool) -> Result<String, Failure> {
    if !from_stdin {
        return Ok(EnrolCode::generate(&mut SystemEntropy).to_string());
    }
    let mut line = String::new();
    let io = |source| Failure::Io { what: "standard input", source };
    std::io::stdin().lock().read_line(&mut line).map_err(io)?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}

fn tell(out: &mut dyn Write, password: &str, known: bool) -> Result<(), Failure> {
    if !known {
        writeln!(out, "first-password: {password}")?;
    }
    Ok(writeln!(out, "首次登录须更改密码。")?)
}

fn everybody(held: &Held) -> Result<Vec<Staff>, Failure> {
    let standing = held.hub.standing();
    let mut orgs = vec![Id::NIL];
    orgs.extend(standing.directory.units().map(|unit| standing.org_of(unit.id)));
    orgs.sort();
    orgs.dedup();
    let mut all = Vec::new();
    for org in orgs {
        all.extend(held.hub.staff(org)?);
    }
    // The county's list is the list of everybody where keys share their beginning.
    all.sort_by(|a, b| a.login.cmp(&b.login));
    all.dedup_by(|a, b| a.login == b.login);
    Ok(all)
}

fn called(held: &Held, login: &str) -> Result<Staff, Failure> {
    let wanted = login.trim().to_lowercase();
    everybody(held)?
        .into_iter()
        .find(|staff| staff.login.to_lowercase() == wanted)
        .ok_or_else(|| Failure::Unknown { what: "log-in", name: login.to_owned() })
}
