//! What screens are given: plain records, already in the words of the domain where words are data
//! (names, template texts), and in codes where the words are the app's (states, errors).

use gridwork_model::{Id, Value};

/// The honest state of a record (DESIGN §4). It says where the record *is*, never a guess.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RecordState {
    /// 草稿: returned by the hub or not finished; only on this device.
    Draft,
    /// 已存本机: durable here, waits to be sent.
    Saved,
    /// 已送乡镇: in a batch that was posted; no receipt yet.
    Sent,
    /// 乡镇已收: the hub holds it durably.
    Received,
    /// 已办: the work is done.
    Done,
}

/// The first page of the day.
#[derive(Clone, Debug, PartialEq)]
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
#[derive(Clone, Debug, PartialEq)]
pub struct TodayLine {
    /// What is visited.
    pub target: Id,
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
#[derive(Clone, Debug, PartialEq)]
pub struct TodayTask {
    /// The task, also the id of its document.
    pub task: Id,
    /// Template id, such as `YJ-07`.
    pub template: String,
    /// Its Chinese title.
    pub title: String,
    /// What it is about: the household, a person in it, a place, a cell.
    pub target: Id,
    /// Its window, packed (see `gridwork_model::window`).
    pub window: u64,
    /// Last day of its window, `YYYY-MM-DD`.
    pub due: String,
    /// Whether an answer is there already.
    pub started: bool,
}

/// A hit of the finder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// The household.
    pub household: Id,
    /// The person, if the hit is one.
    pub person: Option<Id>,
    /// Name: full within the own cell, masked elsewhere.
    pub name: String,
    /// Nickname of person or household.
    pub nickname: String,
    /// Hamlet.
    pub hamlet: String,
    /// How well it matches; lower is better.
    pub rank: u8,
}

/// A household with its people.
#[derive(Clone, Debug, PartialEq)]
pub struct HouseholdView {
    /// The household.
    pub id: Id,
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
    pub placed_within: Option<u16>,
    /// Fields that hold two values.
    pub conflicts: u32,
    /// State of the newest own edit.
    pub state: RecordState,
}

/// A member of a household.
#[derive(Clone, Debug, PartialEq)]
pub struct MemberView {
    /// The person.
    pub person: Id,
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
    /// Phone, masked; dialling and revealing are acts of their own.
    pub phone: String,
    /// Residency R1–R5.
    pub residency: u32,
    /// Why the person left, 0 if not.
    pub left: u32,
}

/// A hamlet of one of this device's cells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HamletView {
    /// The hamlet.
    pub id: Id,
    /// Its name.
    pub name: String,
    /// The cell it belongs to.
    pub cell: Id,
    /// Name of the cell.
    pub cell_name: String,
}

/// What is drawn of one's cells: points and outlines, no base map.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MapView {
    /// Hamlets and places that have a point.
    pub points: Vec<MapPoint>,
    /// Outlines of cells, where one has been drawn.
    pub outlines: Vec<MapOutline>,
}

/// Something with a point.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MapPoint {
    /// The hamlet or place.
    pub id: Id,
    /// How it is drawn.
    pub mark: MapMark,
    /// Its name.
    pub name: String,
    /// Longitude, 1e-7 degrees, WGS-84.
    pub lon_e7: i32,
    /// Latitude, 1e-7 degrees.
    pub lat_e7: i32,
    /// How many households this device has in a hamlet; 0 for a place.
    pub households: u32,
}

/// How a point is drawn: by shape and letter, never by colour alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MapMark {
    /// 自然村.
    Hamlet,
    /// 户: a household whose place somebody noted there.
    Household,
    /// 火: water for fighting it, posts and patrols against it.
    Fire,
    /// 水: where floods come or water stands.
    Water,
    /// 房: a dwelling that is looked after.
    House,
    /// 路: bridges, culverts, fords.
    Road,
    /// 地: ground that may slide.
    Ground,
    /// Anything else.
    Place,
}

/// The outline of a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MapOutline {
    /// The cell.
    pub cell: Id,
    /// Its name.
    pub name: String,
    /// Its ring, longitude and latitude in 1e-7 degrees.
    pub ring: Vec<(i32, i32)>,
}

/// A field that holds two values, explained as its writers would.
#[derive(Clone, Debug, PartialEq)]
pub struct ConflictView {
    /// The document.
    pub document: Id,
    /// The household it belongs to, by the name of its head; empty where it belongs to none.
    pub title: String,
    /// Whose field, if a member's.
    pub member: Option<Id>,
    /// Name of the member.
    pub member_name: String,
    /// The field.
    pub field: String,
    /// What the field is called; empty where this version has no word for it.
    pub field_words: String,
    /// The values; the first is the one shown meanwhile, never called the later one.
    pub values: Vec<HeldView>,
    /// When the township asked back about it, Unix milliseconds.
    pub asked_at: Option<i64>,
    /// What it said to it; may be empty.
    pub asked_words: String,
}

