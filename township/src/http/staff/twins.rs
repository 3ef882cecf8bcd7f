//! Records that may be of one person: shown with the reason, merged or kept apart by a person.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use gridwork_model::Id;
use serde::Deserialize;

use crate::http::App;
use crate::http::problem::{Problem, ProblemBody};
use crate::http::session::{Asked, Body, Signed};
use crate::register::twins::Pairs;

/// Where to look.
#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Within {
    /// Cell, village or township.
    #[param(value_type = String)]
    pub place: Id,
}

/// One record of a person.
#[derive(Clone, Copy, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RecordOf {
    /// Household.
    #[schema(value_type = String)]
    pub household: Id,
    /// Person.
    #[schema(value_type = String)]
    pub person: Id,
}

/// Which of two records goes on.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MergeTwins {
    /// Goes on.
    pub keep: RecordOf,
    /// Ends as entered twice.
    pub end: RecordOf,
}

/// Two records that are of two people.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Apart {
    /// Cell, village or township in which the pair was shown.
    #[schema(value_type = String)]
    pub place: Id,
    /// One person.
    #[schema(value_type = String)]
    pub one: Id,
    /// The other.
    #[schema(value_type = String)]
    pub other: Id,
}

/// Pairs that nobody has decided yet.
#[utoipa::path(get, path = "/api/v1/twins", tag = "merge", params(Within),
    responses((status = 200, body = Pairs), (status = 403, body = ProblemBody)))]
pub async fn list(
    State(app): State<App>,
    Signed { caller, .. }: Signed,
    Asked(within): Asked<Within>,
) -> Result<Json<Pairs>, Problem> {
    app.work(move |hub, now| hub.twins(&caller, within.place, now)).await.map(Json)
}

/// Merges two records of one person.
#[utoipa::path(post, path = "/api/v1/twins/merge", tag = "merge", request_body = MergeTwins,
    responses((status = 204, description = "Merged"), (status = 404, body = ProblemBody)))]
pub async fn merge(
    State(app): State<App>,
    Signed { caller, .. }: Signed,
    Body(body): Body<MergeTwins>,
) -> Result<StatusCode, Problem> {
    let pair = |record: RecordOf| (record.household, record.person);
    app.work(move |hub, now| hub.merge_twins(&caller, pair(body.keep), pair(body.end), now))
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Says that two records are of two people.
#[utoipa::path(post, path = "/api/v1/twins/apart", tag = "merge", request_body = Apart,
    responses((status = 204, description = "Not shown again"), (status = 403, body = ProblemBody)))]
pub async fn apart(
    State(app): State<App>,
    Signed { caller, .. }: Signed,
    Body(body): Body<Apart>,
) -> Result<StatusCode, Problem> {
    app.work(move |hub, now| hub.keep_apart(&caller, body.one, body.other, body.place, now))
        .await?;
    Ok(StatusCode::NO_CONTENT)
}
