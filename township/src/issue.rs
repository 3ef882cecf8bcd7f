//! Issuing tasks 下发: what nobody in the field can derive, because it rests on tags that the
//! assignee may not read, on the list of another authority, or on an event (ADR 8).
//!
//! An issue is the first entry of the task's own ledger, so it is replicated to exactly those who
//! may read the task. The clock issues what rests on tags, once a day and cell; people issue the
//! rest for named targets.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;
use gridwork_document::Document;
use gridwork_model::audience::{Entity, audience};
use gridwork_model::directory::{self, DirectoryItem};
use gridwork_model::ledger::kind as ledger_kind;
use gridwork_model::lint::Fault;
use gridwork_model::permission::{Action, Object, Role};
use gridwork_model::roster::Household;
use gridwork_model::schema::Founding;
use gridwork_model::tag::Tag;
use gridwork_model::task::facts::{CellFacts, Facts, HouseholdFacts, Need, PersonFacts};
use gridwork_model::task::step::MOST_WHO_CHARS;
use gridwork_model::task::{Body, Deriver, DueTask, Spot, State, Step, derive};
use gridwork_model::template::target::Target;
use gridwork_model::template::{Library, ScopeLevel, Template};
use gridwork_model::window::Window;
use gridwork_model::{
    Class, Id, LedgerEntry, Moment, Outcome, Purpose, StreamId, TimeFacts, Value,
};

use crate::admission::ledger::{ledger_entity, seal_task, task_state};
use crate::admission::read_document;
use crate::audit::{self, Actor, Record};
use crate::config::Mode;
use crate::directory::Standing;
use crate::erase::standing_document;
use crate::office::Act;
use crate::people::Caller;
use crate::register::assemble;
use crate::storage::rows::kind;
use crate::storage::{Drawer, Reading};
use crate::streams::OTHER_ORDINALS;
use crate::{Done, Hub, HubError};

/// Cells the clock looks at in one tick; the rest waits for the next.
pub const CELLS_A_TICK: usize = 8;

/// Most documents of one stream of a cell.
const CELL_DOCUMENTS: usize = 2_000;

/// Most targets of one order.
pub const MOST_TARGETS: usize = 2_000;

/// A cell as the derivation sees it, with the names that issues carry.
#[derive(Default)]
struct CellWorld {
    households: Vec<HouseholdFacts>,
    /// By household and by person.
    names: HashMap<Id, String>,
}

/// Where the people of a township live: cell and household by person.
pub(crate) type Homes = HashMap<Id, (Id, Id)>;

/// What an order to issue led to.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
pub struct IssuedReport {
    /// Tasks issued now.
    pub issued: usize,
    /// Tasks that were issued or done before.
    pub already: usize,
    /// Targets that were not found in the caller's township.
    #[schema(value_type = Vec<String>)]
    pub unknown: Vec<Id>,
}

/// An order to issue one template for named targets.
#[derive(Clone, Debug)]
pub struct IssueOrder {
    /// Template id.
    pub template: String,
    /// Cells, households or people, as the template's target is; a village or township stands for
    /// its cells.
    pub targets: Vec<Id>,
    /// The moment of the event, for a template that an event or a finding opens; otherwise the
    /// window in season is meant.
    pub occasion: Option<Moment>,
}

impl Hub {
    /// Issues what rests on tags, for at most `cells` cells that were not looked at today; returns
    /// how many tasks were issued. The clock calls it with every tick.
    pub fn issue_due(&self, cells: usize, now: Moment) -> Done<usize> {
        let today = now.day();
        let standing = self.standing();
        let mut due = Vec::new();
        {
            let r = self.storage.reading()?;
            let directory = &standing.directory;
            for item in directory.of_kind(directory::kind::CELL) {
                let DirectoryItem::Cell(cell) = item else { continue };
                let looked = r.get(Drawer::Issued, cell.id.as_bytes())?;
                if !cell.validity.holds(today)
                    || looked.as_deref() == Some(today.to_string().as_bytes())
                {
                    continue;
                }
                let village = directory.village_of(cell.id).map_or(cell.id, |unit| unit.id);
                due.push(CellFacts { id: cell.id, village });
                if due.len() == cells {
                    break;
                }
            }
        }
        let mut issued = 0;
        for cell in due {
            issued += self.issue_cell(cell, &standing, now)?;
        }
        Ok(issued)
    }

