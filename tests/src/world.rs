//! A small county in one process: a real hub and real cores without sockets, under one seed.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use gridwork_core::{
    Code, Completed, Core, CoreError, HttpOutcome, HttpRequest, OpenConfig, SyncBudget,
};
use gridwork_county::{County, Options};
use gridwork_model::permission::Role;
use gridwork_model::{Id, Moment};
use gridwork_powercut::Disk;
use gridwork_seal::{BoxKey, Entropy};
use gridwork_township::audit::Actor;
use gridwork_township::restore::restore;
use gridwork_township::{Hub, HubError, HubOptions, Limits, Mode};

use crate::env::{PhoneEnv, WorldClock};
use crate::fixture::Said;
use crate::link::{Link, Passage, Signal};
use crate::seeded::Seeded;
use crate::watch::Watch;

/// Thursday 8 October 2026, 08:00 in the county: heating season begins, fire season is on.
pub const MORNING: Moment = Moment(1_791_417_600_000);

/// Seeded randomness for a simulated hub; never for a real one.
pub struct SeededEntropy(pub Seeded);

impl Entropy for SeededEntropy {
    fn fill(&mut self, out: &mut [u8]) {
        self.0.fill(out);
    }
}

/// The world of one run.
pub struct World {
    /// True time.
    pub clock: Arc<WorldClock>,
    /// The hub; shared with its HTTP server where there is one.
    pub hub: Arc<Hub>,
    /// What was imported.
    pub county: County,
    /// Folder of everything.
    pub dir: PathBuf,
    /// Seed of the run.
    pub seed: u64,
    /// Seed of the offline recovery key, for restore drills; all zero for a hub made elsewhere.
    pub recovery: [u8; 32],
    /// Seed of the offline root key, as that of the recovery key.
    pub root: [u8; 32],
    /// Looks at each answer of an exchange, where somebody set it.
    pub watch: Option<Watch>,
    transport: Transport,
    next_phone: u64,
    /// Folder of the hub that runs now.
    hub_dir: PathBuf,
    hub_starts: u64,
}

/// How requests reach the hub.
enum Transport {
    /// By a call.
    Direct,
    /// Over real HTTP to this address.
    Http(ureq::Agent, String),
}

/// What the app of a phone calls itself.
pub const APP: &str = "0.1.0";

/// One phone: a core with its own folder, clock and link.
pub struct Phone {
    /// The core; `None` while the process is dead.
    pub core: Option<Core>,
    /// Data folder.
    pub dir: PathBuf,
    /// Its clock and chance.
    pub env: Arc<PhoneEnv>,
    /// Its radio.
    pub link: Link,
    /// Chance of its link.
    pub chance: Seeded,
    /// Who carries it.
    pub person: Id,
    /// The cell or village of its assignment.
    pub scope: Id,
    /// Its disk, where a test fills it.
    pub disk: Option<Disk>,
    /// Entries that came back as drafts.
    pub refused: u32,
    key: [u8; 32],
}

impl World {
    /// Creates a training hub with `cells` cells of the county in `dir`.
    pub fn create(dir: &Path, seed: u64, cells: usize) -> World {
        World::create_at(dir, seed, cells, MORNING)
    }

    /// The same, beginning at `now`.
    pub fn create_at(dir: &Path, seed: u64, cells: usize, now: Moment) -> World {
        World::of(dir, seed, county(seed, cells, now), now)
    }

    /// The same with at most `households` a cell.
    pub fn create_thinned(dir: &Path, seed: u64, cells: usize, households: usize) -> World {
        World::of(dir, seed, county(seed, cells, MORNING).thinned(households), MORNING)
    }

    fn of(dir: &Path, seed: u64, county: County, now: Moment) -> World {
        let clock = WorldClock::new(now);
        let options = HubOptions {
            mode: Mode::Training,
            limits: Limits::for_tests(),
            entropy: Box::new(SeededEntropy(Seeded::new(seed).fork(1))),
            public_url: "http://127.0.0.1:1".to_owned(),
        };
        let (hub, founded) =
            Hub::create(&dir.join("hub"), options, now).expect("the hub is created");
        hub.import_county(&county, Actor::Operator, now, &mut |_, _| {})
            .expect("the county imports");
        let hub = Arc::new(hub);
        let recovery = *founded.offline.recovery.seed();
        let root = *founded.offline.root.seed();
        let transport = Transport::Direct;
        let (dir, hub_dir) = (dir.to_owned(), dir.join("hub"));
        let (next_phone, hub_starts) = (0, 0);
        World {
            clock,
            hub,
            county,
            dir,
            seed,
            recovery,
            root,
            watch: None,
            transport,
            next_phone,
            hub_dir,
            hub_starts,
        }
    }

