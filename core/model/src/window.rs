//! Windows: the stretch of time one task is about, such as the fourth quarter of 2026.
//!
//! A window is part of a task's identity (template × target × window), so its packed form is
//! frozen: it names an ordinal, never a date that a changed rule could move.

use std::fmt;

use chrono::{DateTime, Datelike, Days, NaiveDate, TimeDelta, Weekday};

/// Beijing time is eight hours ahead of UTC all year; a window's days are local days.
const LOCAL_OFFSET_MS: i64 = 8 * 3_600_000;

/// The last year a window may lie in; keeps every packed window canonical.
const LAST_YEAR: i32 = 9999;

/// The stretch of time one task is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Window {
    /// A calendar year.
    Year(i32),
    /// Half a year; the half is 1 or 2.
    HalfYear(i32, u8),
    /// A quarter, 1 to 4.
    Quarter(i32, u8),
    /// A month, 1 to 12.
    Month(i32, u8),
    /// Two ISO weeks, 1 to 27, of an ISO year.
    Fortnight(i32, u8),
    /// An ISO week, 1 to 53, of an ISO year.
    Week(i32, u8),
    /// Monday to Wednesday (odd) or Thursday to Sunday (even) of ISO week (ordinal + 1) / 2.
    HalfWeek(i32, u8),
    /// One day.
    Day(NaiveDate),
    /// A season of the template library by the year it begins in and its frozen number.
    Season(i32, u8),
    /// Something that happened: Unix milliseconds of the finding, the warning or the agreement.
    Occasion(i64),
}

/// How often a calendar window comes round.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Cadence {
    /// Every calendar year.
    Year,
    /// Twice a year.
    HalfYear,
    /// Every quarter.
    Quarter,
    /// Every month.
    Month,
    /// Every two ISO weeks.
    Fortnight,
    /// Every ISO week.
    Week,
    /// Twice an ISO week.
    HalfWeek,
    /// Every day.
    Day,
    /// Once in each season named beside it.
    Season,
}

impl Cadence {
    /// The calendar window that holds `day`; `None` for [`Cadence::Season`], whose window is found
    /// in the seasons of the library.
    pub fn window(self, day: NaiveDate) -> Option<Window> {
        let week = day.iso_week();
        let number = week.week() as u8;
        Some(match self {
            Cadence::Year => Window::Year(day.year()),
            Cadence::HalfYear => Window::HalfYear(day.year(), (day.month0() / 6 + 1) as u8),
            Cadence::Quarter => Window::Quarter(day.year(), (day.month0() / 3 + 1) as u8),
            Cadence::Month => Window::Month(day.year(), day.month() as u8),
            Cadence::Fortnight => Window::Fortnight(week.year(), number.div_ceil(2)),
            Cadence::Week => Window::Week(week.year(), number),
            Cadence::HalfWeek => {
                let late = day.weekday().num_days_from_monday() >= 3;
                Window::HalfWeek(week.year(), number * 2 - u8::from(!late))
            }
            Cadence::Day => Window::Day(day),
            Cadence::Season => return None,
        })
    }
}

impl Window {
    /// The frozen packed form: ordinal and year above a four-bit kind, so that it stays short as a
    /// variable-length number.
    pub fn pack(self) -> u64 {
        let calendar = |kind: u64, year: i32, ordinal: u32| {
            ((year.clamp(0, LAST_YEAR) as u64) << 10 | u64::from(ordinal)) << 4 | kind
        };
        match self {
            Window::Year(year) => calendar(1, year, 0),
            Window::HalfYear(year, half) => calendar(2, year, half.into()),
            Window::Quarter(year, quarter) => calendar(3, year, quarter.into()),
            Window::Month(year, month) => calendar(4, year, month.into()),
            Window::Fortnight(year, pair) => calendar(5, year, pair.into()),
            Window::Week(year, week) => calendar(6, year, week.into()),
            Window::HalfWeek(year, half) => calendar(7, year, half.into()),
            Window::Day(day) => calendar(8, day.year(), day.ordinal()),
            Window::Season(year, season) => calendar(9, year, season.into()),
            Window::Occasion(ms) => (ms.max(0) as u64) << 4 | 15,
        }
    }