    fn issue_cell(&self, cell: CellFacts, standing: &Standing, now: Moment) -> Done<usize> {
        let today = now.day();
        let world = self.cell_world(cell.id)?;
        let facts = Facts { cells: &[cell], households: &world.households, ..Facts::default() };
        let library = standing.directory.library();
        let due = derive(&library, &facts, today, Deriver::Hub);
        let clock = Actor::Clock { rule: "issue".to_owned() };
        let _loaded = self.loaded.lock();
        let mut w = self.storage.writing()?;
        let mut act = Act::begin(self, &mut *w, clock.clone(), "rule issue", now)?;
        let mut issued = 0;
        for task in due {
            let Some(template) = library.get(&task.template) else { continue };
            if !template.is_admitted(self.mode() == Mode::Production) {
                continue;
            }
            let who = world.names.get(&task.spot.target).cloned();
            let by = (Id::NIL, Role::Clock);
            issued += usize::from(self.issue_one(&mut act, template, &task, who, by, now)?);
        }
        act.finish()?;
        w.put(Drawer::Issued, cell.id.as_bytes(), today.to_string().as_bytes())?;
        if issued > 0 {
            let org = standing.org_of(cell.id);
            let record = Record::done(now, clock, "task.issue", org, Some(cell.id));
            audit::append(&mut *w, record.with(format!("{issued} 项")))?;
        }
        w.commit()?;
        Ok(issued)
    }

    /// Issues a template for targets of the caller's township: from a list, or after an event.
    pub fn issue_tasks(
        &self,
        caller: &Caller,
        order: &IssueOrder,
        now: Moment,
    ) -> Done<IssuedReport> {
        let standing = self.standing();
        let library = standing.directory.library();
        let template = library.get(&order.template).ok_or(HubError::NotFound("template"))?;
        if !template.is_admitted(self.mode() == Mode::Production) {
            return Err(HubError::Lint(format!(
                "表 {}：{}",
                template.id,
                Fault::TrainingAdmission
            )));
        }
        if order.targets.len() > MOST_TARGETS {
            return Err(HubError::Invalid("more targets than one order may name"));
        }
        let window = window_of(&library, template, order.occasion, now.day())?;
        let mut report = IssuedReport::default();
        let mut tasks = Vec::new();
        {
            let r = self.storage.reading()?;
            let homes = self.homes_for(&*r, template, caller.org, &standing, now.day())?;
            for target in &order.targets {
                let found = self.spots(&*r, template, *target, &homes, &standing, now.day())?;
                let before = tasks.len();
                for (spot, who) in found {
                    let permitted =
                        self.permit(caller, Action::Create, Object::Tasks, spot.scope, now);
                    match permitted {
                        Ok(permitted) => tasks.push((spot, who, permitted.role)),
                        Err(HubError::NotFound(_)) => {}
                        Err(error) => return Err(error),
                    }
                }
                if tasks.len() == before {
                    report.unknown.push(*target);
                }
            }
        }
        let role = tasks.first().map_or(Role::Unknown, |(_, _, role)| *role);
        let actor = caller.actor(role);
        let _loaded = self.loaded.lock();
        let mut w = self.storage.writing()?;
        let mut act = Act::begin(self, &mut *w, actor.clone(), "issue", now)?;
        for (spot, who, role) in tasks {
            let task = DueTask::issue(template, &library.seasons, spot, window)
                .ok_or(HubError::Invalid("window"))?;
            let person = (caller.person, role);
            match self.issue_one(&mut act, template, &task, who, person, now)? {
                true => report.issued += 1,
                false => report.already += 1,
            }
        }
        act.finish()?;
        let detail = format!("{}，{} 项", template.id, report.issued);
        let record = Record::done(now, actor, "task.issue", caller.org, None).with(detail);
        audit::append(&mut *w, record)?;
        w.commit()?;
        Ok(report)
    }

