//! `backup`, `restore`, `rotate-key`, `verify`.

use std::io::Write;

use gridwork_seal::{BoxKey, SigningKey, SystemEntropy};

use super::Failure;
use super::args::{Backup, Restore, RotateKey};
use super::open::Place;
use crate::audit::Actor;
use crate::keys::read_seed;
use crate::{Limits, clock};

pub(super) fn backup(place: &Place, what: &Backup, out: &mut dyn Write) -> Result<(), Failure> {
    let held = place.open()?;
    let now = clock::now();
    let made = held.hub.backup(&what.to, Actor::Operator, now)?;
    let pruned = held.hub.prune_backups(&what.to, now)?;
    writeln!(out, "备份已做好并核对过:")?;
    writeln!(out, "backup: {}", what.to.join(format!("{}.gwbackup", made.name)).display())?;
    writeln!(out, "bytes: {}", made.bytes)?;
    if pruned > 0 {
        writeln!(out, "已销毁 {pruned} 份过期备份的密钥。")?;
    }
    Ok(())
}

pub(super) fn restore(place: &Place, what: &Restore, out: &mut dyn Write) -> Result<(), Failure> {
    if place.keys.is_some() {
        return Err(Failure::Usage(
            "restore writes the key file beside the data; move it afterwards",
        ));
    }
    let _lock = place.lock()?;
    let recovery = BoxKey::from_seed(&read_seed(&what.recovery_key, "recovery key file")?);
    let (_, restored) = crate::restore::restore(
        &what.from,
        &recovery,
        &place.folder,
        what.journal.as_deref(),
        Limits::default(),
        Box::new(SystemEntropy),
        clock::now(),
    )?;
    writeln!(out, "已恢复,进入第 {} 纪元;手机下次联网会补齐备份之后的内容。", restored.epoch)?;
    writeln!(out, "epoch: {}", restored.epoch)?;
    writeln!(out, "devices-found-again: {}", restored.devices)?;
    writeln!(out, "revocations-replayed: {}", restored.revocations)?;
    writeln!(out, "erasures-replayed: {}", restored.erasures)?;
    Ok(())
}

pub(super) fn rotate(place: &Place, what: &RotateKey, out: &mut dyn Write) -> Result<(), Failure> {
    let held = place.open()?;
    let root = SigningKey::from_seed(&read_seed(&what.root, "root key file")?);
    held.hub.rotate_online(&root, Actor::Operator, clock::now())?;
    let (_, online) = held.hub.public_keys();
    let online: String = online.iter().map(|byte| format!("{byte:02x}")).collect();
    writeln!(
        out,
        "签名的钥匙已换;手机下次联网自己认得新的。旧的备份里还是旧钥匙,请再做一次备份。"
    )?;
    writeln!(out, "online-key: {online}")?;
    Ok(())
}

pub(super) fn verify(place: &Place, out: &mut dyn Write) -> Result<(), Failure> {
    let verified = place.open()?.hub.verify()?;
    writeln!(out, "数据完好,操作记录前后相连。")?;
    for (name, count) in verified.lines() {
        writeln!(out, "{name}: {count}")?;
    }
    Ok(())
}
