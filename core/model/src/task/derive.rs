//! Which tasks are due on a day: a pure function of templates, facts and the day, so that phone
//! and hub name the same tasks without talking.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};

use super::facts::{Facts, HouseholdFacts, Need, PersonFacts, PlaceFacts};
use crate::template::target::{Target, any_tag};
use crate::template::{Every, IssuedBy, Library, ScopeLevel, Seasons, Template};
use crate::window::{Cadence, Window};
use crate::{Founding, Id};

/// How long an unfinished task of a statutory template stays on the list after its window, in days.
/// Other templates come round again instead.
pub const CARRY_OVER_DAYS: u64 = 14;

/// Who derives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deriver {
    /// Anybody: tasks that rest on nothing hidden.
    Replica,
    /// The hub, for the templates it issues: tasks that rest on tags and needs. Templates that take
    /// a list (of a pension office, say) are not derived at all, see [`DueTask::issue`].
    Hub,
}

/// A task that is due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DueTask {
    /// Template id.
    pub template: String,
    /// What it is about and where.
    pub spot: Spot,
    /// Its window.
    pub window: Window,
    /// First day.
    pub opens: NaiveDate,
    /// Last day.
    pub closes: NaiveDate,
    /// Rests on a statute or rule with a period.
    pub statutory: bool,
    /// Danger to life or property.
    pub urgent: bool,
}

/// What a task is about and where that is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spot {
    /// What is visited: the task's target.
    pub target: Id,
    /// The cell or village whose stream holds the task.
    pub scope: Id,
    /// The household, for a target that is one or lives in one: tasks of one house are one visit.
    pub household: Option<Id>,
    /// The hamlet.
    pub hamlet: Option<Id>,
    /// Place along the road through the cell.
    pub road: Option<i64>,
}

impl DueTask {
    /// A task of `template` for one target, as the hub issues it from a list or an event, or as a
    /// worker starts it by hand; `None` for a window that does not exist.
    pub fn issue(
        template: &Template,
        seasons: &Seasons,
        spot: Spot,
        window: Window,
    ) -> Option<DueTask> {
        let (opens, closes) = template.open_span(window, seasons)?;
        Some(DueTask {
            template: template.id.clone(),
            spot,
            window,
            opens,
            closes,
            statutory: template.statutory,
            urgent: template.urgent,
        })
    }

    /// The identity of the task.
    pub fn founding(&self) -> Founding {
        Founding::Task {
            template: self.template.clone(),
            target: self.spot.target,
            window: self.window.pack(),
        }
    }

    /// The id of its document and ledger.
    pub fn document(&self) -> Id {
        self.founding().document()
    }
}

/// Every task due on `day`, ordered by template, then as the facts are ordered.
///
/// A task whose window has closed is among them for [`CARRY_OVER_DAYS`] if its template is
/// statutory; whether it was done is for the caller to know.
pub fn derive(library: &Library, facts: &Facts<'_>, day: NaiveDate, by: Deriver) -> Vec<DueTask> {
    let wanted = match by {
        Deriver::Replica => IssuedBy::Derived,
        Deriver::Hub => IssuedBy::Hub,
    };
    let villages = facts.cells.iter().map(|cell| (cell.id, cell.village)).collect();
    let mut due = Vec::new();
    for template in library.templates.iter().filter(|t| t.issued_by == wanted) {
        let mut days = vec![day];
        if template.statutory {
            days.extend(
                (1..=CARRY_OVER_DAYS).filter_map(|ago| day.checked_sub_days(Days::new(ago))),
            );
        }
        let mut derivation = Derivation {
            template,
            seasons: &library.seasons,
            villages: &villages,
            windows: windows(template, &library.seasons, &days),
            due: &mut due,
        };
        if !derivation.windows.is_empty() {
            derivation.run(facts, day);
        }
    }
    due
}

