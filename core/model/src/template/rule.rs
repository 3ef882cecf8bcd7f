//! What follows from answers, as data: a condition over the answers and what to do when it holds.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::field::FieldName;
use super::{Assignee, Template};
use crate::incident::Grade;
use crate::{Purpose, Value};

/// One rule of a template.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Rule {
    /// Frozen number within the template.
    pub number: u8,
    /// When it holds.
    #[serde(rename = "if")]
    pub condition: Condition,
    /// What the worker reads; `{n}` stands for the number the condition found.
    pub words: String,
    /// What to offer. Nothing happens by itself: the worker confirms.
    #[serde(rename = "then")]
    pub follow_up: FollowUp,
}

/// A condition over the answers. In a repeated item it holds when it holds in any row, and its
/// number is that of the rows; an unanswered field fulfils nothing but [`Condition::Unanswered`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Condition {
    /// Answered 是.
    Yes(FieldName),
    /// Answered 否.
    No(FieldName),
    /// One of these options is chosen.
    Any {
        /// The list.
        field: FieldName,
        /// Codes of its options.
        codes: Vec<u8>,
    },
    /// The answer means a problem.
    Problem(FieldName),
    /// There is an answer (words that are not blank, a list with something chosen).
    Answered(FieldName),
    /// There is no answer yet, or an empty one.
    Unanswered(FieldName),
    /// A number below `n`.
    Below {
        /// The number.
        field: FieldName,
        /// The limit, not included.
        n: i64,
    },
    /// A number above `n`.
    Above {
        /// The number.
        field: FieldName,
        /// The limit, not included.
        n: i64,
    },
    /// `part` is not more than half of `whole` (no quorum, no majority).
    NotOverHalf {
        /// Those present, or in favour.
        part: FieldName,
        /// Those due, or present.
        whole: FieldName,
    },
    /// `part` is less than the given share of `whole`.
    BelowShare {
        /// Those present.
        part: FieldName,
        /// Those due.
        whole: FieldName,
        /// The share as numerator and denominator.
        of: (i64, i64),
    },
    /// `part` is greater than `whole`, which it is counted in.
    Exceeds {
        /// The part.
        part: FieldName,
        /// The whole.
        whole: FieldName,
    },
    /// `part` is smaller than `whole`; the number is what remains.
    Fewer {
        /// The part.
        part: FieldName,
        /// The whole.
        whole: FieldName,
    },
    /// The parts, all given, do not add up to the whole; the number is their sum.
    SumDiffers {
        /// The parts.
        parts: Vec<FieldName>,
        /// The whole.
        whole: FieldName,
    },
    /// Both are answered.
    Both([FieldName; 2]),
    /// Both are answered alike.
    Same([FieldName; 2]),
    /// Of an item's 是/否 parts, all answered, so many are 否; the number is how many.
    NoCount {
        /// The item.
        item: u8,
        /// Fewest.
        from: u8,
        /// Most.
        to: u8,
    },
    /// Something the roster knows of the target.
    Target(TargetFact),
    /// The occasion is at most so many days ago; the number is the days left.
    UntilDay(i64),
    /// The occasion is more than so many days ago.
    AfterDay(i64),
    /// A date answered lies at most so many days ahead; the number is the days left.
    BeforeDay {
        /// The date.
        field: FieldName,
        /// How far ahead counts.
        days: i64,
    },
    /// A number above a limit that a department sets and the caller passes in; without it nothing
    /// is found.
    OverLimit {
        /// The number.
        field: FieldName,
        /// Name of the limit, such as `crack_mm`.
        limit: String,
    },
    /// All of them hold; the number is the first found.
    All(Vec<Condition>),
}

/// What the roster knows of a task's target.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TargetFact {
    /// Everybody who lives in the household is 60 or older.
    EldersOnly,
}

/// What to offer when a rule holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "do", rename_all = "snake_case")]
pub enum FollowUp {
    /// Only say it.
    Warn,
    /// Nothing more is asked; the checklist can be finished.
    Stop,
    /// Another task.
    Task {
        /// Days until it is due.
        in_days: u16,
        /// Its template; `None`: this one again.
        template: Option<String>,
    },
    /// An incident 事件, already filled in with category and grade.
    Incident {
        /// Category code of DOMAIN §3.3, such as `Y06`.
        category: String,
        /// How urgent.
        grade: Urgency,
    },
    /// A clue 线索 for certified officers.
    Clue {
        /// To whom.
        to: Assignee,
    },
    /// A service order 帮办代办.
    Service {
        /// Category code, such as `F02`.
        category: String,
    },
    /// Call buttons, shown before anything else.
    Call {
        /// Short numbers, or the name of a line such as 值班室.
        numbers: Vec<String>,
    },
    /// A report through a sealed channel, never through this task's answers.
    Sealed {
        /// The channel, of class C4.
        purpose: Purpose,
    },
    /// Tell somebody.
    Refer {
        /// Whom.
        to: Assignee,
    },
}

