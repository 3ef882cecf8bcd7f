//! Who asks: the session cookie, and for every change the token that only our own page knows.
//!
//! A handler that takes a [`Signed`] cannot forget the CSRF check: it is part of reading who asks.

use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, header};
use axum::response::{IntoResponse, Response};
use serde::de::DeserializeOwned;

use crate::http::App;
use crate::http::problem::Problem;
use crate::people::Caller;
use crate::{HubError, people};

/// Name of the cookie. Under TLS it bears the prefix that browsers tie to `Secure` and this host.
const COOKIE: &str = "gridwork";
const COOKIE_TLS: &str = "__Host-gridwork";

/// Header of the CSRF token.
pub const CSRF: &str = "x-csrf";

/// A caller with a session; for a change, one who also proved to be our page.
pub struct Signed {
    /// Who.
    pub caller: Caller,
    /// The session's token.
    pub token: String,
}

/// The token of a session, whoever it belongs to and whatever it may: for log-out and a change of
/// password, which a session that may do nothing else still needs.
pub struct Token(pub String);

impl FromRequestParts<App> for Token {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Token, Problem> {
        let token = cookie(&parts.headers, app.tls).ok_or(HubError::NotLoggedIn)?;
        if !is_safe(&parts.method) {
            let given = parts.headers.get(CSRF).and_then(|value| value.to_str().ok());
            let csrf = given.ok_or(HubError::NotPermitted)?.to_owned();
            let checked = token.clone();
            app.work(move |hub, now| hub.check_csrf(&checked, &csrf, now)).await?;
        }
        Ok(Token(token))
    }
}

impl FromRequestParts<App> for Signed {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Signed, Problem> {
        let Token(token) = Token::from_request_parts(parts, app).await?;
        let asked = token.clone();
        let caller = app.work(move |hub, now| hub.caller(&asked, now)).await?;
        Ok(Signed { caller, token })
    }
}

fn is_safe(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}

/// The token in the request's cookie.
pub fn cookie(headers: &HeaderMap, tls: bool) -> Option<String> {
    let name = if tls { COOKIE_TLS } else { COOKIE };
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(found, _)| *found == name)
        .map(|(_, token)| token.to_owned())
}

/// Puts the cookie of a session, or takes it away, on an answer.
pub fn with_cookie(
    response: impl IntoResponse,
    session: Option<&people::Session>,
    tls: bool,
) -> Response {
    let (name, secure) = if tls { (COOKIE_TLS, "; Secure") } else { (COOKIE, "") };
    let (token, age) = session.map_or(("", "; Max-Age=0"), |session| (session.token.as_str(), ""));
    let value = format!("{name}={token}; Path=/; HttpOnly; SameSite=Strict{secure}{age}");
    let mut response = response.into_response();
    if let Ok(value) = HeaderValue::from_str(&value) {
        response.headers_mut().insert(header::SET_COOKIE, value);
    }
    response
}

/// A JSON body; what does not fit is a [`Problem`] that quotes nothing of it.
pub struct Body<T>(pub T);

impl<T: DeserializeOwned> FromRequest<App> for Body<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, app: &App) -> Result<Body<T>, Problem> {
        let axum::Json(value) = axum::Json::<T>::from_request(request, app).await?;
        Ok(Body(value))
    }
}

/// Parameters of the query; what does not fit is a [`Problem`].
pub struct Asked<T>(pub T);

impl<T: DeserializeOwned> FromRequestParts<App> for Asked<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Asked<T>, Problem> {
        let axum::extract::Query(value) =
            axum::extract::Query::<T>::from_request_parts(parts, app).await?;
        Ok(Asked(value))
    }
}

/// Parts of the path; what does not fit is not found.
pub struct At<T>(pub T);

impl<T: DeserializeOwned + Send> FromRequestParts<App> for At<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<At<T>, Problem> {
        let found = axum::extract::Path::<T>::from_request_parts(parts, app).await;
        found.map(|axum::extract::Path(value)| At(value)).map_err(|_| Problem::no_route())
    }
}
