//! Backups: a consistent copy of the database and the journal, sealed chunk by chunk under a fresh
//! key, and that key with the hub's own keys sealed to the offline recovery key. Files are copied
//! as they lie, sealed already.
//!
//! A backup is verified before it counts: it is read back, opened, and compared with what was
//! copied. From then on devices may forget the batches it holds (the *horizon*).
//!
//! ```text
//! <stamp>.gwbackup   magic ‖ chunks: length u32 BE ‖ sealed (name ‖ index ‖ last) …
//! <stamp>.gwkeys     HPKE to the recovery key: backup key ‖ key file      pruned after a time
//! files/             content-addressed, sealed under keys that lie in the database
//! ```

use std::fs::{self, File};
use std::io::{BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use gridwork_model::{Id, Moment};
use gridwork_seal::{BoxKey, Hash, Sha256, SymmetricKey};
use minicbor::{Decode, Encode};
use serde::Serialize;

use crate::audit::{self, Actor, Record};
use crate::devices::{DeviceRecord, put_device};
use crate::hub::FILES;
use crate::keys::write_secret;
use crate::storage::drawer::{decode, encode, store};
use crate::storage::rows::kind;
use crate::storage::{Drawer, EntityRow, Writing};
use crate::{Done, Hub, HubError};

const MAGIC: &[u8; 8] = b"GWBKUP1\n";

/// What one chunk holds before sealing, bytes.
const CHUNK_BYTES: usize = 1 << 20;

/// HPKE info of the key file.
const KEYS_INFO: &str = "gridwork/backup-keys";

/// Rows re-wrapped in one go.
const ROWS: usize = 1_000;

/// A backup that was made and verified.
#[derive(Clone, Debug, Encode, Decode, Serialize)]
pub struct Made {
    /// When.
    #[n(0)]
    pub at: Moment,
    /// Name without extension.
    #[n(1)]
    pub name: String,
    /// Size of the archive, bytes.
    #[n(2)]
    pub bytes: u64,
}

/// What a backup is opened with.
pub struct Opened {
    /// The archive's key.
    pub key: SymmetricKey,
    /// The hub's key file as it was.
    pub hub_keys: Vec<u8>,
}

impl Hub {
    /// Makes a backup in `folder` and verifies it.
    pub fn backup(&self, folder: &Path, by: Actor, now: Moment) -> Done<Made> {
        fs::create_dir_all(folder.join(FILES)).map_err(HubError::file("backup folder"))?;
        let devices: Vec<DeviceRecord> = self
            .storage
            .reading()?
            .list(Drawer::Devices, &[], None, usize::MAX >> 1)?
            .iter()
            .map(|(_, value)| decode(value))
            .collect::<Result<_, _>>()?;
        let copy = self.folder.join("backup.tmp");
        remove_if_there(&copy)?;
        self.storage.copy_to(&copy)?;
        let made = self.archive(folder, &copy, now);
        remove_if_there(&copy)?;
        let made = made?;
        self.copy_files(folder)?;
        let mut w = self.storage.writing()?;
        for before in devices {
            // What was judged after the copy began is not in it.
            if let Some(mut device) = crate::devices::device(&*w, before.number)? {
                device.horizon = device.horizon.max(before.last_batch);
                put_device(&mut *w, &device)?;
            }
        }
        store(&mut *w, Drawer::Backups, &now.0.to_be_bytes(), &made)?;
        audit::append(&mut *w, Record::done(now, by, "backup", Id::NIL, None))?;
        w.commit()?;
        self.evidence_doubled(folder, now)?;
        Ok(made)
    }

    /// An archive has its name once it is whole and was read back; until then it is a part.
    fn archive(&self, folder: &Path, copy: &Path, now: Moment) -> Done<Made> {
        let name = format!("gridwork-{}", now.local().format("%Y%m%d-%H%M%S"));
        let part = folder.join(format!("{name}.part"));
        let whole = folder.join(format!("{name}.gwbackup"));
        let written = self.write_archive(folder, &name, copy, &part).and_then(|bytes| {
            fs::rename(&part, &whole).map_err(HubError::file("backup"))?;
            let folder = File::open(folder).map_err(HubError::file("backup"))?;
            folder.sync_all().map_err(HubError::file("backup"))?;
            Ok(bytes)
        });
        if written.is_err() {
            let _ = fs::remove_file(&part);
        }
        Ok(Made { at: now, name, bytes: written? })
    }

    /// Its length in bytes.
    fn write_archive(&self, folder: &Path, name: &str, copy: &Path, path: &Path) -> Done<u64> {
        let key = SymmetricKey::generate(&mut **self.random.lock());
        let sources = [("hub.db", copy), ("hub.journal", self.journal.path())];
        let mut hashes = Vec::new();
        let file = File::create(path).map_err(HubError::file("backup"))?;
        let mut out = BufWriter::new(file);
        out.write_all(MAGIC).map_err(HubError::file("backup"))?;
        for (entry, source) in sources {
            hashes.push(self.seal_file(&key, entry, source, &mut out)?);
        }
        let file = out.into_inner().map_err(|e| HubError::file("backup")(e.into_error()))?;
        file.sync_all().map_err(HubError::file("backup"))?;
        let keys = self.keys.read();
        let mut secret = key.expose().to_vec();
        secret.extend(keys.to_bytes());
        let sealed = keys.recovery.seal(
            &mut **self.random.lock(),
            KEYS_INFO,
            &[name.as_bytes()],
            &secret,
        )?;
        drop(keys);
        write_secret(&folder.join(format!("{name}.gwkeys")), &sealed, "backup keys")?;
        verify(path, &key, &hashes)?;
        Ok(fs::metadata(path).map_err(HubError::file("backup"))?.len())
    }

    fn seal_file(
        &self,
        key: &SymmetricKey,
        entry: &str,
        source: &Path,
        out: &mut impl Write,
    ) -> Done<Hash> {
        let mut reader = BufReader::new(File::open(source).map_err(HubError::file("backup"))?);
        let mut digest = Sha256::new();
        for index in 0u64.. {
            let mut chunk = Vec::with_capacity(CHUNK_BYTES);
            (&mut reader)
                .take(CHUNK_BYTES as u64)
                .read_to_end(&mut chunk)
                .map_err(HubError::file("backup"))?;
            let last = chunk.len() < CHUNK_BYTES;
            digest.update(&chunk);
            let number = index.to_be_bytes();
            let binding: [&[u8]; 3] = [entry.as_bytes(), &number, &[u8::from(last)]];
            let sealed = key.seal(&mut **self.random.lock(), &binding, &chunk);
            out.write_all(&(sealed.len() as u32).to_be_bytes())
                .and_then(|()| out.write_all(&sealed))
                .map_err(HubError::file("backup"))?;
            if last {
                break;
            }
        }
        Ok(digest.finish())
    }

    /// Copies the complete files that the backup does not have as they are. A copy cut off in the
    /// middle has another name and counts for nothing.
    fn copy_files(&self, folder: &Path) -> Done<()> {
        let target = folder.join(FILES);
        let complete = self.complete_files()?;
        for name in &complete {
            let (from, to) = (self.folder.join(FILES).join(name), target.join(name));
            if !is_copied(&from, &to)? {
                let unfinished = target.join(format!("{name}.part"));
                fs::copy(&from, &unfinished)
                    .and_then(|_| File::open(&unfinished)?.sync_all())
                    .and_then(|()| fs::rename(&unfinished, &to))
                    .map_err(HubError::file("backup"))?;
            }
        }
        File::open(&target).and_then(|folder| folder.sync_all()).map_err(HubError::file("backup"))
    }

    /// When the newest verified backup was made.
    pub fn newest_backup(&self) -> Done<Option<Moment>> {
        let last = self.storage.reading()?.last(Drawer::Backups, &[])?;
        last.map(|(_, value)| Ok(decode::<Made>(&value)?.at)).transpose()
    }

    /// Destroys the sealed keys of backups that are past their time: from then on nothing erased
    /// before it can be brought back. Returns how many.
    pub fn prune_backups(&self, folder: &Path, now: Moment) -> Done<usize> {
        let mut pruned = 0;
        let made = self.storage.reading()?.list(Drawer::Backups, &[], None, usize::MAX >> 1)?;
        for (_, value) in made {
            let made: Made = decode(&value)?;
            if now.0 - made.at.0 > self.limits.disk.backup_keys_ms {
                let keys = folder.join(format!("{}.gwkeys", made.name));
                pruned += usize::from(keys.exists());
                remove_if_there(&keys)?;
                remove_if_there(&folder.join(format!("{}.gwbackup", made.name)))?;
            }
        }
        Ok(pruned)
    }

    /// Exchanges the rest key for a new one once it is old enough: every data key is wrapped anew
    /// and the old rest key is forgotten: on disk at once, in memory when this is called again (the clock
    /// of the server does every 30 seconds). Returns whether it was done.
    pub fn rotate_rest_key(&self, now: Moment) -> Done<bool> {
        let due = self
            .keys
            .read()
            .current_rest()
            .is_none_or(|current| now.0 - current.made.0 > self.limits.disk.rest_key_ms);
        if !due {
            // Whoever read while it was exchanged last has ended by now.
            self.vault.renew(&self.keys.read());
            return Ok(false);
        }
        let _loaded = self.loaded.lock();
        let mut next = self.keys.read().clone();
        next.rotate_rest(&mut **self.random.lock(), now);
        // Both generations are on disk before anything is wrapped under the new one.
        self.keep_keys(&next)?;
        self.vault.renew(&next);
        let mut w = self.storage.writing()?;
        self.rewrap_entities(&mut *w)?;
        self.rewrap_records(&mut *w)?;
        w.commit()?;
        let newest = next.rest.keys().next_back().copied();
        next.rest.retain(|generation, _| Some(*generation) == newest);
        self.keep_keys(&next)?;
        // The vault has both still: who began to read before sees what was wrapped under the old one.
        *self.keys.write() = next;
        self.storage.scrub()?;
        Ok(true)
    }

    fn rewrap_entities(&self, w: &mut dyn Writing) -> Done<()> {
        for kind in [kind::CHANGE, kind::LEDGER, kind::SEALED] {
            let mut after: Option<Id> = None;
            loop {
                let rows = w.entities(kind, after.as_ref(), ROWS)?;
                let Some(last) = rows.last() else { break };
                after = Some(last.id);
                for row in rows {
                    if row.data_key.is_empty() || self.vault.is_current(&row.data_key) {
                        continue;
                    }
                    let key = self.data_key(&row.id, &row.data_key)?;
                    let data_key = self.vault.wrap(&row.id, &key, &mut **self.random.lock());
                    w.put_entity(&EntityRow { data_key, ..row })?;
                }
            }
        }
        Ok(())
    }

    fn rewrap_records(&self, w: &mut dyn Writing) -> Done<()> {
        for (at, value) in w.list(Drawer::Files, &[], None, usize::MAX >> 1)? {
            let mut file: crate::files::FileRecord = decode(&value)?;
            let entity = Id::derived("file", &[&at]);
            let key = self.data_key(&entity, &file.data_key)?;
            file.data_key = self.vault.wrap(&entity, &key, &mut **self.random.lock());
            w.put(Drawer::Files, &at, &encode(&file))?;
        }
        for (at, value) in w.list(Drawer::Quarantine, &[], None, usize::MAX >> 1)? {
            let mut lot: crate::quarantine::Lot = decode(&value)?;
            if !lot.sealed.is_empty() {
                let plain = self.vault.open_record(lot.id.as_bytes(), &lot.sealed)?;
                lot.sealed =
                    self.vault.seal_record(lot.id.as_bytes(), &plain, &mut **self.random.lock());
                w.put(Drawer::Quarantine, &at, &encode(&lot))?;
            }
        }
        // A dry run that nobody accepted by now is made again.
        for (at, _) in w.list(Drawer::Imports, &[], None, usize::MAX >> 1)? {
            w.remove(Drawer::Imports, &at)?;
        }
        Ok(())
    }
}

/// Whether the copy is of this very file: as long, and no older. A file that was sealed anew (it
/// was erased and came again) is younger than its copy.
fn is_copied(from: &Path, to: &Path) -> Done<bool> {
    let Ok(copy) = fs::metadata(to) else { return Ok(false) };
    let file = fs::metadata(from).map_err(HubError::file("file folder"))?;
    let younger = match (file.modified(), copy.modified()) {
        (Ok(file), Ok(copy)) => file > copy,
        _ => true,
    };
    Ok(file.len() == copy.len() && !younger)
}

fn remove_if_there(path: &Path) -> Done<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(HubError::file("backup")(error))
        }
        _ => Ok(()),
    }
}

