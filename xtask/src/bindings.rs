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
    build_library(profile)?;
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
        profile => {
            let mut command =
                cargo(&["build", "--quiet", "--profile", profile, "--package", package]);
            let flagged = if profile == "release" { lean } else { without_full_text };
            step(&format!("build {package}"), flagged(&mut command).args(what))
        }
    }
}

/// What makes a library for a phone of the bindings, but for its kind. One kind alone: the package is an
/// ordinary library too, for its tests, and together with that Cargo optimises nothing across crates.
pub const LIBRARY: [&str; 8] = [
    "rustc",
    "--release",
    "--package",
    "gridwork-ffi",
    "--lib",
    "--features",
    "phone",
    "--crate-type",
];

fn build_library(profile: &str) -> Outcome {
    if profile != "release" {
        return build(profile, "gridwork-ffi", &[]);
    }
    let mut command = cargo(&LIBRARY);
    step("build gridwork-ffi", lean(command.args(["cdylib", "--quiet"])))
}

/// Leaves out of the C code what no phone uses. A release is built so as a whole, its hub too, which only
/// measures: one set of flags, or each build would compile that code anew.
pub fn lean(command: &mut Command) -> &mut Command {
    let mut sqlite = flags("-DSQLITE_OMIT_", &SQLITE_OMITTED, "");
    sqlite.extend(flags("-USQLITE_ENABLE_", &[&SQLITE_HUB[..], &SQLITE_UNUSED].concat(), ""));
    sqlite.extend(["-USQLITE_SOUNDEX".to_owned(), "-DSQLITE_UNTESTABLE".to_owned()]);
    // Panics do not pass through C, which needs no tables for them; and one decoder for every processor.
    let mut all = vec!["-fno-asynchronous-unwind-tables".to_owned(), "-DDYNAMIC_BMI2=0".to_owned()];
    all.extend(flags("-D", &ZSTD_SMALL, "=1"));
    all.extend(flags("-DZSTD_EXCLUDE_", &ZSTD_EXCLUDED, "_BLOCK_COMPRESSOR=1"));
    command.env("LIBSQLITE3_FLAGS", sqlite.join(" ")).env("CFLAGS", all.join(" "))
}

/// Full text, R-trees, statistics of pages: nothing here uses them.
const SQLITE_HUB: [&str; 6] = ["FTS3", "FTS3_PARENTHESIS", "FTS5", "RTREE", "STAT4", "DBSTAT_VTAB"];
/// What the wrapper can use and this phone's store does not.
const SQLITE_UNUSED: [&str; 3] = ["COLUMN_METADATA", "API_ARMOR", "LOAD_EXTENSION"];
/// Functions of SQL and of the interface that the store does not call.
const SQLITE_OMITTED: [&str; 16] = [
    "AUTHORIZATION",
    "COMPILEOPTION_DIAGS",
    "COMPLETE",
    "DATETIME_FUNCS",
    "DECLTYPE",
    "DEPRECATED",
    "DESERIALIZE",
    "GET_TABLE",
    "INCRBLOB",
    "JSON",
    "LOAD_EXTENSION",
    "PROGRESS_CALLBACK",
    "SHARED_CACHE",
    "TCL_VARIABLE",
    "TRACE",
    "UTF16",
];
/// What zstd itself names for a small library: slower decoders of the same format, no words in errors.
const ZSTD_SMALL: [&str; 4] = [
    "HUF_FORCE_DECOMPRESS_X1",
    "ZSTD_FORCE_DECOMPRESS_SEQUENCES_SHORT",
    "ZSTD_NO_INLINE",
    "ZSTD_STRIP_ERROR_STRINGS",
];
/// Ways to compress that no level here asks for: messages use 19, which is the thorough one for every
/// length; without its own way level 3 takes the fast one, which is always there.
const ZSTD_EXCLUDED: [&str; 6] = ["DFAST", "GREEDY", "LAZY", "LAZY2", "BTLAZY2", "BTOPT"];

fn flags(before: &str, names: &[&str], after: &str) -> Vec<String> {
    names.iter().map(|name| format!("{before}{name}{after}")).collect()
}

/// The SQLite of the hub and the benches.
fn without_full_text(command: &mut Command) -> &mut Command {
    command.env("LIBSQLITE3_FLAGS", flags("-USQLITE_ENABLE_", &SQLITE_HUB, "").join(" "))
}

/// The library as it would be shipped: the release build, stripped.
pub fn shipped() -> Result<PathBuf, String> {
    build_library("release")?;
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
