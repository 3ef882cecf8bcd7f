//! `cargo xtask bindings`: the phone library and what is generated from it.

use std::path::PathBuf;

use crate::run::{Outcome, cargo, root, step};
use crate::tools::ensure_compiler;

/// Generates the bindings from a release library and says where they are.
pub fn run() -> Outcome {
    ensure_compiler()?;
    let folder = generate("release")?;
    println!("bindings are in {}", folder.display());
    Ok(())
}

/// Builds the library in `profile` and generates Python, Kotlin and Swift beside it.
pub fn generate(profile: &str) -> Result<PathBuf, String> {
    step(
        "build the phone library",
        &mut cargo(&["build", "--quiet", "--profile", profile, "--package", "gridwork-ffi"]),
    )?;
    let target = target(profile);
    let library = target.join("libgridwork_ffi.so");
    let out = target.join("bindings");
    std::fs::create_dir_all(&out).map_err(|e| format!("{}: {e}", out.display()))?;
    for language in ["python", "kotlin", "swift"] {
        let mut command = cargo(&["run", "--quiet", "--package", "gridwork-bindgen", "--"]);
        command.args(["generate", "--no-format", "--language", language, "--out-dir"]);
        step(&format!("generate {language}"), command.arg(&out).arg(&library))?;
    }
    let beside = out.join("libgridwork_ffi.so");
    std::fs::copy(&library, &beside).map_err(|e| format!("{}: {e}", beside.display()))?;
    Ok(out)
}

/// Builds the hub's binary in `profile` and returns its path.
pub fn build_hub(profile: &str) -> Result<PathBuf, String> {
    step(
        "build the hub",
        &mut cargo(&["build", "--quiet", "--profile", profile, "--package", "gridwork-township"]),
    )?;
    Ok(target(profile).join("gridwork-township"))
}

fn target(profile: &str) -> PathBuf {
    let base =
        std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from);
    base.join(if profile == "dev" { "debug" } else { profile })
}
