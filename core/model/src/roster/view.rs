//! Views of a household and its people, assembled from document fields.

use chrono::{Datelike, NaiveDate};

use super::codes::{Kin, LeftReason, PhoneWhose, Sex};
use crate::geo::GeoPoint;
use crate::residency::Residency;
use crate::tag::Tag;
use crate::{Id, Path, Purpose, Value};

/// Half of the year, as evacuation and heating lists ask for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Season {
    /// November to March: stoves, snow.
    Winter,
    /// April to October: floods, herding.
    Summer,
}

impl Season {
    /// The season of a day.
    pub fn of(day: NaiveDate) -> Season {
        match day.month() {
            4..=10 => Season::Summer,
            _ => Season::Winter,
        }
    }
}

/// A person of a household. Absent fields were never told.
#[derive(Clone, Debug, PartialEq)]
pub struct Person {
    /// Identity; kept when the person moves.
    pub id: Id,
    /// Name.
    pub name: Option<String>,
    /// Another writing or former name.
    pub alias: Option<String>,
    /// 小名.
    pub nickname: Option<String>,
    /// Sex.
    pub sex: Option<Sex>,
    /// Birth date.
    pub birth: Option<NaiveDate>,
    /// Relation to the head.
    pub relation: Option<Kin>,
    /// Telephone, as written.
    pub phone: Option<String>,
    /// Whose telephone it is.
    pub phone_whose: Option<PhoneWhose>,
    /// Residency R1–R5.
    pub residency: Option<Residency>,
    /// Where away, county level only.
    pub away_at: Option<String>,
    /// For R3: here in winter.
    pub winter_here: Option<bool>,
    /// For R3: here in summer.
    pub summer_here: Option<bool>,
    /// Why no longer of this household.
    pub left: Option<LeftReason>,
    /// Since when.
    pub left_on: Option<NaiveDate>,
}

/// A household.
#[derive(Clone, Debug, PartialEq)]
pub struct Household {
    /// Identity.
    pub id: Id,
    /// Hamlet.
    pub hamlet: Option<Id>,
    /// Address, as people say it.
    pub address: Option<String>,
    /// Head of household.
    pub head: Option<Id>,
    /// What the house is called.
    pub nickname: Option<String>,
    /// Whom to call.
    pub contact: Option<Id>,
    /// The house.
    pub point: Option<GeoPoint>,
    /// When somebody last checked that it is right.
    pub verified: Option<NaiveDate>,
    /// Why the whole household is gone.
    pub left: Option<LeftReason>,
    /// Place along the road.
    pub road: Option<i64>,
    /// Note.
    pub note: Option<String>,
    /// Alias: the household it was merged into.
    pub merged_into: Option<Id>,
    /// Its people: the head first, then by relation and age.
    pub people: Vec<Person>,
}

impl Person {
    fn new(id: Id) -> Person {
        Person {
            id,
            name: None,
            alias: None,
            nickname: None,
            sex: None,
            birth: None,
            relation: None,
            phone: None,
            phone_whose: None,
            residency: None,
            away_at: None,
            winter_here: None,
            summer_here: None,
            left: None,
            left_on: None,
        }
    }

    fn set(&mut self, field: &str, value: &Value) {
        match field {
            "name" => self.name = text(value),
            "alias" => self.alias = text(value),
            "nickname" => self.nickname = text(value),
            "sex" => self.sex = code(value).and_then(Sex::from_code),
            "birth" => self.birth = date(value),
            "relation" => self.relation = code(value).and_then(Kin::from_code),
            "phone" => self.phone = text(value),
            "phone_whose" => self.phone_whose = code(value).and_then(PhoneWhose::from_code),
            "residency" => self.residency = code(value).and_then(Residency::from_code),
            "away_at" => self.away_at = text(value),
            "winter_here" => self.winter_here = boolean(value),
            "summer_here" => self.summer_here = boolean(value),
            "left" => self.left = code(value).and_then(LeftReason::from_code),
            "left_on" => self.left_on = date(value),
            _ => {}
        }
    }

    /// Whether the person still belongs to the household.
    pub fn is_present(&self) -> bool {
        self.left.is_none()
    }

    /// Age in full years on `day`; `None` without a birth date, and before birth.
    ///
    /// Someone born on 29 February is a year older on 1 March of ordinary years.
    pub fn age(&self, day: NaiveDate) -> Option<u32> {
        day.years_since(self.birth?)
    }

    /// Whether the person lives in the village in a season. Without a residency the careful answer
    /// is yes: an emergency list that names too many is better than one that misses somebody.
    pub fn lives_here(&self, season: Season) -> bool {
        self.is_present()
            && match self.residency {
                None | Some(Residency::R1 | Residency::R4) => true,
                Some(Residency::R2 | Residency::R5) => false,
                Some(Residency::R3) => match season {
                    Season::Winter => self.winter_here.unwrap_or(true),
                    Season::Summer => self.summer_here.unwrap_or(true),
                },
            }
    }
}

