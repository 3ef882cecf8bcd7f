//! `cargo xtask simulate`: any number of seeds; a failing one is printed with its options and
//! replays exactly.

use std::process::ExitCode;

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
}

#[expect(clippy::print_stdout, reason = "a program for people")]
fn main() -> ExitCode {
    let args = Args::parse();
    let mut total = Account::default();
    for seed in args.from..args.from + args.seeds {
        let options = Options::sampled(seed);
        let dir = match tempfile::tempdir() {
            Ok(dir) => dir,
            Err(error) => {
                println!("no folder to simulate in: {error}");
                return ExitCode::FAILURE;
            }
        };
        match run(&options, dir.path()) {
            Ok(account) => {
                println!("{options}: {} kept of {} promised", account.promises, account.promises);
                total.accepted += account.accepted;
                total.crashes += account.crashes;
                total.restores += account.restores;
                total.conflicts += account.conflicts;
                total.promises += account.promises;
                total.exchanges.0 += account.exchanges.0;
                total.exchanges.1 += account.exchanges.1;
            }
            Err(failure) => {
                println!("FAILED {failure}\nreplay: cargo xtask simulate --seeds 1 --from {seed}");
                return ExitCode::FAILURE;
            }
        }
    }
    println!(
        "{} seeds: {} acts accepted, {} processes killed, {} copies restored, {} conflicts, {} of {} exchanges lost, {} promises kept",
        args.seeds,
        total.accepted,
        total.crashes,
        total.restores,
        total.conflicts,
        total.exchanges.1,
        total.exchanges.0,
        total.promises
    );
    ExitCode::SUCCESS
}
