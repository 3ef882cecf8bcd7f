//! The day's list: derived from what this device may see, merged by house, in road order.

use std::cell::RefCell;
use std::collections::HashMap;

use chrono::NaiveDate;
use gridwork_model::task::facts::{
    BranchFacts, CellFacts, Facts, GroupFacts, HouseholdFacts, PlaceFacts,
};
use gridwork_model::task::{Deriver, DueTask, State, Status, derive, doer};
use gridwork_model::template::Library;
use gridwork_model::visit::{OpenTask, Visit, plan};
use gridwork_model::{Id, Purpose, StreamId};
use gridwork_store::{Reader, RowQuery, StreamState};

use crate::core::{Core, Knowledge, standing};
use crate::project::{self, household, needs, place, row, task};
use crate::view::{RecordState, Today, TodayLine, TodayTask};
use crate::{CoreError, issued, status};

/// What the derivation of tasks needs, gathered from the rows once a day's list.
pub(crate) struct World {
    pub households: Vec<HouseholdFacts>,
    pub places: Vec<PlaceFacts>,
    /// What a line is called, by household or place.
    pub titles: HashMap<Id, String>,
    cells: Vec<CellFacts>,
    villages: Vec<Id>,
    branches: Vec<BranchFacts>,
    groups: Vec<GroupFacts>,
    hamlets: Vec<Id>,
}

impl Core {
    /// The list of a day: at most seven lines first, in road order, visits merged by house.
    pub fn today(&self) -> Result<Today, CoreError> {
        self.list(0, gridwork_model::visit::MOST_FIRST as u32)
    }

    /// The lines behind the first page.
    pub fn today_behind(&self, offset: u32, limit: u32) -> Result<Vec<TodayLine>, CoreError> {
        let first = gridwork_model::visit::MOST_FIRST as u32;
        Ok(self.list(first + offset, limit.min(200))?.lines)
    }

    fn list(&self, offset: u32, limit: u32) -> Result<Today, CoreError> {
        let inner = self.inner()?;
        let identity = inner.identity()?;
        let library = inner.directory.library();
        self.store.read(|r| {
            let standing = standing(r)?;
            let day = self.day(Some(&standing));
            let mut world = World::gather(r, &inner, day)?;
            let mut due = derive(&library, &world.facts(), day, Deriver::Replica);
            due.retain(|due| {
                let template = library.get(&due.template);
                template.is_some_and(|template| template.is_admitted(!identity.training))
            });
            due.extend(issued::open(r, &library, &mut world)?);
            let mine = Mine::of(r, &inner, day)?;
            let mut open = Vec::with_capacity(due.len());
            for due in due {
                let state = task_state(r, due.document())?;
                if !mine.includes(&due, state.as_ref()) {
                    continue;
                }
                let status = match state {
                    Some(state) => state.status,
                    None => task_status(r, due.document())?,
                };
                open.push(OpenTask { task: due, status });
            }
            let planned = plan(open, &world.hamlets, day);
            let total = planned.first.len() + planned.behind.len();
            let visits = planned.first.into_iter().chain(planned.behind);
            let lines = visits
                .skip(offset as usize)
                .take(limit as usize)
                .map(|visit| line(r, &inner, &world, visit, day))
                .collect::<Result<Vec<_>, CoreError>>()?;
            let sync = status::sync_state(r)?;
            Ok(Today {
                more: (total.saturating_sub(offset as usize + lines.len())) as u32,
                lines,
                received: received(r)?,
                waiting: sync.waiting + sync.unconfirmed,
                list_as_of: sync.last_contact,
                training: identity.training,
            })
        })
    }
}

/// Which tasks are the list's: those that this person does and that this phone can take.
struct Mine<'a> {
    inner: &'a Knowledge,
    person: Id,
    day: NaiveDate,
    streams: Vec<StreamId>,
    known: RefCell<HashMap<(String, Id), bool>>,
}

