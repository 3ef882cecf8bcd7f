//! The program as an operator meets it: exit codes, serving, TLS, stopping.

#![allow(clippy::unwrap_used, reason = "a helper that cannot set its test up has failed it")]

#[path = "hub/support.rs"]
#[expect(dead_code, reason = "shared with the tests of the hub, which use all of it")]
mod support;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::sync::Arc;
use std::time::Duration;

use gridwork_model::permission::Role;
use gridwork_model::{Class, Outcome, Purpose};
use gridwork_seal::{VerifyingKey, sha256};
use gridwork_sync::response::{Order, Response};
use gridwork_township::audit::Actor;
use gridwork_township::people::{NewStaff, RoleAt};
use gridwork_township::{Hub, Limits};
use rustls::pki_types::{CertificateDer, ServerName};
use serde_json::{Value, json};
use support::{Counting, Fixture, NOON, fixture, new_place, outcomes, place_change};

fn program(folder: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gridwork-township"));
    command.current_dir(folder).args(["--data", "./hub"]).args(args);
    command.env_remove("GRIDWORK_DATA").env_remove("GRIDWORK_KEYS").stdin(Stdio::null());
    command
}

fn run(folder: &Path, args: &[&str]) -> Output {
    program(folder, args).output().unwrap()
}

fn code(folder: &Path, args: &[&str]) -> i32 {
    run(folder, args).status.code().unwrap()
}

/// What the guide to operation tells to watch.
const METRICS: [&str; 8] = [
    "gridwork_free_bytes",
    "gridwork_backup_age_seconds",
    "gridwork_epoch",
    "gridwork_devices",
    "gridwork_open_incidents",
    "gridwork_exchange_in_bytes_total",
    "gridwork_exchange_out_bytes_total",
    "gridwork_http_request_seconds",
];

const INIT: [&str; 4] = ["init", "training", "--offline", "./keys"];

/// A server that is killed if the test fails.
struct Served {
    child: Child,
    address: String,
}

impl Served {
    fn start(folder: &Path, args: &[&str]) -> Served {
        Served::logging(folder, args, Stdio::null())
    }

    fn logging(folder: &Path, args: &[&str], log: Stdio) -> Served {
        let mut child = program(folder, &[&["serve", "--listen", "127.0.0.1:0"], args].concat())
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim().strip_prefix("serving: ").expect("it serves").to_owned();
        Served { child, address }
    }

    fn post(&self, path: &str, body: &str) -> u16 {
        let agent = ureq::Agent::config_builder().http_status_as_error(false).build().new_agent();
        let request = agent.post(format!("{}{path}", self.address));
        let request = request.header("content-type", "application/json");
        request.send(body).unwrap().status().as_u16()
    }

    fn get(&self, path: &str) -> (u16, String) {
        let agent = ureq::Agent::config_builder().http_status_as_error(false).build().new_agent();
        let mut answer = agent.get(format!("{}{path}", self.address)).call().unwrap();
        (answer.status().as_u16(), answer.body_mut().read_to_string().unwrap())
    }

