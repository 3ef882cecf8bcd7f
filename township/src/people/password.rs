//! Password hashes: Argon2id (RFC 9106) with a salt of the hub's entropy; the costs stand beside
//! the hash, so that they can be raised later without locking anybody out.

use argon2::{Algorithm, Argon2, Params, Version};
use gridwork_seal::{Entropy, constant_time_eq};
use minicbor::{Decode, Encode};

use crate::config::PeopleLimits;
use crate::{Done, HubError};

/// A stored password hash.
#[derive(Clone, Encode, Decode)]
pub struct PasswordHash {
    #[n(0)]
    memory_kib: u32,
    #[n(1)]
    passes: u32,
    #[n(2)]
    #[cbor(with = "minicbor::bytes")]
    salt: [u8; 16],
    #[n(3)]
    #[cbor(with = "minicbor::bytes")]
    hash: [u8; 32],
}

impl PasswordHash {
    /// Hashes `password` at the current costs.
    pub fn new(
        password: &str,
        limits: &PeopleLimits,
        entropy: &mut dyn Entropy,
    ) -> Done<PasswordHash> {
        let mut salt = [0; 16];
        entropy.fill(&mut salt);
        let (memory_kib, passes) = (limits.argon_memory_kib, limits.argon_passes);
        let hash = derive(password, &salt, memory_kib, passes)?;
        Ok(PasswordHash { memory_kib, passes, salt, hash })
    }

    /// Whether `password` is the one hashed.
    pub fn verify(&self, password: &str) -> bool {
        derive(password, &self.salt, self.memory_kib, self.passes)
            .is_ok_and(|hash| constant_time_eq(&hash, &self.hash))
    }

    /// A hash that no password has, for names that do not exist: a wrong name must cost as long as
    /// a wrong password.
    pub fn decoy(limits: &PeopleLimits) -> PasswordHash {
        PasswordHash {
            memory_kib: limits.argon_memory_kib,
            passes: limits.argon_passes,
            salt: [0; 16],
            hash: [0; 32],
        }
    }
}

/// Whether `password` may be chosen: long enough, not absurdly long, not the log-in itself. Rules
/// about kinds of characters are left out on purpose: they make people write passwords down.
pub fn acceptable(password: &str, login: &str, limits: &PeopleLimits) -> Done<()> {
    let chars = password.chars().count();
    let distinct = password.chars().collect::<std::collections::BTreeSet<_>>().len();
    if chars < limits.password_chars_min
        || chars > limits.password_chars_max
        || distinct < 5
        || password.to_lowercase().contains(&login.to_lowercase())
    {
        return Err(HubError::Invalid("password"));
    }
    Ok(())
}

fn derive(password: &str, salt: &[u8; 16], memory_kib: u32, passes: u32) -> Done<[u8; 32]> {
    let params = Params::new(memory_kib, passes, 1, Some(32))
        .map_err(|_| HubError::Invalid("password costs"))?;
    let mut hash = [0; 32];
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(password.as_bytes(), salt, &mut hash)
        .map_err(|_| HubError::Invalid("password"))?;
    Ok(hash)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Limits;

    struct Counting(u8);

    impl Entropy for Counting {
        fn fill(&mut self, out: &mut [u8]) {
            out.fill_with(|| {
                self.0 = self.0.wrapping_add(1);
                self.0
            });
        }
    }

    #[test]
    fn only_the_password_itself_verifies() {
        let limits = Limits::for_tests().people;
        let hash = PasswordHash::new("草原上的羊群2026", &limits, &mut Counting(0)).unwrap();
        assert!(hash.verify("草原上的羊群2026"));
        assert!(!hash.verify("草原上的羊群2027"));
        assert!(!PasswordHash::decoy(&limits).verify(""));
    }

    #[test]
    fn short_monotonous_and_name_like_passwords_are_refused() {
        let limits = Limits::default().people;
        for bad in ["short", "aaaaaaaaaaaa", "xx-zhangsan-xx"] {
            assert!(acceptable(bad, "ZhangSan", &limits).is_err(), "{bad}");
        }
        assert!(acceptable("可可以力更的冬天很冷", "zhangsan", &limits).is_ok());
    }
}
