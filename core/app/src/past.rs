//! What visits noted in a house a year ago (去年这周), said before this year's.

use chrono::NaiveDate;
use gridwork_model::task::Status;
use gridwork_model::template::noted::noted;
use gridwork_model::window::same_weeks_last_year;
use gridwork_model::{Id, Path, Value};
use gridwork_store::Reader;

use crate::core::{Core, day_of, standing};
use crate::evidence::took_effect;
use crate::project::{self, household, row, task};
use crate::said::Sayer;
use crate::visit::{TaskRef, given};
use crate::{Code, CoreError, forms};

/// A visit of last year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PastVisit {
    /// The task.
    pub task: Id,
    /// Its Chinese title.
    pub title: String,
    /// The day on which it ended.
    pub day: NaiveDate,
    /// How it ended, in words.
    pub said: String,
    /// What was noted, a line an answer; empty where nothing was.
    pub noted: Vec<String>,
}

/// What a form was answered with the last time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LastTime {
    /// The day on which that task ended.
    pub day: NaiveDate,
    /// Its answers in words, by field; those without words are left out.
    pub answers: Vec<LastAnswer>,
}

/// One answer of the last time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LastAnswer {
    /// Name of the field, as in the form.
    pub field: String,
    /// What it said.
    pub words: String,
}

/// Most visits told of; a house has a handful in three weeks.
const MOST: usize = 20;

impl Core {
    /// The visits to a household, and about its people, that ended in the same ISO week of last year
    /// or in the week on either side, as far as this device holds them; the earliest first.
    pub fn last_year(&self, household: Id) -> Result<Vec<PastVisit>, CoreError> {
        let inner = self.inner()?;
        let library = inner.directory.library();
        self.store.read(|r| {
            let found = r.row(row::HOUSEHOLD, household)?.ok_or(Code::NotFound)?;
            let shown: household::Household = project::payload(&found)?;
            let today = self.day(Some(&standing(r)?));
            self.sees_plainly(&inner, &found, today)?;
            let Some((from, to)) = same_weeks_last_year(today) else { return Ok(Vec::new()) };
            let about = shown.members.iter().map(|member| member.id).chain([household]);
            let mut past = Vec::new();
            for (id, stood) in closed(r, about)? {
                let Some(day) = ended(r, id)?.filter(|day| (from..=to).contains(day)) else {
                    continue;
                };
                let task::Standing { template, target, window, state, .. } = stood;
                let of = TaskRef { template, target, window };
                let template = forms::template_of(&library, r, &of)?;
                let said = match (state.status, &template.no_change) {
                    (Status::Done { no_change: true }, Some(words)) => words.clone(),
                    (status, _) => status.zh().to_owned(),
                };
                let noted = noted(template, &given(r, id)?);
                past.push(PastVisit { task: id, title: template.zh.clone(), day, said, noted });
            }
            past.sort_by(|a, b| (a.day, &a.title).cmp(&(b.day, &b.title)));
            past.truncate(MOST);
            Ok(past)
        })
    }
}

impl Core {
    /// What the same form about the same target was answered with before (上次), as far as this device
    /// holds it: by the last task that was finished with answers. What was found unchanged since (没变化)
    /// answered nothing and stands.
    pub fn last_time(&self, task: &TaskRef) -> Result<Option<LastTime>, CoreError> {
        let inner = self.inner()?;
        self.store.read(|r| {
            let mut last: Option<(NaiveDate, TaskRef)> = None;
            for (id, stood) in closed(r, [task.target].into_iter())? {
                let task::Standing { template, target, window, state, .. } = stood;
                let done = matches!(state.status, Status::Done { no_change: false });
                if id == task.id() || template != task.template || !done {
                    continue;
                }
                let Some(day) = ended(r, id)? else { continue };
                if last.as_ref().is_none_or(|(latest, _)| *latest < day) {
                    last = Some((day, TaskRef { template, target, window }));
                }
            }
            let Some((day, of)) = last else { return Ok(None) };
            let founding = of.founding();
            let sayer = Sayer::of(&inner, r, &founding)?;
            let mut answers = Vec::new();
            for (field, value) in given(r, of.id())? {
                if matches!(value, Value::Empty | Value::File(_)) {
                    continue;
                }
                let field = field.to_string();
                let words = sayer.value(&Path::root(&field), &value)?;
                if !words.is_empty() {
                    answers.push(LastAnswer { field, words });
                }
            }
            Ok((!answers.is_empty()).then_some(LastTime { day, answers }))
        })
    }
}

/// The closed tasks about any of these. Those of a locked purpose are passed over.
fn closed(
    r: &Reader<'_>,
    about: impl Iterator<Item = Id>,
) -> Result<Vec<(Id, task::Standing)>, CoreError> {
    let mut found = Vec::new();
    for target in about {
        r.each_row_under(row::TASK_STATE, target, |row| {
            let stood = project::payload::<task::Standing>(&row);
            let stood = stood.ok().filter(|_| row.flags & task::CLOSED != 0);
            found.extend(stood.map(|stood| (row.id, stood)));
        })?;
    }
    Ok(found)
}

/// The day on which the last step of a task that took effect was taken.
fn ended(r: &Reader<'_>, task: Id) -> Result<Option<NaiveDate>, CoreError> {
    let rows = r.ledger(task)?;
    let last = rows.iter().rev().find(|row| took_effect(row));
    Ok(last.map(|row| day_of(row.entry.time.device)))
}
