//! What a device knows of a stream at its cursor: the entries numbered up to there and nothing else.

use gridwork_document::Context;
use gridwork_document::codec::Shared;
use gridwork_model::{Founding, Id, StreamId};

use crate::storage::{Membership, Reading};
use crate::streams::{OTHER_ORDINALS, open_payload};
use crate::{Done, Hub, HubError};

/// The prefix of one stream up to and with `after`.
pub(crate) struct Prefix<'a> {
    pub(crate) hub: &'a Hub,
    pub(crate) r: &'a dyn Reading,
    pub(crate) stream: StreamId,
    pub(crate) index: u8,
    pub(crate) after: u64,
}

impl Prefix<'_> {
    fn stay(&self, document: &Id) -> Done<Option<Membership>> {
        let stays = self.r.memberships(document)?;
        Ok(stays.into_iter().find_map(|(stream, stay)| {
            let known = stream == self.stream && self.covers(&stay);
            known.then_some(stay)
        }))
    }

    fn covers(&self, stay: &Membership) -> bool {
        stay.entered <= self.after && stay.left.is_none_or(|left| left > self.after)
    }

    fn founding(&self, document: &Id) -> Done<Option<Founding>> {
        if self.stay(document)?.is_none() {
            return Ok(None);
        }
        let Some(row) = self.r.entity(document)? else { return Ok(None) };
        minicbor::decode(&row.founding).map(Some).map_err(|_| HubError::Invalid("founding"))
    }

    fn context_of(&self, document: &Id) -> Done<Option<Context>> {
        let (Some(stay), Some(row)) = (self.stay(document)?, self.r.entity(document)?) else {
            return Ok(None);
        };
        let founding: Founding =
            minicbor::decode(&row.founding).map_err(|_| HubError::Invalid("founding"))?;
        let key = self.hub.data_key(document, &row.data_key)?;
        let mut raws = Vec::new();
        let first = stay.entered.saturating_sub(1);
        for placed in self.r.placed_of(&self.stream, document, first, self.after)? {
            raws.push(open_payload(&key, &placed.entry)?);
        }
        Ok(Context::replay(&founding, raws.iter().map(Vec::as_slice)).ok())
    }
}

/// The codec has no word for a storage problem; without the answer it sends more explicitly.
fn or_none<T>(result: Done<Option<T>>) -> Option<T> {
    result.unwrap_or_else(|error| {
        tracing::error!(code = error.code(), %error, "prefix of a stream cannot be read");
        None
    })
}

impl Shared for Prefix<'_> {
    fn ordinal_of(&self, stream: u8, document: Id) -> Option<u32> {
        let stay = or_none(self.stay(&document)).filter(|_| stream == self.index)?;
        (stay.ordinal < OTHER_ORDINALS).then_some(stay.ordinal)
    }

    fn document_at(&self, stream: u8, ordinal: u32) -> Option<Id> {
        if stream != self.index {
            return None;
        }
        let stay = or_none(self.r.member_at(&self.stream, ordinal).map_err(Into::into))?;
        self.covers(&stay).then_some(stay.entity)
    }

    fn founding_of(&self, document: Id) -> Option<Founding> {
        or_none(self.founding(&document))
    }

    fn context(&self, document: Id) -> Option<Context> {
        or_none(self.context_of(&document))
    }
}
