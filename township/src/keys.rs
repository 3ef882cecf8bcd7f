//! The keys of a hub and where they live.
//!
//! - the **root** key is made once, signs the online key, and is moved offline by the operator;
//! - the **online** key signs answers, entries of the hub and the audit chain, and can be replaced
//!   (ADR 24); the public halves of those before it stay, for what they signed;
//! - the **box** key opens bundles, and what devices said before it left them (ADR 6);
//! - the **rest** keys wrap data keys; they rotate, and a destroyed one takes its backups with it;
//! - the **recovery** key is only known by its public half: backups are sealed to it.
//!
//! The key file is read with mode 0600 beside the data, or from a path that systemd's credential
//! store or the environment names; it never goes into a backup as it is.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use gridwork_model::Moment;
use gridwork_seal::{
    BoxKey, BoxPublic, Entropy, Signature, SigningKey, SymmetricKey, VerifyingKey,
};
use gridwork_sync::Order;
use gridwork_sync::enrol::certify_online_key;
use minicbor::{Decode, Encode};

use crate::{Done, HubError};

/// Name of the key file inside the hub's folder.
pub const KEY_FILE: &str = "hub.keys";
/// Name of the rest keys inside the hub's folder, if the key file lies elsewhere.
pub const REST_FILE: &str = "rest.keys";

/// HPKE info of the rest keys.
const REST_INFO: &str = "gridwork/rest-keys";

/// One generation of the rest key.
#[derive(Clone, Encode, Decode)]
pub struct RestKey {
    /// Generation; named in front of every wrapped data key.
    #[n(0)]
    pub generation: u32,
    /// When it was made.
    #[n(1)]
    pub made: Moment,
    #[n(2)]
    #[cbor(with = "minicbor::bytes")]
    key: [u8; 32],
}

impl RestKey {
    fn new(generation: u32, made: Moment, entropy: &mut dyn Entropy) -> RestKey {
        let mut key = [0; 32];
        entropy.fill(&mut key);
        RestKey { generation, made, key }
    }

    /// The key itself.
    pub fn key(&self) -> SymmetricKey {
        SymmetricKey::from_bytes(self.key)
    }
}

#[derive(Clone, Encode, Decode)]
#[cbor(map)]
struct KeyFile {
    #[n(0)]
    #[cbor(with = "minicbor::bytes")]
    root: [u8; 32],
    #[n(1)]
    #[cbor(with = "minicbor::bytes")]
    online: [u8; 32],
    #[n(2)]
    #[cbor(with = "minicbor::bytes")]
    certificate: Vec<u8>,
    #[n(3)]
    #[cbor(with = "minicbor::bytes")]
    box_key: [u8; 32],
    #[n(4)]
    rest: Vec<RestKey>,
    #[n(5)]
    #[cbor(with = "minicbor::bytes")]
    recovery: [u8; 32],
    /// Public halves of former online keys, one behind the other.
    #[n(6)]
    #[cbor(default, with = "minicbor::bytes")]
    former: Vec<u8>,
}

/// The keys a running hub holds.
#[derive(Clone)]
pub struct HubKeys {
    /// Public half of the offline root key.
    pub root: VerifyingKey,
    /// Signs answers and the hub's own entries.
    pub online: SigningKey,
    /// The root's signature over the online key.
    pub certificate: Vec<u8>,
    /// Online keys before it, the first one first.
    pub former: Vec<VerifyingKey>,
    /// Opens what is sealed to the hub.
    pub box_key: BoxKey,
    /// Rest keys by generation; the last is current.
    pub rest: BTreeMap<u32, RestKey>,
    /// Backups are sealed to it.
    pub recovery: BoxPublic,
}

/// The two keys made at creation that leave the machine.
pub struct OfflineKeys {
    /// Signs online keys.
    pub root: SigningKey,
    /// Opens backups.
    pub recovery: BoxKey,
}

impl HubKeys {
    /// Makes all keys of a new hub.
    pub fn generate(entropy: &mut dyn Entropy, now: Moment) -> (HubKeys, OfflineKeys) {
        let root = SigningKey::generate(entropy);
        let recovery = BoxKey::generate(entropy);
        let online = SigningKey::generate(entropy);
        let certificate = certify_online_key(&root, online.verifying().as_bytes());
        let keys = HubKeys {
            root: root.verifying(),
            online,
            certificate,
            former: Vec::new(),
            box_key: BoxKey::generate(entropy),
            rest: BTreeMap::from([(1, RestKey::new(1, now, entropy))]),
            recovery: recovery.public(),
        };
        (keys, OfflineKeys { root, recovery })
    }

    /// The current rest key.
    pub fn current_rest(&self) -> Option<&RestKey> {
        self.rest.values().next_back()
    }

    /// Begins a new generation of the rest key.
    pub fn rotate_rest(&mut self, entropy: &mut dyn Entropy, now: Moment) {
        let next = self.rest.keys().next_back().map_or(1, |generation| generation + 1);
        self.rest.insert(next, RestKey::new(next, now, entropy));
    }

