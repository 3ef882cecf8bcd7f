//! The program as a technician runs it: what it says, and with what it ends. What a bundle's check finds
//! is tested where the check is, in `gridwork-evidence`.

#![allow(clippy::unwrap_used, reason = "helpers outside the test functions")]

use std::process::{Command, Output};

fn run(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_gridwork-verify")).args(args).output().unwrap()
}

#[test]
fn a_file_that_is_no_bundle_is_refused_in_plain_chinese() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");
    let said = run(&[file]);
    assert_eq!(said.status.code(), Some(1));
    let text = String::from_utf8(said.stdout).unwrap();
    assert!(text.contains("不成立") && text.contains("压缩包残缺"), "{text}");
    assert!(!text.chars().any(|c| c.is_ascii_alphabetic()), "a word that is not Chinese: {text}");
    let json = run(&[file, "--json"]);
    assert_eq!(json.status.code(), Some(1));
    assert!(String::from_utf8(json.stdout).unwrap().starts_with('{'));
}

#[test]
fn what_cannot_begin_says_how_it_is_used() {
    for args in [&[][..], &["no-such-file"], &["--colour"], &["x.zip", "--hub-key", "00"]] {
        let said = run(args);
        assert_eq!(said.status.code(), Some(2), "{args:?}");
        assert!(said.stdout.is_empty() && !said.stderr.is_empty(), "{args:?}");
    }
}
