//! `cargo xtask bindings`: the phone library and what is generated from it.

use std::env::consts::{DLL_PREFIX, DLL_SUFFIX};
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use crate::phone::{LIBRARY, SQLITE_HUB, defines, lean};
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
    build_library(profile)?;
    let target = target(profile);
    let library = target.join(library_name());
    let out = target.join("bindings");
    // The generator reads the library's symbol table, hence the library before it is stripped, and
    // finds `bindings/uniffi.toml` through the workspace, hence from its root.
    let mut command = Command::new(build_binary("dev", "gridwork-bindgen", "gridwork-bindgen")?);
    command.current_dir(root()).arg(&library).arg(&out);
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
        profile => {
            let mut command =
                cargo(&["build", "--quiet", "--profile", profile, "--package", package]);
            let flagged = if profile == "release" { lean } else { without_full_text };
            step(&format!("build {package}"), flagged(&mut command).args(what))
        }
    }
}

fn build_library(profile: &str) -> Outcome {
    if profile != "release" {
        return build(profile, "gridwork-ffi", &[]);
    }
    let mut command = cargo(&LIBRARY);
    step("build gridwork-ffi", lean(command.args(["cdylib", "--quiet"])))
}

/// The SQLite of the hub and the benches.
fn without_full_text(command: &mut Command) -> &mut Command {
    command.env("LIBSQLITE3_FLAGS", defines("-USQLITE_ENABLE_", &SQLITE_HUB, "").join(" "))
}

pub fn library_name() -> String {
    format!("{DLL_PREFIX}gridwork_ffi{DLL_SUFFIX}")
}

/// A folder of the build.
pub fn target(profile: &str) -> PathBuf {
    let base =
        std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from);
    base.join(if profile == "dev" { "debug" } else { profile })
}
