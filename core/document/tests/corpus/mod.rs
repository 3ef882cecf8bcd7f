//! Synthetic work on the real schema and the real templates, from a seed: what the dictionary is
//! trained on, and (other seeds, other words) what the sizes are measured on.

#![allow(dead_code)] // each test and example uses its own part

pub mod words;

use std::collections::HashMap;

use chrono::{DateTime, Days, NaiveDate};
use gridwork_document::codec::{Outgoing, Shared};
use gridwork_document::{Actor, Context, Document};
use gridwork_model::tag::Tag;
use gridwork_model::template::{Library, Template, part::PartKind};
use gridwork_model::window::{Cadence, Window};
use gridwork_model::{DocumentKind, Edit, Founding, Id, Moment, Path, Purpose, Value};

pub use words::{Dice, Words};

/// A Monday morning in November 2026.
pub const START: i64 = 1_794_880_000_000;

/// The streams of a device, by index.
pub const ROSTER: u8 = 0;
pub const NEEDS: u8 = 1;
pub const TASKS: u8 = 2;

pub const HUB: Actor = Actor::new(0, 1);

/// A change as it goes over the wire.
#[derive(Clone, Debug)]
pub struct Sent {
    pub stream: u8,
    pub document: Id,
    pub founding: Option<Founding>,
    pub ordinal: Option<u32>,
    pub raw: Vec<u8>,
}

impl Sent {
    pub fn outgoing(&self) -> Outgoing<'_> {
        Outgoing {
            stream: self.stream,
            document: self.document,
            founding: self.founding.as_ref(),
            ordinal: self.ordinal,
            raw: &self.raw,
        }
    }
}

/// What both ends know at some point.
#[derive(Clone, Default)]
pub struct Known {
    pub contexts: HashMap<Id, Context>,
    pub foundings: HashMap<Id, Founding>,
    pub ordinals: HashMap<(u8, Id), u32>,
    pub documents: HashMap<(u8, u32), Id>,
    next: HashMap<u8, u32>,
}

impl Known {
    /// Numbers a document in a stream.
    pub fn number(&mut self, stream: u8, document: Id) -> u32 {
        let next = self.next.entry(stream).or_default();
        *self.ordinals.entry((stream, document)).or_insert_with(|| {
            self.documents.insert((stream, *next), document);
            *next += 1;
            *next - 1
        })
    }

    /// What a receiver knows after a batch.
    pub fn learn(&mut self, stream: u8, document: &Document) {
        self.contexts.insert(document.id(), document.context().clone());
        self.foundings.insert(document.id(), document.founding().clone());
        self.number(stream, document.id());
    }
}

impl Shared for Known {
    fn ordinal_of(&self, stream: u8, document: Id) -> Option<u32> {
        self.ordinals.get(&(stream, document)).copied()
    }
    fn document_at(&self, stream: u8, ordinal: u32) -> Option<Id> {
        self.documents.get(&(stream, ordinal)).copied()
    }
    fn founding_of(&self, document: Id) -> Option<Founding> {
        self.foundings.get(&document).cloned()
    }
    fn context(&self, document: Id) -> Option<Context> {
        self.contexts.get(&document).cloned()
    }
}

/// A batch and what both ends know before it.
pub struct Scenario {
    pub name: &'static str,
    pub known: Known,
    pub batch: Vec<Sent>,
}

impl Scenario {
    pub fn outgoing(&self) -> Vec<Outgoing<'_>> {
        self.batch.iter().map(Sent::outgoing).collect()
    }
}

/// A cell at work.
pub struct World {
    pub dice: Dice,
    pub documents: HashMap<Id, Document>,
    pub known: Known,
    pub households: Vec<Id>,
    pub needs: Vec<Id>,
    pub tasks: Vec<Id>,
    hamlets: Vec<Id>,
    pub now: i64,
}

impl World {
    pub fn new(seed: u64, words: Words) -> World {
        let mut dice = Dice::new(seed, words);
        let hamlets = (0..4).map(|_| dice.id(START - 40_000_000_000)).collect();
        World {
            dice,
            documents: HashMap::new(),
            known: Known::default(),
            households: Vec::new(),
            needs: Vec::new(),
            tasks: Vec::new(),
            hamlets,
            now: START,
        }
    }

    /// Time passes: about so many seconds.
    pub fn wait(&mut self, seconds: u64) {
        self.now += self.dice.around(seconds) as i64 * 1000;
    }

    fn today(&self) -> NaiveDate {
        DateTime::from_timestamp_millis(self.now + 8 * 3_600_000).unwrap().date_naive()
    }

