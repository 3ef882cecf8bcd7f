//! Photos and documents that devices have sent.

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use gridwork_model::permission::{Action, Object};

use crate::http::App;
use crate::http::problem::{Problem, ProblemBody};
use crate::http::session::{At, Signed};
use crate::{Done, HubError};

fn hash(text: &str) -> Done<[u8; 32]> {
    let mut hash = [0; 32];
    if text.len() != 64 || !text.is_ascii() {
        return Err(HubError::NotFound("file"));
    }
    for (byte, pair) in hash.iter_mut().zip(text.as_bytes().chunks(2)) {
        let pair = std::str::from_utf8(pair).map_err(|_| HubError::NotFound("file"))?;
        *byte = u8::from_str_radix(pair, 16).map_err(|_| HubError::NotFound("file"))?;
    }
    Ok(hash)
}

/// A complete file, to whoever may read its stream.
#[utoipa::path(get, path = "/api/v1/files/{hash}", tag = "roster",
    params(("hash" = String, Path)),
    responses((status = 200, content_type = "application/octet-stream", description = "The bytes"),
        (status = 404, body = ProblemBody)))]
pub async fn show(
    State(app): State<App>,
    Signed { caller, .. }: Signed,
    At(name): At<String>,
) -> Result<Response, Problem> {
    let bytes = app
        .work(move |hub, now| {
            let hash = hash(&name)?;
            let stream = hub.file_stream(&hash)?;
            hub.permit(&caller, Action::Read, Object::of(stream.purpose), stream.scope, now)?;
            hub.file(&hash)
        })
        .await?;
    let headers = [
        (header::CONTENT_TYPE, "application/octet-stream"),
        (header::CONTENT_DISPOSITION, "attachment"),
    ];
    Ok((headers, bytes).into_response())
}
