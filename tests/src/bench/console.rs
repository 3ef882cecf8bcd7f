//! What the console asks, at the county's real scale: every household of the county in one hub, found
//! by page, name, sound and hamlet through the same calls that the HTTP layer makes.

use std::path::Path;
use std::sync::Arc;

use gridwork_county::{County, Options};
use gridwork_model::permission::Role;
use gridwork_model::{Id, Moment};
use gridwork_township::audit::Actor;
use gridwork_township::people::{Caller, RoleAt};
use gridwork_township::register::list::Part;
use gridwork_township::{Hub, HubOptions, Limits, Mode};

use super::clock::Stopwatch;
use super::figures::{Figure, Figures, Limit};
use super::lists;
use crate::seeded::Seeded;
use crate::workload::cell::MORNING;
use crate::world::SeededEntropy;

/// Questions of each kind.
const QUESTIONS: usize = 60;

/// What the issue demands of every question, milliseconds.
const MUST_MS: f64 = 50.0;

/// Measures the roster; `dir` is an empty folder.
pub fn measure(seed: u64, dir: &Path, figures: &mut Figures) {
    let now = MORNING;
    let options = Options { seed, cells: None, day: now.day() };
    let county = County::new(options).expect("the county reads");
    let hub_options = HubOptions {
        mode: Mode::Training,
        limits: Limits::for_tests(),
        entropy: Box::new(SeededEntropy(Seeded::new(seed))),
        public_url: "http://127.0.0.1:1".to_owned(),
    };
    let (hub, _) = Hub::create(&dir.join("hub"), hub_options, now).expect("the hub is created");
    let imported = hub
        .import_county(&county, Actor::Operator, now, &mut |_, _| {})
        .expect("the county imports");
    let watch = Stopwatch::start();
    hub.warm().expect("the roster is read");
    let (households, people) = (imported.households as f64, imported.people as f64);
    figures.add(Figure::told("console: households", "", households));
    figures.add(Figure::told("console: people", "", people));
    let warmed = watch.wall_ms() / 1_000.0;
    figures.add(Figure::told("console: roster read at start", "s", warmed));
    let caller = clerk();
    let names = some_names(&hub, &caller, now);
    let mut chance = Seeded::new(seed).fork(3);
    let part = |skip| Part { skip, limit: 50 };
    let people_list = |text: &str, skip: usize| {
        hub.residents(&caller, Id::NIL, text, part(skip), now).expect("people");
    };
    let household_list = |text: &str, skip: usize| {
        hub.households(&caller, Id::NIL, text, part(skip), now).expect("households");
    };
    let lists: [(&str, List<'_>); 2] = [("people", &people_list), ("households", &household_list)];
    for (what, list) in lists {
        for (key, name, ask) in questions(&names) {
            let mut took = Vec::with_capacity(QUESTIONS);
            for _ in 0..QUESTIONS {
                let (text, skip) = ask(&mut chance, households as usize);
                let watch = Stopwatch::start();
                list(&text, skip);
                took.push(watch.wall_ms());
            }
            took.sort_by(f64::total_cmp);
            let p95 = took[took.len() * 95 / 100];
            figures.put(&["console", what, key], p95);
            let figure = Figure::told(format!("console: {what} {name}, p95"), "ms", p95);
            figures.add(figure.must(Limit::Most(MUST_MS)));
        }
    }
    lists::measure(seed, &Arc::new(hub), county, dir, figures);
}

/// Asks for one page of a list: what is typed, and how many are before it.
type List<'a> = &'a dyn Fn(&str, usize);

/// Somebody of the county who reads the roster plainly.
fn clerk() -> Caller {
    Caller {
        person: Id::derived("bench", &[b"clerk"]),
        name: "数据员".to_owned(),
        org: Id::NIL,
        roles: vec![RoleAt { role: Role::DataClerk.number(), scope: Id::NIL }],
    }
}

fn some_names(hub: &Hub, caller: &Caller, now: Moment) -> Vec<String> {
    let part = Part { skip: 0, limit: 2_000 };
    let page = hub.residents(caller, Id::NIL, "", part, now).expect("people");
    page.items.into_iter().map(|person| person.name).collect()
}

type Ask<'a> = Box<dyn Fn(&mut Seeded, usize) -> (String, usize) + 'a>;

fn questions(names: &[String]) -> Vec<(&'static str, &'static str, Ask<'_>)> {
    let name = |chance: &mut Seeded| names[chance.below(names.len() as u64) as usize].clone();
    vec![
        (
            "page_ms",
            "by page",
            Box::new(|chance: &mut Seeded, most| {
                (String::new(), chance.below(most.max(1) as u64) as usize)
            }),
        ),
        ("name_ms", "by name", Box::new(move |chance: &mut Seeded, _| (name(chance), 0))),
        (
            "surname_ms",
            "by surname",
            Box::new(move |chance: &mut Seeded, _| (name(chance).chars().take(1).collect(), 0)),
        ),
        (
            "pinyin_ms",
            "by pinyin",
            Box::new(move |chance: &mut Seeded, _| {
                let name = name(chance);
                let name = gridwork_model::name::Name::new([name.as_str()]);
                (name.initials().first().cloned().unwrap_or_default(), 0)
            }),
        ),
    ]
}
