//! What befalls the township: its hub is killed, backed up, lost and restored.

use std::path::PathBuf;

use super::{Account, Options};
use crate::seeded::Seeded;
use crate::world::World;

/// Lets happen to the hub what the options say, before an act.
pub(super) fn hub(
    world: &mut World,
    act: u32,
    options: &Options,
    backup: &mut Option<PathBuf>,
    chance: &mut Seeded,
    account: &mut Account,
) -> Result<(), String> {
    let fault = |error: gridwork_township::HubError| format!("the hub, before act {act}: {error}");
    if chance.chance(options.hub_crash_per_mille) {
        world.restart_hub().map_err(fault)?;
        account.hub_faults.0 += 1;
    }
    if !options.hub_restore {
        return Ok(());
    }
    if act == backup_before(options) {
        *backup = Some(world.back_up_hub().map_err(fault)?);
    }
    if act == restore_before(options)
        && let Some(archive) = backup.take()
    {
        world.restore_hub(&archive).map_err(fault)?;
        account.hub_faults.1 += 1;
    }
    Ok(())
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
