//! The console's files, as built into this binary: pages, scripts and styles, nothing from elsewhere.
//!
//! Whatever is no route of the API is a page of the console: the page itself decides what to show.
//! Text lies beside its compressed form, which the build of the pages made; nothing is compressed for a request.
//! Debug builds read the files from the source folder, so that a page under work needs no new hub.

use std::borrow::Cow;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use rust_embed::{EmbeddedFile, RustEmbed};
use tower_http::set_header::SetResponseHeaderLayer;

use crate::base_map::BaseMap;
use crate::http::App;
use crate::http::problem::Problem;

/// Files of the console; none if it was not built.
#[derive(RustEmbed)]
#[folder = "console/dist/"]
#[allow_missing = true]
struct Built;

/// The page that everything but a file leads to.
const INDEX: &str = "index.html";

/// Folder of files whose names hold a hash of their content.
const HASHED: &str = "assets/";

/// What a page may load and run: our own files alone. A map draws its tiles and reads its worker
/// from memory (`blob:`), small pictures lie in the styles (`data:`). The tiles of a base map may come
/// from one other origin, if the hub was given one.
fn policy(tiles: Option<&str>) -> String {
    let connect = tiles.map(|origin| format!(" {origin}")).unwrap_or_default();
    format!(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; \
         font-src 'self'; connect-src 'self'{connect}; worker-src 'self' blob:; \
         manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    )
}

/// What is shown by a hub that was built without its console.
const NOT_BUILT: &str = "<!doctype html><html lang=\"zh-CN\"><meta charset=\"utf-8\">\
    <title>乡网格</title><h1>乡网格</h1><p>这个程序里没有打包控制台页面，数据接收照常进行。</p>\
    <p>请用完整的安装包，或先构建 township/console 再构建本程序。</p></html>";

/// What answers requests that no route of the API takes.
pub(super) fn router(app: &App) -> Router<App> {
    let policy = policy(app.base_map.as_deref().and_then(BaseMap::origin));
    let policy = HeaderValue::from_str(&policy).ok();
    Router::new()
        .fallback(answer)
        .layer(SetResponseHeaderLayer::if_not_present(header::CONTENT_SECURITY_POLICY, policy))
}

async fn answer(request: Request) -> Response {
    let path = request.uri().path();
    let name = path.trim_start_matches('/');
    if ["api", "v1"].iter().any(|api| name == *api || name.starts_with(&format!("{api}/"))) {
        return Problem::no_route().into_response();
    }
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return Problem::no_method().into_response();
    }
    if name.is_empty() {
        return index(request.headers());
    }
    match file(name) {
        Some(found) => served(name, found, request.headers()),
        // A file that is missing is missing; a place inside the console is the console's to know.
        None if name.starts_with(HASHED) || !wants_page(request.headers()) => {
            Problem::no_route().into_response()
        }
        None => index(request.headers()),
    }
}

/// The file of a plain name; nothing that leads out of the folder is even looked up.
fn file(name: &str) -> Option<EmbeddedFile> {
    let plain = |part: &str| {
        !part.is_empty()
            && !part.starts_with('.')
            && part.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b))
    };
    name.split('/').all(plain).then(|| Built::get(name)).flatten()
}

fn index(headers: &HeaderMap) -> Response {
    match Built::get(INDEX) {
        Some(found) => served(INDEX, found, headers),
        None => {
            let kind = (header::CONTENT_TYPE, "text/html; charset=utf-8");
            (StatusCode::SERVICE_UNAVAILABLE, [kind], NOT_BUILT).into_response()
        }
    }
}

fn wants_page(headers: &HeaderMap) -> bool {
    let accept = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok());
    accept.is_some_and(|accept| accept.contains("text/html"))
}

/// Whether the client says that it reads gzip, as every browser does.
fn takes_gzip(headers: &HeaderMap) -> bool {
    let said = headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok());
    said.is_some_and(|said| {
        said.split(',').any(|one| {
            let (name, weight) = one.split_once(';').unwrap_or((one, ""));
            name.trim().eq_ignore_ascii_case("gzip")
                && weight.trim().trim_start_matches("q=").parse::<f32>().unwrap_or(1.0) > 0.0
        })
    })
}

fn served(name: &str, plain: EmbeddedFile, headers: &HeaderMap) -> Response {
    let small = takes_gzip(headers).then(|| Built::get(&format!("{name}.gz"))).flatten();
    let is_small = small.is_some();
    let found = small.unwrap_or(plain);
    let hash = found.metadata.sha256_hash();
    let tag: String = hash[..16].iter().map(|byte| format!("{byte:02x}")).collect();
    let tag = format!("\"{tag}\"");
    let known = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    let fresh = known.is_some_and(|known| known.trim_start_matches("W/") == tag);
    let mut response = match fresh {
        true => StatusCode::NOT_MODIFIED.into_response(),
        false => match found.data {
            Cow::Borrowed(bytes) => Body::from(Bytes::from_static(bytes)).into_response(),
            Cow::Owned(bytes) => Body::from(bytes).into_response(),
        },
    };
    let keep = match name.starts_with(HASHED) {
        true => "public, max-age=31536000, immutable",
        false => "no-cache",
    };
    let put = response.headers_mut();
    put.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind(name)));
    put.insert(header::CACHE_CONTROL, HeaderValue::from_static(keep));
    put.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if is_small {
        put.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    }
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        put.insert(header::ETAG, tag);
    }
    response
}

/// The media type of a file by the end of its name.
fn kind(name: &str) -> &'static str {
    match name.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" | "map" => "application/json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "webp" => "image/webp",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "mp3" => "audio/mpeg",
        "wav" => "audio/wav",
        "txt" => "text/plain; charset=utf-8",
        "webmanifest" => "application/manifest+json",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::file;

    #[test]
    fn nothing_outside_the_folder_has_a_name() {
        for name in ["../Cargo.toml", "..", "assets/../../Cargo.toml", "/etc/passwd", ".env"] {
            assert!(file(name).is_none(), "{name}");
        }
        for name in ["assets/%2e%2e/x", "a\\..\\b", "a//b", "assets/.x"] {
            assert!(file(name).is_none(), "{name}");
        }
    }
}
