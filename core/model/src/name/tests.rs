//! How people look for people.

use std::collections::HashSet;

use proptest::prelude::*;

use super::*;

fn rank(texts: &[&str], query: &str) -> Option<Rank> {
    Name::new(texts.iter().copied()).matches(&Query::new(query))
}

#[test]
fn characters_are_found_anywhere_in_any_writing() {
    let texts = ["王小明", "王晓明", "二娃"];
    assert_eq!(rank(&texts, "王小明"), Some(Rank::Whole));
    assert_eq!(rank(&texts, "王晓"), Some(Rank::Start));
    assert_eq!(rank(&texts, "小明"), Some(Rank::Within));
    assert_eq!(rank(&texts, "二娃"), Some(Rank::Whole));
    assert_eq!(rank(&texts, "王二"), None);
    assert_eq!(rank(&texts, " 王 小 "), Some(Rank::Start));
}

#[test]
fn pinyin_and_first_letters_are_found_as_typed() {
    let texts = ["王小明"];
    for query in [
        "wangxiaoming",
        "wangxiao",
        "w",
        "wxm",
        "wangxm",
        "wxiao",
        "WXM",
        "ｗｘｍ",
        "xm",
        "xiaoming",
    ] {
        assert_eq!(rank(&texts, query), Some(Rank::Spelled), "{query}");
    }
    for query in ["wxmm", "mw", "wangming", "q", ""] {
        assert_eq!(rank(&texts, query), None, "{query}");
    }
}

#[test]
fn polyphones_are_found_under_every_reading() {
    for query in ["shanlihua", "danlihua", "slh", "dlh"] {
        assert_eq!(rank(&["单丽华"], query), Some(Rank::Spelled), "{query}");
    }
    let name = Name::new(["单丽"]);
    assert_eq!(name.pinyin()[0], "shanli");
    assert!(name.initials().contains(&"dl".to_owned()));
    assert_eq!(Name::new(["吕布"]).pinyin()[0], "lvbu");
    for query in ["lvbu", "lubu", "lb"] {
        assert_eq!(rank(&["吕布"], query), Some(Rank::Spelled), "{query}");
    }
}

#[test]
fn two_writings_of_one_sound_find_each_other() {
    assert_eq!(rank(&["耗赖山"], "壕赖山"), Some(Rank::Sound));
    assert_eq!(rank(&["壕赖山"], "耗赖"), Some(Rank::Sound));
    assert_eq!(rank(&["西乌兰不浪"], "乌蓝"), Some(Rank::Sound));
    assert_eq!(
        rank(&["张林"], "章玲"),
        Some(Rank::Sound),
        "lin and ling are one in the local speech"
    );
    assert_eq!(rank(&["耗赖山"], "哈乐"), None);
}

#[test]
fn better_answers_come_first() {
    let people = [["王小明"], ["汪晓铭"], ["小明王"]].map(Name::new);
    let query = Query::new("王小明");
    let ranks: Vec<_> = people.iter().map(|name| name.matches(&query)).collect();
    assert_eq!(ranks, [Some(Rank::Whole), Some(Rank::Sound), None]);
}

#[test]
fn readings_are_bounded() {
    let name = Name::new(["行重长乐单解行重长乐单解"]);
    assert!(name.pinyin().len() <= limits::NAME_READINGS);
    assert!(Name::new([""]).pinyin().is_empty());
    assert!(Query::new(&"w".repeat(10_000)).length() <= limits::QUERY_CHARS);
}

#[test]
fn no_name_makes_the_search_slow() {
    let name = Name::new(["安那".repeat(40).as_str()]);
    let query = Query::new(&("an".repeat(19) + "q"));
    for _ in 0..1_000 {
        assert_eq!(name.matches(&query), None);
    }
}

#[test]
fn every_character_is_found_by_each_of_its_readings_as_it_is_typed() {
    for c in ('\u{3400}'..='\u{9fff}').chain('\u{20000}'..='\u{2ffff}') {
        let name = Name::new([c.to_string().as_str()]);
        let mut once = HashSet::new();
        assert!(name.initials().into_iter().all(|letter| once.insert(letter)), "{c}");
        for reading in name.pinyin().into_iter().chain(name.initials()) {
            let found = name.matches(&Query::new(&reading));
            assert!(found.is_some(), "{c} by {reading}");
            let typed = reading == c.to_string() || reading.chars().all(|c| c.is_ascii_lowercase());
            assert!(typed, "no keyboard has {reading} of {c}");
        }
    }
}

proptest! {
    /// Any query over any name answers in bounded time, and a name is found by what it is made of.
    #[test]
    fn a_name_is_found_by_its_own_readings(text in "[\u{4e00}-\u{9fa5}]{1,4}", query in "\\PC{0,60}") {
        let name = Name::new([text.as_str()]);
        let _ = name.matches(&Query::new(&query));
        prop_assert_eq!(name.matches(&Query::new(&text)), Some(Rank::Whole));
        for reading in name.pinyin().into_iter().chain(name.initials()) {
            prop_assert!(name.matches(&Query::new(&reading)).is_some(), "{}", reading);
        }
    }
    /// Many names at once answer as each does alone, also after some were taken away.
    #[test]
    fn many_names_answer_as_each_alone(
        texts in prop::collection::vec("[王汪万单吕小晓明铭林玲w·x 2]{0,4}", 0..12),
        query in "([王汪万旺单林玲明吕]{1,3})|([wanxiaomgshlv王]{1,5})|(\\PC{0,50})",
        gone in 0_usize..4,
    ) {
        let query = Query::new(&query);
        let mut names = Names::default();
        for (bearer, text) in texts.iter().enumerate() {
            names.insert(text, bearer);
        }
        for (bearer, text) in texts.iter().enumerate().take(gone) {
            names.remove(text, &bearer);
        }
        let mut found: Vec<(usize, Rank)> = names
            .find(&query)
            .flat_map(|(rank, bearers)| bearers.iter().map(move |bearer| (*bearer, rank)))
            .collect();
        found.sort();
        let alone = texts.iter().enumerate().skip(gone).filter_map(|(bearer, text)| {
            Some((bearer, Name::new([text.as_str()]).matches(&query)?))
        });
        prop_assert_eq!(found, alone.collect::<Vec<_>>());
    }
}
