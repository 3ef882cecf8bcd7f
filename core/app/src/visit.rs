//! Visits: one house, several templates, exceptions first. Every answer is durable when its call
//! returns.

use chrono::NaiveDate;
use gridwork_model::answer;
use gridwork_model::permission::{Action, Object};
use gridwork_model::task::{Body, Step, doer};
use gridwork_model::template::field::{FieldName, VERSION};
use gridwork_model::template::rule::{self, Finding, Setting};
use gridwork_model::template::{ScopeLevel, Template};
use gridwork_model::window::Window;
use gridwork_model::{
    Class, DocumentKind, Edit, Founding, Id, LedgerEntry, Path, StreamId, Value, ledger,
};
use gridwork_store::{Durability, Reader};

use crate::core::{Core, Knowledge, standing};
use crate::exchange::speaker;
use crate::forms::{begun_with, template_of};
use crate::identity::Standing;
use crate::project::{self, household, row, task};
use crate::say::{Target, edit};
use crate::view::{AnswerView, TaskView};
use crate::{Code, CoreError, say};

/// A task named by what founds it; the task need not have been touched before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaskRef {
    /// Template id.
    pub template: String,
    /// What it is about.
    pub target: Id,
    /// Window, packed.
    pub window: u64,
}

impl TaskRef {
    pub(crate) fn founding(&self) -> Founding {
        Founding::Task { template: self.template.clone(), target: self.target, window: self.window }
    }

    /// The id of the task and its document.
    pub fn id(&self) -> Id {
        self.founding().document()
    }
}

/// Where a task's document and ledger live, and whether this person may write there.
struct Place {
    stream: StreamId,
    role: u8,
}

impl Core {
    /// A task with its answers so far.
    pub fn task(&self, task: &TaskRef) -> Result<TaskView, CoreError> {
        let library = self.inner()?.directory.library();
        self.store.read(|r| {
            let template = template_of(&library, r, task)?;
            let id = task.id();
            let answers: task::Answers = match r.row(row::TASK, id)? {
                Some(found) => project::payload(&found)?,
                None => task::Answers::default(),
            };
            let status = crate::today::task_status(r, id)?;
            let values = answers
                .values
                .into_iter()
                .filter(|(field, _)| field != VERSION)
                .map(|(field, value)| AnswerView { field, value })
                .collect();
            Ok(TaskView {
                task: id,
                template: template.id.clone(),
                title: template.zh.clone(),
                status: status.zh().to_owned(),
                closed: status.is_closed(),
                answers: values,
                no_change: template.no_change.clone(),
                conflicts: answers.conflicts,
            })
        })
    }

    /// Answers one part of an item; `field` is `item` or `item.part`. The first answer of a task
    /// names the template's version beside it; the task keeps that version.
    pub fn answer(&self, task: &TaskRef, field: &str, value: Value) -> Result<(), CoreError> {
        let name: FieldName = field.parse().map_err(|_| CoreError::at(Code::BadValue, field))?;
        let inner = self.inner()?;
        let identity = inner.identity()?;
        let library = inner.directory.library();
        self.store.write(Durability::Full, |tx| {
            let begun = answered_version(tx, task.id())?;
            let template = begun_with(&library, task, begun)?;
            answer::check(template, &name.to_string(), &value)
                .map_err(|_| CoreError::at(Code::BadValue, field))?;
            open_to_answers(tx, task)?;
            let standing = standing(tx)?;
            let place = self.place(tx, &inner, &standing, template, task, Action::Write)?;
            let speaker = speaker(self, identity, &standing);
            let target = Target { founding: task.founding(), stream: place.stream };
            let put = |field: String, value| Edit::Put { path: Path::root(field), value };
            let mut edits = Vec::with_capacity(2);
            if begun != Some(i64::from(template.version)) {
                edits.push(put(VERSION.to_owned(), Value::Int(i64::from(template.version))));
            }
            edits.push(put(name.to_string(), value));
            edit(tx, &speaker, &target, edits, template.urgent).map(drop)
        })
    }

