//! Restoring from a backup: a new epoch under a new hub actor, number floors above everything that
//! may ever have been given out, and the journal replayed, so that what was revoked stays revoked
//! and what was erased stays erased (DESIGN §7).
//!
//! The surviving journal of the lost hub is used if there is one; the one inside the backup knows
//! only what happened before it.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use gridwork_model::{Id, Moment, StreamId};
use gridwork_seal::{BoxKey, Entropy};
use gridwork_sync::update::StreamHead;

use crate::audit::{self, Actor, Record as Audited};
use crate::backup::{open_keys, unpack};
use crate::config::Limits;
use crate::devices::{DeviceRecord, DeviceState, device, put_device};
use crate::hub::{DATABASE, FILES, Identity, JOURNAL};
use crate::journal::{Journal, Record};
use crate::keys::{HubKeys, KEY_FILE};
use crate::storage::drawer::{decode, load, store};
use crate::storage::{Drawer, HeadRow, Writing};
use crate::transaction::Transaction;
use crate::{Done, Hub, HubError};

/// What a restore brought back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Restored {
    /// The new epoch.
    pub epoch: u32,
    /// Devices enrolled after the backup and known again.
    pub devices: usize,
    /// Revocations replayed.
    pub revocations: usize,
    /// Erasures replayed.
    pub erasures: usize,
}

/// Restores `archive` into the empty `folder`. `journal` is the surviving journal, if any.
pub fn restore(
    archive: &Path,
    recovery: &BoxKey,
    folder: &Path,
    journal: Option<&Path>,
    limits: Limits,
    entropy: Box<dyn Entropy + Send>,
    now: Moment,
) -> Done<(Hub, Restored)> {
    if folder.join(DATABASE).exists() {
        return Err(HubError::Conflict("there is a hub in this folder"));
    }
    fs::create_dir_all(folder.join(FILES)).map_err(HubError::file("data folder"))?;
    let opened = open_keys(archive, recovery)?;
    let backed_up = folder.join("journal.backup");
    unpack(archive, &opened.key, &[folder.join(DATABASE), backed_up.clone()])?;
    fs::copy(journal.unwrap_or(&backed_up), folder.join(JOURNAL))
        .map_err(HubError::file("journal"))?;
    fs::remove_file(&backed_up).map_err(HubError::file("journal"))?;
    HubKeys::from_bytes(&opened.hub_keys)?.write(&folder.join(KEY_FILE))?;
    copy_files(archive, folder)?;
    let (journal, records) = Journal::open(&folder.join(JOURNAL))?;
    drop(journal);
    let hub = Hub::open(folder, None, limits, entropy)?;
    let restored = hub.replay(&records, now)?;
    Ok((hub, restored))
}

fn copy_files(archive: &Path, folder: &Path) -> Done<()> {
    let Some(from) = archive.parent().map(|parent| parent.join(FILES)) else { return Ok(()) };
    if !from.exists() {
        return Ok(());
    }
    for entry in fs::read_dir(&from).map_err(HubError::file("backup"))? {
        let entry = entry.map_err(HubError::file("backup"))?;
        let target = folder.join(FILES).join(entry.file_name());
        fs::copy(entry.path(), target).map_err(HubError::file("restore"))?;
    }
    Ok(())
}

/// What the journal says, sorted.
#[derive(Default)]
struct Replay {
    epoch: u32,
    floors: BTreeMap<StreamId, u64>,
    series: BTreeMap<Vec<u8>, u64>,
    enrolled: BTreeMap<u32, Vec<u8>>,
    revoked: BTreeMap<u32, Moment>,
    erased: Vec<(Id, String)>,
}

