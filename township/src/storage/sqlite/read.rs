//! Looking things up: the same statements for a view and for the write transaction.

use gridwork_model::{Class, Id, Moment, Purpose, StreamId};
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ValueRef};
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::{Transaction, View, engine};
use crate::storage::{
    Drawer, EntityRow, EntryId, EntryRow, HeadRow, Membership, Placed, Reading, StorageError,
    Stored,
};

/// Fixed-size bytes of a column; an emptied column reads as zeros.
struct Bytes<const N: usize>([u8; N]);

impl<const N: usize> FromSql for Bytes<N> {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let bytes = value.as_blob()?;
        if bytes.is_empty() {
            return Ok(Bytes([0; N]));
        }
        bytes
            .try_into()
            .map(Bytes)
            .map_err(|_| FromSqlError::InvalidBlobSize { expected_size: N, blob_size: bytes.len() })
    }
}

const ENTRY: &str = "e.id, e.entity, e.kind, e.author, e.step, e.origin, e.effective, e.at, \
                     e.hash, e.salt, e.payload";

fn entry_row(row: &Row<'_>, first: usize) -> rusqlite::Result<EntryRow> {
    Ok(EntryRow {
        id: row.get(first)?,
        entity: Id::from_bytes(row.get::<_, Bytes<16>>(first + 1)?.0),
        kind: row.get(first + 2)?,
        author: row.get(first + 3)?,
        step: row.get(first + 4)?,
        origin: stream_of(&row.get::<_, Bytes<18>>(first + 5)?.0)?,
        effective: row.get(first + 6)?,
        at: Moment(row.get(first + 7)?),
        hash: row.get::<_, Bytes<32>>(first + 8)?.0,
        salt: row.get::<_, Bytes<16>>(first + 9)?.0,
        payload: row.get(first + 10)?,
    })
}

fn placed_row(row: &Row<'_>) -> rusqlite::Result<Placed> {
    Ok(Placed {
        number: row.get(0)?,
        head: row.get::<_, Bytes<32>>(1)?.0,
        entry: entry_row(row, 2)?,
    })
}

fn membership_row(row: &Row<'_>) -> rusqlite::Result<Membership> {
    Ok(Membership {
        entity: Id::from_bytes(row.get::<_, Bytes<16>>(0)?.0),
        ordinal: row.get(1)?,
        entered: row.get(2)?,
        left: row.get(3)?,
    })
}

fn entity_row(row: &Row<'_>) -> rusqlite::Result<EntityRow> {
    Ok(EntityRow {
        id: Id::from_bytes(row.get::<_, Bytes<16>>(0)?.0),
        kind: row.get(1)?,
        org: Id::from_bytes(row.get::<_, Bytes<16>>(2)?.0),
        class: class_of(row.get(3)?)?,
        founding: row.get(4)?,
        data_key: row.get(5)?,
        state: row.get(6)?,
        erased: row.get(7)?,
    })
}

fn class_of(number: u8) -> rusqlite::Result<Class> {
    minicbor::decode(&[number]).map_err(|_| {
        rusqlite::Error::FromSqlConversionFailure(
            0,
            rusqlite::types::Type::Integer,
            Box::new(StorageError::Undecodable("class")),
        )
    })
}

fn purpose_of(number: u8) -> rusqlite::Result<Purpose> {
    minicbor::decode(&[number]).map_err(|_| {
        rusqlite::Error::FromSqlConversionFailure(
            0,
            rusqlite::types::Type::Integer,
            Box::new(StorageError::Undecodable("purpose")),
        )
    })
}

fn stream_of(name: &[u8; 18]) -> rusqlite::Result<StreamId> {
    let mut scope = [0; 16];
    scope.copy_from_slice(&name[..16]);
    Ok(StreamId::new(Id::from_bytes(scope), class_of(name[16])?, purpose_of(name[17])?))
}

/// The short id of a stream, if it has an entry.
pub(super) fn stream_id(c: &Connection, stream: &StreamId) -> Stored<Option<i64>> {
    c.prepare_cached("SELECT id FROM stream WHERE name = ?1")
        .and_then(|mut s| s.query_row([stream.to_bytes()], |row| row.get(0)).optional())
        .map_err(engine)
}

/// The first key after every key that begins with `prefix`; `None` if there is none.
fn beyond(prefix: &[u8]) -> Option<Vec<u8>> {
    let last = prefix.iter().rposition(|byte| *byte != 0xff)?;
    let mut end = prefix[..=last].to_vec();
    end[last] += 1;
    Some(end)
}

