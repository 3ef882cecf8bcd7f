//! What people read about a template itself: how often, by whom, on what ground. The source's own
//! words stay in the data; some of them are notes of its compilers, in English and with marks of how
//! sure they were.

use super::{IssuedBy, Seasons, Template, Trigger};
use crate::window::Cadence;

/// What the source says in English about its grounds, longest first where one holds another.
const GROUNDS: &[(&str, &str)] = &[
    (
        "general: quarterly; busy finances: monthly; major matters: at any time",
        "一般每季度，财务多的每月，大事随时",
    ),
    ("annual enrolment period", "医保年度集中参保"),
    ("amount changes yearly → config", "金额每年由乡镇设定"),
    ("low-income monitoring practice", "低收入人口监测做法"),
    ("local heating help", "本地取暖救助"),
    ("local practice", "本地做法"),
    ("local standard", "本地标准"),
    ("visit cycle local", "走访周期由本地定"),
    ("frequency local", "次数由本地定"),
    ("must not carry out", "不得开展"),
    ("indicators", "项指标"),
    (" → config", "，由乡镇设定"),
    ("practice", "做法"),
    ("quorum", "法定人数"),
    ("to 2025", "至2025年"),
    ("cycle", "周期"),
    ("rules", "规定"),
    ("PIPL", "个人信息保护法"),
];

impl Template {
    /// 多久一次, from what is planned and not from the source's sentence.
    pub fn how_often(&self, seasons: &Seasons) -> String {
        let planned = self.every.iter().map(|every| {
            let named = every.seasons.iter().filter_map(|key| seasons.get(key));
            let named: Vec<&str> = named.map(|season| season.zh.as_str()).collect();
            match named.is_empty() {
                true => every.window.zh().to_owned(),
                false => format!("{}{}", named.join("、"), every.window.zh()),
            }
        });
        let started = self.on.iter().map(|trigger| match trigger {
            Trigger::Finding => "发现时".to_owned(),
            Trigger::Event => "有事时".to_owned(),
        });
        let mut words: Vec<String> = planned.chain(started).collect();
        if self.every.is_empty() && self.issued_by == IssuedBy::Hub {
            words.push("乡镇下发时".to_owned());
        }
        let mut said = Vec::new();
        for word in words {
            if !said.contains(&word) {
                said.push(word);
            }
        }
        said.join("；")
    }

    /// 谁做.
    pub fn done_by(&self) -> String {
        self.assignees.iter().map(|assignee| assignee.zh()).collect::<Vec<_>>().join("、")
    }

    /// 依据, in Chinese and without the compilers' marks.
    pub fn ground(&self) -> String {
        let mut plain = String::new();
        let mut depth = 0;
        for letter in self.basis.chars() {
            match letter {
                '[' => depth += 1,
                ']' => depth -= 1,
                _ if depth == 0 => plain.push(letter),
                _ => {}
            }
        }
        for (english, chinese) in GROUNDS {
            plain = plain.replace(english, chinese);
        }
        let pieces = plain.split([';', '；']).map(str::trim).filter(|piece| !piece.is_empty());
        let words = pieces.collect::<Vec<_>>().join("；");
        if words.is_empty() { "本地做法".to_owned() } else { words }
    }
}

impl Cadence {
    /// How often.
    pub const fn zh(self) -> &'static str {
        match self {
            Cadence::Year => "每年一次",
            Cadence::HalfYear => "每半年一次",
            Cadence::Quarter => "每季度一次",
            Cadence::Month => "每月一次",
            Cadence::Fortnight => "每两周一次",
            Cadence::Week => "每周一次",
            Cadence::HalfWeek => "每周两次",
            Cadence::Day => "每天一次",
            Cadence::Season => "各一次",
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::template::Library;

    #[test]
    fn what_people_read_of_a_template_is_chinese_and_never_empty() {
        let library = Library::embedded();
        for template in &library.templates {
            let words =
                [template.how_often(&library.seasons), template.done_by(), template.ground()];
            for word in words {
                assert!(!word.is_empty(), "{}", template.id);
                assert!(
                    !word.contains(|c: char| c.is_ascii_alphabetic()),
                    "{}: {word}",
                    template.id
                );
                assert!(!word.contains(['[', ']']), "{}: {word}", template.id);
            }
        }
    }
}
