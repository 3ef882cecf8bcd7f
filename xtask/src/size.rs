//! `cargo xtask size`: how large a phone's library is, held by `tests/size.json`.
//!
//! Judged is the library for 64-bit ARM with Linux, as phones have it but for the system's own library: no
//! NDK is here, and it differs by little. The library for this machine is told beside it. The last entry of
//! the file is what was accepted; a library that outgrew it is accepted by adding an entry with a note that
//! says what it grew for.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::bindings;
use crate::phone;
use crate::run::{Count, Outcome, cargo, root, step};
use crate::tools::ensure;

/// Where the accepted sizes stand.
const FILE: &str = "tests/size.json";

const TARGET: &str = "aarch64-unknown-linux-gnu";
/// Linked with LLD, as libraries for phones are; `bindings/build.rs` tells it what it tells Android's.
const LINKED: &str = "-Clinker=aarch64-linux-gnu-gcc -Clinker-features=+lld -Clink-self-contained=+linker -Zunstable-options";

/// Builds, measures and compares; the library for this machine is told too. `--except compressed` lets the
/// size after compression be: what is owed is told elsewhere (`OWED`).
pub fn run(args: &[String]) -> Outcome {
    let except = args.windows(2).find(|pair| pair[0] == "--except").map(|pair| pair[1].as_str());
    let mut count = Count::default();
    let judged = test(&mut count, except);
    if except.is_none() && ensure("strip", "binutils")? && packs()? {
        let (stripped, compressed) = sizes(&bindings::host()?, "strip")?;
        println!("   for this machine: {stripped} bytes stripped, {compressed} compressed");
    }
    count.print();
    judged
}

/// Whether a library for a phone can be built here; installs what that needs.
pub fn ready() -> Result<bool, String> {
    // Debian's compiler for the target brings its `strip`.
    let compiler = "gcc-aarch64-linux-gnu libc6-dev-arm64-cross";
    Ok(cfg!(target_os = "linux")
        && ensure("aarch64-linux-gnu-gcc", compiler)?
        && packs()?
        && phone::ensure_source())
}

/// Whether what packs an app is here.
fn packs() -> Result<bool, String> {
    Ok(ensure("zip", "zip")? && ensure("zipalign", "zipalign")?)
}

/// Builds the library for a phone, measures and compares.
fn test(count: &mut Count, except: Option<&str>) -> Outcome {
    if !ready()? {
        println!("SKIPPED: no compiler for 64-bit ARM here; the size of the library is not known");
        count.ignored += 1;
        return Ok(());
    }
    let file = root().join(FILE);
    let text = fs::read_to_string(&file).map_err(|e| format!("{FILE}: {e}"))?;
    let (stripped, compressed) = sizes(&for_phone()?, "aarch64-linux-gnu-strip")?;
    println!("   the phone library has {stripped} bytes stripped, {compressed} compressed");
    judge(&text, stripped, compressed, except)?;
    count.passed += 1;
    Ok(())
}

/// Builds the library that is judged.
fn for_phone() -> Result<PathBuf, String> {
    let mut build = cargo(&[]);
    phone::library(&mut build, "cdylib", LINKED).args(["--quiet", "--target", TARGET]);
    step("build the library for a phone", &mut build)?;
    Ok(bindings::target(TARGET).join("release/libgridwork_ffi.so"))
}

/// Bytes of a library as it is shipped, without its names, and as the package of an app compresses it.
fn sizes(library: &Path, strip: &str) -> Result<(u64, u64), String> {
    let shipped = library.with_extension("stripped");
    let mut command = Command::new(strip);
    command.arg(if cfg!(target_os = "linux") { "--strip-unneeded" } else { "-x" });
    step("strip the library", command.arg("-o").arg(&shipped).arg(library))?;
    let stripped = fs::metadata(&shipped).map_err(|e| format!("{}: {e}", shipped.display()))?.len();
    let archive = library.with_extension("zip");
    fs::remove_file(&archive).ok();
    step(
        "put it into an archive",
        Command::new("zip").args(["-q", "-j"]).arg(&archive).arg(&shipped),
    )?;
    let packed = library.with_extension("packed");
    phone::pack(&archive, &packed)?;
    let compressed = fs::metadata(&packed).map_err(|e| format!("{}: {e}", packed.display()))?.len();
    Ok((stripped, compressed))
}

/// Whether these sizes are within the limits of the file and near the last ones accepted.
fn judge(text: &str, stripped: u64, compressed: u64, except: Option<&str>) -> Outcome {
    let limit = |name: &str| {
        numbers(text, name).first().copied().ok_or_else(|| format!("{FILE}: no {name}"))
    };
    let last = |name: &str| {
        numbers(text, name).last().copied().ok_or_else(|| format!("{FILE}: no {name}"))
    };
    let mut wrong = Vec::new();
    for (name, size) in [("stripped", stripped), ("compressed", compressed)] {
        let most = limit(&format!("most_{name}"))?;
        if size > most && except != Some(name) {
            wrong.push(format!("the phone library has {size} bytes {name}, at most {most}"));
        }
    }
    let grown = stripped.saturating_sub(last("stripped")?);
    let free = limit("growth_without_a_note")?;
    if grown > free {
        wrong.push(format!(
            "the phone library grew by {grown} bytes since the last entry of {FILE}, {free} are free: \
             add an entry with a note that says what for, \
             {{\"stripped\": {stripped}, \"compressed\": {compressed}, \"note\": \"…\"}}"
        ));
    }
    let entries = text.matches("\"stripped\"").count();
    if text.matches("\"note\": \"").count() - text.matches("\"note\": \"\"").count() != entries {
        wrong.push(format!("{FILE}: every entry needs a note"));
    }
    if wrong.is_empty() { Ok(()) } else { Err(wrong.join("; ")) }
}

/// Every number that stands after `"name":`, in order.
fn numbers(text: &str, name: &str) -> Vec<u64> {
    let key = format!("\"{name}\":");
    let digits = |after: &str| -> String {
        after.trim_start().chars().take_while(char::is_ascii_digit).collect()
    };
    text.split(&key).skip(1).filter_map(|after| digits(after).parse().ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::judge;

    const TEXT: &str = r#"{
        "most_stripped": 900, "most_compressed": 400, "growth_without_a_note": 100,
        "accepted": [
            {"stripped": 500, "compressed": 200, "note": "first"},
            {"stripped": 700, "compressed": 300, "note": "a map"}
        ]
    }"#;

    #[test]
    fn little_growth_is_free() {
        assert_eq!(judge(TEXT, 800, 310, None), Ok(()));
        assert_eq!(judge(TEXT, 10, 10, None), Ok(()));
    }

    #[test]
    fn more_needs_an_entry_with_a_note() {
        assert!(judge(TEXT, 801, 310, None).unwrap_err().contains("grew by 101"));
        assert!(judge(&TEXT.replace("a map", ""), 700, 300, None).unwrap_err().contains("note"));
    }

    #[test]
    fn the_limits_hold_whatever_was_accepted() {
        assert!(judge(TEXT, 901, 310, None).unwrap_err().contains("at most 900"));
        assert!(judge(TEXT, 700, 401, None).unwrap_err().contains("at most 400"));
        assert_eq!(judge(TEXT, 700, 401, Some("compressed")), Ok(()));
        assert!(judge(TEXT, 901, 401, Some("compressed")).unwrap_err().contains("at most 900"));
        // Growth is told apart also where the limits are missed.
        assert!(judge(TEXT, 950, 310, None).unwrap_err().contains("grew by 250"));
    }
}
