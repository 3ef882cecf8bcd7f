//! The clue inbox 线索. A clue is never evidence; an officer takes it up, or says why not.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use gridwork_model::Id;
use gridwork_model::evidence::{ClueStep, WHAT_A_CLUE_IS};
use serde::{Deserialize, Serialize};

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
