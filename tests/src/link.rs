//! A slow, lossy radio link with a virtual clock: what a request and its answer cost on it.
//!
//! The link carries no bytes itself. It decides, seeded, whether an exchange gets through, where it
//! is cut, and how long it takes; the real bytes go over real HTTP (demo) or a call (simulation).

use crate::seeded::Seeded;

/// What kind of signal there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signal {
    /// No signal.
    None,
    /// GPRS: 50 kbit/s down, 20 up, 500 ms a way and back.
    Gprs,
    /// EDGE, sold as 2G: 250 kbit/s down, 50 up, 300 ms.
    Edge,
    /// The village office's Wi-Fi: 8 Mbit/s down, 2 up, 60 ms.
    Office,
}

impl Signal {
    /// (down bit/s, up bit/s, round trip ms); `None` without signal.
    pub fn rates(self) -> Option<(u64, u64, u64)> {
        match self {
            Signal::None => None,
            Signal::Gprs => Some((50_000, 20_000, 500)),
            Signal::Edge => Some((250_000, 50_000, 300)),
            Signal::Office => Some((8_000_000, 2_000_000, 60)),
        }
    }

    /// How often an exchange of a few kilobytes is lost, per thousand.
    fn loss_per_mille(self) -> u64 {
        match self {
            Signal::None => 1000,
            Signal::Gprs => 120,
            Signal::Edge => 50,
            Signal::Office => 5,
        }
    }
}

/// Bytes that HTTP and TLS add to a request and to its answer on a kept connection (measured with
/// the headers our client sends; charged to the link, not to the figures of the exchange).
pub const HTTP_OVERHEAD: (u64, u64) = (220, 180);

/// What became of one exchange on the link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Passage {
    /// Both ways got through, after so many milliseconds.
    Through,
    /// The request never arrived.
    RequestLost,
    /// The request arrived, the answer did not.
    AnswerLost,
}

/// One device's link and its account.
#[derive(Clone, Debug)]
pub struct Link {
    /// The signal now.
    pub signal: Signal,
    /// Bytes sent, including lost ones and overhead.
    pub up: u64,
    /// Bytes received, including overhead.
    pub down: u64,
    /// Exchanges begun.
    pub round_trips: u64,
    /// Exchanges lost on either way.
    pub lost: u64,
    /// Virtual milliseconds the radio was busy.
    pub busy_ms: u64,
}

impl Default for Link {
    fn default() -> Link {
        Link { signal: Signal::None, up: 0, down: 0, round_trips: 0, lost: 0, busy_ms: 0 }
    }
}

impl Link {
    /// Decides the fate of one exchange of `up` bytes before it begins.
    pub fn begin(&mut self, up: usize, chance: &mut Seeded) -> Passage {
        let Some((_, rate, rtt)) = self.signal.rates() else { return Passage::RequestLost };
        let bytes = up as u64 + HTTP_OVERHEAD.0;
        self.up += bytes;
        self.round_trips += 1;
        self.busy_ms += rtt + bytes * 8_000 / rate;
        if chance.below(1000) >= self.signal.loss_per_mille() {
            return Passage::Through;
        }
        self.lost += 1;
        if chance.below(2) == 0 { Passage::RequestLost } else { Passage::AnswerLost }
    }

    /// Charges the answer.
    pub fn end(&mut self, down: usize) {
        let Some((rate, _, _)) = self.signal.rates() else { return };
        let bytes = down as u64 + HTTP_OVERHEAD.1;
        self.down += bytes;
        self.busy_ms += bytes * 8_000 / rate;
    }
}
