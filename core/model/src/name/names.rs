//! Many names found at once: each character is held against what was typed once, not once a name.

use std::collections::HashMap;

use super::query::{self, Query, Rank};
use super::sound::Syllables;
use crate::limits;

/// Writings with whoever bears them. Answers as [`Name::matches`](super::Name::matches) does of each.
///
/// ```
/// # use gridwork_model::name::{Names, Query, Rank};
/// let mut names = Names::default();
/// names.insert("王小明", 1);
/// names.insert("汪晓铭", 2);
/// let found = |names: &Names<i32>, text| {
///     let mut found: Vec<_> = names.find(&Query::new(text)).map(|(r, who)| (r, who.to_vec())).collect();
///     found.sort();
///     found
/// };
/// assert_eq!(found(&names, "王"), [(Rank::Start, vec![1]), (Rank::Sound, vec![2])]);
/// names.remove("王小明", &1);
/// assert_eq!(found(&names, "wxm"), [(Rank::Spelled, vec![2])]);
/// ```
#[derive(Debug)]
pub struct Names<K> {
    /// Every character that was ever written; a writing holds their numbers.
    letters: Vec<Letter>,
    numbers: HashMap<char, u32>,
    writings: HashMap<Box<[u32]>, Vec<K>>,
}

/// A character with its sounds.
#[derive(Debug)]
struct Letter {
    c: char,
    sounds: Syllables,
}

impl<K> Default for Names<K> {
    fn default() -> Names<K> {
        Names { letters: Vec::new(), numbers: HashMap::new(), writings: HashMap::new() }
    }
}

impl<K: Ord> Names<K> {
    /// Keeps that somebody bears a writing; an empty one is passed over.
    pub fn insert(&mut self, text: &str, bearer: K) {
        let chars = query::normal(text, limits::QUERY_CHARS);
        if chars.is_empty() {
            return;
        }
        let writing = chars.into_iter().map(|c| self.number(c)).collect();
        let bearers = self.writings.entry(writing).or_default();
        if let Err(at) = bearers.binary_search(&bearer) {
            bearers.insert(at, bearer);
        }
    }

    /// Forgets that somebody bears a writing.
    pub fn remove(&mut self, text: &str, bearer: &K) {
        let chars = query::normal(text, limits::QUERY_CHARS).into_iter();
        let numbers: Option<Box<[u32]>> = chars.map(|c| self.numbers.get(&c).copied()).collect();
        let Some(writing) = numbers else { return };
        let Some(bearers) = self.writings.get_mut(&writing) else { return };
        if let Ok(at) = bearers.binary_search(bearer) {
            bearers.remove(at);
        }
        if bearers.is_empty() {
            self.writings.remove(&writing);
        }
    }

    /// Every writing that answers, with how well and who bears it, in no order.
    pub fn find(&self, query: &Query) -> impl Iterator<Item = (Rank, &[K])> {
        let asked = Asked::new(query, &self.letters);
        let writings = self.writings.iter();
        writings.filter_map(move |(writing, bearers)| Some((asked.rank(writing)?, &**bearers)))
    }

    fn number(&mut self, c: char) -> u32 {
        let next = self.letters.len() as u32;
        *self.numbers.entry(c).or_insert_with(|| {
            self.letters.push(Letter { c, sounds: Syllables::of(c) });
            next
        })
    }
}

/// A query held against every letter. Places reached in what was typed are bits of a word.
struct Asked {
    length: usize,
    /// How well a name answers that has not the characters themselves.
    loosely: Rank,
    /// By letter: the places where it is what was typed.
    same: Vec<u64>,
    /// By letter: the places from which it leads on, by itself or by its sound.
    leads: Vec<u64>,
    /// By letter and place: the places that it leads to.
    onward: Vec<u64>,
}

impl Asked {
    fn new(query: &Query, letters: &[Letter]) -> Asked {
        let length = query.length();
        let mut asked = Asked {
            length,
            loosely: query.loosely(),
            same: Vec::with_capacity(letters.len()),
            leads: Vec::with_capacity(letters.len()),
            onward: Vec::with_capacity(letters.len() * length),
        };
        for Letter { c, sounds } in letters {
            let (mut same, mut leads) = (0, 0);
            for at in 0..length {
                let onward = query.onward(at, *c, sounds);
                same |= u64::from(query.is_at(at, *c)) << at;
                leads |= u64::from(onward != 0) << at;
                asked.onward.push(onward);
            }
            asked.same.push(same);
            asked.leads.push(leads);
        }
        asked
    }

    fn rank(&self, writing: &[u32]) -> Option<Rank> {
        if self.length == 0 {
            return None;
        }
        let end = 1_u64 << self.length;
        let (mut exactly, mut loosely, mut alike) = (0_u64, 0_u64, false);
        for (at, letter) in writing.iter().map(|letter| *letter as usize).enumerate() {
            // The query may begin at any character.
            exactly = ((exactly | 1) & self.same[letter]) << 1;
            if exactly & end != 0 {
                return Some(match at + 1 == self.length {
                    true if writing.len() == self.length => Rank::Whole,
                    true => Rank::Start,
                    false => Rank::Within,
                });
            }
            let mut from = (loosely | 1) & self.leads[letter];
            loosely = 0;
            while from != 0 {
                loosely |= self.onward[letter * self.length + from.trailing_zeros() as usize];
                from &= from - 1;
            }
            alike |= loosely & end != 0;
        }
        alike.then_some(self.loosely)
    }
}
