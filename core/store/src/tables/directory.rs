//! Directory items: written at the hub, read here.

use gridwork_model::Id;

use crate::keys::Place;
use crate::transaction::{id, unsigned};
use crate::{Reader, StoreError, Tx};

/// The newest version of a directory item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DirectoryRow {
    /// Kind, a number of the model.
    pub kind: u8,
    /// Identity of the item.
    pub id: Id,
    /// Number of the entry in its stream that wrote this version.
    pub number: u64,
    /// The item, in the hub's encoding.
    pub body: Vec<u8>,
}

impl Reader<'_> {
    /// All items of a kind, by id.
    pub fn directory(&self, kind: u8) -> Result<Vec<DirectoryRow>, StoreError> {
        let sql = "SELECT id, number, body FROM directory WHERE kind = ?1 ORDER BY id";
        self.all(sql, [kind], |row| {
            let id = id(row, 0)?;
            let body = self.open_row(place(&row_name(kind, id)), &row.get::<_, Vec<u8>>(2)?)?;
            Ok(DirectoryRow { kind, id, number: unsigned(row, 1)?, body })
        })
    }

    /// Every item, by kind and id.
    pub fn directory_items(&self) -> Result<Vec<DirectoryRow>, StoreError> {
        let sql = "SELECT kind, id, number, body FROM directory ORDER BY kind, id";
        self.all(sql, [], |row| {
            let (kind, id) = (row.get(0)?, id(row, 1)?);
            let body = self.open_row(place(&row_name(kind, id)), &row.get::<_, Vec<u8>>(3)?)?;
            Ok(DirectoryRow { kind, id, number: unsigned(row, 2)?, body })
        })
    }

    /// One item.
    pub fn directory_item(&self, kind: u8, id: Id) -> Result<Option<DirectoryRow>, StoreError> {
        let sql = "SELECT number, body FROM directory WHERE kind = ?1 AND id = ?2";
        self.first(sql, (kind, id.as_bytes()), |row| {
            Ok((unsigned(row, 0)?, row.get::<_, Vec<u8>>(1)?))
        })?
        .map(|(number, sealed)| {
            let body = self.open_row(place(&row_name(kind, id)), &sealed)?;
            Ok(DirectoryRow { kind, id, number, body })
        })
        .transpose()
    }
}

impl Tx<'_> {
    /// Sets the newest version of an item.
    pub fn put_directory(&mut self, item: &DirectoryRow) -> Result<(), StoreError> {
        let name = row_name(item.kind, item.id);
        let body = self.seal_row(place(&name), &item.body);
        self.execute(
            "INSERT INTO directory (kind, id, number, body) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (kind, id) DO UPDATE SET number = excluded.number, body = excluded.body",
            (item.kind, item.id.as_bytes(), item.number as i64, body),
        )
        .map(drop)
    }

    /// Every item has to come again: what has not by the end of the download is not at the hub.
    pub fn doubt_directory(&mut self) -> Result<(), StoreError> {
        self.execute("UPDATE directory SET number = -1", []).map(drop)
    }

    /// Forgets the items that did not come again; returns kind and id of each.
    pub fn forget_doubted(&mut self) -> Result<Vec<(u8, Id)>, StoreError> {
        let sql = "SELECT kind, id FROM directory WHERE number = -1";
        let found = self.all(sql, [], |row| Ok((row.get(0)?, id(row, 1)?)))?;
        self.execute("DELETE FROM directory WHERE number = -1", [])?;
        Ok(found)
    }

    /// Forgets an item that the hub withdrew.
    pub fn delete_directory(&mut self, kind: u8, id: Id) -> Result<(), StoreError> {
        let sql = "DELETE FROM directory WHERE kind = ?1 AND id = ?2";
        self.execute(sql, (kind, id.as_bytes())).map(drop)
    }
}

pub(crate) fn row_name(kind: u8, id: Id) -> [u8; 17] {
    let mut name = [kind; 17];
    name[1..].copy_from_slice(id.as_bytes());
    name
}

pub(crate) fn place(name: &[u8; 17]) -> Place<'_> {
    Place::new("directory", name, "body")
}
