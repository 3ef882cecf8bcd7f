//! What the console's pages need: finding people, explaining conflicts, lists that leave, a second
//! factor, phones that need help.

use gridwork_model::permission::Role;
use gridwork_model::{Class, Edit, Id, Path, Purpose, StreamId, Value as Held};
use gridwork_sync::Unsent;
use gridwork_sync::update::EntryBody;
use serde_json::{Value, json};

use crate::support::{Phone, outcomes};
use crate::web::{Browser, FIRST, SECOND, Web};

fn list(browser: &Browser, web: &Web, what: &str, text: &str) -> Value {
    browser.get(&format!("/api/v1/{what}?place={}&text={text}&limit=200", web.township)).json()
}

/// Percent-encodes a text for a query.
fn coded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

#[test]
fn people_are_found_by_name_and_sound_and_masked_by_role() {
    let web = Web::new(2);
    let clerk = web.log_in(Role::DataClerk);
    let all = list(&clerk, &web, "people", "");
    let total = all["total"].as_u64().unwrap();
    assert!(total > 20, "{total}");
    let name = all["items"][0]["name"].as_str().unwrap().to_owned();
    let found = list(&clerk, &web, "people", &coded(&name));
    let names: Vec<&str> =
        found["items"].as_array().unwrap().iter().map(|p| p["name"].as_str().unwrap()).collect();
    assert_eq!(names[0], name, "the same characters come first");
    let spelled = gridwork_model::name::Name::new([name.as_str()]).pinyin().remove(0);
    let spelled = list(&clerk, &web, "people", &spelled);
    let same = |person: &Value| person["id"] == all["items"][0]["id"];
    assert!(spelled["items"].as_array().unwrap().iter().any(same));
    // Pages do not overlap and come to the whole.
    let page = |skip: u64| {
        let path = format!("/api/v1/people?place={}&skip={skip}&limit=7", web.township);
        clerk.get(&path).json()["items"].as_array().unwrap().clone()
    };
    let mut seen = std::collections::BTreeSet::new();
    let mut skip = 0;
    loop {
        let items = page(skip);
        if items.is_empty() {
            break;
        }
        skip += items.len() as u64;
        for item in items {
            assert!(seen.insert(item["id"].as_str().unwrap().to_owned()), "shown twice");
        }
    }
    assert_eq!(seen.len() as u64, total);
    // The desk sees masked names, and the hub counts the look.
    web.pass(1);
    let duty = web.log_in(Role::DutyOfficer);
    let masked = list(&duty, &web, "people", &coded(&name));
    assert!(masked["items"].as_array().unwrap().iter().all(|p| p["masked"] == json!(true)));
    assert!(!masked.to_string().contains(&name));
}

#[test]
fn a_correction_is_in_the_list_and_in_the_history_at_once() {
    let web = Web::new(1);
    let clerk = web.log_in(Role::DataClerk);
    let first = list(&clerk, &web, "people", "")["items"][0].clone();
    let (household, person) = (first["household"].as_str().unwrap(), first["id"].as_str().unwrap());
    let path = format!("/api/v1/households/{household}/fields");
    let seen = json!({"Text": first["name"]});
    let put = |value: &str, seen: &Value| json!([{"member": person, "field": "name", "value": {"Text": value}, "seen": seen}]);
    let stale = clerk.post(&path, put("乙", &json!({"Text": "不是这个"})));
    assert_eq!((stale.status, stale.code()), (409, "stale".into()));
    let done = clerk.post(&path, put("<b>丙</b>示意", &seen));
    assert_eq!(done.status, 204, "{done:?}");
    let found = list(&clerk, &web, "people", &coded("<b>丙"));
    assert_eq!(found["items"][0]["name"], "<b>丙</b>示意", "a text stays a text");
    let history = clerk.get(&format!("/api/v1/households/{household}/history")).json();
    let newest = &history[0]["fields"][0];
    assert_eq!((&newest["word"], &newest["value_word"]), (&json!("姓名"), &json!("<b>丙</b>示意")));
    assert_eq!(newest["written"]["name"], "乡镇");
    let fields = clerk.get(&path).json();
    assert!(fields.as_array().unwrap().iter().any(|field| field["value_word"] == "<b>丙</b>示意"));
    // What the township holds about a person names who looked.
    let statement =
        clerk.post(&format!("/api/v1/households/{household}/people/{person}/statement"), json!({}));
    let statement = statement.json();
    assert!(statement["fields"].to_string().contains("丙"));
    assert!(!statement["looks"].as_array().unwrap().is_empty());
    // A worker may not correct from the office, and a value must fit its field.
    let wrong = clerk.post(&path, json!([{"field": "address", "value": {"Int": 1}}]));
    assert_eq!(wrong.status, 422);
}

