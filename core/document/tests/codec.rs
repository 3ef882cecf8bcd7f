//! The codec through the public surface: what is stripped comes back to the byte.

#![allow(clippy::unwrap_used)] // helpers of tests are tests too

mod corpus;

use corpus::{HUB, Known, Sent, Words, World, cell};
use gridwork_document::codec::{Limits, Mode, Nothing, Outgoing, RebuildError, rebuild, strip};
use gridwork_document::{Actor, Context, Document};
use gridwork_model::{Edit, Founding, Id, Moment, Path, Value};
use proptest::prelude::*;

const MODES: [Mode; 3] = [Mode::Predicted, Mode::Explicit, Mode::Verbatim];

/// The form a frame took: 0 verbatim, 1 predicted, 2 explicit.
fn form(frame: &[u8]) -> u8 {
    frame[0] & 15
}

fn assert_comes_back(batch: &[Sent], known: &Known, mode: Mode) -> Vec<u8> {
    let outgoing: Vec<Outgoing<'_>> = batch.iter().map(Sent::outgoing).collect();
    let frame = strip(&outgoing, known, mode);
    let rebuilt = rebuild(&frame, known, &Limits::default()).unwrap();
    assert_eq!(rebuilt.len(), batch.len());
    for (rebuilt, sent) in rebuilt.iter().zip(batch) {
        assert_eq!(rebuilt.raw, sent.raw);
        assert_eq!(rebuilt.document, sent.document);
        assert_eq!((rebuilt.stream, rebuilt.ordinal), (sent.stream, sent.ordinal));
        assert_eq!(rebuilt.founding, sent.founding);
    }
    frame
}

/// A document that several devices write, with and without having heard of each other.
fn several_devices(seed: u64) -> (Founding, Vec<Sent>) {
    let mut world = World::new(seed, Words::Measuring);
    world.import_household();
    let id = world.households[0];
    let base = world.documents[&id].clone();
    let founding = base.founding().clone();
    let mut replicas: Vec<Document> = vec![base; 3];
    let mut sent: Vec<Sent> = Vec::new();
    let mut heard = [0; 3];
    for step in 0..24 {
        let device = world.dice.below(3) as usize;
        if world.dice.chance(40) {
            for change in &sent[heard[device]..] {
                replicas[device].apply(&change.raw).unwrap();
            }
            heard[device] = sent.len();
        }
        let edits = an_edit(&mut world, &replicas[device]);
        let actor = Actor::new(1 + device as u32, 0);
        let at = Moment(corpus::START + step * 7_000);
        let Ok(commit) = replicas[device].edit(actor, at, &[edits]) else { continue };
        // The hub's order is one in which every change follows those it builds on; here it is
        // that of writing, and each replica passes over what it has already.
        sent.push(Sent { stream: 0, document: id, founding: None, ordinal: None, raw: commit.raw });
    }
    (founding, sent)
}

fn an_edit(world: &mut World, document: &Document) -> Edit {
    let member = document.members()[0];
    let d = &mut world.dice;
    match d.below(6) {
        0 => {
            let length = d.below(30) as usize;
            Edit::Write { path: Path::root("note"), text: d.text(length) }
        }
        1 => Edit::AddMember {
            id: None,
            fields: vec![("name".into(), Value::Text(d.name())), ("sex".into(), Value::Code(1))],
        },
        2 => Edit::AddMember { id: Some(d.id(corpus::START)), fields: vec![] },
        kind => {
            let path = match kind {
                3 => Path::root("road"),
                4 => Path::member(member, "phone"),
                _ => Path::root("address"),
            };
            let value =
                if kind == 3 { Value::Int(d.below(99) as i64) } else { Value::Text(d.phone()) };
            let conflict = document.field(&path).is_some_and(|state| state.in_conflict());
            if conflict { Edit::Resolve { path, value } } else { Edit::Put { path, value } }
        }
    }
}

/// What both ends know of the document after its import.
fn known_after(founding: &Founding, sent: &[Sent], import: &[u8]) -> Known {
    let mut known = Known::default();
    let changes = std::iter::once(import).chain(sent.iter().map(|sent| sent.raw.as_slice()));
    let document = Document::replay(founding, changes).unwrap();
    known.learn(0, &document);
    known
}

