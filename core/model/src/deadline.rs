//! Deadlines 时限: rules of law and of the township as data, and the days they lead to
//! (DOMAIN §5.10, Appendix B).
//!
//! *Safe asymmetry*: of the administration's own periods the earlier, un-rolled day is shown; of
//! residents' rights the later day, rolled to the next working day. A deadline is derived, never
//! stored as truth.

mod rule;
mod words;

pub use rule::{Owner, Rule, RuleError, Rules, Unit};
pub use words::{Standing, words};

use chrono::{Datelike, Days, Months, NaiveDate};

use crate::Moment;
use crate::calendar::{Calendar, Counted};

/// What a period begins with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Start {
    /// A day.
    Day(NaiveDate),
    /// A moment, for periods in hours.
    At(Moment),
}

impl Start {
    /// The day it lies on.
    pub fn day(self) -> NaiveDate {
        match self {
            Start::Day(day) => day,
            Start::At(moment) => moment.day(),
        }
    }
}

/// A derived deadline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deadline {
    /// Last day as counted.
    pub counted: NaiveDate,
    /// That day, or the next working day if it is none.
    pub rolled: NaiveDate,
    /// The day to show: see the module's *safe asymmetry*.
    pub due: NaiveDate,
    /// The exact moment, for periods in hours.
    pub at: Option<Moment>,
    /// Whether an unpublished year was counted through; a print of it needs a human check.
    pub provisional: bool,
}

/// Where a rule leads from a start. [`Unit::Event`] and [`Unit::PerDay`] have no length and lead to
/// the start itself.
pub fn derive(rule: &Rule, start: Start, calendar: &Calendar) -> Deadline {
    let day = start.day();
    let plain = |day| Counted { day, provisional: false };
    let counted = match rule.unit {
        Unit::Working if rule.backwards => calendar.before(day, rule.n),
        Unit::Working => calendar.after(day, rule.n),
        Unit::Calendar if rule.backwards => plain(back(day, rule.n)),
        Unit::Calendar => plain(day.checked_add_days(Days::new(rule.n.into())).unwrap_or(day)),
        Unit::Hour => plain(hours(start, rule.n).day()),
        Unit::Month => plain(day.checked_add_months(Months::new(rule.n)).unwrap_or(day)),
        Unit::Year => {
            plain(day.checked_add_months(Months::new(rule.n.saturating_mul(12))).unwrap_or(day))
        }
        Unit::Fixed { month, day: of_month } => plain(next_fixed(day, month, of_month)),
        Unit::PerDay | Unit::Event => plain(day),
    };
    let rolled = calendar.roll(counted.day);
    let due = match rule.owner {
        Owner::Citizen => rolled.day,
        Owner::Agency | Owner::Rule => counted.day,
    };
    // Only a day that hangs on the calendar can move when the calendar comes.
    let provisional = match (rule.unit, rule.owner) {
        (Unit::Working, _) => counted.provisional,
        (_, Owner::Citizen) => rolled.provisional,
        _ => false,
    };
    let at = matches!(rule.unit, Unit::Hour).then(|| hours(start, rule.n));
    Deadline { counted: counted.day, rolled: rolled.day, due, at, provisional }
}

/// 加处罚款 for late payment (行政处罚法 72(1)): 3 % of the fine for each day late, at most the fine
/// itself. Amounts in fen; days during review or lawsuit do not count and are the caller's to take off.
pub fn late_payment_fen(fine_fen: u64, days_late: u32) -> u64 {
    (fine_fen.saturating_mul(3).saturating_mul(days_late.into()) / 100).min(fine_fen)
}

fn back(day: NaiveDate, n: u32) -> NaiveDate {
    day.checked_sub_days(Days::new(n.into())).unwrap_or(day)
}

/// A period in hours begins at once; from a bare day it begins with the end of that day, which
/// favours nobody but is never too short for the one who must act.
fn hours(start: Start, n: u32) -> Moment {
    let begin = match start {
        Start::At(moment) => moment,
        Start::Day(day) => Moment::start_of(day.succ_opt().unwrap_or(day)),
    };
    begin.plus_hours(n.into())
}

fn next_fixed(day: NaiveDate, month: u32, of_month: u32) -> NaiveDate {
    [day.year(), day.year() + 1]
        .into_iter()
        .filter_map(|year| NaiveDate::from_ymd_opt(year, month, of_month))
        .find(|&fixed| fixed > day)
        .unwrap_or(day)
}

#[cfg(test)]
mod tests;
