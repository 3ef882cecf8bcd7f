//! Prints what a few days of work cost on the wire and how long stripping and rebuilding take.
//!
//! `cargo run -p gridwork-document --profile fast --example sizes [seed]`

#![allow(clippy::print_stdout, clippy::unwrap_used)]

#[path = "../tests/corpus/mod.rs"]
mod corpus;

use std::time::Instant;

use corpus::{Scenario, Words};
use gridwork_document::codec::{Limits, Mode, rebuild, strip};

fn main() {
    let seed = std::env::args().nth(1).and_then(|seed| seed.parse().ok()).unwrap_or(1);
    let words = Words::Measuring;
    show(&corpus::thousand_commits(seed, words, 1_000));
    show(&corpus::normal_day(seed + 1, words));
    show(&corpus::one_answer(seed + 2, words));
    let download = corpus::first_download(seed + 3, words);
    let total: usize = download.iter().map(show).sum();
    println!("first download: {total} B");
}

fn show(scenario: &Scenario) -> usize {
    let changes = scenario.outgoing();
    let raw: usize = changes.iter().map(|change| change.raw.len()).sum();
    let limits = Limits::default();
    let started = Instant::now();
    let frame = strip(&changes, &scenario.known, Mode::Predicted);
    let stripped = started.elapsed();
    let started = Instant::now();
    rebuild(&frame, &scenario.known, &limits).unwrap();
    let rebuilt = started.elapsed();
    let explicit = strip(&changes, &scenario.known, Mode::Explicit);
    let verbatim = strip(&changes, &scenario.known, Mode::Verbatim);
    let each = |time: std::time::Duration| time.as_secs_f64() * 1e6 / changes.len() as f64;
    println!(
        "{}: {} changes, raw {raw} B, frame {} B (form {}), explicit {} B, verbatim {} B; strip {:.1} and rebuild {:.1} µs a change",
        scenario.name,
        changes.len(),
        frame.len(),
        frame[0] & 15,
        explicit.len(),
        verbatim.len(),
        each(stripped),
        each(rebuilt),
    );
    frame.len()
}
