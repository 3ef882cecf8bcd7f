//! What lies under the map: the township's roads, and the base map if the hub was given one.

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use gridwork_model::Moment;
use gridwork_model::permission::{Action, Object};
use serde::Serialize;
use serde_json::Value;

use crate::base_map::{BaseMap, BaseShown};
use crate::http::App;
use crate::http::problem::{Problem, ProblemBody};
use crate::http::session::Signed;
use crate::people::Caller;
use crate::roads::RoadsTaken;
use crate::{Done, Hub, HubError};

/// What there is to lie under the map.
#[derive(Serialize, utoipa::ToSchema)]
pub struct Ground {
    /// The base map; null without one.
    pub base: Option<BaseShown>,
    /// Roads as GeoJSON lines.
    #[schema(value_type = Object)]
    pub roads: Value,
}

fn reads(hub: &Hub, caller: &Caller, now: Moment) -> Done<()> {
    hub.permit(caller, Action::Read, Object::Directory, caller.org, now).map(drop)
}

/// Roads of the township, and whether there is a base map.
#[utoipa::path(get, path = "/api/v1/map", tag = "directory",
    responses((status = 200, body = Ground), (status = 403, body = ProblemBody)))]
pub async fn show(
    State(app): State<App>,
    Signed { caller, .. }: Signed,
) -> Result<Json<Ground>, Problem> {
    let base = app.base_map.as_ref().map(|base| base.shown());
    let roads = app.work(move |hub, now| hub.roads(&caller, now)).await?;
    Ok(Json(Ground { base, roads }))
}

/// A part of the base map's file, by `Range`.
#[utoipa::path(get, path = "/api/v1/map/base", tag = "directory",
    responses((status = 206, content_type = "application/octet-stream", description = "The bytes"),
        (status = 404, body = ProblemBody), (status = 416, body = ProblemBody)))]
pub async fn base(
    State(app): State<App>,
    Signed { caller, .. }: Signed,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let base = app.base_map.clone();
    let asked = headers.get(header::RANGE).and_then(|range| range.to_str().ok()).and_then(range);
    let part = app
        .work(move |hub, now| {
            reads(hub, &caller, now)?;
            let archive = base.as_deref().and_then(BaseMap::archive);
            let archive = archive.ok_or(HubError::NotFound("base map"))?;
            let part = asked.and_then(|(first, last)| Some((first, archive.part(first, last)?)));
            let part = part.map(|(first, bytes)| {
                Ok::<_, HubError>((first, bytes.map_err(HubError::file("base map"))?))
            });
            Ok((archive.length(), part.transpose()?))
        })
        .await?;
    let (length, part) = part;
    let Some((first, bytes)) = part else {
        let whole = format!("bytes */{length}");
        let problem = Problem::invalid("range").into_response().into_body();
        let headers = [(header::CONTENT_RANGE, whole)];
        return Ok((StatusCode::RANGE_NOT_SATISFIABLE, headers, problem).into_response());
    };
    let last = first + bytes.len() as u64 - 1;
    let headers = [
        (header::CONTENT_TYPE, "application/octet-stream".to_owned()),
        (header::CONTENT_RANGE, format!("bytes {first}-{last}/{length}")),
        (header::CACHE_CONTROL, "private, max-age=86400".to_owned()),
    ];
    Ok((StatusCode::PARTIAL_CONTENT, headers, bytes).into_response())
}

/// One range of bytes, both ends named; no other form is served.
fn range(text: &str) -> Option<(u64, u64)> {
    let (first, last) = text.strip_prefix("bytes=")?.split_once('-')?;
    Some((first.parse().ok()?, last.parse().ok()?))
}

/// Takes a GeoJSON file of roads in place of what the township had. Nothing of a file with faults is
/// taken; an empty collection takes the roads away.
#[utoipa::path(put, path = "/api/v1/map/roads", tag = "directory",
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 200, body = RoadsTaken), (status = 403, body = ProblemBody),
        (status = 413, body = ProblemBody)))]
pub async fn take_roads(
    State(app): State<App>,
    Signed { caller, .. }: Signed,
    body: Result<Bytes, BytesRejection>,
) -> Result<Json<RoadsTaken>, Problem> {
    let body = body.map_err(|_| Problem::too_large())?;
    app.work(move |hub, now| hub.take_roads(&caller, &body, now)).await.map(Json)
}
