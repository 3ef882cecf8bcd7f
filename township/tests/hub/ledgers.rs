//! Lists of every kind leave in every form: read back, alike in each, and marked on a training hub.

use std::io::Cursor;

use calamine::{Reader, Xlsx};
use gridwork_model::permission::Role;
use serde_json::{Value, json};

use crate::web::{Browser, Web};

/// Who takes a list out, which, and the head of its first column.
const KINDS: [(Role, &str, &str); 10] = [
    (Role::DutyOfficer, "incidents", "编号"),
    (Role::DataClerk, "households", "网格"),
    (Role::DataClerk, "people", "网格"),
    (Role::DataClerk, "posts", "范围"),
    (Role::DataClerk, "hamlets", "村"),
    (Role::DataClerk, "places", "网格"),
    (Role::Head, "tasks", "编号"),
    (Role::Supervision, "records", "序号"),
    (Role::DataClerk, "conflicts", "网格"),
    (Role::DataClerk, "twins", "为什么"),
];

/// Asks for a list, has it agreed to where that is needed, and gives the path below which it is fetched.
fn agreed(web: &Web, browser: &Browser, second: &Browser, kind: &str, format: &str) -> String {
    let wanted =
        json!({"kind": kind, "format": format, "place": web.township, "purpose": "示例核对"});
    let asked = browser.post("/api/v1/exports", wanted);
    assert_eq!(asked.status, 201, "{kind} {format}: {asked:?}");
    let asked = asked.json();
    let path = format!("/api/v1/exports/{}", asked["id"].as_str().unwrap());
    if asked["stands"] == "waiting" {
        let done = second.post(&format!("{path}/decision"), json!({"agree": true}));
        assert_eq!(done.status, 204, "{done:?}");
    }
    path
}

fn texts(row: &Value) -> Vec<String> {
    row.as_array().unwrap().iter().map(|text| text.as_str().unwrap().to_owned()).collect()
}

#[test]
fn every_list_is_read_back_in_every_form() {
    let web = Web::new(1);
    let duty = web.log_in(Role::DutyOfficer);
    let report = json!({"category": "H01", "words": "垃圾", "cell": web.cell, "place": "村口"});
    assert_eq!(duty.post("/api/v1/incidents", report).status, 201);
    web.pass(1);
    let head = web.log_in(Role::Head);
    web.pass(1);
    let clerk = web.log_in(Role::DataClerk);
    let people = clerk.get(&format!("/api/v1/people?place={}&limit=1", web.cell)).json();
    let person = &people["items"][0];
    let path = format!("/api/v1/households/{}/fields", person["household"].as_str().unwrap());
    let name = json!([{"member": person["id"], "field": "name", "value": {"Text": "=1+1"},
        "seen": {"Text": person["name"]}}]);
    assert_eq!(clerk.post(&path, name).status, 204);
    crate::console::conflict(&web);
    let hamlet = web.hub.standing().directory.cell(web.cell).unwrap().hamlets[0];
    for address in ["东头", "西头"] {
        let person = json!({"name": "示意重名", "sex": "女", "birth": "1950-01-01",
            "relation": "户主", "residency": "常住"});
        let home = json!({"hamlet": hamlet, "address": address, "people": [person],
            "although_known": true});
        assert_eq!(clerk.post("/api/v1/households", home).status, 200);
    }
    for (role, kind, first) in KINDS {
        web.pass(1);
        let browser = web.log_in(role);
        let fetch = |format: &str| {
            let path = agreed(&web, &browser, &head, kind, format);
            let file = browser.get(&format!("{path}/file"));
            assert_eq!(file.status, 200, "{kind} {format}: {file:?}");
            let name = &file.headers["content-disposition"];
            assert!(name.contains(&format!("practice-{kind}.{format}")), "{name}");
            file.body
        };
        let printed = agreed(&web, &browser, &head, kind, "print");
        assert_eq!(browser.get(&format!("{printed}/file")).status, 422, "a sheet is no file");
        let sheet = browser.get(&format!("{printed}/sheet")).json();
        assert!(sheet["title"].as_str().unwrap().starts_with("练习 "), "{}", sheet["title"]);
        assert_eq!(sheet["columns"][0], first, "{kind}");
        let rows: Vec<Vec<String>> = sheet["rows"].as_array().unwrap().iter().map(texts).collect();
        let columns = texts(&sheet["columns"]);
        assert!(rows.iter().all(|row| row.len() == columns.len()), "{kind}: rows and heads");
        let data = !matches!(kind, "places" | "tasks");
        assert!(!data || !rows.is_empty(), "{kind} holds nothing");
        let said = |texts: &[&str]| {
            let has = |row: &Vec<String>, text: &str| row.iter().any(|cell| cell.contains(text));
            rows.iter().any(|row| texts.iter().all(|text| has(row, text)))
        };
        match kind {
            "conflicts" => assert!(said(&["东小桥", "西小桥"]), "both values: {rows:?}"),
            "twins" => assert!(said(&["同名同生日", "示意重名"]), "{rows:?}"),
            _ => {}
        }
        // The log grows with each list that leaves.
        let same = |count: usize, form: &str| {
            let fits = if kind == "records" { count > rows.len() } else { count == rows.len() };
            assert!(fits, "{kind} as {form}: {count} rows of {}", rows.len());
        };

        let csv = String::from_utf8(fetch("csv")).unwrap();
        let mut reader = csv::Reader::from_reader(csv.trim_start_matches('\u{feff}').as_bytes());
        assert_eq!(&reader.headers().unwrap()[0], first);
        let lines: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
        same(lines.len(), "csv");

        let mut book: Xlsx<_> = Xlsx::new(Cursor::new(fetch("xlsx"))).unwrap();
        let name = book.sheet_names()[0].clone();
        assert!(name.starts_with("练习 "), "{name}");
        let cells = book.worksheet_range(&name).unwrap();
        assert_eq!(cells.get_value((0, 0)).unwrap().to_string(), first);
        same(cells.height() - 1, "xlsx");

        let map: Value = serde_json::from_slice(&fetch("geojson")).unwrap();
        assert!(map["name"].as_str().unwrap().starts_with("练习 "));
        let features = map["features"].as_array().unwrap();
        same(features.len(), "geojson");
        if let Some(feature) = features.first() {
            let heads = feature["properties"].as_object().unwrap();
            assert!(columns.iter().all(|head| heads.contains_key(head)), "{kind}: {heads:?}");
        }

        if kind == "people" {
            let at = columns.iter().position(|head| head == "姓名").unwrap();
            let formula = |text: &str| text == "'=1+1";
            assert!(lines.iter().any(|line| formula(&line[at])), "defused in CSV");
            let column = |row: &[calamine::Data]| formula(&row[at].to_string());
            assert!(cells.rows().any(column), "defused in the workbook");
        }
    }
    // What nobody's role takes out stays: a list of phones is none of the kinds.
    let wanted = |kind: &str| json!({"kind": kind, "format": "csv", "place": web.township, "purpose": "示例"});
    assert_eq!(clerk.post("/api/v1/exports", wanted("devices")).status, 422);
    assert_eq!(clerk.post("/api/v1/exports", wanted("records")).status, 403);
    assert_eq!(duty.post("/api/v1/exports", wanted("places")).status, 403);
}
