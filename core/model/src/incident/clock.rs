//! What an incident waits for, by when, and how that is said.

use serde::{Deserialize, Serialize};

use super::guard::Setting;
use super::policy::GradeLimits;
use super::{Grade, Incident, State};
use crate::Moment;
use crate::calendar::Calendar;
use crate::deadline::{self, Deadline, Standing, Unit};

/// What is waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Awaited {
    /// 受理 or 不予受理, by the desk.
    Accept,
    /// 首次答复, by the desk until it is dispatched, then by the unit.
    Respond,
    /// 办结, by the unit.
    Finish,
    /// 核查, by the reporter or the cell.
    Verify,
    /// 核查, by the village secretary after silence.
    VerifySecretary,
    /// The day on which a suspended one wakes by itself.
    Wake,
}

impl Awaited {
    /// What is to happen.
    pub const fn word(self) -> &'static str {
        match self {
            Awaited::Accept => "受理",
            Awaited::Respond => "首次答复",
            Awaited::Finish => "办结",
            Awaited::Verify | Awaited::VerifySecretary => "核查",
            Awaited::Wake => "恢复",
        }
    }
}

/// Whose turn it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Debtor {
    /// 值班台.
    Desk,
    /// 承办单位.
    Unit,
    /// 报事人或网格.
    Cell,
    /// 村书记.
    Secretary,
    /// Nobody: it waits for a day.
    Nobody,
}

impl Debtor {
    /// Who it is.
    pub const fn word(self) -> &'static str {
        match self {
            Debtor::Desk => "值班台",
            Debtor::Unit => "承办单位",
            Debtor::Cell => "报事人或网格",
            Debtor::Secretary => "村书记",
            Debtor::Nobody => "到日子自动恢复",
        }
    }
}

/// How near the end is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Nearness {
    /// There is time.
    Calm,
    /// The amber share of the time has gone, or it is due today.
    Soon,
    /// It is over.
    Late,
}

/// The next thing due.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Due {
    /// What.
    pub what: Awaited,
    /// Whose turn it is.
    pub debtor: Debtor,
    /// By when.
    pub at: Moment,
    /// Since when the time runs.
    pub from: Moment,
    /// Whether it is counted in hours; otherwise the day counts, not the minute.
    pub hours: bool,
    /// Whether it may still move.
    pub provisional: bool,
    /// Share of the time after which it is near, percent.
    pub amber_percent: u8,
}

impl Due {
    /// In words: 「10月9日前，还有 3 个工作日」.
    pub fn words(&self, now: Moment, calendar: &Calendar) -> String {
        let day = self.at.day();
        let at = self.hours.then_some(self.at);
        let provisional = self.provisional;
        let deadline = Deadline { counted: day, rolled: day, due: day, at, provisional };
        deadline::words(&deadline, Unit::Working, Standing::Confirmed, now, calendar)
    }

    /// Working days left, negative once it is over.
    pub fn working_days_left(&self, now: Moment, calendar: &Calendar) -> i64 {
        calendar.between(now.day(), self.at.day())
    }

    /// How near the end is.
    pub fn nearness(&self, now: Moment) -> Nearness {
        if self.what == Awaited::Wake {
            return Nearness::Calm;
        }
        let whole = (self.at.0 - self.from.0).max(0);
        let amber = self.from.plus_ms(whole / 100 * i64::from(self.amber_percent));
        match now {
            _ if now > self.at => Nearness::Late,
            _ if now >= amber || now.day() == self.at.day() => Nearness::Soon,
            _ => Nearness::Calm,
        }
    }
}

impl Incident {
    /// Whether it is 特急: by its grade, before registration by that of its category.
    pub fn is_critical(&self, setting: &Setting<'_>) -> bool {
        self.grade_or_likely(setting) == Some(Grade::Critical)
    }

    fn grade_or_likely(&self, setting: &Setting<'_>) -> Option<Grade> {
        let likely = || setting.policy.category(self.category?).map(|category| category.grade);
        self.grade.or_else(likely)
    }

