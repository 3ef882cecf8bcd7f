//! `cargo xtask demo`.

use std::process::ExitCode;

use clap::Parser;
use gridwork_tests::demo::{self, Options};

#[expect(clippy::print_stdout, clippy::print_stderr, reason = "a program for people")]
fn main() -> ExitCode {
    let options = Options::parse();
    let (account, served) = match demo::run(&options) {
        Ok(done) => done,
        Err(error) => {
            eprintln!("demo: {error}");
            return ExitCode::FAILURE;
        }
    };
    if !options.json {
        println!("{account}");
    }
    let ok = account.ok;
    if !options.once {
        println!("乡镇端还开着：{}", served.address);
        for log_in in &served.log_ins {
            println!("  {:12} 用户名 {:8} 首次密码 {}", log_in.role, log_in.login, log_in.password);
        }
        println!("数据在 {}，按 Ctrl-C 结束", served.dir.display());
    }
    if options.json {
        match serde_json::to_string(&account) {
            Ok(line) => println!("{line}"),
            Err(error) => eprintln!("demo: {error}"),
        }
    }
    if !options.once {
        served.keep_serving();
    }
    if options.dir.is_none() {
        let dir = served.dir.clone();
        drop(served);
        let _ = std::fs::remove_dir_all(dir);
    }
    if ok { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
