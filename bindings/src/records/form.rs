//! The form of a template: what is asked, and how each answer is given.

/// A form.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Form {
    /// Template id, such as `YJ-07`.
    pub template: String,
    /// Raised with every change of the template.
    pub version: u32,
    /// Its Chinese title.
    pub title: String,
    /// Danger to life or property: comes first.
    pub urgent: bool,
    /// A person is asked, and may decline (谢绝).
    pub asks_people: bool,
    /// The words of the one-tap finish, if it has one.
    pub no_change: Option<String>,
    /// Law, rule or practice it rests on.
    pub basis: String,
    /// What is asked, in order.
    pub items: Vec<FormItem>,
}

/// One question.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct FormItem {
    /// Frozen number, from 1.
    pub number: u32,
    /// The question.
    pub question: String,
    /// A remark for the worker.
    pub hint: Option<String>,
    /// What may be shown beside the answer.
    pub evidence: Evidence,
    /// How often it may be answered; 1 for most.
    pub rows: u32,
    /// Its typed parts.
    pub parts: Vec<FormPart>,
    /// Fields for a photo, one a row; none where the evidence takes no photo.
    pub photo_fields: Vec<String>,
    /// Fields for the reason why a photo of a problem was skipped, one a row.
    pub skip_fields: Vec<String>,
}

/// What may be shown beside an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum Evidence {
    /// Nothing.
    None,
    /// A photo, never asked for.
    OptionalPhoto,
    /// A photo with a problem only; a reason may stand in for it.
    ProblemPhoto,
    /// The photo of a document.
    Document,
    /// A signature.
    Signature,
    /// A count is the evidence; no names, no photo.
    Count,
}

/// One typed answer within a question.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct FormPart {
    /// Names of its fields, one a row; pass one to `answer`.
    pub fields: Vec<String>,
    /// Short label beside the input; empty where the question says enough.
    pub label: String,
    /// What may be answered.
    pub kind: AnswerKind,
    /// Which answers mean a problem, where the options do not say it.
    pub problem: Option<ProblemMark>,
    /// The answer is the task's target itself: shown, never asked and never stored.
    pub from_target: bool,
    /// May be left open in a finished task.
    pub optional: bool,
    /// The problem answer opens a sealed channel and is never stored here.
    pub closed: bool,
    /// 不清楚 may be answered, as `NotApplicable`.
    pub unsure: bool,
}

/// What may be answered.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum AnswerKind {
    /// 是 or 否.
    YesNo,
    /// One option.
    Single {
        /// The options, in the order of the source.
        options: Vec<FormOption>,
    },
    /// Any number of options.
    Multi {
        /// The options, in the order of the source.
        options: Vec<FormOption>,
    },
    /// A whole number.
    Number {
        /// Smallest accepted.
        min: i64,
        /// Largest accepted.
        max: i64,
        /// What is counted, such as 人 or 毫米.
        unit: Option<String>,
    },
    /// A calendar day.
    Day,
    /// A time of day.
    Time,
    /// Words, typed or dictated.
    Words {
        /// Most characters accepted.
        max: u32,
    },
    /// A record of the roster or another one.
    Record {
        /// What it may point to.
        to: Referent,
    },
    /// The point of an object, never of a worker.
    Point,
    /// A signature on the screen, attached by path.
    Signature,
    /// The photo of a document, attached by path.
    Document,
}

/// What a reference may point to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
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
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct FormOption {
    /// Frozen code, 1 to 63.
    pub code: u32,
    /// What the worker reads.
    pub words: String,
    /// Choosing it means a problem.
    pub problem: bool,
    /// It means "none of these" and stands alone.
    pub none: bool,
}

/// Which answers mean a problem.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum ProblemMark {
    /// 是 is the problem.
    Yes,
    /// 否 is the problem.
    No,
    /// Any words are.
    Given,
    /// A number above the limit.
    Above {
        /// The limit.
        limit: i64,
    },
    /// A number below the limit.
    Below {
        /// The limit.
        limit: i64,
    },
}
