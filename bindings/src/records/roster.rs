//! Households and people.

use super::RecordState;

/// A hit of the finder.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Hit {
    /// The household.
    pub household: String,
    /// The person, if the hit is one.
    pub person: Option<String>,
    /// Name: full within the own cell, masked elsewhere.
    pub name: String,
    /// Nickname of person or household.
    pub nickname: String,
    /// Hamlet.
    pub hamlet: String,
    /// How well it matches; lower is better.
    pub rank: u32,
}

/// A household with its people.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct HouseholdView {
    /// The household.
    pub id: String,
    /// Hamlet.
    pub hamlet: String,
    /// House number or what people call the place.
    pub address: String,
    /// Nickname of the house.
    pub nickname: String,
    /// The note.
    pub note: String,
    /// Members who live or are registered here.
    pub members: Vec<MemberView>,
    /// Members who left, with the reason.
    pub former: Vec<MemberView>,
    /// How many metres its place on the map may be off; none where it has no place there.
    pub placed_within: Option<u32>,
    /// Fields that hold two values.
    pub conflicts: u32,
    /// State of the newest own edit.
    pub state: RecordState,
}

/// A visit of last year's same weeks.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct PastVisit {
    /// The task.
    pub task: String,
    /// Its Chinese title.
    pub title: String,
    /// The day on which it ended, `YYYY-MM-DD`.
    pub day: String,
    /// How it ended, in words.
    pub said: String,
    /// What was noted, a line an answer; empty where nothing was.
    pub noted: Vec<String>,
}

/// One look at a masked value, by the person of this device.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct LookView {
    /// Whose value.
    pub person: String,
    /// The person's name, masked; empty where this device has the person no more.
    pub name: String,
    /// When, Unix milliseconds.
    pub at: i64,
    /// Why.
    pub reason: RevealReason,
    /// Names of the fields, such as `phone`.
    pub fields: Vec<String>,
}

/// A member of a household.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct MemberView {
    /// The person.
    pub person: String,
    /// Name as the matrix lets this role see it.
    pub name: String,
    /// Nickname.
    pub nickname: String,
    /// GB/T 4761 relation to the head.
    pub relation: u32,
    /// GB/T 2261.1 sex.
    pub sex: u32,
    /// Age in full years today, if the birth date is known.
    pub age: Option<u32>,
    /// Phone, masked.
    pub phone: String,
    /// Residency R1–R5.
    pub residency: u32,
    /// Why the person left, 0 if not.
    pub left: u32,
}

/// A person to be added.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct NewPerson {
    /// Name.
    pub name: String,
    /// GB/T 2261.1.
    pub sex: u32,
    /// Birth date, `YYYY-MM-DD`.
    #[uniffi(default = None)]
    pub birth: Option<String>,
    /// GB/T 4761.
    pub relation: u32,
    /// Phone.
    #[uniffi(default = None)]
    pub phone: Option<String>,
    /// R1–R5.
    pub residency: u32,
}

/// A household to be added.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct NewHousehold {
    /// The cell it lies in.
    pub cell: String,
    /// The hamlet.
    pub hamlet: String,
    /// House number or what people call the place.
    pub address: String,
    /// The head.
    pub head: NewPerson,
}

/// The household that people found when they split off.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct SplitHousehold {
    /// The hamlet, in the cell they come from.
    pub hamlet: String,
    /// House number or what people call the place.
    pub address: String,
    /// Who of them is its head.
    pub head: String,
}

/// Why people move between households.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum MoveReason {
    /// 婚嫁.
    Marriage,
    /// 分户.
    Split,
    /// 投靠.
    JoinsRelatives,
    /// 记错户.
    Mistake,
    /// 搬家.
    Relocation,
}

/// A hamlet of this device's cells.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct HamletView {
    /// The hamlet.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The cell it belongs to.
    pub cell: String,
    /// Name of the cell.
    pub cell_name: String,
}

/// Why a masked value is shown in full, from a closed list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum RevealReason {
    /// 走访时核对.
    Visit,
    /// 联系本人或家人.
    Contact,
    /// 事件处置.
    Incident,
    /// 应急转移.
    Evacuation,
    /// 办理救助或待遇.
    Benefit,
    /// 调解纠纷.
    Mediation,
    /// 本人要求查看.
    OwnRequest,
    /// 更正信息.
    Correction,
    /// 监督检查.
    Supervision,
}
