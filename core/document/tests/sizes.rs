//! What the wire costs, on words and seeds the dictionary was not trained on. Bytes only: times
//! are the bench's business.

#![allow(clippy::unwrap_used)] // helpers of tests are tests too

mod corpus;

use corpus::{Scenario, Words};
use gridwork_document::codec::{Mode, strip};

fn frame(scenario: &Scenario) -> usize {
    let frame = strip(&scenario.outgoing(), &scenario.known, Mode::Predicted);
    assert_eq!(frame[0] & 15, 1, "{} went as predicted", scenario.name);
    frame.len()
}

#[test]
fn a_thousand_touched_tasks_with_one_more_commit_each() {
    let size = frame(&corpus::thousand_commits(1, Words::Measuring, 1_000));
    assert!(size <= 4_400, "{size} B");
}

#[test]
fn a_day_of_three_hundred_commits_in_forty_documents() {
    let size = frame(&corpus::normal_day(2, Words::Measuring));
    assert!(size <= 2_000, "{size} B");
}

#[test]
fn one_answer_alone() {
    let sizes = (3..9).map(|seed| frame(&corpus::one_answer(seed, Words::Measuring)));
    let largest = sizes.max().unwrap_or_default();
    assert!(largest <= 24, "{largest} B");
}

#[test]
fn a_first_download_of_a_cell() {
    let download = corpus::first_download(4, Words::Measuring);
    let size: usize = download.iter().map(frame).sum();
    assert!(size <= 36_000, "{size} B");
}
