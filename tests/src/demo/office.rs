//! The township at work in the demo: the desk takes reports in, numbers them, hands them to an office;
//! the office works on them; the desk closes what the field has verified.

use std::collections::BTreeMap;

use gridwork_model::Id;
use gridwork_model::incident::{ClosingCode, Grade, State, Step};
use gridwork_model::permission::Role;
use gridwork_township::desk::{DeskStep, Staffed};
use gridwork_township::people::{Caller, RoleAt};

use crate::seeded::Seeded;
use crate::world::{Phone, World};

/// Looks at every open incident once and takes at most one step of each; some wait for another hour.
/// Counts the steps by the state of the incident before them.
pub(super) fn round(
    world: &World,
    chance: &mut Seeded,
    steps: &mut BTreeMap<String, u64>,
) -> Result<(), String> {
    let now = world.clock.now();
    let open = world.hub.incidents(Id::NIL, true).map_err(|error| error.to_string())?;
    for incident in open {
        let (Some(object), Some(cell)) = (incident.id, incident.cell) else { continue };
        if chance.chance(300) {
            continue;
        }
        let standing = world.hub.standing();
        let township = standing.directory.township_of(cell).map_or(Id::NIL, |unit| unit.id);
        let office = standing.directory.offices_of(township).next().map(|unit| unit.id);
        let Some(office) = office else { continue };
        let Some((role, step)) = next(&incident.state, office) else { continue };
        let scope = if role == Role::UnitHandler { office } else { township };
        let caller = somebody(role, township, scope);
        let by = Staffed { caller: &caller, role };
        world.hub.step_incident(by, &object, step, None, now).map_err(|error| {
            format!("the township could not take a step from {}: {error}", incident.state)
        })?;
        *steps.entry(incident.state).or_default() += 1;
    }
    Ok(())
}

/// Who does what to an incident in this state; `None` while it is the field's turn.
fn next(state: &str, office: Id) -> Option<(Role, DeskStep)> {
    let desk = |step| Some((Role::DutyOfficer, step));
    let unit = |step| Some((Role::UnitHandler, DeskStep::Plain(step)));
    let is = |wanted: State| state == wanted.word();
    if is(State::Reported) {
        desk(DeskStep::Plain(Step::Accept))
    } else if is(State::Accepted) {
        let category = "Y06".parse().ok()?;
        desk(DeskStep::Register { grade: Grade::Ordinary, category, statute: None })
    } else if is(State::Registered) {
        desk(DeskStep::Dispatch { unit: office, handler: None })
    } else if is(State::Dispatched) || is(State::Rework) {
        unit(Step::Start { note: "示例：派铲车去了".to_owned() })
    } else if is(State::Handling) {
        unit(Step::Done { result: "示例：路通了".to_owned(), files: Vec::new() })
    } else if is(State::Verified) {
        desk(DeskStep::Close { code: ClosingCode::Solved })
    } else {
        None
    }
}

fn somebody(role: Role, township: Id, scope: Id) -> Caller {
    Caller {
        person: Id::derived("demo-staff", &[&[role.number()], scope.as_bytes()]),
        name: format!("示例{}", role.word()),
        org: township,
        roles: vec![RoleAt { role: role.number(), scope }],
    }
}

/// The carrier of a phone looks whether what is said to be done is done; one in ten is not. Returns
/// how many were looked at.
pub(super) fn verify(phone: &Phone, chance: &mut Seeded) -> Result<u64, String> {
    let told = |error: gridwork_core::CoreError| format!("verifying: {error}");
    let mut looked = 0;
    for waiting in phone.core().to_verify(5).map_err(told)? {
        if waiting.barred.is_some() {
            continue;
        }
        let passed = !chance.chance(100);
        let why = if passed { String::new() } else { "示例：还有半截没铲".to_owned() };
        let step = Step::Verify { passed, why };
        phone.core().incident_step(waiting.incident.id, step).map_err(told)?;
        looked += 1;
    }
    Ok(looked)
}
