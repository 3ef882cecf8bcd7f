//! `cargo xtask cross`: the core for phones and tablets where neither NDK nor Xcode is.
//!
//! The bindings and everything below are type-checked for the real targets, and the core's tests run
//! on emulated 32-bit ARM: there a pointer has 32 bits, as on the cheapest phones. Nothing is linked
//! for a phone here; `cargo xtask android` and `cargo xtask ios` package where the tools are.

use std::process::Command;

use crate::bindings;
use crate::run::{Count, Outcome, counted, in_ci, root, step};
use crate::tools::has;

/// What the tests leave to this verb, because it takes too long for each of their runs.
pub const NOT_RUN: &[&str] =
    &["type checks for Android and iOS, the core on emulated 32-bit ARM: cargo xtask cross"];

const TARGETS: &[&str] = &["aarch64-linux-android", "armv7-linux-androideabi", "aarch64-apple-ios"];

/// The crates of the core whose tests run emulated: everything that counts bytes or offsets.
const EMULATED: &[&str] = &[
    "gridwork-model",
    "gridwork-seal",
    "gridwork-document",
    "gridwork-sync",
    "gridwork-store",
    "gridwork-core",
];

/// Type checks and emulated tests: `cargo xtask cross`.
pub fn run() -> Outcome {
    let mut count = Count::default();
    let result = test(&mut count);
    println!("{} passed, {} failed, {} skipped", count.passed, count.failed, count.ignored);
    result
}

/// Checks every target, then runs the emulated tests. A checked target counts as one test.
pub fn test(count: &mut Count) -> Outcome {
    let root_user = Command::new("id").arg("-u").output().is_ok_and(|id| id.stdout == b"0\n");
    if !cfg!(all(target_os = "linux", target_arch = "x86_64")) || !has("apt-get") || !root_user {
        if in_ci() {
            return Err("type checks for phones need Debian on amd64, and root".into());
        }
        println!("SKIPPED: type checks for phones need Debian on amd64, and root");
        count.ignored += 1;
        return Ok(());
    }
    let mut check = script();
    check.arg("check").args(TARGETS).args(["--", "--quiet", "--package", "gridwork-ffi"]);
    step("check for phones and tablets", &mut check)?;
    count.passed += TARGETS.len() as u64;
    let mut tests = script();
    tests.args(["test-armv7", "--", "--quiet", "--lib"]);
    for package in EMULATED {
        tests.args(["--package", package]);
    }
    counted("the core on emulated 32-bit ARM", &mut tests, count)
}

fn script() -> Command {
    let mut command = Command::new("bash");
    command.arg(root().join("xtask/cross/check.sh")).current_dir(root());
    command.arg(bindings::target("toolchains").join("cross"));
    command
}
