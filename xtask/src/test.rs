//! `cargo xtask test`: everything, from a fresh clone. CI calls it and prints its closing lines.

use std::path::Path;
use std::process::Command;

use crate::run::{Behind, Count, Outcome, cargo, counted, root, step};
use crate::tools::{ensure, ensure_compiler, python_with};
use crate::{android, bindings, console, cross, deb, ios, size, tidy};

/// Runs every step and prints what was counted.
pub fn run() -> Outcome {
    ensure_compiler()?;
    let mut count = Count::default();
    // The tests of time stamps and bundles check against them.
    for program in ["openssl", "unzip"] {
        if !ensure(program, program)? {
            println!("SKIPPED: {program} is not here; evidence is not checked against it");
            count.ignored += 1;
        }
    }
    let result = steps(&mut count);
    let not_run = [android::NOT_RUN, ios::NOT_RUN].concat();
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
    // What it installs comes before: one package manager works at a time.
    let (cross, size) = (cross::ready()?, size::ready()?);
    for (ready, what) in [(cross, "the core for phones and tablets"), (size, "the library's size")]
    {
        if !ready {
            println!("SKIPPED: {what}: compilers for other processors are not here");
            count.ignored += 1;
        }
    }
    let verbs = [(cross, "cross"), (size, "size")];
    let verbs: Vec<&str> = verbs.iter().filter(|it| it.0).map(|it| it.1).collect();
    let behind = if verbs.is_empty() { None } else { Some(Behind::begin(&verbs)?) };
    // First, because the hub that everything after it builds holds the pages.
    console::steps(count)?;
    let mut clippy = cargo(&["clippy", "--quiet", "--workspace", "--all-targets", "--"]);
    step("clippy", clippy.args(["-D", "warnings"]))?;
    counted("tests", &mut cargo(&["test", "--workspace", "--no-fail-fast"]), count)?;
    binary("simulate", &["--seeds", "200"], count)?;
    binary("simulate", &["--wide", "--seeds", "64"], count)?;
    binary("demo", &["--once", "--small", "--cells", "4", "--days", "1"], count)?;
    python(count)?;
    android::test(count)?;
    ios::test(count)?;
    deb::run(&["--check".to_owned()], count)?;
    behind.map_or(Ok(()), |behind| behind.join(count))
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
    let old = bindings::old_folder()?;
    for program in ["scenarios", "a_day"] {
        let mut command = Command::new("python3");
        command
            .arg(root().join(format!("tests/python/{program}.py")))
            .env("GRIDWORK_BINDINGS", &generated)
            .env("GRIDWORK_HUB", &hub)
            .env("GRIDWORK_FIXTURE", &old)
            .env("PYTHONDONTWRITEBYTECODE", "1");
        counted(&format!("python over the bindings: {program}"), &mut command, count)?;
    }
    second_client(&generated, &hub, count)
}

/// A client of the exchange that was written from `docs/protocol.md` alone, against the same hub.
fn second_client(generated: &Path, hub: &Path, count: &mut Count) -> Outcome {
    let python = python_with("cryptography", "python3-cryptography")?;
    let (Some(python), true) = (python, ensure("zstd", "zstd")?) else {
        println!("SKIPPED: python3-cryptography or zstd is not here; no second client is run");
        count.ignored += 1;
        return Ok(());
    };
    let mut command = Command::new(python);
    command
        .arg(root().join("tests/python/second.py"))
        .env("GRIDWORK_BINDINGS", generated)
        .env("GRIDWORK_HUB", hub)
        .env("PYTHONDONTWRITEBYTECODE", "1");
    counted("a second client from the page", &mut command, count)
}

/// A program of the tests crate, as the tests before built it.
fn binary(name: &str, args: &[&str], count: &mut Count) -> Outcome {
    let program = bindings::build_binary("dev", "gridwork-tests", name)?;
    let title = format!("{name} {}", args.join(" "));
    step(&title, Command::new(program).current_dir(root()).args(args))?;
    count.passed += 1;
    Ok(())
}
