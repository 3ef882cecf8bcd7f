//! Bringing data in: all of it or nothing, and never real numbers into training.

use gridwork_model::directory::{DirectoryItem, kind};
use gridwork_model::org::OfficerStatus;
use gridwork_model::{Class, Edit, Founding, Id, Path, Purpose, StreamId, Value};
use gridwork_township::HubError;
use gridwork_township::audit::Actor;
use gridwork_township::import::rows::{ListKind, read_tables};
use gridwork_township::office::DocumentWrite;

use crate::support::{NOON, fixture};

#[test]
fn an_import_that_is_run_again_adds_nothing() {
    let f = fixture(2);
    let again = f.hub.import_county(&f.county, Actor::Operator, NOON, &mut |_, _| {}).unwrap();
    assert_eq!((again.households, again.documents), (0, 0));
}

#[test]
fn a_training_hub_refuses_id_numbers_outside_the_synthetic_range() {
    let f = fixture(1);
    let household = f.county.residents(&f.county.cells()[0]).next().unwrap();
    let write = |number: &str| DocumentWrite {
        founding: Founding::Needs { household: household.id, purpose: Purpose::Identity, epoch: 3 },
        stream: StreamId::new(f.cell(), Class::C3, Purpose::Identity),
        edits: vec![Edit::AddMember {
            id: Some(household.people[0].id),
            fields: vec![("id_number".into(), Value::Text(number.into()))],
        }],
    };
    let real = f.hub.write_documents(&[write("152621199001011234")], Actor::Operator, "t", NOON);
    assert!(matches!(real, Err(HubError::Mode(_))));
    let made_up = household.people[0].id_number.clone();
    f.hub.write_documents(&[write(&made_up)], Actor::Operator, "t", NOON).unwrap();
}

#[test]
fn an_act_that_fails_in_the_middle_has_written_nothing() {
    let f = fixture(1);
    let places = StreamId::new(f.cell(), Class::C1, Purpose::Places);
    let write = |n: u8, field: &str| DocumentWrite {
        founding: Founding::Place { id: Id::v7(5, [n; 10]) },
        stream: places,
        edits: vec![Edit::Put { path: Path::root(field), value: Value::Text("井".into()) }],
    };
    let writes = [write(1, "name"), write(2, "no such field")];
    assert!(f.hub.write_documents(&writes, Actor::Operator, "t", NOON).is_err());
    assert!(f.hub.stream_of(&Id::v7(5, [1; 10])).is_err());
}

#[test]
fn csv_and_xlsx_read_alike() {
    let rows = [["户号", "姓名"], ["1", "张三"], ["1", "李四"]];
    let csv = rows.map(|row| row.join(",")).join("\n");
    let from_csv = read_tables(csv.as_bytes()).unwrap();
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (r, row) in rows.iter().enumerate() {
        for (c, cell) in row.iter().enumerate() {
            match cell.parse::<f64>() {
                Ok(number) => sheet.write_number(r as u32, c as u16, number).unwrap(),
                Err(_) => sheet.write_string(r as u32, c as u16, *cell).unwrap(),
            };
        }
    }
    let from_xlsx = read_tables(&book.save_to_buffer().unwrap()).unwrap();
    assert_eq!(from_csv[0].header, from_xlsx[0].header);
    assert_eq!(from_csv[0].rows, from_xlsx[0].rows);
    assert!(read_tables(b"PK\x03\x04 broken").is_err());
    assert!(read_tables(b"").is_err());
}

#[test]
fn a_faulty_list_is_told_row_by_row_and_nothing_of_it_is_imported() {
    let f = fixture(1);
    let org = f.hub.standing().org_of(f.cell());
    let run = f.hub.dry_run(org, "户号,姓名\n1,\n".as_bytes(), Actor::Operator, NOON).unwrap();
    assert!(!run.acceptable && !run.findings.is_empty());
    let accepted = f.hub.accept_import(org, &run.id, Actor::Operator, NOON);
    assert!(matches!(accepted, Err(HubError::Invalid(_))));
}

/// A workbook of sheets, every cell a text.
pub fn workbook(sheets: &[(&str, Vec<Vec<String>>)]) -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    for (name, rows) in sheets {
        let sheet = book.add_worksheet();
        sheet.set_name(*name).unwrap();
        for (r, row) in (0u32..).zip(rows) {
            for (c, cell) in (0u16..).zip(row) {
                sheet.write_string(r, c, cell).unwrap();
            }
        }
    }
    book.save_to_buffer().unwrap()
}

fn rows(rows: &[&[&str]]) -> Vec<Vec<String>> {
    rows.iter().map(|row| row.iter().map(|cell| (*cell).to_owned()).collect()).collect()
}

