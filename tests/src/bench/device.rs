//! A bare device at a real hub: it enrols, signs and frames like a phone, and keeps no store, so
//! that batches can be prepared before the hub is timed.

use std::collections::BTreeMap;

use gridwork_document::codec::{Limits, Mode};
use gridwork_model::{Id, Moment, Outcome, StreamId};
use gridwork_seal::{BoxKey, Hash, Ratchet, SigningKey, VerifyingKey, sha256, tagged_hash};
use gridwork_sync::enrol::{EnrolAnswer, EnrolRequest, Enrolled};
use gridwork_sync::response::Grant;
use gridwork_sync::update::{Entry, EntryBody};
use gridwork_sync::{
    Batch, BatchFrame, BatchVerdict, Body, Cursor, Item, PROTOCOL, Request, Response, SCHEMA,
    Unsent, Update,
};
use gridwork_township::Hub;
use gridwork_township::audit::Actor;

use super::replica::Replica;
use crate::workload::Said;

/// A device without a store.
pub struct Device {
    /// Its number at the hub.
    pub number: u32,
    enrolled: Enrolled,
    key: SigningKey,
    ratchet: Ratchet,
    counter: u64,
    batch: u64,
    chain: Hash,
    grants: Vec<Grant>,
    held: Replica,
    /// Entries of each stream: those it found, and its own.
    numbers: BTreeMap<u8, u64>,
}

/// A batch on its way.
pub struct Prepared {
    /// The body to post.
    pub body: Vec<u8>,
    said: Vec<Said>,
}

impl Device {
    /// Enrols a device of `person` and fetches its table of grants.
    pub fn enrol(hub: &Hub, person: Id, now: Moment) -> Device {
        let invitation = hub.issue_code(person, Actor::Operator, now).expect("a code");
        let key = SigningKey::from_seed(&[41; 32]);
        let request = EnrolRequest {
            code: invitation.code,
            key: key.verifying().0,
            box_key: BoxKey::from_seed(&[42; 32]).public().0,
            name: "示例手机".to_owned(),
            app: "0.1.0".to_owned(),
            seed: [43; 32],
            formerly: None,
        }
        .seal(&key);
        let answer = hub.enrol(&request, "bench", now);
        let root = VerifyingKey(invitation.root);
        let Ok(EnrolAnswer::Enrolled(enrolled)) = EnrolAnswer::open(&answer, &request, &root)
        else {
            panic!("the hub enrols")
        };
        let mut device = Device {
            number: enrolled.device,
            ratchet: Ratchet::new(&enrolled.ratchet),
            chain: tagged_hash("gridwork/chain", &[&key.verifying().0]),
            enrolled,
            key,
            counter: 0,
            batch: 0,
            grants: Vec::new(),
            held: Replica::default(),
            numbers: BTreeMap::new(),
        };
        let body = device.request(now, Vec::new(), None);
        let response = device.read(&body, &hub.exchange(&body, now), now);
        device.grants = response.grants.expect("a table of grants").table;
        device.look_where_streams_stand(hub, now);
        device
    }

    /// Learns how many entries each stream has already: the hub itself writes into them, so what
    /// this device says is numbered after that. What the entries say is not kept.
    fn look_where_streams_stand(&mut self, hub: &Hub, now: Moment) {
        for index in self.grants.iter().map(|grant| grant.index).collect::<Vec<_>>() {
            let first = Cursor { index, number: 0, page: None };
            let body = self.request(now, vec![first], None);
            let response = self.read(&body, &hub.exchange(&body, now), now);
            for (stream, bytes) in response.updates {
                let update = Update::read(&bytes, stream, &self.held, &Limits::default());
                let (number, next_ordinal) = match update.expect("an update that reads") {
                    Update::Page(page) => (page.upto, page.next_ordinal),
                    Update::Entries(entries) => {
                        let founded = |entry: &&Entry| {
                            matches!(entry.body, EntryBody::Change { founding: Some(_), .. })
                        };
                        (entries.len() as u64, entries.iter().filter(founded).count() as u32)
                    }
                };
                self.numbers.insert(stream, number);
                self.held.begin(stream, next_ordinal);
            }
        }
    }

    /// The index of a stream, if it is granted.
    pub fn index(&self, stream: &StreamId) -> Option<u8> {
        self.grants.iter().find(|grant| grant.stream == *stream).map(|grant| grant.index)
    }

    /// Signs a batch of changes whose streams are indices of this device's table.
    pub fn prepare(&mut self, said: Vec<Said>, now: Moment) -> Prepared {
        self.batch += 1;
        let items = said.iter().map(|said| self.item(said)).collect();
        let batch = Batch { no: self.batch, prev: self.chain, items };
        let grants = &self.grants;
        let stream = |index| grants.iter().find(|grant| grant.index == index).map(|g| g.stream);
        let commitment =
            batch.commit(self.number, &mut self.ratchet, stream).expect("every stream is granted");
        let frame = BatchFrame {
            no: batch.no,
            prev_check: [self.chain[0], self.chain[1], self.chain[2], self.chain[3]],
            mode: Mode::Predicted,
            point: self.numbers.iter().map(|(index, number)| (*index, *number)).collect(),
            frame: batch.frame(self.enrolled.person, &self.held, Mode::Predicted),
        };
        self.chain = commitment.hash;
        let body = self.request(now, Vec::new(), Some((frame, commitment.hash)));
        Prepared { body, said }
    }

    /// Takes the hub's answer: everything must have been accepted.
    pub fn take(&mut self, prepared: Prepared, answer: &[u8], now: Moment) {
        let response = self.read(&prepared.body, answer, now);
        let Some(BatchVerdict::Judged { outcomes, .. }) = &response.verdict else {
            panic!("the hub judged: {:?} {:?}", response.verdict, response.failure)
        };
        let refused = outcomes.iter().find(|outcome| **outcome != Outcome::Accepted);
        assert_eq!((outcomes.len(), refused), (prepared.said.len(), None));
        for said in &prepared.said {
            self.held.take(said);
            *self.numbers.entry(said.stream).or_default() += 1;
        }
    }

    fn item(&self, said: &Said) -> Item {
        let new = said.first && !self.held.has(said.document);
        Item {
            stream: said.stream,
            body: Body::Change {
                document: said.document,
                founding: new.then(|| said.founding.clone()),
                raw: said.raw.clone(),
                hash: said.hash,
            },
        }
    }

    /// The bytes of a request. Without cursors nothing is asked for, so that only admission is timed.
    fn request(
        &mut self,
        now: Moment,
        cursors: Vec<Cursor>,
        batch: Option<(BatchFrame, Hash)>,
    ) -> Vec<u8> {
        self.counter += 1;
        let (frame, hash) = batch.unzip();
        let request = Request {
            protocol: PROTOCOL,
            schema: SCHEMA,
            device: self.number,
            counter: self.counter,
            epoch: self.enrolled.epoch,
            time: now,
            budget: 48 << 10,
            mode: Mode::Predicted,
            grants: 0,
            cursors,
            unsent: Unsent::default(),
            app: None,
            batch: frame,
        };
        request.seal(&self.key, hash.as_ref())
    }

    fn read(&self, body: &[u8], answer: &[u8], asked: Moment) -> Response {
        let online = VerifyingKey(self.enrolled.online);
        let unverified = Response::parse(answer, asked).expect("an answer");
        unverified.verify(&online, &sha256(&[body])).expect("the hub signed it").0
    }
}
