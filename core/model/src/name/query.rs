//! What somebody typed, and how well a name answers it.

use super::sound::{Syllables, key, same_letter};
use crate::limits;

/// How well a name answers, the best first; lists are sorted by it, then by road.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rank {
    /// The same characters.
    Whole,
    /// Begins with them.
    Start,
    /// Contains them.
    Within,
    /// Pinyin or first letters, from the first or a later character.
    Spelled,
    /// Other characters of the same sound.
    Sound,
}

/// A query, prepared once for many names.
#[derive(Clone, Debug)]
pub struct Query {
    chars: Vec<char>,
    sounds: Vec<Syllables>,
    latin: bool,
}

impl Query {
    /// Prepares what was typed: spaces fall away, full-width letters and capitals are folded; beyond
    /// [`limits::QUERY_CHARS`] nothing is looked at.
    pub fn new(text: &str) -> Query {
        let chars = normal(text, limits::QUERY_CHARS);
        let latin = chars.iter().any(|c| key(*c).is_ascii_lowercase());
        Query { sounds: chars.iter().map(|&c| Syllables::of(c)).collect(), latin, chars }
    }

    /// Whether nothing was typed; such a query finds nothing.
    pub fn is_empty(&self) -> bool {
        self.chars.is_empty()
    }

    /// How many characters count.
    pub(super) fn length(&self) -> usize {
        self.chars.len()
    }

    /// Whether a character is what was typed at a place.
    pub(super) fn is_at(&self, at: usize, c: char) -> bool {
        self.chars[at] == c
    }

    /// How well a name answers that has not the characters themselves.
    pub(super) fn loosely(&self) -> Rank {
        if self.latin { Rank::Spelled } else { Rank::Sound }
    }

    /// The places in what was typed, as bits, that a character of a name leads to from a place: by
    /// itself, by a non-empty beginning of a syllable, or by its sound where characters were typed.
    pub(super) fn onward(&self, at: usize, c: char, sounds: &Syllables) -> u64 {
        if self.latin {
            return onward(&self.chars[at..], c, sounds) << at;
        }
        u64::from(self.chars[at] == c || sounds.sounds_like(&self.sounds[at])) << (at + 1)
    }

    /// How well a writing answers.
    pub(super) fn rank(&self, chars: &[char], sounds: &[Syllables]) -> Option<Rank> {
        if self.is_empty() {
            return None;
        }
        if chars == self.chars {
            return Some(Rank::Whole);
        }
        if chars.starts_with(&self.chars) {
            return Some(Rank::Start);
        }
        if chars.windows(self.chars.len()).any(|window| window == self.chars) {
            return Some(Rank::Within);
        }
        if self.latin {
            let spelled = (0..chars.len())
                .any(|start| spells(&self.chars, &chars[start..], &sounds[start..]));
            return spelled.then_some(Rank::Spelled);
        }
        let alike = sounds.windows(self.sounds.len()).enumerate().any(|(start, window)| {
            window.iter().zip(&self.sounds).enumerate().all(|(i, (theirs, ours))| {
                chars[start + i] == self.chars[i] || theirs.sounds_like(ours)
            })
        });
        alike.then_some(Rank::Sound)
    }
}

/// Whether what was typed is used up, in order, by the characters themselves or by non-empty
/// beginnings of their syllables: `wangxm`, `wxm`, `王xm`.
///
/// Walks the name once with the set of places reached in the query, so that no name and no query
/// makes it slow; [`limits::QUERY_CHARS`] places fit a word of bits.
fn spells(typed: &[char], chars: &[char], sounds: &[Syllables]) -> bool {
    const { assert!(limits::QUERY_CHARS < 64) };
    let end = 1_u64 << typed.len();
    let mut reached = 1_u64;
    for (c, syllables) in chars.iter().zip(sounds) {
        if reached & end != 0 {
            return true;
        }
        let mut next = 0;
        for at in (0..typed.len()).filter(|at| reached & (1 << at) != 0) {
            next |= onward(&typed[at..], *c, syllables) << at;
        }
        reached = next;
    }
    reached & end != 0
}

/// How many of what is still typed a character can use up, as bits.
fn onward(rest: &[char], c: char, syllables: &Syllables) -> u64 {
    let mut next = if rest[0] == c { 2 } else { 0_u64 };
    for syllable in syllables.iter() {
        let matched = syllable.chars().zip(rest);
        let common = matched.take_while(|(a, b)| same_letter(*a, **b)).count();
        next |= (2_u64 << common) - 2;
    }
    next
}

/// The characters that count: no spaces or separating dots, full-width forms and capitals folded.
pub(super) fn normal(text: &str, most: usize) -> Vec<char> {
    text.chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '·' | '•' | '.' | '\'' | '-'))
        .map(|c| match c {
            '！'..='～' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
            other => other,
        })
        .flat_map(char::to_lowercase)
        .take(most)
        .collect()
}
