//! What device and hub both know at the point a batch was framed against: for each document the
//! entries of its stream up to the point, then the device's own accepted changes of earlier
//! batches. The codec rebuilds against exactly this.

use std::cell::RefCell;
use std::collections::BTreeMap;

use gridwork_document::Context;
use gridwork_document::codec::Shared;
use gridwork_model::{Founding, Id, StreamId};

use super::loaded::{Loaded, LoadedDocument};
use crate::devices::DeviceRecord;
use crate::storage::{Membership, Reading};
use crate::streams::{OTHER_ORDINALS, open_payload};
use crate::{Done, Hub};

/// The named point of one device.
pub(crate) struct Point<'a> {
    hub: &'a Hub,
    r: &'a dyn Reading,
    device: &'a DeviceRecord,
    /// Number by stream index.
    numbers: BTreeMap<u8, u64>,
    /// Loading moves documents about, and the codec asks through a shared reference.
    loaded: RefCell<&'a mut Loaded>,
}

impl<'a> Point<'a> {
    pub(crate) fn new(
        hub: &'a Hub,
        r: &'a dyn Reading,
        device: &'a DeviceRecord,
        numbers: BTreeMap<u8, u64>,
        loaded: &'a mut Loaded,
    ) -> Point<'a> {
        Point { hub, r, device, numbers, loaded: RefCell::new(loaded) }
    }

    fn stream(&self, index: u8) -> Option<StreamId> {
        self.device.grant(index).map(|row| row.stream)
    }

    fn number(&self, stream: &StreamId) -> Option<u64> {
        let row = self.device.grants.iter().find(|row| row.stream == *stream)?;
        Some(self.numbers.get(&row.index).copied().unwrap_or_default())
    }

    /// The stay of a document that the device knows at the point.
    fn known_stay(&self, document: &Id) -> Done<Option<(StreamId, Membership, u64)>> {
        for (stream, stay) in self.r.memberships(document)? {
            let Some(number) = self.number(&stream) else { continue };
            if stay.entered <= number && stay.left.is_none_or(|left| left > number) {
                return Ok(Some((stream, stay, number)));
            }
        }
        Ok(None)
    }

    /// The founding, if the device knows the document: from the stream, or from its own batches.
    fn founding(&self, document: &Id) -> Done<Option<Founding>> {
        let stay = self.known_stay(document)?;
        let mut loaded = self.loaded.borrow_mut();
        let Some(found) = loaded.fetch(self.hub, self.r, document)? else { return Ok(None) };
        let own = found.trail.iter().any(|(author, _)| *author == self.device.number);
        Ok((stay.is_some() || own).then(|| found.document.founding().clone()))
    }

    fn context_of(&self, document: &Id) -> Done<Option<Context>> {
        let stay = self.known_stay(document)?;
        let mut loaded = self.loaded.borrow_mut();
        let Some(found) = loaded.fetch(self.hub, self.r, document)? else { return Ok(None) };
        let (stream, after, number) = match &stay {
            Some((stream, stay, number)) => (*stream, stay.entered.saturating_sub(1), *number),
            None => match found.audience.first() {
                Some(stream) => (*stream, 0, 0),
                None => return Ok(None),
            },
        };
        if found.audience.first() == Some(&stream) && self.knows_all(found, number) {
            return Ok((!found.trail.is_empty()).then(|| found.document.context().clone()));
        }
        let mut raws = Vec::new();
        for placed in self.r.placed_of(&stream, document, after, u64::MAX >> 1)? {
            if placed.number <= number || placed.entry.author == self.device.number {
                raws.push(open_payload(&found.key, &placed.entry)?);
            }
        }
        if raws.is_empty() && stay.is_none() {
            return Ok(None);
        }
        let raws = raws.iter().map(Vec::as_slice);
        Ok(Context::replay(found.document.founding(), raws).ok())
    }

    /// Whether every change after `number` is the device's own, so that it knows the whole document.
    fn knows_all(&self, found: &LoadedDocument, number: u64) -> bool {
        found
            .trail
            .iter()
            .rev()
            .take_while(|(_, placed)| *placed > number)
            .all(|(author, _)| *author == self.device.number)
    }
}

/// A storage problem must not look like a different answer of the peer, but the codec has no word
/// for it: it is logged, the frame does not rebuild, and the device is asked to send again.
fn or_none<T>(result: Done<Option<T>>) -> Option<T> {
    result.unwrap_or_else(|error| {
        tracing::error!(code = error.code(), %error, "context of a batch cannot be read");
        None
    })
}

impl Shared for Point<'_> {
    fn ordinal_of(&self, stream: u8, document: Id) -> Option<u32> {
        let stream = self.stream(stream)?;
        let (known, stay, _) = or_none(self.known_stay(&document))?;
        (known == stream && stay.ordinal < OTHER_ORDINALS).then_some(stay.ordinal)
    }

    fn document_at(&self, stream: u8, ordinal: u32) -> Option<Id> {
        let (index, stream) = (stream, self.stream(stream)?);
        let number = self.numbers.get(&index).copied().unwrap_or_default();
        let stay = or_none(self.r.member_at(&stream, ordinal).map_err(Into::into))?;
        let known = stay.entered <= number && stay.left.is_none_or(|left| left > number);
        known.then_some(stay.entity)
    }

    fn founding_of(&self, document: Id) -> Option<Founding> {
        or_none(self.founding(&document))
    }

    fn context(&self, document: Id) -> Option<Context> {
        or_none(self.context_of(&document))
    }
}
