//! The counts of a form, said while they are typed.

use std::collections::BTreeMap;

use gridwork_model::template::aloud::{self, Count};
use gridwork_model::template::rule::Setting;

use crate::core::{Core, standing};
use crate::forms::template_of;
use crate::project::{self, row, task};
use crate::{CoreError, TaskRef};

impl Core {
    /// Quorum and votes of a task as sentences, as far as their numbers are given.
    pub fn counts(&self, task: &TaskRef) -> Result<Vec<Count>, CoreError> {
        let library = self.inner()?.directory.library();
        self.store.read(|r| {
            let template = template_of(&library, r, task)?;
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
