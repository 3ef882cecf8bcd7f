//! Fifty thousand mutated changes and payloads, each under a batch signature that is right: what a
//! device under a stranger's control could send. Nothing breaks the hub or a document, every honest
//! change still passes, another phone works on meanwhile, and what the hub keeps of it is bounded by
//! what it accepted.
//!
//! `GRIDWORK_FUZZ=20` sends twenty times as many.
//!
//! Memory and work are those of a process of its own: the tests beside these take both, too.

use std::collections::BTreeMap;
use std::process::Command;

use gridwork_document::{Actor as Writer, Document};
use gridwork_model::incident::{Medium, Place, Report, Step};
use gridwork_model::ledger::kind;
use gridwork_model::permission::Role;
use gridwork_model::{
    Class, Edit, Founding, Id, LedgerEntry, Outcome, Path, Purpose, TimeFacts, Value,
};
use gridwork_seal::{Ratchet, sha256};
use gridwork_sync::update::EntryBody;
use gridwork_sync::{BatchVerdict, Body, Item};

use crate::support::*;

/// What is sent in all.
const ITEMS: usize = 50_000;

/// Numbers that are the same in every run.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound as u64) as usize
    }

    fn mutate(&mut self, bytes: &[u8]) -> Vec<u8> {
        let mut bytes = bytes.to_vec();
        for _ in 0..1 + self.below(3) {
            let place = self.below(bytes.len());
            match self.below(5) {
                0 => bytes[place] = self.next() as u8,
                1 => bytes[place] ^= 1 << self.below(8),
                2 => bytes.insert(place, self.next() as u8),
                3 if bytes.len() > 1 => _ = bytes.remove(place),
                _ => bytes[place] = bytes[place].wrapping_add(1),
            }
        }
        bytes
    }
}

/// A change with this body, its length, checksum and hash made right.
fn with_body(body: &[u8]) -> (Vec<u8>, [u8; 32]) {
    let mut hashed = vec![1];
    let mut length = body.len();
    while length >= 0x80 {
        hashed.push(length as u8 | 0x80);
        length >>= 7;
    }
    hashed.push(length as u8);
    hashed.extend_from_slice(body);
    let hash = sha256(&[&hashed]);
    let raw = [&[0x85, 0x6f, 0x4a, 0x83], &hash[..4], &hashed].concat();
    (raw, hash)
}

/// What follows the chunk's length.
fn body_of(raw: &[u8]) -> &[u8] {
    let length = raw[9..].iter().position(|byte| byte & 0x80 == 0).unwrap() + 1;
    &raw[9 + length..]
}

fn households(phone: &Phone, stream: u8) -> Vec<Document> {
    let mut raws: BTreeMap<Id, Vec<&[u8]>> = BTreeMap::new();
    let mut foundings: BTreeMap<Id, &Founding> = BTreeMap::new();
    for entry in &phone.held[&stream] {
        if let EntryBody::Change { document, founding, raw, .. } = entry {
            raws.entry(*document).or_default().push(raw);
            foundings.extend(founding.iter().map(|founding| (*document, founding)));
        }
    }
    raws.into_iter().map(|(id, raws)| Document::replay(foundings[&id], raws).unwrap()).collect()
}

/// An honest change of the household, of one of the kinds there are.
fn honest(document: &Document, n: usize) -> Vec<Edit> {
    let put = |path, value| Edit::Put { path, value };
    match n % 4 {
        0 => vec![put(Path::root("address"), Value::Text(format!("东头第{n}家")))],
        1 => vec![Edit::Write {
            path: Path::root("note"), text: format!("第{n}次：炕面不热")
        }],
        2 => {
            let member = document.members().first().copied().unwrap_or(Id::NIL);
            vec![put(
                Path::member(member, "phone"),
                Value::Text(format!("1550199{:04}", n % 9_999)),
            )]
        }
        _ => {
            let fields = vec![
                ("name".to_owned(), Value::Text(format!("示例人{n}"))),
                ("sex".to_owned(), Value::Code(2)),
            ];
            vec![Edit::AddMember { id: None, fields }]
        }
    }
}

struct Storm {
    f: Fixture,
    phone: Phone,
    dice: Dice,
    documents: Vec<Document>,
    sent: usize,
    verdicts: BTreeMap<&'static str, usize>,
    /// Items the hub accepted, and their bytes.
    accepted: (u64, u64),
    /// A phone that has nothing to do with it, and how often it wrote something.
    bystander: Phone,
    wrote: usize,
}

/// After how many items the bystander writes and reads.
const TURN: usize = 1_000;

