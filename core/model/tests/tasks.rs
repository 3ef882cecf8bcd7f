//! Tasks through the public door: one cell's facts in, due tasks and the day's list out.
//! Goal: phone and hub derive alike, houses are visited once, the list stays short.

use chrono::{Days, NaiveDate};
use gridwork_model::place::PlaceKind;
use gridwork_model::residency::Residency;
use gridwork_model::tag::Tag;
use gridwork_model::task::facts::{
    BranchFacts, CellFacts, Facts, HouseholdFacts, Need, PersonFacts, PlaceFacts,
};
use gridwork_model::task::{Deriver, DueTask, Status, derive};
use gridwork_model::template::Library;
use gridwork_model::visit::{self, OpenTask, Reason};
use gridwork_model::window::Window;
use gridwork_model::{Founding, Id};
use proptest::prelude::*;

const CELL: Id = Id::from_bytes([1; 16]);
const VILLAGE: Id = Id::from_bytes([2; 16]);

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

fn id(kind: u8, number: u8) -> Id {
    let mut bytes = [kind; 16];
    bytes[15] = number;
    Id::from_bytes(bytes)
}

fn person(number: u8, birth: &str, residency: Residency) -> PersonFacts {
    PersonFacts {
        birth: Some(day(birth)),
        residency: Some(residency),
        ..PersonFacts::new(id(20, number))
    }
}

fn household(number: u8, people: Vec<PersonFacts>) -> HouseholdFacts {
    let road = Some(i64::from(number) * 10);
    HouseholdFacts { road, people, ..HouseholdFacts::new(id(10, number), CELL) }
}

fn village(
    households: &[HouseholdFacts],
    places: &[PlaceFacts],
    on: &str,
    by: Deriver,
) -> Vec<DueTask> {
    let facts = Facts {
        cells: &[CellFacts { id: CELL, village: VILLAGE }],
        villages: &[VILLAGE],
        branches: &[BranchFacts { unit: id(30, 1), village: VILLAGE }],
        groups: &[],
        households,
        places,
    };
    derive(Library::embedded(), &facts, day(on), by)
}

fn of<'a>(tasks: &'a [DueTask], template: &str) -> Vec<&'a DueTask> {
    tasks.iter().filter(|task| task.template == template).collect()
}

#[test]
fn an_old_couple_is_one_visit_a_week_and_one_for_the_stove_in_december() {
    let couple = household(
        1,
        vec![person(1, "1950-05-01", Residency::R1), person(2, "1948-03-02", Residency::R1)],
    );
    let family = household(
        2,
        vec![person(3, "1950-05-01", Residency::R1), person(4, "1990-03-02", Residency::R1)],
    );
    let tasks = village(&[couple, family], &[], "2026-12-03", Deriver::Replica);
    let weekly = of(&tasks, "JZ-07");
    assert_eq!(weekly.len(), 1);
    assert_eq!(weekly[0].spot.target, id(20, 2), "the elder of the two");
    assert_eq!(weekly[0].window, Window::Week(2026, 49));
    let stove = of(&tasks, "YJ-07");
    assert_eq!(stove.len(), 1);
    assert_eq!(stove[0].window, Window::Month(2026, 12));
    let lists = visit::plan(open(&tasks, Status::Due), &[], day("2026-12-03"));
    let house = lists.first.iter().chain(&lists.behind).find(|v| v.at == id(10, 1)).unwrap();
    assert_eq!(house.tasks.len(), 2);
}

#[test]
fn who_winters_elsewhere_is_not_visited_in_winter() {
    let mut summer_guest = person(1, "1950-05-01", Residency::R3);
    summer_guest.summer_here = true;
    let house = [household(1, vec![summer_guest])];
    assert_eq!(of(&village(&house, &[], "2026-07-01", Deriver::Replica), "JZ-07").len(), 1);
    let winter = village(&house, &[], "2026-12-01", Deriver::Replica);
    assert!(of(&winter, "JZ-07").is_empty() && of(&winter, "YJ-07").is_empty());
}

