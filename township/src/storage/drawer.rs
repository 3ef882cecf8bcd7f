//! The drawers of the cabinet, and typed access to their records.

use minicbor::{Decode, Encode};

use super::{Reading, StorageError, Stored, Writing};

/// A drawer holds records of one shape, owned by one room. Numbers are frozen in stored data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Drawer {
    /// What the hub is: mode, epoch, counters. Key: a name.
    Meta = 1,
    /// Devices. Key: number.
    Devices = 2,
    /// Judged batches. Key: device ‖ number.
    Batches = 3,
    /// One-time enrolment codes. Key: hash of the code.
    Codes = 4,
    /// First downloads under way. Key: device ‖ stream index.
    Pages = 5,
    /// Directory items, latest version. Key: org ‖ kind ‖ id.
    Directory = 6,
    /// Earlier versions of directory items. Key: kind ‖ id ‖ version.
    DirectoryHistory = 7,
    /// Log-ins of staff. Key: org ‖ id.
    Staff = 8,
    /// Log-in names. Key: lower-cased name; value: org ‖ id.
    Logins = 9,
    /// Sessions. Key: hash of the token.
    Sessions = 10,
    /// The audit chain. Key: number.
    Audit = 11,
    /// Number series. Key: org ‖ series ‖ year.
    Series = 12,
    /// Fields in conflict and late changes. Key: org ‖ document ‖ field.
    Conflicts = 13,
    /// Set aside for a person. Key: org ‖ id.
    Quarantine = 14,
    /// Files. Key: hash.
    Files = 15,
    /// Erasures. Key: id.
    Erasures = 16,
    /// Import runs. Key: org ‖ id.
    Imports = 17,
    /// Backups made. Key: moment.
    Backups = 18,
    /// Incidents by when the clock looks at them next. Key: moment ‖ id.
    Alarms = 19,
    /// Where an identity went: aliases of merged households. Key: id.
    Aliases = 21,
    /// Which org and object an incident number names. Key: number.
    Numbers = 22,
    /// Acts of the hub: who had it write what, and its signature. Key: number.
    Acts = 23,
    /// The day on which the clock last issued a cell's tasks. Key: cell.
    Issued = 24,
    /// Pairs of records that somebody said are two. Key: org ‖ id ‖ id.
    Apart = 30,
    /// Exports that wait for a second person, and decided ones. Key: org ‖ id.
    Exports = 31,
    /// Drafts of task templates. Key: org ‖ id.
    Drafts = 32,
    /// Settled conflicts, so that a choice can be taken back. Key: org ‖ moment ‖ id.
    Settled = 33,
    /// When a revoked phone was told to wipe. Key: number.
    Wipes = 34,
    /// Leaves of the log of evidence. Key: number.
    Leaves = 35,
    /// Where a leaf stands. Key: leaf.
    LeafNumbers = 36,
    /// Signed heads of the log of evidence. Key: day.
    TreeHeads = 37,
    /// Evidence sets and clues of a township. Key: org ‖ kind of ledger ‖ object.
    Evidence = 38,
    /// Files that sets name. Key: SHA-256 ‖ set.
    EvidenceFiles = 39,
    /// Those of them that have a way to go. Key: SHA-256 ‖ set.
    EvidenceWay = 40,
    /// Captures in the logs of the keys that signed them. Key: key ‖ number ‖ set ‖ item.
    Captures = 41,
    /// Items whose log goes two ways, until it is said in their sets. Key: set ‖ item.
    Forks = 42,
    /// Roads of a township's map. Key: org.
    Roads = 43,
    /// Households that were made one, to be taken back. Key: org ‖ household that ended.
    Homes = 44,
    /// Households that people left by what a phone said: what they need has to follow. Key: household.
    Following = 45,
}

/// Reads a record.
pub fn load<T>(r: &(impl Reading + ?Sized), drawer: Drawer, key: &[u8]) -> Stored<Option<T>>
where
    T: for<'b> Decode<'b, ()>,
{
    r.get(drawer, key)?.map(|bytes| decode(&bytes)).transpose()
}

/// Writes a record.
pub fn store<T: Encode<()>>(
    w: &mut (impl Writing + ?Sized),
    drawer: Drawer,
    key: &[u8],
    record: &T,
) -> Stored<()> {
    w.put(drawer, key, &encode(record))
}

/// Reads records in key order, decoded.
pub fn load_all<T>(
    r: &(impl Reading + ?Sized),
    drawer: Drawer,
    prefix: &[u8],
    limit: usize,
) -> Stored<Vec<T>>
where
    T: for<'b> Decode<'b, ()>,
{
    r.list(drawer, prefix, None, limit)?.iter().map(|(_, value)| decode(value)).collect()
}

/// Decodes a record.
pub fn decode<T>(bytes: &[u8]) -> Stored<T>
where
    T: for<'b> Decode<'b, ()>,
{
    minicbor::decode(bytes).map_err(|_| StorageError::Undecodable(std::any::type_name::<T>()))
}

/// Encodes a record; writing into a vector cannot fail.
pub fn encode<T: Encode<()>>(record: &T) -> Vec<u8> {
    minicbor::to_vec(record).unwrap_or_default()
}

/// Joins the parts of a key; all but the last have a fixed length.
pub fn key(parts: &[&[u8]]) -> Vec<u8> {
    parts.concat()
}
