//! Opening an installation and what it finds.

/// How an installation is opened.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct OpenConfig {
    /// Folder that belongs to this installation alone; left out of the device's backups.
    pub data_dir: String,
    /// 32 random bytes from the operating system's key store.
    pub database_key: Vec<u8>,
    /// Smaller caches, for a phone with little memory.
    pub low_memory: bool,
    /// Name and version of the app, which the township sees; empty: it is not told.
    #[uniffi(default = "")]
    pub app: String,
}

/// What opening found.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct OpenReport {
    /// There was nothing; the installation is new.
    pub created: bool,
    /// The data was brought up from an older version.
    pub migrated: bool,
    /// The data was damaged and is kept in this folder; a new file was begun.
    pub damaged: Option<String>,
}

/// What an installation can do now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum CoreStatus {
    /// Not enrolled yet.
    New,
    /// At work.
    Ready,
    /// The hub wants this installation to be enrolled again; unsent work is kept for it.
    EnrolAgain,
    /// Revoked; work already received is safe at the hub.
    Revoked,
    /// Ordered to wipe: offer the unsent work once, then wipe.
    WipeOrdered,
}

/// What checking every value and file found.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct StorageReport {
    /// Whether nothing is wrong.
    pub sound: bool,
    /// Whether the database is consistent.
    pub consistent: bool,
    /// Sealed values that were opened.
    pub opened: u64,
    /// Sealed values of locked purposes, which cannot be checked now.
    pub locked: u64,
    /// Tables with values that do not open.
    pub unopened: Vec<UnopenedTable>,
    /// Files that are whole.
    pub files: u64,
    /// Files that are missing, cut or changed.
    pub files_damaged: u64,
    /// Files that no record names.
    pub orphans: u64,
}

/// A table with values that do not open.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct UnopenedTable {
    /// Name of the table.
    pub table: String,
    /// How many values.
    pub values: u64,
}

/// Who bears this device, and what went from it.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct BearerView {
    /// Posts held today, in order of their places.
    pub posts: Vec<HeldPost>,
    /// Records that left this device in this month because they are no longer its to hold.
    pub left: u32,
}

/// A post that is held.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct HeldPost {
    /// For which cell, village or unit.
    pub scope: String,
    /// What the post is called.
    pub role: String,
}

/// Who stands behind this device; lines that nobody wrote are empty.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct AboutView {
    /// 主办单位.
    pub organiser: String,
    /// 承办单位.
    pub operator: String,
    /// 备案编号.
    pub filing: String,
    /// 投诉电话.
    pub complaints_phone: String,
    /// Where else to complain.
    pub complaints_at: String,
    /// 个人信息保护负责人, and how to reach them.
    pub privacy_contact: String,
    /// Name of the township; empty for a device of the county.
    pub township: String,
    /// Telephone of its duty room, if the directory has one.
    pub duty_phone: Option<String>,
}
