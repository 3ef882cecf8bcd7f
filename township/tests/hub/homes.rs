//! Two households that are one: shown before, made as one act, taken back.

use gridwork_model::permission::Role;
use gridwork_model::roster::LeftReason;
use gridwork_model::tag::Tag;
use gridwork_model::{Class, Edit, Founding, Id, Path, Purpose, StreamId, Value as Held};
use gridwork_township::audit::Actor;
use gridwork_township::office::DocumentWrite;
use serde_json::{Value, json};

use crate::web::{Browser, Web};

/// A household entered at the office; its id.
fn entered(clerk: &Browser, hamlet: Id, address: &str, people: &[(&str, &str, &str)]) -> String {
    let person = |(name, birth, relation): &(&str, &str, &str)| json!({"name": name, "sex": "女", "birth": birth, "relation": relation, "residency": "常住"});
    let people: Vec<Value> = people.iter().map(person).collect();
    let body =
        json!({"hamlet": hamlet, "address": address, "people": people, "although_known": true});
    let made = clerk.post("/api/v1/households", body);
    assert_eq!(made.status, 200, "{made:?}");
    made.json()["id"].as_str().unwrap().to_owned()
}

fn names(clerk: &Browser, web: &Web, text: &str) -> Vec<(String, String)> {
    let coded: String = text.bytes().map(|byte| format!("%{byte:02X}")).collect();
    let found = clerk.get(&format!("/api/v1/people?place={}&text={coded}&limit=50", web.cell));
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let items = found.json()["items"].as_array().unwrap().clone();
    let named = items.iter().map(|item| (text(&item["name"]), text(&item["household"])));
    named.filter(|(name, _)| name.starts_with("示意并")).collect()
}

#[test]
fn two_households_that_are_one_go_on_as_one_and_can_be_parted_again() {
    let web = Web::new(1);
    let clerk = web.log_in(Role::DataClerk);
    let hamlet = web.hub.standing().directory.cell(web.cell).unwrap().hamlets[0];
    let keep = entered(&clerk, hamlet, "", &[("示意并甲", "1950-01-01", "户主")]);
    let people = [("示意并甲", "1950-01-01", "户主"), ("示意并乙", "1980-02-02", "长女")];
    let end = entered(&clerk, hamlet, "东头第三家", &people);
    let body = json!({"keep": keep, "end": end});
    let path = "/api/v1/twins/households";
    let shown = clerk.post(&format!("{path}/preview"), body.clone());
    assert_eq!(shown.status, 200, "{shown:?}");
    let shown = shown.json();
    assert_eq!((&shown["twice"], &shown["moving"]), (&json!(["示意并甲"]), &json!(["示意并乙"])));
    assert_eq!(shown["relation_asked"], false, "one head, so relations hold");
    assert!(shown["taken"][0].as_str().unwrap().contains("东头第三家"), "{shown}");
    assert_eq!(names(&clerk, &web, "示意并").len(), 3, "a look changes nothing");

    // What was looked at is what is settled.
    let mut settle = body.clone();
    settle["people"] = json!([]);
    assert_eq!(clerk.post(path, settle.clone()).code(), "stale");
    settle["people"] = shown["people"].clone();
    assert_eq!(clerk.post(path, settle.clone()).status, 204);
    let mut now = names(&clerk, &web, "示意并");
    now.sort();
    let at = |name: &str, home: &str| (name.to_owned(), home.to_owned());
    assert_eq!(now, [at("示意并乙", &keep), at("示意并甲", &keep)], "one each, in one household");
    let fields = clerk.get(&format!("/api/v1/households/{keep}/fields")).json();
    let field = |name: &str| {
        let mut found = fields.as_array().unwrap().iter();
        found.find(|field| field["field"] == name).map(|field| field["value_word"].clone())
    };
    assert_eq!(field("address"), Some(json!("东头第三家")));
    assert_eq!(clerk.post(path, settle).status, 404, "it has ended");
    let rows = clerk.get(path).json();
    assert_eq!((&rows[0]["ended"], &rows[0]["kept"]), (&json!(end), &json!(keep)));

    let undo = format!("{path}/{end}/undo");
    assert_eq!(clerk.post(&undo, json!({})).status, 204);
    let mut apart = names(&clerk, &web, "示意并");
    apart.sort();
    assert_eq!(
        apart,
        {
            let mut all = vec![at("示意并乙", &end), at("示意并甲", &end), at("示意并甲", &keep)];
            all.sort();
            all
        },
        "as it was"
    );
    assert_eq!(clerk.post(&undo, json!({})).status, 404, "once");
    assert_eq!(clerk.get(path).json(), json!([]));

    // And one again: who came along before comes along again.
    let shown = clerk.post(&format!("{path}/preview"), body.clone()).json();
    let mut settle = body;
    settle["people"] = shown["people"].clone();
    assert_eq!(clerk.post(path, settle).status, 204);
    assert_eq!(names(&clerk, &web, "示意并").len(), 2);
    web.pass(1);
    let duty = web.log_in(Role::DutyOfficer);
    assert_eq!(duty.post(&undo, json!({})).status, 403);
}

