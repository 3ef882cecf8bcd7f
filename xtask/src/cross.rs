//! `cargo xtask cross`: the core for phones and tablets where neither NDK nor Xcode is.
//!
//! The bindings and everything below are type-checked for the real targets, and the core's tests run
//! on emulated 32-bit ARM: there a pointer has 32 bits, as on the cheapest phones. The standard libraries
//! come from where the compiler came from. Nothing is linked for a phone here; `cargo xtask android` and `cargo xtask ios` package where the tools are.

use std::process::Command;

use crate::run::{Count, Outcome, cargo, counted, root, step};
use crate::tools::ensure;

const TARGETS: &[&str] = &["aarch64-linux-android", "armv7-linux-androideabi", "aarch64-apple-ios"];

const EMULATED_TARGET: &str = "armv7-unknown-linux-gnueabihf";

/// The crates of the core whose tests run emulated: everything that counts bytes or offsets.
const EMULATED: &[&str] = &[
    "gridwork-model",
    "gridwork-seal",
    "gridwork-document",
    "gridwork-sync",
    "gridwork-store",
    "gridwork-core",
];

/// Type checks and emulated tests: `cargo xtask cross`.
pub fn run() -> Outcome {
    let mut count = Count::default();
    let result = test(&mut count);
    count.print();
    result
}

/// Whether the core can be checked for phones here; installs what that needs.
pub fn ready() -> Result<bool, String> {
    // Debian's compiler for the target, and what runs its programs.
    let compiler = "gcc-arm-linux-gnueabihf libc6-dev-armhf-cross";
    Ok(cfg!(target_os = "linux")
        && ensure("arm-linux-gnueabihf-gcc", compiler)?
        && ensure("qemu-arm", "qemu-user")?
        && has_targets())
}

/// Makes sure of the standard libraries. That they cannot be had is told loudly, in CI too, and fails nothing:
/// they come from no package manager of the machine.
fn has_targets() -> bool {
    let mut rustup = Command::new("rustup");
    rustup.args(["target", "add"]).args(TARGETS).arg(EMULATED_TARGET);
    step("fetch standard libraries for phones and tablets", &mut rustup).is_ok()
}

/// Checks every target, then runs the emulated tests. A checked target counts as one test.
fn test(count: &mut Count) -> Outcome {
    if !ready()? {
        println!("SKIPPED: nothing for other processors here; the core is not checked for phones");
        count.ignored += 1;
        return Ok(());
    }
    step("check for phones and tablets", &mut check())?;
    count.passed += TARGETS.len() as u64;
    counted("the core on emulated 32-bit ARM", &mut emulated(), count)
}

/// The bindings and everything below, type-checked. C sources in dependencies are not compiled: a
/// compiler that does nothing stands in, so what comes out may not be shipped.
fn check() -> Command {
    let stand_ins = root().join("xtask/cross");
    let mut command = cargo(&["check", "--quiet", "--package", "gridwork-ffi"]);
    for target in TARGETS {
        let name = target.replace('-', "_");
        command.args(["--target", target]);
        command.env(format!("CC_{name}"), stand_ins.join("nothing-cc"));
        command.env(format!("CXX_{name}"), stand_ins.join("nothing-cc"));
        command.env(format!("AR_{name}"), stand_ins.join("nothing-ar"));
    }
    let path = std::env::var("PATH").unwrap_or_default();
    command.env("PATH", format!("{}:{path}", stand_ins.display())).env("SDKROOT", &stand_ins);
    command
}

/// The core's own tests under QEMU, for hard-float ARM with Linux.
fn emulated() -> Command {
    let mut command = cargo(&["test", "--quiet", "--lib", "--target", EMULATED_TARGET]);
    for package in EMULATED {
        command.args(["--package", package]);
    }
    let gcc = "arm-linux-gnueabihf-gcc";
    command.env("CC_armv7_unknown_linux_gnueabihf", gcc);
    command.env("CARGO_TARGET_ARMV7_UNKNOWN_LINUX_GNUEABIHF_LINKER", gcc);
    let runner = "qemu-arm -L /usr/arm-linux-gnueabihf";
    command.env("CARGO_TARGET_ARMV7_UNKNOWN_LINUX_GNUEABIHF_RUNNER", runner);
    command
}
