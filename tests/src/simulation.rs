//! The simulator: one seed decides devices, work, links, crashes and clocks. A phase with faults,
//! then a healed one, then one checker a promise. Same code as in the field, without sockets.

mod cells;
pub(crate) mod check;
mod closed;
mod deeds;
pub(crate) mod desk;
mod erasures;
pub(crate) mod faults;
pub(crate) mod promises;
mod said;
mod sticks;
pub(crate) mod work;

use std::fmt;
use std::path::Path;

use gridwork_model::permission::Role;
use gridwork_powercut::Disk;

use self::sticks::Sticks;
use crate::link::Signal;
use crate::seeded::Seeded;
use crate::watch::Watch;
use crate::world::{Phone, World};

pub use promises::Kept;
pub use said::Said;
pub use work::Promise;

/// How often the cells are changed in a wide run, per thousand.
const REGROUPED: u64 = 250;

/// How often somebody is erased in a wide run, per thousand.
const ERASED: u64 = 200;

/// How often the closed channel is used in a wide run, per thousand.
const CLOSED: u64 = 200;

/// As many cells as have a children's director of their village.
const CELLS_WITH_A_POST: usize = 3;

/// What a run does; sampled from the seed unless given.
#[derive(Clone, Debug)]
pub struct Options {
    /// The seed; decides everything.
    pub seed: u64,
    /// Cells of the county.
    pub cells: usize,
    /// Households of a cell, at most: the faults are what is looked for, not the load.
    pub households: usize,
    /// Acts in the phase with faults.
    pub acts: u32,
    /// Chance of a killed process after an act, per thousand.
    pub crash_per_mille: u64,
    /// Chance that a clock is set wrong, per thousand.
    pub clock_per_mille: u64,
    /// Chance that a phone is restored from an older copy, per thousand.
    pub restore_per_mille: u64,
    /// How often there is no signal, per thousand.
    pub silence_per_mille: u64,
    /// Chance that the first phone's disk is full during an act, per thousand.
    pub full_per_mille: u64,
    /// Chance that the hub's process is killed, per thousand acts.
    pub hub_crash_per_mille: u64,
    /// The hub is lost once and restored from the backup of some acts before. Never together with
    /// restored phones: what two that lost their memory both forgot is nobody's to keep.
    pub hub_restore: bool,
    /// The first worker loses the cell for the middle half of the run and is given it again. Not
    /// together with a restored hub, which may have forgotten either.
    pub reassign: bool,
    /// Households are split, merged and passed on, and all below may happen.
    pub wide: bool,
    /// One phone has no signal until everything is healed: its work goes by stick, and sticks come
    /// late, twice or never. Others write one now and then. Not yet together with a reassigned worker.
    pub by_stick: bool,
    /// The act before which the cells are changed, if they are. Not together with a reassigned worker,
    /// whose post ends with the cell, nor in the days that a restored hub forgets (ADR 6).
    pub regroup_before: Option<u32>,
    /// Records of the closed channel are handed in; their post passes to somebody else in the middle.
    pub closed: bool,
    /// The act before which somebody is erased by law, if anybody is.
    pub erase_before: Option<u32>,
}

