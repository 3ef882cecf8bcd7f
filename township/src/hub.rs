//! The hub itself: blocking, without HTTP and without a clock; every call is told the time, and
//! randomness is injected, so that a simulator can drive many devices in one process.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use gridwork_model::{Id, Moment};
use gridwork_seal::{EnrolCode, Entropy, Log, SymmetricKey, sha256};
use parking_lot::{Mutex, RwLock};

use crate::admission::Loaded;
use crate::changes::{self, Changes};
use crate::config::{Limits, Mode};
use crate::desk::board::Board;
use crate::desk::presence::Presence;
use crate::directory::Standing;
use crate::evidence::shelf::Shelf;
use crate::exchange::grants::Stood;
use crate::fleet::Fleet;
use crate::journal::{Journal, Record};
use crate::keys::{HubKeys, KEY_FILE, OfflineKeys, REST_FILE};
use crate::pace::{Guesses, Turns};
use crate::register::Register;
use crate::storage::drawer::{load, store};
use crate::storage::sqlite::SqliteStorage;
use crate::storage::watched::Watched;
use crate::storage::{Drawer, Storage};
use crate::vault::Vault;
use crate::{Done, HubError, audit};

/// Name of the database inside the hub's folder.
pub const DATABASE: &str = "hub.db";
/// Name of the journal inside the hub's folder.
pub const JOURNAL: &str = "hub.journal";
/// Name of the folder of files.
pub const FILES: &str = "files";

/// What a new hub is to be.
pub struct HubOptions {
    /// Training or production, for ever.
    pub mode: Mode,
    /// Every limit.
    pub limits: Limits,
    /// Where random bytes come from.
    pub entropy: Box<dyn Entropy + Send>,
    /// Address that invitations carry.
    pub public_url: String,
}

/// What creation leaves in the operator's hands, once.
pub struct Founded {
    /// To be written out and moved off the machine.
    pub offline: OfflineKeys,
    /// One-time code for the first administrator.
    pub setup_code: String,
}

/// What a hub is, read at opening and changed only by a restore.
#[derive(Clone, Debug, PartialEq, Eq, minicbor::Encode, minicbor::Decode)]
#[cbor(map)]
pub struct Identity {
    /// Identity of the hub, for ever.
    #[n(0)]
    pub id: Id,
    /// Training or production.
    #[n(1)]
    pub mode: Mode,
    /// Grows with each restore; also the incarnation of the hub's actor.
    #[n(2)]
    pub epoch: u32,
    /// When it was made.
    #[n(3)]
    pub created: Moment,
    /// Address that invitations carry.
    #[n(4)]
    pub public_url: String,
}

/// The hub. Locks are taken in the order of the fields: `directory_turn`, then
/// `loaded`, then the storage's writer.
pub struct Hub {
    /// Folder of everything but the key file.
    pub(crate) folder: PathBuf,
    /// Where the key file is written after a rotation; `None` if it came from outside.
    pub(crate) key_path: Option<PathBuf>,
    /// Every limit; fixed while the hub is open.
    pub(crate) limits: Limits,
    /// Who the hub is.
    pub(crate) identity: RwLock<Identity>,
    /// Keys; replaced as a whole by a rotation.
    pub(crate) keys: RwLock<HubKeys>,
    /// The rest keys, ready for use.
    pub(crate) vault: Vault,
    /// The directory as it stands; replaced as a whole by a change, kept by whoever reads it.
    pub(crate) standing: RwLock<Arc<Standing>>,
    /// Taken by whoever changes the directory, before anything else.
    pub(crate) directory_turn: Mutex<()>,
    /// Documents kept loaded between batches. Held during a whole admission: what is loaded must
    /// stand exactly at what is committed.
    pub(crate) loaded: Mutex<Loaded>,
    /// Everything stored but files and keys.
    pub(crate) storage: Box<dyn Storage>,
    /// What changed since somebody last looked.
    pub(crate) changes: Arc<Changes>,
    /// The desk's list.
    pub(crate) board: Mutex<Board>,
    /// For which day and directory the tables of grants of all devices were computed.
    pub(crate) granted_for: Mutex<Option<Stood>>,
    /// What the phones last said.
    pub(crate) fleet: Fleet,
    /// The roster in memory.
    pub(crate) register: RwLock<Register>,
    /// Who has which incident open.
    pub(crate) presence: Presence,
    /// What must survive the loss of the storage.
    pub(crate) journal: Journal,
    /// Randomness; a lock, because it is one sequence.
    pub(crate) random: Mutex<Box<dyn Entropy + Send>>,
    /// Bounds the memory of password hashing.
    pub(crate) hashing: Turns,
    /// Wrong guesses by place.
    pub(crate) guesses: Guesses,
    /// The tree of the log of evidence, as it was last asked for.
    pub(crate) evidence_log: Mutex<Log>,
    /// What the lists of evidence show.
    pub(crate) shelf: Mutex<Shelf>,
}

