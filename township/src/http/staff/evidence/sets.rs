//! Evidence sets, their files, and the officers' register.

use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use gridwork_evidence::bundle::unhex;
use gridwork_model::Id;
use qrcode::QrCode;
use qrcode::render::svg;
use serde::{Deserialize, Serialize};

use crate::HubError;
use crate::evidence::{OfficerShown, SetRow, SetShown};
use crate::http::App;
use crate::http::problem::{Problem, ProblemBody};
use crate::http::session::{At, Body, Signed};
use crate::http::stream;

/// The evidence sets of the caller's township, newest first.
#[utoipa::path(get, path = "/api/v1/evidence/sets", tag = "evidence",
    responses((status = 200, body = Vec<SetRow>), (status = 403, body = ProblemBody)))]
pub async fn list(
    State(app): State<App>,
    Signed { caller, .. }: Signed,
) -> Result<Json<Vec<SetRow>>, Problem> {
    app.work(move |hub, now| hub.evidence_sets(&caller, now)).await.map(Json)
}

/// One evidence set: items with what holds of each in words, custody, records. That it was looked at
/// is recorded.
#[utoipa::path(get, path = "/api/v1/evidence/sets/{id}", tag = "evidence",
    params(("id" = String, Path)),
    responses((status = 200, body = SetShown), (status = 403, body = ProblemBody),
        (status = 404, body = ProblemBody)))]
pub async fn show(
    State(app): State<App>,
    Signed { caller, .. }: Signed,
    At(id): At<Id>,
) -> Result<Json<SetShown>, Problem> {
    app.work(move |hub, now| hub.evidence_set(&caller, &id, now)).await.map(Json)
}

/// A file that a set names, byte for byte. That it was looked at is recorded.
#[utoipa::path(get, path = "/api/v1/evidence/sets/{id}/files/{sha256}", tag = "evidence",
    params(("id" = String, Path), ("sha256" = String, Path)),
    responses((status = 200, content_type = "application/octet-stream", description = "The bytes"),
        (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub async fn file(
    State(app): State<App>,
    Signed { caller, .. }: Signed,
    At((id, name)): At<(Id, String)>,
) -> Result<Response, Problem> {
    let hash: Option<[u8; 32]> = unhex(&name).and_then(|bytes| bytes.try_into().ok());
    let hash = hash.ok_or(HubError::NotFound("file"))?;
    let body = stream::of_work(&app, move |hub, now, sink| {
        hub.evidence_file(&caller, &id, &hash, now, sink)
    })
    .await?;
    let headers = [
        (header::CONTENT_TYPE, "application/octet-stream"),
        (header::CONTENT_DISPOSITION, "attachment"),
    ];
    Ok((headers, body).into_response())
}

/// What seals a card.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CardAsked {
    /// The officer's pass-phrase, eight characters or more, typed by the officer.
    pub pass: String,
}

/// An officer's card, to be printed once.
#[derive(Serialize, utoipa::ToSchema)]
pub struct CardMade {
    /// The text of the code.
    pub text: String,
    /// The code, as SVG.
    pub svg: String,
}

/// Makes a card for an officer: a key on paper that confirms on a colleague's phone. The hub keeps its
/// public half alone.
#[utoipa::path(post, path = "/api/v1/evidence/officers/{person}/card", tag = "evidence",
    params(("person" = String, Path)), request_body = CardAsked,
    responses((status = 201, description = "Made", body = CardMade),
        (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
        (status = 422, body = ProblemBody)))]
pub async fn card(
    State(app): State<App>,
    Signed { caller, .. }: Signed,
    At(person): At<Id>,
    Body(body): Body<CardAsked>,
) -> Result<(StatusCode, Json<CardMade>), Problem> {
    let text = app.work(move |hub, now| hub.make_card(&caller, &person, &body.pass, now)).await?;
    let code = QrCode::new(text.as_bytes()).map_err(|_| Problem::internal())?;
    let svg = code.render::<svg::Color<'_>>().min_dimensions(240, 240).build();
    Ok((StatusCode::CREATED, Json(CardMade { text, svg })))
}

/// The officers' register of the caller's township. It is imported as the sheet 执法人员 of the
/// directory's lists.
#[utoipa::path(get, path = "/api/v1/evidence/officers", tag = "evidence",
    responses((status = 200, body = Vec<OfficerShown>), (status = 403, body = ProblemBody)))]
pub async fn officers(
    State(app): State<App>,
    Signed { caller, .. }: Signed,
) -> Result<Json<Vec<OfficerShown>>, Problem> {
    app.work(move |hub, now| hub.officers(&caller, now)).await.map(Json)
}
