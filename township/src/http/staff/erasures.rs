//! Erasure by law.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use gridwork_model::Id;
use gridwork_model::permission::{Action, Object};
use serde::Deserialize;

use crate::HubError;
use crate::erase::{Certificate, Subject};
use crate::http::App;
use crate::http::problem::{Problem, ProblemBody};
use crate::http::session::{Body, Signed};

/// Who is erased, and why.
#[derive(Deserialize, utoipa::ToSchema)]
pub struct ErasureAsked {
    /// The household.
    #[schema(value_type = String)]
    pub household: Id,
    /// One person of it; the whole household if left out.
    #[schema(value_type = Option<String>)]
    pub person: Option<Id>,
    /// Legal basis, without names.
    pub basis: String,
}

/// Certificates of the caller's township.
#[utoipa::path(get, path = "/api/v1/erasures", tag = "roster",
    responses((status = 200, body = Vec<Certificate>)))]
pub async fn list(
    State(app): State<App>,
    Signed { caller, .. }: Signed,
) -> Result<Json<Vec<Certificate>>, Problem> {
    app.work(move |hub, now| {
        hub.permit(&caller, Action::Read, Object::Rights, caller.org, now)?;
        hub.certificates(caller.org)
    })
    .await
    .map(Json)
}

/// Erases a household or a person.
#[utoipa::path(post, path = "/api/v1/erasures", tag = "roster", request_body = ErasureAsked,
    responses((status = 201, body = Certificate), (status = 403, body = ProblemBody)))]
pub async fn erase(
    State(app): State<App>,
    Signed { caller, .. }: Signed,
    Body(body): Body<ErasureAsked>,
) -> Result<(StatusCode, Json<Certificate>), Problem> {
    let certificate = app
        .work(move |hub, now| {
            let stream = hub.stream_of(&body.household)?;
            if !caller.org.is_nil() && hub.standing().org_of(stream.scope) != caller.org {
                return Err(HubError::NotFound("household"));
            }
            let permitted =
                hub.permit(&caller, Action::Erase, Object::Roster, stream.scope, now)?;
            let subject = match body.person {
                Some(person) => Subject::Person { household: body.household, person },
                None => Subject::Household(body.household),
            };
            hub.erase(subject, &body.basis, caller.actor(permitted.role), now)
        })
        .await?;
    Ok((StatusCode::CREATED, Json(certificate)))
}