impl Hub {
    /// Makes a new hub in an empty folder.
    pub fn create(folder: &Path, options: HubOptions, now: Moment) -> Done<(Hub, Founded)> {
        fs::create_dir_all(folder).map_err(HubError::file("data folder"))?;
        if folder.join(DATABASE).exists() {
            return Err(HubError::Conflict("there is a hub in this folder"));
        }
        fs::create_dir_all(folder.join(FILES)).map_err(HubError::file("file folder"))?;
        let mut entropy = options.entropy;
        let (keys, offline) = HubKeys::generate(&mut *entropy, now);
        keys.write(&folder.join(KEY_FILE))?;
        let setup_code = EnrolCode::generate(&mut *entropy).to_string();
        let identity = Identity {
            id: random_id(&mut *entropy, now),
            mode: options.mode,
            epoch: 1,
            created: now,
            public_url: options.public_url,
        };
        let storage = SqliteStorage::open(&folder.join(DATABASE))?;
        let (journal, _) = Journal::open(&folder.join(JOURNAL))?;
        journal.append(&[Record::Epoch { epoch: 1, at: now }])?;
        let mut w = storage.writing()?;
        store(&mut *w, Drawer::Meta, b"identity", &identity)?;
        let code = sha256(&[b"gridwork/setup", setup_code.to_uppercase().as_bytes()]);
        w.put(Drawer::Meta, b"setup", &code)?;
        let made = audit::Record::done(now, audit::Actor::Operator, "init", Id::NIL, None);
        audit::append(&mut *w, made)?;
        w.commit()?;
        let hub = Hub::assemble(
            folder,
            Some(folder.join(KEY_FILE)),
            options.limits,
            entropy,
            keys,
            storage,
            journal,
        )?;
        Ok((hub, Founded { offline, setup_code }))
    }

    /// Opens the hub of a folder. `key_path` names the key file if it is not beside the data.
    pub fn open(
        folder: &Path,
        key_path: Option<&Path>,
        limits: Limits,
        entropy: Box<dyn Entropy + Send>,
    ) -> Done<Hub> {
        if !folder.join(DATABASE).exists() {
            return Err(HubError::NotFound("hub"));
        }
        let beside = folder.join(KEY_FILE);
        let mut keys = HubKeys::read(key_path.unwrap_or(&beside))?;
        if key_path.is_some() {
            keys.read_rest(&folder.join(REST_FILE))?;
        }
        let storage = SqliteStorage::open(&folder.join(DATABASE))?;
        let (journal, _) = Journal::open(&folder.join(JOURNAL))?;
        let key_path = key_path.is_none().then_some(beside);
        Hub::assemble(folder, key_path, limits, entropy, keys, storage, journal)
    }

    fn assemble(
        folder: &Path,
        key_path: Option<PathBuf>,
        limits: Limits,
        entropy: Box<dyn Entropy + Send>,
        keys: HubKeys,
        storage: SqliteStorage,
        journal: Journal,
    ) -> Done<Hub> {
        let changes = changes::watcher();
        let watched = Watched::new(storage, Arc::clone(&changes) as Arc<_>);
        let storage: Box<dyn Storage> = Box::new(watched);
        let r = storage.reading()?;
        let identity: Identity =
            load(&*r, Drawer::Meta, b"identity")?.ok_or(HubError::NotFound("hub"))?;
        let standing = Arc::new(Standing::load(&*r)?);
        drop(r);
        Ok(Hub {
            folder: folder.to_owned(),
            key_path,
            identity: RwLock::new(identity),
            vault: Vault::new(&keys),
            keys: RwLock::new(keys),
            standing: RwLock::new(standing),
            directory_turn: Mutex::new(()),
            loaded: Mutex::new(Loaded::new(limits.exchange.loaded_documents)),
            storage,
            changes,
            board: Mutex::default(),
            granted_for: Mutex::new(None),
            fleet: Fleet::default(),
            register: RwLock::default(),
            presence: Presence::default(),
            journal,
            random: Mutex::new(entropy),
            hashing: Turns::new(limits.people.argon_parallel),
            guesses: Guesses::default(),
            evidence_log: Mutex::new(Log::new([])),
            shelf: Mutex::default(),
            limits,
        })
    }