/// Most that an accepted item may add to the files of the hub beside its own bytes: the row, its
/// indexes, what an incident puts on the board, and its share of the batch that is kept. Were the
/// refused ones kept, too, the files would grow by as much again.
const KEPT_OF_AN_ITEM: u64 = 3_500;

impl Storm {
    /// The bystander writes a place, and hears of everything that was accepted meanwhile.
    fn bystander_works(&mut self) {
        let index = self.bystander.index(self.f.stream(Class::C1, Purpose::Places));
        // A place for each turn, as long as there are numbers for them.
        if let Ok(n) = u8::try_from(self.wrote) {
            let (mut place, name) = (new_place(n), format!("{n}号井"));
            let item = place_change(&self.bystander, &mut place, 1, index, &name, true);
            let response = self.bystander.send(&self.f.hub, vec![item]);
            assert_eq!(outcomes(&response), [Outcome::Accepted], "after {}", self.sent);
        }
        self.bystander.pull(&self.f.hub);
        self.wrote += 1;
    }

    fn change(&mut self, place: usize, stream: u8) -> Item {
        let document = &self.documents[place];
        let writer = Writer::new(self.phone.enrolled.device, 1);
        let edits = honest(document, self.sent + place);
        let commit = document.clone().edit(writer, self.phone.now, &edits).unwrap();
        let (raw, hash) = with_body(&self.dice.mutate(body_of(&commit.raw)));
        Item { stream, body: Body::Change { document: document.id(), founding: None, raw, hash } }
    }

    fn report(&mut self, stream: u8) -> Item {
        let step = Step::Report(Report {
            category: "Y06".parse().unwrap(),
            words: "雪把进村的路封了".into(),
            place: Place {
                cell: self.f.cell(),
                hamlet: None,
                at: None,
                words: Some("村口".into()),
                point: None,
            },
            files: Vec::new(),
            medium: Medium::Patrol,
            called: None,
            order: None,
        });
        let mut random = [0; 10];
        random.copy_from_slice(&sha256(&[&self.dice.next().to_be_bytes()])[..10]);
        let id = Id::v7(NOON.0 as u64, random);
        let entry = LedgerEntry {
            id,
            object: id,
            kind: kind::INCIDENT,
            person: self.phone.enrolled.person,
            role: Role::GridWorker.number(),
            time: TimeFacts { device: NOON, ..TimeFacts::default() },
            body: self.dice.mutate(&step.to_body()),
        };
        Item { stream, body: Body::Ledger(entry) }
    }

    /// Sends a batch; one that is not judged as a whole was never taken, so that the next has its
    /// number.
    fn send(&mut self, items: Vec<Item>) -> bool {
        let (no, hash) = (self.phone.last_no, self.phone.last_hash);
        let ratchet = self.phone.ratchet.to_bytes();
        let response = self.phone.send(&self.f.hub, items.clone());
        let Some(BatchVerdict::Judged { outcomes, .. }) = &response.verdict else {
            (self.phone.last_no, self.phone.last_hash) = (no, hash);
            self.phone.ratchet = Ratchet::from_bytes(&ratchet).unwrap();
            return false;
        };
        for (item, outcome) in items.iter().zip(outcomes) {
            let name = match outcome {
                Outcome::Accepted => "accepted",
                Outcome::Ineffective => "ineffective",
                Outcome::Refused(_) => "refused",
                Outcome::Quarantined => "set aside",
            };
            *self.verdicts.entry(name).or_default() += 1;
            if matches!(outcome, Outcome::Accepted | Outcome::Ineffective) {
                self.accepted.0 += 1;
                self.accepted.1 += match &item.body {
                    Body::Change { raw, .. } => raw.len() as u64,
                    Body::Ledger(entry) => entry.body.len() as u64,
                    Body::Sealed(record) => record.sealed.len() as u64,
                    Body::Withheld(withheld) => withheld.sealed.len() as u64,
                };
            }
            if let (Outcome::Accepted, Body::Change { document, raw, .. }) = (outcome, &item.body) {
                let held = self.documents.iter_mut().find(|held| held.id() == *document).unwrap();
                held.apply(raw).unwrap();
            }
        }
        true
    }
}

/// Set in the process that is a test's own.
const ALONE: &str = "GRIDWORK_ALONE";

/// Most that a process of its own may grow by while it is stormed.
const GROWTH_KIB: u64 = 128 << 10;

