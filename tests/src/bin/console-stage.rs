//! The stage of the console's tests: a training hub on loopback with log-ins for every role, and real
//! phones. One line of JSON says where it is; then each line of JSON on standard input lets the field
//! do something and is answered by one line. It ends when its input does. A file or an address
//! named as argument is the base map; with `--whole` everybody of the county lives there.

use std::io::{BufRead, Write};
use std::process::ExitCode;

use gridwork_tests::stage::Stage;

#[expect(clippy::print_stderr, reason = "a program for tests")]
fn main() -> ExitCode {
    match play() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("console-stage: {error}");
            ExitCode::FAILURE
        }
    }
}

fn play() -> Result<(), String> {
    let (mut whole, mut base_map) = (false, None);
    for arg in std::env::args().skip(1) {
        match arg.as_str() {
            "--whole" => whole = true,
            _ => base_map = Some(arg),
        }
    }
    let mut stage = Stage::open(whole, base_map.as_deref())?;
    let mut out = std::io::stdout().lock();
    let mut say = |line: serde_json::Value| {
        writeln!(out, "{line}").and_then(|()| out.flush()).map_err(|error| error.to_string())
    };
    say(stage.opened())?;
    for line in std::io::stdin().lock().lines() {
        let line = line.map_err(|error| error.to_string())?;
        let answer = serde_json::from_str(&line)
            .map_err(|error| error.to_string())
            .and_then(|asked| stage.act(asked));
        say(answer.unwrap_or_else(|error| serde_json::json!({ "error": error })))?;
    }
    Ok(())
}
