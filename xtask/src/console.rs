//! `cargo xtask console`: the township's pages — packages, types, unit tests, build, sizes, and the
//! pages in Debian's Chromium against a real hub with real phones.

use std::path::PathBuf;
use std::process::Command;

use crate::bindings::{build_binary, build_hub};
use crate::run::{Count, Outcome, counted, root, step};
use crate::tools::{ensure, ensure_chinese_font, said};

/// Oldest Node that the build tools run on.
const NODE: (u32, u32) = (20, 19);

/// `cargo xtask console [--build]`: everything, or only the build.
pub fn run(args: &[String]) -> Outcome {
    if args.iter().any(|arg| arg == "--build") {
        return build();
    }
    let mut count = Count::default();
    let result = steps(&mut count);
    count.print();
    result
}

/// Builds the pages, so that a hub compiled afterwards holds them.
pub fn build() -> Outcome {
    if !node()? {
        return Err("the console needs Node 20.19 or newer and npm".to_owned());
    }
    step("console: packages", npm().args(["ci", "--no-progress"]))?;
    step("console: build", npm().args(["run", "--silent", "build"]))
}

/// Every step. A machine where Node or Chromium cannot be installed skips them loudly; CI does not.
pub fn steps(count: &mut Count) -> Outcome {
    if !node()? {
        println!("SKIPPED: Node 20.19 is not here; the console is neither built nor tested");
        count.ignored += 1;
        return Ok(());
    }
    build()?;
    let hub = build_hub("dev")?;
    let mut types = npm();
    types.args(["run", "--silent", "types", "--", "--check"]).env("GRIDWORK_HUB", &hub);
    step("console: types as the hub has them", &mut types)?;
    step("console: type check", npm().args(["run", "--silent", "check"]))?;
    counted("console: unit tests", npm().args(["run", "--silent", "test"]), count)?;
    step("console: size of the first load", npm().args(["run", "--silent", "size"]))?;
    count.passed += 3;
    if !ensure("chromium", "chromium")? {
        println!("SKIPPED: Chromium is not here; the pages are not driven");
        count.ignored += 1;
        return Ok(());
    }
    ensure_chinese_font()?;
    // The story of a time stamp has its token made by it.
    if !ensure("openssl", "openssl")? {
        println!("SKIPPED: openssl is not here; the pages are not driven");
        count.ignored += 1;
        return Ok(());
    }
    let stage = build_binary("dev", "gridwork-tests", "console-stage")?;
    let mut pages = npm();
    pages.args(["run", "--silent", "e2e"]).env("GRIDWORK_STAGE", stage);
    counted("console: pages in Chromium", &mut pages, count)
}

/// What a clerk waits for, measured in Chromium over a hub with the whole county.
pub fn bench() -> Outcome {
    build()?;
    if !ensure("chromium", "chromium")? {
        println!("SKIPPED: Chromium is not here; the pages are not measured");
        return Ok(());
    }
    ensure_chinese_font()?;
    let stage = build_binary("fast", "gridwork-tests", "console-stage")?;
    let mut pages = npm();
    pages.args(["run", "--silent", "bench"]).env("GRIDWORK_STAGE", stage);
    step("console: what a clerk waits for", pages.env("GRIDWORK_STAGE_ARGS", "--whole"))
}

/// `npm` in the folder of the pages.
fn npm() -> Command {
    let mut command = Command::new("npm");
    command.current_dir(folder());
    command
}

fn folder() -> PathBuf {
    root().join("township/console")
}

/// Whether a Node that is new enough is here or can be installed.
fn node() -> Result<bool, String> {
    if !ensure("node", "nodejs")? || !ensure("npm", "npm")? {
        return Ok(false);
    }
    let version = said("node", &["--version"])?;
    let mut numbers = version.trim_start_matches('v').split('.').map(|part| part.parse::<u32>());
    let (major, minor) = match (numbers.next(), numbers.next()) {
        (Some(Ok(major)), Some(Ok(minor))) => (major, minor),
        _ => return Err(format!("node --version said {version}")),
    };
    if (major, minor) >= NODE {
        return Ok(true);
    }
    let text = format!("Node {version} is older than {}.{}", NODE.0, NODE.1);
    if crate::run::in_ci() { Err(text) } else { Ok(false) }
}
