//! Admission at a real hub: prepared batches through [`Hub::exchange`], every check included.

use std::path::Path;

use gridwork_county::{County, Options};
use gridwork_document::Actor as Writer;
use gridwork_model::permission::Role;
use gridwork_model::template::Library;
use gridwork_model::{Founding, Id, Moment, StreamId};
use gridwork_township::{Hub, Limits};

use super::clock::Stopwatch;
use super::device::Device;
use super::figures::{Figure, Figures, Limit, median};
use crate::seeded::Seeded;
use crate::workload::cell::MORNING;
use crate::workload::{Cell, Said, Texts};
use crate::world::{SeededEntropy, World};

/// Documents of the measured batches.
const TASKS: usize = 1_000;

/// Changes each document has before it is measured.
const BEFORE: usize = 6;

/// Batches of each kind, of which the median counts.
const ROUNDS: usize = 3;

/// Documents and changes of each in the batch that is told beside: several changes a document.
const DEEP: (usize, usize) = (150, 7);

/// Documents with a long history, changes of each in a batch, and batches until it is long.
const LONG: (usize, usize, usize) = (100, 10, 10);

/// Measures admission warm and cold; `dir` is an empty folder on the disk that counts.
pub fn measure(seed: u64, texts: &Texts, dir: &Path, figures: &mut Figures) {
    let mut bench = Bench::new(dir, seed, texts);
    let (mut warm, mut cold, mut deep) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        warm.push(bench.one_more_each());
    }
    for _ in 0..ROUNDS {
        bench.reopen();
        cold.push(bench.one_more_each());
        bench.reopen();
        deep.push(bench.several_each());
    }
    let long = bench.long_histories();
    let (warm, cold, deep) = (Rate::middle(&warm), Rate::middle(&cold), Rate::middle(&deep));
    for (key, name, rate, least) in [
        ("admission_per_s", "hub admission, warm documents", warm, 3_000.0),
        ("admission_cold_per_s", "hub admission, cold documents", cold, 2_000.0),
    ] {
        figures.put(&["hub", key], rate.wall);
        let name = format!("{name} (of processor time {:.0})", rate.cpu);
        let figure = Figure::told(name, "/s", rate.wall).must(Limit::Least(least));
        figures.add(figure.aim(Limit::Least(5_000.0)));
    }
    let name = format!(
        "hub admission, warm, histories of {} changes (of processor time {:.0})",
        LONG.1 * LONG.2,
        long.cpu
    );
    figures.add(Figure::told(name, "/s", long.wall).must(Limit::Least(3_000.0)));
    let name = format!(
        "hub admission, cold, {} changes a document (of processor time {:.0})",
        DEEP.1, deep.cpu
    );
    figures.add(Figure::told(name, "/s", deep.wall));
}

/// Changes admitted in a second.
#[derive(Clone, Copy)]
struct Rate {
    wall: f64,
    /// Per second that the hub's thread had a processor.
    cpu: f64,
}

impl Rate {
    fn middle(rates: &[Rate]) -> Rate {
        Rate {
            wall: median(rates.iter().map(|rate| rate.wall).collect()),
            cpu: median(rates.iter().map(|rate| rate.cpu).collect()),
        }
    }
}

/// A hub, a device of a worker, and the worker's cell.
struct Bench {
    hub: Option<Hub>,
    folder: std::path::PathBuf,
    device: Device,
    cell: Cell,
    now: Moment,
}

impl Bench {
    fn new(dir: &Path, seed: u64, texts: &Texts) -> Bench {
        let world = World::create_at(&dir.join("world"), seed, 1, MORNING);
        let options = Options { seed, cells: None, day: MORNING.day() };
        let county = County::new(options).expect("the county reads");
        let plan = &county.cells()[0];
        let workers = world.people(Role::GridWorker);
        let (person, _) =
            workers.into_iter().find(|(_, scope)| *scope == plan.id).expect("a worker");
        let device = Device::enrol(&world.hub, person, MORNING);
        let cell = Cell::at(&county, 0, seed, texts, plan.households);
        let folder = world.dir.join("hub");
        drop(world);
        let mut bench = Bench { hub: None, folder, device, cell, now: MORNING };
        bench.reopen();
        bench.begin();
        bench
    }

    /// Closes the hub and opens it again: no document is loaded.
    fn reopen(&mut self) {
        self.hub = None;
        let entropy = Box::new(SeededEntropy(Seeded::new(self.now.0 as u64)));
        let hub = Hub::open(&self.folder, None, Limits::for_tests(), entropy);
        self.hub = Some(hub.expect("the hub opens"));
    }

    /// The tasks and their first changes.
    fn begin(&mut self) {
        let actor = Writer::new(self.device.number, 1);
        let mut begun = Vec::new();
        while self.cell.tasks.len() < TASKS {
            let said = self.cell.begin_task(actor);
            match self.at_device(said) {
                Some(said) => begun.push(said),
                None => _ = self.cell.tasks.pop(),
            }
        }
        self.admit(begun);
        for _ in 1..BEFORE {
            self.one_more_each();
        }
    }

    /// One more change in each document; changes admitted a second.
    fn one_more_each(&mut self) -> Rate {
        let tasks = self.cell.tasks.clone();
        self.answer(&tasks, 1)
    }

    /// Several more changes in some documents; changes admitted a second.
    fn several_each(&mut self) -> Rate {
        let tasks: Vec<Id> = self.cell.tasks.iter().copied().take(DEEP.0).collect();
        self.answer(&tasks, DEEP.1)
    }

    /// Documents that have been written again and again; changes admitted a second from then on.
    fn long_histories(&mut self) -> Rate {
        let tasks: Vec<Id> = self.cell.tasks.iter().copied().take(LONG.0).collect();
        for _ in 0..LONG.2 {
            self.answer(&tasks, LONG.1);
        }
        let rates: Vec<Rate> = (0..ROUNDS).map(|_| self.answer(&tasks, LONG.1)).collect();
        Rate::middle(&rates)
    }

    fn answer(&mut self, tasks: &[Id], each: usize) -> Rate {
        let actor = Writer::new(self.device.number, 1);
        let mut said = Vec::with_capacity(tasks.len() * each);
        for task in tasks {
            self.cell.wait(60);
            for _ in 0..each {
                let answer = self.cell.answer(*task, actor);
                said.extend(self.at_device(answer));
            }
        }
        self.admit(said)
    }

    /// Posts one batch and times the hub.
    fn admit(&mut self, said: Vec<Said>) -> Rate {
        let changes = said.len() as f64;
        let prepared = self.device.prepare(said, self.now);
        let hub = self.hub.as_ref().expect("the hub is open");
        let watch = Stopwatch::start();
        let answer = hub.exchange(&prepared.body, self.now);
        let (wall, cpu) = (watch.wall_us(), watch.cpu_us());
        self.device.take(prepared, &answer, self.now);
        Rate { wall: changes * 1e6 / wall, cpu: changes * 1e6 / cpu }
    }

    /// The same with the device's own index of the stream; `None` if it is not granted.
    fn at_device(&self, said: Said) -> Option<Said> {
        let Founding::Task { template, .. } = &said.founding else { return None };
        let template = Library::embedded().get(template)?;
        let stream = StreamId::new(self.cell.id, template.class, template.purpose);
        Some(Said { stream: self.device.index(&stream)?, ..said })
    }
}
