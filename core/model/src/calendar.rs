//! The working-day calendar 工作日 (DOMAIN §5.10).
//!
//! Each November the State Council's office publishes which days of the next year are off and which
//! weekends are worked (调休). A year that is not yet published is computed from weekends and the
//! statutory festivals, and everything counted through it is *provisional*.

mod festivals;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, Days, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::Id;

/// Longest stretch counted, days: more than any period in law, and a bound for a broken table.
const HORIZON_DAYS: u32 = 3_000;

/// Why a calendar table was refused.
#[derive(Debug, Error)]
pub enum CalendarError {
    /// Not a table of this form.
    #[error("the calendar table is not readable: {0}")]
    Unreadable(#[from] serde_json::Error),
    /// A day is both off and worked.
    #[error("{0} is listed as off and as worked")]
    Contradiction(NaiveDate),
    /// A day is listed under a year the table does not cover.
    #[error("{0} lies in no year of the table")]
    OutsideYears(NaiveDate),
}

/// The published table, as data.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Table {
    version: String,
    #[serde(default)]
    years: BTreeSet<i32>,
    off: BTreeSet<NaiveDate>,
    work: BTreeSet<NaiveDate>,
    #[serde(default)]
    local_off: BTreeSet<NaiveDate>,
}

/// Days off and weekends worked, for the years that are published.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Table", into = "Table")]
pub struct Calendar(Table);

/// A calendar as an item of the directory.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CalendarItem {
    /// The township it is for, [`Id::NIL`] for the county; also its identity.
    pub id: Id,
    /// The table.
    pub calendar: Calendar,
}

impl TryFrom<Table> for Calendar {
    type Error = CalendarError;

    fn try_from(table: Table) -> Result<Calendar, CalendarError> {
        Calendar(table).checked()
    }
}

impl From<Calendar> for Table {
    fn from(calendar: Calendar) -> Table {
        calendar.0
    }
}

/// A day counted to, and whether an unpublished year was counted through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counted {
    /// The day.
    pub day: NaiveDate,
    /// Whether the day may move when the table arrives.
    pub provisional: bool,
}

impl Calendar {
    /// Reads a table: `version`, `off`, `work`, optionally `local_off` (an autonomous region's own
    /// festivals) and `years`. Without `years` the table covers each year whose New Year it lists.
    pub fn parse(json: &str) -> Result<Calendar, CalendarError> {
        crate::json::read::<Table>(json.as_bytes())?.try_into()
    }

