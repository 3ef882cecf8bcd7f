//! Who lives in one household.

use chrono::{Datelike, Days, NaiveDate};
use gridwork_model::Id;
use gridwork_model::residency::Residency;
use gridwork_model::tag::Tag;

use super::record::{PersonRecord, RELATION_HEAD};
use crate::identity::Numbers;
use crate::names::{Names, Sex};
use crate::rng::Rng;

/// Relations of GB/T 4761 as generated.
mod relation {
    pub const HUSBAND: u32 = 11;
    pub const WIFE: u32 = 12;
    pub const SONS: [u32; 3] = [22, 23, 24];
    pub const ONLY_SON: u32 = 21;
    pub const DAUGHTERS: [u32; 3] = [32, 33, 34];
    pub const ONLY_DAUGHTER: u32 = 31;
    pub const SON_S_WIFE: u32 = 38;
    pub const GRANDSON: u32 = 41;
    pub const GRANDDAUGHTER: u32 = 42;
    pub const OTHER_KIN: u32 = 97;
}

/// Where people who left live, to the county.
const AWAY: [&str; 10] = [
    "呼和浩特市新城区",
    "呼和浩特市赛罕区",
    "武川县可镇",
    "包头市昆都仑区",
    "鄂尔多斯市东胜区",
    "乌兰察布市集宁区",
    "锡林浩特市",
    "北京市昌平区",
    "大同市云冈区",
    "张家口市桥东区",
];

/// How people live together.
#[derive(Clone, Copy)]
enum Kind {
    /// One old person.
    OldAlone,
    /// An old couple.
    OldCouple,
    /// An old couple with a son's family on the register.
    ThreeGenerations,
    /// A couple with grown or half-grown children.
    Couple,
    /// A young couple with small children.
    YoungCouple,
    /// One person of working age.
    Single,
    /// An old parent and an unmarried or divorced child.
    ParentAndChild,
    /// Newcomers who rent land, herd or work here.
    Newcomers,
    /// A registration nobody lives at.
    Empty,
}

/// Kinds with their weights in hamlets and in the county town.
const KINDS: [(Kind, u64, u64); 9] = [
    (Kind::OldAlone, 15, 9),
    (Kind::OldCouple, 24, 15),
    (Kind::ThreeGenerations, 14, 8),
    (Kind::Couple, 20, 26),
    (Kind::YoungCouple, 9, 26),
    (Kind::Single, 8, 6),
    (Kind::ParentAndChild, 5, 3),
    (Kind::Newcomers, 2, 5),
    (Kind::Empty, 3, 2),
];

/// Where a household, or a part of it, lives.
#[derive(Clone, Copy)]
struct Living {
    residency: Residency,
    winter_here: bool,
    summer_here: bool,
}

const HERE: Living = Living { residency: Residency::R1, winter_here: false, summer_here: false };
const ELSEWHERE: Living = Living { residency: Residency::R2, ..HERE };
const NEWCOMER: Living = Living { residency: Residency::R4, ..HERE };
const ON_PAPER: Living = Living { residency: Residency::R5, ..HERE };

/// The generation of one household.
pub(super) struct Family<'a> {
    pub rng: &'a mut Rng,
    pub names: &'a Names,
    pub numbers: &'a mut Numbers,
    pub day: NaiveDate,
    pub town: bool,
    pub born_ms: u64,
    pub branch: Id,
}