impl Replay {
    fn of(records: &[Record]) -> Replay {
        let mut replay = Replay::default();
        for record in records {
            match record {
                Record::Epoch { epoch, .. } => replay.epoch = replay.epoch.max(*epoch),
                Record::StreamFloor { stream, floor } => {
                    let known = replay.floors.entry(*stream).or_default();
                    *known = (*known).max(*floor);
                }
                Record::SeriesFloor { series, floor } => {
                    let known = replay.series.entry(series.clone()).or_default();
                    *known = (*known).max(*floor);
                }
                Record::Enrolled { device, sealed } => {
                    replay.enrolled.insert(*device, sealed.clone());
                }
                Record::Revoked { device, at } => {
                    replay.revoked.insert(*device, *at);
                }
                Record::Erased { id, basis, .. } => replay.erased.push((*id, basis.clone())),
            }
        }
        replay
    }
}

impl Hub {
    fn replay(&self, records: &[Record], now: Moment) -> Done<Restored> {
        let replay = Replay::of(records);
        let epoch = replay.epoch.max(self.identity.read().epoch) + 1;
        self.journal.append(&[Record::Epoch { epoch, at: now }])?;
        let mut transaction = Transaction::begin(self)?;
        let (w, loaded) = transaction.parts()?;
        let identity = Identity { epoch, ..self.identity() };
        store(w, Drawer::Meta, b"identity", &identity)?;
        self.raise_floors(w, &replay)?;
        let devices = self.replay_enrolments(w, &replay)?;
        let mut revocations = 0;
        for (number, at) in &replay.revoked {
            if let Some(mut device) = device(w, *number)?
                && device.state == DeviceState::Active
            {
                device.state = DeviceState::Revoked { at: *at };
                put_device(w, &device)?;
                revocations += 1;
            }
        }
        // Pages begun before belong to another history.
        for (at, _) in w.list(Drawer::Pages, &[], None, usize::MAX >> 1)? {
            w.remove(Drawer::Pages, &at)?;
        }
        let mut erasures = 0;
        for (id, basis) in &replay.erased {
            if let Some(row) = w.entity(id)?.filter(|row| !row.erased) {
                self.destroy(w, loaded, &[row], basis, now)?;
                erasures += 1;
            }
        }
        let restored = Restored { epoch, devices, revocations, erasures };
        let detail = format!("epoch {epoch}");
        let record = Audited::done(now, Actor::Operator, "restore", Id::NIL, None);
        audit::append(w, record.with(detail))?;
        transaction.commit()?;
        *self.identity.write() = identity;
        self.storage.scrub()?;
        Ok(restored)
    }

    fn raise_floors(&self, w: &mut dyn Writing, replay: &Replay) -> Done<()> {
        for (stream, floor) in &replay.floors {
            let head = match w.head(stream)? {
                Some(head) => head,
                None => {
                    let mut seed = [0; 32];
                    self.random.lock().fill(&mut seed);
                    let empty = StreamHead::empty(stream, seed);
                    HeadRow {
                        stream: *stream,
                        number: 0,
                        hash: empty.hash,
                        ratchet: empty.ratchet.to_bytes().to_vec(),
                        next_ordinal: 0,
                    }
                }
            };
            w.raise(&HeadRow { number: head.number.max(*floor), ..head })?;
        }
        for (series, floor) in &replay.series {
            let known: u32 = load(w, Drawer::Series, series)?.unwrap_or_default();
            let floor = u32::try_from(*floor).map_err(|_| HubError::Invalid("series floor"))?;
            store(w, Drawer::Series, series, &known.max(floor))?;
        }
        Ok(())
    }

    /// Devices enrolled after the backup. A record whose rest key is gone is older than any backup
    /// that could be restored, and is in it.
    fn replay_enrolments(&self, w: &mut dyn Writing, replay: &Replay) -> Done<usize> {
        let mut known = 0;
        for (number, sealed) in &replay.enrolled {
            if device(w, *number)?.is_some() {
                continue;
            }
            if let Ok(plain) = self.vault.open_record(b"enrolment", sealed) {
                put_device(w, &decode::<DeviceRecord>(&plain)?)?;
                known += 1;
            }
        }
        Ok(known)
    }
}
