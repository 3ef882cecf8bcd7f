//! Settings are checked as a whole, are in force at once, and stand in the audit log.

use gridwork_model::Id;
use gridwork_model::calendar::CalendarItem;
use gridwork_model::directory::DirectoryItem;
use gridwork_model::permission::Role;
use gridwork_township::audit::Actor;
use serde_json::{Value, json};

use crate::web::{Browser, Web};

fn county(web: &Web) -> Browser {
    web.staff("county", Role::County, Id::NIL, Id::NIL);
    web.log_in_as("county")
}

fn policy(browser: &Browser) -> Value {
    let mut policy = browser.get("/api/v1/settings").json()["policy"].clone();
    policy["adopted_by"] = json!("示意〔2026〕3号");
    policy
}

#[test]
fn a_township_adopts_its_own_limits_and_the_next_report_has_them() {
    let web = Web::new(1);
    let head = web.log_in(Role::Head);
    let mut wanted = policy(&head);
    wanted["verify_working_days"] = json!(9);
    wanted["categories"][0]["zh"] = json!("换了叫法");
    let done = head.send("PUT", "/api/v1/settings/policy", Some(wanted.clone()));
    assert_eq!(done.status, 200, "{done:?}");
    let now = head.get("/api/v1/settings").json();
    assert_eq!(now["policy_adopted"], true);
    assert_eq!(now["policy"]["verify_working_days"], 9);
    assert_eq!(now["policy"]["version"], done.json()["version"]);
    let policy = web.hub.standing().directory.incident_policy(web.township).clone();
    assert_eq!(policy.categories[0].zh, "换了叫法");
    let log = web.hub.audit(0, 10_000).unwrap();
    assert!(log.iter().any(|chained| chained.record.action == "settings.policy"));

    for spoil in [
        (|policy: &mut Value| policy["grades"] = json!([])) as fn(&mut Value),
        |policy| policy["categories"] = json!([]),
        |policy| drop(policy["categories"].as_array_mut().unwrap().pop()),
        |policy| policy["grades"][0]["amber_percent"] = json!(101),
        |policy| policy["verify_working_days"] = json!(0),
        |policy| policy["adopted_by"] = json!(" "),
    ] {
        let mut spoilt = wanted.clone();
        spoil(&mut spoilt);
        let refused = head.send("PUT", "/api/v1/settings/policy", Some(spoilt));
        assert_eq!(refused.status, 422, "{refused:?}");
    }
    assert_eq!(head.get("/api/v1/settings").json()["policy"]["verify_working_days"], 9);
    let mut asks = wanted.clone();
    asks["categories"][1]["zh"] = json!("信 教情况");
    let refused = head.send("PUT", "/api/v1/settings/policy", Some(asks));
    assert_eq!((refused.status, refused.code()), (422, "lint".into()));
    assert!(refused.json()["about"].as_str().unwrap().contains("不收集“信教”"), "{refused:?}");
    // The clerk reads and may not decide, and there is no other door.
    web.pass(1);
    let clerk = web.log_in(Role::DataClerk);
    assert_eq!(clerk.send("PUT", "/api/v1/settings/policy", Some(wanted.clone())).status, 403);
    let county = county(&web);
    let nil = Id::NIL;
    wanted["id"] = json!(nil);
    let behind = county.send("PUT", &format!("/api/v1/directory/9/{nil}"), Some(wanted));
    assert_eq!(behind.status, 403, "{behind:?}");
}

#[test]
fn a_calendar_is_checked_and_then_in_force() {
    let web = Web::new(1);
    let head = web.log_in(Role::Head);
    let calendar = head.get("/api/v1/settings").json()["calendar"].clone();
    let mut wanted = calendar.clone();
    wanted["version"] = json!("示意2026");
    let done = head.send("PUT", "/api/v1/settings/calendar", Some(wanted));
    assert_eq!(done.status, 204, "{done:?}");
    assert_eq!(head.get("/api/v1/settings").json()["calendar_version"], "示意2026");
    let refused = head.send("PUT", "/api/v1/settings/calendar", Some(json!({"version": "x"})));
    assert_eq!(refused.status, 422, "{refused:?}");
    let mut slip = calendar;
    slip["version"] = json!("示意2026乙");
    slip["off"].as_array_mut().unwrap().retain(|day| day != "2026-10-01");
    let refused = head.send("PUT", "/api/v1/settings/calendar", Some(slip));
    assert_eq!((refused.status, refused.code()), (422, "lint".into()), "{refused:?}");
    let words = refused.json()["about"].to_string();
    assert!(words.contains("工作日历：2026年10月1日是法定节日，要放假"), "{words}");
    assert_eq!(head.get("/api/v1/settings").json()["calendar_version"], "示意2026");
}

