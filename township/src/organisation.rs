//! Changing the cells: splitting, merging, giving a hamlet to another cell. Shown before it is done, with
//! everybody and everything it affects, and done as one: directory and documents together.
//!
//! An open incident stays with the cell it was reported in until it is over: its limits and its people
//! do not change under way. Its village and the desk go on seeing it.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use gridwork_model::directory::{Directory, DirectoryItem};
use gridwork_model::ledger::kind as ledger_kind;
use gridwork_model::org::Cell;
use gridwork_model::permission::{Action, Object};
use gridwork_model::roster::Household;
use gridwork_model::{Founding, Id, Moment, StreamId};
use serde::{Deserialize, Serialize};

use crate::admission::ledger::task_target;
use crate::audit::{self, Actor, Record};
use crate::devices::{DeviceRecord, DeviceState};
use crate::directory::Standing;
use crate::erase::shown_id;
use crate::people::Caller;
use crate::storage::Drawer;
use crate::storage::drawer::decode;
use crate::storage::rows::kind;
use crate::streams::Streams;
use crate::{Done, Hub, HubError};

/// Most parts of a split, and most cells of a merge.
const PARTS: usize = 12;

/// Most characters of a cell's name.
const NAME_CHARS: usize = 40;

/// Documents moved in one go.
const STAYS: usize = 1_000;

/// Most devices looked at.
const DEVICES: usize = 5_000;

/// One part of a split.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPart {
    /// Name of the new cell.
    pub name: String,
    /// Its hamlets.
    #[schema(value_type = Vec<String>)]
    pub hamlets: Vec<Id>,
}

/// A change of cells, in force today.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(tag = "change", rename_all = "snake_case", deny_unknown_fields)]
pub enum Plan {
    /// One cell becomes several.
    Split {
        /// The cell that ends.
        #[schema(value_type = String)]
        cell: Id,
        /// What it becomes; every hamlet of the cell in one part.
        parts: Vec<NewPart>,
    },
    /// Several cells of one village become one.
    Merge {
        /// The cells that end.
        #[schema(value_type = Vec<String>)]
        cells: Vec<Id>,
        /// Name of the new cell.
        name: String,
    },
    /// A hamlet goes to another cell of its village.
    Move {
        /// The hamlet.
        #[schema(value_type = String)]
        hamlet: Id,
        /// The cell it goes to.
        #[schema(value_type = String)]
        to: Id,
    },
}

/// Who and what a plan affects.
#[derive(Clone, Debug, Default, Serialize, utoipa::ToSchema)]
pub struct Affected {
    /// Names of cells that end.
    pub ended: Vec<String>,
    /// Names of cells that begin or change, with their hamlets.
    pub after: Vec<String>,
    /// Households that go to another cell.
    pub households: usize,
    /// People in them.
    pub people: usize,
    /// Open incidents: they stay with the cell they were reported in until they are over.
    pub open_incidents: usize,
    /// Phones that will hold something else.
    pub phones: Vec<String>,
    /// Posts to be filled anew, each with who holds it now.
    pub posts: Vec<String>,
    /// What a person should look at before.
    pub warnings: Vec<String>,
}

/// A plan worked out.
struct Worked {
    items: Vec<DirectoryItem>,
    /// Cells that end, or lose a hamlet.
    from: Vec<Id>,
    /// Where each hamlet goes.
    target: BTreeMap<Id, Id>,
    /// Where what has no hamlet goes; `None`: it stays.
    rest: Option<Id>,
    ended: Vec<String>,
    after: Vec<String>,
}

impl Worked {
    /// The cell that a household of an affected cell goes to; `None`: it stays.
    fn home_of(&self, home: &Household) -> Option<Id> {
        let by_hamlet = home.hamlet.and_then(|hamlet| self.target.get(&hamlet));
        by_hamlet.copied().or(self.rest)
    }
}

fn named(name: &str) -> Done<String> {
    let name = name.trim();
    match name.is_empty() || name.chars().count() > NAME_CHARS {
        true => Err(HubError::Invalid("name")),
        false => Ok(name.to_owned()),
    }
}

