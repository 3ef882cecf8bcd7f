//! The day's list and the tasks in it.

use super::{AnswerValue, RecordState};

/// The first page of the day.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Today {
    /// The visits shown first: at most seven, in road order.
    pub lines: Vec<TodayLine>,
    /// How many more wait behind.
    pub more: u32,
    /// Records that the township holds, of those touched today.
    pub received: u32,
    /// Records that wait to be sent or for a receipt.
    pub waiting: u32,
    /// When the hub was last heard, Unix milliseconds.
    pub list_as_of: Option<i64>,
    /// Whether this is a training device 练习.
    pub training: bool,
}

/// One line of the day: one house or place, with everything due there.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct TodayLine {
    /// What is visited.
    pub target: String,
    /// Whether the target is a household.
    pub is_household: bool,
    /// Who or what: the head's name, or the place's.
    pub title: String,
    /// Hamlet.
    pub hamlet: String,
    /// The tasks due there, in template order.
    pub tasks: Vec<TodayTask>,
    /// The earliest day by which one of them is due, `YYYY-MM-DD`.
    pub due: String,
    /// Whether that day is past.
    pub late: bool,
    /// State of the line's work.
    pub state: RecordState,
}

/// One task of a line.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct TodayTask {
    /// Id of the task and its document.
    pub id: String,
    /// What names it in calls.
    pub task: TaskRef,
    /// Its Chinese title.
    pub title: String,
    /// Last day of its window, `YYYY-MM-DD`.
    pub due: String,
    /// Whether an answer is there already.
    pub started: bool,
}

/// A task named by what founds it; it need not have been touched before.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct TaskRef {
    /// Template id, such as `YJ-07`.
    pub template: String,
    /// What it is about: a household, a person, a place, a cell.
    pub target: String,
    /// Its window, packed.
    pub window: u64,
}

/// A task with its answers.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct TaskView {
    /// Id of the task and its document.
    pub id: String,
    /// Template id.
    pub template: String,
    /// Its Chinese title.
    pub title: String,
    /// How it stands, in words.
    pub status: String,
    /// Whether nothing more is due.
    pub closed: bool,
    /// Answers in order of their field names.
    pub answers: Vec<AnswerView>,
    /// The words of the one-tap finish, if the template has one.
    pub no_change: Option<String>,
    /// Answers that hold two values.
    pub conflicts: u32,
}

/// One answer.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct AnswerView {
    /// Name of the field, as in the form.
    pub field: String,
    /// The value shown.
    pub value: AnswerValue,
}

/// An answer to one field of a task. One record and not three arguments: every argument that is no number
/// is a buffer of its own, and two buffers fewer save some 45 µs a call on a JVM.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct FieldAnswer {
    /// The task; it need not have been touched before.
    pub task: TaskRef,
    /// Name of the field, as in the form.
    pub field: String,
    /// The answer.
    pub value: AnswerValue,
}

/// What a form was answered with the last time.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct LastTime {
    /// The day on which that task ended, `YYYY-MM-DD`.
    pub day: String,
    /// Its answers in words; those without words are left out.
    pub answers: Vec<LastAnswer>,
}

/// One answer of the last time.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct LastAnswer {
    /// Name of the field, as in the form.
    pub field: String,
    /// What it said.
    pub words: String,
}

/// A template that this person may start by hand.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct HandStart {
    /// Template id.
    pub template: String,
    /// Its Chinese title.
    pub title: String,
    /// What it is about.
    pub about: HandTarget,
    /// Danger to life or property.
    pub urgent: bool,
}

/// What a task started by hand is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum HandTarget {
    /// A cell.
    Cell,
    /// A village.
    Village,
    /// A household.
    Household,
    /// A person.
    Person,
    /// A place.
    Place,
}
