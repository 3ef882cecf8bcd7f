//! Every route of the staff API in every role against the permission matrix, and none without the page's own
//! token: a route without a line here fails the test.

use gridwork_model::Id;
use gridwork_model::export::may_agree;
use gridwork_model::permission::{Action, Decision, Object, Relation, Role, allows_any};
use serde_json::{Value, json};

use crate::web::{Browser, Web};

/// Who may.
enum May {
    /// Everybody, also without a log-in.
    Anybody,
    /// Whoever is logged in.
    LoggedIn,
    /// Whom the matrix lets do this in the own township.
    There(Action, Object),
    /// Whom the matrix lets do this in a cell of the own township.
    InCell(Action, Object),
    /// One of several rights.
    One(fn(Role) -> bool),
}

const CELL: [Relation; 2] = [Relation::County, Relation::OwnTownship];
const TOWNSHIP: [Relation; 3] = [Relation::County, Relation::OwnTownship, Relation::Assigned];

fn has(role: Role, action: Action, object: Object) -> bool {
    allows_any(role, action, object, &CELL) != Decision::Deny
}

fn anywhere(role: Role, action: Action, object: Object) -> bool {
    allows_any(role, action, object, &Relation::ALL) != Decision::Deny
}

impl May {
    fn holds(&self, role: Role) -> bool {
        match self {
            May::Anybody | May::LoggedIn => true,
            May::There(action, object) => {
                allows_any(role, *action, *object, &TOWNSHIP) != Decision::Deny
            }
            May::InCell(action, object) => has(role, *action, *object),
            May::One(may) => may(role),
        }
    }
}

/// What is needed to ask.
pub struct Known {
    pub township: Id,
    pub cell: Id,
    pub hamlet: Id,
    pub household: Id,
    pub person: Id,
    pub incident: Id,
    pub staff: Id,
    /// Somebody's post in the cell.
    pub assignment: Id,
    /// A list of people that waits for, or has, a second person's word.
    pub export: Id,
    /// Household and person of another record.
    pub other: (Id, Id),
}

struct Ask {
    may: May,
    path: String,
    body: Option<Value>,
}

fn reveals(role: Role) -> bool {
    let read = allows_any(role, Action::Read, Object::Roster, &CELL);
    read == Decision::Allow || read != Decision::Deny && has(role, Action::Reveal, Object::Roster)
}

/// Who says that two households are one: some people move with it.
fn joins(role: Role) -> bool {
    [Action::Read, Action::Resolve, Action::Move]
        .into_iter()
        .all(|action| has(role, action, Object::Roster))
}

/// A person as a form hands it in.
pub fn newcomer(relation: &str) -> Value {
    let (name, sex, birth, residency) = ("示意走查", "男", "1960-01-01", "常住");
    json!({"name": name, "sex": sex, "birth": birth, "relation": relation, "residency": residency})
}

