//! Exports 导出: asked for with a purpose, agreed to by a second person where more than fifty people are
//! in it, fetched by who asked; every step is recorded.

use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use gridwork_model::Id;
use serde::Deserialize;

use crate::exports::{Content, ExportShown, Format, Kind, SheetShown, Wanted};
use crate::http::App;
use crate::http::problem::{Problem, ProblemBody};
use crate::http::session::{At, Body, Signed};
use crate::http::stream;

/// A list that is wanted.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ExportAsked {
    /// What.
    pub kind: Kind,
    /// In which form.
    pub format: Format,
    /// Cell, village or township.
    #[schema(value_type = String)]
    pub place: Id,
    /// What for.
    pub purpose: String,
    /// The evidence set, for a bundle.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub object: Option<Id>,
}

/// The second person's word.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SecondWord {
    /// Whether it may leave.
    pub agree: bool,
}

/// Exports that the caller asked for or may decide, newest first.
#[utoipa::path(get, path = "/api/v1/exports", tag = "exports",
    responses((status = 200, body = Vec<ExportShown>)))]
pub async fn list(
    State(app): State<App>,
    Signed { caller, .. }: Signed,
) -> Result<Json<Vec<ExportShown>>, Problem> {
    app.work(move |hub, now| hub.exports(&caller, now)).await.map(Json)
}

/// Asks for a list.
#[utoipa::path(post, path = "/api/v1/exports", tag = "exports", request_body = ExportAsked,
    responses((status = 201, description = "May be fetched, or waits", body = ExportShown),
        (status = 403, body = ProblemBody)))]
pub async fn ask(
    State(app): State<App>,
    Signed { caller, .. }: Signed,
    Body(body): Body<ExportAsked>,
) -> Result<(StatusCode, Json<ExportShown>), Problem> {
    let wanted = Wanted {
        kind: body.kind,
        format: body.format,
        place: body.place,
        purpose: body.purpose,
        object: body.object,
    };
    let shown = app.work(move |hub, now| hub.ask_export(&caller, &wanted, now)).await?;
    Ok((StatusCode::CREATED, Json(shown)))
}

/// The second person agrees or declines.
#[utoipa::path(post, path = "/api/v1/exports/{id}/decision", tag = "exports",
    params(("id" = String, Path)), request_body = SecondWord,
    responses((status = 204, description = "Decided"), (status = 403, body = ProblemBody),
        (status = 404, body = ProblemBody)))]
pub async fn decide(
    State(app): State<App>,
    Signed { caller, .. }: Signed,
    At(id): At<Id>,
    Body(body): Body<SecondWord>,
) -> Result<StatusCode, Problem> {
    app.work(move |hub, now| hub.decide_export(&caller, &id, body.agree, now)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The list itself, for who asked for it.
#[utoipa::path(get, path = "/api/v1/exports/{id}/file", tag = "exports",
    params(("id" = String, Path)),
    responses((status = 200, content_type = "application/octet-stream", description = "The file"),
        (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub async fn file(
    State(app): State<App>,
    Signed { caller, .. }: Signed,
    At(id): At<Id>,
) -> Result<Response, Problem> {
    let made = app.work(move |hub, now| hub.fetch_export(&caller, &id, now)).await?;
    let headers = [
        (header::CONTENT_TYPE, made.media.to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{}\"", made.name)),
    ];
    Ok(match made.content {
        Content::Bytes(bytes) => (headers, bytes).into_response(),
        Content::File(file) => (headers, stream::of_file(file)).into_response(),
    })
}

/// The list as a sheet, for who asked for it to be printed.
#[utoipa::path(get, path = "/api/v1/exports/{id}/sheet", tag = "exports",
    params(("id" = String, Path)),
    responses((status = 200, body = SheetShown), (status = 403, body = ProblemBody),
        (status = 404, body = ProblemBody)))]
pub async fn sheet(
    State(app): State<App>,
    Signed { caller, .. }: Signed,
    At(id): At<Id>,
) -> Result<Json<SheetShown>, Problem> {
    app.work(move |hub, now| hub.print_export(&caller, &id, now)).await.map(Json)
}
