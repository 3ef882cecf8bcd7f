//! Two people write one field: both values are kept, shown with their writers, and settled by a
//! person for everybody.

use gridwork_model::permission::Role;
use gridwork_model::{Class, Outcome, Path, Purpose, Value};
use gridwork_township::HubError;
use gridwork_township::merge::Choice;
use serde_json::json;

use crate::console::conflict;
use crate::support::{NOON, fixture, new_place, outcomes, place_change};
use crate::web::{SOON, Web};

#[test]
fn a_field_written_twice_waits_in_the_inbox_until_somebody_settles_it() {
    let f = fixture(1);
    let worker = f.person(Role::GridWorker);
    let (mut one, mut two) = (f.phone(worker), f.phone(worker));
    one.pull(&f.hub);
    two.pull(&f.hub);
    let index = one.index(f.stream(Class::C1, Purpose::Places));
    let mut founded = new_place(1);
    let item = place_change(&one, &mut founded, 1, index, "井", true);
    assert_eq!(outcomes(&one.send(&f.hub, vec![item])), [Outcome::Accepted]);
    two.pull(&f.hub);
    let mut theirs = founded.clone();
    let mine = place_change(&one, &mut founded, 1, index, "东井", false);
    let other = place_change(&two, &mut theirs, 1, index, "西井", false);
    assert_eq!(outcomes(&one.send(&f.hub, vec![mine])), [Outcome::Accepted]);
    let org = f.hub.standing().org_of(f.cell());
    assert!(f.hub.conflicts(org).unwrap().is_empty());
    assert_eq!(outcomes(&two.send(&f.hub, vec![other])), [Outcome::Accepted]);
    let waiting = f.hub.conflicts(org).unwrap();
    assert_eq!((waiting.len(), waiting[0].fields), (1, 1));
    let clerk = f.caller(Role::DataClerk);
    let shown = f.hub.conflict(&clerk, &founded.id(), NOON).unwrap();
    assert_eq!(shown[0].held.len(), 2);
    assert!(shown[0].held.iter().all(|held| held.person == Some(worker)));
    let choice = Choice { path: Path::root("name"), value: Value::Text("东头的井".into()) };
    f.hub.resolve(&clerk, &founded.id(), std::slice::from_ref(&choice), false, NOON).unwrap();
    assert!(f.hub.conflicts(org).unwrap().is_empty());
    let other = Choice { value: Value::Text("西头的井".into()), ..choice };
    let again = f.hub.resolve(&clerk, &founded.id(), &[other], false, NOON);
    assert!(again.is_err_and(|error| error.code() == "conflict"));
    // Nobody else settles it.
    let head = f.caller(Role::Head);
    let refused = f.hub.conflict(&head, &founded.id(), NOON);
    assert!(matches!(refused, Err(HubError::NotPermitted)));
}

#[test]
fn two_clerks_at_one_conflict_settle_it_once_and_the_second_is_told() {
    let web = Web::new(1);
    let document = conflict(&web);
    let first = web.log_in(Role::DataClerk);
    web.pass(1);
    let second = web.log_in(Role::DataClerk);
    let path = format!("/api/v1/conflicts/{document}");
    for clerk in [&first, &second] {
        assert_eq!(clerk.get(&path).json()["conflicts"].as_array().unwrap().len(), 1);
    }
    let events = second.events();
    assert_eq!(events.recv_timeout(SOON).unwrap().0, "hello");
    let choose = |value: &str| json!({"choices": [{"field": "name", "value": {"Text": value}}]});
    assert_eq!(first.post(&path, choose("东小桥")).status, 204);
    let mut heard = std::iter::from_fn(|| events.recv_timeout(SOON).ok());
    let told = |(_, data): &(String, serde_json::Value)| data["thing"] == "conflict";
    assert_eq!(heard.find(told).unwrap().1["id"], json!(document));
    let late = second.post(&path, choose("西小桥"));
    assert_eq!((late.status, late.code()), (409, "conflict".into()), "{late:?}");
    // The first choice stands, once, by its name; the second may take it back like any other.
    let settled = second.get("/api/v1/conflicts/settled").json();
    assert_eq!(settled.as_array().unwrap().len(), 1, "{settled}");
    assert_eq!(
        (&settled[0]["now_word"], &settled[0]["by"]),
        (&json!("东小桥"), &json!(format!("{}甲", Role::DataClerk.word())))
    );
    assert_eq!(second.get(&path).json()["conflicts"], json!([]));
}
