//! The merge inbox.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use gridwork_model::permission::{Action, Object};
use gridwork_model::{Id, Path as FieldPath, Value};
use serde::Deserialize;

use crate::http::App;
use crate::http::problem::{Problem, ProblemBody};
use crate::http::session::{At, Body, Signed};
use crate::merge::{Choice, ConflictShown, Waiting};

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

/// What waits in the caller's township.
#[utoipa::path(get, path = "/api/v1/conflicts", tag = "merge",
    responses((status = 200, body = Vec<Waiting>)))]
pub async fn list(
    State(app): State<App>,
    Signed { caller, .. }: Signed,
) -> Result<Json<Vec<Waiting>>, Problem> {
    app.work(move |hub, now| {
        hub.permit(&caller, Action::Resolve, Object::Roster, caller.org, now)?;
        hub.conflicts(caller.org)
    })
    .await
    .map(Json)
}

/// The fields of a document in conflict, every value with its provenance.
#[utoipa::path(get, path = "/api/v1/conflicts/{document}", tag = "merge",
    params(("document" = String, Path)),
    responses((status = 200, body = Vec<ConflictShown>), (status = 404, body = ProblemBody)))]
pub async fn show(
    State(app): State<App>,
    Signed { caller, .. }: Signed,
    At(document): At<Id>,
) -> Result<Json<Vec<ConflictShown>>, Problem> {
    app.work(move |hub, now| hub.conflict(&caller, &document, now)).await.map(Json)
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
        let choices: Vec<Choice> = body
            .choices
            .into_iter()
            .map(|made| Choice {
                path: FieldPath { member: made.member, field: made.field },
                value: made.value,
            })
            .collect();
        hub.resolve(&caller, &document, &choices, body.seen_late, now)
    })
    .await?;
    Ok(StatusCode::NO_CONTENT)
}
