//! Erased by law: what is destroyed is in no file of the hub any more, and what belonged to others
//! stays.

use gridwork_document::{Actor as Writer, Document};
use gridwork_model::permission::Role;
use gridwork_model::{Edit, Id, Outcome, Path, Refusal, Value};
use gridwork_sync::update::EntryBody;
use gridwork_sync::{Body, Item};
use gridwork_township::audit::Actor;
use gridwork_township::erase::Subject;
use gridwork_township::quarantine::Decision;

use crate::support::{Fixture, NOON, fixture, outcomes};

const BASIS: &str = "个人信息保护法第47条";

/// Every byte of every file of the hub.
fn bytes_of(f: &Fixture) -> Vec<Vec<u8>> {
    fn walk(folder: &std::path::Path, all: &mut Vec<Vec<u8>>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { walk(&path, all) } else { all.push(std::fs::read(&path).unwrap()) }
        }
    }
    let mut all = Vec::new();
    walk(f.folder.path(), &mut all);
    all
}

fn contains(haystack: &[u8], needle: &[u8]) -> bool {
    haystack.windows(needle.len()).any(|window| window == needle)
}

#[test]
fn no_name_of_a_resident_lies_readable_in_any_file() {
    let f = fixture(1);
    let household = f.county.residents(&f.county.cells()[0]).next().unwrap();
    for bytes in bytes_of(&f) {
        for person in &household.people {
            assert!(!contains(&bytes, person.id_number.as_bytes()));
        }
        assert!(!contains(&bytes, household.address.as_bytes()));
    }
}

#[test]
fn an_erased_household_is_gone_and_stays_gone() {
    let f = fixture(1);
    let mut phone = f.phone(f.person(Role::GridWorker));
    phone.pull(&f.hub);
    let index = phone.index(f.roster());
    let household = f.county.residents(&f.county.cells()[0]).next().unwrap();
    let certificate =
        f.hub.erase(Subject::Household(household.id), BASIS, Actor::Operator, NOON).unwrap();
    assert!(certificate.destroyed.contains(&household.id));
    assert!(certificate.backups_reached_by > NOON);
    phone.pull(&f.hub);
    let told = phone.held[&index]
        .iter()
        .any(|body| matches!(body, EntryBody::Erased(erasure) if erasure.id == household.id));
    assert!(told, "the phone is told to destroy it");
    // A late change of a phone that was away.
    let mut document = Document::found(&household.founding()).unwrap();
    let writer = Writer::new(phone.enrolled.device, 1);
    let edit = Edit::Put { path: Path::root("address"), value: Value::Text("新址".into()) };
    let commit = document.edit(writer, NOON, &[edit]).unwrap();
    let late = Item {
        stream: index,
        body: Body::Change {
            document: household.id,
            founding: Some(household.founding()),
            raw: commit.raw,
            hash: commit.hash,
        },
    };
    let response = phone.send(&f.hub, vec![late]);
    assert_eq!(outcomes(&response), [Outcome::Refused(Refusal::Erased)]);
    // A phone that comes new does not hear its name.
    let mut fresh = f.phone(f.person(Role::GridWorker));
    fresh.pull(&f.hub);
    let index = fresh.index(f.roster());
    let heard = fresh.held[&index].iter().any(
        |body| matches!(body, EntryBody::Change { document, .. } if *document == household.id),
    );
    assert!(!heard);
    f.hub.verify().unwrap();
}

#[test]
fn erasing_one_person_keeps_the_others_of_the_household() {
    let f = fixture(1);
    let cell = &f.county.cells()[0];
    let household = f
        .county
        .residents(cell)
        .find(|household| household.people.len() >= 2)
        .expect("some household has two people");
    let gone = household.people[1].id;
    let subject = Subject::Person { household: household.id, person: gone };
    let certificate = f.hub.erase(subject, BASIS, Actor::Operator, NOON).unwrap();
    assert_eq!(certificate.subject, gone);
    let anew = gridwork_model::Founding::Household { id: household.id, epoch: 1 }.document();
    let clerk = f.caller(Role::DataClerk);
    let shown = f.hub.household(&clerk, &anew, NOON).unwrap();
    let people: Vec<Id> = shown.people.iter().map(|person| person.id).collect();
    assert_eq!(people.len(), household.people.len() - 1);
    assert!(!people.contains(&gone));
    assert!(f.hub.household(&clerk, &household.id, NOON).is_err());
}

