//! The sounds of a character, and when two sounds pass for the same.

use pinyin::ToPinyinMulti;

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
        let listed = c.to_pinyin_multi().into_iter().flatten().map(|reading| reading.plain());
        let mut readings: Vec<&'static str> = Vec::new();
        for reading in surname.into_iter().chain(listed) {
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

/// Whether two letters of pinyin are typed for one another: ü has no key.
pub(super) fn same_letter(a: char, b: char) -> bool {
    let fold = |c| if matches!(c, 'ü' | 'v') { 'u' } else { c };
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
        (!unheard).then_some(if c == 'ü' { 'v' } else { c })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn polyphones_keep_every_reading_and_surnames_come_first() {
        let readings: Vec<_> = Syllables::of('单').iter().collect();
        assert_eq!(readings[0], "shan");
        assert!(readings.contains(&"dan"));
        assert!(Syllables::of('x').iter().next().is_none());
    }

    #[test]
    fn local_speech_joins_what_the_book_tells_apart() {
        assert!(alike("zhang", "zan") && alike("lin", "ling") && alike("shi", "si"));
        assert!(!alike("lin", "lun") && !alike("zhe", "he"));
    }
}