    /// The table shipped with this version; the hub replaces it through the directory.
    pub fn embedded() -> &'static Calendar {
        static CALENDAR: std::sync::LazyLock<Calendar> = std::sync::LazyLock::new(|| {
            Calendar::parse(&crate::shipped::table!("calendar.json"))
                .expect("a test reads the embedded calendar")
        });
        &CALENDAR
    }

    fn checked(mut self) -> Result<Calendar, CalendarError> {
        let table = &mut self.0;
        if table.years.is_empty() {
            let new_years = table.off.iter().filter(|day| day.ordinal() == 1);
            table.years = new_years.map(Datelike::year).collect();
        }
        if let Some(&day) = table.off.intersection(&table.work).next() {
            return Err(CalendarError::Contradiction(day));
        }
        let listed = table.off.iter().chain(&table.work).chain(&table.local_off);
        match listed.copied().find(|day| !table.years.contains(&day.year())) {
            Some(day) => Err(CalendarError::OutsideYears(day)),
            None => Ok(self),
        }
    }

    /// Name of the table, such as `CN-2026.1`; deadlines record it.
    pub fn version(&self) -> &str {
        &self.0.version
    }

    /// Whether the days off of a year are published.
    pub fn is_published(&self, year: i32) -> bool {
        self.0.years.contains(&year)
    }

    /// Whether `day` is a working day: not a weekend or day off, or a weekend that is worked.
    pub fn is_working(&self, day: NaiveDate) -> bool {
        if self.0.local_off.contains(&day) {
            return false;
        }
        let weekend = matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
        if self.is_published(day.year()) {
            self.0.work.contains(&day) || !(weekend || self.0.off.contains(&day))
        } else {
            !(weekend || festivals::is_festival(day))
        }
    }

    /// Days off by statute that a published year works all the same.
    pub fn festivals_at_work(&self) -> impl Iterator<Item = NaiveDate> {
        let first = |year| NaiveDate::from_yo_opt(year, 1);
        let days = self.0.years.iter().filter_map(move |&year| first(year));
        let days = days.flat_map(|first| {
            first.iter_days().take(366).filter(move |day| day.year() == first.year())
        });
        days.filter(|&day| festivals::is_festival(day) && self.is_working(day))
    }

    /// Days listed as worked instead of another that are worked anyway.
    pub fn worked_anyway(&self) -> impl Iterator<Item = NaiveDate> {
        let weekday = |day: &NaiveDate| !matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
        self.0.work.iter().copied().filter(weekday)
    }

    /// How many days off are listed for each year.
    pub fn days_off(&self) -> BTreeMap<i32, usize> {
        let mut days = BTreeMap::new();
        for day in self.0.off.iter().chain(&self.0.local_off) {
            *days.entry(day.year()).or_default() += 1;
        }
        days
    }

    /// The `n`th working day after `start`; the start day is not counted (民事诉讼法 85).
    pub fn after(&self, start: NaiveDate, n: u32) -> Counted {
        self.count(start, n, |day| day.succ_opt())
    }

    /// The `n`th working day before `start`, for periods counted back from a hearing.
    pub fn before(&self, start: NaiveDate, n: u32) -> Counted {
        self.count(start, n, |day| day.pred_opt())
    }

    /// `day` itself if it is a working day, else the next one.
    pub fn roll(&self, day: NaiveDate) -> Counted {
        if self.is_working(day) {
            Counted { day, provisional: !self.is_published(day.year()) }
        } else {
            self.after(day, 1)
        }
    }

    /// How many working days lie after `from`, up to and including `to`; negative if `to` is earlier.
    pub fn between(&self, from: NaiveDate, to: NaiveDate) -> i64 {
        let (first, last, sign) = if from <= to { (from, to, 1) } else { (to, from, -1) };
        let span = (last - first).num_days().min(i64::from(HORIZON_DAYS));
        let days = (1..=span).filter_map(|n| first.checked_add_days(Days::new(n as u64)));
        sign * days.filter(|&day| self.is_working(day)).count() as i64
    }

    fn count(
        &self,
        start: NaiveDate,
        n: u32,
        step: impl Fn(NaiveDate) -> Option<NaiveDate>,
    ) -> Counted {
        let mut counted = Counted { day: start, provisional: !self.is_published(start.year()) };
        let (mut left, mut walked) = (n, 0);
        while left > 0 && walked < HORIZON_DAYS {
            let Some(next) = step(counted.day) else { break };
            counted.day = next;
            counted.provisional |= !self.is_published(next.year());
            left -= u32::from(self.is_working(next));
            walked += 1;
        }
        counted
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn swapped_weekends_are_worked_and_bridged_days_are_not() {
        let calendar = Calendar::embedded();
        for (text, working) in [
            ("2026-09-20", true),
            ("2026-10-10", true),
            ("2026-02-28", true),
            ("2026-02-16", false),
            ("2026-10-08", true),
            ("2026-10-11", false),
            ("2025-01-26", true),
        ] {
            assert_eq!(calendar.is_working(day(text)), working, "{text}");
        }
        assert_eq!(calendar.version(), "CN-2026.1");
    }

    #[test]
    fn the_vectors_shipped_with_the_table_hold() {
        let json: serde_json::Value =
            serde_json::from_str(include_str!("../data/calendar.json")).unwrap();
        let vectors = json["vectors"].as_array().unwrap();
        assert_eq!(vectors.len(), 7);
        for vector in vectors {
            let text = |i: usize| vector[i].as_str().unwrap();
            let counted =
                Calendar::embedded().after(day(text(0)), vector[1].as_u64().unwrap() as u32);
            assert_eq!(counted, Counted { day: day(text(3)), provisional: false }, "{vector}");
        }
    }

    #[test]
    fn counting_back_undoes_counting_forward_from_a_working_day() {
        let calendar = Calendar::embedded();
        for n in 1..60 {
            let there = calendar.after(day("2026-03-02"), n).day;
            assert_eq!(calendar.before(there, n).day, day("2026-03-02"));
            assert_eq!(calendar.between(day("2026-03-02"), there), i64::from(n));
            assert_eq!(calendar.between(there, day("2026-03-02")), -i64::from(n));
        }
    }

    #[test]
    fn an_unpublished_year_is_provisional_with_weekends_and_festivals() {
        let calendar = Calendar::embedded();
        let counted = calendar.after(day("2026-12-30"), 3);
        assert!(counted.provisional);
        assert_eq!(counted.day, day("2027-01-05"), "New Year 2027 is off, the weekend too");
        assert!(!calendar.is_working(day("2027-02-08")), "初三 of 2027");
        assert!(!calendar.after(day("2026-12-28"), 3).provisional);
    }

    #[test]
    fn contradictory_tables_are_refused() {
        let parse = Calendar::parse;
        let both = r#"{"version":"x","off":["2026-01-01"],"work":["2026-01-01"]}"#;
        assert!(matches!(parse(both), Err(CalendarError::Contradiction(_))));
        let stray = r#"{"version":"x","off":["2026-01-01","2027-05-01"],"work":[]}"#;
        assert!(matches!(parse(stray), Err(CalendarError::OutsideYears(_))));
        assert!(matches!(parse("[]"), Err(CalendarError::Unreadable(_))));
    }

    #[test]
    fn a_local_festival_is_off() {
        let json = r#"{"version":"x","off":["2026-01-01"],"work":[],"local_off":["2026-08-18"]}"#;
        assert!(!Calendar::parse(json).unwrap().is_working(day("2026-08-18")));
    }
}
