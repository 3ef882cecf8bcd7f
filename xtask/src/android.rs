//! `cargo xtask android`: the Android app, built and tested where no Android SDK is.
//!
//! `android/verify` (Maven) compiles the sources that the Gradle files name too, with warnings as
//! errors, and runs its tests over the real core and a real hub. What needs an NDK or Gradle is said.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::run::{Count, Outcome, in_ci, root, step};
use crate::tools::ensure;
use crate::{android_lint as lint, android_package as package};
use crate::{bindings, phone, tools};

/// What the build needs: a program and the Debian package that brings it.
const TOOLS: &[(&str, &str)] = &[
    ("javac", "openjdk-17-jdk-headless"),
    ("mvn", "maven"),
    ("aapt2", "aapt"),
    ("unzip", "unzip"),
    ("zip", "zip"),
    ("zipalign", "zipalign"),
    ("apksigner", "apksigner"),
    ("strip", "binutils"),
    ("xz", "xz-utils"),
];

/// What cannot run here, with the command that would run it.
pub const NOT_RUN: &[&str] = &[
    "the Gradle build of the Android app: cd android && gradle :app:assembleRelease",
    "the Android app on a phone or an emulator: adb install an APK of the line above",
];

/// `cargo xtask android`; with `--package`, only the package of what was compiled last.
pub fn run(args: &[String]) -> Outcome {
    if args.iter().any(|arg| arg == "--package") {
        return package::run(&verify());
    }
    let mut count = Count::default();
    let result = test(&mut count);
    for line in NOT_RUN {
        println!("NOT RUN: {line}");
    }
    count.print();
    result
}

/// Compiles everything, runs every test, then makes the package.
pub fn test(count: &mut Count) -> Outcome {
    if let Some(program) = missing()? {
        println!("SKIPPED: {program} is not here; the Android app is neither built nor tested");
        count.ignored += 1;
        return Ok(());
    }
    let reports = verify().join("target/surefire-reports");
    fs::remove_dir_all(&reports).ok();
    let mut maven = tests("dev")?;
    maven.arg(format!("-Dgridwork.fixture={}", bindings::old_folder()?.display()));
    maven.arg(format!("-Dgridwork.packed={}", packed()?.display()));
    let result = step("build and test the Android app", &mut maven);
    count_reports(&reports, count);
    result?;
    lint::run(&verify())?;
    package::run(&verify())?;
    count.passed += 2;
    Ok(())
}

/// Measures the library of a profile through Kotlin on the JVM, over the phone made in a folder.
pub fn bench(made: &Path, profile: &str) -> Outcome {
    if let Some(program) = missing()? {
        println!("SKIPPED: {program} is not here; nothing is measured on the JVM");
        return Ok(());
    }
    let mut maven = tests(profile)?;
    maven.arg("-Dtest=HandsBench");
    maven.arg(format!("-Dgridwork.hands={}", made.display()));
    let result = step("measure the core through Kotlin", &mut maven);
    // Maven is quiet; what was measured is told also where a figure missed its limit.
    print!("{}", fs::read_to_string(made.join("jvm.txt")).unwrap_or_default());
    result
}

/// The first program that is not here and cannot be brought.
fn missing() -> Result<Option<&'static str>, String> {
    for (program, from) in TOOLS {
        if !ensure(program, from)? {
            return Ok(Some(program));
        }
    }
    Ok(None)
}

/// The library that the tests run over, packed as an app brings one.
fn packed() -> Result<PathBuf, String> {
    let library = bindings::target("dev").join(bindings::library_name());
    let packed = library.with_extension("xz");
    let processor = if cfg!(target_arch = "aarch64") { "arm64" } else { "x86" };
    phone::press(&phone::strip(&library, "strip")?, processor, &packed)?;
    Ok(packed)
}

/// Maven with the goal of the tests, over the library of a profile and a hub.
fn tests(profile: &str) -> Result<Command, String> {
    let generated = bindings::generate(profile)?;
    let hub = bindings::build_hub(profile)?;
    let mut maven = maven(&["test"]);
    maven.arg(format!("-Dgridwork.bindings={}", generated.display()));
    maven.arg(format!("-Dgridwork.hub={}", hub.display()));
    if in_ci() {
        // A story waits for threads of a core, a hub and a screen; whatever fails twice has failed.
        maven.arg("-Dsurefire.rerunFailingTestsCount=1");
    }
    Ok(maven)
}

/// Maven in the folder of the build.
pub fn maven(goals: &[&str]) -> Command {
    let mut command = Command::new("mvn");
    command.current_dir(verify()).args(["--batch-mode", "--quiet", "--no-transfer-progress"]);
    command.args(goals);
    command
}

fn verify() -> PathBuf {
    root().join("android/verify")
}

/// Adds what the test runner wrote: `Tests run: 3, Failures: 0, Errors: 0, Skipped: 0, …`.
fn count_reports(folder: &Path, count: &mut Count) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        if path.extension().is_none_or(|ending| ending != "txt") {
            continue;
        }
        let text = fs::read_to_string(&path).unwrap_or_default();
        let class = path.file_stem().unwrap_or_default().to_string_lossy();
        let details = fs::read_to_string(folder.join(format!("TEST-{class}.xml")));
        for line in text.lines().filter(|line| line.starts_with("Tests run:")) {
            println!("   {line}");
            let (told, again) = tally(line, details.as_deref().unwrap_or_default());
            if again > 0 {
                println!("   FLAKY: {again} of {class} passed only when run again");
            }
            count.passed += told.passed;
            count.failed += told.failed;
            count.ignored += told.ignored;
        }
    }
}

/// What a class came to, by its line and its details: what failed and passed when run again is told as
/// failed in the line, as run twice, and as flaky in the details.
fn tally(line: &str, details: &str) -> (Count, u64) {
    let number = |name: &str| {
        let after = line.split(name).nth(1).unwrap_or_default();
        let digits: String = after.chars().take_while(char::is_ascii_digit).collect();
        digits.parse::<u64>().unwrap_or(0)
    };
    let (ran, ignored) = (number("Tests run: "), number("Skipped: "));
    let fell = number("Failures: ") + number("Errors: ");
    let flaky = details.matches("<flakyFailure ").count() + details.matches("<flakyError ").count();
    let again = (flaky as u64).min(fell);
    let passed = ran.saturating_sub(fell + ignored);
    (Count { passed, failed: fell - again, ignored }, again)
}

/// Whether an NDK is here, as `cargo ndk` would look for one.
pub fn ndk() -> bool {
    let named = ["ANDROID_NDK_HOME", "ANDROID_NDK_ROOT", "NDK_HOME"]
        .iter()
        .any(|name| std::env::var_os(name).is_some_and(|path| Path::new(&path).is_dir()));
    named && tools::has("cargo-ndk")
}

#[cfg(test)]
mod tests {
    use super::tally;

    #[test]
    fn what_passes_when_run_again_has_passed_and_is_told() {
        let line =
            "Tests run: 3, Failures: 1, Errors: 0, Skipped: 0, Time elapsed: 0.188 s <<< FAILURE!";
        let (told, again) =
            tally(line, "<testcase><flakyFailure message=\"x\"></flakyFailure></testcase>");
        assert_eq!((told.passed, told.failed, told.ignored, again), (2, 0, 0, 1));
        let (told, again) = tally(line, "<testcase><failure message=\"x\"></failure></testcase>");
        assert_eq!((told.passed, told.failed, told.ignored, again), (2, 1, 0, 0));
    }
}
