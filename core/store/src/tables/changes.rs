//! The changes of documents, append-only, each sealed under its document's key.

use gridwork_model::Id;
use gridwork_seal::{Hash, Salt, SymmetricKey};
use rusqlite::Row;

use super::documents::DocumentKey;
use super::state::{Added, EntryState};
use crate::keys::{Place, open};
use crate::transaction::{id, unsigned};
use crate::{Reader, StoreError, Tx};

/// Number of a change in this store.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ChangeNo(pub i64);

/// A change to be kept.
#[derive(Clone, Copy, Debug)]
pub struct NewChange<'a> {
    /// Its document, which must be here.
    pub document: Id,
    /// Its Automerge hash.
    pub hash: Hash,
    /// Its uncompressed bytes.
    pub raw: &'a [u8],
    /// Number of the device that wrote it; 0 is the hub.
    pub author: u32,
    /// How far it has come.
    pub state: EntryState,
    /// What was meant, in the caller's encoding; kept for as long as it may have to be said again.
    pub intent: Option<&'a [u8]>,
}

/// A change as kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangeRow {
    /// Number in this store; changes of a document are applied in this order.
    pub no: ChangeNo,
    /// Its document.
    pub document: Id,
    /// Its Automerge hash.
    pub hash: Hash,
    /// Its uncompressed bytes.
    pub raw: Vec<u8>,
    /// Number of the device that wrote it; 0 is the hub.
    pub author: u32,
    /// How far it has come.
    pub state: EntryState,
    /// What was meant; gone once a verified backup of the hub holds its batch.
    pub intent: Option<Vec<u8>>,
    /// The salt of its entry in the stream.
    pub salt: Option<Salt>,
}

impl Reader<'_> {
    /// All changes a document is made of, in the order they were added. Refused ones are kept and are
    /// no part of it.
    pub fn changes(&self, document: Id) -> Result<Vec<ChangeRow>, StoreError> {
        let DocumentKey { n, key } = self.document_key(document)?;
        let sql = "SELECT n, tag, author, state, number, raw, intent, salt FROM changes
            WHERE document = ?1 AND state <> 3 ORDER BY n";
        self.all(sql, [n], |row| change_row(row, document, &key))
    }

    /// The bytes of all changes a document is made of, in the same order: what it takes to load it.
    pub fn raw_changes(&self, document: Id) -> Result<Vec<Vec<u8>>, StoreError> {
        let DocumentKey { n, key } = self.document_key(document)?;
        let sql = "SELECT tag, raw FROM changes WHERE document = ?1 AND state <> 3 ORDER BY n";
        self.all(sql, [n], |row| {
            let (_, raw) =
                hash_and_raw(&key, &row_name(document, row.get(0)?), &row.get::<_, Vec<u8>>(1)?)?;
            Ok(raw)
        })
    }

    /// One change.
    pub fn change(&self, no: ChangeNo) -> Result<Option<ChangeRow>, StoreError> {
        let sql = "SELECT d.id FROM changes c JOIN documents d ON d.n = c.document WHERE c.n = ?1";
        let Some(document) = self.first(sql, [no.0], |row| id(row, 0))? else { return Ok(None) };
        let key = self.document_key(document)?.key;
        let sql = "SELECT n, tag, author, state, number, raw, intent, salt FROM changes
            WHERE n = ?1";
        let found = self.all(sql, [no.0], |row| change_row(row, document, &key))?;
        Ok(found.into_iter().next())
    }

    /// A change of a document by its hash.
    pub fn change_by_hash(
        &self,
        document: Id,
        hash: &Hash,
    ) -> Result<Option<ChangeRow>, StoreError> {
        if !self.has_document(document)? {
            return Ok(None);
        }
        let DocumentKey { n, key } = self.document_key(document)?;
        let sql = "SELECT n, tag, author, state, number, raw, intent, salt FROM changes
            WHERE document = ?1 AND tag = ?2";
        let found =
            self.all(sql, (n, self.change_tag(hash)), |row| change_row(row, document, &key))?;
        Ok(found.into_iter().find(|change| change.hash == *hash))
    }

    /// The changes that are kept and are no part of their document: refused, or forgotten by a hub that
    /// was restored.
    pub fn changes_set_aside(&self) -> Result<Vec<ChangeRow>, StoreError> {
        let sql = "SELECT n FROM changes WHERE state = 3 ORDER BY n";
        let found = self.all(sql, [], |row| Ok(ChangeNo(row.get(0)?)))?;
        let rows: Result<Vec<_>, StoreError> =
            found.into_iter().map(|no| self.change(no)).collect();
        Ok(rows?.into_iter().flatten().collect())
    }

    fn change_tag(&self, hash: &Hash) -> i64 {
        let mac = self.keys.tag("change", &[hash]);
        let mut tag = [0; 8];
        tag.copy_from_slice(&mac[..8]);
        i64::from_be_bytes(tag)
    }
}

