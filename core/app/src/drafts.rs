//! Drafts: what the hub refused, or what could not be said again. A person reads each with the reason,
//! corrects it and says it again, or gives it up; nothing else ends a draft.

use gridwork_model::incident::{CategoryCode, Step as IncidentStep};
use gridwork_model::permission::{Action, Object};
use gridwork_model::roster::Act;
use gridwork_model::task::Body;
use gridwork_model::template::field::VERSION;
use gridwork_model::template::{Library, Template};
use gridwork_model::{Edit, Founding, Id, LedgerEntry, Path, StreamId, Value, answer, ledger};
use gridwork_store::{DraftNo, DraftRow, Durability, Reader, Tx};

use crate::core::{Core, Knowledge, standing};
use crate::exchange::speaker;
use crate::forms::in_force;
use crate::identity::Standing;
use crate::project::event;
use crate::said::Sayer;
use crate::say::{Draft, Intent, Target, edit};
use crate::view::{DraftKind, DraftValue, DraftView, DraftedView};
use crate::{Code, CoreError, deeds, say, status};

impl Core {
    /// Every draft that can be read now, oldest first; those of a locked purpose are left out.
    pub fn drafts(&self) -> Result<Vec<DraftView>, CoreError> {
        let inner = self.inner()?;
        self.store.read(|r| r.drafts()?.iter().map(|row| view(&inner, r, row)).collect())
    }

    /// Says a draft again, as it is or corrected, and ends the draft. Each correction names a value
    /// that [`Core::drafts`] showed. What is refused here leaves the draft as it was.
    pub fn retry_draft(&self, no: i64, corrections: &[DraftValue]) -> Result<(), CoreError> {
        let inner = self.inner()?;
        self.store.write(Durability::Full, |tx| {
            let row = tx.draft(DraftNo(no))?.ok_or(CoreError::at(Code::NotFound, "draft"))?;
            let standing = standing(tx)?;
            match read(&row)? {
                Draft::Edits(intent) => {
                    self.say_edits(tx, &inner, &standing, intent, corrections)?;
                }
                Draft::Ledger { stream, entry } => {
                    let entry =
                        self.said_anew(tx, &inner, &standing, &stream, entry, corrections)?;
                    let speaker = speaker(self, inner.identity()?, &standing);
                    say::ledger(tx, &speaker, &stream, &entry, false)?;
                }
                Draft::Deed { parts, stream, entry } => {
                    if let Some(fix) = corrections.first() {
                        return Err(CoreError::at(Code::BadValue, fix.field.clone()));
                    }
                    let act = Act::of(&entry).map_err(|_| CoreError::at(Code::Damaged, "draft"))?;
                    let entry = self.act_entry(&inner, &standing, &act)?;
                    let speaker = speaker(self, inner.identity()?, &standing);
                    deeds::say_deed(tx, &speaker, &stream, &entry, deeds::parts_of(parts))?;
                }
            }
            end(tx, &row)
        })?;
        drop(inner);
        self.names.lock().forget();
        Ok(())
    }

    /// Gives a draft up for good.
    pub fn discard_draft(&self, no: i64) -> Result<(), CoreError> {
        self.store.write(Durability::Full, |tx| {
            let row = tx.draft(DraftNo(no))?.ok_or(CoreError::at(Code::NotFound, "draft"))?;
            end(tx, &row)
        })
    }

    fn say_edits(
        &self,
        tx: &mut Tx<'_>,
        inner: &Knowledge,
        standing: &Standing,
        mut intent: Intent,
        corrections: &[DraftValue],
    ) -> Result<(), CoreError> {
        for fix in corrections {
            correct(&mut intent.edits, fix)?;
        }
        let mut urgent = false;
        if let Founding::Task { template: id, .. } = &intent.founding {
            let library = inner.directory.library();
            let template = drafted(&library, id, &intent.edits)?;
            urgent = template.urgent;
            for edit in &intent.edits {
                if let Edit::Put { path, value } = edit
                    && path.field != VERSION
                {
                    answer::check(template, &path.field, value)
                        .map_err(|_| CoreError::at(Code::BadValue, path.field.clone()))?;
                }
            }
        }
        let day = self.day(Some(standing));
        let object = Object::of_document(intent.founding.kind(), intent.stream.purpose);
        let may = [Action::Write, Action::Correct, Action::Create]
            .into_iter()
            .any(|action| inner.demand(action, object, intent.stream.scope, day).is_ok());
        if !may {
            return Err(Code::Forbidden.into());
        }
        let speaker = speaker(self, inner.identity()?, standing);
        let target = Target { founding: intent.founding, stream: intent.stream };
        edit(tx, &speaker, &target, intent.edits, urgent).map(drop)
    }