    /// Answers a field with a file: the photo of an item, a document, a signature. The file is taken
    /// in by path and stays where it is; the field holds its SHA-256.
    pub fn attach(
        &self,
        task: &TaskRef,
        field: &str,
        file: &std::path::Path,
    ) -> Result<(), CoreError> {
        let (index, urgent) = {
            let inner = self.inner()?;
            let library = inner.directory.library();
            self.store.read(|r| {
                let template = template_of(&library, r, task)?;
                let standing = standing(r)?;
                let place = self.place(r, &inner, &standing, template, task, Action::Write)?;
                // Asked before the file is taken in, so that a wrong field leaves nothing behind.
                open_to_answers(r, task)?;
                answer::check(template, field, &Value::File([0; 32]))
                    .map_err(|_| CoreError::at(Code::BadValue, field))?;
                Ok::<_, CoreError>((say::granted_index(r, &place.stream)?, template.urgent))
            })?
        };
        let hash = self.take_file(file, task.id(), index, urgent)?;
        self.answer(task, field, Value::File(hash))
    }

    /// What follows from the answers so far, by the rules of the template: words to say, an incident
    /// or a task to offer, a closed channel to open. Nothing happens by itself.
    pub fn findings(&self, task: &TaskRef) -> Result<Vec<Finding>, CoreError> {
        let library = self.inner()?.directory.library();
        self.store.read(|r| {
            let template = template_of(&library, r, task)?;
            let standing = standing(r)?;
            let day = self.day(Some(&standing));
            let setting = Setting {
                day,
                occasion: Window::unpack(task.window).and_then(Window::occasion_day),
                elders_only: elders_only(r, task.target, day)?,
                ..Setting::default()
            };
            Ok(rule::evaluate(template, &given(r, task.id())?, &setting))
        })
    }

    /// The fields that are still to be answered before the task can be finished, in the order of
    /// the template.
    pub fn missing(&self, task: &TaskRef) -> Result<Vec<String>, CoreError> {
        let library = self.inner()?.directory.library();
        self.store.read(|r| {
            let template = template_of(&library, r, task)?;
            let answers = given(r, task.id())?;
            Ok(answer::missing(template, &answers).iter().map(ToString::to_string).collect())
        })
    }

    /// Finishes tasks with nothing to report (没变化).
    pub fn no_change(&self, tasks: &[TaskRef]) -> Result<(), CoreError> {
        self.steps(tasks, |template| Step::Complete { no_change: true, version: template.version })
    }

    /// Finishes tasks whose answers are given.
    pub fn finish(&self, tasks: &[TaskRef]) -> Result<(), CoreError> {
        self.steps(tasks, |template| Step::Complete { no_change: false, version: template.version })
    }

    /// Closes tasks because the household declined (谢绝), which is a valid answer.
    pub fn decline(&self, tasks: &[TaskRef]) -> Result<(), CoreError> {
        self.steps(tasks, |_| Step::Decline)
    }

    /// Puts tasks off to another day (改天).
    pub fn put_off(&self, tasks: &[TaskRef], to: NaiveDate) -> Result<(), CoreError> {
        if to < self.day(Some(&self.store.read(standing)?)) {
            return Err(CoreError::at(Code::BadValue, "to"));
        }
        self.steps(tasks, |_| Step::PutOff { to })
    }

    /// Opens finished tasks again, to correct them.
    pub fn reopen(&self, tasks: &[TaskRef]) -> Result<(), CoreError> {
        self.steps(tasks, |_| Step::Reopen)
    }

    pub(crate) fn steps(
        &self,
        tasks: &[TaskRef],
        step: impl Fn(&Template) -> Step,
    ) -> Result<(), CoreError> {
        let inner = self.inner()?;
        let identity = inner.identity()?;
        let library = inner.directory.library();
        self.store.write(Durability::Full, |tx| {
            let standing = standing(tx)?;
            for task in tasks {
                let template = template_of(&library, tx, task)?;
                let body = Body {
                    template: task.template.clone(),
                    target: task.target,
                    window: task.window,
                    step: step(template),
                };
                if !body.fits(&library) {
                    return Err(match body.step {
                        Step::PutOff { .. } => CoreError::at(Code::BadValue, "to"),
                        _ => CoreError::at(Code::WrongState, task.template.clone()),
                    });
                }
                let asks = body.asks(template);
                let place = self.place(tx, &inner, &standing, template, task, asks)?;
                let entry = LedgerEntry {
                    id: self.new_id(),
                    object: task.id(),
                    kind: ledger::kind::TASK,
                    person: identity.person,
                    role: place.role,
                    time: self.time_facts(Some(&standing)),
                    body: body.to_bytes(),
                };
                let speaker = speaker(self, identity, &standing);
                say::ledger(tx, &speaker, &place.stream, &entry, template.urgent)?;
            }
            Ok(())
        })
    }

