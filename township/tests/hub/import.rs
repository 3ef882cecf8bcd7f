//! Bringing data in: all of it or nothing, and never real numbers into training.

use gridwork_model::{Class, Edit, Founding, Id, Path, Purpose, StreamId, Value};
use gridwork_township::HubError;
use gridwork_township::audit::Actor;
use gridwork_township::import::rows::read_table;
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
    let from_csv = read_table(csv.as_bytes()).unwrap();
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
    let from_xlsx = read_table(&book.save_to_buffer().unwrap()).unwrap();
    assert_eq!(from_csv, from_xlsx);
    assert!(read_table(b"PK\x03\x04 broken").is_err());
    assert!(read_table(b"").is_err());
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
