//! Hostile input: nothing that a device can send breaks a document, and every honest change
//! still passes.
//!
//! `GRIDWORK_FUZZ=20` tries twenty times as many mutations.

#![allow(clippy::unwrap_used)] // helpers of tests are tests too

mod corpus;

use std::collections::BTreeMap;

use corpus::{Dice, Words, World, cell};
use gridwork_document::codec::{Limits, Mode, rebuild, strip};
use gridwork_document::{Actor, ChunkError, Document, Rejected};
use gridwork_model::{Edit, Founding, Id, Moment, Path, Value};
use gridwork_seal::sha256;

const ACTOR: Actor = Actor::new(7, 1);

/// How many times the usual number of mutations.
fn effort() -> u64 {
    std::env::var("GRIDWORK_FUZZ").ok().and_then(|times| times.parse().ok()).unwrap_or(1)
}

/// A document and an honest change of device 7 that follows.
struct Subject {
    before: Document,
    raw: Vec<u8>,
}

/// Every kind of change we know: creation, edits, answers, notes written and rewritten, members,
/// a choice in a conflict, concurrent work.
fn subjects() -> Vec<Subject> {
    let mut world = World::new(21, Words::Measuring);
    world.import_household();
    let household = world.households[0];
    let mut document = world.documents[&household].clone();
    let note = |text: &str| Edit::Write { path: Path::root("note"), text: text.into() };
    let road = |value| Edit::Put { path: Path::root("road"), value: Value::Int(value) };
    let mut subjects = Vec::new();
    let mut take = |document: &mut Document, edits: &[Edit]| {
        let before = document.clone();
        let raw = document.edit(ACTOR, Moment(corpus::START), edits).unwrap().raw;
        subjects.push(Subject { before, raw });
    };
    take(&mut document, &[road(1_001), note("炉火安全，烟道通畅")]);
    take(&mut document, &[note("炉火不安全，烟道已清通；再看一次")]);
    let fields =
        vec![("name".into(), Value::Text("王秀兰".into())), ("sex".into(), Value::Code(2))];
    take(&mut document, &[Edit::AddMember { id: None, fields: fields.clone() }]);
    take(&mut document, &[Edit::AddMember { id: Some(Id::from_bytes([8; 16])), fields }]);
    let mut other = document.clone();
    take(&mut document, &[road(1_002)]);
    let theirs =
        other.edit(Actor::new(8, 0), Moment(corpus::START), &[road(1_003), note("雪")]).unwrap();
    document.apply(&theirs.raw).unwrap();
    take(&mut document, &[Edit::Resolve { path: Path::root("road"), value: Value::Int(1_002) }]);
    let founding = Founding::Task { template: "YJ-07".into(), target: household, window: 99 };
    let mut task = Document::found(&founding).unwrap();
    for answer in 0..3 {
        let path = Path::root(format!("{}.{}", answer + 1, answer + 1));
        take(&mut task, &[Edit::Put { path, value: Value::Code(answer) }]);
    }
    subjects
}

/// A change with this body, its length and checksum made right.
fn with_body(body: &[u8]) -> Vec<u8> {
    let mut hashed = vec![1];
    let mut length = body.len();
    while length >= 0x80 {
        hashed.push(length as u8 | 0x80);
        length >>= 7;
    }
    hashed.push(length as u8);
    hashed.extend_from_slice(body);
    let mut raw = vec![0x85, 0x6f, 0x4a, 0x83];
    raw.extend_from_slice(&sha256(&[&hashed])[..4]);
    raw.extend_from_slice(&hashed);
    raw
}

/// What follows the chunk's length.
fn body_of(raw: &[u8]) -> &[u8] {
    let length = raw[9..].iter().position(|byte| byte & 0x80 == 0).unwrap() + 1;
    &raw[9 + length..]
}

fn mutate(body: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut body = body.to_vec();
    for _ in 0..1 + dice.below(4) {
        let place = dice.below(body.len() as u64) as usize;
        match dice.below(4) {
            0 => body[place] = dice.next() as u8,
            1 => body.insert(place, dice.next() as u8),
            2 if body.len() > 1 => _ = body.remove(place),
            _ => body[place] = body[place].wrapping_add(1),
        }
    }
    body
}

