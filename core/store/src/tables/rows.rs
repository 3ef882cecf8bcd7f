//! Projections: what the screens list, count and search, without opening a document.

use gridwork_model::{Class, Id, Purpose};
use rusqlite::types::Value;
use rusqlite::{Row as SqlRow, params_from_iter};

use crate::keys::{Guard, Place, open};
use crate::transaction::{class_of, id, id_or_null, purpose_of};
use crate::{Reader, StoreError, Tx};

/// One row of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Which list; numbers are the caller's and never reused.
    pub kind: u8,
    /// Identity within the list.
    pub id: Id,
    /// The document or ledger object it is made from: removal and erasure go by it.
    pub owner: Id,
    /// What it is listed under, if anything.
    pub parent: Option<Id>,
    /// Its place among its siblings: road order, a date. In clear: no personal value.
    pub order: i64,
    /// Index of the stream it comes from, if it comes from one.
    pub stream: Option<u8>,
    /// Marks to filter by. In clear: no personal value.
    pub flags: u32,
    /// Class of what it shows.
    pub class: Class,
    /// Purpose of what it shows; with class C3 it decides whose key seals it.
    pub purpose: Purpose,
    /// What it shows, in the caller's encoding.
    pub payload: Vec<u8>,
}

/// Where a page ends; the next begins behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RowCursor {
    order: i64,
    n: i64,
}

/// Which rows of a list are wanted.
#[derive(Clone, Copy, Debug)]
pub struct RowQuery {
    /// Which list.
    pub kind: u8,
    /// Only those under this parent; `None` for all.
    pub parent: Option<Id>,
    /// Flags that all must be set.
    pub all: u32,
    /// Flags none of which may be set.
    pub none: u32,
    /// Where the page before ended.
    pub after: Option<RowCursor>,
    /// Most rows of a page.
    pub limit: u32,
}

impl RowQuery {
    /// The first fifty rows of a list.
    pub fn of(kind: u8) -> RowQuery {
        RowQuery { kind, parent: None, all: 0, none: 0, after: None, limit: 50 }
    }

    /// The same, under one parent.
    pub fn under(self, parent: Id) -> RowQuery {
        RowQuery { parent: Some(parent), ..self }
    }

    fn condition(&self) -> (String, Vec<Value>) {
        let mut sql = String::from("kind = ?1 AND (flags & ?2) = ?2 AND (flags & ?3) = 0");
        let mut values = vec![
            i64::from(self.kind).into(),
            i64::from(self.all).into(),
            i64::from(self.none).into(),
        ];
        if let Some(parent) = self.parent {
            sql.push_str(" AND parent = ?4");
            values.push(parent.as_bytes().to_vec().into());
        }
        (sql, values)
    }
}

/// Some rows and where the next page begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowPage {
    /// The rows, in order.
    pub rows: Vec<Row>,
    /// For [`RowQuery::after`]; `None` at the end.
    pub next: Option<RowCursor>,
}

const COLUMNS: &str =
    "kind, id, owner, parent, position, stream, flags, class, purpose, payload, n";

