//! Values sealed under a secret key: ChaCha20-Poly1305 (RFC 8439) with a fresh key a message.
//!
//! Layout: suite u8 ‖ salt 16 ‖ ciphertext ‖ tag 16. The message key is HMAC-SHA256 of the salt
//! under the secret key, the nonce is zero. A counter would repeat after a phone or a hub is
//! restored from a backup; 128 random bits do not, whatever the backup remembers (DESIGN §4).

use std::fmt;

use ring::{
    aead::{Aad, CHACHA20_POLY1305, LessSafeKey, Nonce, UnboundKey},
    hmac,
};
use zeroize::Zeroizing;

use crate::entropy::{Entropy, array};
use crate::error::{after_suite, exactly};
use crate::hash::delimited_bytes;
use crate::{SUITE, SealError};

const SALT: usize = 16;
const TAG: usize = 16;

/// Bytes that sealing adds to a value.
pub const OVERHEAD: usize = 1 + SALT + TAG;

/// A secret key of 32 bytes: of the database, of one document, of one purpose, of one file.
#[derive(Clone)]
pub struct SymmetricKey(Zeroizing<[u8; 32]>);

impl SymmetricKey {
    /// A new key.
    pub fn generate(entropy: &mut (impl Entropy + ?Sized)) -> SymmetricKey {
        SymmetricKey::from_bytes(array(entropy))
    }

    /// A kept key. The caller wipes its own copy.
    pub fn from_bytes(bytes: [u8; 32]) -> SymmetricKey {
        SymmetricKey(Zeroizing::new(bytes))
    }

    /// A key from bytes of any length, such as what a key store hands over.
    pub fn from_slice(bytes: &[u8]) -> Result<SymmetricKey, SealError> {
        exactly(bytes, "key").map(SymmetricKey::from_bytes)
    }

    /// The raw bytes, for a key store only; inside the product keys travel [wrapped](Self::wrap).
    pub fn expose(&self) -> &[u8; 32] {
        &self.0
    }

    /// Seals `plain`. `aad` says what it is and where it belongs; the same parts open it.
    pub fn seal(
        &self,
        entropy: &mut (impl Entropy + ?Sized),
        aad: &[&[u8]],
        plain: &[u8],
    ) -> Vec<u8> {
        let salt: [u8; SALT] = array(entropy);
        let mut sealed = Vec::with_capacity(OVERHEAD + plain.len());
        sealed.push(SUITE);
        sealed.extend_from_slice(&salt);
        sealed.extend_from_slice(plain);
        let tag = self
            .message_key(&salt)
            .seal_in_place_separate_tag(zero_nonce(), associated(aad), &mut sealed[1 + SALT..])
            .expect("a value is far below the 256 GB that one key may seal");
        sealed.extend_from_slice(tag.as_ref());
        sealed
    }

    /// Opens what [`seal`](Self::seal) made with the same key and `aad`.
    pub fn open(&self, aad: &[&[u8]], sealed: &[u8]) -> Result<Vec<u8>, SealError> {
        let rest = after_suite(sealed, "sealed value", OVERHEAD)?;
        let (salt, ciphertext) = rest.split_at(SALT);
        let mut buffer = ciphertext.to_vec();
        let length = self
            .message_key(salt)
            .open_in_place(zero_nonce(), associated(aad), &mut buffer)
            .map_err(|_| SealError::NotSealedByThisKey)?
            .len();
        buffer.truncate(length);
        Ok(buffer)
    }

    /// Seals a key under this one.
    pub fn wrap(
        &self,
        entropy: &mut (impl Entropy + ?Sized),
        aad: &[&[u8]],
        key: &SymmetricKey,
    ) -> Vec<u8> {
        self.seal(entropy, aad, key.expose())
    }

    /// Opens a wrapped key.
    pub fn unwrap(&self, aad: &[&[u8]], wrapped: &[u8]) -> Result<SymmetricKey, SealError> {
        let plain = Zeroizing::new(self.open(aad, wrapped)?);
        SymmetricKey::from_slice(&plain)
    }

    /// The key for another use; knowing it says nothing about this one or about other labels.
    pub fn derive(&self, label: &'static str) -> SymmetricKey {
        self.derive_for(label, &[])
    }

    /// The key for another use of the named thing.
    pub fn derive_for(&self, label: &'static str, parts: &[&[u8]]) -> SymmetricKey {
        self.expand("gridwork/derive", &delimited_bytes(label, parts))
    }

    pub(crate) fn hmac(&self) -> hmac::Key {
        hmac::Key::new(hmac::HMAC_SHA256, &self.0[..])
    }

    fn message_key(&self, salt: &[u8]) -> LessSafeKey {
        let key = self.expand("gridwork/seal", salt);
        LessSafeKey::new(
            UnboundKey::new(&CHACHA20_POLY1305, key.expose())
                .expect("a ChaCha20-Poly1305 key is 32 bytes"),
        )
    }

    fn expand(&self, use_: &str, info: &[u8]) -> SymmetricKey {
        let mut context = hmac::Context::with_key(&self.hmac());
        context.update(&[use_.len() as u8]);
        context.update(use_.as_bytes());
        context.update(info);
        let mut bytes = Zeroizing::new([0; 32]);
        bytes.copy_from_slice(context.sign().as_ref());
        SymmetricKey(bytes)
    }
}

impl fmt::Debug for SymmetricKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SymmetricKey(secret)")
    }
}

/// Zero: the key is used for one message.
fn zero_nonce() -> Nonce {
    Nonce::assume_unique_for_key([0; 12])
}

fn associated(aad: &[&[u8]]) -> Aad<Vec<u8>> {
    let mut bytes = delimited_bytes("gridwork/aad", aad);
    bytes.push(SUITE);
    Aad::from(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::hex;

    /// RFC 8439 §2.8.2, through the same AEAD; our own key schedule stands before it.
    #[test]
    fn the_aead_is_the_one_of_rfc_8439() {
        let key = hex("808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f");
        let key = LessSafeKey::new(UnboundKey::new(&CHACHA20_POLY1305, &key).unwrap());
        let nonce = hex("070000004041424344454647").try_into().unwrap();
        let mut text = b"Ladies and Gentlemen of the class of '99: If I could offer you \
            only one tip for the future, sunscreen would be it."
            .to_vec();
        let tag = key
            .seal_in_place_separate_tag(
                Nonce::assume_unique_for_key(nonce),
                Aad::from(hex("50515253c0c1c2c3c4c5c6c7")),
                &mut text,
            )
            .unwrap();
        assert_eq!(text[..16], hex("d31a8d34648e60db7b86afbc53ef7ec2"));
        assert_eq!(tag.as_ref(), hex("1ae10b594f09e26a7e902ecbd0600691"));
    }
}
