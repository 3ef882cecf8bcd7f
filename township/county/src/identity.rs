//! Id numbers and telephone numbers that belong to nobody.
//!
//! A number is 150199 (an unassigned area), the birth date, three digits whose last is odd for men,
//! and the check character of GB 11643. The three digits are allotted by cell, so that cells can be
//! generated apart and no number comes twice.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};
use gridwork_model::citizen_id::SYNTHETIC_AREA;

use crate::names::Sex;

/// Births of one sex on one day that a cell has numbers for.
const PER_DAY: u16 = 2;

/// Cells there are numbers for: 500 numbers of a sex and day, shared out.
pub const MOST_CELLS: u16 = 500 / PER_DAY;

/// The numbers of one cell.
pub struct Numbers {
    cell: u16,
    taken: BTreeMap<(NaiveDate, Sex), u16>,
    phones: u32,
}

impl Numbers {
    /// The numbers of the cell with this index, below [`MOST_CELLS`].
    pub fn of_cell(cell: u16) -> Numbers {
        Numbers { cell: cell % MOST_CELLS, taken: BTreeMap::new(), phones: 0 }
    }

    /// A birth date near `wanted` that still has a number, and the number.
    pub fn birth(&mut self, wanted: NaiveDate, sex: Sex) -> (NaiveDate, String) {
        let mut day = wanted;
        loop {
            let taken = self.taken.entry((day, sex)).or_default();
            if *taken < PER_DAY {
                let serial = (self.cell * PER_DAY + *taken) * 2 + u16::from(sex == Sex::Male);
                *taken += 1;
                return (day, number(day, serial));
            }
            // Earlier, never later: nobody is born after the reference day.
            day = day.checked_sub_days(Days::new(1)).unwrap_or(wanted);
        }
    }

    /// A telephone number, visibly made up.
    pub fn phone(&mut self) -> String {
        self.phones += 1;
        format!("1990{:03}{:04}", self.cell, self.phones % 10_000)
    }
}

fn number(birth: NaiveDate, serial: u16) -> String {
    let body = format!("{SYNTHETIC_AREA}{}{serial:03}", birth.format("%Y%m%d"));
    let check = check_character(&body);
    format!("{body}{check}")
}

/// The check character of the first 17 digits: ISO 7064 MOD 11-2.
fn check_character(body: &str) -> char {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    const CHARACTERS: [char; 11] = ['1', '0', 'X', '9', '8', '7', '6', '5', '4', '3', '2'];
    let sum: u32 =
        body.bytes().zip(WEIGHTS).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
    CHARACTERS[(sum % 11) as usize]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_check_character_is_that_of_the_standard() {
        assert_eq!(check_character("11010519491231002"), 'X');
        assert_eq!(check_character("44052418800101001"), '4');
        assert_eq!(check_character("15019919510307001"), '3');
        assert_eq!(check_character("15019919880229028"), '9');
    }

    #[test]
    fn a_full_day_moves_a_birth_to_the_day_before() {
        let mut numbers = Numbers::of_cell(249);
        let day = NaiveDate::from_ymd_opt(1951, 3, 7).unwrap();
        let born: Vec<_> = (0..5).map(|_| numbers.birth(day, Sex::Male)).collect();
        assert_eq!(born[0].1, "150199195103079974");
        assert_eq!(born[4].0, NaiveDate::from_ymd_opt(1951, 3, 5).unwrap());
    }
}
