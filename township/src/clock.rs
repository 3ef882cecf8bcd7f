//! The one place where the hub reads the clock of its machine. Everybody else is told the time.

use gridwork_model::Moment;

/// The machine's wall clock.
pub fn now() -> Moment {
    #[expect(clippy::disallowed_methods, reason = "this is the clock file of the hub")]
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    Moment(since.map_or(0, |since| since.as_millis() as i64))
}
