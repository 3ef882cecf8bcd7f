//! A township's list of residents, as CSV and as XLSX: checked without a trace, accepted whole and once,
//! found at the desk, on the phone of the cell, and its id numbers where id numbers belong.

use gridwork_model::citizen_id::complete;
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

/// A list given a second time with small changes: one number put right, an id number that was missing,
/// one who is new in the house, one house that is new.
fn knows_who_is_there(f: &Fixture, write: impl Fn(&[Vec<String>]) -> Vec<u8>) {
    let org = f.hub.standing().org_of(f.cell());
    let give = |rows: &[Vec<String>]| {
        let run = f.hub.dry_run(org, &write(rows), Actor::Operator, NOON).unwrap();
        assert!(run.acceptable, "{:?}", run.findings);
        let accepted = f.hub.accept_import(org, &run.id, Actor::Operator, NOON).unwrap();
        (run, accepted)
    };
    let mut rows = list(f);
    give(&rows);
    let before = counts(f);
    let [one, two, three] = NAMES.map(|name| found(f, name)[0].0);

    // Another telephone number of the first, a number for the third, and somebody with the third.
    rows[1][9] = "199 0000 0002".to_owned();
    rows[3][8] = "150199196001010014".to_owned();
    let mut child = rows[3].clone();
    (child[3], child[5], child[6], child[8]) =
        ("示意添丁".into(), "2026-01-01".into(), "长子".into(), String::new());
    rows.push(child);
    let mut stranger = rows[3].clone();
    (stranger[0], stranger[3], stranger[5], stranger[8]) =
        ("3".into(), "示意新来".into(), "1970-02-02".into(), String::new());
    rows.push(stranger);
    let (run, accepted) = give(&rows);
    let told = run.residents;
    assert_eq!((told.new_households, told.new_people), (1, 2), "{:?}", run.findings);
    assert_eq!((told.changed, told.unchanged, told.elsewhere), (2, 1, 0), "{:?}", run.findings);
    let lines: Vec<(usize, &str)> =
        run.findings.iter().map(|at| (at.row, at.column.as_str())).collect();
    assert_eq!(lines, [(2, "电话"), (4, "身份证号"), (5, ""), (3, "")], "{:?}", run.findings);
    assert!(run.findings[3].sentence.contains("已在册"), "{:?}", run.findings);
    assert_eq!((accepted.households, accepted.amended), (1, 3));
    assert_eq!(counts(f), (before.0 + 1, before.1 + 2), "nobody is there twice");
    assert_eq!(NAMES.map(|name| found(f, name)[0].0), [one, two, three], "under the same ids");
    assert_eq!(found(f, "示意添丁")[0].0, three);
    let mut phone = f.phone(f.person(Role::GridWorker));
    phone.pull(&f.hub);
    let told =
        |home: Id, words: &str| changes(&phone).any(|(at, raw)| at == home && says(raw, words));
    assert!(told(one, "19900000002") && told(three, "示意添丁"));
    let numbers =
        Founding::Needs { household: three, purpose: Purpose::Identity, epoch: 0 }.document();
    assert!(f.hub.stream_of(&numbers).is_ok(), "the number went where numbers belong");

    // A corrected name under the same id number is a change, not a person; and once more in another
    // order nothing is new.
    rows[1][3] = "示意富田".to_owned();
    let (run, _) = give(&rows);
    assert_eq!((run.residents.changed, run.residents.new_people), (1, 0), "{:?}", run.findings);
    assert_eq!(found(f, "示意富田")[0].0, one);
    rows[1..].reverse();
    let (run, _) = give(&rows);
    assert_eq!((run.residents.unchanged, run.residents.new_people), (5, 0), "{:?}", run.findings);
    assert_eq!(counts(f), (before.0 + 1, before.1 + 2));
    f.hub.verify().unwrap();
}

#[test]
fn a_changed_list_given_again_in_csv_founds_nobody_twice() {
    let f = fixture(1);
    knows_who_is_there(&f, as_csv);
}

#[test]
fn a_changed_list_given_again_in_xlsx_founds_nobody_twice() {
    let f = fixture(1);
    knows_who_is_there(&f, |rows| workbook(&[("花名册", rows.to_vec())]));
}

#[test]
fn who_lives_in_another_house_or_has_a_double_is_told_and_left_alone() {
    let f = fixture(1);
    let org = f.hub.standing().org_of(f.cell());
    let rows = list(&f);
    let first = f.hub.dry_run(org, &as_csv(&rows), Actor::Operator, NOON).unwrap();
    f.hub.accept_import(org, &first.id, Actor::Operator, NOON).unwrap();
    let before = counts(&f);

    // The wife stands with the other household now: a move is an act of its own, not a list's.
    let mut moved = rows.clone();
    moved[2][0] = "2".to_owned();
    let run = f.hub.dry_run(org, &as_csv(&moved), Actor::Operator, NOON).unwrap();
    assert!(run.acceptable);
    assert_eq!((run.residents.elsewhere, run.residents.unchanged), (1, 2), "{:?}", run.findings);
    assert!(run.findings.iter().any(|at| at.row == 3 && at.sentence.contains("另一户")));
    f.hub.accept_import(org, &run.id, Actor::Operator, NOON).unwrap();
    assert_eq!(counts(&f), before);

    // Another man of the same name and day of birth, with a number of his own, is another man.
    let mut double = rows[1].clone();
    (double[0], double[8], double[9]) =
        ("9".into(), complete("15019919510307003").unwrap(), String::new());
    let with_double = [rows[0].clone(), double.clone()];
    let run = f.hub.dry_run(org, &as_csv(&with_double), Actor::Operator, NOON).unwrap();
    assert_eq!(run.residents.new_people, 1, "{:?}", run.findings);
    f.hub.accept_import(org, &run.id, Actor::Operator, NOON).unwrap();
    // Without a number, and in neither house by its head, nobody can tell which of them it is.
    double[6] = "长子".into();
    double[8] = String::new();
    let mut head = double.clone();
    (head[3], head[5], head[6]) = ("示意别人".into(), "1930-01-01".into(), "户主".into());
    let vague = [rows[0].clone(), head, double];
    let run = f.hub.dry_run(org, &as_csv(&vague), Actor::Operator, NOON).unwrap();
    assert!(!run.acceptable);
    assert!(run.findings[0].sentence.contains("请填身份证号"), "{:?}", run.findings);
    assert_eq!(counts(&f), (before.0 + 1, before.1 + 1));
}