/// The request of a route; `None` for one that this test does not know.
fn ask(verb: &str, route: &str, known: &Known) -> Option<Ask> {
    use Action::{Approve, Count, Create, Erase, Export, Import, Read, Resolve, Write};
    let Known { township, cell, hamlet, household, person, incident, staff, .. } = known;
    let nobody = Id::derived("test", &[b"nobody"]);
    let pair = |household: &Id, person: &Id| json!({"household": household, "person": person});
    let (may, body) = match (verb, route) {
        ("get", "meta" | "/openapi.json" | "/healthz" | "/metrics") => (May::Anybody, None),
        ("post", "setup") => {
            (May::Anybody, Some(json!({"code": "x", "login": "y", "password": "z"})))
        }
        ("post", "session") => (May::Anybody, Some(json!({"login": "nobody", "password": "x"}))),
        ("get", "session" | "me" | "words" | "exports") => (May::LoggedIn, None),
        ("post", "session/second/confirm") => (May::LoggedIn, Some(json!({"code": "000000"}))),
        ("post", "session/second") => (May::LoggedIn, None),
        ("post", "session/second/off") => (May::LoggedIn, Some(json!({"password": "x"}))),
        ("post", "session/password") => (May::LoggedIn, Some(json!({"old": "x", "new": "y"}))),
        ("get", "incidents") => {
            (May::One(|role| anywhere(role, Action::Read, Object::Incident)), None)
        }
        ("post", "incidents") => (
            May::InCell(Create, Object::Incident),
            Some(json!({"category": "H01", "words": "走一遍", "cell": cell, "place": "村口"})),
        ),
        ("get", "incidents/{id}") => (May::InCell(Read, Object::Incident), None),
        ("post", "incidents/{id}/looking") => {
            (May::InCell(Read, Object::Incident), Some(json!({"looks": true})))
        }
        ("post", "incidents/{id}/steps") => (
            May::One(|role| {
                let desk = matches!(role, Role::DutyOfficer | Role::ManagementCentre);
                desk && has(role, Action::Approve, Object::Incident)
            }),
            Some(json!({"step": "accept"})),
        ),
        ("get", "conflicts" | "conflicts/settled") => (
            May::One(|role| {
                Object::ALL.iter().any(|object| anywhere(role, Action::Resolve, *object))
            }),
            None,
        ),
        ("post", "conflicts/settled/{id}/again") => {
            (May::LoggedIn, Some(json!({"value": "Empty"})))
        }
        ("get", "conflicts/{document}") => (May::InCell(Resolve, Object::Roster), None),
        ("post", "conflicts/{document}") => {
            (May::InCell(Resolve, Object::Roster), Some(json!({"choices": []})))
        }
        ("post", "conflicts/{document}/ask") => {
            (May::InCell(Resolve, Object::Roster), Some(json!({"words": "哪个是真的"})))
        }
        ("post", "conflicts/{document}/alike") => {
            (May::InCell(Resolve, Object::Roster), Some(json!({"field": "address", "device": 1})))
        }
        ("get", "quarantine") => (May::There(Read, Object::Quarantine), None),
        ("post", "quarantine/{id}") => {
            (May::There(Approve, Object::Quarantine), Some(json!({"take": false})))
        }
        ("get", "directory/{kind}" | "units" | "cells" | "staff" | "posts") => {
            (May::There(Read, Object::Directory), None)
        }
        ("put", "directory/{kind}/{id}") => (
            May::There(Write, Object::Directory),
            Some(json!({"id": nobody, "name": "练习", "unit": township})),
        ),
        ("delete", "directory/{kind}/{id}") => (May::There(Write, Object::Directory), None),
        ("post", "cells/plan" | "cells/plan/apply") => (
            May::There(Write, Object::Directory),
            Some(json!({"change": "merge", "cells": [cell, nobody], "name": "练习"})),
        ),
        ("post", "assignments") => (
            May::There(Write, Object::Directory),
            Some(json!({"person": nobody, "post": nobody, "scope": cell, "from": "2026-10-08"})),
        ),
        ("post", "assignments/{id}/absence") => {
            (May::InCell(Write, Object::Directory), Some(json!({"from": "2026-10-08"})))
        }
        ("post", "assignments/{id}/handover") => {
            (May::InCell(Write, Object::Directory), Some(json!({"to": staff, "on": "2026-10-08"})))
        }
        ("post", "assignments/{id}/end") => {
            (May::InCell(Write, Object::Directory), Some(json!({"on": "2026-10-08"})))
        }
        ("put", "assignments/{id}") => (
            May::InCell(Write, Object::Directory),
            Some(json!({"deputy": null, "duties": [], "published": true})),
        ),
        ("get", "devices" | "devices/{number}") => (May::There(Read, Object::Devices), None),
        ("post", "devices/codes") => {
            (May::There(Create, Object::Devices), Some(json!({"person": staff})))
        }
        ("post", "devices/{number}/revoke") => (May::There(Write, Object::Devices), None),
        ("get", "users") => (May::There(Read, Object::Users), None),
        ("post", "users") => (
            May::There(Create, Object::Users),
            Some(json!({"login": "", "name": "", "roles": [], "password": ""})),
        ),
        ("patch", "users/{person}") => {
            (May::There(Write, Object::Users), Some(json!({"disabled": true})))
        }
        ("get", "audit" | "records" | "health") => (May::There(Read, Object::AuditLog), None),
        (
            "get",
            "templates"
            | "templates/{id}"
            | "templates/{id}/versions"
            | "templates/{id}/versions/{version}",
        ) => (May::There(Read, Object::Templates), None),
        ("get", "templates/drafts") => (May::There(Write, Object::Templates), None),
        ("put", "templates/{id}/draft") => (May::There(Write, Object::Templates), Some(json!({}))),
        ("delete", "templates/{id}/draft") => (May::There(Write, Object::Templates), None),
        // The walk is of one township; what everybody gets is the county's to publish.
        ("post", "templates/{id}/publish") => (May::One(|_| false), None),
        ("post", "templates/check") => (
            May::There(Read, Object::Templates),
            Some(json!({"title": "练习", "admission": "", "questions": []})),
        ),
        ("get", "settings") => (May::There(Read, Object::Policies), None),
        ("put", "settings/policy" | "settings/calendar") => {
            (May::There(Approve, Object::Policies), Some(json!({})))
        }
        // The walk is of one township; About is the county's.
        ("put", "settings/about") => (
            May::One(|_| false),
            Some(json!({
                "organiser": "", "operator": "", "filing": "",
                "complaints_phone": "", "complaints_at": "", "privacy_contact": ""
            })),
        ),
        ("get", "warnings") => (May::There(Read, Object::Incident), None),
        ("get", "map" | "map/base") => (May::There(Read, Object::Directory), None),
        ("put", "map/roads") => (
            May::There(Import, Object::Directory),
            Some(json!({"type": "FeatureCollection", "features": []})),
        ),
        ("get", "places") => (May::There(Read, Object::Places), None),
        ("post", "tasks/paper") => (
            May::InCell(Write, Object::Tasks),
            Some(json!({
                "template": "YJ-12", "target": cell, "day": "2026-10-08", "visitor": staff,
                "outcome": "no_change", "answers": []
            })),
        ),
        ("get", "tasks/progress") => (May::There(Count, Object::Statistics), None),
        ("get", "figures") => (May::There(Count, Object::Statistics), None),
        ("get", "households" | "people") => (May::InCell(Read, Object::Roster), None),
        ("get", "households/{id}" | "households/{id}/fields" | "households/{id}/history") => {
            (May::InCell(Read, Object::Roster), None)
        }
        ("post", "households/{id}/fields") => (
            May::One(|role| {
                has(role, Action::Read, Object::Roster)
                    && has(role, Action::Correct, Object::Roster)
            }),
            Some(json!([{"field": "nickname", "value": {"Text": "老屋"}}])),
        ),
        ("post", "households") => (
            May::InCell(Create, Object::Roster),
            Some(json!({"hamlet": hamlet, "people": [newcomer("户主")]})),
        ),
        ("post", "households/{id}/people") => (
            May::One(|role| {
                has(role, Action::Read, Object::Roster)
                    && has(role, Action::Correct, Object::Roster)
            }),
            Some(json!({"person": newcomer("配偶")})),
        ),
        ("post", "households/{id}/reveal") => {
            (May::One(reveals), Some(json!({"field": "address", "reason": 1})))
        }
        ("post", "households/{id}/people/{person}/statement") => (May::One(reveals), None),
        ("get", "twins") => (
            May::One(|role| {
                has(role, Action::Resolve, Object::Roster)
                    && has(role, Action::Read, Object::Roster)
            }),
            None,
        ),
        ("post", "twins/merge") => (
            May::One(|role| {
                has(role, Action::Resolve, Object::Roster)
                    && has(role, Action::Read, Object::Roster)
            }),
            Some(json!({
                "keep": pair(household, person), "end": pair(&known.other.0, &known.other.1)
            })),
        ),
        ("get", "twins/households") => (May::One(joins), None),
        ("post", "twins/households/preview") => {
            (May::One(joins), Some(json!({"keep": household, "end": household})))
        }
        ("post", "twins/households") => {
            (May::One(joins), Some(json!({"keep": household, "end": household, "people": []})))
        }
        ("post", "twins/households/{id}/undo") => (May::One(joins), None),
        ("post", "twins/apart") => (
            May::InCell(Resolve, Object::Roster),
            Some(json!({"place": cell, "one": person, "other": household})),
        ),
        ("post", "exports") => (
            May::InCell(Export, Object::Roster),
            Some(json!({"kind": "people", "format": "csv", "place": cell, "purpose": "练习"})),
        ),
        // Who could take it out alike, or answers for the township's data; never who asked.
        ("post", "exports/{id}/decision") => {
            (May::One(|role| may_agree(role, Object::Roster, &CELL)), Some(json!({"agree": true})))
        }
        ("get", "exports/{id}/file" | "exports/{id}/sheet") => (May::One(|_| false), None),
        ("get", "files/{hash}") => (May::LoggedIn, None),
        ("post", "imports" | "imports/{id}/accept") | ("get", "imports/forms/{name}") => {
            (May::There(Import, Object::Directory), None)
        }
        ("get", "erasures") => (May::There(Read, Object::Rights), None),
        ("post", "erasures") => (
            May::InCell(Erase, Object::Roster),
            Some(json!({"household": nobody, "basis": "pipl47_1", "reason": "练习"})),
        ),
        ("post", "tasks/issue") => (
            May::There(Create, Object::Tasks),
            Some(json!({"template": "YJ-07", "targets": [household]})),
        ),
        ("get", "evidence/heads" | "evidence/heads/{day}/proof") => (May::LoggedIn, None),
        ("get", "evidence/clues" | "evidence/clues/{id}/photos/{sha256}") => {
            (May::InCell(Read, Object::Clue), None)
        }
        ("post", "evidence/clues/{id}/steps") => {
            (May::InCell(Write, Object::Clue), Some(json!({"step": "take"})))
        }
        ("get", "evidence/officers") => (May::There(Read, Object::Directory), None),
        ("post", "evidence/officers/{person}/card") => {
            (May::There(Import, Object::Directory), Some(json!({"pass": "示意口令示意口令"})))
        }
        (
            "get",
            "evidence/sets"
            | "evidence/sets/{id}"
            | "evidence/sets/{id}/proofs"
            | "evidence/sets/{id}/files/{sha256}",
        ) => (May::InCell(Read, Object::Case), None),
        (
            "get",
            "evidence/heads/{day}/stamp-request"
            | "evidence/sets/{id}/files/{sha256}/stamp-request",
        ) => (May::InCell(Write, Object::Case), None),
        ("post", "evidence/heads/{day}/stamps" | "evidence/sets/{id}/files/{sha256}/stamps") => {
            (May::InCell(Write, Object::Case), Some(json!({"token": "00"})))
        }
        _ => return None,
    };
    let mut path = match route.starts_with('/') {
        true => route.to_owned(),
        false => format!("/api/v1/{route}"),
    };
    let id = match route.split('/').next() {
        Some("incidents") => incident.to_string(),
        Some("households" | "conflicts") => household.to_string(),
        Some("assignments") => known.assignment.to_string(),
        Some("exports") => known.export.to_string(),
        _ => nobody.to_string(),
    };
    for (name, value) in [
        ("{id}", id.clone()),
        ("{document}", id),
        ("{number}", "4000000000".into()),
        ("{kind}", "10".into()),
        (
            "{person}",
            if route.starts_with("users") { nobody.to_string() } else { person.to_string() },
        ),
        ("{version}", "1".into()),
        ("{hash}", "0".repeat(64)),
        ("{sha256}", "0".repeat(64)),
        ("{day}", "2026-10-08".into()),
    ] {
        path = path.replace(name, &value);
    }
    if matches!(route, "households" | "people" | "twins") {
        path.push_str(&format!("?place={cell}"));
    }
    if route == "tasks/progress" {
        path.push_str("?template=YJ-12");
    }
    Some(Ask { may, path, body })
}