/// The id of somebody in a household.
fn member(clerk: &Browser, home: &str, name: &str) -> Id {
    let fields = clerk.get(&format!("/api/v1/households/{home}/fields")).json();
    let named = |field: &&Value| field["field"] == "name" && field["value_word"] == name;
    let found = fields.as_array().unwrap().iter().find(named).unwrap();
    found["member"].as_str().unwrap().parse().unwrap()
}

/// What is held of somebody's tags, and of the household's own review, by who may read it.
fn helped(social: &Browser, home: &str, person: Id) -> (Value, Value) {
    let path = format!("/api/v1/households/{home}/people/{person}/statement");
    let told = social.post(&path, json!({}));
    assert_eq!(told.status, 200, "{told:?}");
    let fields = told.json()["fields"].as_array().unwrap().clone();
    let value = |name: &str, member: Value| {
        let of = |field: &&Value| field["field"] == name && field["member"] == member;
        fields.iter().find(of).map_or(Value::Null, |field| field["value"].clone())
    };
    (value("tags", json!(person)), value("review_by", Value::Null))
}

/// Makes one household of two, after the look that it asks for.
fn merge(clerk: &Browser, keep: &str, end: &str) {
    let path = "/api/v1/twins/households";
    let mut body = json!({"keep": keep, "end": end});
    let shown = clerk.post(&format!("{path}/preview"), body.clone()).json();
    body["people"] = shown["people"].clone();
    let done = clerk.post(path, body);
    assert_eq!(done.status, 204, "{done:?}");
}