    /// Writes the issue of one task; false if it was issued or closed before.
    pub(crate) fn issue_one(
        &self,
        act: &mut Act<'_>,
        template: &Template,
        task: &DueTask,
        who: Option<String>,
        by: (Id, Role),
        now: Moment,
    ) -> Done<bool> {
        let step = Step::Issue {
            household: task.spot.household,
            hamlet: task.spot.hamlet,
            who: who.map(|name| name.chars().take(MOST_WHO_CHARS).collect()),
        };
        self.task_step(act, template, task, step, by, now)
    }

    /// Writes a step of a task; false if the task as it stands has no such step.
    pub(crate) fn task_step(
        &self,
        act: &mut Act<'_>,
        template: &Template,
        task: &DueTask,
        step: Step,
        (person, role): (Id, Role),
        now: Moment,
    ) -> Done<bool> {
        let entity = Entity::Task {
            scope: task.spot.scope,
            class: template.class,
            purpose: template.purpose,
        };
        // What is C4 goes through the closed channel of its post, which the hub cannot open.
        let Ok(wanted) = audience(&entity) else { return Ok(false) };
        let object = task.document();
        let ledger = ledger_entity(&object, ledger_kind::TASK);
        let (mut row, key, mut state, streams) = match act.streams.w.entity(&ledger)? {
            Some(row) if row.erased => return Ok(false),
            Some(row) => {
                let key = self.data_key(&row.id, &row.data_key)?;
                let state = task_state(&row, &key)?;
                let stays = act.streams.w.memberships(&ledger)?.into_iter();
                let here = stays.filter(|(_, stay)| stay.left.is_none()).map(|(stream, _)| stream);
                (row, key, state, here.collect::<Vec<StreamId>>())
            }
            None => {
                let org = self.standing().org_of(task.spot.scope);
                let founding = minicbor::to_vec((object, ledger_kind::TASK)).unwrap_or_default();
                let (row, key) =
                    self.new_entity(ledger, kind::LEDGER, org, template.class, founding);
                (row, key, State::default(), wanted)
            }
        };
        if state.judge(&step) != Outcome::Accepted || streams.is_empty() {
            return Ok(false);
        }
        let body = Body {
            template: template.id.clone(),
            target: task.spot.target,
            window: task.window.pack(),
            step,
        };
        let entry = LedgerEntry {
            id: self.new_id(now),
            object,
            kind: ledger_kind::TASK,
            person,
            role: role.number(),
            time: TimeFacts { device: now, hub: Some(now), ..TimeFacts::default() },
            body: body.to_bytes(),
        };
        state.take(&body.step, person);
        row.state = seal_task(self, &row.id, &key, &state);
        act.streams.w.put_entity(&row)?;
        act.say(&row, &entry, &streams)?;
        Ok(true)
    }