impl Household {
    /// Assembles the view from the shown value of each field. Values of another type than the
    /// schema's, and fields this version does not know, are passed over: they stay in the document.
    pub fn assemble<'a>(
        id: Id,
        fields: impl IntoIterator<Item = (&'a Path, &'a Value)>,
    ) -> Household {
        let mut household = Household {
            id,
            hamlet: None,
            address: None,
            head: None,
            nickname: None,
            contact: None,
            point: None,
            verified: None,
            left: None,
            road: None,
            note: None,
            merged_into: None,
            people: Vec::new(),
        };
        for (path, value) in fields {
            match path.member {
                None => household.set(&path.field, value),
                Some(member) => household.person_mut(member).set(&path.field, value),
            }
        }
        let head = household.head;
        household.people.sort_by_key(|person| {
            let order = person.relation.map_or(u32::MAX, Kin::code);
            (Some(person.id) != head, order, person.birth, person.id)
        });
        household
    }

    fn set(&mut self, field: &str, value: &Value) {
        match field {
            "hamlet" => self.hamlet = reference(value),
            "address" => self.address = text(value),
            "head" => self.head = reference(value),
            "nickname" => self.nickname = text(value),
            "contact" => self.contact = reference(value),
            "point" => self.point = GeoPoint::from_value(value),
            "verified" => self.verified = date(value),
            "left" => self.left = code(value).and_then(LeftReason::from_code),
            "road" => {
                self.road = match value {
                    Value::Int(road) => Some(*road),
                    _ => None,
                };
            }
            "note" => self.note = text(value),
            "merged_into" => self.merged_into = reference(value),
            _ => {}
        }
    }

    fn person_mut(&mut self, id: Id) -> &mut Person {
        let index = self.people.iter().position(|person| person.id == id).unwrap_or_else(|| {
            self.people.push(Person::new(id));
            self.people.len() - 1
        });
        &mut self.people[index]
    }

    /// Whether the household is still one: neither gone nor merged into another.
    pub fn is_present(&self) -> bool {
        self.left.is_none() && self.merged_into.is_none()
    }

    /// The people who still belong to it.
    pub fn present(&self) -> impl Iterator<Item = &Person> {
        self.people.iter().filter(|person| person.is_present())
    }

    /// The head, or the first of those present.
    pub fn head_person(&self) -> Option<&Person> {
        let head = self.head.and_then(|head| self.people.iter().find(|person| person.id == head));
        head.filter(|person| person.is_present()).or_else(|| self.present().next())
    }

    /// The person to call: the contact if present, else somebody with a telephone, the head first.
    pub fn contact_person(&self) -> Option<&Person> {
        let named = self.contact.and_then(|contact| self.present().find(|p| p.id == contact));
        named.or_else(|| self.present().find(|person| person.phone.is_some()))
    }

    /// Whether anybody lives in the house in a season: the flag that emergency lists need.
    pub fn occupied(&self, season: Season) -> bool {
        self.is_present() && self.people.iter().any(|person| person.lives_here(season))
    }

    /// 老人独自在家: somebody of 60 or more lives here in the season and nobody between 16 and 59.
    pub fn only_elders(&self, season: Season, day: NaiveDate) -> bool {
        let ages: Vec<u32> = self
            .people
            .iter()
            .filter(|person| person.lives_here(season))
            .filter_map(|person| person.age(day))
            .collect();
        ages.iter().any(|age| *age >= 60) && !ages.iter().any(|age| (16..60).contains(age))
    }
}

/// The tags of a `tags` field that a needs document of `purpose` may hold; others are ignored, so
/// that a tag of another purpose never shows where it does not belong.
pub fn tags_of(purpose: Purpose, value: &Value) -> Vec<Tag> {
    let Value::Codes(bits) = *value else { return Vec::new() };
    Tag::ALL
        .into_iter()
        .filter(|tag| tag.purpose() == Some(purpose) && bits & tag.bit() != 0)
        .collect()
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::Text(text) if !text.trim().is_empty() => Some(text.clone()),
        _ => None,
    }
}

fn code(value: &Value) -> Option<u32> {
    match value {
        Value::Code(code) => Some(*code),
        _ => None,
    }
}

fn date(value: &Value) -> Option<NaiveDate> {
    match value {
        Value::Date(day) => Some(*day),
        _ => None,
    }
}

fn boolean(value: &Value) -> Option<bool> {
    match value {
        Value::Bool(yes) => Some(*yes),
        _ => None,
    }
}

