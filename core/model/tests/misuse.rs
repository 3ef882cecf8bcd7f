//! Misuse of the product that the model itself must stop (DOMAIN §9.4). The numbers are the list's.
//!
//! Tested where they can happen: 2 (no list of people that is sorted by what they did) also at the hub
//! (`n2_…` in `township/tests/hub/misuse.rs`), 7 and 8 with the evidence (`n7_…`, `n8_…` in `tests/tests/field/evidence`), 10 in
//! the console's own tests (`n10_…` in `township/tests/hub/console.rs`).
//!
//! They do not apply yet: 4, 5, 6 and 13 are about cases of enforcement and their decisions, 9 about the
//! store of an emergency. Neither is there; of 3 there is the matrix alone, which opens no case for a grid
//! worker.

use chrono::NaiveDate;
use gridwork_model::calendar::Calendar;
use gridwork_model::citizen_id::{CitizenId, IdPolicy, complete};
use gridwork_model::deadline::{Rules, Standing, Start, derive, words};
use gridwork_model::lint::{Config, Fault, ItemConfig, Setting, TemplateConfig, lint};
use gridwork_model::permission::{Action, Decision, Object, Relation, Role, allows};
use gridwork_model::retention::Kept;
use gridwork_model::{Class, Moment, Purpose};

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 23).expect("a day of the calendar")
}

#[test]
fn n1_a_template_about_religion_fails_the_lint() {
    let template = TemplateConfig {
        id: "ZZ-99".into(),
        title: "入户登记".into(),
        class: Class::C2,
        purpose: Purpose::Visits,
        admission: Some("示意".into()),
        demo: true,
        retention: Some(Kept::CleanAnswers),
        visible_to: Vec::new(),
        quota: None,
        items: vec![ItemConfig { title: "家中宗教情况".into(), ..ItemConfig::default() }],
    };
    let found = lint(&Config { templates: vec![template], ..Config::default() });
    assert_eq!(found[0].fault, Fault::BannedWord("宗教"));
}

/// Number 2 asks for the absence of an API. What can be asserted is that no setting brings it back.
#[test]
fn n2_people_are_not_ranked_by_a_setting() {
    for name in ["people.rank_by_events", "villageRanking", "leaderboard"] {
        let settings = [(name.to_owned(), Setting::Switch(true))].into();
        let found = lint(&Config { settings, ..Config::default() });
        assert_eq!(found[0].fault, Fault::Ranking, "{name}");
    }
}

#[test]
fn n3_a_grid_worker_opens_no_case() {
    for relation in Relation::ALL {
        let answer = allows(Role::GridWorker, Action::Create, Object::Case, relation);
        assert_eq!(answer, Decision::Deny);
    }
}

#[test]
fn n11_a_deadline_through_an_unpublished_year_says_so() {
    let rule = Rules::embedded().get("PEN-PRESERVE").unwrap();
    let start = NaiveDate::from_ymd_opt(2026, 12, 28).unwrap();
    let deadline = derive(rule, Start::Day(start), Calendar::embedded());
    assert!(deadline.provisional);
    let now = Moment::start_of(start);
    let said = words(&deadline, rule.unit, Standing::Confirmed, now, Calendar::embedded());
    assert!(said.ends_with("放假安排还没公布"), "{said}");
}

#[test]
fn n12_old_numbers_of_the_county_are_taken_and_synthetic_ones_refused_in_production() {
    let old = complete("15262119500101001").unwrap();
    let old = CitizenId::parse(&old, today()).unwrap();
    assert_eq!(IdPolicy::Production.admits(&old), Ok(()));
    let synthetic = CitizenId::parse("150199195103070013", today()).unwrap();
    assert!(IdPolicy::Production.admits(&synthetic).is_err());
    assert!(IdPolicy::Training.admits(&old).is_err());
}

#[test]
fn n14_points_for_online_minutes_are_rejected() {
    let settings = [("points.rule.online_minutes".to_owned(), Setting::Number(0.1))].into();
    let found = lint(&Config { settings, ..Config::default() });
    assert_eq!(found[0].fault, Fault::OnlineTime);
}

#[test]
fn n15_class_c4_is_granted_to_the_named_post_alone() {
    for &role in Role::ALL {
        for relation in Relation::ALL.into_iter().filter(|r| *r != Relation::NamedPost) {
            for purpose in [Purpose::Children, Purpose::Violence, Purpose::Reporters] {
                let answer = allows(role, Action::Read, Object::of(purpose), relation);
                assert_eq!(answer, Decision::Deny, "{role:?} {relation:?}");
            }
        }
    }
}
