//! The console's built files lie inside the binary: a new build of them is a new build of the hub.

use std::path::Path;

fn main() {
    // A path that is missing would make every build a new one; without built files the folder is
    // watched in which they will appear.
    let built = Path::new("console/dist");
    let watched = if built.exists() { built } else { Path::new("console") };
    if watched.exists() {
        println!("cargo:rerun-if-changed={}", watched.display());
    }
    println!("cargo:rerun-if-changed=build.rs");
}