#[test]
fn a_code_or_a_day_is_corrected_by_what_the_field_says_it_takes() {
    let web = Web::new(1);
    let clerk = web.log_in(Role::DataClerk);
    let first = list(&clerk, &web, "people", "")["items"][0].clone();
    let (household, person) = (first["household"].as_str().unwrap(), &first["id"]);
    let path = format!("/api/v1/households/{household}/fields");
    let field = |name: &str| {
        let fields = clerk.get(&path).json();
        let mut found = fields.as_array().unwrap().iter();
        found.find(|one| one["field"] == name && one["member"] == *person).unwrap().clone()
    };
    let put = |name: &str, value: Value| {
        let seen = field(name)["value"].clone();
        clerk.post(&path, json!([{"member": person, "field": name, "value": value, "seen": seen}]))
    };
    assert_eq!(field("birth")["input"], json!({"kind": "date", "options": []}));
    assert_eq!(put("birth", json!({"Date": "1950-02-03"})).status, 204);
    assert_eq!(field("birth")["value_word"], "1950-02-03");
    let relation = field("relation")["input"].clone();
    assert_eq!(relation["kind"], "code");
    let options = relation["options"].as_array().unwrap();
    let nephew = options.iter().find(|one| one["word"] == "侄子").unwrap_or(&options[9]).clone();
    assert_eq!(put("relation", json!({"Code": nephew["code"]})).status, 204);
    assert_eq!(field("relation")["value_word"], nephew["word"]);
    assert_eq!(put("relation", json!({"Text": "侄子"})).status, 422, "words are no code");
}

/// Two phones write one field without knowing of each other.
pub fn conflict(web: &Web) -> Id {
    let hub = &web.hub;
    let standing = hub.standing();
    let worker = standing
        .directory
        .on_duty_at(web.cell, web.now().day())
        .into_iter()
        .find(|(_, role)| *role == Role::GridWorker)
        .unwrap()
        .0
        .person;
    let stream = StreamId::new(web.cell, Class::C1, Purpose::Places);
    let phone = || {
        let by = gridwork_township::audit::Actor::Operator;
        let code = hub.issue_code(worker, by, crate::support::NOON).unwrap();
        let mut phone = Phone::enrol(hub, &code.code, code.root);
        phone.pull(hub);
        phone
    };
    let (mut one, mut other) = (phone(), phone());
    let mut document = crate::support::new_place(7);
    let index = one.index(stream);
    let first = crate::support::place_change(&one, &mut document, 1, index, "村口小桥", true);
    assert_eq!(outcomes(&one.send(hub, vec![first]))[0], gridwork_model::Outcome::Accepted);
    for (phone, name) in [(&mut one, "东小桥"), (&mut other, "西小桥")] {
        let mut copy = gridwork_document::Document::replay(
            document.founding(),
            replayed(&document).iter().map(Vec::as_slice),
        )
        .unwrap();
        let index = phone.index(stream);
        let change = crate::support::place_change(phone, &mut copy, 1, index, name, false);
        let said = outcomes(&phone.send(hub, vec![change]));
        assert_eq!(said[0], gridwork_model::Outcome::Accepted, "{name}");
    }
    document.id()
}

