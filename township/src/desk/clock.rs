//! What happens by itself: a suspended incident wakes, a silent verification passes to the village
//! secretary, a closed incident is archived. Each has a name and is written by the hub as the clock.

use gridwork_model::calendar::Calendar;
use gridwork_model::incident::{Incident, IncidentPolicy, State, Step};
use gridwork_model::permission::Role;
use gridwork_model::{Id, Moment};

use super::book::{is_final, opened};
use super::step::Taker;
use crate::audit::{self, Actor, Record};
use crate::issue::CELLS_A_TICK;
use crate::storage::drawer::key;
use crate::storage::{Drawer, Writing};
use crate::{Done, Hub, HubError};

/// Alarms looked at in one tick; the rest waits for the next.
const ALARMS: usize = 200;

/// How much later an alarm is tried again that came too early, milliseconds.
const AGAIN_MS: i64 = 6 * 3_600_000;

/// When the clock looks at an incident next.
fn alarm_of(incident: &Incident, calendar: &Calendar, policy: &IncidentPolicy) -> Option<Moment> {
    let after = |moment: Moment, days: u32| {
        moment.day().checked_add_days(chrono::Days::new(u64::from(days))).map(Moment::start_of)
    };
    match incident.state {
        State::Suspended => incident.suspension.map(|s| Moment::start_of(s.wake)),
        State::ToVerify => {
            let waits = incident.verification.filter(|v| !v.with_secretary)?;
            let last = calendar.after(waits.since.day(), policy.verify_working_days).day;
            last.succ_opt().map(Moment::start_of)
        }
        State::Closed | State::Refused => after(incident.closed_at?, policy.rate_days + 1),
        _ => None,
    }
}

/// Sets the alarm of an incident after a step; one that needs none gets none. An alarm that is no
/// longer right does no harm: the step it would take is judged like any other.
pub(crate) fn set_alarm(
    w: &mut dyn Writing,
    ledger: &Id,
    object: Id,
    incident: &Incident,
    calendar: &Calendar,
    policy: &IncidentPolicy,
) -> Done<()> {
    if is_final(incident.state) {
        return Ok(());
    }
    if let Some(at) = alarm_of(incident, calendar, policy) {
        w.put(Drawer::Alarms, &alarm_key(at, ledger), object.as_bytes())?;
    }
    Ok(())
}

fn alarm_key(at: Moment, ledger: &Id) -> Vec<u8> {
    key(&[&at.0.max(0).to_be_bytes(), ledger.as_bytes()])
}

/// The step the clock would take now, with the name of its rule.
fn rule(incident: &Incident) -> Option<(&'static str, Step)> {
    match incident.state {
        State::Suspended => Some(("wake", Step::Resume)),
        State::ToVerify => Some(("verification silence", Step::PassToSecretary)),
        State::Closed | State::Refused => Some(("archive", Step::Archive)),
        _ => None,
    }
}

impl Hub {
    /// Does what is due by the clock; returns how many incidents it moved. Call it about every
    /// minute; a hub that was off catches up.
    pub fn tick(&self, now: Moment) -> Done<usize> {
        self.housekeep(now)?;
        if let Err(error) = self.grants_follow(now) {
            tracing::error!(code = error.code(), %error, "grants did not follow");
        }
        if let Err(error) = self.late_work_follows(now) {
            tracing::error!(code = error.code(), %error, "late work did not follow its cell");
        }
        if let Err(error) = self.needs_follow(now) {
            tracing::error!(code = error.code(), %error, "needs did not follow");
        }
        if let Err(error) = self.tasks_follow(now) {
            // One record that does not open must not stop the clocks of the desk.
            tracing::error!(code = error.code(), %error, "tasks did not follow");
        }
        self.issue_due(CELLS_A_TICK, now)?;
        self.evidence_arrivals(None, now)?;
        self.evidence_forks(now)?;
        if let Err(error) = self.sign_daily(now) {
            // No head is signed over a log that contradicts one that was printed; the desk goes on.
            tracing::error!(code = error.code(), %error, "the evidence log was not signed");
        }
        let due: Vec<(Vec<u8>, Id)> = self
            .storage
            .reading()?
            .list(Drawer::Alarms, &[], None, ALARMS)?
            .into_iter()
            .take_while(|(at, _)| due_at(at).is_some_and(|due| due <= now))
            .filter_map(|(at, object)| {
                Some((at, Id::from_bytes(object.as_slice().try_into().ok()?)))
            })
            .collect();
        let mut moved = 0;
        for (at, object) in due {
            // One incident that cannot be moved must not keep the others from it.
            match self.ring(&at, &object, now) {
                Ok(done) => moved += usize::from(done),
                Err(error) => {
                    tracing::error!(incident = %object, code = error.code(), %error, "an alarm failed");
                }
            }
        }
        Ok(moved)
    }

    fn ring(&self, at: &[u8], object: &Id, now: Moment) -> Done<bool> {
        let found = opened(self, &*self.storage.reading()?, object)?;
        let step = found.as_ref().and_then(|opened| rule(&opened.incident));
        // Whatever comes of the step: until it is taken the alarm is only put off.
        let taken = match step {
            None => Ok(false),
            Some((name, step)) => {
                let by = Actor::Clock { rule: name.to_owned() };
                match self.take_step(object, &step, &Taker::Clock, by, name, now) {
                    Ok(()) => Ok(true),
                    Err(HubError::NoSuchStep(_)) => Ok(false),
                    Err(error) => Err(error),
                }
            }
        };
        let mut w = self.storage.writing()?;
        w.remove(Drawer::Alarms, at)?;
        if let (Ok(false) | Err(_), Some(opened)) = (&taken, &found)
            && rule(&opened.incident).is_some()
        {
            w.put(
                Drawer::Alarms,
                &alarm_key(now.plus_ms(AGAIN_MS), &opened.row.id),
                object.as_bytes(),
            )?;
        }
        w.commit()?;
        taken
    }

    /// Sweeps what ended by itself.
    fn housekeep(&self, now: Moment) -> Done<()> {
        let mut w = self.storage.writing()?;
        self.sweep_sessions(&mut *w, now)?;
        w.commit()?;
        Ok(())
    }
}

fn due_at(key: &[u8]) -> Option<Moment> {
    key.first_chunk::<8>().map(|at| Moment(i64::from_be_bytes(*at)))
}

/// The clock's audit record of a step.
pub(super) fn note(w: &mut dyn Writing, by: Actor, org: Id, object: Id, now: Moment) -> Done<()> {
    audit::append(w, Record::done(now, by, "incident.step", org, Some(object)))?;
    Ok(())
}

/// The role clock rules act in.
pub(super) const CLOCK: Role = Role::Clock;
