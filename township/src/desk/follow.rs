//! Open tasks follow whom they are about. A household that went on in another and a person who was entered
//! twice leave none behind: it is closed as a duplicate 重复, and what had been issued for them is issued
//! for whoever goes on. Who left is visited by nobody: the task is closed, 对象不在了. Who lives in another
//! cell now takes the task along. And if they are there again, so is what was closed here.
//!
//! Decided by the roster as it stands, whoever said so, on a phone or at the office; written by the clock.

use std::collections::{BTreeMap, HashMap, HashSet};

use gridwork_model::audience::{Entity, audience};
use gridwork_model::ledger::kind as ledger_kind;
use gridwork_model::permission::Role;
use gridwork_model::task::{CancelReason, DueTask, Spot, Status, Step};
use gridwork_model::template::{ScopeLevel, Template};
use gridwork_model::{Id, Moment, StreamId};

use super::tasks::KeptTask;
use crate::admission::ledger::ledger_entity;
use crate::audit::{self, Actor, Record};
use crate::directory::Standing;
use crate::office::Act;
use crate::register::Register;
use crate::storage::{Drawer, Reading};
use crate::{Done, Hub};

/// Where somebody is of whom a task may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Whereabouts {
    /// Lives in this cell.
    In(Id),
    /// Goes on in this household.
    Into(Id),
    /// Is not in the roster any more.
    Gone,
}

/// What becomes of a task.
enum Follows {
    Step(Step),
    /// Closed, and issued for these.
    Passed(Vec<(Spot, Option<String>)>),
    /// Goes to these streams.
    Moves(Vec<StreamId>),
}

/// Where those of `wanted` are of whom the roster knows.
fn whereabouts(register: &Register, wanted: &HashSet<Id>) -> HashMap<Id, Whereabouts> {
    let mut found = HashMap::new();
    for house in register.ended() {
        let ended = &house.household;
        let into = ended.merged_into.map_or(Whereabouts::Gone, Whereabouts::Into);
        found.insert(ended.id, into);
        found.extend(ended.people.iter().map(|person| (person.id, Whereabouts::Gone)));
    }
    for house in register.houses() {
        let left = house.household.people.iter().filter(|person| !person.is_present());
        found.extend(left.map(|person| (person.id, Whereabouts::Gone)));
    }
    // Who left one household and lives in another is there.
    for house in register.houses() {
        let here = Whereabouts::In(house.cell);
        found.insert(house.household.id, here);
        for person in house.people().filter(|person| wanted.contains(&person.id)) {
            found.insert(person.id, here);
        }
    }
    found.retain(|id, _| wanted.contains(id));
    found
}

impl KeptTask {
    /// Whether a rule closed it because of whom it was about.
    fn closed_by_rule(&self) -> bool {
        let reasons = [CancelReason::TargetGone, CancelReason::Duplicate];
        self.by_rule
            && matches!(self.status, Status::Cancelled(reason) if reasons.contains(&reason))
    }

    fn spot(&self) -> Spot {
        let (target, scope) = (self.target, self.scope);
        Spot { target, scope, household: None, hamlet: None, road: None }
    }
}

/// The streams that a task belongs in where its target lives in `cell`; `None` if it is there.
fn elsewhere(
    task: &KeptTask,
    template: &Template,
    cell: Id,
    standing: &Standing,
) -> Option<Vec<StreamId>> {
    let scope = match template.scope_level() {
        ScopeLevel::Cell => cell,
        ScopeLevel::Village => standing.directory.village_of(cell)?.id,
    };
    let (class, purpose) = (template.class, template.purpose);
    let streams = audience(&Entity::Task { scope, class, purpose }).ok()?;
    (scope != task.scope && !streams.is_empty()).then_some(streams)
}

