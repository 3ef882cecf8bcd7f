//! `cargo xtask ios`: the iPad app, built and tested where no Mac is, and the library for Xcode
//! where one is.
//!
//! On Linux the toolchain is Debian's Swift, unpacked beside the machine's own packages
//! (`xtask/swift`). The package is built in Swift 6 mode with warnings as errors over the real core
//! and a real hub; screens are type-checked against a stand-in for SwiftUI.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::run::{Count, Outcome, in_ci, root, step, watched};
use crate::tools::{ensure, has};
use crate::{bindings, ios_package as package};

/// What cannot run without a Mac, with the command that would run it.
pub const NOT_RUN: &[&str] = &[
    "the library for Xcode and the iPad app itself: cargo xtask ios (on a Mac with Xcode and XcodeGen)",
];

/// Tests, then the library for Xcode: `cargo xtask ios`.
pub fn run() -> Outcome {
    let mut count = Count::default();
    if has("xcodebuild") {
        package::run(&package_folder())?;
    } else {
        for line in NOT_RUN {
            println!("NOT RUN: {line}");
        }
    }
    let result = test(&mut count);
    count.print();
    result
}

/// Builds, tests and lints on Linux.
pub fn test(count: &mut Count) -> Outcome {
    let Some(toolchain) = prepare("dev")? else {
        count.ignored += 1;
        return Ok(());
    };
    lint(&toolchain)?;
    let mut tests = swift(&toolchain);
    tests.env("GRIDWORK_FIXTURE", bindings::old_folder()?);
    tests.args([
        "test",
        "--no-parallel",
        "--package-path",
        "ios",
        "-Xswiftc",
        "-warnings-as-errors",
    ]);
    let mut told = Count::default();
    let result = watched("build and test the iPad app", &mut tests, |line| see(line, &mut told));
    count.passed += told.passed;
    count.failed += told.failed;
    result
}

/// What the library of a profile costs through Swift, beside what Rust took, over the phone in `made`:
/// `cargo xtask bench --only hands`.
pub fn bench(made: &Path, profile: &str) -> Outcome {
    let Some(toolchain) = prepare(profile)? else { return Ok(()) };
    let mut bench = swift(&toolchain);
    bench.env("GRIDWORK_HANDS", made).args(["run", "--configuration", "release"]);
    bench.args(["--package-path", "ios", "-Xswiftc", "-warnings-as-errors", "HandsBench"]);
    step("measure the phone library through Swift", &mut bench)
}

/// The toolchain, with the library of a profile and a hub where the package looks for them; nothing
/// where Swift cannot be had, which is said.
fn prepare(profile: &str) -> Result<Option<PathBuf>, String> {
    if let Some(why) = unable()? {
        if in_ci() {
            return Err(format!("the iPad app cannot be built here: {why}"));
        }
        println!("SKIPPED: the iPad app is neither built nor tested nor measured: {why}");
        return Ok(None);
    }
    let toolchain = toolchain();
    let mut setup = Command::new("bash");
    step("set up Swift", setup.arg(scripts().join("setup.sh")).arg(&toolchain))?;
    place(&bindings::generate(profile)?, &bindings::build_hub("dev")?)?;
    Ok(Some(toolchain))
}

/// Why Swift cannot be had here, if so.
fn unable() -> Result<Option<&'static str>, String> {
    if !cfg!(all(target_os = "linux", target_arch = "x86_64")) || !has("apt-get") {
        return Ok(Some("the toolchain is unpacked from Debian's packages for amd64"));
    }
    let root = Command::new("id").arg("-u").output().is_ok_and(|told| told.stdout == b"0\n");
    if !root {
        return Ok(Some("unpacking and mounting the toolchain needs root"));
    }
    for (program, from) in [("xz", "xz-utils"), ("ar", "binutils"), ("unshare", "util-linux")] {
        if !ensure(program, from)? {
            return Ok(Some("xz, ar and unshare are needed"));
        }
    }
    Ok(None)
}

/// `swift-format` in its strict form over everything that is written by hand.
fn lint(toolchain: &Path) -> Outcome {
    let mut lint = swift(toolchain);
    lint.args(["--", "swift-format", "lint", "--strict", "--parallel", "--recursive"]);
    lint.args(["--configuration", "ios/.swift-format", "ios/Package.swift", "ios/App"]);
    lint.args([
        "ios/LinuxOnly",
        "ios/Tests",
        "ios/Sources/GridworkCore",
        "ios/Sources/GridworkPad",
    ]);
    step("swift-format", &mut lint)
}

/// A program of the toolchain, in the workspace, with the library and the hub where it finds them.
fn swift(toolchain: &Path) -> Command {
    let built = built();
    let mut command = Command::new("bash");
    command.arg(scripts().join("swift-run")).arg(root()).current_dir(root());
    command.env("SWIFT_TOOLCHAIN", toolchain);
    command.env("LIBRARY_PATH", &built).env("LD_LIBRARY_PATH", &built);
    command.env("GRIDWORK_HUB", built.join("gridwork-township"));
    command
}

/// Puts what is generated where the package looks for it.
fn place(generated: &Path, hub: &Path) -> Outcome {
    let sources = package_folder().join("Sources");
    let swift = sources.join("GridworkFFI/GridworkFFI.swift");
    if put(&generated.join("GridworkFFI.swift"), &swift)? {
        // Swift 6.0 keeps compiled code that knows the old layout of a changed record.
        fs::remove_dir_all(package_folder().join(".build/x86_64-pc-linux-gnu")).ok();
    }
    put(&generated.join("CGridwork.h"), &sources.join("CGridwork/CGridwork.h"))?;
    let library = "libgridwork_ffi.so";
    put(&generated.join(library), &built().join(library))?;
    put(hub, &built().join("gridwork-township")).map(drop)
}

/// Copies a file unless it is there already, so that Swift does not compile again for nothing.
/// Returns whether it was copied.
pub fn put(from: &Path, to: &Path) -> Result<bool, String> {
    let told = |e: std::io::Error| format!("{}: {e}", to.display());
    let new = fs::read(from).map_err(|e| format!("{}: {e}", from.display()))?;
    if fs::read(to).is_ok_and(|old| old == new) {
        return Ok(false);
    }
    if let Some(folder) = to.parent() {
        fs::create_dir_all(folder).map_err(told)?;
    }
    // Beside it first: the old file may be in use.
    let beside = to.with_extension("new");
    fs::copy(from, &beside).map_err(told)?;
    fs::rename(&beside, to).map_err(told)?;
    Ok(true)
}

/// Counts what Swift Testing reports: a line a failed test, and one line at the end.
fn see(line: &str, count: &mut Count) {
    let Some((mark, told)) = line.split_once(' ') else { return };
    let words: Vec<&str> = told.split_whitespace().collect();
    match (mark, words.as_slice()) {
        ("✘" | "✔", ["Test", "run", "with", n, ..]) => {
            count.passed = n.parse::<u64>().unwrap_or(0).saturating_sub(count.failed);
        }
        ("✘", ["Test", .., "issue." | "issues."]) if told.contains(" failed after ") => {
            count.failed += 1;
        }
        _ => {}
    }
}

fn package_folder() -> PathBuf {
    root().join("ios")
}

fn built() -> PathBuf {
    package_folder().join(".build/core")
}

fn scripts() -> PathBuf {
    root().join("xtask/swift")
}

fn toolchain() -> PathBuf {
    bindings::target("toolchains").join("swift")
}