    /// The entry of a draft as a new one: under a new id, in the role that may do it now.
    fn said_anew(
        &self,
        r: &Reader<'_>,
        inner: &Knowledge,
        standing: &Standing,
        stream: &StreamId,
        entry: LedgerEntry,
        corrections: &[DraftValue],
    ) -> Result<LedgerEntry, CoreError> {
        if entry.kind == ledger::kind::INCIDENT
            && let Ok(mut step) = IncidentStep::of(&entry)
        {
            for fix in corrections {
                correct_report(&mut step, fix)?;
            }
            return self.incident_entry(r, inner, standing, entry.object, stream, &step);
        }
        if let Some(fix) = corrections.first() {
            return Err(CoreError::at(Code::BadValue, fix.field.clone()));
        }
        let role = match (entry.kind, Body::of(&entry)) {
            (ledger::kind::TASK, Ok(body)) => {
                let library = inner.directory.library();
                let action = body.asks(in_force(&library, &body.template)?);
                let day = self.day(Some(standing));
                inner.demand(action, Object::Tasks, stream.scope, day)?.number()
            }
            _ => entry.role,
        };
        Ok(LedgerEntry { id: self.new_id(), role, time: self.time_facts(Some(standing)), ..entry })
    }
}

/// The version of a template that a draft's answers name, or the one in force.
fn drafted<'a>(library: &'a Library, id: &str, edits: &[Edit]) -> Result<&'a Template, CoreError> {
    let version = edits.iter().find_map(|edit| match edit {
        Edit::Put { path, value: Value::Int(version) } if path.field == VERSION => {
            u32::try_from(*version).ok()
        }
        _ => None,
    });
    match version.and_then(|version| library.version(id, version)) {
        Some(template) => Ok(template),
        None => in_force(library, id),
    }
}

pub(crate) fn read(row: &DraftRow) -> Result<Draft, CoreError> {
    gridwork_model::json::read(&row.payload).map_err(|_| CoreError::at(Code::Damaged, "draft"))
}

pub(crate) fn end(tx: &mut Tx<'_>, row: &DraftRow) -> Result<(), CoreError> {
    tx.delete_draft(row.no)?;
    Ok(tx.event(event::DRAFT, row.object)?)
}

fn view(inner: &Knowledge, r: &Reader<'_>, row: &DraftRow) -> Result<DraftView, CoreError> {
    let (kind, words, values) = match read(row)? {
        Draft::Edits(intent) => {
            let sayer = Sayer::of(inner, r, &intent.founding)?;
            (DraftKind::Edits, String::new(), values_of(&sayer, &intent.edits)?)
        }
        Draft::Ledger { entry, .. } => match (IncidentStep::of(&entry), entry.kind) {
            (Ok(step), ledger::kind::INCIDENT) => {
                let values = report_values(inner, &step);
                (DraftKind::Incident, step.words().to_owned(), values)
            }
            (_, ledger::kind::TASK) => {
                let step = Body::of(&entry).map(|body| body.step.zh().to_owned());
                (DraftKind::Task, step.unwrap_or_default(), Vec::new())
            }
            _ => (DraftKind::Other, act_words(&entry), Vec::new()),
        },
        Draft::Deed { entry, .. } => (DraftKind::Other, act_words(&entry), Vec::new()),
    };
    Ok(DraftView {
        no: row.no.0,
        record: row.object,
        title: status::title_of(&inner.directory.library(), r, row.object)?,
        kind,
        words,
        values,
        reason: status::refusal_code(row.reason).to_owned(),
        at: row.at.0,
    })
}