fn import_of(seed: u64) -> Vec<u8> {
    World::new(seed, Words::Measuring).import_household().raw
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn concurrent_work_comes_back_whatever_both_ends_know(seed in any::<u64>(), cut in 0usize..24) {
        let (founding, sent) = several_devices(seed);
        let import = import_of(seed);
        let cut = cut.min(sent.len());
        let known = known_after(&founding, &sent[..cut], &import);
        for mode in MODES {
            let frame = assert_comes_back(&sent[cut..], &known, mode);
            prop_assert_eq!(form(&frame), [1, 2, 0][mode as usize]);
        }
        // Ends that know nothing of the document, and ends that know an older state of it.
        prop_assert_ne!(form(&assert_comes_back(&sent, &Known::default(), Mode::Predicted)), 0);
        let stale = known_after(&founding, &sent[..cut / 2], &import);
        prop_assert_ne!(form(&assert_comes_back(&sent[cut..], &stale, Mode::Predicted)), 0);
        // Duplicates and a gap.
        let twice: Vec<Sent> = sent.iter().chain(&sent).cloned().collect();
        prop_assert_ne!(form(&assert_comes_back(&twice, &known, Mode::Predicted)), 0);
        let gaps: Vec<Sent> = sent.iter().step_by(2).cloned().collect();
        prop_assert_ne!(form(&assert_comes_back(&gaps, &known, Mode::Predicted)), 0);
    }

    #[test]
    fn any_answer_comes_back(answers in proptest::collection::vec(
        (0u8..40, 0u8..40, any::<i64>(), 0u8..9), 1..30
    )) {
        let founding = Founding::Task {
            template: "YJ-07".into(),
            target: Id::from_bytes([3; 16]),
            window: 0x001f_a103,
        };
        let mut document = Document::found(&founding).unwrap();
        let mut sent = Vec::new();
        for (item, part, number, kind) in answers {
            let field = if part == 0 { format!("{item}") } else { format!("{item}.{part}") };
            let value = match kind {
                0 => Value::Empty,
                1 => Value::Bool(number > 0),
                2 => Value::Int(number),
                3 => Value::Code(number as u32),
                4 => Value::Codes(number as u64),
                5 => Value::Text(number.to_string()),
                6 => Value::Declined,
                7 => Value::File([item; 32]),
                _ => Value::TimeOfDay((number as u16) % 1440),
            };
            let edit = Edit::Put { path: Path::root(field), value };
            let at = Moment(number % 4_000_000_000_000);
            if let Ok(commit) = document.edit(Actor::new(9, u32::from(part)), at, &[edit]) {
                sent.push(Sent {
                    stream: item,
                    document: document.id(),
                    founding: Some(founding.clone()),
                    ordinal: (part > 20).then_some(u32::from(part)),
                    raw: commit.raw,
                });
            }
        }
        for mode in MODES {
            let frame = assert_comes_back(&sent, &Known::default(), mode);
            prop_assert_eq!(form(&frame), [1, 2, 0][mode as usize]);
        }
    }

    #[test]
    fn a_mangled_frame_is_an_error_or_other_changes_and_never_a_panic(
        seed in any::<u64>(), place in any::<prop::sample::Index>(), byte in any::<u8>()
    ) {
        let day = corpus::normal_day(7, Words::Measuring);
        let outgoing = day.outgoing();
        let part = &outgoing[..(seed % 40) as usize + 1];
        for mode in MODES {
            let mut frame = strip(part, &day.known, mode);
            let place = place.index(frame.len());
            frame[place] ^= byte;
            let _ = rebuild(&frame, &day.known, &Limits::default());
        }
    }
}

