//! `init`: a new hub, its set-up code and its offline keys.

use std::io::Write;

use gridwork_seal::SystemEntropy;

use super::Failure;
use super::args::Init;
use super::open::Place;
use crate::config::Mode;
use crate::{Hub, HubOptions, Limits, clock};

pub(super) fn run(place: &Place, what: &Init, out: &mut dyn Write) -> Result<(), Failure> {
    if !gridwork_sync::enrol::is_safe_address(&what.url) {
        return Err(Failure::Usage("--url begins with https:// (http:// on loopback only)"));
    }
    if place.keys.is_some() {
        return Err(Failure::Usage("init writes the key file beside the data; move it afterwards"));
    }
    let _lock = place.lock()?;
    let io = |source| Failure::Io { what: "folder of the offline keys", source };
    std::fs::create_dir_all(&what.offline).map_err(io)?;
    if what.offline.join("root.key").exists() {
        return Err(Failure::Usage("the folder of the offline keys holds keys already"));
    }
    let options = HubOptions {
        mode: what.mode,
        limits: Limits::default(),
        entropy: Box::new(SystemEntropy),
        public_url: what.url.trim_end_matches('/').to_owned(),
    };
    let (hub, founded) = Hub::create(&place.folder, options, clock::now())?;
    let (root, recovery) = founded.offline.write(&what.offline)?;
    let word = match hub.mode() {
        Mode::Training => "练习系统 training hub",
        Mode::Production => "正式系统 production hub",
    };
    writeln!(out, "已建立{word}:{}", place.folder.display())?;
    writeln!(out, "初始设置码(只显示这一次,用于建立第一个管理员):")?;
    writeln!(out, "setup-code: {}", founded.setup_code)?;
    writeln!(out, "离线密钥,请移到保险柜,不要留在本机:")?;
    writeln!(out, "root-key: {}", root.display())?;
    writeln!(out, "recovery-key: {}", recovery.display())?;
    Ok(())
}
