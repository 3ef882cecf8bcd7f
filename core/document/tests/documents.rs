//! Documents through the public surface: what is founded, written, merged and read.

#![allow(clippy::unwrap_used)] // helpers of tests are tests too

use gridwork_document::{Actor, Document, EditError, Rejected};
use gridwork_model::{Edit, Founding, Id, Moment, Path, Purpose, Value};

const AT: Moment = Moment(1_790_000_000_000);

fn household() -> Document {
    Document::found(&Founding::Household { id: Id::from_bytes([1; 16]), epoch: 0 }).unwrap()
}

fn text(text: &str) -> Value {
    Value::Text(text.into())
}

fn put(path: Path, value: Value) -> Edit {
    Edit::Put { path, value }
}

fn person(name: &str) -> Edit {
    Edit::AddMember { id: None, fields: vec![("name".into(), text(name))] }
}

fn shown(document: &Document, path: &Path) -> Option<Value> {
    document.field(path).and_then(|state| state.shown().cloned())
}

#[test]
fn what_is_written_is_read_with_its_provenance() {
    let mut doc = household();
    let actor = Actor::new(7, 1);
    let commit = doc
        .edit(actor, AT, &[put(Path::root("address"), text("东坡村12号")), person("王秀兰")])
        .unwrap();
    let [member] = commit.created[..] else { panic!("one member") };
    assert_eq!(doc.members(), [member]);
    let name = doc.field(&Path::member(member, "name")).unwrap();
    assert_eq!(name.shown(), Some(&text("王秀兰")));
    assert_eq!((name.held[0].actor, name.held[0].at), (actor, AT));
    assert_eq!(doc.fields().len(), 2);
    doc.verify_reload().unwrap();
}

#[test]
fn two_devices_offline_lose_nothing_and_conflict_until_a_person_chooses() {
    let mut a = household();
    let mut b = a.clone();
    let road = Path::root("road");
    let from_a = a.edit(Actor::new(1, 0), AT, &[put(road.clone(), Value::Int(1)), person("甲")]);
    let from_b = b.edit(Actor::new(2, 0), AT, &[put(road.clone(), Value::Int(2)), person("乙")]);
    let (from_a, from_b) = (from_a.unwrap(), from_b.unwrap());
    a.apply(&from_b.raw).unwrap();
    b.apply(&from_a.raw).unwrap();
    assert_eq!(a.fields(), b.fields());
    assert_eq!(a.members().len(), 2);
    assert!(a.field(&road).unwrap().in_conflict());

    let again = a.edit(Actor::new(1, 0), AT, &[put(road.clone(), Value::Int(3))]);
    assert_eq!(again, Err(EditError::InConflict(road.clone())));

    // Choosing the value that is shown already is a statement too.
    let chosen = shown(&a, &road).unwrap();
    let resolve = Edit::Resolve { path: road.clone(), value: chosen.clone() };
    let resolved =
        a.edit(Actor::new(1, 0), AT.plus_ms(5_000), std::slice::from_ref(&resolve)).unwrap();
    b.apply(&resolved.raw).unwrap();
    for doc in [&a, &b] {
        let state = doc.field(&road).unwrap();
        assert!(!state.in_conflict());
        assert_eq!((&state.held[0].value, state.held[0].actor), (&chosen, Actor::new(1, 0)));
    }
    assert_eq!(a.edit(Actor::new(1, 0), AT, &[resolve]), Err(EditError::NothingToChange));
    let other = Edit::Resolve { path: road.clone(), value: Value::Int(9) };
    assert_eq!(a.edit(Actor::new(1, 0), AT, &[other]), Err(EditError::NotInConflict(road)));
}

#[test]
fn two_opposite_choices_are_a_conflict_again() {
    let mut a = household();
    let mut b = a.clone();
    let road = Path::root("road");
    let one = a.edit(Actor::new(1, 0), AT, &[put(road.clone(), Value::Int(1))]).unwrap();
    let two = b.edit(Actor::new(2, 0), AT, &[put(road.clone(), Value::Int(2))]).unwrap();
    a.apply(&two.raw).unwrap();
    b.apply(&one.raw).unwrap();
    let choose = |value| Edit::Resolve { path: road.clone(), value: Value::Int(value) };
    a.edit(Actor::new(1, 0), AT, &[choose(1)]).unwrap();
    let chosen = b.edit(Actor::new(2, 0), AT, &[choose(2)]).unwrap();
    a.apply(&chosen.raw).unwrap();
    assert!(a.field(&road).unwrap().in_conflict());
}

