//! Time stamps: the request for one leaves, the token comes back later.

use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use chrono::NaiveDate;
use gridwork_evidence::bundle::unhex;
use gridwork_model::{Id, Moment};
use serde::Deserialize;

use crate::HubError;
use crate::evidence::{StampShown, Stamped};
use crate::http::App;
use crate::http::problem::{Problem, ProblemBody};
use crate::http::session::{At, Body, Signed};
use crate::people::Caller;

/// A token that came back.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StampGiven {
    /// The token, or the authority's whole answer (DER), hexadecimal.
    pub token: String,
}

fn of_file(set: Id, name: &str) -> Result<Stamped, HubError> {
    let file = unhex(name).and_then(|bytes| bytes.try_into().ok());
    Ok(Stamped::File { set, file: file.ok_or(HubError::NotFound("file"))? })
}

async fn asked(app: App, caller: Caller, what: Stamped) -> Result<Response, Problem> {
    let request = app.work(move |hub, now| {
        hub.permit_stamp(&caller, &what, now)?;
        Ok(hub.stamp_request(&what)?.0)
    });
    let headers = [
        (header::CONTENT_TYPE, "application/timestamp-query"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"stamp.tsq\""),
    ];
    Ok((headers, request.await?).into_response())
}

async fn given(
    app: App,
    caller: Caller,
    what: Stamped,
    body: StampGiven,
) -> Result<(StatusCode, Json<StampShown>), Problem> {
    let shown = app.work(move |hub, now| {
        let by = hub.permit_stamp(&caller, &what, now)?;
        let token = unhex(&body.token).ok_or(HubError::Invalid("time stamp"))?;
        hub.attach_stamp(&what, &token, &[], by, now)
    });
    Ok((StatusCode::CREATED, Json(shown.await?)))
}

/// The request for a time stamp over the head of a day (RFC 3161), to be taken to an authority.
#[utoipa::path(get, path = "/api/v1/evidence/heads/{day}/stamp-request", tag = "evidence",
    params(("day" = String, Path)),
    responses((status = 200, content_type = "application/timestamp-query", description = "DER"),
        (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub async fn head_request(
    State(app): State<App>,
    Signed { caller, .. }: Signed,
    At(day): At<NaiveDate>,
) -> Result<Response, Problem> {
    asked(app, caller, Stamped::Head(Moment::start_of(day))).await
}

/// Attaches a time stamp to the head of a day, once it was checked.
#[utoipa::path(post, path = "/api/v1/evidence/heads/{day}/stamps", tag = "evidence",
    params(("day" = String, Path)), request_body = StampGiven,
    responses((status = 201, description = "Attached", body = StampShown),
        (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
        (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)))]
pub async fn head_stamp(
    State(app): State<App>,
    Signed { caller, .. }: Signed,
    At(day): At<NaiveDate>,
    Body(body): Body<StampGiven>,
) -> Result<(StatusCode, Json<StampShown>), Problem> {
    given(app, caller, Stamped::Head(Moment::start_of(day)), body).await
}

/// The request for a time stamp over a file of a set.
#[utoipa::path(get, path = "/api/v1/evidence/sets/{id}/files/{sha256}/stamp-request",
    tag = "evidence", params(("id" = String, Path), ("sha256" = String, Path)),
    responses((status = 200, content_type = "application/timestamp-query", description = "DER"),
        (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub async fn file_request(
    State(app): State<App>,
    Signed { caller, .. }: Signed,
    At((id, name)): At<(Id, String)>,
) -> Result<Response, Problem> {
    asked(app, caller, of_file(id, &name)?).await
}

/// Attaches a time stamp to a file of a set, once it was checked.
#[utoipa::path(post, path = "/api/v1/evidence/sets/{id}/files/{sha256}/stamps", tag = "evidence",
    params(("id" = String, Path), ("sha256" = String, Path)), request_body = StampGiven,
    responses((status = 201, description = "Attached", body = StampShown),
        (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
        (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)))]
pub async fn file_stamp(
    State(app): State<App>,
    Signed { caller, .. }: Signed,
    At((id, name)): At<(Id, String)>,
    Body(body): Body<StampGiven>,
) -> Result<(StatusCode, Json<StampShown>), Problem> {
    given(app, caller, of_file(id, &name)?, body).await
}
