//! Where every record is.

/// The honest state of a record: where it is, never a guess.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum RecordState {
    /// 草稿: returned by the hub or not finished; only on this device.
    Draft,
    /// 已存本机: durable here, waits to be sent.
    Saved,
    /// 已送乡镇: posted; no receipt yet.
    Sent,
    /// 乡镇已收: the hub holds it durably.
    Received,
    /// 已办: the work is done.
    Done,
}

/// One record that has not reached the township, and why.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct QueueLine {
    /// What it is about.
    pub title: String,
    /// The record.
    pub id: String,
    /// Where it is.
    pub state: RecordState,
    /// Why it waits or came back, as a code.
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
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
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
    /// Code of the last problem, if the last exchange had one.
    pub problem: Option<String>,
}