/// The condition that keeps keys below the third parameter. Written apart for either case: with
/// `?3 IS NULL OR` in front no index bounds the search, and it reads the drawer to its end.
fn below(end: &Option<Vec<u8>>) -> &'static str {
    match end {
        Some(_) => "key < ?3",
        None => "?3 IS NULL",
    }
}

fn collect<T>(
    c: &Connection,
    sql: &str,
    parameters: impl rusqlite::Params,
    row: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
) -> Stored<Vec<T>> {
    let mut statement = c.prepare_cached(sql).map_err(engine)?;
    let rows = statement.query_map(parameters, row).map_err(engine)?;
    rows.collect::<rusqlite::Result<_>>().map_err(engine)
}

fn one<T>(
    c: &Connection,
    sql: &str,
    parameters: impl rusqlite::Params,
    row: impl FnOnce(&Row<'_>) -> rusqlite::Result<T>,
) -> Stored<Option<T>> {
    c.prepare_cached(sql).and_then(|mut s| s.query_row(parameters, row).optional()).map_err(engine)
}

pub(super) fn head(c: &Connection, stream: &StreamId) -> Stored<Option<HeadRow>> {
    one(
        c,
        "SELECT number, hash, ratchet, next_ordinal FROM stream WHERE name = ?1",
        [stream.to_bytes()],
        |row| {
            Ok(HeadRow {
                stream: *stream,
                number: row.get(0)?,
                hash: row.get::<_, Bytes<32>>(1)?.0,
                ratchet: row.get(2)?,
                next_ordinal: row.get(3)?,
            })
        },
    )
}

/// Both the view and the transaction read through their connection.
trait Connected {
    fn on(&self) -> Stored<&Connection>;
}

impl Connected for View<'_> {
    fn on(&self) -> Stored<&Connection> {
        self.connection()
    }
}

impl Connected for Transaction<'_> {
    fn on(&self) -> Stored<&Connection> {
        Ok(&self.connection)
    }
}

impl<T: Connected> Reading for T {
    fn get(&self, drawer: Drawer, key: &[u8]) -> Stored<Option<Vec<u8>>> {
        one(
            self.on()?,
            "SELECT value FROM cabinet WHERE drawer = ?1 AND key = ?2",
            params![drawer as u8, key],
            |row| row.get(0),
        )
    }

