//! How a library for a phone is built: one command for Android, iOS and the measure of its size.
//!
//! Its standard library is built from source with it, for size and without back-traces; the switches
//! for that are unstable, and the pinned compiler takes them when told to (ADR 16).

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::run::{Outcome, step};
use crate::tools::said;

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

/// The standard library from source. Without its back-traces: a phone has nowhere to write one.
const STANDARD_LIBRARY: [&str; 2] =
    ["-Zbuild-std=std,panic_unwind", "-Zbuild-std-features=optimize_for_size"];
/// Of the compiler. Where a panic was is told nowhere on a phone: its text may hold what somebody entered.
/// Tables for unwinding are for panics alone, not for a debugger that stops between any two instructions.
const SMALL: &str = "-Zlocation-detail=none -Zuse-sync-unwind=yes";
/// Of its back end. What two functions have in common becomes a function of its own only where that saves
/// more than the tables for unwinding that come with it, which is left out of its account.
const OUTLINED: &str = "-Cllvm-args=-outliner-benefit-threshold=64";

/// Makes a library for a phone of `cargo`, or of what stands for `cargo` before a verb. `flags` are the
/// compiler's, for this target. Where the source of the standard library is missing, what comes with the
/// compiler goes in, which is larger and does the same.
pub fn library<'a>(command: &'a mut Command, kind: &str, flags: &str) -> &'a mut Command {
    command.args(LIBRARY).arg(kind);
    let mut all = format!("{OUTLINED} {flags}");
    if has_source() {
        command.args(STANDARD_LIBRARY).env("RUSTC_BOOTSTRAP", "1");
        all = format!("{SMALL} {all}");
    } else {
        println!("LARGER: no source of the standard library here: rustup component add rust-src");
    }
    lean(command.env("RUSTFLAGS", all.trim_end()))
}

/// Makes sure of the source of the standard library; `false`: it is missing and cannot be had here. It comes
/// from where the compiler came from, which is no package manager of the machine: that it cannot be had is
/// told loudly, in CI too, and fails nothing.
pub fn ensure_source() -> bool {
    let add = || {
        let mut rustup = Command::new("rustup");
        step(
            "fetch the source of the standard library",
            rustup.args(["component", "add", "rust-src"]),
        )
    };
    has_source() || add().is_ok() && has_source()
}

fn has_source() -> bool {
    let home = said("rustc", &["--print", "sysroot"]).unwrap_or_default();
    Path::new(&home).join("lib/rustlib/src/rust/library/Cargo.lock").exists()
}

/// Packs a library without names as the app brings it: in the xz format, which the app unpacks itself before
/// the core is opened first (`PackedLibrary`). `processor` names the instructions, as xz does: addresses in
/// them are written so that calls of one function look alike. The dictionary holds a library whole.
pub fn press(library: &Path, processor: &str, packed: &Path) -> Outcome {
    let file = File::create(packed).map_err(|e| format!("{}: {e}", packed.display()))?;
    let mut command = Command::new("xz");
    command.args(["--stdout", "--check=sha256", &format!("--{processor}")]);
    command.arg("--lzma2=preset=9e,dict=6MiB,lc=2,lp=2").arg(library).stdout(file);
    step("pack the library", &mut command)
}

/// Leaves the names out of a library of this machine, or with the `strip` of another.
pub fn strip(library: &Path, strip: &str) -> Result<PathBuf, String> {
    let shipped = library.with_extension("stripped");
    let mut command = Command::new(strip);
    command.arg(if cfg!(target_os = "linux") { "--strip-unneeded" } else { "-x" });
    step("strip the library", command.arg("-o").arg(&shipped).arg(library))?;
    Ok(shipped)
}

/// Packs what an archive holds as an app is shipped: the format that every phone unpacks while it
/// installs, by the most thorough way to write it (Zopfli).
pub fn pack(archive: &Path, packed: &Path) -> Outcome {
    let mut command = Command::new("zipalign");
    step("pack", command.args(["-f", "-z", "4"]).arg(archive).arg(packed))
}

/// Leaves out of the C code what no phone uses. A release is built so as a whole, its hub too, which only
/// measures: one set of flags, or each build would compile that code anew.
pub fn lean(command: &mut Command) -> &mut Command {
    let mut sqlite = defines("-DSQLITE_OMIT_", &SQLITE_OMITTED, "");
    sqlite.extend(defines("-USQLITE_ENABLE_", &[&SQLITE_HUB[..], &SQLITE_UNUSED].concat(), ""));
    sqlite.extend(["-USQLITE_SOUNDEX".to_owned(), "-DSQLITE_UNTESTABLE".to_owned()]);
    // Panics do not pass through C, which needs no tables for them; and one decoder for every processor.
    let mut all = vec!["-fno-asynchronous-unwind-tables".to_owned(), "-DDYNAMIC_BMI2=0".to_owned()];
    all.extend(defines("-D", &ZSTD_SMALL, "=1"));
    all.extend(defines("-DZSTD_EXCLUDE_", &ZSTD_EXCLUDED, "_BLOCK_COMPRESSOR=1"));
    command.env("LIBSQLITE3_FLAGS", sqlite.join(" ")).env("CFLAGS", all.join(" "))
}

/// Full text, R-trees, statistics of pages: nothing here uses them.
pub const SQLITE_HUB: [&str; 6] =
    ["FTS3", "FTS3_PARENTHESIS", "FTS5", "RTREE", "STAT4", "DBSTAT_VTAB"];
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

/// Arguments of a C compiler.
pub fn defines(before: &str, names: &[&str], after: &str) -> Vec<String> {
    names.iter().map(|name| format!("{before}{name}{after}")).collect()
}