impl Reader<'_> {
    /// One row.
    pub fn row(&self, kind: u8, row: Id) -> Result<Option<Row>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM rows WHERE id = ?1 AND kind = ?2");
        let found = self.all(&sql, (row.as_bytes(), kind), |row| self.open_list_row(row))?;
        Ok(found.into_iter().next())
    }

    /// A page of a list, by order; rows of equal order in the order they were first put.
    pub fn page(&self, query: &RowQuery) -> Result<RowPage, StoreError> {
        let (mut condition, mut values) = query.condition();
        if let Some(RowCursor { order, n }) = query.after {
            let at = values.len() + 1;
            condition.push_str(&format!(" AND (position, n) > (?{at}, ?{})", at + 1));
            values.extend([order.into(), n.into()]);
        }
        values.push(i64::from(query.limit).into());
        // Row numbers first, from the index alone: rows and their payloads only for the page.
        let sql = format!(
            "SELECT {COLUMNS} FROM rows WHERE n IN
                 (SELECT n FROM rows WHERE {condition} ORDER BY position, n LIMIT ?{})
             ORDER BY position, n",
            values.len()
        );
        let mut last = None;
        let rows = self.all(&sql, params_from_iter(values), |row| {
            let value = self.open_list_row(row)?;
            last = Some(RowCursor { order: value.order, n: row.get(10)? });
            Ok(value)
        })?;
        let full = rows.len() == query.limit as usize;
        Ok(RowPage { rows, next: last.filter(|_| full) })
    }

    /// How many rows a query has on all its pages.
    pub fn count(&self, query: &RowQuery) -> Result<u64, StoreError> {
        let (condition, values) = query.condition();
        let sql = format!("SELECT count(*) FROM rows WHERE {condition}");
        let count = self.first(&sql, params_from_iter(values), |row| row.get::<_, i64>(0))?;
        Ok(count.unwrap_or(0) as u64)
    }

    /// Visits all rows of a list that can be read now, in no particular order: what the search
    /// index is built from. Rows of a locked purpose are passed over.
    pub fn each_row(&self, kind: u8, visit: impl FnMut(Row)) -> Result<(), StoreError> {
        self.visit("kind = ?1", [kind], visit)
    }

    /// The same, of what is listed under one parent.
    pub fn each_row_under(
        &self,
        kind: u8,
        parent: Id,
        visit: impl FnMut(Row),
    ) -> Result<(), StoreError> {
        self.visit("kind = ?1 AND parent = ?2", (kind, parent.as_bytes()), visit)
    }

    fn visit(
        &self,
        condition: &str,
        values: impl rusqlite::Params,
        mut visit: impl FnMut(Row),
    ) -> Result<(), StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM rows WHERE {condition}");
        self.all(&sql, values, |row| match self.open_list_row(row) {
            Err(StoreError::Locked(_)) => Ok(()),
            other => other.map(&mut visit),
        })?;
        Ok(())
    }

    fn open_list_row(&self, row: &SqlRow<'_>) -> Result<Row, StoreError> {
        let kind = row.get(0)?;
        let id = id(row, 1)?;
        let class = class_of(row.get(7)?)?;
        let purpose = purpose_of(row.get(8)?)?;
        let sealed = row.get_ref(9)?.as_blob().map_err(|_| StoreError::Damaged("row"))?;
        let name = row_name(kind, id);
        let payload = match Guard::of(class, purpose) {
            Guard::Database => self.open_row(place(&name), sealed)?,
            guard => open(&self.keys.guard(guard)?.rows, place(&name), sealed)?,
        };
        Ok(Row {
            kind,
            id,
            owner: crate::transaction::id(row, 2)?,
            parent: id_or_null(row, 3)?,
            order: row.get(4)?,
            stream: row.get(5)?,
            flags: row.get(6)?,
            class,
            purpose,
            payload,
        })
    }
}

impl Tx<'_> {
    /// Adds a row or replaces the one of its kind and id.
    pub fn put_row(&mut self, row: &Row) -> Result<(), StoreError> {
        let keys = self.keys.guard(Guard::of(row.class, row.purpose))?;
        let name = row_name(row.kind, row.id);
        let payload = self.seal_under(&keys.rows, place(&name), &row.payload);
        self.execute(
            "INSERT INTO rows (kind, id, owner, parent, position, stream, flags, class, purpose,
                 payload)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
             ON CONFLICT (id, kind) DO UPDATE SET owner = excluded.owner,
                 parent = excluded.parent, position = excluded.position,
                 stream = excluded.stream, flags = excluded.flags, class = excluded.class,
                 purpose = excluded.purpose, payload = excluded.payload",
            rusqlite::params![
                row.kind,
                row.id.as_bytes(),
                row.owner.as_bytes(),
                row.parent.as_ref().map(Id::as_bytes),
                row.order,
                row.stream,
                row.flags,
                row.class as u8,
                row.purpose as u8,
                payload,
            ],
        )
        .map(drop)
    }

    /// Sets the flags of a row, leaving the rest sealed as it is.
    pub fn set_row_flags(&mut self, kind: u8, row: Id, flags: u32) -> Result<(), StoreError> {
        let sql = "UPDATE rows SET flags = ?3 WHERE id = ?1 AND kind = ?2";
        match self.execute(sql, (row.as_bytes(), kind, flags))? {
            0 => Err(StoreError::Missing("row")),
            _ => Ok(()),
        }
    }

    /// Removes a row.
    pub fn delete_row(&mut self, kind: u8, row: Id) -> Result<(), StoreError> {
        let sql = "DELETE FROM rows WHERE id = ?1 AND kind = ?2";
        self.execute(sql, (row.as_bytes(), kind)).map(drop)
    }

    /// Removes all rows of a kind, to be made again.
    pub fn delete_rows(&mut self, kind: u8) -> Result<(), StoreError> {
        self.execute("DELETE FROM rows WHERE kind = ?1", [kind]).map(drop)
    }
}

pub(crate) fn row_name(kind: u8, id: Id) -> [u8; 17] {
    super::directory::row_name(kind, id)
}

pub(crate) fn place(name: &[u8; 17]) -> Place<'_> {
    Place::new("rows", name, "payload")
}
