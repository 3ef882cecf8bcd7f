//! Makes the shipped library small: it is fetched over GPRS. Functions that are alike are folded, and
//! relocations packed in the way the oldest supported system reads (Android 8, API 26).

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    let of = |name: &str| std::env::var(name).unwrap_or_default();
    if of("PROFILE") != "release" {
        return;
    }
    let (system, machine) = (of("CARGO_CFG_TARGET_OS"), of("CARGO_CFG_TARGET_ARCH"));
    let flags: &[&str] = match (system.as_str(), machine.as_str()) {
        ("android", _) => &["--icf=all", "--pack-dyn-relocs=android"],
        // Where the size is measured; this compiler links with LLD here too.
        ("linux", "x86_64") => &["--icf=all", "-z,pack-relative-relocs"],
        _ => &[],
    };
    for flag in flags {
        println!("cargo:rustc-cdylib-link-arg=-Wl,{flag}");
    }
}
