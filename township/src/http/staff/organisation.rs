//! Cells and posts 网格和岗位: splitting, merging and moving with a preview; who holds a post, who is
//! away, who takes over.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use chrono::NaiveDate;
use gridwork_model::Id;
use gridwork_model::org::{Absence, Assignment, DutyRef, Handover};
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

/// The last day of a post.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Ended {
    /// First day on which the post is no longer held, today at the earliest.
    #[schema(value_type = String)]
    pub on: NaiveDate,
}

/// A duty list that a post carries.
#[derive(Deserialize, Serialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DutyList {
    /// Name of the list, as adopted.
    pub id: String,
    /// Its version.
    pub version: u32,
}

/// What may change of a post while it is held.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PostChange {
    /// AB 角: who stands in.
    #[schema(value_type = Option<String>)]
    pub deputy: Option<Id>,
    /// 定责: the duty lists.
    pub duties: Vec<DutyList>,
    /// Whether it hangs on the notice board.
    pub published: bool,
}

/// Ends an assignment without a successor.
#[utoipa::path(post, path = "/api/v1/assignments/{id}/end", tag = "directory",
    params(("id" = String, Path)), request_body = Ended,
    responses((status = 204, description = "Ended"), (status = 403, body = ProblemBody),
        (status = 404, body = ProblemBody), (status = 422, body = ProblemBody)))]
pub async fn end(
    State(app): State<App>,
    Signed { caller, .. }: Signed,
    At(id): At<Id>,
    Body(body): Body<Ended>,
) -> Result<StatusCode, Problem> {
    app.work(move |hub, now| hub.end_post(&caller, id, body.on, now)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// 定责: sets duty lists, deputy and notice board of an assignment.
#[utoipa::path(put, path = "/api/v1/assignments/{id}", tag = "directory",
    params(("id" = String, Path)), request_body = PostChange,
    responses((status = 204, description = "Changed"), (status = 403, body = ProblemBody),
        (status = 404, body = ProblemBody), (status = 422, body = ProblemBody)))]
pub async fn change(
    State(app): State<App>,
    Signed { caller, .. }: Signed,
    At(id): At<Id>,
    Body(body): Body<PostChange>,
) -> Result<StatusCode, Problem> {
    let PostChange { deputy, duties, published } = body;
    let duty = |list: DutyList| DutyRef { id: list.id, version: list.version };
    let duties = duties.into_iter().map(duty).collect();
    app.work(move |hub, now| hub.change_post(&caller, id, (deputy, duties, published), now))
        .await?;
    Ok(StatusCode::NO_CONTENT)
}