fn reference(value: &Value) -> Option<Id> {
    match value {
        Value::Ref(id) => Some(*id),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::HOUSEHOLD;

    fn id(n: u8) -> Id {
        Id::from_bytes([n; 16])
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn house(fields: Vec<(Path, Value)>) -> Household {
        Household::assemble(id(1), fields.iter().map(|(path, value)| (path, value)))
    }

    fn person(n: u8, birth: &str, residency: Residency) -> Vec<(Path, Value)> {
        vec![
            (Path::member(id(n), "birth"), Value::Date(day(birth))),
            (Path::member(id(n), "residency"), Value::Code(residency.code())),
        ]
    }

    #[test]
    fn every_field_of_the_schema_reaches_the_view() {
        for field in HOUSEHOLD {
            let path =
                Path { member: field.of_member.then(|| id(9)), field: field.name.to_owned() };
            let value = match field.ty {
                crate::schema::FieldType::Bool => Value::Bool(true),
                crate::schema::FieldType::Int => Value::Int(3),
                crate::schema::FieldType::Text(_) | crate::schema::FieldType::Note(_) => {
                    Value::Text("示意".into())
                }
                crate::schema::FieldType::Code => Value::Code(2),
                crate::schema::FieldType::Codes => Value::Codes(2),
                crate::schema::FieldType::Date => Value::Date(day("1951-03-07")),
                crate::schema::FieldType::Ref => Value::Ref(id(9)),
                crate::schema::FieldType::Point => {
                    Value::Point { lon_e7: 1, lat_e7: 2, accuracy_m: 3, source: 1 }
                }
            };
            let empty = house(vec![(path.clone(), Value::Empty)]);
            assert_ne!(house(vec![(path, value)]), empty, "{} is not read", field.name);
        }
    }

    #[test]
    fn the_head_comes_first_and_the_departed_do_not_answer() {
        let view = house(
            [
                vec![
                    (Path::root("head"), Value::Ref(id(3))),
                    (Path::member(id(2), "phone"), Value::Text("13800000000".into())),
                    (Path::member(id(2), "relation"), Value::Code(10)),
                    (Path::member(id(4), "relation"), Value::Code(20)),
                ],
                person(3, "1951-03-07", Residency::R1),
            ]
            .concat(),
        );
        let order: Vec<Id> = view.people.iter().map(|person| person.id).collect();
        assert_eq!(order, [id(3), id(2), id(4)]);
        assert_eq!(view.contact_person().unwrap().id, id(2));
        let gone = house(vec![
            (Path::root("head"), Value::Ref(id(3))),
            (Path::member(id(3), "left"), Value::Code(LeftReason::Died.code())),
            (Path::member(id(2), "name"), Value::Text("示意".into())),
        ]);
        assert_eq!(gone.head_person().unwrap().id, id(2));
    }

    #[test]
    fn occupied_follows_residency_and_season() {
        let seasonal = house(
            [
                person(2, "1980-01-01", Residency::R2),
                person(3, "1951-03-07", Residency::R3),
                vec![
                    (Path::member(id(3), "winter_here"), Value::Bool(false)),
                    (Path::member(id(3), "summer_here"), Value::Bool(true)),
                ],
            ]
            .concat(),
        );
        assert!(seasonal.occupied(Season::Summer) && !seasonal.occupied(Season::Winter));
        let left = house(vec![
            (Path::root("left"), Value::Code(LeftReason::MovedAway.code())),
            (Path::member(id(2), "residency"), Value::Code(1)),
        ]);
        assert!(!left.occupied(Season::Winter));
        let untold = house(vec![(Path::member(id(2), "name"), Value::Text("示意".into()))]);
        assert!(untold.occupied(Season::Winter), "who is not known is not left out");
        assert_eq!(Season::of(day("2026-11-23")), Season::Winter);
    }

    #[test]
    fn elders_alone_are_seen_by_season() {
        let fields = [
            person(2, "1949-05-01", Residency::R1),
            person(3, "2016-05-01", Residency::R1),
            person(4, "1979-12-31", Residency::R2),
        ]
        .concat();
        assert!(house(fields).only_elders(Season::Winter, day("2026-11-23")));
    }

    #[test]
    fn ages_are_full_years() {
        let view = house(person(2, "1988-02-29", Residency::R1));
        let age = |text| view.people[0].age(day(text));
        assert_eq!(age("2026-02-28"), Some(37));
        assert_eq!(age("2026-03-01"), Some(38));
        assert_eq!(age("1988-02-28"), None);
    }

    #[test]
    fn tags_of_another_purpose_do_not_show() {
        let all = Value::Codes(u64::MAX);
        assert_eq!(tags_of(Purpose::Disability, &all), [Tag::CJ]);
        assert!(tags_of(Purpose::Identity, &all).is_empty());
    }
}
