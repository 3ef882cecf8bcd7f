//! `cargo xtask check`: the quick loop.

use crate::run::{Count, Outcome, cargo, counted, step};
use crate::tools::ensure_compiler;

/// Format, tidy, clippy with warnings denied, unit tests.
pub fn run() -> Outcome {
    ensure_compiler()?;
    step("format", &mut cargo(&["fmt", "--all", "--check"]))?;
    crate::tidy::run()?;
    let mut clippy = cargo(&["clippy", "--quiet", "--workspace", "--all-targets", "--"]);
    step("clippy", clippy.args(["-D", "warnings"]))?;
    let mut count = Count::default();
    let mut tests = cargo(&["test", "--quiet", "--workspace", "--lib", "--bins"]);
    let result = counted("unit tests", &mut tests, &mut count);
    count.print();
    result
}
