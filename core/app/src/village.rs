//! The village as its branch leader sees it: cells and who is responsible for them, posts with
//! absence and handover, and what waits for a signature.

use chrono::NaiveDate;
use gridwork_model::directory::Directory;
use gridwork_model::incident::{Actor, Incident, Setting, State, Step, Why};
use gridwork_model::org::Assignment;
use gridwork_model::permission::{Action, Decision, Object};
use gridwork_model::{Id, Moment, Outcome, Purpose, audience, limits};
use gridwork_store::{EntryState, Reader, Row, RowQuery};

use crate::about::HeldPost;
use crate::core::{Core, Knowledge, standing};
use crate::project::{self, household, row};
use crate::view::IncidentView;
use crate::{Code, CoreError, incidents};

/// Most households of one page.
const HOMES_MAX: u32 = 200;

/// People by whom a row names a household.
const NAMED: usize = 3;

/// A cell of this device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CellView {
    /// The cell.
    pub id: Id,
    /// Its name.
    pub name: String,
    /// The village it lies in.
    pub village_id: Id,
    /// Name of the village.
    pub village: String,
    /// Its hamlets, in road order.
    pub hamlets: Vec<String>,
    /// Households on this device; those that left or go on in another are not counted.
    pub households: u32,
    /// Who acts for it today; nobody is something to be put right.
    pub on_duty: Vec<String>,
}

/// A household as the list of its cell names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HomeRow {
    /// The household.
    pub household: Id,
    /// Its hamlet.
    pub hamlet: String,
    /// The first of its people who are here, the head before the others, masked as the role asks for.
    pub people: Vec<String>,
    /// How many are here.
    pub count: u32,
}

/// One person in one post.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PostView {
    /// The assignment.
    pub id: Id,
    /// The role, in words.
    pub role: String,
    /// For which cell, village or unit.
    pub scope: String,
    /// Who holds it.
    pub holder: String,
    /// Telephone at work, as published.
    pub phone: Option<String>,
    /// Who stands in, if named.
    pub deputy: Option<String>,
    /// Whether the deputy acts today.
    pub acting: bool,
    /// First day of the absence that runs today.
    pub away_since: Option<NaiveDate>,
    /// First day back, as far as known.
    pub back: Option<NaiveDate>,
    /// Whether the absence is longer than the days after which a deputy has to act.
    pub long_away: bool,
    /// First day on which the post is free again, if it ends.
    pub until: Option<NaiveDate>,
    /// How it is handed over, once it ended.
    pub handover: Option<HandoverView>,
}

/// A handover.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HandoverView {
    /// Who takes over.
    pub to: String,
    /// When.
    pub on: NaiveDate,
    /// How many open tasks went over.
    pub open_tasks: u32,
    /// Whether the old device's keys were revoked.
    pub keys_revoked: bool,
    /// Whether the roster is gone from the old device.
    pub roster_removed: bool,
}

/// An incident that waits to be verified by somebody.
#[derive(Clone, Debug, PartialEq)]
pub struct ToVerify {
    /// The incident.
    pub incident: IncidentView,
    /// By when it should be done, Unix milliseconds.
    pub finish_by: Option<i64>,
    /// Who handled it last, as the directory names the person.
    pub handled_by: String,
    /// What the handler says was done.
    pub result: String,
    /// How many photos the report and the work on it name. The township has them: files go up and do not
    /// come down to another device.
    pub photos: u32,
    /// Why this person may not verify it, in words; `None` if the signature is this person's.
    pub barred: Option<String>,
}

impl Core {
    /// The cells of this device, by village and name.
    pub fn cells(&self) -> Result<Vec<CellView>, CoreError> {
        let known = self.reading()?;
        let directory = &known.directory;
        self.store.read(|r| {
            let day = self.day(Some(&standing(r)?));
            let mut views = Vec::new();
            for cell in own_cells(r, directory)? {
                let Some(found) = directory.cell(cell) else { continue };
                let village = directory.village_of(cell);
                let here = RowQuery { none: household::GONE, ..RowQuery::of(row::HOUSEHOLD) };
                views.push(CellView {
                    id: cell,
                    name: found.name.clone(),
                    village_id: village.map_or(Id::NIL, |unit| unit.id),
                    village: village.map_or(String::new(), |unit| unit.name.clone()),
                    hamlets: directory.hamlets_of_cell(cell).map(|h| h.name.clone()).collect(),
                    households: r.count(&here.under(cell))? as u32,
                    on_duty: directory
                        .on_duty_at(cell, day)
                        .iter()
                        .map(|(duty, role)| {
                            format!("{} {}", role.word(), person(directory, duty.person))
                        })
                        .collect(),
                });
            }
            views.sort_by(|a, b| (&a.village, &a.name).cmp(&(&b.village, &b.name)));
            Ok(views)
        })
    }