/// Routes that end the session, never end themselves, or take signed bytes of phones.
pub fn apart(verb: &str, route: &str) -> bool {
    matches!((verb, route), ("delete", "session") | ("get", "events")) || route.starts_with("/v1/")
}

pub fn routes(browser: &Browser) -> Vec<(String, String)> {
    let document = browser.get("/openapi.json").json();
    let mut routes = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        let route = path.strip_prefix("/api/v1/").unwrap_or(path);
        for verb in item.as_object().unwrap().keys() {
            routes.push((verb.clone(), route.to_owned()));
        }
    }
    assert!(routes.len() > 60, "{routes:?}");
    routes
}

pub fn known(web: &Web, duty: &Browser, clerk: &Browser) -> Known {
    let made = duty.post(
        "/api/v1/incidents",
        json!({"category": "H01", "words": "垃圾", "cell": web.cell, "place": "村口"}),
    );
    let parse = |value: &Value| value.as_str().unwrap().parse::<Id>().unwrap();
    let people = clerk.get(&format!("/api/v1/people?place={}&limit=50", web.cell)).json();
    let people = people["items"].as_array().unwrap();
    let elsewhere = |found: &&Value| found["household"] != people[0]["household"];
    let other = people.iter().find(elsewhere).unwrap();
    let wanted = json!({"kind": "people", "format": "csv", "place": web.cell, "purpose": "练习"});
    let export = clerk.post("/api/v1/exports", wanted);
    assert_eq!(export.status, 201, "{export:?}");
    let standing = web.hub.standing();
    let on_duty = standing.directory.on_duty_at(web.cell, web.now().day())[0].0;
    Known {
        township: web.township,
        cell: web.cell,
        hamlet: standing.directory.cell(web.cell).unwrap().hamlets[0],
        household: parse(&people[0]["household"]),
        person: parse(&people[0]["id"]),
        incident: parse(&made.json()["id"]),
        staff: on_duty.person,
        assignment: on_duty.assignment,
        export: parse(&export.json()["id"]),
        other: (parse(&other["household"]), parse(&other["id"])),
    }
}

