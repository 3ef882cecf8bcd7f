//! Seasons: the spans of the year in which a template is due, such as the fire season 防火期.
//!
//! Dates come from orders and calendars, so they are data. A season's number is frozen; its span
//! may move from year to year without changing any task's identity.

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::window::Window;

/// One season of the library.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Season {
    /// Frozen number, from 1; part of a window.
    pub number: u8,
    /// The name templates refer to it by.
    pub key: String,
    /// What the worker reads.
    pub zh: String,
    /// First day as `MM-DD`, for a season that is the same every year.
    #[serde(default)]
    from: Option<MonthDay>,
    /// Last day as `MM-DD`; before `from` when the season runs over the new year.
    #[serde(default)]
    to: Option<MonthDay>,
    /// First and last day of each year tabled, for a season of the lunar calendar.
    #[serde(default)]
    days: Vec<(NaiveDate, NaiveDate)>,
    /// The order, rule or calendar it rests on.
    pub basis: String,
}

impl Season {
    /// First and last day of the season that begins in `year`; `None` beyond the tabled years.
    pub fn span(&self, year: i32) -> Option<(NaiveDate, NaiveDate)> {
        if let (Some(from), Some(to)) = (self.from, self.to) {
            let ends = if to < from { year + 1 } else { year };
            return Some((from.in_year(year)?, to.in_year(ends)?));
        }
        self.days.iter().copied().find(|(from, _)| from.year() == year)
    }

    /// The window of this season that holds `day`.
    pub fn window(&self, day: NaiveDate) -> Option<Window> {
        [day.year(), day.year() - 1]
            .into_iter()
            .find(|year| self.span(*year).is_some_and(|(from, to)| from <= day && day <= to))
            .map(|year| Window::Season(year, self.number))
    }

    /// Whether the span is given at all: every year alike, or tabled.
    pub(super) fn is_dated(&self) -> bool {
        (self.from.is_some() && self.to.is_some()) || !self.days.is_empty()
    }
}

/// The seasons of a library.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Seasons(pub Vec<Season>);

impl Seasons {
    /// The season called `key`.
    pub fn get(&self, key: &str) -> Option<&Season> {
        self.0.iter().find(|season| season.key == key)
    }

    /// First and last day of any calendar or season window; `None` for an occasion, for a window
    /// that does not exist and for a season of a year that is not tabled.
    pub fn span(&self, window: Window) -> Option<(NaiveDate, NaiveDate)> {
        match window {
            Window::Season(year, number) => {
                self.0.iter().find(|season| season.number == number)?.span(year)
            }
            other => other.span(),
        }
    }
}

/// A day of any year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
struct MonthDay {
    month: u32,
    day: u32,
}

impl MonthDay {
    fn in_year(self, year: i32) -> Option<NaiveDate> {
        NaiveDate::from_ymd_opt(year, self.month, self.day)
    }
}

impl TryFrom<String> for MonthDay {
    type Error = &'static str;

    fn try_from(text: String) -> Result<MonthDay, &'static str> {
        const FORM: &str = "a day of the year is MM-DD and not 02-29";
        let (month, day) = text.split_once('-').ok_or(FORM)?;
        let found = MonthDay {
            month: month.parse().map_err(|_| FORM)?,
            day: day.parse().map_err(|_| FORM)?,
        };
        // 2025 is no leap year: a span must exist in every year.
        found.in_year(2025).map(|_| found).ok_or(FORM)
    }
}

impl From<MonthDay> for String {
    fn from(at: MonthDay) -> String {
        format!("{:02}-{:02}", at.month, at.day)
    }
}
