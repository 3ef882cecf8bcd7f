//! The keys of a store, and under which of them a value is sealed.
//!
//! ```text
//! database key ─┬─ rows   seals rows, meta, drafts … of classes C0 to C2 and C4
//!               ├─ data   wraps the data key of each document, ledger entry and file
//!               ├─ tags   keyed MACs for look-up (change hashes, file names)
//!               └─ lease  wraps one random key a C3 purpose ─┬─ rows of the purpose
//!                                                            └─ data keys of the purpose
//! ```

use std::collections::BTreeMap;

use gridwork_model::{Class, Purpose};
use gridwork_seal::{Entropy, Hash, SealError, SymmetricKey, mac};
use parking_lot::RwLock;

use crate::StoreError;

/// Which key guards a value: the database's, or that of a leased purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Guard {
    Database,
    Purpose(Purpose),
}

impl Guard {
    /// C3 is guarded by its purpose. C4 is sealed to a post before it gets here.
    pub fn of(class: Class, purpose: Purpose) -> Guard {
        if class == Class::C3 { Guard::Purpose(purpose) } else { Guard::Database }
    }

    /// The purpose's number, or NULL.
    pub fn number(self) -> Option<u8> {
        match self {
            Guard::Database => None,
            Guard::Purpose(purpose) => Some(purpose as u8),
        }
    }
}

/// Where a sealed value sits; part of what the seal covers, so that values cannot be swapped
/// between rows, columns or tables.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place<'a> {
    pub table: &'static str,
    pub row: &'a [u8],
    pub column: &'static str,
}

impl<'a> Place<'a> {
    pub const fn new(table: &'static str, row: &'a [u8], column: &'static str) -> Place<'a> {
        Place { table, row, column }
    }

    fn parts(&self) -> [&'a [u8]; 3] {
        [self.table.as_bytes(), self.row, self.column.as_bytes()]
    }
}

/// Seals a value for its place.
pub(crate) fn seal(
    key: &SymmetricKey,
    entropy: &mut dyn Entropy,
    place: Place<'_>,
    plain: &[u8],
) -> Vec<u8> {
    key.seal(entropy, &place.parts(), plain)
}

/// Opens a value of its place.
pub(crate) fn open(
    key: &SymmetricKey,
    place: Place<'_>,
    sealed: &[u8],
) -> Result<Vec<u8>, SealError> {
    key.open(&place.parts(), sealed)
}

/// The keys one guard has: for row values, and for wrapping data keys.
#[derive(Clone)]
pub(crate) struct GuardKeys {
    pub rows: SymmetricKey,
    data: SymmetricKey,
}

impl GuardKeys {
    fn of(key: &SymmetricKey) -> GuardKeys {
        GuardKeys {
            rows: key.derive("gridwork/store/rows"),
            data: key.derive("gridwork/store/data"),
        }
    }

    /// Wraps the data key of `owner`.
    pub fn wrap(&self, entropy: &mut dyn Entropy, owner: &[u8], key: &SymmetricKey) -> Vec<u8> {
        self.data.wrap(entropy, &[owner], key)
    }

    /// Unwraps the data key of `owner`.
    pub fn unwrap(&self, owner: &[u8], wrapped: &[u8]) -> Result<SymmetricKey, SealError> {
        self.data.unwrap(&[owner], wrapped)
    }
}

/// Everything derived from the database key, and the purpose keys that are unlocked just now.
pub(crate) struct Keyring {
    database: GuardKeys,
    tags: SymmetricKey,
    lease: SymmetricKey,
    purposes: RwLock<BTreeMap<Purpose, GuardKeys>>,
}

impl Keyring {
    pub fn new(database: &SymmetricKey) -> Keyring {
        Keyring {
            database: GuardKeys::of(database),
            tags: database.derive("gridwork/store/tags"),
            lease: database.derive("gridwork/store/lease"),
            purposes: RwLock::default(),
        }
    }

    /// The keys that nothing locks while the store is open.
    pub fn database(&self) -> &GuardKeys {
        &self.database
    }

    /// The keys of a guard, unless its purpose is locked.
    pub fn guard(&self, guard: Guard) -> Result<GuardKeys, StoreError> {
        match guard {
            Guard::Database => Ok(self.database.clone()),
            Guard::Purpose(purpose) => {
                self.purposes.read().get(&purpose).cloned().ok_or(StoreError::Locked(purpose))
            }
        }
    }

    /// A keyed MAC for look-up.
    pub fn tag(&self, domain: &'static str, parts: &[&[u8]]) -> Hash {
        mac(&self.tags, domain, parts)
    }

    /// A new purpose key, wrapped to be kept.
    pub fn wrap_purpose(
        &self,
        entropy: &mut dyn Entropy,
        purpose: Purpose,
        key: &SymmetricKey,
    ) -> Vec<u8> {
        self.lease.wrap(entropy, &[&[purpose as u8]], key)
    }

    /// A kept purpose key.
    pub fn unwrap_purpose(
        &self,
        purpose: Purpose,
        wrapped: &[u8],
    ) -> Result<SymmetricKey, SealError> {
        self.lease.unwrap(&[&[purpose as u8]], wrapped)
    }

    /// Makes a purpose readable.
    pub fn unlock(&self, purpose: Purpose, key: &SymmetricKey) {
        self.purposes.write().insert(purpose, GuardKeys::of(key));
    }

    /// Makes these purposes readable and no others, at once.
    pub fn unlock_only(&self, keys: &[(Purpose, SymmetricKey)]) {
        let keys = keys.iter().map(|(purpose, key)| (*purpose, GuardKeys::of(key))).collect();
        *self.purposes.write() = keys;
    }

    /// Drops all purpose keys from memory.
    pub fn lock_all(&self) {
        self.purposes.write().clear();
    }
}