impl Options {
    /// The options of a seed.
    pub fn sampled(seed: u64, wide: bool) -> Options {
        let mut chance = Seeded::new(seed).fork(42);
        let faults = chance.below(4);
        let cells = 1 + chance.below(2) as usize;
        let acts = 30 + chance.below(60) as u32;
        let crash_per_mille = if faults > 0 { chance.below(120) } else { 0 };
        let clock_per_mille = if faults > 1 { chance.below(60) } else { 0 };
        let restore_per_mille = if faults > 2 { chance.below(40) } else { 0 };
        let silence_per_mille = 200 + chance.below(600);
        // Every twelfth world is as full as the county.
        let households =
            if chance.below(12) == 0 { usize::MAX } else { 8 + chance.below(24) as usize };
        let full_per_mille = if faults > 0 && chance.chance(500) { chance.below(150) } else { 0 };
        let hub_crash_per_mille = if faults > 0 { chance.below(60) } else { 0 };
        let hub_restore = restore_per_mille == 0 && chance.chance(400);
        let reassign = !hub_restore && chance.chance(300);
        let by_stick = wide && chance.chance(250) && !reassign;
        let settled = if hub_restore { acts / 3 } else { acts };
        let regroup = wide && !reassign && chance.chance(REGROUPED);
        let regroup_before = regroup.then(|| chance.below(u64::from(settled)) as u32);
        let erased = wide && chance.chance(ERASED);
        let erase_before = erased.then(|| chance.below(u64::from(acts)) as u32);
        let closed = wide && !reassign && chance.chance(CLOSED);
        Options {
            seed,
            cells: if closed { CELLS_WITH_A_POST } else { cells },
            households,
            acts,
            crash_per_mille,
            clock_per_mille,
            restore_per_mille,
            silence_per_mille,
            full_per_mille,
            hub_crash_per_mille,
            hub_restore,
            reassign,
            wide,
            by_stick,
            regroup_before,
            erase_before,
            closed,
        }
    }
}

impl fmt::Display for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "seed {} cells {} of {} households acts {} crash {}‰ clock {}‰ restore {}‰ silence {}‰ full {}‰ \
             hub crash {}‰ hub restore {} reassign {} wide {} by stick {} cells before {:?} erase before {:?} \
             closed {}",
            self.seed,
            self.cells,
            self.households.min(300),
            self.acts,
            self.crash_per_mille,
            self.clock_per_mille,
            self.restore_per_mille,
            self.silence_per_mille,
            self.full_per_mille,
            self.hub_crash_per_mille,
            self.hub_restore,
            self.reassign,
            self.wide,
            self.by_stick,
            self.regroup_before,
            self.erase_before,
            self.closed
        )
    }
}

/// What a run did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Account {
    /// Acts that the core accepted.
    pub accepted: u32,
    /// Acts that it refused (not permitted, nothing due, in conflict).
    pub declined: u32,
    /// Processes killed.
    pub crashes: u32,
    /// Phones restored from an older copy.
    pub restores: u32,
    /// Hub processes killed, and hubs restored from a backup.
    pub hub_faults: (u32, u32),
    /// Acts that met a full disk.
    pub full: u32,
    /// Workers who lost their cell and got it again.
    pub reassigned: u32,
    /// Receipts that came by stick and counted.
    pub carried: u32,
    /// Households and people erased.
    pub erased: u32,
    /// Cells split or merged, hamlets given to another.
    pub regrouped: u32,
    /// Exchanges begun and lost on the way.
    pub exchanges: (u64, u64),
    /// Fields in conflict at the end of the phase with faults.
    pub conflicts: u32,
    /// Promises made that still bind at the end.
    pub promises: u32,
    /// How they were kept.
    pub kept: Kept,
    /// Hash of everything the phones of one run hold at its end.
    pub held: [u8; 32],
}

impl Account {
    /// Adds another run's.
    pub fn add(&mut self, other: &Account) {
        self.accepted += other.accepted;
        self.declined += other.declined;
        self.crashes += other.crashes;
        self.restores += other.restores;
        self.hub_faults.0 += other.hub_faults.0;
        self.hub_faults.1 += other.hub_faults.1;
        self.full += other.full;
        self.reassigned += other.reassigned;
        self.carried += other.carried;
        self.regrouped += other.regrouped;
        self.erased += other.erased;
        self.exchanges.0 += other.exchanges.0;
        self.exchanges.1 += other.exchanges.1;
        self.conflicts += other.conflicts;
        self.promises += other.promises;
        self.kept += other.kept;
    }
}

impl fmt::Display for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} acts accepted, {} processes killed, {} phones restored, {} hubs killed, {} hubs \
             restored, {} acts on a full disk, {} workers reassigned, {} receipts by stick, {} cells changed, {} \
             erased, {} conflicts, {} of {} exchanges lost, {} of {} \
             promises at the hub, {} of them said again under another name, {} as they stood already, {} \
             by their record alone; {} named on their phones",
            self.accepted,
            self.crashes,
            self.restores,
            self.hub_faults.0,
            self.hub_faults.1,
            self.full,
            self.reassigned,
            self.carried,
            self.regrouped,
            self.erased,
            self.conflicts,
            self.exchanges.1,
            self.exchanges.0,
            self.kept.at_hub,
            self.promises,
            self.kept.again,
            self.kept.stood,
            self.kept.by_record,
            self.kept.named
        )
    }
}