    /// Asks it to stop; whether it ended well.
    fn stop(mut self) -> bool {
        Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().unwrap();
        self.child.wait().unwrap().success()
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn every_no_has_its_own_exit_code() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    assert_eq!(code(at, &["verify"]), 3, "there is no hub");
    assert_eq!(code(at, &["no-such-command"]), 2);
    assert_eq!(code(at, &INIT), 0);
    let again = ["init", "training", "--offline", "./other-keys"];
    assert_eq!(code(at, &again), 4, "a hub is made once");
    assert_eq!(code(at, &["verify"]), 0);
    assert_eq!(code(at, &["revoke", "device", "7"]), 3);
    let household = "01890000-0000-7000-8000-000000000000";
    let erase = ["erase", "--household", household, "--basis", "个人信息保护法第四十七条"];
    assert_eq!(code(at, &erase), 2, "not without --yes");
    assert_eq!(code(at, &[&erase[..], &["--yes"]].concat()), 3);
    assert_eq!(code(at, &["import", "county", "--cells", "1"]), 0);
    std::fs::write(at.join("list.csv"), "户编号,姓名\nA1,\n").unwrap();
    let import = ["import", "list.csv", "--org", "哈乐镇", "--dry-run"];
    let faulty = run(at, &import);
    assert_eq!(faulty.status.code(), Some(5), "{}", String::from_utf8_lossy(&faulty.stderr));
    assert_eq!(code(at, &["serve", "--listen", "0.0.0.0:0"]), 4, "never plain off loopback");
    let damaged = b"not a database, but long enough to be looked at";
    std::fs::write(at.join("hub/hub.db"), damaged).unwrap();
    // Else the log beside it would bring the file back whole.
    for beside in ["hub/hub.db-wal", "hub/hub.db-shm"] {
        let _ = std::fs::remove_file(at.join(beside));
    }
    assert_eq!(code(at, &["verify"]), 5);
}

#[test]
fn a_base_map_that_cannot_be_shown_is_refused_at_the_start_in_words() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    assert_eq!(code(at, &INIT), 0);
    std::fs::write(at.join("photo.pmtiles"), [0; 200]).unwrap();
    let wmts = "http://tiles.example/wmts/{TileMatrix}/{TileRow}/{TileCol}.png";
    for (args, exit, words) in [
        (&["--base-map", "photo.pmtiles"][..], 5, "no PMTiles file of version 3"),
        (&["--base-map", "none.pmtiles"], 5, "cannot be read"),
        (&["--base-map-wmts", "http://tiles.example/{TileMatrix}"], 2, "{TileRow}"),
        (&["--base-map-wmts", "tiles.example"], 2, "no plain http or https address"),
        (&["--base-map-wmts", wmts, "--behind-proxy"], 2, "needs https too"),
        (&["--base-map-wmts", wmts, "--base-map-max-zoom", "40"], 2, "from 1 to 22"),
        (&["--base-map-wmts", wmts, "--base-map", "photo.pmtiles"], 2, "cannot be used with"),
        (&["--base-map-max-zoom", "9"], 2, "--base-map-wmts"),
    ] {
        let told = run(at, &[&["serve", "--listen", "127.0.0.1:0"], args].concat());
        let said = String::from_utf8_lossy(&told.stderr).into_owned();
        assert_eq!(told.status.code(), Some(exit), "{args:?}: {said}");
        assert!(said.contains(words), "{args:?}: {said}");
    }
}

#[test]
fn a_running_hub_answers_is_alone_and_stops_when_told() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    assert_eq!(code(at, &INIT), 0);
    assert_eq!(code(at, &["backup", "--to", "./backups"]), 0);
    let served = Served::start(at, &[]);
    let (status, health) = served.get("/healthz");
    let health: serde_json::Value = serde_json::from_str(&health).unwrap();
    assert_eq!((status, &health["epoch"]), (200, &1.into()), "{health}");
    assert!(health["backup_age_s"].as_i64().is_some_and(|age| age < 3_600), "{health}");
    let (status, metrics) = served.get("/metrics");
    assert_eq!(status, 200);
    for line in metrics.lines().filter(|line| !line.starts_with('#')) {
        let (name, value) = line.rsplit_once(' ').expect("a name and a value");
        assert!(name.starts_with("gridwork_") && value.parse::<f64>().is_ok(), "{line}");
    }
    for name in METRICS {
        assert!(metrics.contains(&format!("# TYPE {name} ")), "{name} of {metrics}");
    }
    assert_eq!(code(at, &["verify"]), 6, "one process at a time");
    let socket = served.address.strip_prefix("http://").expect("it says so").to_owned();
    assert!(served.stop(), "told to stop it ends well");
    assert!(TcpStream::connect(&socket).is_err(), "and nobody answers any more");
    assert_eq!(code(at, &["verify"]), 0);
}