    /// Writes edits; founds the document first if nobody has.
    pub fn write(
        &mut self,
        stream: u8,
        founding: &Founding,
        actor: Actor,
        edits: &[Edit],
    ) -> Option<Sent> {
        let id = founding.document();
        let new = !self.documents.contains_key(&id);
        let document =
            self.documents.entry(id).or_insert_with(|| Document::found(founding).unwrap());
        let commit = document.edit(actor, Moment(self.now), edits).ok()?;
        Some(Sent {
            stream,
            document: id,
            founding: new.then(|| founding.clone()),
            ordinal: None,
            raw: commit.raw,
        })
    }

    /// Both ends now know all there is.
    pub fn settle(&mut self) {
        let groups = [(ROSTER, &self.households), (NEEDS, &self.needs), (TASKS, &self.tasks)];
        for (stream, ids) in groups {
            for id in ids {
                self.known.learn(stream, &self.documents[id]);
            }
        }
    }

    /// A household comes in from the township's list.
    pub fn import_household(&mut self) -> Sent {
        let d = &mut self.dice;
        let id = d.id(self.now);
        let hamlet = self.hamlets[d.below(4) as usize];
        let mut edits =
            vec![put("hamlet", Value::Ref(hamlet)), put("address", Value::Text(d.address()))];
        if d.chance(30) {
            edits.push(put("nickname", Value::Text(d.name())));
        }
        if d.chance(60) {
            edits.push(put("point", d.point()));
        }
        edits.push(put("road", Value::Int(d.below(300) as i64)));
        let surname = d.surname();
        for place in 0..1 + d.below(4) {
            let fields = self.person(&surname, place);
            edits.push(Edit::AddMember { id: None, fields });
        }
        let founding = Founding::Household { id, epoch: 0 };
        let sent = self.write(ROSTER, &founding, HUB, &edits).unwrap();
        self.households.push(id);
        sent
    }

    fn person(&mut self, surname: &str, place: u64) -> Vec<(String, Value)> {
        let today = self.today();
        let d = &mut self.dice;
        let age = if place < 2 { 35 + d.below(50) } else { d.below(40) };
        let birth = today - Days::new(age * 365 + d.below(365));
        let mut fields = vec![
            ("name".to_owned(), Value::Text(format!("{surname}{}", d.given()))),
            ("sex".to_owned(), Value::Code(1 + (place % 2) as u32)),
            ("birth".to_owned(), Value::Date(birth)),
            ("relation".to_owned(), Value::Code(place.min(3) as u32 + d.skewed(3) as u32)),
        ];
        if age > 14 && d.chance(80) {
            fields.push(("phone".to_owned(), Value::Text(d.phone())));
        }
        let residency = d.skewed(4) as u32;
        fields.push(("residency".to_owned(), Value::Code(residency)));
        if residency > 0 {
            fields.push(("away_at".to_owned(), Value::Text(d.place_away())));
        }
        fields.push(("winter_here".to_owned(), Value::Bool(residency == 0)));
        fields
    }

    /// Somebody corrects one thing of a household.
    pub fn edit_household(&mut self, id: Id, actor: Actor) -> Sent {
        loop {
            let founding = self.documents[&id].founding().clone();
            let members = self.documents[&id].members();
            let today = self.today();
            let d = &mut self.dice;
            let member = members[d.below(members.len() as u64) as usize];
            let of = |field: &str, value| Edit::Put { path: Path::member(member, field), value };
            let edit = match d.below(12) {
                0..3 => put("verified", Value::Date(today - Days::new(d.skewed(3)))),
                3..6 => of("phone", Value::Text(d.phone())),
                6 => of("residency", Value::Code(d.skewed(4) as u32)),
                7 => of("away_at", Value::Text(d.place_away())),
                8 => of("winter_here", Value::Bool(d.chance(50))),
                9 => put("contact", Value::Ref(d.id(START - 40_000_000_000))),
                10 => put("head", Value::Ref(member)),
                _ => put("road", Value::Int(d.below(300) as i64)),
            };
            if let Some(sent) = self.write(ROSTER, &founding, actor, &[edit]) {
                return sent;
            }
        }
    }

    /// Somebody writes or rewrites the note of a household.
    pub fn note(&mut self, id: Id, actor: Actor) -> Sent {
        let founding = self.documents[&id].founding().clone();
        loop {
            let length = 30 + self.dice.below(51) as usize;
            let text = self.dice.text(length);
            let edit = Edit::Write { path: Path::root("note"), text };
            if let Some(sent) = self.write(ROSTER, &founding, actor, &[edit]) {
                return sent;
            }
        }
    }