/// Why a run failed; the options replay it.
#[derive(Debug, thiserror::Error)]
#[error("{options}: {problem}")]
pub struct Failure {
    /// The run.
    pub options: Box<Options>,
    /// What does not hold.
    pub problem: String,
}

/// Runs one simulation in `dir`.
pub fn run(options: &Options, dir: &Path) -> Result<Account, Failure> {
    let failed = |problem: String| Failure { options: Box::new(options.clone()), problem };
    let mut world = World::create_thinned(dir, options.seed, options.cells, options.households);
    world.watch = Some(Watch::default());
    let mut phones = phones(&mut world, options);
    for phone in &mut phones {
        phone.sync(&world);
    }
    let known = check::everybody(&phones).map_err(failed)?;
    let (mut backup, mut ended) = (None, Vec::new());
    let mut account = Account::default();
    let mut promises = Vec::new();
    let (mut sticks, mut erased) = (Sticks::default(), Vec::new());
    let mut chance = Seeded::new(options.seed).fork(2);
    for act in 0..options.acts {
        let index = chance.below(phones.len() as u64) as usize;
        let restored =
            faults::hub(&mut world, act, options, &mut backup, &mut chance, &mut account)
                .map_err(failed)?;
        if restored {
            faults::photos_are_lost(&world, &phones, &mut promises);
        }
        if options.erase_before == Some(act) {
            erased.extend(erasures::erase(&world, &phones, &mut chance).map_err(failed)?);
            account.erased = erased.len() as u32;
        }
        if options.regroup_before == Some(act) {
            let changed = cells::regroup(&world, &mut chance).map_err(failed)?;
            account.regrouped += u32::from(changed);
        }
        if options.closed && act == closed::passed_on_before(options) {
            closed::pass_on(&world, &phones).map_err(failed)?;
        }
        if options.reassign {
            account.reassigned += u32::from(
                faults::reassign(&world, &mut phones, act, options, &mut ended).map_err(failed)?,
            );
        }
        faulty_act(
            &world,
            &mut phones[index],
            index,
            act,
            options,
            &mut chance,
            &mut promises,
            &mut account,
        )
        .map_err(failed)?;
        if options.closed {
            let handed = closed::hand_in(&phones[index], index, act, &mut chance);
            promises.extend(handed.map_err(failed)?);
        }
        if options.by_stick {
            sticks.carry(&world, &mut phones, index, &mut chance, &mut account).map_err(failed)?;
        }
    }
    heal(&world, &mut phones, options.wide).map_err(failed)?;
    sticks.come_too_late(&world, &mut phones).map_err(failed)?;
    for phone in &phones {
        account.exchanges.0 += phone.link.round_trips;
        account.exchanges.1 += phone.link.lost;
        account.conflicts += phone.core().conflicts(1_000).map_or(0, |c| c.len() as u32);
    }
    for gone in &mut erased {
        gone.see_tasks(&phones).map_err(failed)?;
        gone.release(&mut promises);
    }
    account.promises = promises.len() as u32;
    closed::the_post_alone_reads(&world, &phones, &promises).map_err(failed)?;
    account.kept =
        check::all(&mut world, &mut phones, &known, &promises, &erased).map_err(failed)?;
    account.held = check::held(&phones).map_err(failed)?;
    Ok(account)
}

