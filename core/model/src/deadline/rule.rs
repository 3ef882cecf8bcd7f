//! A deadline rule as data.

use std::fmt;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// What a period is counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Unit {
    /// 工作日. In the 行政处罚法 two, three, five and seven days (art. 85), in the 行政强制法 ten days and
    /// less (art. 69).
    Working,
    /// 日, natural days.
    Calendar,
    /// 小时.
    Hour,
    /// 月: the corresponding day of the month, or its last.
    Month,
    /// 年.
    Year,
    /// For every day from the start.
    PerDay,
    /// A day of the year.
    Fixed {
        /// Month, 1–12.
        month: u32,
        /// Day of the month.
        day: u32,
    },
    /// At once when the event happens.
    Event,
}

/// Whose period it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Owner {
    /// The administration's duty: the earlier day is shown.
    Agency,
    /// A resident's right: the later day is shown.
    Citizen,
    /// A rule that runs by itself, such as a limitation.
    Rule,
}

/// Why a table of rules was refused.
#[derive(Debug, Error)]
pub enum RuleError {
    /// Not a table of this form.
    #[error("the table of deadlines is not readable: {0}")]
    Unreadable(#[from] serde_json::Error),
    /// Two rules bear one id.
    #[error("rule {0} is listed twice")]
    Duplicate(String),
}

/// One rule: what starts it, how long it runs, for whom, and on what ground.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rule {
    /// Such as `PEN-PRESERVE`.
    pub id: String,
    /// What is due.
    pub zh: String,
    /// What starts it, in the table's words.
    pub start: String,
    /// Whether it is counted back from its start, as notice before a hearing is.
    #[serde(default)]
    pub backwards: bool,
    /// How many units.
    pub n: u32,
    /// Of what.
    pub unit: Unit,
    /// Whose.
    #[serde(rename = "for")]
    pub owner: Owner,
    /// How it may be extended, in words.
    #[serde(default)]
    pub extension: String,
    /// Law and article.
    pub basis: String,
    /// How sure the source is: L read in the law, W on the web, M from memory.
    pub tag: String,
}

/// A table of rules.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Rules(Vec<Rule>);

impl Rules {
    /// Reads a table.
    pub fn parse(json: &str) -> Result<Rules, RuleError> {
        let mut rules: Rules = crate::json::read(json.as_bytes())?;
        for rule in &mut rules.0 {
            // The source marks such a rule in the words of its start.
            rule.backwards |= rule.start.contains("(backwards)");
        }
        let mut seen = std::collections::BTreeSet::new();
        match rules.0.iter().find(|rule| !seen.insert(&rule.id)) {
            Some(rule) => Err(RuleError::Duplicate(rule.id.clone())),
            None => Ok(rules),
        }
    }

    /// The table shipped with this version.
    pub fn embedded() -> &'static Rules {
        static RULES: std::sync::LazyLock<Rules> = std::sync::LazyLock::new(|| {
            Rules::parse(&crate::shipped::table!("deadlines.json"))
                .expect("a test reads the embedded rules")
        });
        &RULES
    }

    /// The rule with this id.
    pub fn get(&self, id: &str) -> Option<&Rule> {
        self.0.iter().find(|rule| rule.id == id)
    }

    /// All rules in the order of the table.
    pub fn iter(&self) -> impl Iterator<Item = &Rule> {
        self.0.iter()
    }
}

/// A unit this version does not know.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("unknown unit {0}")]
pub struct UnknownUnit(String);

impl TryFrom<String> for Unit {
    type Error = UnknownUnit;

    fn try_from(text: String) -> Result<Unit, UnknownUnit> {
        Ok(match text.as_str() {
            "working" => Unit::Working,
            "calendar" => Unit::Calendar,
            "hour" => Unit::Hour,
            "month" => Unit::Month,
            "year" => Unit::Year,
            "per-day" => Unit::PerDay,
            "event" => Unit::Event,
            _ => fixed(&text).ok_or(UnknownUnit(text))?,
        })
    }
}

/// `fixed MM-DD`; 29 February is refused, since it comes only every fourth year.
fn fixed(text: &str) -> Option<Unit> {
    let (month, day) = text.strip_prefix("fixed ")?.split_once('-')?;
    let (month, day) = (month.parse().ok()?, day.parse().ok()?);
    chrono::NaiveDate::from_ymd_opt(2025, month, day)?;
    Some(Unit::Fixed { month, day })
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Unit::Working => f.write_str("working"),
            Unit::Calendar => f.write_str("calendar"),
            Unit::Hour => f.write_str("hour"),
            Unit::Month => f.write_str("month"),
            Unit::Year => f.write_str("year"),
            Unit::PerDay => f.write_str("per-day"),
            Unit::Event => f.write_str("event"),
            Unit::Fixed { month, day } => write!(f, "fixed {month:02}-{day:02}"),
        }
    }
}

impl From<Unit> for String {
    fn from(unit: Unit) -> String {
        unit.to_string()
    }
}
