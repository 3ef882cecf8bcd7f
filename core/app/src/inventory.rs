//! What this device holds, entry by entry and without contents: for comparing replicas, for the
//! proof that nothing is here that was not granted, and for support.

use gridwork_model::{Id, StreamId};
use gridwork_store::EntryState;

use crate::CoreError;
use crate::core::Core;

/// One document or ledger object held in a stream.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Holding {
    /// The stream it came in.
    pub stream: StreamId,
    /// The document, ledger object or sealed record.
    pub entity: Id,
    /// What the hub has numbered or accepted of it: change hashes, or entry ids with zeros behind.
    pub received: Vec<[u8; 32]>,
    /// What only this device has of it.
    pub unsettled: Vec<[u8; 32]>,
}

impl Core {
    /// Everything held, by stream and entity.
    pub fn inventory(&self) -> Result<Vec<Holding>, CoreError> {
        self.store.read(|r| {
            let mut holdings = Vec::new();
            for row in r.streams()? {
                for document in r.documents_in(row.index)? {
                    let entries =
                        r.changes(document)?.into_iter().map(|change| (change.hash, change.state));
                    holdings.push(holding(row.stream, document, entries));
                }
                for object in r.ledger_objects(row.index)? {
                    // What is said of one object may stand in several streams.
                    let here = r.ledger(object)?.into_iter().filter(|it| it.stream == row.index);
                    let entries = here.map(|kept| (padded(kept.entry.id), kept.state));
                    holdings.push(holding(row.stream, object, entries));
                }
                for record in r.records_in(row.index)? {
                    let entry = (padded(record.id), record.state);
                    holdings.push(holding(row.stream, record.id, std::iter::once(entry)));
                }
            }
            holdings.sort();
            Ok(holdings)
        })
    }
}

fn holding(
    stream: StreamId,
    entity: Id,
    entries: impl Iterator<Item = ([u8; 32], EntryState)>,
) -> Holding {
    let mut holding = Holding { stream, entity, received: Vec::new(), unsettled: Vec::new() };
    for (name, state) in entries {
        match state {
            EntryState::Numbered { .. } | EntryState::Accepted => holding.received.push(name),
            EntryState::Local | EntryState::Sent { .. } => holding.unsettled.push(name),
            EntryState::Refused => {}
        }
    }
    holding.received.sort_unstable();
    holding.unsettled.sort_unstable();
    holding
}

fn padded(id: Id) -> [u8; 32] {
    let mut name = [0; 32];
    name[..16].copy_from_slice(id.as_bytes());
    name
}
