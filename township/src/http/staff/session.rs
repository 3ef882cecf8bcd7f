//! Set-up, log-in, log-out, change of password, who am I.
//!
//! Set-up and log-in come without a session. They need no CSRF token: they read JSON only, which a
//! foreign page cannot send without asking first, and their answer is bound by a `SameSite` cookie.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use gridwork_model::Id;
use serde::{Deserialize, Serialize};

use crate::http::App;
use crate::http::problem::{Problem, ProblemBody};
use crate::http::session::{Body, Signed, Token, cookie, with_cookie};
use crate::people::{Caller, Session};

/// The first administrator.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SetUp {
    /// The one-time code that `init` printed.
    pub code: String,
    /// Name to log in with.
    pub login: String,
    /// Password of at least ten characters.
    pub password: String,
}

/// A log-in.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LogIn {
    /// Name.
    pub login: String,
    /// Password.
    pub password: String,
    /// Code of the second factor, where one is wanted.
    pub code: Option<String>,
}

/// A code of an authenticator.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CodeGiven {
    /// Six digits.
    pub code: String,
}

/// The caller's own password.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PasswordGiven {
    /// The password.
    pub password: String,
}

/// What an authenticator is set up with, shown once.
#[derive(Serialize, utoipa::ToSchema)]
pub struct SecondOffered {
    /// The secret, to be typed.
    pub secret: String,
    /// The same as a QR code, SVG.
    pub svg: String,
}

/// A change of the caller's own password.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPassword {
    /// The password so far.
    pub old: String,
    /// The new one.
    pub new: String,
}

/// One role of a caller.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct RoleShown {
    /// Number, as stored.
    pub role: u8,
    /// Stable name, such as `duty_officer`.
    #[schema(value_type = String)]
    pub name: gridwork_model::permission::Role,
    /// What it is called.
    pub word: String,
    /// Township, village, office or post it holds for; nil for the county.
    #[schema(value_type = String)]
    pub scope: Id,
    /// Name of the scope.
    pub scope_name: String,
}

/// Who is logged in.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Who {
    /// The person.
    #[schema(value_type = String)]
    pub person: Id,
    /// Name shown.
    pub name: String,
    /// Township, or nil for the county.
    #[schema(value_type = String)]
    pub org: Id,
    /// Name of the township.
    pub org_name: String,
    /// Roles.
    pub roles: Vec<RoleShown>,
}

/// A session begun; its token is in the cookie only.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Begun {
    /// To be sent in the header `x-csrf` with every change.
    pub csrf: String,
    /// Whether nothing but a change of password is open.
    pub must_change: bool,
    /// Who.
    pub who: Who,
}

/// Makes the first administrator with the one-time code.
#[utoipa::path(post, path = "/api/v1/setup", tag = "session", request_body = SetUp,
    responses((status = 204, description = "Made; log in now"),
        (status = 401, description = "The code is wrong", body = ProblemBody),
        (status = 409, description = "Set up already", body = ProblemBody),
        (status = 429, body = ProblemBody)))]
pub async fn set_up(
    State(app): State<App>,
    Body(body): Body<SetUp>,
) -> Result<StatusCode, Problem> {
    app.work(move |hub, now| hub.set_up(&body.code, &body.login, &body.password, now)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Logs in; a session that the browser still had ends.
#[utoipa::path(post, path = "/api/v1/session", tag = "session", request_body = LogIn,
    responses((status = 200, body = Begun), (status = 401, body = ProblemBody),
        (status = 429, description = "Locked for a while", body = ProblemBody)))]
pub async fn log_in(
    State(app): State<App>,
    headers: HeaderMap,
    Body(body): Body<LogIn>,
) -> Result<Response, Problem> {
    let before = cookie(&headers, app.tls);
    let (session, who) = app
        .work(move |hub, now| {
            let code = body.code.as_deref();
            let session = hub.log_in_with(&body.login, &body.password, code, now)?;
            if let Some(before) = before {
                hub.log_out(&before)?;
            }
            let who = who_is(hub, &session.caller);
            Ok((session, who))
        })
        .await?;
    Ok(begun(&app, &session, who))
}

/// Who is logged in.
#[utoipa::path(get, path = "/api/v1/session", tag = "session",
    responses((status = 200, body = Who), (status = 401, body = ProblemBody)))]
