//! What one part of an item asks for, and which answers to it mean a problem.

use serde::{Deserialize, Serialize};

use crate::Value;

/// One typed answer within an item. An item of one part has part number 0.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Part {
    /// Frozen number, 0 alone or 1 to 7.
    pub number: u8,
    /// Short label beside the input; empty where the item's own text says enough.
    pub zh: String,
    /// What may be answered.
    #[serde(flatten)]
    pub kind: PartKind,
    /// Which answers mean a problem, where the kind's own options do not say it.
    pub problem: Option<Problem>,
    /// The answer is the task's target itself: shown, never asked and never stored.
    pub from_target: bool,
    /// May be left open in a finished task.
    pub optional: bool,
    /// The problem answer opens a sealed channel and is never stored here.
    pub closed: bool,
    /// 不清楚 may be answered; stored as [`Value::NotApplicable`].
    pub unsure: bool,
}

/// The kinds of answer.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum PartKind {
    /// 是 or 否: [`Value::Bool`].
    YesNo,
    /// One option: [`Value::Code`].
    Single {
        /// The options, in the order of the source.
        options: Vec<Choice>,
    },
    /// Any number of options: [`Value::Codes`].
    Multi {
        /// The options, in the order of the source.
        options: Vec<Choice>,
    },
    /// A whole number: [`Value::Int`].
    Number {
        /// Smallest accepted.
        min: i64,
        /// Largest accepted.
        max: i64,
        /// What is counted, such as 人 or 毫米.
        unit: Option<String>,
    },
    /// A calendar day: [`Value::Date`].
    Date,
    /// A time of day: [`Value::TimeOfDay`].
    Time,
    /// Words, typed or dictated: [`Value::Text`].
    Text {
        /// Most characters accepted.
        max: u16,
    },
    /// A roster object or other record: [`Value::Ref`].
    Reference {
        /// What it may point to.
        to: Referent,
    },
    /// The point of an object, never of a worker: [`Value::Point`].
    Point,
    /// A signature on the screen: [`Value::File`].
    Signature,
    /// The photo of a document: [`Value::File`].
    Document,
}

/// What a reference may point to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Referent {
    /// A household 户.
    Household,
    /// A person of the roster.
    Person,
    /// A Party member of the branch.
    Member,
    /// A place, facility, dwelling or hazard point.
    Place,
    /// A mediation agreement 调解协议.
    Agreement,
    /// A person who holds a post.
    Worker,
}

/// One option of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// Frozen code, from 1; below 64 so that it fits [`Value::Codes`].
    pub code: u8,
    /// What the worker reads.
    pub zh: String,
    /// Choosing it means a problem.
    #[serde(default)]
    pub problem: bool,
    /// It means "none of these" and stands alone.
    #[serde(default)]
    pub none: bool,
}

/// Which answers mean a problem.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Problem {
    /// 是 is the problem.
    Yes,
    /// 否 is the problem.
    No,
    /// Any words are.
    Given,
    /// A number above this.
    Above(i64),
    /// A number below this.
    Below(i64),
}

impl Part {
    /// The options of a list; empty for other kinds.
    pub fn options(&self) -> &[Choice] {
        match &self.kind {
            PartKind::Single { options } | PartKind::Multi { options } => options,
            _ => &[],
        }
    }

    /// Whether `value` means that something is wrong here.
    pub fn is_problem(&self, value: &Value) -> bool {
        let chosen =
            |code: u32| self.options().iter().any(|o| u32::from(o.code) == code && o.problem);
        match (value, self.problem) {
            (Value::Bool(yes), Some(Problem::Yes)) => *yes,
            (Value::Bool(yes), Some(Problem::No)) => !*yes,
            (Value::Text(text), Some(Problem::Given)) => !text.trim().is_empty(),
            (Value::Int(n), Some(Problem::Above(limit))) => *n > limit,
            (Value::Int(n), Some(Problem::Below(limit))) => *n < limit,
            (Value::Code(code), _) => chosen(*code),
            (Value::Codes(bits), _) => (0..64).any(|bit| bits >> bit & 1 == 1 && chosen(bit)),
            _ => false,
        }
    }

    /// Whether the part is a question to be answered in words; a point, a signature or a scan is
    /// given where there is something to give.
    pub fn is_asked(&self) -> bool {
        !matches!(self.kind, PartKind::Point | PartKind::Signature | PartKind::Document)
    }

    /// Whether any answer to this part can mean a problem.
    pub fn can_be_problem(&self) -> bool {
        self.problem.is_some() || self.options().iter().any(|option| option.problem)
    }
}
