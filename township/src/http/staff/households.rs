//! Households.

use axum::Json;
use axum::extract::State;
use gridwork_model::Id;

use crate::http::App;
use crate::http::problem::{Problem, ProblemBody};
use crate::http::session::{At, Signed};
use crate::roster::HouseholdShown;

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