pub async fn who(
    State(app): State<App>,
    Signed { caller, .. }: Signed,
) -> Result<Json<Who>, Problem> {
    app.work(move |hub, _| Ok(who_is(hub, &caller))).await.map(Json)
}

/// Logs out.
#[utoipa::path(delete, path = "/api/v1/session", tag = "session",
    responses((status = 204, description = "The session is over"), (status = 401, body = ProblemBody)))]
pub async fn log_out(State(app): State<App>, Token(token): Token) -> Result<Response, Problem> {
    app.work(move |hub, _| hub.log_out(&token)).await?;
    Ok(with_cookie(StatusCode::NO_CONTENT, None, app.tls))
}

/// Changes the caller's own password; every other session of the caller ends.
#[utoipa::path(post, path = "/api/v1/session/password", tag = "session",
    request_body = NewPassword,
    responses((status = 200, body = Begun), (status = 422, body = ProblemBody)))]
pub async fn password(
    State(app): State<App>,
    Token(token): Token,
    Body(body): Body<NewPassword>,
) -> Result<Response, Problem> {
    let (session, who) = app
        .work(move |hub, now| {
            let session = hub.change_password(&token, &body.old, &body.new, now)?;
            let who = who_is(hub, &session.caller);
            Ok((session, who))
        })
        .await?;
    Ok(begun(&app, &session, who))
}

/// Begins a second factor; it counts once confirmed.
#[utoipa::path(post, path = "/api/v1/session/second", tag = "session",
    responses((status = 200, body = SecondOffered), (status = 409, body = ProblemBody)))]
pub async fn offer_second(
    State(app): State<App>,
    Signed { token, .. }: Signed,
) -> Result<Json<SecondOffered>, Problem> {
    let offered = app.work(move |hub, now| hub.offer_second(&token, now)).await?;
    let svg = crate::http::staff::devices::drawn(&offered.uri)?;
    Ok(Json(SecondOffered { secret: offered.secret, svg }))
}

/// Confirms the second factor with a first code.
#[utoipa::path(post, path = "/api/v1/session/second/confirm", tag = "session",
    request_body = CodeGiven,
    responses((status = 204, description = "Asked for from now on"),
        (status = 422, body = ProblemBody)))]
pub async fn confirm_second(
    State(app): State<App>,
    Signed { token, .. }: Signed,
    Body(body): Body<CodeGiven>,
) -> Result<StatusCode, Problem> {
    app.work(move |hub, now| hub.confirm_second(&token, &body.code, now)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Takes the second factor away.
#[utoipa::path(post, path = "/api/v1/session/second/off", tag = "session",
    request_body = PasswordGiven,
    responses((status = 204, description = "No longer asked for"),
        (status = 422, body = ProblemBody)))]
pub async fn drop_second(
    State(app): State<App>,
    Signed { token, .. }: Signed,
    Body(body): Body<PasswordGiven>,
) -> Result<StatusCode, Problem> {
    app.work(move |hub, now| hub.drop_second(&token, &body.password, now)).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn begun(app: &App, session: &Session, who: Who) -> Response {
    let body = Begun { csrf: session.csrf.clone(), must_change: session.must_change, who };
    with_cookie(Json(body), Some(session), app.tls)
}

pub(super) fn who_is(hub: &crate::Hub, caller: &Caller) -> Who {
    let standing = hub.standing();
    let name_of = |id: Id| match id.is_nil() {
        true => "武川县".to_owned(),
        false => {
            let directory = &standing.directory;
            let unit = directory.unit(id).map(|unit| unit.name.clone());
            let cell = || directory.cell(id).map(|cell| cell.name.clone());
            let post = || directory.post(id).map(|post| post.title.clone());
            unit.or_else(cell).or_else(post).unwrap_or_default()
        }
    };
    let shown = |at: &crate::people::RoleAt| RoleShown {
        role: at.role,
        name: at.role(),
        word: at.role().word().to_owned(),
        scope: at.scope,
        scope_name: name_of(at.scope),
    };
    Who {
        person: caller.person,
        name: caller.name.clone(),
        org: caller.org,
        org_name: name_of(caller.org),
        roles: caller.roles.iter().map(shown).collect(),
    }
}
