//! `cargo xtask bench`: the figures, each with its limit.

use crate::run::{Outcome, cargo};
use crate::tools::ensure_compiler;

/// Passes the options on to the benches.
pub fn run(args: &[String]) -> Outcome {
    ensure_compiler()?;
    let mut command =
        cargo(&["run", "--quiet", "--profile", "fast", "--package", "gridwork-tests", "--bin"]);
    command.args(["bench", "--"]).args(args);
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("a figure missed its limit ({status})")),
        Err(problem) => Err(format!("the benches cannot start: {problem}")),
    }
}
