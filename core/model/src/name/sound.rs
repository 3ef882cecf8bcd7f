//! The sounds of a character, and when two sounds pass for the same.

use std::sync::LazyLock;

/// Surnames whose usual reading in names is not the character's commonest one; read first here.
const SURNAMES: &[(char, &str)] = &[
    ('单', "shan"),
    ('曾', "zeng"),
    ('解', "xie"),
    ('仇', "qiu"),
    ('查', "zha"),
    ('盖', "ge"),
    ('区', "ou"),
    ('朴', "piao"),
    ('翟', "zhai"),
    ('缪', "miao"),
    ('员', "yun"),
    ('贠', "yun"),
    ('黑', "he"),
    ('种', "chong"),
    ('秘', "bi"),
    ('乐', "yue"),
    ('召', "shao"),
    ('折', "she"),
];

/// The readings of one character without tones, the likeliest first; none for what is not Chinese.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Syllables(Vec<&'static str>);

impl Syllables {
    /// The readings of `c`.
    pub(super) fn of(c: char) -> Syllables {
        let surname = SURNAMES.iter().find(|(known, _)| *known == c).map(|(_, sound)| *sound);
        let mut readings: Vec<&'static str> = Vec::new();
        for reading in surname.into_iter().chain(READINGS.listed(c)) {
            if !readings.contains(&reading) {
                readings.push(reading);
            }
        }
        Syllables(readings)
    }

    /// The readings.
    pub(super) fn iter(&self) -> impl Iterator<Item = &'static str> {
        self.0.iter().copied()
    }

    /// Whether the two share a reading, or readings that are heard alike in the local speech.
    pub(super) fn sounds_like(&self, other: &Syllables) -> bool {
        self.iter().any(|a| other.iter().any(|b| alike(a, b)))
    }
}

/// The readings of every character that has any; the build script says how the file is laid out.
struct Readings {
    characters: Vec<u32>,
    /// Of each character, where its readings end.
    ends: Vec<usize>,
    /// Of each reading, the place of its syllable.
    places: Vec<u16>,
    syllables: Vec<&'static str>,
}

static READINGS: LazyLock<Readings> = LazyLock::new(|| {
    let file = crate::shipped::unpack(include_bytes!(concat!(env!("OUT_DIR"), "/readings.zst")));
    Readings::of(file.leak()).expect("a test reads the shipped file")
});

impl Readings {
    fn of(file: &'static [u8]) -> Option<Readings> {
        let (count, rest) = file.split_first_chunk()?;
        let count = u32::from_le_bytes(*count) as usize;
        let (low, rest) = rest.split_at_checked(count)?;
        let (middle, rest) = rest.split_at_checked(count)?;
        let (high, rest) = rest.split_at_checked(count)?;
        let (counts, rest) = rest.split_at_checked(count)?;
        let (mut character, mut end) = (0u32, 0);
        let mut characters = Vec::with_capacity(count);
        let mut ends = Vec::with_capacity(count);
        for at in 0..count {
            character += u32::from_le_bytes([low[at], middle[at], high[at], 0]);
            characters.push(character);
            end += usize::from(counts[at]);
            ends.push(end);
        }
        let (low, rest) = rest.split_at_checked(end)?;
        let (high, text) = rest.split_at_checked(end)?;
        let places = low.iter().zip(high).map(|(low, high)| u16::from_le_bytes([*low, *high]));
        let syllables = std::str::from_utf8(text).ok()?.lines();
        Some(Readings {
            characters,
            ends,
            places: places.collect(),
            syllables: syllables.collect(),
        })
    }

    /// What the table lists for `c`, the likeliest first.
    fn listed(&self, c: char) -> impl Iterator<Item = &'static str> {
        let found = self.characters.binary_search(&u32::from(c)).ok();
        let places = found.and_then(|at| {
            let start = at.checked_sub(1).map_or(0, |before| self.ends[before]);
            self.places.get(start..self.ends[at])
        });
        places
            .unwrap_or_default()
            .iter()
            .filter_map(|at| self.syllables.get(usize::from(*at)).copied())
    }
}

/// The key that a letter of pinyin is typed with: two of them have none of their own.
pub(super) fn key(c: char) -> char {
    match c {
        'ü' => 'v',
        'ê' => 'e',
        other => other,
    }
}

/// Whether two letters of pinyin are typed for one another: ü is u to some, v to others.
pub(super) fn same_letter(a: char, b: char) -> bool {
    let fold = |c| if key(c) == 'v' { 'u' } else { key(c) };
    fold(a) == fold(b)
}

/// Sounds that the local speech does not tell apart: zh/z, ch/c, sh/s, and finals in -n and -ng.
fn alike(a: &str, b: &str) -> bool {
    heard(a).eq(heard(b))
}

/// What is heard of a syllable: without the h of a retroflex and the g of a nasal.
fn heard(syllable: &str) -> impl Iterator<Item = char> + '_ {
    let retroflex = ["zh", "ch", "sh"].iter().any(|start| syllable.starts_with(start));
    let nasal = syllable.ends_with("ng");
    let last = syllable.chars().count().saturating_sub(1);
    syllable.chars().enumerate().filter_map(move |(i, c)| {
        let unheard = (retroflex && i == 1) || (nasal && i == last);
        (!unheard).then_some(key(c))
    })
}

#[cfg(test)]
mod tests {
    use pinyin::ToPinyinMulti;

    use super::*;

    #[test]
    fn polyphones_keep_every_reading_and_surnames_come_first() {
        let readings: Vec<_> = Syllables::of('单').iter().collect();
        assert_eq!(readings[0], "shan");
        assert!(readings.contains(&"dan"));
        assert!(Syllables::of('x').iter().next().is_none());
    }

    #[test]
    fn the_packed_table_is_the_whole_of_its_source() {
        for c in (0..=0x3_ffff).filter_map(char::from_u32) {
            let source = c.to_pinyin_multi().into_iter().flatten().map(|reading| reading.plain());
            let mut expected: Vec<&str> = Vec::new();
            for reading in source {
                if !expected.contains(&reading) {
                    expected.push(reading);
                }
            }
            assert_eq!(READINGS.listed(c).collect::<Vec<_>>(), expected, "{c}");
        }
    }

    #[test]
    fn local_speech_joins_what_the_book_tells_apart() {
        assert!(alike("zhang", "zan") && alike("lin", "ling") && alike("shi", "si"));
        assert!(!alike("lin", "lun") && !alike("zhe", "he"));
    }
}
