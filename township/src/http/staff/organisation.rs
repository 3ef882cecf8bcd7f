//! Cells and posts 网格和岗位: splitting, merging and moving with a preview; who holds a post, who is
//! away, who takes over.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use chrono::NaiveDate;
use gridwork_model::Id;
use gridwork_model::org::{Absence, Assignment, Handover};
use serde::{Deserialize, Serialize};

use crate::http::App;
use crate::http::problem::{Problem, ProblemBody};
use crate::http::session::{At, Body, Signed};
use crate::organisation::{Affected, Plan};

/// Somebody for a post.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewAssignment {
    /// Who.
    #[schema(value_type = String)]
    pub person: Id,
    /// In which post.
    #[schema(value_type = String)]
    pub post: Id,
    /// For which cell, village, office or township.
    #[schema(value_type = String)]
    pub scope: Id,
    /// AB 角: who stands in.
    #[schema(value_type = Option<String>)]
    pub deputy: Option<Id>,
    /// First day.
    #[schema(value_type = String)]
    pub from: NaiveDate,
}

/// Days away.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Away {
    /// First day away.
    #[schema(value_type = String)]
    pub from: NaiveDate,
    /// First day back; left out while it is not known.
    #[schema(value_type = Option<String>)]
    pub back: Option<NaiveDate>,
}

/// 交接.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HandedOver {
    /// Who takes over.
    #[schema(value_type = String)]
    pub to: Id,
    /// On which day.
    #[schema(value_type = String)]
    pub on: NaiveDate,
    /// How many open tasks go to the successor.
    #[serde(default)]
    pub open_tasks: u32,
}

/// An assignment.
#[derive(Serialize, utoipa::ToSchema)]
pub struct Assigned {
    /// Its id.
    #[schema(value_type = String)]
    pub id: Id,
}

/// Who and what a change of cells affects; changes nothing.
#[utoipa::path(post, path = "/api/v1/cells/plan", tag = "directory", request_body = Plan,
    responses((status = 200, body = Affected), (status = 403, body = ProblemBody),
        (status = 422, body = ProblemBody)))]
pub async fn preview(
    State(app): State<App>,
    Signed { caller, .. }: Signed,
    Body(plan): Body<Plan>,
) -> Result<Json<Affected>, Problem> {
    app.work(move |hub, now| hub.preview_cells(&caller, &plan, now)).await.map(Json)
}

/// Changes the cells: directory and documents as one, in force today.
#[utoipa::path(post, path = "/api/v1/cells/plan/apply", tag = "directory", request_body = Plan,
    responses((status = 200, body = Affected), (status = 403, body = ProblemBody),
        (status = 422, body = ProblemBody)))]
pub async fn apply(
    State(app): State<App>,
    Signed { caller, .. }: Signed,
    Body(plan): Body<Plan>,
) -> Result<Json<Affected>, Problem> {
    app.work(move |hub, now| hub.change_cells(&caller, &plan, now)).await.map(Json)
}

/// Puts somebody into a post.
#[utoipa::path(post, path = "/api/v1/assignments", tag = "directory",
    request_body = NewAssignment,
    responses((status = 201, body = Assigned), (status = 403, body = ProblemBody),
        (status = 404, body = ProblemBody)))]
pub async fn assign(
    State(app): State<App>,
    Signed { caller, .. }: Signed,
    Body(body): Body<NewAssignment>,
) -> Result<(StatusCode, Json<Assigned>), Problem> {
    let id = app
        .work(move |hub, now| {
            let NewAssignment { person, post, scope, deputy, from } = body;
            let id = hub.fresh_id(now);
            let mut new = Assignment::new(id, person, post, scope, from);
            new.deputy = deputy;
            hub.assign(&caller, new, now)
        })
        .await?;
    Ok((StatusCode::CREATED, Json(Assigned { id })))
}

/// Notes that the holder of a post is away.
#[utoipa::path(post, path = "/api/v1/assignments/{id}/absence", tag = "directory",
    params(("id" = String, Path)), request_body = Away,
    responses((status = 204, description = "Noted"), (status = 404, body = ProblemBody)))]
pub async fn absence(
    State(app): State<App>,
    Signed { caller, .. }: Signed,
    At(id): At<Id>,
    Body(body): Body<Away>,
) -> Result<StatusCode, Problem> {
    let absence = Absence { from: body.from, back: body.back };
    app.work(move |hub, now| hub.note_absence(&caller, id, absence, now)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// 交接: ends an assignment and begins the successor's.
#[utoipa::path(post, path = "/api/v1/assignments/{id}/handover", tag = "directory",
    params(("id" = String, Path)), request_body = HandedOver,
    responses((status = 201, body = Assigned), (status = 404, body = ProblemBody)))]
pub async fn handover(
    State(app): State<App>,
    Signed { caller, .. }: Signed,
    At(id): At<Id>,
    Body(body): Body<HandedOver>,
) -> Result<(StatusCode, Json<Assigned>), Problem> {
    let handover = Handover {
        to: body.to,
        on: body.on,
        keys_revoked: false,
        open_tasks: body.open_tasks,
        roster_removed: false,
    };
    let id = app.work(move |hub, now| hub.hand_over(&caller, id, handover, now)).await?;
    Ok((StatusCode::CREATED, Json(Assigned { id })))
}