#[test]
fn a_frame_cut_at_any_byte_is_refused() {
    let day = corpus::normal_day(3, Words::Measuring);
    let outgoing = day.outgoing();
    for mode in MODES {
        let frame = strip(&outgoing[..60], &day.known, mode);
        for cut in 0..frame.len() {
            let rebuilt = rebuild(&frame[..cut], &day.known, &Limits::default());
            // A few last bytes may be implied; what comes back is then the same.
            if let Ok(rebuilt) = rebuilt {
                assert!(frame.len() - cut <= 4, "cut at {cut} of {}", frame.len());
                assert!(rebuilt.iter().zip(&outgoing).any(|(a, b)| a.raw == b.raw));
            }
        }
    }
}

#[test]
fn an_end_that_knows_less_says_so() {
    let day = corpus::normal_day(3, Words::Measuring);
    let frame = strip(&day.outgoing(), &day.known, Mode::Predicted);
    let rebuilt = rebuild(&frame, &Nothing, &Limits::default());
    assert_eq!(rebuilt, Err(RebuildError::Unknown));
    let frame = strip(&day.outgoing(), &day.known, Mode::Explicit);
    assert!(rebuild(&frame, &Nothing, &Limits::default()).is_ok());
}

#[test]
fn limits_hold() {
    let day = corpus::normal_day(3, Words::Measuring);
    for mode in MODES {
        let frame = strip(&day.outgoing(), &day.known, mode);
        let few = Limits { changes: 10, ..Limits::default() };
        assert_eq!(rebuild(&frame, &day.known, &few), Err(RebuildError::TooLarge));
        let small = Limits { bytes: 1_000, ..Limits::default() };
        assert!(rebuild(&frame, &day.known, &small).is_err());
    }
}

#[test]
fn what_is_none_of_our_verbs_travels_as_it_is() {
    let mut world = cell(5, Words::Measuring, 3, 0);
    let known = world.known.clone();
    let household = world.households[0];
    let mut batch = vec![world.edit_household(household, HUB)];
    let foreign = Sent { raw: b"these bytes are no change".to_vec(), ..batch[0].clone() };
    batch.push(foreign);
    batch.push(world.edit_household(household, HUB));
    let frame = assert_comes_back(&batch, &known, Mode::Predicted);
    assert_eq!(form(&frame), 1);
}

#[test]
fn a_context_replayed_is_the_one_kept_up_to_date() {
    let (founding, sent) = several_devices(11);
    let import = import_of(11);
    let raws = std::iter::once(import.as_slice()).chain(sent.iter().map(|s| s.raw.as_slice()));
    let replayed = Context::replay(&founding, raws.clone()).unwrap();
    let document = Document::replay(&founding, raws).unwrap();
    assert_eq!(replayed.heads(), document.context().heads());
    assert_eq!(replayed.len(), sent.len() + 1);
}

/// A frame is read by releases of a year: its bytes may change only together with the version or
/// the number of the dictionary.
#[test]
fn frames_are_frozen() {
    let founding = Founding::Task {
        template: "YJ-07".into(),
        target: Id::from_bytes([3; 16]),
        window: 2_026 << 14 | 4 << 4 | 3,
    };
    let mut document = Document::found(&founding).unwrap();
    let mut answer = |field: &str, value, first: bool| {
        let edit = Edit::Put { path: Path::root(field), value };
        let at = Moment(1_794_880_000_000);
        let raw = document.edit(Actor::new(417, 1), at, &[edit]).unwrap().raw;
        let founding = first.then(|| founding.clone());
        Sent { stream: 2, document: document.id(), founding, ordinal: None, raw }
    };
    let batch = [
        answer("v", Value::Code(1), true),
        answer("1", Value::Bool(true), false),
        answer("3", Value::Text("炉火安全".into()), false),
    ];
    let frames = [Mode::Predicted, Mode::Explicit].map(|mode| {
        let frame = assert_comes_back(&batch, &Known::default(), mode);
        frame.iter().map(|byte| format!("{byte:02x}")).collect::<String>()
    });
    // What follows the first byte is alike, because the ends have nothing in common here.
    let body = "0101030459dc746a5d0728f9575757575757575757575757574aac42fd11852b3679ad620ca6bc53cb9638b6\
                57dbb7fff668a1";
    assert_eq!(frames, [format!("11{body}"), format!("12{body}")]);
}