    /// A world around a hub that was made elsewhere and is served at `address`.
    pub fn over_http(
        clock: Arc<WorldClock>,
        hub: Arc<Hub>,
        county: County,
        dir: &Path,
        seed: u64,
        address: &str,
    ) -> World {
        let agent = ureq::Agent::config_builder().http_status_as_error(false).build().new_agent();
        let transport = Transport::Http(agent, address.to_owned());
        let (dir, hub_dir) = (dir.to_owned(), dir.join("hub"));
        let [recovery, root] = [[0; 32]; 2];
        let (next_phone, hub_starts) = (0, 0);
        World {
            clock,
            hub,
            county,
            dir,
            seed,
            recovery,
            root,
            watch: None,
            transport,
            next_phone,
            hub_dir,
            hub_starts,
        }
    }

    /// The world of a kept fixture, unpacked in `dir`: its hub, at the time the fixture was made.
    pub fn kept(dir: &Path) -> World {
        let (clock, hub_dir, seed) = (WorldClock::new(MORNING), dir.join("hub"), 0);
        let entropy = Box::new(SeededEntropy(Seeded::new(seed).fork(2)));
        let hub = Hub::open(&hub_dir, None, Limits::for_tests(), entropy).expect("the hub opens");
        let options = Options { seed, cells: Some(1), day: MORNING.day() };
        World {
            clock,
            hub: Arc::new(hub),
            county: County::new(options).expect("the county reads"),
            dir: dir.to_owned(),
            seed,
            recovery: [0; 32],
            root: [0; 32],
            watch: None,
            transport: Transport::Direct,
            next_phone: 0,
            hub_dir,
            hub_starts: 0,
        }
    }

    /// The phone of a kept fixture.
    pub fn kept_phone(&self, said: &Said) -> Phone {
        let seed = Seeded::new(self.seed);
        let mut phone = Phone {
            core: None,
            dir: self.dir.join("phone"),
            env: PhoneEnv::new(Arc::clone(&self.clock), seed.fork(8).next()),
            link: Link::default(),
            chance: seed.fork(9),
            person: said.person,
            scope: said.cell,
            disk: None,
            refused: 0,
            key: said.key,
        };
        phone.start();
        phone
    }

    fn hub_entropy(&mut self) -> Box<SeededEntropy> {
        self.hub_starts += 1;
        Box::new(SeededEntropy(Seeded::new(self.seed).fork(100_000 + self.hub_starts)))
    }

    /// The hub's process is killed and started again on what it had committed.
    pub fn restart_hub(&mut self) -> Result<(), HubError> {
        let entropy = self.hub_entropy();
        let hub = Hub::open(&self.hub_dir, None, Limits::for_tests(), entropy)?;
        self.hub = Arc::new(hub);
        Ok(())
    }

    /// Backs the hub up; returns the archive.
    pub fn back_up_hub(&self) -> Result<PathBuf, HubError> {
        let folder = self.dir.join("backups");
        let made = self.hub.backup(&folder, Actor::Operator, self.clock.now())?;
        Ok(folder.join(format!("{}.gwbackup", made.name)))
    }

    /// The hub is lost and restored from an archive, with the journal that survived it.
    pub fn restore_hub(&mut self, archive: &Path) -> Result<(), HubError> {
        let journal = self.hub_dir.join(gridwork_township::hub::JOURNAL);
        let entropy = self.hub_entropy();
        let folder = self.dir.join(format!("hub-{}", self.hub_starts));
        let recovery = BoxKey::from_seed(&self.recovery);
        let (limits, now) = (Limits::for_tests(), self.clock.now());
        let (hub, _) = restore(archive, &recovery, &folder, Some(&journal), limits, entropy, now)?;
        (self.hub, self.hub_dir) = (Arc::new(hub), folder);
        Ok(())
    }

    /// Folder of the hub that runs now.
    pub fn hub_dir(&self) -> &Path {
        &self.hub_dir
    }

