//! How long something took: as the clock on the wall has it, and as the processor has it.

use std::time::Instant;

use rustix::time::{ClockId, clock_gettime};

/// A measurement under way.
#[derive(Clone, Copy, Debug)]
pub struct Stopwatch {
    wall: Instant,
    cpu_us: f64,
}

impl Stopwatch {
    /// Begins.
    pub fn start() -> Stopwatch {
        Stopwatch { wall: Instant::now(), cpu_us: cpu_us() }
    }

    /// Microseconds on the wall.
    pub fn wall_us(&self) -> f64 {
        self.wall.elapsed().as_secs_f64() * 1e6
    }

    /// Milliseconds on the wall.
    pub fn wall_ms(&self) -> f64 {
        self.wall_us() / 1e3
    }

    /// Microseconds that this thread had a processor: what pure computation costs, whatever else
    /// the machine is doing.
    pub fn cpu_us(&self) -> f64 {
        cpu_us() - self.cpu_us
    }
}

fn cpu_us() -> f64 {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    time.tv_sec as f64 * 1e6 + time.tv_nsec as f64 / 1e3
}
