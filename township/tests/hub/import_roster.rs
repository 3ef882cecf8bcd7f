//! A township's list of residents, as CSV and as XLSX: checked without a trace, accepted whole and once,
//! found at the desk, on the phone of the cell, and its id numbers where id numbers belong.

use gridwork_model::permission::Role;
use gridwork_model::{Class, Founding, Id, Purpose};
use gridwork_sync::update::EntryBody;
use gridwork_township::HubError;
use gridwork_township::audit::Actor;
use gridwork_township::import::rows::ListKind;
use gridwork_township::register::list::Part;

use crate::import::workbook;
use crate::support::{Fixture, NOON, Phone, fixture};

const NAMES: [&str; 3] = ["示意福田", "示意桂英", "示意满仓"];
const NUMBERS: [&str; 2] = ["150199195103070013", "150199195103070021"];

/// Two households of the first cell, three people, two of them with id numbers.
fn list(f: &Fixture) -> Vec<Vec<String>> {
    let standing = f.hub.standing();
    let village = standing.directory.village_of(f.cell()).unwrap().name.as_str();
    let hamlet = standing.directory.hamlets_of_cell(f.cell()).next().unwrap().name.as_str();
    let [one, two, three] = NAMES;
    let [his, hers] = NUMBERS;
    let person = |house: &str, cells: [&str; 7]| {
        let mut row: Vec<String> = [house, village, hamlet].map(str::to_owned).into();
        row.extend(cells.map(str::to_owned));
        row
    };
    let headings = [
        "户号",
        "村",
        "自然村",
        "姓名",
        "性别",
        "出生日期",
        "与户主关系",
        "居住状态",
        "身份证号",
        "电话",
    ];
    vec![
        headings.map(str::to_owned).into(),
        person("1", [one, "男", "1951-03-07", "户主", "常住", his, "199 0000 0001"]),
        person("1", [two, "女", "1951-03-07", "妻", "常住", hers, ""]),
        person("2", [three, "男", "1960-01-01", "户主", "常住", "", ""]),
    ]
}

fn as_csv(rows: &[Vec<String>]) -> Vec<u8> {
    rows.iter().map(|row| row.join(",") + "\n").collect::<String>().into_bytes()
}

/// How many households and people the township has.
fn counts(f: &Fixture) -> (usize, usize) {
    let (clerk, part) = (f.caller(Role::DataClerk), Part { skip: 0, limit: 1 });
    let households = f.hub.households(&clerk, clerk.org, "", part, NOON).unwrap().total;
    let people = f.hub.residents(&clerk, clerk.org, "", part, NOON).unwrap().total;
    (households, people)
}

/// Who is found by a name: the household, and the name as the clerk reads it.
fn found(f: &Fixture, name: &str) -> Vec<(Id, String)> {
    let (clerk, part) = (f.caller(Role::DataClerk), Part { skip: 0, limit: 10 });
    let page = f.hub.residents(&clerk, clerk.org, name, part, NOON).unwrap();
    page.items.into_iter().map(|line| (line.household, line.name)).collect()
}

fn says(raw: &[u8], words: &str) -> bool {
    raw.windows(words.len()).any(|window| window == words.as_bytes())
}

/// Changes of a document that a phone holds.
fn changes(phone: &Phone) -> impl Iterator<Item = (Id, &[u8])> {
    phone.held.values().flatten().filter_map(|body| match body {
        EntryBody::Change { document, raw, .. } => Some((*document, raw.as_slice())),
        _ => None,
    })
}

fn is_accepted_whole_and_once(f: &Fixture, file: &[u8]) {
    let org = f.hub.standing().org_of(f.cell());
    let mut phone = f.phone(f.person(Role::GridWorker));
    phone.pull(&f.hub);
    let before = counts(f);
    for name in NAMES {
        assert!(found(f, name).is_empty(), "{name} is new");
    }

    let run = f.hub.dry_run(org, file, Actor::Operator, NOON).unwrap();
    assert!(run.acceptable && run.findings.is_empty(), "{:?}", run.findings);
    assert_eq!((run.kind, run.households, run.people), (ListKind::Roster, 2, 3));
    assert_eq!(counts(f), before, "a dry run imports nothing");

    let accepted = f.hub.accept_import(org, &run.id, Actor::Operator, NOON).unwrap();
    assert_eq!((accepted.households, accepted.items), (2, 0));
    assert_eq!(counts(f), (before.0 + 2, before.1 + 3));
    let homes = NAMES.map(|name| {
        let found = found(f, name);
        assert_eq!(found.len(), 1, "{name}: {found:?}");
        assert_eq!(found[0].1, name);
        found[0].0
    });
    assert_eq!(homes[0], homes[1], "one household");
    assert_ne!(homes[0], homes[2], "and another");

    phone.pull(&f.hub);
    for (home, name) in homes.into_iter().zip(NAMES) {
        assert_eq!(f.hub.stream_of(&home).unwrap(), f.roster());
        let told = changes(&phone).any(|(document, raw)| document == home && says(raw, name));
        assert!(told, "{name} is on the phone of the cell");
    }
    // Id numbers lie in a document and a stream of their own, which no phone of the cell is given.
    let numbers = |household| {
        let purpose = Purpose::Identity;
        f.hub.stream_of(&Founding::Needs { household, purpose, epoch: 0 }.document())
    };
    assert_eq!(numbers(homes[0]).unwrap(), f.stream(Class::C3, Purpose::Identity));
    assert!(matches!(numbers(homes[2]), Err(HubError::NotFound(_))), "nothing was listed");
    assert!(phone.table.values().all(|stream| stream.purpose != Purpose::Identity));
    for number in NUMBERS {
        assert!(!changes(&phone).any(|(_, raw)| says(raw, number)), "no id number on the phone");
    }

    let twice = f.hub.accept_import(org, &run.id, Actor::Operator, NOON);
    assert!(matches!(twice, Err(HubError::Conflict("imported already"))), "{twice:?}");
    let again = f.hub.dry_run(org, file, Actor::Operator, NOON).map(|run| run.people);
    assert!(matches!(again, Err(HubError::Conflict("imported already"))), "{again:?}");
    assert_eq!(counts(f), (before.0 + 2, before.1 + 3), "and nothing came twice");
    f.hub.verify().unwrap();
}

#[test]
fn a_roster_in_csv_is_accepted_whole_and_once() {
    let f = fixture(1);
    is_accepted_whole_and_once(&f, &as_csv(&list(&f)));
}

#[test]
fn a_roster_in_xlsx_is_accepted_whole_and_once() {
    let f = fixture(1);
    is_accepted_whole_and_once(&f, &workbook(&[("花名册", list(&f))]));
}

#[test]
fn a_roster_with_one_faulty_row_imports_nobody() {
    let f = fixture(1);
    let org = f.hub.standing().org_of(f.cell());
    let (before, mut rows) = (counts(&f), list(&f));
    rows[3][4] = "不知道".to_owned();
    let run = f.hub.dry_run(org, &as_csv(&rows), Actor::Operator, NOON).unwrap();
    assert!(!run.acceptable);
    let told: Vec<_> = run.findings.iter().map(|at| (at.row, at.column.as_str())).collect();
    assert_eq!(told, [(4, "性别")]);
    let accepted = f.hub.accept_import(org, &run.id, Actor::Operator, NOON);
    assert!(matches!(accepted, Err(HubError::Invalid(_))));
    assert_eq!(counts(&f), before, "not the good rows either");
}