/// How urgent an incident offered by a rule is; the duty officer decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Urgency {
    /// 一般
    Ordinary,
    /// 紧急
    Urgent,
    /// 特急
    Critical,
}

impl From<Urgency> for Grade {
    fn from(urgency: Urgency) -> Grade {
        match urgency {
            Urgency::Ordinary => Grade::Ordinary,
            Urgency::Urgent => Grade::Urgent,
            Urgency::Critical => Grade::Critical,
        }
    }
}

/// What the evaluation knows beside the answers.
#[derive(Clone, Debug, Default)]
pub struct Setting {
    /// The day of the evaluation.
    pub day: NaiveDate,
    /// The day of the task's occasion, if its window is one.
    pub occasion: Option<NaiveDate>,
    /// Whether everybody who lives in the target household is 60 or older.
    pub elders_only: bool,
    /// Limits set by departments, by name.
    pub limits: BTreeMap<String, i64>,
}

/// A rule that holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// Number of the rule.
    pub rule: u8,
    /// What the worker reads.
    pub words: String,
    /// What is offered.
    pub follow_up: FollowUp,
}

/// The answers of one task, by field name.
pub type Answers = BTreeMap<FieldName, Value>;

/// Every rule of `template` that holds for `answers`, in the template's order.
pub fn evaluate(template: &Template, answers: &Answers, setting: &Setting) -> Vec<Finding> {
    let evaluation = Evaluation { template, answers, setting };
    let holding = template.rules.iter().filter_map(|rule| {
        let held = evaluation.holds(&rule.condition)?;
        let number = held.map(|n| n.to_string()).unwrap_or_default();
        Some(Finding {
            rule: rule.number,
            words: rule.words.replace("{n}", &number),
            follow_up: rule.follow_up.clone(),
        })
    });
    holding.collect()
}

pub(super) struct Evaluation<'a> {
    pub(super) template: &'a Template,
    pub(super) answers: &'a Answers,
    pub(super) setting: &'a Setting,
}

/// The number a condition found, if it is about one.
pub(super) type Number = Option<i64>;

