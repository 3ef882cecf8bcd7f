//! The county's directory: what the lists give is there under its names and codes, what they do not
//! give is marked, and everything hangs together.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use gridwork_county::organisation::{Note, Organisation};
use gridwork_county::{County, Options};
use gridwork_model::directory::{Directory, DirectoryItem};
use gridwork_model::geo::Source;
use gridwork_model::org::{CellKind, OrgUnit, UnitKind};
use gridwork_model::permission::{Role, Surface};
use gridwork_model::task::doer;
use gridwork_model::template::{Library, ScopeLevel, Template};
use gridwork_model::{Class, Id, Purpose, StreamId, audience};

fn day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 10, 8).expect("a day")
}

fn county(seed: u64, cells: Option<usize>) -> County {
    County::new(Options { seed, cells, day: day() }).expect("the embedded lists are readable")
}

fn unit<'a>(organisation: &'a Organisation, name: &str) -> &'a OrgUnit {
    let mut called = organisation.units.iter().filter(|unit| unit.is_called(name));
    let found = called.next().expect("a unit of this name");
    assert!(called.next().is_none(), "{name} is not unique");
    found
}

#[test]
fn nine_townships_keep_their_offices_under_official_names() {
    let county = county(1, None);
    let organisation = county.organisation();
    assert_eq!(organisation.townships.len(), 9);
    let towns: Vec<usize> = organisation.townships.iter().map(|t| t.offices.len()).collect();
    assert_eq!(towns.iter().filter(|offices| **offices == 9).count(), 3, "three towns");
    assert_eq!(towns.iter().filter(|offices| **offices == 8).count(), 6, "six townships");
    assert_eq!(unit(organisation, "可镇").name, "可可以力更镇");
    assert_eq!(unit(organisation, "德胜沟乡").name, "得胜沟乡");
    assert_eq!(unit(organisation, "壕赖山").name, "耗赖山乡");
    assert_eq!(organisation.townships[0].name, "大青山乡");
}

#[test]
fn each_township_has_the_offices_and_institutions_of_the_list_under_their_names_and_plates() {
    let list = include_str!("../data/townships.json");
    let list: serde_json::Value = serde_json::from_str(list).expect("the list reads");
    let text = |value: &serde_json::Value| value.as_str().expect("a name").to_owned();
    let texts = |value: &serde_json::Value| -> Vec<String> {
        value.as_array().expect("names").iter().map(text).collect()
    };
    let county = county(1, None);
    let organisation = county.organisation();
    let mut looked = 0;
    for row in list["townships"].as_array().expect("townships") {
        let township = unit(organisation, &text(&row["name"]));
        let below = |kind: UnitKind| -> BTreeMap<String, &OrgUnit> {
            let units = organisation.units.iter();
            let below = units.filter(|unit| unit.parent == Some(township.id) && unit.kind == kind);
            below.map(|unit| (unit.name.clone(), unit)).collect()
        };
        let (offices, institutions) = (below(UnitKind::Office), below(UnitKind::Institution));
        let listed: BTreeSet<String> = texts(&row["offices"]).into_iter().collect();
        let named: BTreeSet<String> = offices.keys().cloned().collect();
        assert_eq!(named, listed, "{}", township.name);
        let town = township.name.ends_with('镇');
        assert_eq!(offices.len(), if town { 6 } else { 5 }, "{}", township.name);
        assert_eq!(institutions.len(), 3, "{}", township.name);
        for row in row["institutions"].as_array().expect("institutions") {
            let institution = institutions[&text(&row["name"])];
            for plate in texts(&row["plates"]) {
                assert!(institution.is_called(&plate), "{plate} of {}", institution.name);
            }
        }
        looked += 1;
    }
    assert_eq!(looked, 9);
}

#[test]
fn a_hundred_villages_and_communities_are_imported_and_the_gaps_are_told() {
    let county = county(1, None);
    let organisation = county.organisation();
    let all: Vec<_> = organisation.townships.iter().flat_map(|t| &t.villages).collect();
    assert_eq!(all.iter().filter(|village| !village.community).count(), 93);
    assert_eq!(all.iter().filter(|village| village.community).count(), 7);
    let names: BTreeSet<&str> = all.iter().map(|village| village.name.as_str()).collect();
    assert!(names.contains("五家村") && names.contains("福如东村") && names.contains("井尔沟村"));
    assert!(!names.iter().any(|name| name.contains("虚拟") || name.contains("委会")));
    let ids: BTreeSet<Id> = all.iter().map(|village| village.id).collect();
    assert_eq!(ids.len(), 100, "homonyms stay apart");
    let notes = county.notes();
    assert_eq!(notes.iter().filter(|note| matches!(note, Note::Dummy { .. })).count(), 2);
    assert!(notes.contains(&Note::Homonym { name: "黑沙兔村".into(), count: 3 }));
    assert!(notes.contains(&Note::Homonym { name: "乌兰不浪村".into(), count: 2 }));
    assert!(notes.contains(&Note::Missing { what: "社区", known: 10, listed: 7 }));
}

