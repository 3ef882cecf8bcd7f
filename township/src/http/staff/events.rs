//! Live changes as server-sent events: what kind of thing changed, in which township, which one.
//! Never a value: the page asks again and is answered by right.

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::State;
use axum::response::IntoResponse;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::stream;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;
use tokio::time::{Instant, Interval, interval_at};

use crate::changes::Change;
use crate::http::App;
use crate::http::problem::{Problem, ProblemBody};
use crate::http::session::Signed;
use crate::people::Caller;

/// How often a listening session is asked whether it still stands. Listening does not prolong it.
const STANDS: Duration = Duration::from_secs(15);

/// How often a silent line is shown to be alive, below the idle time of proxies.
const ALIVE: Duration = Duration::from_secs(20);

struct Listening {
    app: App,
    token: String,
    caller: Caller,
    changes: Receiver<Change>,
    stands: Interval,
    begun: bool,
}

/// What somebody who listens is to be told.
#[derive(Debug, PartialEq, Eq)]
enum Heard {
    Change(Change),
    /// Events were lost: everything is to be read again.
    Behind,
    Nothing,
    Over,
}

impl Heard {
    fn of(heard: Result<Change, RecvError>, caller: &Caller) -> Heard {
        match heard {
            Ok(change) if change.is_for(caller) => Heard::Change(change),
            Ok(_) => Heard::Nothing,
            Err(RecvError::Lagged(_)) => Heard::Behind,
            Err(RecvError::Closed) => Heard::Over,
        }
    }
}

/// Changes from now on. Events: `hello` at the beginning and `behind` after a gap (read everything
/// again), `change` with a [`Change`], `ended` when the session is over.
#[utoipa::path(get, path = "/api/v1/events", tag = "session",
    responses((status = 200, description = "Server-sent events", body = Change,
        content_type = "text/event-stream"), (status = 401, body = ProblemBody)))]
pub async fn events(
    State(app): State<App>,
    Signed { caller, token }: Signed,
) -> Result<impl IntoResponse, Problem> {
    let changes = app.hub.changes.listen().ok_or_else(Problem::timeout)?;
    let stands = interval_at(Instant::now() + STANDS, STANDS);
    let listening = Listening { app, token, caller, changes, stands, begun: false };
    let events = stream::unfold(Some(listening), |listening| async {
        let (event, listening) = listening?.next().await?;
        Some((Ok::<Event, Infallible>(event), listening))
    });
    Ok(Sse::new(events).keep_alive(KeepAlive::new().interval(ALIVE)))
}

impl Listening {
    /// The next event, and who goes on listening; `None` when the server stops.
    async fn next(mut self) -> Option<(Event, Option<Listening>)> {
        if !self.begun {
            self.begun = true;
            return Some((Event::default().event("hello").data("{}"), Some(self)));
        }
        let mut stopping = self.app.stopping.subscribe();
        loop {
            tokio::select! {
                _ = async { stopping.wait_for(|stopping| *stopping).await.is_ok() } => return None,
                _ = self.stands.tick() => {
                    let token = self.token.clone();
                    let lives = self.app.work(move |hub, now| Ok(hub.session_lives(&token, now)));
                    if !lives.await.unwrap_or(false) {
                        return Some((Event::default().event("ended").data("{}"), None));
                    }
                }
                heard = self.changes.recv() => match Heard::of(heard, &self.caller) {
                    Heard::Change(change) => {
                        let event = Event::default().event("change").json_data(change).ok()?;
                        return Some((event, Some(self)));
                    }
                    Heard::Nothing => {}
                    Heard::Behind => {
                        return Some((Event::default().event("behind").data("{}"), Some(self)));
                    }
                    Heard::Over => return None,
                },
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use gridwork_model::Id;
    use gridwork_model::permission::Role;

    use super::*;
    use crate::changes::{Changes, KEPT, Thing};
    use crate::people::RoleAt;

    #[test]
    fn who_falls_behind_is_told_once_and_then_hears_on() {
        let org = Id::from_bytes([1; 16]);
        let caller = Caller {
            person: Id::NIL,
            name: String::new(),
            org,
            roles: vec![RoleAt { role: Role::DutyOfficer.number(), scope: org }],
        };
        let changes = Changes::default();
        let mut listens = changes.listen().unwrap();
        let mut next = || Heard::of(listens.blocking_recv(), &caller);
        let change = |n: usize| {
            let id = Some(Id::v7(n as u64, [2; 10]));
            Change { thing: Thing::Incident, org, id }
        };
        let lost = 3;
        (0..KEPT + lost).for_each(|n| changes.tell(change(n)));
        assert_eq!(next(), Heard::Behind);
        // What is still kept comes after it, in its order and whole.
        for n in lost..KEPT + lost {
            assert_eq!(next(), Heard::Change(change(n)));
        }
        // Of the next township nothing is heard, not even that there is something.
        changes.tell(Change { org: Id::from_bytes([9; 16]), ..change(0) });
        assert_eq!(next(), Heard::Nothing);
        drop(changes);
        assert_eq!(next(), Heard::Over);
    }
}
