//! A device and its hub, message by message: the very requests and answers of `core/sync`, each end
//! with keys, chains, heads and documents of its own. What arrives is rebuilt, verified and compared,
//! so that a byte too few would show.

use std::collections::BTreeMap;

use gridwork_document::codec::{Limits, Mode, Nothing};
use gridwork_model::{Founding, Id, Moment, Outcome, StreamId};
use gridwork_seal::{Hash, Ratchet, SigningKey, tagged_hash};
use gridwork_sync::response::{Grant, Grants, Stand, stand_hash};
use gridwork_sync::update::{DirectoryEntry, Page, Then, change_content};
use gridwork_sync::{
    Batch, BatchFrame, BatchVerdict, Body, Cursor, Entry, EntryBody, Failure, Item, PROTOCOL,
    Request, Response, SCHEMA, StreamHead, Unsent, Update, limits,
};

use super::replica::Replica;
use crate::workload::{Said, streams};

/// What went over the air.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Traffic {
    /// Bytes of request bodies.
    pub up: u64,
    /// Bytes of answer bodies.
    pub down: u64,
    /// Requests that were answered.
    pub round_trips: u64,
}

/// Bytes of entries a phone asks for at most in one answer, and the hub's grant of it.
const BUDGET: u32 = 48 << 10;

/// The person the device is bound to.
const PERSON: Id = Id::from_bytes([0x77; 16]);

/// Numbers of the chain so far: a device some weeks in use.
const FORMER_REQUESTS: u64 = 412;
const FORMER_BATCHES: u64 = 96;

/// The two ends of one exchange.
pub struct Line {
    grants: Vec<Grant>,
    device: u32,
    key: SigningKey,
    online: SigningKey,
    counter: u64,
    batch: u64,
    chain: Hash,
    /// The salt ratchet of the device's items, once an end.
    salts: [Ratchet; 2],
    /// Documents of the device.
    pub phone: Replica,
    /// Documents of the hub.
    pub hub: Replica,
    /// Heads of the streams at the hub.
    heads: BTreeMap<u8, StreamHead>,
    /// Heads of the streams at the device.
    read: BTreeMap<u8, StreamHead>,
    directory: Vec<DirectoryEntry>,
    now: Moment,
}

impl Line {
    /// A device of `cell` with the first `granted` streams of the table; nothing said yet.
    pub fn new(device: u32, cell: Id, township: Id, granted: usize, now: Moment) -> Line {
        let grants: Vec<Grant> = (0..granted as u8)
            .filter_map(|index| {
                Some(Grant { index, stream: streams::stream(index, cell, township)? })
            })
            .collect();
        let heads: BTreeMap<u8, StreamHead> = grants
            .iter()
            .map(|grant| (grant.index, StreamHead::empty(&grant.stream, [grant.index; 32])))
            .collect();
        let key = SigningKey::from_seed(&[1; 32]);
        let chain = tagged_hash("gridwork/chain", &[&key.verifying().0]);
        let salts = Ratchet::new(&[3; 32]);
        Line {
            device,
            online: SigningKey::from_seed(&[2; 32]),
            counter: FORMER_REQUESTS,
            batch: FORMER_BATCHES,
            chain,
            salts: [salts.clone(), salts],
            phone: Replica::default(),
            hub: Replica::default(),
            read: heads.clone(),
            heads,
            directory: Vec::new(),
            now,
            key,
            grants,
        }
    }

    /// The hub takes changes that the device does not know yet.
    pub fn publish(&mut self, said: &[Said]) {
        for said in said {
            self.hub.take(said);
            if let Some(head) = self.heads.get_mut(&said.stream) {
                head.advance(&change_content(&said.hash));
            }
        }
    }

    /// The hub's directory, for a first download.
    pub fn publish_directory(&mut self, items: Vec<DirectoryEntry>) {
        for item in &items {
            let body = EntryBody::Directory(item.clone());
            if let (Some(head), Some(content)) =
                (self.heads.get_mut(&streams::DIRECTORY), body.content())
            {
                head.advance(&content);
            }
        }
        self.directory = items;
    }

    /// Both ends know these changes, and the device has read every stream.
    pub fn settle(&mut self, said: &[Said]) {
        self.publish(said);
        for said in said {
            self.phone.take(said);
        }
        self.read = self.heads.clone();
    }