impl Tx<'_> {
    /// Adds a change at the end of its document, unless it is there already.
    pub fn add_change(&mut self, change: NewChange<'_>) -> Result<Added<ChangeNo>, StoreError> {
        let document = match self.document_key(change.document) {
            Err(StoreError::Missing(_)) => {
                self.refuse_erased(change.document)?;
                return Err(StoreError::Missing("document"));
            }
            found => found?,
        };
        let tag = self.change_tag(&change.hash);
        let sql = "SELECT n FROM changes WHERE document = ?1 AND tag = ?2";
        if let Some(n) = self.first(sql, (document.n, tag), |row| row.get(0))? {
            return Ok(Added { no: ChangeNo(n), new: false });
        }
        let row = row_name(change.document, tag);
        let mut plain = Vec::with_capacity(32 + change.raw.len());
        plain.extend_from_slice(&change.hash);
        plain.extend_from_slice(change.raw);
        let raw = self.seal_under(&document.key, place(&row, "raw"), &plain);
        let intent = change
            .intent
            .map(|intent| self.seal_under(&document.key, place(&row, "intent"), intent));
        let (state, number) = change.state.columns();
        let n = self.insert(
            "INSERT INTO changes (document, tag, author, state, number, raw, intent)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            (document.n, tag, change.author, state, number, raw, intent),
        )?;
        Ok(Added { no: ChangeNo(n), new: true })
    }

    /// Notes how far a change has come.
    pub fn set_change_state(&mut self, no: ChangeNo, state: EntryState) -> Result<(), StoreError> {
        let (code, number) = state.columns();
        let changed = self.execute(
            "UPDATE changes SET state = ?2, number = ?3 WHERE n = ?1",
            (no.0, code, number),
        )?;
        if changed == 0 { Err(StoreError::Missing("change")) } else { Ok(()) }
    }

    /// Keeps the salt of a change's entry in the stream beside it.
    pub fn set_change_salt(&mut self, no: ChangeNo, salt: Salt) -> Result<(), StoreError> {
        let sql = "SELECT d.id, c.tag FROM changes c JOIN documents d ON d.n = c.document
            WHERE c.n = ?1";
        let (document, tag) = self
            .first(sql, [no.0], |row| Ok((id(row, 0)?, row.get(1)?)))?
            .ok_or(StoreError::Missing("change"))?;
        let key = self.document_key(document)?.key;
        let row = row_name(document, tag);
        let sealed = self.seal_under(&key, place(&row, "salt"), salt.as_bytes());
        self.execute("UPDATE changes SET salt = ?2 WHERE n = ?1", (no.0, sealed)).map(drop)
    }

    /// Takes a change back: one of a branch that was refused, whose intent lives on in a draft or
    /// in a change under a new actor. What waits for it in the outbox goes too.
    pub fn delete_change(&mut self, no: ChangeNo) -> Result<(), StoreError> {
        self.forget_item(super::outbox::ItemRef::Change(no))?;
        self.execute("DELETE FROM changes WHERE n = ?1", [no.0]).map(drop)
    }
}

/// What names the row of a change for its seals: known before the row has a number, and never
/// another change's.
pub(crate) fn row_name(document: Id, tag: i64) -> [u8; 24] {
    let mut name = [0; 24];
    name[..16].copy_from_slice(document.as_bytes());
    name[16..].copy_from_slice(&tag.to_be_bytes());
    name
}

pub(crate) fn place<'a>(row: &'a [u8; 24], column: &'static str) -> Place<'a> {
    Place::new("changes", row, column)
}

/// Opens the columns `n, tag, author, state, number, raw, intent, salt`.
pub(crate) fn change_row(
    row: &Row<'_>,
    document: Id,
    key: &SymmetricKey,
) -> Result<ChangeRow, StoreError> {
    let name = row_name(document, row.get(1)?);
    let (hash, raw) = hash_and_raw(key, &name, &row.get::<_, Vec<u8>>(5)?)?;
    let intent: Option<Vec<u8>> = row.get(6)?;
    let salt: Option<Vec<u8>> = row.get(7)?;
    Ok(ChangeRow {
        no: ChangeNo(row.get(0)?),
        document,
        hash,
        raw,
        author: row.get(2)?,
        state: EntryState::of(row.get(3)?, unsigned(row, 4)?)?,
        intent: intent.map(|intent| open(key, place(&name, "intent"), &intent)).transpose()?,
        salt: salt.map(|salt| open_salt(key, place(&name, "salt"), &salt)).transpose()?,
    })
}

/// Opens a sealed change.
fn hash_and_raw(
    key: &SymmetricKey,
    name: &[u8; 24],
    sealed: &[u8],
) -> Result<(Hash, Vec<u8>), StoreError> {
    let plain = open(key, place(name, "raw"), sealed)?;
    let (hash, raw) = plain.split_first_chunk::<32>().ok_or(StoreError::Damaged("change"))?;
    Ok((*hash, raw.to_vec()))
}

/// Opens a sealed salt.
pub(crate) fn open_salt(
    key: &SymmetricKey,
    place: Place<'_>,
    sealed: &[u8],
) -> Result<Salt, StoreError> {
    let bytes = open(key, place, sealed)?;
    bytes.try_into().map(Salt).map_err(|_| StoreError::Damaged("salt"))
}
