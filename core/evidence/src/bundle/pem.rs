//! Ed25519 public keys as `openssl` reads them: SubjectPublicKeyInfo in PEM (RFC 8410).

use der::pem::{self, LineEnding};
use gridwork_seal::VerifyingKey;

const LABEL: &str = "PUBLIC KEY";

/// SubjectPublicKeyInfo of Ed25519 up to the key's 32 bytes.
const PREFIX: [u8; 12] = [0x30, 0x2a, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 3, 0x21, 0];

/// A key in PEM.
pub fn to_pem(key: &VerifyingKey) -> String {
    let mut der = PREFIX.to_vec();
    der.extend_from_slice(key.as_bytes());
    pem::encode_string(LABEL, LineEnding::LF, &der).expect("44 bytes have a PEM form")
}

/// The key of a PEM file.
pub fn from_pem(text: &[u8]) -> Option<VerifyingKey> {
    if text.len() > 1_000 {
        return None;
    }
    let (label, der) = pem::decode_vec(text).ok()?;
    let key = der.strip_prefix(&PREFIX)?;
    (label == LABEL).then(|| VerifyingKey::from_slice(key).ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_goes_through_pem_and_nothing_else_does() {
        let key = VerifyingKey([7; 32]);
        let text = to_pem(&key);
        assert_eq!(from_pem(text.as_bytes()), Some(key));
        assert_eq!(from_pem(b"-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n"), None);
        assert_eq!(from_pem(&[b'-'; 5000]), None);
    }
}
