//! What both ends remember while a frame is written or read.

use std::collections::HashMap;

use gridwork_model::{Founding, Id};

use super::Shared;
use super::symbols::Coder;
use crate::Context;
use crate::actor::{Actor, OpId};

/// The second from which the first change of a frame counts: 2026-01-01T00:00:00Z.
const FIRST_TIME: i64 = 1_767_225_600;

/// How many identities a frame remembers.
const RECENT: usize = 64;

/// A document named in the frame.
pub(super) struct Named {
    pub(super) document: Id,
    pub(super) founding: Option<Founding>,
    pub(super) ordinal: Option<u32>,
    pub(super) context: Context,
}

/// A frame in the making: the coder and everything later symbols lean on. Both ends change it in
/// the same steps.
pub(super) struct Session<'a> {
    pub(super) coder: Coder<'a>,
    /// What both ends know.
    pub(super) shared: &'a dyn Shared,
    /// What this end alone knows; only a sender asks.
    pub(super) own: &'a dyn Shared,
    /// Documents in the order in which they were named.
    pub(super) named: Vec<Named>,
    places: HashMap<Id, usize>,
    /// The document of the change before.
    pub(super) current: Option<usize>,
    pub(super) stream: u8,
    /// The last ordinal spoken of in each stream.
    pub(super) ordinals: HashMap<u8, u32>,
    /// The last ordinal given to a new document in each stream.
    pub(super) given: HashMap<u8, u32>,
    pub(super) actors: Vec<Actor>,
    pub(super) actor: usize,
    pub(super) time: i64,
    pub(super) form: u32,
    pub(super) template: u32,
    pub(super) windows: Vec<u64>,
    recent: Vec<Id>,
    /// Milliseconds of the last UUIDv7.
    pub(super) born: i64,
    pub(super) target: (u8, u32),
    pub(super) point: (i32, i32),
}

impl<'a> Session<'a> {
    pub(super) fn new(
        coder: Coder<'a>,
        shared: &'a dyn Shared,
        own: &'a dyn Shared,
    ) -> Session<'a> {
        Session {
            coder,
            shared,
            own,
            named: Vec::new(),
            places: HashMap::new(),
            current: None,
            stream: 0,
            ordinals: HashMap::new(),
            given: HashMap::new(),
            actors: Vec::new(),
            actor: 0,
            time: FIRST_TIME,
            form: 0,
            template: 0,
            windows: Vec::new(),
            recent: Vec::new(),
            born: FIRST_TIME * 1000,
            target: (0, 0),
            point: (1_110_000_000, 410_000_000),
        }
    }

    /// The place of a document among those named.
    pub(super) fn place_of(&self, document: Id) -> Option<usize> {
        self.places.get(&document).copied()
    }

    /// Adds a document, or takes its place anew.
    pub(super) fn name(&mut self, named: Named) -> usize {
        let place = self.named.len();
        self.places.insert(named.document, place);
        self.remember(named.document);
        self.named.push(named);
        place
    }

    /// How long ago an identity was spoken of.
    pub(super) fn recency(&self, id: Id) -> Option<u64> {
        self.recent.iter().rev().position(|other| *other == id).map(|back| back as u64)
    }

    /// The identity spoken of so long ago.
    pub(super) fn recent(&self, back: u64) -> Option<Id> {
        let place = self.recent.len().checked_sub(usize::try_from(back).ok()?.checked_add(1)?)?;
        self.recent.get(place).copied()
    }

    /// Moves an identity to the front.
    pub(super) fn remember(&mut self, id: Id) {
        match self.recent.iter().rposition(|other| *other == id) {
            Some(place) => _ = self.recent.remove(place),
            None if self.recent.len() == RECENT => _ = self.recent.remove(0),
            None => {}
        }
        self.recent.push(id);
    }

    /// Meets a writer.
    pub(super) fn meet(&mut self, actor: Actor) -> usize {
        match self.actors.iter().position(|other| *other == actor) {
            Some(place) => place,
            None => {
                self.actors.push(actor);
                self.actors.len() - 1
            }
        }
    }

    /// The context of the document spoken of.
    pub(super) fn context(&self) -> Option<&Context> {
        self.current.and_then(|place| self.named.get(place)).map(|named| &named.context)
    }

    /// Who made the map of a member, if `context` knows.
    pub(super) fn maker(context: &Context, member: Id) -> Option<OpId> {
        context.maps_of(member).find_map(|object| object.id)
    }
}
