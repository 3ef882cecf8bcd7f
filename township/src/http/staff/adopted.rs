//! What a township adopts, as pages read and write it: the model's own, named for OpenAPI.

use chrono::NaiveDate;
use gridwork_model::calendar::Calendar;
use gridwork_model::deadline::Unit;
use gridwork_model::incident::{self, CategoryCode, Grade, IncidentPolicy};
use gridwork_model::{Id, Purpose};
use serde::{Deserialize, Serialize};

use crate::{Done, HubError};

/// Limits and categories 时限和类别.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Policy {
    /// Raised with each change; given by the hub.
    #[serde(default)]
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

/// The limits of one grade.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct GradeLimits {
    /// Which grade, 1 to 4.
    #[schema(value_type = u8)]
    pub grade: Grade,
    /// What it is called.
    pub zh: String,
    /// From the hub's receipt of the report to 受理.
    pub accept: Period,
    /// From acceptance to the first answer.
    pub respond: Period,
    /// From acceptance to the end of handling.
    pub handle: Period,
    /// From acceptance to the lasting repair, where that is another matter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repair: Option<Period>,
    /// 首报 by telephone to the county, minutes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_report_minutes: Option<u32>,
    /// Share of the time after which the leader is told, percent.
    pub amber_percent: u8,
}

/// A length of time; zero hours means at once.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Period {
    /// How many.
    pub n: u32,
    /// Of what.
    #[schema(value_type = PeriodUnit)]
    pub unit: Unit,
}

/// The units of a limit, by the names they have in the model.
#[derive(utoipa::ToSchema)]
#[schema(rename_all = "snake_case")]
pub enum PeriodUnit {
    /// 小时.
    Hour,
    /// 工作日.
    Working,
    /// 日.
    Calendar,
    /// 月.
    Month,
    /// 年.
    Year,
}

/// One category.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Category {
    /// Code, such as `H01`.
    #[schema(value_type = String)]
    pub code: CategoryCode,
    /// Name.
    pub zh: String,
    /// The grade proposed to the duty officer, 1 to 4.
    #[schema(value_type = u8)]
    pub grade: Grade,
    /// Finer kinds.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub kinds: Vec<String>,
    /// Numbers to call before any form is filled in.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub call: Vec<String>,
    /// Reported as a sealed record for this purpose, never as an ordinary incident.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub sealed: Option<Purpose>,
    /// Made only by converting an incident, never reported.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub by_conversion: bool,
    /// Rule of the deadline table that overrides the grade's limit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub statute: Option<String>,
    /// Added by this project to the tree of the source.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub added: bool,
}

/// A calendar of working days 工作日历.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WorkingDays {
    /// What it is called.
    pub version: String,
    /// The years it covers; those whose New Year it lists, if left out.
    #[serde(default)]
    pub years: Vec<i32>,
    /// Days off.
    #[schema(value_type = Vec<String>)]
    pub off: Vec<NaiveDate>,
    /// Weekends that are worked instead.
    #[schema(value_type = Vec<String>)]
    pub work: Vec<NaiveDate>,
    /// Days off of the region alone.
    #[serde(default)]
    #[schema(value_type = Vec<String>)]
    pub local_off: Vec<NaiveDate>,
}

impl From<incident::Period> for Period {
    fn from(incident::Period { n, unit }: incident::Period) -> Period {
        Period { n, unit }
    }
}

impl From<Period> for incident::Period {
    fn from(Period { n, unit }: Period) -> incident::Period {
        incident::Period { n, unit }
    }
}

impl From<incident::GradeLimits> for GradeLimits {
    fn from(limits: incident::GradeLimits) -> GradeLimits {
        let incident::GradeLimits {
            grade,
            zh,
            accept,
            respond,
            handle,
            repair,
            first_report_minutes,
            amber_percent,
        } = limits;
        let (accept, respond, handle) = (accept.into(), respond.into(), handle.into());
        let repair = repair.map(Period::from);
        GradeLimits {
            grade,
            zh,
            accept,
            respond,
            handle,
            repair,
            first_report_minutes,
            amber_percent,
        }
    }
}

impl From<GradeLimits> for incident::GradeLimits {
    fn from(limits: GradeLimits) -> incident::GradeLimits {
        let GradeLimits {
            grade,
            zh,
            accept,
            respond,
            handle,
            repair,
            first_report_minutes,
            amber_percent,
        } = limits;
        incident::GradeLimits {
            grade,
            zh,
            accept: accept.into(),
            respond: respond.into(),
            handle: handle.into(),
            repair: repair.map(incident::Period::from),
            first_report_minutes,
            amber_percent,
        }
    }
}

impl From<incident::Category> for Category {
    fn from(category: incident::Category) -> Category {
        let incident::Category {
            code,
            zh,
            grade,
            kinds,
            call,
            sealed,
            by_conversion,
            statute,
            added,
        } = category;
        Category { code, zh, grade, kinds, call, sealed, by_conversion, statute, added }
    }
}

impl From<Category> for incident::Category {
    fn from(category: Category) -> incident::Category {
        let Category { code, zh, grade, kinds, call, sealed, by_conversion, statute, added } =
            category;
        incident::Category { code, zh, grade, kinds, call, sealed, by_conversion, statute, added }
    }
}

impl From<IncidentPolicy> for Policy {
    fn from(policy: IncidentPolicy) -> Policy {
        let IncidentPolicy {
            id: _,
            version,
            adopted_by,
            verify_working_days,
            rate_days,
            grades,
            categories,
        } = policy;
        Policy {
            version,
            adopted_by,
            verify_working_days,
            rate_days,
            grades: grades.into_iter().map(GradeLimits::from).collect(),
            categories: categories.into_iter().map(Category::from).collect(),
        }
    }
}

impl From<Policy> for IncidentPolicy {
    /// For whom it is, the hub says when it is adopted.
    fn from(policy: Policy) -> IncidentPolicy {
        let Policy { version, adopted_by, verify_working_days, rate_days, grades, categories } =
            policy;
        IncidentPolicy {
            id: Id::NIL,
            version,
            adopted_by,
            verify_working_days,
            rate_days,
            grades: grades.into_iter().map(incident::GradeLimits::from).collect(),
            categories: categories.into_iter().map(incident::Category::from).collect(),
        }
    }
}

impl WorkingDays {
    /// As pages see a calendar. Both are one table in JSON.
    pub(super) fn of(calendar: &Calendar) -> Done<WorkingDays> {
        let table = serde_json::to_value(calendar).map_err(|_| HubError::Invalid("calendar"))?;
        serde_json::from_value(table).map_err(|_| HubError::Invalid("calendar"))
    }

    /// The calendar; refused if a day is both off and at work, or lies in no year of it.
    pub(super) fn checked(&self) -> Done<Calendar> {
        let table = serde_json::to_value(self).map_err(|_| HubError::Invalid("calendar"))?;
        serde_json::from_value(table).map_err(|_| HubError::Invalid("calendar"))
    }
}