    /// The households of a cell in road order: hamlet by hamlet, at last those whose hamlet is another
    /// cell's. From `offset` on, at most 200 at once.
    pub fn homes(&self, cell: Id, offset: u32, limit: u32) -> Result<Vec<HomeRow>, CoreError> {
        let known = self.reading()?;
        let directory = &known.directory;
        self.store.read(|r| {
            let day = self.day(Some(&standing(r)?));
            let plain = match known.decide(Action::Read, Object::Roster, cell, day)?.0 {
                Decision::Allow => true,
                Decision::AllowMasked => false,
                Decision::Deny => return Err(Code::Forbidden.into()),
            };
            let along: Vec<Id> = directory.hamlets_of_cell(cell).map(|hamlet| hamlet.id).collect();
            let mut homes = Vec::new();
            r.each_row(row::HOUSEHOLD, |found| {
                let Ok(home) = project::payload::<household::Household>(&found) else { return };
                if found.parent != Some(cell) || home.has_ended() {
                    return;
                }
                let hamlet = home.hamlet.and_then(|id| along.iter().position(|known| *known == id));
                let head = home.head().map(|head| head.name.clone()).unwrap_or_default();
                let order = (hamlet.unwrap_or(along.len()), home.road.unwrap_or(i64::MAX), head);
                homes.push((order, found.id, home));
            })?;
            homes.sort_by(|a, b| (&a.0, a.1).cmp(&(&b.0, b.1)));
            let page = homes.into_iter().skip(offset as usize).take(limit.min(HOMES_MAX) as usize);
            Ok(page.map(|(_, id, home)| home_row(directory, id, &home, plain)).collect())
        })
    }

    /// The posts of this device's cells and villages that are held today or whose handover is open.
    pub fn posts(&self) -> Result<Vec<PostView>, CoreError> {
        let known = self.reading()?;
        let directory = &known.directory;
        self.store.read(|r| {
            let day = self.day(Some(&standing(r)?));
            let mut places = own_cells(r, directory)?;
            let villages: Vec<Id> =
                places.iter().filter_map(|cell| Some(directory.village_of(*cell)?.id)).collect();
            places.extend(villages);
            places.sort();
            places.dedup();
            let mut views: Vec<PostView> = places
                .iter()
                .flat_map(|place| directory.assignments_at(*place))
                .filter(|assignment| {
                    assignment.validity.holds(day)
                        || assignment.handover.as_ref().is_some_and(|done| !done.complete())
                })
                .map(|assignment| post(directory, assignment, day))
                .collect();
            views.sort_by(|a, b| {
                (&a.scope, &a.role, &a.holder).cmp(&(&b.scope, &b.role, &b.holder))
            });
            Ok(views)
        })
    }

    /// Incidents that wait to be verified, the earliest limit first; at most `limit`. The model says
    /// whether this person may, as the hub will.
    pub fn to_verify(&self, limit: u32) -> Result<Vec<ToVerify>, CoreError> {
        let known = self.reading()?;
        self.store.read(|r| {
            let now = self.now(Some(&standing(r)?));
            let day = self.day(Some(&standing(r)?));
            let mut waiting = Vec::new();
            let mut failure = None;
            r.each_row(row::INCIDENT, |found| match Folded::read(r, &found) {
                Ok(Some(folded)) if folded.incident.state == State::ToVerify => {
                    waiting.push((found, folded));
                }
                Ok(_) => {}
                Err(error) => failure = Some(error),
            })?;
            if let Some(error) = failure {
                return Err(error);
            }
            waiting.sort_by_key(|(found, folded)| {
                (folded.incident.limits.map_or(i64::MAX, |limits| limits.finish_by.0), found.id)
            });
            waiting.truncate(limit as usize);
            waiting
                .into_iter()
                .map(|(found, folded)| {
                    let step = Step::Verify { passed: true, why: String::new() };
                    let barred = folded.barred(&known, &step, now, day)?;
                    Ok(ToVerify {
                        incident: incidents::view(r, &known, &found)?,
                        finish_by: folded.incident.limits.map(|limits| limits.finish_by.0),
                        handled_by: folded
                            .incident
                            .handlers
                            .iter()
                            .next_back()
                            .map_or(String::new(), |who| person(&known.directory, *who)),
                        result: folded.result,
                        photos: folded.photos,
                        barred: barred.map(|why| why.words().to_owned()),
                    })
                })
                .collect()
        })
    }
}

/// An incident folded from its ledger, with what the handler said last.
struct Folded {
    incident: Incident,
    cell: Id,
    result: String,
    photos: u32,
}

