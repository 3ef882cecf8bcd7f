//! Time as separate facts (DESIGN §4 "Time"). No deadline, lease or permission rests on the
//! device's wall clock alone.

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc};
use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

/// Beijing time is eight hours ahead of UTC, all year and in the whole country.
const BEIJING: TimeDelta = TimeDelta::hours(8);

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

    /// This moment moved by `hours` hours, saturating.
    pub const fn plus_hours(self, hours: i64) -> Moment {
        self.plus_ms(hours.saturating_mul(3_600_000))
    }

    /// Date and time on the clocks of China.
    ///
    /// A moment beyond the years chrono can say (a device clock gone mad) reads as the nearest one
    /// it can.
    pub fn local(self) -> NaiveDateTime {
        let end = if self.0 < 0 { DateTime::<Utc>::MIN_UTC } else { DateTime::<Utc>::MAX_UTC };
        let utc = DateTime::from_timestamp_millis(self.0).unwrap_or(end).naive_utc();
        utc.checked_add_signed(BEIJING).unwrap_or(utc)
    }

    /// The day on the calendars of China.
    pub fn day(self) -> NaiveDate {
        self.local().date()
    }

    /// The moment of a date and time on the clocks of China.
    pub fn from_local(local: NaiveDateTime) -> Moment {
        let utc = local.checked_sub_signed(BEIJING).unwrap_or(local);
        Moment(utc.and_utc().timestamp_millis())
    }

    /// Midnight at which `day` begins in China.
    pub fn start_of(day: NaiveDate) -> Moment {
        Moment::from_local(day.and_time(NaiveTime::MIN))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_begins_at_sixteen_hours_utc_of_the_day_before() {
        let day = NaiveDate::from_ymd_opt(2026, 10, 8).unwrap();
        let midnight = Moment::start_of(day);
        assert_eq!(midnight, Moment(1_791_388_800_000));
        assert_eq!(midnight.day(), day);
        assert_eq!(midnight.plus_ms(-1).day(), day.pred_opt().unwrap());
        assert_eq!(Moment::from_local(midnight.local()), midnight);
    }

    #[test]
    fn a_clock_gone_mad_still_has_a_day() {
        assert!(Moment(i64::MAX).day() > Moment(0).day());
        assert!(Moment(i64::MIN).day() < Moment(0).day());
    }
}
