//! Where random bytes come from. An argument everywhere, so that tests and the simulator replay.

use ring::rand::{SecureRandom, SystemRandom};

/// A source of random bytes that nobody else can foresee.
pub trait Entropy {
    /// Fills `out`.
    fn fill(&mut self, out: &mut [u8]);

    /// `N` random bytes.
    fn bytes<const N: usize>(&mut self) -> [u8; N]
    where
        Self: Sized,
    {
        array(self)
    }
}

impl<E: Entropy + ?Sized> Entropy for &mut E {
    fn fill(&mut self, out: &mut [u8]) {
        (**self).fill(out);
    }
}

impl<E: Entropy + ?Sized> Entropy for Box<E> {
    fn fill(&mut self, out: &mut [u8]) {
        (**self).fill(out);
    }
}

pub(crate) fn array<const N: usize>(entropy: &mut (impl Entropy + ?Sized)) -> [u8; N] {
    let mut out = [0; N];
    entropy.fill(&mut out);
    out
}

/// The operating system's generator.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemEntropy;

impl Entropy for SystemEntropy {
    /// # Panics
    /// If the operating system gives no random bytes: no key made without them would be safe, and
    /// no system this product runs on fails so after boot.
    fn fill(&mut self, out: &mut [u8]) {
        SystemRandom::new().fill(out).expect("the operating system gives random bytes");
    }
}
