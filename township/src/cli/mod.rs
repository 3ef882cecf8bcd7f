//! The binary's commands. Each opens the hub of a folder, does one thing, and says in words what it
//! did or what to do instead. Lines of the form `name: value` are for programs and stay as they are.
//!
//! One process at a time works on a hub: a command takes `hub.lock` in its folder and refuses while
//! the server runs, because directory, journal and keys are held in memory by whoever opened them.
//!
//! - [`args`]: what is typed; [`failure`]: errors and exit codes; `open`: folder and lock
//! - one file a group of commands

pub mod args;
mod data;
mod enrol;
pub mod failure;
mod find;
mod grant;
mod import;
mod init;
mod keep;
mod open;
mod serve;
mod stamp;
mod user;

use std::io::Write;
use std::process::ExitCode;

use clap::Parser;

use args::{Args, Command};
pub use failure::{Exit, Failure};

/// Runs the binary: reads the arguments, does the command, prints, and gives the exit code.
pub fn main() -> ExitCode {
    let args = match Args::try_parse() {
        Ok(args) => args,
        Err(asked) => {
            // Clap prints help to standard output and mistakes to standard error.
            let _ = asked.print();
            return if asked.use_stderr() { Exit::Usage.into() } else { ExitCode::SUCCESS };
        }
    };
    match run(args, &mut std::io::stdout()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            let mut err = std::io::stderr();
            let _ = writeln!(err, "gridwork-township: {failure}");
            if let Some(hint) = failure.hint() {
                let _ = writeln!(err, "  {hint}");
            }
            failure.exit().into()
        }
    }
}

/// Does one command; what it has to say goes to `out`.
pub fn run(args: Args, out: &mut dyn Write) -> Result<(), Failure> {
    let place = open::Place { folder: args.data, keys: args.keys };
    match args.command {
        Command::Init(what) => init::run(&place, &what, out),
        Command::Serve(what) => serve::run(&place, what, out),
        Command::Import(what) => import::run(&place, &what, out),
        Command::Enrol(what) => enrol::run(&place, &what, out),
        Command::Grant(what) => grant::run(&place, &what, out),
        Command::Revoke(what) => grant::revoke(&place, &what, out),
        Command::Erase(what) => data::erase(&place, &what, out),
        Command::Export(what) => data::export(&place, &what, out),
        Command::Backup(what) => keep::backup(&place, &what, out),
        Command::Restore(what) => keep::restore(&place, &what, out),
        Command::Stamp(what) => stamp::run(&place, &what, out),
        Command::RotateKey(what) => keep::rotate(&place, &what, out),
        Command::Verify => keep::verify(&place, out),
        Command::User(what) => user::run(&place, what, out),
    }
}