    /// Reads a packed window; `None` for a kind this version does not know or an ordinal that does
    /// not exist, such as week 53 of a year with 52.
    pub fn unpack(packed: u64) -> Option<Window> {
        let payload = packed >> 4;
        if packed & 15 == 15 {
            return Some(Window::Occasion(payload as i64));
        }
        let ordinal = (payload & 1023) as u32;
        let year = i32::try_from(payload >> 10).ok().filter(|year| *year <= LAST_YEAR)?;
        let small = u8::try_from(ordinal).ok();
        let window = match packed & 15 {
            1 if ordinal == 0 => Window::Year(year),
            2 => Window::HalfYear(year, small?),
            3 => Window::Quarter(year, small?),
            4 => Window::Month(year, small?),
            5 => Window::Fortnight(year, small?),
            6 => Window::Week(year, small?),
            7 => Window::HalfWeek(year, small?),
            8 => Window::Day(NaiveDate::from_yo_opt(year, ordinal)?),
            9 if ordinal > 0 => return Some(Window::Season(year, small?)),
            _ => return None,
        };
        window.span().map(|_| window)
    }

    /// First and last day of a calendar window; `None` for an ordinal that does not exist, for a
    /// season (see [`Seasons::span`](crate::template::Seasons::span)) and for an occasion, whose
    /// length is its template's.
    pub fn span(self) -> Option<(NaiveDate, NaiveDate)> {
        let first = NaiveDate::from_ymd_opt;
        let last = |year: i32, month: u32| {
            let (year, month) = if month == 12 { (year + 1, 1) } else { (year, month + 1) };
            first(year, month, 1)?.pred_opt()
        };
        let months = |year: i32, from: u32, count: u32| {
            Some((first(year, from, 1)?, last(year, from + count - 1)?))
        };
        let within = |ordinal: u8, most: u8| (1..=most).contains(&ordinal).then_some(ordinal);
        match self {
            Window::Year(year) => months(year, 1, 12),
            Window::HalfYear(year, half) => months(year, u32::from(within(half, 2)?) * 6 - 5, 6),
            Window::Quarter(year, quarter) => {
                months(year, u32::from(within(quarter, 4)?) * 3 - 2, 3)
            }
            Window::Month(year, month) => months(year, within(month, 12)?.into(), 1),
            Window::Fortnight(year, pair) => {
                let week = within(pair, 27)? * 2 - 1;
                let from = NaiveDate::from_isoywd_opt(year, week.into(), Weekday::Mon)?;
                let second = NaiveDate::from_isoywd_opt(year, u32::from(week) + 1, Weekday::Sun);
                Some((from, second.or_else(|| from.checked_add_days(Days::new(6)))?))
            }
            Window::Week(year, week) => {
                let from = NaiveDate::from_isoywd_opt(year, week.into(), Weekday::Mon)?;
                Some((from, from.checked_add_days(Days::new(6))?))
            }
            Window::HalfWeek(year, half) => {
                let week = within(half, 106)?.div_ceil(2);
                let monday = NaiveDate::from_isoywd_opt(year, week.into(), Weekday::Mon)?;
                let (skip, length) = if half % 2 == 1 { (0, 2) } else { (3, 3) };
                let from = monday.checked_add_days(Days::new(skip))?;
                Some((from, from.checked_add_days(Days::new(length))?))
            }
            Window::Day(day) => Some((day, day)),
            Window::Season(..) | Window::Occasion(_) => None,
        }
    }

    /// The local day of an occasion; `None` for any other window.
    pub fn occasion_day(self) -> Option<NaiveDate> {
        let Window::Occasion(ms) = self else { return None };
        let local = DateTime::from_timestamp_millis(ms)?
            .checked_add_signed(TimeDelta::milliseconds(LOCAL_OFFSET_MS))?;
        Some(local.date_naive())
    }
}

/// The ISO week of `day` a year ago, with the week on either side: its first Monday and last Sunday.
/// A year of 52 weeks answers for a week 53 with its last.
pub fn same_weeks_last_year(day: NaiveDate) -> Option<(NaiveDate, NaiveDate)> {
    let week = day.iso_week();
    let monday = |number| NaiveDate::from_isoywd_opt(week.year() - 1, number, Weekday::Mon);
    let then = monday(week.week()).or_else(|| monday(week.week() - 1))?;
    Some((then.checked_sub_days(Days::new(7))?, then.checked_add_days(Days::new(13))?))
}