#[test]
fn what_is_open_when_it_is_told_to_stop_is_answered_before_it_ends() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    assert_eq!(code(at, &INIT), 0);
    let mut served = Served::start(at, &[]);
    let socket = served.address.strip_prefix("http://").expect("it says so").to_owned();
    let body = [7; 2_000];
    let mut open = TcpStream::connect(&socket).unwrap();
    open.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    let head = format!(
        "POST /v1/exchange HTTP/1.1\r\nHost: {socket}\r\nContent-Type: application/octet-stream\r\n\
         Content-Length: {}\r\nExpect: 100-continue\r\n\r\n",
        body.len()
    );
    open.write_all(head.as_bytes()).unwrap();
    let mut said = [0; 25];
    open.read_exact(&mut said).unwrap();
    assert_eq!(&said[..], b"HTTP/1.1 100 Continue\r\n\r\n", "it waits for the body");
    open.write_all(&body[..1_000]).unwrap();

    let pid = served.child.id().to_string();
    Command::new("kill").args(["-TERM", &pid]).status().unwrap();
    // It has heard it when nobody new is let in.
    while TcpStream::connect(&socket).is_ok() {
        std::thread::sleep(Duration::from_millis(20));
    }
    assert!(served.child.try_wait().unwrap().is_none(), "it waits for what is open");
    open.write_all(&body[1_000..]).unwrap();
    let mut answer = Vec::new();
    let _ = open.read_to_end(&mut answer);
    assert!(answer.starts_with(b"HTTP/1.1 200"), "{}", String::from_utf8_lossy(&answer));
    assert!(served.child.wait().unwrap().success(), "and then it ends well");
    assert_eq!(code(at, &["verify"]), 0);
}

#[test]
fn a_production_hub_says_so_wants_a_backup_and_brings_no_residents() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let init = ["init", "production", "--url", "https://hub.example", "--offline", "./keys"];
    assert_eq!(code(at, &init), 0);
    let imported = run(at, &["import", "county", "--cells", "2"]);
    let said = String::from_utf8(imported.stdout).unwrap();
    assert!(imported.status.success() && said.contains("0 户,0 人"), "{said}");
    let health = |served: &Served| -> Value {
        let (status, health) = served.get("/healthz");
        assert_eq!(status, 200, "{health}");
        serde_json::from_str(&health).unwrap()
    };
    let served = Served::start(at, &[]);
    let told = health(&served);
    assert_eq!((&told["mode"], &told["status"]), (&json!("production"), &json!("attention")));
    assert_eq!(told["attention"], json!(["no_backup"]), "{told}");
    assert!(told["free_bytes"].as_u64().is_some_and(|free| free > 0), "{told}");
    assert!(served.stop());
    assert_eq!(code(at, &["backup", "--to", "./backups"]), 0);
    let served = Served::start(at, &[]);
    assert_eq!(health(&served)["status"], "ok");
    assert!(served.stop());
}

#[test]
fn a_list_of_residents_is_accepted_once_and_known_again() {
    let f = fixture(1);
    let standing = f.hub.standing();
    let township = standing.org_of(f.cell()).to_string();
    let village = &standing.directory.village_of(f.cell()).unwrap().name;
    let hamlet = &standing.directory.hamlets_of_cell(f.cell()).next().unwrap().name;
    let row = |name: &str, sex: &str, relation: &str| {
        format!("1,{village},{hamlet},{name},{sex},1951-03-07,{relation},常住\n")
    };
    let mut list = "户号,村,自然村,姓名,性别,出生日期,与户主关系,居住状态\n".to_owned();
    list += &row("示意福田", "男", "户主");
    list += &row("示意桂英", "女", "妻");
    let Fixture { hub, folder, .. } = f;
    drop(hub);
    let at = folder.path();
    std::fs::write(at.join("roster.csv"), &list).unwrap();
    let said = |args: &[&str]| {
        let output = run(at, args);
        let said = String::from_utf8(output.stdout).unwrap();
        assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
        said
    };
    let accept = ["import", "roster.csv", "--org", &township];
    let look = [&accept[..], &["--dry-run"]].concat();
    for _ in 0..2 {
        let checked = said(&look);
        assert!(checked.contains("新增 1 户 2 人") && !checked.contains("已导入"), "{checked}");
    }
    let accepted = said(&accept);
    assert!(accepted.contains("已导入 1 户"), "{accepted}");
    assert_eq!(code(at, &accept), 4, "the very same list once more");
    list += &row("示意满仓", "男", "子");
    std::fs::write(at.join("roster.csv"), list).unwrap();
    let again = said(&accept);
    assert!(again.contains("新增 0 户 1 人,已在册没有改动 2 人"), "{again}");
    assert!(again.contains("已导入 0 户,在册的户改动或新添 1 人"), "{again}");
}