impl Evaluation<'_> {
    /// `Some` when the condition holds.
    pub(super) fn holds(&self, condition: &Condition) -> Option<Number> {
        match condition {
            Condition::Yes(field) => self.rows(*field, |v| *v == Value::Bool(true)),
            Condition::No(field) => self.rows(*field, |v| *v == Value::Bool(false)),
            Condition::Any { field, codes } => self.rows(*field, |value| match value {
                Value::Code(code) => codes.iter().any(|c| u32::from(*c) == *code),
                Value::Codes(bits) => codes.iter().any(|c| *c < 64 && bits >> c & 1 == 1),
                _ => false,
            }),
            Condition::Problem(field) => {
                let part = self.template.part(*field)?;
                self.rows(*field, |value| part.is_problem(value))
            }
            Condition::Answered(field) => self.rows(*field, is_answered),
            Condition::Unanswered(field) => {
                self.rows(*field, is_answered).is_none().then_some(None)
            }
            Condition::Below { field, n } => self.first(*field, |value| value < *n),
            Condition::Above { field, n } => self.first(*field, |value| value > *n),
            Condition::NotOverHalf { part, whole } => {
                let (part, whole) = (self.number(*part)?, self.number(*whole)?);
                (part.saturating_mul(2) <= whole).then_some(Some(part))
            }
            Condition::BelowShare { part, whole, of: (over, under) } => {
                let (part, whole) = (self.number(*part)?, self.number(*whole)?);
                let short = part.saturating_mul(*under) < whole.saturating_mul(*over);
                short.then_some(Some(part))
            }
            Condition::Exceeds { part, whole } => {
                let (part, whole) = (self.number(*part)?, self.number(*whole)?);
                (part > whole).then(|| Some(part.saturating_sub(whole)))
            }
            Condition::Fewer { part, whole } => {
                let (part, whole) = (self.number(*part)?, self.number(*whole)?);
                (part < whole).then(|| Some(whole.saturating_sub(part)))
            }
            Condition::SumDiffers { parts, whole } => {
                let sum = parts
                    .iter()
                    .try_fold(0i64, |sum, part| Some(sum.saturating_add(self.number(*part)?)))?;
                (sum != self.number(*whole)?).then_some(Some(sum))
            }
            Condition::Both([one, other]) => {
                let both = self.given(*one).is_some() && self.given(*other).is_some();
                both.then_some(None)
            }
            Condition::Same([one, other]) => {
                (self.given(*one)? == self.given(*other)?).then_some(None)
            }
            Condition::NoCount { item, from, to } => self.no_count(*item, *from, *to),
            Condition::Target(TargetFact::EldersOnly) => self.setting.elders_only.then_some(None),
            Condition::UntilDay(days) => {
                let left = days - self.days_since_occasion()?;
                (left >= 0).then_some(Some(left))
            }
            Condition::AfterDay(days) => {
                let since = self.days_since_occasion()?;
                (since > *days).then_some(Some(since))
            }
            Condition::BeforeDay { field, days } => match self.given(*field)? {
                Value::Date(date) => {
                    let left = date.signed_duration_since(self.setting.day).num_days();
                    (left <= *days).then_some(Some(left.max(0)))
                }
                _ => None,
            },
            Condition::OverLimit { field, limit } => {
                let limit = *self.setting.limits.get(limit)?;
                self.first(*field, |value| value > limit)
            }
            Condition::All(all) => {
                let mut number = None;
                for condition in all {
                    number = number.or(self.holds(condition)?);
                }
                Some(number)
            }
        }
    }

    fn given(&self, field: FieldName) -> Option<&Value> {
        self.answers.get(&field).filter(|value| is_answered(value))
    }

    pub(super) fn number(&self, field: FieldName) -> Option<i64> {
        match self.answers.get(&field)? {
            Value::Int(n) => Some(*n),
            _ => None,
        }
    }

    /// Holds when any row fulfils it; the number is how many rows do, for repeated items only.
    fn rows(&self, field: FieldName, test: impl Fn(&Value) -> bool) -> Option<Number> {
        let rows = self.template.item(field.item)?.rows.unwrap_or(0);
        let count = (0..rows.max(1))
            .filter(|row| self.answers.get(&field.in_row(*row)).is_some_and(&test))
            .count();
        (count > 0).then_some((rows > 0).then_some(count as i64))
    }

    fn first(&self, field: FieldName, test: impl Fn(i64) -> bool) -> Option<Number> {
        self.number(field).filter(|n| test(*n)).map(Some)
    }

    fn no_count(&self, item: u8, from: u8, to: u8) -> Option<Number> {
        let mut count = 0;
        for part in &self.template.item(item)?.parts {
            match self.answers.get(&FieldName::new(item, part.number))? {
                Value::Bool(yes) => count += i64::from(!*yes),
                _ => return None,
            }
        }
        (i64::from(from)..=i64::from(to)).contains(&count).then_some(Some(count))
    }

    fn days_since_occasion(&self) -> Option<i64> {
        let occasion = self.setting.occasion?;
        Some(self.setting.day.signed_duration_since(occasion).num_days())
    }
}

fn is_answered(value: &Value) -> bool {
    match value {
        Value::Empty | Value::Declined | Value::NotApplicable | Value::Codes(0) => false,
        Value::Text(text) => !text.trim().is_empty(),
        _ => true,
    }
}

impl Condition {
    /// Every field the condition reads in a template's first row.
    pub(super) fn fields(&self) -> Vec<FieldName> {
        match self {
            Condition::Yes(field)
            | Condition::No(field)
            | Condition::Problem(field)
            | Condition::Answered(field)
            | Condition::Unanswered(field)
            | Condition::Any { field, .. }
            | Condition::Below { field, .. }
            | Condition::Above { field, .. }
            | Condition::BeforeDay { field, .. }
            | Condition::OverLimit { field, .. } => vec![*field],
            Condition::NotOverHalf { part, whole }
            | Condition::BelowShare { part, whole, .. }
            | Condition::Exceeds { part, whole }
            | Condition::Fewer { part, whole } => vec![*part, *whole],
            Condition::SumDiffers { parts, whole } => {
                parts.iter().copied().chain([*whole]).collect()
            }
            Condition::Both(pair) | Condition::Same(pair) => pair.to_vec(),
            Condition::All(all) => all.iter().flat_map(Condition::fields).collect(),
            Condition::NoCount { .. }
            | Condition::Target(_)
            | Condition::UntilDay(_)
            | Condition::AfterDay(_) => Vec::new(),
        }
    }
}