#[test]
fn the_same_value_written_twice_is_no_conflict() {
    let mut a = household();
    let mut b = a.clone();
    let road = Path::root("road");
    a.edit(Actor::new(1, 0), AT, &[put(road.clone(), Value::Int(1))]).unwrap();
    let same = b.edit(Actor::new(2, 0), AT, &[put(road.clone(), Value::Int(1))]).unwrap();
    a.apply(&same.raw).unwrap();
    assert!(!a.field(&road).unwrap().in_conflict());
    let next = a.edit(Actor::new(1, 0), AT, &[put(road.clone(), Value::Int(5))]).unwrap();
    // `b` lacks the first change of `a`, so what follows from it does not apply there.
    assert_eq!(b.apply(&next.raw), Err(Rejected::Gap { known: 0, found: 2 }));
    assert_eq!(a.field(&road).unwrap().held.len(), 1);
}

#[test]
fn one_person_added_by_two_devices_is_one_person() {
    let founding = Founding::Needs {
        household: Id::from_bytes([1; 16]),
        purpose: Purpose::Assistance,
        epoch: 0,
    };
    let mut a = Document::found(&founding).unwrap();
    let mut b = a.clone();
    let who = Id::from_bytes([9; 16]);
    let add =
        |field: &str, value| Edit::AddMember { id: Some(who), fields: vec![(field.into(), value)] };
    let from_a = a.edit(Actor::new(1, 0), AT, &[add("source", Value::Code(1))]).unwrap();
    let from_b = b.edit(Actor::new(2, 0), AT, &[add("tags", Value::Codes(6))]).unwrap();
    a.apply(&from_b.raw).unwrap();
    b.apply(&from_a.raw).unwrap();
    for doc in [&mut a, &mut b] {
        assert_eq!(doc.members(), [who]);
        assert_eq!(shown(doc, &Path::member(who, "source")), Some(Value::Code(1)));
        assert_eq!(shown(doc, &Path::member(who, "tags")), Some(Value::Codes(6)));
    }
    let tags = Path::member(who, "tags");
    let edit = a.edit(Actor::new(1, 0), AT, &[put(tags.clone(), Value::Codes(2))]).unwrap();
    b.apply(&edit.raw).unwrap();
    assert_eq!(b.field(&tags).unwrap().held.len(), 1);
    assert_eq!(
        a.edit(Actor::new(1, 0), AT, &[add("source", Value::Code(1))]),
        Err(EditError::MemberExists(who))
    );
}

#[test]
fn notes_written_apart_merge_character_by_character() {
    let mut a = household();
    let note = Path::root("note");
    let write = |text: &str| Edit::Write { path: note.clone(), text: text.into() };
    let first = a.edit(Actor::new(1, 0), AT, &[write("烟道通畅")]).unwrap();
    let mut b = household();
    b.apply(&first.raw).unwrap();
    let from_a = a.edit(Actor::new(1, 0), AT, &[write("西屋烟道通畅")]).unwrap();
    let from_b = b.edit(Actor::new(2, 0), AT, &[write("烟道已清")]).unwrap();
    let admitted = a.admit(&from_b.raw, 2).unwrap();
    b.apply(&from_a.raw).unwrap();
    assert_eq!(shown(&a, &note), Some(text("西屋烟道已清")));
    assert_eq!(a.fields(), b.fields());
    assert_eq!(admitted.writes.len(), 1);
    assert_eq!(admitted.writes[0].value, text("西屋烟道已清"));
    a.verify_reload().unwrap();
}

#[test]
fn replaying_the_changes_gives_the_same_document() {
    let mut doc = household();
    let mut raws = Vec::new();
    for i in 0..20 {
        let actor = Actor::new(1 + i % 3, 0);
        let edit = [put(Path::root("road"), Value::Int(i64::from(i)))];
        raws.push(doc.edit(actor, AT.plus_ms(i64::from(i) * 1000), &edit).unwrap().raw);
    }
    let again = Document::replay(doc.founding(), raws.iter().map(Vec::as_slice)).unwrap();
    assert_eq!(again.fields(), doc.fields());
    assert_eq!(again.context().heads(), doc.context().heads());
    let gap = raws.iter().skip(1).map(Vec::as_slice);
    assert!(Document::replay(doc.founding(), gap).is_err());
}

#[test]
fn a_duplicate_has_its_effect_once() {
    let mut a = household();
    let mut b = a.clone();
    let commit = a.edit(Actor::new(1, 0), AT, &[person("甲")]).unwrap();
    let first = b.admit(&commit.raw, 1).unwrap();
    assert!(!first.known && first.writes[0].new_member);
    let second = b.admit(&commit.raw, 1).unwrap();
    assert!(second.known && second.writes.is_empty());
    assert_eq!(b.members().len(), 1);
}

#[test]
fn the_hub_refuses_what_does_not_follow() {
    let mut a = household();
    let mut fork = a.clone();
    let mut hub = a.clone();
    let road = |value| [put(Path::root("road"), Value::Int(value))];
    let first = a.edit(Actor::new(1, 0), AT, &road(1)).unwrap();
    let second = a.edit(Actor::new(1, 0), AT, &road(2)).unwrap();
    let forked = fork.edit(Actor::new(1, 0), AT, &road(3)).unwrap();
    assert_eq!(hub.admit(&second.raw, 1), Err(Rejected::Gap { known: 0, found: 2 }));
    assert_eq!(hub.admit(&first.raw, 2), Err(Rejected::ForeignActor(1)));
    hub.admit(&first.raw, 1).unwrap();
    assert_eq!(hub.admit(&forked.raw, 1), Err(Rejected::Forked(1)));
    hub.admit(&second.raw, 1).unwrap();

    let other = Founding::Household { id: Id::from_bytes([2; 16]), epoch: 0 };
    let mut other = Document::found(&other).unwrap();
    assert_eq!(other.admit(&first.raw, 1), Err(Rejected::MissingDependency));
}

