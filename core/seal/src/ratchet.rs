//! The forward chain of salts that a device and its hub start together at enrolment.
//!
//! Each entry of a batch takes the next salt, so both ends compute the same Merkle leaves without
//! sending a byte. A step that was taken is gone from the state: once the salt kept beside an entry
//! is destroyed, nothing can tell what the entry's leaf was made of (DESIGN §3 "Erasure").

use std::fmt;

use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::SUITE;
use crate::hash::{constant_time_eq, tagged_hash};

/// The salt of one entry.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Zeroize)]
pub struct Salt(pub [u8; 16]);

impl Salt {
    /// The 16 raw bytes.
    pub fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

impl fmt::Debug for Salt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Salt(…)")
    }
}

/// A ratchet whose state cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RatchetError {
    /// The step was already taken; a ratchet does not go back.
    #[error("the ratchet is at step {at} and cannot go back to {wanted}")]
    Behind {
        /// The next step of the ratchet.
        at: u64,
        /// The step asked for.
        wanted: u64,
    },
    /// The step is further away than [`LEAP_STEPS_MAX`].
    #[error("step {wanted} is too far from step {at}")]
    TooFar {
        /// The next step of the ratchet.
        at: u64,
        /// The step asked for.
        wanted: u64,
    },
    /// The kept state is not one of this build.
    #[error("not the state of a ratchet of this suite")]
    State,
}

/// How far [`Ratchet::advance_to`] leaps at most: a bound on work, a hundred full batches wide.
pub const LEAP_STEPS_MAX: u64 = 1 << 20;

/// The chain: step number and secret state. It only goes forward.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct Ratchet {
    step: u64,
    state: [u8; 32],
}

impl Ratchet {
    /// Bytes of a kept state: suite u8 ‖ step u64 BE ‖ state 32.
    pub const STATE_BYTES: usize = 41;

    /// The chain of a seed that both ends derived at enrolment, at step 0.
    pub fn new(seed: &[u8; 32]) -> Ratchet {
        Ratchet { step: 0, state: tagged_hash("gridwork/ratchet", &[seed]) }
    }

    /// The chain as [kept](Self::to_bytes).
    pub fn from_bytes(bytes: &[u8]) -> Result<Ratchet, RatchetError> {
        let bytes: &[u8; Ratchet::STATE_BYTES] =
            bytes.try_into().map_err(|_| RatchetError::State)?;
        let (head, state) = bytes.split_at(9);
        if head[0] != SUITE {
            return Err(RatchetError::State);
        }
        let mut step = [0; 8];
        step.copy_from_slice(&head[1..]);
        let mut ratchet = Ratchet { step: u64::from_be_bytes(step), state: [0; 32] };
        ratchet.state.copy_from_slice(state);
        Ok(ratchet)
    }

    /// The state, to be kept sealed in the transaction that used the salts; it does not hold the
    /// salts of earlier steps.
    pub fn to_bytes(&self) -> [u8; Ratchet::STATE_BYTES] {
        let mut bytes = [0; Ratchet::STATE_BYTES];
        bytes[0] = SUITE;
        bytes[1..9].copy_from_slice(&self.step.to_be_bytes());
        bytes[9..].copy_from_slice(&self.state);
        bytes
    }

    /// The number of the next salt.
    pub fn step(&self) -> u64 {
        self.step
    }

    /// The next salt; its step is gone from the state afterwards.
    #[expect(clippy::should_implement_trait, reason = "endless, and taking a salt is a deed")]
    pub fn next(&mut self) -> Salt {
        let mut hash = tagged_hash("gridwork/ratchet-salt", &[&self.state]);
        let mut salt = Salt([0; 16]);
        salt.0.copy_from_slice(&hash[..16]);
        hash.zeroize();
        let next = tagged_hash("gridwork/ratchet-next", &[&self.state]);
        self.state.zeroize();
        self.state = next;
        self.step += 1;
        salt
    }

    /// Leaps forward, dropping the salts between.
    pub fn advance_to(&mut self, wanted: u64) -> Result<(), RatchetError> {
        let at = self.step;
        if wanted < at {
            return Err(RatchetError::Behind { at, wanted });
        }
        if wanted - at > LEAP_STEPS_MAX {
            return Err(RatchetError::TooFar { at, wanted });
        }
        while self.step < wanted {
            self.next();
        }
        Ok(())
    }
}

impl PartialEq for Ratchet {
    fn eq(&self, other: &Ratchet) -> bool {
        self.step == other.step && constant_time_eq(&self.state, &other.state)
    }
}

impl Eq for Ratchet {}

impl fmt::Debug for Ratchet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Ratchet(step {}, secret)", self.step)
    }
}
