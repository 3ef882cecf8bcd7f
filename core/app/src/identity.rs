//! Who this installation is: its keys, the hub it trusts, and the chain of its batches. Kept sealed
//! in the store; the part that changes with every exchange is kept apart from the part that does not.

use gridwork_model::{Id, Moment};
use gridwork_seal::{BoxKey, BoxPublic, Hash, Ratchet, SigningKey, VerifyingKey, tagged_hash};
use gridwork_sync::Order;
use gridwork_sync::enrol::{Enrolled, verify_online_key};
use serde::{Deserialize, Serialize};

use crate::time::Mark;
use crate::{Code, CoreError};

/// What an enrolment settles, for as long as the installation lives.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Identity {
    /// Number of the device.
    pub device: u32,
    /// The person it is bound to.
    pub person: Id,
    /// Name of the person at enrolment.
    pub person_name: String,
    /// Township or county of the person.
    pub township: Id,
    /// Whether the hub is a training hub 练习.
    pub training: bool,
    /// Base address of the hub.
    pub address: String,
    /// Offline root key of the hub.
    pub root: [u8; 32],
    /// Online key of the hub.
    pub online: [u8; 32],
    /// Box key of the hub.
    pub hub_box: [u8; 32],
    /// Seed of the signing key.
    pub signing: [u8; 32],
    /// Seed of the box key.
    pub boxing: [u8; 32],
    /// Seeds of the box keys that this installation had before it was enrolled again for the same
    /// person: what was sealed to them is passed on to the new one (ADR 25).
    #[serde(default)]
    pub former_boxing: Vec<[u8; 32]>,
}

/// Where the exchange stands; written in the same transaction as what it speaks of.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Standing {
    /// Epoch of the hub.
    pub epoch: u32,
    /// Counter of the last new request.
    pub counter: u64,
    /// Incarnation of this device's actor.
    pub incarnation: u32,
    /// Number of the last batch formed.
    pub batch: u64,
    /// Its chain hash.
    pub chain: Hash,
    /// Salt ratchet for the items to come, [`Ratchet::to_bytes`].
    pub ratchet: Vec<u8>,
    /// Version of the table of grants.
    pub grants: u32,
    /// Batches up to this number are in a backup of the hub.
    pub horizon: u64,
    /// The hub's clock when last heard.
    pub hub_time: Option<Moment>,
    /// This device's monotonic clock at that moment, and the boot it counts from.
    pub heard_at: Option<(u64, u64)>,
    /// How late it was at least when this was last written down.
    #[serde(default)]
    pub mark: Option<Mark>,
    /// Set when an answer did not rebuild: ask more explicitly next time (0, 1, 2).
    pub mode: u8,
    /// Set when the hub said that this device must enrol again or was revoked.
    pub barred: Option<Barred>,
    /// Set while a restored hub is told again what it forgot.
    #[serde(default)]
    pub settling: bool,
}

/// Why the hub does not serve this device any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Barred {
    /// A restored copy or unknown to the hub: enrol again, unsent work is replayed then.
    EnrolAgain,
    /// Revoked; unsent work may be offered once.
    Revoked,
    /// Ordered to wipe.
    Wipe,
}

impl Identity {
    pub(crate) fn new(
        enrolled: &Enrolled,
        address: String,
        root: [u8; 32],
        signing: &SigningKey,
        boxing: &BoxKey,
    ) -> Identity {
        Identity {
            device: enrolled.device,
            person: enrolled.person,
            person_name: enrolled.person_name.clone(),
            township: enrolled.township,
            training: enrolled.training,
            address,
            root,
            online: enrolled.online,
            hub_box: enrolled.box_key,
            signing: *signing.seed(),
            boxing: *boxing.seed(),
            former_boxing: Vec::new(),
        }
    }

    /// The same, with the box keys that this installation had before for the same person.
    pub(crate) fn following(self, before: &Identity) -> Identity {
        if before.person != self.person {
            return self;
        }
        let former = std::iter::once(before.boxing).chain(before.former_boxing.iter().copied());
        Identity { former_boxing: former.collect(), ..self }
    }

    pub(crate) fn signing_key(&self) -> SigningKey {
        SigningKey::from_seed(&self.signing)
    }

    pub(crate) fn box_key(&self) -> BoxKey {
        BoxKey::from_seed(&self.boxing)
    }

    /// The keys that open what was sealed to this installation, its present one first.
    pub(crate) fn box_keys(&self) -> Vec<BoxKey> {
        let seeds = std::iter::once(&self.boxing).chain(&self.former_boxing);
        seeds.map(BoxKey::from_seed).collect()
    }

    pub(crate) fn online_key(&self) -> VerifyingKey {
        VerifyingKey(self.online)
    }

    /// The same under another online key of the hub, if one of the orders names one that the root
    /// certified.
    pub(crate) fn renewed(&self, orders: &[Order]) -> Option<Identity> {
        orders.iter().find_map(|order| {
            let Order::OnlineKey { key, certificate } = order else { return None };
            let online: [u8; 32] = key.as_slice().try_into().ok()?;
            verify_online_key(&VerifyingKey(self.root), &online, certificate).ok()?;
            Some(Identity { online, ..self.clone() })
        })
    }

    pub(crate) fn hub_box_key(&self) -> BoxPublic {
        BoxPublic(self.hub_box)
    }
}

impl Standing {
    pub(crate) fn new(enrolled: &Enrolled, signing: &SigningKey, incarnation: u32) -> Standing {
        Standing {
            epoch: enrolled.epoch,
            counter: 0,
            incarnation,
            batch: 0,
            chain: tagged_hash("gridwork/chain", &[&signing.verifying().0]),
            ratchet: Ratchet::new(&enrolled.ratchet).to_bytes().to_vec(),
            grants: 0,
            horizon: 0,
            hub_time: Some(enrolled.time),
            heard_at: None,
            mark: None,
            mode: 0,
            barred: None,
            settling: false,
        }
    }

    pub(crate) fn ratchet(&self) -> Result<Ratchet, CoreError> {
        Ratchet::from_bytes(&self.ratchet).map_err(|_| Code::Damaged.into())
    }
}
