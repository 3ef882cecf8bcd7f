//! Households and people 花名册: found, shown, one value in full.

use axum::Json;
use axum::extract::State;
use gridwork_model::Id;
use gridwork_model::access::Reason;
use serde::Deserialize;

use crate::HubError;
use crate::http::App;
use crate::http::problem::{Problem, ProblemBody};
use crate::http::session::{Asked, At, Body, Signed};
use crate::lookup::{HouseholdPage, Revealable, Revealed};
use crate::roster::HouseholdShown;

/// Most households of one page.
const PAGE: usize = 200;

/// Which households.
#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Sought {
    /// Cell, village or township.
    #[param(value_type = String)]
    pub place: Id,
    /// Name, nickname, pinyin or its first letters, or hamlet; all if left out.
    #[serde(default)]
    pub text: String,
    /// Leave out so many from the beginning.
    #[serde(default)]
    pub skip: usize,
    /// At most so many; 50 if left out, at most 200.
    pub limit: Option<usize>,
}

/// Which value is to be shown in full, and why.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RevealAsked {
    /// Whose; left out for the address.
    #[schema(value_type = Option<String>)]
    pub person: Option<Id>,
    /// What.
    pub field: Revealable,
    /// Why: 1 visit, 2 contact, 3 incident, 4 evacuation, 5 benefit, 6 mediation, 7 own request,
    /// 8 correction, 9 supervision.
    pub reason: u8,
}

/// Households of a place, masked as the caller's role demands; the search is recorded.
#[utoipa::path(get, path = "/api/v1/households", tag = "roster", params(Sought),
    responses((status = 200, body = HouseholdPage), (status = 403, body = ProblemBody)))]
pub async fn list(
    State(app): State<App>,
    Signed { caller, .. }: Signed,
    Asked(sought): Asked<Sought>,
) -> Result<Json<HouseholdPage>, Problem> {
    app.work(move |hub, now| {
        if sought.place.is_nil() {
            return Err(HubError::Invalid("place"));
        }
        let page = (sought.skip, sought.limit.unwrap_or(50).min(PAGE));
        hub.households(&caller, sought.place, &sought.text, page, now)
    })
    .await
    .map(Json)
}

/// One household, masked as the caller's role demands; the look is recorded.
#[utoipa::path(get, path = "/api/v1/households/{id}", tag = "roster",
    params(("id" = String, Path)),
    responses((status = 200, body = HouseholdShown), (status = 404, body = ProblemBody)))]
pub async fn show(
    State(app): State<App>,
    Signed { caller, .. }: Signed,
    At(id): At<Id>,
) -> Result<Json<HouseholdShown>, Problem> {
    app.work(move |hub, now| hub.household(&caller, &id, now)).await.map(Json)
}

/// Shows one value in full; who, when and why is recorded before it is shown.
#[utoipa::path(post, path = "/api/v1/households/{id}/reveal", tag = "roster",
    params(("id" = String, Path)), request_body = RevealAsked,
    responses((status = 200, body = Revealed), (status = 403, body = ProblemBody),
        (status = 404, body = ProblemBody)))]
pub async fn reveal(
    State(app): State<App>,
    Signed { caller, .. }: Signed,
    At(id): At<Id>,
    Body(asked): Body<RevealAsked>,
) -> Result<Json<Revealed>, Problem> {
    app.work(move |hub, now| {
        let reason = usize::from(asked.reason).checked_sub(1).and_then(|n| Reason::ALL.get(n));
        let reason = *reason.ok_or(HubError::Invalid("reason"))?;
        hub.reveal(&caller, &id, (asked.person, asked.field), reason, now)
    })
    .await
    .map(Json)
}
