//! Two households that are one: shown before, made as one act, taken back.

use gridwork_model::Id;
use gridwork_model::permission::Role;
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
