//! The cells are changed once in a run: one is split, two are merged, a hamlet goes to another. Whoever
//! worked in a cell that ended works in what became of it.

use std::collections::BTreeSet;

use gridwork_model::Id;
use gridwork_model::directory::DirectoryItem;
use gridwork_model::org::Cell;
use gridwork_model::permission::Role;
use gridwork_township::HubError;
use gridwork_township::audit::Actor;
use gridwork_township::organisation::{NewPart, Plan};

use super::desk::staff;
use crate::seeded::Seeded;
use crate::world::World;

/// Changes the cells of the village that the phones work in; returns whether there was a way to.
pub(super) fn regroup(world: &World, chance: &mut Seeded) -> Result<bool, String> {
    let fault = |error: HubError| format!("the cells: {error}");
    let Some(village) = world.county.cells().first().map(|cell| cell.village) else {
        return Ok(false);
    };
    let now = world.clock.now();
    let before = world.hub.standing();
    let cells = before.directory.cells_in(village, now.day());
    let Some(plan) = plan(&cells, chance) else { return Ok(false) };
    let clerk = staff(world, village, Role::DataClerk);
    world.hub.change_cells(&clerk, &plan, now).map_err(fault)?;

    let after = world.hub.standing();
    let ids = |cells: Vec<&Cell>| -> BTreeSet<Id> { cells.iter().map(|cell| cell.id).collect() };
    let (old, new) = (ids(cells), ids(after.directory.cells_in(village, now.day())));
    let mut posts = Vec::new();
    for ended in old.difference(&new) {
        let held = after.directory.assignments_at(*ended);
        for post in held.filter(|post| post.validity.holds(now.day())) {
            let mut over = post.clone();
            over.validity.valid_to = Some(now.day());
            posts.push(DirectoryItem::Assignment(over));
            for begun in new.difference(&old) {
                let mut next = post.clone();
                next.id =
                    Id::derived("simulated-regrouping", &[post.id.as_bytes(), begun.as_bytes()]);
                next.scope = *begun;
                posts.push(DirectoryItem::Assignment(next));
            }
        }
    }
    if !posts.is_empty() {
        world.hub.put_directory(posts, Actor::Operator, now).map_err(fault)?;
    }
    Ok(true)
}

fn plan(cells: &[&Cell], chance: &mut Seeded) -> Option<Plan> {
    let several = cells.iter().find(|cell| cell.hamlets.len() > 1);
    let split = several.map(|cell| {
        let (first, rest) = cell.hamlets.split_at(1);
        let part = |name: &str, hamlets: &[Id]| NewPart {
            name: name.to_owned(),
            hamlets: hamlets.to_vec(),
        };
        Plan::Split {
            cell: cell.id, parts: vec![part("示意东片", first), part("示意西片", rest)]
        }
    });
    let merge = (cells.len() > 1).then(|| Plan::Merge {
        cells: cells.iter().take(2).map(|cell| cell.id).collect(),
        name: "示意合片".to_owned(),
    });
    let passed = several.and_then(|from| {
        let to = cells.iter().find(|cell| cell.id != from.id)?.id;
        Some(Plan::Move { hamlet: *from.hamlets.first()?, to })
    });
    let plans: Vec<Plan> = [split, merge, passed].into_iter().flatten().collect();
    chance.pick(&plans).cloned()
}
