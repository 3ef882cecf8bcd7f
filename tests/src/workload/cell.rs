//! A cell at work. Every deed is one change of one document, made as a phone makes it.

use std::collections::{BTreeSet, HashMap};

use chrono::{Days, NaiveDate};
use gridwork_county::{County, HouseholdRecord, Options, PlaceRecord};
use gridwork_document::{Actor, Document, Hash};
use gridwork_model::residency::Residency;
use gridwork_model::roster::{HelpKind, TagSource};
use gridwork_model::task::facts::{CellFacts, Facts, HouseholdFacts, PlaceFacts};
use gridwork_model::task::{Deriver, DueTask, derive};
use gridwork_model::template::Library;
use gridwork_model::template::field::VERSION;
use gridwork_model::{Edit, Founding, Id, Moment, Path, Purpose, Value};

use super::answers::{self, Known};
use super::streams;
use super::texts::Texts;
use crate::seeded::Seeded;

/// When the measured work begins: Monday 9 November 2026, 08:30 in the county.
pub const MORNING: Moment = Moment(1_794_184_200_000);

/// The hub's own writer, which imports.
pub const HUB: Actor = Actor::new(0, 1);

const DAY_MS: i64 = 86_400_000;

/// How far back tasks are looked for, months.
const MONTHS_MAX: u64 = 120;

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
    village: Id,
    /// Tasks that came due in the months looked at and are not touched yet.
    due: Vec<DueTask>,
    /// Documents of all tasks that came due in them.
    seen: BTreeSet<Id>,
    /// How many months back was looked.
    months: u64,
}

impl Cell {
    /// Some cell of the seed's county, with `households` households. Larger cells than the county
    /// has are filled up with the neighbours.
    pub fn new(seed: u64, texts: &Texts, households: usize) -> Cell {
        let options = Options { seed, cells: None, day: MORNING.day() };
        let county = County::new(options).expect("the county reads");
        let place = Seeded::new(seed).fork(10).below(county.cells().len() as u64) as usize;
        Cell::at(&county, place, seed, texts, households)
    }

    /// The cell at a place of a county's list, with `households` households, likewise.
    pub fn at(county: &County, place: usize, seed: u64, texts: &Texts, households: usize) -> Cell {
        let plans = county.cells();
        let plan = &plans[place];
        let around = plans[place..].iter().chain(&plans[..place]);
        let records: Vec<HouseholdRecord> =
            around.flat_map(|plan| county.residents(plan)).take(households).collect();
        let places = county.places(plan);
        Cell {
            id: plan.id,
            township: plan.township,
            village: plan.village,
            homes: records.iter().map(|record| record.id).collect(),
            people: records.iter().flat_map(|record| &record.people).map(|p| p.id).collect(),
            spots: places.iter().map(|place| place.id).collect(),
            records,
            places,
            documents: HashMap::new(),
            tasks: Vec::new(),
            now: MORNING,
            dice: Seeded::new(seed).fork(11),
            texts: texts.clone(),
            due: Vec::new(),
            seen: BTreeSet::new(),
            months: 0,
        }
    }

    /// A task that came due and was not touched yet; the newest months first, and within them in
    /// any order: people do not keep to a list.
    pub fn next_due(&mut self) -> DueTask {
        while self.due.is_empty() {
            assert!(self.months < MONTHS_MAX, "more tasks come due than are measured");
            self.come_due();
        }
        let place = self.dice.below(self.due.len() as u64) as usize;
        self.due.swap_remove(place)
    }

