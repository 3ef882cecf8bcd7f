//! Issuing tasks 下发: from a list of another authority, or after an event; how far they are; and visits keyed in
//! from paper.

use axum::Json;
use axum::extract::State;
use gridwork_model::permission::{Action, Object};
use gridwork_model::{Id, Moment};
use serde::Deserialize;

use crate::HubError;
use crate::desk::CellProgress;
use crate::http::App;
use crate::http::problem::{Problem, ProblemBody};
use crate::http::session::{Asked, Body, Signed};
use crate::issue::{IssueOrder, IssuedReport};
use crate::paper::{PaperEntered, PaperVisit};

/// An order to issue one template for named targets.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OrderAsked {
    /// Template id, such as `SB-03`.
    pub template: String,
    /// Cells, households or people, as the template's target is; a village or township stands for
    /// its cells. At most 2,000.
    #[schema(value_type = Vec<String>)]
    pub targets: Vec<Id>,
    /// Moment of the event, Unix milliseconds, for a template that an event opens; the calendar
    /// window in season if left out.
    #[schema(value_type = Option<i64>)]
    pub occasion: Option<Moment>,
}

/// Issues tasks in the caller's township; asking twice issues once.
#[utoipa::path(post, path = "/api/v1/tasks/issue", tag = "tasks", request_body = OrderAsked,
    responses((status = 200, body = IssuedReport), (status = 403, body = ProblemBody),
        (status = 422, body = ProblemBody)))]
pub async fn issue(
    State(app): State<App>,
    Signed { caller, .. }: Signed,
    Body(asked): Body<OrderAsked>,
) -> Result<Json<IssuedReport>, Problem> {
    app.work(move |hub, now| {
        let OrderAsked { template, targets, occasion } = asked;
        hub.issue_tasks(&caller, &IssueOrder { template, targets, occasion }, now)
    })
    .await
    .map(Json)
}

/// Which tasks.
#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct WhichTasks {
    /// Template id.
    pub template: String,
}

/// How far the tasks of a template are, by cell; never by person, and small numbers are not told.
#[utoipa::path(get, path = "/api/v1/tasks/progress", tag = "tasks", params(WhichTasks),
    responses((status = 200, body = Vec<CellProgress>), (status = 403, body = ProblemBody),
        (status = 404, body = ProblemBody)))]
pub async fn progress(
    State(app): State<App>,
    Signed { caller, .. }: Signed,
    Asked(which): Asked<WhichTasks>,
) -> Result<Json<Vec<CellProgress>>, Problem> {
    app.work(move |hub, now| {
        hub.permit(&caller, Action::Count, Object::Statistics, caller.org, now)?;
        hub.standing()
            .directory
            .library()
            .get(&which.template)
            .ok_or(HubError::NotFound("template"))?;
        hub.progress(&caller, &which.template, now)
    })
    .await
    .map(Json)
}

/// Takes a visit that was written on paper; what keeps it from being taken is said question by
/// question.
#[utoipa::path(post, path = "/api/v1/tasks/paper", tag = "tasks", request_body = PaperVisit,
    responses((status = 200, body = PaperEntered), (status = 403, body = ProblemBody),
        (status = 404, body = ProblemBody)))]
pub async fn paper(
    State(app): State<App>,
    Signed { caller, .. }: Signed,
    Body(visit): Body<PaperVisit>,
) -> Result<Json<PaperEntered>, Problem> {
    app.work(move |hub, now| hub.enter_paper(&caller, &visit, now)).await.map(Json)
}
