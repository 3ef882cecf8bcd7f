//! A township's own lists.

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::http::StatusCode;
use gridwork_model::Id;
use gridwork_model::permission::{Action, Object};
use serde::Serialize;

use crate::http::App;
use crate::http::problem::{Problem, ProblemBody};
use crate::http::session::{At, Signed};
use crate::import::rows::DryRun;

/// What was imported.
#[derive(Serialize, utoipa::ToSchema)]
pub struct Accepted {
    /// Households.
    pub households: usize,
}

/// Checks a CSV or XLSX list; nothing is imported.
#[utoipa::path(post, path = "/api/v1/imports", tag = "roster",
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 200, body = DryRun), (status = 422, body = ProblemBody)))]
pub async fn dry_run(
    State(app): State<App>,
    Signed { caller, .. }: Signed,
    body: Result<Bytes, BytesRejection>,
) -> Result<Json<DryRun>, Problem> {
    let body = body.map_err(|_| Problem::too_large())?;
    app.work(move |hub, now| {
        let permitted = hub.permit(&caller, Action::Import, Object::Roster, caller.org, now)?;
        hub.dry_run(caller.org, &body, caller.actor(permitted.role), now)
    })
    .await
    .map(Json)
}

/// Imports a checked list without faults.
#[utoipa::path(post, path = "/api/v1/imports/{id}/accept", tag = "roster",
    params(("id" = String, Path)),
    responses((status = 200, body = Accepted), (status = 422, body = ProblemBody)))]
pub async fn accept(
    State(app): State<App>,
    Signed { caller, .. }: Signed,
    At(id): At<Id>,
) -> Result<(StatusCode, Json<Accepted>), Problem> {
    let households = app
        .work(move |hub, now| {
            let permitted = hub.permit(&caller, Action::Import, Object::Roster, caller.org, now)?;
            hub.accept_import(caller.org, &id, caller.actor(permitted.role), now)
        })
        .await?;
    Ok((StatusCode::OK, Json(Accepted { households })))
}
