//! Identities: mostly known or derivable, else as many bits as they have.

use gridwork_model::Id;

use super::RebuildError;
use super::session::Session;
use super::symbols::{Kind, at};
use crate::Context;
use crate::actor::{Actor, Writer};
use crate::context::Role;
use crate::genesis::born_member;

/// How an identity is told.
mod form {
    /// Spoken of in this frame before.
    pub const RECENT: u32 = 0;
    /// A UUIDv7, near in time to the last one.
    pub const TIMED: u32 = 1;
    /// All 128 bits.
    pub const FULL: u32 = 2;
    /// A document the receiver has, by stream and ordinal.
    pub const ORDINAL: u32 = 3;
    pub const NIL: u32 = 4;
    /// A member of the document spoken of, by its object's number.
    pub const MEMBER: u32 = 5;
    /// Born in the household a needs document belongs to: derived from who made it.
    pub const BORN: u32 = 6;
    /// Named in this frame, longer ago.
    pub const NAMED: u32 = 7;
}

/// An identity already taken apart by the sender.
enum Told {
    Back(u64),
    Ordinal(u8, u32),
    Object(u64),
    Maker(Actor, u32),
    Place(u64),
    Bits,
}

impl Session<'_> {
    /// An identity, `near` telling one use from others.
    pub(super) fn identity(&mut self, near: u32, said: Option<Id>) -> Result<Id, RebuildError> {
        let told = said.map(|id| self.tell(id));
        let how = told.as_ref().map(|(how, _)| *how);
        let told = told.map(|(_, told)| told);
        let how = self.coder.small(at(Kind::Identity, 0, near), 3, how)?;
        let slot = at(Kind::IdentityPlace, how, near);
        let id = match how {
            form::RECENT => {
                let back = told.and_then(|told| match told {
                    Told::Back(back) => Some(back),
                    _ => None,
                });
                let back = self.coder.number(slot, back)?;
                self.recent(back).ok_or(RebuildError::Malformed)?
            }
            form::TIMED => self.timed(near, said)?,
            form::FULL => Id::from_bytes(self.coder.array(said.as_ref().map(Id::as_bytes))?),
            form::ORDINAL => {
                let told = told.and_then(|told| match told {
                    Told::Ordinal(stream, ordinal) => Some((stream, ordinal)),
                    _ => None,
                });
                self.ordinal_identity(told)?
            }
            form::NIL => Id::NIL,
            form::MEMBER => {
                let number = told.and_then(|told| match told {
                    Told::Object(number) => Some(number),
                    _ => None,
                });
                let number = self.coder.number(slot, number)?;
                self.member_identity(number).ok_or(RebuildError::Unknown)?
            }
            form::BORN => {
                let told = told.and_then(|told| match told {
                    Told::Maker(actor, counter) => Some((actor, counter)),
                    _ => None,
                });
                self.born_identity(told)?
            }
            _ => {
                let place = told.and_then(|told| match told {
                    Told::Place(place) => Some(place),
                    _ => None,
                });
                let place = self.coder.number(slot, place)?;
                let named = usize::try_from(place).ok().and_then(|place| self.named.get(place));
                named.ok_or(RebuildError::Malformed)?.document
            }
        };
        self.remember(id);
        Ok(id)
    }

    /// The cheapest way to tell an identity.
    fn tell(&self, id: Id) -> (u32, Told) {
        if let Some(back) = self.recency(id) {
            return (form::RECENT, Told::Back(back));
        }
        if id.is_nil() {
            return (form::NIL, Told::Bits);
        }
        if let Some(place) = self.place_of(id) {
            return (form::NAMED, Told::Place(place as u64));
        }
        if let Some(number) = self.member_number(id) {
            return (form::MEMBER, Told::Object(number));
        }
        if let Some((actor, counter)) = self.maker_of(id) {
            return (form::BORN, Told::Maker(actor, counter));
        }
        for stream in std::iter::once(self.target.0).chain(0..=self.stream) {
            if let Some(ordinal) = self.shared.ordinal_of(stream, id) {
                return (form::ORDINAL, Told::Ordinal(stream, ordinal));
            }
        }
        let timed = version(id.as_bytes()) == 7;
        (if timed { form::TIMED } else { form::FULL }, Told::Bits)
    }

    /// A UUIDv7 (RFC 9562): 48 bits of milliseconds, then 74 random ones around the fixed bits.
    fn timed(&mut self, near: u32, said: Option<Id>) -> Result<Id, RebuildError> {
        let said = said.map(|id| u128::from_be_bytes(*id.as_bytes()));
        let after = said.map(|bits| ((bits >> 80) as i64).wrapping_sub(self.born));
        let after = self.coder.signed(at(Kind::IdentityPlace, 1, near), after)?;
        let ms = self.born.wrapping_add(after);
        let high = self.coder.plain(12, said.map(|bits| (bits >> 64) as u64 & 0xfff))?;
        let low = self.coder.plain(62, said.map(|bits| bits as u64 & (u64::MAX >> 2)))?;
        let bits = u128::from(ms as u64 & 0xffff_ffff_ffff) << 80
            | 7 << 76
            | u128::from(high) << 64
            | 0b10 << 62
            | u128::from(low);
        self.born = ms;
        Ok(Id::from_bytes(bits.to_be_bytes()))
    }

    fn ordinal_identity(&mut self, said: Option<(u8, u32)>) -> Result<Id, RebuildError> {
        let (last_stream, last) = self.target;
        let stream = at(Kind::Stream, 1, u32::from(last_stream));
        let stream = self.coder.small(stream, 8, said.map(|(stream, _)| u32::from(stream)))? as u8;
        let ordinal = self.ordinal(1, last, said.map(|(_, ordinal)| ordinal))?;
        self.target = (stream, ordinal);
        self.shared.document_at(stream, ordinal).ok_or(RebuildError::Unknown)
    }

    /// An ordinal: near the last one, or one of a few thousand with nothing to go by.
    pub(super) fn ordinal(
        &mut self,
        use_of: u32,
        last: u32,
        said: Option<u32>,
    ) -> Result<u32, RebuildError> {
        const NEAR: i64 = 8;
        /// Leading part of ordinals beyond 2^16.
        const FAR: u32 = 1_023;
        let apart = said.map(|ordinal| i64::from(ordinal) - i64::from(last));
        let is_near = apart.map(|apart| apart.abs() <= NEAR);
        if self.coder.flag(at(Kind::Told, 10 + use_of, 0), is_near)? {
            let apart = self.coder.signed(at(Kind::Ordinal, use_of, 1), apart)?;
            return u32::try_from(i64::from(last).wrapping_add(apart))
                .map_err(|_| RebuildError::Malformed);
        }
        let slot = at(Kind::Distance, use_of, 2);
        let lead = self.coder.small(slot, 10, said.map(|ordinal| (ordinal >> 6).min(FAR)))?;
        if lead == FAR {
            let ordinal = self.coder.number(at(Kind::Ordinal, use_of, 3), said.map(u64::from))?;
            return u32::try_from(ordinal).map_err(|_| RebuildError::Malformed);
        }
        let rest = self.coder.plain(6, said.map(|ordinal| u64::from(ordinal & 63)))?;
        Ok(lead << 6 | rest as u32)
    }

    fn member_number(&self, id: Id) -> Option<u64> {
        let objects = self.context()?.objects();
        objects.iter().position(|object| object.role == Role::Member(id)).map(|n| n as u64)
    }

    fn member_identity(&self, number: u64) -> Option<Id> {
        match self.context()?.objects().get(usize::try_from(number).ok()?)?.role {
            Role::Member(id) => Some(id),
            _ => None,
        }
    }

    /// The household whose members a needs document speaks of.
    fn household(&self) -> Option<Id> {
        match self.context()?.founding()? {
            gridwork_model::Founding::Needs { household, .. } => Some(*household),
            _ => None,
        }
    }

    /// Only the sender looks into the household: the receiver derives the same id from the maker.
    fn maker_of(&self, id: Id) -> Option<(Actor, u32)> {
        let household = self.household()?;
        let maker = match self.place_of(household) {
            Some(place) => Self::maker(&self.named.get(place)?.context, id)?,
            None => {
                let context: Context = self.shared.context(household)?;
                Self::maker(&context, id)?
            }
        };
        let actor = maker.writer.actor()?;
        let derived = born_member(household, maker.writer, maker.counter);
        (derived == id).then_some((actor, maker.counter))
    }

    fn born_identity(&mut self, said: Option<(Actor, u32)>) -> Result<Id, RebuildError> {
        let household = self.household().ok_or(RebuildError::Unknown)?;
        let actor = self.actor(1, said.map(|(actor, _)| actor))?;
        let slot = at(Kind::IdentityPlace, 6, 6);
        let counter = self.coder.number(slot, said.map(|(_, counter)| u64::from(counter)))?;
        let counter = u32::try_from(counter).map_err(|_| RebuildError::Malformed)?;
        Ok(born_member(household, Writer::Device(actor), counter))
    }

    /// An actor: one met before, or device and incarnation.
    pub(super) fn actor(
        &mut self,
        use_of: u32,
        said: Option<Actor>,
    ) -> Result<Actor, RebuildError> {
        let known = said.map(|actor| {
            let place = self.actors.iter().position(|other| *other == actor);
            place.map_or(0, |place| place as u64 + 1)
        });
        let slot = at(Kind::Author, use_of, self.actor as u32);
        let known = self.coder.number(slot, known)?;
        if known > 0 {
            let place = usize::try_from(known - 1).map_err(|_| RebuildError::Malformed)?;
            return self.actors.get(place).copied().ok_or(RebuildError::Malformed);
        }
        let mut number = |part: u32, said: Option<u32>| {
            let slot = at(Kind::Author, 100 + part, 100 + part);
            let number = self.coder.number(slot, said.map(u64::from))?;
            u32::try_from(number).map_err(|_| RebuildError::Malformed)
        };
        let device = number(0, said.map(Actor::device))?;
        let incarnation = number(1, said.map(Actor::incarnation))?;
        let actor = Actor::new(device, incarnation);
        self.meet(actor);
        Ok(actor)
    }
}

/// Version of a UUID of the usual variant; 0 for any other.
fn version(bytes: &[u8; 16]) -> u8 {
    if bytes[8] >> 6 == 0b10 { bytes[6] >> 4 } else { 0 }
}