    /// Replaces the online key; needs the offline root key.
    pub fn rotate_online(&mut self, root: &SigningKey, entropy: &mut dyn Entropy) -> Done<()> {
        if root.verifying() != self.root {
            return Err(HubError::Invalid("root key"));
        }
        self.former.push(self.online.verifying());
        self.online = SigningKey::generate(entropy);
        self.certificate = certify_online_key(root, self.online.verifying().as_bytes());
        Ok(())
    }

    /// Whether this hub signed something, with the online key or one before it.
    pub fn signed(&self, domain: &'static str, parts: &[&[u8]], signature: &Signature) -> bool {
        let online = self.online.verifying();
        let mut keys = self.former.iter().chain([&online]);
        keys.any(|key| key.verify(domain, parts, signature).is_ok())
    }

    /// What tells a device of the online key, if there was another one before it.
    pub fn renewed(&self) -> Option<Order> {
        let key = self.online.verifying().as_bytes().to_vec();
        let certificate = self.certificate.clone();
        (!self.former.is_empty()).then_some(Order::OnlineKey { key, certificate })
    }

    /// Reads the key file.
    pub fn read(path: &Path) -> Done<HubKeys> {
        let bytes = fs::read(path).map_err(HubError::file("key file"))?;
        HubKeys::from_bytes(&bytes)
    }

    /// Writes the key file with mode 0600, replacing the one before at once.
    pub fn write(&self, path: &Path) -> Done<()> {
        write_secret(path, &self.to_bytes(), "key file")
    }

    /// Writes the rest keys alone, sealed to the hub's own box key: they change every month, and the
    /// key file may lie where the hub cannot write. A generation that is forgotten is gone.
    pub fn write_rest(&self, path: &Path, entropy: &mut dyn Entropy) -> Done<()> {
        let rest: Vec<&RestKey> = self.rest.values().collect();
        let plain = minicbor::to_vec(rest).unwrap_or_default();
        let sealed = self.box_key.public().seal(entropy, REST_INFO, &[], &plain)?;
        write_secret(path, &sealed, "rest keys")
    }

    /// Takes the rest keys of [`HubKeys::write_rest`] in place of its own, if they were written.
    pub fn read_rest(&mut self, path: &Path) -> Done<()> {
        if !path.exists() {
            return Ok(());
        }
        let sealed = fs::read(path).map_err(HubError::file("rest keys"))?;
        let plain = self.box_key.open(REST_INFO, &[], &sealed)?;
        let rest: Vec<RestKey> =
            minicbor::decode(&plain).map_err(|_| HubError::Invalid("rest keys"))?;
        self.rest = rest.into_iter().map(|key| (key.generation, key)).collect();
        Ok(())
    }

    /// The key file's bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        let file = KeyFile {
            root: *self.root.as_bytes(),
            online: *self.online.seed(),
            certificate: self.certificate.clone(),
            box_key: *self.box_key.seed(),
            rest: self.rest.values().cloned().collect(),
            recovery: *self.recovery.as_bytes(),
            former: self.former.iter().flat_map(|key| *key.as_bytes()).collect(),
        };
        minicbor::to_vec(&file).unwrap_or_default()
    }

    /// Reads the key file's bytes.
    pub fn from_bytes(bytes: &[u8]) -> Done<HubKeys> {
        let file: KeyFile = minicbor::decode(bytes).map_err(|_| HubError::Invalid("key file"))?;
        let (former, rest) = file.former.as_chunks::<32>();
        if !rest.is_empty() {
            return Err(HubError::Invalid("key file"));
        }
        Ok(HubKeys {
            root: VerifyingKey(file.root),
            online: SigningKey::from_seed(&file.online),
            certificate: file.certificate,
            former: former.iter().copied().map(VerifyingKey).collect(),
            box_key: BoxKey::from_seed(&file.box_key),
            rest: file.rest.into_iter().map(|key| (key.generation, key)).collect(),
            recovery: BoxPublic(file.recovery),
        })
    }
}

impl OfflineKeys {
    /// Writes both keys into `folder`, from which the operator moves them to a safe place.
    pub fn write(&self, folder: &Path) -> Done<(PathBuf, PathBuf)> {
        let (root, recovery) = (folder.join("root.key"), folder.join("recovery.key"));
        write_secret(&root, self.root.seed(), "root key file")?;
        write_secret(&recovery, self.recovery.seed(), "recovery key file")?;
        Ok((root, recovery))
    }
}

/// Reads a 32-byte secret such as `recovery.key`.
pub fn read_seed(path: &Path, what: &'static str) -> Done<[u8; 32]> {
    let bytes = fs::read(path).map_err(HubError::file(what))?;
    bytes.try_into().map_err(|_| HubError::Invalid(what))
}

/// Writes `bytes` so that only the owner can read them and a crash leaves the old file or the new.
pub fn write_secret(path: &Path, bytes: &[u8], what: &'static str) -> Done<()> {
    let temporary = path.with_extension("new");
    let mut file = fs::OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(&temporary)
        .map_err(HubError::file(what))?;
    file.write_all(bytes).and_then(|()| file.sync_all()).map_err(HubError::file(what))?;
    fs::rename(&temporary, path).map_err(HubError::file(what))?;
    if let Some(folder) = path.parent() {
        fs::File::open(folder)
            .and_then(|folder| folder.sync_all())
            .map_err(HubError::file(what))?;
    }
    Ok(())
}
