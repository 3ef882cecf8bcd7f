//! The hub of the demo: created, filled and served on loopback.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use gridwork_county::County;
use gridwork_model::Moment;
use gridwork_seal::{EnrolCode, SystemEntropy};
use gridwork_township::audit::Actor;
use gridwork_township::http::{App, serve};
use gridwork_township::import::county::Imported;
use gridwork_township::people::{NewStaff, RoleAt};
use gridwork_township::{Hub, HubOptions, Limits, Mode};

use super::{DemoError, Options, progress};
use crate::env::WorldClock;
use crate::staffed::{USERS, place_of};
use crate::world::{MORNING, World};

/// How long a log-in holds, by the county's clock.
const SESSION_MS: i64 = 365 * 86_400_000;

/// A log-in of the demo.
#[derive(Clone, Debug)]
pub struct LogIn {
    /// What the person is.
    pub role: &'static str,
    /// Name typed.
    pub login: String,
    /// First password; random at each run.
    pub password: String,
}

/// The hub while it is served; dropping it stops the server.
pub struct Served {
    /// Address on loopback.
    pub address: String,
    /// Log-ins.
    pub log_ins: Vec<LogIn>,
    /// What was imported.
    pub imported: Imported,
    /// Where everything is kept.
    pub dir: PathBuf,
    clock: Arc<WorldClock>,
    hub: Arc<Hub>,
    county: Option<County>,
    runtime: Option<tokio::runtime::Runtime>,
    stop: Option<tokio::sync::oneshot::Sender<()>>,
}

/// Creates the hub, imports the county and begins to serve.
pub(super) fn open(options: &Options) -> Result<Served, DemoError> {
    let dir = folder(options)?;
    let listener =
        TcpListener::bind(("127.0.0.1", 0)).map_err(|error| DemoError::Io("loopback", error))?;
    let port = listener.local_addr().map_err(|error| DemoError::Io("loopback", error))?.port();
    let address = format!("http://127.0.0.1:{port}");
    let clock = WorldClock::new(MORNING);
    let now = clock.now();
    let mut limits = Limits::default();
    // An hour of the county goes by in seconds: whoever logs in stays in while the phones work.
    (limits.people.idle_ms, limits.people.session_ms) = (SESSION_MS, SESSION_MS);
    let hub_options = HubOptions {
        mode: Mode::Training,
        limits,
        entropy: Box::new(SystemEntropy),
        public_url: address.clone(),
    };
    let (hub, _) = Hub::create(&dir.join("hub"), hub_options, now)?;
    let county = options.county(now.day())?;
    let bar = progress(county.cells().len() as u64, "名册进库");
    let imported = hub.import_county(&county, Actor::Operator, now, &mut |done, of| {
        bar.set_length(of as u64);
        bar.set_position(done as u64);
    })?;
    bar.finish_and_clear();
    let log_ins = staff(&hub, &county, now)?;
    let hub = Arc::new(hub);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .map_err(|error| DemoError::Io("runtime", error))?;
    let (stop, stopped) = tokio::sync::oneshot::channel();
    let server_clock = Arc::clone(&clock);
    let app = App::with_clock(Arc::clone(&hub), false, Arc::new(move || server_clock.now()));
    runtime.spawn(async move {
        let shutdown = async move {
            let _ = stopped.await;
        };
        let _ = serve(app, listener, None, shutdown).await;
    });
    Ok(Served {
        address,
        log_ins,
        imported,
        dir,
        clock,
        hub,
        county: Some(county),
        runtime: Some(runtime),
        stop: Some(stop),
    })
}

impl Served {
    pub(super) fn world(&self, options: &Options) -> Result<World, DemoError> {
        Ok(World::over_http(
            Arc::clone(&self.clock),
            Arc::clone(&self.hub),
            options.county(self.clock.now().day())?,
            &self.dir,
            options.seed,
            &self.address,
        ))
    }

    /// Lets the county's clock run with the real one for a while, for people at the console.
    pub(super) fn pass(&self, seconds: u32) {
        for _ in 0..seconds {
            std::thread::sleep(std::time::Duration::from_secs(1));
            self.clock.advance_ms(1_000);
        }
    }

    /// Lets the county's clock run with the real one from now on.
    pub fn keep_serving(&self) -> ! {
        loop {
            self.pass(60);
        }
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        drop(self.county.take());
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_timeout(std::time::Duration::from_secs(5));
        }
    }
}

fn folder(options: &Options) -> Result<PathBuf, DemoError> {
    let dir = match &options.dir {
        Some(dir) => dir.clone(),
        None => std::env::temp_dir().join(format!("gridwork-demo-{}", std::process::id())),
    };
    create(&dir)?;
    Ok(dir)
}

fn create(dir: &Path) -> Result<(), DemoError> {
    std::fs::create_dir_all(dir).map_err(|error| DemoError::Io("data folder", error))
}

/// Somebody in each role of the console, in the first township with residents, and the county.
fn staff(hub: &Hub, county: &County, now: Moment) -> Result<Vec<LogIn>, DemoError> {
    let Some(cell) = county.cells().first() else { return Ok(Vec::new()) };
    let mut log_ins = Vec::new();
    for (login, role, name) in USERS {
        let standing = hub.standing();
        let place = place_of(role, cell.township, &standing.directory);
        let (org, scope) = place.ok_or_else(|| {
            DemoError::Fault(format!("the township has no office for {}", role.word()))
        })?;
        let password = EnrolCode::generate(&mut SystemEntropy).to_string();
        let new = NewStaff {
            org,
            person: None,
            login: login.to_owned(),
            name: name.to_owned(),
            roles: vec![RoleAt { role: role.number(), scope }],
            password: password.clone(),
        };
        hub.add_staff(&new, Actor::Operator, now)?;
        log_ins.push(LogIn { role: role.word(), login: login.to_owned(), password });
    }
    Ok(log_ins)
}
