//! What the township's desk does meanwhile: it takes reports and registers them, makes two households
//! one and parts them again.

use std::collections::BTreeSet;

use gridwork_model::Id;
use gridwork_model::incident::{Grade, Step};
use gridwork_model::permission::Role;
use gridwork_township::HubError;
use gridwork_township::desk::{DeskStep, Staffed};
use gridwork_township::people::{Caller, RoleAt};
use gridwork_township::register::list::Part;

use super::deeds::DISPUTED;
use crate::seeded::Seeded;
use crate::world::World;

/// What the desk does after an act of the field, now and then.
pub(crate) fn desk(world: &World, wide: bool, chance: &mut Seeded) -> Result<(), String> {
    if !chance.chance(250) {
        return Ok(());
    }
    match wide && chance.below(3) == 0 {
        true => homes(world, chance).map(drop),
        false => incident(world, chance).map(drop),
    }
}

/// Somebody of the township of a place who works there in `role`.
pub(super) fn staff(world: &World, place: Id, role: Role) -> Caller {
    let standing = world.hub.standing();
    let township = standing.directory.township_of(place).map_or(Id::NIL, |unit| unit.id);
    Caller {
        person: Id::derived("simulated-staff", &[township.as_bytes(), &[role.number()]]),
        name: "示例办事员".to_owned(),
        org: township,
        roles: vec![RoleAt { role: role.number(), scope: township }],
    }
}

/// The cells of the villages of the county, as they are now.
pub(super) fn cells(world: &World) -> Vec<Id> {
    let (standing, day) = (world.hub.standing(), world.clock.now().day());
    let villages: BTreeSet<Id> = world.county.cells().iter().map(|cell| cell.village).collect();
    let cells = villages.into_iter().flat_map(|village| standing.directory.cells_in(village, day));
    let mut cells: Vec<Id> = cells.map(|cell| cell.id).collect();
    cells.sort();
    cells
}

fn incident(world: &World, chance: &mut Seeded) -> Result<bool, String> {
    let now = world.clock.now();
    let open = world.hub.incidents(Id::NIL, true).map_err(|error| error.to_string())?;
    let Some(incident) = chance.pick(&open) else { return Ok(false) };
    let (Some(id), Some(cell)) = (incident.id, incident.cell) else { return Ok(false) };
    let caller = staff(world, cell, Role::DutyOfficer);
    let by = Staffed { caller: &caller, role: Role::DutyOfficer };
    let step = match incident.state.as_str() {
        "已上报" => DeskStep::Plain(Step::Accept),
        "受理" => DeskStep::Register {
            grade: Grade::Ordinary,
            category: "Y06".parse().map_err(|_| "category".to_owned())?,
            statute: None,
        },
        _ => return Ok(false),
    };
    world.hub.step_incident(by, &id, step, None, now).map_err(|error| {
        format!("the desk could not take a step from {}: {error}", incident.state)
    })?;
    Ok(true)
}

/// Makes two of the households that the phones work on one, or parts two again.
fn homes(world: &World, chance: &mut Seeded) -> Result<bool, String> {
    let Some(cell) = chance.pick(&cells(world)).copied() else { return Ok(false) };
    let (clerk, now) = (staff(world, cell, Role::DataClerk), world.clock.now());
    let fault = |what: &str, error: HubError| format!("the desk, {what}: {error}");
    let done = if chance.chance(300) {
        let merged = world.hub.merged_homes(&clerk, now).map_err(|it| fault("mergers", it))?;
        let Some(row) = chance.pick(&merged) else { return Ok(false) };
        world.hub.part_homes(&clerk, row.ended, now)
    } else {
        let all = Part { skip: 0, limit: usize::MAX };
        let page = world.hub.households(&clerk, cell, "", all, now);
        let mut ids: Vec<Id> =
            page.map_err(|it| fault("households", it))?.items.iter().map(|it| it.id).collect();
        ids.sort();
        ids.truncate(DISPUTED);
        let (Some(kept), Some(ended)) = (chance.pick(&ids), chance.pick(&ids)) else {
            return Ok(false);
        };
        let seen = world.hub.preview_homes(&clerk, *kept, *ended, now);
        seen.and_then(|seen| world.hub.merge_homes(&clerk, (*kept, *ended), &seen.people, now))
    };
    match done {
        Ok(()) => Ok(true),
        // The same household twice, one that ended, or a field that somebody settles first.
        Err(
            HubError::Invalid("pair")
            | HubError::NotFound("household")
            | HubError::Form(_)
            | HubError::Conflict(_),
        ) => Ok(false),
        Err(error) => Err(fault("households", error)),
    }
}
