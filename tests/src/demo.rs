//! `cargo xtask demo`: a training hub on loopback, the county, and phones that work some days with
//! and without signal, over real HTTP, their bytes charged to a slow link on a virtual clock.

mod account;
mod day;
mod hub;
mod office;

use std::collections::BTreeSet;
use std::path::PathBuf;

use gridwork_county::{County, Options as CountyOptions};
use gridwork_model::Id;
use gridwork_model::permission::Role;
use indicatif::{ProgressBar, ProgressStyle};

use crate::link::Signal;
use crate::simulation::promises::promises_are_kept;
use crate::simulation::{Promise, check};
use crate::watch::Watch;
use crate::world::{Phone, World};

pub use account::{Account, Check};
pub use hub::{LogIn, Served};

/// What the demo is asked for.
#[derive(Clone, Debug, clap::Parser)]
#[command(about = "A training hub and simulated phones work some days with and without signal")]
pub struct Options {
    /// End when the account is printed; non-zero if a check failed.
    #[arg(long)]
    pub once: bool,
    /// Print the account as one last line of JSON.
    #[arg(long)]
    pub json: bool,
    /// Decides residents, work, links.
    #[arg(long, default_value_t = 2026)]
    pub seed: u64,
    /// Cells that get phones.
    #[arg(long, default_value_t = 12)]
    pub cells: usize,
    /// Residents only in the cells that get phones, instead of the whole county: a quick look.
    #[arg(long)]
    pub small: bool,
    /// Working days.
    #[arg(long, default_value_t = 2)]
    pub days: u32,
    /// Where hub and phones keep their data; a folder of its own under the system's temporary
    /// folder if left out.
    #[arg(long)]
    pub dir: Option<PathBuf>,
}

impl Options {
    /// The county as the demo imports it.
    fn county(&self, day: chrono::NaiveDate) -> Result<County, DemoError> {
        let cells = self.small.then_some(self.cells);
        let options = CountyOptions { seed: self.seed, cells, day };
        County::new(options).map_err(|error| DemoError::County(error.to_string()))
    }
}

