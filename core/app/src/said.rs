//! What a field of a document is called and what its value says: a code by its option, a reference by its
//! name, a phone masked as on every other screen.

use gridwork_model::answer::words::say;
use gridwork_model::roster::words::{field_word, value_word};
use gridwork_model::template::Template;
use gridwork_model::template::field::{FieldName, SKIPPED, SkipReason};
use gridwork_model::template::part::Part;
use gridwork_model::{Founding, Id, Path, Value, mask};
use gridwork_store::Reader;

use crate::CoreError;
use crate::core::Knowledge;
use crate::forms::template_of;
use crate::project::{self, household, place, row};
use crate::visit::TaskRef;

/// Says the fields of one document.
pub(crate) struct Sayer<'a> {
    inner: &'a Knowledge,
    r: &'a Reader<'a>,
    founding: &'a Founding,
    /// The form that a task was answered with, where this version knows it.
    form: Option<Template>,
}

impl<'a> Sayer<'a> {
    pub(crate) fn of(
        inner: &'a Knowledge,
        r: &'a Reader<'a>,
        founding: &'a Founding,
    ) -> Result<Sayer<'a>, CoreError> {
        let form = match founding {
            Founding::Task { template, target, window } => {
                let task = TaskRef { template: template.clone(), target: *target, window: *window };
                template_of(&inner.directory.library(), r, &task).ok().cloned()
            }
            _ => None,
        };
        Ok(Sayer { inner, r, founding, form })
    }

    /// The household it is about, by the name of its head; empty where it is about none.
    pub(crate) fn house(&self) -> Result<String, CoreError> {
        Ok(match self.founding {
            Founding::Household { id, .. } => self.head(*id)?,
            Founding::Needs { household, .. } => self.head(*household)?,
            Founding::Task { target, .. } => match self.head(*target)? {
                None => self.member(*target)?.map(|(head, _)| head),
                head => head,
            },
            _ => None,
        }
        .unwrap_or_default())
    }

    /// Who a member is; empty for one who is not here.
    pub(crate) fn member_name(&self, member: Option<Id>) -> Result<String, CoreError> {
        let Some(member) = member else { return Ok(String::new()) };
        Ok(self.member(member)?.map(|(_, name)| name).unwrap_or_default())
    }

    /// What a field is called; empty where this version has no word for it.
    pub(crate) fn field(&self, path: &Path) -> String {
        match (self.founding, &self.form) {
            (Founding::Household { .. }, _) => match field_word(path) {
                word if word == path.field => String::new(),
                word => word.to_owned(),
            },
            (_, Some(form)) => {
                let name = path.field.parse::<FieldName>().ok();
                let item = name.and_then(|name| form.item(name.item));
                let part = self.part(path).map(|part| part.zh.as_str()).unwrap_or_default();
                match item {
                    Some(item) if part.is_empty() => format!("{}·{}", form.zh, item.zh),
                    Some(_) => format!("{}·{part}", form.zh),
                    None => form.zh.clone(),
                }
            }
            _ => String::new(),
        }
    }

    /// What a value says; empty where this version has no words for it.
    pub(crate) fn value(&self, path: &Path, value: &Value) -> Result<String, CoreError> {
        if let Value::Ref(id) = value {
            return self.name(*id);
        }
        if let (Some(_), "phone", Value::Text(phone)) = (path.member, path.field.as_str(), value) {
            return Ok(mask::phone(phone));
        }
        if let (Value::Code(code), Some(_), Ok(FieldName { part: SKIPPED, .. })) =
            (value, &self.form, path.field.parse())
        {
            let reason = SkipReason::from_code(*code).map(SkipReason::zh);
            return Ok(reason.unwrap_or_default().to_owned());
        }
        match self.part(path).and_then(|part| say(part, value)) {
            Some(words) => Ok(words),
            None => match (self.founding, value) {
                // A number is no word for what somebody chose.
                (Founding::Household { .. }, _) => Ok(value_word(path, value).unwrap_or_default()),
                (_, Value::Code(_) | Value::Codes(_)) => Ok(String::new()),
                _ => Ok(value_word(path, value).unwrap_or_default()),
            },
        }
    }

    fn part(&self, path: &Path) -> Option<&Part> {
        self.form.as_ref()?.part(path.field.parse().ok()?)
    }

    /// What a reference points to, by its name.
    fn name(&self, id: Id) -> Result<String, CoreError> {
        if let Some(head) = self.head(id)? {
            return Ok(format!("{head}家"));
        }
        if let Some(hamlet) = self.inner.directory.hamlet(id) {
            return Ok(hamlet.name.clone());
        }
        if let Some(staff) = self.inner.directory.staff(id) {
            return Ok(staff.name.clone());
        }
        if let Some(found) = self.r.row(row::PLACE, id)? {
            return Ok(project::payload::<place::Place>(&found)?.name);
        }
        Ok(self.member(id)?.map(|(_, name)| name).unwrap_or_default())
    }

    /// The head of a household; `None` where it is none of this device's.
    fn head(&self, household: Id) -> Result<Option<String>, CoreError> {
        let Some(found) = self.r.row(row::HOUSEHOLD, household)? else { return Ok(None) };
        let shown: household::Household = project::payload(&found)?;
        Ok(Some(shown.head().map(|head| head.name.clone()).unwrap_or_default()))
    }

    /// A person of any household here: the head's name and the person's.
    fn member(&self, person: Id) -> Result<Option<(String, String)>, CoreError> {
        let mut named = None;
        self.r.each_row(row::HOUSEHOLD, |found| {
            let Ok(shown) = project::payload::<household::Household>(&found) else { return };
            let Some(member) = shown.members.iter().find(|member| member.id == person) else {
                return;
            };
            let head = shown.head().map(|head| head.name.clone()).unwrap_or_default();
            named = Some((head, member.name.clone()));
        })?;
        Ok(named)
    }
}