    /// The needs of one household for social assistance.
    pub fn record_needs(&mut self, household: Id) -> Sent {
        let today = self.today();
        let members = self.documents[&household].members();
        let mut edits = Vec::new();
        for member in members.into_iter().take(1 + self.dice.below(2) as usize) {
            let d = &mut self.dice;
            // Only tags whose purpose is Assistance may lie in such a document.
            let held = [Tag::DB, Tag::TK, Tag::BY, Tag::JC, Tag::XD][d.skewed(5) as usize];
            let tags = held.bit() | u64::from(d.chance(20)) << Tag::XD as u8;
            let fields = vec![
                ("tags".to_owned(), Value::Codes(tags)),
                ("since".to_owned(), Value::Date(today - Days::new(d.below(2_000)))),
                ("source".to_owned(), Value::Code(d.skewed(4) as u32)),
                ("help".to_owned(), Value::Codes(1 << d.skewed(9))),
            ];
            edits.push(Edit::AddMember { id: Some(member), fields });
        }
        let founding = Founding::Needs { household, purpose: Purpose::Assistance, epoch: 0 };
        let sent = self.write(NEEDS, &founding, HUB, &edits).unwrap();
        self.needs.push(founding.document());
        sent
    }

    /// A new task at a household, with its first answer.
    pub fn open_task(&mut self, actor: Actor) -> Sent {
        let templates = visits();
        let template = templates[self.dice.skewed(templates.len() as u64) as usize];
        let target = self.households[self.dice.below(self.households.len() as u64) as usize];
        let cadence = template.every.first().map_or(Cadence::Month, |every| every.window);
        let window = cadence.window(self.today()).unwrap_or(Window::Season(2026, 1)).pack();
        let founding = Founding::Task { template: template.id.clone(), target, window };
        if self.documents.contains_key(&founding.document()) {
            return self.open_task(actor);
        }
        let version = put("v", Value::Code(template.version));
        let answer = self.answer_to(template, 0);
        let sent = self.write(TASKS, &founding, actor, &[version, answer]).unwrap();
        self.tasks.push(founding.document());
        sent
    }

    /// The next answer of a task.
    pub fn answer(&mut self, task: Id, actor: Actor) -> Sent {
        let founding = self.documents[&task].founding().clone();
        let Founding::Task { template, .. } = &founding else { panic!("a task") };
        let template = Library::embedded().get(template).unwrap();
        let mut next = self.documents[&task].context().len();
        loop {
            let edit = self.answer_to(template, next);
            if let Some(sent) = self.write(TASKS, &founding, actor, &[edit]) {
                return sent;
            }
            next += 1;
        }
    }

    fn answer_to(&mut self, template: &Template, number: usize) -> Edit {
        let parts: Vec<_> = template
            .items
            .iter()
            .flat_map(|item| item.parts.iter().map(move |part| (item.number, part)))
            .collect();
        let (item, part) = parts[number % parts.len()];
        let field = match part.number {
            0 => item.to_string(),
            number => format!("{item}.{number}"),
        };
        let today = self.today();
        let d = &mut self.dice;
        let value = match &part.kind {
            PartKind::YesNo => Value::Bool(d.chance(85)),
            PartKind::Single { options } => {
                Value::Code(options[d.skewed(options.len() as u64) as usize].code.into())
            }
            PartKind::Multi { options } => {
                Value::Codes(1 << options[d.skewed(options.len() as u64) as usize].code)
            }
            PartKind::Number { min, max, .. } => Value::Int((*min + d.around(6) as i64).min(*max)),
            PartKind::Date => Value::Date(today + Days::new(d.skewed(20))),
            PartKind::Time => Value::TimeOfDay((480 + d.below(40) * 15) as u16),
            PartKind::Text { .. } => {
                let length = 4 + d.below(12) as usize;
                Value::Text(d.text(length))
            }
            PartKind::Reference { .. } => {
                Value::Ref(self.households[d.below(self.households.len() as u64) as usize])
            }
            PartKind::Point => d.point(),
            PartKind::Signature | PartKind::Document => Value::File(d.bytes()),
        };
        put(&field, value)
    }
}

/// The templates answered at a household, the most frequent ones first.
fn visits() -> Vec<&'static Template> {
    let templates = &Library::embedded().templates;
    templates.iter().filter(|template| !template.items.is_empty()).collect()
}

fn put(field: &str, value: Value) -> Edit {
    Edit::Put { path: Path::root(field), value }
}