impl Family<'_> {
    /// The people, the head first.
    pub(super) fn people(mut self) -> Vec<PersonRecord> {
        let weights = KINDS.map(|(_, hamlet, town)| if self.town { town } else { hamlet });
        let kind = KINDS[self.rng.weighted(&weights)].0;
        let surname = self.names.surname(self.rng);
        let mut people = match kind {
            Kind::OldAlone => {
                let sex = if self.rng.percent(64) { Sex::Female } else { Sex::Male };
                let living = self.old_living();
                vec![self.person(&surname, sex, (64, 92), RELATION_HEAD, living)]
            }
            Kind::OldCouple => {
                let living = self.old_living();
                self.couple(&surname, (61, 86), living)
            }
            Kind::ThreeGenerations => self.three_generations(&surname),
            Kind::Couple => {
                let living = self.working_living();
                let mut people = self.couple(&surname, (44, 60), living);
                self.children(&mut people, &surname, living);
                people
            }
            Kind::YoungCouple => self.young_couple(&surname),
            Kind::Single => {
                let sex = if self.rng.percent(75) { Sex::Male } else { Sex::Female };
                let living = self.working_living();
                vec![self.person(&surname, sex, (25, 62), RELATION_HEAD, living)]
            }
            Kind::ParentAndChild => {
                let living = self.old_living();
                let parent = self.person(&surname, Sex::Female, (66, 88), RELATION_HEAD, living);
                let age = self.age(&parent) - self.rng.range(22, 30);
                let son = self.person(&surname, Sex::Male, (age, age), relation::ONLY_SON, HERE);
                vec![parent, son]
            }
            Kind::Newcomers => {
                let mut people = self.couple(&surname, (28, 55), NEWCOMER);
                if self.rng.percent(30) {
                    let kin = relation::OTHER_KIN;
                    people.push(self.person(&surname, Sex::Male, (19, 50), kin, NEWCOMER));
                }
                people
            }
            Kind::Empty => {
                let mut people = self.couple(&surname, (35, 70), ON_PAPER);
                if self.rng.percent(45) {
                    people.truncate(1);
                }
                people
            }
        };
        self.tag(&mut people);
        people
    }

    fn three_generations(&mut self, surname: &str) -> Vec<PersonRecord> {
        let living = self.old_living();
        let mut people = self.couple(surname, (58, 78), living);
        let father = people.first().map_or(60, |head| self.age(head));
        let young =
            if self.rng.percent(if self.town { 25 } else { 82 }) { ELSEWHERE } else { HERE };
        let age = father - self.rng.range(23, 29);
        people.push(self.person(surname, Sex::Male, (age, age), relation::ONLY_SON, young));
        let maiden = self.names.surname(self.rng);
        let wife_age = (age - self.rng.range(-1, 4)).max(21);
        let wife = (wife_age, wife_age);
        people.push(self.person(&maiden, Sex::Female, wife, relation::SON_S_WIFE, young));
        for _ in 0..self.rng.range(0, 2) {
            let (sex, relation) = if self.rng.percent(52) {
                (Sex::Male, relation::GRANDSON)
            } else {
                (Sex::Female, relation::GRANDDAUGHTER)
            };
            let oldest = (wife_age - 21).clamp(0, 22);
            // Some grandchildren stay with the old couple.
            let living = if self.rng.percent(20) { HERE } else { young };
            people.push(self.person(surname, sex, (0, oldest), relation, living));
        }
        people
    }

    fn young_couple(&mut self, surname: &str) -> Vec<PersonRecord> {
        let stays = if self.town { 78 } else { 18 };
        let (husband, wife) = match self.rng.below(100) {
            draw if draw < stays => (HERE, HERE),
            draw if draw < stays + 12 => (ELSEWHERE, HERE),
            _ => (ELSEWHERE, ELSEWHERE),
        };
        let mut people = self.couple(surname, (27, 42), husband);
        if let Some(second) = people.get_mut(1) {
            let moved = wife.residency;
            second.residency = moved;
            if moved == Residency::R1 {
                second.away_at = None;
            }
        }
        self.children(&mut people, surname, wife);
        people
    }

    /// Head and spouse; in one house of ten the wife is the head.
    fn couple(&mut self, surname: &str, ages: (i64, i64), living: Living) -> Vec<PersonRecord> {
        let maiden = self.names.surname(self.rng);
        if self.rng.percent(10) {
            let wife = self.person(surname, Sex::Female, ages, RELATION_HEAD, living);
            let age = self.age(&wife) + self.rng.range(-2, 5);
            let husband = self.person(&maiden, Sex::Male, (age, age), relation::HUSBAND, living);
            return vec![wife, husband];
        }
        let husband = self.person(surname, Sex::Male, ages, RELATION_HEAD, living);
        let age = (self.age(&husband) - self.rng.range(-2, 5)).max(20);
        let wife = self.person(&maiden, Sex::Female, (age, age), relation::WIFE, living);
        vec![husband, wife]
    }

    /// One to three children; grown ones mostly live elsewhere.
    fn children(&mut self, people: &mut Vec<PersonRecord>, surname: &str, parents: Living) {
        let count = [1, 2, 3][self.rng.weighted(&[55, 40, 5])];
        let mother = people.iter().find(|person| person.sex == Sex::Female);
        let mother = mother.map_or(45, |mother| self.age(mother));
        // Where the head is the wife, the children bear the husband's surname.
        let surname = match people.iter().find(|person| person.sex == Sex::Male) {
            Some(father) if !father.name.starts_with(surname) => {
                father.name.chars().take(1).collect()
            }
            _ => surname.to_owned(),
        };
        let mut ages: Vec<i64> =
            (0..count).map(|_| (mother - self.rng.range(20, 32)).clamp(0, 34)).collect();
        ages.sort_unstable_by(|one, other| other.cmp(one));
        let sexes: Vec<Sex> = ages
            .iter()
            .map(|_| if self.rng.percent(52) { Sex::Male } else { Sex::Female })
            .collect();
        let (mut sons, mut daughters) = (0, 0);
        for (age, sex) in ages.into_iter().zip(sexes) {
            let relation = match (sex, count) {
                (Sex::Male, 1) => relation::ONLY_SON,
                (Sex::Female, 1) => relation::ONLY_DAUGHTER,
                (Sex::Male, _) => numbered(&relation::SONS, &mut sons),
                (Sex::Female, _) => numbered(&relation::DAUGHTERS, &mut daughters),
            };
            let left = age >= 18 && self.rng.percent(if self.town { 55 } else { 85 });
            let living = if left { ELSEWHERE } else { parents };
            people.push(self.person(&surname, sex, (age, age), relation, living));
        }
    }

    fn old_living(&mut self) -> Living {
        let seasonal = Living { residency: Residency::R3, ..self.season() };
        match self.rng.below(100) {
            0..71 => HERE,
            71..94 => seasonal,
            _ => ELSEWHERE,
        }
    }

    fn working_living(&mut self) -> Living {
        let (here, elsewhere) = if self.town { (80, 95) } else { (50, 86) };
        match self.rng.below(100) {
            draw if draw < here => HERE,
            draw if draw < elsewhere => ELSEWHERE,
            _ => Living { residency: Residency::R3, ..self.season() },
        }
    }

    /// The village in summer and the town in winter, or the reverse.
    fn season(&self) -> Living {
        Living { residency: Residency::R3, winter_here: self.town, summer_here: !self.town }
    }

    fn person(
        &mut self,
        surname: &str,
        sex: Sex,
        (youngest, oldest): (i64, i64),
        relation: u32,
        living: Living,
    ) -> PersonRecord {
        let age = self.rng.range(youngest.max(0), oldest.max(0));
        // Somebody of this age was born in the year that ended so many years ago today.
        let months = chrono::Months::new(age as u32 * 12);
        let latest = self.day.checked_sub_months(months).unwrap_or(self.day);
        let wanted = latest.checked_sub_days(Days::new(self.rng.below(365))).unwrap_or(latest);
        let (birth, id_number) = self.numbers.birth(wanted, sex);
        let has_phone = match age {
            0..12 => false,
            12..70 => self.rng.percent(94),
            _ => self.rng.percent(68),
        };
        let away = living.residency == Residency::R2 || living.residency == Residency::R3;
        PersonRecord {
            id: self.rng.id(self.born_ms),
            name: self.names.full(self.rng, surname, sex, age),
            sex,
            birth,
            relation,
            phone: has_phone.then(|| self.numbers.phone()),
            residency: living.residency,
            winter_here: living.winter_here,
            summer_here: living.summer_here,
            away_at: if away { self.rng.pick(&AWAY).copied() } else { None },
            nickname: self.rng.percent(9).then(|| self.names.nickname(self.rng, sex)),
            party_unit: (age >= 25 && self.rng.percent(5)).then_some(self.branch),
            tags: 0,
            id_number,
        }
    }

    fn age(&self, person: &PersonRecord) -> i64 {
        let had_birthday =
            (self.day.month(), self.day.day()) >= (person.birth.month(), person.birth.day());
        i64::from(self.day.year() - person.birth.year() - i32::from(!had_birthday))
    }

    /// Service tags, in about one household of seven.
    fn tag(&mut self, people: &mut [PersonRecord]) {
        if people.iter().all(|person| person.residency == Residency::R5) {
            return;
        }
        let old_only = people.iter().all(|person| self.age(person) >= 60);
        if let Some(head) = people.first_mut() {
            let allowance = if old_only { 7 } else { 3 };
            match self.rng.below(100) {
                draw if draw < allowance => head.tags |= Tag::DB.bit(),
                draw if draw < allowance + 1 && old_only => head.tags |= Tag::TK.bit(),
                draw if draw < allowance + 2 => head.tags |= Tag::BY.bit(),
                draw if draw < allowance + 3 => head.tags |= Tag::JC.bit(),
                _ => {}
            }
        }
        for person in people.iter_mut() {
            let age = self.age(person);
            let (disabled, frail, care) = match age {
                75.. => (5, 6, 3),
                60.. => (3, 2, 1),
                _ => (1, 0, 0),
            };
            for (tag, per_hundred) in [(Tag::CJ, disabled), (Tag::XD, frail), (Tag::JK, care)] {
                if self.rng.percent(per_hundred) {
                    person.tags |= tag.bit();
                }
            }
            if person.sex == Sex::Male && age >= 22 && self.rng.percent(1) {
                person.tags |= Tag::TY.bit();
            }
        }
    }
}

/// The next relation of a numbered row such as 长子, 次子; the last for any beyond.
fn numbered(row: &[u32; 3], count: &mut usize) -> u32 {
    let relation = row[(*count).min(2)];
    *count += 1;
    relation
}
