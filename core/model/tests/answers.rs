//! What may be answered, and what follows from it, for templates whose source gives a rule.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use gridwork_model::Value;
use gridwork_model::answer::{self, AnswerError};
use gridwork_model::template::rule::{Answers, Finding, FollowUp, Setting, evaluate};
use gridwork_model::template::{Library, Template};

fn template(id: &str) -> &'static Template {
    Library::embedded().get(id).expect("a template of the library")
}

fn answers(given: &[(&str, Value)]) -> Answers {
    given.iter().map(|(field, value)| (field.parse().expect("a field"), value.clone())).collect()
}

fn found(id: &str, given: &[(&str, Value)]) -> Vec<Finding> {
    let setting = Setting { day: "2026-11-23".parse().expect("a day"), ..Setting::default() };
    evaluate(template(id), &answers(given), &setting)
}

fn words(id: &str, given: &[(&str, Value)]) -> String {
    let found: Vec<String> = found(id, given).into_iter().map(|finding| finding.words).collect();
    found.join("|")
}

#[test]
fn an_answer_is_of_its_field_s_type_and_within_its_bounds() {
    let stove = template("YJ-07");
    assert_eq!(answer::check(stove, "1", &Value::Code(1)), Ok(()));
    assert_eq!(answer::check(stove, "1", &Value::Code(9)), Err(AnswerError::NoSuchOption));
    assert_eq!(answer::check(stove, "1", &Value::Bool(true)), Err(AnswerError::WrongType));
    assert_eq!(answer::check(stove, "2.3", &Value::Bool(true)), Err(AnswerError::NoSuchField));
    assert_eq!(answer::check(stove, "13", &Value::Bool(true)), Err(AnswerError::NoSuchField));
    assert_eq!(answer::check(stove, "v", &Value::Int(1)), Ok(()));
    assert_eq!(answer::check(stove, "v", &Value::Int(0)), Err(AnswerError::OutOfBounds));
    let days = template("JZ-09");
    assert_eq!(answer::check(days, "3", &Value::Int(365)), Ok(()));
    assert_eq!(answer::check(days, "3", &Value::Int(366)), Err(AnswerError::OutOfBounds));
    let city = template("DJ-07");
    assert_eq!(answer::check(city, "3", &Value::Text("呼和浩特".into())), Ok(()));
    let street = Value::Text("呼和浩特市某区某路某号某小区某单元某室".repeat(2));
    assert_eq!(answer::check(city, "3", &street), Err(AnswerError::OutOfBounds));
}

#[test]
fn none_of_these_stands_alone() {
    let house = template("ZZ-03");
    assert_eq!(answer::check(house, "3", &Value::Codes(1 << 5)), Ok(()));
    assert_eq!(answer::check(house, "3", &Value::Codes(1 << 1 | 1 << 4)), Ok(()));
    let both = Value::Codes(1 << 1 | 1 << 5);
    assert_eq!(answer::check(house, "3", &both), Err(AnswerError::NoSuchOption));
    assert_eq!(answer::check(house, "3", &Value::Codes(1)), Err(AnswerError::NoSuchOption));
}

#[test]
fn who_is_asked_may_decline_and_everything_may_not_apply() {
    assert_eq!(answer::check(template("JZ-07"), "3", &Value::Declined), Ok(()));
    let board = template("DJ-10");
    assert_eq!(answer::check(board, "1", &Value::Declined), Err(AnswerError::NobodyAsked));
    assert_eq!(answer::check(board, "1", &Value::NotApplicable), Ok(()));
}

#[test]
fn a_photo_is_never_owed_and_a_reason_stands_in_for_it() {
    let house = template("ZZ-03");
    assert_eq!(answer::check(house, "3.8", &Value::File([1; 32])), Ok(()));
    assert_eq!(answer::check(house, "3.9", &Value::Code(4)), Ok(()));
    assert_eq!(answer::check(house, "3.9", &Value::Code(5)), Err(AnswerError::NoSuchOption));
    assert_eq!(answer::check(house, "4.8", &Value::File([1; 32])), Err(AnswerError::NoSuchField));
}

#[test]
fn the_target_is_never_asked_and_rows_are_bounded() {
    let visit = template("JZ-07");
    let who = Value::Ref(gridwork_model::Id::NIL);
    assert_eq!(answer::check(visit, "1", &who), Err(AnswerError::FromTarget));
    let meeting = template("DJ-01");
    assert_eq!(answer::check(meeting, "5.291", &who), Ok(()));
    assert_eq!(answer::check(meeting, "5.301", &who), Err(AnswerError::NoSuchField));
}

#[test]
fn violence_and_harm_to_a_child_are_never_stored_in_an_ordinary_answer() {
    for (id, field) in [("ZZ-01", "5"), ("JZ-06", "4")] {
        let yes = Value::Bool(true);
        assert_eq!(answer::check(template(id), field, &yes), Err(AnswerError::SealedChannel));
        assert_eq!(answer::check(template(id), field, &Value::Bool(false)), Ok(()));
        let found = found(id, &[(field, yes)]);
        assert!(found.iter().any(|finding| matches!(finding.follow_up, FollowUp::Sealed { .. })));
    }
}

