//! Running a command as a named step and counting the tests it reports.

use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Instant;

/// What a verb returns; the text says what went wrong and where.
pub type Outcome = Result<(), String>;

/// Tests counted over all steps of a run.
#[derive(Clone, Copy, Default)]
pub struct Count {
    /// Tests that passed.
    pub passed: u64,
    /// Tests that failed.
    pub failed: u64,
    /// Tests left out.
    pub ignored: u64,
}

/// The folder of the workspace.
pub fn root() -> PathBuf {
    let here = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    here.parent().map(PathBuf::from).unwrap_or(here)
}

/// `cargo` with arguments, in the workspace.
pub fn cargo(args: &[&str]) -> Command {
    let mut command = Command::new(std::env::var("CARGO").unwrap_or_else(|_| "cargo".into()));
    command.args(args).current_dir(root());
    if in_ci() {
        // Nothing is built there a second time, and what is kept for it fills the disk.
        command.env("CARGO_INCREMENTAL", "0");
    }
    command
}

/// What is free where the workspace is built, for the eye: below half a gigabyte a hub takes no work.
fn room() -> String {
    let df = Command::new("df").args(["--output=avail", "-BM"]).arg(root()).output();
    let said = df.map(|df| String::from_utf8_lossy(&df.stdout).into_owned()).unwrap_or_default();
    said.lines().last().map_or_else(String::new, |free| format!(", {} free", free.trim()))
}

/// Runs a step that must succeed, its output going through.
pub fn step(title: &str, command: &mut Command) -> Outcome {
    println!("── {title}");
    let begun = Instant::now();
    let status = command.status().map_err(|e| format!("{title}: cannot start: {e}"))?;
    if !status.success() {
        return Err(format!("{title}: ended with {status}"));
    }
    println!("   {title}: done in {} s{}", begun.elapsed().as_secs(), room());
    Ok(())
}

/// Runs a step whose output has cargo's `test result:` lines, and counts them.
pub fn counted(title: &str, command: &mut Command, count: &mut Count) -> Outcome {
    watched(title, command, |line| {
        let Some(result) = line.strip_prefix("test result: ") else { return };
        for part in result.split(';') {
            let words: Vec<&str> = part.split_whitespace().collect();
            for pair in words.windows(2) {
                let Ok(n) = pair[0].parse::<u64>() else { continue };
                match pair[1] {
                    "passed" => count.passed += n,
                    "failed" => count.failed += n,
                    "ignored" => count.ignored += n,
                    _ => {}
                }
            }
        }
    })
}

/// Runs a step and hands each line of its output on before it is printed.
pub fn watched(title: &str, command: &mut Command, mut see: impl FnMut(&str)) -> Outcome {
    println!("── {title}");
    let begun = Instant::now();
    let mut child = command
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|e| format!("{title}: cannot start: {e}"))?;
    let pipe = child.stdout.take().ok_or_else(|| format!("{title}: no output"))?;
    for line in BufReader::new(pipe).lines() {
        let line = line.map_err(|e| format!("{title}: {e}"))?;
        see(&line);
        println!("{line}");
    }
    std::io::stdout().flush().ok();
    let status = child.wait().map_err(|e| format!("{title}: {e}"))?;
    if !status.success() {
        return Err(format!("{title}: ended with {status}"));
    }
    println!("   {title}: done in {} s{}", begun.elapsed().as_secs(), room());
    Ok(())
}

/// What a command writes to its standard output.
pub fn output(command: &mut Command) -> Result<Vec<u8>, String> {
    let name = command.get_program().to_string_lossy().into_owned();
    let output = command.output().map_err(|e| format!("{name}: {e}"))?;
    if !output.status.success() {
        return Err(format!("{name}: {}", String::from_utf8_lossy(&output.stderr).trim()));
    }
    Ok(output.stdout)
}

/// Whether this is CI, where nothing that Linux can run may be left out.
pub fn in_ci() -> bool {
    std::env::var("CI").is_ok_and(|value| value == "true" || value == "1")
}