#[test]
fn an_export_holds_the_directory_of_the_township_and_nobody_of_the_roster() {
    let f = fixture(2);
    let standing = f.hub.standing();
    let township = standing.org_of(f.cell());
    let residents = f.county.residents(&f.county.cells()[0]).take(20);
    let names: Vec<String> = residents.flat_map(|home| home.people).map(|one| one.name).collect();
    let (cell, cells) = (f.cell().to_string(), f.county.cells().len());
    let units: Vec<String> = standing.directory.units().map(|unit| unit.id.to_string()).collect();
    let Fixture { hub, folder, .. } = f;
    drop(hub);
    let at = folder.path();
    let export = ["export", "--org", &township.to_string(), "--to", "township.json"];
    assert_eq!(code(at, &export), 0);
    let text = std::fs::read_to_string(at.join("township.json")).unwrap();
    let items: Vec<Value> = serde_json::from_str(&text).unwrap();
    let kind_of = |id: &str| {
        let item = items.iter().find(|item| item["id"] == id)?;
        item["body"].is_object().then(|| item["kind"].as_u64()).flatten()
    };
    let kind = gridwork_model::directory::kind::CELL;
    assert_eq!(kind_of(&cell), Some(kind.into()), "{text}");
    let exported = items.iter().filter(|item| item["kind"] == kind).count();
    assert_eq!(exported, cells, "each cell of the township");
    assert!(units.iter().filter(|unit| kind_of(unit).is_some()).count() > 1, "and its units");
    assert!(names.iter().all(|name| !text.contains(name.as_str())), "a resident is in it");
    let mode = std::os::unix::fs::PermissionsExt::mode(
        &std::fs::metadata(at.join("township.json")).unwrap().permissions(),
    );
    assert_eq!(mode & 0o777, 0o600);
    assert_ne!(code(at, &export), 0, "what is there is not written over");
    assert_eq!(std::fs::read_to_string(at.join("township.json")).unwrap(), text);
}

#[test]
fn a_log_in_made_with_a_password_of_its_own_holds_until_it_is_disabled() {
    let f = fixture(1);
    let township = f.hub.standing().org_of(f.cell()).to_string();
    let Fixture { hub, folder, .. } = f;
    drop(hub);
    let at = folder.path();
    let password = "沙棘 山杏 油松 榆树";
    let add = ["user", "add", "wangli", "--role", "data_clerk", "--at", &township];
    let mut command = program(at, &[&add[..], &["--password-stdin"]].concat());
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    writeln!(child.stdin.take().unwrap(), "{password}").unwrap();
    let added = child.wait_with_output().unwrap();
    let said = String::from_utf8(added.stdout).unwrap();
    assert!(added.status.success() && !said.contains("first-password"), "{said}");
    assert!(!said.contains(password), "{said}");
    let listed = String::from_utf8(run(at, &["user", "list"]).stdout).unwrap();
    let line = listed.lines().find(|line| line.starts_with("wangli\t")).expect(&listed);
    assert!(line.contains("data_clerk") && line.contains("在用"), "{line}");
    let log_in = || {
        let served = Served::start(at, &[]);
        let body = json!({ "login": "wangli", "password": password }).to_string();
        let status = served.post("/api/v1/session", &body);
        assert!(served.stop());
        status
    };
    assert_eq!(log_in(), 200);
    assert_eq!(code(at, &["user", "disable", "wangli"]), 0);
    assert_eq!(log_in(), 401);
    assert_eq!(code(at, &["user", "enable", "wangli"]), 0);
    assert_eq!(log_in(), 200);
}