/// The word of an act on the roster; empty for every other entry.
fn act_words(entry: &LedgerEntry) -> String {
    let act = (entry.kind == ledger::kind::ROSTER).then(|| Act::of(entry).ok()).flatten();
    act.map(|act| act.zh().to_owned()).unwrap_or_default()
}

/// The values of edits in words. Of somebody whom they bring, the name is known from them alone.
fn values_of(sayer: &Sayer<'_>, edits: &[Edit]) -> Result<Vec<DraftedView>, CoreError> {
    let mut values = Vec::new();
    let mut put = |member: Option<Id>, path: &Path, brought: Option<&str>, value: Value| {
        let member_name = match brought {
            Some(name) => name.to_owned(),
            None => sayer.member_name(member)?,
        };
        values.push(DraftedView {
            member_name,
            field_words: sayer.field(path),
            words: sayer.value(path, &value)?,
            put: DraftValue { member, field: path.field.clone(), value },
        });
        Ok::<_, CoreError>(())
    };
    for edit in edits {
        match edit {
            Edit::Put { path, .. } if path.field == VERSION => {}
            Edit::Put { path, value } | Edit::Resolve { path, value } => {
                put(path.member, path, None, value.clone())?;
            }
            Edit::Write { path, text } => {
                put(path.member, path, None, Value::Text(text.clone()))?;
            }
            Edit::AddMember { id, fields } => {
                let name = fields.iter().find_map(|(field, value)| match value {
                    Value::Text(name) if field == "name" => Some(name.as_str()),
                    _ => None,
                });
                for (field, value) in fields {
                    // Who has no id yet is a member all the same.
                    let path = Path::member(id.unwrap_or(Id::NIL), field);
                    put(*id, &path, name, value.clone())?;
                }
            }
        }
    }
    Ok(values)
}

fn report_values(inner: &Knowledge, step: &IncidentStep) -> Vec<DraftedView> {
    let IncidentStep::Report(report) = step else { return Vec::new() };
    let township = inner.identity.as_ref().map_or(Id::NIL, |identity| identity.township);
    let policy = inner.directory.incident_policy(township);
    let category = policy.categories.iter().find(|category| category.code == report.category);
    let said = |field: &str, field_words: &str, text: String, words: String| DraftedView {
        put: DraftValue { member: None, field: field.to_owned(), value: Value::Text(text) },
        member_name: String::new(),
        field_words: field_words.to_owned(),
        words,
    };
    vec![
        said("words", "说的话", report.words.clone(), report.words.clone()),
        said(
            "category",
            "哪类",
            report.category.to_string(),
            category.map(|category| category.zh.clone()).unwrap_or_default(),
        ),
    ]
}

fn unknown(fix: &DraftValue) -> CoreError {
    CoreError::at(Code::BadValue, fix.field.clone())
}

fn correct(edits: &mut [Edit], fix: &DraftValue) -> Result<(), CoreError> {
    let named = |path: &Path| path.member == fix.member && path.field == fix.field;
    for edit in edits {
        match edit {
            Edit::Put { path, value } | Edit::Resolve { path, value } if named(path) => {
                value.clone_from(&fix.value);
                return Ok(());
            }
            Edit::Write { path, text } if named(path) => {
                let Value::Text(fixed) = &fix.value else { return Err(unknown(fix)) };
                text.clone_from(fixed);
                return Ok(());
            }
            Edit::AddMember { id, fields } if *id == fix.member => {
                if let Some((_, value)) = fields.iter_mut().find(|(field, _)| *field == fix.field) {
                    value.clone_from(&fix.value);
                    return Ok(());
                }
            }
            _ => {}
        }
    }
    Err(unknown(fix))
}

fn correct_report(step: &mut IncidentStep, fix: &DraftValue) -> Result<(), CoreError> {
    let (IncidentStep::Report(report), Value::Text(text)) = (step, &fix.value) else {
        return Err(unknown(fix));
    };
    match fix.field.as_str() {
        "words" => report.words.clone_from(text),
        "category" => report.category = text.parse::<CategoryCode>().map_err(|_| unknown(fix))?,
        _ => return Err(unknown(fix)),
    }
    Ok(())
}