impl<'a> Mine<'a> {
    fn of(r: &Reader<'_>, inner: &'a Knowledge, day: NaiveDate) -> Result<Mine<'a>, CoreError> {
        let granted = r.streams()?.into_iter().filter(|row| row.state != StreamState::Withdrawn);
        Ok(Mine {
            inner,
            person: inner.identity()?.person,
            day,
            streams: granted.map(|row| row.stream).collect(),
            known: RefCell::default(),
        })
    }

    /// A task given to somebody by name is that person's; one begun by hand is also its beginner's;
    /// every other is whose post it is.
    fn includes(&self, due: &DueTask, state: Option<&State>) -> bool {
        let by_post = || self.by_post(&due.template, due.spot.scope);
        match state {
            Some(State { assignee: Some(given), .. }) => *given == self.person,
            Some(state) if state.issued.is_some() => {
                state.last_by == Some(self.person) || by_post()
            }
            _ => by_post(),
        }
    }

    fn by_post(&self, template: &str, scope: Id) -> bool {
        let key = (template.to_owned(), scope);
        *self.known.borrow_mut().entry(key).or_insert_with(|| {
            let library = self.inner.directory.library();
            let Some(template) = library.get(template) else { return false };
            let stream = StreamId::new(scope, template.class, template.purpose);
            let directory = &self.inner.directory;
            self.streams.contains(&stream)
                && doer(template, self.person, scope, self.day, directory).is_some()
        })
    }
}

/// How many finished tasks the hub holds.
fn received(r: &Reader<'_>) -> Result<u32, CoreError> {
    let query =
        RowQuery { all: task::CLOSED, none: task::PENDING, ..RowQuery::of(row::TASK_STATE) };
    Ok(r.count(&query)? as u32)
}

/// The folded ledger of a task, if it has one.
pub(crate) fn task_state(r: &Reader<'_>, task: Id) -> Result<Option<State>, CoreError> {
    let found = r.row(row::TASK_STATE, task)?;
    found.map(|found| Ok(project::payload::<task::Standing>(&found)?.state)).transpose()
}

/// How a task stands on this device.
pub(crate) fn task_status(r: &Reader<'_>, task: Id) -> Result<Status, CoreError> {
    Ok(match task_state(r, task)? {
        Some(state) => state.status,
        None if r.row(row::TASK, task)?.is_some() => Status::Started,
        None => Status::Due,
    })
}

impl World {
    /// Reads the rows of every stream this device has.
    pub(crate) fn gather(
        r: &Reader<'_>,
        inner: &Knowledge,
        day: NaiveDate,
    ) -> Result<World, CoreError> {
        let directory = &inner.directory;
        let mut world = World {
            households: Vec::new(),
            places: Vec::new(),
            titles: HashMap::new(),
            cells: Vec::new(),
            villages: Vec::new(),
            branches: Vec::new(),
            groups: Vec::new(),
            hamlets: Vec::new(),
        };
        for stream in r.streams()? {
            let scope = stream.stream.scope;
            let first = !world.cells.iter().any(|cell| cell.id == scope)
                && !world.villages.contains(&scope);
            match stream.stream.purpose {
                Purpose::Directory | Purpose::AccessLog | Purpose::Enforcement | Purpose::Clues => {
                }
                _ if first && directory.cell(scope).is_some() => {
                    let village = directory.village_of(scope).map_or(scope, |unit| unit.id);
                    world.cells.push(CellFacts { id: scope, village });
                    world.hamlets.extend(directory.hamlets_of_cell(scope).map(|h| h.id));
                    for party in directory.party_units_of(village) {
                        if party.cells.contains(&scope) {
                            world.groups.push(GroupFacts { unit: party.id, cell: scope });
                        }
                    }
                }
                _ if first && directory.unit(scope).is_some_and(|unit| unit.kind.holds_cells()) => {
                    world.villages.push(scope);
                    for party in directory.party_units_of(scope) {
                        if party.parent.is_none() {
                            world.branches.push(BranchFacts { unit: party.id, village: scope });
                        }
                    }
                }
                _ => {}
            }
        }
        let _ = day;
        let mut failure = None;
        r.each_row(row::HOUSEHOLD, |found| {
            match project::payload::<household::Household>(&found) {
                Ok(shown) => {
                    let title = shown.head().map_or(String::new(), |head| head.name.clone());
                    world.titles.insert(found.id, title);
                    let cell = found.parent.unwrap_or(found.id);
                    world.households.push(shown.facts(found.id, cell));
                }
                Err(error) => failure = Some(error),
            }
        })?;
        r.each_row(row::NEEDS, |found| {
            if let (Some(household), Ok(needs)) =
                (found.parent, project::payload::<needs::Needs>(&found))
            {
                world.add_needs(household, &needs);
            }
        })?;
        r.each_row(row::PLACE, |found| {
            if let Ok(shown) = project::payload::<place::Place>(&found) {
                world.titles.insert(found.id, shown.name.clone());
                world.places.extend(shown.facts(found.id, found.parent.unwrap_or(found.id)));
            }
        })?;
        // The order in which facts come decides nothing, but lists should not jump about.
        world.households.sort_by_key(|household| household.id);
        world.places.sort_by_key(|place| place.id);
        failure.map_or(Ok(world), Err)
    }

