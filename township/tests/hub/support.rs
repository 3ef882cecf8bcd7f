//! A training hub with a few cells, and a phone that speaks the real messages in their plainest form
//! (frames go verbatim, so that these tests do not depend on the codec's predictions).

use std::collections::BTreeMap;

use gridwork_county::{County, Options};
use gridwork_document::codec::{Limits as CodecLimits, Mode, Nothing};
use gridwork_model::permission::Role;
use gridwork_model::{Class, Id, Moment, Purpose, StreamId};
use gridwork_seal::VerifyingKey;
use gridwork_seal::{BoxKey, Entropy, Hash, Ratchet, SigningKey, tagged_hash};
use gridwork_sync::enrol::{EnrolAnswer, EnrolRequest, Enrolled};
use gridwork_sync::response::Response;
use gridwork_sync::update::EntryBody;
use gridwork_sync::{Batch, BatchFrame, Cursor, Item, Request, Unsent, Update};
use gridwork_township::audit::Actor;
use gridwork_township::{Founded, Hub, HubOptions, Limits, Mode as HubMode};

/// 2026-10-08 09:00 in Wuchuan.
pub const NOON: Moment = Moment(1_791_421_200_000);

/// Counts upwards: every run is the same run.
pub struct Counting(pub u64);

impl Entropy for Counting {
    fn fill(&mut self, out: &mut [u8]) {
        for chunk in out.chunks_mut(32) {
            self.0 += 1;
            let block = tagged_hash("test/entropy", &[&self.0.to_be_bytes()]);
            chunk.copy_from_slice(&block[..chunk.len()]);
        }
    }
}

/// A hub in a folder of its own.
pub struct Fixture {
    pub hub: Hub,
    pub founded: Founded,
    pub county: County,
    pub folder: tempfile::TempDir,
}

/// A training hub with the first `cells` cells of the county.
pub fn fixture(cells: usize) -> Fixture {
    fixture_in(HubMode::Training, cells)
}

/// The same for training or for production, which takes the organisation alone.
pub fn fixture_in(mode: HubMode, cells: usize) -> Fixture {
    let folder = tempfile::tempdir().unwrap();
    let options = HubOptions {
        mode,
        limits: Limits::for_tests(),
        entropy: Box::new(Counting(1)),
        public_url: "http://127.0.0.1:1".into(),
    };
    let (hub, founded) = Hub::create(&folder.path().join("hub"), options, NOON).unwrap();
    let day = NOON.day();
    let county = County::new(Options { seed: 7, cells: Some(cells), day }).unwrap();
    hub.import_county(&county, Actor::Operator, NOON, &mut |_, _| {}).unwrap();
    Fixture { hub, founded, county, folder }
}

impl Fixture {
    /// Somebody who acts in `role` for the first cell, its village or its township.
    pub fn person(&self, role: Role) -> Id {
        let standing = self.hub.standing();
        let directory = &standing.directory;
        let above = directory.above(self.cell());
        let found = above.iter().flat_map(|place| directory.on_duty_at(*place, NOON.day()));
        let found = found.filter(|(_, held)| *held == role).map(|(duty, _)| duty.person).next();
        found.unwrap_or_else(|| panic!("nobody is {role:?}"))
    }

    /// The first cell.
    pub fn cell(&self) -> Id {
        self.county.cells()[0].id
    }

    /// A phone of `person`.
    pub fn phone(&self, person: Id) -> Phone {
        let invitation = self.hub.issue_code(person, Actor::Operator, NOON).unwrap();
        Phone::enrol(&self.hub, &invitation.code, invitation.root)
    }

    /// The roster stream of the first cell.
    pub fn roster(&self) -> StreamId {
        StreamId::new(self.cell(), Class::C2, Purpose::Roster)
    }
}

/// A phone.
pub struct Phone {
    pub key: SigningKey,
    pub box_key: BoxKey,
    pub enrolled: Enrolled,
    pub ratchet: Ratchet,
    pub counter: u64,
    pub last_no: u64,
    pub last_hash: Hash,
    pub grants: u32,
    pub table: BTreeMap<u8, StreamId>,
    pub cursors: BTreeMap<u8, Cursor>,
    /// Everything received, by stream index.
    pub held: BTreeMap<u8, Vec<EntryBody>>,
    pub now: Moment,
    /// The schema the phone says it has.
    pub schema: u32,
    /// What it says it holds back.
    pub unsent: Unsent,
    pub app: Option<String>,
}

