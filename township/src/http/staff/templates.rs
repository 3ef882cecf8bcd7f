//! The task templates in force, as the phone shows them, and the lint of wording before it is adopted.

use axum::Json;
use axum::extract::State;
use gridwork_model::lint::banned;
use gridwork_model::permission::{Action, Object};
use gridwork_model::template::part::{Part, PartKind};
use gridwork_model::template::{Evidence, Item, Library, Seasons, Template};
use gridwork_model::{Class, Moment};
use serde::{Deserialize, Serialize};

use crate::http::App;
use crate::http::problem::{Problem, ProblemBody};
use crate::http::session::{At, Body, Signed};
use crate::people::Caller;
use crate::{Done, Hub, HubError};

/// Most questions of a template.
const ITEMS: usize = 12;

/// Most characters of a title or question.
const WORDS: usize = 200;

/// A template in a list.
#[derive(Clone, Serialize, utoipa::ToSchema)]
pub struct TemplateRow {
    /// Id, such as `YJ-07`.
    pub id: String,
    /// Version.
    pub version: u32,
    /// Title.
    pub title: String,
    /// Field of work, such as `YJ`.
    pub domain: String,
    /// Class of its answers, such as `C2`.
    pub class: String,
    /// How often.
    pub frequency: String,
    /// Who does it.
    pub by: String,
    /// Law, rule or practice it rests on.
    pub basis: String,
    /// 职责准入: the document, item or article.
    pub admission: String,
    /// 示意: made up for training.
    pub demo: bool,
    /// Whether tasks of it are issued from a list or after an event.
    pub issued: bool,
    /// How many questions.
    pub questions: usize,
}

/// One input of a question.
#[derive(Serialize, utoipa::ToSchema)]
pub struct InputShown {
    /// Its number within the question.
    pub part: u8,
    /// A short label beside it; empty where the question says enough.
    pub label: String,
    /// Whether the target answers it, so that nobody is asked.
    pub from_target: bool,
    /// Kind: `yes_no`, `single`, `multi`, `number`, `date`, `time`, `text`, `reference`, `point`,
    /// `signature`, `document`.
    pub kind: String,
    /// Options of a list, in order.
    pub options: Vec<String>,
    /// What is counted.
    pub unit: String,
}

/// A question as the phone shows it.
#[derive(Serialize, utoipa::ToSchema)]
pub struct QuestionShown {
    /// Number.
    pub number: u8,
    /// The question.
    pub words: String,
    /// A remark for the worker.
    pub remark: String,
    /// Whether a photo is asked, and only when a problem is marked.
    pub photo_with_problem: bool,
    /// Inputs.
    pub inputs: Vec<InputShown>,
}

/// A template in full.
#[derive(Serialize, utoipa::ToSchema)]
pub struct TemplateShown {
    /// As in the list.
    #[serde(flatten)]
    pub row: TemplateRow,
    /// The words that finish it in one act; empty where the record is the point.
    pub no_change: String,
    /// Whether a person is asked, and may decline 谢绝.
    pub asks_people: bool,
    /// What is visited, such as `household`.
    pub target: String,
    /// Whether a visit may be keyed in from paper.
    pub on_paper: bool,
    /// Questions.
    pub questions_shown: Vec<QuestionShown>,
}

/// Wording to be looked at.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Wording {
    /// Title.
    pub title: String,
    /// Admission 职责准入.
    pub admission: String,
    /// Questions in order.
    pub questions: Vec<String>,
}

/// What the lint found, in words; nothing if it may be adopted.
#[derive(Serialize, utoipa::ToSchema)]
pub struct WordingChecked {
    /// Findings.
    pub findings: Vec<String>,
}

/// A value as it is serialised.
fn name(value: &impl Serialize) -> String {
    let value = serde_json::to_value(value).unwrap_or_default();
    value.as_str().unwrap_or_default().to_owned()
}

/// The tag of an enum as it is serialised.
fn tag(value: &impl Serialize, name: &str) -> String {
    let value = serde_json::to_value(value).unwrap_or_default();
    value.get(name).and_then(|tag| tag.as_str()).unwrap_or_default().to_owned()
}

fn row(template: &Template, seasons: &Seasons) -> TemplateRow {
    TemplateRow {
        id: template.id.clone(),
        version: template.version,
        title: template.zh.clone(),
        domain: name(&template.domain),
        class: name(&template.class),
        frequency: template.how_often(seasons),
        by: template.done_by(),
        basis: template.ground(),
        admission: template.admission.reference.clone(),
        demo: template.admission.demo,
        issued: template.every.is_empty(),
        questions: template.items.len(),
    }
}