/// Runs a test of this file in a process of its own; returns whether this is that process.
fn alone(name: &str) -> bool {
    if std::env::var_os(ALONE).is_some() {
        return true;
    }
    let mut test = Command::new(std::env::current_exe().unwrap());
    test.arg(format!("storm::{name}")).args(["--exact", "--nocapture"]).env(ALONE, "1");
    let ran = test.output().unwrap();
    let said = String::from_utf8_lossy(&ran.stdout);
    assert!(ran.status.success(), "{said}{}", String::from_utf8_lossy(&ran.stderr));
    assert!(said.contains("1 passed"), "{said}");
    false
}

#[test]
fn fifty_thousand_mutated_items_under_a_right_signature_break_nothing() {
    if !alone("fifty_thousand_mutated_items_under_a_right_signature_break_nothing") {
        return;
    }
    let times: usize =
        std::env::var("GRIDWORK_FUZZ").ok().and_then(|times| times.parse().ok()).unwrap_or(1);
    let f = fixture(1);
    let mut phone = f.phone(f.person(Role::GridWorker));
    phone.pull(&f.hub);
    let roster = phone.index(f.roster());
    let incidents = phone.index(f.stream(Class::C2, Purpose::Incidents));
    let documents = households(&phone, roster);
    let mut bystander = f.phone(f.person(Role::GridWorker));
    bystander.pull(&f.hub);
    let used = memory_peak_kib();
    let kept = stored(&f);
    let mut storm = Storm {
        f,
        phone,
        dice: Dice(77),
        documents,
        sent: 0,
        verdicts: BTreeMap::new(),
        accepted: (0, 0),
        bystander,
        wrote: 0,
    };
    while storm.sent < ITEMS * times {
        if storm.sent >= storm.wrote * TURN {
            storm.bystander_works();
        }
        let mut items: Vec<Item> =
            (0..storm.documents.len()).map(|place| storm.change(place, roster)).collect();
        items.extend((0..items.len() / 3).map(|_| storm.report(incidents)));
        storm.sent += items.len();
        if !storm.send(items.clone()) {
            // One item that cannot even be framed takes the batch with it: each for itself, then.
            for item in items {
                if !storm.send(vec![item]) {
                    *storm.verdicts.entry("not read").or_default() += 1;
                }
            }
        }
    }
    for line in ["accepted", "refused"] {
        assert!(storm.verdicts.get(line).is_some_and(|count| *count > 500), "{:?}", storm.verdicts);
    }
    assert!(memory_peak_kib() - used < GROWTH_KIB, "{} KiB", memory_peak_kib() - used);
    let (items, bytes) = storm.accepted;
    let grown = stored(&storm.f) - kept;
    let most = bytes + (items + storm.wrote as u64) * KEPT_OF_AN_ITEM;
    assert!(grown < most, "{grown} bytes of {items} accepted items of {bytes} bytes");
    // Every honest change passes, and a new phone reads all of it, as the bystander does.
    let writer = Writer::new(storm.phone.enrolled.device, 1);
    let mut items = Vec::new();
    for document in &mut storm.documents {
        let value = Value::Text("风暴以后".into());
        let edit = Edit::Put { path: Path::root("nickname"), value };
        let commit = document.edit(writer, NOON, &[edit]).unwrap();
        let (raw, hash) = (commit.raw, commit.hash);
        let body = Body::Change { document: document.id(), founding: None, raw, hash };
        items.push(Item { stream: roster, body });
    }
    let expected = items.len();
    let response = storm.phone.send(&storm.f.hub, items);
    assert_eq!(outcomes(&response), vec![Outcome::Accepted; expected]);
    let mut fresh = storm.f.phone(storm.f.person(Role::GridWorker));
    fresh.pull(&storm.f.hub);
    let seen = households(&fresh, fresh.index(storm.f.roster()));
    assert_eq!(seen.len(), expected);
    storm.bystander.pull(&storm.f.hub);
    let beside = households(&storm.bystander, storm.bystander.index(storm.f.roster()));
    let shown = |documents: &[Document]| -> Vec<_> {
        documents.iter().map(|document| (document.id(), document.fields())).collect()
    };
    assert_eq!(shown(&beside), shown(&seen), "who was there all the time holds the same");
    assert!(storm.wrote >= storm.sent / TURN, "{}", storm.wrote);
    storm.f.hub.verify().unwrap();
}

