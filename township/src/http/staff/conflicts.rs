//! The merge inbox 合并: what waits, explained; choosing, one or all of a kind; taking a choice back.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use gridwork_model::{Id, Path as FieldPath, Value};
use serde::{Deserialize, Serialize};

use crate::HubError;
use crate::http::App;
use crate::http::problem::{Problem, ProblemBody};
use crate::http::session::{Asked, At, Body, Signed};
use crate::merge::Choice;
use crate::merge::explain::{Alike, AlikeRow, Explained, WaitingPage};
use crate::merge::settled::SettledRow;

/// Most rows of one page.
const PAGE: usize = 200;

/// Which part of the inbox.
#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Which {
    /// Only of this cell.
    #[param(value_type = Option<String>)]
    pub cell: Option<Id>,
    /// Leave out so many from the beginning.
    #[serde(default)]
    pub skip: usize,
    /// At most so many; 50 if left out, at most 200.
    pub limit: Option<usize>,
}

/// One decision.
#[derive(Deserialize, utoipa::ToSchema)]
pub struct ChoiceMade {
    /// Member of the field.
    #[schema(value_type = Option<String>)]
    pub member: Option<Id>,
    /// Field.
    pub field: String,
    /// The value chosen or written.
    #[schema(value_type = Object)]
    pub value: Value,
}

/// What was decided for a document.
#[derive(Deserialize, utoipa::ToSchema)]
pub struct Resolution {
    /// Decisions by field.
    pub choices: Vec<ChoiceMade>,
    /// Whether late changes of the document were looked at.
    #[serde(default)]
    pub seen_late: bool,
}

/// One choice for all of a kind.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AlikeAsked {
    /// Member of the field.
    #[schema(value_type = Option<String>)]
    pub member: Option<Id>,
    /// Field.
    pub field: String,
    /// The device whose value is chosen.
    pub device: u32,
    /// The documents that were shown; left out to be shown them.
    #[schema(value_type = Option<Vec<String>>)]
    pub documents: Option<Vec<Id>>,
}

/// Those that a choice settles, or how many it has settled.
#[derive(Serialize, utoipa::ToSchema)]
pub struct AlikeAnswer {
    /// Those it would settle; empty once they are.
    pub rows: Vec<AlikeRow>,
    /// How many are settled.
    pub settled: usize,
}

/// Another choice for a settled field.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Again {
    /// The value.
    #[schema(value_type = Object)]
    pub value: Value,
}

/// What those who wrote are asked.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// At most 80 characters; left out, the question is which of the values it is.
    #[serde(default)]
    pub words: String,
}

/// What waits for the caller.
#[utoipa::path(get, path = "/api/v1/conflicts", tag = "merge", params(Which),
    responses((status = 200, body = WaitingPage), (status = 403, body = ProblemBody)))]
pub async fn list(
    State(app): State<App>,
    Signed { caller, .. }: Signed,
    Asked(which): Asked<Which>,
) -> Result<Json<WaitingPage>, Problem> {
    app.work(move |hub, now| {
        hub.settles_somewhere(&caller)?;
        let part = (which.skip, which.limit.unwrap_or(50).min(PAGE));
        hub.waiting(&caller, which.cell, part, now)
    })
    .await
    .map(Json)
}

/// Choices of late, newest first, with the values there were.
#[utoipa::path(get, path = "/api/v1/conflicts/settled", tag = "merge",
    responses((status = 200, body = Vec<SettledRow>), (status = 403, body = ProblemBody)))]
pub async fn settled(
    State(app): State<App>,
    Signed { caller, .. }: Signed,
) -> Result<Json<Vec<SettledRow>>, Problem> {
    app.work(move |hub, now| {
        hub.settles_somewhere(&caller)?;
        hub.settled(&caller, PAGE, now)
    })
    .await
    .map(Json)
}

/// Takes a choice back by choosing anew; every phone of the cell receives it.
#[utoipa::path(post, path = "/api/v1/conflicts/settled/{id}/again", tag = "merge",
    params(("id" = String, Path)), request_body = Again,
    responses((status = 204, description = "Chosen anew"), (status = 404, body = ProblemBody)))]
pub async fn again(
    State(app): State<App>,
    Signed { caller, .. }: Signed,
    At(id): At<String>,
    Body(body): Body<Again>,
) -> Result<StatusCode, Problem> {
    app.work(move |hub, now| hub.choose_again(&caller, &id, body.value, now)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A document in conflict as the people who wrote it would explain it.
#[utoipa::path(get, path = "/api/v1/conflicts/{document}", tag = "merge",
    params(("document" = String, Path)),
    responses((status = 200, body = Explained), (status = 404, body = ProblemBody)))]
pub async fn show(
    State(app): State<App>,
    Signed { caller, .. }: Signed,
    At(document): At<Id>,
) -> Result<Json<Explained>, Problem> {
    app.work(move |hub, now| hub.explain(&caller, &document, now)).await.map(Json)
}

/// Settles fields: everybody receives the choice.
#[utoipa::path(post, path = "/api/v1/conflicts/{document}", tag = "merge",
    params(("document" = String, Path)), request_body = Resolution,
    responses((status = 204, description = "Settled"),
        (status = 409, description = "Settled meanwhile", body = ProblemBody)))]
pub async fn resolve(
    State(app): State<App>,
    Signed { caller, .. }: Signed,
    At(document): At<Id>,
    Body(body): Body<Resolution>,
) -> Result<StatusCode, Problem> {
    app.work(move |hub, now| {
        let choice = |made: ChoiceMade| Choice {
            path: FieldPath { member: made.member, field: made.field },
            value: made.value,
        };
        let choices: Vec<Choice> = body.choices.into_iter().map(choice).collect();
        hub.settle(&caller, &document, &choices, body.seen_late, now)
    })
    .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// 问回: those who wrote are asked on their phones, at their next exchange.
#[utoipa::path(post, path = "/api/v1/conflicts/{document}/ask", tag = "merge",
    params(("document" = String, Path)), request_body = Question,
    responses((status = 204, description = "Goes out"), (status = 404, body = ProblemBody)))]
pub async fn ask(
    State(app): State<App>,
    Signed { caller, .. }: Signed,
    At(document): At<Id>,
    Body(body): Body<Question>,
) -> Result<StatusCode, Problem> {
    app.work(move |hub, now| hub.ask_back(&caller, &document, &body.words, now)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Similar ones in one go: without `documents` shows what the choice would settle, with them settles
/// exactly those.
#[utoipa::path(post, path = "/api/v1/conflicts/{document}/alike", tag = "merge",
    params(("document" = String, Path)), request_body = AlikeAsked,
    responses((status = 200, body = AlikeAnswer), (status = 409, body = ProblemBody)))]
pub async fn alike(
    State(app): State<App>,
    Signed { caller, .. }: Signed,
    At(document): At<Id>,
    Body(body): Body<AlikeAsked>,
) -> Result<Json<AlikeAnswer>, Problem> {
    app.work(move |hub, now| {
        let path = FieldPath { member: body.member, field: body.field };
        let alike = Alike { document, path, device: body.device };
        Ok(match body.documents {
            None => AlikeAnswer { rows: hub.alike_preview(&caller, &alike, now)?, settled: 0 },
            Some(documents) => {
                if documents.len() > PAGE {
                    return Err(HubError::Invalid("documents"));
                }
                let settled = hub.resolve_alike(&caller, &alike, &documents, now)?;
                AlikeAnswer { rows: Vec::new(), settled }
            }
        })
    })
    .await
    .map(Json)
}