#[test]
fn the_fire_patrol_is_weekly_in_its_season_denser_in_the_curfew_and_rests_in_summer() {
    let section = PlaceFacts {
        id: id(40, 1),
        cell: CELL,
        hamlet: None,
        road: None,
        kind: PlaceKind::PatrolSection,
        used_as: None,
        removed: false,
    };
    let patrol = |on| -> Vec<Window> {
        let tasks = village(&[], std::slice::from_ref(&section), on, Deriver::Replica);
        of(&tasks, "YJ-05").iter().map(|task| task.window).collect()
    };
    assert_eq!(patrol("2027-01-06"), [Window::Week(2027, 1)]);
    assert_eq!(patrol("2026-10-08"), [Window::HalfWeek(2026, 82)]);
    assert_eq!(patrol("2026-06-15"), [Window::Week(2026, 25)]);
    assert!(patrol("2026-06-16").is_empty());
    assert_eq!(patrol("2026-09-15"), [Window::Week(2026, 38)]);
}

#[test]
fn lunar_festivals_are_windows_of_their_own() {
    let post = PlaceFacts {
        id: id(40, 2),
        cell: CELL,
        hamlet: None,
        road: None,
        kind: PlaceKind::Checkpoint,
        used_as: None,
        removed: false,
    };
    let tasks = village(&[], std::slice::from_ref(&post), "2026-08-27", Deriver::Replica);
    let care = of(&tasks, "YJ-06");
    assert_eq!(care[0].window, Window::Season(2026, 5));
    assert_eq!((care[0].opens, care[0].closes), (day("2026-08-25"), day("2026-08-28")));
    assert_eq!(Library::embedded().window_zh(care[0].window), "2026年中元节祭扫");
}

#[test]
fn hidden_facts_are_derived_at_the_hub_only() {
    let mut helped = person(1, "1960-01-01", Residency::R1);
    helped.tags = Tag::TK.bit();
    helped.need = Some(Need::Partly);
    let house = [household(1, vec![helped])];
    assert!(of(&village(&house, &[], "2026-11-23", Deriver::Replica), "JZ-03").is_empty());
    let hub = village(&house, &[], "2026-11-23", Deriver::Hub);
    assert_eq!(of(&hub, "JZ-03")[0].window, Window::Fortnight(2026, 24));
    assert!(of(&hub, "SB-01").is_empty(), "a list of the pension office, never derived");
}

#[test]
fn who_needs_an_unknown_amount_of_care_gets_the_closest() {
    let mut helped = person(1, "1960-01-01", Residency::R1);
    helped.tags = Tag::TK.bit();
    let house = [household(1, vec![helped])];
    let hub = village(&house, &[], "2026-11-23", Deriver::Hub);
    assert_eq!(of(&hub, "JZ-03")[0].window, Window::Week(2026, 48));
}

#[test]
fn a_missed_statutory_task_stays_a_fortnight_and_comes_first() {
    let tasks = village(&[], &[], "2027-01-05", Deriver::Replica);
    let windows: Vec<_> = of(&tasks, "DJ-10").iter().map(|task| task.window).collect();
    assert_eq!(windows, [Window::Quarter(2027, 1), Window::Quarter(2026, 4)]);
    let today = visit::plan(open(&tasks, Status::Due), &[], day("2027-01-05"));
    assert!(today.first.iter().any(|line| line.reason == Reason::Overdue));
    let later = village(&[], &[], "2027-01-20", Deriver::Replica);
    assert_eq!(of(&later, "DJ-10").len(), 1);
}

#[test]
fn an_agreement_is_followed_up_before_its_thirty_days_are_over() {
    let library = Library::embedded();
    let template = library.get("ZZ-02").unwrap();
    let spot = village(&[], &[], "2026-11-23", Deriver::Replica)[0].spot;
    let agreed = Window::Occasion(1_790_000_000_000);
    let task = DueTask::issue(template, &library.seasons, spot, agreed).unwrap();
    assert_eq!(agreed.occasion_day(), Some(day("2026-09-21")));
    assert_eq!((task.opens, task.closes), (day("2026-10-14"), day("2026-10-27")));
}