impl Phone {
    pub fn enrol(hub: &Hub, code: &str, root: [u8; 32]) -> Phone {
        let mut seed = Counting(tagged_hash("test/phone", &[code.as_bytes()])[0].into());
        let key = SigningKey::generate(&mut seed);
        let box_key = BoxKey::generate(&mut seed);
        let request = request(&key, &box_key, code);
        let bytes = request.seal(&key);
        let answer = hub.enrol(&bytes, "test", NOON);
        let answer = EnrolAnswer::open(&answer, &bytes, &VerifyingKey(root)).unwrap();
        let EnrolAnswer::Enrolled(enrolled) = answer else { panic!("{answer:?}") };
        Phone {
            ratchet: Ratchet::new(&enrolled.ratchet),
            last_hash: tagged_hash("gridwork/chain", &[key.verifying().as_bytes()]),
            key,
            box_key,
            enrolled,
            counter: 0,
            last_no: 0,
            grants: 0,
            table: BTreeMap::new(),
            cursors: BTreeMap::new(),
            held: BTreeMap::new(),
            now: NOON,
            schema: gridwork_sync::SCHEMA,
            unsent: Unsent::default(),
            app: None,
        }
    }

    /// Its number at the hub.
    pub fn number(&self) -> u32 {
        self.enrolled.device
    }

    /// Index of a stream.
    pub fn index(&self, stream: StreamId) -> u8 {
        *self.table.iter().find(|(_, s)| **s == stream).expect("the stream is granted").0
    }

    /// The next request.
    pub fn request(&mut self, batch: Option<BatchFrame>) -> Request {
        self.counter += 1;
        Request {
            protocol: gridwork_sync::PROTOCOL,
            schema: self.schema,
            device: self.enrolled.device,
            counter: self.counter,
            epoch: self.enrolled.epoch,
            time: self.now,
            budget: 1 << 20,
            mode: Mode::Verbatim,
            grants: self.grants,
            cursors: self.cursors.values().copied().collect(),
            unsent: self.unsent,
            app: self.app.clone(),
            batch,
        }
    }

    /// Posts `bytes` and takes the answer in.
    pub fn post(&mut self, hub: &Hub, bytes: &[u8]) -> Response {
        let answer = hub.exchange(bytes, self.now);
        let hash = gridwork_seal::sha256(&[bytes]);
        let parsed = Response::parse(&answer, self.now).unwrap();
        let (response, _) =
            parsed.verify(&VerifyingKey(self.enrolled.online), &hash).expect("the hub signed it");
        self.take(&response);
        response
    }

    fn take(&mut self, response: &Response) {
        if let Some(grants) = &response.grants {
            self.grants = grants.version;
            self.table = grants.table.iter().map(|grant| (grant.index, grant.stream)).collect();
            self.cursors.retain(|index, _| self.table.contains_key(index));
            self.held.retain(|index, _| self.table.contains_key(index));
            for index in self.table.keys() {
                self.cursors.entry(*index).or_insert(Cursor {
                    index: *index,
                    number: 0,
                    page: None,
                });
            }
        }
        for (index, bytes) in &response.updates {
            let limits = CodecLimits::default();
            // What leans on a prefix cannot be read here; these tests download anew instead.
            let Ok(update) = Update::read(bytes, *index, &Nothing, &limits) else { continue };
            let cursor = self.cursors.get_mut(index).unwrap();
            let held = self.held.entry(*index).or_default();
            match update {
                Update::Entries(entries) => {
                    cursor.number += entries.len() as u64;
                    held.extend(entries.into_iter().map(|entry| entry.body));
                }
                Update::Page(page) => {
                    if cursor.page.is_none() {
                        held.clear();
                    }
                    held.extend(page.entries.into_iter().map(|entry| entry.body));
                    match page.then {
                        gridwork_sync::update::Then::Next(token) => cursor.page = Some(token),
                        gridwork_sync::update::Then::Complete { .. } => {
                            (cursor.number, cursor.page) = (page.upto, None);
                        }
                    }
                }
            }
        }
    }

    /// Exchanges once without a batch.
    pub fn send_nothing(&mut self, hub: &Hub) -> Response {
        let bytes = self.request(None).seal(&self.key, None);
        self.post(hub, &bytes)
    }

