//! Every route of the staff API in every role against the permission matrix, and every kind of object
//! from the next township: a route without a line here fails the test.

use gridwork_model::Id;
use gridwork_model::audience::enforcement_office;
use gridwork_model::org::UnitKind;
use gridwork_model::permission::{Action, Decision, Object, Relation, Role, allows_any};
use gridwork_seal::sha256;
use gridwork_township::audit::Actor;
use serde_json::{Value, json};

use crate::evidence::{set, standing_set};
use crate::evidence_web::tell;
use crate::support::{Phone, fixture};
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
struct Known {
    township: Id,
    cell: Id,
    hamlet: Id,
    household: Id,
    person: Id,
    incident: Id,
    staff: Id,
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
fn newcomer(relation: &str) -> Value {
    let (name, sex, birth, residency) = ("示意走查", "男", "1960-01-01", "常住");
    json!({"name": name, "sex": sex, "birth": birth, "relation": relation, "residency": residency})
}

/// The request of a route; `None` for one that this test does not know.
fn ask(verb: &str, route: &str, known: &Known) -> Option<Ask> {
    use Action::{Approve, Count, Create, Erase, Export, Import, Read, Resolve, Write};
    let Known { township, cell, hamlet, household, person, incident, staff } = known;
    let nobody = Id::derived("test", &[b"nobody"]);
    let pair = json!({"household": household, "person": person});
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
            (May::LoggedIn, Some(json!({"from": "2026-10-08"})))
        }
        ("post", "assignments/{id}/handover") => {
            (May::LoggedIn, Some(json!({"to": staff, "on": "2026-10-08"})))
        }
        ("post", "assignments/{id}/end") => (May::LoggedIn, Some(json!({"on": "2026-10-08"}))),
        ("put", "assignments/{id}") => {
            (May::LoggedIn, Some(json!({"deputy": null, "duties": [], "published": true})))
        }
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
        ("post", "twins/merge") => (May::LoggedIn, Some(json!({"keep": pair, "end": pair}))),
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
        ("post", "exports/{id}/decision") => (May::LoggedIn, Some(json!({"agree": true}))),
        ("get", "exports/{id}/file" | "exports/{id}/sheet" | "files/{hash}") => {
            (May::LoggedIn, None)
        }
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
fn apart(verb: &str, route: &str) -> bool {
    matches!((verb, route), ("delete", "session") | ("get", "events")) || route.starts_with("/v1/")
}

fn routes(browser: &Browser) -> Vec<(String, String)> {
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

fn known(web: &Web, duty: &Browser, clerk: &Browser) -> Known {
    let made = duty.post(
        "/api/v1/incidents",
        json!({"category": "H01", "words": "垃圾", "cell": web.cell, "place": "村口"}),
    );
    let parse = |value: &Value| value.as_str().unwrap().parse::<Id>().unwrap();
    let people = clerk.get(&format!("/api/v1/people?place={}&limit=1", web.cell)).json();
    let standing = web.hub.standing();
    let staff = standing.directory.on_duty_at(web.cell, web.now().day())[0].0.person;
    Known {
        township: web.township,
        cell: web.cell,
        hamlet: standing.directory.cell(web.cell).unwrap().hamlets[0],
        household: parse(&people["items"][0]["household"]),
        person: parse(&people["items"][0]["id"]),
        incident: parse(&made.json()["id"]),
        staff,
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
    let (assignment, invited) = {
        let on_duty = standing.directory.on_duty_at(web.cell, web.now().day());
        (on_duty[0].0.assignment, on_duty[0].0.person)
    };
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
    ];
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