#[test]
fn about_is_the_countys_and_everybody_reads_it() {
    let web = Web::new(1);
    let about = json!({
        "organiser": "武川县示意", "operator": "", "filing": "示意备案1号",
        "complaints_phone": "0471-0000000", "complaints_at": "", "privacy_contact": ""
    });
    let county = county(&web);
    assert_eq!(county.send("PUT", "/api/v1/settings/about", Some(about.clone())).status, 204);
    assert_eq!(web.stranger().get("/api/v1/meta").json()["about"], about);
    let mut long = about.clone();
    long["organiser"] = json!("长".repeat(300));
    assert_eq!(county.send("PUT", "/api/v1/settings/about", Some(long)).status, 422);
    let head = web.log_in(Role::Head);
    assert_eq!(head.send("PUT", "/api/v1/settings/about", Some(about)).status, 403);
}

#[test]
fn the_lint_of_what_is_configured_is_told_in_words() {
    let web = Web::new(1);
    let head = web.log_in(Role::Head);
    let lint = || head.get("/api/v1/settings").json()["lint"].clone();
    let unsaid = ["主办单位", "备案编号", "到哪里投诉", "个人信息找谁"];
    let unsaid: Vec<String> = unsaid.iter().map(|line| format!("关于：还没写{line}")).collect();
    assert_eq!(lint(), json!(unsaid), "what is shipped holds no other fault");
    let about = json!({
        "organiser": "武川县示意局", "operator": "", "filing": "示意备案1号",
        "complaints_phone": "12345", "complaints_at": "", "privacy_contact": "示意某"
    });
    let county = county(&web);
    assert_eq!(county.send("PUT", "/api/v1/settings/about", Some(about.clone())).status, 204);
    assert_eq!(lint(), json!([]));
    let rule = json!({"points": {"online_minutes": 5, "quota": [{"target": 3}], "track": false}});
    let rule = DirectoryItem::Raw { kind: 200, id: Id::NIL, body: rule.to_string().into_bytes() };
    web.hub.put_directory(vec![rule], Actor::Operator, web.now()).unwrap();
    let found = json!([
        "规则 200.points.online_minutes：不计在线时长",
        "规则 200.points.quota.1.target：不设指标"
    ]);
    assert_eq!(lint(), found);
    // What was written before the lint read it, or by another door, is told too.
    let mut low = about;
    low["organiser"] = json!("示意乡人民政府");
    let refused = county.send("PUT", "/api/v1/settings/about", Some(low.clone()));
    assert_eq!((refused.status, refused.code()), (422, "lint".into()), "{refused:?}");
    low["id"] = json!(Id::NIL);
    let low = DirectoryItem::About(serde_json::from_value(low).unwrap());
    let calendar = json!({"version": "示意", "years": [2025], "off": ["2025-01-01"], "work": []});
    let calendar =
        CalendarItem { id: web.township, calendar: serde_json::from_value(calendar).unwrap() };
    web.hub.put_directory(vec![low, calendar.into()], Actor::Operator, web.now()).unwrap();
    let words = lint().to_string();
    assert!(words.contains("关于：主办单位要在县级以上，乡镇和村不自建"), "{words}");
    assert!(words.contains("工作日历：没有 2026 年的放假安排，期限只能估"), "{words}");
    assert!(words.contains("工作日历：2025年10月1日是法定节日，要放假"), "{words}");
}

#[test]
fn a_cell_without_anybody_in_post_is_a_warning_for_whoever_reads_incidents() {
    let web = Web::new(3);
    let duty = web.log_in(Role::DutyOfficer);
    let clerk = web.log_in(Role::DataClerk);
    let warned = |browser: &Browser| browser.get("/api/v1/warnings").json();
    let bare = json!({"code": "uncovered", "words": "示例新网格没有人在岗"});
    assert!(!warned(&duty).as_array().unwrap().contains(&bare));
    let standing = web.hub.standing();
    let village = standing.directory.village_of(web.cell).unwrap().id;
    let cells = standing.directory.cells_of_village(village, web.now().day());
    let cells: Vec<Id> = cells.iter().map(|cell| cell.id).collect();
    let plan = json!({"change": "merge", "cells": cells, "name": "示例新网格"});
    assert_eq!(clerk.post("/api/v1/cells/plan/apply", plan).status, 200);
    assert!(warned(&duty).as_array().unwrap().contains(&bare), "{}", warned(&duty));
    web.pass(1);
    let admin = web.log_in(Role::TownshipAdmin);
    assert_eq!(admin.get("/api/v1/warnings").status, 403);
}