/// One of the values of a field in conflict.
#[derive(Clone, Debug, PartialEq)]
pub struct HeldView {
    /// The value, to be chosen by.
    pub value: Value,
    /// What it says, to be shown: codes and references in words, a phone masked; empty where this version
    /// has no words for it.
    pub words: String,
    /// Who wrote it, as the directory knows the device; empty if unknown.
    pub who: String,
    /// When, by that device's clock, Unix milliseconds.
    pub at: i64,
    /// Whether this device wrote it.
    pub own: bool,
}

/// An incident as its reporter reads it.
#[derive(Clone, Debug, PartialEq)]
pub struct IncidentView {
    /// The incident.
    pub id: Id,
    /// Number, once accepted; a provisional one before.
    pub number: String,
    /// Category code, such as `Y06`.
    pub category: String,
    /// Its Chinese name.
    pub category_name: String,
    /// The reporter's words.
    pub words: String,
    /// Where.
    pub place: String,
    /// State, by its stable name in `model::incident`.
    pub state: String,
    /// Whether it has left the desk: closed in any way.
    pub over: bool,
    /// Whether the state holds only as far as this device knows (not received yet).
    pub provisional: bool,
    /// The answers of the township, oldest first.
    pub answers: Vec<String>,
    /// When it was reported, Unix milliseconds.
    pub reported_at: i64,
    /// State of the record itself.
    pub record: RecordState,
}

/// One record that has not reached the township, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueueLine {
    /// What it is about.
    pub title: String,
    /// The record.
    pub id: Id,
    /// Where it is.
    pub state: RecordState,
    /// Why it waits or came back, as a code the app has words for.
    pub reason: String,
    /// Bytes, as stored; a photo's file counts apart.
    pub bytes: u64,
    /// When it was entered, Unix milliseconds.
    pub since: i64,
    /// Set for a file: parts held by the hub.
    pub parts_done: u32,
    /// Set for a file: parts in all.
    pub parts: u32,
}

/// How the exchange stands.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct SyncState {
    /// Records that wait to be sent.
    pub waiting: u32,
    /// Records sent without a receipt yet.
    pub unconfirmed: u32,
    /// Files that wait or are half sent.
    pub files: u32,
    /// Refused records, kept as drafts.
    pub drafts: u32,
    /// Last contact with the hub, Unix milliseconds.
    pub last_contact: Option<i64>,
    /// Whether a first download is still going on.
    pub downloading: bool,
    /// Name of the last problem, if the last exchange had one.
    pub problem: Option<String>,
}

/// A task with its answers.
#[derive(Clone, Debug, PartialEq)]
pub struct TaskView {
    /// The task.
    pub task: Id,
    /// Template id.
    pub template: String,
    /// Its Chinese title.
    pub title: String,
    /// How it stands, in words.
    pub status: String,
    /// Whether nothing more is due.
    pub closed: bool,
    /// Answers by field name, in order of the names.
    pub answers: Vec<AnswerView>,
    /// The words of the one-tap finish, if the template has one.
    pub no_change: Option<String>,
    /// Answers that hold two values.
    pub conflicts: u32,
}

/// One answer.
#[derive(Clone, Debug, PartialEq)]
pub struct AnswerView {
    /// `item` or `item.part`.
    pub field: String,
    /// The value shown.
    pub value: Value,
}

/// What a draft was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DraftKind {
    /// Values of a household, a place or a task.
    Edits,
    /// A step of a task: finished, declined, put off and the like.
    Task,
    /// A report or step of an incident.
    Incident,
    /// Something else that is written down once.
    Other,
}

/// A refused entry, to be corrected and said again, or given up.
#[derive(Clone, Debug, PartialEq)]
pub struct DraftView {
    /// Its number, for the other calls.
    pub no: i64,
    /// The record it is about.
    pub record: Id,
    /// What the record is called.
    pub title: String,
    /// What it was.
    pub kind: DraftKind,
    /// The word of an incident's step, of a task's, or of an act on the roster; else empty.
    pub words: String,
    /// What was written; each can be corrected.
    pub values: Vec<DraftedView>,
    /// Why it came back, as a code the app has words for.
    pub reason: String,
    /// When it came back, Unix milliseconds.
    pub at: i64,
}

/// One value of a draft in words.
#[derive(Clone, Debug, PartialEq)]
pub struct DraftedView {
    /// What was written, to be corrected by.
    pub put: DraftValue,
    /// Name of the member whose field it is; empty where it is nobody's, or of one who is not here.
    pub member_name: String,
    /// What the field is called; empty where this version has no word for it.
    pub field_words: String,
    /// What the value says, to be shown: codes and references in words, a phone masked; empty where this
    /// version has no words for it.
    pub words: String,
}

/// One value of a draft.
#[derive(Clone, Debug, PartialEq)]
pub struct DraftValue {
    /// Whose field, if a member's.
    pub member: Option<Id>,
    /// The field.
    pub field: String,
    /// The value.
    pub value: Value,
}
