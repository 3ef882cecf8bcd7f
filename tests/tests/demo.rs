//! The demo as its caller meets it: the account is the last line, in JSON, and one seed decides it.

use std::process::{Command, Stdio};

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
