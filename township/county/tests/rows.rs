//! A township's own list: every fault is told by row and column, nothing is imported beside one,
//! and no finding repeats what the cell said.

use chrono::NaiveDate;
use gridwork_county::rows::{Checked, Hub, KnownHamlet, Problem, Table, import_rows};
use gridwork_county::{County, Options};
use gridwork_model::directory::Directory;
use gridwork_model::{Edit, Id};

const HEADER: [&str; 11] = [
    "户号",
    "村",
    "自然村",
    "门牌",
    "姓名",
    "性别",
    "出生日期",
    "与户主关系",
    "居住状态",
    "身份证号",
    "电话",
];

fn hamlets() -> Vec<KnownHamlet> {
    let hamlet = |n: u8, name: &str, village: &str| KnownHamlet {
        hamlet: Id::from_bytes([n; 16]),
        cell: Id::from_bytes([n + 100; 16]),
        names: vec![name.to_owned()],
        village_names: vec![village.to_owned(), format!("{village}委会")],
    };
    vec![hamlet(1, "后沟", "甲村"), hamlet(2, "东梁", "甲村"), hamlet(3, "东梁", "乙村")]
}

fn check(rows: &[&[&str]], hub: Hub) -> Checked {
    let table = Table {
        name: String::new(),
        header: HEADER.iter().map(|heading| (*heading).to_owned()).collect(),
        rows: rows.iter().map(|row| row.iter().map(|cell| (*cell).to_owned()).collect()).collect(),
    };
    let mut next = 0u64;
    let mut fresh = || {
        next += 1;
        Id::v7(next, [7; 10])
    };
    let today = NaiveDate::from_ymd_opt(2026, 10, 8).expect("a day");
    import_rows(&table, &hamlets(), hub, today, &mut fresh)
}

const HEAD: [&str; 11] = [
    "1",
    "",
    "后沟",
    "3号",
    "张福",
    "男",
    "1951-03-07",
    "户主",
    "常住",
    "150199195103070013",
    "199 0000 0001",
];
const WIFE: [&str; 11] =
    ["1", "", "后沟", "3号", "李桂英", "女", "1951年3月7日", "妻", "R1", "150199195103070021", ""];

