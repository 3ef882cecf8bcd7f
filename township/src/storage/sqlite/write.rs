//! Changing things: the write transaction.

use gridwork_model::{Id, StreamId};
use rusqlite::params;

use super::{Transaction, engine, read};
use crate::storage::{
    Drawer, EntityRow, EntryId, HeadRow, Membership, NewEntry, StorageError, Stored, Writing,
};

impl Transaction<'_> {
    fn run(&self, sql: &str, parameters: impl rusqlite::Params) -> Stored<usize> {
        self.connection
            .prepare_cached(sql)
            .and_then(|mut statement| statement.execute(parameters))
            .map_err(engine)
    }

    fn stream(&self, stream: &StreamId) -> Stored<i64> {
        read::stream_id(&self.connection, stream)?
            .ok_or(StorageError::Gap { stands: 0, expected: 1 })
    }
}

impl Writing for Transaction<'_> {
    fn put(&mut self, drawer: Drawer, key: &[u8], value: &[u8]) -> Stored<()> {
        self.run(
            "INSERT INTO cabinet (drawer, key, value) VALUES (?1, ?2, ?3)
             ON CONFLICT (drawer, key) DO UPDATE SET value = excluded.value",
            params![drawer as u8, key, value],
        )
        .map(drop)
    }

    fn remove(&mut self, drawer: Drawer, key: &[u8]) -> Stored<()> {
        self.run("DELETE FROM cabinet WHERE drawer = ?1 AND key = ?2", params![drawer as u8, key])
            .map(drop)
    }

    fn put_entity(&mut self, row: &EntityRow) -> Stored<()> {
        self.run(
            "INSERT INTO entity (id, kind, org, class, founding, data_key, state, erased)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
             ON CONFLICT (id) DO UPDATE SET org = excluded.org, class = excluded.class,
                 founding = excluded.founding, data_key = excluded.data_key,
                 state = excluded.state, erased = excluded.erased",
            params![
                row.id.as_bytes(),
                row.kind,
                row.org.as_bytes(),
                row.class as u8,
                row.founding,
                row.data_key,
                row.state,
                row.erased
            ],
        )
        .map(drop)
    }

    fn store_entry(&mut self, entry: &NewEntry<'_>) -> Stored<EntryId> {
        self.run(
            "INSERT INTO entry (entity, kind, author, step, origin, effective, at, hash, salt,
                 payload) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
            params![
                entry.entity.as_bytes(),
                entry.kind,
                entry.author,
                entry.step,
                entry.origin.to_bytes(),
                entry.effective,
                entry.at.0,
                entry.hash,
                entry.salt,
                entry.payload
            ],
        )?;
        Ok(self.connection.last_insert_rowid() as EntryId)
    }

    fn append(
        &mut self,
        head: &HeadRow,
        entry: EntryId,
        entity: &Id,
        salt: &[u8; 16],
    ) -> Stored<()> {
        let name = head.stream.to_bytes();
        let changed = match head.number {
            1 => self.run(
                "INSERT INTO stream (name, number, hash, ratchet, next_ordinal)
                 VALUES (?1, 1, ?2, ?3, ?4) ON CONFLICT (name) DO NOTHING",
                params![name, head.hash, head.ratchet, head.next_ordinal],
            )?,
            number => self.run(
                "UPDATE stream SET number = ?2, hash = ?3, ratchet = ?4, next_ordinal = ?5
                 WHERE name = ?1 AND number = ?2 - 1",
                params![name, number, head.hash, head.ratchet, head.next_ordinal],
            )?,
        };
        if changed != 1 {
            let stands =
                read::head(&self.connection, &head.stream)?.map_or(0, |found| found.number);
            return Err(StorageError::Gap { stands, expected: head.number.saturating_sub(1) });
        }
        let stream = self.stream(&head.stream)?;
        self.run(
            "INSERT INTO placement (stream, number, entry, entity, salt, head)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            params![stream, head.number, entry, entity.as_bytes(), salt, head.hash],
        )
        .map(drop)
    }

    fn raise(&mut self, head: &HeadRow) -> Stored<()> {
        self.run(
            "INSERT INTO stream (name, number, hash, ratchet, next_ordinal)
             VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT (name) DO UPDATE SET number = max(number, excluded.number)",
            params![
                head.stream.to_bytes(),
                head.number,
                head.hash,
                head.ratchet,
                head.next_ordinal
            ],
        )
        .map(drop)
    }

    fn enter(&mut self, stream: &StreamId, membership: &Membership) -> Stored<()> {
        let stream = self.stream(stream)?;
        self.run(
            "INSERT INTO membership (stream, ordinal, entity, entered, left_at)
             VALUES (?1, ?2, ?3, ?4, ?5)",
            params![
                stream,
                membership.ordinal,
                membership.entity.as_bytes(),
                membership.entered,
                membership.left
            ],
        )
        .map(drop)
    }

    fn leave(&mut self, stream: &StreamId, entity: &Id, left: u64) -> Stored<()> {
        let stream = self.stream(stream)?;
        self.run(
            "UPDATE membership INDEXED BY membership_of_entity SET left_at = ?3
             WHERE stream = ?1 AND entity = ?2 AND left_at IS NULL",
            params![stream, entity.as_bytes(), left],
        )
        .map(drop)
    }

    fn destroy_entries(&mut self, entity: &Id) -> Stored<u64> {
        self.run("UPDATE placement SET salt = x'' WHERE entity = ?1", params![entity.as_bytes()])?;
        self.run(
            "UPDATE entry SET hash = x'', salt = x'', payload = x'' WHERE entity = ?1",
            params![entity.as_bytes()],
        )
        .map(|n| n as u64)
    }

    fn commit(mut self: Box<Self>) -> Stored<()> {
        self.connection.execute_batch("COMMIT").map_err(engine)?;
        self.ended = true;
        Ok(())
    }
}