    pub(crate) fn facts(&self) -> Facts<'_> {
        Facts {
            cells: &self.cells,
            villages: &self.villages,
            branches: &self.branches,
            groups: &self.groups,
            households: &self.households,
            places: &self.places,
        }
    }

    /// Where a household lies along the road.
    pub(crate) fn road_of(&self, household: Id) -> Option<i64> {
        self.households.iter().find(|known| known.id == household)?.road
    }

    fn add_needs(&mut self, household: Id, needs: &needs::Needs) {
        let Some(facts) = self.households.iter_mut().find(|h| h.id == household) else { return };
        facts.tags |= needs.programme;
        for person in &mut facts.people {
            let key = person.id.to_string();
            person.tags |= needs.tags.get(&key).copied().unwrap_or(0);
            person.party |= needs.party.contains(&key);
        }
    }
}

fn line(
    r: &Reader<'_>,
    inner: &Knowledge,
    world: &World,
    visit: Visit,
    day: NaiveDate,
) -> Result<TodayLine, CoreError> {
    let directory = &inner.directory;
    let mut tasks = Vec::with_capacity(visit.tasks.len());
    let mut state = None;
    for due in &visit.tasks {
        let shown = today_task(&directory.library(), r, due)?;
        if shown.started {
            let stands = status::record_state(r, shown.task)?;
            state = Some(state.map_or(stands, |other: RecordState| other.min(stands)));
        }
        tasks.push(shown);
    }
    let due = visit.tasks.iter().map(|task| task.closes).min().unwrap_or(day);
    let title = world
        .titles
        .get(&visit.at)
        .cloned()
        .or_else(|| directory.cell(visit.at).map(|cell| cell.name.clone()))
        .or_else(|| directory.unit(visit.at).map(|unit| unit.name.clone()))
        .or_else(|| directory.party_unit(visit.at).map(|unit| unit.name.clone()))
        .unwrap_or_default();
    let hamlet = visit.hamlet.and_then(|id| directory.hamlet(id)).map(|h| h.name.clone());
    Ok(TodayLine {
        target: visit.at,
        is_household: visit.tasks.iter().any(|task| task.spot.household.is_some()),
        title,
        hamlet: hamlet.unwrap_or_default(),
        tasks,
        due: due.to_string(),
        late: due < day,
        state: state.unwrap_or(RecordState::Draft),
    })
}

fn today_task(library: &Library, r: &Reader<'_>, due: &DueTask) -> Result<TodayTask, CoreError> {
    let task = due.document();
    let title = library.get(&due.template).map_or(String::new(), |template| template.zh.clone());
    Ok(TodayTask {
        task,
        template: due.template.clone(),
        title,
        target: due.spot.target,
        window: due.window.pack(),
        due: due.closes.to_string(),
        started: r.has_document(task)?,
    })
}

/// How many rows of a list there are under a parent, for tests and overviews.
pub(crate) fn count_rows(r: &Reader<'_>, kind: u8) -> Result<u64, CoreError> {
    Ok(r.count(&RowQuery::of(kind))?)
}
