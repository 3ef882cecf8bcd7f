//! `gridwork-verify FILE [--json] [--hub-key HEX|FILE.pem]… [--anchor FILE.der]…`: checks a bundle of
//! evidence without a hub and says what holds, what does not, and what cannot be known.
//!
//! Ends with 0 if nothing was found not to hold, 1 if something was, 2 if it could not begin.

use std::fs::File;
use std::io::{BufReader, Write};
use std::process::ExitCode;

use gridwork_evidence::bundle::{from_pem, unhex};
use gridwork_evidence::verify::{Known, verify};
use gridwork_seal::VerifyingKey;

const USAGE: &str = "\
用法：gridwork-verify 文件.zip [--json] [--hub-key 公钥] [--anchor 证书.der]

  --json      给程序读的结果
  --hub-key   乡镇公布的公钥：64 位十六进制数，或 PEM 文件；可以写几个
  --anchor    您信任的时间戳机构的根证书（DER）；可以写几个
";

struct Asked {
    file: String,
    json: bool,
    known: Known,
}

fn main() -> ExitCode {
    let asked = match asked(std::env::args().skip(1)) {
        Ok(asked) => asked,
        Err(problem) => {
            let _ = write!(std::io::stderr(), "{problem}\n\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    let file = match File::open(&asked.file) {
        Ok(file) => file,
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "打不开 {}：{error}", asked.file);
            return ExitCode::from(2);
        }
    };
    let report = verify(BufReader::new(file), &asked.known);
    let said = match asked.json {
        true => format!("{:#}\n", report.to_json()),
        false => report.to_string(),
    };
    if std::io::stdout().write_all(said.as_bytes()).is_err() {
        return ExitCode::from(2);
    }
    ExitCode::from(u8::from(!report.is_sound()))
}

fn asked(mut args: impl Iterator<Item = String>) -> Result<Asked, String> {
    let (mut file, mut json, mut known) = (None, false, Known::default());
    while let Some(arg) = args.next() {
        let mut value = || args.next().ok_or_else(|| format!("{arg} 后面少了内容"));
        match arg.as_str() {
            "--json" => json = true,
            "--hub-key" => known.hub_keys.push(hub_key(&value()?)?),
            "--anchor" => known.anchors.push(bytes(&value()?)?),
            _ if arg.starts_with('-') => return Err(format!("不认识 {arg}")),
            _ if file.is_some() => return Err("一次只核对一个文件".to_owned()),
            _ => file = Some(arg),
        }
    }
    let file = file.ok_or_else(|| "没有写要核对的文件".to_owned())?;
    Ok(Asked { file, json, known })
}

fn hub_key(text: &str) -> Result<VerifyingKey, String> {
    let raw = match unhex(text) {
        Some(raw) => VerifyingKey::from_slice(&raw).ok(),
        None => from_pem(&bytes(text)?),
    };
    raw.ok_or_else(|| format!("{text} 不是公钥"))
}

fn bytes(path: &str) -> Result<Vec<u8>, String> {
    std::fs::read(path).map_err(|error| format!("读不了 {path}：{error}"))
}
