//! Identity: 128-bit UUIDs. Things born on a device get a UUIDv7, things that two replicas must
//! name alike without talking get a UUIDv5 (RFC 9562) over their defining parts.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Identity of anything: a person, a household, a cell, a document, an entry.
///
/// Codes such as the 12-digit division code are attributes with validity, never identity
/// (DOMAIN §1.4).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Id(Uuid);

/// The namespace of every derived id of this product; frozen for ever.
const NAMESPACE: Uuid = Uuid::from_bytes(*b"gridwork-150125\x01");

impl Id {
    /// The id of nothing; also the scope of the whole county.
    pub const NIL: Id = Id(Uuid::nil());

    /// Wraps 16 raw bytes.
    pub const fn from_bytes(bytes: [u8; 16]) -> Id {
        Id(Uuid::from_bytes(bytes))
    }

    /// A UUIDv7 from Unix milliseconds and ten random bytes, both the caller's.
    pub fn v7(unix_ms: u64, random: [u8; 10]) -> Id {
        Id(uuid::Builder::from_unix_timestamp_millis(unix_ms, &random).into_uuid())
    }

    /// The same id on every replica for the same `kind` and `parts` (UUIDv5, parts length-prefixed).
    pub fn derived(kind: &str, parts: &[&[u8]]) -> Id {
        let mut name = Vec::with_capacity(64);
        for part in std::iter::once(&kind.as_bytes()).chain(parts) {
            name.extend_from_slice(&(part.len() as u32).to_be_bytes());
            name.extend_from_slice(part);
        }
        Id(Uuid::new_v5(&NAMESPACE, &name))
    }

    /// The 16 raw bytes.
    pub const fn as_bytes(&self) -> &[u8; 16] {
        self.0.as_bytes()
    }

    /// Whether this is [`Id::NIL`].
    pub fn is_nil(&self) -> bool {
        self.0.is_nil()
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.hyphenated().fmt(f)
    }
}

impl fmt::Debug for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.hyphenated().fmt(f)
    }
}

impl FromStr for Id {
    type Err = uuid::Error;

    fn from_str(text: &str) -> Result<Id, uuid::Error> {
        Uuid::from_str(text).map(Id)
    }
}

impl<C> minicbor::Encode<C> for Id {
    fn encode<W: minicbor::encode::Write>(
        &self,
        e: &mut minicbor::Encoder<W>,
        _: &mut C,
    ) -> Result<(), minicbor::encode::Error<W::Error>> {
        e.bytes(self.as_bytes())?.ok()
    }
}

impl<'b, C> minicbor::Decode<'b, C> for Id {
    fn decode(d: &mut minicbor::Decoder<'b>, _: &mut C) -> Result<Id, minicbor::decode::Error> {
        let at = d.position();
        <[u8; 16]>::try_from(d.bytes()?)
            .map(Id::from_bytes)
            .map_err(|_| minicbor::decode::Error::message("an id is 16 bytes").at(at))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn derived_ids_agree_on_parts_not_on_concatenation() {
        assert_eq!(Id::derived("task", &[b"ab", b"c"]), Id::derived("task", &[b"ab", b"c"]));
        assert_ne!(Id::derived("task", &[b"ab", b"c"]), Id::derived("task", &[b"a", b"bc"]));
        assert_ne!(Id::derived("task", &[b"ab"]), Id::derived("person", &[b"ab"]));
    }

    #[test]
    fn display_parses_back() {
        let id = Id::v7(1_760_000_000_000, [7; 10]);
        assert_eq!(id.to_string().parse::<Id>().unwrap(), id);
    }
}