fn with(row: [&'static str; 11], heading: &str, value: &'static str) -> [&'static str; 11] {
    let mut row = row;
    let index = HEADER.iter().position(|known| *known == heading).expect("a heading");
    row[index] = value;
    row
}

fn problems(checked: &Checked) -> Vec<(usize, &str, Problem)> {
    checked.findings.iter().map(|f| (f.row, f.column.as_str(), f.problem)).collect()
}

#[test]
fn a_clean_list_becomes_households_with_their_id_numbers_apart() {
    let checked = check(&[&HEAD, &[], &WIFE], Hub::Training);
    assert_eq!((checked.people, checked.households().len()), (2, 1));
    let household = checked.accept().unwrap().remove(0);
    assert_eq!(household.cell, Id::from_bytes([101; 16]));
    let members = household.edits.iter().filter(|edit| matches!(edit, Edit::AddMember { .. }));
    assert_eq!(members.count(), 2);
    assert!(!format!("{:?}", household.edits).contains("150199"));
    assert_eq!(household.identity.unwrap().1.len(), 2);
}

#[test]
fn the_hamlets_of_the_county_are_known_with_their_villages() {
    let day = NaiveDate::from_ymd_opt(2026, 10, 8).expect("a day");
    let county = County::new(Options { seed: 1, cells: Some(4), day }).unwrap();
    let directory = Directory::from_items(county.directory().into_iter().map(|p| p.item));
    let known = KnownHamlet::of_directory(&directory, day);
    assert_eq!(known.len(), county.cells().iter().map(|cell| cell.hamlets.len()).sum::<usize>());
    assert!(known[0].village_names.iter().any(|name| name.ends_with("村委会")));
}

#[test]
fn each_faulty_cell_is_named() {
    for (heading, value, problem) in [
        ("户号", "", Problem::Empty),
        ("自然村", "西梁", Problem::UnknownHamlet),
        ("自然村", "东梁", Problem::AmbiguousHamlet),
        ("姓名", "", Problem::Empty),
        ("性别", "M", Problem::Sex),
        ("出生日期", "1951-02-30", Problem::Birth),
        ("出生日期", "2027-01-01", Problem::Birth),
        ("出生日期", "1879-01-01", Problem::Birth),
        ("与户主关系", "邻居", Problem::Relation),
        ("居住状态", "R6", Problem::Residency),
        ("身份证号", "150199195103070014", Problem::IdNumber),
        ("身份证号", "15019919510307001", Problem::IdNumber),
        ("身份证号", "150199510307001", Problem::OldIdNumber),
        ("身份证号", "110105194912310021", Problem::IdNumber),
        ("电话", "12345", Problem::Phone),
        ("电话", "12900000001", Problem::Phone),
    ] {
        let row = with(HEAD, heading, value);
        let checked = check(&[&row], Hub::Training);
        let found = problems(&checked);
        assert!(found.contains(&(2, heading, problem)), "{heading} {value}: {found:?}");
        assert!(checked.accept().is_err());
    }
}

#[test]
fn the_village_tells_hamlets_of_one_name_apart() {
    let row = with(with(HEAD, "自然村", "东梁"), "村", "乙村委会");
    let household = check(&[&row], Hub::Training).accept().unwrap().remove(0);
    assert_eq!(household.cell, Id::from_bytes([103; 16]));
}

#[test]
fn an_id_number_must_agree_with_birth_and_sex_and_stand_once() {
    let born = with(HEAD, "出生日期", "1951-03-08");
    let found = check(&[&born], Hub::Training);
    assert_eq!(problems(&found), [(2, "出生日期", Problem::IdBirth)]);
    let sex = with(HEAD, "性别", "女");
    assert_eq!(problems(&check(&[&sex], Hub::Training)), [(2, "性别", Problem::IdSex)]);
    let twin = with(with(HEAD, "户号", "2"), "门牌", "4号");
    let found = check(&[&HEAD, &twin], Hub::Training);
    assert_eq!(problems(&found), [(3, "身份证号", Problem::RepeatedId)]);
}

#[test]
fn made_up_numbers_stay_in_training_and_real_ones_out_of_it() {
    let found = check(&[&HEAD], Hub::Production);
    assert_eq!(problems(&found), [(2, "身份证号", Problem::IdArea)]);
    // The example of the standard itself, an old county code and one of today's are well formed.
    let real = with(with(HEAD, "身份证号", "11010519491231002x"), "出生日期", "19491231");
    let woman = with(real, "性别", "女");
    assert!(check(&[&woman], Hub::Production).is_acceptable());
    assert_eq!(problems(&check(&[&woman], Hub::Training)), [(2, "身份证号", Problem::IdArea)]);
}

#[test]
fn a_household_has_one_head_and_one_address() {
    let second = with(WIFE, "与户主关系", "户主");
    let found = check(&[&HEAD, &second], Hub::Training);
    assert_eq!(problems(&found), [(2, "与户主关系", Problem::Head)]);
    let moved = with(WIFE, "门牌", "5号");
    let found = check(&[&HEAD, &moved], Hub::Training);
    assert_eq!(problems(&found), [(3, "自然村", Problem::SplitHousehold)]);
}

#[test]
fn columns_may_stand_in_any_order_but_must_be_there() {
    let table = Table {
        name: String::new(),
        header: ["姓名", "政治面貌", "姓名"].map(String::from).to_vec(),
        rows: Vec::new(),
    };
    let today = NaiveDate::from_ymd_opt(2026, 10, 8).expect("a day");
    let checked = import_rows(&table, &[], Hub::Training, today, &mut || Id::NIL);
    let found = problems(&checked);
    assert!(found.contains(&(1, "户号", Problem::MissingColumn)));
    assert!(found.contains(&(1, "政治面貌", Problem::UnknownColumn)));
    assert!(found.contains(&(1, "姓名", Problem::RepeatedColumn)));
    assert!(!checked.is_acceptable());
}

#[test]
fn findings_speak_of_row_and_column_and_repeat_nothing() {
    let row = with(with(HEAD, "电话", "999"), "姓名", "某某某");
    let findings = check(&[&row], Hub::Training).accept().unwrap_err();
    let told: Vec<String> = findings.iter().map(ToString::to_string).collect();
    assert_eq!(told, ["第2行“电话”:电话号码不对"]);
}
