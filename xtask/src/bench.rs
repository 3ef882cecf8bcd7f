//! `cargo xtask bench`: the figures, each with its limit; those of the pages in Debian's Chromium,
//! those of the core in other hands through Kotlin and Swift.

use std::fs;
use std::process::Command;

use crate::run::{Outcome, cargo, step};
use crate::tools::ensure_compiler;
use crate::{android, bindings, console, ios};

/// Passes the options on to the benches. The pages and the other hands are measured with everything else,
/// or alone with `--only pages` and `--only hands`; `--json` leaves them out, it ends with the figures of
/// the program. `--dev` measures the hands over the build of the tests, to try the bench itself.
pub fn run(args: &[String]) -> Outcome {
    ensure_compiler()?;
    let only = args.iter().any(|arg| arg == "--only" || arg.starts_with("--only="));
    let named =
        |name: &str| only && args.iter().any(|arg| arg.trim_start_matches("--only=") == name);
    if named("pages") {
        return console::bench();
    }
    if named("hands") {
        return hands(if args.iter().any(|arg| arg == "--dev") { "dev" } else { "release" });
    }
    let figures = program(args);
    if only || args.iter().any(|arg| arg == "--json") {
        return figures;
    }
    console::bench().and(hands("release")).and(figures)
}

/// The library of a profile through other languages, beside the same work in Rust of that profile.
fn hands(profile: &str) -> Outcome {
    let made = bindings::target(profile).join("hands");
    if made.exists() {
        fs::remove_dir_all(&made).map_err(|e| format!("{}: {e}", made.display()))?;
    }
    fs::create_dir_all(&made).map_err(|e| format!("{}: {e}", made.display()))?;
    let mut command = Command::new(bindings::build_binary(profile, "gridwork-tests", "bench")?);
    step("make a large phone", command.arg("--hands").arg(&made))?;
    let kotlin = android::bench(&made, profile);
    ios::bench(&made, profile).and(kotlin)
}

fn program(args: &[String]) -> Outcome {
    let mut command =
        cargo(&["run", "--quiet", "--profile", "fast", "--package", "gridwork-tests", "--bin"]);
    command.args(["bench", "--"]).args(args);
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        // What the program says by its exit code: see `bench --help`.
        Ok(status) => Err(match status.code() {
            Some(1) => "a figure missed its limit".to_owned(),
            Some(2) => "the benches do not know these options".to_owned(),
            _ => format!("the benches did not come to an end ({status})"),
        }),
        Err(problem) => Err(format!("the benches cannot start: {problem}")),
    }
}
