//! Holding back: how many may hash a password at one time, and how often one place may guess.

use std::collections::BTreeMap;

use gridwork_model::Moment;
use parking_lot::{Condvar, Mutex};

use crate::{Done, HubError};

/// Most places remembered; the oldest are forgotten first.
const PLACES: usize = 4_096;

/// A counting semaphore: Argon2 takes 19 MiB a hash, so a flood of log-ins must queue.
pub(crate) struct Turns {
    free: Mutex<usize>,
    freed: Condvar,
}

/// A turn taken; given back when dropped.
pub(crate) struct Turn<'a>(&'a Turns);

impl Turns {
    pub(crate) fn new(count: usize) -> Turns {
        Turns { free: Mutex::new(count.max(1)), freed: Condvar::new() }
    }

    pub(crate) fn turn(&self) -> Turn<'_> {
        let mut free = self.free.lock();
        while *free == 0 {
            self.freed.wait(&mut free);
        }
        *free -= 1;
        Turn(self)
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        *self.0.free.lock() += 1;
        self.0.freed.notify_one();
    }
}

/// Wrong guesses by place (a network address, the set-up page) within a window.
#[derive(Default)]
pub(crate) struct Guesses(Mutex<BTreeMap<String, (Moment, u32)>>);

impl Guesses {
    /// Refuses a place that guessed wrong too often.
    pub(crate) fn check(&self, place: &str, now: Moment, limit: u32, window_ms: i64) -> Done<()> {
        match self.0.lock().get(place) {
            Some((since, count)) if *count >= limit && now.0 - since.0 < window_ms => {
                Err(HubError::Locked { seconds: (window_ms - (now.0 - since.0)) / 1000 + 1 })
            }
            _ => Ok(()),
        }
    }

    /// Notes a wrong guess.
    pub(crate) fn wrong(&self, place: &str, now: Moment, window_ms: i64) {
        let mut places = self.0.lock();
        if places.len() >= PLACES {
            places.retain(|_, (since, _)| now.0 - since.0 < window_ms);
        }
        let entry = places.entry(place.to_owned()).or_insert((now, 0));
        if now.0 - entry.0.0 >= window_ms {
            *entry = (now, 0);
        }
        entry.1 += 1;
    }
}
