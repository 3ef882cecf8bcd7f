//! Applying accepted steps, and folding a whole ledger.

use super::guard::{Actor, Setting, Why};
use super::{Incident, Limits, State, Step, Suspension, Verification};
use crate::{Id, Moment};

/// One entry of an incident's ledger, in the hub's order.
#[derive(Clone, Debug, PartialEq)]
pub struct Fact {
    /// The incident.
    pub incident: Id,
    /// Who took the step.
    pub actor: Actor,
    /// When, by the hub: the time of an entry written there, the receipt of one written on a device.
    pub at: Moment,
    /// The step.
    pub step: Step,
}

/// A folded ledger: the state, and for each entry whether it took effect.
#[derive(Clone, Debug, PartialEq)]
pub struct Folded {
    /// The incident after its accepted steps.
    pub incident: Incident,
    /// For each entry: accepted, or why not.
    pub verdicts: Vec<Result<(), Why>>,
}

impl Incident {
    /// Judges and applies entries in the hub's order. For a hub or a simulation that starts from
    /// nothing; a replica has verdicts already and uses [`Incident::apply`] alone.
    pub fn fold<'a>(facts: impl IntoIterator<Item = &'a Fact>, setting: &Setting<'_>) -> Folded {
        let mut folded = Folded { incident: Incident::default(), verdicts: Vec::new() };
        for fact in facts {
            let verdict = folded.incident.judge(&fact.actor, &fact.step, fact.at, setting);
            if verdict.is_ok() {
                folded.incident.apply(fact.incident, fact.actor.person, fact.at, &fact.step);
            }
            folded.verdicts.push(verdict);
        }
        folded
    }

    /// Applies a step that the hub accepted, without judging it again.
    pub fn apply(&mut self, incident: Id, person: Id, at: Moment, step: &Step) {
        self.id.get_or_insert(incident);
        self.steps += 1;
        match step {
            Step::Report(report) => {
                self.category = Some(report.category);
                self.place = Some(report.place.clone());
                self.words.clone_from(&report.words);
                self.reporters.insert(person);
                self.reported_at = Some(at);
                self.state = State::Reported;
            }
            Step::SelfSolve { .. } => {
                self.self_solved = true;
                self.handlers.insert(person);
                self.closed_at = Some(at);
                self.state = State::Closed;
            }
            Step::Accept => {
                self.accepted_at = Some(at);
                self.state = State::Accepted;
            }
            Step::Refuse { .. } => {
                self.closed_at = Some(at);
                self.state = State::Refused;
            }
            Step::Register { number, grade, category, limits, .. } => {
                self.number = Some(*number);
                self.grade = Some(*grade);
                self.category = Some(*category);
                self.limits = Some(*limits);
                self.original_finish = Some(limits.finish_by);
                self.state = State::Registered;
            }
            Step::Dispatch { unit, handler, return_by } => {
                self.unit = Some(*unit);
                self.units.insert(*unit);
                self.handler = *handler;
                self.return_by = Some(*return_by);
                self.state = State::Dispatched;
            }
            Step::Return { .. } => {
                self.returned = true;
                // A unit that sent it back unhandled may verify what another unit did.
                if let Some(unit) = self.unit.take() {
                    self.units.remove(&unit);
                }
                self.handler = None;
                self.state = State::Returned;
            }
            Step::Start { .. } => {
                self.handlers.insert(person);
                self.state = State::Handling;
            }
            Step::Note { .. } => {}
            Step::Extend { until, .. } => {
                self.extended = true;
                self.move_finish(|_| *until);
            }
            Step::Suspend { ground, wake, .. } => {
                let from = self.state;
                self.suspension =
                    Some(Suspension { ground: *ground, since: at, wake: *wake, from });
                self.state = State::Suspended;
            }
            Step::Resume => {
                if let Some(suspension) = self.suspension.take() {
                    let paused = at.0.saturating_sub(suspension.since.0).max(0);
                    self.move_finish(|finish| finish.plus_ms(paused));
                    self.state = suspension.from;
                }
            }
            Step::Whistle { .. } => self.state = State::Whistled,
            Step::ToClue { clue } => self.clue = Some(*clue),
            Step::ClueAnswered { taken, .. } => self.clue_taken = Some(*taken),
            Step::Done { .. } => {
                self.handlers.insert(person);
                self.verification = Some(Verification { since: at, with_secretary: false });
                self.state = State::ToVerify;
            }
            Step::AskVerification { .. } => {}
            Step::Verify { passed, .. } | Step::VerifiedByPhone { passed, .. } => {
                self.verification = None;
                self.reworks += u32::from(!passed);
                self.state = if *passed { State::Verified } else { State::Rework };
            }
            Step::PassToSecretary => {
                if let Some(verification) = &mut self.verification {
                    verification.with_secretary = true;
                }
            }
            Step::Close { code } => {
                self.closing = Some(*code);
                self.closed_at = Some(at);
                self.state = State::Closed;
            }
            Step::Rate { rating, .. } => self.rating = Some(*rating),
            Step::Archive => self.state = State::Archived,
            Step::MergeInto { main } => {
                self.main = Some(*main);
                self.state = State::Merged;
            }
            Step::Joined { reporter, .. } => {
                self.reporters.insert(*reporter);
            }
            Step::Void { .. } => self.state = State::Void,
        }
    }

    /// Who is told of a step: everybody who reported it, where the step answers them.
    pub fn informs(&self, step: &Step) -> Vec<Id> {
        let answers = !matches!(
            step,
            Step::Report(_) | Step::Note { .. } | Step::PassToSecretary | Step::Archive
        );
        self.reporters.iter().copied().filter(|_| answers).collect()
    }

    fn move_finish(&mut self, to: impl Fn(Moment) -> Moment) {
        if let Some(limits) = &mut self.limits {
            *limits = Limits { finish_by: to(limits.finish_by), ..*limits };
        }
    }
}
