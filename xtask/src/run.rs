//! Running a command as a named step and counting the tests it reports.

use std::fs::File;
use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
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

impl Count {
    /// The closing line of a verb.
    pub fn print(&self) {
        println!("{} passed, {} failed, {} skipped", self.passed, self.failed, self.ignored);
    }

    /// Adds what a line says: numbers, each before its word.
    fn add(&mut self, line: &str, between: char) {
        for part in line.split(between) {
            let words: Vec<&str> = part.split_whitespace().collect();
            for pair in words.windows(2) {
                let Ok(n) = pair[0].parse::<u64>() else { continue };
                match pair[1] {
                    "passed" => self.passed += n,
                    "failed" => self.failed += n,
                    "ignored" | "skipped" => self.ignored += n,
                    _ => {}
                }
            }
        }
    }
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
        if let Some(result) = line.strip_prefix("test result: ") {
            count.add(result, ';');
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

/// Verbs of this program, one after the other, behind the steps that go on meanwhile: they need nothing of
/// those steps, which are often waiting for something, and take what the processor has left.
pub struct Behind {
    title: String,
    child: Child,
    told: PathBuf,
    begun: Instant,
}

impl Behind {
    /// Begins them; what they say is kept until they are joined. They build in a folder of their own, because
    /// Cargo lets one build at a time into one.
    pub fn begin(verbs: &[&str]) -> Result<Behind, String> {
        let title = verbs.join(", ");
        let folder = root().join("target/behind");
        let told = folder.join("told.log");
        let cannot = |e: std::io::Error| format!("{title}: cannot start: {e}");
        std::fs::create_dir_all(&folder).map_err(cannot)?;
        let file = File::create(&told).map_err(cannot)?;
        let script: Vec<String> = verbs.iter().map(|verb| format!("\"$0\" {verb}")).collect();
        let mut command = Command::new("nice");
        command.args(["-n", "19", "sh", "-c", &script.join(" && ")]);
        command.arg(std::env::current_exe().map_err(cannot)?);
        command.current_dir(root()).env("CARGO_TARGET_DIR", &folder);
        command.stderr(file.try_clone().map_err(cannot)?).stdout(file);
        // Of a group of its own, so that it can be ended with all that it began.
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        println!("── {title}: begun behind what follows");
        let child = command.spawn().map_err(cannot)?;
        Ok(Behind { title, child, told, begun: Instant::now() })
    }

    /// Waits for their end, prints what they said, and counts by the last line of each.
    pub fn join(mut self, count: &mut Count) -> Outcome {
        println!("── {}", self.title);
        let status = self.child.wait().map_err(|e| format!("{}: {e}", self.title))?;
        let told = std::fs::read_to_string(&self.told).unwrap_or_default();
        print!("{told}");
        for line in told.lines().filter(|line| line.contains(" passed, ")) {
            count.add(line, ',');
        }
        if !status.success() {
            return Err(format!("{}: ended with {status}", self.title));
        }
        println!("   {}: joined after {} s{}", self.title, self.begun.elapsed().as_secs(), room());
        Ok(())
    }
}

impl Drop for Behind {
    /// A step before failed: nothing of it goes on.
    fn drop(&mut self) {
        if self.child.try_wait().is_ok_and(|ended| ended.is_none()) {
            let group = format!("-{}", self.child.id());
            Command::new("kill").args(["--", &group]).status().ok();
            self.child.wait().ok();
        }
    }
}

/// Whether this is CI, where nothing that Linux can run may be left out.
pub fn in_ci() -> bool {
    std::env::var("CI").is_ok_and(|value| value == "true" || value == "1")
}
