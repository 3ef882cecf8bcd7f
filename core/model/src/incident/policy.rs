//! Grades and limits (DOMAIN §3.2), adopted by a township as a document, and what they lead to.

use chrono::{NaiveDate, NaiveTime};
use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::{Category, CategoryCode};
use crate::calendar::Calendar;
use crate::deadline::{self, Owner, Rule, Rules, Start, Unit};
use crate::{Id, Moment};

/// How urgent.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode, Serialize, Deserialize,
)]
#[cbor(index_only)]
#[serde(try_from = "u8", into = "u8")]
pub enum Grade {
    /// I 特急: fire, people trapped, flood. Telephone first, form later.
    #[n(1)]
    Critical,
    /// II 紧急: road cut, water stopped, smell of gas.
    #[n(2)]
    Urgent,
    /// III 一般.
    #[n(3)]
    Ordinary,
    /// IV 复杂、长期: boundary quarrels, matters that need money.
    #[n(4)]
    Complex,
}

impl Grade {
    /// Every grade.
    pub const ALL: [Grade; 4] = [Grade::Critical, Grade::Urgent, Grade::Ordinary, Grade::Complex];
}

impl From<Grade> for u8 {
    fn from(grade: Grade) -> u8 {
        match grade {
            Grade::Critical => 1,
            Grade::Urgent => 2,
            Grade::Ordinary => 3,
            Grade::Complex => 4,
        }
    }
}

impl TryFrom<u8> for Grade {
    type Error = PolicyError;

    fn try_from(number: u8) -> Result<Grade, PolicyError> {
        let index = usize::from(number).wrapping_sub(1);
        Grade::ALL.get(index).copied().ok_or(PolicyError::NoGrade(number))
    }
}

/// Why a policy was refused.
#[derive(Debug, Error)]
pub enum PolicyError {
    /// Not a policy of this form.
    #[error("the incident policy is not readable: {0}")]
    Unreadable(#[from] serde_json::Error),
    /// Grades run from 1 to 4.
    #[error("there is no grade {0}")]
    NoGrade(u8),
    /// A grade has no limits.
    #[error("grade {} has no limits", u8::from(*.0))]
    GradeMissing(Grade),
    /// A category is listed twice.
    #[error("category {0} is listed twice")]
    Duplicate(CategoryCode),
    /// A category names a rule that the table of deadlines does not have.
    #[error("category {0} names an unknown statutory rule")]
    UnknownStatute(CategoryCode),
}

/// A length of time; zero hours means *at once*.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Period {
    /// How many.
    pub n: u32,
    /// Of what.
    pub unit: Unit,
}

/// The limits of one grade.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GradeLimits {
    /// Which grade.
    pub grade: Grade,
    /// What it is called.
    pub zh: String,
    /// From the hub's receipt of the report to 受理.
    pub accept: Period,
    /// From acceptance to the first answer.
    pub respond: Period,
    /// From acceptance to the end of handling; for urgent ones to a temporary make-safe.
    pub handle: Period,
    /// From acceptance to the lasting repair, where that is another matter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repair: Option<Period>,
    /// 首报 by telephone to the county, minutes (突发事件应对法 61 forbids late, false or no report).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_report_minutes: Option<u32>,
    /// Share of the time after which the leader is told, percent; red is 100.
    pub amber_percent: u8,
}

/// Limits and categories in force in a township; the county's has [`Id::NIL`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IncidentPolicy {
    /// The township it is for; also its identity.
    pub id: Id,
    /// Raised with each change.
    pub version: u32,
    /// The document that adopted it.
    pub adopted_by: String,
    /// Working days after which silence about a verification passes it to the village secretary.
    pub verify_working_days: u32,
    /// Days after closing during which it may be rated.
    pub rate_days: u32,
    /// Limits by grade.
    pub grades: Vec<GradeLimits>,
    /// The category tree.
    pub categories: Vec<Category>,
}

