//! `cargo xtask simulate`: any number of seeds, on every core; each seed is printed with its options
//! before it runs, and a failing one replays exactly.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook};
use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use clap::Parser;
use gridwork_tests::simulation::{Account, Options, run};

/// Simulates phones, hub, links and faults.
#[derive(Parser)]
struct Args {
    /// How many seeds.
    #[arg(long, default_value_t = 100)]
    seeds: u64,
    /// The first seed.
    #[arg(long, default_value_t = 0)]
    from: u64,
    /// Also splits and merges households and cells, carries sticks, erases, uses the closed channel.
    #[arg(long)]
    wide: bool,
    /// Goes on after a failure and names every seed that fails.
    #[arg(long)]
    all: bool,
}

/// The seeds still to run and what became of the others.
struct Run {
    next: AtomicU64,
    end: u64,
    all: bool,
    wide: bool,
    failed: AtomicBool,
    total: Mutex<Account>,
}

impl Run {
    /// Runs seed after seed until none is left or one failed.
    fn work(&self) {
        while self.all || !self.failed.load(Ordering::Relaxed) {
            let seed = self.next.fetch_add(1, Ordering::Relaxed);
            if seed >= self.end {
                return;
            }
            if let Err(problem) = self.one(seed) {
                self.failed.store(true, Ordering::Relaxed);
                say(&format!(
                    "FAILED {problem}\nreplay: cargo xtask simulate --seeds 1 --from {seed}{}",
                    if self.wide { " --wide" } else { "" }
                ));
            }
        }
    }

    fn one(&self, seed: u64) -> Result<(), String> {
        let options = Options::sampled(seed, self.wide);
        say(&options.to_string());
        let dir = tempfile::tempdir().map_err(|error| format!("no folder: {error}"))?;
        // A panic is a failure of its seed like any other, and must name it; also one that was caught.
        PANICS.set(0);
        let ran = catch_unwind(AssertUnwindSafe(|| run(&options, dir.path())));
        let account = ran
            .map_err(|_| format!("{options}: a panic, above"))?
            .map_err(|failure| failure.to_string())?;
        if PANICS.get() > 0 {
            return Err(format!("{options}: a panic that was caught, above"));
        }
        say(&format!(
            "seed {seed}: {} of {} promises are at the hub, the rest is named on its phone",
            account.kept.at_hub, account.promises
        ));
        let mut total = self.total.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        total.add(&account);
        Ok(())
    }
}

thread_local! {
    /// Panics in this thread, which runs one seed at a time, whole.
    static PANICS: Cell<u32> = const { Cell::new(0) };
}

/// Has every panic counted, also where the library of a document or a store catches it.
fn count_panics() {
    let told = take_hook();
    set_hook(Box::new(move |panicked| {
        PANICS.set(PANICS.get() + 1);
        told(panicked);
    }));
}

#[expect(clippy::print_stdout, reason = "a program for people")]
fn say(text: &str) {
    println!("{text}");
}

fn main() -> ExitCode {
    let args = Args::parse();
    count_panics();
    let run = Run {
        next: AtomicU64::new(args.from),
        end: args.from + args.seeds,
        all: args.all,
        wide: args.wide,
        failed: AtomicBool::new(false),
        total: Mutex::default(),
    };
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| run.work());
        }
    });
    if run.failed.load(Ordering::Relaxed) {
        return ExitCode::FAILURE;
    }
    let total = run.total.into_inner().unwrap_or_else(|poisoned| poisoned.into_inner());
    say(&format!("{} seeds: {total}", args.seeds));
    ExitCode::SUCCESS
}
