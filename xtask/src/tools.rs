//! Finding what a step needs on the machine, and installing it through apt where it is missing.

use std::process::{Command, Stdio};

use crate::run::{Outcome, in_ci, step};

/// Whether a program is on the path.
pub fn has(program: &str) -> bool {
    Command::new("sh")
        .args(["-c", &format!("command -v {program}")])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// What a program says on standard output, without the line's end.
pub fn said(program: &str, args: &[&str]) -> Result<String, String> {
    let done = Command::new(program).args(args).output();
    let done = done.map_err(|e| format!("{program}: cannot start: {e}"))?;
    if !done.status.success() {
        return Err(format!("{program}: ended with {}", done.status));
    }
    Ok(String::from_utf8_lossy(&done.stdout).trim().to_owned())
}

/// Makes sure of a program, installing a Debian package for it if needed. `Ok(false)`: it is
/// missing and cannot be installed here; in CI that is an error.
pub fn ensure(program: &str, package: &str) -> Result<bool, String> {
    if has(program) || install(package).is_ok() && has(program) {
        return Ok(true);
    }
    let text = format!("{program} is missing and package {package} cannot be installed here");
    if in_ci() { Err(text) } else { Ok(false) }
}

/// A Python that has a module, installing a Debian package for it if needed; the one of the path may be
/// another than Debian's. `None`: there is none and none can be installed here; in CI that is an error.
pub fn python_with(module: &str, package: &str) -> Result<Option<&'static str>, String> {
    let import = format!("import {module}");
    let has_it = |python: &&str| said(python, &["-c", &import]).is_ok();
    let find = || ["python3", "/usr/bin/python3"].into_iter().find(has_it);
    let found = find().or_else(|| install(package).ok().and_then(|()| find()));
    match found {
        None if in_ci() => Err(format!("no python3 with {module}: install {package}")),
        found => Ok(found),
    }
}

/// Makes sure that Chinese text can be drawn, for pages that are looked at and pictured.
pub fn ensure_chinese_font() -> Outcome {
    let has_one = || said("fc-list", &[":lang=zh"]).is_ok_and(|found| !found.is_empty());
    if has_one() || install("fonts-noto-cjk").is_ok() && has_one() || !in_ci() {
        return Ok(());
    }
    Err("no font with Chinese characters is here and fonts-noto-cjk cannot be installed".into())
}

/// What every build here needs: a C compiler, for SQLite and zstd.
pub fn ensure_compiler() -> Outcome {
    match ensure("cc", "build-essential")? {
        true => Ok(()),
        false => Err("a C compiler is needed: install build-essential (or Xcode's tools)".into()),
    }
}

fn install(package: &str) -> Outcome {
    if !has("apt-get") {
        return Err(format!("no apt-get to install {package}"));
    }
    let sudo = if has("sudo") { "sudo -n " } else { "" };
    let line = format!(
        "{sudo}apt-get update -qq && {sudo}env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends {package}"
    );
    step(&format!("install {package}"), Command::new("sh").args(["-c", &line]))
}
