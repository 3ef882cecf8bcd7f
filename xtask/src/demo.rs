//! `cargo xtask demo`: builds what it needs and lets the county work a day.

use crate::console;
use crate::run::{Outcome, cargo};
use crate::tools::ensure_compiler;

/// Passes the options on to the demo.
pub fn run(args: &[String]) -> Outcome {
    ensure_compiler()?;
    // The hub holds the pages that are built before it; without Node it says so where they would be.
    if let Err(problem) = console::build() {
        eprintln!("SKIPPED: the console is not built: {problem}");
    }
    let mut command =
        cargo(&["run", "--quiet", "--profile", "fast", "--package", "gridwork-tests", "--bin"]);
    command.args(["demo", "--"]).args(args);
    // `--json` promises one last line of JSON on standard output; nothing else is printed here.
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("the demo ended with {status}")),
        Err(problem) => Err(format!("the demo cannot start: {problem}")),
    }
}
