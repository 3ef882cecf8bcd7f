//! Records that may be of one person: shown with the reason, merged or kept apart by a person.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use gridwork_model::Id;
use serde::Deserialize;

use crate::http::App;
use crate::http::problem::{Problem, ProblemBody};
use crate::http::session::{Asked, At, Body, Signed};
use crate::register::homes::{HomesRow, HomesShown};
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

/// Two households that may be one.
#[derive(Clone, Copy, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TwoHomes {
    /// Goes on.
    #[schema(value_type = String)]
    pub keep: Id,
    /// Ends in the other.
    #[schema(value_type = String)]
    pub end: Id,
}

/// Two households that are one.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OneHome {
    /// Goes on.
    #[schema(value_type = String)]
    pub keep: Id,
    /// Ends in the other.
    #[schema(value_type = String)]
    pub end: Id,
    /// Who was in the household that ends when it was looked at.
    #[schema(value_type = Vec<String>)]
    pub people: Vec<Id>,
}

/// Households that were made one, newest first.
#[utoipa::path(get, path = "/api/v1/twins/households", tag = "merge",
    responses((status = 200, body = Vec<HomesRow>), (status = 403, body = ProblemBody)))]
pub async fn homes(
    State(app): State<App>,
    Signed { caller, .. }: Signed,
) -> Result<Json<Vec<HomesRow>>, Problem> {
    app.work(move |hub, now| hub.merged_homes(&caller, now)).await.map(Json)
}

/// What it would mean that two households are one; changes nothing.
#[utoipa::path(post, path = "/api/v1/twins/households/preview", tag = "merge",
    request_body = TwoHomes,
    responses((status = 200, body = HomesShown), (status = 403, body = ProblemBody),
        (status = 404, body = ProblemBody), (status = 422, body = ProblemBody)))]
pub async fn preview_homes(
    State(app): State<App>,
    Signed { caller, .. }: Signed,
    Body(body): Body<TwoHomes>,
) -> Result<Json<HomesShown>, Problem> {
    app.work(move |hub, now| hub.preview_homes(&caller, body.keep, body.end, now)).await.map(Json)
}

/// Makes two households one, as one act.
#[utoipa::path(post, path = "/api/v1/twins/households", tag = "merge", request_body = OneHome,
    responses((status = 204, description = "One"), (status = 403, body = ProblemBody),
        (status = 404, body = ProblemBody),
        (status = 409, description = "Changed since the preview", body = ProblemBody)))]
pub async fn merge_homes(
    State(app): State<App>,
    Signed { caller, .. }: Signed,
    Body(body): Body<OneHome>,
) -> Result<StatusCode, Problem> {
    app.work(move |hub, now| hub.merge_homes(&caller, (body.keep, body.end), &body.people, now))
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Takes back that two households are one; named is the one that ended.
#[utoipa::path(post, path = "/api/v1/twins/households/{id}/undo", tag = "merge",
    params(("id" = String, Path)),
    responses((status = 204, description = "Two again"), (status = 403, body = ProblemBody),
        (status = 404, body = ProblemBody),
        (status = 409, description = "Changed since", body = ProblemBody)))]
pub async fn part_homes(
    State(app): State<App>,
    Signed { caller, .. }: Signed,
    At(id): At<Id>,
) -> Result<StatusCode, Problem> {
    app.work(move |hub, now| hub.part_homes(&caller, id, now)).await?;
    Ok(StatusCode::NO_CONTENT)
}
