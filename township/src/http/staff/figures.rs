//! Five figures for work, and nothing else: what is due, how long things lie open, what came in and was
//! closed, why something is late or came back, which phones need help. None is about a person, none
//! puts villages or townships in an order, and small counts are not told.

use axum::Json;
use axum::extract::State;
use gridwork_model::count::Count;
use gridwork_model::incident::{Awaited, Nearness};
use gridwork_model::permission::{Action, Object};
use serde::Serialize;

use crate::devices::DeviceState;
use crate::http::App;
use crate::http::problem::{Problem, ProblemBody};
use crate::http::session::Signed;

/// Weeks shown.
const WEEKS: i64 = 8;

/// Working days shown.
const DAYS: u32 = 10;

/// One bar.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct Bar {
    /// What it is called: a day, a span, a reason.
    pub label: String,
    /// How many: `{"exact": n}`, or `"few"` for less than five.
    #[schema(value_type = Object)]
    pub count: Count,
}

/// A week.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct Week {
    /// Its Monday.
    #[schema(value_type = String)]
    pub from: chrono::NaiveDate,
    /// How many came in.
    #[schema(value_type = Object)]
    pub came: Count,
    /// How many were closed.
    #[schema(value_type = Object)]
    pub closed: Count,
}

/// The figures of the caller's township.
#[derive(Serialize, utoipa::ToSchema)]
pub struct Figures {
    /// Due in each of the next ten working days.
    pub due: Vec<Bar>,
    /// Open, by how long.
    pub open_by_age: Vec<Bar>,
    /// Came in and closed, by week.
    pub weeks: Vec<Week>,
    /// Late, by what is waited for.
    pub late_by_reason: Vec<Bar>,
    /// Open and came back, by why.
    pub returned_by_reason: Vec<Bar>,
    /// Phones, by how long they were not heard.
    pub phones_by_silence: Vec<Bar>,
}

fn bars<'a>(labels: impl IntoIterator<Item = &'a str>, counts: &[u64]) -> Vec<Bar> {
    let bar =
        |(label, count): (&str, &u64)| Bar { label: label.to_owned(), count: Count::of(*count) };
    labels.into_iter().zip(counts).map(bar).collect()
}

/// The figures.
#[utoipa::path(get, path = "/api/v1/figures", tag = "desk",
    responses((status = 200, body = Figures), (status = 403, body = ProblemBody)))]
pub async fn figures(
    State(app): State<App>,
    Signed { caller, .. }: Signed,
) -> Result<Json<Figures>, Problem> {
    app.work(move |hub, now| {
        hub.permit(&caller, Action::Count, Object::Statistics, caller.org, now)?;
        let standing = hub.standing();
        let calendar = standing.directory.calendar(caller.org);
        let today = now.day();
        let days: Vec<_> = (0..DAYS).map(|n| calendar.after(today, n).day).collect();
        let monday = |day: chrono::NaiveDate| day.week(chrono::Weekday::Mon).first_day();
        let this = monday(today);
        let (mut due, mut ages) = (vec![0u64; days.len()], vec![0u64; 5]);
        let (mut weeks, mut late) = (vec![(0u64, 0u64); WEEKS as usize], vec![0u64; 4]);
        let mut returned = vec![0u64; 2];
        let week_of = |at: gridwork_model::Moment| {
            let back = (this - monday(at.day())).num_weeks();
            (0..WEEKS).contains(&back).then(|| (WEEKS - 1 - back) as usize)
        };
        hub.with_board(|board| {
            let ours = board.rows().filter(|kept| caller.org.is_nil() || kept.org == caller.org);
            for kept in ours {
                if let Some(week) = kept.closed_at.and_then(week_of) {
                    weeks[week].1 += 1;
                }
                if !kept.summary.over {
                    returned[0] += u64::from(kept.returned);
                    returned[1] += u64::from(kept.reworked);
                }
                if let Some(reported) = kept.summary.reported_at {
                    if let Some(week) = week_of(reported) {
                        weeks[week].0 += 1;
                    }
                    if !kept.summary.over {
                        let slot = match (today - reported.day()).num_days() {
                            ..=3 => 0,
                            4..=10 => 1,
                            11..=30 => 2,
                            31..=90 => 3,
                            _ => 4,
                        };
                        ages[slot] += 1;
                    }
                }
                let Some(next) = kept.due.filter(|_| !kept.summary.over) else { continue };
                if next.nearness(now) == Nearness::Late {
                    let slot = match next.what {
                        Awaited::Accept => 0,
                        Awaited::Respond => 1,
                        Awaited::Finish => 2,
                        _ => 3,
                    };
                    late[slot] += 1;
                } else if next.what != Awaited::Wake
                    && let Some(slot) = days.iter().position(|day| *day >= next.at.day())
                {
                    due[slot] += 1;
                }
            }
            Ok(())
        })?;
        let mut silence = vec![0u64; 4];
        for device in hub.devices(caller.org)? {
            if device.state != DeviceState::Active {
                continue;
            }
            let days = device.seen.map_or(i64::MAX, |seen| (today - seen.day()).num_days());
            let slot = match days {
                ..=1 => 0,
                2..=7 => 1,
                8..=30 => 2,
                _ => 3,
            };
            silence[slot] += 1;
        }
        let labels: Vec<String> = days.iter().map(|day| day.format("%m-%d").to_string()).collect();
        let week = |(n, (came, closed)): (usize, &(u64, u64))| Week {
            from: this - chrono::Days::new(7 * (WEEKS as u64 - 1 - n as u64)),
            came: Count::of(*came),
            closed: Count::of(*closed),
        };
        Ok(Figures {
            due: bars(labels.iter().map(String::as_str), &due),
            open_by_age: bars(["3 天内", "4–10 天", "11–30 天", "31–90 天", "90 天以上"], &ages),
            weeks: weeks.iter().enumerate().map(week).collect(),
            late_by_reason: bars(["还没受理", "还没首次答复", "还没办结", "还没核查"], &late),
            returned_by_reason: bars(["单位退回，要再派", "核查没过，要再办"], &returned),
            phones_by_silence: bars(["一天内", "一周内", "一月内", "更久"], &silence),
        })
    })
    .await
    .map(Json)
}
