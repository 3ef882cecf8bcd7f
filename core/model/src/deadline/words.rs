//! How a deadline is said: the day first, then how much is left, and why it may still move.

use chrono::{Datelike, NaiveDate};

use super::{Deadline, Unit};
use crate::Moment;
use crate::calendar::Calendar;

/// What the reader's device knows about the deadline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Counted from what the hub holds.
    Confirmed,
    /// Counted on the device; the hub's receipt decides.
    Offline,
    /// The worker's own visit: late is no reproach.
    OwnVisit,
}

/// The deadline in words for a reader at `now`.
pub fn words(
    deadline: &Deadline,
    unit: Unit,
    standing: Standing,
    now: Moment,
    calendar: &Calendar,
) -> String {
    let today = now.day();
    let day = day_words(deadline.due, today);
    match standing {
        Standing::Offline => return format!("预计{day}，以乡镇收到为准"),
        Standing::OwnVisit if deadline.due < today => return format!("原定{day}，现在补也行"),
        Standing::Confirmed | Standing::OwnVisit => {}
    }
    if deadline.provisional {
        return format!("预计{day}，放假安排还没公布");
    }
    if let Some(at) = deadline.at {
        return hour_words(at, now);
    }
    let (left, noun) = match unit {
        Unit::Working => (calendar.between(today, deadline.due), "个工作日"),
        _ => ((deadline.due - today).num_days(), "天"),
    };
    if deadline.due < today {
        // A weekend in between may leave no working day to count; the day itself says enough.
        match -left {
            0 => format!("原定{day}，已经过了"),
            late => format!("过了 {late} {noun}（原定{day}）"),
        }
    } else if deadline.due == today {
        "今天以内".to_owned()
    } else {
        format!("{day}前，还有 {left} {noun}")
    }
}

/// `10月9日`, with the year where it is not this one.
fn day_words(day: NaiveDate, today: NaiveDate) -> String {
    let year =
        if day.year() == today.year() { String::new() } else { format!("{}年", day.year()) };
    format!("{year}{}月{}日", day.month(), day.day())
}

fn hour_words(at: Moment, now: Moment) -> String {
    let (local, today) = (at.local(), now.day());
    let clock = local.format("%H:%M");
    let day = if local.date() == today {
        "今天".to_owned()
    } else if Some(local.date()) == today.succ_opt() {
        "明天".to_owned()
    } else {
        day_words(local.date(), today)
    };
    let minutes = (at.0 - now.0).div_euclid(60_000);
    let span = |minutes: i64| match minutes {
        0..=59 => format!("{} 分钟", minutes.max(1)),
        _ => format!("{} 小时", minutes / 60),
    };
    if minutes < 0 {
        format!("过了 {}（原定{day} {clock}）", span(-minutes))
    } else {
        format!("{day} {clock} 前，还有 {}", span(minutes))
    }
}
