//! Devices of the field, as the township sees them.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use gridwork_model::Id;
use gridwork_model::permission::{Action, Object};
use serde::{Deserialize, Serialize};

use crate::HubError;
use crate::devices::Device;
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
}

/// Devices of the caller's township.
#[utoipa::path(get, path = "/api/v1/devices", tag = "devices",
    responses((status = 200, body = Vec<Device>)))]
pub async fn list(
    State(app): State<App>,
    Signed { caller, .. }: Signed,
) -> Result<Json<Vec<Device>>, Problem> {
    app.work(move |hub, now| {
        hub.permit(&caller, Action::Read, Object::Devices, caller.org, now)?;
        hub.devices(caller.org)
    })
    .await
    .map(Json)
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
    Ok((StatusCode::CREATED, Json(Code { code: invitation.code, qr })))
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
