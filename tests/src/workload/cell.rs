//! A cell at work. Every deed is one change of one document, made as a phone makes it.

use std::collections::{BTreeMap, HashMap};

use chrono::{Days, NaiveDate};
use gridwork_county::{County, HouseholdRecord, Options, PlaceRecord};
use gridwork_document::{Actor, Document, Hash};
use gridwork_model::residency::Residency;
use gridwork_model::task::facts::{CellFacts, Facts, HouseholdFacts, PlaceFacts};
use gridwork_model::task::{Deriver, DueTask, derive};
use gridwork_model::template::Library;
use gridwork_model::template::field::VERSION;
use gridwork_model::{Edit, Founding, Id, Moment, Path, Value};

use super::answers::{self, Known};
use super::streams;
use super::texts::Texts;
use crate::seeded::Seeded;

/// When the measured work begins: Monday 9 November 2026, 08:30 in the county.
pub const MORNING: Moment = Moment(1_794_184_200_000);

/// The hub's own writer, which imports.
pub const HUB: Actor = Actor::new(0, 1);

const DAY_MS: i64 = 86_400_000;

/// One change somebody said.
#[derive(Clone, Debug)]
pub struct Said {
    /// Index of its stream at the measured device.
    pub stream: u8,
    /// Its document.
    pub document: Id,
    /// What founds the document.
    pub founding: Founding,
    /// Whether it is the document's first change.
    pub first: bool,
    /// Who said it.
    pub author: u32,
    /// Its bytes.
    pub raw: Vec<u8>,
    /// Its hash.
    pub hash: Hash,
}

/// A cell: its people and places as generated, its documents as they stand.
pub struct Cell {
    /// The cell.
    pub id: Id,
    /// Its township.
    pub township: Id,
    /// Households, as imported.
    pub records: Vec<HouseholdRecord>,
    /// Places, as surveyed.
    pub places: Vec<PlaceRecord>,
    /// Every document somebody wrote.
    pub documents: HashMap<Id, Document>,
    /// Documents of touched tasks, in the order they were touched.
    pub tasks: Vec<Id>,
    /// The clock of everybody in the cell.
    pub now: Moment,
    /// Chance.
    pub dice: Seeded,
    texts: Texts,
    people: Vec<Id>,
    homes: Vec<Id>,
    spots: Vec<Id>,
    /// Tasks that are due and not touched yet.
    due: Vec<DueTask>,
}

impl Cell {
    /// A cell of `households` households of the seed's county. Larger cells than the county has are
    /// filled up with the neighbours.
    pub fn new(seed: u64, texts: &Texts, households: usize) -> Cell {
        let day = MORNING.day();
        let county = County::new(Options { seed, cells: None, day }).expect("the county reads");
        let plans = county.cells();
        let mut dice = Seeded::new(seed).fork(11);
        let first = dice.below(plans.len() as u64) as usize;
        let plan = &plans[first];
        let around = plans[first..].iter().chain(&plans[..first]);
        let records: Vec<HouseholdRecord> =
            around.flat_map(|plan| county.residents(plan)).take(households).collect();
        let places = county.places(plan);
        let homes = records.iter().map(|record| record.id).collect();
        let people = records.iter().flat_map(|record| &record.people).map(|p| p.id).collect();
        let spots = places.iter().map(|place| place.id).collect();
        let (id, township, village) = (plan.id, plan.township, plan.village);
        let mut cell = Cell {
            id,
            township,
            records,
            places,
            documents: HashMap::new(),
            tasks: Vec::new(),
            now: MORNING,
            dice,
            texts: texts.clone(),
            homes,
            people,
            spots,
            due: Vec::new(),
        };
        cell.due = cell.due_tasks(village, day);
        cell
    }

