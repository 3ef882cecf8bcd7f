//! `fixture make FOLDER`: the data of this release, made once when it is released.
//! `fixture unpack FIXTURE FOLDER`: a kept one, for tests in other languages.

use std::path::Path;
use std::process::ExitCode;

use gridwork_tests::fixture;

#[expect(clippy::print_stderr, reason = "a program for tests")]
fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match words.as_slice() {
        ["make", folder] => fixture::make(Path::new(folder)).map(drop),
        ["unpack", from, to] => fixture::unpack(Path::new(from), Path::new(to)).map(drop),
        _ => Err(std::io::Error::other("fixture make FOLDER | fixture unpack FIXTURE FOLDER")),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("fixture: {error}");
            ExitCode::FAILURE
        }
    }
}
