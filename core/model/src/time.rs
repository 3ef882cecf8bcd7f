//! Time as separate facts (DESIGN §4 "Time"). No deadline, lease or permission rests on the
//! device's wall clock alone.

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

/// A point in time: milliseconds since the Unix epoch, UTC.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    Encode,
    Decode,
)]
#[serde(transparent)]
#[cbor(transparent)]
pub struct Moment(pub i64);

impl Moment {
    /// Whole seconds since the Unix epoch.
    pub const fn seconds(self) -> i64 {
        self.0.div_euclid(1000)
    }

    /// This moment moved by `ms` milliseconds, saturating.
    pub const fn plus_ms(self, ms: i64) -> Moment {
        Moment(self.0.saturating_add(ms))
    }
}

/// What a device knows about the time of an act; each fact is kept as such.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Encode, Decode)]
#[cbor(map)]
pub struct TimeFacts {
    /// The device's wall clock.
    #[n(0)]
    pub device: Moment,
    /// Milliseconds of the monotonic clock since boot.
    #[n(1)]
    pub monotonic_ms: u64,
    /// Which boot the monotonic clock counts from; random at each start of the device.
    #[n(2)]
    pub boot: u64,
    /// The hub's clock as last heard, if ever.
    #[n(3)]
    pub hub: Option<Moment>,
    /// GNSS time of a fix taken with the act, if any.
    #[n(4)]
    pub gnss: Option<Moment>,
}
