//! What was set aside for a person.

use axum::Json;
use axum::extract::State;
use gridwork_model::Id;
use gridwork_model::permission::{Action, Object};
use serde::{Deserialize, Serialize};

use crate::http::App;
use crate::http::problem::{Problem, ProblemBody};
use crate::http::session::{At, Body, Signed};
use crate::quarantine::{Decision, LotShown};

/// A decision.
#[derive(Deserialize, utoipa::ToSchema)]
pub struct Review {
    /// Whether the entries are taken in.
    pub take: bool,
    /// Places of the entries meant; all that are open if left out.
    #[serde(default)]
    pub places: Option<Vec<u32>>,
}

/// What became of the entries.
#[derive(Serialize, utoipa::ToSchema)]
pub struct Reviewed {
    /// What was decided, one an entry of the lot.
    pub decisions: Vec<Decision>,
}

/// Lots of the caller's township.
#[utoipa::path(get, path = "/api/v1/quarantine", tag = "merge",
    responses((status = 200, body = Vec<LotShown>)))]
pub async fn list(
    State(app): State<App>,
    Signed { caller, .. }: Signed,
) -> Result<Json<Vec<LotShown>>, Problem> {
    app.work(move |hub, now| {
        hub.permit(&caller, Action::Read, Object::Quarantine, caller.org, now)?;
        hub.quarantine(caller.org)
    })
    .await
    .map(Json)
}

/// Takes a lot in or leaves it out.
#[utoipa::path(post, path = "/api/v1/quarantine/{id}", tag = "merge",
    params(("id" = String, Path)), request_body = Review,
    responses((status = 200, body = Reviewed), (status = 409, body = ProblemBody)))]
pub async fn review(
    State(app): State<App>,
    Signed { caller, .. }: Signed,
    At(id): At<Id>,
    Body(body): Body<Review>,
) -> Result<Json<Reviewed>, Problem> {
    app.work(move |hub, now| {
        let permitted =
            hub.permit(&caller, Action::Approve, Object::Quarantine, caller.org, now)?;
        let by = caller.actor(permitted.role);
        let places = body.places.as_deref();
        let decisions = hub.review(caller.org, &id, body.take, places, by, now)?;
        Ok(Reviewed { decisions })
    })
    .await
    .map(Json)
}
