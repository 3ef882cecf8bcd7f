//! Generated residents: plausible, unique, the same under the same seed, and never real.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate};
use gridwork_county::{County, HouseholdRecord, Options};
use gridwork_model::citizen_id::CitizenId;
use gridwork_model::phone::Phone;
use gridwork_model::residency::Residency;
use gridwork_model::schema::{FieldType, fields, needs_hold};
use gridwork_model::task::facts::{CellFacts, Facts};
use gridwork_model::task::{Deriver, derive};
use gridwork_model::template::Library;
use gridwork_model::{DocumentKind, Edit, Founding, Value};

fn day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 10, 8).expect("a day")
}

fn county(seed: u64) -> County {
    County::new(Options { seed, cells: None, day: day() }).expect("the embedded lists are readable")
}

fn everybody(county: &County) -> Vec<HouseholdRecord> {
    county.cells().iter().flat_map(|cell| county.residents(cell)).collect()
}

fn age(birth: NaiveDate) -> i32 {
    let had_birthday = (day().month(), day().day()) >= (birth.month(), birth.day());
    day().year() - birth.year() - i32::from(!had_birthday)
}

#[test]
fn the_county_has_its_size_and_nobody_stands_twice() {
    let county = county(1);
    let households = everybody(&county);
    assert!((38_000..=42_000).contains(&households.len()), "{} households", households.len());
    let people: Vec<_> = households.iter().flat_map(|household| &household.people).collect();
    assert!((95_000..=107_000).contains(&people.len()), "{} people", people.len());
    let ids: BTreeSet<_> = people.iter().map(|person| person.id).collect();
    assert_eq!(ids.len(), people.len());
    let numbers: BTreeSet<&str> = people.iter().map(|person| person.id_number.as_str()).collect();
    assert_eq!(numbers.len(), people.len());
    assert!(numbers.iter().all(|number| number.len() == 18 && number.starts_with("150199")));
    let phones: Vec<&String> = people.iter().filter_map(|person| person.phone.as_ref()).collect();
    assert!(phones.iter().all(|phone| phone.len() == 11 && phone.starts_with("1990")));
    assert_eq!(phones.iter().collect::<BTreeSet<_>>().len(), phones.len());
}

#[test]
fn it_ages_and_many_who_are_registered_live_elsewhere() {
    let county = county(2);
    let households = everybody(&county);
    let people: Vec<_> = households.iter().flat_map(|household| &household.people).collect();
    let share = |count: usize| count as f64 / people.len() as f64;
    let elders = share(people.iter().filter(|person| age(person.birth) >= 60).count());
    assert!((0.25..0.50).contains(&elders), "60 and older: {elders}");
    let children = share(people.iter().filter(|person| age(person.birth) < 15).count());
    assert!((0.04..0.18).contains(&children), "under 15: {children}");
    let mut by_residency: BTreeMap<Residency, usize> = BTreeMap::new();
    for person in &people {
        *by_residency.entry(person.residency).or_default() += 1;
    }
    assert_eq!(by_residency.len(), 5);
    let away = share(by_residency[&Residency::R2]);
    assert!((0.20..0.50).contains(&away), "away: {away}");
    let tagged = households.iter().filter(|household| household.tags() != 0).count();
    let tagged = tagged as f64 / households.len() as f64;
    assert!((0.12..0.19).contains(&tagged), "with service tags: {tagged}");
}

#[test]
fn relations_agree_with_sex_and_age() {
    let county = county(3);
    for household in county.cells().iter().take(40).flat_map(|cell| county.residents(cell)) {
        let heads = household.people.iter().filter(|person| person.relation == 2).count();
        assert_eq!(heads, 1);
        let head = &household.people[0];
        assert_eq!(household.head, head.id);
        for person in &household.people {
            assert!((0..=100).contains(&age(person.birth)), "{}", age(person.birth));
            let number = CitizenId::parse(&person.id_number, day()).expect("a valid number");
            assert!(number.is_synthetic());
            assert_eq!(number.birth(), person.birth);
            assert_eq!(number.sex().map(|sex| sex.code()), Some(person.sex.code()));
            if let Some(phone) = &person.phone {
                assert!(Phone::parse(phone).is_ok());
            }
            match person.relation {
                11 | 21..=24 | 41 => assert_eq!(person.sex.code(), 1),
                12 | 31..=34 | 38 | 42 => assert_eq!(person.sex.code(), 2),
                _ => {}
            }
            match person.relation {
                21..=24 | 31..=34 => assert!(age(head.birth) - age(person.birth) >= 14),
                41 | 42 => assert!(age(head.birth) - age(person.birth) >= 34),
                _ => {}
            }
            assert_eq!(
                person.away_at.is_some(),
                matches!(person.residency, Residency::R2 | Residency::R3)
            );
        }
    }
}

