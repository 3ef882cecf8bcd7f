//! The county: directory items of the embedded lists, and, for training, generated residents.
//!
//! Documents are founded and written on every core and stored by one writer, a cell at a time, so
//! that an import that was cut goes on where it stopped.

use gridwork_county::{CellPlan, County};
use gridwork_document::Actor as Writer;
use gridwork_model::audience::{Entity, audience};
use gridwork_model::{Founding, Moment, StreamId};

use crate::audit::{self, Actor, Record};
use crate::config::Mode;
use crate::office::{Act, DocumentWrite, Prepared, check_mode, prepare};
use crate::storage::Writing;
use crate::transaction::Transaction;
use crate::{Done, Hub, HubError};

/// What an import brought in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Imported {
    /// Directory items.
    pub items: usize,
    /// Cells.
    pub cells: usize,
    /// Households.
    pub households: usize,
    /// People.
    pub people: usize,
    /// Documents of all kinds.
    pub documents: usize,
}

impl Hub {
    /// Imports the directory of the county, and its generated residents and places if this is a
    /// training hub. `progress` is told after each cell how many are done and how many there are.
    pub fn import_county(
        &self,
        county: &County,
        by: Actor,
        now: Moment,
        progress: &mut dyn FnMut(usize, usize),
    ) -> Done<Imported> {
        self.require_room()?;
        let items: Vec<_> = county.directory().into_iter().map(|placed| placed.item).collect();
        let mut imported = Imported { items: items.len(), ..Imported::default() };
        self.put_directory(items, by.clone(), now)?;
        if self.mode() == Mode::Production {
            return Ok(imported);
        }
        let cells = county.cells();
        for (done, cell) in cells.iter().enumerate() {
            self.import_cell(county, cell, &by, now, &mut imported)?;
            progress(done + 1, cells.len());
        }
        Ok(imported)
    }

    fn import_cell(
        &self,
        county: &County,
        cell: &CellPlan,
        by: &Actor,
        now: Moment,
        imported: &mut Imported,
    ) -> Done<()> {
        let mut writes = Vec::new();
        let known = self.storage.reading()?;
        for household in county.residents(cell) {
            if known.entity(&household.id)?.is_some() {
                continue;
            }
            imported.households += 1;
            imported.people += household.people.len();
            let roster = stream(&Entity::Household { cell: cell.id })?;
            writes.push(write(household.founding(), roster, household.edits()));
            let needs = household.needs();
            let identity = (!needs.is_empty()).then(|| household.identity());
            for (founding, edits) in needs.into_iter().chain(identity) {
                let Founding::Needs { purpose, .. } = founding else { continue };
                let needs = stream(&Entity::Needs { cell: cell.id, purpose })?;
                writes.push(write(founding, needs, edits));
            }
        }
        for place in county.places(cell) {
            if known.entity(&place.id)?.is_none() {
                let places = stream(&Entity::Place { cell: cell.id })?;
                writes.push(write(place.founding(), places, place.edits()));
            }
        }
        drop(known);
        imported.cells += 1;
        imported.documents += writes.len();
        self.found_documents(&writes, by.clone(), "import", now)
    }

    /// Founds new documents as one act, prepared on every core.
    pub fn found_documents(
        &self,
        writes: &[DocumentWrite],
        by: Actor,
        why: &str,
        now: Moment,
    ) -> Done<()> {
        self.found_documents_with(writes, &[], by, why, now, |_| Ok(()))
    }

    /// The same together with `edits` of documents that are there, and whatever `beside` writes, as one
    /// transaction.
    pub(crate) fn found_documents_with(
        &self,
        writes: &[DocumentWrite],
        edits: &[DocumentWrite],
        by: Actor,
        why: &str,
        now: Moment,
        beside: impl FnOnce(&mut dyn Writing) -> Done<()>,
    ) -> Done<()> {
        let (mode, today) = (self.mode(), now.day());
        writes.iter().try_for_each(|write| check_mode(mode, today, &write.edits))?;
        let actor = Writer::new(0, self.identity.read().epoch);
        let prepared = prepare_all(actor, writes, now)?;
        let mut transaction = Transaction::begin(self)?;
        let (w, loaded) = transaction.parts()?;
        beside(w)?;
        let mut act = Act::begin(self, w, by.clone(), why, now)?;
        for document in &prepared {
            act.put_new(document)?;
        }
        for write in edits {
            act.edit(loaded, write)?;
        }
        act.finish()?;
        let org =
            writes.iter().chain(edits).next().map_or(gridwork_model::Id::NIL, |write| {
                self.standing().org_of(write.stream.scope)
            });
        let detail = format!("{why}, {} documents", writes.len() + edits.len());
        let record = Record::done(now, by, "document.found", org, None).with(detail);
        audit::append(transaction.w()?, record)?;
        transaction.commit()
    }
}

fn write(founding: Founding, stream: StreamId, edits: Vec<gridwork_model::Edit>) -> DocumentWrite {
    DocumentWrite { founding, stream, edits }
}

fn stream(entity: &Entity) -> Done<StreamId> {
    let streams = audience(entity).map_err(|_| HubError::Invalid("audience"))?;
    streams.first().copied().ok_or(HubError::Invalid("audience"))
}

fn prepare_all(actor: Writer, writes: &[DocumentWrite], now: Moment) -> Done<Vec<Prepared>> {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let share = writes.len().div_ceil(cores).max(64);
    std::thread::scope(|scope| {
        let workers: Vec<_> = writes
            .chunks(share)
            .map(|chunk| {
                scope.spawn(move || -> Done<Vec<Prepared>> {
                    chunk.iter().map(|write| prepare(actor, write, now)).collect()
                })
            })
            .collect();
        let mut prepared = Vec::with_capacity(writes.len());
        for worker in workers {
            let done = worker.join().map_err(|_| HubError::Invalid("document"))??;
            prepared.extend(done);
        }
        Ok(prepared)
    })
}
