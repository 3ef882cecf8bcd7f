//! Statutory festivals (全国年节及纪念日放假办法, 2024: thirteen days), for years whose table is not yet
//! published. Swapped weekends cannot be foreseen, so such years are provisional.

use chrono::{Datelike, NaiveDate};

/// Lunar and solar-term festivals as (month, day): 春节初一, 清明, 端午, 中秋, one row a year from 2025.
///
/// Taken from the Chinese calendar (GB/T 33661) and checked against computed new moons and the sun's
/// longitude. Later years fall back to the fixed festivals and stay provisional all the same.
const MOVABLE: [[(u32, u32); 4]; 11] = [
    [(1, 29), (4, 4), (5, 31), (10, 6)],
    [(2, 17), (4, 5), (6, 19), (9, 25)],
    [(2, 6), (4, 5), (6, 9), (9, 15)],
    [(1, 26), (4, 4), (5, 28), (10, 3)],
    [(2, 13), (4, 4), (6, 16), (9, 22)],
    [(2, 3), (4, 5), (6, 5), (9, 12)],
    [(1, 23), (4, 5), (6, 24), (10, 1)],
    [(2, 11), (4, 4), (6, 12), (9, 19)],
    [(1, 31), (4, 4), (6, 1), (9, 8)],
    [(2, 19), (4, 5), (6, 20), (9, 27)],
    [(2, 8), (4, 5), (6, 10), (9, 16)],
];
/// Year of the first row.
const FIRST_YEAR: i32 = 2025;
/// 元旦, 劳动节 (two days), 国庆节 (three days).
const FIXED: [(u32, u32); 6] = [(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)];

/// Whether `day` is one of the thirteen days off by statute.
pub(super) fn is_festival(day: NaiveDate) -> bool {
    let here = (day.month(), day.day());
    if FIXED.contains(&here) {
        return true;
    }
    let row = usize::try_from(day.year() - FIRST_YEAR).ok().and_then(|row| MOVABLE.get(row));
    let Some([spring, single @ ..]) = row else { return false };
    // 春节: New Year's Eve 除夕 and the first three days.
    let eve_to_third = NaiveDate::from_ymd_opt(day.year(), spring.0, spring.1)
        .is_some_and(|first| (-1..=2).contains(&(day - first).num_days()));
    eve_to_third || single.contains(&here)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::Calendar;

    #[test]
    fn thirteen_days_a_year() {
        for year in FIRST_YEAR..FIRST_YEAR + MOVABLE.len() as i32 {
            let first = NaiveDate::from_ymd_opt(year, 1, 1).unwrap();
            let days = first.iter_days().take_while(|day| day.year() == year);
            let festivals = days.filter(|&day| is_festival(day)).count();
            // In 2028 and 2031 mid-autumn falls among the national days.
            let together = matches!(year, 2028 | 2031);
            assert_eq!(festivals, if together { 12 } else { 13 }, "{year}");
        }
    }

    #[test]
    fn every_festival_of_the_published_years_is_off_in_the_published_table() {
        let first = NaiveDate::from_ymd_opt(2025, 1, 1).unwrap();
        for day in first.iter_days().take(730).filter(|&day| is_festival(day)) {
            assert!(!Calendar::embedded().is_working(day), "{day}");
        }
    }
}