    /// Derives what came due in the half year before those looked at already.
    fn come_due(&mut self) {
        let households: Vec<HouseholdFacts> = self
            .records
            .iter()
            .map(|record| HouseholdFacts { cell: self.id, ..record.facts(true) })
            .collect();
        let places: Vec<PlaceFacts> = self.places.iter().map(PlaceRecord::facts).collect();
        let facts = Facts {
            cells: &[CellFacts { id: self.id, village: self.village }],
            villages: &[],
            branches: &[],
            groups: &[],
            households: &households,
            places: &places,
        };
        for month in self.months..self.months + 6 {
            let on = MORNING.day() - Days::new(month * 30);
            for by in [Deriver::Replica, Deriver::Hub] {
                for due in derive(Library::embedded(), &facts, on, by) {
                    let stream = streams::index_of(&due.founding());
                    let granted = stream.is_some_and(|at| usize::from(at) < streams::FEW);
                    if granted && self.seen.insert(due.document()) {
                        self.due.push(due);
                    }
                }
            }
        }
        self.months += 6;
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

    /// What so many households need, purpose by purpose (C3): those that have a tag, and beside them
    /// some who asked for help without being on any register.
    pub fn import_needs(&mut self, households: usize) -> Vec<Said> {
        let mut records = self.records.clone();
        records.sort_by_key(|record| record.needs().is_empty());
        let mut said = Vec::new();
        for record in records.iter().take(households) {
            let mut documents = record.needs();
            if documents.is_empty() {
                documents.push(self.asked_for_help(record));
            }
            for (founding, edits) in documents {
                self.wait(40_000);
                said.extend(self.write(&founding, HUB, &edits));
            }
        }
        said
    }

    fn asked_for_help(&mut self, record: &HouseholdRecord) -> (Founding, Vec<Edit>) {
        let help = HelpKind::ALL[self.dice.below(HelpKind::ALL.len() as u64) as usize];
        let since = self.now.day() - Days::new(self.dice.below(700));
        let fields = [
            ("help", Value::Codes(1 << (help.code() & 63))),
            ("since", Value::Date(since)),
            ("source", Value::Code(TagSource::Family.code())),
        ];
        let fields = fields.into_iter().map(|(name, value)| (name.to_owned(), value));
        let member = Edit::AddMember { id: Some(record.head), fields: fields.collect() };
        let founding =
            Founding::Needs { household: record.id, purpose: Purpose::Assistance, epoch: 0 };
        (founding, vec![member])
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
            let due = self.next_due();
            let founding = due.founding();
            let template = Library::embedded().get(&due.template).expect("a template");
            let version = put(VERSION, Value::Int(i64::from(template.version)));
            let Some(answer) = self.answer_to(&founding, 0) else { continue };
            if let Some(said) = self.write(&founding, actor, &[version, answer]) {
                self.tasks.push(said.document);
                return said;
            }
        }
    }

    /// The first answers of a task as edits, with the version they are given to.
    pub fn first_answers(&mut self, founding: &Founding, count: usize) -> Vec<Edit> {
        let Founding::Task { template, .. } = founding else { return Vec::new() };
        let Some(template) = Library::embedded().get(template) else { return Vec::new() };
        let most = answers::parts(template).len().min(count);
        let version = put(VERSION, Value::Int(i64::from(template.version)));
        let answers = (0..most).filter_map(|number| self.answer_to(founding, number));
        std::iter::once(version).chain(answers).collect()
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

    /// An answer of a task that was begun by a tap: an option, a number, yes or no. `None` if
    /// the task asks for nothing of the kind.
    pub fn tap(&mut self, task: Id, actor: Actor) -> Option<Said> {
        let founding = self.documents[&task].founding().clone();
        let Founding::Task { template, .. } = &founding else { return None };
        let count = answers::parts(Library::embedded().get(template)?).len();
        let first = self.documents[&task].context().len();
        (first..first + count).find_map(|number| {
            let edit = self.answer_to(&founding, number)?;
            let Edit::Put { value, .. } = &edit else { return None };
            match value {
                Value::Bool(_) | Value::Code(_) | Value::Codes(_) | Value::Int(_) => {
                    self.write(&founding, actor, &[edit])
                }
                _ => None,
            }
        })
    }

    fn answer_to(&mut self, founding: &Founding, number: usize) -> Option<Edit> {
        let Founding::Task { template, .. } = founding else { return None };
        let parts = answers::parts(Library::embedded().get(template)?);
        let (field, part) = parts.get(number % parts.len().max(1))?;
        let known = Known { households: &self.homes, people: &self.people, places: &self.spots };
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
