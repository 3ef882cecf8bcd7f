//! The desk's list, kept in memory: what every open and closed incident shows in a row, and how every
//! task stands. It follows the ledgers: what a commit touched is folded again before the next look.

use std::collections::HashMap;

use gridwork_model::incident::{Awaited, Debtor, Due, Incident, Nearness, Setting, Step};
use gridwork_model::ledger::kind as ledger_kind;
use gridwork_model::{Id, LedgerEntry, Moment, mask};
use serde::Serialize;

use super::book::{Summary, fold};
use super::presence::Presence;
use super::tasks::{self, KeptTask};
use crate::admission::ledger::ledger_entity;
use crate::changes::Stale;
use crate::directory::Standing;
use crate::storage::rows::kind;
use crate::storage::{EntityRow, Reading};
use crate::streams::open_payload;
use crate::{Done, Hub, HubError};

/// Ledgers looked at in one go.
const SCANNED: usize = 1_000;

/// What is kept of an incident.
#[derive(Clone, Debug)]
pub(crate) struct Kept {
    pub org: Id,
    pub summary: Summary,
    pub due: Option<Due>,
    pub urgent: bool,
    pub version: usize,
    pub hamlet: Option<Id>,
    pub handler: Option<Id>,
    pub point: Option<(f64, f64)>,
    pub files: usize,
    pub closed_at: Option<Moment>,
    /// A unit sent it back.
    pub returned: bool,
    /// It was found not done.
    pub reworked: bool,
}

/// The rows by ledger.
#[derive(Default)]
pub(crate) struct Board {
    rows: HashMap<Id, Kept>,
    tasks: HashMap<Id, KeptTask>,
}

/// What is due next, in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Clock {
    /// What is waited for.
    #[schema(value_type = String)]
    pub what: Awaited,
    /// What it is called, such as 受理.
    pub what_word: &'static str,
    /// Whose turn it is.
    #[schema(value_type = String)]
    pub debtor: Debtor,
    /// Who that is, such as 承办单位.
    pub debtor_word: &'static str,
    /// By when, Unix milliseconds.
    #[schema(value_type = i64)]
    pub at: Moment,
    /// In words: 「10月9日前，还有 3 个工作日」.
    pub words: String,
    /// Working days left, negative once it is over.
    pub working_days_left: i64,
    /// How near the end is: `calm`, `soon`, `late`.
    #[schema(value_type = String)]
    pub nearness: Nearness,
    /// Whether it may still move.
    pub provisional: bool,
}

/// A point of the object.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, utoipa::ToSchema)]
pub struct PointShown {
    /// Longitude, degrees, CGCS2000.
    pub lon: f64,
    /// Latitude, degrees.
    pub lat: f64,
}

/// An incident as a row of the desk.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct IncidentRow {
    /// Its facts.
    #[serde(flatten)]
    pub summary: Summary,
    /// What the category is called.
    pub category_word: String,
    /// Name of the cell.
    pub cell_name: String,
    /// Name of the hamlet.
    pub hamlet_name: String,
    /// Name of the unit it lies with.
    pub unit_name: String,
    /// Name of the handler.
    pub handler_name: String,
    /// What is due next.
    pub clock: Option<Clock>,
    /// 特急: by its grade, before registration by that of its category.
    pub urgent: bool,
    /// How many steps took effect; goes into `seen` of the next step.
    pub version: usize,
    /// Photos and documents.
    pub files: usize,
    /// Where, if a point was taken.
    pub point: Option<PointShown>,
    /// Names of those who have it open now.
    pub looking: Vec<String>,
    /// Whether words and names are masked.
    pub masked: bool,
}

impl Clock {
    pub(crate) fn of(due: &Due, now: Moment, setting: &Setting<'_>) -> Clock {
        Clock {
            what: due.what,
            what_word: due.what.word(),
            debtor: due.debtor,
            debtor_word: due.debtor.word(),
            at: due.at,
            words: due.words(now, setting.calendar),
            working_days_left: due.working_days_left(now, setting.calendar),
            nearness: due.nearness(now),
            provisional: due.provisional,
        }
    }
}

/// The rules of a township.
pub(crate) fn setting(standing: &Standing, org: Id) -> Setting<'_> {
    Setting {
        policy: standing.directory.incident_policy(org),
        calendar: standing.directory.calendar(org),
    }
}

impl Kept {
    fn of(org: Id, incident: &Incident, files: usize, standing: &Standing) -> Kept {
        let setting = setting(standing, org);
        let place = incident.place.as_ref();
        let degrees = |n: i32| f64::from(n) / 1e7;
        Kept {
            org,
            summary: Summary::of(incident),
            due: incident.due(&setting),
            urgent: incident.is_critical(&setting),
            version: incident.steps,
            hamlet: place.and_then(|place| place.hamlet),
            handler: incident.handler,
            point: place
                .and_then(|place| place.point)
                .map(|(lon, lat, _, _)| (degrees(lon), degrees(lat))),
            files,
            closed_at: incident.closed_at,
            returned: incident.returned,
            reworked: incident.reworks > 0,
        }
    }

