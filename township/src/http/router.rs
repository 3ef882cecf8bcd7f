//! The whole surface, grouped by caller. Every route is declared with its description, so that the
//! OpenAPI document cannot fall behind.

use std::time::Instant;

use axum::Router;
use axum::extract::{DefaultBodyLimit, MatchedPath, Request, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use tower_http::set_header::SetResponseHeaderLayer;
use tower_http::timeout::TimeoutLayer;
use utoipa_axum::router::{OpenApiRouter, UtoipaMethodRouter};
use utoipa_axum::routes;

use crate::config::HttpLimits;
use crate::http::problem::Problem;
use crate::http::staff::evidence::{clues, heads, sets, stamps};
use crate::http::staff::{
    audit, conflicts, devices, directory, drafts, erasures, exports, files, households, imports,
    incidents, meta, quarantine, session, steps, tasks, users,
};
use crate::http::staff::{
    events, figures, ground, me, organisation, places, records, settings, templates, twins, units,
    words,
};
use crate::http::{App, console, device, health, openapi};
use crate::roads::FILE_BYTES;

/// Headers of every answer: nothing is cached, framed, sniffed or loaded from elsewhere.
const SECURITY: [(HeaderName, &str); 8] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::CACHE_CONTROL, "no-store"),
    (
        header::CONTENT_SECURITY_POLICY,
        "default-src 'self'; base-uri 'none'; object-src 'none'; form-action 'self'; \
         frame-ancestors 'none'",
    ),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (HeaderName::from_static("permissions-policy"), "camera=(), microphone=(), geolocation=()"),
];

/// All routes, ready to be served.
pub fn router(app: App) -> Router {
    let limits = &app.hub.limits().http;
    let (routes, _) = described(limits).split_for_parts();
    let mut router = routes
        .method_not_allowed_fallback(|| async { Problem::no_method() })
        .fallback_service(console::router(&app).with_state(app.clone()))
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, limits.request))
        .layer(middleware::from_fn_with_state(app.clone(), watched))
        .with_state(app.clone());
    for (name, value) in SECURITY {
        let value = HeaderValue::from_static(value);
        router = router.layer(SetResponseHeaderLayer::if_not_present(name, value));
    }
    if app.tls {
        let year = HeaderValue::from_static("max-age=31536000");
        let name = header::STRICT_TRANSPORT_SECURITY;
        router = router.layer(SetResponseHeaderLayer::if_not_present(name, year));
    }
    router
}

/// Every route with its description.
pub(super) fn described(limits: &HttpLimits) -> OpenApiRouter<App> {
    OpenApiRouter::with_openapi(openapi::blank())
        .merge(field())
        .merge(staff().merge(pages()).layer(DefaultBodyLimit::max(limits.body_bytes)))
        .merge(bounded(routes!(imports::dry_run), limits.import_bytes))
        .merge(bounded(routes!(ground::take_roads), FILE_BYTES))
        .routes(routes!(health::healthz))
        .routes(routes!(health::metrics))
        .routes(routes!(openapi::openapi))
}

/// One route with a bound of its own on what it reads, bytes.
fn bounded(route: UtoipaMethodRouter<App>, bytes: usize) -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(route).layer(DefaultBodyLimit::max(bytes))
}

/// Devices of the field.
fn field() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .merge(bounded(routes!(device::enrol), device::ENROL_BYTES))
        .merge(bounded(routes!(device::exchange), device::EXCHANGE_BYTES))
        .merge(bounded(routes!(device::files), device::FILE_BYTES))
        .merge(bounded(routes!(device::bundles), device::BUNDLE_BYTES))
}