    /// Where a template's task for one named target lies, and whom it is about; several for a place
    /// that stands for its cells, none for what the hub does not know.
    pub(crate) fn spots(
        &self,
        r: &dyn Reading,
        template: &Template,
        target: Id,
        homes: &Homes,
        standing: &Standing,
        day: NaiveDate,
    ) -> Done<Vec<(Spot, Option<String>)>> {
        let directory = &standing.directory;
        let scope = |cell: Id| match template.scope_level() {
            ScopeLevel::Cell => cell,
            ScopeLevel::Village => directory.village_of(cell).map_or(cell, |unit| unit.id),
        };
        let plain = |target, scope| {
            (Spot { target, scope, household: None, hamlet: None, road: None }, None)
        };
        Ok(match template.target {
            Target::Cell => match directory.cell(target) {
                Some(cell) => vec![plain(cell.id, cell.id)],
                None => {
                    let cells = directory.cells_in(target, day);
                    cells.into_iter().map(|cell| plain(cell.id, cell.id)).collect()
                }
            },
            Target::Village => match directory.unit(target) {
                Some(unit) if unit.kind.holds_cells() => vec![plain(target, target)],
                _ => directory.villages_of(target).map(|v| plain(v.id, v.id)).collect(),
            },
            Target::Household(_) => match self.cell_of_entity(r, &target, Purpose::Roster)? {
                Some(cell) => self.spot_at_home(r, scope(cell), target, None)?,
                None => Vec::new(),
            },
            Target::Person(_) => match homes.get(&target) {
                Some((cell, home)) => self.spot_at_home(r, scope(*cell), *home, Some(target))?,
                None => Vec::new(),
            },
            Target::Place(_) => match self.cell_of_entity(r, &target, Purpose::Places)? {
                Some(cell) => vec![plain(target, scope(cell))],
                None => Vec::new(),
            },
            // Branches and groups are derived by whoever leads them.
            Target::Branch | Target::PartyGroup => Vec::new(),
        })
    }

    fn spot_at_home(
        &self,
        r: &dyn Reading,
        scope: Id,
        home: Id,
        person: Option<Id>,
    ) -> Done<Vec<(Spot, Option<String>)>> {
        let standing = standing_document(r, &home)?;
        let Some((_, document)) = read_document(self, r, &standing)? else { return Ok(Vec::new()) };
        let household = assemble(&document);
        let named = match person {
            None => household.head_person(),
            Some(person) => household.present().find(|known| known.id == person),
        };
        let Some(named) = named.filter(|_| household.is_present()) else { return Ok(Vec::new()) };
        let spot = Spot {
            target: person.unwrap_or(home),
            scope,
            household: Some(home),
            hamlet: household.hamlet,
            road: household.road,
        };
        Ok(vec![(spot, named.name.clone())])
    }

    /// Who lives where, for a template that is about people; nobody for any other.
    pub(crate) fn homes_for(
        &self,
        r: &dyn Reading,
        template: &Template,
        org: Id,
        standing: &Standing,
        day: NaiveDate,
    ) -> Done<Homes> {
        match template.target {
            Target::Person(_) => self.homes(r, org, standing, day),
            _ => Ok(Homes::new()),
        }
    }

    /// Who lives where in a township (in the county for the nil id).
    fn homes(&self, r: &dyn Reading, org: Id, standing: &Standing, day: NaiveDate) -> Done<Homes> {
        let mut homes = Homes::new();
        for item in standing.directory.of_kind(directory::kind::CELL) {
            let DirectoryItem::Cell(cell) = item else { continue };
            if !cell.validity.holds(day) || !org.is_nil() && standing.org_of(cell.id) != org {
                continue;
            }
            for (_, document) in self.documents_in(r, cell.id, Class::C2, Purpose::Roster)? {
                let home = assemble(&document).id;
                let members = document.members().into_iter();
                homes.extend(members.map(|person| (person, (cell.id, home))));
            }
        }
        Ok(homes)
    }

    /// The cell whose stream of `purpose` an entity stays in.
    fn cell_of_entity(&self, r: &dyn Reading, id: &Id, purpose: Purpose) -> Done<Option<Id>> {
        let stays = r.memberships(&standing_document(r, id)?)?.into_iter();
        let mut here = stays.filter(|(_, stay)| stay.left.is_none()).map(|(stream, _)| stream);
        Ok(here.find(|stream| stream.purpose == purpose).map(|stream| stream.scope))
    }