/// A directory of two hamlets, a cell, a worker with a deputy, and an officer.
fn directory(f: &crate::support::Fixture) -> (Id, String, Vec<u8>) {
    let standing = f.hub.standing();
    let village = standing.directory.village_of(f.cell()).unwrap();
    let (org, name) = (standing.org_of(f.cell()), village.name.as_str());
    let book = workbook(&[
        (
            "自然村",
            rows(&[
                &["村", "自然村", "别名", "经度", "纬度"],
                &[name, "示意东沟", "东沟、沟东", "111.45", "41.09"],
                &[name, "示意西沟", "", "", ""],
            ]),
        ),
        ("网格", rows(&[&["村", "网格", "自然村"], &[name, "示意沟网格", "示意东沟、示意西沟"]])),
        (
            "岗位",
            rows(&[
                &["单位", "网格", "岗位", "姓名", "电话", "AB角"],
                &[name, "示意沟网格", "网格员", "示意甲", "19909998801", "示意乙"],
                &[name, "示意沟网格", "网格长", "示意乙", "19909998802", "示意甲"],
                &["综合行政执法局", "", "行政执法人员", "示意丙", "19909998803", ""],
            ]),
        ),
        (
            "执法人员",
            rows(&[
                &["姓名", "执法证号", "有效期起", "有效期止"],
                &["示意丙", "示意15012509", "2026-01-01", "2030-12-31"],
            ]),
        ),
        ("填表说明", rows(&[&["随便什么"]])),
    ]);
    (org, name.to_owned(), book)
}

#[test]
fn a_directory_is_checked_accepted_at_once_and_says_nothing_new_again() {
    let f = fixture(2);
    let (org, _, book) = directory(&f);
    let before = f.hub.standing().version;
    let run = f.hub.dry_run(org, &book, Actor::Operator, NOON).unwrap();
    assert_eq!(run.kind, ListKind::Directory);
    assert!(run.acceptable, "{:?}", run.findings);
    let brought = run.directory;
    let all = [brought.hamlets, brought.cells, brought.people, brought.assignments];
    assert_eq!((all, brought.officers), ([2, 1, 3, 3], 1));
    assert_eq!(f.hub.standing().version, before, "a dry run imports nothing");

    f.hub.accept_import(org, &run.id, Actor::Operator, NOON).unwrap();
    let standing = f.hub.standing();
    assert_eq!(standing.version, before + 1, "all of it in one version");
    let cell = standing.directory.cells().find(|cell| cell.name == "示意沟网格").unwrap();
    assert_eq!(cell.hamlets.len(), 2);
    let duty = standing.directory.on_duty_at(cell.id, NOON.day());
    let worker = duty.iter().find(|(_, role)| role.word() == "专职网格员").unwrap();
    assert_eq!(standing.name_of_person(&worker.0.person), "示意甲");
    // The new worker gets a phone like everybody else, with the streams of the new cell.
    let phone = f.phone(worker.0.person);
    assert_eq!(phone.enrolled.person, worker.0.person);

    let twice = f.hub.accept_import(org, &run.id, Actor::Operator, NOON);
    assert!(matches!(twice, Err(HubError::Conflict(_))));
    let again = f.hub.dry_run(org, &book, Actor::Operator, NOON).unwrap();
    assert!(again.acceptable && again.findings.is_empty(), "{:?}", again.findings);
    assert_eq!(again.directory.unchanged, 7, "{:?}", again.directory);
}

#[test]
fn the_register_of_officers_keeps_status_issuer_and_every_version() {
    let f = fixture(2);
    let (org, _, book) = directory(&f);
    let run = f.hub.dry_run(org, &book, Actor::Operator, NOON).unwrap();
    f.hub.accept_import(org, &run.id, Actor::Operator, NOON).unwrap();
    let officer = || {
        let standing = f.hub.standing();
        let found = standing.directory.of_kind(kind::OFFICER).find_map(|item| match item {
            DirectoryItem::Officer(officer) if officer.certificate == "示意15012509" => {
                Some(officer.clone())
            }
            _ => None,
        });
        found.unwrap()
    };
    let first = officer();
    assert!(first.holds(NOON.day()) && first.issuer.is_empty());

    // As CSV: the certificate was taken for a time; what the list leaves out stays.
    let list = "姓名,执法证号,有效期起,有效期止,发证机关,状态,执法类别\n\
                示意丙,示意15012509,2026-01-01,2030-12-31,示意司法局,暂扣,农牧、自然资源\n";
    let run = f.hub.dry_run(org, list.as_bytes(), Actor::Operator, NOON).unwrap();
    assert!(run.acceptable, "{:?}", run.findings);
    f.hub.accept_import(org, &run.id, Actor::Operator, NOON.plus_ms(1)).unwrap();
    let second = officer();
    assert_eq!((second.id, second.status), (first.id, OfficerStatus::Withheld));
    assert_eq!(second.issuer, "示意司法局");
    assert_eq!(second.categories, ["农牧", "自然资源"]);
    assert!(!second.holds(NOON.day()));
    let list = "姓名,执法证号,有效期起,有效期止\n示意丙,示意15012509,2026-01-01,2030-12-31\n";
    let run = f.hub.dry_run(org, list.as_bytes(), Actor::Operator, NOON).unwrap();
    assert_eq!(run.directory.unchanged, 1, "nothing in the list says otherwise");
    assert_eq!(f.hub.directory_history(kind::OFFICER, first.id).unwrap().len(), 2);

    let list = "姓名,执法证号,有效期起,状态\n示意丙,示意15012509,2026-01-01,好的\n";
    let run = f.hub.dry_run(org, list.as_bytes(), Actor::Operator, NOON).unwrap();
    assert!(!run.acceptable);
    assert_eq!(run.findings[0].column, "状态");
}

