//! Nothing of the next township is found by its id: every kind of object, by every role that might have
//! a right to it at home. A route that names an object and has no line here fails the test.

use gridwork_model::audience::enforcement_office;
use gridwork_model::org::UnitKind;
use gridwork_model::permission::Role;
use gridwork_model::{Class, Id, Purpose, StreamId};
use gridwork_seal::sha256;
use gridwork_sync::BatchVerdict;
use gridwork_township::audit::Actor;
use serde_json::{Value, json};

use crate::evidence::{set, standing_set};
use crate::evidence_web::tell;
use crate::support::{Phone, fixture, new_place, place_change};
use crate::walk::{Known, known, newcomer, routes};
use crate::web::{Browser, Web};

/// Whether a request is one of a route.
fn fits(route: &str, path: &str) -> bool {
    let path = path.trim_start_matches("/api/v1/").split('?').next().unwrap_or_default();
    let (wanted, given): (Vec<_>, Vec<_>) = (route.split('/').collect(), path.split('/').collect());
    let same = |(wanted, given): (&&str, &&str)| wanted.starts_with('{') || wanted == given;
    wanted.len() == given.len() && wanted.iter().zip(&given).all(same)
}

/// Routes whose path names nothing that belongs to a township: a kind of item, a template of the whole
/// county, an empty form, a day of the hub's one log.
fn of_no_township(verb: &str, route: &str) -> bool {
    matches!(
        (verb, route),
        ("get", "directory/{kind}" | "imports/forms/{name}")
            | (
                "get",
                "templates/{id}" | "templates/{id}/versions" | "templates/{id}/versions/{version}"
            )
            | ("put", "templates/{id}/draft")
    ) || route.starts_with("evidence/heads/{day}/")
        || route.starts_with("map/base/")
}

/// Work that a stopped phone handed in, waiting for a person.
fn set_aside(web: &Web) -> Id {
    let hub = &web.hub;
    let standing = hub.standing();
    let on_duty = standing.directory.on_duty_at(web.cell, web.now().day());
    let worker = on_duty.iter().find(|(_, role)| *role == Role::GridWorker).unwrap().0.person;
    let code = hub.issue_code(worker, Actor::Operator, web.now()).unwrap();
    let mut phone = Phone::enrol(hub, &code.code, code.root);
    phone.pull(hub);
    let index = phone.index(StreamId::new(web.cell, Class::C1, Purpose::Places));
    let mut document = new_place(9);
    let item = place_change(&phone, &mut document, 1, index, "东井", true);
    hub.revoke(phone.enrolled.device, Id::NIL, Actor::Operator, web.now()).unwrap();
    let said = phone.send(hub, vec![item]);
    assert!(matches!(said.verdict, Some(BatchVerdict::Quarantined { .. })), "{:?}", said.verdict);
    hub.quarantine(web.township).unwrap()[0].id
}

/// A conflict that somebody has settled; the id of the choice.
fn settled(web: &Web) -> String {
    let document = crate::console::conflict(web);
    web.pass(1);
    let clerk = web.log_in(Role::DataClerk);
    let choice = json!({"field": "name", "value": {"Text": "东小桥"}});
    let done = clerk.post(&format!("/api/v1/conflicts/{document}"), json!({"choices": [choice]}));
    assert_eq!(done.status, 204, "{done:?}");
    clerk.get("/api/v1/conflicts/settled").json()[0]["id"].as_str().unwrap().to_owned()
}

/// A list that was read and waits to be taken in.
fn checked_list(web: &Web, clerk: &Browser) -> String {
    let form = clerk.get("/api/v1/imports/forms/residents.csv").body;
    let form = String::from_utf8(form).unwrap();
    let head = form.lines().next().unwrap();
    // It has faults, which are told; it waits all the same.
    let row = vec!["示意"; head.split(',').count()].join(",");
    let read = clerk.send_bytes("/api/v1/imports", format!("{head}\r\n{row}\r\n").into_bytes());
    assert_eq!(read.status, 200, "{read:?} in {}", web.township);
    read.json()["id"].as_str().unwrap().to_owned()
}

