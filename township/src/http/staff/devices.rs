//! Devices of the field, as the township sees them.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use gridwork_model::Id;
use gridwork_model::permission::{Action, Object};
use qrcode::QrCode;
use qrcode::render::svg;
use serde::{Deserialize, Serialize};

use crate::HubError;
use crate::fleet::{PhoneRow, PhoneShown};
use crate::http::App;
use crate::http::problem::{Problem, ProblemBody};
use crate::http::session::{At, Body, Signed};

/// For whom a code is made.
#[derive(Deserialize, utoipa::ToSchema)]
pub struct CodeFor {
    /// Person of the directory.
    #[schema(value_type = String)]
    pub person: Id,
}

/// A one-time code.
#[derive(Serialize, utoipa::ToSchema)]
pub struct Code {
    /// To be typed or read aloud.
    pub code: String,
    /// What the QR code says.
    pub qr: String,
    /// The QR code as SVG, drawn here: a picture of a secret is asked of nobody else.
    pub svg: String,
}

/// A QR code as SVG.
pub(super) fn drawn(text: &str) -> Result<String, Problem> {
    let code = QrCode::new(text).map_err(|_| Problem::internal())?;
    Ok(code.render::<svg::Color<'_>>().min_dimensions(280, 280).quiet_zone(true).build())
}

/// Phones of the caller's township: what came of the last exchange, how long each is silent.
#[utoipa::path(get, path = "/api/v1/devices", tag = "devices",
    responses((status = 200, body = Vec<PhoneRow>), (status = 403, body = ProblemBody)))]
pub async fn list(
    State(app): State<App>,
    Signed { caller, .. }: Signed,
) -> Result<Json<Vec<PhoneRow>>, Problem> {
    app.work(move |hub, now| hub.phones(&caller, now)).await.map(Json)
}

/// One phone: what it holds, what it last said, why something failed.
#[utoipa::path(get, path = "/api/v1/devices/{number}", tag = "devices",
    params(("number" = u32, Path)),
    responses((status = 200, body = PhoneShown), (status = 404, body = ProblemBody)))]
pub async fn show(
    State(app): State<App>,
    Signed { caller, .. }: Signed,
    At(number): At<u32>,
) -> Result<Json<PhoneShown>, Problem> {
    app.work(move |hub, now| hub.phone(&caller, number, now)).await.map(Json)
}

/// Makes a one-time enrolment code for a person of the township.
#[utoipa::path(post, path = "/api/v1/devices/codes", tag = "devices", request_body = CodeFor,
    responses((status = 201, body = Code), (status = 404, body = ProblemBody)))]
pub async fn code(
    State(app): State<App>,
    Signed { caller, .. }: Signed,
    Body(body): Body<CodeFor>,
) -> Result<(StatusCode, Json<Code>), Problem> {
    let invitation = app
        .work(move |hub, now| {
            let org = hub
                .standing()
                .org_of_person(&body.person)
                .filter(|org| caller.org.is_nil() || *org == caller.org)
                .ok_or(HubError::NotFound("person"))?;
            let permitted = hub.permit(&caller, Action::Create, Object::Devices, org, now)?;
            hub.issue_code(body.person, caller.actor(permitted.role), now)
        })
        .await?;
    let qr = invitation.to_text();
    let svg = drawn(&qr)?;
    Ok((StatusCode::CREATED, Json(Code { code: invitation.code, qr, svg })))
}

/// Revokes a device: it is told to wipe, and its unsent work goes to quarantine.
#[utoipa::path(post, path = "/api/v1/devices/{number}/revoke", tag = "devices",
    params(("number" = u32, Path)),
    responses((status = 204, description = "Revoked"), (status = 404, body = ProblemBody)))]
pub async fn revoke(
    State(app): State<App>,
    Signed { caller, .. }: Signed,
    At(number): At<u32>,
) -> Result<StatusCode, Problem> {
    app.work(move |hub, now| {
        let permitted = hub.permit(&caller, Action::Write, Object::Devices, caller.org, now)?;
        hub.revoke(number, caller.org, caller.actor(permitted.role), now)
    })
    .await?;
    Ok(StatusCode::NO_CONTENT)
}