    /// The row as it is shown. The words of a masked one are not shown at all: whoever reported may
    /// have named somebody.
    pub(crate) fn row(
        &self,
        masked: bool,
        standing: &Standing,
        presence: &Presence,
        now: Moment,
    ) -> IncidentRow {
        let directory = &standing.directory;
        let setting = setting(standing, self.org);
        let mut summary = self.summary.clone();
        let category = summary.category.as_deref().and_then(|code| code.parse().ok());
        let category = category.and_then(|code| setting.policy.category(code));
        let handler = self.handler.map(|person| standing.name_of_person(&person));
        let name = |name: String| if masked { mask::name(&name) } else { name };
        if masked {
            summary.words.clear();
        }
        let unit = summary.unit.and_then(|unit| directory.unit(unit));
        let cell = summary.cell.and_then(|cell| directory.cell(cell));
        let hamlet = self.hamlet.and_then(|hamlet| directory.hamlet(hamlet));
        let point = self.point.filter(|_| !masked);
        let looking = summary.id.map(|id| presence.of(&id, now)).unwrap_or_default();
        IncidentRow {
            category_word: category.map(|category| category.zh.clone()).unwrap_or_default(),
            cell_name: cell.map(|cell| cell.name.clone()).unwrap_or_default(),
            hamlet_name: hamlet.map(|hamlet| hamlet.name.clone()).unwrap_or_default(),
            unit_name: unit.map(|unit| unit.name.clone()).unwrap_or_default(),
            handler_name: name(handler.unwrap_or_default()),
            clock: self.due.map(|due| Clock::of(&due, now, &setting)),
            urgent: self.urgent && !summary.over,
            version: self.version,
            files: self.files,
            point: point.map(|(lon, lat)| PointShown { lon, lat }),
            looking: looking.into_iter().map(|(_, name)| name).collect(),
            masked,
            summary,
        }
    }
}

impl Board {
    /// Every row.
    pub(crate) fn rows(&self) -> impl Iterator<Item = &Kept> {
        self.rows.values()
    }

    /// Every task that the hub holds.
    pub(crate) fn tasks(&self) -> impl Iterator<Item = &KeptTask> {
        self.tasks.values()
    }

    /// The row of a ledger.
    pub(crate) fn of(&self, ledger: &Id) -> Option<&Kept> {
        self.rows.get(ledger)
    }

    fn read(&mut self, hub: &Hub, r: &dyn Reading, row: &EntityRow) -> Done<()> {
        let founding = minicbor::decode::<(Id, u16)>(&row.founding).ok();
        let founding = founding.filter(|_| !row.erased && row.kind == kind::LEDGER);
        if founding.is_some_and(|(_, kind)| kind == ledger_kind::TASK) {
            match tasks::read(hub, r, row)? {
                Some(task) => drop(self.tasks.insert(row.id, task)),
                None => drop(self.tasks.remove(&row.id)),
            }
            return Ok(());
        }
        let object = founding.filter(|(_, kind)| *kind == ledger_kind::INCIDENT).map(|(id, _)| id);
        let Some(object) = object else {
            self.forget(&row.id);
            return Ok(());
        };
        let key = hub.data_key(&row.id, &row.data_key)?;
        let incident = fold(r, row, &key, &object)?;
        let mut files = 0;
        for stored in r.entries_of(&row.id)?.iter().filter(|stored| stored.kind == kind::LEDGER) {
            let plain = open_payload(&key, stored)?;
            let entry: LedgerEntry =
                minicbor::decode(&plain).map_err(|_| HubError::Invalid("ledger entry"))?;
            files += Step::of(&entry).map_or(0, |step| files_of(&step).len());
        }
        let standing = hub.standing();
        self.rows.insert(row.id, Kept::of(row.org, &incident, files, &standing));
        Ok(())
    }

    fn forget(&mut self, ledger: &Id) {
        self.rows.remove(ledger);
        self.tasks.remove(ledger);
    }

    fn follow(&mut self, hub: &Hub, stale: Stale) -> Done<()> {
        let r = hub.storage.reading()?;
        match stale {
            Stale::Rows(ids) => {
                for id in ids {
                    match r.entity(&id)? {
                        Some(row) => self.read(hub, &*r, &row)?,
                        None => self.forget(&id),
                    }
                }
            }
            Stale::All => {
                self.rows.clear();
                self.tasks.clear();
                let mut after: Option<Id> = None;
                loop {
                    let rows = r.entities(kind::LEDGER, after.as_ref(), SCANNED)?;
                    let Some(last) = rows.last() else { break };
                    after = Some(last.id);
                    for row in &rows {
                        self.read(hub, &*r, row)?;
                    }
                }
            }
        }
        Ok(())
    }
}

/// Photos and documents of a step.
pub(crate) fn files_of(step: &Step) -> &[gridwork_model::incident::FileHash] {
    match step {
        Step::Report(report) => &report.files,
        Step::Note { files, .. } | Step::Done { files, .. } => files,
        _ => &[],
    }
}

impl Hub {
    /// Looks at the board as it stands after every commit so far.
    pub(crate) fn with_board<T>(&self, look: impl FnOnce(&Board) -> Done<T>) -> Done<T> {
        let mut board = self.board.lock();
        let stale = self.changes.stale_ledgers();
        if let Err(error) = board.follow(self, stale) {
            self.changes.forget_ledgers();
            return Err(error);
        }
        look(&board)
    }

    /// The township of an incident, and its facts.
    pub(crate) fn summary(&self, object: &Id) -> Done<(Id, Summary)> {
        let ledger = ledger_entity(object, ledger_kind::INCIDENT);
        self.with_board(|board| {
            let kept = board.of(&ledger).ok_or(HubError::NotFound("incident"))?;
            Ok((kept.org, kept.summary.clone()))
        })
    }

    /// Incidents of a township, or of all for the county, newest first; `open` leaves out those that
    /// are over.
    pub fn incidents(&self, org: Id, open: bool) -> Done<Vec<Summary>> {
        let mut listed: Vec<Summary> = self.with_board(|board| {
            let ours = board.rows().filter(|kept| org.is_nil() || kept.org == org);
            let shown = ours.filter(|kept| !open || !kept.summary.over);
            Ok(shown.map(|kept| kept.summary.clone()).collect())
        })?;
        listed.sort_by_key(|summary| (std::cmp::Reverse(summary.reported_at), summary.id));
        Ok(listed)
    }
}
