//! The clue inbox 线索. A clue is never evidence; an officer takes it up, or says why not.

use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use gridwork_evidence::bundle::unhex;
use gridwork_model::Id;
use gridwork_model::evidence::{ClueStep, WHAT_A_CLUE_IS};
use serde::{Deserialize, Serialize};

use crate::HubError;
use crate::evidence::ClueShown;
use crate::http::App;
use crate::http::problem::{Problem, ProblemBody};
use crate::http::session::{At, Body, Signed};

/// The inbox.
#[derive(Serialize, utoipa::ToSchema)]
pub struct Clues {
    /// What a clue is, to stand above the list.
    pub what: &'static str,
    /// The clues, newest first.
    pub clues: Vec<ClueShown>,
}

/// What an officer does with a clue.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(tag = "step", rename_all = "snake_case", deny_unknown_fields)]
pub enum ClueAsked {
    /// 在看.
    Take,
    /// 不再跟进.
    Drop {
        /// Why, as the teller reads it.
        reason: String,
    },
}

/// The clues of the caller's township.
#[utoipa::path(get, path = "/api/v1/evidence/clues", tag = "evidence",
    responses((status = 200, body = Clues), (status = 403, body = ProblemBody)))]
pub async fn list(
    State(app): State<App>,
    Signed { caller, .. }: Signed,
) -> Result<Json<Clues>, Problem> {
    app.work(move |hub, now| Ok(Clues { what: WHAT_A_CLUE_IS, clues: hub.clues(&caller, now)? }))
        .await
        .map(Json)
}

/// A photo of a clue. That it was looked at is recorded.
#[utoipa::path(get, path = "/api/v1/evidence/clues/{id}/photos/{sha256}", tag = "evidence",
    params(("id" = String, Path), ("sha256" = String, Path)),
    responses((status = 200, content_type = "image/jpeg", description = "The picture"),
        (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub async fn photo(
    State(app): State<App>,
    Signed { caller, .. }: Signed,
    At((id, name)): At<(Id, String)>,
) -> Result<Response, Problem> {
    let hash: Option<[u8; 32]> = unhex(&name).and_then(|bytes| bytes.try_into().ok());
    let hash = hash.ok_or(HubError::NotFound("file"))?;
    let (bytes, media) = app.work(move |hub, now| hub.clue_photo(&caller, &id, &hash, now)).await?;
    Ok(([(header::CONTENT_TYPE, media)], bytes).into_response())
}

/// An officer takes a clue up, or drops it with a reason.
#[utoipa::path(post, path = "/api/v1/evidence/clues/{id}/steps", tag = "evidence",
    params(("id" = String, Path)), request_body = ClueAsked,
    responses((status = 204, description = "Taken"), (status = 403, body = ProblemBody),
        (status = 404, body = ProblemBody), (status = 409, body = ProblemBody)))]
pub async fn step(
    State(app): State<App>,
    Signed { caller, .. }: Signed,
    At(id): At<Id>,
    Body(body): Body<ClueAsked>,
) -> Result<StatusCode, Problem> {
    let step = match body {
        ClueAsked::Take => ClueStep::Take,
        ClueAsked::Drop { reason } => ClueStep::Drop { reason },
    };
    app.work(move |hub, now| hub.step_clue(&caller, &id, &step, now)).await?;
    Ok(StatusCode::NO_CONTENT)
}