#[test]
fn nothing_of_the_next_township_is_found_by_its_id() {
    let f = fixture(1);
    let photo = b"a distant photo";
    standing_set(&f, photo);
    let (_, clue, _) = tell(&f, photo);
    let web = Web::over(f);
    let (set, file) = (set(), gridwork_evidence::bundle::hex(&sha256(&[photo])));
    let duty = web.log_in(Role::DutyOfficer);
    web.pass(1);
    let clerk = web.log_in(Role::DataClerk);
    let known = known(&web, &duty, &clerk);
    let wanted = json!({"kind": "people", "format": "csv", "place": web.cell, "purpose": "练习"});
    let export = clerk.post("/api/v1/exports", wanted.clone());
    assert_eq!(export.status, 201, "{export:?}");
    let export = export.json()["id"].as_str().unwrap().to_owned();
    let standing = web.hub.standing();
    let next = standing
        .directory
        .units()
        .find(|unit| unit.kind == UnitKind::Township && unit.id != web.township)
        .unwrap()
        .id;
    let on_duty = standing.directory.on_duty_at(web.cell, web.now().day());
    let (assignment, invited) = (on_duty[0].0.assignment, on_duty[0].0.person);
    let invitation = web.hub.issue_code(invited, Actor::Operator, web.now()).unwrap();
    let device = Phone::enrol(&web.hub, &invitation.code, invitation.root).number();
    let everything = [
        Role::DutyOfficer,
        Role::ManagementCentre,
        Role::DataClerk,
        Role::Head,
        Role::TownshipAdmin,
        Role::SocialAffairs,
        Role::Supervision,
        Role::Officer,
        Role::LegalReviewer,
    ];
    let lot = set_aside(&web);
    let settled = settled(&web);
    let import = checked_list(&web, &clerk);
    let item = |kind: &str, id: &Id| -> Value {
        let all = clerk.get(&format!("/api/v1/directory/{kind}")).json();
        let found = all.as_array().unwrap().iter().find(|item| item["id"] == json!(id));
        found.unwrap()["body"].clone()
    };
    let officer = clerk.get("/api/v1/evidence/officers").json()[0]["person"].clone();
    let officer = officer.as_str().unwrap().to_owned();
    let post = clerk.get("/api/v1/posts").json()["posts"][0]["id"].clone();
    let template = clerk.get("/api/v1/templates/YJ-12/versions/1").json();
    assert_eq!(clerk.send("PUT", "/api/v1/templates/YJ-12/draft", Some(template)).status, 200);
    let Known { cell, hamlet, household, person, incident, staff, .. } = &known;
    let pair = json!({"household": household, "person": person});
    let asks: Vec<(&str, String, Option<Value>)> = vec![
        ("GET", format!("/api/v1/incidents/{incident}"), None),
        ("POST", format!("/api/v1/incidents/{incident}/steps"), Some(json!({"step": "accept"}))),
        ("POST", format!("/api/v1/incidents/{incident}/looking"), Some(json!({"looks": true}))),
        ("GET", format!("/api/v1/households/{household}"), None),
        ("GET", format!("/api/v1/households/{household}/fields"), None),
        ("GET", format!("/api/v1/households/{household}/history"), None),
        (
            "POST",
            format!("/api/v1/households/{household}/fields"),
            Some(json!([{"field": "nickname", "value": {"Text": "x"}}])),
        ),
        (
            "POST",
            format!("/api/v1/households/{household}/reveal"),
            Some(json!({"field": "address", "reason": 1})),
        ),
        ("POST", format!("/api/v1/households/{household}/people/{person}/statement"), None),
        (
            "POST",
            "/api/v1/households".into(),
            Some(json!({"hamlet": hamlet, "people": [newcomer("户主")]})),
        ),
        (
            "POST",
            format!("/api/v1/households/{household}/people"),
            Some(json!({"person": newcomer("配偶")})),
        ),
        ("GET", format!("/api/v1/households?place={cell}"), None),
        ("GET", format!("/api/v1/people?place={cell}"), None),
        ("GET", format!("/api/v1/conflicts/{household}"), None),
        ("POST", format!("/api/v1/conflicts/{household}"), Some(json!({"choices": []}))),
        ("GET", format!("/api/v1/twins?place={cell}"), None),
        ("POST", "/api/v1/twins/merge".into(), Some(json!({"keep": pair, "end": pair.clone()}))),
        ("POST", "/api/v1/exports".into(), Some(wanted)),
        ("POST", format!("/api/v1/exports/{export}/decision"), Some(json!({"agree": true}))),
        ("GET", format!("/api/v1/exports/{export}/file"), None),
        ("POST", "/api/v1/devices/codes".into(), Some(json!({"person": staff}))),
        ("PATCH", format!("/api/v1/users/{staff}"), Some(json!({"disabled": true}))),
        ("DELETE", format!("/api/v1/directory/3/{cell}"), None),
        ("GET", format!("/api/v1/incidents?township={}", web.township), None),
        ("POST", format!("/api/v1/conflicts/{household}/ask"), Some(json!({"words": "x"}))),
        (
            "POST",
            format!("/api/v1/conflicts/{household}/alike"),
            Some(json!({"field": "address", "device": device})),
        ),
        ("GET", format!("/api/v1/devices/{device}"), None),
        ("POST", format!("/api/v1/devices/{device}/revoke"), None),
        (
            "POST",
            format!("/api/v1/assignments/{assignment}/absence"),
            Some(json!({"from": "2026-10-08"})),
        ),
        (
            "POST",
            format!("/api/v1/assignments/{assignment}/handover"),
            Some(json!({"to": staff, "on": "2026-10-08"})),
        ),
        (
            "POST",
            "/api/v1/tasks/issue".into(),
            Some(json!({"template": "YJ-07", "targets": [household]})),
        ),
        (
            "POST",
            "/api/v1/erasures".into(),
            Some(json!({"household": household, "basis": "pipl47_1", "reason": "练习"})),
        ),
        (
            "POST",
            "/api/v1/cells/plan/apply".into(),
            Some(json!({"change": "merge", "cells": [cell, household], "name": "练习"})),
        ),
        (
            "POST",
            "/api/v1/twins/apart".into(),
            Some(json!({"place": cell, "one": person, "other": household})),
        ),
        ("GET", format!("/api/v1/evidence/sets/{set}"), None),
        ("GET", format!("/api/v1/evidence/sets/{set}/proofs"), None),
        ("GET", format!("/api/v1/evidence/sets/{set}/files/{file}"), None),
        ("GET", format!("/api/v1/evidence/sets/{set}/files/{file}/stamp-request"), None),
        (
            "POST",
            format!("/api/v1/evidence/sets/{set}/files/{file}/stamps"),
            Some(json!({"token": "00"})),
        ),
        (
            "POST",
            "/api/v1/exports".into(),
            Some(json!({
                "kind": "evidence", "format": "zip", "place": web.township, "purpose": "练习",
                "object": set
            })),
        ),
        ("GET", format!("/api/v1/evidence/clues/{clue}/photos/{file}"), None),
        ("POST", format!("/api/v1/evidence/clues/{clue}/steps"), Some(json!({"step": "take"}))),
        ("POST", format!("/api/v1/quarantine/{lot}"), Some(json!({"take": true}))),
        (
            "POST",
            format!("/api/v1/conflicts/settled/{settled}/again"),
            Some(json!({"value": {"Text": "西小桥"}})),
        ),
        ("POST", format!("/api/v1/imports/{import}/accept"), None),
        (
            "POST",
            "/api/v1/tasks/paper".into(),
            Some(json!({
                "template": "YJ-12", "target": cell, "day": "2026-10-08", "visitor": staff,
                "outcome": "no_change", "answers": []
            })),
        ),
        (
            "POST",
            "/api/v1/assignments".into(),
            Some(json!({"person": staff, "post": post, "scope": cell, "from": "2026-10-08"})),
        ),
        (
            "POST",
            format!("/api/v1/assignments/{assignment}/end"),
            Some(json!({"on": "2026-10-30"})),
        ),
        (
            "PUT",
            format!("/api/v1/assignments/{assignment}"),
            Some(json!({"deputy": null, "duties": [], "published": true})),
        ),
        ("PUT", format!("/api/v1/directory/3/{cell}"), Some(item("3", cell))),
        (
            "POST",
            "/api/v1/cells/plan".into(),
            Some(json!({"change": "merge", "cells": [cell, household], "name": "练习"})),
        ),
        (
            "POST",
            "/api/v1/incidents".into(),
            Some(json!({"category": "H01", "words": "走一遍", "cell": cell, "place": "村口"})),
        ),
        ("GET", format!("/api/v1/files/{file}"), None),
        ("GET", format!("/api/v1/exports/{export}/sheet"), None),
        (
            "POST",
            format!("/api/v1/evidence/officers/{officer}/card"),
            Some(json!({"pass": "示意口令示意口令"})),
        ),
        ("DELETE", format!("/api/v1/templates/YJ-12/draft?org={}", web.township), None),
        ("POST", format!("/api/v1/templates/YJ-12/publish?org={}", web.township), None),
        (
            "POST",
            "/api/v1/twins/households/preview".into(),
            Some(json!({"keep": household, "end": household})),
        ),
        (
            "POST",
            "/api/v1/twins/households".into(),
            Some(json!({"keep": household, "end": household, "people": [person]})),
        ),
        ("POST", format!("/api/v1/twins/households/{household}/undo"), None),
    ];
    let known_ask = |verb: &str, route: &str| {
        asks.iter().any(|(asked, path, _)| asked.eq_ignore_ascii_case(verb) && fits(route, path))
    };
    let lacking: Vec<String> = routes(&clerk)
        .iter()
        .filter(|(verb, route)| route.contains('{') && !crate::walk::apart(verb, route))
        .filter(|(verb, route)| !of_no_township(verb, route) && !known_ask(verb, route))
        .map(|(verb, route)| format!("{verb} {route} has no line in this test"))
        .collect();
    assert!(lacking.is_empty(), "{}", lacking.join("\n"));
    // It is all there for the officers whose it is.
    let own = crate::evidence_web::officer_of(&web, web.township, "own");
    assert_eq!(own.get(&format!("/api/v1/evidence/sets/{set}")).status, 200);
    assert!(own.get("/api/v1/evidence/clues").json().to_string().contains(&clue.to_string()));
    for role in everything {
        web.pass(1);
        let login = format!("next{}", role.number());
        let scope = match role {
            Role::Officer => enforcement_office(next, &standing.directory).unwrap_or(next),
            _ => next,
        };
        web.staff(&login, role, next, scope);
        let browser = web.log_in_as(&login);
        for (verb, path, body) in &asks {
            let answer = browser.send(verb, path, body.clone());
            let merged = path.ends_with("twins/merge") && answer.status == 422;
            // What is not found is named, and nothing is issued.
            let issued = path.ends_with("tasks/issue")
                && answer.status == 200
                && answer.json()["issued"] == 0
                && answer.json()["unknown"][0] == json!(household);
            assert!(
                matches!(answer.status, 403 | 404) || merged || issued,
                "{role:?} {verb} {path}: {answer:?}"
            );
        }
        let list = browser.get("/api/v1/incidents");
        if list.status == 200 {
            assert_eq!(list.json()["total"], 0, "{role:?}");
        }
        for (list, id) in [("sets", set), ("clues", clue)] {
            let list = browser.get(&format!("/api/v1/evidence/{list}"));
            assert!(list.status == 403 || !list.json().to_string().contains(&id.to_string()));
        }
    }
}