impl Hub {
    fn work_out(&self, standing: &Standing, plan: &Plan, now: Moment) -> Done<(Id, Worked)> {
        let directory = &standing.directory;
        let day = now.day();
        let cell_of = |id: Id| {
            let cell = directory.cell(id).filter(|cell| cell.validity.holds(day));
            cell.ok_or(HubError::NotFound("cell"))
        };
        let name_of = |cell: &Cell| {
            let hamlets: Vec<String> =
                cell.hamlets.iter().map(|hamlet| standing.name_of_place(*hamlet)).collect();
            format!("{}（{}）", cell.name, hamlets.join("、"))
        };
        Ok(match plan {
            Plan::Split { cell, parts } => {
                let old = cell_of(*cell)?;
                if !(2..=PARTS).contains(&parts.len()) {
                    return Err(HubError::Invalid("parts"));
                }
                let listed: Vec<Id> = parts.iter().flat_map(|part| part.hamlets.clone()).collect();
                let different: BTreeSet<Id> = listed.iter().copied().collect();
                let whole: BTreeSet<Id> = old.hamlets.iter().copied().collect();
                if different.len() != listed.len() || different != whole {
                    return Err(HubError::Invalid("hamlets"));
                }
                let mut made = Vec::new();
                for part in parts {
                    made.push((self.fresh_id(now), named(&part.name)?, part.hamlets.clone()));
                }
                let (ended, parts) = old.split(day, made);
                let target = parts
                    .iter()
                    .flat_map(|part| part.hamlets.iter().map(move |hamlet| (*hamlet, part.id)));
                let worked = Worked {
                    target: target.collect(),
                    rest: parts.first().map(|part| part.id),
                    from: vec![*cell],
                    ended: vec![old.name.clone()],
                    after: parts.iter().map(name_of).collect(),
                    items: std::iter::once(ended).chain(parts).map(DirectoryItem::from).collect(),
                };
                (old.parent, worked)
            }
            Plan::Merge { cells, name } => {
                let different: BTreeSet<Id> = cells.iter().copied().collect();
                if !(2..=PARTS).contains(&cells.len()) || different.len() != cells.len() {
                    return Err(HubError::Invalid("cells"));
                }
                let old: Vec<&Cell> = cells.iter().map(|id| cell_of(*id)).collect::<Done<_>>()?;
                if old.iter().any(|cell| cell.parent != old[0].parent) {
                    return Err(HubError::Invalid("cells of different villages"));
                }
                let merged = Cell::merge(&old, day, self.fresh_id(now), &named(name)?);
                let (ended, whole) = merged.ok_or(HubError::Invalid("cells"))?;
                let worked = Worked {
                    target: whole.hamlets.iter().map(|hamlet| (*hamlet, whole.id)).collect(),
                    rest: Some(whole.id),
                    from: cells.clone(),
                    ended: old.iter().map(|cell| cell.name.clone()).collect(),
                    after: vec![name_of(&whole)],
                    items: ended.into_iter().chain([whole]).map(DirectoryItem::from).collect(),
                };
                (old[0].parent, worked)
            }
            Plan::Move { hamlet, to } => {
                let from = directory.cell_of_hamlet(*hamlet, day);
                let from = from.ok_or(HubError::NotFound("hamlet"))?;
                let into = cell_of(*to)?;
                if from.id == into.id || from.parent != into.parent {
                    return Err(HubError::Invalid("cell"));
                }
                if from.hamlets.len() == 1 {
                    return Err(HubError::Invalid("the last hamlet: merge the cells"));
                }
                let (mut less, mut more) = (from.clone(), into.clone());
                less.hamlets.retain(|id| id != hamlet);
                more.hamlets.push(*hamlet);
                let worked = Worked {
                    target: BTreeMap::from([(*hamlet, *to)]),
                    rest: None,
                    from: vec![from.id],
                    ended: Vec::new(),
                    after: [&less, &more].into_iter().map(name_of).collect(),
                    items: vec![less.into(), more.into()],
                };
                (from.parent, worked)
            }
        })
    }

