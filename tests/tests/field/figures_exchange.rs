//! The exchange costs what the figures demand: bytes and counts, the same on every machine.

use gridwork_tests::bench::Figures;
use gridwork_tests::bench::exchange::{self, Scale};
use gridwork_tests::workload::Texts;

/// Sentences that are neither the county's nor the dictionary's.
const OTHER_TEXTS: &str = "水渠的闸板坏了一块,约好明天带木匠去看\n\
    圈里的牛犊还没打耳标\n\
    两位老人轮着住,冬天跟小儿子\n\
    门口的台阶松动,下雨容易滑\n\
    说是欠的工钱过完年给,没有写字据\n\
    电表箱的锁掉了,已经给供电所打过电话\n\
    窖里的菜够吃到开春\n\
    新搬来的一户还没办居住登记\n";

fn missed(seed: u64, texts: &Texts) -> Vec<String> {
    let mut figures = Figures::default();
    exchange::measure(seed, texts, Scale::FULL, &mut figures);
    figures.missed().map(|figure| format!("{}: {}", figure.name, figure.value)).collect()
}

#[test]
fn every_limit_of_the_exchange_is_kept_on_several_seeds() {
    for seed in [1, 2, 30] {
        assert_eq!(missed(seed, &Texts::field()), Vec::<String>::new(), "seed {seed}");
    }
}

#[test]
fn every_limit_is_kept_with_words_nobody_trained_on() {
    assert_eq!(missed(4, &Texts::parse(OTHER_TEXTS)), Vec::<String>::new());
}

#[test]
fn the_bytes_are_the_same_on_every_run() {
    let scale = Scale { households: 40, tasks: 50, changes: 120, downloaded: 20 };
    let json = || {
        let mut figures = Figures::default();
        exchange::measure(7, &Texts::field(), scale, &mut figures);
        figures.json().to_string()
    };
    assert_eq!(json(), json());
}

#[test]
fn the_keys_are_those_the_figures_are_known_by() {
    let scale = Scale { households: 30, tasks: 20, changes: 60, downloaded: 10 };
    let mut figures = Figures::default();
    exchange::measure(8, &Texts::field(), scale, &mut figures);
    let json = figures.json();
    for case in ["nothing_new", "thousand_commits", "normal_day", "one_answer", "first_download"] {
        let found: Vec<&str> =
            json["exchange"][case].as_object().unwrap().keys().map(String::as_str).collect();
        let mut wanted = [
            "up",
            "down",
            "round_trips",
            "automerge_up",
            "automerge_down",
            "automerge_round_trips",
        ];
        wanted.sort_unstable();
        assert_eq!(found, wanted, "{case}");
    }
}