#[test]
fn tls_is_1_3_and_plain_talk_is_not_understood() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    assert_eq!(code(at, &INIT), 0);
    let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
    std::fs::write(at.join("cert.pem"), made.cert.pem()).unwrap();
    std::fs::write(at.join("key.pem"), made.signing_key.serialize_pem()).unwrap();
    let served = Served::start(at, &["--tls-cert", "cert.pem", "--tls-key", "key.pem"]);
    let socket = served.address.strip_prefix("https://").expect("it says so").to_owned();
    let mut plain = TcpStream::connect(&socket).unwrap();
    plain.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    plain.write_all(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
    let mut said = Vec::new();
    let _ = plain.read_to_end(&mut said);
    assert!(!said.starts_with(b"HTTP/1.1 200"));
    let mut roots = rustls::RootCertStore::empty();
    roots.add(CertificateDer::from(made.cert.der().to_vec())).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = ServerName::try_from("localhost").unwrap();
    let mut client = rustls::ClientConnection::new(Arc::new(config), name).unwrap();
    let mut wire = TcpStream::connect(&socket).unwrap();
    let mut stream = rustls::Stream::new(&mut client, &mut wire);
    let ask = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    stream.write_all(ask).unwrap();
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    assert!(answer.starts_with(b"HTTP/1.1 200"), "{}", String::from_utf8_lossy(&answer));
    assert_eq!(client.protocol_version(), Some(rustls::ProtocolVersion::TLSv1_3));
    assert!(served.stop());
}

#[test]
fn the_log_is_lines_of_json_and_names_nobody() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    assert_eq!(code(at, &INIT), 0);
    assert_eq!(code(at, &["import", "county", "--cells", "1"]), 0);
    let log = at.join("serve.log");
    let file = std::fs::File::create(&log).unwrap();
    let served = Served::logging(at, &[], file.into());
    let needles =
        ["zhangsan-login", "hunter2-password", "张三丰", "13912345678", "150199199001010012"];
    let login = format!("{{\"login\":\"{}\",\"password\":\"{}\"}}", needles[0], needles[1]);
    assert!(served.post("/api/v1/session", &login) >= 400);
    for needle in &needles[2..] {
        let escaped: String = needle.bytes().map(|byte| format!("%{byte:02X}")).collect();
        let (status, _) = served.get(&format!("/api/v1/find?q={escaped}"));
        assert!(status >= 400, "nobody is logged in");
        served.get(&format!("/{escaped}"));
        served.post("/v1/exchange", needle);
        served.post("/v1/enrol", needle);
    }
    assert!(served.stop());
    let said = std::fs::read_to_string(&log).unwrap();
    assert!(said.lines().count() >= needles.len(), "{said}");
    for line in said.lines() {
        let read: serde_json::Value = serde_json::from_str(line).expect(line);
        assert!(read["level"].is_string() && read["timestamp"].is_string(), "{line}");
    }
    for needle in needles {
        assert!(!said.contains(needle), "{needle} in {said}");
    }
}

#[test]
fn a_phone_is_revoked_and_a_household_erased_from_the_command_line() {
    let f = fixture(1);
    let mut phone = f.phone(f.person(Role::GridWorker));
    phone.pull(&f.hub);
    let household = f.county.residents(&f.county.cells()[0]).next().unwrap().id.to_string();
    let Fixture { hub, folder, .. } = f;
    drop(hub);
    let at = folder.path();
    assert_eq!(code(at, &["revoke", "device", &phone.number().to_string()]), 0);
    let erase =
        ["erase", "--household", &household, "--basis", "个人信息保护法第四十七条", "--yes"];
    let erased = run(at, &erase);
    assert!(erased.status.success(), "{}", String::from_utf8_lossy(&erased.stderr));
    let certificate: Value = serde_json::from_slice(&erased.stdout).unwrap();
    let destroyed = certificate["destroyed"].as_array().unwrap();
    assert!(destroyed.contains(&json!(household)), "{certificate}");
    assert_eq!(code(at, &["verify"]), 0);
    let path = at.join("hub");
    let hub = Hub::open(&path, None, Limits::for_tests(), Box::new(Counting(500))).unwrap();
    let told = phone.send_nothing(&hub).orders;
    assert!(told.iter().any(|order| matches!(order, Order::Wipe)), "the phone is told to wipe");
}