/// Bodies of a hundred-odd bytes that claim a million operations and two thousand million: in
/// Automerge's own reader they cost seconds and gigabytes.
fn bombs(writer: Writer, document: &Document, now: gridwork_model::Moment) -> Vec<Item> {
    let value = Value::Text("示意".repeat(12));
    let edit = Edit::Put { path: Path::root("address"), value };
    let honest = document.clone().edit(writer, now, &[edit]).unwrap();
    let body = body_of(&honest.raw).to_vec();
    // Behind the other columns stands the action column: a run of one put.
    let runs: [&[u8]; 3] =
        [&[0xc0, 0x84, 0x3d], &[0x80, 0xda, 0xc4, 0x09], &[0x80, 0xa8, 0xd6, 0xb9, 0x07]];
    let claims = runs
        .into_iter()
        .flat_map(|run| (40..body.len().saturating_sub(8)).map(move |place| (run, place)));
    claims
        .map(|(run, place)| {
            let mut body = body.clone();
            body.splice(place..=place, run.iter().copied());
            let (raw, hash) = with_body(&body);
            Item {
                stream: 0,
                body: Body::Change { document: document.id(), founding: None, raw, hash },
            }
        })
        .collect()
}

#[test]
fn a_bomb_between_two_honest_changes_costs_nothing_and_takes_neither_with_it() {
    if !alone("a_bomb_between_two_honest_changes_costs_nothing_and_takes_neither_with_it") {
        return;
    }
    let f = fixture(1);
    let mut phone = f.phone(f.person(Role::GridWorker));
    phone.pull(&f.hub);
    let roster = phone.index(f.roster());
    let documents = households(&phone, roster);
    let writer = Writer::new(phone.enrolled.device, 1);
    let honest = |document: &Document| {
        let value = Value::Text("炸弹旁边".into());
        let edit = Edit::Put { path: Path::root("nickname"), value };
        let commit = document.clone().edit(writer, NOON, &[edit]).unwrap();
        let (raw, hash) = (commit.raw, commit.hash);
        let body = Body::Change { document: document.id(), founding: None, raw, hash };
        Item { stream: roster, body }
    };
    let mut items = vec![honest(&documents[0])];
    items.extend(
        bombs(writer, &documents[1], NOON).into_iter().map(|bomb| Item { stream: roster, ..bomb }),
    );
    items.push(honest(&documents[2]));
    assert!(items.len() > 100, "{}", items.len());
    // As many honest ones as there are bombs, to measure by.
    let mut document = documents[3].clone();
    let honest_ones: Vec<Item> = (0..items.len())
        .map(|n| {
            let edit = Edit::Put {
                path: Path::root("nickname"),
                value: Value::Text(format!("第{n}回")),
            };
            let commit = document.edit(writer, NOON, &[edit]).unwrap();
            let (raw, hash) = (commit.raw, commit.hash);
            let body = Body::Change { document: document.id(), founding: None, raw, hash };
            Item { stream: roster, body }
        })
        .collect();
    let before = worked_ticks();
    phone.send(&f.hub, honest_ones);
    let honest_work = worked_ticks() - before;
    let (used, before) = (memory_peak_kib(), worked_ticks());
    let response = phone.send(&f.hub, items);
    let work = worked_ticks() - before;
    // One bomb that goes off costs seconds: hundreds of ticks.
    assert!(work <= honest_work * 2 + 50, "{work} ticks, {honest_work} for honest ones");
    let outcomes = outcomes(&response);
    assert_eq!(outcomes.first(), Some(&Outcome::Accepted));
    assert_eq!(outcomes.last(), Some(&Outcome::Accepted));
    let refused = outcomes.iter().filter(|outcome| matches!(outcome, Outcome::Refused(_))).count();
    assert!(refused * 10 > outcomes.len() * 9, "{refused} of {}", outcomes.len());
    assert!(memory_peak_kib() - used < GROWTH_KIB, "{} KiB", memory_peak_kib() - used);
    f.hub.verify().unwrap();
}

/// Bytes of the database of a hub, with what is not yet taken over into it.
fn stored(f: &Fixture) -> u64 {
    let length = |name: &str| {
        let found = std::fs::metadata(f.folder.path().join("hub").join(name));
        found.map_or(0, |found| found.len())
    };
    length("hub.db") + length("hub.db-wal")
}

/// The most memory this process ever held, KiB.
fn memory_peak_kib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or("0");
    line.split_whitespace().next().and_then(|kib| kib.parse().ok()).unwrap_or_default()
}

/// The work of this process so far, in ticks of the processor (of ten milliseconds): it does not grow
/// while others work.
fn worked_ticks() -> u64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap();
    // Behind the name, which may hold anything, field 14 is user time and 15 that of the system.
    let (_, behind) = stat.rsplit_once(')').unwrap();
    let fields: Vec<&str> = behind.split_whitespace().collect();
    fields[11..13].iter().map(|ticks| ticks.parse::<u64>().unwrap()).sum()
}