    /// Puts a copy of the hub's folder in its place, as nobody should: without a new epoch.
    pub fn reopen_from(&mut self, folder: &Path) {
        let entropy = Box::new(SeededEntropy(Seeded::new(self.seed).fork(2)));
        let hub = Hub::open(folder, None, Limits::for_tests(), entropy).expect("the copy opens");
        self.hub = Arc::new(hub);
    }

    /// The people with a post of `role`, with the scope of their assignment, in a stable order.
    pub fn people(&self, role: Role) -> Vec<(Id, Id)> {
        let standing = self.hub.standing();
        let directory = &standing.directory;
        let day = self.clock.now().day();
        let mut found: Vec<(Id, Id)> = directory
            .of_kind(gridwork_model::directory::kind::ASSIGNMENT)
            .filter_map(|item| match item {
                gridwork_model::directory::DirectoryItem::Assignment(a) => Some(a),
                _ => None,
            })
            .filter(|a| a.validity.holds(day))
            .filter(|a| directory.post(a.post).is_some_and(|post| post.role == role))
            .map(|a| (a.person, a.scope))
            .collect();
        let order = |scope: &Id| {
            self.county.cells().iter().position(|cell| cell.id == *scope || cell.village == *scope)
        };
        found.sort_by_key(|(person, scope)| (order(scope).unwrap_or(usize::MAX), *person));
        found.retain(|(_, scope)| order(scope).is_some());
        found.dedup();
        found
    }

    /// A new phone for `person`, enrolled, nothing downloaded yet.
    pub fn phone(&mut self, person: Id, scope: Id) -> Phone {
        let mut phone = self.bare_phone(person, scope);
        phone.start();
        self.enrol(&mut phone);
        phone
    }

    /// A new phone that is not enrolled and not started.
    pub fn bare_phone(&mut self, person: Id, scope: Id) -> Phone {
        self.next_phone += 1;
        let seed = Seeded::new(self.seed).fork(1_000 + self.next_phone);
        let mut key = [0; 32];
        seed.fork(7).fill(&mut key);
        let link = Link { signal: Signal::Edge, ..Link::default() };
        Phone {
            core: None,
            dir: self.dir.join(format!("phone-{}", self.next_phone)),
            env: PhoneEnv::new(Arc::clone(&self.clock), seed.fork(8).next()),
            link,
            chance: seed.fork(9),
            person,
            scope,
            disk: None,
            refused: 0,
            key,
        }
    }

    /// Enrols a started phone with a fresh code.
    pub fn enrol(&self, phone: &mut Phone) {
        let now = self.clock.now();
        let invitation =
            self.hub.issue_code(phone.person, Actor::Operator, now).expect("a code is issued");
        let core = phone.core();
        let request = core.begin_enrolment(&invitation.to_text(), "示例手机", APP).expect("begins");
        core.complete_request(request.id, self.post(&request)).expect("enrols");
    }

    /// Posts a request to the hub as its HTTP layer would.
    pub fn post(&self, request: &HttpRequest) -> HttpOutcome {
        let outcome = self.answered(request);
        if let (Some(watch), HttpOutcome::Answer { status: 200, body }) = (&self.watch, &outcome)
            && request.path == "/v1/exchange"
        {
            watch.look(&self.hub, &request.body, body, self.clock.now());
        }
        outcome
    }

    fn answered(&self, request: &HttpRequest) -> HttpOutcome {
        if let Transport::Http(agent, address) = &self.transport {
            return post_http(agent, address, request);
        }
        let now = self.clock.now();
        let body = match request.path.as_str() {
            "/v1/exchange" => self.hub.exchange(&request.body, now),
            "/v1/enrol" => self.hub.enrol(&request.body, "test", now),
            "/v1/files" => self.hub.file_part(&request.body, now),
            _ => return HttpOutcome::Answer { status: 404, body: Vec::new() },
        };
        HttpOutcome::Answer { status: 200, body }
    }
}

fn county(seed: u64, cells: usize, now: Moment) -> County {
    County::new(Options { seed, cells: Some(cells), day: now.day() }).expect("the county reads")
}

fn copy_folder(from: &Path, to: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_folder(&entry.path(), &target)?;
        } else {
            std::fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}