    /// What came due in the cell in the months up to `day`, shuffled: people do not keep to a list.
    fn due_tasks(&mut self, village: Id, day: NaiveDate) -> Vec<DueTask> {
        let households: Vec<HouseholdFacts> = self
            .records
            .iter()
            .map(|record| HouseholdFacts { cell: self.id, ..record.facts(true) })
            .collect();
        let places: Vec<PlaceFacts> = self.places.iter().map(PlaceRecord::facts).collect();
        let facts = Facts {
            cells: &[CellFacts { id: self.id, village }],
            villages: &[],
            branches: &[],
            groups: &[],
            households: &households,
            places: &places,
        };
        let mut found = BTreeMap::new();
        for back in (0..8).map(|month| month * 30) {
            let on = day - Days::new(back);
            for by in [Deriver::Replica, Deriver::Hub] {
                for due in derive(Library::embedded(), &facts, on, by) {
                    found.entry(due.document()).or_insert(due);
                }
            }
        }
        let granted = |due: &DueTask| {
            streams::index_of(&due.founding()).is_some_and(|at| usize::from(at) < streams::FEW)
        };
        let mut due: Vec<DueTask> = found.into_values().filter(granted).collect();
        for i in (1..due.len()).rev() {
            due.swap(i, self.dice.below(i as u64 + 1) as usize);
        }
        due
    }

    /// Time passes: about so many seconds.
    pub fn wait(&mut self, seconds: u64) {
        let around = seconds / 2 + self.dice.below(seconds + 1);
        self.now = self.now.plus_ms(around as i64 * 1000 + self.dice.below(1000) as i64);
    }

    /// Sets the clock to so many days before the measured morning.
    pub fn days_before(&mut self, days: i64) {
        self.now = MORNING.plus_ms(-days * DAY_MS);
    }

    /// Writes edits as one change; `None` if they change nothing.
    pub fn write(&mut self, founding: &Founding, actor: Actor, edits: &[Edit]) -> Option<Said> {
        let id = founding.document();
        let stream = streams::index_of(founding)?;
        let document = self
            .documents
            .entry(id)
            .or_insert_with(|| Document::found(founding).expect("a founding founds"));
        let first = document.context().is_empty();
        let commit = document.edit(actor, self.now, edits).ok()?;
        Some(Said {
            stream,
            document: id,
            founding: founding.clone(),
            first,
            author: actor.device(),
            raw: commit.raw,
            hash: commit.hash,
        })
    }

    /// The township's list comes in: every household with its people.
    pub fn import(&mut self) -> Vec<Said> {
        let records = self.records.clone();
        let content = |record: &HouseholdRecord| (record.founding(), record.edits());
        records
            .iter()
            .map(content)
            .filter_map(|(founding, edits)| self.write(&founding, HUB, &edits))
            .collect()
    }

    /// What so many households need, purpose by purpose (C3).
    pub fn import_needs(&mut self, households: usize) -> Vec<Said> {
        let records = self.records.clone();
        let needs = records.iter().map(HouseholdRecord::needs).filter(|needs| !needs.is_empty());
        let mut said = Vec::new();
        for documents in needs.take(households) {
            for (founding, edits) in documents {
                self.wait(40_000);
                said.extend(self.write(&founding, HUB, &edits));
            }
        }
        said
    }

    /// Any household.
    pub fn any_household(&mut self) -> Id {
        self.homes[self.dice.below(self.homes.len() as u64) as usize]
    }

    /// Somebody corrects one thing of a household.
    pub fn correct(&mut self, household: Id, actor: Actor) -> Said {
        let founding = Founding::Household { id: household, epoch: 0 };
        loop {
            let edit = self.correction(household);
            if let Some(said) = self.write(&founding, actor, &[edit]) {
                return said;
            }
        }
    }