#[test]
fn a_faulty_directory_names_sheet_row_and_column_and_brings_nothing() {
    let f = fixture(2);
    let (org, name, _) = directory(&f);
    let taken = f.hub.standing().directory.hamlets_of_cell(f.cell()).next().unwrap().name.clone();
    let book = workbook(&[
        (
            "自然村",
            rows(&[
                &["村", "自然村", "经度", "纬度"],
                &["没有村", "一", "", ""],
                &[&name, "二", "41.09", "111.45"],
            ]),
        ),
        (
            "网格",
            rows(&[
                &["村", "网格", "自然村", "类型"],
                &[&name, "新网格", &taken, "圆的"],
                &[&name, "新网格", &taken, ""],
            ]),
        ),
        (
            "岗位",
            rows(&[
                &["单位", "网格", "岗位", "姓名", "AB角"],
                &[&name, "", "网格员", "甲", ""],
                &[&name, "", "县级主管", "乙", ""],
                &[&name, "", "村医", "丙", "没有这人"],
                &["没有单位", "", "村医", "丁", ""],
            ]),
        ),
        ("别的", rows(&[&["天气"]])),
    ]);
    let run = f.hub.dry_run(org, &book, Actor::Operator, NOON).unwrap();
    let told: Vec<&str> = run.findings.iter().map(|found| found.sentence.as_str()).collect();
    for sentence in [
        "“自然村”表第2行“村”:本乡镇没有这个村",
        "“自然村”表第3行“经度”:经纬度不对,要一起填,经度在前",
        "“网格”表第2行“类型”:应填基础网格、专属网格或季节性网格",
        "“网格”表第3行“自然村”:这个自然村已在别的网格,调整请在网格页办",
        "“岗位”表第2行“网格”:这是网格的岗位,请填网格",
        "“岗位”表第3行“岗位”:不是乡镇设的岗位",
        "“岗位”表第4行“AB角”:没有这个人",
        "“岗位”表第5行“单位”:本乡镇没有这个单位",
        "“别的”表第1行:不认识这张表,不导入",
    ] {
        assert!(told.contains(&sentence), "{sentence} is not in {told:#?}");
    }
    assert!(!run.acceptable);
    let before = f.hub.standing().version;
    let accepted = f.hub.accept_import(org, &run.id, Actor::Operator, NOON);
    assert!(matches!(accepted, Err(HubError::Invalid(_))));
    assert_eq!(f.hub.standing().version, before);
}

#[test]
fn more_findings_than_are_shown_are_counted() {
    let f = fixture(1);
    let org = f.hub.standing().org_of(f.cell());
    let faulty: String = (0..1_200).map(|n| format!("没有村{n},甲\n")).collect();
    let list = format!("村,自然村\n{faulty}");
    let run = f.hub.dry_run(org, list.as_bytes(), Actor::Operator, NOON).unwrap();
    assert_eq!((run.kind, run.findings.len() + run.more), (ListKind::Directory, 1_200));
    assert!(run.findings.len() < 1_200);
}

#[test]
fn an_empty_line_does_not_shift_the_numbers_of_rows() {
    let f = fixture(1);
    let org = f.hub.standing().org_of(f.cell());
    let list = "村,自然村,别名\n\n没有村,甲,\"两\n行\"\n没有村,乙,\n";
    for list in [list.to_owned(), list.replace('\n', "\r\n")] {
        let run = f.hub.dry_run(org, list.as_bytes(), Actor::Operator, NOON).unwrap();
        let found: Vec<usize> = run.findings.iter().map(|found| found.row).collect();
        assert_eq!(found, [3, 4]);
    }
}

#[test]
fn every_form_that_is_given_out_is_read_back_as_what_it_is() {
    for name in gridwork_township::import::form::names() {
        let tables = read_tables(&gridwork_township::import::form::write(&name).unwrap()).unwrap();
        assert!(!tables.is_empty(), "{name}");
        for table in tables {
            let sheet = gridwork_county::rows::form::Sheet::of(&table).unwrap();
            let headings: Vec<&str> =
                sheet.headings().iter().map(|(heading, ..)| *heading).collect();
            let header: Vec<&str> =
                table.header.iter().map(|cell| cell.trim_start_matches('\u{feff}')).collect();
            assert_eq!(header, headings, "{name}");
        }
    }
}