#[test]
fn every_route_in_every_role_is_as_the_matrix_says() {
    let web = Web::new(1);
    let duty = web.log_in(Role::DutyOfficer);
    web.pass(1);
    let clerk = web.log_in(Role::DataClerk);
    let known = known(&web, &duty, &clerk);
    let stranger = web.stranger();
    let routes = routes(&stranger);
    for (verb, route) in &routes {
        if apart(verb, route) {
            continue;
        }
        let ask = ask(verb, route, &known);
        let ask = ask.unwrap_or_else(|| panic!("{verb} {route} has no line in this test"));
        let status = stranger.send(&verb.to_uppercase(), &ask.path, ask.body).status;
        let open = matches!(ask.may, May::Anybody);
        assert!(open || status == 401, "{verb} {route} answers a stranger with {status}");
    }
    let (mut yes, mut no, mut wrong) = (0, 0, Vec::new());
    for &role in Role::ALL.iter().filter(|role| **role != Role::Clock) {
        web.pass(1);
        let browser = web.log_in(role);
        for (verb, route) in &routes {
            if apart(verb, route) {
                continue;
            }
            let Some(ask) = ask(verb, route, &known) else { continue };
            let answer = browser.send(&verb.to_uppercase(), &ask.path, ask.body);
            let status = answer.status;
            let may = ask.may.holds(role);
            let fits = match may {
                true => matches!(ask.may, May::Anybody) || !matches!(status, 401 | 403),
                false => matches!(status, 403 | 404),
            };
            yes += usize::from(may);
            no += usize::from(!may);
            if !fits || status >= 500 {
                wrong.push(format!("{role:?} {verb} {route}: may {may}, answered {status}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(yes > 400 && no > 400, "{yes} allowed, {no} refused");
}

#[test]
fn no_route_changes_anything_without_the_token_that_only_our_page_knows() {
    let web = Web::new(1);
    let duty = web.log_in(Role::DutyOfficer);
    web.pass(1);
    let clerk = web.log_in(Role::DataClerk);
    let known = known(&web, &duty, &clerk);
    let mut walked = 0;
    for role in [Role::DutyOfficer, Role::DataClerk, Role::TownshipAdmin, Role::Officer] {
        web.pass(1);
        let page = web.log_in(role);
        for (verb, route) in routes(&page) {
            // A log-in and the first set-up have no session yet; phones sign what they say.
            let before = matches!(route.as_str(), "session" if verb == "post") || route == "setup";
            if verb == "get" || before || route.starts_with("/v1/") {
                continue;
            }
            let (path, body, may) = match ask(&verb, &route, &known) {
                Some(ask) => (ask.path, ask.body, ask.may.holds(role)),
                None => (format!("/api/v1/{route}"), None, true),
            };
            for guess in [None, Some("0".repeat(64))] {
                let mut forged = page.clone();
                forged.csrf = guess;
                let status = forged.send(&verb.to_uppercase(), &path, body.clone()).status;
                assert_eq!(status, 403, "{role:?} {verb} {route}");
            }
            walked += usize::from(may);
        }
        // The session outlived every forgery, and with its token the page goes on.
        assert_eq!(page.get("/api/v1/session").status, 200, "{role:?}");
    }
    assert!(walked > 60, "{walked} that would have been allowed");
}
