//! The hub on the network: the device API (`/v1`, signed bytes) and the staff API (`/api/v1`, JSON
//! behind a session cookie).
//!
//! Handlers are thin: they read a request, call the hub on a blocking thread, and write what it said.
//! **Invariant.** No handler decides whether something is permitted: it asks [`Hub::permit`], which
//! asks the matrix of `gridwork-model` and keeps the wall between townships.
//!
//! The map:
//! - [`router`]: every route; [`openapi`]: the document made of the same declarations
//! - [`device`]: what phones post; `staff`: what the console asks
//! - [`console`]: the pages themselves
//! - [`health`]: `/healthz` and `/metrics`
//! - [`problem`]: errors as JSON; [`session`]: cookie and CSRF
//! - [`server`]: listening, limits, TLS, stopping

pub mod console;
pub mod device;
pub mod health;
pub mod openapi;
pub mod problem;
pub mod router;
pub mod server;
pub mod session;
pub mod staff;
pub(crate) mod stream;

use std::path::PathBuf;
use std::sync::Arc;

use gridwork_model::Moment;
use tokio::sync::watch;

use crate::base_map::BaseMap;
use crate::http::health::Counters;
use crate::{Done, Hub};
use problem::Problem;

pub use router::router;
pub use server::{ServeError, serve};

/// What every handler holds; cheap to clone, dropped when the last connection ends.
#[derive(Clone)]
pub struct App {
    /// The hub; the caller of [`serve`] keeps its own handle and closes it after the server ended.
    pub hub: Arc<Hub>,
    /// The time; the clock file in production, a test's own in tests.
    pub clock: Arc<dyn Fn() -> Moment + Send + Sync>,
    /// Whether browsers reach this server over TLS: cookies are then marked `Secure`.
    pub tls: bool,
    /// Whether a TLS proxy on this machine forwards to this server; its word on addresses counts.
    pub proxied: bool,
    /// Where the server makes a backup of its own once a day; dropped with the server.
    pub backup_to: Option<PathBuf>,
    /// What lies under the maps of the console, if anything.
    pub base_map: Option<Arc<BaseMap>>,
    /// What `/metrics` tells.
    pub counters: Arc<Counters>,
    /// Turns true when the server stops: whoever listens for live changes lets go.
    pub stopping: Arc<watch::Sender<bool>>,
}

impl App {
    /// An application over `hub` on the machine's clock.
    pub fn new(hub: Arc<Hub>, tls: bool) -> App {
        App::with_clock(hub, tls, Arc::new(crate::clock::now))
    }

    /// The same on another clock.
    pub fn with_clock(
        hub: Arc<Hub>,
        tls: bool,
        clock: Arc<dyn Fn() -> Moment + Send + Sync>,
    ) -> App {
        App {
            hub,
            clock,
            tls,
            proxied: false,
            backup_to: None,
            base_map: None,
            counters: Arc::default(),
            stopping: Arc::default(),
        }
    }

    /// Runs a piece of work on a blocking thread: the hub hashes, signs and waits for the disk.
    pub async fn work<T: Send + 'static>(
        &self,
        job: impl FnOnce(&Hub, Moment) -> Done<T> + Send + 'static,
    ) -> Result<T, Problem> {
        let (hub, now) = (Arc::clone(&self.hub), (self.clock)());
        match tokio::task::spawn_blocking(move || job(&hub, now)).await {
            Ok(result) => result.map_err(Problem::from),
            Err(panicked) => {
                // The message of a panic may hold what was being worked on: only that it happened
                // is said.
                tracing::error!(cancelled = panicked.is_cancelled(), "a request did not finish");
                Err(Problem::internal())
            }
        }
    }
}
