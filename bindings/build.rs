//! Makes the shipped library small: it is fetched over GPRS. Functions that are alike are folded,
//! relocations packed in the way the oldest supported system reads (Android 8, API 26), and what is left is
//! sorted by likeness.

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    let of = |name: &str| std::env::var(name).unwrap_or_default();
    if of("PROFILE") != "release" {
        return;
    }
    let (system, machine) = (of("CARGO_CFG_TARGET_OS"), of("CARGO_CFG_TARGET_ARCH"));
    // Alike beside alike: what is fetched compresses better. LLD knows that from version 20 on.
    let sorted = "--bp-compression-sort=both";
    let flags: &[&str] = match (system.as_str(), machine.as_str()) {
        ("android", _) => &["--icf=all", "--pack-dyn-relocs=android", sorted],
        // Where the size is measured; there it is linked with LLD too.
        ("linux", machine) if machine == "x86_64" || of("HOST") != of("TARGET") => {
            &["--icf=all", "-z,pack-relative-relocs", sorted]
        }
        _ => &[],
    };
    for flag in flags {
        println!("cargo:rustc-cdylib-link-arg=-Wl,{flag}");
    }
}
