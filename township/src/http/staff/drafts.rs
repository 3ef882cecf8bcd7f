//! Drafts of task templates, their publication and their versions.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use gridwork_model::Id;
use gridwork_model::permission::{Action, Object};
use gridwork_model::template::Template;
use serde::{Deserialize, Serialize};

use crate::HubError;
use crate::drafts::{Drafted, TemplateVersion};
use crate::http::App;
use crate::http::problem::{Problem, ProblemBody};
use crate::http::session::{Asked, At, Body, Signed};

/// Whose draft.
#[derive(Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Whose {
    /// The township that drafted it, for the county; the county's own if left out.
    #[param(value_type = Option<String>)]
    pub org: Option<Id>,
}

/// What was published.
#[derive(Serialize, utoipa::ToSchema)]
pub struct Published {
    /// Its version.
    pub version: u32,
}

/// Drafts of the caller's township, with what keeps each from being published.
#[utoipa::path(get, path = "/api/v1/templates/drafts", tag = "tasks",
    responses((status = 200, body = Vec<Drafted>), (status = 403, body = ProblemBody)))]
pub async fn list(
    State(app): State<App>,
    Signed { caller, .. }: Signed,
) -> Result<Json<Vec<Drafted>>, Problem> {
    app.work(move |hub, now| hub.template_drafts(&caller, now)).await.map(Json)
}

/// Keeps a draft: the template in full, begun from `GET /templates/{id}/versions/{version}`. Its version
/// is given when it is published.
#[utoipa::path(put, path = "/api/v1/templates/{id}/draft", tag = "tasks",
    params(("id" = String, Path)), request_body = Object,
    responses((status = 200, body = Drafted), (status = 422, body = ProblemBody)))]
pub async fn put(
    State(app): State<App>,
    Signed { caller, .. }: Signed,
    At(id): At<String>,
    Body(draft): Body<serde_json::Value>,
) -> Result<Json<Drafted>, Problem> {
    app.work(move |hub, now| {
        // Asked first: whoever may not is told nothing about the body.
        hub.permit(&caller, Action::Write, Object::Templates, caller.org, now)?;
        let draft: Template =
            serde_json::from_value(draft).map_err(|_| HubError::Invalid("template"))?;
        if draft.id != id {
            return Err(HubError::Invalid("template: another id"));
        }
        hub.draft_template(&caller, &draft, now)
    })
    .await
    .map(Json)
}

/// Gives a draft up.
#[utoipa::path(delete, path = "/api/v1/templates/{id}/draft", tag = "tasks",
    params(("id" = String, Path), Whose),
    responses((status = 204, description = "Given up"), (status = 404, body = ProblemBody)))]
pub async fn drop(
    State(app): State<App>,
    Signed { caller, .. }: Signed,
    At(id): At<String>,
    Asked(whose): Asked<Whose>,
) -> Result<StatusCode, Problem> {
    let org = whose.org.unwrap_or(Id::NIL);
    app.work(move |hub, now| hub.drop_draft(&caller, org, &id, now)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Publishes a draft as the next version, for the whole county; refused while anything is found. New tasks
/// are made from it at each phone's next exchange; those that were begun keep the version they have.
#[utoipa::path(post, path = "/api/v1/templates/{id}/publish", tag = "tasks",
    params(("id" = String, Path), Whose),
    responses((status = 200, body = Published), (status = 422, body = ProblemBody)))]
pub async fn publish(
    State(app): State<App>,
    Signed { caller, .. }: Signed,
    At(id): At<String>,
    Asked(whose): Asked<Whose>,
) -> Result<Json<Published>, Problem> {
    let org = whose.org.unwrap_or(Id::NIL);
    app.work(move |hub, now| {
        hub.publish_template(&caller, org, &id, now).map(|version| Published { version })
    })
    .await
    .map(Json)
}

/// Every version of a template, oldest first.
#[utoipa::path(get, path = "/api/v1/templates/{id}/versions", tag = "tasks",
    params(("id" = String, Path)),
    responses((status = 200, body = Vec<TemplateVersion>), (status = 404, body = ProblemBody)))]
pub async fn versions(
    State(app): State<App>,
    Signed { caller, .. }: Signed,
    At(id): At<String>,
) -> Result<Json<Vec<TemplateVersion>>, Problem> {
    app.work(move |hub, now| hub.template_versions(&caller, &id, now)).await.map(Json)
}

/// One version in full.
#[utoipa::path(get, path = "/api/v1/templates/{id}/versions/{version}", tag = "tasks",
    params(("id" = String, Path), ("version" = u32, Path)),
    responses((status = 200, body = Object), (status = 404, body = ProblemBody)))]
pub async fn version(
    State(app): State<App>,
    Signed { caller, .. }: Signed,
    At((id, version)): At<(String, u32)>,
) -> Result<Json<serde_json::Value>, Problem> {
    app.work(move |hub, now| {
        let template = hub.template_version(&caller, &id, version, now)?;
        serde_json::to_value(template).map_err(|_| HubError::Invalid("template"))
    })
    .await
    .map(Json)
}