    fn place(
        &self,
        r: &Reader<'_>,
        inner: &Knowledge,
        standing: &Standing,
        template: &Template,
        task: &TaskRef,
        action: Action,
    ) -> Result<Place, CoreError> {
        if template.class == Class::C4 {
            return Err(Code::Forbidden.into());
        }
        Window::unpack(task.window).ok_or(CoreError::at(Code::BadValue, "window"))?;
        // A task that was begun or issued lies where that was done, also for whoever holds no
        // roster rows of the place; to find the home of a person reads every household.
        let lies = match r.ordinal_of(task.id())? {
            Some((begun, _)) => Some(begun),
            None => r.row(row::TASK_STATE, task.id())?.and_then(|issued| issued.stream),
        };
        let scope = match lies.map(|index| r.stream(index)).transpose()?.flatten() {
            Some(stream) => stream.stream.scope,
            None => {
                let cell = cell_of(r, inner, task.target)?;
                match template.scope_level() {
                    ScopeLevel::Cell => cell,
                    ScopeLevel::Village => {
                        inner.directory.village_of(cell).map_or(cell, |village| village.id)
                    }
                }
            }
        };
        let day = self.day(Some(standing));
        let object = Object::of_document(DocumentKind::Task, template.purpose);
        // Whoever the task is given to does it in that role; others who may, such as the branch
        // leader for a cell, do it in theirs.
        let person = inner.identity()?.person;
        let does = || doer(template, person, scope, day, &inner.directory);
        let role = match (action == Action::Write).then(does).flatten() {
            Some(role) => role,
            None => inner.demand(action, object, scope, day)?,
        };
        Ok(Place {
            stream: StreamId::new(scope, template.class, template.purpose),
            role: role.number(),
        })
    }
}

/// The cell (or village, or branch's village) that a target lies in.
fn cell_of(r: &Reader<'_>, inner: &Knowledge, target: Id) -> Result<Id, CoreError> {
    for kind in [row::HOUSEHOLD, row::PLACE] {
        if let Some(cell) = r.row(kind, target)?.and_then(|found| found.parent) {
            return Ok(cell);
        }
    }
    if inner.directory.cell(target).is_some() || inner.directory.unit(target).is_some() {
        return Ok(target);
    }
    if let Some(party) = inner.directory.party_unit(target) {
        return Ok(party.cells.first().copied().unwrap_or(party.unit));
    }
    person_home(r, target)?.ok_or(CoreError::at(Code::NotFound, "target"))
}

/// The cell of the household a person belongs to.
fn person_home(r: &Reader<'_>, person: Id) -> Result<Option<Id>, CoreError> {
    let mut home = None;
    r.each_row(row::HOUSEHOLD, |found| {
        let lives = project::payload::<household::Household>(&found)
            .is_ok_and(|shown| shown.members.iter().any(|member| member.id == person));
        if lives {
            home = found.parent;
        }
    })?;
    Ok(home)
}

/// What is finished is opened again before it is answered anew (重开), so that nobody's answers
/// change under a step that was taken on them.
fn open_to_answers(r: &Reader<'_>, task: &TaskRef) -> Result<(), CoreError> {
    let closed = crate::today::task_status(r, task.id())?.is_closed();
    if closed { Err(CoreError::at(Code::WrongState, task.template.clone())) } else { Ok(()) }
}

/// The answers of a task as shown.
pub(crate) fn given(r: &Reader<'_>, task: Id) -> Result<rule::Answers, CoreError> {
    let Some(found) = r.row(row::TASK, task)? else { return Ok(rule::Answers::default()) };
    let values = project::payload::<task::Answers>(&found)?.values;
    let named = values.into_iter().filter_map(|(field, value)| Some((field.parse().ok()?, value)));
    Ok(named.collect())
}

/// Whether everybody in the house that a task leads to is an elder.
fn elders_only(r: &Reader<'_>, target: Id, day: NaiveDate) -> Result<bool, CoreError> {
    let mut elders = false;
    r.each_row(row::HOUSEHOLD, |found| {
        let Ok(shown) = project::payload::<household::Household>(&found) else { return };
        if found.id == target || shown.members.iter().any(|member| member.id == target) {
            elders |= shown.facts(found.id, found.id).elders_only(day);
        }
    })?;
    Ok(elders)
}

pub(crate) fn answered_version(r: &Reader<'_>, task: Id) -> Result<Option<i64>, CoreError> {
    let Some(found) = r.row(row::TASK, task)? else { return Ok(None) };
    Ok(match project::payload::<task::Answers>(&found)?.values.get(VERSION) {
        Some(Value::Int(version)) => Some(*version),
        _ => None,
    })
}
