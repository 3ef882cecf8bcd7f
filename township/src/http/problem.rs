//! Errors of the staff API: a status, a stable code for programs, words for people.

use axum::Json;
use axum::extract::rejection::{JsonRejection, QueryRejection};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use crate::HubError;

/// The body of every answer that is not a success.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct ProblemBody {
    /// Stable name, such as `not_permitted`.
    pub code: String,
    /// What a person is told, in Chinese.
    pub advice: String,
    /// Which field or condition, never a value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub about: Option<String>,
}

/// Why a request was not done.
#[derive(Debug)]
pub struct Problem {
    status: StatusCode,
    body: ProblemBody,
    /// Seconds to wait, for `Retry-After`.
    wait_s: Option<i64>,
}

impl Problem {
    fn new(status: StatusCode, code: &str, advice: &str) -> Problem {
        let body = ProblemBody { code: code.to_owned(), advice: advice.to_owned(), about: None };
        Problem { status, body, wait_s: None }
    }

    /// Something of ours went wrong; it is in the log.
    pub fn internal() -> Problem {
        Problem::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "internal",
            "系统出了问题，已记录。请稍后再试。",
        )
    }

    /// There is no such path.
    pub fn no_route() -> Problem {
        Problem::new(StatusCode::NOT_FOUND, "no_such_route", "没有这个地址。")
    }

    /// The path knows no such method.
    pub fn no_method() -> Problem {
        Problem::new(StatusCode::METHOD_NOT_ALLOWED, "no_such_method", "这个地址不支持这种操作。")
    }

    /// The request was not answered in time.
    pub fn timeout() -> Problem {
        Problem::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "timeout",
            "系统忙，没能及时办完。请稍后再试。",
        )
    }

    /// The body is larger than this route takes.
    pub fn too_large() -> Problem {
        Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large", "内容太大，请分开提交。")
    }

    /// The request is not what this route reads.
    pub fn invalid(about: &str) -> Problem {
        HubError::Invalid("request").into_problem(Some(about))
    }
}

impl HubError {
    fn into_problem(self, about: Option<&str>) -> Problem {
        let status = match self.code() {
            "not_found" => StatusCode::NOT_FOUND,
            "not_permitted" => StatusCode::FORBIDDEN,
            "not_logged_in" | "second_factor" => StatusCode::UNAUTHORIZED,
            "no_such_step" | "conflict" | "stale" | "known" => StatusCode::CONFLICT,
            "invalid" | "lint" | "form" | "mode" => StatusCode::UNPROCESSABLE_ENTITY,
            "locked" => StatusCode::TOO_MANY_REQUESTS,
            "low_disk" => StatusCode::INSUFFICIENT_STORAGE,
            _ => {
                tracing::error!(code = self.code(), error = %self, "request failed");
                StatusCode::INTERNAL_SERVER_ERROR
            }
        };
        let mut problem = Problem::new(status, self.code(), self.advice());
        problem.body.about = match &self {
            HubError::Invalid(what)
            | HubError::NotFound(what)
            | HubError::NoSuchStep(what)
            | HubError::Conflict(what)
            | HubError::Mode(what) => Some((*what).to_owned()),
            HubError::Stale(what)
            | HubError::Lint(what)
            | HubError::Form(what)
            | HubError::Known(what) => Some(what.clone()),
            _ => None,
        };
        if let Some(about) = about {
            problem.body.about = Some(about.to_owned());
        }
        if let HubError::Locked { seconds } = self {
            problem.wait_s = Some(seconds);
        }
        problem
    }
}

impl From<HubError> for Problem {
    fn from(error: HubError) -> Problem {
        error.into_problem(None)
    }
}

impl From<JsonRejection> for Problem {
    fn from(rejection: JsonRejection) -> Problem {
        match rejection.status() {
            StatusCode::PAYLOAD_TOO_LARGE => Problem::too_large(),
            // The rejection's own text may quote the body.
            _ => Problem::invalid("body"),
        }
    }
}

impl From<QueryRejection> for Problem {
    fn from(_: QueryRejection) -> Problem {
        Problem::invalid("query")
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = (self.status, Json(self.body)).into_response();
        if let Some(seconds) = self.wait_s {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds.max(1)));
        }
        response
    }
}
