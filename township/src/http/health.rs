//! `/healthz` for whoever watches the hub, `/metrics` for Prometheus. Both tell numbers only.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use axum::Json;
use axum::extract::{ConnectInfo, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use gridwork_model::Moment;
use parking_lot::Mutex;
use serde::Serialize;

use crate::config::Mode;
use crate::http::App;
use crate::http::device::place;
use crate::http::problem::Problem;
use crate::{Done, Hub};

/// Upper bounds of the buckets of the duration histogram, seconds.
const BUCKETS_S: [f64; 8] = [0.005, 0.02, 0.05, 0.1, 0.5, 1.0, 5.0, 30.0];

/// Requests of one route, method and status.
#[derive(Clone, Copy, Default)]
struct Tally {
    count: u64,
    sum_s: f64,
    buckets: [u64; BUCKETS_S.len()],
}

/// What is counted since the start.
#[derive(Default)]
pub struct Counters {
    requests: Mutex<BTreeMap<(String, String, u16), Tally>>,
    exchange_in: AtomicU64,
    exchange_out: AtomicU64,
}

impl Counters {
    /// Counts an answered request; `route` is the pattern of the route, never the address asked.
    pub fn request(&self, method: &str, route: &str, status: u16, took: Duration) {
        let mut requests = self.requests.lock();
        let tally = requests.entry((route.to_owned(), method.to_owned(), status)).or_default();
        let seconds = took.as_secs_f64();
        tally.count += 1;
        tally.sum_s += seconds;
        for (bucket, bound) in tally.buckets.iter_mut().zip(BUCKETS_S) {
            *bucket += u64::from(seconds <= bound);
        }
    }

    /// Counts the bytes of an exchange that came in.
    pub fn exchanged(&self, bytes: usize) {
        self.exchange_in.fetch_add(bytes as u64, Ordering::Relaxed);
    }

    /// Counts the bytes of an exchange that went out.
    pub fn answered(&self, bytes: usize) {
        self.exchange_out.fetch_add(bytes as u64, Ordering::Relaxed);
    }
}

/// How the hub is.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct Health {
    /// `ok`, or `attention` if something in `attention` wants a person.
    pub status: &'static str,
    /// What wants a person: `low_disk`, `backup_old`, `no_backup`.
    pub attention: Vec<&'static str>,
    /// Training or production.
    pub mode: Mode,
    /// Grows with each restore.
    pub epoch: u32,
    /// Version of the program.
    pub version: &'static str,
    /// Free bytes on the disk of the data folder.
    pub free_bytes: u64,
    /// Age of the newest verified backup, seconds.
    pub backup_age_s: Option<i64>,
}

/// How the hub is, for whoever watches it; 503 if it cannot read its own data.
#[utoipa::path(
    get, path = "/healthz", tag = "watch",
    responses((status = 200, body = Health), (status = 503, description = "It cannot work"))
)]
pub async fn healthz(State(app): State<App>) -> Response {
    match read(&app).await {
        Ok(health) => Json(health).into_response(),
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "{\"status\":\"failed\"}").into_response(),
    }
}

async fn read(app: &App) -> Result<Health, Problem> {
    app.work(|hub, now| {
        let identity = hub.identity();
        let free_bytes = hub.free_bytes()?;
        let backup_age_ms = backup_age_ms(hub, now)?;
        let limits = &hub.limits().disk;
        let mut attention = Vec::new();
        if free_bytes < limits.free_bytes_min {
            attention.push("low_disk");
        }
        match backup_age_ms {
            None if identity.mode == Mode::Production => attention.push("no_backup"),
            Some(age) if age > limits.backup_age_ms => attention.push("backup_old"),
            _ => {}
        }
        Ok(Health {
            status: if attention.is_empty() { "ok" } else { "attention" },
            attention,
            mode: identity.mode,
            epoch: identity.epoch,
            version: env!("CARGO_PKG_VERSION"),
            free_bytes,
            backup_age_s: backup_age_ms.map(|age| age / 1000),
        })
    })
    .await
}

/// Age of the newest backup, milliseconds.
fn backup_age_ms(hub: &Hub, now: Moment) -> Done<Option<i64>> {
    Ok(hub.newest_backup()?.map(|made| (now.0 - made.0).max(0)))
}

/// Counters in the text form of Prometheus; answered to this machine only.
#[utoipa::path(
    get, path = "/metrics", tag = "watch",
    responses((status = 200, body = String, content_type = "text/plain"), (status = 404))
)]
pub async fn metrics(
    State(app): State<App>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    if !place(&app, peer, &headers).is_loopback() {
        return Err(Problem::no_route());
    }
    let health = read(&app).await?;
    let (devices, open) = app
        .work(|hub, _| {
            let everybody = gridwork_model::Id::NIL;
            Ok((hub.devices(everybody)?.len(), hub.incidents(everybody, true)?.len()))
        })
        .await?;
    let text = app.counters.text(&health, devices, open);
    Ok(([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], text).into_response())
}

impl Counters {
    fn text(&self, health: &Health, devices: usize, open_incidents: usize) -> String {
        let mut out = String::new();
        let mut gauge = |name: &str, help: &str, kind: &str, value: f64| {
            let _ = writeln!(out, "# HELP {name} {help}\n# TYPE {name} {kind}\n{name} {value}");
        };
        gauge(
            "gridwork_free_bytes",
            "Free bytes of the data disk.",
            "gauge",
            health.free_bytes as f64,
        );
        if let Some(age) = health.backup_age_s {
            gauge("gridwork_backup_age_seconds", "Age of the newest backup.", "gauge", age as f64);
        }
        gauge("gridwork_epoch", "Epoch of the hub.", "gauge", f64::from(health.epoch));
        gauge("gridwork_devices", "Devices ever enrolled.", "gauge", devices as f64);
        gauge("gridwork_open_incidents", "Incidents still open.", "gauge", open_incidents as f64);
        let (up, down) = (&self.exchange_in, &self.exchange_out);
        let (up, down) = (up.load(Ordering::Relaxed), down.load(Ordering::Relaxed));
        gauge("gridwork_exchange_in_bytes_total", "Exchange bytes in.", "counter", up as f64);
        gauge("gridwork_exchange_out_bytes_total", "Exchange bytes out.", "counter", down as f64);
        let name = "gridwork_http_request_seconds";
        let _ = writeln!(out, "# HELP {name} Time to answer.\n# TYPE {name} histogram");
        for ((route, method, status), tally) in &*self.requests.lock() {
            let labels = format!("route=\"{route}\",method=\"{method}\",status=\"{status}\"");
            for (bound, count) in BUCKETS_S.iter().zip(tally.buckets) {
                let _ = writeln!(out, "{name}_bucket{{{labels},le=\"{bound}\"}} {count}");
            }
            let _ = writeln!(out, "{name}_bucket{{{labels},le=\"+Inf\"}} {}", tally.count);
            let _ = writeln!(out, "{name}_sum{{{labels}}} {}", tally.sum_s);
            let _ = writeln!(out, "{name}_count{{{labels}}} {}", tally.count);
        }
        out
    }
}
