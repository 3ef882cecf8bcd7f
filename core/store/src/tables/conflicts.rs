//! Which fields of which documents hold more than one value, for the list a person works through.

use gridwork_model::{Id, Path};

use crate::keys::{Place, open};
use crate::transaction::id;
use crate::{Reader, StoreError, Tx};

impl Reader<'_> {
    /// The fields in conflict of one document.
    pub fn conflicts_of(&self, document: Id) -> Result<Vec<Path>, StoreError> {
        let sql = "SELECT paths FROM conflicts c JOIN documents d ON d.n = c.document
            WHERE d.id = ?1";
        let sealed = self.first(sql, [document.as_bytes()], |row| row.get::<_, Vec<u8>>(0))?;
        sealed.map_or(Ok(Vec::new()), |sealed| self.open_paths(document, &sealed))
    }

    /// Documents with conflicts that can be read now, by id, behind `after`.
    pub fn conflicts(
        &self,
        after: Option<Id>,
        limit: u32,
    ) -> Result<Vec<(Id, Vec<Path>)>, StoreError> {
        let sql = "SELECT d.id, c.paths FROM conflicts c JOIN documents d ON d.n = c.document
            WHERE d.id > ?1 ORDER BY d.id LIMIT ?2";
        let after = after.unwrap_or(Id::NIL);
        let found = self.all(sql, (after.as_bytes(), limit), |row| {
            let document = id(row, 0)?;
            match self.open_paths(document, &row.get::<_, Vec<u8>>(1)?) {
                Ok(paths) => Ok(Some((document, paths))),
                Err(StoreError::Locked(_)) => Ok(None),
                Err(error) => Err(error),
            }
        })?;
        Ok(found.into_iter().flatten().collect())
    }

    /// How many documents have conflicts, locked or not.
    pub fn conflict_count(&self) -> Result<u64, StoreError> {
        let count = self.first("SELECT count(*) FROM conflicts", [], |row| row.get::<_, i64>(0))?;
        Ok(count.unwrap_or(0) as u64)
    }

    fn open_paths(&self, document: Id, sealed: &[u8]) -> Result<Vec<Path>, StoreError> {
        let key = self.document_key(document)?.key;
        read_paths(&open(&key, place(&document), sealed)?).ok_or(StoreError::Damaged("conflicts"))
    }
}

impl Tx<'_> {
    /// Sets which fields of a document are in conflict; none takes it off the list.
    pub fn set_conflicts(&mut self, document: Id, paths: &[Path]) -> Result<(), StoreError> {
        if paths.is_empty() {
            let sql = "DELETE FROM conflicts
                WHERE document = (SELECT n FROM documents WHERE id = ?1)";
            return self.execute(sql, [document.as_bytes()]).map(drop);
        }
        let found = self.document_key(document)?;
        let sealed = self.seal_under(&found.key, place(&document), &write_paths(paths));
        self.execute(
            "INSERT INTO conflicts (document, paths) VALUES (?1, ?2)
             ON CONFLICT (document) DO UPDATE SET paths = excluded.paths",
            (found.n, sealed),
        )
        .map(drop)
    }
}

pub(crate) fn place(document: &Id) -> Place<'_> {
    Place::new("conflicts", document.as_bytes(), "paths")
}

/// Each path as: 0 or 1 ‖ member 16 ‖ length of the field's name u16 BE ‖ name.
fn write_paths(paths: &[Path]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for path in paths {
        bytes.push(u8::from(path.member.is_some()));
        if let Some(member) = path.member {
            bytes.extend_from_slice(member.as_bytes());
        }
        bytes.extend_from_slice(&(path.field.len() as u16).to_be_bytes());
        bytes.extend_from_slice(path.field.as_bytes());
    }
    bytes
}

fn read_paths(mut bytes: &[u8]) -> Option<Vec<Path>> {
    let mut paths = Vec::new();
    while let Some((has_member, rest)) = bytes.split_first() {
        bytes = rest;
        let member = match has_member {
            0 => None,
            _ => {
                let (member, rest) = bytes.split_first_chunk::<16>()?;
                bytes = rest;
                Some(Id::from_bytes(*member))
            }
        };
        let (length, rest) = bytes.split_first_chunk::<2>()?;
        let (field, rest) = rest.split_at_checked(usize::from(u16::from_be_bytes(*length)))?;
        bytes = rest;
        paths.push(Path { member, field: String::from_utf8(field.to_vec()).ok()? });
    }
    Some(paths)
}