#[test]
fn a_meeting_without_quorum_is_invalid() {
    let half = [("2.1", Value::Int(20)), ("2.2", Value::Int(10))];
    assert!(words("DJ-01", &half).contains("实到 10 人,没有超过应到的一半"));
    let more = [("2.1", Value::Int(20)), ("2.2", Value::Int(11))];
    assert_eq!(words("DJ-01", &more), "");
}

#[test]
fn votes_must_add_up_to_those_present() {
    let votes = |against| {
        let all = [("2.2", 15), ("4.1", 12), ("4.2", against), ("4.3", 1)];
        words("DJ-01", &all.map(|(field, n)| (field, Value::Int(n))))
    };
    assert_eq!(votes(2), "");
    assert!(votes(3).contains("合计 16"));
}

#[test]
fn villagers_decide_by_the_quorum_of_their_kind_of_meeting() {
    let decision = |kind, due, present, agreed| {
        let numbers = [("5.5", due), ("5.2", present), ("5.3", agreed)];
        let mut given: BTreeMap<_, _> =
            numbers.map(|(field, n)| (field, Value::Int(n))).into_iter().collect();
        given.insert("5.4", Value::Code(kind));
        words("DJ-09", &given.into_iter().collect::<Vec<_>>())
    };
    assert_eq!(decision(1, 100, 51, 26), "");
    assert!(decision(1, 100, 50, 40).contains("没有超过成年村民的一半"));
    assert_eq!(decision(3, 30, 20, 11), "");
    assert!(decision(3, 30, 19, 11).contains("不到三分之二"));
    assert!(decision(3, 30, 20, 10).contains("决议不通过"));
}

#[test]
fn six_answers_give_the_level_of_care_and_five_give_none() {
    let able = |count: usize| -> Vec<(&str, Value)> {
        let fields = ["2.1", "2.2", "2.3", "2.4", "2.5", "2.6"];
        fields.into_iter().enumerate().map(|(i, f)| (f, Value::Bool(i < count))).collect()
    };
    assert!(words("JZ-03", &able(6)).contains("具备生活自理能力"));
    assert!(words("JZ-03", &able(5)).contains("1 项不能:部分丧失"));
    assert!(words("JZ-03", &able(3)).contains("3 项不能:部分丧失"));
    assert!(words("JZ-03", &able(2)).contains("4 项不能:完全丧失"));
    assert_eq!(words("JZ-03", &able(0)[..5]), "");
}

#[test]
fn short_fodder_strong_wind_and_little_fuel_are_told() {
    assert!(words("YJ-08", &[("4.2", Value::Int(6))]).contains("只够 6 天"));
    assert_eq!(words("YJ-08", &[("4.2", Value::Int(7))]), "");
    assert!(words("YJ-06", &[("4", Value::Code(3))]).contains("巡护加倍"));
    assert!(words("JZ-09", &[("3", Value::Int(14))]).contains("只够 14 天"));
    assert_eq!(words("JZ-09", &[("3", Value::Int(15))]), "");
}

#[test]
fn rows_of_a_repeated_item_are_counted() {
    let calls = [("4.2", Value::Code(2)), ("4.12", Value::Code(1)), ("4.22", Value::Code(2))];
    assert!(words("YJ-01", &calls).contains("2 户没人接"));
}

#[test]
fn a_supply_list_is_for_elders_without_an_alarm() {
    let given = answers(&[("3", Value::Code(3))]);
    let day = NaiveDate::default();
    let alone = Setting { day, elders_only: true, ..Setting::default() };
    let rules = |setting: &Setting| evaluate(template("YJ-07"), &given, setting).len();
    assert_eq!(rules(&alone), 1);
    assert_eq!(rules(&Setting { day, ..Setting::default() }), 0);
}

#[test]
fn the_days_left_for_judicial_confirmation_are_counted_from_the_agreement() {
    let days = |day: &str| {
        let setting = Setting {
            day: day.parse().expect("a day"),
            occasion: NaiveDate::from_ymd_opt(2026, 10, 1),
            ..Setting::default()
        };
        let found = evaluate(template("ZZ-02"), &Answers::new(), &setting);
        found.into_iter().map(|finding| finding.words).collect::<String>()
    };
    assert_eq!(days("2026-10-25"), "双方共同申请司法确认还剩 6 天");
    assert_eq!(days("2026-11-01"), "申请司法确认的三十日已过");
}

#[test]
fn the_limit_of_a_crack_comes_from_the_department() {
    let given = answers(&[("2", Value::Int(12))]);
    let mut setting = Setting::default();
    assert!(evaluate(template("YJ-04"), &given, &setting).is_empty());
    setting.limits.insert("crack_mm".into(), 10);
    assert!(evaluate(template("YJ-04"), &given, &setting)[0].words.contains("12 毫米"));
}