    /// One round trip: the device says `batch`, or nothing, and asks for what is new.
    pub fn exchange(&mut self, batch: &[Said]) -> Traffic {
        let (request, hash) = self.request(batch, self.cursors());
        let (answer, judged) = self.answer(&request, batch.len());
        self.take(&request, &answer, batch, judged.as_ref());
        if let Some(hash) = hash {
            self.chain = hash;
        }
        Traffic { up: request.len() as u64, down: answer.len() as u64, round_trips: 1 }
    }

    fn cursors(&self) -> Vec<Cursor> {
        let cursor = |(index, head): (&u8, &StreamHead)| Cursor {
            index: *index,
            number: head.number,
            page: None,
        };
        self.read.iter().map(cursor).collect()
    }

    fn stream(&self, index: u8) -> Option<StreamId> {
        self.grants.iter().find(|grant| grant.index == index).map(|grant| grant.stream)
    }

    /// The device's request, and the chain hash of the batch in it.
    fn request(&mut self, said: &[Said], cursors: Vec<Cursor>) -> (Vec<u8>, Option<Hash>) {
        self.counter += 1;
        let mut framed = None;
        if !said.is_empty() {
            self.batch += 1;
            let items = said.iter().map(|said| self.item(said)).collect();
            let batch = Batch { no: self.batch, prev: self.chain, items };
            let mut salts = self.salts[0].clone();
            let commitment = batch
                .commit(self.device, &mut salts, |index| self.stream(index))
                .expect("every stream is granted");
            self.salts[0] = salts;
            let frame = BatchFrame {
                no: batch.no,
                prev_check: [self.chain[0], self.chain[1], self.chain[2], self.chain[3]],
                mode: Mode::Predicted,
                point: Vec::new(),
                frame: batch.frame(PERSON, &self.phone, Mode::Predicted),
            };
            framed = Some((frame, commitment.hash));
        }
        let (batch, hash) = framed.unzip();
        let request = Request {
            protocol: PROTOCOL,
            schema: SCHEMA,
            device: self.device,
            counter: self.counter,
            epoch: 1,
            time: self.now,
            budget: BUDGET,
            mode: Mode::Predicted,
            grants: if cursors.is_empty() { 0 } else { 3 },
            cursors,
            unsent: Unsent::default(),
            app: None,
            batch,
        };
        (request.seal(&self.key, hash.as_ref()), hash)
    }