/// Up to two workers, the first with a second device (so that two write the same households), and
/// the branch leader of their village.
fn phones(world: &mut World, options: &Options) -> Vec<Phone> {
    let mut carriers = world.people(Role::GridWorker);
    carriers.truncate(2);
    carriers.extend(carriers.first().copied());
    let mut leaders = world.people(Role::BranchLeader);
    leaders.truncate(1);
    carriers.extend(leaders);
    if options.closed {
        carriers.extend(world.people(Role::ChildDirector).first());
    }
    let mut fills = options.full_per_mille > 0;
    let mut phone = |(person, scope)| {
        let mut phone = world.bare_phone(person, scope);
        phone.disk = std::mem::take(&mut fills).then(|| {
            let disk = Disk::register();
            disk.stop_recording();
            disk
        });
        phone.start();
        world.enrol(&mut phone);
        phone
    };
    carriers.into_iter().map(&mut phone).collect()
}

#[expect(clippy::too_many_arguments, reason = "the state of a run")]
fn faulty_act(
    world: &World,
    phone: &mut Phone,
    index: usize,
    act: u32,
    options: &Options,
    chance: &mut Seeded,
    promises: &mut Vec<Promise>,
    account: &mut Account,
) -> Result<(), String> {
    world.clock.advance_ms(60_000 + chance.below(3 * 3_600_000) as i64);
    if chance.chance(options.clock_per_mille) {
        let years = [-10, -1, 1, 10][chance.below(4) as usize];
        phone.env.set_skew_ms(years * 365 * 86_400_000);
    }
    if chance.chance(options.restore_per_mille) {
        work::restore_older_copy(world, phone, promises, index)?;
        account.restores += 1;
    }
    let full = phone.disk.is_some() && chance.chance(options.full_per_mille);
    if let Some(disk) = phone.disk.as_ref().filter(|_| full) {
        disk.set_full(true);
        account.full += 1;
    }
    match work::act(phone, index, act, options.wide, chance)? {
        Some(promise) => {
            account.accepted += 1;
            promises.extend(promise);
        }
        None => account.declined += 1,
    }
    if full && chance.chance(500) {
        // An exchange on a full disk keeps nothing and loses nothing.
        phone.link.signal = Signal::Edge;
        phone.sync_over_link(world, 1);
    }
    if let Some(disk) = phone.disk.as_ref().filter(|_| full) {
        disk.set_full(false);
    }
    if chance.chance(200) {
        work::remember(promises, phone, index)?;
    }
    if chance.chance(options.crash_per_mille) {
        phone.kill();
        phone.env.reboot();
        phone.try_start().map_err(|error| format!("phone {index} does not start: {error}"))?;
        account.crashes += 1;
    }
    let silence = chance.chance(options.silence_per_mille) || sticks::is_silent(options, index);
    phone.link.signal = match silence {
        true => Signal::None,
        false => {
            *chance.pick(&[Signal::Gprs, Signal::Edge, Signal::Office]).unwrap_or(&Signal::Edge)
        }
    };
    if phone.link.signal != Signal::None {
        phone.sync_over_link(world, 3);
    }
    match faults::desk_rests(options, act) {
        true => Ok(()),
        false if options.wide && chance.chance(300) => world
            .hub
            .tick(world.clock.now())
            .map(drop)
            .map_err(|error| format!("the clock: {error}")),
        false => desk::desk(world, options.wide, chance),
    }
}

/// Everything works again: clocks are right, links are good, whoever must enrol again does.
fn heal(world: &World, phones: &mut [Phone], wide: bool) -> Result<(), String> {
    for phone in phones.iter_mut() {
        phone.env.set_skew_ms(0);
        phone.link.signal = Signal::Office;
    }
    // Twice: what one phone said in its round the others hear in the next.
    for _ in 0..4 {
        for (index, phone) in phones.iter_mut().enumerate() {
            work::settle(world, phone).map_err(|problem| format!("phone {index}: {problem}"))?;
        }
        if wide {
            world.hub.tick(world.clock.now()).map_err(|error| format!("the clock: {error}"))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that cannot go on ends there")]

    use super::*;

    #[test]
    fn a_seed_replays_exactly() {
        for seed in [7, 24] {
            let once = || {
                let dir = tempfile::tempdir().unwrap();
                run(&Options::sampled(seed, false), dir.path()).unwrap()
            };
            let (first, again) = (once(), once());
            assert_eq!(first, again, "seed {seed}");
            assert!(first.accepted > 0 && first.promises > 0);
        }
    }
}
