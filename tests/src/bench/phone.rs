//! A large phone: a real core that downloaded its cell from a real hub, filled up beyond what a cell
//! of the county holds. The hub writes in bulk and the core takes whole pages, so that no document
//! costs a sync of its own.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use gridwork_core::{Core, CoreError, HttpOutcome, OpenConfig, SyncBudget};
use gridwork_county::{County, Options};
use gridwork_model::audience::grants;
use gridwork_model::permission::Role;
use gridwork_model::template::Library;
use gridwork_model::{Class, Founding, Id, Purpose, StreamId};
use gridwork_township::audit::Actor;
use gridwork_township::office::DocumentWrite;

use crate::env::{PhoneEnv, WorldClock};
use crate::workload::cell::MORNING;
use crate::workload::{Cell, Texts};
use crate::world::World;

/// Database key of measured phones.
pub(super) const KEY: [u8; 32] = [9; 32];

/// Documents founded in one transaction of the hub.
const BULK: usize = 2_000;

/// What a phone is to hold.
#[derive(Clone, Copy, Debug)]
pub struct Wanted {
    /// Households.
    pub households: usize,
    /// Documents, at least.
    pub documents: usize,
}

/// A phone that was closed again.
pub struct LargePhone {
    /// Its data folder.
    pub dir: PathBuf,
    /// Names on it.
    pub people: usize,
    /// Names of the heads of its households.
    pub names: Vec<String>,
    /// Bytes up and down of its exchange when there is nothing new, with all its streams.
    pub idle: (usize, usize),
}

/// Makes a phone in `dir` and closes it.
pub fn make(dir: &Path, seed: u64, texts: &Texts, wanted: Wanted) -> LargePhone {
    let world = World::create_at(&dir.join("world"), seed, 1, MORNING);
    let (person, place) = world
        .people(Role::GridWorker)
        .into_iter()
        .find(|(_, scope)| *scope == world.county.cells()[0].id)
        .expect("the first cell has a worker");
    let options = Options { seed, cells: None, day: MORNING.day() };
    let county = County::new(options).expect("the county reads");
    let mut cell = Cell::at(&county, 0, seed, texts, wanted.households);
    let mut writes = neighbours(&cell, &county);
    let granted = grants(person, MORNING.day(), &world.hub.standing().directory);
    while writes.len() + world.county.cells()[0].households < wanted.documents {
        writes.extend(touched_task(&mut cell, place, &granted));
    }
    for bulk in writes.chunks(BULK) {
        world.hub.found_documents(bulk, Actor::Operator, "bench", MORNING).expect("founded");
    }
    let phone = dir.join("phone");
    let idle = download(&world, &phone, person);
    LargePhone {
        dir: phone,
        people: cell.records.iter().map(|record| record.people.len()).sum(),
        names: cell.records.iter().map(|record| record.people[0].name.clone()).collect(),
        idle,
    }
}

/// The households beyond those of the cell itself, as if they lived in it.
fn neighbours(cell: &Cell, county: &County) -> Vec<DocumentWrite> {
    let plan = &county.cells()[0];
    let stream = StreamId::new(plan.id, Class::C2, Purpose::Roster);
    let more = cell.records.iter().skip(plan.households).enumerate();
    more.map(|(place, record)| {
        let mut record = record.clone();
        record.cell = plan.id;
        record.hamlet = plan.hamlets[place % plan.hamlets.len()].id;
        DocumentWrite { founding: record.founding(), stream, edits: record.edits() }
    })
    .collect()
}

/// A touched task of four answers that the person may see.
fn touched_task(cell: &mut Cell, place: Id, granted: &[StreamId]) -> Option<DocumentWrite> {
    let due = cell.next_due();
    let template = Library::embedded().get(&due.template)?;
    let stream = StreamId::new(place, template.class, template.purpose);
    let founding: Founding = due.founding();
    let edits = cell.first_answers(&founding, 4);
    granted.contains(&stream).then_some(DocumentWrite { founding, stream, edits })
}

/// Enrols a core and downloads everything; returns what one exchange more costs.
pub fn download(world: &World, dir: &Path, person: Id) -> (usize, usize) {
    let env = PhoneEnv::new(Arc::clone(&world.clock), world.seed);
    let (core, _) = Core::open_with(config(dir), env).expect("the core opens");
    let now = world.clock.now();
    let invitation = world.hub.issue_code(person, Actor::Operator, now).expect("a code");
    let request =
        core.begin_enrolment(&invitation.to_text(), "示例手机", "0.1.0").expect("an enrolment");
    core.complete_request(request.id, world.post(&request)).expect("enrols");
    while exchange(world, &core).2 {}
    let (up, down, _) = exchange(world, &core);
    core.shut_down().expect("closes");
    (up, down)
}

/// One round trip: bytes up, bytes down, and whether there is more.
fn exchange(world: &World, core: &Core) -> (usize, usize, bool) {
    let budget = SyncBudget { bytes: 256 << 10, files: false, ..SyncBudget::default() };
    let request = core.next_request(budget).expect("a request").expect("a hub to ask");
    let outcome = world.post(&request);
    let down = match &outcome {
        HttpOutcome::Answer { body, .. } => body.len(),
        HttpOutcome::Unreachable => 0,
    };
    let done = core.complete_request(request.id, outcome).expect("an answer");
    assert_eq!(done.problem, None);
    (request.body.len(), down, done.more)
}

fn config(dir: &Path) -> OpenConfig {
    OpenConfig { data_dir: dir.to_owned(), database_key: KEY, low_memory: false, vfs: None }
}

/// Opens a phone that was made before, a minute later.
pub fn open(dir: &Path) -> Result<Core, CoreError> {
    let env = PhoneEnv::new(WorldClock::new(MORNING.plus_ms(60_000)), 5);
    Core::open_with(config(dir), env).map(|(core, _)| core)
}

/// Opens a phone, shows its first page, and says what that took of memory: resident now and at its
/// peak, in KiB. For a process of its own.
pub fn memory_of_first_page(dir: &Path) -> Result<(u64, u64), CoreError> {
    let core = open(dir)?;
    let page = core.today()?;
    assert!(!page.lines.is_empty(), "the first page shows something");
    Ok(memory())
}

/// Memory of this process: resident now and at its peak, in KiB.
pub fn memory() -> (u64, u64) {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let of = |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name));
        line.and_then(|rest| rest.split_whitespace().next()?.parse().ok()).unwrap_or(0)
    };
    (of("VmRSS:"), of("VmHWM:"))
}
