//! Whether a value may stand in a field of a task document.

pub mod words;

use std::str::FromStr;

use crate::Value;
use crate::template::field::{FieldName, PHOTO, SKIPPED, SkipReason, VERSION};
use crate::template::part::{Part, PartKind};
use crate::template::rule::{self, Answers, FollowUp, Setting};
use crate::template::{Evidence, Item, Template};

/// Why an answer was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AnswerError {
    /// The field is not one of this version of the template.
    #[error("the template has no such field")]
    NoSuchField,
    /// The value is of another type than the field.
    #[error("the value is of the wrong type")]
    WrongType,
    /// The number, the text or the version is out of bounds.
    #[error("the value is out of bounds")]
    OutOfBounds,
    /// The list has no such option, or "none" was chosen beside others.
    #[error("the list has no such choice")]
    NoSuchOption,
    /// Nobody is asked here who could decline.
    #[error("nobody is asked who could decline")]
    NobodyAsked,
    /// The answer belongs in the sealed channel and must not be stored here.
    #[error("this answer belongs in the sealed channel")]
    SealedChannel,
    /// The field is the task's target itself and is not answered.
    #[error("the target answers this")]
    FromTarget,
}

impl AnswerError {
    /// What people read.
    pub const fn zh(self) -> &'static str {
        match self {
            AnswerError::NoSuchField => "表上没有这一项",
            AnswerError::WrongType => "填的不是这一项要的",
            AnswerError::OutOfBounds => "数太大、太小，或者字太多",
            AnswerError::NoSuchOption => "选项里没有这个",
            AnswerError::NobodyAsked => "这张表没有问人，不能写谢绝",
            AnswerError::SealedChannel => "这一项有专门的渠道，不写在这里",
            AnswerError::FromTarget => "这一项由走访的对象定，不用填",
        }
    }
}

/// Checks one answer against the template it is given to.
///
/// A document whose version is above `template.version` was written by a newer app: its fields are
/// kept as they are and must not be checked with this function (see [`newer`]).
pub fn check(template: &Template, field: &str, value: &Value) -> Result<(), AnswerError> {
    if field == VERSION {
        return check_version(value);
    }
    let name = FieldName::from_str(field).map_err(|_| AnswerError::NoSuchField)?;
    let item = template.item(name.item).ok_or(AnswerError::NoSuchField)?;
    if name.row >= item.rows.unwrap_or(1).max(1) {
        return Err(AnswerError::NoSuchField);
    }
    match name.part {
        PHOTO if takes_photo(item) => match value {
            Value::File(_) | Value::Empty => Ok(()),
            _ => Err(AnswerError::WrongType),
        },
        SKIPPED if item.evidence == Evidence::ProblemPhoto => match value {
            Value::Code(code) => {
                SkipReason::from_code(*code).map(|_| ()).ok_or(AnswerError::NoSuchOption)
            }
            Value::Empty => Ok(()),
            _ => Err(AnswerError::WrongType),
        },
        _ => {
            let part = template.part(name).ok_or(AnswerError::NoSuchField)?;
            check_part(template, part, value)
        }
    }
}

/// The fields that a finished task must still answer, in the template's order: every part but those
/// that may be left open, are answered by the target itself, or belong to rows that were not begun.
/// Declining, not applying and not being sure are answers. A rule that says *stop* ends the questions
/// behind the fields it rests on; photos, signatures of a problem and the like are never demanded here.
pub fn missing(template: &Template, answers: &Answers) -> Vec<FieldName> {
    let setting = Setting::default();
    let stopped = rule::evaluate(template, answers, &setting)
        .iter()
        .any(|finding| matches!(finding.follow_up, FollowUp::Stop));
    if stopped {
        return Vec::new();
    }
    let answered = |field: &FieldName| match answers.get(field) {
        None | Some(Value::Empty) => false,
        Some(Value::Text(text)) => !text.trim().is_empty(),
        Some(_) => true,
    };
    let mut missing = Vec::new();
    for item in &template.items {
        let asked = item
            .parts
            .iter()
            .filter(|part| !part.optional && !part.from_target && !part.closed && part.is_asked());
        // Rows of a repeated item are given as there are things to name; the first may be none.
        if item.rows.is_none() {
            let fields = asked.map(|part| FieldName::new(item.number, part.number));
            missing.extend(fields.filter(|field| !answered(field)));
        }
    }
    missing
}

/// Whether answers of template version `version` may hold fields `template` does not know.
pub fn newer(template: &Template, version: u32) -> bool {
    version > template.version
}

/// The kind of answer a field of a task document holds, so that a codec can expect it; `None` for a
/// field the template does not know.
pub fn expected<'a>(template: &'a Template, field: &str) -> Option<&'a PartKind> {
    template.part(field.parse().ok()?).map(|part| &part.kind)
}

fn check_version(value: &Value) -> Result<(), AnswerError> {
    match value {
        Value::Int(version) if (1..=i64::from(u32::MAX)).contains(version) => Ok(()),
        Value::Int(_) => Err(AnswerError::OutOfBounds),
        _ => Err(AnswerError::WrongType),
    }
}

fn takes_photo(item: &Item) -> bool {
    matches!(item.evidence, Evidence::OptionalPhoto | Evidence::ProblemPhoto | Evidence::Document)
}

fn check_part(template: &Template, part: &Part, value: &Value) -> Result<(), AnswerError> {
    if part.from_target {
        return Err(AnswerError::FromTarget);
    }
    match value {
        Value::Empty | Value::NotApplicable => return Ok(()),
        Value::Declined if template.asks_people => return Ok(()),
        Value::Declined => return Err(AnswerError::NobodyAsked),
        _ => {}
    }
    if part.closed && part.is_problem(value) {
        return Err(AnswerError::SealedChannel);
    }
    match (&part.kind, value) {
        (PartKind::YesNo, Value::Bool(_))
        | (PartKind::Date, Value::Date(_))
        | (PartKind::Reference { .. }, Value::Ref(_))
        | (PartKind::Point, Value::Point { .. })
        | (PartKind::Signature | PartKind::Document, Value::File(_)) => Ok(()),
        (PartKind::Time, Value::TimeOfDay(minutes)) => bounded(*minutes < 24 * 60),
        (PartKind::Number { min, max, .. }, Value::Int(n)) => bounded(min <= n && n <= max),
        (PartKind::Text { max }, Value::Text(text)) => {
            bounded(text.chars().count() <= usize::from(*max))
        }
        (PartKind::Single { options }, Value::Code(code)) => {
            let known = options.iter().any(|option| u32::from(option.code) == *code);
            if known { Ok(()) } else { Err(AnswerError::NoSuchOption) }
        }
        (PartKind::Multi { options }, Value::Codes(bits)) => {
            let known = options.iter().fold(0, |all, option| all | 1u64 << (option.code & 63));
            let none =
                options.iter().find(|option| option.none).map_or(0, |o| 1u64 << (o.code & 63));
            let alone = bits & none == 0 || *bits == none;
            if bits & !known == 0 && alone { Ok(()) } else { Err(AnswerError::NoSuchOption) }
        }
        _ => Err(AnswerError::WrongType),
    }
}

fn bounded(inside: bool) -> Result<(), AnswerError> {
    if inside { Ok(()) } else { Err(AnswerError::OutOfBounds) }
}
