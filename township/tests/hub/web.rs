//! The console's side of the hub, over real HTTP: pages, sessions, live events.

use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use gridwork_model::permission::Role;
use gridwork_model::{Id, Moment};
use gridwork_township::Hub;
use gridwork_township::audit::Actor;
use gridwork_township::base_map::BaseMap;
use gridwork_township::http::{App, serve};
use gridwork_township::people::{NewStaff, RoleAt};
use serde_json::{Value, json};

use crate::support::{Fixture, NOON, fixture};

pub const FIRST: &str = "沙棘 山杏 油松 榆树";
pub const SECOND: &str = "蓝天 白云 草原 羊群";

/// A hub being served; the server ends with it.
pub struct Web {
    pub hub: Arc<Hub>,
    pub township: Id,
    pub cell: Id,
    _folder: tempfile::TempDir,
    address: String,
    clock: Arc<AtomicI64>,
    stop: Option<tokio::sync::oneshot::Sender<()>>,
    runtime: Option<tokio::runtime::Runtime>,
}

/// An answer.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: BTreeMap<String, String>,
    pub body: Vec<u8>,
}

/// Somebody with a browser.
#[derive(Clone)]
pub struct Browser {
    address: String,
    pub cookie: Option<String>,
    pub csrf: Option<String>,
    agent: ureq::Agent,
}

impl Web {
    pub fn new(cells: usize) -> Web {
        Web::serving(fixture(cells), None)
    }

    /// Serves a hub in which something has happened already.
    pub fn over(f: Fixture) -> Web {
        Web::serving(f, None)
    }

    /// The same with a base map under its maps.
    pub fn serving(f: Fixture, base_map: Option<BaseMap>) -> Web {
        let township = f.hub.standing().org_of(f.cell());
        let cell = f.cell();
        let hub = Arc::new(f.hub);
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let clock = Arc::new(AtomicI64::new(NOON.0));
        let read = Arc::clone(&clock);
        let now = Arc::new(move || Moment(read.load(Ordering::Relaxed)));
        let mut app = App::with_clock(Arc::clone(&hub), false, now);
        app.base_map = base_map.map(Arc::new);
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
        runtime.spawn(serve(app, listener, None, async {
            let _ = stopped.await;
        }));
        Web {
            hub,
            township,
            cell,
            _folder: f.folder,
            address,
            clock,
            stop: Some(stop),
            runtime: Some(runtime),
        }
    }

    pub fn pass(&self, ms: i64) {
        self.clock.fetch_add(ms, Ordering::Relaxed);
    }

    pub fn now(&self) -> Moment {
        Moment(self.clock.load(Ordering::Relaxed))
    }

    /// A browser nobody is logged in with.
    pub fn stranger(&self) -> Browser {
        // A connection for each request: the hub hangs up where it answers before it has read a
        // body, and whoever asked next on the same connection would get no answer.
        let agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .max_idle_connections(0)
            .build()
            .new_agent();
        Browser { address: self.address.clone(), cookie: None, csrf: None, agent }
    }

    /// Makes a log-in.
    pub fn staff(&self, login: &str, role: Role, org: Id, scope: Id) -> Id {
        let new = NewStaff {
            org,
            person: None,
            login: login.into(),
            name: format!("{}甲", role.word()),
            roles: vec![RoleAt { role: role.number(), scope }],
            password: FIRST.into(),
        };
        self.hub.add_staff(&new, Actor::Operator, self.now()).unwrap()
    }

    /// Somebody of the township in a role, logged in.
    pub fn log_in(&self, role: Role) -> Browser {
        let login = format!("user{}-{}", role.number(), self.now().0);
        self.staff(&login, role, self.township, self.township);
        self.log_in_as(&login)
    }

    /// Logs in with the first password and changes it.
    pub fn log_in_as(&self, login: &str) -> Browser {
        let mut browser = self.stranger();
        let begun = browser.post("/api/v1/session", json!({"login": login, "password": FIRST}));
        assert_eq!(begun.status, 200, "{begun:?}");
        browser.take(&begun);
        let changed =
            browser.post("/api/v1/session/password", json!({"old": FIRST, "new": SECOND}));
        assert_eq!(changed.status, 200, "{changed:?}");
        browser.take(&changed);
        browser
    }
}

