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

#[test]
fn without_once_it_keeps_serving_for_whoever_logs_in() {
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
    let mut said = Vec::new();
    // It does not end, so what it says is read up to the account.
    for line in BufReader::new(demo.0.stdout.take().expect("a pipe")).lines() {
        said.push(line.expect("it writes text"));
        if said.last().is_some_and(|line| line.starts_with('{')) {
            break;
        }
    }
    let last = said.last().expect("it says something");
    let account: serde_json::Value = serde_json::from_str(last).expect("the account is JSON");
    assert_eq!((&account["cells"], &account["days"]), (&2.into(), &2.into()), "{account}");
    assert_eq!(account["ok"], true, "{account}");
    assert!(dir.path().join("hub").is_dir(), "it keeps its data where it was told");

    let address = said.iter().find_map(|line| line.strip_prefix("乡镇端还开着："));
    let address = address.expect("it says where it serves");
    let mut health = agent().get(format!("{address}/healthz")).call().expect("it serves");
    let health = health.body_mut().read_to_string().expect("text");
    let health: serde_json::Value = serde_json::from_str(&health).expect("JSON");
    assert_eq!(health["mode"], "training", "{health}");

    let log_in = said.iter().find_map(|line| line.split_once(" 用户名 "));
    let (login, password) =
        log_in.and_then(|(_, line)| line.split_once(" 首次密码 ")).expect("a log-in is told");
    let begin = |password: &str| {
        let body = serde_json::json!({ "login": login.trim(), "password": password.trim() });
        let request = agent().post(format!("{address}/api/v1/session"));
        let request = request.header("content-type", "application/json");
        let mut answer = request.send(body.to_string()).expect("it answers");
        (answer.status().as_u16(), answer.body_mut().read_to_string().expect("text"))
    };
    assert_eq!(begin("not the password").0, 401);
    let (status, begun) = begin(password);
    assert_eq!(status, 200, "{begun}");
    let begun: serde_json::Value = serde_json::from_str(&begun).expect("JSON");
    assert_eq!(begun["must_change"], true, "the first password is for once: {begun}");
    assert!(demo.0.try_wait().expect("its state").is_none(), "it goes on until it is ended");
}
