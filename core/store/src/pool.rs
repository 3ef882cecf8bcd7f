//! A few reading connections, handed out last in first out, so that the warmest cache works most.

use parking_lot::{Condvar, Mutex};
use rusqlite::Connection;

use crate::StoreError;
use crate::config::{BUSY_TIMEOUT, PAUSE_TIMEOUT};

/// The readers of one store.
pub(crate) struct Pool {
    state: Mutex<State>,
    /// Told whenever a connection comes back or the pool is refilled.
    returned: Condvar,
}

#[derive(Default)]
struct State {
    idle: Vec<Connection>,
    lent: usize,
    open: bool,
}

impl Pool {
    /// A pool of the given connections.
    pub fn new(connections: Vec<Connection>) -> Pool {
        let state = State { idle: connections, lent: 0, open: true };
        Pool { state: Mutex::new(state), returned: Condvar::new() }
    }

    /// A connection, as soon as there is one.
    pub fn lend(&self) -> Result<Lent<'_>, StoreError> {
        let mut state = self.state.lock();
        loop {
            if !state.open {
                return Err(StoreError::Paused);
            }
            if let Some(connection) = state.idle.pop() {
                state.lent += 1;
                return Ok(Lent { pool: self, connection: Some(connection) });
            }
            if self.returned.wait_for(&mut state, BUSY_TIMEOUT).timed_out() {
                return Err(StoreError::Busy);
            }
        }
    }

    /// Lends no more, waits for those lent, and drops them all. On a timeout the pool opens again.
    pub fn close(&self) -> Result<(), StoreError> {
        let mut state = self.state.lock();
        state.open = false;
        while state.lent > 0 {
            if self.returned.wait_for(&mut state, PAUSE_TIMEOUT).timed_out() {
                state.open = true;
                return Err(StoreError::Busy);
            }
        }
        state.idle.clear();
        Ok(())
    }

    /// Opens a closed pool with new connections.
    pub fn refill(&self, connections: Vec<Connection>) {
        *self.state.lock() = State { idle: connections, lent: 0, open: true };
    }
}

/// A connection on loan; comes back when dropped.
pub(crate) struct Lent<'a> {
    pool: &'a Pool,
    connection: Option<Connection>,
}

impl Lent<'_> {
    /// The connection.
    pub fn connection(&self) -> Result<&Connection, StoreError> {
        self.connection.as_ref().ok_or(StoreError::Paused)
    }
}

impl Drop for Lent<'_> {
    fn drop(&mut self) {
        let mut state = self.pool.state.lock();
        state.lent -= 1;
        state.idle.extend(self.connection.take());
        drop(state);
        self.pool.returned.notify_all();
    }
}
