//! Who answers what was typed: by the name of somebody of the house, its own, or that of its hamlet.
//! Best first, then cell by cell. Of all that answers, only what a page shows is put in order.

use std::collections::HashMap;

use gridwork_model::Id;
use gridwork_model::directory::Directory;
use gridwork_model::name::{Names, Query, Rank};
use gridwork_model::roster::Person;

use super::list::Part;
use super::{Bearer, House, Register};

/// Everybody and every house that answers, once each and at their best, house by house.
pub(super) struct Found(Vec<(Bearer, Rank)>);

/// A household that answers.
pub(super) struct Answer<'a> {
    pub house: &'a House,
    rank: Rank,
    /// Number of its cell in the list.
    cell: usize,
    /// Which of its people answer; nobody where only the house or its hamlet does.
    named: &'a [(Bearer, Rank)],
}

/// A part of what answers.
pub(super) struct Page<'a> {
    /// The households on it, in order.
    pub answers: Vec<Answer<'a>>,
    /// How many of the first household come before the page.
    pub skip: usize,
    /// How many there are in all.
    pub total: usize,
}

impl<'a> Answer<'a> {
    /// The people who answer. A hamlet or the house's own name stands for everybody in it.
    pub(super) fn people(&self) -> impl Iterator<Item = &'a Person> + use<'a> {
        let named = self.named;
        let answers = move |at| named.is_empty() || named.iter().any(|((_, who), _)| *who == at);
        let people = (0..).zip(self.house.people());
        people.filter(move |(at, _)| answers(Some(*at))).map(|(_, person)| person)
    }

    /// How many people answer.
    pub(super) fn count(&self) -> usize {
        if self.named.is_empty() { self.house.people().count() } else { self.named.len() }
    }

    fn group(&self) -> (Rank, usize) {
        (self.rank, self.cell)
    }
}

impl Register {
    /// Asks every name.
    pub(super) fn find(&self, query: &Query, directory: &Directory) -> Found {
        let mut found: Vec<(Bearer, Rank)> = Vec::new();
        for (rank, bearers) in self.names.find(query) {
            found.extend(bearers.iter().map(|bearer| (*bearer, rank)));
        }
        let mut hamlets = Names::default();
        for hamlet in self.hamlets.keys().filter_map(|id| directory.hamlet(*id)) {
            hamlets.insert(&hamlet.name, hamlet.id);
            hamlet.aliases.iter().for_each(|alias| hamlets.insert(alias, hamlet.id));
        }
        for (rank, named) in hamlets.find(query) {
            let houses = named.iter().filter_map(|id| self.hamlets.get(id)).flatten();
            found.extend(houses.map(|house| ((*house, None), rank)));
        }
        found.sort_unstable();
        found.dedup_by_key(|(bearer, _)| *bearer);
        Found(found)
    }

    /// The part of a list that answers in these cells; `count` says how many of what is listed a
    /// household stands for.
    pub(super) fn page<'a>(
        &'a self,
        found: &'a Found,
        cells: &[Id],
        part: Part,
        count: impl Fn(&Answer<'a>) -> usize,
    ) -> Page<'a> {
        let numbers: HashMap<Id, usize> = cells.iter().copied().zip(0..).collect();
        let houses = found.0.chunk_by(|((one, _), _), ((other, _), _)| one == other);
        let mut answers: Vec<Answer<'_>> = houses
            .filter_map(|hits| {
                let house = self.house(&hits[0].0.0)?;
                let rank = hits.iter().map(|(_, rank)| *rank).min()?;
                // The house itself comes before its people.
                let named = if hits[0].0.1.is_none() { &hits[1..] } else { hits };
                Some(Answer { house, rank, cell: *numbers.get(&house.cell)?, named })
            })
            .collect();
        answers.sort_unstable_by_key(Answer::group);
        let last = part.skip.saturating_add(part.limit);
        let on_page = |before: usize, here: usize| before + here > part.skip && before < last;
        let (mut shown, mut skip, mut total) = (0..0, 0, 0);
        let mut at = 0;
        for group in answers.chunk_by_mut(|one, other| one.group() == other.group()) {
            let here = group.iter().map(&count).sum();
            if !on_page(total, here) {
                (at, total) = (at + group.len(), total + here);
                continue;
            }
            group.sort_unstable_by_key(|answer| answer.house.order());
            for answer in group {
                let here = count(answer);
                if on_page(total, here) {
                    if shown.is_empty() {
                        (shown.start, skip) = (at, part.skip - total);
                    }
                    shown.end = at + 1;
                }
                (at, total) = (at + 1, total + here);
            }
        }
        Page { answers: answers.drain(shown).collect(), skip, total }
    }
}

#[cfg(test)]
mod tests;
