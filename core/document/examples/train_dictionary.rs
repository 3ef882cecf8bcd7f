//! Trains the dictionary of the codec on made-up work and writes it to the file named.
//!
//! `cargo run -p gridwork-document --profile fast --example train_dictionary -- dictionaries/1.bin`
//!
//! A dictionary once shipped is never replaced under the same number: frames name it.

#![allow(clippy::print_stdout, clippy::unwrap_used)]

#[path = "../tests/corpus/mod.rs"]
mod corpus;

use corpus::{Scenario, Words};
use gridwork_document::codec::{Lesson, train};

fn main() {
    let path = std::env::args().nth(1).expect("the file to write");
    let training = work(90_000, Words::Training);
    let tuning = work(95_000, Words::Tuning);
    let file = train(&lessons(&training), &lessons(&tuning)).unwrap();
    println!("{} B of statistics", file.len());
    std::fs::write(path, file).unwrap();
}

fn work(seed: u64, words: Words) -> Vec<Scenario> {
    let mut scenarios: Vec<Scenario> = Vec::new();
    for round in 0..2 {
        let seed = seed + round * 100;
        scenarios.extend(corpus::first_download(seed, words));
        scenarios.push(corpus::thousand_commits(seed + 1, words, 1_000));
        scenarios.extend((0..6).map(|day| corpus::normal_day(seed + 10 + day, words)));
        scenarios.extend((0..20).map(|answer| corpus::one_answer(seed + 20 + answer, words)));
    }
    scenarios
}

fn lessons(scenarios: &[Scenario]) -> Vec<Lesson<'_>> {
    scenarios.iter().map(|scenario| (scenario.outgoing(), &scenario.known as _)).collect()
}