/// The first change of the place, made again byte for byte.
fn replayed(document: &gridwork_document::Document) -> Vec<Vec<u8>> {
    let mut again = gridwork_document::Document::found(document.founding()).unwrap();
    let path = Path::root("name");
    let Some(state) = document.field(&path) else { return Vec::new() };
    let held = &state.held[0];
    let edit = Edit::Put { path, value: Held::Text("村口小桥".into()) };
    vec![again.edit(held.actor, held.at, &[edit]).unwrap().raw]
}

#[test]
fn a_conflict_is_explained_settled_and_taken_back() {
    let web = Web::new(1);
    let document = conflict(&web);
    // Places are settled by whoever the matrix names for them.
    let role = Role::ALL.iter().copied().find(|role| {
        use gridwork_model::permission::{Action, Object, Relation, allows};
        let here = |object| allows(*role, Action::Resolve, object, Relation::OwnTownship);
        here(Object::Places).is_plain() && here(Object::Roster).is_plain()
    });
    let clerk = web.log_in(role.expect("somebody settles places"));
    let waiting = clerk.get("/api/v1/conflicts").json();
    assert_eq!(waiting["total"], 1, "{waiting}");
    assert_eq!(waiting["items"][0]["kind"], "place");
    let path = format!("/api/v1/conflicts/{document}");
    let explained = clerk.get(&path).json();
    let field = &explained["conflicts"][0];
    assert_eq!(field["seen_word"], "村口小桥", "what both had seen");
    let accounts = field["accounts"].as_array().unwrap();
    let words: Vec<&str> =
        accounts.iter().map(|held| held["value_word"].as_str().unwrap()).collect();
    assert_eq!(words.len(), 2);
    assert!(words.contains(&"东小桥") && words.contains(&"西小桥"));
    assert!(accounts.iter().all(|held| held["name"] != "" && held["received"].is_i64()));
    assert!(!explained["receivers"].as_array().unwrap().is_empty());
    let long = json!({"words": "哪".repeat(81)});
    assert_eq!(clerk.post(&format!("{path}/ask"), long).status, 422);
    assert_eq!(clerk.post(&format!("{path}/ask"), json!({"words": "是哪座桥"})).status, 204);
    assert!(clerk.get("/api/v1/conflicts").json()["items"][0]["asked"].is_i64());
    assert_eq!(clerk.get(&path).json()["asked_words"], "是哪座桥");
    // All of a kind: shown before, settled as shown.
    let device =
        accounts.iter().find(|held| held["value_word"] == "东小桥").unwrap()["device"].clone();
    let alike = json!({"field": "name", "device": device});
    let rows = clerk.post(&format!("{path}/alike"), alike).json();
    assert_eq!(rows["rows"][0]["chosen"], "东小桥");
    let alike = json!({"field": "name", "device": device, "documents": [document]});
    assert_eq!(clerk.post(&format!("{path}/alike"), alike).json()["settled"], 1);
    assert_eq!(clerk.get("/api/v1/conflicts").json()["total"], 0);
    let settled = clerk.get("/api/v1/conflicts/settled").json();
    assert_eq!(settled[0]["now_word"], "东小桥");
    assert_eq!(settled[0]["values"].as_array().unwrap().len(), 2);
    let again = format!("/api/v1/conflicts/settled/{}/again", settled[0]["id"].as_str().unwrap());
    assert_eq!(clerk.post(&again, json!({"value": {"Text": "西小桥"}})).status, 204);
    let settled = clerk.get("/api/v1/conflicts/settled").json();
    assert_eq!(settled[0]["now_word"], "西小桥");
}

