//! What a device cannot say in clear any more: its leaf proves the batch it stood in, and the hub
//! alone may open it (ADR 6).
//!
//! A device says its batches again to a hub that was restored. What an item said may have left the
//! device meanwhile: refused or erased, when the leaf is all that stays; or gone to another cell by
//! need to know, when the item stays as well, sealed to the hub.

use gridwork_document::codec::{Limits, Mode, Nothing};
use gridwork_model::{Id, StreamId};
use gridwork_seal::{BoxKey, BoxPublic, Entropy, Hash, Salt, SealError, merkle};

use crate::batch::LEAF_DOMAIN;
use crate::limits::WITHHELD_BYTES;
use crate::{Batch, Body, Item};

const INFO: &str = "gridwork/withheld";

/// An item of which the device has only its leaf, and perhaps a copy that it cannot open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Withheld {
    /// Merkle leaf of the item in its batch.
    pub leaf: Hash,
    /// The item as [`seal`] made it; empty where nothing may come back.
    pub sealed: Vec<u8>,
}

/// Seals an item to the hub: a batch of one, verbatim. `person` is the one the device is bound to.
pub fn seal(
    item: Item,
    person: Id,
    leaf: &Hash,
    hub: &BoxPublic,
    entropy: &mut dyn Entropy,
) -> Result<Vec<u8>, SealError> {
    let alone = Batch { no: 0, prev: [0; 32], items: vec![item] };
    hub.seal(entropy, INFO, &[leaf], &alone.frame(person, &Nothing, Mode::Verbatim))
}

impl Withheld {
    /// What was said, if it can be opened and is what the leaf stands for.
    pub fn open(&self, hub: &BoxKey, person: Id, stream: &StreamId, salt: &Salt) -> Option<Body> {
        if self.sealed.is_empty() {
            return None;
        }
        let frame = hub.open(INFO, &[&self.leaf], &self.sealed).ok()?;
        let bounds = Limits { changes: 1, bytes: WITHHELD_BYTES };
        let body = match Batch::unframe(&frame, person, &Nothing, &bounds).ok()?.pop()?.body {
            Body::Withheld(_) => return None,
            body => body,
        };
        let leaf = merkle::leaf(LEAF_DOMAIN, &stream.to_bytes(), salt, &body.content_hash());
        (leaf == self.leaf).then_some(body)
    }
}
