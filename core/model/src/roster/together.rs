//! Two records of one household 并成一户: who is in both, who comes along, what the household that goes on
//! lacks. A person decides that they are one; what follows from it is said here, once.

use std::collections::BTreeSet;

use super::{Household, Person};
use crate::Id;

/// What it means that two households are one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Together {
    /// People who are in both: the record that ends, and the one that goes on.
    pub twice: Vec<(Id, Id)>,
    /// People of the household that ends who come along.
    pub moving: Vec<Id>,
    /// Fields of the household that goes on which are empty and are taken from the other.
    pub taken: Vec<&'static str>,
    /// Whether those who come along keep their relation: the head of both is one person.
    pub same_head: bool,
}

/// Fields of a household that are taken over where the other has none.
const TAKEN: [&str; 4] = ["address", "nickname", "point", "road"];

/// What becomes of `end` when it goes on in `keep`.
pub fn together(keep: &Household, end: &Household) -> Together {
    let mut free: BTreeSet<Id> = keep.present().map(|person| person.id).collect();
    let mut found = Together::default();
    for person in end.present() {
        // The surest match first: people of one name in one house are not rare.
        let twin = keep
            .present()
            .filter(|other| free.contains(&other.id))
            .filter_map(|other| Some((likeness(person, other)?, other.id)))
            .max_by_key(|(likeness, _)| *likeness);
        match twin {
            Some((_, twin)) => {
                free.remove(&twin);
                found.twice.push((person.id, twin));
            }
            None => found.moving.push(person.id),
        }
    }
    let head = |household: &Household| household.head_person().map(|person| person.id);
    found.same_head = match (head(end), head(keep)) {
        (Some(ended), Some(kept)) => found.twice.contains(&(ended, kept)),
        _ => false,
    };
    let has = |household: &Household, field: &str| match field {
        "address" => household.address.is_some(),
        "nickname" => household.nickname.is_some(),
        "point" => household.point.is_some(),
        _ => household.road.is_some(),
    };
    found.taken = TAKEN.into_iter().filter(|field| !has(keep, field) && has(end, field)).collect();
    found
}

/// How sure it is that two records are of one person, from 1; `None` if nothing says so.
fn likeness(one: &Person, other: &Person) -> Option<u8> {
    fn known<T: PartialEq>(a: &Option<T>, b: &Option<T>) -> Option<bool> {
        a.as_ref().zip(b.as_ref()).map(|(a, b)| a == b)
    }
    if one.id == other.id {
        return Some(u8::MAX);
    }
    let alike = known(&one.name, &other.name) == Some(true)
        && known(&one.sex, &other.sex) != Some(false)
        && known(&one.birth, &other.birth) != Some(false);
    let same = |field: Option<bool>| u8::from(field == Some(true));
    let sure =
        1 + 2 * same(known(&one.birth, &other.birth)) + same(known(&one.phone, &other.phone));
    alike.then_some(sure)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Path, Value};

    fn id(n: u8) -> Id {
        Id::from_bytes([n; 16])
    }

    fn person(n: u8, name: &str, birth: Option<&str>) -> Vec<(Path, Value)> {
        let birth =
            birth.map(|day| (Path::member(id(n), "birth"), Value::Date(day.parse().unwrap())));
        let name = (Path::member(id(n), "name"), Value::Text(name.to_owned()));
        std::iter::once(name).chain(birth).collect()
    }

    fn house(n: u8, head: u8, fields: Vec<Vec<(Path, Value)>>) -> Household {
        let mut all: Vec<(Path, Value)> = fields.concat();
        all.push((Path::root("head"), Value::Ref(id(head))));
        Household::assemble(id(n), all.iter().map(|(path, value)| (path, value)))
    }

    #[test]
    fn who_is_in_both_goes_on_once_and_the_others_come_along() {
        let keep = house(1, 11, vec![person(11, "甲", Some("1950-01-01")), person(12, "乙", None)]);
        let end = house(
            2,
            21,
            vec![
                person(21, "甲", Some("1950-01-01")),
                person(22, "乙", Some("1952-02-02")),
                person(23, "丙", None),
            ],
        );
        let found = together(&keep, &end);
        assert_eq!(found.twice, [(id(21), id(11)), (id(22), id(12))]);
        assert_eq!(found.moving, [id(23)]);
        assert!(found.same_head);
    }

    #[test]
    fn father_and_son_of_one_name_are_two_and_nobody_is_matched_twice() {
        let keep = house(1, 11, vec![person(11, "甲", Some("1950-01-01"))]);
        let end = house(
            2,
            21,
            vec![person(21, "甲", Some("1980-01-01")), person(22, "甲", Some("1950-01-01"))],
        );
        let found = together(&keep, &end);
        assert_eq!(found.twice, [(id(22), id(11))]);
        assert_eq!(found.moving, [id(21)]);
        assert!(!found.same_head, "their heads are two people");
        let both = house(3, 31, vec![person(31, "甲", None), person(32, "甲", None)]);
        let one = together(&keep, &both);
        assert_eq!((one.twice.len(), one.moving.len()), (1, 1));
    }

    #[test]
    fn only_what_is_lacking_is_taken_over() {
        let field = |name: &str, text: &str| vec![(Path::root(name), Value::Text(text.to_owned()))];
        let keep = house(1, 11, vec![person(11, "甲", None), field("address", "东头")]);
        let end = house(
            2,
            21,
            vec![person(21, "甲", None), field("address", "西头"), field("nickname", "老甲家")],
        );
        assert_eq!(together(&keep, &end).taken, ["nickname"]);
    }
}
