//! The histories and batches that the figures are measured on.

use gridwork_document::Actor;
use gridwork_model::Id;

use super::cell::{Cell, MORNING, Said};
use super::texts::Texts;

/// Households of the measured cell: what a phone holds.
pub const HOUSEHOLDS: usize = 300;

/// The measured device.
pub const DEVICE: u32 = 7;

/// Its writer.
pub const ACTOR: Actor = Actor::new(DEVICE, 1);

/// The others who write in the cell, the measured person's earlier phone among them.
const OTHERS: [Actor; 3] = [Actor::new(5, 1), Actor::new(8, 1), Actor::new(9, 2)];

/// One case: what both ends know, and what is said then.
pub struct Case {
    /// The cell after everything was said.
    pub cell: Cell,
    /// What both ends know before.
    pub history: Vec<Said>,
    /// What the device says then, in one batch; empty for a download.
    pub batch: Vec<Said>,
}

/// Nothing new: a cell both ends know, with touched tasks.
pub fn nothing_new(seed: u64, texts: &Texts, households: usize, tasks: usize) -> Case {
    let (cell, history) = known_cell(seed, texts, households, tasks);
    Case { cell, history, batch: Vec::new() }
}

/// So many touched task documents, one more commit each, in any order.
pub fn more_commits(seed: u64, texts: &Texts, households: usize, tasks: usize) -> Case {
    let (mut cell, history) = known_cell(seed, texts, households, tasks);
    let mut order = cell.tasks.clone();
    shuffle(&mut cell, &mut order);
    let mut batch = Vec::with_capacity(tasks);
    for task in order {
        cell.wait(120);
        batch.push(cell.answer(task, ACTOR));
    }
    Case { cell, history, batch }
}

/// What somebody stops for on a day.
#[derive(Clone, Copy)]
enum Stop {
    /// A household is brought up to date and gets a note.
    Household,
    /// A task both ends know goes on.
    Known,
    /// A task is touched for the first time.
    New,
}

/// A day: 300 commits in 40 documents, 6 of them notes of 30 to 80 characters. Twenty tasks are
/// touched for the first time, fourteen go on, six households are brought up to date.
pub fn normal_day(seed: u64, texts: &Texts, households: usize) -> Case {
    const COMMITS: usize = 300;
    let (mut cell, history) = known_cell(seed, texts, households, 14);
    let mut stops =
        [[Stop::Household; 6].as_slice(), &[Stop::Known; 14], &[Stop::New; 20]].concat();
    shuffle(&mut cell, &mut stops);
    let mut homes: Vec<Id> = cell.records.iter().map(|record| record.id).collect();
    shuffle(&mut cell, &mut homes);
    let mut going_on = cell.tasks.clone().into_iter();
    let mut batch: Vec<Said> = Vec::with_capacity(COMMITS);
    for (passed, stop) in stops.iter().enumerate() {
        cell.wait(500);
        // What is left is spread over the stops that are left.
        let end = batch.len() + (COMMITS - batch.len()) / (stops.len() - passed);
        let task = match stop {
            Stop::Household => {
                batch.push(cell.note(homes[passed % homes.len()], ACTOR));
                None
            }
            Stop::Known => going_on.next(),
            Stop::New => {
                batch.push(cell.begin_task(ACTOR));
                cell.tasks.last().copied()
            }
        };
        while batch.len() < end {
            cell.wait(25);
            batch.push(match task {
                Some(task) => cell.answer(task, ACTOR),
                None => cell.correct(homes[passed % homes.len()], ACTOR),
            });
        }
    }
    Case { cell, history, batch }
}

/// One more answer in a task both ends know: a tap.
pub fn one_answer(seed: u64, texts: &Texts, households: usize) -> Case {
    let (mut cell, history) = known_cell(seed, texts, households, 200);
    cell.wait(20_000);
    let batch = loop {
        let task = cell.tasks[cell.dice.below(200) as usize];
        if let Some(said) = cell.tap(task, ACTOR) {
            break vec![said];
        }
    };
    Case { cell, history, batch }
}

/// What a new device downloads: households with so many changes together, of class C2 and for 15 %
/// also C3, and touched tasks of four answers. Untouched tasks are derived, not sent.
pub fn first_download(
    seed: u64,
    texts: &Texts,
    households: usize,
    changes: usize,
    tasks: usize,
) -> Case {
    let mut cell = Cell::new(seed, texts, households);
    cell.days_before(300);
    let mut history = cell.import();
    history.extend(cell.import_needs(households * 15 / 100));
    while history.len() < changes {
        cell.wait(12_000);
        let household = cell.any_household();
        let actor = OTHERS[cell.dice.below(3).min(cell.dice.below(3)) as usize];
        history.push(match cell.dice.chance(20) {
            true => cell.note(household, actor),
            false => cell.correct(household, actor),
        });
    }
    for _ in 0..tasks {
        cell.wait(6_000);
        let actor = OTHERS[cell.dice.below(3).min(cell.dice.below(3)) as usize];
        begin_and_answer(&mut cell, actor, 4, &mut history);
    }
    Case { cell, history, batch: Vec::new() }
}

/// A cell whose households are imported and in which tasks were begun, the device's own and others'.
fn known_cell(seed: u64, texts: &Texts, households: usize, tasks: usize) -> (Cell, Vec<Said>) {
    let mut cell = Cell::new(seed, texts, households);
    cell.days_before(60);
    let mut history = cell.import();
    for _ in 0..tasks {
        cell.wait(2_000);
        let actor = if cell.dice.chance(800) { ACTOR } else { OTHERS[1] };
        let answers = 1 + cell.dice.below(3) as usize;
        begin_and_answer(&mut cell, actor, answers, &mut history);
    }
    cell.now = MORNING;
    (cell, history)
}

fn begin_and_answer(cell: &mut Cell, actor: Actor, answers: usize, history: &mut Vec<Said>) {
    let begun = cell.begin_task(actor);
    let task = begun.document;
    history.push(begun);
    for _ in 1..answers {
        cell.wait(25);
        history.push(cell.answer(task, actor));
    }
}

fn shuffle<T>(cell: &mut Cell, order: &mut [T]) {
    for i in (1..order.len()).rev() {
        order.swap(i, cell.dice.below(i as u64 + 1) as usize);
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn a_day_has_its_commits_documents_and_notes() {
        let case = normal_day(1, &Texts::field(), 60);
        let documents: BTreeSet<Id> = case.batch.iter().map(|said| said.document).collect();
        assert_eq!((case.batch.len(), documents.len()), (300, 40));
        assert_eq!(case.batch.iter().filter(|said| said.first).count(), 20);
    }

    #[test]
    fn the_same_seed_says_the_same() {
        let said = |seed| {
            let case = one_answer(seed, &Texts::field(), 40);
            case.history.iter().chain(&case.batch).map(|said| said.hash).collect::<Vec<_>>()
        };
        assert_eq!(said(1), said(1));
        assert_ne!(said(1), said(2));
    }
}