    /// Who and what a plan affects; changes nothing.
    pub fn preview_cells(&self, caller: &Caller, plan: &Plan, now: Moment) -> Done<Affected> {
        let standing = self.standing();
        let (village, worked) = self.work_out(&standing, plan, now)?;
        self.permit(caller, Action::Write, Object::Directory, village, now)?;
        let mut affected = Affected {
            ended: worked.ended.clone(),
            after: worked.after.clone(),
            ..Affected::default()
        };
        let mut homeless = 0;
        self.with_register(|register| {
            for house in worked.from.iter().flat_map(|cell| register.of_cell(cell)) {
                let hamlet = house.household.hamlet;
                let goes = hamlet.and_then(|hamlet| worked.target.get(&hamlet));
                homeless += usize::from(goes.is_none() && worked.rest.is_some());
                if goes.or(worked.rest.as_ref()).is_some() {
                    affected.households += 1;
                    affected.people += house.people().count();
                }
            }
            Ok(())
        })?;
        affected.open_incidents = self.with_board(|board| {
            let here = board.rows().filter(|kept| {
                !kept.summary.over
                    && kept.summary.cell.is_some_and(|cell| worked.from.contains(&cell))
            });
            Ok(here.count())
        })?;
        let r = self.storage.reading()?;
        for (_, value) in r.list(Drawer::Devices, &[], None, DEVICES)? {
            let record: DeviceRecord = decode(&value)?;
            let here = record
                .grants
                .iter()
                .any(|grant| grant.ended.is_none() && worked.from.contains(&grant.stream.scope));
            if here && record.state == DeviceState::Active {
                affected.phones.push(standing.name_of_person(&record.person));
            }
        }
        drop(r);
        if !worked.ended.is_empty() {
            for cell in &worked.from {
                for (duty, role) in standing.directory.on_duty_at(*cell, now.day()) {
                    let name = standing.name_of_person(&duty.person);
                    let cell = standing.name_of_place(*cell);
                    affected.posts.push(format!("{cell} {} {name}", role.word()));
                }
            }
            affected.warnings.push("新网格要重新定人定岗，边界要人来画".to_owned());
        }
        if homeless > 0 {
            let text = format!("{homeless} 户没有写自然村，归到第一个网格");
            affected.warnings.push(text);
        }
        if affected.open_incidents > 0 {
            let open = affected.open_incidents;
            affected.warnings.push(format!("{open} 件没办完的事件按原网格办到底"));
        }
        Ok(affected)
    }

    /// Does what [`Hub::preview_cells`] showed: directory and documents as one.
    pub fn change_cells(&self, caller: &Caller, plan: &Plan, now: Moment) -> Done<Affected> {
        let affected = self.preview_cells(caller, plan, now)?;
        let standing = self.standing();
        let (village, worked) = self.work_out(&standing, plan, now)?;
        let permitted = self.permit(caller, Action::Write, Object::Directory, village, now)?;
        let by = caller.actor(permitted.role);
        let homes = self.new_homes(&worked)?;
        // What is loaded knows the streams of before.
        let mut loaded = self.loaded.lock();
        let moved = self.change_directory(by, now, |w| {
            let mut streams = Streams::new(self, w);
            let mut moved = Vec::new();
            for cell in &worked.from {
                move_documents(&mut streams, *cell, &worked, &homes, now, &mut moved)?;
            }
            streams.finish()?;
            Ok((worked.items, moved))
        })?;
        for id in moved {
            loaded.evict(&id);
        }
        Ok(affected)
    }

    /// The cell each household and person of the affected cells goes to.
    fn new_homes(&self, worked: &Worked) -> Done<BTreeMap<Id, Id>> {
        self.with_register(|register| {
            let mut homes = BTreeMap::new();
            for house in worked.from.iter().flat_map(|cell| register.of_cell(cell)) {
                let Some(goes) = worked.home_of(&house.household) else { continue };
                homes.insert(house.household.id, goes);
                for person in &house.household.people {
                    homes.insert(person.id, goes);
                }
            }
            Ok(homes)
        })
    }
}

impl Hub {
    /// Lets what came late into a cell that has ended go where the cell went: a phone without signal
    /// works on in the cells that it knows. Returns how many records went. The clock calls it with
    /// every tick.
    pub(crate) fn late_work_follows(&self, now: Moment) -> Done<usize> {
        let (standing, day) = (self.standing(), now.day());
        let directory = &standing.directory;
        let over = directory
            .cells()
            .filter(|cell| cell.validity.valid_to.is_some() && !cell.validity.holds(day));
        let mut late: BTreeMap<Id, Worked> = BTreeMap::new();
        for cell in over {
            let Some(rest) = went_to(directory, cell.id, day) else { continue };
            let target = cell
                .hamlets
                .iter()
                .filter_map(|hamlet| Some((*hamlet, directory.cell_of_hamlet(*hamlet, day)?.id)));
            let worked = Worked {
                items: Vec::new(),
                from: vec![cell.id],
                target: target.collect(),
                rest: Some(rest),
                ended: Vec::new(),
                after: Vec::new(),
            };
            late.insert(cell.id, worked);
        }
        if late.is_empty() {
            return Ok(0);
        }
        let tasks: BTreeSet<Id> = self.with_board(|board| {
            let scopes = board.tasks().map(|task| task.scope);
            Ok(scopes.filter(|scope| late.contains_key(scope)).collect())
        })?;
        let homes: BTreeMap<Id, Id> = self.with_register(|register| {
            late.retain(|cell, _| tasks.contains(cell) || register.of_cell(cell).next().is_some());
            let mut homes = BTreeMap::new();
            for house in register.houses().filter(|_| !late.is_empty()) {
                let home = &house.household;
                let worked = late.get(&house.cell);
                let cell = worked.map_or(Some(house.cell), |worked| worked.home_of(home));
                let everybody = home.people.iter().map(|person| person.id).chain([home.id]);
                homes.extend(everybody.filter_map(|id| Some((id, cell?))));
            }
            Ok(homes)
        })?;
        if late.is_empty() {
            return Ok(0);
        }
        let mut loaded = self.loaded.lock();
        let mut w = self.storage.writing()?;
        let mut streams = Streams::new(self, &mut *w);
        let mut moved = Vec::new();
        for (cell, worked) in &late {
            move_documents(&mut streams, *cell, worked, &homes, now, &mut moved)?;
        }
        streams.finish()?;
        if !moved.is_empty() {
            let clock = Actor::Clock { rule: "late work".to_owned() };
            let record = Record::done(now, clock, "cells.late", Id::NIL, None);
            audit::append(&mut *w, record.with(format!("{} 条", moved.len())))?;
        }
        w.commit()?;
        for id in &moved {
            loaded.evict(id);
        }
        Ok(moved.len())
    }
}

