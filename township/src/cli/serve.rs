//! `serve`: phones and staff, until told to stop.

use std::io::Write;
use std::net::TcpListener;
use std::sync::Arc;

use tracing_subscriber::EnvFilter;

use super::Failure;
use super::args::Serve;
use super::open::Place;
use crate::base_map::{BaseMap, Wmts};
use crate::http::{self, App};
use crate::tls;

pub(super) fn run(place: &Place, what: Serve, out: &mut dyn Write) -> Result<(), Failure> {
    let config = match (&what.tls_cert, &what.tls_key) {
        (Some(chain), Some(key)) => Some(tls::config(chain, key)?),
        _ => None,
    };
    let tls = config.is_some() || what.behind_proxy;
    let base_map = match (&what.base_map, &what.base_map_wmts) {
        (Some(file), _) => Some(BaseMap::open(file)?),
        (None, Some(at)) => Some(BaseMap::Wmts(Wmts::new(at, what.base_map_max_zoom, tls)?)),
        (None, None) => None,
    };
    let held = place.open()?;
    log();
    let io = |source| Failure::Io { what: "listening", source };
    let listener = TcpListener::bind(what.listen).map_err(io)?;
    let address = listener.local_addr().map_err(io)?;
    let scheme = if config.is_some() { "https" } else { "http" };
    let mut app = App::new(Arc::new(held.hub), tls);
    app.proxied = what.behind_proxy;
    app.backup_to = what.backup_to;
    app.base_map = base_map.map(Arc::new);
    tracing::info!(%address, mode = ?app.hub.mode(), "serving");
    let without = app.hub.not_admitted();
    if !without.is_empty() {
        let templates = without.join(" ");
        tracing::warn!(%templates, "admitted for training only: no tasks are issued");
    }
    writeln!(out, "serving: {scheme}://{address}")?;
    out.flush()?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(io)?;
    runtime.block_on(http::serve(app, listener, config, stop()))?;
    // The lock ends only after the last piece of work has ended.
    drop(runtime);
    drop(held.lock);
    Ok(())
}

/// Structured logs on standard error, for the journal; `GRIDWORK_LOG` filters them.
fn log() {
    let filter = EnvFilter::try_from_env("GRIDWORK_LOG").unwrap_or_else(|_| EnvFilter::new("info"));
    // A second call in one process (tests) keeps the first subscriber.
    let _ = tracing_subscriber::fmt()
        .json()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .try_init();
}

/// Ready when the machine asks the process to end.
async fn stop() {
    use tokio::signal::unix::{SignalKind, signal};
    let mut ended = match signal(SignalKind::terminate()) {
        Ok(ended) => ended,
        Err(error) => {
            tracing::error!(%error, "SIGTERM cannot be caught");
            return std::future::pending().await;
        }
    };
    tokio::select! {
        _ = ended.recv() => {}
        _ = tokio::signal::ctrl_c() => {}
    }
}
