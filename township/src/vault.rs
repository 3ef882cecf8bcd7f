//! Data keys: each document, ledger object and sealed record is kept under a key of its own, and
//! that key only wrapped under a rest key. To erase is to destroy the wrapped key (DESIGN §3).
//!
//! A wrapped key is `generation u32 BE ‖ sealed key`, bound to the id of its entity.

use std::collections::BTreeMap;

use gridwork_model::Id;
use gridwork_seal::{Entropy, SealError, SymmetricKey};
use parking_lot::RwLock;

use crate::keys::HubKeys;

/// The rest keys, shared by everything that stores.
pub struct Vault {
    rest: RwLock<Rest>,
}

struct Rest {
    keys: BTreeMap<u32, SymmetricKey>,
}

impl Vault {
    /// Takes over the rest keys of `keys`.
    pub fn new(keys: &HubKeys) -> Vault {
        Vault { rest: RwLock::new(Rest::of(keys)) }
    }

    /// Takes over the rest keys again after a rotation.
    pub fn renew(&self, keys: &HubKeys) {
        *self.rest.write() = Rest::of(keys);
    }

    /// Makes the data key of `entity`.
    pub fn make(&self, entity: &Id, entropy: &mut dyn Entropy) -> (SymmetricKey, Vec<u8>) {
        let key = SymmetricKey::generate(entropy);
        let wrapped = self.wrap(entity, &key, entropy);
        (key, wrapped)
    }

    /// Wraps the data key of `entity` under the current rest key.
    pub fn wrap(&self, entity: &Id, key: &SymmetricKey, entropy: &mut dyn Entropy) -> Vec<u8> {
        let rest = self.rest.read();
        let Some((generation, current)) = rest.keys.last_key_value() else { return Vec::new() };
        let mut wrapped = generation.to_be_bytes().to_vec();
        wrapped.extend(current.wrap(entropy, &[b"data key", entity.as_bytes()], key));
        wrapped
    }

    /// Unwraps the data key of `entity`.
    pub fn open(&self, entity: &Id, wrapped: &[u8]) -> Result<SymmetricKey, SealError> {
        let (generation, sealed) =
            wrapped.split_first_chunk::<4>().ok_or(SealError::NotSealedByThisKey)?;
        let rest = self.rest.read();
        let key =
            rest.keys.get(&u32::from_be_bytes(*generation)).ok_or(SealError::NotSealedByThisKey)?;
        key.unwrap(&[b"data key", entity.as_bytes()], sealed)
    }

    /// Whether `wrapped` is under the current rest key.
    pub fn is_current(&self, wrapped: &[u8]) -> bool {
        let current = self.rest.read().keys.keys().next_back().copied();
        wrapped.first_chunk::<4>().map(|g| u32::from_be_bytes(*g)) == current
    }

    /// Seals a small record that is no entity (a quarantined batch, an enrolment in the journal).
    pub fn seal_record(&self, label: &[u8], plain: &[u8], entropy: &mut dyn Entropy) -> Vec<u8> {
        let rest = self.rest.read();
        let Some((generation, current)) = rest.keys.last_key_value() else { return Vec::new() };
        let mut sealed = generation.to_be_bytes().to_vec();
        sealed.extend(current.derive("record").seal(entropy, &[label], plain));
        sealed
    }

    /// Opens what [`Vault::seal_record`] sealed.
    pub fn open_record(&self, label: &[u8], sealed: &[u8]) -> Result<Vec<u8>, SealError> {
        let (generation, sealed) =
            sealed.split_first_chunk::<4>().ok_or(SealError::NotSealedByThisKey)?;
        let rest = self.rest.read();
        let key =
            rest.keys.get(&u32::from_be_bytes(*generation)).ok_or(SealError::NotSealedByThisKey)?;
        key.derive("record").open(&[label], sealed)
    }
}

impl Rest {
    fn of(keys: &HubKeys) -> Rest {
        Rest { keys: keys.rest.iter().map(|(generation, key)| (*generation, key.key())).collect() }
    }
}

/// What a sealed entry is bound to.
pub fn entry_binding<'a>(entity: &'a Id, hash: &'a [u8; 32]) -> [&'a [u8]; 3] {
    [b"entry", entity.as_bytes(), hash]
}

/// What the sealed state of an entity is bound to.
pub fn state_binding(entity: &Id) -> [&[u8]; 2] {
    [b"state", entity.as_bytes()]
}
