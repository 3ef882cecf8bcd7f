//! What was set aside for a person.

use axum::Json;
use axum::extract::State;
use gridwork_model::permission::{Action, Object};
use gridwork_model::{Id, Outcome};
use serde::{Deserialize, Serialize};

use crate::http::App;
use crate::http::problem::{Problem, ProblemBody};
use crate::http::session::{At, Body, Signed};
use crate::quarantine::LotShown;

/// A decision.
#[derive(Deserialize, utoipa::ToSchema)]
pub struct Review {
    /// Whether the entries are taken in.
    pub take: bool,
}

/// What became of the entries.
#[derive(Serialize, utoipa::ToSchema)]
pub struct Reviewed {
    /// Entries accepted.
    pub accepted: usize,
    /// Entries that did not fit any more.
    pub refused: usize,
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
        let outcomes = hub.review(caller.org, &id, body.take, by, now)?;
        let accepted = outcomes.iter().filter(|o| **o == Outcome::Accepted).count();
        Ok(Reviewed { accepted, refused: outcomes.len() - accepted })
    })
    .await
    .map(Json)
}