/// Opens the sealed keys of a backup with the offline recovery key.
pub fn open_keys(archive: &Path, recovery: &BoxKey) -> Done<Opened> {
    let path = archive.with_extension("gwkeys");
    let sealed = fs::read(&path).map_err(HubError::file("backup keys"))?;
    let name = archive
        .file_stem()
        .and_then(|name| name.to_str())
        .ok_or(HubError::Invalid("backup name"))?;
    let secret = recovery.open(KEYS_INFO, &[name.as_bytes()], &sealed)?;
    let (key, hub_keys) =
        secret.split_first_chunk::<32>().ok_or(HubError::Invalid("backup keys"))?;
    Ok(Opened { key: SymmetricKey::from_bytes(*key), hub_keys: hub_keys.to_vec() })
}

/// Reads one entry after another of an archive into `targets`; returns the hash of each.
pub fn unpack(archive: &Path, key: &SymmetricKey, targets: &[PathBuf]) -> Done<Vec<Hash>> {
    let file = File::open(archive).map_err(HubError::file("backup"))?;
    let mut reader = BufReader::new(file);
    let mut magic = [0; 8];
    reader.read_exact(&mut magic).map_err(HubError::file("backup"))?;
    if &magic != MAGIC {
        return Err(HubError::Invalid("backup"));
    }
    let mut hashes = Vec::new();
    for (entry, target) in ["hub.db", "hub.journal"].iter().zip(targets) {
        let mut out = BufWriter::new(File::create(target).map_err(HubError::file("restore"))?);
        hashes.push(open_file(&mut reader, key, entry, &mut out)?);
        let file = out.into_inner().map_err(|e| HubError::file("restore")(e.into_error()))?;
        file.sync_all().map_err(HubError::file("restore"))?;
    }
    Ok(hashes)
}