/// The short form for logs, file names and lists: `2026`, `2026-H2`, `2026-Q4`, `2026-11`,
/// `2026-F24`, `2026-W47`, `2026-W47a`, `2026-11-23`, `2026-S9`, `@1760000000000`.
impl fmt::Display for Window {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Window::Year(year) => write!(f, "{year:04}"),
            Window::HalfYear(year, half) => write!(f, "{year:04}-H{half}"),
            Window::Quarter(year, quarter) => write!(f, "{year:04}-Q{quarter}"),
            Window::Month(year, month) => write!(f, "{year:04}-{month:02}"),
            Window::Fortnight(year, pair) => write!(f, "{year:04}-F{pair:02}"),
            Window::Week(year, week) => write!(f, "{year:04}-W{week:02}"),
            Window::HalfWeek(year, half) => {
                let letter = if half % 2 == 1 { 'a' } else { 'b' };
                write!(f, "{year:04}-W{:02}{letter}", half.div_ceil(2))
            }
            Window::Day(day) => write!(f, "{day}"),
            Window::Season(year, season) => write!(f, "{year:04}-S{season}"),
            Window::Occasion(ms) => write!(f, "@{ms}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const CADENCES: [Cadence; 8] = [
        Cadence::Year,
        Cadence::HalfYear,
        Cadence::Quarter,
        Cadence::Month,
        Cadence::Fortnight,
        Cadence::Week,
        Cadence::HalfWeek,
        Cadence::Day,
    ];

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn windows_read_as_people_write_them() {
        let shown: Vec<String> = CADENCES
            .iter()
            .map(|cadence| cadence.window(day("2026-11-23")).unwrap().to_string())
            .collect();
        let expected =
            ["2026", "2026-H2", "2026-Q4", "2026-11", "2026-F24", "2026-W48", "2026-W48a"];
        assert_eq!(shown[..7], expected);
        assert_eq!(shown[7], "2026-11-23");
    }

    #[test]
    fn the_last_days_of_a_year_belong_to_the_iso_week_of_the_next() {
        assert_eq!(Cadence::Week.window(day("2024-12-31")), Some(Window::Week(2025, 1)));
        let last = Window::Fortnight(2026, 27).span().unwrap();
        assert_eq!(last, (day("2026-12-28"), day("2027-01-03")));
    }

    #[test]
    fn the_same_weeks_of_last_year_are_three_whole_ones() {
        let same = |text| same_weeks_last_year(day(text)).unwrap();
        // Thursday of week 48: weeks 47 to 49 of 2025.
        assert_eq!(same("2026-11-26"), (day("2025-11-17"), day("2025-12-07")));
        // 2026 has a week 53, 2025 has not: its weeks 51, 52 and what follows.
        assert_eq!(same("2026-12-31"), (day("2025-12-15"), day("2026-01-04")));
        assert_eq!(same("2027-01-01"), same("2026-12-31"));
    }

    #[test]
    fn an_occasion_belongs_to_its_local_day() {
        let late_evening_utc = 1_763_913_600_000; // 2025-11-23T16:00Z
        assert_eq!(Window::Occasion(late_evening_utc).occasion_day(), Some(day("2025-11-24")));
    }

    #[test]
    fn windows_that_do_not_exist_are_refused() {
        assert_eq!(Window::unpack(Window::Quarter(2026, 4).pack()), Some(Window::Quarter(2026, 4)));
        for absent in [
            Window::Quarter(2026, 5),
            Window::Month(2026, 0),
            Window::Week(2025, 53),
            Window::Season(2026, 0),
            Window::HalfWeek(2025, 105),
        ] {
            assert_eq!(Window::unpack(absent.pack()), None, "{absent}");
        }
        assert_eq!(Window::unpack(12), None);
    }

    proptest! {
        #[test]
        fn the_window_of_a_day_holds_the_day_and_packs_back(days in 0u64..120_000) {
            let day = NaiveDate::from_ymd_opt(1950, 1, 1).unwrap() + Days::new(days);
            for cadence in CADENCES {
                let window = cadence.window(day).unwrap();
                let (from, to) = window.span().unwrap();
                prop_assert!(from <= day && day <= to, "{window}");
                prop_assert_eq!(Window::unpack(window.pack()), Some(window));
                prop_assert_eq!(cadence.window(from), Some(window));
                prop_assert_eq!(cadence.window(to), Some(window));
            }
        }

        #[test]
        fn unpacking_is_canonical(packed: u64) {
            if let Some(window) = Window::unpack(packed) {
                prop_assert_eq!(window.pack(), packed);
            }
        }

        #[test]
        fn occasions_pack_back(ms in 0i64..(1 << 50)) {
            prop_assert_eq!(Window::unpack(Window::Occasion(ms).pack()), Some(Window::Occasion(ms)));
        }
    }
}
