//! One task runner: `cargo xtask VERB`. Each verb is a file; it needs nothing but Rust and installs
//! what else it needs through the machine's own package managers.

mod android;
mod android_lint;
mod android_package;
mod bench;
mod bindings;
mod check;
mod console;
mod cross;
mod deb;
mod deb_install;
mod demo;
mod ios;
mod ios_package;
mod phone;
mod run;
mod simulate;
mod size;
mod test;
mod tidy;
mod tools;

use std::process::ExitCode;

const HELP: &str = "\
cargo xtask VERB [options]

  demo [--once] [--json] [--seed N] [--cells N] [--days N] [--small]
                a training hub and simulated phones work a day; then the hub keeps serving
  test          everything, as CI runs it
  check         the quick loop: format, clippy with warnings denied, unit tests
  simulate [--seeds N] [--from S] [--all] [--wide]
                seeded simulations of phones, hub, links and faults; a failing seed replays; --wide: with
                cells and posts that change, sticks, erasures and the closed channel
  bench [--json] [--seed S] [--texts FILE]
                the figures of the issues that built it, each with its limit and pass or fail
  bench --only hands [--dev]
                those of the phone library through other languages; --dev: of the build of the tests
  bindings      builds the phone library and generates Python, Kotlin and Swift from it
  size          the phone library: its size against tests/size.json
  deb [--check] the hub as a Debian package; checked: installed, upgraded, removed, unpacked and run
  python        the working day driven through the bindings from Python
  console [--build]
                the township's pages: packages, types, unit tests, build, size, and the pages in
                Chromium against a real hub; --build stops after the build
  android [--package]
                the Android app: compiled, tested over the real core and a hub, linted, shrunk,
                signed; --package only packages what was compiled last
  ios           the iPad app: compiled, tested over the real core and a hub; on a Mac the library for Xcode
  cross         the core type-checked for phones and tablets, its tests on emulated 32-bit ARM
  tidy          rules of the house that no compiler holds: what a room may name, length of files
";

fn main() -> ExitCode {
    let mut args = std::env::args().skip(1);
    let verb = args.next().unwrap_or_default();
    let rest: Vec<String> = args.collect();
    let result = match verb.as_str() {
        "demo" => demo::run(&rest),
        "test" => test::run(),
        "check" => check::run(),
        "simulate" => simulate::run(&rest),
        "size" => size::run(),
        "bench" => bench::run(&rest),
        "bindings" => bindings::run(),
        "deb" => deb::run(&rest, &mut run::Count::default()),
        "python" => test::python_alone(),
        "console" => console::run(&rest),
        "android" => android::run(&rest),
        "ios" => ios::run(),
        "cross" => cross::run(),
        "tidy" => tidy::run(),
        _ => {
            println!("{HELP}");
            return if verb.is_empty() || verb == "help" || verb == "--help" {
                ExitCode::SUCCESS
            } else {
                ExitCode::FAILURE
            };
        }
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("xtask {verb}: {problem}");
            ExitCode::FAILURE
        }
    }
}