    fn list(
        &self,
        drawer: Drawer,
        prefix: &[u8],
        after: Option<&[u8]>,
        limit: usize,
    ) -> Stored<Vec<(Vec<u8>, Vec<u8>)>> {
        let (from, least) = match after {
            Some(after) if after >= prefix => (after, ">"),
            _ => (prefix, ">="),
        };
        let upto = beyond(prefix);
        let most = below(&upto);
        collect(
            self.on()?,
            &format!(
                "SELECT key, value FROM cabinet WHERE drawer = ?1 AND key {least} ?2 AND {most}
                 ORDER BY key LIMIT ?4"
            ),
            params![drawer as u8, from, upto, limit as i64],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
    }

    fn last(&self, drawer: Drawer, prefix: &[u8]) -> Stored<Option<(Vec<u8>, Vec<u8>)>> {
        let upto = beyond(prefix);
        let most = below(&upto);
        one(
            self.on()?,
            &format!(
                "SELECT key, value FROM cabinet WHERE drawer = ?1 AND key >= ?2 AND {most}
                 ORDER BY key DESC LIMIT 1"
            ),
            params![drawer as u8, prefix, upto],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
    }

    fn count(&self, drawer: Drawer, prefix: &[u8]) -> Stored<u64> {
        let upto = beyond(prefix);
        let most = below(&upto);
        one(
            self.on()?,
            &format!("SELECT count(*) FROM cabinet WHERE drawer = ?1 AND key >= ?2 AND {most}"),
            params![drawer as u8, prefix, upto],
            |row| row.get(0),
        )
        .map(Option::unwrap_or_default)
    }

    fn head(&self, stream: &StreamId) -> Stored<Option<HeadRow>> {
        head(self.on()?, stream)
    }

    fn streams(&self) -> Stored<Vec<StreamId>> {
        collect(self.on()?, "SELECT name FROM stream ORDER BY name", [], |row| {
            stream_of(&row.get::<_, Bytes<18>>(0)?.0)
        })
    }

    fn placed(
        &self,
        stream: &StreamId,
        after: u64,
        upto: u64,
        limit: usize,
    ) -> Stored<Vec<Placed>> {
        let c = self.on()?;
        let Some(stream) = stream_id(c, stream)? else { return Ok(Vec::new()) };
        collect(
            c,
            &format!(
                "SELECT p.number, p.head, {ENTRY} FROM placement p JOIN entry e ON e.id = p.entry
                 WHERE p.stream = ?1 AND p.number > ?2 AND p.number <= ?3
                 ORDER BY p.number LIMIT ?4"
            ),
            params![stream, after, upto, limit as i64],
            placed_row,
        )
    }

    fn placed_of(
        &self,
        stream: &StreamId,
        entity: &Id,
        after: u64,
        upto: u64,
    ) -> Stored<Vec<Placed>> {
        let c = self.on()?;
        let Some(stream) = stream_id(c, stream)? else { return Ok(Vec::new()) };
        collect(
            c,
            &format!(
                "SELECT p.number, p.head, {ENTRY} FROM placement p INDEXED BY placement_of_entity
                 JOIN entry e ON e.id = p.entry
                 WHERE p.entity = ?1 AND p.stream = ?2 AND p.number > ?3 AND p.number <= ?4
                 ORDER BY p.number"
            ),
            params![entity.as_bytes(), stream, after, upto],
            placed_row,
        )
    }

    fn entity(&self, id: &Id) -> Stored<Option<EntityRow>> {
        one(
            self.on()?,
            "SELECT id, kind, org, class, founding, data_key, state, erased FROM entity
             WHERE id = ?1",
            [id.as_bytes()],
            entity_row,
        )
    }

    fn entities(&self, kind: u8, after: Option<&Id>, limit: usize) -> Stored<Vec<EntityRow>> {
        collect(
            self.on()?,
            "SELECT id, kind, org, class, founding, data_key, state, erased FROM entity
             WHERE kind = ?1 AND id > ?2 ORDER BY id LIMIT ?3",
            params![kind, after.map_or(&[][..], |id| id.as_bytes().as_slice()), limit as i64],
            entity_row,
        )
    }

    fn entries_of(&self, entity: &Id) -> Stored<Vec<EntryRow>> {
        collect(
            self.on()?,
            &format!("SELECT {ENTRY} FROM entry e WHERE e.entity = ?1 ORDER BY e.id"),
            [entity.as_bytes()],
            |row| entry_row(row, 0),
        )
    }

    fn entry(&self, id: EntryId) -> Stored<Option<EntryRow>> {
        one(self.on()?, &format!("SELECT {ENTRY} FROM entry e WHERE e.id = ?1"), [id], |row| {
            entry_row(row, 0)
        })
    }

    fn memberships(&self, entity: &Id) -> Stored<Vec<(StreamId, Membership)>> {
        collect(
            self.on()?,
            "SELECT m.entity, m.ordinal, m.entered, m.left_at, s.name FROM membership m
             JOIN stream s ON s.id = m.stream WHERE m.entity = ?1 ORDER BY s.name, m.ordinal",
            [entity.as_bytes()],
            |row| Ok((stream_of(&row.get::<_, Bytes<18>>(4)?.0)?, membership_row(row)?)),
        )
    }

    fn membership(&self, stream: &StreamId, entity: &Id) -> Stored<Option<Membership>> {
        let c = self.on()?;
        let Some(stream) = stream_id(c, stream)? else { return Ok(None) };
        one(
            c,
            "SELECT entity, ordinal, entered, left_at FROM membership
             INDEXED BY membership_of_entity WHERE entity = ?1 AND stream = ?2 ORDER BY ordinal DESC LIMIT 1",
            params![entity.as_bytes(), stream],
            membership_row,
        )
    }

    fn member_at(&self, stream: &StreamId, ordinal: u32) -> Stored<Option<Membership>> {
        let c = self.on()?;
        let Some(stream) = stream_id(c, stream)? else { return Ok(None) };
        one(
            c,
            "SELECT entity, ordinal, entered, left_at FROM membership
             WHERE stream = ?1 AND ordinal = ?2",
            params![stream, ordinal],
            membership_row,
        )
    }

    fn members_from(&self, stream: &StreamId, from: u32, limit: usize) -> Stored<Vec<Membership>> {
        let c = self.on()?;
        let Some(stream) = stream_id(c, stream)? else { return Ok(Vec::new()) };
        collect(
            c,
            "SELECT entity, ordinal, entered, left_at FROM membership
             WHERE stream = ?1 AND ordinal >= ?2 ORDER BY ordinal LIMIT ?3",
            params![stream, from, limit as i64],
            membership_row,
        )
    }
}
