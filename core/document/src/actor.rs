//! Who writes into a document: one actor for each device and installation.

use std::fmt;

/// An Automerge actor of ours: the device's number and its incarnation.
///
/// The incarnation rises whenever the device may have lost what it last wrote (restored backup,
/// branch dropped after a refusal), because an actor that reuses a sequence number poisons every
/// replica it meets. Eight bytes are enough: the hub gives device numbers and never reuses one.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Actor([u8; 8]);

impl Actor {
    /// The actor of `device` (0 is the hub) in its `incarnation`.
    pub const fn new(device: u32, incarnation: u32) -> Actor {
        let (d, i) = (device.to_be_bytes(), incarnation.to_be_bytes());
        Actor([d[0], d[1], d[2], d[3], i[0], i[1], i[2], i[3]])
    }

    /// The actor written as these bytes.
    pub const fn from_bytes(bytes: [u8; 8]) -> Actor {
        Actor(bytes)
    }

    /// Device number and incarnation, big-endian, in that order.
    pub const fn as_bytes(&self) -> &[u8; 8] {
        &self.0
    }

    /// Number of the device; 0 is the hub.
    pub const fn device(self) -> u32 {
        u32::from_be_bytes([self.0[0], self.0[1], self.0[2], self.0[3]])
    }

    /// How often the device had to start anew.
    pub const fn incarnation(self) -> u32 {
        u32::from_be_bytes([self.0[4], self.0[5], self.0[6], self.0[7]])
    }
}

impl fmt::Debug for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.device(), self.incarnation())
    }
}

/// Who wrote an operation: the founding of the document, or a device.
///
/// The order is that of the actors' bytes, which is how Automerge breaks ties.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Writer {
    /// The genesis change, alike on every replica.
    Founding,
    /// A device.
    Device(Actor),
}

/// The founding's actor: shorter than any device's and therefore before them all.
const FOUNDING: &[u8] = &[0];

impl Writer {
    pub(crate) fn bytes(&self) -> &[u8] {
        match self {
            Writer::Founding => FOUNDING,
            Writer::Device(actor) => actor.as_bytes(),
        }
    }

    /// `None` for an actor that is neither; such a change is none of ours.
    pub(crate) fn from_bytes(bytes: &[u8]) -> Option<Writer> {
        match bytes {
            FOUNDING => Some(Writer::Founding),
            _ => bytes.try_into().ok().map(|b| Writer::Device(Actor(b))),
        }
    }

    pub(crate) fn actor(self) -> Option<Actor> {
        match self {
            Writer::Founding => None,
            Writer::Device(actor) => Some(actor),
        }
    }
}

/// Identity of an operation: a Lamport counter and who wrote it. The order is Automerge's: among
/// concurrent values of a field every replica shows the greatest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct OpId {
    pub(crate) counter: u32,
    pub(crate) writer: Writer,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_actor_names_its_device_and_incarnation() {
        let actor = Actor::new(417, 3);
        assert_eq!((actor.device(), actor.incarnation()), (417, 3));
        assert_eq!(Actor::from_bytes(*actor.as_bytes()), actor);
    }

    #[test]
    fn writers_are_ordered_like_their_bytes() {
        let writers = [
            Writer::Founding,
            Writer::Device(Actor::new(0, 0)),
            Writer::Device(Actor::new(0, 1)),
            Writer::Device(Actor::new(1, 0)),
            Writer::Device(Actor::new(256, 0)),
        ];
        for pair in writers.windows(2) {
            assert!(pair[0] < pair[1] && pair[0].bytes() < pair[1].bytes());
        }
    }
}