    /// Who the hub is.
    pub fn identity(&self) -> Identity {
        self.identity.read().clone()
    }

    /// Every limit.
    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    /// Training or production.
    pub fn mode(&self) -> Mode {
        self.identity.read().mode
    }

    /// The public halves of the keys a stranger may know: root and online.
    pub fn public_keys(&self) -> ([u8; 32], [u8; 32]) {
        let keys = self.keys.read();
        (*keys.root.as_bytes(), *keys.online.verifying().as_bytes())
    }

    /// Records of the audit chain after `after`.
    pub fn audit(&self, after: u64, limit: usize) -> Done<Vec<audit::Chained>> {
        Ok(audit::page(&*self.storage.reading()?, after, limit)?)
    }

    /// How many records the audit chain has.
    pub fn audit_length(&self) -> Done<u64> {
        let last = self.storage.reading()?.last(Drawer::Audit, &[])?;
        let number = |key: Vec<u8>| key.first_chunk::<8>().map(|at| u64::from_be_bytes(*at));
        Ok(last.and_then(|(key, _)| number(key)).unwrap_or_default())
    }

    /// Appends one record to the audit chain on its own.
    pub fn note(&self, record: audit::Record) -> Done<()> {
        let mut w = self.storage.writing()?;
        audit::append(&mut *w, record)?;
        Ok(w.commit()?)
    }

    /// Whether the first administrator is still to be made.
    pub fn needs_set_up(&self) -> Done<bool> {
        Ok(self.storage.reading()?.get(Drawer::Meta, b"setup")?.is_some())
    }

    /// Free bytes on the disk of the data folder.
    pub fn free_bytes(&self) -> Done<u64> {
        let found = rustix::fs::statvfs(&self.folder)
            .map_err(|error| HubError::file("data folder")(error.into()))?;
        Ok(found.f_bavail.saturating_mul(found.f_frsize))
    }

    /// Refuses what would need room while the disk is nearly full; reads go on.
    pub(crate) fn require_room(&self) -> Done<()> {
        let least = self.limits.disk.free_bytes_min;
        if least > 0 && self.free_bytes()? < least {
            return Err(HubError::LowDisk);
        }
        Ok(())
    }

    /// A new UUIDv7, for items of the directory made by hand.
    pub fn fresh_id(&self, now: Moment) -> Id {
        self.new_id(now)
    }

    /// A new UUIDv7.
    pub(crate) fn new_id(&self, now: Moment) -> Id {
        random_id(&mut **self.random.lock(), now)
    }

    pub(crate) fn random_hex(&self) -> String {
        let mut bytes = [0; 32];
        self.random.lock().fill(&mut bytes);
        bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// Counts a wrong guess of `place`; refuses once there were too many.
    pub(crate) fn slow_down(&self, place: &str, now: Moment) -> Done<()> {
        let limits = &self.limits.exchange;
        self.guesses.wrong(place, now, limits.code_window_ms);
        self.check_pace(place, now)
    }

    pub(crate) fn check_pace(&self, place: &str, now: Moment) -> Done<()> {
        let limits = &self.limits.exchange;
        self.guesses.check(place, now, limits.code_attempts, limits.code_window_ms)
    }

    /// Makes keys durable after a change: in the key file, or, if that came from outside, the rest
    /// keys alone in a file of their own.
    pub(crate) fn keep_keys(&self, keys: &HubKeys) -> Done<()> {
        match &self.key_path {
            Some(path) => keys.write(path),
            None => keys.write_rest(&self.folder.join(REST_FILE), &mut **self.random.lock()),
        }
    }

    /// The data key of an entity.
    pub(crate) fn data_key(&self, entity: &Id, wrapped: &[u8]) -> Done<SymmetricKey> {
        Ok(self.vault.open(entity, wrapped)?)
    }
}

fn random_id(entropy: &mut dyn Entropy, now: Moment) -> Id {
    let mut random = [0; 10];
    entropy.fill(&mut random);
    Id::v7(now.0.max(0) as u64, random)
}
