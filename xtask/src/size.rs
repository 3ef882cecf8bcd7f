//! `cargo xtask size`: how large a phone's library is, held by `tests/size.json`.
//!
//! Judged is the library for 64-bit ARM with Linux, as phones have it but for the system's own library: no
//! NDK is here, and it differs by little. The library for this machine is told beside it. The last entry of
//! the file is what was accepted; a library that outgrew it is accepted by adding an entry with a note that
//! says what it grew for.

use std::fs;
use std::path::{Path, PathBuf};

use crate::bindings;
use crate::phone;
use crate::run::{Count, Outcome, cargo, root, step};
use crate::tools::ensure;

/// Where the accepted sizes stand.
const FILE: &str = "tests/size.json";

const TARGET: &str = "aarch64-unknown-linux-gnu";
/// Linked with LLD, as libraries for phones are; `bindings/build.rs` tells it what it tells Android's.
const LINKED: &str = "-Clinker=aarch64-linux-gnu-gcc -Clinker-features=+lld -Clink-self-contained=+linker -Zunstable-options";

/// Builds, measures and compares.
pub fn run() -> Outcome {
    let mut count = Count::default();
    let judged = test(&mut count);
    count.print();
    judged
}

/// Whether a library for a phone can be built here; installs what that needs.
pub fn ready() -> Result<bool, String> {
    // Debian's compiler for the target brings its `strip`.
    let compiler = "gcc-aarch64-linux-gnu libc6-dev-arm64-cross";
    Ok(cfg!(target_os = "linux")
        && ensure("aarch64-linux-gnu-gcc", compiler)?
        && ensure("xz", "xz-utils")?
        && phone::ensure_source())
}

/// Builds the library for a phone, measures and compares.
fn test(count: &mut Count) -> Outcome {
    if !ready()? {
        println!("SKIPPED: no compiler for 64-bit ARM here; the size of the library is not known");
        count.ignored += 1;
        return Ok(());
    }
    let file = root().join(FILE);
    let text = fs::read_to_string(&file).map_err(|e| format!("{FILE}: {e}"))?;
    let (stripped, compressed) = sizes(&for_phone()?, "aarch64-linux-gnu-strip", "arm64")?;
    println!("   the phone library has {stripped} bytes stripped, {compressed} compressed");
    judge(&text, stripped, compressed)?;
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

/// Bytes of a library as it is shipped: without its names, and packed as the app brings it.
fn sizes(library: &Path, strip: &str, processor: &str) -> Result<(u64, u64), String> {
    let shipped = phone::strip(library, strip)?;
    let packed = library.with_extension("xz");
    phone::press(&shipped, processor, &packed)?;
    let bytes = |file: &Path| {
        fs::metadata(file).map(|of| of.len()).map_err(|e| format!("{}: {e}", file.display()))
    };
    Ok((bytes(&shipped)?, bytes(&packed)?))
}

/// Whether these sizes are within the limits of the file and near the last ones accepted.
fn judge(text: &str, stripped: u64, compressed: u64) -> Outcome {
    let limit = |name: &str| {
        numbers(text, name).first().copied().ok_or_else(|| format!("{FILE}: no {name}"))
    };
    let last = |name: &str| {
        numbers(text, name).last().copied().ok_or_else(|| format!("{FILE}: no {name}"))
    };
    let mut wrong = Vec::new();
    for (name, size) in [("stripped", stripped), ("compressed", compressed)] {
        let most = limit(&format!("most_{name}"))?;
        if size > most {
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
        assert_eq!(judge(TEXT, 800, 310), Ok(()));
        assert_eq!(judge(TEXT, 10, 10), Ok(()));
    }

    #[test]
    fn more_needs_an_entry_with_a_note() {
        assert!(judge(TEXT, 801, 310).unwrap_err().contains("grew by 101"));
        assert!(judge(&TEXT.replace("a map", ""), 700, 300).unwrap_err().contains("note"));
    }

    #[test]
    fn the_limits_hold_whatever_was_accepted() {
        assert!(judge(TEXT, 901, 310).unwrap_err().contains("at most 900"));
        assert!(judge(TEXT, 700, 401).unwrap_err().contains("at most 400"));
        // Growth is told apart also where the limits are missed.
        assert!(judge(TEXT, 950, 310).unwrap_err().contains("grew by 250"));
    }
}