/// The cell that goes on where a cell has ended.
fn went_to(directory: &Directory, ended: Id, day: NaiveDate) -> Option<Id> {
    let mut cell = ended;
    // Each step goes on in time; a chain longer than the cells there are is none.
    for _ in 0..=directory.cells().count() {
        let next = directory.cells().find(|next| next.predecessors.contains(&cell))?;
        if next.validity.holds(day) {
            return Some(next.id);
        }
        cell = next.id;
    }
    None
}

/// Moves what lies in a cell to where its hamlet goes: households, their needs, their tasks, places.
fn move_documents(
    streams: &mut Streams<'_>,
    cell: Id,
    worked: &Worked,
    homes: &BTreeMap<Id, Id>,
    now: Moment,
    moved: &mut Vec<Id>,
) -> Done<()> {
    let here: Vec<StreamId> =
        streams.w.streams()?.into_iter().filter(|stream| stream.scope == cell).collect();
    for stream in here {
        let mut from = 0;
        loop {
            let stays = streams.w.members_from(&stream, from, STAYS)?;
            for stay in stays.iter().filter(|stay| stay.left.is_none()) {
                let Some((shown, target)) = goes(streams, stay.entity, worked, homes)? else {
                    continue;
                };
                let audience: Vec<StreamId> = streams
                    .w
                    .memberships(&stay.entity)?
                    .into_iter()
                    .filter(|(_, stay)| stay.left.is_none())
                    .map(|(stream, _)| match stream.scope == cell {
                        true => StreamId { scope: target, ..stream },
                        false => stream,
                    })
                    .collect();
                streams.readdress(&stay.entity, &shown, &audience, now)?;
                moved.push(stay.entity);
            }
            match stays.last() {
                Some(last) if stays.len() == STAYS => from = last.ordinal + 1,
                _ => break,
            }
        }
    }
    Ok(())
}

/// Under which id phones know an entity, and the cell it goes to; `None` if it stays.
fn goes(
    streams: &Streams<'_>,
    entity: Id,
    worked: &Worked,
    homes: &BTreeMap<Id, Id>,
) -> Done<Option<(Id, Id)>> {
    let w = &*streams.w;
    let Some(row) = w.entity(&entity)?.filter(|row| !row.erased) else { return Ok(None) };
    let founding = minicbor::decode::<Founding>(&row.founding);
    let about = minicbor::decode::<(Id, u16)>(&row.founding);
    let about = match (row.kind, founding, about) {
        (kind::CHANGE, Ok(Founding::Household { id, .. }), _) => Some(id),
        (kind::CHANGE, Ok(Founding::Needs { household, .. }), _) => Some(household),
        (kind::CHANGE, Ok(Founding::Place { id }), _) => Some(id),
        // What was said of a household as a whole goes where it goes.
        (kind::LEDGER, _, Ok((household, ledger_kind::ROSTER))) => Some(household),
        _ => task_target(streams.hub, w, &row)?,
    };
    // A household that has ended, a place, a cell: nothing stays in a cell that ends.
    let cell = about.and_then(|about| homes.get(&about).copied().or(worked.rest));
    Ok(cell.map(|cell| (shown_id(&row), cell)))
}
