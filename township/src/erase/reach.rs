//! What lies beside the streams and must go with an erased record: files, work set aside, lists
//! waiting to be imported, aliases.

use std::collections::BTreeSet;

use gridwork_model::incident::Step;
use gridwork_model::{Founding, Id, LedgerEntry, Value, ledger::kind as ledger_kind};

use super::{Who, shown_id};
use crate::admission::read_document;
use crate::evidence::{fold_clue, fold_set, forks, index};
use crate::register::homes::forget_mergers;
use crate::storage::rows::kind;
use crate::storage::{Drawer, EntityRow, Reading, Writing};
use crate::streams::open_payload;
use crate::{Done, Hub};

/// Whether a household or a person was erased by law: nothing new about them is taken in. A household
/// that was founded anew, without one of its people, goes on.
pub(crate) fn is_erased(r: &dyn Reading, subject: &Id) -> Done<bool> {
    let standing = standing_document(r, subject)?;
    Ok(r.entity(&standing)?.is_some_and(|row| row.erased))
}

/// The document that an id means now: that of a household founded anew, without one of its people,
/// where the household's own was erased.
pub(crate) fn standing_document(r: &dyn Reading, id: &Id) -> Done<Id> {
    if r.entity(id)?.is_none_or(|row| !row.erased) {
        return Ok(*id);
    }
    for document in Founding::documents_of(*id) {
        if r.entity(&document)?.is_some_and(|row| !row.erased) {
            return Ok(document);
        }
    }
    Ok(*id)
}

/// The household that an id means, which may be that of a document it was founded anew in.
pub(super) fn household_of(r: &dyn Reading, id: &Id) -> Done<Id> {
    let founding = r.entity(id)?.map(|row| minicbor::decode::<Founding>(&row.founding));
    Ok(match founding {
        Some(Ok(Founding::Household { id: household, .. })) => household,
        _ => *id,
    })
}

impl Hub {
    /// Destroys what is kept beside the entries of `gone`, within the transaction of the erasure.
    pub(super) fn forget_beside(
        &self,
        w: &mut dyn Writing,
        gone: &[EntityRow],
        subject: Id,
        who: &Who<'_>,
    ) -> Done<()> {
        let of = |row: &EntityRow| [row.id, shown_id(row)];
        let objects: Vec<Id> = gone.iter().flat_map(of).collect();
        let everybody: Vec<Id> =
            objects.iter().chain([&subject]).chain(who.people).copied().collect();
        for org in gone.iter().map(|row| row.org).collect::<BTreeSet<Id>>() {
            self.erase_set_aside(w, org, &objects)?;
            forget_mergers(w, org, &everybody)?;
            // Nobody can tell whom a list that waits speaks of: it is checked again.
            for (at, _) in w.list(Drawer::Imports, org.as_bytes(), None, usize::MAX >> 1)? {
                w.remove(Drawer::Imports, &at)?;
            }
        }
        // A household that goes on without them is still what another one goes on in.
        let ended = gone.iter().filter(|row| !who.anew.contains(&row.id)).flat_map(of);
        let ended: BTreeSet<Id> =
            ended.chain([subject]).chain(who.people.iter().copied()).collect();
        for (from, into) in w.list(Drawer::Aliases, &[], None, usize::MAX >> 1)? {
            let erased = |id: &[u8]| ended.iter().any(|it| id == it.as_bytes());
            if erased(&from) || erased(&into) {
                w.remove(Drawer::Aliases, &from)?;
            }
        }
        for id in &ended {
            w.remove(Drawer::Following, id.as_bytes())?;
        }
        Ok(())
    }

    /// Takes erased sets and clues out of the lists, and the captures of a set out of the logs of
    /// their devices; returns the files that nothing else names.
    fn forget_evidence(
        &self,
        w: &mut dyn Writing,
        row: &EntityRow,
        object: &Id,
        number: u16,
    ) -> Done<Vec<[u8; 32]>> {
        let key = self.data_key(&row.id, &row.data_key)?;
        let files = match number {
            ledger_kind::EVIDENCE => {
                let set = fold_set(w, row, &key)?;
                let captures = set.items.iter().map(|it| (&it.capture.key, &it.capture.value));
                forks::forget(w, captures)?;
                set.files()
            }
            _ => fold_clue(w, row, &key)?.clue.map(|told| told.photos).unwrap_or_default(),
        };
        index::forget(w, &row.org, number, object, &files)
    }

    /// Files that only the entries of `gone` name; sets and clues leave their lists with them.
    pub(crate) fn forget_files(
        &self,
        w: &mut dyn Writing,
        gone: &[EntityRow],
    ) -> Done<Vec<[u8; 32]>> {
        let mut files = Vec::new();
        for row in gone {
            match row.kind {
                kind::CHANGE => {
                    let Some((_, document)) = read_document(self, w, &row.id)? else { continue };
                    for held in document.fields().iter().flat_map(|field| &field.held) {
                        if let Value::File(hash) = held.value {
                            files.push(hash);
                        }
                    }
                }
                kind::LEDGER => {
                    let told = minicbor::decode::<(Id, u16)>(&row.founding).ok();
                    let evidence = [ledger_kind::EVIDENCE, ledger_kind::CLUE];
                    if let Some((object, number)) = told.filter(|it| evidence.contains(&it.1)) {
                        files.extend(self.forget_evidence(w, row, &object, number)?);
                        continue;
                    }
                    let key = self.data_key(&row.id, &row.data_key)?;
                    for entry in w.entries_of(&row.id)? {
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
