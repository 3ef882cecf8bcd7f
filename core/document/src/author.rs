//! What a change tells without opening its document: who wrote it, by its actor, and whether it speaks
//! of somebody.

use gridwork_model::Id;

use crate::chunk::read;
use crate::genesis::member_key;

/// The number of the device whose actor wrote the change; 0 is the hub. `None` for bytes that are
/// no change of ours.
pub fn author(raw: &[u8]) -> Option<u32> {
    let (chunk, _) = read(raw).ok()?;
    chunk.writer.actor().map(crate::Actor::device)
}

/// Whether a change writes of one of these people as of a member: adds them or sets a field of theirs.
pub fn speaks_of(raw: &[u8], people: &[Id]) -> bool {
    people.iter().any(|id| {
        let key = member_key(*id);
        raw.windows(key.len()).any(|at| at == key.as_bytes())
    })
}
