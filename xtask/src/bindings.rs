//! `cargo xtask bindings`: the phone library and what is generated from it.

use std::env::consts::{DLL_PREFIX, DLL_SUFFIX};
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use crate::run::{Outcome, cargo, root, step};
use crate::size;
use crate::tools::ensure_compiler;

/// Generates the bindings from a release library, says where they are and holds its size.
pub fn run() -> Outcome {
    ensure_compiler()?;
    println!("bindings are in {}", generate("release")?.display());
    size::run()
}

/// Builds the library in `profile` and generates Python, Kotlin and Swift beside it. Returns the
/// folder, which holds the library too, so that Python finds it.
pub fn generate(profile: &str) -> Result<PathBuf, String> {
    build(profile, "gridwork-ffi", &[])?;
    let target = target(profile);
    let library = target.join(library_name());
    let out = target.join("bindings");
    fs::create_dir_all(&out).map_err(|e| format!("{}: {e}", out.display()))?;
    // The generator reads the library's symbol table, hence the library before it is stripped, and
    // finds `bindings/uniffi.toml` through the workspace, hence from its root.
    let mut command = Command::new(build_binary("dev", "gridwork-bindgen", "gridwork-bindgen")?);
    command.current_dir(root()).args(["generate", "--no-format"]);
    for language in ["python", "kotlin", "swift"] {
        command.args(["--language", language]);
    }
    command.arg("--out-dir").arg(&out).arg(&library);
    step("generate Python, Kotlin and Swift", &mut command)?;
    let beside = out.join(library_name());
    fs::copy(&library, &beside).map_err(|e| format!("{}: {e}", beside.display()))?;
    Ok(out)
}

/// Unpacks the data of the oldest release that is kept, for the tests in other languages; returns
/// the folder.
pub fn old_folder() -> Result<PathBuf, String> {
    let kept = root().join("tests/fixtures/0.1.0");
    let folder = target("fixtures").join("0.1.0");
    if folder.exists() {
        fs::remove_dir_all(&folder).map_err(|e| format!("{}: {e}", folder.display()))?;
    }
    let mut command = Command::new(build_binary("dev", "gridwork-tests", "fixture")?);
    step("unpack the data of 0.1.0", command.arg("unpack").arg(kept).arg(&folder))?;
    Ok(folder)
}

/// Builds the hub's binary in `profile` and returns its path.
pub fn build_hub(profile: &str) -> Result<PathBuf, String> {
    build_binary(profile, "gridwork-township", "gridwork-township")
}

/// Builds a program of a package in `profile` and returns its path.
pub fn build_binary(profile: &str, package: &str, name: &str) -> Result<PathBuf, String> {
    build(profile, package, &["--bin", name])?;
    Ok(target(profile).join(format!("{name}{}", std::env::consts::EXE_SUFFIX)))
}

/// Builds a package in `profile`, or what is named of it. The profile of the tests is always built as a
/// whole, as the tests build it: Cargo resolves features by what is selected, and any other selection
/// would compile half of the dependencies once more.
fn build(profile: &str, package: &str, what: &[&str]) -> Outcome {
    match profile {
        "dev" => step(
            "build the workspace",
            &mut cargo(&["build", "--quiet", "--workspace", "--all-targets"]),
        ),
        profile => step(
            &format!("build {package}"),
            lean(&mut cargo(&["build", "--quiet", "--profile", profile, "--package", package]))
                .args(what),
        ),
    }
}

/// Leaves out of SQLite what nothing here uses: full text, R-trees, statistics of pages.
pub fn lean(command: &mut Command) -> &mut Command {
    const LEFT_OUT: [&str; 6] =
        ["FTS3", "FTS3_PARENTHESIS", "FTS5", "RTREE", "STAT4", "DBSTAT_VTAB"];
    let flags: Vec<String> =
        LEFT_OUT.iter().map(|part| format!("-USQLITE_ENABLE_{part}")).collect();
    command.env("LIBSQLITE3_FLAGS", flags.join(" "))
}

/// The library as it would be shipped: the release build, stripped.
pub fn shipped() -> Result<PathBuf, String> {
    build("release", "gridwork-ffi", &[])?;
    let folder = target("release");
    let shipped = folder.join(format!("{}.stripped", library_name()));
    let mut command = Command::new("strip");
    if cfg!(target_os = "linux") {
        command.arg("--strip-unneeded");
    } else {
        command.arg("-x");
    }
    command.arg("-o").arg(&shipped).arg(folder.join(library_name()));
    step("strip the library", &mut command)?;
    Ok(shipped)
}

fn library_name() -> String {
    format!("{DLL_PREFIX}gridwork_ffi{DLL_SUFFIX}")
}

/// A folder of the build.
pub fn target(profile: &str) -> PathBuf {
    let base =
        std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from);
    base.join(if profile == "dev" { "debug" } else { profile })
}