/// Takes the change in as the hub does and proves that the document is still whole.
fn verdict(before: &Document, raw: &[u8]) -> &'static str {
    let mut document = before.clone();
    match document.admit(raw, ACTOR.device()) {
        Err(Rejected::Panicked) => panic!("a change came through the gate and broke the CRDT"),
        Err(Rejected::Unloadable) => panic!("a change came through the gate and does not reload"),
        Err(Rejected::Malformed(ChunkError::NotCanonical)) => "not canonical",
        Err(Rejected::Malformed(_)) => "malformed",
        Err(_) => "does not follow",
        Ok(_) => {
            document.verify_reload().unwrap();
            document.fields();
            let next = Edit::Put {
                path: Path::root(if document.members().is_empty() { "11" } else { "nickname" }),
                value: Value::Text("下一笔".into()),
            };
            document.edit(Actor::new(9, 9), Moment(corpus::START), &[next]).unwrap();
            document.verify_reload().unwrap();
            "admitted"
        }
    }
}

#[test]
fn no_mutated_change_with_a_right_checksum_breaks_a_document() {
    let mut dice = Dice::new(31, Words::Measuring);
    let mut verdicts: BTreeMap<&str, usize> = BTreeMap::new();
    for subject in subjects() {
        assert_eq!(verdict(&subject.before, &subject.raw), "admitted");
        let body = body_of(&subject.raw);
        let flips = (0..body.len() * 8).map(|bit| {
            let mut body = body.to_vec();
            body[bit / 8] ^= 1 << (bit % 8);
            body
        });
        let flips: Vec<Vec<u8>> = flips.collect();
        let mutations = (0..1_500 * effort()).map(|_| mutate(body, &mut dice));
        for body in flips.into_iter().chain(mutations) {
            *verdicts.entry(verdict(&subject.before, &with_body(&body))).or_default() += 1;
        }
    }
    // Each line of defence has work, and changed values and times are honest changes too.
    for line in ["malformed", "not canonical", "does not follow", "admitted"] {
        assert!(verdicts.get(line).is_some_and(|count| *count > 100), "{verdicts:?}");
    }
}

#[test]
fn no_mutated_frame_breaks_a_document() {
    let mut world = cell(23, Words::Measuring, 4, 4);
    let known = world.known.clone();
    let before = world.documents.clone();
    let mut batch = Vec::new();
    for place in 0..4 {
        let (household, task) = (world.households[place], world.tasks[place]);
        batch.push(world.edit_household(household, ACTOR));
        batch.push(world.note(household, ACTOR));
        batch.push(world.answer(task, ACTOR));
        batch.push(world.open_task(ACTOR));
    }
    let mut dice = Dice::new(33, Words::Measuring);
    let (mut others, mut admitted) = (0, 0);
    for sent in &batch {
        for mode in [Mode::Predicted, Mode::Explicit] {
            let frame = strip(&[sent.outgoing()], &known, mode);
            for _ in 0..150 * effort() {
                let mutated = mutate(&frame, &mut dice);
                let Ok(changes) = rebuild(&mutated, &known, &Limits::default()) else { continue };
                for change in changes.iter().filter(|change| change.raw != sent.raw) {
                    others += 1;
                    let document = match (before.get(&change.document), &change.founding) {
                        (Some(document), _) => document.clone(),
                        (None, Some(founding)) => Document::found(founding).unwrap(),
                        (None, None) => continue,
                    };
                    admitted += usize::from(verdict(&document, &change.raw) == "admitted");
                }
            }
        }
    }
    assert!(others > 100 && admitted > 50, "{others} other changes, {admitted} admitted");
}

#[test]
fn bombs_are_refused_before_anything_is_made_of_them() {
    let document = subjects().remove(0).before;
    // Signed LEB128 of twenty million, then of two thousand million: one run of so many puts.
    for run in [&[0x80, 0xda, 0xc4, 0x09][..], &[0x80, 0xa8, 0xd6, 0xb9, 0x07][..]] {
        let mut body = vec![0, 8];
        body.extend_from_slice(ACTOR.as_bytes());
        body.extend_from_slice(&[1, 20, 0, 0, 0, 2, 0x15, 5, 0x42, run.len() as u8 + 1]);
        body.extend_from_slice(&[0x7f, 3, b'a', b'b', b'c']);
        body.extend_from_slice(run);
        body.push(1);
        let raw = with_body(&body);
        assert!(raw.len() < 64);
        let refused = document.clone().admit(&raw, 7);
        assert_eq!(refused, Err(Rejected::Malformed(ChunkError::TooMany)));
    }
}