/// Staff.
fn staff() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(meta::meta))
        .routes(routes!(session::set_up))
        .routes(routes!(session::who, session::log_in, session::log_out))
        .routes(routes!(session::password))
        .routes(routes!(incidents::list, incidents::report))
        .routes(routes!(incidents::show))
        .routes(routes!(incidents::looking))
        .routes(routes!(steps::step))
        .routes(routes!(tasks::issue))
        .routes(routes!(tasks::progress))
        .routes(routes!(tasks::paper))
        .routes(routes!(conflicts::list))
        .routes(routes!(conflicts::show, conflicts::resolve))
        .routes(routes!(quarantine::list))
        .routes(routes!(quarantine::review))
        .routes(routes!(templates::list))
        .routes(routes!(templates::show))
        .routes(routes!(templates::check))
        .routes(routes!(units::units))
        .routes(routes!(units::cells))
        .routes(routes!(units::staff))
        .routes(routes!(units::posts))
        .routes(routes!(places::list))
        .routes(routes!(directory::list))
        .routes(routes!(directory::put, directory::withdraw))
        .routes(routes!(devices::list))
        .routes(routes!(devices::code))
        .routes(routes!(devices::revoke))
        .routes(routes!(users::list, users::add))
        .routes(routes!(users::change))
        .routes(routes!(audit::list))
        .routes(routes!(households::list, households::add))
        .routes(routes!(households::add_person))
        .routes(routes!(households::show))
        .routes(routes!(households::reveal))
        .routes(routes!(imports::accept))
        .routes(routes!(imports::blank))
        .routes(routes!(erasures::list, erasures::erase))
        .routes(routes!(files::show))
}

/// What the pages of the console need beside the resources of [`staff`].
fn pages() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(me::me))
        .routes(routes!(events::events))
        .routes(routes!(words::show))
        .routes(routes!(households::people))
        .routes(routes!(households::fields, households::correct))
        .routes(routes!(households::history))
        .routes(routes!(households::statement))
        .routes(routes!(conflicts::settled))
        .routes(routes!(conflicts::again))
        .routes(routes!(conflicts::ask))
        .routes(routes!(conflicts::alike))
        .routes(routes!(devices::show))
        .routes(routes!(session::offer_second))
        .routes(routes!(session::confirm_second))
        .routes(routes!(session::drop_second))
        .routes(routes!(exports::list, exports::ask))
        .routes(routes!(exports::decide))
        .routes(routes!(exports::file))
        .routes(routes!(exports::sheet))
        .routes(routes!(records::list))
        .routes(routes!(organisation::preview))
        .routes(routes!(organisation::apply))
        .routes(routes!(organisation::assign))
        .routes(routes!(organisation::absence))
        .routes(routes!(organisation::handover))
        .routes(routes!(organisation::end))
        .routes(routes!(organisation::change))
        .routes(routes!(drafts::list))
        .routes(routes!(drafts::put, drafts::drop))
        .routes(routes!(drafts::publish))
        .routes(routes!(drafts::versions))
        .routes(routes!(drafts::version))
        .routes(routes!(settings::health))
        .routes(routes!(settings::warnings))
        .routes(routes!(settings::show))
        .routes(routes!(settings::policy))
        .routes(routes!(settings::calendar))
        .routes(routes!(settings::about))
        .routes(routes!(clues::list))
        .routes(routes!(clues::step))
        .routes(routes!(clues::photo))
        .routes(routes!(sets::list))
        .routes(routes!(sets::show))
        .routes(routes!(sets::file))
        .routes(routes!(sets::officers))
        .routes(routes!(sets::card))
        .routes(routes!(heads::list))
        .routes(routes!(heads::proof))
        .routes(routes!(heads::of_set))
        .routes(routes!(stamps::head_request))
        .routes(routes!(stamps::head_stamp))
        .routes(routes!(stamps::file_request))
        .routes(routes!(stamps::file_stamp))
        .routes(routes!(ground::show))
        .routes(routes!(ground::base))
        .routes(routes!(figures::figures))
        .routes(routes!(twins::list))
        .routes(routes!(twins::merge))
        .routes(routes!(twins::apart))
        .routes(routes!(twins::homes, twins::merge_homes))
        .routes(routes!(twins::preview_homes))
        .routes(routes!(twins::part_homes))
}

/// Counts and logs a request by the pattern of its route: an address holds ids, a query may hold
/// names, and neither belongs into a log.
async fn watched(State(app): State<App>, request: Request, next: Next) -> Response {
    let began = Instant::now();
    let method = request.method().to_string();
    let route = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    let route = route.unwrap_or_else(|| "none".to_owned());
    let mut response = next.run(request).await;
    if response.status() == StatusCode::SERVICE_UNAVAILABLE && route != "/healthz" {
        response = Problem::timeout().into_response();
    }
    let (status, took) = (response.status().as_u16(), began.elapsed());
    app.counters.request(&method, &route, status, took);
    tracing::info!(method, route, status, ms = took.as_millis() as u64, "request");
    response
}
