//! A small township, asked the questions that phone and hub ask.

use chrono::NaiveDate;

use super::*;
use crate::Id;
use crate::calendar::{Calendar, CalendarItem};
use crate::incident::IncidentPolicy;
use crate::org::{
    About, Absence, Assignment, Cell, CellKind, DeviceBinding, Hamlet, OrgUnit, Post, UnitKind,
};
use crate::permission::Role;
use crate::validity::{Dated, Validity};

fn id(n: u8) -> Id {
    Id::from_bytes([n; 16])
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn hamlet(n: u8, village: Id) -> DirectoryItem {
    Hamlet {
        id: id(n),
        village,
        name: format!("示意{n}"),
        aliases: Vec::new(),
        point: None,
        illustrative: true,
        validity: Validity::ALWAYS,
    }
    .into()
}

/// County 1, township 2 with office 3 and village 4, hamlets 10–12, cells 20–21 and micro-cell 22;
/// person 30 in post 40 for cell 20 with deputy 31.
fn township() -> Directory {
    let mut assignment = Assignment::new(id(50), id(30), id(40), id(20), day("2026-01-01"));
    assignment.deputy = Some(id(31));
    assignment.absences = vec![Absence { from: day("2026-10-01"), back: None }];
    let post = Post {
        id: id(40),
        unit: id(2),
        role: Role::GridWorker,
        title: "专职网格员".into(),
        sealed: None,
    };
    let device = DeviceBinding {
        id: DeviceBinding::id_of(7),
        device: 7,
        person: id(30),
        post: None,
        signing_key: None,
        sealing_key: None,
        validity: Validity::until(day("2026-12-01")),
    };
    Directory::from_items([
        hamlet(10, id(4)),
        hamlet(11, id(4)),
        hamlet(12, id(4)),
        Cell::new(id(20), id(4), CellKind::Base, "第1网格", vec![id(11), id(10)]).into(),
        Cell::new(id(21), id(4), CellKind::Base, "第2网格", vec![id(12)]).into(),
        Cell::new(id(22), id(20), CellKind::Micro, "微网格", vec![id(10)]).into(),
        OrgUnit::new(id(1), None, UnitKind::County, "武川县").into(),
        OrgUnit::new(id(2), Some(id(1)), UnitKind::Township, "哈乐镇").into(),
        OrgUnit::new(id(3), Some(id(2)), UnitKind::Office, "社会事务办公室").into(),
        OrgUnit::new(id(4), Some(id(2)), UnitKind::Village, "示意村").into(),
        post.into(),
        assignment.into(),
        device.into(),
    ])
}

#[test]
fn places_know_what_lies_above_and_below() {
    let directory = township();
    let today = day("2026-10-08");
    assert_eq!(directory.above(id(22)), [id(22), id(20), id(4), id(2), id(1)]);
    assert_eq!(directory.township_of(id(10)).unwrap().name, "哈乐镇");
    assert_eq!(directory.village_of(id(22)).unwrap().id, id(4));
    let cells: Vec<Id> = directory.cells_of_village(id(4), today).iter().map(|c| c.id).collect();
    assert_eq!(cells, [id(20), id(21), id(22)]);
    assert_eq!(directory.cells_in(id(1), today).len(), 3);
    let hamlets: Vec<Id> = directory.hamlets_of_cell(id(20)).map(|h| h.id).collect();
    assert_eq!(hamlets, [id(11), id(10)]);
    assert_eq!(directory.cell_of_hamlet(id(10), today).unwrap().id, id(20));
    let offices: Vec<_> = directory.offices_of(id(2)).map(|unit| unit.name.as_str()).collect();
    assert_eq!(offices, ["社会事务办公室"]);
}

#[test]
fn the_deputy_acts_in_a_long_absence_and_the_post_tells() {
    let directory = township();
    let acts = |d| directory.on_duty_at(id(20), day(d))[0].0.person;
    assert_eq!(acts("2026-10-03"), id(30));
    assert_eq!(acts("2026-10-04"), id(31));
    assert_eq!(directory.holders_of_post(id(40), day("2026-10-04"))[0].person, id(31));
    assert!(directory.roles_of(id(31), day("2026-10-03")).is_empty());
    assert!(directory.roles_of(id(31), day("2026-10-04")).contains(&Role::GridWorker));
}

#[test]
fn a_cell_without_a_person_is_found() {
    let directory = township();
    let empty: Vec<Id> =
        directory.uncovered_cells(day("2026-10-08")).iter().map(|cell| cell.id).collect();
    assert_eq!(empty, [id(21)]);
}

#[test]
fn a_device_belongs_to_its_person_until_it_is_revoked() {
    let directory = township();
    assert_eq!(directory.person_of_device(7, day("2026-11-30")), Some(id(30)));
    assert_eq!(directory.person_of_device(7, day("2026-12-01")), None);
    assert_eq!(directory.person_of_device(8, day("2026-11-30")), None);
    assert_eq!(directory.devices_of(id(30)).count(), 1);
}

/// 150125214 is 耗赖山乡 in the statistics list of 2016 and 二份子乡 in the lists since March 2024: a
/// record keyed by the code alone would have moved 40 km.
#[test]
fn one_code_names_two_townships_in_two_vintages() {
    let code = "150125214".parse().unwrap();
    let drift = day("2024-03-01");
    let mut before = OrgUnit::new(id(5), Some(id(1)), UnitKind::Township, "耗赖山乡");
    before.codes = vec![Dated::new(code, Validity::until(drift), "NBS 2016")];
    let mut after = OrgUnit::new(id(6), Some(id(1)), UnitKind::Township, "二份子乡");
    after.codes = vec![Dated::new(code, Validity::from(drift), "list of 2024-03")];
    let directory = Directory::from_items([before.into(), after.into()]);
    let name = |d| directory.unit_by_code(code, day(d)).map(|unit| unit.name.as_str());
    assert_eq!(name("2022-06-30"), Some("耗赖山乡"));
    assert_eq!(name("2024-02-29"), Some("耗赖山乡"));
    assert_eq!(name("2024-03-01"), Some("二份子乡"));
}

#[test]
fn a_split_cell_keeps_its_history_and_leads_to_its_parts() {
    let mut directory = township();
    let cut = day("2026-11-01");
    let parts = vec![
        (id(23), "第3网格".to_owned(), vec![id(10)]),
        (id(24), "第4网格".to_owned(), vec![id(11)]),
    ];
    let (ended, parts) = directory.cell(id(20)).unwrap().split(cut, parts);
    directory.put(ended.into());
    parts.into_iter().for_each(|part| directory.put(part.into()));
    assert_eq!(directory.successors(id(20)).collect::<Vec<_>>(), [id(23), id(24)]);
    assert_eq!(directory.cell_of_hamlet(id(10), cut).unwrap().id, id(23));
    let eve = cut.pred_opt().unwrap();
    assert_eq!(directory.cell_of_hamlet(id(10), eve).unwrap().id, id(20));
    let two = [directory.cell(id(23)).unwrap(), directory.cell(id(24)).unwrap()];
    let (ended, whole) = Cell::merge(&two, day("2027-01-01"), id(25), "新网格").unwrap();
    assert_eq!(whole.hamlets, [id(10), id(11)]);
    assert!(ended.iter().all(|cell| !cell.validity.holds(day("2027-01-01"))));
}

#[test]
fn replacing_an_item_replaces_its_links() {
    let mut directory = township();
    let mut cell = directory.cell(id(21)).unwrap().clone();
    cell.hamlets.clear();
    directory.put(cell.into());
    assert!(directory.cell_of_hamlet(id(12), day("2026-10-08")).is_none());
    directory.remove(kind::CELL, id(21));
    assert!(directory.cell(id(21)).is_none());
    let mut rebuilt = Directory::default();
    directory.items().cloned().for_each(|item| rebuilt.put(item));
    assert_eq!(rebuilt, directory);
}

#[test]
fn items_survive_the_wire_and_unknown_ones_are_kept_raw() {
    for item in township().items() {
        let back = DirectoryItem::read(item.kind(), item.id(), &item.body());
        assert_eq!(&back, item);
        assert!(!matches!(back, DirectoryItem::Raw { .. }));
    }
    let raw = DirectoryItem::read(200, id(9), b"{\"drone\":1}");
    assert_eq!(raw.body(), b"{\"drone\":1}");
    let newer = DirectoryItem::read(kind::UNIT, id(9), b"{\"layout\":2}");
    assert!(matches!(newer, DirectoryItem::Raw { kind: kind::UNIT, .. }));
    let foreign =
        DirectoryItem::read(kind::UNIT, id(9), &township().item(kind::UNIT, id(1)).unwrap().body());
    assert!(matches!(foreign, DirectoryItem::Raw { .. }), "the id of envelope and body differ");
}

#[test]
fn a_township_without_rules_of_its_own_takes_the_countys() {
    let mut directory = township();
    assert_eq!(directory.incident_policy(id(2)), IncidentPolicy::embedded());
    let rate_days = |directory: &Directory| directory.incident_policy(id(2)).rate_days;
    for (owner, days) in [(Id::NIL, 5), (id(2), 9)] {
        let policy =
            IncidentPolicy { id: owner, rate_days: days, ..IncidentPolicy::embedded().clone() };
        let item = DirectoryItem::from(policy);
        directory.put(DirectoryItem::read(item.kind(), item.id(), &item.body()));
        assert_eq!(rate_days(&directory), days);
    }
    let item = CalendarItem { id: Id::NIL, calendar: Calendar::embedded().clone() };
    let item = DirectoryItem::from(item);
    directory.put(DirectoryItem::read(item.kind(), item.id(), &item.body()));
    assert_eq!(directory.calendar(id(2)), Calendar::embedded());
}

#[test]
fn a_cycle_in_the_directory_ends_somewhere() {
    let mut a = OrgUnit::new(id(60), Some(id(61)), UnitKind::Other, "甲");
    a.parent = Some(id(61));
    let b = OrgUnit::new(id(61), Some(id(60)), UnitKind::Other, "乙");
    let directory = Directory::from_items([a.into(), b.into()]);
    assert_eq!(directory.above(id(60)), [id(60), id(61)]);
    assert!(directory.cells_in(id(60), day("2026-10-08")).is_empty());
}

#[test]
fn the_duty_room_is_the_townships_or_that_of_the_office_with_the_duty_post() {
    let mut directory = township();
    assert_eq!(directory.duty_phone(id(20)), None);
    let mut office = directory.unit(id(3)).unwrap().clone();
    office.phone = Some("0471 0000001".into());
    directory.put(office.into());
    assert_eq!(directory.duty_phone(id(20)), None, "nobody is on duty in that office");
    let post = Post {
        id: id(41),
        unit: id(3),
        role: Role::DutyOfficer,
        title: "值班员".into(),
        sealed: None,
    };
    directory.put(post.into());
    assert_eq!(directory.duty_phone(id(20)), Some("0471 0000001"));
    let mut own = directory.unit(id(2)).unwrap().clone();
    own.phone = Some(" ".into());
    directory.put(own.clone().into());
    assert_eq!(directory.duty_phone(id(20)), Some("0471 0000001"));
    own.phone = Some("0471 0000000".into());
    directory.put(own.into());
    assert_eq!(directory.duty_phone(id(20)), Some("0471 0000000"));
    assert_eq!(directory.duty_phone(id(1)), None, "the county has none of its own");
}

#[test]
fn about_is_the_townships_or_the_countys() {
    let mut directory = township();
    assert_eq!(directory.about(id(2)), None);
    for (owner, organiser) in [(Id::NIL, "示意县"), (id(2), "示意镇")] {
        let about = About { organiser: organiser.into(), ..About::unwritten(owner) };
        let item = DirectoryItem::from(about);
        directory.put(DirectoryItem::read(item.kind(), item.id(), &item.body()));
        assert_eq!(directory.about(id(2)).unwrap().organiser, organiser);
    }
}
