//! `cargo xtask simulate`: any number of seeds of the simulator.

use crate::run::{Outcome, cargo, step};
use crate::tools::ensure_compiler;

/// Passes the options on to the simulator.
pub fn run(args: &[String]) -> Outcome {
    ensure_compiler()?;
    let mut command =
        cargo(&["run", "--quiet", "--profile", "fast", "--package", "gridwork-tests", "--bin"]);
    command.args(["simulate", "--"]).args(args);
    step("simulate", &mut command)
}
