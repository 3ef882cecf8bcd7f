//! `cargo xtask demo`.

use std::process::ExitCode;

use clap::Parser;
use gridwork_tests::demo::{Demo, Options, Served};

#[expect(clippy::print_stdout, clippy::print_stderr, reason = "a program for people")]
fn main() -> ExitCode {
    let options = Options::parse();
    let (once, json, keeps) = (options.once, options.json, options.dir.is_some());
    // Before the phones work, so that whoever logs in sees them.
    let ready = |served: &Served| {
        if once {
            return;
        }
        println!("乡镇端开着：{}", served.address);
        for log_in in &served.log_ins {
            println!(
                "  {:12} 用户名 {:12} 首次密码 {}",
                log_in.role, log_in.login, log_in.password
            );
        }
        println!("数据在 {}，按 Ctrl-C 结束", served.dir.display());
    };
    let opened = Demo::open(options, ready);
    let worked = opened.and_then(|mut demo| demo.work().map(|account| (demo, account)));
    let (mut demo, account) = match worked {
        Ok(done) => done,
        Err(error) => {
            eprintln!("demo: {error}");
            return ExitCode::FAILURE;
        }
    };
    if json {
        match serde_json::to_string(&account) {
            Ok(line) => println!("{line}"),
            Err(error) => eprintln!("demo: {error}"),
        }
    } else {
        println!("{account}");
    }
    if !once {
        if !json {
            println!("手机接着干活，乡镇端 {} 一直开着", demo.served.address);
        }
        let stopped = demo.keep_working();
        eprintln!("demo: {stopped}");
        demo.served.keep_serving();
    }
    if !keeps {
        let dir = demo.served.dir.clone();
        drop(demo);
        let _ = std::fs::remove_dir_all(dir);
    }
    account.exit_code()
}