fn input(part: &Part) -> InputShown {
    let unit = match &part.kind {
        PartKind::Number { unit, .. } => unit.clone().unwrap_or_default(),
        _ => String::new(),
    };
    InputShown {
        part: part.number,
        label: part.zh.clone(),
        from_target: part.from_target,
        kind: tag(&part.kind, "type"),
        options: part.options().iter().map(|option| option.zh.clone()).collect(),
        unit,
    }
}

fn question(item: &Item) -> QuestionShown {
    QuestionShown {
        number: item.number,
        words: item.zh.clone(),
        remark: item.hint.clone().unwrap_or_default(),
        photo_with_problem: item.evidence == Evidence::ProblemPhoto,
        inputs: item.parts.iter().map(input).collect(),
    }
}

/// The library of the caller's hub: what the directory holds, or what the program ships.
fn look<T>(
    hub: &Hub,
    caller: &Caller,
    now: Moment,
    look: impl FnOnce(&Library) -> Done<T>,
) -> Done<T> {
    hub.permit(caller, Action::Read, Object::Templates, caller.org, now)?;
    look(&hub.standing().directory.library())
}

/// Templates in force, by field of work.
#[utoipa::path(get, path = "/api/v1/templates", tag = "tasks",
    responses((status = 200, body = Vec<TemplateRow>), (status = 403, body = ProblemBody)))]
pub async fn list(
    State(app): State<App>,
    Signed { caller, .. }: Signed,
) -> Result<Json<Vec<TemplateRow>>, Problem> {
    app.work(move |hub, now| {
        look(hub, &caller, now, |library| {
            let rows = library.templates.iter().map(|template| row(template, &library.seasons));
            Ok(rows.collect())
        })
    })
    .await
    .map(Json)
}

/// One template with its questions, as the phone shows it.
#[utoipa::path(get, path = "/api/v1/templates/{id}", tag = "tasks",
    params(("id" = String, Path)),
    responses((status = 200, body = TemplateShown), (status = 404, body = ProblemBody)))]
pub async fn show(
    State(app): State<App>,
    Signed { caller, .. }: Signed,
    At(id): At<String>,
) -> Result<Json<TemplateShown>, Problem> {
    app.work(move |hub, now| {
        look(hub, &caller, now, |library| {
            let template = library.get(&id).ok_or(HubError::NotFound("template"))?;
            Ok(TemplateShown {
                row: row(template, &library.seasons),
                no_change: template.no_change.clone().unwrap_or_default(),
                asks_people: template.asks_people,
                target: tag(&template.target, "kind"),
                on_paper: !template.every.is_empty() && template.class <= Class::C2,
                questions_shown: template.items.iter().map(question).collect(),
            })
        })
    })
    .await
    .map(Json)
}

/// Looks wording over before anybody adopts it: what may not be asked, how much is too much.
#[utoipa::path(post, path = "/api/v1/templates/check", tag = "tasks", request_body = Wording,
    responses((status = 200, body = WordingChecked), (status = 422, body = ProblemBody)))]
pub async fn check(
    State(app): State<App>,
    Signed { caller, .. }: Signed,
    Body(wording): Body<Wording>,
) -> Result<Json<WordingChecked>, Problem> {
    app.work(move |hub, now| {
        hub.permit(&caller, Action::Read, Object::Templates, caller.org, now)?;
        let texts = || std::iter::once(&wording.title).chain(&wording.questions);
        if wording.questions.len() > ITEMS * 4 || texts().any(|text| text.chars().count() > WORDS) {
            return Err(HubError::Invalid("wording"));
        }
        let mut findings = Vec::new();
        if wording.admission.trim().is_empty() {
            findings.push("没有职责准入，不能派到村".to_owned());
        }
        if wording.questions.len() > ITEMS {
            findings.push(format!("{} 项太多，最多 {ITEMS} 项", wording.questions.len()));
        }
        for (at, text) in texts().enumerate() {
            let place = if at == 0 { "名称".to_owned() } else { format!("第 {at} 项") };
            findings.extend(banned(text).map(|word| format!("{place}：不收集“{word}”")));
        }
        Ok(WordingChecked { findings })
    })
    .await
    .map(Json)
}