impl Folded {
    fn read(r: &Reader<'_>, found: &Row) -> Result<Option<Folded>, CoreError> {
        let Some(cell) = found.parent else { return Ok(None) };
        let mut folded =
            Folded { incident: Incident::default(), cell, result: String::new(), photos: 0 };
        for kept in r.ledger(found.id)?.iter().filter(|kept| kept.state != EntryState::Refused) {
            let Ok(step) = Step::of(&kept.entry) else { continue };
            if matches!(kept.outcome, Some(Outcome::Ineffective | Outcome::Refused(_))) {
                continue;
            }
            let at = kept.entry.time.hub.unwrap_or(kept.entry.time.device);
            folded.incident.apply(found.id, kept.entry.person, at, &step);
            folded.photos += step.files().len() as u32;
            if let Step::Done { result, .. } = step {
                folded.result = result;
            }
        }
        Ok(Some(folded))
    }

    /// Why none of this person's roles may take the step; `None` if one may.
    fn barred(
        &self,
        inner: &Knowledge,
        step: &Step,
        now: Moment,
        day: NaiveDate,
    ) -> Result<Option<Why>, CoreError> {
        let person = inner.identity()?.person;
        let directory = &inner.directory;
        let township = directory.township_of(self.cell).map_or(Id::NIL, |unit| unit.id);
        let setting = Setting {
            policy: directory.incident_policy(township),
            calendar: directory.calendar(township),
        };
        let mut why = Some(Why::NotPermitted);
        for (role, near) in audience::relations(person, self.cell, day, directory) {
            let units = directory.units_of_person(person, day);
            let actor = Actor::of(&self.incident, person, role, Some(&near), units, false, false);
            match self.incident.judge(&actor, step, now, &setting) {
                Ok(()) => return Ok(None),
                Err(Why::NotPermitted) => {}
                Err(other) => why = Some(other),
            }
        }
        Ok(why)
    }
}

/// The cells whose roster this device holds.
fn home_row(directory: &Directory, id: Id, home: &household::Household, plain: bool) -> HomeRow {
    let head = home.head().map(|head| head.id);
    let mut here: Vec<_> = home.members.iter().filter(|member| member.left == 0).collect();
    here.sort_by_key(|member| head != Some(member.id));
    let named = here.iter().take(NAMED).map(|member| match plain {
        true => member.name.clone(),
        false => gridwork_model::mask::name(&member.name),
    });
    let hamlet = home.hamlet.and_then(|id| directory.hamlet(id));
    HomeRow {
        household: id,
        hamlet: hamlet.map(|hamlet| hamlet.name.clone()).unwrap_or_default(),
        people: named.collect(),
        count: here.len() as u32,
    }
}

fn own_cells(r: &Reader<'_>, directory: &Directory) -> Result<Vec<Id>, CoreError> {
    let streams = r.streams()?;
    let rosters = streams.iter().filter(|row| row.stream.purpose == Purpose::Roster);
    Ok(rosters.map(|row| row.stream.scope).filter(|id| directory.cell(*id).is_some()).collect())
}

fn post(directory: &Directory, held: &Assignment, day: NaiveDate) -> PostView {
    let running = held
        .absences
        .iter()
        .find(|absence| absence.from <= day && absence.back.is_none_or(|back| day < back));
    let away = |from: NaiveDate| (running.and_then(|a| a.back).unwrap_or(day) - from).num_days();
    let HeldPost { role, scope } = held_post(directory, held);
    PostView {
        id: held.id,
        role,
        scope,
        holder: person(directory, held.person),
        phone: directory.staff(held.person).and_then(|staff| staff.work_phone.clone()),
        deputy: held.deputy.map(|deputy| person(directory, deputy)),
        acting: held.on_duty(day).is_some_and(|duty| duty.acting),
        away_since: running.map(|absence| absence.from),
        back: running.and_then(|absence| absence.back),
        long_away: running.is_some_and(|absence| away(absence.from) > limits::ABSENCE_DAYS),
        until: held.validity.valid_to,
        handover: held.handover.as_ref().map(|done| HandoverView {
            to: person(directory, done.to),
            on: done.on,
            open_tasks: done.open_tasks,
            keys_revoked: done.keys_revoked,
            roster_removed: done.roster_removed,
        }),
    }
}

/// What a post is called, and for which place it is.
pub(crate) fn held_post(directory: &Directory, held: &Assignment) -> HeldPost {
    let cell = directory.cell(held.scope).map(|cell| cell.name.clone());
    let scope = cell.or_else(|| directory.unit(held.scope).map(|unit| unit.name.clone()));
    HeldPost {
        scope: scope.unwrap_or_default(),
        role: directory.post(held.post).map_or(String::new(), |post| post.title.clone()),
    }
}

fn person(directory: &Directory, id: Id) -> String {
    directory.staff(id).map_or(String::new(), |staff| staff.name.clone())
}