impl Drop for Web {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

/// Stands for an answer that was cut off while the request was still being sent.
pub const CUT: u16 = 0;

impl Answer {
    fn of(answer: Result<ureq::http::Response<ureq::Body>, ureq::Error>) -> Answer {
        // Who says too much is refused at the length it announced: the hub may answer and hang up
        // before everything is sent, and then the sender sees the cut instead of the answer.
        if let Err(ureq::Error::Io(cut)) = &answer
            && matches!(cut.kind(), ErrorKind::BrokenPipe | ErrorKind::ConnectionReset)
        {
            return Answer { headers: BTreeMap::new(), status: CUT, body: Vec::new() };
        }
        let mut answer = answer.expect("the hub answers");
        let headers = answer.headers().iter();
        let text = |value: &ureq::http::HeaderValue| value.to_str().unwrap().to_owned();
        Answer {
            headers: headers.map(|(name, value)| (name.to_string(), text(value))).collect(),
            status: answer.status().as_u16(),
            body: answer.body_mut().read_to_vec().unwrap(),
        }
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|_| panic!("{}: {}", self.status, String::from_utf8_lossy(&self.body)))
    }

    pub fn code(&self) -> String {
        self.json()["code"].as_str().unwrap_or_default().to_owned()
    }
}

impl Browser {
    /// Keeps what a log-in gave.
    pub fn take(&mut self, answer: &Answer) {
        let cookie = &answer.headers["set-cookie"];
        self.cookie = Some(cookie.split(';').next().unwrap().to_owned());
        self.csrf = answer.json()["csrf"].as_str().map(str::to_owned);
    }

    pub fn get(&self, path: &str) -> Answer {
        self.get_with(path, &[])
    }