#[test]
fn one_code_means_another_township_since_2024() {
    let county = county(1, None);
    let organisation = county.organisation();
    let code = "150125214".parse().expect("a code");
    let holder = |on: &str| -> Vec<String> {
        let on: NaiveDate = on.parse().expect("a day");
        let holds = |unit: &&OrgUnit| {
            unit.codes.iter().any(|dated| dated.value == code && dated.validity.holds(on))
        };
        organisation.units.iter().filter(holds).map(|unit| unit.name.clone()).collect()
    };
    assert_eq!(holder("2022-06-01"), ["耗赖山乡"]);
    assert_eq!(holder("2026-06-01"), ["二份子乡"]);
}

#[test]
fn development_zones_are_no_townships() {
    let county = county(1, None);
    let zones: Vec<_> =
        county.organisation().units.iter().filter(|u| u.kind == UnitKind::Zone).collect();
    assert_eq!(zones.len(), 2);
    let directory = county.directory();
    let dedicated: Vec<_> = directory
        .iter()
        .filter_map(|placed| match &placed.item {
            DirectoryItem::Cell(cell) if cell.kind == CellKind::Dedicated => Some(cell),
            _ => None,
        })
        .collect();
    assert_eq!(dedicated.len(), 2);
    for cell in dedicated {
        let village = county.organisation().village(cell.parent).expect("a community");
        assert!(village.community, "a cell hangs under a community, never under a zone");
    }
}

#[test]
fn coordinates_are_converted_and_marked_approximate() {
    let county = county(1, None);
    let points: Vec<_> = county
        .organisation()
        .townships
        .iter()
        .flat_map(|t| t.villages.iter().filter_map(|v| v.point).chain(t.point))
        .collect();
    assert_eq!(points.len(), 12, "7 townships and 5 villages have one");
    assert!(points.iter().all(|point| point.source == Source::ConvertedGcj));
    // The list puts 蒙独脑包 at 111.264421 E in GCJ-02; the shift here is some 500 m.
    let village = county.organisation().townships.iter().flat_map(|t| &t.villages);
    let shifted = village.clone().find(|v| v.name == "蒙独脑包村").and_then(|v| v.point);
    let east = f64::from(shifted.expect("a point").lon_e7) / 1e7;
    assert!((0.004..0.008).contains(&(111.264421 - east)), "{east}");
}

#[test]
fn hamlets_fill_cells_of_50_to_300_households_without_gap_or_overlap() {
    let county = county(1, None);
    let cells = county.cells();
    assert!((235..=250).contains(&cells.len()), "{}", cells.len());
    assert!(cells.iter().all(|cell| (50..=300).contains(&cell.households)));
    let rural: usize = cells.iter().filter(|cell| !cell.town).map(|cell| cell.hamlets.len()).sum();
    assert_eq!(rural, 964);
    let mut of_township: BTreeMap<Id, usize> = BTreeMap::new();
    for cell in cells.iter().filter(|cell| !cell.town) {
        *of_township.entry(cell.township).or_default() += cell.hamlets.len();
        assert!(cell.hamlets.iter().all(|hamlet| hamlet.illustrative));
    }
    let hamlets_of = |name: &str| of_township[&unit(county.organisation(), name).id];
    assert_eq!((hamlets_of("大青山乡"), hamlets_of("二份子乡")), (64, 132));
    let ids: BTreeSet<Id> = cells.iter().flat_map(|c| &c.hamlets).map(|h| h.id).collect();
    assert_eq!(ids.len(), cells.iter().map(|cell| cell.hamlets.len()).sum::<usize>());
}

