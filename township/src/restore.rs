//! Restoring from a backup: a new epoch under a new hub actor, number floors above everything that
//! may ever have been given out, and the journal replayed, so that what was revoked stays revoked
//! and what was erased stays erased (DESIGN §7).
//!
//! The surviving journal of the lost hub is used if there is one; the one inside the backup knows
//! only what happened before it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use gridwork_model::{Class, Id, Moment, StreamId};
use gridwork_seal::{BoxKey, Entropy, Hash};
use gridwork_sync::update::StreamHead;

use crate::admission::Loaded;
use crate::audit::{self, Actor, Record as Audited};
use crate::backup::{open_keys, unpack};
use crate::config::Limits;
use crate::devices::{
    DeviceRecord, DeviceState, GrantRow, binding_of, device, put_device, raise_device_floor, use_up,
};
use crate::erase::Who;
use crate::hub::{DATABASE, FILES, Identity, JOURNAL};
use crate::journal::{Journal, Record};
use crate::keys::{HubKeys, KEY_FILE};
use crate::office::{Act, DocumentWrite};
use crate::people::{self, STAFF, StaffRecord};
use crate::storage::drawer::{decode, load, store};
use crate::storage::rows::kind;
use crate::storage::{Drawer, EntityRow, HeadRow, Writing};
use crate::transaction::Transaction;
use crate::{Done, Hub, HubError, transparency};

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
    /// One-time codes that were used up, and by which device.
    codes: Vec<(Vec<u8>, u32)>,
    granted: BTreeMap<u32, BTreeMap<u8, GrantRow>>,
    revoked: BTreeMap<u32, Moment>,
    erased: Vec<Gone>,
    staff: Vec<Vec<u8>>,
    leaves: Vec<(u64, Hash)>,
}