    pub fn get_with(&self, path: &str, headers: &[(&str, &str)]) -> Answer {
        let mut request = self.agent.get(format!("{}{path}", self.address));
        if let Some(cookie) = &self.cookie {
            request = request.header("cookie", cookie);
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        Answer::of(request.call())
    }

    pub fn post(&self, path: &str, body: Value) -> Answer {
        self.send("POST", path, Some(body))
    }

    /// Hands in a file.
    pub fn send_bytes(&self, path: &str, bytes: Vec<u8>) -> Answer {
        let mut request =
            ureq::http::Request::builder().method("POST").uri(format!("{}{path}", self.address));
        if let Some(cookie) = &self.cookie {
            request = request.header("cookie", cookie);
        }
        if let Some(csrf) = &self.csrf {
            request = request.header("x-csrf", csrf);
        }
        request = request.header("content-type", "application/octet-stream");
        Answer::of(self.agent.run(request.body(bytes).unwrap()))
    }

    pub fn send(&self, method: &str, path: &str, body: Option<Value>) -> Answer {
        let mut request =
            ureq::http::Request::builder().method(method).uri(format!("{}{path}", self.address));
        if let Some(cookie) = &self.cookie {
            request = request.header("cookie", cookie);
        }
        if let Some(csrf) = &self.csrf {
            request = request.header("x-csrf", csrf);
        }
        let bytes = match body {
            Some(body) => {
                request = request.header("content-type", "application/json");
                serde_json::to_vec(&body).unwrap()
            }
            None => Vec::new(),
        };
        Answer::of(self.agent.run(request.body(bytes).unwrap()))
    }

    /// Opens the live events and hands each over as (event, data).
    pub fn events(&self) -> std::sync::mpsc::Receiver<(String, Value)> {
        let request = self
            .agent
            .get(format!("{}/api/v1/events", self.address))
            .header("cookie", self.cookie.as_deref().unwrap_or_default());
        let answer = request.call().unwrap();
        assert_eq!(answer.status().as_u16(), 200);
        let (sender, receiver) = std::sync::mpsc::channel();
        std::thread::spawn(move || {
            use std::io::BufRead;
            let mut event = String::new();
            for line in std::io::BufReader::new(answer.into_body().into_reader()).lines() {
                let Ok(line) = line else { return };
                if let Some(name) = line.strip_prefix("event: ") {
                    event = name.to_owned();
                } else if let Some(data) = line.strip_prefix("data: ") {
                    let data = serde_json::from_str(data).unwrap_or(Value::Null);
                    if sender.send((event.clone(), data)).is_err() {
                        return;
                    }
                }
            }
        });
        receiver
    }
}

pub const SOON: std::time::Duration = std::time::Duration::from_secs(5);

#[test]
fn a_page_is_served_from_the_binary_under_a_strict_policy() {
    let web = Web::new(1);
    let page = web.stranger().get_with("/desk/some/place", &[("accept", "text/html")]);
    let policy = page.headers.get("content-security-policy").unwrap();
    assert!(!policy.contains("unsafe"), "{policy}");
    assert!(matches!(page.status, 200 | 503), "{}", page.status);
    // Without the console's build a page says so.
    let html = page.headers["content-type"].starts_with("text/html");
    assert!(html || page.status == 503);
    assert_eq!(page.headers["x-content-type-options"], "nosniff");
    assert_eq!(page.headers["x-frame-options"], "DENY");
    // What the build of the pages compressed goes out so to whoever takes it, and plain to others.
    if page.status == 200 {
        let small = [("accept", "text/html"), ("accept-encoding", "br, gzip;q=0.8")];
        let small = web.stranger().get_with("/", &small);
        assert_eq!(small.headers["content-encoding"], "gzip");
        assert_eq!(small.headers["vary"], "accept-encoding");
        assert_ne!(small.headers["etag"], page.headers["etag"], "two forms are two things");
        let refused = [("accept", "text/html"), ("accept-encoding", "gzip;q=0")];
        let plain = web.stranger().get_with("/", &refused);
        assert!(!plain.headers.contains_key("content-encoding"));
    }
    for path in ["/assets/none.js", "/assets/../Cargo.toml", "/%2e%2e/Cargo.toml", "/api/none"] {
        assert_eq!(web.stranger().get(path).status, 404, "{path}");
    }
    assert_eq!(web.stranger().get("/api/v1/none").code(), "no_such_route");
}

#[test]
fn a_session_is_bound_to_a_cookie_that_scripts_and_foreign_pages_do_not_see() {
    let web = Web::new(1);
    web.staff("duty", Role::DutyOfficer, web.township, web.township);
    let mut browser = web.stranger();
    // Session fixation: a cookie that was there before is not taken over.
    browser.cookie = Some("gridwork=abcdef".into());
    let begun = browser.post("/api/v1/session", json!({"login": "duty", "password": FIRST}));
    let cookie = &begun.headers["set-cookie"];
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"), "{cookie}");
    assert!(!cookie.contains("abcdef"));
    browser.take(&begun);
    // A first password opens nothing but its change, and says so.
    assert_eq!(browser.get("/api/v1/incidents").status, 403);
    let me = browser.get("/api/v1/me").json();
    assert_eq!((&me["must_change"], &me["rights"]), (&json!(true), &json!([])));
    let before = browser.clone();
    let changed = browser.post("/api/v1/session/password", json!({"old": FIRST, "new": SECOND}));
    browser.take(&changed);
    assert_ne!(before.cookie, browser.cookie, "the session is a new one");
    assert_eq!(before.get("/api/v1/me").status, 401);
    // A page that is opened anew gets its token again, and the token counts.
    let me = browser.get("/api/v1/me").json();
    assert_eq!(me["csrf"].as_str(), browser.csrf.as_deref());
    assert_eq!(me["hub"]["banner"], "练习");
    let may = |object: &str, action: &str| {
        let rights = me["rights"].as_array().unwrap().iter().find(|r| r["object"] == object);
        rights
            .is_some_and(|r| r["actions"].as_array().unwrap().iter().any(|a| a["action"] == action))
    };
    assert!(may("incident", "approve") && !may("users", "create") && !may("roster", "export"));
    // CSRF: without the token, or with another, nothing changes.
    let mut forged = browser.clone();
    forged.csrf = None;
    assert_eq!(forged.send("DELETE", "/api/v1/session", None).status, 403);
    forged.csrf = Some("0".repeat(64));
    assert_eq!(forged.send("DELETE", "/api/v1/session", None).status, 403);
    assert_eq!(browser.send("DELETE", "/api/v1/session", None).status, 204);
    assert_eq!(browser.get("/api/v1/me").status, 401);
}

#[test]
fn guessing_passwords_is_stopped() {
    let web = Web::new(1);
    web.staff("duty", Role::DutyOfficer, web.township, web.township);
    let browser = web.stranger();
    let guess = |password: &str| {
        browser.post("/api/v1/session", json!({"login": "duty", "password": password})).status
    };
    let attempts = web.hub.limits().people.attempts;
    let answers: Vec<u16> = (0..=attempts).map(|n| guess(&format!("wrong {n}"))).collect();
    assert_eq!(answers.last(), Some(&429), "{answers:?}");
    assert_eq!(guess(FIRST), 429, "the right one neither");
}

#[test]
fn a_report_is_on_the_desk_at_once_and_the_event_says_nothing_of_it() {
    let web = Web::new(1);
    let duty = web.log_in(Role::DutyOfficer);
    let events = duty.events();
    assert_eq!(events.recv_timeout(SOON).unwrap().0, "hello");
    let words = "<script>alert(1)</script> 雪把进村路封了";
    let made = duty.post(
        "/api/v1/incidents",
        json!({"category": "H01", "words": words, "cell": web.cell, "place": "村口"}),
    );
    assert_eq!(made.status, 201, "{made:?}");
    let id = made.json()["id"].clone();
    let (event, data) = events.recv_timeout(SOON).unwrap();
    assert_eq!((event.as_str(), &data["thing"], &data["id"]), ("change", &json!("incident"), &id));
    assert!(!data.to_string().contains("封了"));
    // A text stays a text.
    let list = duty.get("/api/v1/incidents?open=true");
    assert_eq!(list.headers["content-type"], "application/json");
    let row = &list.json()["items"][0];
    assert_eq!(row["words"], words);
    assert_eq!(row["clock"]["what"], "accept");
    assert!(row["clock"]["words"].as_str().unwrap().contains("前"), "{row}");
    let offers = duty.get(&format!("/api/v1/incidents/{}", id.as_str().unwrap())).json();
    let open: Vec<&str> = offers["offers"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|offer| offer["why_not"] == "")
        .map(|offer| offer["step"].as_str().unwrap())
        .collect();
    // Whoever took it down may also solve it on the spot.
    assert_eq!(open, ["self_solve", "accept", "refuse", "merge_into", "void"]);
}

#[test]
fn two_clerks_at_one_incident_see_each_other_and_the_second_looks_again() {
    let web = Web::new(1);
    let first = web.log_in(Role::DutyOfficer);
    web.pass(1_000);
    let second = web.log_in(Role::DutyOfficer);
    let made = first.post(
        "/api/v1/incidents",
        json!({"category": "H01", "words": "垃圾", "cell": web.cell, "place": "村口"}),
    );
    let path = format!("/api/v1/incidents/{}", made.json()["id"].as_str().unwrap());
    assert_eq!(first.post(&format!("{path}/looking"), json!({"looks": true})).status, 204);
    assert_eq!(second.get(&path).json()["looking"], json!(["值班员甲"]));
    let seen = second.get(&path).json()["version"].clone();
    let accept = json!({"step": "accept", "seen": seen});
    assert_eq!(first.post(&format!("{path}/steps"), accept.clone()).status, 200);
    let stale = second.post(&format!("{path}/steps"), accept);
    assert_eq!((stale.status, stale.code()), (409, "stale".into()));
    assert!(stale.json()["about"].as_str().unwrap().ends_with("乡镇接了"), "{stale:?}");
    let steps = second.get(&path).json()["steps"].clone();
    let names = steps.as_array().unwrap().iter().map(|step| step["name"].clone());
    assert_eq!(names.collect::<Vec<_>>(), ["值班员甲", "值班员甲"], "by the log-in's name");
    let stranger = web.log_in(Role::TownshipAdmin);
    assert_eq!(stranger.post(&format!("{path}/looking"), json!({"looks": true})).status, 403);
}

#[test]
fn listening_ends_with_the_session_and_is_not_for_strangers() {
    let web = Web::new(1);
    assert_eq!(web.stranger().get("/api/v1/events").status, 401);
    let admin = web.log_in(Role::TownshipAdmin);
    let events = admin.events();
    assert_eq!(events.recv_timeout(SOON).unwrap().0, "hello");
    web.pass(1_000);
    let duty = web.log_in(Role::DutyOfficer);
    let made = duty.post(
        "/api/v1/incidents",
        json!({"category": "H01", "words": "垃圾", "cell": web.cell, "place": "村口"}),
    );
    assert_eq!(made.status, 201);
    let silent = events.recv_timeout(std::time::Duration::from_millis(300));
    assert!(silent.is_err(), "an administrator hears nothing of incidents: {silent:?}");
}

#[test]
fn the_list_is_read_by_page_and_nobody_is_missed_while_others_come_in() {
    let web = Web::new(1);
    let duty = web.log_in(Role::DutyOfficer);
    let report = |words: String| {
        let body = json!({"category": "H01", "words": words, "cell": web.cell, "place": "村口"});
        duty.post("/api/v1/incidents", body).json()["id"].clone()
    };
    let mut first: Vec<serde_json::Value> = Vec::new();
    for n in 0..7 {
        web.pass(1_000);
        first.push(report(format!("垃圾 {n}")));
    }
    for sort in ["urgent", "newest"] {
        let mut seen = Vec::new();
        let mut next = String::new();
        loop {
            let path = format!("/api/v1/incidents?open=true&sort={sort}&limit=3{next}");
            let page = duty.get(&path).json();
            let items = page["items"].as_array().unwrap();
            assert!(items.len() <= 3);
            seen.extend(items.iter().map(|item| item["id"].clone()));
            // One more comes in while the clerk reads on.
            web.pass(1_000);
            report("又一处".to_owned());
            let Some(after) = page["next"].as_str() else { break };
            assert_eq!(items.len(), 3, "a page is full or the last");
            next = format!("&after={after}");
            assert!(seen.len() < 30, "it ends");
        }
        for id in &first {
            assert_eq!(seen.iter().filter(|other| *other == id).count(), 1, "{sort}: {id}");
        }
    }
    assert_eq!(duty.get("/api/v1/incidents?after=nonsense").status, 422);
}
