//! The demo as its caller meets it: the account is the last line, in JSON, and one seed decides it.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

fn account(seed: &str) -> serde_json::Value {
    let demo = Command::new(env!("CARGO_BIN_EXE_demo"))
        .args(["--once", "--small", "--cells", "1", "--days", "1", "--json", "--seed", seed])
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output()
        .expect("the demo runs");
    let said = String::from_utf8(demo.stdout).expect("it writes text");
    let last = said.lines().last().expect("it says something");
    let account: serde_json::Value = serde_json::from_str(last).expect("the last line is JSON");
    assert_eq!(demo.status.success(), account["ok"] == true, "the exit code is the verdict");
    assert!(account["checks"].as_array().is_some_and(|checks| checks.len() >= 6), "{account}");
    assert_eq!(account["ok"], true, "{account}");
    account
}

#[test]
fn the_account_is_the_last_line_and_one_seed_decides_it() {
    let (one, again, other) = (account("5"), account("5"), account("6"));
    for decided in ["households", "people", "entered", "visits", "incidents"] {
        assert_eq!(one[decided], again[decided], "{decided}");
    }
    assert_ne!(one["people"], other["people"]);
    // Also what promises nothing by itself: answers, notes, corrections.
    assert!(one["promised"].as_u64() > one["entered"].as_u64(), "{one}");
    assert!(one["kept"].as_u64() > one["entered"].as_u64(), "{one}");
}

/// A demo that is ended with the test.
struct Demo(Child);

impl Drop for Demo {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn agent() -> ureq::Agent {
    ureq::Agent::config_builder().http_status_as_error(false).build().new_agent()
}

/// Asks the hub of a demo, with a session where there is one.
struct Page {
    address: String,
    cookie: String,
    csrf: String,
}

impl Page {
    fn ask(
        &mut self,
        verb: &str,
        path: &str,
        body: &serde_json::Value,
    ) -> (u16, serde_json::Value) {
        let mut request = ureq::http::Request::builder()
            .method(verb)
            .uri(format!("{}/api/v1/{path}", self.address))
            .header("content-type", "application/json");
        if !self.cookie.is_empty() {
            request = request.header("cookie", &self.cookie).header("x-csrf", &self.csrf);
        }
        let body = if verb == "GET" { String::new() } else { body.to_string() };
        let request = request.body(body).expect("a request");
        let mut answer = agent().run(request).expect("it answers");
        if let Some(cookie) = answer.headers().get("set-cookie") {
            let cookie = cookie.to_str().expect("text").split(';').next().unwrap_or_default();
            self.cookie = cookie.to_owned();
        }
        let status = answer.status().as_u16();
        let text = answer.body_mut().read_to_string().expect("text");
        let json: serde_json::Value = serde_json::from_str(&text).unwrap_or_default();
        if let Some(csrf) = json["csrf"].as_str() {
            self.csrf = csrf.to_owned();
        }
        (status, json)
    }

    fn incidents(&mut self) -> u64 {
        let (status, page) = self.ask("GET", "incidents?limit=1", &serde_json::Value::Null);
        assert_eq!(status, 200, "{page}");
        page["total"].as_u64().expect("a total")
    }
}

#[test]
fn people_of_every_role_log_in_before_the_phones_work_and_see_them_work() {
    let dir = tempfile::tempdir().expect("a folder");
    let demo = Command::new(env!("CARGO_BIN_EXE_demo"))
        .args(["--small", "--cells", "2", "--days", "2", "--json", "--seed", "5", "--dir"])
        .arg(dir.path())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("the demo runs");
    let mut demo = Demo(demo);
    let mut lines = BufReader::new(demo.0.stdout.take().expect("a pipe")).lines();
    let mut said = Vec::new();
    // It does not end, so what it says is read up to a line.
    let mut upto = |is_it: fn(&str) -> bool| -> Vec<String> {
        for line in lines.by_ref() {
            said.push(line.expect("it writes text"));
            if said.last().is_some_and(|line| is_it(line)) {
                break;
            }
        }
        said.clone()
    };
    let told = upto(|line| line.contains("Ctrl-C"));
    assert!(!told.iter().any(|line| line.starts_with('{')), "the account comes later: {told:?}");
    let address = told.iter().find_map(|line| line.strip_prefix("乡镇端开着："));
    let address = address.expect("it says where it serves").to_owned();
    let log_ins: Vec<(&str, &str, &str)> = told
        .iter()
        .filter_map(|line| {
            let (role, rest) = line.split_once(" 用户名 ")?;
            let (login, password) = rest.split_once(" 首次密码 ")?;
            Some((role.trim(), login.trim(), password.trim()))
        })
        .collect();
    let roles: std::collections::BTreeSet<_> = log_ins.iter().map(|(role, ..)| *role).collect();
    assert!(roles.len() >= 13, "a log-in for each role of the console: {roles:?}");

    let mut page = Page { address, cookie: String::new(), csrf: String::new() };
    let (_, login, password) = log_ins[0];
    let begin = |password: &str| serde_json::json!({ "login": login, "password": password });
    assert_eq!(page.ask("POST", "session", &begin("not the password")).0, 401);
    let (status, begun) = page.ask("POST", "session", &begin(password));
    assert_eq!((status, &begun["must_change"]), (200, &true.into()), "for once: {begun}");
    let change = serde_json::json!({ "old": password, "new": "沙棘 山杏 油松 榆树" });
    assert_eq!(page.ask("POST", "session/password", &change).0, 200);
    let before = page.incidents();

    let told = upto(|line| line.starts_with('{'));
    let last = told.last().expect("it says something");
    let account: serde_json::Value = serde_json::from_str(last).expect("the account is JSON");
    assert_eq!((&account["cells"], &account["days"]), (&2.into(), &2.into()), "{account}");
    assert_eq!(account["ok"], true, "{account}");
    assert!(dir.path().join("hub").is_dir(), "it keeps its data where it was told");
    // Two days of the county went by, and whoever was inside still is, and has seen them.
    assert!(page.incidents() > before, "{before} incidents before the phones worked");
    let (status, meta) = page.ask("GET", "meta", &serde_json::Value::Null);
    assert_eq!((status, &meta["mode"]), (200, &"training".into()), "{meta}");
    assert!(demo.0.try_wait().expect("its state").is_none(), "it goes on until it is ended");
}
