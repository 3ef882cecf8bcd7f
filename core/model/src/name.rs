//! Names and how people look for them: characters, 小名, pinyin, first letters, and other characters
//! of the same sound (耗赖山 and 壕赖山 are one place in two papers).

mod names;
mod query;
mod sound;

pub use names::Names;
pub use query::{Query, Rank};

use self::sound::Syllables;
use crate::limits;

/// What can be found by: a name with its variants and nicknames, prepared once. One name alone is asked so;
/// [`Names`] answers the same of many at once, which a test holds it to.
///
/// ```
/// # use gridwork_model::name::{Name, Query, Rank};
/// let name = Name::new(["王小明", "二娃"]);
/// let finds = |text| name.matches(&Query::new(text));
/// assert_eq!(finds("王小"), Some(Rank::Start));
/// assert_eq!(finds("wxm"), Some(Rank::Spelled));
/// assert_eq!(finds("erwa"), Some(Rank::Spelled));
/// assert_eq!(finds("李"), None);
/// ```
#[derive(Clone, Debug, Default)]
pub struct Name {
    texts: Vec<Text>,
}

/// One writing with its sounds.
#[derive(Clone, Debug)]
struct Text {
    chars: Vec<char>,
    sounds: Vec<Syllables>,
}

impl Name {
    /// A name from its writings, the official first; empty ones are passed over.
    pub fn new<'a>(texts: impl IntoIterator<Item = &'a str>) -> Name {
        let texts = texts
            .into_iter()
            .map(|text| query::normal(text, limits::QUERY_CHARS))
            .filter(|chars| !chars.is_empty())
            .map(|chars| Text { sounds: chars.iter().map(|&c| Syllables::of(c)).collect(), chars })
            .collect();
        Name { texts }
    }

    /// How well the name answers a query; `None` if it does not.
    pub fn matches(&self, query: &Query) -> Option<Rank> {
        self.texts.iter().filter_map(|text| query.rank(&text.chars, &text.sounds)).min()
    }

    /// The readings of the official writing in full pinyin as it is typed, `wangxiaoming`: several
    /// where a character has several sounds (单 as dan or shan), at most [`limits::NAME_READINGS`].
    pub fn pinyin(&self) -> Vec<String> {
        self.spell(|syllable| syllable)
    }

    /// The first letters of each reading, `wxm`, without repetition.
    pub fn initials(&self) -> Vec<String> {
        self.spell(|syllable| syllable.chars().next().map_or("", |c| &syllable[..c.len_utf8()]))
    }

    fn spell(&self, part: impl Fn(&'static str) -> &'static str) -> Vec<String> {
        let Some(text) = self.texts.first() else { return Vec::new() };
        let mut readings = vec![String::new()];
        for (c, sounds) in text.chars.iter().zip(&text.sounds) {
            let mut options: Vec<String> = Vec::new();
            for syllable in sounds.iter() {
                let option = part(syllable).chars().map(sound::key).collect();
                if !options.contains(&option) {
                    options.push(option);
                }
            }
            if options.is_empty() {
                options.push(c.to_string());
            }
            readings = readings
                .iter()
                .flat_map(|prefix| options.iter().map(move |option| format!("{prefix}{option}")))
                .take(limits::NAME_READINGS)
                .collect();
        }
        readings
    }
}

#[cfg(test)]
mod tests;