    /// What is due next; `None` once it is over, or where only a person's decision is waited for.
    pub fn due(&self, setting: &Setting<'_>) -> Option<Due> {
        let (policy, calendar) = (setting.policy, setting.calendar);
        let grade = self.grade_or_likely(setting).unwrap_or(Grade::Ordinary);
        let limits_of = policy.limits_of(grade);
        let amber_percent = limits_of.map_or(100, |limits| limits.amber_percent);
        let in_hours = |period: fn(&GradeLimits) -> Unit| {
            limits_of.is_some_and(|limits| period(limits) == Unit::Hour)
        };
        let due = |what, debtor, at, from, hours, provisional| {
            Some(Due { what, debtor, at, from, hours, provisional, amber_percent })
        };
        match self.state {
            State::Reported => {
                let from = self.reported_at?;
                let at = policy.accept_by(grade, from, calendar);
                let hours = in_hours(|limits| limits.accept.unit);
                due(Awaited::Accept, Debtor::Desk, at, from, hours, false)
            }
            // Without a grade the limits are those of the category's usual one.
            State::Accepted => {
                let from = self.accepted_at?;
                let at = policy.estimate(grade, from, calendar).respond_by;
                let hours = in_hours(|limits| limits.respond.unit);
                due(Awaited::Respond, Debtor::Desk, at, from, hours, false)
            }
            State::Registered | State::Dispatched | State::Returned => {
                let (from, limits) = (self.accepted_at?, self.limits?);
                let debtor = match self.state {
                    State::Dispatched => Debtor::Unit,
                    _ => Debtor::Desk,
                };
                let hours = in_hours(|limits| limits.respond.unit);
                due(Awaited::Respond, debtor, limits.respond_by, from, hours, limits.provisional)
            }
            State::Handling | State::Rework | State::Whistled => {
                let (from, limits) = (self.accepted_at?, self.limits?);
                let hours = in_hours(|limits| limits.handle.unit) && !self.extended;
                let (at, moves) = (limits.finish_by, limits.provisional);
                due(Awaited::Finish, Debtor::Unit, at, from, hours, moves)
            }
            State::ToVerify => {
                let running = self.verification?;
                let counted = calendar.after(running.since.day(), policy.verify_working_days);
                let at = Moment::start_of(counted.day.succ_opt()?).plus_ms(-1);
                let (what, debtor) = match running.with_secretary {
                    true => (Awaited::VerifySecretary, Debtor::Secretary),
                    false => (Awaited::Verify, Debtor::Cell),
                };
                due(what, debtor, at, running.since, false, counted.provisional)
            }
            State::Suspended => {
                let pause = self.suspension?;
                let at = Moment::start_of(pause.wake);
                due(Awaited::Wake, Debtor::Nobody, at, pause.since, false, false)
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::incident::IncidentPolicy;

    fn at(text: &str) -> Moment {
        Moment::from_local(text.parse().unwrap())
    }

    fn setting() -> Setting<'static> {
        Setting { policy: IncidentPolicy::embedded(), calendar: Calendar::embedded() }
    }

    fn reported(category: &str) -> Incident {
        Incident {
            state: State::Reported,
            category: Some(category.parse().unwrap()),
            reported_at: Some(at("2026-09-29T16:00:00")),
            ..Incident::default()
        }
    }

    #[test]
    fn the_desk_owes_acceptance_first() {
        let due = reported("H01").due(&setting()).unwrap();
        assert_eq!((due.what, due.debtor), (Awaited::Accept, Debtor::Desk));
        assert!(!due.provisional);
    }

    #[test]
    fn the_end_of_handling_is_said_in_working_days() {
        let mut incident = reported("H01");
        let accepted = at("2026-09-29T16:00:00");
        incident.state = State::Handling;
        incident.grade = Some(Grade::Ordinary);
        incident.accepted_at = Some(accepted);
        incident.limits =
            Some(setting().policy.limits(Grade::Ordinary, None, accepted, setting().calendar));
        let due = incident.due(&setting()).unwrap();
        let now = at("2026-09-30T09:00:00");
        // The long holiday lies in between: six working days are thirteen days.
        assert_eq!(due.words(now, setting().calendar), "10月12日前，还有 4 个工作日");
        assert_eq!(due.working_days_left(now, setting().calendar), 4);
        assert_eq!(due.nearness(now), Nearness::Calm);
        assert_eq!(due.nearness(at("2026-10-12T09:00:00")), Nearness::Soon);
        assert_eq!(due.nearness(at("2026-10-13T00:00:01")), Nearness::Late);
    }

    #[test]
    fn urgency_is_known_before_registration() {
        let policy = IncidentPolicy::embedded();
        let critical = policy.categories.iter().find(|c| c.grade == Grade::Critical).unwrap();
        assert!(reported(&critical.code.to_string()).is_critical(&setting()));
        assert!(!reported("H01").is_critical(&setting()));
    }

    #[test]
    fn a_suspended_one_waits_for_its_day_and_is_never_late() {
        let mut incident = reported("H01");
        incident.state = State::Suspended;
        incident.suspension = Some(crate::incident::state::Suspension {
            ground: crate::incident::SuspensionGround::FrozenGround,
            since: at("2026-09-29T16:00:00"),
            wake: "2027-04-15".parse().unwrap(),
            from: State::Handling,
        });
        let due = incident.due(&setting()).unwrap();
        assert_eq!(due.debtor, Debtor::Nobody);
        assert_eq!(due.nearness(at("2027-05-01T00:00:00")), Nearness::Calm);
    }

    #[test]
    fn what_is_over_waits_for_nothing() {
        let incident = Incident { state: State::Closed, ..reported("H01") };
        assert!(incident.due(&setting()).is_none());
    }
}
