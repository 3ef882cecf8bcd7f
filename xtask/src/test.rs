//! `cargo xtask test`: everything, from a fresh clone. CI calls it and prints its closing lines.

use crate::run::{Count, Outcome, cargo, counted, root, step};
use crate::tools::{ensure, ensure_compiler};
use crate::{android, bindings, console, ios, tidy};

/// What cannot run on Linux here, with the command that would run it.
const NOT_RUN: &[&str] = &[
    "the working day from Python over the bindings: cargo xtask python (not yet part of the tests)",
];

/// Runs every step and prints what was counted.
pub fn run() -> Outcome {
    ensure_compiler()?;
    let mut count = Count::default();
    let result = steps(&mut count);
    let not_run = [NOT_RUN, android::NOT_RUN, ios::NOT_RUN].concat();
    for line in &not_run {
        println!("NOT RUN: {line}");
    }
    if result.is_err() && count.failed == 0 {
        count.failed = 1;
    }
    if let Err(problem) = &result {
        println!("FAILED: {problem}");
    }
    println!(
        "{} passed, {} failed, {} skipped",
        count.passed,
        count.failed,
        count.ignored + not_run.len() as u64
    );
    result
}

fn steps(count: &mut Count) -> Outcome {
    step("format", &mut cargo(&["fmt", "--all", "--check"]))?;
    tidy::run()?;
    let mut clippy = cargo(&["clippy", "--quiet", "--workspace", "--all-targets", "--"]);
    step("clippy", clippy.args(["-D", "warnings"]))?;
    counted("tests", &mut cargo(&["test", "--workspace", "--no-fail-fast"]), count)?;
    console::steps(count)?;
    android::test(count)?;
    ios::test(count)?;
    binary("simulate 200 seeds", &["simulate", "--", "--seeds", "200"], count)?;
    binary("demo", &["demo", "--", "--once", "--cells", "4", "--days", "1"], count)
}

/// `cargo xtask python`: the same day driven through the FFI from Python.
pub fn python_alone() -> Outcome {
    python(&mut Count::default())
}

fn python(count: &mut Count) -> Outcome {
    if !ensure("python3", "python3")? {
        println!("SKIPPED: python3 is not here; the bindings are not driven from Python");
        count.ignored += 1;
        return Ok(());
    }
    let generated = bindings::generate("dev")?;
    let hub = bindings::build_hub("dev")?;
    let mut command = std::process::Command::new("python3");
    command
        .arg(root().join("tests/python/a_day.py"))
        .env("GRIDWORK_BINDINGS", generated)
        .env("GRIDWORK_HUB", hub)
        .env("PYTHONDONTWRITEBYTECODE", "1");
    counted("python over the bindings", &mut command, count)
}

/// A program of the tests crate, as the tests before built it.
fn binary(title: &str, args: &[&str], count: &mut Count) -> Outcome {
    let mut command = cargo(&["run", "--quiet", "--package", "gridwork-tests", "--bin"]);
    step(title, command.args(args))?;
    count.passed += 1;
    Ok(())
}
