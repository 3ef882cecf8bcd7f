//! A visit written on paper, keyed in at the desk: where no phone worked, the clerk writes what the
//! worker brought. The hub writes it for the clerk, says who went and on which day, and touches
//! nothing that was begun on a phone.

use chrono::{Days, NaiveDate};
use gridwork_model::answer;
use gridwork_model::audience::{Entity, audience};
use gridwork_model::permission::{Action, Object};
use gridwork_model::task::{DueTask, Step};
use gridwork_model::template::Template;
use gridwork_model::template::field::{FieldName, VERSION};
use gridwork_model::template::rule::Answers;
use gridwork_model::{Class, Edit, Id, Moment, Path, StreamId, Value};
use serde::{Deserialize, Serialize};

use crate::audit::{self, Record};
use crate::issue::window_of;
use crate::office::{Act, DocumentWrite};
use crate::people::Caller;
use crate::transaction::Transaction;
use crate::{Done, Hub, HubError};

/// How many days a paper may be old.
const OLD_DAYS: u64 = 31;

/// Most answers of one paper.
const ANSWERS: usize = 200;

/// What came of the visit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PaperOutcome {
    /// 没变化.
    NoChange,
    /// The questions were answered.
    Answered,
    /// 谢绝.
    Declined,
}

/// One answer of a paper.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PaperAnswer {
    /// Number of the question.
    pub question: u8,
    /// Number of the input within the question.
    pub part: u8,
    /// What is ticked or written, in the words of the form.
    pub said: Vec<String>,
}

/// A visit as it stands on paper.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PaperVisit {
    /// Template id.
    pub template: String,
    /// Cell, household, person or place that was visited.
    #[schema(value_type = String)]
    pub target: Id,
    /// The day of the visit, `2026-10-08`.
    #[schema(value_type = String)]
    pub day: NaiveDate,
    /// Who went: in a post of the place on that day.
    #[schema(value_type = String)]
    pub visitor: Id,
    /// What came of it.
    pub outcome: PaperOutcome,
    /// The answers; none where nothing changed or the people declined.
    pub answers: Vec<PaperAnswer>,
}

/// What became of a paper.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct PaperEntered {
    /// What keeps it from being taken, as sentences that name the question; nothing if it was taken.
    pub findings: Vec<String>,
}

impl PaperEntered {
    fn because(sentence: &str) -> PaperEntered {
        PaperEntered { findings: vec![sentence.to_owned()] }
    }
}