/// A cell with households and tasks both ends know.
pub fn cell(seed: u64, words: Words, households: usize, tasks: usize) -> World {
    let mut world = World::new(seed, words);
    world.now -= 30 * 86_400_000;
    for _ in 0..households {
        world.import_household();
    }
    for _ in 0..tasks {
        world.wait(600);
        let actor = Actor::new(7, 1);
        world.open_task(actor);
        let task = *world.tasks.last().unwrap();
        for _ in 0..world.dice.below(3) {
            world.wait(20);
            world.answer(task, actor);
        }
    }
    world.now = START;
    world.settle();
    world
}

/// One more commit in each of many touched task documents, in any order.
pub fn thousand_commits(seed: u64, words: Words, count: usize) -> Scenario {
    let mut world = cell(seed, words, 300, count);
    let known = world.known.clone();
    let mut order = world.tasks.clone();
    world.dice.shuffle(&mut order);
    let batch = order
        .into_iter()
        .map(|task| {
            world.wait(120);
            world.answer(task, Actor::new(7, 1))
        })
        .collect();
    Scenario { name: "thousand commits", known, batch }
}

/// A day of 300 commits in 40 documents with 6 notes; 20 tasks are touched for the first time.
pub fn normal_day(seed: u64, words: Words) -> Scenario {
    let mut world = cell(seed, words, 300, 8);
    let known = world.known.clone();
    let actor = Actor::new(7, 1);
    let mut batch = Vec::new();
    let mut notes = 6;
    for visit in 0..40 {
        world.wait(600);
        if visit % 10 < 3 {
            let household = world.households[world.dice.below(300) as usize];
            for _ in 0..5 {
                world.wait(25);
                batch.push(world.edit_household(household, actor));
            }
            if notes > 0 {
                notes -= 1;
                world.wait(70);
                batch.push(world.note(household, actor));
            }
            continue;
        }
        let task = if visit % 10 < 5 {
            world.tasks[visit / 5]
        } else {
            batch.push(world.open_task(actor));
            *world.tasks.last().unwrap()
        };
        for _ in 0..8 {
            world.wait(25);
            batch.push(world.answer(task, actor));
        }
    }
    batch.truncate(300);
    Scenario { name: "normal day", known, batch }
}

/// One answer of a task both ends know.
pub fn one_answer(seed: u64, words: Words) -> Scenario {
    let mut world = cell(seed, words, 300, 200);
    let known = world.known.clone();
    world.wait(20_000);
    let task = world.tasks[world.dice.below(200) as usize];
    let batch = vec![world.answer(task, Actor::new(7, 1))];
    Scenario { name: "one answer", known, batch }
}

/// A first download, stream by stream: 300 households with 2,300 changes, the needs of 15 %, then
/// 400 tasks of 4 answers.
pub fn first_download(seed: u64, words: Words) -> Vec<Scenario> {
    let mut world = World::new(seed, words);
    world.now -= 300 * 86_400_000;
    let mut known = Known::default();
    let mut roster: Vec<Sent> = (0..300).map(|_| world.import_household()).collect();
    let devices = [7, 7, 7, 8, 9].map(|device| Actor::new(device, 1));
    for _ in 0..1_950 {
        world.wait(13_000);
        let household = world.households[world.dice.below(300) as usize];
        let actor = devices[world.dice.below(5) as usize];
        roster.push(match world.dice.chance(2) {
            true => world.note(household, actor),
            false => world.edit_household(household, actor),
        });
    }
    let needs: Vec<Sent> = world
        .households
        .clone()
        .into_iter()
        .step_by(6)
        .map(|household| {
            world.wait(40_000);
            world.record_needs(household)
        })
        .collect();
    let mut tasks = Vec::new();
    for _ in 0..400 {
        world.wait(6_000);
        let actor = devices[world.dice.below(5) as usize];
        tasks.push(world.open_task(actor));
        let task = *world.tasks.last().unwrap();
        for _ in 0..3 {
            world.wait(30);
            tasks.push(world.answer(task, actor));
        }
    }
    let mut scenarios = Vec::new();
    for (name, stream, mut batch) in
        [("roster", ROSTER, roster), ("needs", NEEDS, needs), ("tasks", TASKS, tasks)]
    {
        let before = known.clone();
        for sent in &mut batch {
            if sent.founding.is_some() {
                sent.ordinal = Some(known.number(stream, sent.document));
            }
        }
        for sent in &batch {
            known.learn(stream, &world.documents[&sent.document]);
        }
        scenarios.push(Scenario { name, known: before, batch });
    }
    scenarios
}

/// The kind of the document of a change, for tests that look at one kind.
pub fn kind_of(known: &Known, sent: &Sent) -> Option<DocumentKind> {
    sent.founding.as_ref().or_else(|| known.foundings.get(&sent.document)).map(Founding::kind)
}
