//! What changed, for the screens: pulled, numbered, coalesced.
//!
//! The same thing changed twice is told once, at its last number. Only the newest
//! [`EVENTS_KEPT`] are kept; who asks from before them is told of a gap and reads everything again.

use gridwork_model::Id;

use crate::transaction::{id, unsigned};
use crate::{Reader, StoreError, Tx};

/// How many events are kept at least.
pub const EVENTS_KEPT: u64 = 4_096;

/// How many are let pile up beyond that before the oldest are dropped.
const SLACK: u64 = 512;

/// Something changed and should be read again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Event {
    /// Number, growing.
    pub seq: u64,
    /// What kind of thing; numbers are the caller's.
    pub kind: u8,
    /// Which thing.
    pub id: Id,
}

/// Some events.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventBatch {
    /// The events, by number.
    pub events: Vec<Event>,
    /// Ask again after this number.
    pub last: u64,
    /// Whether events between the number asked for and the first one here are gone.
    pub gap: bool,
}

impl Reader<'_> {
    /// The events after `seq`, at most `limit` of them.
    pub fn events_after(&self, seq: u64, limit: u32) -> Result<EventBatch, StoreError> {
        let sql = "SELECT n, kind, id FROM events WHERE n > ?1 ORDER BY n LIMIT ?2";
        let events = self.all(sql, (seq as i64, limit), |row| {
            Ok(Event { seq: unsigned(row, 0)?, kind: row.get(1)?, id: id(row, 2)? })
        })?;
        let last = events.last().map_or(seq, |event| event.seq);
        Ok(EventBatch { events, last, gap: seq < self.pruned()? })
    }

    /// Number of the newest event; 0 if there was none yet.
    pub fn last_event(&self) -> Result<u64, StoreError> {
        let sql = "SELECT coalesce(max(n), 0) FROM events";
        Ok(self.first(sql, [], |row| unsigned(row, 0))?.unwrap_or(0))
    }

    fn pruned(&self) -> Result<u64, StoreError> {
        let sql = "SELECT value FROM counters WHERE name = 'events-pruned'";
        Ok(self.first(sql, [], |row| unsigned(row, 0))?.unwrap_or(0))
    }
}

impl Tx<'_> {
    /// Tells that a thing changed.
    pub fn event(&mut self, kind: u8, id: Id) -> Result<(), StoreError> {
        let seq = self.last_event()? + 1;
        self.execute(
            "INSERT INTO events (n, kind, id) VALUES (?1, ?2, ?3)
             ON CONFLICT (id, kind) DO UPDATE SET n = excluded.n",
            (seq as i64, kind, id.as_bytes()),
        )?;
        if seq.is_multiple_of(SLACK) && seq > EVENTS_KEPT {
            self.prune_events(seq - EVENTS_KEPT)?;
        }
        Ok(())
    }

    fn prune_events(&mut self, upto: u64) -> Result<(), StoreError> {
        self.execute("DELETE FROM events WHERE n <= ?1", [upto as i64])?;
        self.execute(
            "INSERT INTO counters (name, value) VALUES ('events-pruned', ?1)
             ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            [upto as i64],
        )
        .map(drop)
    }
}