#[test]
fn a_document_refuses_what_its_schema_does_not_know() {
    let mut doc = household();
    let actor = Actor::new(1, 0);
    let stranger = Id::from_bytes([5; 16]);
    let cases = [
        (put(Path::root("salary"), Value::Int(1)), EditError::NoSuchField("salary".into())),
        (put(Path::root("_id"), Value::Int(1)), EditError::NoSuchField("_id".into())),
        (put(Path::root("road"), text("1")), EditError::WrongType("road".into())),
        (put(Path::root("note"), text("1")), EditError::WrongType("note".into())),
        (put(Path::member(stranger, "name"), text("甲")), EditError::NoSuchMember(stranger)),
        (
            put(Path::root("nickname"), text(&"长".repeat(21))),
            EditError::TooLong { field: "nickname".into(), limit: 20 },
        ),
    ];
    for (edit, error) in cases {
        assert_eq!(doc.edit(actor, AT, &[edit]), Err(error));
    }
    assert!(doc.fields().is_empty());
}

#[test]
fn a_task_holds_answers_by_item_and_part() {
    let founding =
        Founding::Task { template: "YJ-07".into(), target: Id::from_bytes([1; 16]), window: 8_107 };
    let mut doc = Document::found(&founding).unwrap();
    let answers = [
        put(Path::root("v"), Value::Code(3)),
        put(Path::root("1"), Value::Bool(true)),
        put(Path::root("4.photo"), Value::File([4; 32])),
        put(Path::root("5"), Value::Declined),
        put(Path::root("6"), Value::TimeOfDay(600)),
    ];
    doc.edit(Actor::new(1, 0), AT, &answers).unwrap();
    assert_eq!(doc.fields().len(), 5);
    let bad = put(Path::root("炉火"), Value::Bool(true));
    assert!(matches!(doc.edit(Actor::new(1, 0), AT, &[bad]), Err(EditError::NoSuchField(_))));
}

/// The hub's way with a document it has not opened: most changes are judged without the CRDT.
#[test]
fn a_recalled_document_says_its_values_before_it_is_opened() {
    let road = Path::root("road");
    let set = |value| [put(Path::root("road"), Value::Int(value))];
    let (mut a, mut b) = (household(), household());
    let raws: Vec<Vec<u8>> = vec![
        a.edit(Actor::new(1, 0), AT, &set(1)).unwrap().raw,
        b.edit(Actor::new(2, 0), AT, &set(2)).unwrap().raw,
        b.edit(Actor::new(2, 0), AT, &[person("乙")]).unwrap().raw,
    ];
    let stored = || raws.iter().map(Vec::as_slice);
    let mut open = Document::replay(a.founding(), stored()).unwrap();
    let mut closed = Document::recall(a.founding(), stored()).unwrap();
    assert!(open.field(&road).unwrap().in_conflict());
    let values = |doc: &Document| ["road", "address"].map(|field| doc.value(field));
    assert_eq!(values(&closed), [shown(&open, &road), None]);
    assert_eq!(values(&open), values(&closed));
    assert_eq!(closed.context().heads(), open.context().heads());

    let next = a.edit(Actor::new(1, 0), AT, &set(9)).unwrap();
    closed.stage(closed.inspect(&next.raw, 1).unwrap());
    assert_eq!(closed.value("road"), Some(Value::Int(9)), "what is staged counts");
    closed.open().unwrap();
    assert_eq!(closed.fields(), open.fields(), "and is not yet read");
    assert_eq!(closed.value("road"), Some(Value::Int(9)));
    closed.settle().unwrap();
    open.admit(&next.raw, 1).unwrap();
    assert_eq!(closed.fields(), open.fields());
    closed.verify_reload().unwrap();
}

#[test]
fn a_recalled_document_is_whole_or_an_error() {
    let mut doc = household();
    let raw = doc.edit(Actor::new(1, 0), AT, &[person("甲")]).unwrap().raw;
    let whole = Document::recall(doc.founding(), [raw.as_slice()]).unwrap();
    let mut written = whole;
    written.edit(Actor::new(2, 0), AT, &[person("乙")]).unwrap();
    assert_eq!(written.members().len(), 2, "an edit opens it");
    for byte in 0..raw.len() {
        let mut flipped = raw.clone();
        flipped[byte] ^= 1;
        assert!(Document::recall(doc.founding(), [flipped.as_slice()]).is_err(), "byte {byte}");
    }
}