#[test]
fn n10_more_than_fifty_people_leave_only_with_a_second_person() {
    let web = Web::new(3);
    let clerk = web.log_in(Role::DataClerk);
    web.pass(1);
    let other = web.log_in(Role::DataClerk);
    web.pass(1);
    let head = web.log_in(Role::Head);
    let wanted = |format: &str| json!({"kind": "people", "format": format, "place": web.township, "purpose": "人口核对练习"});
    let asked = clerk.post("/api/v1/exports", wanted("csv")).json();
    assert!(asked["people"].as_u64().unwrap() > 50, "{asked}");
    assert_eq!((&asked["stands"], &asked["may_decide"]), (&json!("waiting"), &json!(false)));
    let path = format!("/api/v1/exports/{}", asked["id"].as_str().unwrap());
    assert_eq!(clerk.get(&format!("{path}/file")).status, 403);
    let agree = json!({"agree": true});
    assert_eq!(clerk.post(&format!("{path}/decision"), agree.clone()).status, 403, "not oneself");
    assert_eq!(head.get("/api/v1/exports").json()[0]["may_decide"], true);
    assert_eq!(head.post(&format!("{path}/decision"), agree.clone()).status, 204);
    assert_eq!(other.post(&format!("{path}/decision"), agree).status, 409, "decided already");
    let file = clerk.get(&format!("{path}/file"));
    assert_eq!(file.status, 200);
    assert!(file.headers["content-disposition"].contains("people.csv"));
    assert!(String::from_utf8(file.body).unwrap().contains("网格,自然村,户主,姓名"));
    assert_eq!(other.get(&format!("{path}/file")).status, 404, "only who asked");
    web.pass(25 * 3_600_000);
    let web_head = web.log_in(Role::Supervision);
    let log = web_head.get("/api/v1/records?action=export").json();
    let done: Vec<&str> = log["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|record| record["action"].as_str().unwrap())
        .collect();
    assert_eq!(done, ["export.fetch", "export.agree", "export.ask"]);
    // The board of names holds no residents and goes alone, in every form.
    let clerk = web.log_in(Role::DataClerk);
    for format in ["csv", "xlsx", "geojson"] {
        let wanted =
            json!({"kind": "posts", "format": format, "place": web.township, "purpose": "上墙"});
        let asked = clerk.post("/api/v1/exports", wanted).json();
        assert_eq!(asked["stands"], "agreed");
        let file = clerk.get(&format!("/api/v1/exports/{}/file", asked["id"].as_str().unwrap()));
        assert_eq!(file.status, 200, "{format}");
    }
}

#[test]
fn a_second_factor_is_asked_for_once_confirmed() {
    let web = Web::new(1);
    web.staff("admin1", Role::TownshipAdmin, web.township, web.township);
    let admin = web.log_in_as("admin1");
    let offered = admin.post("/api/v1/session/second", json!({})).json();
    assert!(offered["svg"].as_str().unwrap().contains("<svg"));
    let secret = bytes_of(offered["secret"].as_str().unwrap());
    let secret = gridwork_seal::TotpSecret::from_bytes(&secret).unwrap();
    let code = |web: &Web| secret.code_at(web.now().0 / 1_000);
    let log_in = |code: Option<String>| {
        let body = json!({"login": "admin1", "password": SECOND, "code": code});
        web.stranger().post("/api/v1/session", body)
    };
    assert_eq!(log_in(None).status, 200, "not confirmed yet");
    let wrong = admin.post("/api/v1/session/second/confirm", json!({"code": "000000"}));
    assert_eq!(wrong.status, 422);
    let right = admin.post("/api/v1/session/second/confirm", json!({"code": code(&web)}));
    assert_eq!(right.status, 204, "{right:?}");
    assert_eq!(log_in(None).code(), "second_factor");
    assert_eq!(log_in(Some(code(&web))).status, 401, "a code is good once");
    web.pass(60_000);
    let code = code(&web);
    assert_eq!(log_in(Some(code.clone())).status, 200);
    assert_eq!(log_in(Some(code)).status, 401);
    // Without the right password nobody learns that a code would be wanted.
    let body = json!({"login": "admin1", "password": FIRST});
    assert_eq!(web.stranger().post("/api/v1/session", body).code(), "not_logged_in");
    let off = json!({"password": SECOND});
    assert_eq!(admin.post("/api/v1/session/second/off", off).status, 204);
    assert_eq!(log_in(None).status, 200);
}

/// Base 32 as an authenticator reads it.
pub fn bytes_of(text: &str) -> Vec<u8> {
    let (mut bits, mut value, mut bytes) = (0, 0u32, Vec::new());
    for letter in text.bytes() {
        let digit = match letter {
            b'A'..=b'Z' => letter - b'A',
            _ => letter - b'2' + 26,
        };
        value = value << 5 | u32::from(digit);
        bits += 5;
        if bits >= 8 {
            bits -= 8;
            bytes.push((value >> bits) as u8);
            value &= (1 << bits) - 1;
        }
    }
    bytes
}

#[test]
fn a_revoked_phone_is_told_to_wipe_and_the_answer_is_kept_as_proof() {
    let web = Web::new(1);
    let admin = web.log_in(Role::TownshipAdmin);
    let standing = web.hub.standing();
    let worker = standing.directory.on_duty_at(web.cell, web.now().day())[0].0.person;
    let code = admin.post("/api/v1/devices/codes", json!({"person": worker})).json();
    assert!(code["svg"].as_str().unwrap().contains("<svg"));
    let root = web.hub.public_keys().0;
    let mut phone = Phone::enrol(&web.hub, code["code"].as_str().unwrap(), root);
    phone.pull(&web.hub);
    let number = phone.enrolled.device;
    let shown = admin.get(&format!("/api/v1/devices/{number}")).json();
    assert_eq!((&shown["wipe"], &shown["silent_days"]), (&json!(""), &json!(0)));
    assert!(!shown["holdings"].as_array().unwrap().is_empty());
    assert!(!shown["heard"].as_array().unwrap().is_empty());
    phone.unsent = Unsent { entries: 3, files: 2 };
    phone.pull(&web.hub);
    let shown = admin.get(&format!("/api/v1/devices/{number}")).json();
    let last = &shown["last"];
    assert_eq!((&last["unsent_entries"], &last["unsent_files"]), (&json!(3), &json!(2)));
    assert_eq!(shown["directory_behind"], json!(0), "what it read before, it names when it asks");
    let revoked = admin.post(&format!("/api/v1/devices/{number}/revoke"), json!({}));
    assert_eq!(revoked.status, 204);
    assert_eq!(admin.get("/api/v1/devices").json()[0]["wipe"], "ordered");
    phone.send_nothing(&web.hub);
    let row = admin.get("/api/v1/devices").json()[0].clone();
    assert_eq!(row["wipe"], "told");
    assert!(row["wipe_told"].is_i64());
}

#[test]
fn uploads_are_bounded_and_paths_lead_nowhere() {
    let web = Web::new(1);
    let duty = web.log_in(Role::DutyOfficer);
    let huge = "垃".repeat(web.hub.limits().http.body_bytes);
    let body = json!({"category": "H01", "words": huge, "cell": web.cell, "place": "村口"});
    let refused = duty.post("/api/v1/incidents", body).status;
    assert!(matches!(refused, 413 | crate::web::CUT), "{refused}");
    assert_eq!(duty.get("/api/v1/incidents").json()["total"], 0, "nothing of it was kept");
    for path in ["..%2f..%2fhub.db", "%2e%2e", "..", "0".repeat(63).as_str()] {
        let answer = duty.get(&format!("/api/v1/files/{path}"));
        assert!(matches!(answer.status, 404 | 400), "{path}: {}", answer.status);
    }
}

#[test]
fn merging_cells_is_shown_before_and_takes_the_households_along() {
    let web = Web::new(3);
    let clerk = web.log_in(Role::DataClerk);
    let standing = web.hub.standing();
    let day = web.now().day();
    let village = standing.directory.village_of(web.cell).unwrap().id;
    let cells: Vec<Id> =
        standing.directory.cells_of_village(village, day).iter().map(|cell| cell.id).collect();
    assert!(cells.len() >= 2, "the village of the test has cells to merge");
    let before = list(&clerk, &web, "people", "")["total"].clone();
    let plan = json!({"change": "merge", "cells": cells, "name": "合并网格"});
    let shown = clerk.post("/api/v1/cells/plan", plan.clone()).json();
    let households = shown["households"].as_u64().unwrap();
    assert!(households > 0 && shown["ended"].as_array().unwrap().len() == cells.len(), "{shown}");
    assert!(web.hub.standing().directory.cells_of_village(village, day).len() == cells.len());
    let done = clerk.post("/api/v1/cells/plan/apply", plan.clone());
    assert_eq!(done.status, 200, "{done:?}");
    let standing = web.hub.standing();
    let now = standing.directory.cells_of_village(village, day);
    assert_eq!(now.iter().map(|cell| cell.name.as_str()).collect::<Vec<_>>(), ["合并网格"]);
    let page = clerk.get(&format!("/api/v1/households?place={}", now[0].id)).json();
    assert_eq!(page["total"].as_u64(), Some(households), "everybody came along");
    assert_eq!(list(&clerk, &web, "people", "")["total"], before, "and nobody was lost");
    assert_eq!(clerk.post("/api/v1/cells/plan/apply", plan).status, 404, "they have ended");
}

#[test]
fn a_post_has_a_deputy_while_its_holder_is_away_and_a_successor_after() {
    let web = Web::new(1);
    let clerk = web.log_in(Role::DataClerk);
    let day = web.now().day();
    let standing = web.hub.standing();
    let directory = &standing.directory;
    let duty = directory.on_duty_at(web.cell, day)[0].0;
    let path = format!("/api/v1/assignments/{}", duty.assignment);
    let other = directory
        .on_duty_at(standing.org_of(web.cell), day)
        .into_iter()
        .map(|(duty, _)| duty.person)
        .find(|person| *person != duty.person)
        .unwrap();
    let wrong = json!({"from": "2026-10-20", "back": "2026-10-10"});
    assert_eq!(clerk.post(&format!("{path}/absence"), wrong).status, 422);
    let away = json!({"from": "2026-10-20", "back": "2026-10-30"});
    assert_eq!(clerk.post(&format!("{path}/absence"), away).status, 204);
    let handover = json!({"to": other, "on": "2026-10-08", "open_tasks": 3});
    let made = clerk.post(&format!("{path}/handover"), handover);
    assert_eq!(made.status, 201, "{made:?}");
    let made: Id = made.json()["id"].as_str().unwrap().parse().unwrap();
    let standing = web.hub.standing();
    let on_duty = standing.directory.on_duty_at(web.cell, day);
    let holder = |assignment: Id| {
        on_duty.iter().find(|(duty, _)| duty.assignment == assignment).map(|(duty, _)| duty.person)
    };
    assert_eq!((holder(made), holder(duty.assignment)), (Some(other), None));

    // 定责: the lists it carries, who stands in, the notice board; then the post ends.
    let path = format!("/api/v1/assignments/{made}");
    let duties = json!([{"id": "示意职责清单", "version": 2}]);
    let change = json!({"deputy": duty.person, "duties": duties, "published": true});
    let done = clerk.send("PUT", &path, Some(change));
    assert_eq!(done.status, 204, "{done:?}");
    let shown = || {
        let cells = clerk.get("/api/v1/cells").json();
        let mut all = cells
            .as_array()
            .unwrap()
            .iter()
            .flat_map(|cell| cell["holders"].as_array().unwrap().iter());
        all.find(|held| held["assignment"] == json!(made)).cloned()
    };
    let held = shown().unwrap();
    assert_eq!((&held["duties"], &held["published"]), (&duties, &json!(true)));
    assert_eq!(held["deputy"], json!(duty.person));
    let twice = json!([{"id": "甲", "version": 1}, {"id": " 甲", "version": 2}]);
    for (wrong, status) in [
        (json!({"deputy": other, "duties": [], "published": true}), 422),
        (json!({"deputy": null, "duties": twice, "published": true}), 422),
        (json!({"deputy": null, "duties": [{"id": " ", "version": 1}], "published": true}), 422),
        (json!({"deputy": made, "duties": [], "published": true}), 404),
    ] {
        assert_eq!(clerk.send("PUT", &path, Some(wrong)).status, status);
    }
    assert_eq!(clerk.post(&format!("{path}/end"), json!({"on": "2020-01-01"})).status, 422);
    let today = day.to_string();
    assert_eq!(clerk.post(&format!("{path}/end"), json!({"on": today})).status, 204);
    assert!(shown().is_none(), "nobody is in the post");
    assert_eq!(clerk.post(&format!("{path}/end"), json!({"on": today})).status, 422, "once");
    let standing = web.hub.standing();
    let left = standing.directory.on_duty_at(web.cell, day);
    assert!(left.iter().all(|(duty, _)| duty.assignment != made));
}

#[test]
fn more_pairs_than_are_shown_are_said_to_be_there() {
    let web = Web::new(1);
    let clerk = web.log_in(Role::DataClerk);
    let everybody = list(&clerk, &web, "people", "")["items"].as_array().unwrap().clone();
    let twins = || clerk.get(&format!("/api/v1/twins?place={}", web.cell)).json();
    assert_eq!(twins()["more"], false);
    let mut homes = std::collections::BTreeSet::new();
    // Twenty-one of one name and number are 210 pairs.
    for person in everybody.iter().filter(|p| homes.insert(p["household"].to_string())).take(21) {
        let put = |field: &str, value: &str| json!({"member": person["id"], "field": field, "value": {"Text": value}});
        let fields = json!([put("name", "示意重名"), put("phone", "15501998888")]);
        let household = person["household"].as_str().unwrap();
        let done = clerk.post(&format!("/api/v1/households/{household}/fields"), fields);
        assert_eq!(done.status, 204, "{done:?}");
    }
    assert_eq!(homes.len(), 21, "so many households are on the first page");
    let shown = twins();
    assert_eq!((shown["items"].as_array().unwrap().len(), &shown["more"]), (200, &json!(true)));
    // One decided makes room for one more.
    let pair = &shown["items"][0];
    let apart =
        json!({"place": web.cell, "one": pair["one"]["person"], "other": pair["other"]["person"]});
    assert_eq!(clerk.post("/api/v1/twins/apart", apart).status, 204);
    assert_eq!(twins()["items"].as_array().unwrap().len(), 200);
}

/// A person as the form hands it in.
fn written(name: &str, relation: &str) -> Value {
    json!({"name": name, "sex": "女", "birth": "1961-05-04", "relation": relation, "residency": "常住"})
}

#[test]
fn a_household_entered_at_the_office_is_listed_and_reaches_the_phones_of_its_cell() {
    let web = Web::new(1);
    let hub = &web.hub;
    let clerk = web.log_in(Role::DataClerk);
    let standing = hub.standing();
    let hamlet = standing.directory.cell(web.cell).unwrap().hamlets[0];
    let worker = standing.directory.on_duty_at(web.cell, web.now().day());
    let worker = worker.iter().find(|(_, role)| *role == Role::GridWorker).unwrap().0.person;
    let code = hub
        .issue_code(worker, gridwork_township::audit::Actor::Operator, crate::support::NOON)
        .unwrap();
    let mut phone = Phone::enrol(hub, &code.code, code.root);
    phone.pull(hub);
    let heard = |phone: &Phone, id: &str| {
        let of = |body: &EntryBody| match body {
            EntryBody::Change { document, .. } => document.to_string() == id,
            _ => false,
        };
        phone.held.values().flatten().filter(|body| of(body)).count()
    };
    let mut spouse = written("示意新乙", "配偶");
    spouse["phone"] = json!("155 0199 0077");
    let home = json!({"hamlet": hamlet, "address": "东头第三家", "people": [written("示意新甲", "户主"), spouse]});
    let done = clerk.post("/api/v1/households", home.clone());
    assert_eq!(done.status, 200, "{done:?}");
    let id = done.json()["id"].as_str().unwrap().to_owned();
    let shown = clerk.get(&format!("/api/v1/households/{id}")).json();
    assert_eq!(shown["address"], "东头第三家");
    let people = shown["people"].as_array().unwrap();
    assert_eq!((&people[0]["name"], &people[0]["relation"]), (&json!("示意新甲"), &json!("户主")));
    assert_eq!((&people[1]["phone"], &people[1]["born"]), (&json!("15501990077"), &json!(1961)));
    let found = list(&clerk, &web, "people", &coded("示意新乙"));
    assert_eq!(found["items"][0]["household"], id, "in the list at once");
    phone.pull(hub);
    assert_eq!(heard(&phone, &id), 1, "the phone of the cell has its first change");

    // Handed in twice, or somebody who is listed: told where, and done only when said again.
    let again = clerk.post("/api/v1/households", home.clone());
    assert_eq!((again.status, again.code()), (409, "known".into()), "{again:?}");
    assert_eq!(again.json()["about"], "示意新甲已经记在示意新甲家");
    let path = format!("/api/v1/households/{id}/people");
    let joins = json!({"person": written("示意新乙", "长女")});
    assert_eq!(clerk.post(&path, joins.clone()).status, 409);
    let mut another = joins;
    another["although_known"] = json!(true);
    let joined = clerk.post(&path, another);
    assert_eq!(joined.status, 200, "{joined:?}");
    let shown = clerk.get(&format!("/api/v1/households/{id}")).json();
    let ids: Vec<&Value> = shown["people"].as_array().unwrap().iter().map(|p| &p["id"]).collect();
    assert_eq!(ids.len(), 3);
    assert!(ids.contains(&&joined.json()["id"]));
    phone.pull(hub);
    assert_eq!(heard(&phone, &id), 2);

    // Who did it stands in the audit log, without a name of the household.
    let log = hub.audit(0, 10_000).unwrap();
    let said = |action: &str| log.iter().filter(|one| one.record.action == action).count();
    assert_eq!((said("roster.add"), said("roster.add_person")), (1, 1));
    assert!(log.iter().all(|one| !one.record.detail.contains("示意新")));
    // Who reads masked may not enter, and nothing tells them why.
    web.pass(1);
    let duty = web.log_in(Role::DutyOfficer);
    assert_eq!(duty.post("/api/v1/households", home).status, 403);
    assert_eq!(duty.post(&path, json!({"person": written("示意新丙", "长女")})).status, 403);
}

#[test]
fn a_form_that_is_not_filled_in_as_it_must_be_is_told_the_person_and_the_line() {
    let web = Web::new(1);
    let clerk = web.log_in(Role::DataClerk);
    let hamlet = web.hub.standing().directory.cell(web.cell).unwrap().hamlets[0];
    let total = || list(&clerk, &web, "households", "")["total"].clone();
    let before = total();
    let enter = |people: Value| {
        clerk.post("/api/v1/households", json!({"hamlet": hamlet, "people": people}))
    };
    let mut wrong = written("示意新甲", "户主");
    wrong["phone"] = json!("12");
    wrong["birth"] = json!("2999-01-01");
    let refused = enter(json!([written("示意新乙", "户主"), wrong]));
    assert_eq!((refused.status, refused.code()), (422, "form".into()), "{refused:?}");
    let about = refused.json()["about"].as_str().unwrap().to_owned();
    for words in ["第 2 人电话：", "第 2 人出生日期：", "与户主关系："] {
        assert!(about.contains(words), "{words} in {about}");
    }
    assert!(!about.contains("示意新"), "no value is repeated: {about}");
    let refused = enter(json!([written("", "户主")]));
    assert!(refused.json()["about"].as_str().unwrap().starts_with("姓名："), "{refused:?}");
    assert_eq!(enter(json!([])).status, 422);
    let many: Vec<Value> = (0..21).map(|_| written("示意新甲", "户主")).collect();
    assert_eq!(enter(json!(many)).status, 422);
    let long = enter(json!([written(&"长".repeat(200), "户主")]));
    assert_eq!(long.code(), "form");
    let nowhere = json!({"hamlet": Id::NIL, "people": [written("示意新甲", "户主")]});
    assert_eq!(clerk.post("/api/v1/households", nowhere).status, 404);
    let household = list(&clerk, &web, "households", "")["items"][0]["id"].clone();
    let path = format!("/api/v1/households/{}/people", household.as_str().unwrap());
    let second = clerk.post(&path, json!({"person": written("示意新甲", "户主")}));
    assert_eq!(second.code(), "form", "a household has one head: {second:?}");
    assert_eq!(total(), before, "nothing was entered");
}