#[test]
fn counters_near_the_end_of_their_range_are_refused() {
    let subject = subjects().remove(0);
    let body = body_of(&subject.raw);
    // Dependencies, actor and sequence number come before the counter of the first operation.
    let place = 1 + 32 * usize::from(body[0]) + 1 + 8 + 1;
    for counter in [&[0xfe, 0xff, 0xff, 0xff, 0x0f][..], &[0x80, 0x80, 0x80, 0x80, 0x04][..]] {
        let mut body = body.to_vec();
        body.splice(place..=place, counter.iter().copied());
        let refused = subject.before.clone().admit(&with_body(&body), 7);
        assert_eq!(refused, Err(Rejected::Malformed(ChunkError::TooMany)));
    }
}

#[test]
fn only_uncompressed_changes_are_read() {
    let subject = subjects().remove(0);
    for chunk_type in [0, 2, 3, 4, 255] {
        let mut raw = subject.raw.clone();
        raw[8] = chunk_type;
        let refused = subject.before.clone().admit(&raw, 7);
        assert_eq!(refused, Err(Rejected::Malformed(ChunkError::NotAChange)));
    }
    let mut large = subject.raw.clone();
    large.resize(70_000, 0);
    let refused = subject.before.clone().admit(&large, 7);
    assert_eq!(refused, Err(Rejected::Malformed(ChunkError::TooLarge)));
}

#[test]
fn a_wrong_checksum_is_not_canonical() {
    let subject = subjects().remove(0);
    let mut raw = subject.raw.clone();
    raw[5] ^= 1;
    let refused = subject.before.clone().admit(&raw, 7);
    assert_eq!(refused, Err(Rejected::Malformed(ChunkError::NotCanonical)));
}

#[test]
fn a_refused_change_leaves_the_document_as_it_was() {
    let mut subject = subjects().remove(1);
    let (heads, fields) = (subject.before.context().heads().to_vec(), subject.before.fields());
    let mut raw = subject.raw.clone();
    raw[5] ^= 1;
    subject.before.admit(&raw, 7).unwrap_err();
    assert_eq!(subject.before.context().heads(), heads);
    assert_eq!(subject.before.fields(), fields);
    subject.before.admit(&subject.raw, 7).unwrap();
}

#[test]
fn a_value_of_another_type_is_refused_by_the_hub_and_borne_by_a_device() {
    // What a faulty device would write: a text where the schema has a number.
    let mut world = World::new(3, Words::Measuring);
    world.import_household();
    let mut document = world.documents[&world.households[0]].clone();
    let edit = Edit::Put { path: Path::root("nickname"), value: Value::Text("老王".into()) };
    let raw = document.clone().edit(ACTOR, Moment(corpus::START), &[edit]).unwrap().raw;
    let place = raw.windows(8).position(|bytes| bytes == b"nickname").unwrap();
    let mut body = raw.clone();
    body[place..place + 8].copy_from_slice(b"verified");
    let raw = with_body(body_of(&body));
    let path = Path::root("verified");
    assert_eq!(document.clone().admit(&raw, 7), Err(Rejected::Value(path.clone())));
    document.apply(&raw).unwrap();
    assert_eq!(document.field(&path).unwrap().shown(), Some(&Value::Text("老王".into())));
}

#[test]
fn a_field_of_a_newer_version_survives_an_edit_beside_it() {
    let founding = Founding::Household { id: Id::from_bytes([9; 16]), epoch: 0 };
    let mut document = Document::found(&founding).unwrap();
    let put = |value: &str| Edit::Put {
        path: Path::root("nickname"),
        value: Value::Text(value.to_owned()),
    };
    let at = Moment(corpus::START);
    let raw = document.clone().edit(Actor::new(7, 0), at, &[put("老王")]).unwrap().raw;
    let place = raw.windows(8).position(|bytes| bytes == b"nickname").unwrap();
    let mut body = raw.clone();
    body[place..place + 8].copy_from_slice(b"newfield");
    let newer = with_body(body_of(&body));
    document.admit(&newer, 7).unwrap();
    let shown = |document: &Document, field: &str| {
        document.field(&Path::root(field)).and_then(|field| field.shown().cloned())
    };
    let told = Some(Value::Text("老王".into()));
    assert_eq!(shown(&document, "newfield"), told);
    // Somebody whose program does not know the field edits beside it, and a third reads what they hold.
    let note = Edit::Write { path: Path::root("note"), text: "炕面不热".into() };
    let edited = document.edit(Actor::new(8, 0), at, &[put("老赵"), note]).unwrap().raw;
    assert_eq!(shown(&document, "newfield"), told);
    let read = Document::replay(&founding, [newer.as_slice(), edited.as_slice()]).unwrap();
    assert_eq!(shown(&read, "newfield"), told);
    assert_eq!(shown(&read, "nickname"), Some(Value::Text("老赵".into())));
    read.verify_reload().unwrap();
}