/// The limits of one incident, as the hub wrote them at registration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cbor(map)]
pub struct Limits {
    /// First answer due.
    #[n(0)]
    pub respond_by: Moment,
    /// Handling due.
    #[n(1)]
    pub finish_by: Moment,
    /// Whether they may move: the calendar is unpublished, or a device estimated them.
    #[n(2)]
    pub provisional: bool,
}

impl IncidentPolicy {
    /// Reads and checks a policy.
    pub fn parse(json: &str) -> Result<IncidentPolicy, PolicyError> {
        let policy: IncidentPolicy = crate::json::read(json.as_bytes())?;
        policy.check()?;
        Ok(policy)
    }

    /// The policy shipped with this version, until a township adopts its own.
    pub fn embedded() -> &'static IncidentPolicy {
        static POLICY: std::sync::LazyLock<IncidentPolicy> = std::sync::LazyLock::new(|| {
            IncidentPolicy::parse(&crate::shipped::table!("incidents.json"))
                .expect("a test reads the embedded policy")
        });
        &POLICY
    }

    /// What makes a policy usable: limits for every grade, each category once, statutes that exist.
    pub fn check(&self) -> Result<(), PolicyError> {
        for grade in Grade::ALL {
            self.limits_of(grade).ok_or(PolicyError::GradeMissing(grade))?;
        }
        let mut seen = std::collections::BTreeSet::new();
        for category in &self.categories {
            if !seen.insert(category.code) {
                return Err(PolicyError::Duplicate(category.code));
            }
            let statute = category.statute.as_deref();
            if statute.is_some_and(|id| Rules::embedded().get(id).is_none()) {
                return Err(PolicyError::UnknownStatute(category.code));
            }
        }
        Ok(())
    }

    /// The category of a code.
    pub fn category(&self, code: CategoryCode) -> Option<&Category> {
        self.categories.iter().find(|category| category.code == code)
    }

    /// The limits of a grade.
    pub fn limits_of(&self, grade: Grade) -> Option<&GradeLimits> {
        self.grades.iter().find(|limits| limits.grade == grade)
    }

    /// The limits of an incident accepted at the hub at `accepted`. A statutory rule (a petition's
    /// sixty days, say) overrides the grade's handling limit, in either direction.
    pub fn limits(
        &self,
        grade: Grade,
        statute: Option<&Rule>,
        accepted: Moment,
        calendar: &Calendar,
    ) -> Limits {
        let fallback = Period { n: 0, unit: Unit::Hour };
        let (respond, handle) = self
            .limits_of(grade)
            .map_or((fallback, fallback), |limits| (limits.respond, limits.handle));
        let respond = end_of(respond, accepted, calendar);
        let finish = match statute {
            Some(rule) => {
                let due = deadline::derive(rule, Start::At(accepted), calendar);
                (due.at.unwrap_or_else(|| end_of_day(due.due)), due.provisional)
            }
            None => end_of(handle, accepted, calendar),
        };
        Limits { respond_by: respond.0, finish_by: finish.0, provisional: respond.1 || finish.1 }
    }

    /// What a device without signal may show: limits counted from its own time, always provisional
    /// (预计…，以乡镇收到为准).
    pub fn estimate(&self, grade: Grade, reported: Moment, calendar: &Calendar) -> Limits {
        Limits { provisional: true, ..self.limits(grade, None, reported, calendar) }
    }

    /// By when the desk accepts or refuses a report that the hub received at `received`.
    pub fn accept_by(&self, grade: Grade, received: Moment, calendar: &Calendar) -> Moment {
        let period = self.limits_of(grade).map(|limits| limits.accept);
        period.map_or(received, |period| end_of(period, received, calendar).0)
    }

    /// The share of the time from `accepted` to `finish_by` that has gone at `now`, percent.
    pub fn elapsed_percent(accepted: Moment, finish_by: Moment, now: Moment) -> u32 {
        let whole = (finish_by.0 - accepted.0).max(1);
        let gone = now.0.saturating_sub(accepted.0).max(0);
        u32::try_from(gone.saturating_mul(100) / whole).unwrap_or(u32::MAX)
    }

    /// When the leader is told: the amber share of the handling time.
    pub fn amber_at(&self, grade: Grade, accepted: Moment, finish_by: Moment) -> Moment {
        let percent = self.limits_of(grade).map_or(100, |limits| limits.amber_percent);
        let whole = (finish_by.0 - accepted.0).max(0);
        accepted.plus_ms(whole / 100 * i64::from(percent))
    }
}