    /// Exchanges without a batch until there is no more.
    pub fn pull(&mut self, hub: &Hub) -> Response {
        loop {
            let bytes = self.request(None).seal(&self.key, None);
            let response = self.post(hub, &bytes);
            assert_eq!(response.failure, None);
            if !response.more {
                return response;
            }
        }
    }

    /// Downloads everything as if nothing had come before.
    pub fn download_anew(&mut self, hub: &Hub) {
        (self.grants, self.cursors) = (0, BTreeMap::new());
        self.pull(hub);
    }

    /// Frames items as the next batch.
    pub fn frame(&mut self, items: Vec<Item>) -> Vec<u8> {
        let batch = Batch { no: self.last_no + 1, prev: self.last_hash, items };
        let table = self.table.clone();
        let commitment = batch
            .commit(self.enrolled.device, &mut self.ratchet, |index| table.get(&index).copied())
            .unwrap();
        let frame = BatchFrame {
            no: batch.no,
            prev_check: batch.prev[..4].try_into().unwrap(),
            mode: Mode::Verbatim,
            point: Vec::new(),
            frame: batch.frame(self.enrolled.person, &Nothing, Mode::Verbatim),
        };
        let bytes = self.request(Some(frame)).seal(&self.key, Some(&commitment.hash));
        (self.last_no, self.last_hash) = (batch.no, commitment.hash);
        bytes
    }

    /// Sends items as the next batch.
    pub fn send(&mut self, hub: &Hub, items: Vec<Item>) -> Response {
        let bytes = self.frame(items);
        self.post(hub, &bytes)
    }
}

/// An enrolment request of a key.
pub fn request(key: &SigningKey, box_key: &BoxKey, code: &str) -> EnrolRequest {
    EnrolRequest {
        code: code.into(),
        key: *key.verifying().as_bytes(),
        box_key: *box_key.public().as_bytes(),
        name: "测试手机".into(),
        app: "0.1.0".into(),
        seed: [3; 32],
        formerly: None,
    }
}

/// A place with a name, written by a phone.
pub fn place_change(
    phone: &Phone,
    document: &mut gridwork_document::Document,
    incarnation: u32,
    stream: u8,
    name: &str,
    first: bool,
) -> Item {
    use gridwork_model::{Edit, Path, Value};
    let actor = gridwork_document::Actor::new(phone.enrolled.device, incarnation);
    let edit = Edit::Put { path: Path::root("name"), value: Value::Text(name.into()) };
    let commit = document.edit(actor, phone.now, &[edit]).unwrap();
    Item {
        stream,
        body: gridwork_sync::Body::Change {
            document: document.id(),
            founding: first.then(|| document.founding().clone()),
            raw: commit.raw,
            hash: commit.hash,
        },
    }
}

/// A new place, empty.
pub fn new_place(n: u8) -> gridwork_document::Document {
    let founding = gridwork_model::Founding::Place { id: Id::v7(NOON.0 as u64, [n; 10]) };
    gridwork_document::Document::found(&founding).unwrap()
}

/// Outcomes of a judged batch.
pub fn outcomes(response: &Response) -> Vec<gridwork_model::Outcome> {
    match &response.verdict {
        Some(gridwork_sync::BatchVerdict::Judged { outcomes, .. }) => outcomes.clone(),
        other => panic!("not judged: {other:?}, {:?}", response.failure),
    }
}

impl Fixture {
    /// A stream of the first cell.
    pub fn stream(&self, class: Class, purpose: Purpose) -> StreamId {
        StreamId::new(self.cell(), class, purpose)
    }

    /// A caller of the staff API: somebody of the directory in one role.
    pub fn caller(&self, role: Role) -> gridwork_township::people::Caller {
        let standing = self.hub.standing();
        let township = standing.org_of(self.cell());
        let directory = &standing.directory;
        let found = directory
            .above(self.cell())
            .into_iter()
            .chain(directory.offices_of(township).map(|unit| unit.id))
            .flat_map(|place| directory.on_duty_at(place, NOON.day()))
            .find(|(_, held)| *held == role)
            .map(|(duty, _)| duty.person);
        gridwork_township::people::Caller {
            person: found.unwrap_or_else(|| Id::v7(NOON.0 as u64, [role as u8; 10])),
            name: "测试".into(),
            org: township,
            roles: vec![gridwork_township::people::RoleAt { role: role.number(), scope: township }],
        }
    }
}
