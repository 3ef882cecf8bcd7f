//! Erased by law: what is destroyed is in no file of the hub any more, and what belonged to others
//! stays.

use gridwork_county::{HouseholdRecord, PersonRecord};
use gridwork_document::{Actor as Writer, Document};
use gridwork_model::permission::Role;
use gridwork_model::tag::Tag;
use gridwork_model::{Edit, Founding, Id, Outcome, Path, Purpose, Refusal, Value};
use gridwork_seal::{Signature, VerifyingKey};
use gridwork_sync::update::EntryBody;
use gridwork_sync::{Body, Item};
use gridwork_township::audit::Actor;
use gridwork_township::erase::{Certificate, Subject};
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
    let anew = Founding::Household { id: household.id, epoch: 1 }.document();
    let clerk = f.caller(Role::DataClerk);
    // It goes by the id it had, as lists show it, and by that of its new document.
    for id in [anew, household.id] {
        let shown = f.hub.household(&clerk, &id, NOON).unwrap();
        let people: Vec<Id> = shown.people.iter().map(|person| person.id).collect();
        assert_eq!((shown.id, people.len()), (household.id, household.people.len() - 1));
        assert!(!people.contains(&gone));
    }
}

/// What assistance somebody is tagged for.
fn assisted(person: &PersonRecord) -> u64 {
    let asked = Tag::ALL.iter().filter(|tag| tag.purpose() == Some(Purpose::Assistance));
    asked.fold(0, |tags, tag| tags | tag.bit()) & person.tags
}

/// A household of two people or more of whom one is assisted, and the documents of class C3 about it
/// in an epoch.
fn in_need(f: &Fixture) -> (HouseholdRecord, impl Fn(u32) -> Vec<Id>) {
    let mut homes = f.county.residents(&f.county.cells()[0]);
    let home = homes.find(|home| {
        home.people.len() >= 2 && home.people.iter().any(|person| assisted(person) != 0)
    });
    let home = home.expect("somebody of a household of two is assisted");
    let foundings: Vec<Founding> =
        home.needs().into_iter().chain([home.identity()]).map(|(founding, _)| founding).collect();
    let documents = move |epoch| -> Vec<Id> {
        let in_epoch = |founding: &Founding| match founding {
            Founding::Needs { household, purpose, .. } => {
                Founding::Needs { household: *household, purpose: *purpose, epoch }.document()
            }
            other => panic!("{other:?}"),
        };
        foundings.iter().map(in_epoch).collect()
    };
    (home, documents)
}

/// What lies sealed of documents, all of which are there.
fn sealed_of_each(f: &Fixture, documents: &[Id]) -> Vec<Vec<u8>> {
    let each = documents.iter().map(|document| sealed_of(f, document));
    each.inspect(|found| assert!(found.len() >= 4, "{}", found.len())).flatten().collect()
}

fn anywhere(f: &Fixture, needles: &[Vec<u8>]) -> usize {
    let all = bytes_of(f);
    needles.iter().filter(|needle| all.iter().any(|bytes| contains(bytes, needle))).count()
}

#[test]
fn id_numbers_tags_and_needs_go_with_the_household() {
    let f = fixture(1);
    let (home, documents) = in_need(&f);
    let needles = sealed_of_each(&f, &documents(0));
    assert_eq!(anywhere(&f, &needles), needles.len(), "the search finds what is there");
    let subject = Subject::Household(home.id);
    let certificate = f.hub.erase(subject, BASIS, Actor::Operator, NOON).unwrap();
    assert!(documents(0).iter().all(|id| certificate.destroyed.contains(id)));
    assert_eq!(anywhere(&f, &needles), 0, "destroyed everywhere");
    // What stays is signed by the hub, and holds for these words alone.
    let (_, online) = f.hub.public_keys();
    let holds = |signed: &Certificate| {
        let digits = (0..signed.signature.len()).step_by(2);
        let bytes = digits.map(|at| u8::from_str_radix(&signed.signature[at..at + 2], 16).unwrap());
        let signature = Signature::from_slice(&bytes.collect::<Vec<u8>>()).unwrap();
        let body = minicbor::to_vec(Certificate { signature: String::new(), ..signed.clone() });
        let parts: [&[u8]; 1] = [&body.unwrap()];
        VerifyingKey(online).verify("gridwork/erasure", &parts, &signature).is_ok()
    };
    assert!(holds(&certificate));
    assert!(!holds(&Certificate { basis: "另一个依据".into(), ..certificate.clone() }));
    let kept = f.hub.certificates(certificate.org).unwrap().remove(0);
    assert!(holds(&kept) && kept.id == certificate.id);
    f.hub.verify().unwrap();
}

#[test]
fn the_id_number_of_one_person_goes_and_the_others_keep_theirs() {
    let f = fixture(1);
    let (home, documents) = in_need(&f);
    let stays = home.people.iter().find(|person| assisted(person) != 0).unwrap();
    let gone = home.people.iter().find(|person| person.id != stays.id).unwrap();
    let needles = sealed_of_each(&f, &documents(0)[documents(0).len() - 1..]);
    let subject = Subject::Person { household: home.id, person: gone.id };
    f.hub.erase(subject, BASIS, Actor::Operator, NOON).unwrap();
    assert_eq!(anywhere(&f, &needles), 0, "destroyed everywhere");
    let office = f.caller(Role::SocialAffairs);
    let said = f.hub.statement(&office, &home.id, &stays.id, NOON).unwrap();
    let mut fields = said.fields.into_iter();
    let tags = fields.find(|field| field.member.is_some() && field.field == "tags").unwrap();
    assert_eq!(tags.value, Some(Value::Codes(assisted(stays))), "still assisted");
    assert!(said.elsewhere.iter().any(|word| word == "身份证号"), "{:?}", said.elsewhere);
    assert!(f.hub.statement(&office, &home.id, &gone.id, NOON).is_err());
    // Asked for by the new document, too, the rest of the household goes with its needs.
    let identity = documents(1).pop().unwrap();
    let needles = sealed_of_each(&f, &[identity]);
    let anew = Founding::Household { id: home.id, epoch: 1 }.document();
    f.hub.erase(Subject::Household(anew), BASIS, Actor::Operator, NOON).unwrap();
    assert_eq!(anywhere(&f, &needles), 0, "destroyed everywhere");
    assert!(f.hub.household(&f.caller(Role::DataClerk), &home.id, NOON).is_err());
    f.hub.verify().unwrap();
}

#[test]
fn the_people_of_a_household_are_erased_one_after_the_other() {
    let f = fixture(1);
    let homes = f.county.residents(&f.county.cells()[0]);
    let several = |home: &HouseholdRecord| (4..8).contains(&home.people.len());
    let home = homes.filter(several).max_by_key(|home| home.people.len()).unwrap();
    let clerk = f.caller(Role::DataClerk);
    let mut left: Vec<Id> = home.people.iter().map(|person| person.id).collect();
    left.sort();
    for person in &home.people {
        let subject = Subject::Person { household: home.id, person: person.id };
        f.hub.erase(subject, BASIS, Actor::Operator, NOON).unwrap();
        assert!(f.hub.erase(subject, BASIS, Actor::Operator, NOON).is_err(), "once");
        left.retain(|id| *id != person.id);
        let shown = f.hub.household(&clerk, &home.id, NOON).unwrap().people;
        let mut shown: Vec<Id> = shown.into_iter().map(|person| person.id).collect();
        shown.sort();
        assert_eq!(shown, left);
    }
    f.hub.verify().unwrap();
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