#[test]
fn an_erasure_needs_a_basis() {
    let f = fixture(1);
    let household = f.county.residents(&f.county.cells()[0]).next().unwrap();
    let subject = Subject::Household(household.id);
    assert!(f.hub.erase(subject, "  ", Actor::Operator, NOON).is_err());
    assert!(f.hub.erase(Subject::Household(Id::NIL), BASIS, Actor::Operator, NOON).is_err());
}

/// What lies sealed of an entity: payloads, salts, the wrapped data key. With the rest key each
/// would open what it belongs to.
#[expect(clippy::disallowed_methods, reason = "what lies in the file is looked at from outside")]
fn sealed_of(f: &Fixture, entity: &Id) -> Vec<Vec<u8>> {
    let db = rusqlite::Connection::open(f.folder.path().join("hub/hub.db")).unwrap();
    let mut found: Vec<Vec<u8>> = Vec::new();
    for sql in [
        "SELECT payload FROM entry WHERE entity = ?1",
        "SELECT salt FROM entry WHERE entity = ?1",
        "SELECT salt FROM placement WHERE entity = ?1",
        "SELECT data_key FROM entity WHERE id = ?1",
    ] {
        let mut statement = db.prepare(sql).unwrap();
        let rows = statement.query_map([entity.as_bytes()], |row| row.get(0)).unwrap();
        found.extend(rows.map(Result::unwrap));
    }
    found
}

#[test]
fn no_sealed_byte_and_no_wrapped_key_of_an_erased_household_lies_anywhere() {
    let f = fixture(1);
    let mut phone = f.phone(f.person(Role::GridWorker));
    phone.pull(&f.hub);
    let index = phone.index(f.roster());
    let household = f.county.residents(&f.county.cells()[0]).next().unwrap();
    // Unsent work about it waits for a person.
    let raws = phone.held[&index].iter().filter_map(|body| match body {
        EntryBody::Change { document, raw, .. } if *document == household.id => {
            Some(raw.as_slice())
        }
        _ => None,
    });
    let mut document = Document::replay(&household.founding(), raws).unwrap();
    let edit = Edit::Put { path: Path::root("nickname"), value: Value::Text("示意".into()) };
    let writer = Writer::new(phone.enrolled.device, 1);
    let commit = document.edit(writer, NOON, &[edit]).unwrap();
    let (raw, hash) = (commit.raw, commit.hash);
    let body = Body::Change { document: household.id, founding: None, raw, hash };
    f.hub.revoke(phone.enrolled.device, Id::NIL, Actor::Operator, NOON).unwrap();
    phone.send(&f.hub, vec![Item { stream: index, body }]);
    let org = f.hub.standing().org_of(f.cell());
    assert_eq!(f.hub.quarantine(org).unwrap()[0].open, 1);

    let needles = sealed_of(&f, &household.id);
    assert!(needles.len() >= 4 && needles.iter().all(|needle| needle.len() >= 16));
    let all = bytes_of(&f);
    for needle in &needles {
        assert!(all.iter().any(|bytes| contains(bytes, needle)), "the search finds what is there");
    }
    f.hub.erase(Subject::Household(household.id), BASIS, Actor::Operator, NOON).unwrap();
    let all = bytes_of(&f);
    for needle in &needles {
        assert!(!all.iter().any(|bytes| contains(bytes, needle)), "destroyed everywhere");
    }
    let lot = f.hub.quarantine(org).unwrap().remove(0);
    assert_eq!((lot.open, lot.items[0].decision), (0, Decision::Erased));
    f.hub.verify().unwrap();
}

#[test]
fn an_incident_is_erased_with_its_words_by_its_own_id() {
    let case = crate::desk::reported();
    let (f, incident) = (&case.f, case.object);
    let seen = || f.hub.incident(&case.duty, &incident, false, NOON).is_ok();
    assert!(seen());
    let ledger = gridwork_model::Id::derived(
        "ledger",
        &[incident.as_bytes(), &gridwork_model::ledger::kind::INCIDENT.to_be_bytes()],
    );
    let needles = sealed_of(f, &ledger);
    assert!(!needles.is_empty());
    let certificate = f.hub.erase(Subject::Record(incident), BASIS, Actor::Operator, NOON).unwrap();
    assert_eq!(certificate.destroyed, [incident]);
    assert!(!seen());
    let all = bytes_of(f);
    assert!(needles.iter().all(|needle| !all.iter().any(|bytes| contains(bytes, needle))));
}
