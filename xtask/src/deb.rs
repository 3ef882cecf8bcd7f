//! `cargo xtask deb`: the hub, and the verifier of evidence beside it, as a Debian package, made by `dpkg-deb` alone from the files of
//! `township/packaging`; `--check` also
//! installs, upgrades, takes back and removes it, unpacks it, and runs what it holds.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::bindings::{build_binary, build_hub};
use crate::deb_install;
use crate::run::{Count, Outcome, cargo, counted, root, step};
use crate::tools::{ensure, said};

/// Where a file of `township/packaging` goes, and with which mode.
const FILES: &[(&str, &str, u32)] = &[
    ("gridwork-township.service", "usr/lib/systemd/system/gridwork-township.service", 0o644),
    ("gridwork-township.sysusers", "usr/lib/sysusers.d/gridwork-township.conf", 0o644),
    ("gridwork-township.tmpfiles", "usr/lib/tmpfiles.d/gridwork-township.conf", 0o644),
    ("gridwork-township.default", "etc/default/gridwork-township", 0o644),
    ("copyright", "usr/share/doc/gridwork-township/copyright", 0o644),
    ("../../docs/operating.md", "usr/share/doc/gridwork-township/operating.md", 0o644),
    ("../../docs/protocol.md", "usr/share/doc/gridwork-township/protocol.md", 0o644),
    ("../../docs/evidence-bundle.md", "usr/share/doc/gridwork-township/evidence-bundle.md", 0o644),
    ("postinst", "DEBIAN/postinst", 0o755),
    ("prerm", "DEBIAN/prerm", 0o755),
];

const BINARY: &str = "usr/bin/gridwork-township";
const VERIFIER: &str = "usr/bin/gridwork-verify";

/// Runs the verb.
pub fn run(args: &[String], count: &mut Count) -> Outcome {
    let check = args.iter().any(|arg| arg == "--check");
    if let Some(other) = args.iter().find(|arg| *arg != "--check") {
        return Err(format!("no such option: {other}"));
    }
    if !ensure("dpkg-deb", "dpkg")? {
        println!("SKIPPED: dpkg-deb is not here; the package is not made");
        count.ignored += 1;
        return Ok(());
    }
    // The check takes the program the tests have built: what is packed is not what is measured.
    let profile = if check { "dev" } else { "fast" };
    let hub = build_hub(profile)?;
    let verifier = build_binary(profile, "gridwork-verify", "gridwork-verify")?;
    let version = env!("CARGO_PKG_VERSION");
    let package = pack(&hub, &verifier, version)?;
    println!("{}", package.display());
    if !check {
        return Ok(());
    }
    // The same programs under a higher version: what is tried is what a package does, not what they do.
    let next = format!("{version}+next");
    let upgrade = pack(&hub, &verifier, &next)?;
    deb_install::run((&package, version), (&upgrade, &next), count)?;
    fs::remove_file(&upgrade).map_err(|e| format!("{}: {e}", upgrade.display()))?;
    unpack_and_run(&package, count)
}

fn pack(hub: &Path, verifier: &Path, version: &str) -> Result<PathBuf, String> {
    let packaging = root().join("township/packaging");
    let tree = root().join("target/deb/tree");
    if tree.exists() {
        fs::remove_dir_all(&tree).map_err(|e| format!("{}: {e}", tree.display()))?;
    }
    for (from, to) in [(hub, BINARY), (verifier, VERIFIER)] {
        put(from, &tree.join(to), 0o755)?;
        step("strip", Command::new("strip").arg("--strip-debug").arg(tree.join(to)))?;
    }
    for (from, to, mode) in FILES {
        put(&packaging.join(from), &tree.join(to), *mode)?;
    }
    let architecture = said("dpkg", &["--print-architecture"])?;
    let mut programs = Vec::new();
    for program in [BINARY, VERIFIER] {
        programs.extend(fs::read(tree.join(program)).map_err(|e| format!("{program}: {e}"))?);
    }
    let control = read(&packaging.join("control"))?
        .replace("@VERSION@", version)
        .replace("@ARCHITECTURE@", &architecture)
        .replace("@INSTALLED_SIZE@", &(size(&tree)? / 1024 + 1).to_string())
        .replace("@GLIBC@", &glibc(&programs));
    write(&tree.join("DEBIAN/control"), &control)?;
    write(&tree.join("DEBIAN/conffiles"), "/etc/default/gridwork-township\n")?;
    let package = root().join(format!("target/deb/gridwork-township_{version}_{architecture}.deb"));
    let mut build = Command::new("dpkg-deb");
    build.args(["--root-owner-group", "-Zxz", "--build"]).arg(&tree).arg(&package);
    step("dpkg-deb", &mut build)?;
    Ok(package)
}