/// The entries of `template` in season on one of `days`, in order, each window once.
fn windows<'a>(
    template: &'a Template,
    seasons: &Seasons,
    days: &[NaiveDate],
) -> Vec<Vec<(&'a Every, Window)>> {
    let mut found: Vec<Vec<(&Every, Window)>> = Vec::new();
    for day in days {
        let open: Vec<_> = template
            .every
            .iter()
            .filter_map(|every| Some((every, every.window(*day, seasons)?)))
            .collect();
        // A short window that was missed is superseded by the next; only long ones are carried.
        let carried = day != &days[0];
        let short = |every: &Every| {
            matches!(
                every.window,
                Cadence::Day | Cadence::HalfWeek | Cadence::Week | Cadence::Fortnight
            )
        };
        let kept: Vec<_> =
            open.into_iter().filter(|(every, _)| !carried || !short(every)).collect();
        if !kept.is_empty() && !found.contains(&kept) {
            found.push(kept);
        }
    }
    found
}

struct Derivation<'a> {
    template: &'a Template,
    seasons: &'a Seasons,
    villages: &'a BTreeMap<Id, Id>,
    /// For today and for each day carried over: the entries in season.
    windows: Vec<Vec<(&'a Every, Window)>>,
    due: &'a mut Vec<DueTask>,
}

impl Derivation<'_> {
    fn run(&mut self, facts: &Facts<'_>, day: NaiveDate) {
        let plain =
            |target, scope| Spot { target, scope, household: None, hamlet: None, road: None };
        match &self.template.target {
            Target::Cell => {
                for cell in facts.cells {
                    self.add(plain(cell.id, cell.id), 0, None);
                }
            }
            Target::Village => {
                for village in facts.villages {
                    self.add(plain(*village, *village), 0, None);
                }
            }
            Target::Branch => {
                for branch in facts.branches {
                    self.add(plain(branch.unit, branch.village), 0, None);
                }
            }
            Target::PartyGroup => {
                for group in facts.groups {
                    let scope = self.scope(group.cell);
                    self.add(plain(group.unit, scope), 0, None);
                }
            }
            Target::Household(test) if test.is_selective() => {
                for household in facts.households.iter().filter(|h| test.admits(h, day)) {
                    let spot = self.house(household, household.id);
                    self.add(spot, household.tags, household.need);
                }
            }
            Target::Person(test) if test.is_selective() => {
                for household in facts.households {
                    let admitted = |person: &&PersonFacts| test.admits(person, household, day);
                    for person in household.people.iter().filter(admitted) {
                        let spot = self.house(household, person.id);
                        self.add(spot, person.tags, person.need);
                    }
                }
            }
            Target::Place(test) => {
                for place in facts.places.iter().filter(|place| test.admits(place)) {
                    let spot = self.place(place);
                    self.add(spot, 0, None);
                }
            }
            // An open test takes a list of the hub.
            Target::Household(_) | Target::Person(_) => {}
        }
    }

    fn add(&mut self, spot: Spot, tags: u64, need: Option<Need>) {
        let mut seen: Vec<Window> = Vec::new();
        for entries in &self.windows {
            // Where nobody has said how much is needed, the first entry holds: the closest care.
            let need = need.or_else(|| entries.iter().find_map(|(every, _)| every.need));
            let applies = |every: &Every| {
                any_tag(&every.tags, tags) && every.need.is_none_or(|wanted| need == Some(wanted))
            };
            let Some((_, window)) = entries.iter().find(|(every, _)| applies(every)) else {
                continue;
            };
            if !seen.contains(window) {
                seen.push(*window);
                self.due.extend(DueTask::issue(self.template, self.seasons, spot, *window));
            }
        }
    }

    fn scope(&self, cell: Id) -> Id {
        match self.template.scope_level() {
            ScopeLevel::Cell => cell,
            ScopeLevel::Village => self.villages.get(&cell).copied().unwrap_or(cell),
        }
    }

    fn house(&self, household: &HouseholdFacts, target: Id) -> Spot {
        Spot {
            target,
            scope: self.scope(household.cell),
            household: Some(household.id),
            hamlet: household.hamlet,
            road: household.road,
        }
    }

    fn place(&self, place: &PlaceFacts) -> Spot {
        Spot {
            target: place.id,
            scope: self.scope(place.cell),
            household: None,
            hamlet: place.hamlet,
            road: place.road,
        }
    }
}
