//! The counts of a form, said while they are typed.

use std::collections::BTreeMap;

use gridwork_model::template::Library;
use gridwork_model::template::aloud::{self, Count};
use gridwork_model::template::rule::Setting;

use crate::core::{Core, standing};
use crate::project::{self, row, task};
use crate::{Code, CoreError, TaskRef};

impl Core {
    /// Quorum and votes of a task as sentences, as far as their numbers are given.
    pub fn counts(&self, task: &TaskRef) -> Result<Vec<Count>, CoreError> {
        let template = Library::embedded().get(&task.template).ok_or(Code::NotFound)?;
        self.store.read(|r| {
            let answers: task::Answers = match r.row(row::TASK, task.id())? {
                Some(found) => project::payload(&found)?,
                None => return Ok(Vec::new()),
            };
            let given: BTreeMap<_, _> = answers
                .values
                .into_iter()
                .filter_map(|(field, value)| Some((field.parse().ok()?, value)))
                .collect();
            let day = self.day(Some(&standing(r)?));
            Ok(aloud::counts(template, &given, &Setting { day, ..Setting::default() }))
        })
    }
}
