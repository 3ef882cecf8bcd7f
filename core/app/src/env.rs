//! The only place where the core meets clock and chance; a simulator brings its own.

use std::sync::OnceLock;
use std::time::Instant;

use gridwork_model::Moment;
use gridwork_seal::{Entropy, SystemEntropy};

/// What a core is told of the world around it.
pub trait Env: Send + Sync {
    /// The device's wall clock.
    fn wall(&self) -> Moment;
    /// Milliseconds of a clock that never goes back, counted from [`Env::boot`].
    fn monotonic_ms(&self) -> u64;
    /// Which start of the device the monotonic clock counts from.
    fn boot(&self) -> u64;
    /// Random bytes fit for keys.
    fn fill(&self, out: &mut [u8]);
}

/// The clocks and randomness of the machine.
pub struct SystemEnv {
    begun: Instant,
    boot: u64,
}

impl Default for SystemEnv {
    fn default() -> SystemEnv {
        // One boot id a process: what the operating system calls a boot is not told to an app.
        static BOOT: OnceLock<u64> = OnceLock::new();
        let boot = *BOOT.get_or_init(|| {
            let mut bytes = [0; 8];
            SystemEntropy.fill(&mut bytes);
            u64::from_be_bytes(bytes) >> 16
        });
        SystemEnv { begun: Instant::now(), boot }
    }
}

impl Env for SystemEnv {
    #[expect(clippy::disallowed_methods, reason = "the one clock of the core")]
    fn wall(&self) -> Moment {
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        Moment(since.map_or(0, |d| d.as_millis() as i64))
    }

    fn monotonic_ms(&self) -> u64 {
        self.begun.elapsed().as_millis() as u64
    }

    fn boot(&self) -> u64 {
        self.boot
    }

    fn fill(&self, out: &mut [u8]) {
        SystemEntropy.fill(out);
    }
}

/// An [`Env`] as a source of randomness for the seal room.
pub(crate) struct Chance<'a>(pub &'a dyn Env);

impl Entropy for Chance<'_> {
    fn fill(&mut self, out: &mut [u8]) {
        self.0.fill(out);
    }
}

/// An [`Env`] as the store's own source of randomness.
pub(crate) struct Owned(pub std::sync::Arc<dyn Env>);

impl Entropy for Owned {
    fn fill(&mut self, out: &mut [u8]) {
        self.0.fill(out);
    }
}