    fn correction(&mut self, household: Id) -> Edit {
        let members = self.documents[&household].members();
        let today = self.now.day();
        let dice = &mut self.dice;
        let member = members[dice.below(members.len() as u64) as usize];
        let of = |field: &str, value| Edit::Put { path: Path::member(member, field), value };
        match dice.below(100) {
            0..26 => put("verified", Value::Date(today - Days::new(dice.below(2)))),
            26..50 => of("phone", Value::Text(phone(dice))),
            50..62 => {
                let residency = Residency::ALL[dice.below(5) as usize];
                of("residency", Value::Code(residency.code()))
            }
            62..72 => of("away_at", Value::Text(self.texts.place(dice))),
            72..80 => put("contact", Value::Ref(member)),
            80..85 => put("head", Value::Ref(member)),
            85..90 => of("winter_here", Value::Bool(dice.chance(500))),
            90..94 => put("road", Value::Int(dice.below(300) as i64 * 10)),
            94..97 => of("nickname", Value::Text(self.texts.words(dice, 4))),
            _ => {
                let (name, born) = self.newborn(member);
                let fields = [
                    ("name", Value::Text(name)),
                    ("sex", Value::Code(1 + self.dice.below(2) as u32)),
                    ("birth", Value::Date(born)),
                    ("relation", Value::Code(20)),
                    ("residency", Value::Code(Residency::R1.code())),
                ];
                let fields = fields.into_iter().map(|(name, value)| (name.to_owned(), value));
                Edit::AddMember { id: None, fields: fields.collect() }
            }
        }
    }

    /// A name in use in the cell, and a day in the last weeks.
    fn newborn(&mut self, near: Id) -> (String, NaiveDate) {
        let name_of = |id: Id, records: &[HouseholdRecord]| {
            let mut people = records.iter().flat_map(|record| &record.people);
            people.find(|person| person.id == id).map_or("安乐".to_owned(), |p| p.name.clone())
        };
        let other = self.people[self.dice.below(self.people.len() as u64) as usize];
        let surname = name_of(near, &self.records).chars().next().unwrap_or('安');
        let given: String = name_of(other, &self.records).chars().skip(1).collect();
        (format!("{surname}{given}"), self.now.day() - Days::new(self.dice.below(30)))
    }

    /// Somebody writes or rewrites the note of a household, 30 to 80 characters.
    pub fn note(&mut self, household: Id, actor: Actor) -> Said {
        let founding = Founding::Household { id: household, epoch: 0 };
        loop {
            let text = self.texts.note(&mut self.dice, 30, 80);
            let edit = Edit::Write { path: Path::root("note"), text };
            if let Some(said) = self.write(&founding, actor, &[edit]) {
                return said;
            }
        }
    }

    /// Somebody touches a task that is due, with its first answer.
    pub fn begin_task(&mut self, actor: Actor) -> Said {
        loop {
            let due = self.due.pop().expect("more tasks come due than are measured");
            let founding = due.founding();
            let template = Library::embedded().get(&due.template).expect("a template");
            let version = put(VERSION, Value::Code(template.version));
            let Some(answer) = self.answer_to(&founding, 0) else { continue };
            if let Some(said) = self.write(&founding, actor, &[version, answer]) {
                self.tasks.push(said.document);
                return said;
            }
        }
    }

    /// The next answer of a task that was begun; after the last one an answer is corrected.
    pub fn answer(&mut self, task: Id, actor: Actor) -> Said {
        let founding = self.documents[&task].founding().clone();
        let mut next = self.documents[&task].context().len();
        loop {
            let edit = self.answer_to(&founding, next).expect("a task that was begun has parts");
            if let Some(said) = self.write(&founding, actor, &[edit]) {
                return said;
            }
            next += 1;
        }
    }

    fn answer_to(&mut self, founding: &Founding, number: usize) -> Option<Edit> {
        let Founding::Task { template, .. } = founding else { return None };
        let parts = answers::parts(Library::embedded().get(template)?);
        let (field, part) = parts.get(number % parts.len().max(1))?;
        let known =
            Known { households: &self.homes, people: &self.people, places: &self.spots };
        let day = self.now.day();
        let value = answers::value(part, &mut self.dice, &self.texts, &known, day);
        Some(put(&field.to_string(), value))
    }
}

/// A visibly made-up number.
fn phone(dice: &mut Seeded) -> String {
    format!("1990{:07}", dice.below(10_000_000))
}

fn put(field: &str, value: Value) -> Edit {
    Edit::Put { path: Path::root(field), value }
}
