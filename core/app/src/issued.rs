//! Tasks that are due because somebody issued them, not because they can be derived: by the hub's
//! clock, from a list, after an event, or by this worker's own hand.

use std::collections::BTreeSet;

use gridwork_model::permission::{Action, Object};
use gridwork_model::task::{DueTask, Spot, Step};
use gridwork_model::template::{Library, Template, target};
use gridwork_model::window::Window;
use gridwork_model::{DocumentKind, Id};
use gridwork_store::{Reader, StreamState};

use crate::core::{Core, standing};
use crate::project::{self, household, row, task};
use crate::today::World;
use crate::visit::TaskRef;
use crate::{Code, CoreError};

/// The issued tasks of this device that are not closed. `world` gives what is known of their houses
/// and takes the names that came with the issues.
pub(crate) fn open(
    r: &Reader<'_>,
    library: &Library,
    world: &mut World,
) -> Result<Vec<DueTask>, CoreError> {
    let gone = gone(r)?;
    let mut rows = Vec::new();
    r.each_row(row::TASK_STATE, |found| {
        if found.flags & task::CLOSED == 0
            && let Ok(standing) = project::payload::<task::Standing>(&found)
            && let Some(issued) = standing.state.issued
        {
            rows.push((found.stream, standing, issued));
        }
    })?;
    let mut found = Vec::new();
    for (stream, standing, issued) in rows {
        let (Some(template), Some(window)) =
            (library.get(&standing.template), Window::unpack(standing.window))
        else {
            continue;
        };
        let Some(stream) = stream.map(|index| r.stream(index)).transpose()?.flatten() else {
            continue;
        };
        if gone.contains(&standing.target) || issued.household.is_some_and(|h| gone.contains(&h)) {
            continue;
        }
        let spot = Spot {
            target: standing.target,
            scope: stream.stream.scope,
            household: issued.household,
            hamlet: issued.hamlet,
            road: issued.household.and_then(|household| world.road_of(household)),
        };
        if !standing.who.is_empty() {
            let at = issued.household.unwrap_or(standing.target);
            world.titles.entry(at).or_insert(standing.who);
        }
        found.extend(DueTask::issue(template, &library.seasons, spot, window));
    }
    Ok(found)
}

/// Households that are gone, and people who left: nobody is sent to them.
fn gone(r: &Reader<'_>) -> Result<BTreeSet<Id>, CoreError> {
    let mut gone = BTreeSet::new();
    r.each_row(row::HOUSEHOLD, |found| {
        let Ok(shown) = project::payload::<household::Household>(&found) else { return };
        let away = shown.has_ended();
        gone.extend(away.then_some(found.id));
        let left = shown.members.iter().filter(|member| away || member.left != 0);
        gone.extend(left.map(|member| member.id));
    })?;
    // Who moved within the cell left one household and lives in another.
    r.each_row(row::HOUSEHOLD, |found| {
        let Ok(shown) = project::payload::<household::Household>(&found) else { return };
        for member in shown.members.iter().filter(|member| member.left == 0) {
            gone.remove(&member.id);
        }
    })?;
    Ok(gone)
}

/// A template that this person may start by hand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HandStart {
    /// Template id.
    pub template: String,
    /// Its Chinese title.
    pub title: String,
    /// What it is about.
    pub about: HandTarget,
    /// Danger to life or property.
    pub urgent: bool,
}

/// What a task started by hand is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HandTarget {
    /// A cell.
    Cell,
    /// A village.
    Village,
    /// A household.
    Household,
    /// A person.
    Person,
    /// A place.
    Place,
}

impl HandTarget {
    fn of(target: &target::Target) -> Option<HandTarget> {
        Some(match target {
            target::Target::Cell => HandTarget::Cell,
            target::Target::Village => HandTarget::Village,
            target::Target::Household(_) => HandTarget::Household,
            target::Target::Person(_) => HandTarget::Person,
            target::Target::Place(_) => HandTarget::Place,
            target::Target::Branch | target::Target::PartyGroup => return None,
        })
    }
}

impl Core {
    /// The templates that this person may start by hand where this device works, in the order of
    /// the library.
    pub fn hand_starts(&self) -> Result<Vec<HandStart>, CoreError> {
        let known = self.reading()?;
        let library = known.directory.library();
        self.store.read(|r| {
            let standing = standing(r)?;
            let day = self.day(Some(&standing));
            let streams = r.streams()?;
            let may = |template: &&Template| {
                let object = Object::of_document(DocumentKind::Task, template.purpose);
                streams.iter().any(|row| {
                    row.state != StreamState::Withdrawn
                        && row.stream.class == template.class
                        && row.stream.purpose == template.purpose
                        && known.demand(Action::Write, object, row.stream.scope, day).is_ok()
                })
            };
            let by_hand = library.templates.iter().filter(|template| template.starts_by_hand());
            let start = |template: &Template| {
                Some(HandStart {
                    template: template.id.clone(),
                    title: template.zh.clone(),
                    about: HandTarget::of(&template.target)?,
                    urgent: template.urgent,
                })
            };
            Ok(by_hand.filter(may).filter_map(start).collect())
        })
    }

    /// Starts a task by hand, for something found just now (a template that a finding opens). The
    /// task is on the list from then on; its window is this moment.
    pub fn start_by_hand(&self, template_id: &str, target: Id) -> Result<TaskRef, CoreError> {
        let template = self.form(template_id)?;
        if !template.starts_by_hand() {
            return Err(CoreError::at(Code::WrongState, template_id));
        }
        let (household, hamlet) = self.store.read(|r| whereabouts(r, &template.target, target))?;
        let window = Window::Occasion(self.env.wall().0.max(0)).pack();
        let task = TaskRef { template: template_id.to_owned(), target, window };
        let step = Step::Issue { household, hamlet, who: None };
        self.steps(std::slice::from_ref(&task), |_| step.clone())?;
        Ok(task)
    }
}

/// The house of a target that is one or lives in one; refused if this device knows no such target.
fn whereabouts(
    r: &Reader<'_>,
    kind: &target::Target,
    target: Id,
) -> Result<(Option<Id>, Option<Id>), CoreError> {
    let unknown = || CoreError::at(Code::NotFound, "target");
    match kind {
        target::Target::Household(_) => {
            let found = r.row(row::HOUSEHOLD, target)?.ok_or_else(unknown)?;
            let shown: household::Household = project::payload(&found)?;
            Ok((Some(target), shown.hamlet))
        }
        target::Target::Person(_) => {
            let mut home = None;
            r.each_row(row::HOUSEHOLD, |found| {
                let Ok(shown) = project::payload::<household::Household>(&found) else { return };
                if shown.members.iter().any(|m| m.id == target && m.left == 0) {
                    home = Some((found.id, shown.hamlet));
                }
            })?;
            let (household, hamlet) = home.ok_or_else(unknown)?;
            Ok((Some(household), hamlet))
        }
        target::Target::Place(_) => {
            r.row(row::PLACE, target)?.ok_or_else(unknown)?;
            Ok((None, None))
        }
        _ => Ok((None, None)),
    }
}
