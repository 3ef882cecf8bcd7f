//! The world as a simulated phone sees it: a virtual clock and seeded chance.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use gridwork_core::Env;
use gridwork_model::Moment;

use crate::seeded::Seeded;

/// True time of a simulated world; everybody's clock is derived from it.
#[derive(Debug, Default)]
pub struct WorldClock(AtomicI64);

impl WorldClock {
    /// A world that begins at `now`.
    pub fn new(now: Moment) -> Arc<WorldClock> {
        Arc::new(WorldClock(AtomicI64::new(now.0)))
    }

    /// The true time.
    pub fn now(&self) -> Moment {
        Moment(self.0.load(Ordering::SeqCst))
    }

    /// Lets time pass.
    pub fn advance_ms(&self, ms: i64) {
        self.0.fetch_add(ms, Ordering::SeqCst);
    }
}

/// One phone's clock, which may be wrong, and its chance.
pub struct PhoneEnv {
    world: Arc<WorldClock>,
    /// How far the wall clock is off, milliseconds.
    skew_ms: AtomicI64,
    booted_at: AtomicI64,
    boot: AtomicU64,
    chance: std::sync::Mutex<Seeded>,
}

impl PhoneEnv {
    /// A phone of the world.
    pub fn new(world: Arc<WorldClock>, seed: u64) -> Arc<PhoneEnv> {
        let booted_at = AtomicI64::new(world.now().0 - 60_000);
        Arc::new(PhoneEnv {
            world,
            skew_ms: AtomicI64::new(0),
            booted_at,
            boot: AtomicU64::new(seed >> 16 | 1),
            chance: std::sync::Mutex::new(Seeded::new(seed)),
        })
    }

    /// Sets how far the wall clock is off.
    pub fn set_skew_ms(&self, ms: i64) {
        self.skew_ms.store(ms, Ordering::SeqCst);
    }

    /// Starts the phone anew: another boot, the monotonic clock from zero.
    pub fn reboot(&self) {
        self.boot.fetch_add(1, Ordering::SeqCst);
        self.booted_at.store(self.world.now().0, Ordering::SeqCst);
    }
}

impl Env for PhoneEnv {
    fn wall(&self) -> Moment {
        self.world.now().plus_ms(self.skew_ms.load(Ordering::SeqCst))
    }

    fn monotonic_ms(&self) -> u64 {
        (self.world.now().0 - self.booted_at.load(Ordering::SeqCst)).max(0) as u64
    }

    fn boot(&self) -> u64 {
        self.boot.load(Ordering::SeqCst)
    }

    fn fill(&self, out: &mut [u8]) {
        let mut chance = self.chance.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        chance.fill(out);
    }
}
