//! Values sealed to a public key: HPKE base mode (RFC 9180) with X25519, HKDF-SHA256 and
//! ChaCha20-Poly1305. Used for C4 records (sealed to a post), for bundles and for what waits in the
//! outbox (sealed to the hub).
//!
//! Layout: suite u8 ‖ encapsulated key 32 ‖ ciphertext ‖ tag 16. Base mode does not say *who*
//! sealed: where that matters, the bytes are signed as well.

use std::{convert::Infallible, fmt};

use hpke::{
    Deserializable, Kem, OpModeR, OpModeS, Serializable,
    aead::ChaCha20Poly1305,
    kdf::HkdfSha256,
    kem::X25519HkdfSha256,
    rand_core::{TryCryptoRng, TryRng},
};
use zeroize::Zeroizing;

use crate::entropy::{Entropy, array};
use crate::error::{after_suite, exactly};
use crate::hash::delimited_bytes;
use crate::{SUITE, SealError};

type PrivateKey = <X25519HkdfSha256 as Kem>::PrivateKey;
type PublicKey = <X25519HkdfSha256 as Kem>::PublicKey;
type Encapsulated = <X25519HkdfSha256 as Kem>::EncappedKey;

const ENCAPSULATED: usize = 32;
const TAG: usize = 16;

/// Bytes that sealing adds to a value.
pub const OVERHEAD: usize = 1 + ENCAPSULATED + TAG;

/// The secret half: opens what was sealed to its [`BoxPublic`].
pub struct BoxKey {
    seed: Zeroizing<[u8; 32]>,
    secret: PrivateKey,
    public: BoxPublic,
}

impl BoxKey {
    /// A new key.
    pub fn generate(entropy: &mut (impl Entropy + ?Sized)) -> BoxKey {
        BoxKey::from_seed(&array(entropy))
    }

    /// The key of a kept seed (RFC 9180 `DeriveKeyPair`).
    pub fn from_seed(seed: &[u8; 32]) -> BoxKey {
        let (secret, public) = X25519HkdfSha256::derive_keypair(seed);
        let mut bytes = [0; 32];
        bytes.copy_from_slice(&public.to_bytes());
        BoxKey { seed: Zeroizing::new(*seed), secret, public: BoxPublic(bytes) }
    }

    /// The seed, to be kept sealed.
    pub fn seed(&self) -> &[u8; 32] {
        &self.seed
    }

    /// The public half.
    pub fn public(&self) -> BoxPublic {
        self.public
    }

    /// Opens what was sealed to [`public`](Self::public) with the same `info` and `aad`.
    pub fn open(
        &self,
        info: &'static str,
        aad: &[&[u8]],
        sealed: &[u8],
    ) -> Result<Vec<u8>, SealError> {
        let rest = after_suite(sealed, "sealed box", OVERHEAD)?;
        let (encapsulated, ciphertext) = rest.split_at(ENCAPSULATED);
        let aad = delimited_bytes("gridwork/aad", aad);
        self.open_raw(info.as_bytes(), &aad, encapsulated, ciphertext)
    }

    fn open_raw(
        &self,
        info: &[u8],
        aad: &[u8],
        encapsulated: &[u8],
        ciphertext: &[u8],
    ) -> Result<Vec<u8>, SealError> {
        let encapsulated =
            Encapsulated::from_bytes(encapsulated).map_err(|_| SealError::NotSealedByThisKey)?;
        hpke::single_shot_open::<ChaCha20Poly1305, HkdfSha256, X25519HkdfSha256>(
            &OpModeR::Base,
            &self.secret,
            &encapsulated,
            info,
            ciphertext,
            aad,
        )
        .map_err(|_| SealError::NotSealedByThisKey)
    }
}

impl Clone for BoxKey {
    fn clone(&self) -> BoxKey {
        BoxKey::from_seed(&self.seed)
    }
}

impl fmt::Debug for BoxKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BoxKey(secret)")
    }
}

/// The public half: whoever has it can seal, only the holder of the [`BoxKey`] can open.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BoxPublic(pub [u8; 32]);

impl BoxPublic {
    /// A key from received bytes; whether it can be used shows when something is sealed to it.
    pub fn from_slice(bytes: &[u8]) -> Result<BoxPublic, SealError> {
        exactly(bytes, "box key").map(BoxPublic)
    }

    /// The 32 raw bytes.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Seals `plain` for a use (`info`); `aad` says what it is and where it belongs.
    ///
    /// Fails with [`SealError::PublicKey`] if the key is a point of small order, which no honest
    /// key is.
    pub fn seal(
        &self,
        entropy: &mut (impl Entropy + ?Sized),
        info: &'static str,
        aad: &[&[u8]],
        plain: &[u8],
    ) -> Result<Vec<u8>, SealError> {
        let public = PublicKey::from_bytes(&self.0).map_err(|_| SealError::PublicKey)?;
        let (encapsulated, ciphertext) =
            hpke::single_shot_seal_with_rng::<ChaCha20Poly1305, HkdfSha256, X25519HkdfSha256>(
                &OpModeS::Base,
                &public,
                info.as_bytes(),
                plain,
                &delimited_bytes("gridwork/aad", aad),
                &mut Generator(entropy),
            )
            .map_err(|_| SealError::PublicKey)?;
        let mut sealed = Vec::with_capacity(OVERHEAD + plain.len());
        sealed.push(SUITE);
        sealed.extend_from_slice(&encapsulated.to_bytes());
        sealed.extend_from_slice(&ciphertext);
        Ok(sealed)
    }
}

impl fmt::Debug for BoxPublic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BoxPublic(")?;
        for byte in &self.0[..4] {
            write!(f, "{byte:02x}")?;
        }
        f.write_str("…)")
    }
}

/// Our [`Entropy`] in the words of the library.
struct Generator<'a, E: ?Sized>(&'a mut E);

impl<E: Entropy + ?Sized> TryRng for Generator<'_, E> {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok(u32::from_le_bytes(array(self.0)))
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        Ok(u64::from_le_bytes(array(self.0)))
    }

    fn try_fill_bytes(&mut self, out: &mut [u8]) -> Result<(), Infallible> {
        self.0.fill(out);
        Ok(())
    }
}

impl<E: Entropy + ?Sized> TryCryptoRng for Generator<'_, E> {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::hex;

    /// RFC 9180 §A.2.1: base mode of this suite, first message.
    #[test]
    fn opening_agrees_with_rfc_9180() {
        let seed = hex("1ac01f181fdf9f352797655161c58b75c656a6cc2716dcb66372da835542e1df");
        let key = BoxKey::from_seed(&seed.try_into().unwrap());
        assert_eq!(
            key.public().0[..],
            hex("4310ee97d88cc1f088a5576c77ab0cf5c3ac797f3d95139c6c84b5429c59662a")
        );
        let plain = key
            .open_raw(
                &hex("4f6465206f6e2061204772656369616e2055726e"),
                &hex("436f756e742d30"),
                &hex("1afa08d3dec047a643885163f1180476fa7ddb54c6a8029ea33f95796bf2ac4a"),
                &hex("1c5250d8034ec2b784ba2cfd69dbdb8af406cfe3ff938e131f0def8c8b60b4db21993c62ce81883d2dd1b51a28"),
            )
            .unwrap();
        assert_eq!(plain, b"Beauty is truth, truth beauty");
    }
}