/// Why the demo could not run; a check that failed is not among them.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    /// A folder or port.
    #[error("{0}: {1}")]
    Io(&'static str, std::io::Error),
    /// The hub.
    #[error("the hub: {0}")]
    Hub(#[from] gridwork_township::HubError),
    /// The county's lists.
    #[error("the county: {0}")]
    County(String),
    /// Something that must not happen, with where it happened.
    #[error("{0}")]
    Fault(String),
}

/// Seconds between two looks around, once the days are over.
const LOOK_S: u32 = 20;

/// A hub that serves, and phones that work.
pub struct Demo {
    options: Options,
    phones: Vec<Phone>,
    world: World,
    /// Everybody whom the phones held in the beginning.
    known: BTreeSet<Id>,
    /// Serves until it is dropped.
    pub served: Served,
}

impl Demo {
    /// Creates the hub and gives out the phones. From now on people log in, whatever the phones do.
    pub fn open(options: Options, ready: impl FnOnce(&Served)) -> Result<Demo, DemoError> {
        let served = hub::open(&options)?;
        ready(&served);
        let mut world = served.world(&options)?;
        world.watch = Some(Watch::default());
        let phones = enrol(&mut world, &options)?;
        let known = check::everybody(&phones).map_err(DemoError::Fault)?;
        Ok(Demo { options, phones, world, known, served })
    }

    /// Lets the phones and the township work their days, and gives the account of them.
    pub fn work(&mut self) -> Result<Account, DemoError> {
        let Demo { options, phones, world, known, served } = self;
        let mut account = Account {
            cells: options.cells as u64,
            phones: phones.len() as u64,
            days: u64::from(options.days),
            households: served.imported.households as u64,
            people: served.imported.people as u64,
            ..Account::default()
        };
        let mut promises = Vec::new();
        let bar = progress(u64::from(options.days) * day::HOURS * phones.len() as u64, "上班");
        for day in 0..options.days {
            day::work(world, phones, day, options.seed, &mut promises, &mut account, &bar)
                .map_err(DemoError::Fault)?;
        }
        bar.finish_and_clear();
        conclude(world, phones, known, &promises, &mut account);
        Ok(account)
    }

    /// Goes on for people at the console: now and then somebody in the field does something. Returns when
    /// a phone could not.
    pub fn keep_working(&mut self) -> DemoError {
        let mut turn = 0;
        loop {
            self.served.pass(LOOK_S);
            let looked = day::look_around(&self.world, &mut self.phones, turn, self.options.seed);
            if let Err(fault) = looked {
                return DemoError::Fault(fault);
            }
            turn = turn.wrapping_add(1);
        }
    }
}

/// One phone a cell; the first three cells have a second one, so that two write the same houses.
fn enrol(world: &mut World, options: &Options) -> Result<Vec<Phone>, DemoError> {
    let mut carriers = world.people(Role::GridWorker);
    carriers.truncate(options.cells);
    let second: Vec<_> = carriers.iter().take(3).copied().collect();
    carriers.extend(second);
    let mut leaders = world.people(Role::BranchLeader);
    leaders.truncate(2);
    carriers.extend(leaders);
    let bar = progress(carriers.len() as u64, "启用手机");
    let mut phones = Vec::with_capacity(carriers.len());
    for (person, scope) in carriers {
        let mut phone = world.phone(person, scope);
        // At the office, over its Wi-Fi.
        phone.link.signal = Signal::Office;
        if !phone.sync_over_link(world, 50) {
            return Err(DemoError::Fault("a first download did not come to an end".to_owned()));
        }
        phones.push(phone);
        bar.inc(1);
    }
    bar.finish_and_clear();
    Ok(phones)
}

fn one_home(known: &BTreeSet<Id>, fresh: &[Phone]) -> Result<(), String> {
    check::nobody_lives_twice(fresh, &[])?;
    check::nobody_is_lost(known, fresh, &[])
}

fn all_agree(phones: &[Phone], fresh: &[Phone]) -> Result<(), String> {
    check::replicas_agree(phones, fresh)?;
    check::views_agree(phones, fresh)?;
    check::tasks_agree(phones, fresh)
}

/// The evening: everybody has signal; then the checks.
fn conclude(
    world: &mut World,
    phones: &mut [Phone],
    known: &BTreeSet<Id>,
    promises: &[Promise],
    account: &mut Account,
) {
    let bar = progress(phones.len() as u64 * 2, "收工，都送一遍");
    let mut settled = Ok(());
    for _ in 0..2 {
        for phone in phones.iter_mut() {
            settled = settled.and(crate::simulation::work::settle(world, phone));
            bar.inc(1);
        }
    }
    bar.finish_and_clear();
    account.gather(phones);
    account.check("都送到了，没有卡住的", settled.and(check::no_queue_is_stuck(phones)));
    account.check("再送一遍，什么都不变", check::repeated_exchange_changes_nothing(world, phones));
    match check::fresh_replicas(world, phones) {
        Err(problem) => account.check("从头下载", Err(problem)),
        Ok(fresh) => {
            account.records = account::records(&fresh);
            account.check("一条一条对，乡镇和手机一样", all_agree(phones, &fresh));
            account.promised = promises.len() as u64;
            let kept = promises_are_kept(world, phones, &fresh, promises, &[]);
            account.kept = kept.as_ref().map_or(0, |kept| u64::from(kept.at_hub));
            account.check("写下的一条没丢", kept.map(drop));
            account.check("一个人只在一户", one_home(known, &fresh));
        }
    }
    let granted = check::nothing_without_a_grant(world, phones);
    let granted = granted.and_then(|()| check::nothing_was_sent_without_a_grant(world));
    account.check("没有越权的数据", granted);
}

/// A progress bar on standard error; silent where that is no terminal.
pub(crate) fn progress(length: u64, what: &str) -> ProgressBar {
    let style = ProgressStyle::with_template("{msg:12} {bar:40} {pos}/{len} {elapsed}")
        .unwrap_or_else(|_| ProgressStyle::default_bar());
    ProgressBar::new(length).with_style(style).with_message(what.to_owned())
}
