//! Places for the map.

use axum::Json;
use axum::extract::State;

use crate::http::App;
use crate::http::problem::{Problem, ProblemBody};
use crate::http::session::Signed;
use crate::register::places::PlaceShown;

/// Facilities, crossings and hazards of the caller's township that have a point.
#[utoipa::path(get, path = "/api/v1/places", tag = "directory",
    responses((status = 200, body = Vec<PlaceShown>), (status = 403, body = ProblemBody)))]
pub async fn list(
    State(app): State<App>,
    Signed { caller, .. }: Signed,
) -> Result<Json<Vec<PlaceShown>>, Problem> {
    app.work(move |hub, now| hub.places(&caller, now)).await.map(Json)
}