#[test]
fn what_is_found_and_exchanged_does_not_pass_through_the_log() {
    let f = fixture(1);
    let resident = f.county.residents(&f.county.cells()[0]).next().unwrap().people.remove(0);
    let township = f.hub.standing().org_of(f.cell());
    let (login, first, second) = ("zhangsan-login", "沙棘 山杏 油松 榆树", "蓝天 白云 草原 羊群");
    let clerk = NewStaff {
        org: township,
        person: None,
        login: login.into(),
        name: "示意数据员".into(),
        roles: vec![RoleAt { role: Role::DataClerk.number(), scope: township }],
        password: first.into(),
    };
    f.hub.add_staff(&clerk, Actor::Operator, NOON).unwrap();
    let mut phone = f.phone(f.person(Role::GridWorker));
    phone.pull(&f.hub);
    let index = phone.index(f.stream(Class::C1, Purpose::Places));
    let words = "示意老井在东沟口";
    let item = place_change(&phone, &mut new_place(1), 1, index, words, true);
    let batch = phone.frame(vec![item]);
    let Fixture { hub, folder, .. } = f;
    drop(hub);

    let at = folder.path();
    let log = at.join("serve.log");
    let served = Served::logging(at, &[], std::fs::File::create(&log).unwrap().into());
    let agent = ureq::Agent::config_builder().http_status_as_error(false).build().new_agent();
    let to = |path: &str| format!("{}{path}", served.address);
    let body = json!({ "login": login, "password": first }).to_string();
    let begin = agent.post(to("/api/v1/session")).header("content-type", "application/json");
    let mut begun = begin.send(body).unwrap();
    assert_eq!(begun.status().as_u16(), 200);
    let cookie = |answer: &ureq::http::Response<ureq::Body>| {
        let set = answer.headers().get("set-cookie").unwrap().to_str().unwrap();
        set.split(';').next().unwrap().to_owned()
    };
    let held = cookie(&begun);
    let said: Value = serde_json::from_str(&begun.body_mut().read_to_string().unwrap()).unwrap();
    let body = json!({ "old": first, "new": second }).to_string();
    let change = agent.post(to("/api/v1/session/password")).header("cookie", held);
    let change = change.header("x-csrf", said["csrf"].as_str().unwrap());
    let changed = change.header("content-type", "application/json").send(body).unwrap();
    assert_eq!(changed.status().as_u16(), 200);

    let asked: String = resident.name.bytes().map(|byte| format!("%{byte:02X}")).collect();
    let find = agent.get(to(&format!("/api/v1/people?place={township}&text={asked}")));
    let mut found = find.header("cookie", cookie(&changed)).call().unwrap();
    let found = found.body_mut().read_to_string().unwrap();
    assert!(found.contains(&resident.name), "{found}");
    let send = agent.post(to("/v1/exchange")).header("content-type", "application/octet-stream");
    let answer = send.send(&batch[..]).unwrap().body_mut().read_to_vec().unwrap();
    let answer = Response::parse(&answer, phone.now).unwrap();
    let online = VerifyingKey(phone.enrolled.online);
    let (response, _) = answer.verify(&online, &sha256(&[&batch])).unwrap();
    let said = || std::fs::read_to_string(&log).unwrap();
    assert!(response.failure.is_none(), "{:?}: {}", response.failure, said());
    assert_eq!(outcomes(&response), [Outcome::Accepted]);

    assert!(served.stop());
    let said = std::fs::read_to_string(&log).unwrap();
    assert!(said.lines().count() > 0);
    let (name, number) = (resident.name.as_str(), resident.id_number.as_str());
    let needles = [name, number, words, login, first, second, asked.as_str()];
    for needle in needles {
        assert!(!said.contains(needle), "{needle} in {said}");
    }
}
