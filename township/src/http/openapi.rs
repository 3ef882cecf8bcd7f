//! The OpenAPI document. It is made of the same declarations as the routes, so that a route without
//! a description, or a description without a route, cannot be written.

use axum::Json;
use utoipa::OpenApi;
use utoipa::openapi::path::PathItem;

use crate::config::Limits;
use crate::http::router::described;

/// What is said about the whole API.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "gridwork township hub",
        description = "Device API: see docs/protocol.md. Staff API: JSON behind a session cookie; \
                       every change needs the token of the log-in in the header x-csrf. \
                       Errors are ProblemBody with a stable code.",
    ),
    tags(
        (name = "device", description = "Signed bytes of phones"),
        (name = "session", description = "Set-up, log-in, log-out"),
        (name = "desk", description = "Incidents 值班台"),
        (name = "merge", description = "What waits for a person: conflicts, quarantine"),
        (name = "roster", description = "Households and people 花名册"),
        (name = "directory", description = "Units, cells, posts, assignments"),
        (name = "devices", description = "Enrolment and revocation"),
        (name = "users", description = "Log-ins of staff"),
        (name = "evidence", description = "Clues, evidence sets, custody, the log of evidence"),
        (name = "exports", description = "Lists that leave the system"),
        (name = "audit", description = "Who did what"),
        (name = "watch", description = "Health and metrics"),
    )
)]
pub struct Description;

/// The document, as served.
pub fn document() -> utoipa::openapi::OpenApi {
    let mut document = described(&Limits::default().http).into_openapi();
    for (path, item) in &mut document.paths.paths {
        let PathItem { get, put, post, delete, patch, .. } = item;
        let verbs = [("get", get), ("put", put), ("post", post), ("delete", delete)];
        for (verb, operation) in verbs.into_iter().chain([("patch", patch)]) {
            if let Some(operation) = operation {
                operation.operation_id = Some(name_of(verb, path));
            }
        }
    }
    document
}

/// The name of an operation for generated clients: its verb and address, `post_incidents_id_steps`.
fn name_of(verb: &str, path: &str) -> String {
    let parts = path.split(['/', '{', '}', '-', '.']).filter(|part| !part.is_empty());
    let parts = parts.filter(|part| !matches!(*part, "api" | "v1"));
    std::iter::once(verb).chain(parts).collect::<Vec<_>>().join("_")
}

/// This document.
#[utoipa::path(
    get, path = "/openapi.json", tag = "watch",
    responses((status = 200, description = "OpenAPI 3.1", body = Object))
)]
pub async fn openapi() -> Json<utoipa::openapi::OpenApi> {
    Json(document())
}

/// The empty document with what is said about the whole.
pub(super) fn blank() -> utoipa::openapi::OpenApi {
    Description::openapi()
}