/// An erasure to be done again.
struct Gone {
    id: Id,
    class: Class,
    person: Option<Id>,
    basis: String,
    /// The id phones know it by.
    shown: Id,
    /// The streams it stood in when it was erased.
    streams: Vec<StreamId>,
    people: Vec<Id>,
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
                Record::Enrolled { device, sealed, code } => {
                    replay.enrolled.insert(*device, sealed.clone());
                    replay.codes.extend(code.iter().map(|code| (code.to_vec(), *device)));
                }
                Record::Granted { device, rows } => {
                    let known = replay.granted.entry(*device).or_default();
                    known.extend(rows.iter().map(|row| (row.index, row.clone())));
                }
                Record::Revoked { device, at } => {
                    replay.revoked.insert(*device, *at);
                }
                Record::Erased { id, class, basis, person, shown, streams, people, .. } => {
                    replay.erased.push(Gone {
                        id: *id,
                        class: *class,
                        person: *person,
                        basis: basis.clone(),
                        shown: shown.unwrap_or(*id),
                        streams: streams.clone().unwrap_or_default(),
                        people: people.clone().unwrap_or_else(|| person.iter().copied().collect()),
                    });
                }
                Record::Leaf { number, leaf } => replay.leaves.push((*number, *leaf)),
                Record::Staff { sealed } => replay.staff.push(sealed.clone()),
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
        self.replay_grants(w, &replay, now)?;
        let revoked = replay_revocations(w, &replay)?;
        self.replay_log_ins(w, &replay)?;
        transparency::replay(w, &replay.leaves)?;
        // Pages begun before belong to another history, sessions to another sitting.
        for drawer in [Drawer::Pages, Drawer::Sessions] {
            for (at, _) in w.list(drawer, &[], None, usize::MAX >> 1)? {
                w.remove(drawer, &at)?;
            }
        }
        // From here on the hub writes as the actor of the new epoch.
        *self.identity.write() = identity;
        let (erasures, files) = self.replay_erasures(w, loaded, &replay, now)?;
        let restored =
            Restored { epoch, devices: devices.len(), revocations: revoked.len(), erasures };
        let detail = format!("epoch {epoch}");
        let record = Audited::done(now, Actor::Operator, "restore", Id::NIL, None);
        audit::append(transaction.w()?, record.with(detail))?;
        transaction.commit()?;
        for file in &files {
            self.destroy_file(file)?;
        }
        // What the directory says of devices follows what the device records say.
        self.change_directory(Actor::Operator, now, |_| {
            let known = devices.iter().chain(&revoked);
            let items = known.map(|record| binding_of(record).into()).collect();
            Ok((items, ()))
        })?;
        self.storage.scrub()?;
        Ok(restored)
    }

    /// Erases again, one after the other: of what was founded anew for whoever lived with an erased person
    /// somebody may have been erased next. Returns how many entities, and the files that go with them.
    fn replay_erasures(
        &self,
        w: &mut dyn Writing,
        loaded: &mut Loaded,
        replay: &Replay,
        now: Moment,
    ) -> Done<(usize, Vec<Hash>)> {
        let (mut erasures, mut files) = (0, Vec::new());
        let standing = self.standing();
        for Gone { id, class, person, basis, shown, streams, people } in &replay.erased {
            let row = match w.entity(id)? {
                Some(row) if row.erased => continue,
                Some(row) => row,
                // Said after the backup: nothing of it is here. Phones have it, and it is not taken
                // in again.
                None => EntityRow {
                    id: *id,
                    kind: if id == shown { kind::CHANGE } else { kind::LEDGER },
                    org: streams.first().map_or(Id::NIL, |stream| standing.org_of(stream.scope)),
                    class: *class,
                    founding: match id == shown {
                        true => Vec::new(),
                        false => minicbor::to_vec((*shown, 0u16)).unwrap_or_default(),
                    },
                    data_key: Vec::new(),
                    state: Vec::new(),
                    erased: false,
                },
            };
            let mut anew: Option<DocumentWrite> = None;
            if person.is_some() {
                let stays = w.memberships(id)?.into_iter().filter(|(_, stay)| stay.left.is_none());
                let stands: Vec<StreamId> = stays.map(|(stream, _)| stream).collect();
                let others = self.without(w, &row, people, &stands)?.flatten();
                anew = others.filter(|write| !write.edits.is_empty());
            }
            if !row.data_key.is_empty() {
                files.extend(self.forget_files(w, std::slice::from_ref(&row))?);
            }
            let parted: BTreeSet<Id> = person.map(|_| *id).into_iter().collect();
            let who = Who { people, anew: &parted, told: streams };
            self.destroy(w, loaded, &[row], &who, basis, now)?;
            if let Some(write) = &anew {
                let mut act = Act::begin(self, w, Actor::Operator, "restore", now)?;
                act.edit(loaded, write)?;
                act.finish()?;
            }
            erasures += 1;
        }
        Ok((erasures, files))
    }

    /// Log-ins as they were last: a password changed since the backup stays changed, and who was
    /// switched off stays out.
    fn replay_log_ins(&self, w: &mut dyn Writing, replay: &Replay) -> Done<()> {
        for sealed in &replay.staff {
            if let Ok(plain) = self.vault.open_record(STAFF, sealed) {
                people::put(w, &decode::<StaffRecord>(&plain)?)?;
                // Somebody is there: the set-up code of the backup is used up.
                w.remove(Drawer::Meta, b"setup")?;
            }
        }
        Ok(())
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
    fn replay_enrolments(&self, w: &mut dyn Writing, replay: &Replay) -> Done<Vec<DeviceRecord>> {
        let mut known = Vec::new();
        for (number, sealed) in &replay.enrolled {
            if device(w, *number)?.is_some() {
                continue;
            }
            if let Ok(plain) = self.vault.open_record(b"enrolment", sealed) {
                let record = decode::<DeviceRecord>(&plain)?;
                put_device(w, &record)?;
                known.push(record);
            }
        }
        for (code, number) in &replay.codes {
            use_up(w, code, *number)?;
        }
        let journalled = replay.enrolled.keys().next_back().copied().unwrap_or_default();
        raise_device_floor(w, journalled)?;
        Ok(known)
    }

    /// Streams that devices were given after the backup, as lost: what was said in them meanwhile is taken
    /// for as long as in any stream that was lost, and whoever is still to hold one is given it again.
    fn replay_grants(&self, w: &mut dyn Writing, replay: &Replay, now: Moment) -> Done<()> {
        let grace_until = now.plus_ms(self.limits.exchange.grace_ms);
        for (number, rows) in &replay.granted {
            let Some(mut device) = device(w, *number)? else { continue };
            for row in rows.values() {
                if usize::from(row.index) == device.grants.len() {
                    device.grants.push(GrantRow { ended: Some(now), grace_until, ..row.clone() });
                }
            }
            put_device(w, &device)?;
        }
        Ok(())
    }
}

/// Revokes again what was revoked since the backup.
fn replay_revocations(w: &mut dyn Writing, replay: &Replay) -> Done<Vec<DeviceRecord>> {
    let mut revoked = Vec::new();
    for (number, at) in &replay.revoked {
        if let Some(mut device) = device(w, *number)?
            && device.state == DeviceState::Active
        {
            device.state = DeviceState::Revoked { at: *at };
            put_device(w, &device)?;
            revoked.push(device);
        }
    }
    Ok(revoked)
}