#[test]
fn the_task_of_a_window_has_one_identity_on_every_day_of_it() {
    let monday = village(&[], &[], "2026-11-23", Deriver::Replica);
    let sunday = village(&[], &[], "2026-11-29", Deriver::Replica);
    let (one, other) = (of(&monday, "ZZ-07")[0], of(&sunday, "ZZ-07")[0]);
    assert_eq!(one.document(), other.document());
    let Founding::Task { window, .. } = one.founding() else { panic!("a task") };
    assert_eq!(Window::unpack(window), Some(one.window));
}

fn open(tasks: &[DueTask], status: Status) -> Vec<OpenTask> {
    tasks.iter().map(|task| OpenTask { task: task.clone(), status }).collect()
}

/// `count` houses with a task each, closing in a year.
fn houses(count: u8) -> Vec<OpenTask> {
    let sample = village(&[], &[], "2026-11-23", Deriver::Replica).remove(0);
    (0..count)
        .map(|number| {
            let mut task = sample.clone();
            (task.statutory, task.urgent) = (false, false);
            task.closes = day("2027-11-23");
            task.spot.target = id(10, number);
            task.spot.household = Some(id(10, number));
            task.spot.road = Some(1000 - i64::from(number));
            OpenTask { task, status: Status::Due }
        })
        .collect()
}

#[test]
fn at_most_seven_lines_come_first_and_all_are_in_road_order() {
    let mut tasks = houses(30);
    tasks[2].task.urgent = true;
    tasks[5].status = Status::PutOff { to: day("2026-11-23") };
    tasks[6].status = Status::PutOff { to: day("2026-11-24") };
    tasks[7].status = Status::Declined;
    let today = visit::plan(tasks, &[], day("2026-11-23"));
    assert_eq!((today.first.len(), today.behind.len()), (7, 21));
    let roads: Vec<_> = today.first.iter().map(|line| line.road.unwrap()).collect();
    assert_eq!(roads, [971, 972, 973, 974, 975, 995, 998]);
    assert_eq!(today.first[6].reason, Reason::Urgent);
    assert_eq!(today.first[5].reason, Reason::Promised);
    assert!(today.behind.windows(2).all(|two| two[0].road <= two[1].road));
}

#[test]
fn hamlets_decide_where_the_road_is_not_known() {
    let mut tasks = houses(3);
    for (open, hamlet) in tasks.iter_mut().zip([3, 1, 2]) {
        open.task.spot.road = None;
        open.task.spot.hamlet = Some(id(50, hamlet));
    }
    let order = [id(50, 2), id(50, 3), id(50, 1)];
    let today = visit::plan(tasks, &order, day("2026-11-23"));
    let walked: Vec<_> = today.first.iter().map(|line| line.hamlet.unwrap()).collect();
    assert_eq!(walked, order);
}

proptest! {
    #[test]
    fn no_task_is_lost_or_doubled_and_the_order_of_entry_does_not_matter(
        count in 0u8..40,
        closes in prop::collection::vec(0u64..60, 40),
        turn in 0usize..40,
    ) {
        let mut tasks = houses(count);
        for (open, days) in tasks.iter_mut().zip(closes) {
            open.task.closes = day("2026-11-20") + Days::new(days);
            open.task.statutory = days % 3 == 0;
        }
        let planned = visit::plan(tasks.clone(), &[], day("2026-11-23"));
        if !tasks.is_empty() {
            let turn = turn % tasks.len();
            tasks.rotate_left(turn);
        }
        prop_assert_eq!(&planned, &visit::plan(tasks, &[], day("2026-11-23")));
        prop_assert!(planned.first.len() <= visit::MOST_FIRST);
        let lines = planned.first.iter().chain(&planned.behind);
        prop_assert_eq!(lines.map(|line| line.tasks.len()).sum::<usize>(), usize::from(count));
    }
}
