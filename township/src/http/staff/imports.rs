//! A township's own lists.

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use gridwork_model::Id;
use gridwork_model::permission::{Action, Object};

use crate::http::App;
use crate::http::problem::{Problem, ProblemBody};
use crate::http::session::{At, Signed};
use crate::import::form;
use crate::import::rows::{Accepted, DryRun, ListKind};

fn object(kind: ListKind) -> Object {
    match kind {
        ListKind::Roster => Object::Roster,
        ListKind::Directory => Object::Directory,
    }
}

/// Checks a CSV or XLSX list of residents or of the directory; nothing is imported.
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
        // Before a byte is read: whoever may import neither is told nothing about the file.
        hub.permit(&caller, Action::Import, Object::Directory, caller.org, now)?;
        let object = object(hub.list_kind(&body)?);
        let permitted = hub.permit(&caller, Action::Import, object, caller.org, now)?;
        hub.dry_run(caller.org, &body, caller.actor(permitted.role), now)
    })
    .await
    .map(Json)
}

/// Imports a checked list without faults: all of it or nothing.
#[utoipa::path(post, path = "/api/v1/imports/{id}/accept", tag = "roster",
    params(("id" = String, Path)),
    responses((status = 200, body = Accepted), (status = 422, body = ProblemBody)))]
pub async fn accept(
    State(app): State<App>,
    Signed { caller, .. }: Signed,
    At(id): At<Id>,
) -> Result<Json<Accepted>, Problem> {
    app.work(move |hub, now| {
        hub.permit(&caller, Action::Import, Object::Directory, caller.org, now)?;
        let object = object(hub.checked_kind(caller.org, &id)?);
        let permitted = hub.permit(&caller, Action::Import, object, caller.org, now)?;
        hub.accept_import(caller.org, &id, caller.actor(permitted.role), now)
    })
    .await
    .map(Json)
}

/// An empty form: `roster.xlsx`, `directory.xlsx`, or one sheet as `residents.csv`, `hamlets.csv`,
/// `cells.csv`, `posts.csv`, `officers.csv`.
#[utoipa::path(get, path = "/api/v1/imports/forms/{name}", tag = "roster",
    params(("name" = String, Path)),
    responses((status = 200, content_type = "application/octet-stream", description = "The form"),
        (status = 404, body = ProblemBody)))]
pub async fn blank(
    State(app): State<App>,
    Signed { caller, .. }: Signed,
    At(name): At<String>,
) -> Result<Response, Problem> {
    let file = app
        .work(move |hub, now| {
            hub.permit(&caller, Action::Import, Object::Directory, caller.org, now)?;
            form::write(&name)
        })
        .await?;
    let headers = [
        (header::CONTENT_TYPE, "application/octet-stream"),
        (header::CONTENT_DISPOSITION, "attachment"),
    ];
    Ok((headers, file).into_response())
}
