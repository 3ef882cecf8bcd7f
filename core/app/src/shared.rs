//! What this device and the hub both know, as the codec asks for it (`docs/protocol.md` §4).

use std::cell::RefCell;
use std::collections::HashMap;

use gridwork_document::Context;
use gridwork_document::codec::Shared;
use gridwork_model::{Founding, Id};
use gridwork_store::{ChangeRow, EntryState, Reader};

/// Which changes of a document count as known to both ends.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Known {
    /// Those in the prefix of the stream: for reading an update.
    Prefix,
    /// And own accepted ones that the stream has not brought back yet, in the order they were said:
    /// for framing a batch.
    PrefixAndOwn,
}

/// [`Shared`] over one consistent view of the store.
pub(crate) struct DeviceShared<'a, 'r> {
    reader: &'a Reader<'r>,
    known: Known,
    /// This device, whose accepted items count beside the prefix.
    own: u32,
    contexts: RefCell<HashMap<Id, Option<Context>>>,
}

impl<'a, 'r> DeviceShared<'a, 'r> {
    /// The context of the entries that follow this device's cursors.
    pub(crate) fn for_update(reader: &'a Reader<'r>) -> DeviceShared<'a, 'r> {
        DeviceShared { reader, known: Known::Prefix, own: 0, contexts: RefCell::default() }
    }

    /// The context of the next batch.
    pub(crate) fn for_batch(reader: &'a Reader<'r>, own: u32) -> DeviceShared<'a, 'r> {
        DeviceShared { reader, known: Known::PrefixAndOwn, own, contexts: RefCell::default() }
    }

    fn build(&self, document: Id) -> Option<Context> {
        let founding = self.founding_of(document)?;
        let mut changes = self.reader.changes(document).ok()?;
        changes.retain(|change| match change.state {
            EntryState::Numbered { .. } => true,
            EntryState::Accepted => self.known == Known::PrefixAndOwn && change.author == self.own,
            _ => false,
        });
        changes.sort_by_key(order);
        Context::replay(&founding, changes.iter().map(|change| change.raw.as_slice())).ok()
    }
}

/// Numbered ones by number, then own accepted ones in the order they were made. What a first
/// download brought carries number 0 and comes in the order it was downloaded.
fn order(change: &ChangeRow) -> (u8, u64, i64) {
    match change.state {
        EntryState::Numbered { number } => (0, number, change.no.0),
        _ => (1, 0, change.no.0),
    }
}

impl Shared for DeviceShared<'_, '_> {
    fn ordinal_of(&self, stream: u8, document: Id) -> Option<u32> {
        let (at, ordinal) = self.reader.ordinal_of(document).ok()??;
        ordinal.filter(|_| at == stream)
    }

    fn document_at(&self, stream: u8, ordinal: u32) -> Option<Id> {
        self.reader.document_at(stream, ordinal).ok()?
    }

    fn founding_of(&self, document: Id) -> Option<Founding> {
        self.reader.document(document).ok()?.map(|row| row.founding)
    }

    fn context(&self, document: Id) -> Option<Context> {
        if let Some(context) = self.contexts.borrow().get(&document) {
            return context.clone();
        }
        let context = self.build(document);
        self.contexts.borrow_mut().insert(document, context.clone());
        context
    }
}