#[test]
fn what_people_need_goes_where_they_go_on_and_comes_back() {
    let web = Web::new(1);
    let clerk = web.log_in(Role::DataClerk);
    let social = web.log_in(Role::SocialAffairs);
    let hamlet = web.hub.standing().directory.cell(web.cell).unwrap().hamlets[0];
    let keep = entered(&clerk, hamlet, "", &[("示意并甲", "1950-01-01", "户主")]);
    let people = [("示意并甲", "1950-01-01", "户主"), ("示意并乙", "1980-02-02", "长女")];
    let end = entered(&clerk, hamlet, "东头第三家", &people);
    let (kept, twice) = (member(&clerk, &keep, "示意并甲"), member(&clerk, &end, "示意并甲"));
    let moves = member(&clerk, &end, "示意并乙");
    let mut own = Tag::ALL.iter().filter(|tag| tag.purpose() == Some(Purpose::Assistance));
    let bits = own.next().unwrap().bit();
    let tagged = |person: Id| Edit::AddMember {
        id: Some(person),
        fields: vec![("tags".into(), Held::Codes(bits))],
    };
    let review = Held::Date(web.now().day());
    let write = DocumentWrite {
        founding: Founding::Needs {
            household: end.parse().unwrap(),
            purpose: Purpose::Assistance,
            epoch: 0,
        },
        stream: StreamId::new(web.cell, Class::C3, Purpose::Assistance),
        edits: vec![
            Edit::Put { path: Path::root("review_by"), value: review.clone() },
            tagged(twice),
            tagged(moves),
        ],
    };
    web.hub.write_documents(&[write], Actor::Operator, "test", web.now()).unwrap();
    let (tags, review, empty) = (json!({"Codes": bits}), json!(review), json!("Empty"));
    assert_eq!(helped(&social, &end, twice), (tags.clone(), review.clone()));
    assert_eq!(helped(&social, &keep, kept), (Value::Null, Value::Null));

    merge(&clerk, &keep, &end);
    assert_eq!(helped(&social, &keep, kept), (tags.clone(), review.clone()), "entered twice");
    assert_eq!(helped(&social, &keep, moves).0, tags, "came along");
    assert_eq!(helped(&social, &end, moves).0, empty, "and left nothing behind");

    let undo = format!("/api/v1/twins/households/{end}/undo");
    assert_eq!(clerk.post(&undo, json!({})).status, 204);
    assert_eq!(helped(&social, &end, twice), (tags.clone(), review));
    assert_eq!(helped(&social, &end, moves).0, tags, "and comes back");
    assert_eq!(
        helped(&social, &keep, kept),
        (empty.clone(), empty),
        "what was taken over is given"
    );
}

#[test]
fn open_tasks_go_on_with_the_household_or_are_closed_with_the_reason() {
    let web = Web::new(1);
    let clerk = web.log_in(Role::DataClerk);
    let head = web.log_in(Role::Head);
    let hamlet = web.hub.standing().directory.cell(web.cell).unwrap().hamlets[0];
    let keep = entered(&clerk, hamlet, "", &[("示意并甲", "1950-01-01", "户主")]);
    let end = entered(&clerk, hamlet, "东头", &[("示意并甲", "1950-01-01", "户主")]);
    let order = json!({"template": "DJ-06", "targets": [end], "occasion": null});
    let issued = clerk.post("/api/v1/tasks/issue", order);
    assert_eq!(issued.json()["issued"], 1, "{issued:?}");
    // Open ones, and those closed without a visit; small numbers are told as few.
    let stand = || {
        web.hub.tick(web.now()).unwrap();
        let rows = head.get("/api/v1/tasks/progress?template=DJ-06").json();
        (rows[0]["open"].clone(), rows[0]["closed_otherwise"].clone())
    };
    let (few, none) = (json!("few"), json!({"exact": 0}));
    assert_eq!(stand(), (few.clone(), none.clone()));

    // Closed for the one that ended and issued for the one that goes on.
    merge(&clerk, &keep, &end);
    assert_eq!(stand(), (few.clone(), few.clone()));
    assert_eq!(stand(), (few.clone(), few.clone()), "once");

    let undo = format!("/api/v1/twins/households/{end}/undo");
    assert_eq!(clerk.post(&undo, json!({})).status, 204);
    assert_eq!(stand(), (few.clone(), none.clone()), "due again");

    let leaves = |home: &str, left: Held| {
        let id = home.parse().unwrap();
        let founding = Founding::Household { id, epoch: 0 };
        let stream = StreamId::new(web.cell, Class::C2, Purpose::Roster);
        let edits = vec![Edit::Put { path: Path::root("left"), value: left }];
        let write = DocumentWrite { founding, stream, edits };
        web.hub.write_documents(&[write], Actor::Operator, "test", web.now()).unwrap();
    };
    for home in [&keep, &end] {
        leaves(home, Held::Code(LeftReason::Mistake.code()));
    }
    assert_eq!(stand(), (none.clone(), few.clone()), "nobody is there");
    leaves(&end, Held::Empty);
    assert_eq!(stand(), (few.clone(), few), "back again");
    let log = web.hub.audit(0, 10_000).unwrap();
    let follows = log.iter().filter(|chained| chained.record.action == "task.follow");
    assert_eq!(follows.count(), 4);
}