    /// Everything the derivation asks of one cell.
    fn cell_world(&self, cell: Id) -> Done<CellWorld> {
        let r = self.storage.reading()?;
        let mut world = CellWorld::default();
        let mut place: BTreeMap<Id, usize> = BTreeMap::new();
        for (_, document) in self.documents_in(&*r, cell, Class::C2, Purpose::Roster)? {
            let household = assemble(&document);
            if !household.is_present() {
                continue;
            }
            world.add(cell, &household);
            place.insert(household.id, world.households.len() - 1);
        }
        for purpose in Purpose::ALL.into_iter().filter(|purpose| purpose.holds(Class::C3)) {
            for (_, document) in self.documents_in(&*r, cell, Class::C3, purpose)? {
                let Founding::Needs { household, .. } = *document.founding() else { continue };
                let at = place.get(&household).copied();
                if let Some(facts) = at.and_then(|at| world.households.get_mut(at)) {
                    add_needs(facts, purpose, &document);
                }
            }
        }
        Ok(world)
    }

    pub(crate) fn documents_in(
        &self,
        r: &dyn Reading,
        cell: Id,
        class: Class,
        purpose: Purpose,
    ) -> Done<Vec<(Id, Document)>> {
        let stream = StreamId::new(cell, class, purpose);
        let mut found = Vec::new();
        for stay in r.members_from(&stream, 0, CELL_DOCUMENTS)? {
            if stay.left.is_none()
                && stay.ordinal < OTHER_ORDINALS
                && let Some((_, document)) = read_document(self, r, &stay.entity)?
            {
                found.push((stay.entity, document));
            }
        }
        Ok(found)
    }
}

impl CellWorld {
    fn add(&mut self, cell: Id, household: &Household) {
        let head = household.head_person().and_then(|head| head.name.clone());
        self.names.extend(head.map(|name| (household.id, name)));
        let mut facts = HouseholdFacts {
            hamlet: household.hamlet,
            road: household.road,
            ..HouseholdFacts::new(household.id, cell)
        };
        for person in household.present() {
            self.names.extend(person.name.clone().map(|name| (person.id, name)));
            facts.people.push(PersonFacts {
                birth: person.birth,
                residency: person.residency,
                winter_here: person.winter_here.unwrap_or(false),
                summer_here: person.summer_here.unwrap_or(false),
                ..PersonFacts::new(person.id)
            });
        }
        self.households.push(facts);
    }
}

/// Adds what a needs document says; a tag counts only under its own purpose.
fn add_needs(facts: &mut HouseholdFacts, purpose: Purpose, document: &Document) {
    let own: u64 = Tag::ALL
        .iter()
        .filter(|tag| tag.purpose() == Some(purpose))
        .fold(0, |bits, tag| bits | tag.bit());
    for field in document.fields() {
        let Some(value) = field.shown() else { continue };
        match (field.path.member, field.path.field.as_str(), value) {
            (None, "income", Value::Code(code)) => facts.need = Need::of_income(*code),
            (Some(person), "tags", Value::Codes(bits)) => {
                facts.tags |= bits & own;
                if let Some(person) = facts.people.iter_mut().find(|known| known.id == person) {
                    person.tags |= bits & own;
                }
            }
            (Some(person), "care", Value::Code(code)) => {
                if let Some(person) = facts.people.iter_mut().find(|known| known.id == person) {
                    person.need = Need::of_care(*code);
                }
            }
            _ => {}
        }
    }
}

/// The window an order means: the occasion it names, or the calendar window open on `day`.
pub(crate) fn window_of(
    library: &Library,
    template: &Template,
    occasion: Option<Moment>,
    day: NaiveDate,
) -> Done<Window> {
    match occasion {
        Some(at) if !template.on.is_empty() && at.0 >= 0 => Ok(Window::Occasion(at.0)),
        Some(_) => Err(HubError::Invalid("no occasion opens this template")),
        None => template
            .every
            .iter()
            .find_map(|every| every.window(day, &library.seasons))
            .ok_or(HubError::Invalid("the template is not in season")),
    }
}
