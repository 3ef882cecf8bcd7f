//! `cargo xtask bench`: the figures, each with its limit; those of the pages in Debian's Chromium.

use crate::console;
use crate::run::{Outcome, cargo};
use crate::tools::ensure_compiler;

/// Passes the options on to the benches. The pages are measured with everything else, or alone with
/// `--only pages`; `--json` leaves them out, it ends with the figures of the program.
pub fn run(args: &[String]) -> Outcome {
    ensure_compiler()?;
    let only = args.iter().any(|arg| arg == "--only" || arg.starts_with("--only="));
    if only && args.iter().any(|arg| arg == "pages" || arg == "--only=pages") {
        return console::bench();
    }
    let figures = program(args);
    if only || args.iter().any(|arg| arg == "--json") {
        return figures;
    }
    console::bench().and(figures)
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