impl Hub {
    /// Takes a visit from paper, whole or not at all.
    pub fn enter_paper(
        &self,
        caller: &Caller,
        visit: &PaperVisit,
        now: Moment,
    ) -> Done<PaperEntered> {
        let (standing, today) = (self.standing(), now.day());
        let library = standing.directory.library();
        let template = library.get(&visit.template).ok_or(HubError::NotFound("template"))?;
        if visit.answers.len() > ANSWERS {
            return Err(HubError::Invalid("answers"));
        }
        let spot = {
            let r = self.storage.reading()?;
            let homes = self.homes_for(&*r, template, caller.org, &standing, today)?;
            let mut spots =
                self.spots(&*r, template, visit.target, &homes, &standing, today)?.into_iter();
            match (spots.next(), spots.next()) {
                (Some((spot, _)), None) => spot,
                _ => return Err(HubError::NotFound("target")),
            }
        };
        let permitted = self.permit(caller, Action::Write, Object::Tasks, spot.scope, now)?;
        let oldest = today.checked_sub_days(Days::new(OLD_DAYS)).unwrap_or(today);
        if !(oldest..=today).contains(&visit.day) {
            return Ok(PaperEntered::because("日子要在今天和往前 31 天之间"));
        }
        if template.every.is_empty() {
            return Ok(PaperEntered::because("这张表由一件事引出，让本人在手机上补"));
        }
        let Ok(window) = window_of(&library, template, None, visit.day) else {
            return Ok(PaperEntered::because("那一天这张表不用办"));
        };
        let entity =
            Entity::Task { scope: spot.scope, class: template.class, purpose: template.purpose };
        // What is about needs, or sealed, is not for a desk to copy.
        let streams = audience(&entity).ok().filter(|_| template.class <= Class::C2);
        let Some(&stream) = streams.as_ref().and_then(|streams| streams.first()) else {
            return Err(HubError::NotPermitted);
        };
        let went = |scope| standing.directory.on_duty_at(scope, visit.day).into_iter();
        let village = standing.directory.village_of(spot.scope).map(|unit| unit.id);
        let mut in_post = went(spot.scope).chain(village.into_iter().flat_map(went));
        if !in_post.any(|(on_duty, _)| on_duty.person == visit.visitor) {
            return Ok(PaperEntered::because("去的人那天不在这里的岗上"));
        }
        let (answers, findings) = read(template, visit);
        if !findings.is_empty() {
            return Ok(PaperEntered { findings });
        }
        let task = DueTask::issue(template, &library.seasons, spot, window)
            .ok_or(HubError::Invalid("window"))?;
        let step = match visit.outcome {
            PaperOutcome::NoChange => Step::Complete { no_change: true, version: template.version },
            PaperOutcome::Answered => {
                Step::Complete { no_change: false, version: template.version }
            }
            PaperOutcome::Declined => Step::Decline,
        };
        let by = caller.actor(permitted.role);
        let why = format!("paper of {}, visited by {}", visit.day, visit.visitor);
        let mut transaction = Transaction::begin(self)?;
        let (w, loaded) = transaction.parts()?;
        if w.entity(&task.document())?.is_some() {
            return Ok(PaperEntered::because("手机上已经开始填了，让本人接着填"));
        }
        let mut act = Act::begin(self, w, by.clone(), why.clone(), now)?;
        if !answers.is_empty() {
            act.edit(loaded, &document(template, &task, stream, answers))?;
        }
        if !self.task_step(&mut act, template, &task, step, (caller.person, permitted.role), now)? {
            return Ok(PaperEntered::because("这一次已经办过了"));
        }
        act.finish()?;
        let record = Record::done(now, by, "task.paper", caller.org, Some(visit.target));
        audit::append(transaction.w()?, record.with(format!("{}, {why}", template.id)))?;
        transaction.commit()?;
        Ok(PaperEntered::default())
    }
}

/// The answers as values, and what is wrong with them.
fn read(template: &Template, visit: &PaperVisit) -> (Answers, Vec<String>) {
    let (mut answers, mut findings) = (Answers::new(), Vec::new());
    match visit.outcome {
        PaperOutcome::NoChange if template.no_change.is_none() => {
            findings.push("这张表每一项都要填，不能只写没变化".to_owned());
        }
        PaperOutcome::Declined if !template.asks_people => {
            findings.push("这张表没有问人，不能写谢绝".to_owned());
        }
        PaperOutcome::NoChange | PaperOutcome::Declined if !visit.answers.is_empty() => {
            findings.push("写了没变化或谢绝，下面就不填".to_owned());
        }
        _ => {}
    }
    for given in visit.answers.iter().filter(|given| given.said.iter().any(|said| !said.is_empty()))
    {
        let field = FieldName::new(given.question, given.part);
        let value = match template.part(field) {
            Some(part) => answer::words::read(part, &given.said),
            None => Err(answer::AnswerError::NoSuchField),
        };
        let value = value
            .and_then(|value| answer::check(template, &field.to_string(), &value).map(|()| value));
        match value {
            Ok(value) => drop(answers.insert(field, value)),
            Err(error) => findings.push(format!("第 {} 项：{}", given.question, error.zh())),
        }
    }
    if visit.outcome == PaperOutcome::Answered && findings.is_empty() {
        let missing = answer::missing(template, &answers);
        findings.extend(missing.iter().map(|field| format!("第 {} 项没填", field.item)));
        findings.dedup();
    }
    (answers, findings)
}

fn document(
    template: &Template,
    task: &DueTask,
    stream: StreamId,
    answers: Answers,
) -> DocumentWrite {
    let put = |field: String, value| Edit::Put { path: Path::root(field), value };
    let version = put(VERSION.to_owned(), Value::Int(i64::from(template.version)));
    let given = answers.into_iter().map(|(field, value)| put(field.to_string(), value));
    DocumentWrite {
        founding: task.founding(),
        stream,
        edits: std::iter::once(version).chain(given).collect(),
    }
}