/// Unpacks the package elsewhere and runs the programs of it, as the operating guide says.
fn unpack_and_run(package: &Path, count: &mut Count) -> Outcome {
    let place = root().join("target/deb/unpacked");
    if place.exists() {
        fs::remove_dir_all(&place).map_err(|e| format!("{}: {e}", place.display()))?;
    }
    step("unpack", Command::new("dpkg-deb").arg("--extract").arg(package).arg(&place))?;
    let unit = place.join("usr/lib/systemd/system/gridwork-township.service");
    if ensure("systemd-analyze", "systemd")? {
        // The unit names the program where the package would put it.
        let text = read(&unit)?.replace("/usr/bin/", &format!("{}/usr/bin/", place.display()));
        let tried = root().join("target/deb/gridwork-township.service");
        write(&tried, &text)?;
        let mut verify = Command::new("systemd-analyze");
        step("verify the unit", verify.args(["verify", "--man=no"]).arg(&tried))?;
        count.passed += 1;
    } else {
        println!("NOT RUN: systemd-analyze verify {}", unit.display());
        count.ignored += 1;
    }
    let tests = ["--test", "operating", "--test", "program"];
    let mut test = cargo(&["test", "--quiet", "--workspace"]);
    test.args(tests);
    test.env("GRIDWORK_TOWNSHIP", place.join(BINARY));
    test.env("GRIDWORK_VERIFY", place.join(VERIFIER));
    counted("operate what was unpacked", &mut test, count)
}

/// The newest version of the C library that the programs ask for.
fn glibc(program: &[u8]) -> String {
    let name = b"GLIBC_2.";
    let versions = program.windows(name.len() + 3).filter(|window| window.starts_with(name));
    let newest = versions.filter_map(|window| {
        let digits: String = window[name.len()..]
            .iter()
            .map(|byte| char::from(*byte))
            .take_while(char::is_ascii_digit)
            .collect();
        digits.parse::<u32>().ok()
    });
    format!("2.{}", newest.max().unwrap_or_default())
}

fn put(from: &Path, to: &Path, mode: u32) -> Outcome {
    let named = |e| format!("{} to {}: {e}", from.display(), to.display());
    if let Some(folder) = to.parent() {
        fs::create_dir_all(folder).map_err(named)?;
    }
    fs::copy(from, to).map_err(named)?;
    fs::set_permissions(to, fs::Permissions::from_mode(mode)).map_err(named)
}

fn read(path: &Path) -> Result<String, String> {
    fs::read_to_string(path).map_err(|e| format!("{}: {e}", path.display()))
}

fn write(path: &Path, text: &str) -> Outcome {
    fs::write(path, text).map_err(|e| format!("{}: {e}", path.display()))
}

fn size(folder: &Path) -> Result<u64, String> {
    let named = |e| format!("{}: {e}", folder.display());
    let mut bytes = 0;
    for entry in fs::read_dir(folder).map_err(named)? {
        let entry = entry.map_err(named)?;
        bytes += match entry.path().is_dir() {
            true => size(&entry.path())?,
            false => entry.metadata().map_err(named)?.len(),
        };
    }
    Ok(bytes)
}
