//! The audit chain.

use axum::Json;
use axum::extract::State;
use gridwork_model::permission::{Action, Object};
use serde::{Deserialize, Serialize};

use crate::http::App;
use crate::http::problem::Problem;
use crate::http::session::{Asked, Signed};

/// Most records of one page.
const PAGE: usize = 200;

/// Where a page begins.
#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct After {
    /// Number of the last record seen.
    #[serde(default)]
    pub after: u64,
}

/// A page of the chain.
#[derive(Serialize, utoipa::ToSchema)]
pub struct AuditPage {
    /// Records of the caller's township, oldest first.
    #[schema(value_type = Vec<Object>)]
    pub records: Vec<crate::audit::Chained>,
    /// Where the next page begins.
    pub next: u64,
}

/// Records of the caller's township; of everybody for the county.
#[utoipa::path(get, path = "/api/v1/audit", tag = "audit", params(After),
    responses((status = 200, body = AuditPage)))]
pub async fn list(
    State(app): State<App>,
    Signed { caller, .. }: Signed,
    Asked(query): Asked<After>,
) -> Result<Json<AuditPage>, Problem> {
    app.work(move |hub, now| {
        hub.permit(&caller, Action::Read, Object::AuditLog, caller.org, now)?;
        let page = hub.audit(query.after, PAGE)?;
        let next = page.last().map_or(query.after, |record| record.number);
        let ours = |chained: &crate::audit::Chained| {
            caller.org.is_nil() || chained.record.org == caller.org
        };
        Ok(AuditPage { records: page.into_iter().filter(ours).collect(), next })
    })
    .await
    .map(Json)
}
