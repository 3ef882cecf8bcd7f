//! What phones post: signed bytes in, signed bytes out (docs/protocol.md).
//!
//! A well-formed request is answered with 200 whatever the answer says; only what the transport has
//! to say itself (too large, too slow) has another status.

use std::net::{IpAddr, SocketAddr};

use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{ConnectInfo, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};

use crate::http::App;
use crate::http::problem::{Problem, ProblemBody};

/// Largest enrolment message, bytes.
pub const ENROL_BYTES: usize = gridwork_sync::enrol::MESSAGE_BYTES;

/// Largest exchange request, bytes.
pub const EXCHANGE_BYTES: usize = gridwork_sync::limits::REQUEST_BYTES;

/// Largest file request, bytes: one part with its header and signature.
pub const FILE_BYTES: usize = gridwork_sync::limits::PART_BYTES + (1 << 10);

/// Largest bundle, bytes.
pub const BUNDLE_BYTES: usize = gridwork_sync::limits::BUNDLE_BYTES;

fn bytes(body: Vec<u8>) -> Response {
    let kind = HeaderValue::from_static("application/octet-stream");
    ([(header::CONTENT_TYPE, kind)], body).into_response()
}

/// Where a request came from, for the pace of guessing: the peer, or what a proxy on this machine
/// says it forwarded.
pub fn place(app: &App, peer: SocketAddr, headers: &HeaderMap) -> IpAddr {
    let forwarded = headers
        .get("x-forwarded-for")
        .filter(|_| app.proxied && peer.ip().is_loopback())
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.rsplit(',').next())
        .and_then(|last| last.trim().parse().ok());
    forwarded.unwrap_or_else(|| peer.ip())
}

/// Becomes a device: binds a fresh key to the person of a one-time code.
#[utoipa::path(
    post, path = "/v1/enrol", tag = "device",
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses(
        (status = 200, description = "A signed answer", body = Vec<u8>, content_type = "application/octet-stream"),
        (status = 413, body = ProblemBody),
    )
)]
pub async fn enrol(
    State(app): State<App>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Problem> {
    let body = body.map_err(|_| Problem::too_large())?;
    let place = place(&app, peer, &headers).to_string();
    let answer = app.work(move |hub, now| Ok(hub.enrol(&body, &place, now))).await?;
    Ok(bytes(answer))
}

/// One exchange: a batch and cursors up, verdicts and entries down.
#[utoipa::path(
    post, path = "/v1/exchange", tag = "device",
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses(
        (status = 200, description = "A signed answer", body = Vec<u8>, content_type = "application/octet-stream"),
        (status = 413, body = ProblemBody),
    )
)]
pub async fn exchange(
    State(app): State<App>,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Problem> {
    let body = body.map_err(|_| Problem::too_large())?;
    app.counters.exchanged(body.len());
    let answer = app.work(move |hub, now| Ok(hub.exchange(&body, now))).await?;
    app.counters.answered(answer.len());
    Ok(bytes(answer))
}

/// One part of a file, or the question which parts are held.
#[utoipa::path(
    post, path = "/v1/files", tag = "device",
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses(
        (status = 200, description = "Which parts are held", body = Vec<u8>, content_type = "application/octet-stream"),
        (status = 413, body = ProblemBody),
    )
)]
pub async fn files(
    State(app): State<App>,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Problem> {
    let body = body.map_err(|_| Problem::too_large())?;
    let answer = app.work(move |hub, now| Ok(hub.file_part(&body, now))).await?;
    Ok(bytes(answer))
}

/// A bundle that somebody carried; the answer is the receipt for its device.
#[utoipa::path(
    post, path = "/v1/bundles", tag = "device",
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses(
        (status = 200, description = "A sealed receipt", body = Vec<u8>, content_type = "application/octet-stream"),
        (status = 404, description = "Of a device this hub does not know", body = ProblemBody),
        (status = 422, description = "Not a bundle for this hub", body = ProblemBody),
        (status = 413, body = ProblemBody),
    )
)]
pub async fn bundles(
    State(app): State<App>,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Problem> {
    let body = body.map_err(|_| Problem::too_large())?;
    let receipt = app.work(move |hub, now| hub.bundle(&body, now)).await?;
    Ok(bytes(receipt))
}
