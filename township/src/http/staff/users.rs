//! Log-ins of staff.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use gridwork_model::Id;
use gridwork_model::permission::{Action, Object, Role};
use serde::{Deserialize, Serialize};

use crate::http::App;
use crate::http::problem::{Problem, ProblemBody};
use crate::http::session::{At, Body, Signed};
use crate::people::{Caller, NewStaff, RoleAt, Staff};
use crate::{Done, Hub, HubError};

/// A role with its scope.
#[derive(Clone, Copy, Deserialize, utoipa::ToSchema)]
pub struct RoleGiven {
    /// Number of the role.
    pub role: u8,
    /// Township, village, office or post it holds for; nil for the county.
    #[schema(value_type = String)]
    pub scope: Id,
}

/// A log-in to be made.
#[derive(Deserialize, utoipa::ToSchema)]
pub struct NewUser {
    /// Township; only the county may name another than its own.
    #[schema(value_type = Option<String>)]
    pub org: Option<Id>,
    /// Person of the directory; a new one if left out.
    #[schema(value_type = Option<String>)]
    pub person: Option<Id>,
    /// Name typed at log-in.
    pub login: String,
    /// Name shown.
    pub name: String,
    /// Roles.
    pub roles: Vec<RoleGiven>,
    /// First password; must be changed at the first log-in.
    pub password: String,
}

/// A change of a log-in.
#[derive(Deserialize, utoipa::ToSchema)]
pub struct UserChange {
    /// Township; only the county may name another than its own.
    #[schema(value_type = Option<String>)]
    pub org: Option<Id>,
    /// New roles.
    pub roles: Option<Vec<RoleGiven>>,
    /// Switched off or on.
    pub disabled: Option<bool>,
    /// A new first password for somebody who forgot.
    pub password: Option<String>,
    /// Takes the second factor away, for somebody who lost the phone.
    #[serde(default)]
    pub drop_second_factor: bool,
}

/// The person of a new log-in.
#[derive(Serialize, utoipa::ToSchema)]
pub struct Made {
    /// The person.
    #[schema(value_type = String)]
    pub person: Id,
}

/// The township a caller works in: its own, or for the county the one named.
fn org_for(caller: &Caller, named: Option<Id>) -> Done<Id> {
    match (caller.org.is_nil(), named) {
        (true, named) => Ok(named.unwrap_or(Id::NIL)),
        (false, None) => Ok(caller.org),
        (false, Some(named)) if named == caller.org => Ok(named),
        (false, Some(_)) => Err(HubError::NotFound("township")),
    }
}

/// Roles are given inside the township that owns the log-in, and nobody gives them to oneself.
fn checked(hub: &Hub, org: Id, given: &[RoleGiven]) -> Done<Vec<RoleAt>> {
    let standing = hub.standing();
    let inside =
        |at: &RoleAt| org.is_nil() || (!at.scope.is_nil() && standing.org_of(at.scope) == org);
    let roles: Vec<RoleAt> =
        given.iter().map(|given| RoleAt { role: given.role, scope: given.scope }).collect();
    let known = |at: &RoleAt| !matches!(at.role(), Role::Unknown | Role::Clock);
    if !roles.iter().all(known) {
        return Err(HubError::Invalid("role"));
    }
    match roles.iter().all(inside) {
        true => Ok(roles),
        false => Err(HubError::NotFound("scope")),
    }
}

/// Log-ins of the caller's township.
#[utoipa::path(get, path = "/api/v1/users", tag = "users",
    responses((status = 200, body = Vec<Staff>), (status = 403, body = ProblemBody)))]
pub async fn list(
    State(app): State<App>,
    Signed { caller, .. }: Signed,
) -> Result<Json<Vec<Staff>>, Problem> {
    app.work(move |hub, now| {
        hub.permit(&caller, Action::Read, Object::Users, caller.org, now)?;
        hub.staff(caller.org)
    })
    .await
    .map(Json)
}

/// Makes a log-in.
#[utoipa::path(post, path = "/api/v1/users", tag = "users", request_body = NewUser,
    responses((status = 201, body = Made), (status = 409, body = ProblemBody)))]
pub async fn add(
    State(app): State<App>,
    Signed { caller, .. }: Signed,
    Body(body): Body<NewUser>,
) -> Result<(StatusCode, Json<Made>), Problem> {
    let person = app
        .work(move |hub, now| {
            let org = org_for(&caller, body.org)?;
            let permitted = hub.permit(&caller, Action::Create, Object::Users, org, now)?;
            let given = checked(hub, org, &body.roles)?;
            let new = NewStaff {
                org,
                person: body.person,
                login: body.login,
                name: body.name,
                roles: given,
                password: body.password,
            };
            hub.add_staff(&new, caller.actor(permitted.role), now)
        })
        .await?;
    Ok((StatusCode::CREATED, Json(Made { person })))
}

/// Changes a log-in: roles, switched off or on, a new first password.
#[utoipa::path(patch, path = "/api/v1/users/{person}", tag = "users", request_body = UserChange,
    params(("person" = String, Path)),
    responses((status = 204, description = "Done"), (status = 404, body = ProblemBody)))]
pub async fn change(
    State(app): State<App>,
    Signed { caller, .. }: Signed,
    At(person): At<Id>,
    Body(body): Body<UserChange>,
) -> Result<StatusCode, Problem> {
    app.work(move |hub, now| {
        let org = org_for(&caller, body.org)?;
        let permitted = hub.permit(&caller, Action::Write, Object::Users, org, now)?;
        if person == caller.person {
            return Err(HubError::NotPermitted);
        }
        let by = caller.actor(permitted.role);
        if body.roles.is_some() || body.disabled.is_some() {
            let given = body.roles.as_deref().map(|given| checked(hub, org, given)).transpose()?;
            hub.change_staff(org, person, given, body.disabled, by.clone(), now)?;
        }
        if body.drop_second_factor {
            hub.reset_second(org, person, by.clone(), now)?;
        }
        match body.password {
            Some(password) => hub.reset_password(org, person, &password, by, now),
            None => Ok(()),
        }
    })
    .await?;
    Ok(StatusCode::NO_CONTENT)
}
