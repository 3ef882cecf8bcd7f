//! A slow, lossy radio link with a virtual clock: what a request and its answer cost on it.
//!
//! The link carries no bytes itself. It decides, seeded, whether an exchange gets through or which way
//! of it is lost, and counts bytes and time; the real bytes go over real HTTP (demo) or a call (simulation).

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
    /// Both ways got through; what the answer costs is charged when it ends.
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

#[cfg(test)]
mod tests {
    use super::*;

    const SIGNALS: [Signal; 3] = [Signal::Gprs, Signal::Edge, Signal::Office];

    fn on(signal: Signal) -> Link {
        Link { signal, ..Link::default() }
    }

    #[test]
    fn each_signal_takes_the_time_of_its_rates() {
        // 1,000 bytes up and 4,000 down with what HTTP adds: 1,220 and 4,180 bytes.
        for (signal, up_ms, down_ms) in [
            (Signal::Gprs, 500 + 1_220 * 8 / 20, 4_180 * 8 / 50),
            (Signal::Edge, 300 + 1_220 * 8 / 50, 4_180 * 8 / 250),
            (Signal::Office, 60 + 1_220 * 8 / 2_000, 4_180 * 8 / 8_000),
        ] {
            let mut link = on(signal);
            link.begin(1_000, &mut Seeded::new(1));
            assert_eq!((link.up, link.busy_ms, link.round_trips), (1_220, up_ms, 1), "{signal:?}");
            link.end(4_000);
            assert_eq!((link.down, link.busy_ms), (4_180, up_ms + down_ms), "{signal:?}");
        }
    }

    #[test]
    fn as_much_is_lost_as_the_signal_says_and_half_of_it_on_each_way() {
        for (signal, per_mille) in SIGNALS.into_iter().zip([120, 50, 5]) {
            let (mut link, mut chance) = (on(signal), Seeded::new(7));
            let (mut requests, mut answers) = (0, 0);
            for _ in 0..100_000 {
                match link.begin(0, &mut chance) {
                    Passage::Through => {}
                    Passage::RequestLost => requests += 1,
                    Passage::AnswerLost => answers += 1,
                }
            }
            assert_eq!((link.round_trips, link.lost), (100_000, requests + answers), "{signal:?}");
            let expected = per_mille * 100;
            assert!(link.lost.abs_diff(expected) < expected / 5, "{signal:?} lost {}", link.lost);
            assert!(requests.abs_diff(answers) < expected / 5, "{requests} and {answers}");
        }
    }

    #[test]
    fn what_is_lost_was_sent_and_brings_nothing_down() {
        let (mut link, mut chance) = (on(Signal::Gprs), Seeded::new(7));
        for sent in 1..=200 {
            link.begin(100, &mut chance);
            assert_eq!(
                (link.up, link.down),
                (sent * 320, 0),
                "only an answer that came is charged"
            );
        }
        assert!(link.lost > 0);
    }

    #[test]
    fn without_signal_nothing_goes_and_nothing_is_charged() {
        let (mut link, mut chance) = (on(Signal::None), Seeded::new(7));
        for _ in 0..100 {
            assert_eq!(link.begin(1_000, &mut chance), Passage::RequestLost);
            link.end(1_000);
        }
        let Link { up, down, round_trips, lost, busy_ms, .. } = link;
        assert_eq!([up, down, round_trips, lost, busy_ms], [0; 5]);
        link.signal = Signal::Office;
        assert_eq!(link.begin(0, &mut Seeded::new(1)), Passage::Through, "it comes back");
    }

    #[test]
    fn one_seed_decides_what_is_lost() {
        let fate = |seed| {
            let (mut link, mut chance) = (on(Signal::Gprs), Seeded::new(seed));
            (0..300).map(|_| link.begin(10, &mut chance)).collect::<Vec<_>>()
        };
        assert_eq!(fate(5), fate(5));
        assert_ne!(fate(5), fate(6));
    }
}
