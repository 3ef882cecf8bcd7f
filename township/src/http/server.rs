//! Listening, limits, stopping. Plain HTTP is served on loopback only; elsewhere a certificate is
//! needed, or a TLS proxy on this machine.

use std::future::Future;
use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use axum_server::Handle;
use axum_server::tls_rustls::RustlsConfig;
use gridwork_model::Moment;
use tokio::task::JoinHandle;

use crate::audit::Actor;
use crate::http::{App, router};
use crate::{Done, Hub};

/// How old the newest backup may become before the next is made, milliseconds.
const BACKUP_MS: i64 = 24 * 3_600_000;

/// How often clock rules are looked at.
const TICK: Duration = Duration::from_secs(30);

/// Why the server does not run.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// Signed or not, plain HTTP shows a staff session to everybody on the line.
    #[error("plain HTTP is served on loopback only; {0} needs a certificate")]
    PlainOffLoopback(SocketAddr),
    /// The address cannot be used.
    #[error("cannot listen: {0}")]
    Listen(#[from] std::io::Error),
}

/// Serves until `shutdown` is ready, then answers what is open for at most the drain time.
pub async fn serve(
    app: App,
    listener: TcpListener,
    tls: Option<RustlsConfig>,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> Result<(), ServeError> {
    let address = listener.local_addr()?;
    if tls.is_none() && !address.ip().is_loopback() {
        return Err(ServeError::PlainOffLoopback(address));
    }
    listener.set_nonblocking(true)?;
    let limits = app.hub.limits().http.clone();
    let handle = Handle::new();
    let stopping = handle.clone();
    let listeners = Arc::clone(&app.stopping);
    let stopper = tokio::spawn(async move {
        shutdown.await;
        listeners.send_replace(true);
        tracing::info!("stopping");
        stopping.graceful_shutdown(Some(limits.drain));
    });
    let warming = tokio::spawn(warm(app.clone()));
    let clock = tick(app.clone());
    let service = router(app).into_make_service_with_connect_info::<SocketAddr>();
    let result = match tls {
        Some(config) => {
            let server = axum_server::from_tcp_rustls(listener, config)?;
            server.handle(handle).first_request_timeout(limits.request).serve(service).await
        }
        None => {
            let server = axum_server::from_tcp(listener)?;
            server.handle(handle).first_request_timeout(limits.request).serve(service).await
        }
    };
    clock.abort();
    warming.abort();
    stopper.abort();
    tracing::info!("stopped");
    Ok(result?)
}

/// Reads what lists are made of beside the first requests, so that no clerk waits for the whole county.
async fn warm(app: App) {
    match app.work(|hub, _| hub.warm()).await {
        Ok(()) => tracing::info!("lists are read"),
        Err(_) => tracing::error!("lists could not be read; they are read again when asked for"),
    }
}

/// Calls the hub's clock rules for as long as the server runs; aborted by [`serve`].
fn tick(app: App) -> JoinHandle<()> {
    tokio::spawn(async move {
        let mut every = tokio::time::interval(TICK);
        every.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            every.tick().await;
            match app.work(|hub, now| hub.tick(now)).await {
                Ok(0) => {}
                Ok(moved) => tracing::info!(moved, "clock rules"),
                Err(_) => tracing::error!("clock rules failed"),
            }
            if let Err(failed) = app.work(|hub, now| hub.rotate_rest_key(now)).await {
                tracing::error!(?failed, "the rest key was not rotated");
            }
            if let Some(folder) = app.backup_to.clone()
                && let Err(failed) = app.work(move |hub, now| back_up(hub, &folder, now)).await
            {
                tracing::error!(?failed, "the backup failed");
            }
        }
    })
}

/// Makes the day's backup if it is due.
fn back_up(hub: &Hub, folder: &Path, now: Moment) -> Done<()> {
    if hub.newest_backup()?.is_some_and(|made| now.0 - made.0 < BACKUP_MS) {
        return Ok(());
    }
    let by = Actor::Clock { rule: "backup".to_owned() };
    let made = hub.backup(folder, by, now)?;
    let pruned = hub.prune_backups(folder, now)?;
    tracing::info!(bytes = made.bytes, pruned, "backup made and verified");
    Ok(())
}
