//! Signing a record, and the check that makes an [`Act`] of a signed one: there is no other way from
//! what somebody sent to what the fold of a set takes in.

use gridwork_model::body::BodyError;
use gridwork_model::evidence::step::{read_signed, write_signed};
use gridwork_model::evidence::{Act, Body, SignedRecord};
use gridwork_seal::{Hash, Signature, SigningKey, VerifyingKey, sha256, signing};

/// Why a signed record is not one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ChainError {
    /// The signature was made with another key or over something else.
    #[error("the signature does not hold")]
    Signature,
    /// The body is not canonical, or says what no record says.
    #[error(transparent)]
    Body(#[from] BodyError),
}

/// Signs a record.
pub fn sign(key: &SigningKey, body: &Body) -> SignedRecord {
    let (domain, body) = write_signed(body);
    let signature = *key.sign(domain.name(), &[&body]).as_bytes();
    SignedRecord { domain, body, key: *key.verifying().as_bytes(), signature }
}

/// Checks a record: first the signature, then what it says.
pub fn check(record: &SignedRecord) -> Result<Act, ChainError> {
    let signature = Signature::from_bytes(record.signature);
    let _ = VerifyingKey(record.key)
        .verify(record.domain.name(), &[&record.body], &signature)
        .map_err(|_| ChainError::Signature)?;
    let body = read_signed(record)?;
    Ok(Act { key: record.key, hash: hash(record), body })
}

/// What later records name this one by.
pub fn hash(record: &SignedRecord) -> Hash {
    sha256(&[&record.body])
}

/// The bytes that are signed, for another tool.
pub fn message(record: &SignedRecord) -> Vec<u8> {
    signing::message(record.domain.name(), &[&record.body])
}

#[cfg(test)]
mod tests {
    use gridwork_model::evidence::{Confirmation, Credential, Domain};
    use gridwork_model::{Id, TimeFacts};

    use super::*;

    #[test]
    fn a_flipped_byte_anywhere_in_a_record_is_noticed() {
        let key = SigningKey::from_seed(&[5; 32]);
        let body = Body::Confirmation(Confirmation {
            set: Id::NIL,
            opening: [1; 32],
            officer: Credential { person: Id::NIL, certificate: "示意1".into() },
            time: TimeFacts::default(),
        });
        let record = sign(&key, &body);
        let act = check(&record).unwrap();
        assert_eq!((act.body, act.key), (body, *key.verifying().as_bytes()));
        for at in 0..record.body.len() {
            let mut bent = record.clone();
            bent.body[at] ^= 1;
            assert_eq!(check(&bent), Err(ChainError::Signature));
        }
        for at in 0..64 {
            let mut bent = record.clone();
            bent.signature[at] ^= 1;
            assert_eq!(check(&bent), Err(ChainError::Signature));
        }
        let bent = SignedRecord { domain: Domain::Custody, ..record.clone() };
        assert_eq!(check(&bent), Err(ChainError::Signature), "another kind of record");
        let other = SigningKey::from_seed(&[6; 32]);
        let bent = SignedRecord { key: *other.verifying().as_bytes(), ..record };
        assert_eq!(check(&bent), Err(ChainError::Signature));
    }
}
