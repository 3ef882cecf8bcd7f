//! The day's list, visits and conflicts.

use std::path::Path;

use super::GridCore;
use crate::convert::{day, id, list, maybe_id, tasks};
use crate::error::guarded;
use crate::{
    AnswerValue, ConflictView, DraftValue, DraftView, FieldAnswer, Finding, Form, GridError,
    HandStart, LastTime, RecordState, TaskRef, TaskView, Today, TodayLine,
};

#[uniffi::export]
impl GridCore {
    /// The list of the day: at most seven lines first, in road order, visits merged by house.
    pub fn today(&self) -> Result<Today, GridError> {
        guarded(|| Ok(self.core.today()?.into()))
    }

    /// A page of the lines behind the first ones.
    pub fn today_behind(&self, offset: u32, limit: u32) -> Result<Vec<TodayLine>, GridError> {
        guarded(|| Ok(list(self.core.today_behind(offset, limit)?)))
    }

    /// The form of a template as it is in force.
    pub fn form(&self, template: String) -> Result<Form, GridError> {
        guarded(|| Ok((&self.core.form(&template)?).into()))
    }

    /// The form of a task: the version it was begun under, or the one in force.
    pub fn form_of(&self, task: TaskRef) -> Result<Form, GridError> {
        guarded(|| Ok((&self.core.form_of(&task.try_into()?)?).into()))
    }

    /// A task with its answers so far.
    pub fn task(&self, task: TaskRef) -> Result<TaskView, GridError> {
        guarded(|| Ok(self.core.task(&task.try_into()?)?.into()))
    }

    /// What the same form about the same target was answered with before (上次), as far as this device
    /// holds it; none where it never was.
    pub fn last_time(&self, task: TaskRef) -> Result<Option<LastTime>, GridError> {
        guarded(|| Ok(self.core.last_time(&task.try_into()?)?.map(Into::into)))
    }

    /// Answers one field of a task. Durable when it returns.
    pub fn answer(&self, given: FieldAnswer) -> Result<(), GridError> {
        let FieldAnswer { task, field, value } = given;
        guarded(|| Ok(self.core.answer(&task.try_into()?, &field, value.try_into()?)?))
    }

    /// Answers a field of a task with the file at `path`, which stays where it is.
    pub fn attach(&self, task: TaskRef, field: String, path: String) -> Result<(), GridError> {
        guarded(|| Ok(self.core.attach(&task.try_into()?, &field, Path::new(&path))?))
    }

    /// The templates that this person may start by hand, for something found just now.
    pub fn hand_starts(&self) -> Result<Vec<HandStart>, GridError> {
        guarded(|| Ok(list(self.core.hand_starts()?)))
    }

    /// Starts a task by hand; it is on the list from then on.
    pub fn start_by_hand(&self, template: String, target: String) -> Result<TaskRef, GridError> {
        guarded(|| Ok(self.core.start_by_hand(&template, id(&target, "target")?)?.into()))
    }

    /// Finishes tasks with nothing to report (没变化).
    pub fn no_change(&self, tasks_due: Vec<TaskRef>) -> Result<(), GridError> {
        guarded(|| Ok(self.core.no_change(&tasks(tasks_due)?)?))
    }

    /// Finishes tasks whose answers are given.
    pub fn finish(&self, tasks_due: Vec<TaskRef>) -> Result<(), GridError> {
        guarded(|| Ok(self.core.finish(&tasks(tasks_due)?)?))
    }

    /// Closes tasks because the household declined (谢绝).
    pub fn decline(&self, tasks_due: Vec<TaskRef>) -> Result<(), GridError> {
        guarded(|| Ok(self.core.decline(&tasks(tasks_due)?)?))
    }

    /// Puts tasks off to the day `to` (改天), `YYYY-MM-DD`.
    pub fn put_off(&self, tasks_due: Vec<TaskRef>, to: String) -> Result<(), GridError> {
        guarded(|| Ok(self.core.put_off(&tasks(tasks_due)?, day(&to, "to")?)?))
    }

    /// Opens finished tasks again, to correct them.
    pub fn reopen(&self, tasks_due: Vec<TaskRef>) -> Result<(), GridError> {
        guarded(|| Ok(self.core.reopen(&tasks(tasks_due)?)?))
    }

    /// What follows from the answers so far; nothing happens by itself.
    pub fn findings(&self, task: TaskRef) -> Result<Vec<Finding>, GridError> {
        guarded(|| Ok(list(self.core.findings(&task.try_into()?)?)))
    }

    /// The fields still to be answered before the task can be finished.
    pub fn missing(&self, task: TaskRef) -> Result<Vec<String>, GridError> {
        guarded(|| Ok(self.core.missing(&task.try_into()?)?))
    }

    /// What came back, oldest first.
    pub fn drafts(&self) -> Result<Vec<DraftView>, GridError> {
        guarded(|| Ok(list(self.core.drafts()?)))
    }

    /// Says a draft again, as it is or corrected, and ends it.
    pub fn retry_draft(&self, no: i64, corrections: Vec<DraftValue>) -> Result<(), GridError> {
        guarded(|| {
            let corrections: Result<Vec<_>, GridError> =
                corrections.into_iter().map(TryInto::try_into).collect();
            Ok(self.core.retry_draft(no, &corrections?)?)
        })
    }

    /// Gives a draft up for good.
    pub fn discard_draft(&self, no: i64) -> Result<(), GridError> {
        guarded(|| Ok(self.core.discard_draft(no)?))
    }

    /// State of a record: a document, a task or an incident.
    pub fn state_of(&self, record: String) -> Result<RecordState, GridError> {
        guarded(|| Ok(self.core.state_of(id(&record, "record")?)?.into()))
    }

    /// The fields in conflict, of at most `limit` documents.
    pub fn conflicts(&self, limit: u32) -> Result<Vec<ConflictView>, GridError> {
        guarded(|| Ok(list(self.core.conflicts(limit)?)))
    }

    /// Settles a field by one of its values or a third one.
    pub fn resolve(
        &self,
        document: String,
        member: Option<String>,
        field: String,
        value: AnswerValue,
    ) -> Result<(), GridError> {
        guarded(|| {
            let document = id(&document, "document")?;
            let member = maybe_id(member.as_deref(), "member")?;
            Ok(self.core.resolve(document, member, &field, value.try_into()?)?)
        })
    }
}
