//! The directory: units, cells, posts, assignments and the like, by kind.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use gridwork_model::Id;
use gridwork_model::directory::{DirectoryItem, kind as item_kind};
use gridwork_model::permission::{Action, Object};
use serde::Serialize;

use crate::http::App;
use crate::http::problem::{Problem, ProblemBody};
use crate::http::session::{At, Body, Signed};
use crate::{Done, HubError};

/// An item as it stands.
#[derive(Serialize, utoipa::ToSchema)]
pub struct Item {
    /// Its id.
    #[schema(value_type = String)]
    pub id: Id,
    /// Its JSON.
    #[schema(value_type = Object)]
    pub body: serde_json::Value,
}

/// A version of the directory.
#[derive(Serialize, utoipa::ToSchema)]
pub struct Version {
    /// Grows with every change.
    pub version: u64,
}

/// Items of one kind: the caller's township's and the county's.
#[utoipa::path(get, path = "/api/v1/directory/{kind}", tag = "directory",
    params(("kind" = u8, Path)), responses((status = 200, body = Vec<Item>)))]
pub async fn list(
    State(app): State<App>,
    Signed { caller, .. }: Signed,
    At(kind): At<u8>,
) -> Result<Json<Vec<Item>>, Problem> {
    app.work(move |hub, now| {
        hub.permit(&caller, Action::Read, Object::Directory, caller.org, now)?;
        let mut bodies = hub.directory_items(Id::NIL, kind)?;
        if !caller.org.is_nil() {
            bodies.extend(hub.directory_items(caller.org, kind)?);
        }
        let item = |(id, body): (Id, Vec<u8>)| Item {
            id,
            body: serde_json::from_slice(&body).unwrap_or_default(),
        };
        Ok(bodies.into_iter().map(item).collect())
    })
    .await
    .map(Json)
}

/// Bindings of devices hold the keys that sealed records go to: they are written by enrolment and
/// revocation alone. Settings and templates have a door of their own that checks them.
fn refuse_keys(kind: u8) -> Done<()> {
    match kind {
        item_kind::DEVICE
        | item_kind::ABOUT
        | item_kind::CALENDAR
        | item_kind::INCIDENT_POLICY
        | item_kind::TEMPLATE => Err(HubError::NotPermitted),
        _ => Ok(()),
    }
}

/// Writes an item; it must be understood by this version and lie in the caller's township.
#[utoipa::path(put, path = "/api/v1/directory/{kind}/{id}", tag = "directory",
    params(("kind" = u8, Path), ("id" = String, Path)), request_body = Object,
    responses((status = 200, body = Version), (status = 422, body = ProblemBody)))]
pub async fn put(
    State(app): State<App>,
    Signed { caller, .. }: Signed,
    At((kind, id)): At<(u8, Id)>,
    Body(body): Body<serde_json::Value>,
) -> Result<Json<Version>, Problem> {
    app.work(move |hub, now| {
        let body = serde_json::to_vec(&body).map_err(|_| HubError::Invalid("item"))?;
        let item = DirectoryItem::read(kind, id, &body);
        if matches!(item, DirectoryItem::Raw { .. }) {
            return Err(HubError::Invalid("directory item"));
        }
        let standing = hub.standing();
        refuse_keys(kind)?;
        let org = standing.owner_of(&item);
        // An item that exists stays in the township it is in.
        let before = standing.directory.item(kind, id).map(|item| standing.owner_of(item));
        if before.is_some_and(|before| before != org) && !caller.org.is_nil() {
            return Err(HubError::NotFound("directory item"));
        }
        if !caller.org.is_nil() && org != caller.org {
            return Err(HubError::NotFound("place"));
        }
        let permitted = hub.permit(&caller, Action::Write, Object::Directory, org, now)?;
        let by = caller.actor(permitted.role);
        Ok(Version { version: hub.put_directory(vec![item], by, now)? })
    })
    .await
    .map(Json)
}

/// Withdraws an item.
#[utoipa::path(delete, path = "/api/v1/directory/{kind}/{id}", tag = "directory",
    params(("kind" = u8, Path), ("id" = String, Path)),
    responses((status = 204, description = "Withdrawn"), (status = 404, body = ProblemBody)))]
pub async fn withdraw(
    State(app): State<App>,
    Signed { caller, .. }: Signed,
    At((kind, id)): At<(u8, Id)>,
) -> Result<StatusCode, Problem> {
    app.work(move |hub, now| {
        refuse_keys(kind)?;
        let standing = hub.standing();
        let found = standing.directory.item(kind, id).map(|item| standing.owner_of(item));
        let org = found
            .filter(|org| caller.org.is_nil() || *org == caller.org)
            .ok_or(HubError::NotFound("directory item"))?;
        let permitted = hub.permit(&caller, Action::Write, Object::Directory, org, now)?;
        hub.withdraw(kind, id, caller.actor(permitted.role), now)
    })
    .await?;
    Ok(StatusCode::NO_CONTENT)
}