fn open_file(
    reader: &mut impl Read,
    key: &SymmetricKey,
    entry: &str,
    out: &mut impl Write,
) -> Done<Hash> {
    let mut digest = Sha256::new();
    for index in 0u64.. {
        let mut length = [0; 4];
        reader.read_exact(&mut length).map_err(HubError::file("backup"))?;
        let length = u32::from_be_bytes(length) as usize;
        if length > CHUNK_BYTES + gridwork_seal::symmetric::OVERHEAD {
            return Err(HubError::Invalid("backup"));
        }
        let mut sealed = vec![0; length];
        reader.read_exact(&mut sealed).map_err(HubError::file("backup"))?;
        let last = length < CHUNK_BYTES + gridwork_seal::symmetric::OVERHEAD;
        let binding: [&[u8]; 3] = [entry.as_bytes(), &index.to_be_bytes(), &[u8::from(last)]];
        let chunk = key.open(&binding, &sealed)?;
        digest.update(&chunk);
        out.write_all(&chunk).map_err(HubError::file("restore"))?;
        if last {
            break;
        }
    }
    Ok(digest.finish())
}

/// Reads a backup back and compares it with what was copied.
fn verify(archive: &Path, key: &SymmetricKey, hashes: &[Hash]) -> Done<()> {
    let file = File::open(archive).map_err(HubError::file("backup"))?;
    let mut reader = BufReader::new(file);
    let mut magic = [0; 8];
    reader.read_exact(&mut magic).map_err(HubError::file("backup"))?;
    for (entry, expected) in ["hub.db", "hub.journal"].iter().zip(hashes) {
        if open_file(&mut reader, key, entry, &mut std::io::sink())? != *expected {
            return Err(HubError::Invalid("backup: what was written differs"));
        }
    }
    Ok(())
}