/// Posts a request over real HTTP.
pub fn post_http(agent: &ureq::Agent, address: &str, request: &HttpRequest) -> HttpOutcome {
    let answer = agent
        .post(format!("{address}{}", request.path))
        .header("content-type", "application/octet-stream")
        .send(&request.body[..]);
    let Ok(mut answer) = answer else { return HttpOutcome::Unreachable };
    let status = answer.status().as_u16();
    match answer.body_mut().read_to_vec() {
        Ok(body) => HttpOutcome::Answer { status, body },
        Err(_) => HttpOutcome::Unreachable,
    }
}

impl Phone {
    /// Opens the core.
    pub fn start(&mut self) {
        self.try_start().expect("the core opens");
    }

    /// Opens the core, or says why not.
    pub fn try_start(&mut self) -> Result<gridwork_core::OpenReport, CoreError> {
        let config = OpenConfig {
            data_dir: self.dir.clone(),
            database_key: self.key,
            low_memory: false,
            vfs: self.disk.as_ref().map(Disk::vfs),
        };
        let env: Arc<dyn gridwork_core::Env> = Arc::clone(&self.env) as Arc<_>;
        let (core, report) = Core::open_with(config, env)?;
        self.core = Some(core);
        Ok(report)
    }

    /// Key of its database.
    pub fn key(&self) -> [u8; 32] {
        self.key
    }

    /// The core of a living process.
    pub fn core(&self) -> &Core {
        self.core.as_ref().expect("the process is alive")
    }

    /// Kills the process: nothing is told to the core.
    pub fn kill(&mut self) {
        self.core = None;
    }

    /// Takes a copy of its folder, as a backup of the whole phone would.
    pub fn copy_to(&self, copy: &Path) -> Result<(), CoreError> {
        self.core().pause()?;
        copy_folder(&self.dir, copy).expect("a phone is copied");
        self.core().resume()
    }

    /// Puts a copy of its folder, taken some time ago, in its place.
    pub fn restore_from(&mut self, copy: &Path) -> Result<(), CoreError> {
        self.core().pause()?;
        self.kill();
        std::fs::remove_dir_all(&self.dir).expect("a phone is cleared");
        copy_folder(copy, &self.dir).expect("a phone is restored");
        self.env.reboot();
        self.try_start().map(drop)
    }

    /// Exchanges over a perfect link until there is nothing more to say; returns the last outcome.
    /// Fails after an absurd number of rounds: a stuck queue.
    pub fn sync(&mut self, world: &World) -> Completed {
        self.sync_within(world, SyncBudget::default())
    }

    /// The same within a budget.
    pub fn sync_within(&mut self, world: &World, budget: SyncBudget) -> Completed {
        for _ in 0..20_000 {
            let request = self.core().next_request(budget).expect("a request");
            let Some(request) = request else { return Completed::default() };
            let completed = self
                .core()
                .complete_request(request.id, world.post(&request))
                .expect("an answer that fits");
            self.refused += completed.refused;
            if !completed.more {
                return completed;
            }
        }
        panic!("the exchange does not come to an end");
    }

    /// Exchanges over the phone's link until it is done or the link gives up; returns whether it
    /// came to an end.
    pub fn sync_over_link(&mut self, world: &World, tries: u32) -> bool {
        let mut failures = 0;
        while failures < tries {
            let request = match self.core().next_request(SyncBudget::default()) {
                Ok(Some(request)) => request,
                Ok(None) => return true,
                Err(_) => {
                    failures += 1;
                    continue;
                }
            };
            let passage = self.link.begin(request.body.len(), &mut self.chance);
            world.clock.advance_ms(50);
            let outcome = match passage {
                Passage::RequestLost => HttpOutcome::Unreachable,
                Passage::AnswerLost => {
                    let _ = world.post(&request);
                    HttpOutcome::Unreachable
                }
                Passage::Through => {
                    let outcome = world.post(&request);
                    if let HttpOutcome::Answer { body, .. } = &outcome {
                        self.link.end(body.len());
                    }
                    outcome
                }
            };
            let completed = self.core().complete_request(request.id, outcome);
            self.refused += completed.as_ref().map_or(0, |completed| completed.refused);
            match completed {
                Ok(Completed { problem: Some(Code::Busy), .. }) => failures += 1,
                Ok(Completed { more: false, .. }) => return true,
                Ok(_) => {}
                Err(_) => failures += 1,
            }
        }
        false
    }
}