#[test]
fn a_cell_comes_out_alike_whatever_was_generated_before() {
    let (one, other) = (county(9), county(9));
    let cell = &one.cells()[120];
    let first: Vec<_> = one.residents(cell).collect();
    let _ = everybody(&other);
    assert!(other.residents(&other.cells()[120]).eq(first.iter().cloned()));
    assert_eq!(one.places(cell), other.places(cell));
    let foreign = county(10);
    assert!(!foreign.residents(cell).eq(first.iter().cloned()), "another seed, other people");
}

#[test]
fn edits_fit_the_schema_and_mix_no_classes() {
    let county = county(4);
    let cell = &county.cells()[30];
    let fits = |kind: DocumentKind, edits: &[Edit]| {
        for edit in edits {
            match edit {
                Edit::Put { path, value } => assert_fits(kind, &path.field, false, value),
                Edit::AddMember { fields, .. } => {
                    fields.iter().for_each(|(name, value)| assert_fits(kind, name, true, value));
                }
                other => panic!("an import makes no {other:?}"),
            }
        }
    };
    let mut needs = 0;
    for household in county.residents(cell) {
        fits(DocumentKind::Household, &household.edits());
        for (founding, edits) in household.needs() {
            let Founding::Needs { purpose, .. } = founding else { panic!("{founding:?}") };
            fits(DocumentKind::Needs, &edits);
            for edit in &edits {
                let Edit::AddMember { fields, .. } = edit else { continue };
                assert!(fields.iter().all(|(name, _)| needs_hold(purpose, name)), "{purpose:?}");
            }
            needs += 1;
        }
        fits(DocumentKind::Needs, &household.identity().1);
        let roster = format!("{:?}", household.edits());
        assert!(!roster.contains("150199"), "an id number in the C2 document");
    }
    assert!(needs > 5);
    for place in county.places(cell) {
        fits(DocumentKind::Place, &place.edits());
    }
}

fn assert_fits(kind: DocumentKind, name: &str, of_member: bool, value: &Value) {
    let field =
        fields(kind).iter().find(|field| field.name == name && field.of_member == of_member);
    let field = field.unwrap_or_else(|| panic!("{kind:?} has no field {name}"));
    let fits = match (field.ty, value) {
        (FieldType::Text(most), Value::Text(text)) => text.chars().count() <= usize::from(most),
        (FieldType::Bool, Value::Bool(_))
        | (FieldType::Int, Value::Int(_))
        | (FieldType::Code, Value::Code(_))
        | (FieldType::Codes, Value::Codes(_))
        | (FieldType::Date, Value::Date(_))
        | (FieldType::Ref, Value::Ref(_))
        | (FieldType::Point, Value::Point { .. }) => true,
        _ => false,
    };
    assert!(fits, "{name}: {value:?}");
}

#[test]
fn a_cell_in_winter_has_visits_for_old_people_and_patrols() {
    let county = county(5);
    let cell = &county.cells()[2];
    let households: Vec<_> = county.residents(cell).map(|h| h.facts(false)).collect();
    let places: Vec<_> = county.places(cell).iter().map(|place| place.facts()).collect();
    let facts = Facts {
        cells: &[CellFacts { id: cell.id, village: cell.village }],
        households: &households,
        places: &places,
        ..Facts::default()
    };
    let winter = NaiveDate::from_ymd_opt(2026, 12, 3).expect("a day");
    let due = derive(Library::embedded(), &facts, winter, Deriver::Replica);
    let count = |template: &str| due.iter().filter(|task| task.template == template).count();
    assert!(count("JZ-07") > 10 && count("YJ-07") == count("JZ-07"));
    assert_eq!(count("ZZ-07"), 1);
    assert!(due.iter().all(|task| task.opens <= winter));
    assert!(due.iter().all(|task| winter <= task.closes || task.statutory));
}
