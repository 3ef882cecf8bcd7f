//! Who wrote a change, by its actor, without opening the document.

use crate::chunk::read;

/// The number of the device whose actor wrote the change; 0 is the hub. `None` for bytes that are
/// no change of ours.
pub fn author(raw: &[u8]) -> Option<u32> {
    let (chunk, _) = read(raw).ok()?;
    chunk.writer.actor().map(crate::Actor::device)
}