/// Until when a unit may return what was dispatched to it: half a working day, that is the evening
/// of a working morning, or the noon of the next working day.
pub fn return_by(dispatched: Moment, calendar: &Calendar) -> Moment {
    const NOON: NaiveTime = NaiveTime::from_hms_opt(12, 0, 0).expect("a time of day");
    const EVENING: NaiveTime = NaiveTime::from_hms_opt(18, 0, 0).expect("a time of day");
    let local = dispatched.local();
    let end = if calendar.is_working(local.date()) && local.time() < NOON {
        local.date().and_time(EVENING)
    } else {
        calendar.after(local.date(), 1).day.and_time(NOON)
    };
    Moment::from_local(end)
}

fn end_of(period: Period, start: Moment, calendar: &Calendar) -> (Moment, bool) {
    let rule = Rule {
        id: String::new(),
        zh: String::new(),
        start: String::new(),
        backwards: false,
        n: period.n,
        unit: period.unit,
        owner: Owner::Agency,
        extension: String::new(),
        basis: String::new(),
        tag: String::new(),
    };
    let due = deadline::derive(&rule, Start::At(start), calendar);
    (due.at.unwrap_or_else(|| end_of_day(due.due)), due.provisional)
}

/// The last millisecond of a day, so that the moment still lies on the day that is shown.
fn end_of_day(day: NaiveDate) -> Moment {
    Moment::start_of(day.succ_opt().unwrap_or(day)).plus_ms(-1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Moment {
        Moment::from_local(text.parse().unwrap())
    }

    #[test]
    fn the_embedded_policy_is_whole() {
        let policy = IncidentPolicy::embedded();
        assert_eq!(policy.categories.len(), 51);
        let sealed: Vec<String> = policy
            .categories
            .iter()
            .filter(|category| category.sealed.is_some())
            .map(|category| category.code.to_string())
            .collect();
        assert_eq!(sealed, ["P05", "Z09", "J05"]);
        for category in &policy.categories {
            assert!(category.grade != Grade::Critical || category.phone_first());
        }
    }

    #[test]
    fn limits_run_from_the_hubs_acceptance() {
        let policy = IncidentPolicy::embedded();
        let calendar = Calendar::embedded();
        let limits = |grade| policy.limits(grade, None, at("2026-09-29T16:00:00"), calendar);
        assert_eq!(limits(Grade::Critical).finish_by, at("2026-09-29T16:00:00"));
        assert_eq!(limits(Grade::Urgent).respond_by, at("2026-09-29T18:00:00"));
        assert_eq!(limits(Grade::Urgent).finish_by, at("2026-09-30T16:00:00"));
        assert_eq!(limits(Grade::Ordinary).finish_by.day().to_string(), "2026-10-12");
        assert!(!limits(Grade::Complex).provisional);
        let winter = policy.limits(Grade::Ordinary, None, at("2026-12-30T16:00:00"), calendar);
        assert!(winter.provisional, "2027 is not published");
    }

    /// The table of DOMAIN §3.2, from a Tuesday afternoon: until when a report is accepted, answered,
    /// handled, and how long the lasting repair may take.
    #[test]
    fn every_limit_of_every_grade_is_that_of_the_table() {
        let (policy, calendar) = (IncidentPolicy::embedded(), Calendar::embedded());
        let start = at("2026-03-03T16:00:00");
        let evening = |day: &str| at(&format!("{day}T23:59:59.999"));
        let days = |n, unit| Some(Period { n, unit });
        let table = [
            (Grade::Critical, start, start, start, None),
            (
                Grade::Urgent,
                at("2026-03-03T17:00:00"),
                at("2026-03-03T18:00:00"),
                at("2026-03-04T16:00:00"),
                days(7, Unit::Calendar),
            ),
            (
                Grade::Ordinary,
                evening("2026-03-04"),
                evening("2026-03-04"),
                evening("2026-03-10"),
                None,
            ),
            (
                Grade::Complex,
                evening("2026-03-04"),
                evening("2026-03-05"),
                evening("2026-03-24"),
                None,
            ),
        ];
        assert_eq!(table.len(), Grade::ALL.len());
        for (grade, accept, respond, finish, repair) in table {
            let limits = policy.limits(grade, None, start, calendar);
            assert_eq!(policy.accept_by(grade, start, calendar), accept, "{grade:?}");
            assert_eq!(limits.respond_by, respond, "{grade:?}");
            assert_eq!(limits.finish_by, finish, "{grade:?}");
            let stated = policy.limits_of(grade).unwrap();
            assert_eq!(stated.repair, repair, "{grade:?}");
            let first_report = (grade == Grade::Critical).then_some(30);
            assert_eq!(stated.first_report_minutes, first_report, "{grade:?}");
        }
        let amber = Grade::ALL.map(|grade| policy.limits_of(grade).unwrap().amber_percent);
        assert_eq!(amber, [0, 50, 75, 75]);
    }

    #[test]
    fn a_statutory_clock_overrides_the_grade() {
        let policy = IncidentPolicy::embedded();
        let petition = Rules::embedded().get("PET-DECIDE");
        let accepted = at("2026-03-02T10:00:00");
        let limits = policy.limits(Grade::Ordinary, petition, accepted, Calendar::embedded());
        assert_eq!(limits.finish_by.day().to_string(), "2026-05-01");
        assert_eq!(limits.respond_by.day().to_string(), "2026-03-03");
    }

    #[test]
    fn an_estimate_is_always_provisional() {
        let estimate = IncidentPolicy::embedded().estimate(
            Grade::Ordinary,
            at("2026-03-02T10:00:00"),
            Calendar::embedded(),
        );
        assert!(estimate.provisional);
    }

    #[test]
    fn half_a_working_day_ends_at_noon_or_in_the_evening() {
        let calendar = Calendar::embedded();
        for (dispatched, until) in [
            ("2026-09-29T09:00:00", "2026-09-29T18:00:00"),
            ("2026-09-29T14:00:00", "2026-09-30T12:00:00"),
            ("2026-09-30T14:00:00", "2026-10-08T12:00:00"),
            ("2026-10-03T09:00:00", "2026-10-08T12:00:00"),
        ] {
            assert_eq!(return_by(at(dispatched), calendar), at(until), "{dispatched}");
        }
    }

    #[test]
    fn amber_comes_at_its_share_of_the_time() {
        let policy = IncidentPolicy::embedded();
        let (accepted, finish) = (Moment(0), Moment(100_000));
        assert_eq!(policy.amber_at(Grade::Urgent, accepted, finish), Moment(50_000));
        assert_eq!(policy.amber_at(Grade::Ordinary, accepted, finish), Moment(75_000));
        assert_eq!(IncidentPolicy::elapsed_percent(accepted, finish, Moment(150_000)), 150);
    }

    #[test]
    fn broken_policies_are_refused() {
        let mut policy = IncidentPolicy::embedded().clone();
        policy.grades.pop();
        assert!(matches!(policy.check(), Err(PolicyError::GradeMissing(Grade::Complex))));
        let mut policy = IncidentPolicy::embedded().clone();
        policy.categories[0].statute = Some("NO-SUCH".into());
        assert!(matches!(policy.check(), Err(PolicyError::UnknownStatute(_))));
        let twice = policy.categories[1].clone();
        policy.categories[0] = twice;
        assert!(matches!(policy.check(), Err(PolicyError::Duplicate(_))));
    }
}