impl Hub {
    /// Lets open tasks follow whom they are about; returns how many did. The clock calls it with every
    /// tick.
    pub(crate) fn tasks_follow(&self, now: Moment) -> Done<usize> {
        let today = now.day();
        let tasks: Vec<KeptTask> = self.with_board(|board| {
            let concerned = |task: &&KeptTask| match task.status.is_closed() {
                true => task.closed_by_rule() && task.closes >= today,
                false => true,
            };
            Ok(board.tasks().filter(concerned).cloned().collect())
        })?;
        if tasks.is_empty() {
            return Ok(0);
        }
        let wanted: HashSet<Id> = tasks.iter().map(|task| task.target).collect();
        let places = self.with_register(|register| Ok(whereabouts(register, &wanted)))?;
        let standing = self.standing();
        let library = standing.directory.library();
        let mut followers: Vec<(KeptTask, Follows)> = Vec::new();
        {
            let r = self.storage.reading()?;
            for task in tasks {
                let (Some(at), Some(template)) =
                    (places.get(&task.target), library.get(&task.template))
                else {
                    continue;
                };
                let follows = match (*at, task.status.is_closed()) {
                    (Whereabouts::In(_), true) => Some(Follows::Step(Step::Reopen)),
                    (_, true) => None,
                    (Whereabouts::In(cell), false) => {
                        elsewhere(&task, template, cell, &standing).map(Follows::Moves)
                    }
                    (Whereabouts::Into(into), false) => {
                        Some(self.passed_on(&*r, &task, template, into, &standing, now)?)
                    }
                    (Whereabouts::Gone, false) => Some(match twin(&*r, &task.target)? {
                        Some(twin) => self.passed_on(&*r, &task, template, twin, &standing, now)?,
                        None => Follows::Step(Step::Cancel { reason: CancelReason::TargetGone }),
                    }),
                };
                followers.extend(follows.map(|follows| (task, follows)));
            }
        }
        if followers.is_empty() {
            return Ok(0);
        }
        let clock = Actor::Clock { rule: "follow".to_owned() };
        let mut loaded = self.loaded.lock();
        let mut w = self.storage.writing()?;
        let mut act = Act::begin(self, &mut *w, clock.clone(), "rule follow", now)?;
        let mut moved: BTreeMap<Id, usize> = BTreeMap::new();
        for (task, follows) in followers {
            let Some(template) = library.get(&task.template) else { continue };
            let due = |spot| DueTask::issue(template, &library.seasons, spot, task.window);
            let Some(this) = due(task.spot()) else { continue };
            let by = (Id::NIL, Role::Clock);
            let done = match follows {
                Follows::Step(step) => self.task_step(&mut act, template, &this, step, by, now)?,
                Follows::Passed(spots) => {
                    let step = Step::Cancel { reason: CancelReason::Duplicate };
                    let closed = self.task_step(&mut act, template, &this, step, by, now)?;
                    for (spot, who) in spots {
                        if let Some(next) = due(spot) {
                            self.issue_one(&mut act, template, &next, who, by, now)?;
                        }
                    }
                    closed
                }
                Follows::Moves(streams) => {
                    let object = this.document();
                    for id in [ledger_entity(&object, ledger_kind::TASK), object] {
                        let Some(mut row) = act.streams.w.entity(&id)? else { continue };
                        let org = streams.first().map(|stream| standing.org_of(stream.scope));
                        if let Some(org) = org.filter(|org| row.org != *org) {
                            row.org = org;
                            act.streams.w.put_entity(&row)?;
                        }
                        act.streams.readdress(&id, &object, &streams, now)?;
                    }
                    loaded.evict(&object);
                    true
                }
            };
            *moved.entry(task.org).or_default() += usize::from(done);
        }
        act.finish()?;
        for (org, count) in moved.iter().filter(|(_, count)| **count > 0) {
            let record = Record::done(now, clock.clone(), "task.follow", *org, None);
            audit::append(&mut *w, record.with(format!("{count} 项")))?;
        }
        w.commit()?;
        Ok(moved.values().sum())
    }

    /// A task goes on as that of somebody else: what had been issued is issued there.
    fn passed_on(
        &self,
        r: &dyn Reading,
        task: &KeptTask,
        template: &Template,
        into: Id,
        standing: &Standing,
        now: Moment,
    ) -> Done<Follows> {
        if !task.issued {
            return Ok(Follows::Passed(Vec::new()));
        }
        let day = now.day();
        let homes = self.homes_for(r, template, task.org, standing, day)?;
        Ok(Follows::Passed(self.spots(r, template, into, &homes, standing, day)?))
    }
}

/// The record that goes on of somebody who was entered twice.
fn twin(r: &dyn Reading, person: &Id) -> Done<Option<Id>> {
    let into = r.get(Drawer::Aliases, person.as_bytes())?;
    Ok(into.and_then(|into| Some(Id::from_bytes(into.as_slice().try_into().ok()?))))
}
