//! What lies beside the streams and must go with an erased record: files, work set aside, lists
//! waiting to be imported, aliases.

use gridwork_model::incident::Step;
use gridwork_model::{Id, LedgerEntry, Value};

use super::shown_id;
use crate::admission::read_document;
use crate::storage::rows::kind;
use crate::storage::{Drawer, EntityRow, Reading, Writing};
use crate::streams::open_payload;
use crate::{Done, Hub};

impl Hub {
    /// Destroys what is kept beside the entries of `gone`, within the transaction of the erasure.
    pub(super) fn forget_beside(
        &self,
        w: &mut dyn Writing,
        gone: &[EntityRow],
        subject: Id,
        org: Id,
    ) -> Done<()> {
        let objects: Vec<Id> = gone.iter().flat_map(|row| [row.id, shown_id(row)]).collect();
        self.erase_set_aside(w, org, &objects)?;
        // Nobody can tell whom a list that waits speaks of: it is checked again.
        for (at, _) in w.list(Drawer::Imports, org.as_bytes(), None, usize::MAX >> 1)? {
            w.remove(Drawer::Imports, &at)?;
        }
        for (from, into) in w.list(Drawer::Aliases, &[], None, usize::MAX >> 1)? {
            let erased =
                |id: &[u8]| id == subject.as_bytes() || objects.iter().any(|o| id == o.as_bytes());
            if erased(&from) || erased(&into) {
                w.remove(Drawer::Aliases, &from)?;
            }
        }
        Ok(())
    }

    /// Files that only the entries of `gone` name.
    pub(super) fn files_of(&self, r: &dyn Reading, gone: &[EntityRow]) -> Done<Vec<[u8; 32]>> {
        let mut files = Vec::new();
        for row in gone {
            match row.kind {
                kind::CHANGE => {
                    let Some((_, document)) = read_document(self, r, &row.id)? else { continue };
                    for held in document.fields().iter().flat_map(|field| &field.held) {
                        if let Value::File(hash) = held.value {
                            files.push(hash);
                        }
                    }
                }
                kind::LEDGER => {
                    let key = self.data_key(&row.id, &row.data_key)?;
                    for entry in r.entries_of(&row.id)? {
                        let plain = open_payload(&key, &entry)?;
                        let step = minicbor::decode::<LedgerEntry>(&plain)
                            .ok()
                            .and_then(|entry| Step::of(&entry).ok());
                        files.extend(step.iter().flat_map(Step::files).map(|hash| hash.0));
                    }
                }
                _ => {}
            }
        }
        Ok(files)
    }
}