    fn item(&self, said: &Said) -> Item {
        let new = said.first && !self.phone.has(said.document);
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

    /// The hub: reads, verifies, rebuilds, numbers and answers. Returns also what it rebuilt.
    fn answer(&mut self, bytes: &[u8], items: usize) -> (Vec<u8>, Option<Vec<Item>>) {
        let unverified = Request::parse(bytes).expect("a request");
        let request = &unverified.request;
        let Some(frame) = &request.batch else {
            unverified.verify(&self.key.verifying(), None).expect("the signature holds");
            let response = self.respond(None, Vec::new(), Vec::new());
            return (response.seal(&self.online, &unverified.hash, request.time), None);
        };
        assert_eq!(frame.mode, Mode::Predicted);
        let first_step = self.salts[1].step();
        let rebuilt = Batch::unframe(&frame.frame, PERSON, &self.hub, &Limits::default())
            .expect("the batch rebuilds at the hub");
        assert_eq!(rebuilt.len(), items, "the hub rebuilt every item");
        let batch = Batch { no: frame.no, prev: self.chain, items: rebuilt };
        let mut salts = self.salts[1].clone();
        let commitment = batch
            .commit(self.device, &mut salts, |index| self.stream(index))
            .expect("every stream is granted");
        self.salts[1] = salts;
        // One signature covers every hash: it holds only if each change is the very same.
        unverified
            .verify(&self.key.verifying(), Some(&commitment.hash))
            .expect("the signature holds over what was rebuilt");
        let mut own: BTreeMap<u8, Vec<Entry>> = BTreeMap::new();
        for (item, step) in batch.items.iter().zip(first_step..) {
            let said = self.said(item);
            self.hub.take(&said);
            if let Some(head) = self.heads.get_mut(&item.stream) {
                head.advance(&change_content(&said.hash));
            }
            own.entry(item.stream).or_default().push(Entry { body: EntryBody::Own { step } });
        }
        let verdict = BatchVerdict::Judged {
            no: frame.no,
            outcomes: vec![Outcome::Accepted; batch.items.len()],
        };
        let (mut updates, mut stands) = (Vec::new(), Vec::new());
        for (index, entries) in own {
            updates.push((index, Update::Entries(entries).write(index, &Nothing, Mode::Predicted)));
            stands.push(self.stand(&self.heads, index));
        }
        let response = self.respond(Some(verdict), updates, stands);
        let bytes = response.seal(&self.online, &unverified.hash, request.time);
        (bytes, Some(batch.items))
    }

    /// What the hub takes an item for.
    fn said(&self, item: &Item) -> Said {
        let Body::Change { document, founding, raw, hash } = &item.body else {
            panic!("only changes are measured")
        };
        let known = || self.hub.history(*document).map(|(founding, ..)| founding.clone());
        let founding: Option<Founding> = founding.clone().or_else(known);
        Said {
            stream: item.stream,
            document: *document,
            founding: founding.expect("a document the hub knows"),
            first: false,
            author: self.device,
            raw: raw.clone(),
            hash: *hash,
        }
    }

    fn stand(&self, heads: &BTreeMap<u8, StreamHead>, index: u8) -> Stand {
        let head = &heads[&index];
        let stream = self.stream(index).expect("a granted stream");
        Stand { stream, number: head.number, head: head.hash }
    }

    fn respond(
        &self,
        verdict: Option<BatchVerdict>,
        updates: Vec<(u8, Vec<u8>)>,
        stands: Vec<Stand>,
    ) -> Response {
        let stand = if stands.is_empty() { [0; 32] } else { stand_hash(1, &stands) };
        Response {
            failure: None,
            horizon: FORMER_BATCHES - 9,
            verdict,
            updates,
            stand,
            // The hub's clock is some seconds off the phone's.
            ..Response::failed(Failure::Busy, 1, self.now.plus_ms(4_321))
        }
    }

    /// The device reads the answer to what it said.
    fn take(&mut self, request: &[u8], answer: &[u8], said: &[Said], judged: Option<&Vec<Item>>) {
        let hash = gridwork_seal::sha256(&[request]);
        let unverified = Response::parse(answer, self.now).expect("an answer");
        let (response, proof) =
            unverified.verify(&self.online.verifying(), &hash).expect("the hub signed it");
        for (said, item) in said.iter().zip(judged.into_iter().flatten()) {
            let Body::Change { raw, hash, .. } = &item.body else { panic!("a change") };
            assert_eq!((raw, hash), (&said.raw, &said.hash), "the hub holds the very bytes");
            self.phone.take(said);
        }
        let first_step = self.salts[0].step() - said.len() as u64;
        let mut stands = Vec::new();
        for (index, bytes) in &response.updates {
            let update = Update::read(bytes, *index, &Nothing, &Limits::default());
            let Ok(Update::Entries(entries)) = update else { panic!("entries") };
            for entry in entries {
                let EntryBody::Own { step } = entry.body else { panic!("an own entry") };
                let own = &said[(step - first_step) as usize];
                assert_eq!(own.stream, *index);
                if let Some(head) = self.read.get_mut(index) {
                    head.advance(&change_content(&own.hash));
                }
            }
            stands.push(self.stand(&self.read, *index));
        }
        if !stands.is_empty() {
            assert!(proof.attest(&response, stands).is_some(), "the heads are the hub's");
        }
    }

    /// The whole first download of a device that has nothing but its enrolment. Returns also how
    /// many bytes of it are the directory's.
    pub fn download(&mut self) -> (Traffic, u64) {
        let (mut traffic, mut apart) = (Traffic::default(), 0);
        let first = self.request(&[], Vec::new()).0;
        let granted = Grants { version: 3, table: self.grants.clone() };
        let answer =
            Response { grants: Some(granted), more: true, ..self.respond(None, vec![], vec![]) };
        let sealed = answer.seal(&self.online, &gridwork_seal::sha256(&[&first]), self.now);
        traffic.add(&first, &sealed);
        let mut states: BTreeMap<u8, Option<u64>> =
            self.grants.iter().map(|grant| (grant.index, Some(0))).collect();
        while states.values().any(Option::is_some) {
            let cursors = states
                .iter()
                .map(|(index, state)| Cursor {
                    index: *index,
                    number: if state.is_some() { 0 } else { self.heads[index].number },
                    page: state.filter(|token| *token > 0),
                })
                .collect();
            let request = self.request(&[], cursors).0;
            let (mut updates, mut stands, mut left) = (Vec::new(), Vec::new(), BUDGET as usize);
            for (index, state) in &mut states {
                let Some(token) = *state else { continue };
                if self.heads[index].number == 0 {
                    *state = None;
                    continue;
                }
                if left == 0 {
                    break;
                }
                let (page, next) = self.page(*index, token, left);
                left = left.saturating_sub(page.len());
                stands.push(match next {
                    Some(_) => Stand {
                        stream: self.stream(*index).expect("a granted stream"),
                        number: 0,
                        head: [0; 32],
                    },
                    None => self.stand(&self.heads, *index),
                });
                if *index == streams::DIRECTORY {
                    apart += page.len() as u64;
                }
                updates.push((*index, page));
                *state = next;
            }
            for (index, page) in &updates {
                self.take_page(*index, page);
            }
            let more = states.values().any(Option::is_some);
            let response = Response { more, ..self.respond(None, updates, stands) };
            let sealed = response.seal(&self.online, &gridwork_seal::sha256(&[&request]), self.now);
            traffic.add(&request, &sealed);
        }
        assert_eq!(self.phone.hashes(), self.hub.hashes(), "the device holds what the hub holds");
        traffic.down -= apart;
        (traffic, apart)
    }

    /// A page as the hub cuts it: document by document until it is full by the hub's estimate.
    fn page(&self, index: u8, token: u64, left: usize) -> (Vec<u8>, Option<u64>) {
        let full = left.clamp(limits::PAGE_BYTES / 4, limits::PAGE_BYTES);
        let (mut entries, mut size, mut next) = (Vec::new(), 0, None);
        if index == streams::DIRECTORY {
            for (at, item) in
                self.directory.iter().enumerate().skip(token.saturating_sub(1) as usize)
            {
                if size >= full {
                    next = Some(at as u64 + 1);
                    break;
                }
                size += item.body.len() / 3;
                entries.push(Entry { body: EntryBody::Directory(item.clone()) });
            }
        }
        let documents = self.hub.documents_in(index).iter().enumerate();
        for (ordinal, document) in documents.skip(token.saturating_sub(1) as usize) {
            if size >= full {
                next = Some(ordinal as u64 + 1);
                break;
            }
            let Some((founding, raws, hashes)) = self.hub.history(*document) else { continue };
            for (place, (raw, hash)) in raws.iter().zip(hashes).enumerate() {
                size += raw.len() / 8;
                entries.push(Entry {
                    body: EntryBody::Change {
                        document: *document,
                        founding: (place == 0).then(|| founding.clone()),
                        ordinal: (place == 0).then_some(ordinal as u32),
                        raw: raw.clone(),
                        hash: *hash,
                    },
                });
            }
        }
        let head = &self.heads[&index];
        let then = match next {
            Some(token) => Then::Next(token),
            None => Then::Complete { head: head.hash, ratchet: head.ratchet.to_bytes() },
        };
        let next_ordinal = self.hub.documents_in(index).len() as u32;
        let page = Page { upto: head.number, next_ordinal, then, entries };
        (Update::Page(page).write(index, &Nothing, Mode::Predicted), next)
    }

    fn take_page(&mut self, index: u8, bytes: &[u8]) {
        let update = Update::read(bytes, index, &Nothing, &Limits::default());
        let Ok(Update::Page(page)) = update else { panic!("a page") };
        for entry in page.entries {
            let EntryBody::Change { document, founding, raw, hash, .. } = entry.body else {
                continue;
            };
            let known = || self.phone.history(document).map(|(founding, ..)| founding.clone());
            let founding = founding.or_else(known).expect("the first change brings the founding");
            let said =
                Said { stream: index, document, founding, first: false, author: 0, raw, hash };
            self.phone.take(&said);
        }
    }
}

impl Traffic {
    fn add(&mut self, request: &[u8], answer: &[u8]) {
        self.up += request.len() as u64;
        self.down += answer.len() as u64;
        self.round_trips += 1;
    }
}
