//! What one end of an exchange holds, built from what was said and nothing else.

use std::cell::RefCell;
use std::collections::HashMap;

use gridwork_document::codec::Shared;
use gridwork_document::{Context, Hash};
use gridwork_model::{Founding, Id};

use crate::workload::Said;

/// The documents of one end. Two ends that took the same changes answer the codec alike, and each
/// computes its contexts itself.
#[derive(Default)]
pub struct Replica {
    documents: HashMap<Id, Kept>,
    /// Documents of each stream, in order of their ordinals.
    order: HashMap<u8, Vec<Id>>,
    /// Ordinal of the first of them in streams that others have written into before.
    first: HashMap<u8, u32>,
    contexts: RefCell<HashMap<Id, Option<Context>>>,
}

/// One document.
struct Kept {
    founding: Founding,
    stream: u8,
    ordinal: u32,
    raws: Vec<Vec<u8>>,
    hashes: Vec<Hash>,
}

/// Founding, changes and hashes of one document.
pub type History<'a> = (&'a Founding, &'a [Vec<u8>], &'a [Hash]);

impl Replica {
    /// The next new document of a stream that this end has nothing of gets this ordinal.
    pub fn begin(&mut self, stream: u8, next_ordinal: u32) {
        self.first.insert(stream, next_ordinal);
    }

    fn first(&self, stream: u8) -> u32 {
        self.first.get(&stream).copied().unwrap_or_default()
    }

    /// Takes one change.
    pub fn take(&mut self, said: &Said) {
        let first = self.first(said.stream);
        let order = self.order.entry(said.stream).or_default();
        let kept = self.documents.entry(said.document).or_insert_with(|| {
            order.push(said.document);
            Kept {
                founding: said.founding.clone(),
                stream: said.stream,
                ordinal: first + order.len() as u32 - 1,
                raws: Vec::new(),
                hashes: Vec::new(),
            }
        });
        kept.raws.push(said.raw.clone());
        kept.hashes.push(said.hash);
        self.contexts.get_mut().remove(&said.document);
    }

    /// Whether the document is here.
    pub fn has(&self, document: Id) -> bool {
        self.documents.contains_key(&document)
    }

    /// The ordinal of a document that is here.
    pub fn ordinal(&self, document: Id) -> Option<u32> {
        self.documents.get(&document).map(|kept| kept.ordinal)
    }

    /// The documents of a stream, in order.
    pub fn documents_in(&self, stream: u8) -> &[Id] {
        self.order.get(&stream).map_or(&[], Vec::as_slice)
    }

    /// Founding, changes and hashes of a document, in order.
    pub fn history(&self, document: Id) -> Option<History<'_>> {
        let kept = self.documents.get(&document)?;
        Some((&kept.founding, &kept.raws, &kept.hashes))
    }

    /// The hashes of all changes, document by document: equal on equal replicas.
    pub fn hashes(&self) -> Vec<(Id, Vec<Hash>)> {
        let mut all: Vec<_> =
            self.documents.iter().map(|(id, kept)| (*id, kept.hashes.clone())).collect();
        all.sort_unstable_by_key(|(id, _)| *id);
        all
    }

    /// Computes the contexts of these documents, so that a measurement does not count it.
    pub fn warm(&self, documents: impl Iterator<Item = Id>) {
        for document in documents {
            self.context(document);
        }
    }
}

impl Shared for Replica {
    fn ordinal_of(&self, stream: u8, document: Id) -> Option<u32> {
        let kept = self.documents.get(&document)?;
        (kept.stream == stream).then_some(kept.ordinal)
    }

    fn document_at(&self, stream: u8, ordinal: u32) -> Option<Id> {
        let place = ordinal.checked_sub(self.first(stream))?;
        self.documents_in(stream).get(place as usize).copied()
    }

    fn founding_of(&self, document: Id) -> Option<Founding> {
        self.documents.get(&document).map(|kept| kept.founding.clone())
    }

    fn context(&self, document: Id) -> Option<Context> {
        let known = self.contexts.borrow().get(&document).cloned();
        known.unwrap_or_else(|| {
            let kept = self.documents.get(&document)?;
            let raws = kept.raws.iter().map(Vec::as_slice);
            let context = Context::replay(&kept.founding, raws).ok();
            self.contexts.borrow_mut().insert(document, context.clone());
            context
        })
    }
}
