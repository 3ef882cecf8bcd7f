//! What a caller holds inside [`Store::read`](crate::Store::read) and
//! [`Store::write`](crate::Store::write). The verbs are in [`tables`](crate::tables), a file a table.

use std::ops::Deref;
use std::sync::atomic::{AtomicBool, Ordering};

use gridwork_model::{Class, Founding, Id, Purpose};
use gridwork_seal::{Entropy, SymmetricKey};
use rusqlite::{CachedStatement, Connection, OptionalExtension, Params, Row};

use crate::StoreError;
use crate::keys::{Guard, Keyring, Place, open, seal};

/// A consistent view of the store at one moment.
pub struct Reader<'a> {
    pub(crate) connection: &'a Connection,
    pub(crate) keys: &'a Keyring,
    /// Set when a call met damage, whatever the caller makes of the error.
    pub(crate) damaged: &'a AtomicBool,
}

impl<'a> Reader<'a> {
    pub(crate) fn prepare(&self, sql: &str) -> Result<CachedStatement<'a>, StoreError> {
        self.noting(self.connection.prepare_cached(sql).map_err(|error| match error {
            // Our statements fit the schema, so it is the schema that does not fit any more.
            rusqlite::Error::SqlInputError { .. } => StoreError::Damaged("schema"),
            other => other.into(),
        }))
    }

    fn noting<T>(&self, result: Result<T, impl Into<StoreError>>) -> Result<T, StoreError> {
        result.map_err(|error| {
            let error = error.into();
            if matches!(error, StoreError::Damaged(_)) {
                self.damaged.store(true, Ordering::Relaxed);
            }
            error
        })
    }

    /// The first row, if any.
    pub(crate) fn first<T>(
        &self,
        sql: &str,
        params: impl Params,
        map: impl FnOnce(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Option<T>, StoreError> {
        self.noting(self.prepare(sql)?.query_row(params, map).optional())
    }

    /// All rows, each turned into a value that may fail to open.
    pub(crate) fn all<T>(
        &self,
        sql: &str,
        params: impl Params,
        mut map: impl FnMut(&Row<'_>) -> Result<T, StoreError>,
    ) -> Result<Vec<T>, StoreError> {
        let mut statement = self.prepare(sql)?;
        let mut rows = self.noting(statement.query(params))?;
        let mut values = Vec::new();
        while let Some(row) = self.noting(rows.next())? {
            values.push(self.noting(map(row))?);
        }
        Ok(values)
    }

    /// Opens a value that the database key guards.
    pub(crate) fn open_row(&self, place: Place<'_>, sealed: &[u8]) -> Result<Vec<u8>, StoreError> {
        self.noting(open(&self.keys.database().rows, place, sealed))
    }

    /// The data key number `n` of `owner`.
    pub(crate) fn data_key(&self, n: i64, owner: &[u8]) -> Result<SymmetricKey, StoreError> {
        let (purpose, wrapped) = self
            .first("SELECT purpose, wrapped FROM data_keys WHERE n = ?1", [n], |row| {
                Ok((row.get::<_, Option<u8>>(0)?, row.get::<_, Vec<u8>>(1)?))
            })?
            .ok_or(StoreError::Damaged("data key"))?;
        let guard = match purpose {
            None => Guard::Database,
            Some(number) => Guard::Purpose(purpose_of(number)?),
        };
        self.noting(self.keys.guard(guard)?.unwrap(owner, &wrapped))
    }
}

/// A transaction that writes; sees its own writes. Dropped without an `Ok`, it leaves no trace.
pub struct Tx<'a> {
    pub(crate) reader: Reader<'a>,
    pub(crate) entropy: &'a mut (dyn Entropy + Send),
    pub(crate) after: After,
}

/// What is done outside the database once the transaction is durable.
#[derive(Default)]
pub(crate) struct After {
    /// Blobs whose rows are gone.
    pub doomed: Vec<String>,
    /// Whether the WAL must not keep what was deleted.
    pub scrub: bool,
    /// Entities that left.
    pub left: u32,
}

impl<'a> Deref for Tx<'a> {
    type Target = Reader<'a>;

    fn deref(&self) -> &Reader<'a> {
        &self.reader
    }
}

