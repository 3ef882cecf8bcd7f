//! The library for Xcode: the core for device and simulator in one xcframework. Needs a Mac.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::bindings;
use crate::ios::put;
use crate::phone;
use crate::run::{Outcome, cargo, step};

const DEVICE: &str = "aarch64-apple-ios";
const SIMULATOR: &str = "aarch64-apple-ios-sim";

/// Builds `CGridwork.xcframework` in the package's folder, and generates the Swift beside it.
pub fn run(package: &Path) -> Outcome {
    let generated = bindings::generate("release")?;
    put(
        &generated.join("GridworkFFI.swift"),
        &package.join("Sources/GridworkFFI/GridworkFFI.swift"),
    )?;
    // The header lies in a folder of its own name: two frameworks' headers must not meet.
    let headers = bindings::target("xcframework").join("headers");
    put(&generated.join("CGridwork.h"), &headers.join("CGridwork/CGridwork.h"))?;
    put(&generated.join("CGridwork.modulemap"), &headers.join("CGridwork/module.modulemap"))?;
    let framework = package.join("CGridwork.xcframework");
    fs::remove_dir_all(&framework).ok();
    let mut join = Command::new("xcodebuild");
    join.arg("-create-xcframework").arg("-output").arg(&framework);
    for target in [DEVICE, SIMULATOR] {
        let mut add = Command::new("rustup");
        step(&format!("add {target}"), add.args(["target", "add", target]))?;
        let mut build = cargo(&[]);
        phone::library(&mut build, "staticlib", "").args(["--target", target]);
        step(&format!("build for {target}"), &mut build)?;
        let library = bindings::target(target).join("release/libgridwork_ffi.a");
        join.arg("-library").arg(library).arg("-headers").arg(&headers);
    }
    step("make the xcframework", &mut join)
}
