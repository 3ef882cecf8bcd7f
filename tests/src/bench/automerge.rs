//! Automerge's own sync protocol on the same documents, as the floor to compare with.
//!
//! It is given every advantage that costs it nothing: both ends know which documents are concerned,
//! sync states persist, all documents' messages of one flight travel in one packet, and the packet is
//! compressed. It is not asked to sign anything.

use automerge::sync::{Message, State, SyncDoc};
use automerge::{Automerge, Change};
use gridwork_document::Document;
use gridwork_model::Id;

use super::line::Traffic;
use super::replica::Replica;

/// Compression of a packet.
const LEVEL: i32 = 3;

/// Flights after which two ends that do not come to rest are given up.
const FLIGHTS_MAX: usize = 20;

/// Documents at both ends with their sync states.
pub struct Pair {
    ids: Vec<Id>,
    phone: Vec<(Automerge, State)>,
    hub: Vec<(Automerge, State)>,
}

impl Pair {
    /// Both ends hold the documents of `replica` and have synchronised them before; the states were
    /// stored and read again.
    pub fn known(replica: &Replica, ids: &[Id]) -> Pair {
        let load = |id: &Id| (open(replica, *id), State::new());
        let mut pair = Pair {
            ids: ids.to_vec(),
            phone: ids.iter().map(load).collect(),
            hub: ids.iter().map(load).collect(),
        };
        pair.synchronise();
        for (_, state) in pair.phone.iter_mut().chain(&mut pair.hub) {
            *state = State::decode(&state.encode()).expect("a state that was stored");
        }
        pair
    }

    /// The hub holds the documents; the phone knows their names and nothing else.
    pub fn new_phone(replica: &Replica, ids: &[Id]) -> Pair {
        Pair {
            ids: ids.to_vec(),
            phone: ids.iter().map(|_| (Automerge::new(), State::new())).collect(),
            hub: ids.iter().map(|id| (open(replica, *id), State::new())).collect(),
        }
    }

    /// The phone gets ahead: its documents are now those of `replica`.
    pub fn write(&mut self, replica: &Replica) {
        for (id, (document, _)) in self.ids.iter().zip(&mut self.phone) {
            // A phone may begin a document that is not at the hub yet.
            *document = open(replica, *id);
        }
    }

    /// Synchronises until both ends have nothing to say.
    pub fn synchronise(&mut self) -> Traffic {
        let mut traffic = Traffic::default();
        for _ in 0..FLIGHTS_MAX {
            let up = flight(&self.ids, &mut self.phone, &mut self.hub);
            let down = flight(&self.ids, &mut self.hub, &mut self.phone);
            if up + down == 0 {
                return traffic;
            }
            traffic.up += up;
            traffic.down += down;
            traffic.round_trips += 1;
        }
        panic!("the two ends do not come to rest")
    }

    /// Whether both ends hold the same.
    pub fn agree(&self) -> bool {
        self.phone.iter().zip(&self.hub).all(|(a, b)| a.0.get_heads() == b.0.get_heads())
    }
}

/// One packet with the messages of all documents that have one.
fn flight(ids: &[Id], from: &mut [(Automerge, State)], to: &mut [(Automerge, State)]) -> u64 {
    let mut packet = Vec::new();
    for (id, ((sender, state), (receiver, other))) in ids.iter().zip(from.iter_mut().zip(to)) {
        let Some(message) = sender.generate_sync_message(state) else { continue };
        let bytes = message.encode();
        packet.extend_from_slice(id.as_bytes());
        packet.extend_from_slice(&(bytes.len() as u16).to_be_bytes());
        packet.extend_from_slice(&bytes);
        let message = Message::decode(&bytes).expect("its own message");
        receiver.receive_sync_message(other, message).expect("its own message");
    }
    match packet.is_empty() {
        true => 0,
        false => zstd::bulk::compress(&packet, LEVEL).map_or(packet.len(), |p| p.len()) as u64,
    }
}

fn open(replica: &Replica, id: Id) -> Automerge {
    let mut document = Automerge::new();
    let Some((founding, raws, _)) = replica.history(id) else { return document };
    let genesis = Document::genesis(founding);
    let all = std::iter::once(genesis).chain(raws.iter().cloned());
    let changes = all.map(|raw| Change::from_bytes(raw).expect("a change of ours"));
    document.apply_changes(changes).expect("changes in order");
    document
}