impl Tx<'_> {
    pub(crate) fn execute(&self, sql: &str, params: impl Params) -> Result<usize, StoreError> {
        self.noting(self.prepare(sql)?.execute(params))
    }

    pub(crate) fn insert(&self, sql: &str, params: impl Params) -> Result<i64, StoreError> {
        self.noting(self.prepare(sql)?.insert(params))
    }

    /// Seals a value under the database key.
    pub(crate) fn seal_row(&mut self, place: Place<'_>, plain: &[u8]) -> Vec<u8> {
        seal(&self.reader.keys.database().rows, self.entropy, place, plain)
    }

    /// Seals a value under a given key.
    pub(crate) fn seal_under(
        &mut self,
        key: &SymmetricKey,
        place: Place<'_>,
        plain: &[u8],
    ) -> Vec<u8> {
        seal(key, self.entropy, place, plain)
    }

    /// Makes, wraps and keeps a data key for `owner`.
    pub(crate) fn new_data_key(
        &mut self,
        guard: Guard,
        owner: &[u8],
    ) -> Result<(i64, SymmetricKey), StoreError> {
        let key = SymmetricKey::generate(self.entropy);
        let n = self.keep_data_key(guard, owner, &key)?;
        Ok((n, key))
    }

    /// Wraps and keeps a data key for `owner`.
    pub(crate) fn keep_data_key(
        &mut self,
        guard: Guard,
        owner: &[u8],
        key: &SymmetricKey,
    ) -> Result<i64, StoreError> {
        let wrapped = self.reader.keys.guard(guard)?.wrap(self.entropy, owner, key);
        self.insert(
            "INSERT INTO data_keys (purpose, wrapped) VALUES (?1, ?2)",
            (guard.number(), wrapped),
        )
    }

    pub(crate) fn drop_data_key(&self, n: i64) -> Result<(), StoreError> {
        self.execute("DELETE FROM data_keys WHERE n = ?1", [n]).map(drop)
    }

    /// Refuses what is about something that was erased and does not go on. A household that was
    /// founded anew, without one of its people, is shown under its id as before.
    pub(crate) fn refuse_about_erased(&self, id: Id) -> Result<(), StoreError> {
        let Err(erased) = self.refuse_erased(id) else { return Ok(()) };
        // What it goes on in may be here and not shown yet: both came in one answer.
        for document in Founding::documents_of(id) {
            if self.has_document(document)? {
                return Ok(());
            }
        }
        let sql = "SELECT 1 FROM rows WHERE id = ?1";
        self.first(sql, [id.as_bytes()], |_| Ok(()))?.ok_or(erased)
    }

    /// Refuses to store anything for what was erased.
    pub(crate) fn refuse_erased(&self, id: Id) -> Result<(), StoreError> {
        let erased =
            self.first("SELECT 1 FROM erased WHERE id = ?1", [id.as_bytes()], |_| Ok(()))?;
        if erased.is_some() { Err(StoreError::Erased(id)) } else { Ok(()) }
    }
}

/// An id of a column.
pub(crate) fn id(row: &Row<'_>, column: usize) -> rusqlite::Result<Id> {
    row.get(column).map(Id::from_bytes)
}

/// An id of a column that may be NULL.
pub(crate) fn id_or_null(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<Id>> {
    row.get::<_, Option<[u8; 16]>>(column).map(|bytes| bytes.map(Id::from_bytes))
}

/// An unsigned number of a column; the file stores the same 64 bits as signed.
pub(crate) fn unsigned(row: &Row<'_>, column: usize) -> rusqlite::Result<u64> {
    row.get::<_, i64>(column).map(|number| number as u64)
}

/// A purpose by its frozen number.
pub(crate) fn purpose_of(number: u8) -> Result<Purpose, StoreError> {
    by_number(number, "purpose")
}

/// A class by its frozen number.
pub(crate) fn class_of(number: u8) -> Result<Class, StoreError> {
    by_number(number, "class")
}

/// A value of the model whose frozen number is its whole CBOR.
pub(crate) fn by_number<T: for<'b> minicbor::Decode<'b, ()>>(
    number: u8,
    what: &'static str,
) -> Result<T, StoreError> {
    let cbor = minicbor::to_vec(number).map_err(|_| StoreError::Damaged(what))?;
    minicbor::decode(&cbor).map_err(|_| StoreError::Damaged(what))
}

/// CBOR of a type of the model; writing into a vector cannot fail.
pub(crate) fn cbor<T: minicbor::Encode<()>>(value: &T) -> Vec<u8> {
    minicbor::to_vec(value).unwrap_or_default()
}

/// A value from its CBOR.
pub(crate) fn from_cbor<T: for<'b> minicbor::Decode<'b, ()>>(
    bytes: &[u8],
    what: &'static str,
) -> Result<T, StoreError> {
    minicbor::decode(bytes).map_err(|_| StoreError::Damaged(what))
}
