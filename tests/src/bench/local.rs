//! What the phone costs: a durable answer, the first page, a search, memory.

use std::path::Path;
use std::process::Command;

use gridwork_core::model::Value;
use gridwork_core::{Core, TaskRef};
use gridwork_model::template::Library;

use super::clock::Stopwatch;
use super::figures::{Figure, Figures, Limit, median};
use super::floor::Floor;
use super::phone::{self, LargePhone, Wanted};
use crate::seeded::Seeded;
use crate::workload::answers::{self, Known};
use crate::workload::cell::MORNING;
use crate::workload::{Cell, Texts};

/// The option by which the bench starts itself to have its memory measured.
pub const CHILD: &str = "--open-phone";

/// Openings, of which the median counts.
const OPENINGS: usize = 9;

/// Answers measured, each beside its floor.
const ANSWERS: usize = 400;

/// Tasks answered in turn.
const TASKS: usize = 60;

/// Searches of each kind.
const SEARCHES: usize = 25;

/// The phone of the first page: 300 households and 10,000 documents.
pub(super) const LARGE: Wanted = Wanted { households: 300, documents: 10_000 };

/// Names to search in.
const NAMES: usize = 10_000;

/// Measures the phone; `dir` is an empty folder on the disk that counts.
pub fn measure(seed: u64, texts: &Texts, dir: &Path, figures: &mut Figures) {
    let large = phone::make(&dir.join("large"), seed, texts, LARGE);
    let (up, down) = large.idle;
    let name = format!("nothing new, a worker's phone with all its streams: up (down {down})");
    figures.add(Figure::told(name, "B", up as f64));
    first_page(&large, figures);
    memory(&large, figures);
    durable_answer(&large, seed, texts, figures);
    let households = households_of(seed, texts);
    let wanted = Wanted { households, documents: 0 };
    search(&phone::make(&dir.join("names"), seed, texts, wanted), figures);
}

/// How many households it takes for so many names.
fn households_of(seed: u64, texts: &Texts) -> usize {
    let options = gridwork_county::Options { seed, cells: None, day: MORNING.day() };
    let county = gridwork_county::County::new(options).expect("the county reads");
    let mut people = 0;
    let cell = Cell::at(&county, 0, seed, texts, NAMES);
    let enough = cell.records.iter().position(|record| {
        people += record.people.len();
        people >= NAMES
    });
    enough.map_or(NAMES, |place| place + 1)
}

fn first_page(large: &LargePhone, figures: &mut Figures) {
    let (mut opened, mut shown) = (Vec::new(), Vec::new());
    for _ in 0..OPENINGS {
        let watch = Stopwatch::start();
        let core = phone::open(&large.dir).expect("opens");
        opened.push(watch.wall_ms());
        let page = core.today().expect("a first page");
        shown.push(watch.wall_ms());
        assert!(!page.lines.is_empty() && page.lines.len() <= 7);
        core.shut_down().expect("closes");
    }
    let (opened, shown) = (median(opened), median(shown));
    figures.put(&["local", "open_first_page_ms"], shown);
    let name = format!("open a phone of 10,000 documents to its first page (open {opened:.1})");
    figures.add(Figure::told(name, "ms", shown).must(Limit::Most(60.0)));
}

fn memory(large: &LargePhone, figures: &mut Figures) {
    let program = std::env::current_exe().expect("the bench knows itself");
    let child = Command::new(program).arg(CHILD).arg(&large.dir).output().expect("a child");
    let text = String::from_utf8_lossy(&child.stdout);
    let mut numbers = text.split_whitespace().filter_map(|word| word.parse::<f64>().ok());
    let mut mib = || numbers.next().unwrap_or(f64::INFINITY) / 1024.0;
    let (resident, peak) = (mib(), mib());
    figures.put(&["local", "memory_mb"], resident);
    let name = format!("memory of that phone, resident (peak {peak:.1})");
    figures.add(Figure::told(name, "MB", resident).must(Limit::Most(64.0)));
}

/// Answers and their floor alternate, so that both meet the same disk.
fn durable_answer(large: &LargePhone, seed: u64, texts: &Texts, figures: &mut Figures) {
    let mut dice = Seeded::new(seed).fork(30);
    let core = phone::open(&large.dir).expect("opens");
    let tasks = due(&core);
    for task in &tasks {
        // Touched before, so that the measured answers found nothing.
        answer(&core, task, 0, &mut dice, texts);
    }
    core.shut_down().expect("closes");
    drop(core);
    let database = large.dir.join("gridwork.db");
    let copy = large.dir.with_extension("floor.db");
    std::fs::copy(&database, &copy).expect("room for a copy");
    let core = phone::open(&large.dir).expect("opens");
    let mut floor = Floor::open(&database, &copy).expect("the databases open");
    let (mut ours, mut bare) = (Vec::new(), Vec::new());
    for round in 0..ANSWERS {
        let task = &tasks[round % tasks.len()];
        let watch = Stopwatch::start();
        answer(&core, task, 1 + round / tasks.len(), &mut dice, texts);
        let took = watch.wall_us();
        if let Some(least) = floor.repeat().expect("the copy takes the same rows") {
            ours.push(took);
            bare.push(least.as_secs_f64() * 1e6);
        }
    }
    assert!(ours.len() * 2 > ANSWERS, "most answers change something");
    let (ours, bare) = (median(ours), median(bare));
    figures.put(&["local", "durable_answer_ratio"], ours / bare);
    let name = format!("durable answer, of a bare transaction ({ours:.0} µs, {bare:.0} µs)");
    figures.add(Figure::told(name, "×", ours / bare).must(Limit::Most(2.0)));
}

/// Tasks of the list that have several parts to answer.
fn due(core: &Core) -> Vec<TaskRef> {
    let lines = core.today_behind(0, 200).expect("a list");
    lines
        .iter()
        .flat_map(|line| &line.tasks)
        .map(|task| TaskRef {
            template: task.template.clone(),
            target: task.target,
            window: task.window,
        })
        .take(TASKS)
        .collect()
}

fn answer(core: &Core, task: &TaskRef, number: usize, dice: &mut Seeded, texts: &Texts) {
    let template = Library::embedded().get(&task.template).expect("a template");
    let parts = answers::parts(template);
    let (field, part) = &parts[number % parts.len()];
    let known = Known { households: &[], people: &[], places: &[] };
    let value: Value = answers::value(part, dice, texts, &known, MORNING.day());
    core.answer(task, &field.to_string(), value).expect("a durable answer");
}

fn search(phone: &LargePhone, figures: &mut Figures) {
    let core = phone::open(&phone.dir).expect("opens");
    let watch = Stopwatch::start();
    core.find("王", 20).expect("a search");
    let built = watch.wall_ms();
    let full = phone.names.get(phone.names.len() / 2).cloned().unwrap_or_default();
    let surname: String = full.chars().take(1).collect();
    let mut slowest: f64 = 0.0;
    for query in [full.as_str(), &surname, "w", "wang", "zhgq", "村", "没有这个人"] {
        let times = (0..SEARCHES).map(|_| {
            let watch = Stopwatch::start();
            core.find(query, 20).expect("a search");
            watch.wall_ms()
        });
        slowest = slowest.max(median(times.collect()));
    }
    figures.put(&["local", "search_ms"], slowest);
    let name = format!("search in {} names (index built in {built:.0} ms)", phone.people);
    figures.add(Figure::told(name, "ms", slowest).must(Limit::Most(10.0)));
}