#[test]
fn the_directory_hangs_together_and_every_cell_has_somebody() {
    let county = county(7, None);
    let placed = county.directory();
    let keys: BTreeSet<_> = placed.iter().map(|p| (p.item.kind(), p.item.id())).collect();
    assert_eq!(keys.len(), placed.len(), "an item stands twice");
    let directory = Directory::from_items(placed.iter().map(|p| p.item.clone()));
    for cell in county.cells() {
        assert_eq!(directory.township_of(cell.id).map(|unit| unit.id), Some(cell.township));
        assert!(directory.cell(cell.id).is_some_and(|found| found.party_unit.is_some()));
    }
    let mut workers: BTreeMap<Id, usize> = BTreeMap::new();
    for placed in &placed {
        let DirectoryItem::Assignment(assignment) = &placed.item else { continue };
        let post = directory.post(assignment.post).expect("the post of an assignment");
        assert!(assignment.deputy != Some(assignment.person));
        if post.role == Role::GridWorker {
            *workers.entry(assignment.scope).or_default() += 1;
            assert!(assignment.deputy.is_some());
            let streams = audience::grants(assignment.person, day(), &directory);
            assert!(streams.iter().any(|stream| {
                stream.scope == assignment.scope && stream.purpose == Purpose::Roster
            }));
        }
    }
    assert_eq!(workers.len(), county.cells().len());
    assert!(workers.values().all(|count| *count == 1));
    for placed in &placed {
        let (kind, id, body) = (placed.item.kind(), placed.item.id(), placed.item.body());
        assert_eq!(DirectoryItem::read(kind, id, &body), placed.item);
    }
}

#[test]
fn a_small_demo_is_the_beginning_of_the_large_one() {
    let (small, large) = (county(3, Some(5)), county(3, None));
    assert_eq!(small.cells().len(), 5);
    for (one, other) in small.cells().iter().zip(large.cells()) {
        assert_eq!((one.id, one.households), (other.id, other.households));
        assert!(small.residents(one).eq(large.residents(other)));
    }
    assert!(small.directory().len() < large.directory().len() / 5);
}

/// People with an assignment, each with one of its scopes.
fn people(directory: &Directory) -> BTreeSet<Id> {
    let assignments = directory.of_kind(gridwork_model::directory::kind::ASSIGNMENT);
    let person = |item: &DirectoryItem| match item {
        DirectoryItem::Assignment(assignment) => Some(assignment.person),
        _ => None,
    };
    assignments.filter_map(person).collect()
}

/// Where the tasks of a template lie in this county.
fn scopes(county: &County, template: &Template) -> BTreeSet<Id> {
    let of = |cell: &gridwork_county::layout::CellPlan| match template.scope_level() {
        ScopeLevel::Cell => cell.id,
        ScopeLevel::Village => cell.village,
    };
    county.cells().iter().map(of).collect()
}

#[test]
fn every_template_has_somebody_who_does_it_and_receives_what_it_is_written_in() {
    let county = county(7, Some(6));
    let directory = Directory::from_items(county.directory().iter().map(|p| p.item.clone()));
    let people = people(&directory);
    let grants: BTreeMap<Id, Vec<StreamId>> =
        people.iter().map(|p| (*p, audience::grants(*p, day(), &directory))).collect();
    for template in Library::embedded().templates.iter().filter(|t| t.class != Class::C4) {
        for scope in scopes(&county, template) {
            let stream = StreamId::new(scope, template.class, template.purpose);
            let takes = |person: &&Id| match doer(template, **person, scope, day(), &directory) {
                None => false,
                Some(role) if role.surface() == Surface::Console => true,
                Some(_) => grants[*person].contains(&stream),
            };
            let found = people.iter().find(takes);
            assert!(found.is_some(), "{} in {scope}", template.id);
        }
    }
}

#[test]
fn every_sealed_post_reads_its_own_records_and_is_handed_them() {
    let county = county(7, Some(6));
    let directory = Directory::from_items(county.directory().iter().map(|p| p.item.clone()));
    let mut purposes = BTreeSet::new();
    for item in directory.of_kind(gridwork_model::directory::kind::POST) {
        let DirectoryItem::Post(post) = item else { continue };
        let Some(purpose) = post.sealed else { continue };
        purposes.insert(purpose);
        let stream = StreamId::new(post.id, Class::C4, purpose);
        let holders = directory.holders_of_post(post.id, day());
        assert!(!holders.is_empty(), "{}", post.title);
        for holder in holders {
            let grants = audience::grants(holder.person, day(), &directory);
            assert!(grants.contains(&stream), "{}", post.title);
        }
    }
    assert_eq!(purposes.len(), 3);
    // Whoever works in a cell can hand a record of every kind in.
    for person in people(&directory) {
        let at_work =
            directory.assignments_of(person, day()).any(|(_, post)| post.role == Role::GridWorker);
        let reach = audience::sealed_recipients(person, day(), &directory);
        let reach: BTreeSet<_> = reach.into_iter().map(|stream| stream.purpose).collect();
        assert!(!at_work || reach == purposes, "{reach:?}");
    }
}
