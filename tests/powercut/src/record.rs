//! What happened to the files, in order.

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Op {
    /// Bytes were written; volatile until the file is synced.
    Write {
        /// Name of the file within its folder.
        file: String,
        /// Where.
        offset: u64,
        /// What.
        data: Vec<u8>,
    },
    /// The file was cut or extended; volatile until it is synced.
    Truncate {
        /// Name of the file.
        file: String,
        /// New length in bytes.
        size: u64,
    },
    /// All that was done to the file before is durable.
    Sync {
        /// Name of the file.
        file: String,
    },
    /// The file was deleted.
    Delete {
        /// Name of the file.
        file: String,
        /// Whether the folder was synced with it.
        durable: bool,
    },
    /// The program under test was told that everything up to here is accepted.
    Mark,
}
