//! The vectors of DOMAIN §5.10, every rule of Appendix B, and the words of a deadline.

use super::*;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn due(rule: &str, start: &str) -> Deadline {
    let rule = Rules::embedded().get(rule).unwrap();
    derive(rule, Start::Day(day(start)), Calendar::embedded())
}

fn moment(text: &str) -> Moment {
    Moment::from_local(text.parse().unwrap())
}

#[test]
fn the_vectors_of_the_domain_hold() {
    for (rule, start, expected) in [
        ("PEN-PRESERVE", "2026-09-22", "2026-10-09"),
        ("PEN-SERVE", "2026-02-12", "2026-02-28"),
        ("PEN-HEAR-ASK", "2026-02-12", "2026-02-26"),
        ("PEN-CASH-IN", "2026-04-29", "2026-05-06"),
        ("PEN-WITHDRAW", "2026-09-30", "2026-10-10"),
        ("PEN-PUBLISH", "2026-09-18", "2026-09-29"),
        ("ENF-PUBLISH", "2026-09-18", "2026-10-22"),
        ("PEN-PAY", "2026-09-18", "2026-10-08"),
        ("PEN-DECIDE", "2026-07-05", "2026-10-03"),
        ("COE-SEIZE", "2026-08-26", "2026-09-25"),
        ("REM-REVIEW", "2026-09-18", "2026-11-17"),
    ] {
        let deadline = due(rule, start);
        assert_eq!(deadline.due, day(expected), "{rule}");
        assert!(!deadline.provisional, "{rule}");
    }
    assert_eq!(due("PEN-PAY", "2026-09-18").counted, day("2026-10-03"));
}

#[test]
fn every_rule_of_the_table_is_read_and_leads_somewhere() {
    let rules = Rules::embedded();
    assert_eq!(rules.iter().count(), 36);
    for rule in rules.iter() {
        let start = day("2026-03-02");
        let deadline = derive(rule, Start::Day(start), Calendar::embedded());
        let forward = deadline.counted >= start;
        assert_eq!(forward, !rule.backwards, "{}", rule.id);
        assert!(deadline.rolled >= deadline.counted, "{}", rule.id);
        if rule.owner == Owner::Citizen {
            assert_eq!(deadline.due, deadline.rolled, "{}", rule.id);
        } else {
            assert_eq!(deadline.due, deadline.counted, "{}", rule.id);
        }
        assert!(!rule.basis.is_empty() && !rule.zh.is_empty());
        assert_eq!(Unit::try_from(String::from(rule.unit)), Ok(rule.unit));
    }
}

#[test]
fn notice_of_a_hearing_is_counted_back() {
    let notice = due("PEN-HEAR-NOTICE", "2026-10-20");
    assert_eq!(notice.due, day("2026-10-10"), "2026-10-10 is a worked Saturday");
}

#[test]
fn months_and_years_end_on_the_corresponding_day() {
    assert_eq!(due("REM-SUIT", "2026-08-31").counted, day("2027-02-28"));
    assert_eq!(due("PEN-LIMIT", "2024-02-29").due, day("2026-02-28"));
    assert_eq!(due("COE-COURT", "2026-03-02").due, day("2026-06-02"));
    assert_eq!(due("ENF-YEARSTAT", "2026-12-31").due, day("2027-01-31"));
    assert_eq!(due("EMG-DESTROY", "2026-08-01").due, day("2026-08-01"));
}

#[test]
fn hours_run_from_the_moment() {
    let rule = Rules::embedded().get("COE-URGENT").unwrap();
    let start = Start::At(moment("2026-10-08T16:30:00"));
    let deadline = derive(rule, start, Calendar::embedded());
    assert_eq!(deadline.at, Some(moment("2026-10-09T16:30:00")));
    assert_eq!(deadline.due, day("2026-10-09"));
}

#[test]
fn an_unpublished_year_is_provisional_where_the_calendar_matters() {
    assert!(due("PEN-PRESERVE", "2026-12-28").provisional);
    assert!(due("REM-REVIEW", "2026-12-28").provisional, "a rolled day may roll further");
    assert!(!due("PEN-DECIDE", "2026-12-28").provisional, "natural days of an agency never move");
}

#[test]
fn late_payment_never_exceeds_the_fine() {
    assert_eq!(late_payment_fen(6_840_000, 1), 205_200);
    assert_eq!(late_payment_fen(6_840_000, 33), 6_771_600);
    assert_eq!(late_payment_fen(6_840_000, 34), 6_840_000);
    assert_eq!(late_payment_fen(u64::MAX, u32::MAX), u64::MAX / 100);
}

#[test]
fn deadlines_are_said_plainly() {
    let calendar = Calendar::embedded();
    let say = |rule: &str, start: &str, standing, now: &str| {
        let unit = Rules::embedded().get(rule).unwrap().unit;
        words(&due(rule, start), unit, standing, moment(now), calendar)
    };
    use Standing::{Confirmed, Offline, OwnVisit};
    for (rule, start, standing, now, expected) in [
        (
            "PEN-PRESERVE",
            "2026-09-22",
            Confirmed,
            "2026-09-28T09:00:00",
            "10月9日前，还有 4 个工作日",
        ),
        ("PEN-PRESERVE", "2026-09-22", Confirmed, "2026-10-09T09:00:00", "今天以内"),
        (
            "PEN-PRESERVE",
            "2026-09-22",
            Confirmed,
            "2026-10-12T09:00:00",
            "过了 2 个工作日（原定10月9日）",
        ),
        (
            "PEN-PRESERVE",
            "2026-09-22",
            Offline,
            "2026-09-28T09:00:00",
            "预计10月9日，以乡镇收到为准",
        ),
        ("PEN-PRESERVE", "2026-09-22", OwnVisit, "2026-10-12T09:00:00", "原定10月9日，现在补也行"),
        (
            "PEN-PRESERVE",
            "2026-12-28",
            Confirmed,
            "2026-12-28T09:00:00",
            "预计2027年1月7日，放假安排还没公布",
        ),
        ("PEN-DECIDE", "2026-07-05", Confirmed, "2026-10-01T09:00:00", "10月3日前，还有 2 天"),
        ("COE-SEIZE", "2026-08-26", Confirmed, "2026-09-26T09:00:00", "过了 1 天（原定9月25日）"),
    ] {
        assert_eq!(say(rule, start, standing, now), expected);
    }
    let rule = Rules::embedded().get("COE-URGENT").unwrap();
    let deadline = derive(rule, Start::At(moment("2026-10-07T16:30:00")), calendar);
    let at = |now: &str| words(&deadline, rule.unit, Confirmed, moment(now), calendar);
    assert_eq!(at("2026-10-08T14:30:00"), "今天 16:30 前，还有 2 小时");
    assert_eq!(at("2026-10-07T17:00:00"), "明天 16:30 前，还有 23 小时");
    assert_eq!(at("2026-10-08T16:00:00"), "今天 16:30 前，还有 30 分钟");
    assert_eq!(at("2026-10-08T18:31:00"), "过了 2 小时（原定今天 16:30）");
}
