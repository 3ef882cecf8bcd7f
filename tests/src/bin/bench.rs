//! `cargo xtask bench`: the figures with their limits.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use gridwork_tests::bench::exchange::Scale;
use gridwork_tests::bench::{
    Figures, Section, capture, codec, console, evidence, exchange, hands, hub, local, phone,
};
use gridwork_tests::workload::Texts;

/// Measures what the exchange, the phone and the hub cost.
///
/// Exit codes: 0 every limit holds, 1 one was missed, 2 wrong options, 3 it cannot be measured.
#[derive(Parser)]
#[command(name = "bench")]
struct Options {
    /// Ends with one line of JSON.
    #[arg(long)]
    json: bool,
    /// Changes the data.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Sentences that fill notes and places, one a line.
    #[arg(long)]
    texts: Option<PathBuf>,
    /// Measures one section alone.
    #[arg(long, conflicts_with = "json")]
    only: Option<Section>,
    /// Opens the phone in this folder and says what that takes of memory.
    #[arg(long, hide = true)]
    open_phone: Option<PathBuf>,
    /// Makes a large phone in a folder for benches in other languages.
    #[arg(long, hide = true)]
    hands: Option<PathBuf>,
    /// Answers questions on a copy of that phone and says what one answer takes, microseconds.
    #[arg(long, hide = true)]
    answer_on: Option<PathBuf>,
    /// Opens the phone in a folder, captures a file into a set, sends it to the hub at an address, and
    /// says what that takes of memory.
    #[arg(long, hide = true, num_args = 4)]
    capture_in: Option<Vec<String>>,
}

#[expect(clippy::print_stdout, clippy::print_stderr, reason = "a program for people")]
fn main() -> ExitCode {
    let options = Options::parse();
    if let Some(dir) = &options.open_phone {
        return match phone::memory_of_first_page(dir) {
            Ok((resident, peak)) => {
                println!("{resident} {peak}");
                ExitCode::SUCCESS
            }
            Err(error) => {
                eprintln!("the phone does not open: {error}");
                ExitCode::FAILURE
            }
        };
    }
    if let Some([phone, file, set, address]) = options.capture_in.as_deref() {
        let taken = set
            .parse()
            .map_err(|_| "no set".to_owned())
            .and_then(|set| capture::memory_of_phone(phone.as_ref(), file.as_ref(), set, address));
        return match taken {
            Ok((captured, all)) => {
                println!("{captured} {all}");
                ExitCode::SUCCESS
            }
            Err(error) => {
                eprintln!("nothing was captured: {error}");
                ExitCode::FAILURE
            }
        };
    }
    if let Some(dir) = &options.hands {
        return match hands::prepare(options.seed, &Texts::field(), dir) {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => {
                eprintln!("no phone was made: {error}");
                ExitCode::FAILURE
            }
        };
    }
    if let Some(phone) = &options.answer_on {
        return match hands::answer(phone) {
            Ok(took) => {
                println!("{took:.1}");
                ExitCode::SUCCESS
            }
            Err(error) => {
                eprintln!("nothing was answered: {error}");
                ExitCode::FAILURE
            }
        };
    }
    let figures = match measure(&options) {
        Ok(figures) => figures,
        Err(error) => {
            eprintln!("cannot measure: {error}");
            return ExitCode::from(3);
        }
    };
    println!("seed {}\n{figures}", options.seed);
    for missed in figures.missed() {
        println!("missed: {}", missed.name);
    }
    let mut good = figures.missed().next().is_none();
    if options.only.is_none() {
        for lacking in figures.lacking() {
            println!("not measured: {lacking}");
            good = false;
        }
    }
    if options.json {
        println!("{}", figures.json());
    }
    if good { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn measure(options: &Options) -> std::io::Result<Figures> {
    let texts = match &options.texts {
        Some(path) => Texts::parse(&std::fs::read_to_string(path)?),
        None => Texts::field(),
    };
    let (seed, mut figures) = (options.seed, Figures::default());
    let dir = tempfile::tempdir()?;
    let wanted = |section| options.only.is_none_or(|only| only == section);
    if wanted(Section::Exchange) {
        exchange::measure(seed, &texts, Scale::FULL, &mut figures);
    }
    if wanted(Section::Codec) {
        codec::measure(seed, &texts, Scale::FULL, &mut figures);
    }
    if wanted(Section::Local) {
        local::measure(seed, &texts, &dir.path().join("local"), &mut figures);
    }
    if wanted(Section::Hub) {
        hub::measure(seed, &texts, &dir.path().join("hub"), &mut figures);
    }
    if wanted(Section::Capture) {
        capture::measure(seed, &dir.path().join("capture"), &mut figures)?;
    }
    if wanted(Section::Evidence) {
        evidence::measure(seed, &dir.path().join("evidence"), &mut figures)?;
    }
    if wanted(Section::Console) {
        console::measure(seed, &dir.path().join("console"), &mut figures);
    }
    Ok(figures)
}
