//! What this device knows of the time. Its own clock may be wrong by years; the hub's word, carried
//! on by the monotonic clock, is not. Nothing rests on the clock on the wall alone (DESIGN §4).

use chrono::NaiveDate;
use gridwork_model::{Moment, TimeFacts};
use serde::{Deserialize, Serialize};

use crate::core::{Core, day_of};
use crate::identity::Standing;
use crate::{CoreError, core};

/// How far ahead of what is known the clock on the wall is still believed after a restart: a phone
/// may lie switched off for days, and nobody but its clock knows how many. As long as a lease, after
/// which the township must have been heard in any case.
const BELIEVED_MS: i64 = 30 * 86_400_000;

/// How much of a boot may pass before its time is written down again.
const MARKED_EVERY_MS: i64 = 3_600_000;

/// A time known to have been reached, and the monotonic clock then.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Mark {
    at: Moment,
    monotonic_ms: u64,
    boot: u64,
}

impl Core {
    /// The time of an act, fact by fact.
    pub(crate) fn time_facts(&self, standing: Option<&Standing>) -> TimeFacts {
        TimeFacts {
            device: self.env.wall(),
            monotonic_ms: self.env.monotonic_ms(),
            boot: self.env.boot(),
            hub: standing.and_then(|standing| standing.hub_time),
            gnss: None,
        }
    }

    /// The best knowledge of the time. Within the boot in which the hub was heard: its clock carried
    /// on by the monotonic one. After a restart: the clock on the wall, if it is not before what is
    /// known to have passed and not more than [`BELIEVED_MS`] beyond; else what is known.
    pub(crate) fn now(&self, standing: Option<&Standing>) -> Moment {
        let wall = self.env.wall();
        match standing.and_then(|standing| self.known(standing)) {
            None => wall,
            Some((exactly, true)) => exactly,
            Some((least, false)) => {
                if (least.0..=least.0.saturating_add(BELIEVED_MS)).contains(&wall.0) {
                    wall
                } else {
                    least
                }
            }
        }
    }

    /// Today in the county.
    pub(crate) fn day(&self, standing: Option<&Standing>) -> NaiveDate {
        day_of(self.now(standing))
    }

    /// The time that has been reached at least, and whether it is that time to the second.
    fn known(&self, standing: &Standing) -> Option<(Moment, bool)> {
        let (boot, monotonic) = (self.env.boot(), self.env.monotonic_ms());
        let since = |then: u64| monotonic.saturating_sub(then) as i64;
        let hub = standing.hub_time?;
        if let Some((then, of)) = standing.heard_at
            && of == boot
        {
            return Some((hub.plus_ms(since(then)), true));
        }
        let marked = standing.mark.map(|mark| {
            // A boot that began after the mark has run all its time since.
            mark.at.plus_ms(since(if mark.boot == boot { mark.monotonic_ms } else { 0 }))
        });
        let booted = hub.plus_ms(since(0));
        Some((marked.map_or(booted, |mark| mark.max(booted)), false))
    }

    /// Writes down how late it is by now at least, so that the next boot does not fall behind it. A
    /// full disk is no reason to stop: the mark before still holds.
    pub(crate) fn mark_time(&self) -> Result<(), CoreError> {
        let standing: Option<Standing> =
            self.store.read(|r| core::json_meta(r, core::meta::STANDING))?;
        let Some(mut standing) = standing else { return Ok(()) };
        let Some((at, _)) = self.known(&standing) else { return Ok(()) };
        let boot = self.env.boot();
        let fresh = |mark: Mark| mark.boot == boot && at.0 - mark.at.0 < MARKED_EVERY_MS;
        if standing.mark.is_some_and(fresh) {
            return Ok(());
        }
        standing.mark = Some(Mark { at, monotonic_ms: self.env.monotonic_ms(), boot });
        let written = self.store.write(gridwork_store::Durability::Rebuildable, |tx| {
            Ok::<_, CoreError>(tx.set_meta(core::meta::STANDING, &core::json(&standing))?)
        });
        match written {
            Err(error) if error.code == crate::Code::DiskFull => Ok(()),
            other => other,
        }
    }
}
