//! The floor of a durable answer: the rows a phone just wrote, written once more into a copy of its
//! database by SQLite alone, in one transaction under the same pragmas.

use std::path::Path;
use std::time::{Duration, Instant};

use rusqlite::types::Value;
use rusqlite::{Connection, OpenFlags, Result, TransactionBehavior, params_from_iter};

/// As the store sets them for its writer, for a full commit.
const PRAGMAS: &str = "PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    PRAGMA journal_size_limit = 4194304;
    PRAGMA secure_delete = ON;
    PRAGMA foreign_keys = ON;
    PRAGMA temp_store = MEMORY;
    PRAGMA trusted_schema = OFF;
    PRAGMA cell_size_check = ON;
    PRAGMA cache_size = -2048;";

const CHANGES: &str = "n, document, tag, author, state, number, raw, intent, salt";
const OUTBOX: &str = "n, kind, item, stream, urgent, batch, position, salt, leaf";
const ROWS: &str = "kind, id, owner, parent, position, stream, flags, class, purpose, payload";

/// A phone's database, looked at from outside, and the copy.
pub struct Floor {
    phone: Connection,
    copy: Connection,
    /// Last row number seen of `changes`, `outbox` and `events`.
    seen: [i64; 3],
}

impl Floor {
    /// Opens both; `copy` is the phone's database as it stood when nobody had it open.
    pub fn open(phone: &Path, copy: &Path) -> Result<Floor> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let phone = Connection::open_with_flags(phone, flags)?;
        phone.pragma_update(None, "query_only", true)?;
        let copy = Connection::open_with_flags(copy, flags)?;
        copy.execute_batch(PRAGMAS)?;
        let mut floor = Floor { phone, copy, seen: [0; 3] };
        floor.written()?;
        Ok(floor)
    }

    /// Repeats what the phone wrote since the last call, and says how long it took; `None` if it
    /// wrote nothing.
    pub fn repeat(&mut self) -> Result<Option<Duration>> {
        let [changes, outbox, events, rows] = self.written()?;
        if changes.is_empty() {
            return Ok(None);
        }
        let begun = Instant::now();
        let tx = self.copy.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let insert = |table, columns: &str, rest: &str, values: &[Vec<Value>]| -> Result<()> {
            let marks = vec!["?"; columns.split(',').count()].join(", ");
            let sql = format!("INSERT INTO {table} ({columns}) VALUES ({marks}) {rest}");
            let mut statement = tx.prepare_cached(&sql)?;
            values.iter().try_for_each(|row| statement.execute(params_from_iter(row)).map(drop))
        };
        insert("changes", CHANGES, "", &changes)?;
        insert("outbox", OUTBOX, "", &outbox)?;
        insert(
            "events",
            "n, kind, id",
            "ON CONFLICT (id, kind) DO UPDATE SET n = excluded.n",
            &events,
        )?;
        let update = "ON CONFLICT (id, kind) DO UPDATE SET owner = excluded.owner,
            parent = excluded.parent, position = excluded.position, stream = excluded.stream,
            flags = excluded.flags, class = excluded.class, purpose = excluded.purpose,
            payload = excluded.payload";
        insert("rows", ROWS, update, &rows)?;
        tx.commit()?;
        Ok(Some(begun.elapsed()))
    }

    /// The rows written since the last call: of changes, outbox and events, and the list rows of the
    /// documents changed.
    fn written(&mut self) -> Result<[Vec<Vec<Value>>; 4]> {
        let all = |sql: &str, last: i64| -> Result<Vec<Vec<Value>>> {
            let mut statement = self.phone.prepare_cached(sql)?;
            let columns = statement.column_count();
            let read = |row: &rusqlite::Row<'_>| (0..columns).map(|i| row.get(i)).collect();
            statement.query_map([last], read)?.collect()
        };
        let [changed, queued, told] = self.seen;
        let changes =
            all(&format!("SELECT {CHANGES} FROM changes WHERE n > ? ORDER BY n"), changed)?;
        let outbox = all(&format!("SELECT {OUTBOX} FROM outbox WHERE n > ? ORDER BY n"), queued)?;
        let events = all("SELECT n, kind, id FROM events WHERE n > ? ORDER BY n", told)?;
        let of = "SELECT DISTINCT d.id FROM changes c JOIN documents d ON d.n = c.document
            WHERE c.n > ?";
        let rows = all(&format!("SELECT {ROWS} FROM rows WHERE owner IN ({of})"), changed)?;
        for (seen, rows) in self.seen.iter_mut().zip([&changes, &outbox, &events]) {
            if let Some(Value::Integer(last)) = rows.last().and_then(|row| row.first()) {
                *seen = *last;
            }
        }
        Ok([changes, outbox, events, rows])
    }
}
