//! The index answers as reading every household one by one would.

use gridwork_model::directory::DirectoryItem;
use gridwork_model::name::Name;
use gridwork_model::org::Hamlet;
use gridwork_model::roster::Household;
use gridwork_model::validity::Validity;
use gridwork_model::{Path, Value};
use proptest::prelude::*;

use super::*;

const CELLS: u8 = 3;
const HAMLETS: [&str; 3] = ["王家村", "小明沟", "旺村"];

fn id(kind: &str, number: usize) -> Id {
    Id::derived(kind, &[&number.to_le_bytes()])
}

fn directory() -> Directory {
    let hamlet = |(number, name): (usize, &&str)| {
        DirectoryItem::Hamlet(Hamlet {
            id: id("hamlet", number),
            village: Id::NIL,
            name: (*name).to_owned(),
            aliases: vec!["林".to_owned()],
            point: None,
            illustrative: true,
            validity: Validity::default(),
        })
    };
    Directory::from_items(HAMLETS.iter().enumerate().map(hamlet))
}

/// Cell, hamlet, the house's own name, and name and nickname of each who lives there.
type Drawn = (u8, Option<usize>, Option<String>, Vec<(String, Option<String>)>);

fn house(number: usize, (cell, hamlet, nickname, people): &Drawn) -> House {
    let mut fields = Vec::new();
    let mut put = |path, text: &String| fields.push((path, Value::Text(text.clone())));
    nickname.iter().for_each(|text| put(Path::root("nickname"), text));
    for (at, (name, nickname)) in people.iter().enumerate() {
        let person = id("person", number * 100 + at);
        put(Path::member(person, "name"), name);
        nickname.iter().for_each(|text| put(Path::member(person, "nickname"), text));
    }
    if let Some(hamlet) = hamlet {
        fields.push((Path::root("hamlet"), Value::Ref(id("hamlet", *hamlet))));
    }
    let fields = fields.iter().map(|(path, value)| (path, value));
    let household = Household::assemble(id("house", number), fields);
    House { document: household.id, org: Id::NIL, cell: id("cell", usize::from(*cell)), household }
}

/// Everybody who answers, in the order of the list, by asking each name.
fn one_by_one<'a>(
    register: &'a Register,
    cells: &[Id],
    query: &Query,
    directory: &Directory,
) -> Vec<(&'a House, Vec<&'a Person>)> {
    let mut found = Vec::new();
    for (at, cell) in cells.iter().enumerate() {
        for house in register.of_cell(cell) {
            let rank = |text: &str| Name::new([text]).matches(query);
            let hamlet = house.household.hamlet.and_then(|id| directory.hamlet(id));
            let places = hamlet.into_iter().flat_map(|h| h.aliases.iter().chain([&h.name]));
            let own = house.writings().map(|(text, _)| text);
            let best = own.chain(places.map(String::as_str)).filter_map(rank).min();
            let Some(best) = best else { continue };
            let answers = |person: &&Person| {
                let names = [&person.name, &person.alias, &person.nickname];
                names.into_iter().flatten().any(|text| rank(text).is_some())
            };
            let mut people: Vec<&Person> = house.people().filter(answers).collect();
            if people.is_empty() {
                people = house.people().collect();
            }
            found.push((best, at, house, people));
        }
    }
    found.sort_by_key(|(rank, at, ..)| (*rank, *at));
    found.into_iter().map(|(_, _, house, people)| (house, people)).collect()
}

proptest! {
    #[test]
    fn pages_are_what_asking_each_name_gives(
        houses in prop::collection::vec(
            (
                0..CELLS + 1,
                prop::option::of(0..HAMLETS.len()),
                prop::option::of("[王林小]{1,2}"),
                prop::collection::vec(("[王汪万林明小]{0,3}", prop::option::of("[王林娃]{1,2}")), 0..4),
            ),
            0..24,
        ),
        moved in prop::collection::vec((0_usize..24, 0..CELLS), 0..4),
        query in "[王万林明小]{1,2}|[wlmxang]{1,3}",
        skip in 0_usize..20,
        limit in 0_usize..6,
    ) {
        let (mut register, directory) = (Register::default(), directory());
        for (number, drawn) in houses.iter().enumerate() {
            register.insert(house(number, drawn));
        }
        for (number, cell) in &moved {
            let Some(drawn) = houses.get(*number) else { continue };
            register.insert(house(*number, &(*cell, None, None, drawn.3.clone())));
        }
        // Who lives in the last cell is not asked for.
        let cells: Vec<Id> = (0..usize::from(CELLS)).rev().map(|cell| id("cell", cell)).collect();
        let (query, part) = (Query::new(&query), Part { skip, limit });
        let all = one_by_one(&register, &cells, &query, &directory);
        let found = register.find(&query, &directory);

        let page = register.page(&found, &cells, part, |_| 1);
        let shown: Vec<Id> = page.answers.iter().map(|answer| answer.house.household.id).collect();
        let expected = all.iter().map(|(house, _)| house.household.id).skip(skip).take(limit);
        prop_assert_eq!(shown, expected.collect::<Vec<_>>());
        prop_assert_eq!(page.total, all.len());

        let page = register.page(&found, &cells, part, Answer::count);
        let people = page.answers.iter().flat_map(Answer::people).map(|person| person.id);
        let people: Vec<Id> = people.skip(page.skip).take(limit).collect();
        let everybody: Vec<Id> = all.iter().flat_map(|(_, people)| people).map(|p| p.id).collect();
        prop_assert_eq!(page.total, everybody.len());
        let expected = everybody.into_iter().skip(skip).take(limit);
        prop_assert_eq!(people, expected.collect::<Vec<_>>());
    }
}
